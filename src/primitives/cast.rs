//! Changing the dtype: by value (`cast`, numpy's `astype`) and by reading the same bytes (`bitcast`,
//! numpy's `view`).

use super::class::{Batching, Diff, Fusion, Transpose, Values};
use super::{Avals, DenseOut, EvalCx, Outputs, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::transform::stack::{bind_donating, bind_one, only};
use smallvec::smallvec;

/// The array in another dtype; the same handle if it has that dtype.
///
/// Floats become integers by truncation, saturating, nan as 0; complex numbers lose their imaginary part;
/// anything but 0 becomes `true`.
pub(crate) fn cast(x: &Array, dtype: DType) -> Result<Array> {
    if x.dtype() == dtype {
        return Ok(x.clone());
    }
    bind_one(
        &Cast {
            from: x.dtype(),
            to: dtype,
        },
        &[x],
    )
}

/// [`cast`] of an array that the caller gives up, over its buffer where sizes allow.
pub(crate) fn cast_owned(x: Array, dtype: DType) -> Result<Array> {
    if x.dtype() == dtype {
        return Ok(x);
    }
    let donated = u32::from(x.is_unique());
    let outputs: Outputs = bind_donating(
        &Cast {
            from: x.dtype(),
            to: dtype,
        },
        &[&x],
        donated,
    )?;
    Ok(only(outputs))
}

/// The same bytes read as another dtype of equal size.
pub(crate) fn bitcast(x: &Array, dtype: DType) -> Result<Array> {
    if x.dtype() == dtype {
        return Ok(x.clone());
    }
    bind_one(&Bitcast { to: dtype }, &[x])
}

/// Conversion by value. Both dtypes are fields, because the class depends on them.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    pub(crate) from: DType,
    pub(crate) to: DType,
}

