//! Reductions over any set of axes: sum, product, extremes, and the two of truth values.
//!
//! The result has no trace of the reduced axes (`keepdims` is a reshape in `np`) and the dtype of the
//! input, or bool for any and all. Reductions that find positions are in [`super::argreduce`], running
//! ones in [`super::cumulative`]; the loops are in `kernels::reduce`.

use super::class::{
    Batching, Diff, Fusion, Gradients, Mask, Rules, Saves, ShiftAxes, Transpose, Values,
};
use super::cumulative::exclusive_product;
use super::{
    Avals, DenseOut, EvalCx, Outputs, PrimRef, Primitive, Share, data_of, inferred_one, one,
};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::transpose;
use crate::shape::axes::AxisList;
use crate::shape::dim::Dim;
use crate::shape::{Dims, Shape, known_shape};
use crate::transform::stack;
use smallvec::smallvec;

/// What a reduction computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ReduceKind {
    Sum,
    Prod,
    /// NaN wins; complex numbers are ordered by their real, then their imaginary part.
    Max,
    Min,
    /// Whether any element is not zero.
    Any,
    /// Whether no element is zero.
    All,
}

impl ReduceKind {
    fn is_logical(self) -> bool {
        matches!(self, ReduceKind::Any | ReduceKind::All)
    }

    fn is_extreme(self) -> bool {
        matches!(self, ReduceKind::Max | ReduceKind::Min)
    }

    fn output_dtype(self, dtype: DType) -> DType {
        if self.is_logical() {
            DType::Bool
        } else {
            dtype
        }
    }
}

/// A reduction over `axes`, which are in increasing order.
#[derive(Clone, Debug)]
pub(crate) struct Reduce {
    pub(crate) kind: ReduceKind,
    pub(crate) axes: AxisList,
}

/// The reduction of `x` over `axes`, sorted and without repetition; the reduced axes are gone.
pub(crate) fn reduce(kind: ReduceKind, x: &Array, axes: &[usize]) -> Result<Array> {
    let is_identity = axes.is_empty() && kind.output_dtype(x.dtype()) == x.dtype();
    if is_identity && (kind.is_logical() || !x.dtype().is_bool() || kind.is_extreme()) {
        return Ok(x.clone());
    }
    stack::bind_one(
        &Reduce {
            kind,
            axes: AxisList::from_slice(axes),
        },
        &[x],
    )
}

/// The sum over `axes`.
pub(crate) fn sum(x: &Array, axes: &[usize]) -> Result<Array> {
    reduce(ReduceKind::Sum, x, axes)
}

impl Reduce {
    fn reduced(&self, inputs: &[&Dense]) -> Result<Array> {
        let x = inputs[0];
        let is_truth =
            x.dtype().is_bool() && matches!(self.kind, ReduceKind::Sum | ReduceKind::Prod);
        // What inference would say, in a fraction of the time of a small sum; errors are left to it.
        let is_plain =
            x.len() > 0 && !is_truth && check_axes(self.name(), &self.axes, x.ndim()).is_ok();
        if !is_plain {
            let mut result = inferred_one(self, inputs)?;
            kernels::reduce::reduce(self.kind, x, &self.axes, &mut result);
            return Ok(Array::from_dense(result));
        }
        let kept = (0..x.ndim()).filter(|axis| !self.axes.contains(axis));
        let shape: Shape = kept.map(|axis| x.shape()[axis]).collect();
        let dtype = self.kind.output_dtype(x.dtype());
        EvalCx::default().result(self.name(), dtype, &shape, inputs, |out| {
            kernels::reduce::reduce(self.kind, x, &self.axes, out);
        })
    }
}

