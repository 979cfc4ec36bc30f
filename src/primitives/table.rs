//! Elementwise ops as a table: one entry gives the struct, all of its rules and its record.
//!
//! An entry names the loops (`kernel`, which also decides the accepted dtypes), the dtype of the result, the
//! derivative, and for the catalogue a sampler of inputs and a slow reference. The tables themselves are in
//! `unary_*.rs`, `binary_*.rs` and `compare.rs`; ops with three inputs are written out in `select.rs`.

use super::class::{Mask, Saves, Values};
use super::{Avals, EvalCx, Outputs, Primitive, avals_of, one};
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::kernels::typed::Kernel;
use crate::shape::broadcast::{broadcast_avals, broadcast_shapes};
use crate::shape::{Shape, is_same, known_shape};
use smallvec::smallvec;

/// Saves of rules that read the first input.
pub(crate) const X: Saves = Saves::inputs(Mask::only(0));
/// Saves of rules that read the output.
pub(crate) const OUT: Saves = Saves::OUTPUT;
/// Saves of rules that read both inputs.
pub(crate) const XY: Saves = Saves::inputs(Mask::only(0).or(Mask::only(1)));
/// Saves of rules that read both inputs and the output.
pub(crate) const XY_OUT: Saves = XY.or(OUT);
/// Saves of rules that read nothing.
pub(crate) const NOTHING: Saves = Saves::NOTHING;

/// How the dtype of a result follows from that of the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultDtype {
    /// The same.
    Same,
    /// Truth values.
    Bool,
    /// The real type of a complex one, otherwise the same.
    Real,
    /// Counts of bits.
    U8,
}

impl ResultDtype {
    #[inline]
    pub(crate) fn of(self, dtype: DType) -> DType {
        match self {
            ResultDtype::Same => dtype,
            ResultDtype::Bool => DType::Bool,
            ResultDtype::Real => dtype.real_part(),
            ResultDtype::U8 => DType::U8,
        }
    }
}

/// Dtypes in words, for errors.
fn accepted(has: impl Fn(DType) -> bool) -> String {
    let mut kinds = Vec::new();
    for (kind, example) in [
        ("bool", DType::Bool),
        ("integer", DType::I64),
        ("real", DType::F64),
        ("complex", DType::C128),
    ] {
        if has(example) {
            kinds.push(kind);
        }
    }
    format!("{} dtypes", kinds.join(", "))
}

/// Inference of all elementwise ops whose inputs have one dtype.
pub(crate) fn infer<const N: usize>(
    op: &'static str,
    kernel: fn(DType) -> Option<Kernel<N>>,
    result: ResultDtype,
    inputs: &[Aval],
) -> Result<Avals> {
    assert_eq!(inputs.len(), N - 1, "{op} has {} inputs", N - 1);
    infer_accepting(op, |dtype| kernel(dtype).is_some(), result, inputs)
}

/// The same with the dtypes that an op accepts.
pub(crate) fn infer_accepting(
    op: &'static str,
    accepts: impl Fn(DType) -> bool,
    result: ResultDtype,
    inputs: &[Aval],
) -> Result<Avals> {
    let dtype = inputs[0].dtype;
    if let Some(other) = inputs[1..].iter().find(|other| other.dtype != dtype) {
        return Err(Error::dtypes_differ(op, dtype, other.dtype));
    }
    if !accepts(dtype) {
        let argument = if inputs.len() == 1 {
            "x"
        } else {
            "the operands' common type"
        };
        return Err(Error::unsupported_dtype(
            op,
            argument,
            dtype,
            &accepted(accepts),
        ));
    }
    Ok(smallvec![Aval::new(
        broadcast_avals(op, inputs)?,
        result.of(dtype)
    )])
}

/// The result of an op with one input.
#[inline]
pub(crate) fn unary_result(
    primitive: &dyn Primitive,
    kernel: fn(DType) -> Option<Kernel<2>>,
    result: ResultDtype,
    inputs: &[&Dense],
    cx: &mut EvalCx,
) -> Result<Outputs> {
    let x = inputs[0];
    let Some(kernel) = kernel(x.dtype()) else {
        return Err(rejection(primitive, inputs));
    };
    let dtype = result.of(x.dtype());
    let fill = |out: &mut Dense| kernel.run(out, inputs);
    let y = cx.result(primitive.name(), dtype, x.shape(), inputs, fill)?;
    Ok(one(y))
}

