//! The mean over some axes and the sum of the squared deviations from it: what variances are made of.
//!
//! One op, so that the array is read twice and nothing of its size is written. Masked and complex arrays, and means
//! that are given, are composed in `np::statistics`. Loops: `kernels::reduce`.

use super::class::{Batching, Diff, Fusion, Gradients, Mask, Rules, Saves, ShiftAxes, Values};
use super::dot::sum_of_products;
use super::reduce::{ReduceKind, check_axes, input_shape, spread, sum, without_axes};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::Shape;
use crate::shape::axes::AxisList;
use crate::shape::dim::Dim;
use crate::shape::layout::Layout;
use crate::transform::stack;
use smallvec::smallvec;

/// The results are the sum of the squared deviations and the mean, both without `axes`, which are in increasing order.
#[derive(Clone, Debug)]
pub(crate) struct SquaredDeviations {
    pub(crate) axes: AxisList,
}

/// The sum over `axes` of the squared deviations from the mean over them, of an array of f32 or f64.
pub(crate) fn squared_deviations(x: &Array, axes: &[usize]) -> Result<Array> {
    let axes = AxisList::from_slice(axes);
    Ok(stack::bind(&SquaredDeviations { axes }, &[x])?.swap_remove(0))
}

impl Primitive for SquaredDeviations {
    fn name(&self) -> &'static str {
        "squared_deviations"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        check_axes(self.name(), &self.axes, x.ndim())?;
        if !matches!(x.dtype, DType::F32 | DType::F64) {
            let (op, dtype) = (self.name(), x.dtype);
            return Err(Error::unsupported_dtype(
                op,
                "the array",
                dtype,
                "f32 or f64",
            ));
        }
        let result = Aval::new(without_axes(&x.shape, &self.axes), x.dtype);
        Ok(smallvec![result.clone(), result])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let x = inputs[0];
        let mut outputs = inferred(self, inputs)?;
        let [squares, mean] = &mut outputs[..] else {
            unreachable!("two results were inferred")
        };
        let mut total = Dense::uninit(self.name(), x.dtype(), mean.shape())?;
        kernels::reduce::reduce(ReduceKind::Sum, x, &self.axes, &mut total);
        let count = scalar_array(Scalar::Float(self.count(x.shape()) as f64), x.dtype());
        let divide = kernels::binary::divide(x.dtype()).expect("floats have quotients");
        divide.run(mean, &[&total, count.dense().expect("just made")]);
        let mut kept = Shape::from_slice(x.shape());
        for &axis in &self.axes {
            kept[axis] = 1;
        }
        let repeated = Layout::Contiguous(kept).broadcast_to(x.shape());
        let repeated = mean.with_layout(repeated);
        kernels::reduce::products::sum_squared_differences(x, &repeated, &self.axes, squares)?;
        Ok(outputs)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves {
            inputs: Mask::only(0),
            outputs: Mask::only(1),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::Reduce
    }
}

impl ShiftAxes for SquaredDeviations {
    fn shifted(&self, _size: Dim) -> PrimRef {
        SquaredDeviations {
            axes: self.axes.iter().map(|axis| axis + 1).collect(),
        }
        .share()
    }
}

impl SquaredDeviations {
    fn count(&self, shape: &[usize]) -> usize {
        self.axes.iter().map(|&axis| shape[axis]).product()
    }

    /// The array less its mean.
    fn deviations(&self, values: &Values) -> Result<Array> {
        let (x, mean) = (values.input(0), values.output(1));
        Ok(np::subtract(x, spread(mean, &self.axes, x.shape())?))
    }

    fn gradient(&self, cts: &[Option<Array>], values: &Values) -> Result<Option<Array>> {
        let shape = input_shape(self.name(), values);
        let of_squares = cts[0].as_ref().map(|ct| {
            let ct = spread(&(ct * 2), &self.axes, &shape)?;
            Ok(np::multiply(self.deviations(values)?, ct))
        });
        let of_mean = cts[1].as_ref().map(|ct| {
            let ct = np::divide(ct, self.count(&shape));
            spread(&ct, &self.axes, &shape)
        });
        let terms = [of_squares.transpose()?, of_mean.transpose()?];
        Ok(terms.into_iter().flatten().reduce(|a, b| np::add(a, b)))
    }
}

impl Rules for SquaredDeviations {
    /// `2 (x - mean)` for the squares: how they change with the mean sums up to zero.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        smallvec![self.gradient(cts, values).or_raise()]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let t = tangents[0].as_ref()?;
        let squares = self
            .deviations(values)
            .and_then(|deviations| sum_of_products(&deviations, t, &self.axes))
            .or_raise();
        let mean = np::divide(sum(t, &self.axes).or_raise(), self.count(t.shape()));
        Some(smallvec![Some(squares * 2), Some(mean)])
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], &[usize])] = &[
            (&[], &[]),
            (&[3], &[]),
            (&[6], &[0]),
            (&[0, 3], &[1]),
            (&[2, 3], &[0]),
            (&[2, 3], &[0, 1]),
            (&[3, 2, 4], &[0, 2]),
            (&[3, 2, 4], &[1]),
            (&[2, 300], &[1]),
            (&[40, 40], &[0]),
        ];
        let mut sample = |&(shape, axes): &(&[usize], &[usize])| Sample {
            primitive: SquaredDeviations {
                axes: AxisList::from_slice(axes),
            }
            .share(),
            inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
        };
        CASES.iter().map(&mut sample).collect()
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &SquaredDeviations = for_records::parameters(sample);
        let x = &inputs[0];
        let kept: Vec<usize> = (0..x.shape.len())
            .filter(|a| !op.axes.contains(a))
            .collect();
        let shape: Vec<usize> = kept.iter().map(|&a| x.shape[a]).collect();
        let reduced: Vec<usize> = op.axes.iter().map(|&a| x.shape[a]).collect();
        let line = |index: &[usize]| -> Vec<Complex<f64>> {
            let mut at = vec![0; x.shape.len()];
            kept.iter().zip(index).for_each(|(&a, &i)| at[a] = i);
            let points = for_records::indices(&reduced);
            let element = |point: Vec<usize>| {
                op.axes.iter().zip(&point).for_each(|(&a, &i)| at[a] = i);
                x.get(&at)
            };
            points.into_iter().map(element).collect()
        };
        let mean = |line: &[Complex<f64>]| line.iter().sum::<Complex<f64>>() / line.len() as f64;
        let squares = |index: &[usize]| {
            let line = line(index);
            let mean = mean(&line);
            line.iter().map(|x| (x - mean) * (x - mean)).sum()
        };
        vec![
            SlowArray::from_fn(&shape, squares),
            SlowArray::from_fn(&shape, |index| mean(&line(index))),
        ]
    }

    vec![OpRecord {
        primitive: "SquaredDeviations",
        dtypes: &[DType::F32, DType::F64],
        samples,
        reference,
        ulps: 64.0,
        skips: &[],
    }]
}