impl Primitive for Cast {
    fn name(&self) -> &'static str {
        "astype"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let [x] = inputs else {
            unreachable!("astype has one input")
        };
        if x.dtype != self.from {
            return Err(Error::dtypes_differ("astype", x.dtype, self.from));
        }
        Ok(smallvec![Aval::new(x.shape.clone(), self.to)])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let x = inputs[0];
        if x.dtype() != self.from {
            return Err(Error::dtypes_differ("astype", x.dtype(), self.from));
        }
        let mut out = cx.output("astype", self.to, x.shape(), inputs)?;
        kernels::cast::cast(x, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        if self.from.is_differentiable() && self.to.is_differentiable() {
            Diff::Linear(self)
        } else {
            Diff::Zero
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

/// Over the reals, taking the real part and embedding into the complex numbers are each other's adjoints,
/// so the transpose is the cast back in every case.
impl Transpose for Cast {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        cast(ct, self.from).or_raise()
    }
}

/// The same bytes as another dtype.
#[derive(Clone, Debug)]
pub(crate) struct Bitcast {
    pub(crate) to: DType,
}

impl Primitive for Bitcast {
    fn name(&self) -> &'static str {
        "view"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let [x] = inputs else {
            unreachable!("view has one input")
        };
        self.check(x.dtype)?;
        Ok(smallvec![Aval::new(x.shape.clone(), self.to)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.check(inputs[0].dtype())?;
        Ok(smallvec![inputs[0].with_dtype(self.to)])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::View
    }
}

impl Bitcast {
    fn check(&self, from: DType) -> Result<()> {
        if from.item_size() != self.to.item_size() {
            let reason = format!(
                "elements of {from} have {} bytes, those of {} have {}",
                from.item_size(),
                self.to,
                self.to.item_size()
            );
            return Err(Error::dtype("view", reason)
                .hinted("choose a dtype of equal size, or convert by value with astype"));
        }
        if self.to.is_bool() && !from.is_bool() {
            return Err(Error::dtype(
                "view",
                format!(
                    "bytes of {from} may be other than 0 and 1, so they cannot be read as bool"
                ),
            )
            .hinted("use astype(Bool), which is true where the element is not 0"));
        }
        Ok(())
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::table::records;
    use crate::testing::{OpRecord, Sample, SlowArray};
    use num_complex::Complex;
    fn map(x: &SlowArray, f: impl Fn(Complex<f64>) -> Complex<f64>) -> Vec<SlowArray> {
        vec![SlowArray {
            shape: x.shape.clone(),
            data: x.data.iter().map(|&z| f(z)).collect(),
        }]
    }
    fn result_dtype(sample: &Sample) -> DType {
        sample
            .primitive
            .infer(&[sample.inputs[0].aval()])
            .expect("samples are accepted")[0]
            .dtype
    }
    const SAME_SIZE: &[(DType, DType)] = &[
        (DType::Bool, DType::U8),
        (DType::I8, DType::U8),
        (DType::U16, DType::I16),
        (DType::F16, DType::U16),
        (DType::I32, DType::U32),
        (DType::F32, DType::I32),
    ];
    vec![
        OpRecord {
            primitive: "Cast",
            dtypes: &DType::ALL,
            samples: |samples, from| {
                let others = DType::ALL.into_iter().filter(|&to| to != from);
                let of = |to| {
                    records::samples(&Cast { from, to }, 1, samples, from, |s, d, shape, _| {
                        s.array(d, shape, 0.0, 2.0)
                    })
                };
                others.flat_map(of).collect()
            },
            reference: |inputs, sample| {
                let to = result_dtype(sample);
                map(&inputs[0], |z| match to {
                    to if to.is_complex() => z,
                    to if to.is_bool() => records::truth(z != Complex::default()),
                    to if to.is_integer() => records::real(z.re.trunc(), to),
                    _ => z.re.into(),
                })
            },
            ulps: 0.0,
            skips: &[],
        },
        OpRecord {
            primitive: "Bitcast",
            dtypes: &[
                DType::Bool,
                DType::I8,
                DType::U16,
                DType::F16,
                DType::I32,
                DType::F32,
            ],
            samples: |samples, from| {
                let to = SAME_SIZE
                    .iter()
                    .find(|(of, _)| *of == from)
                    .expect("a listed dtype")
                    .1;
                records::samples(&Bitcast { to }, 1, samples, from, |s, d, shape, _| {
                    s.array(d, shape, -3.0, 3.0)
                })
            },
            reference: |inputs, sample| {
                let (from, to) = (sample.inputs[0].dtype(), result_dtype(sample));
                map(&inputs[0], |z| match from {
                    DType::F16 => f64::from(half::f16::from_f64(z.re).to_bits()).into(),
                    DType::F32 => f64::from((z.re as f32).to_bits() as i32).into(),
                    _ => records::real(z.re, to),
                })
            },
            ulps: 0.0,
            skips: &[],
        },
    ]
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn what_does_not_fit_saturates() {
        let x = array([f64::NAN, -1.5, 300.7, f64::INFINITY, f64::NEG_INFINITY]);
        assert_eq!(x.astype(U8).to_vec::<u8>().unwrap(), [0, 0, 255, 255, 0]);
        assert_eq!(
            x.astype(I32).to_vec::<i32>().unwrap(),
            [0, -1, 300, i32::MAX, i32::MIN]
        );
        assert_eq!(
            array([300i64, -1]).astype(U8).to_vec::<u8>().unwrap(),
            [44, 255]
        );
    }

    #[test]
    fn narrowing_rounds_once() {
        // Halfway between two f16 values, plus a bit that f32 cannot hold: passing through f32 would round down.
        let x = 1.0 + f64::from(half::f16::EPSILON) / 2.0 + f64::EPSILON;
        assert_eq!(
            array([x]).astype(F16).astype(F64).to_vec::<f64>().unwrap(),
            [1.0 + f64::from(half::f16::EPSILON)]
        );
    }

    #[test]
    fn views_and_reuse() {
        let z = array([1.0, 2.0, 3.0]).astype(C128);
        assert_eq!(z.astype(F32).to_vec::<f32>().unwrap(), [1.0, 2.0, 3.0]);
        // c64 and f64 elements have one size, so an owned input lends its buffer while it is read.
        let z = np::multiply(array([1.5f32, -2.0, 3.0, 4.0]).astype(C64), 2.0);
        assert_eq!(
            crate::primitives::cast::cast_owned(z, F64)
                .unwrap()
                .to_vec::<f64>()
                .unwrap(),
            [3.0, -4.0, 6.0, 8.0]
        );
    }

    #[test]
    fn bytes_as_another_dtype() {
        let bits = crate::primitives::cast::bitcast(&array([1.0f32, -0.0]), U32).unwrap();
        assert_eq!(bits.to_vec::<u32>().unwrap(), [0x3F80_0000, 0x8000_0000]);
        assert!(crate::primitives::cast::bitcast(&array([1.0f32]), U64).is_err());
        assert!(crate::primitives::cast::bitcast(&array([7u8]), Bool).is_err());
    }
}
