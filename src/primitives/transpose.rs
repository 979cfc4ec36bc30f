//! `Transpose`: a permutation of the axes. Always a view.
//!
//! numpy's `transpose`, `swapaxes`, `moveaxis` and `rollaxis` are wrappers in `np::shape`.

use super::class::{self, Batching, Diff, Fusion, ShiftAxes, Values};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::shape::axes::{AxisList, moved_axis};
use crate::shape::dim::Dim;
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::{SmallVec, smallvec};

/// Axis `i` of the result is axis `perm[i]` of the input.
#[derive(Clone, Debug)]
pub(crate) struct Transpose {
    pub(crate) perm: AxisList,
}

/// The array with its axes permuted: axis `i` of the result is axis `perm[i]` of `x`.
pub(crate) fn transpose(x: &Array, perm: &[usize]) -> Result<Array> {
    if perm.len() == x.ndim() && perm.iter().enumerate().all(|(i, &axis)| i == axis) {
        return Ok(x.clone());
    }
    bind_one(
        &Transpose {
            perm: AxisList::from_slice(perm),
        },
        &[x],
    )
}

/// The array with one axis moved to another place, the others in their order (both in `0..ndim`).
pub(crate) fn move_axis(x: &Array, from: usize, to: usize) -> Result<Array> {
    transpose(x, &moved_axis(x.ndim(), from, to))
}

/// The permutation that undoes another.
pub(crate) fn inverse_permutation(perm: &[usize]) -> AxisList {
    let mut inverse: AxisList = SmallVec::from_elem(0, perm.len());
    for (i, &axis) in perm.iter().enumerate() {
        inverse[axis] = i;
    }
    inverse
}

impl Primitive for Transpose {
    fn name(&self) -> &'static str {
        "transpose"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        if self.perm.len() != x.ndim() {
            let reason = format!(
                "axes {:?} do not match {x} with {} axes",
                self.perm,
                x.ndim()
            );
            return Err(Error::axis(self.name(), reason));
        }
        for (i, &axis) in self.perm.iter().enumerate() {
            if axis >= x.ndim() {
                return Err(Error::axis_out_of_range(
                    self.name(),
                    axis as isize,
                    x.ndim(),
                ));
            }
            if self.perm[..i].contains(&axis) {
                return Err(Error::axis_repeated(self.name(), axis));
            }
        }
        Ok(smallvec![Aval::new(
            self.perm.iter().map(|&axis| x.shape[axis]).collect(),
            x.dtype
        )])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        Ok(smallvec![
            inputs[0].with_layout(inputs[0].layout().permute(&self.perm))
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

impl class::Transpose for Transpose {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        transpose(ct, &inverse_permutation(&self.perm)).or_raise()
    }
}

impl ShiftAxes for Transpose {
    fn shifted(&self, _size: Dim) -> PrimRef {
        let perm = std::iter::once(0)
            .chain(self.perm.iter().map(|axis| axis + 1))
            .collect();
        Transpose { perm }.share()
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let cases: &[(&[usize], &[usize])] = &[
            (&[], &[]),
            (&[4], &[0]),
            (&[2, 3], &[1, 0]),
            (&[0, 3], &[1, 0]),
            (&[2, 3, 4], &[2, 0, 1]),
            (&[2, 1, 3, 2], &[3, 1, 0, 2]),
        ];
        let sample = |&(shape, perm): &(&[usize], &[usize])| Sample {
            primitive: Transpose {
                perm: AxisList::from_slice(perm),
            }
            .share(),
            inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
        };
        cases.iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let perm = &sample.primitive_as::<Transpose>().perm;
        let shape: Vec<usize> = perm.iter().map(|&axis| inputs[0].shape[axis]).collect();
        let element = |index: &[usize]| {
            let mut own = vec![0; index.len()];
            for (&i, &axis) in index.iter().zip(perm) {
                own[axis] = i;
            }
            inputs[0].get(&own)
        };
        vec![SlowArray::from_fn(&shape, element)]
    }
    vec![OpRecord {
        primitive: "Transpose",
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
    fn symbolic_sizes_move() {
        let (n, m) = (Dim::symbol("n"), Dim::symbol("m"));
        let x = Aval::new(smallvec![n, m, Dim::from(3)], DType::F32);
        let out = Transpose {
            perm: smallvec![2, 0, 1],
        }
        .infer(std::slice::from_ref(&x))
        .unwrap();
        assert_eq!(out[0].shape.as_slice(), [Dim::from(3), n, m]);
        assert!(
            Transpose {
                perm: smallvec![0, 1]
            }
            .infer(std::slice::from_ref(&x))
            .is_err()
        );
        assert!(
            Transpose {
                perm: smallvec![0, 1, 1]
            }
            .infer(std::slice::from_ref(&x))
            .is_err()
        );
        assert!(
            Transpose {
                perm: smallvec![0, 1, 3]
            }
            .infer(&[x])
            .is_err()
        );
    }

    #[test]
    fn inverse() {
        assert_eq!(inverse_permutation(&[2, 0, 1]).as_slice(), [1, 2, 0]);
    }
}