/// The result of an op with two inputs.
#[inline]
pub(crate) fn binary_result(
    primitive: &dyn Primitive,
    kernel: fn(DType) -> Option<Kernel<3>>,
    result: ResultDtype,
    inputs: &[&Dense],
    cx: &mut EvalCx,
) -> Result<Outputs> {
    let (x, y) = (inputs[0], inputs[1]);
    let dtype = x.dtype();
    let Some(kernel) = kernel(dtype).filter(|_| y.dtype() == dtype) else {
        return Err(rejection(primitive, inputs));
    };
    let broadcast;
    let shape = if is_same(x.shape(), y.shape()) || y.ndim() == 0 {
        x.shape()
    } else if x.ndim() == 0 {
        y.shape()
    } else {
        let Some(shape) = broadcast_shapes(x.shape(), y.shape()) else {
            return Err(rejection(primitive, inputs));
        };
        broadcast = shape;
        &broadcast
    };
    let dtype = result.of(dtype);
    let fill = |out: &mut Dense| kernel.run(out, inputs);
    Ok(one(cx.result(
        primitive.name(),
        dtype,
        shape,
        inputs,
        fill,
    )?))
}

/// The result of an op with several inputs.
pub(crate) fn nary_result<const N: usize>(
    primitive: &dyn Primitive,
    kernel: fn(DType) -> Option<Kernel<N>>,
    result: ResultDtype,
    inputs: &[&Dense],
    cx: &mut EvalCx,
) -> Result<Outputs> {
    let dtype = inputs[0].dtype();
    let broadcast = |shape: Option<Shape>, input: &&Dense| broadcast_shapes(&shape?, input.shape());
    let shape = inputs.iter().fold(Some(Shape::new()), broadcast);
    let is_one_dtype = inputs.iter().all(|input| input.dtype() == dtype);
    let (Some(kernel), Some(shape), true) = (kernel(dtype), shape, is_one_dtype) else {
        return Err(rejection(primitive, inputs));
    };
    let dtype = result.of(dtype);
    let fill = |out: &mut Dense| kernel.run(out, inputs);
    let y = cx.result(primitive.name(), dtype, &shape, inputs, fill)?;
    Ok(one(y))
}

/// The error of inputs that evaluation cannot handle: what inference says of them.
#[cold]
pub(crate) fn rejection(primitive: &dyn Primitive, inputs: &[&Dense]) -> Error {
    primitive
        .infer(&avals_of(inputs))
        .expect_err("inference rejects what evaluation does")
}

/// The common shape of three operands, if there is one.
pub(crate) fn broadcast_three(a: &[usize], b: &[usize], c: &[usize]) -> Option<Shape> {
    broadcast_shapes(&broadcast_shapes(a, b)?, c)
}

/// The sizes of an input, in a rule that runs on data.
pub(crate) fn known_input_shape(values: &Values, position: usize) -> Shape {
    use crate::error::OrRaise;
    known_shape("gradient", &values.input_aval(position).shape).or_raise()
}

