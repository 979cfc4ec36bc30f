//! `Flip`: the elements along some axes in reverse order. A view with negative strides.
//!
//! Slices with negative steps, numpy's `flip`, `fliplr`, `flipud` and `rot90` use it.

use super::class::{Batching, Diff, Fusion, ShiftAxes, Transpose, Values};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::shape::axes::AxisList;
use crate::shape::dim::Dim;
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// The input reversed along `axes`.
#[derive(Clone, Debug)]
pub(crate) struct Flip {
    pub(crate) axes: AxisList,
}

/// The array reversed along some axes.
pub(crate) fn flip(x: &Array, axes: &[usize]) -> Result<Array> {
    if axes.is_empty() {
        return Ok(x.clone());
    }
    bind_one(
        &Flip {
            axes: AxisList::from_slice(axes),
        },
        &[x],
    )
}

impl Primitive for Flip {
    fn name(&self) -> &'static str {
        "flip"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let ndim = inputs[0].ndim();
        for (i, &axis) in self.axes.iter().enumerate() {
            if axis >= ndim {
                return Err(Error::axis_out_of_range(self.name(), axis as isize, ndim));
            }
            if self.axes[..i].contains(&axis) {
                return Err(Error::axis_repeated(self.name(), axis));
            }
        }
        Ok(smallvec![inputs[0].clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        Ok(smallvec![
            inputs[0].with_layout(inputs[0].layout().flip(&self.axes))
        ])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::View
    }
}

impl Transpose for Flip {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        flip(ct, &self.axes).or_raise()
    }
}

impl ShiftAxes for Flip {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Flip {
            axes: self.axes.iter().map(|axis| axis + 1).collect(),
        }
        .share()
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let cases: &[(&[usize], &[usize])] = &[
            (&[], &[]),
            (&[5], &[0]),
            (&[0, 3], &[0, 1]),
            (&[2, 3], &[1]),
            (&[2, 3, 4], &[0, 2]),
            (&[2, 1, 3, 2], &[3, 1]),
        ];
        let sample = |&(shape, axes): &(&[usize], &[usize])| Sample {
            primitive: Flip {
                axes: AxisList::from_slice(axes),
            }
            .share(),
            inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
        };
        cases.iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let x = &inputs[0];
        let element = |index: &[usize]| {
            let mut own = index.to_vec();
            for &axis in &sample.primitive_as::<Flip>().axes {
                own[axis] = x.shape[axis] - 1 - own[axis];
            }
            x.get(&own)
        };
        vec![SlowArray::from_fn(&x.shape, element)]
    }
    vec![OpRecord {
        primitive: "Flip",
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
    fn axes_are_checked() {
        let x = Aval::new(smallvec![Dim::symbol("n"), Dim::from(2)], DType::F32);
        assert_eq!(
            Flip { axes: smallvec![1] }
                .infer(std::slice::from_ref(&x))
                .unwrap()[0],
            x
        );
        assert!(
            Flip { axes: smallvec![2] }
                .infer(std::slice::from_ref(&x))
                .is_err()
        );
        assert!(
            Flip {
                axes: smallvec![0, 0]
            }
            .infer(&[x])
            .is_err()
        );
    }
}
