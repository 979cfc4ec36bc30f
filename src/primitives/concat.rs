//! `Concat`: arrays one after the other along an axis.
//!
//! The operands have one dtype and equal sizes on all other axes; promotion and the 0-d rules of numpy's
//! `concatenate`, `stack` and their relatives are in `np::join`.

use super::class::{Batching, Diff, Gradients, Rules, ShiftAxes, Values};
use super::diff_rules::zeros_of;
use super::meta::alias;
use super::split::split;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::copy::copy_into_region;
use crate::shape::dim::Dim;
use crate::shape::{contiguous_strides, known_shape};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// The inputs one after the other along `axis`.
#[derive(Clone, Debug)]
pub(crate) struct Concat {
    pub(crate) axis: usize,
}

/// The arrays one after the other along an axis; equal dtypes, and equal sizes on the other axes.
pub(crate) fn concat(xs: &[&Array], axis: usize) -> Result<Array> {
    if let [x] = xs
        && axis < x.ndim()
    {
        return Ok((*x).clone());
    }
    bind_one(&Concat { axis }, xs)
}

impl Primitive for Concat {
    fn name(&self) -> &'static str {
        "concatenate"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let Some(first) = inputs.first() else {
            return Err(Error::value(self.name(), "need at least one array"));
        };
        if self.axis >= first.ndim() {
            return Err(Error::axis_out_of_range(
                self.name(),
                self.axis as isize,
                first.ndim(),
            ));
        }
        let mut out = first.clone();
        for (position, x) in inputs.iter().enumerate().skip(1) {
            if x.dtype != first.dtype {
                return Err(Error::dtypes_differ(self.name(), first.dtype, x.dtype));
            }
            if x.ndim() != first.ndim() {
                let reason = format!(
                    "all arrays must have the same number of axes: array 0 is {first}, array {position} is {x}"
                );
                return Err(Error::shape(self.name(), reason));
            }
            for axis in (0..first.ndim()).filter(|&axis| axis != self.axis) {
                match first.shape[axis].equals(x.shape[axis]) {
                    Some(true) => {}
                    Some(false) => {
                        let reason = format!(
                            "sizes must agree on all axes but {}: on axis {axis} array 0 is {first}, array {position} is {x}",
                            self.axis
                        );
                        return Err(Error::shape(self.name(), reason));
                    }
                    None => {
                        return Err(Error::undecided(
                            self.name(),
                            first.shape[axis],
                            x.shape[axis],
                        ));
                    }
                }
            }
            out.shape[self.axis] = out.shape[self.axis] + x.shape[self.axis];
        }
        Ok(smallvec![out])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        let strides = contiguous_strides(out.shape());
        let mut start = 0;
        for x in inputs {
            if x.len() > 0 {
                copy_into_region(x, &mut out, start * strides[self.axis] as usize, &strides);
            }
            start += x.shape()[self.axis];
        }
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl Rules for Concat {
    /// The parts of the cotangent where the operands were put, by one split.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return values.input_avals.iter().map(|_| None).collect();
        };
        let size = |aval: &Aval| aval.shape[self.axis];
        let sizes: Vec<Dim> = values.input_avals.iter().map(size).collect();
        let sizes = known_shape(self.name(), &sizes).or_raise();
        let parts = split(ct, self.axis, &sizes).or_raise();
        let wanted = |(i, part)| values.wants(i).then_some(part);
        parts.into_iter().enumerate().map(wanted).collect()
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let filled = |(t, aval): (&Option<Array>, &Aval)| match t {
            Some(t) => t.clone(),
            None => zeros_of(aval),
        };
        let tangents: Vec<Array> = tangents
            .iter()
            .zip(values.input_avals)
            .map(filled)
            .collect();
        let tangents: Vec<&Array> = tangents.iter().collect();
        let out = if tangents.len() == 1 {
            alias(tangents[0])
        } else {
            concat(&tangents, self.axis)
        };
        Some(smallvec![Some(out.or_raise())])
    }
}

impl ShiftAxes for Concat {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Concat {
            axis: self.axis + 1,
        }
        .share()
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let cases: &[(usize, &[&[usize]])] = &[
            (0, &[&[3]]),
            (0, &[&[2], &[0], &[3]]),
            (0, &[&[2, 3], &[1, 3]]),
            (1, &[&[2, 3], &[2, 1]]),
            (1, &[&[0, 3], &[0, 1]]),
            (2, &[&[2, 3, 1], &[2, 3, 2], &[2, 3, 1]]),
            (1, &[&[2, 1, 2, 2], &[2, 2, 2, 2]]),
        ];
        let mut sample = |&(axis, shapes): &(usize, &[&[usize]])| Sample {
            primitive: Concat { axis }.share(),
            inputs: shapes
                .iter()
                .map(|shape| samples.array(dtype, shape, -2.0, 2.0))
                .collect(),
        };
        cases.iter().map(&mut sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let axis = sample.primitive_as::<Concat>().axis;
        let mut shape = inputs[0].shape.clone();
        shape[axis] = inputs.iter().map(|x| x.shape[axis]).sum();
        let element = |index: &[usize]| {
            let mut own = index.to_vec();
            let mut parts = inputs.iter();
            loop {
                let part = parts.next().expect("an index inside the sum of the sizes");
                if own[axis] < part.shape[axis] {
                    return part.get(&own);
                }
                own[axis] -= part.shape[axis];
            }
        };
        vec![SlowArray::from_fn(&shape, element)]
    }
    vec![OpRecord {
        primitive: "Concat",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dtype::DType;

    #[test]
    fn symbolic_sizes_add_up() {
        let (n, m, three) = (Dim::symbol("n"), Dim::symbol("m"), Dim::from(3));
        let aval = |a: Dim, b: Dim| Aval::new(smallvec![a, b], DType::F32);
        let out = Concat { axis: 0 }
            .infer(&[aval(n, three), aval(m, three), aval(Dim::from(2), three)])
            .unwrap();
        assert_eq!(out[0].shape.as_slice(), [n + m + Dim::from(2), three]);
        assert!(matches!(
            Concat { axis: 0 }.infer(&[aval(three, n), aval(three, m)]),
            Err(Error::Tracing(_))
        ));
        assert!(matches!(
            Concat { axis: 1 }.infer(&[aval(n, three), aval(n + Dim::ONE, three)]),
            Err(Error::Shape(_))
        ));
        assert!(matches!(
            Concat { axis: 2 }.infer(&[aval(n, three)]),
            Err(Error::Axis(_))
        ));
        assert!(Concat { axis: 0 }.infer(&[]).is_err());
    }
}