/// One elementwise op. `diff` is one of `zero`, `partials(saves, scale)`, `own_partials(saves)` (with a `Partials` impl
/// beside the table), `linear` (with a `Transpose` impl) and `custom(saves)` (with a `Rules` impl). `saves` and `scale` are functions of the
/// tracked positions and of `(position, t, values)`. `shortcut` names a function that may know the result without the loops.
macro_rules! elementwise {
    ($($(#[$doc:meta])* $name:ident = $op:literal($inputs:tt) {
        kernel: $kernel:path,
        result: $result:ident,
        $(shortcut: $shortcut:path,)?
        diff: $diff:ident $(($($rule:expr),+))?,
        inputs: $sampler:expr,
        reference: $reference:expr,
        ulps: $ulps:literal,
        $(skips: $skips:expr,)?
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub(crate) struct $name;

            impl $crate::primitives::Primitive for $name {
                #[inline]
                fn name(&self) -> &'static str {
                    $op
                }

                fn infer(&self, inputs: &[$crate::array::value::Aval]) -> $crate::error::Result<$crate::primitives::Avals> {
                    $crate::primitives::table::infer($op, $kernel, $crate::primitives::table::ResultDtype::$result, inputs)
                }

                fn eval(
                    &self,
                    inputs: &[&$crate::array::value::Dense],
                    cx: &mut $crate::primitives::EvalCx,
                ) -> $crate::error::Result<$crate::primitives::DenseOut> {
                    self.results(inputs, cx).map($crate::primitives::data_of)
                }

                #[inline]
                fn results(
                    &self,
                    inputs: &[&$crate::array::value::Dense],
                    cx: &mut $crate::primitives::EvalCx,
                ) -> $crate::error::Result<$crate::primitives::Outputs> {
                    $(if let Some(result) = $shortcut(inputs) {
                        return Ok($crate::primitives::one($crate::array::Array::from_dense(result)));
                    })?
                    let result = $crate::primitives::table::ResultDtype::$result;
                    $crate::primitives::table::elementwise!(@results $inputs, self, $kernel, result, inputs, cx)
                }

                $crate::primitives::table::elementwise!(@class $diff $(($($rule),+))?);

                fn batching(&self) -> $crate::primitives::class::Batching<'_> {
                    $crate::primitives::class::Batching::Elementwise
                }

                fn fusion(&self) -> $crate::primitives::class::Fusion {
                    $crate::primitives::class::Fusion::Elementwise
                }
            }

            $crate::primitives::table::elementwise!(@rule $name $diff $(($($rule),+))?);
        )*

        /// The records of this file's table.
        #[cfg(feature = "testing")]
        fn table_records() -> Vec<$crate::testing::OpRecord> {
            vec![$($crate::testing::OpRecord {
                primitive: stringify!($name),
                dtypes: $crate::primitives::table::records::accepted_dtypes(|dtype| $kernel(dtype).is_some()),
                samples: |samples, dtype| {
                    $crate::primitives::table::records::samples(&$name, $inputs, samples, dtype, $sampler)
                },
                reference: |inputs, sample| {
                    $crate::primitives::table::records::reference(inputs, sample, $reference)
                },
                ulps: $ulps,
                skips: $crate::primitives::table::elementwise!(@skips $($skips)?),
            }),*]
        }
    };
    (@results 1, $self:ident, $kernel:path, $result:ident, $inputs:ident, $cx:ident) => {
        $crate::primitives::table::unary_result($self, $kernel, $result, $inputs, $cx)
    };
    (@results 2, $self:ident, $kernel:path, $result:ident, $inputs:ident, $cx:ident) => {
        $crate::primitives::table::binary_result($self, $kernel, $result, $inputs, $cx)
    };
    (@results $n:literal, $self:ident, $kernel:path, $result:ident, $inputs:ident, $cx:ident) => {
        $crate::primitives::table::nary_result($self, $kernel, $result, $inputs, $cx)
    };
    (@class zero) => {
        fn diff(&self) -> $crate::primitives::class::Diff<'_> {
            $crate::primitives::class::Diff::Zero
        }
    };
    (@class linear) => {
        fn diff(&self) -> $crate::primitives::class::Diff<'_> {
            $crate::primitives::class::Diff::Linear(self)
        }
    };
    (@class partials($saves:expr, $scale:expr)) => {
        fn diff(&self) -> $crate::primitives::class::Diff<'_> {
            $crate::primitives::class::Diff::Elementwise(self)
        }

        $crate::primitives::table::elementwise!(@saves $saves);
    };
    (@class own_partials($saves:expr)) => {
        fn diff(&self) -> $crate::primitives::class::Diff<'_> {
            $crate::primitives::class::Diff::Elementwise(self)
        }

        $crate::primitives::table::elementwise!(@saves $saves);
    };
    (@class custom($saves:expr)) => {
        fn diff(&self) -> $crate::primitives::class::Diff<'_> {
            $crate::primitives::class::Diff::Custom(self)
        }

        $crate::primitives::table::elementwise!(@saves $saves);
    };
    (@saves $saves:expr) => {
        fn saves(&self, wrt: $crate::primitives::class::Mask) -> $crate::primitives::class::Saves {
            let saves: fn($crate::primitives::class::Mask) -> $crate::primitives::class::Saves = $saves;
            saves(wrt)
        }
    };
    (@rule $name:ident partials($saves:expr, $scale:expr)) => {
        impl $crate::primitives::class::Partials for $name {
            fn scale(
                &self,
                position: usize,
                t: &$crate::array::Array,
                values: &$crate::primitives::class::Values,
            ) -> $crate::array::Array {
                let scale: fn(usize, &$crate::array::Array, &$crate::primitives::class::Values) -> $crate::array::Array = $scale;
                scale(position, t, values)
            }
        }
    };
    (@rule $name:ident $other:ident $(($saves:expr))?) => {};
    (@skips) => { &[] };
    (@skips $skips:expr) => { $skips };
}

pub(crate) use elementwise;

/// What the records of all elementwise ops share.
#[cfg(feature = "testing")]
pub(crate) mod records {
    use crate::array::Array;
    use crate::dtype::{DType, Kind};
    use crate::primitives::Share;
    use crate::testing::samples::Samples;
    use crate::testing::{Sample, SlowArray};
    use num_complex::Complex;

    /// Makes the input at a position.
    pub(crate) type Sampler = fn(&mut Samples, DType, &[usize], usize) -> Array;

    /// One element of the result from those of the inputs; the dtype is that of the inputs.
    pub(crate) type Reference = fn(&[Complex<f64>], DType) -> Complex<f64>;