impl Primitive for Reduce {
    fn name(&self) -> &'static str {
        match self.kind {
            ReduceKind::Sum => "sum",
            ReduceKind::Prod => "prod",
            ReduceKind::Max => "max",
            ReduceKind::Min => "min",
            ReduceKind::Any => "any",
            ReduceKind::All => "all",
        }
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        check_axes(self.name(), &self.axes, x.ndim())?;
        if x.dtype.is_bool() && matches!(self.kind, ReduceKind::Sum | ReduceKind::Prod) {
            return Err(
                Error::unsupported_dtype(self.name(), "the array", x.dtype, "numbers")
                    .hinted("the functions in `np` convert truth values to i64"),
            );
        }
        let is_empty = |reduced: bool| {
            (0..x.ndim()).any(|a| self.axes.contains(&a) == reduced && x.shape[a].is(0))
        };
        if self.kind.is_extreme() && is_empty(true) && !is_empty(false) {
            return Err(Error::empty_reduction(self.name(), x.shape_text()));
        }
        let shape = without_axes(&x.shape, &self.axes);
        Ok(smallvec![Aval::new(shape, self.kind.output_dtype(x.dtype))])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        self.results(inputs, cx).map(data_of)
    }

    fn results(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<Outputs> {
        self.reduced(inputs).map(one)
    }

    fn diff(&self) -> Diff<'_> {
        match self.kind {
            ReduceKind::Sum => Diff::Linear(self),
            ReduceKind::Prod | ReduceKind::Max | ReduceKind::Min => Diff::Custom(self),
            ReduceKind::Any | ReduceKind::All => Diff::Zero,
        }
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        match self.kind {
            ReduceKind::Prod => Saves::inputs(Mask::only(0)),
            ReduceKind::Max | ReduceKind::Min => Saves::inputs(Mask::only(0)).or(Saves::OUTPUT),
            ReduceKind::Sum | ReduceKind::Any | ReduceKind::All => Saves::NOTHING,
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::Reduce
    }
}

impl ShiftAxes for Reduce {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Reduce {
            kind: self.kind,
            axes: self.axes.iter().map(|&a| a + 1).collect(),
        }
        .share()
    }
}

impl Transpose for Reduce {
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let shape = input_shape(self.name(), values);
        spread(ct, &self.axes, &shape).or_raise()
    }
}

impl Rules for Reduce {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None];
        };
        let gradient = match self.kind {
            ReduceKind::Prod => product_vjp(ct, values.input(0), &self.axes),
            _ => extreme_vjp(ct, values.input(0), values.output(0), &self.axes),
        };
        smallvec![Some(gradient.or_raise())]
    }
}

/// Each factor's cotangent is that of the product times the product of the *other* factors, which stays
/// right where factors are zero: the products before and after it.
fn product_vjp(ct: &Array, x: &Array, axes: &[usize]) -> Result<Array> {
    let kept: Vec<usize> = (0..x.ndim()).filter(|a| !axes.contains(a)).collect();
    let order: Vec<usize> = kept.iter().chain(axes).copied().collect();
    let moved = transpose(x, &order)?;
    let mut flat: Shape = kept.iter().map(|&a| x.shape()[a]).collect();
    flat.push(axes.iter().map(|&a| x.shape()[a]).product());
    let (last, rows) = (kept.len(), reshape(&moved, &flat)?);
    let others = np::multiply(
        &exclusive_product(&rows, last, false)?,
        &exclusive_product(&rows, last, true)?,
    );
    let others = reshape(&others, moved.shape())?;
    let mut back = vec![0; x.ndim()];
    for (position, &axis) in order.iter().enumerate() {
        back[axis] = position;
    }
    let others = transpose(&others, &back)?;
    Ok(np::multiply(
        &spread(ct, axes, x.shape())?,
        conjugate(&others),
    ))
}

/// Elements that tie for the extreme share its cotangent equally; if it is NaN, those that are NaN.
fn extreme_vjp(ct: &Array, x: &Array, y: &Array, axes: &[usize]) -> Result<Array> {
    let winners = same_or_nan(x, &spread(y, axes, x.shape())?);
    let winners = cast(&winners, x.dtype())?;
    let share = np::divide(ct, &sum(&winners, axes)?);
    Ok(np::multiply(&winners, &spread(&share, axes, x.shape())?))
}

/// Where two arrays are equal, or both NaN.
pub(crate) fn same_or_nan(x: &Array, y: &Array) -> Array {
    np::logical_or(np::equal(x, y), np::logical_and(np::isnan(x), np::isnan(y)))
}

/// The conjugate of complex arrays; others as they are.
pub(crate) fn conjugate(x: &Array) -> Array {
    if x.dtype().is_complex() {
        np::conj(x)
    } else {
        x.clone()
    }
}

/// The reverse of a reduction's change of shape: repeats `y` along `axes` of `shape`.
pub(crate) fn spread(y: &Array, axes: &[usize], shape: &[usize]) -> Result<Array> {
    let kept = shape
        .iter()
        .enumerate()
        .map(|(a, &n)| if axes.contains(&a) { 1 } else { n })
        .collect::<Shape>();
    broadcast_to(&reshape(y, &kept)?, shape)
}

pub(crate) fn input_shape(op: &'static str, values: &Values) -> Shape {
    known_shape(op, &values.input_aval(0).shape).or_raise()
}

pub(crate) fn without_axes(shape: &[Dim], axes: &[usize]) -> Dims {
    shape
        .iter()
        .enumerate()
        .filter(|(a, _)| !axes.contains(a))
        .map(|(_, &n)| n)
        .collect()
}

pub(crate) fn check_axes(op: &'static str, axes: &[usize], ndim: usize) -> Result<()> {
    for (i, &axis) in axes.iter().enumerate() {
        if axis >= ndim {
            return Err(Error::axis_out_of_range(op, axis as isize, ndim));
        }
        if axes[..i].contains(&axis) {
            return Err(Error::axis_repeated(op, axis));
        }
    }
    Ok(())
}

/// What the records of this folder's parametrised ops share.
#[cfg(feature = "testing")]
pub(crate) mod for_records {
    use crate::dtype::DType;
    use crate::primitives::Primitive;
    use crate::testing::{Sample, SlowArray};
    use num_complex::Complex;
    use std::any::Any;
    use std::cmp::Ordering;
    use std::collections::HashMap;

    /// The op of a sample with its parameters.
    pub(crate) fn parameters<P: Primitive>(sample: &Sample) -> &P {
        let primitive: &dyn Any = &*sample.primitive;
        primitive
            .downcast_ref()
            .expect("a record's samples are of its primitive")
    }