    /// The dtypes of a kernel. Records are made once per test run, so the list may stay.
    pub(crate) fn accepted_dtypes(accepts: impl Fn(DType) -> bool) -> &'static [DType] {
        DType::ALL
            .into_iter()
            .filter(|&dtype| accepts(dtype))
            .collect::<Vec<_>>()
            .leak()
    }

    /// Calls over ranks 0 to 4, empty arrays, lengths beyond a block, and all ways of broadcasting.
    pub(crate) fn samples(
        primitive: &dyn Share,
        inputs: usize,
        samples: &mut Samples,
        dtype: DType,
        sampler: Sampler,
    ) -> Vec<Sample> {
        let shapes: &[&[&[usize]]] = match inputs {
            1 => &[
                &[&[]],
                &[&[0]],
                &[&[5]],
                &[&[2, 3]],
                &[&[2, 0, 3]],
                &[&[2, 1, 3]],
                &[&[2, 1, 2, 2]],
                &[&[300]],
            ],
            3 => &[
                &[&[], &[], &[]],
                &[&[4], &[4], &[4]],
                &[&[4], &[], &[1]],
                &[&[2, 3], &[3], &[2, 1]],
                &[&[2, 1], &[1, 3], &[]],
                &[&[0, 2], &[1, 2], &[2]],
                &[&[2, 2, 1, 2], &[3, 1], &[2, 1, 1, 1]],
                &[&[300], &[300], &[300]],
            ],
            4 => &[
                &[&[], &[], &[], &[]],
                &[&[4], &[4], &[4], &[4]],
                &[&[4], &[], &[1], &[4]],
                &[&[2, 3], &[3], &[2, 1], &[2, 3]],
                &[&[3], &[2, 1], &[1, 3], &[]],
                &[&[0, 2], &[1, 2], &[2], &[0, 1]],
                &[&[3, 1], &[2, 2, 1, 2], &[2], &[2, 1, 1, 1]],
                &[&[300], &[300], &[300], &[300]],
            ],
            _ => &[
                &[&[], &[]],
                &[&[4], &[4]],
                &[&[4], &[]],
                &[&[], &[2, 2]],
                &[&[2, 3], &[3]],
                &[&[2, 1], &[1, 3]],
                &[&[0, 2], &[1, 2]],
                &[&[2, 3, 2], &[2, 3, 2]],
                &[&[2, 2, 1, 2], &[3, 1]],
                &[&[300], &[300]],
            ],
        };
        shapes
            .iter()
            .map(|shapes| Sample {
                primitive: primitive.share(),
                inputs: shapes
                    .iter()
                    .enumerate()
                    .map(|(i, shape)| sampler(samples, dtype, shape, i))
                    .collect(),
            })
            .collect()
    }

    /// Applies the reference to all elements of the broadcast inputs.
    pub(crate) fn reference(
        inputs: &[SlowArray],
        sample: &Sample,
        element: Reference,
    ) -> Vec<SlowArray> {
        let ndim = inputs.iter().map(|x| x.shape.len()).max().unwrap_or(0);
        let mut shape = vec![1; ndim];
        for input in inputs {
            let offset = ndim - input.shape.len();
            for (axis, &size) in input.shape.iter().enumerate() {
                if size != 1 {
                    shape[offset + axis] = size;
                }
            }
        }
        let dtype = sample.inputs[0].dtype();
        vec![SlowArray::from_fn(&shape, |index| {
            let elements: Vec<_> = inputs.iter().map(|x| x.get_broadcast(index)).collect();
            element(&elements, dtype)
        })]
    }

    /// A real number as a reference's result, wrapped into the range of an integer dtype.
    pub(crate) fn real(value: f64, dtype: DType) -> Complex<f64> {
        match dtype.integer_limits() {
            Some((low, high)) => {
                let span = high - low + 1;
                Complex::new(((value as i128 - low).rem_euclid(span) + low) as f64, 0.0)
            }
            None => Complex::new(value, 0.0),
        }
    }

    /// A truth value as a reference's result.
    pub(crate) fn truth(value: bool) -> Complex<f64> {
        Complex::new(f64::from(u8::from(value)), 0.0)
    }

    /// Elements whose magnitude is in a range and whose sign is random (positive for unsigned integers).
    pub(crate) fn away_from_zero(
        samples: &mut Samples,
        dtype: DType,
        shape: &[usize],
        low: f64,
        high: f64,
    ) -> Array {
        let magnitudes = samples.array(dtype, shape, low, high);
        if matches!(dtype.kind(), Kind::Bool | Kind::Unsigned) {
            return magnitudes;
        }
        let signs = samples.array(DType::Bool, shape, 0.0, 1.0);
        crate::primitives::select::select(&signs, &magnitudes, &crate::np::negative(&magnitudes))
            .expect("equal shapes")
    }
}