    /// All multi-indices of a shape, in C order.
    pub(crate) fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
        let mut all = Vec::new();
        SlowArray::from_fn(shape, |index| {
            all.push(index.to_vec());
            Complex::new(0.0, 0.0)
        });
        all
    }

    /// Numbers in numpy's order: by real, then by imaginary part.
    pub(crate) fn order(a: &Complex<f64>, b: &Complex<f64>) -> Ordering {
        (a.re, a.im)
            .partial_cmp(&(b.re, b.im))
            .expect("samples have no nan")
    }

    /// A sample of an op that works along lines: a shape, an axis, and positions on it for ops that take some.
    pub(crate) struct Line {
        pub(crate) shape: &'static [usize],
        pub(crate) axis: usize,
        pub(crate) at: Option<&'static [usize]>,
    }

    /// Lines of all ranks, empty ones, and long ones that are divided.
    pub(crate) fn lines() -> impl Iterator<Item = Line> {
        /// A shape, an axis, and the positions that are asked for.
        type Case = (&'static [usize], usize, Option<&'static [usize]>);
        const CASES: &[Case] = &[
            (&[0], 0, None),
            (&[1], 0, None),
            (&[7], 0, None),
            (&[2, 3], 0, None),
            (&[2, 3], 1, None),
            (&[0, 3], 1, None),
            (&[3, 2, 4], 1, None),
            (&[2, 1, 3, 2], 2, None),
            (&[7], 0, Some(&[2, 3])),
            (&[0, 3], 1, Some(&[2])),
            (&[70], 0, Some(&[20])),
            (&[2, 70], 1, Some(&[0, 34, 35])),
            (&[70, 2], 0, Some(&[69])),
        ];
        let line = |&(shape, axis, at): &_| Line { shape, axis, at };
        CASES.iter().map(line)
    }

    /// The positions that the elements along an axis have in their new order: sorted, or, where the kernel divides
    /// lines of a dtype at some positions, in the old order on each side of the elements there.
    pub(crate) fn sorted_order(
        x: &SlowArray,
        axis: usize,
        (dtype, at): (DType, Option<&[usize]>),
    ) -> impl FnMut(&[usize]) -> Vec<usize> {
        let mut known = HashMap::new();
        let n = x.shape[axis];
        let at = at.filter(|at| crate::kernels::sort::divides(dtype, n, at.len()));
        move |index| {
            let mut line = index.to_vec();
            line[axis] = 0;
            let new = || {
                let mut full = index.to_vec();
                let elements = (0..n).map(|k| {
                    full[axis] = k;
                    x.get(&full)
                });
                order_of(&elements.collect::<Vec<_>>(), at)
            };
            known.entry(line).or_insert_with(new).clone()
        }
    }

    fn order_of(elements: &[Complex<f64>], at: Option<&[usize]>) -> Vec<usize> {
        let mut sorted: Vec<usize> = (0..elements.len()).collect();
        sorted.sort_by(|&a, &b| order(&elements[a], &elements[b]));
        let Some(at) = at else {
            return sorted;
        };
        let mut divided: Vec<usize> = (0..elements.len()).collect();
        divided.sort_by_key(|&k| {
            let side = |&position: &usize| match order(&elements[k], &elements[sorted[position]]) {
                Ordering::Less => 0,
                Ordering::Equal => 1,
                Ordering::Greater => 2,
            };
            at.iter().map(side).sum::<usize>()
        });
        divided
    }

    /// A whole number wrapped into an integer dtype; other numbers as they are.
    pub(crate) fn wrapped(z: Complex<f64>, dtype: DType) -> Complex<f64> {
        crate::primitives::table::records::real(z.re, dtype) + Complex::new(0.0, z.im)
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], &[usize])] = &[
            (&[], &[]),
            (&[5], &[0]),
            (&[0], &[0]),
            (&[2, 3], &[]),
            (&[2, 3], &[0]),
            (&[2, 3], &[1]),
            (&[3, 2], &[0, 1]),
            (&[2, 0, 3], &[1]),
            (&[0, 3], &[1]),
            (&[2, 3, 2], &[0, 2]),
            (&[2, 2, 1, 3], &[1, 3]),
            (&[3, 9], &[1]),
            (&[40, 3], &[0]),
        ];
        let all = [
            ReduceKind::Sum,
            ReduceKind::Prod,
            ReduceKind::Max,
            ReduceKind::Min,
            ReduceKind::Any,
            ReduceKind::All,
        ];
        let mut calls = Vec::new();
        for kind in all {
            for &(shape, axes) in CASES {
                let reduced: usize = axes.iter().map(|&a| shape[a]).product();
                let rejected = (dtype.is_bool()
                    && matches!(kind, ReduceKind::Sum | ReduceKind::Prod))
                    || (kind.is_extreme() && reduced == 0);
                if rejected || (kind == ReduceKind::Prod && reduced > 10) {
                    continue;
                }
                let x = match kind {
                    ReduceKind::Max | ReduceKind::Min => samples.distinct(dtype, shape),
                    ReduceKind::Prod => samples.array(dtype, shape, 0.5, 2.0),
                    _ => samples.array(dtype, shape, 0.0, 2.0),
                };
                calls.push(Sample {
                    primitive: Reduce {
                        kind,
                        axes: AxisList::from_slice(axes),
                    }
                    .share(),
                    inputs: vec![x],
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Reduce = for_records::parameters(sample);
        let x = &inputs[0];
        let dtype = sample.inputs[0].dtype();
        let kept: Vec<usize> = (0..x.shape.len())
            .filter(|a| !op.axes.contains(a))
            .collect();
        let shape: Vec<usize> = kept.iter().map(|&a| x.shape[a]).collect();
        let all = for_records::indices(&x.shape);
        vec![SlowArray::from_fn(&shape, |index| {
            let line = all
                .iter()
                .filter(|i| kept.iter().zip(index).all(|(&a, &k)| i[a] == k))
                .map(|i| x.get(i));
            let number = |n: f64| Complex::new(n, 0.0);
            let mut line = line;
            match op.kind {
                ReduceKind::Sum => for_records::wrapped(line.sum(), dtype),
                ReduceKind::Prod => for_records::wrapped(line.product(), dtype),
                ReduceKind::Max => line.max_by(for_records::order).expect("not empty"),
                ReduceKind::Min => line.min_by(for_records::order).expect("not empty"),
                ReduceKind::Any => number(f64::from(u8::from(line.any(|z| z != number(0.0))))),
                ReduceKind::All => number(f64::from(u8::from(line.all(|z| z != number(0.0))))),
            }
        })]
    }

    vec![OpRecord {
        primitive: "Reduce",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 8.0,
        skips: &[],
    }]
}
