//! `Reshape`: the same elements in C order under another shape. A view wherever the strides allow one.
//!
//! The sizes are known or symbolic; [`resolve_unknown`] is numpy's `-1`. Functions that only add or remove
//! axes of size 1 (`squeeze`, `expand_dims`) are reshapes too.

use super::class::{self, Batching, Diff, Fusion, ShiftAxes, Values};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::copy::contiguous;
use crate::shape::dim::Dim;
use crate::shape::{Dims, known_shape, to_dims};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// The elements in C order under another shape of the same length.
#[derive(Clone, Debug)]
pub(crate) struct Reshape {
    pub(crate) shape: Dims,
}

/// The array with another shape of the same length.
pub(crate) fn reshape(x: &Array, shape: &[usize]) -> Result<Array> {
    if x.shape() == shape {
        return Ok(x.clone());
    }
    bind_one(
        &Reshape {
            shape: to_dims(shape),
        },
        &[x],
    )
}

/// The sizes of a reshape in which one may be -1: what is left of the input's length.
pub(crate) fn resolve_unknown(input: &Aval, shape: &[isize]) -> Result<Dims> {
    const OP: &str = "reshape";
    let mut unknown = None;
    let mut known = Dim::ONE;
    for (axis, &size) in shape.iter().enumerate() {
        match usize::try_from(size) {
            Ok(size) => known = known * Dim::from(size),
            Err(_) if size == -1 && unknown.is_none() => unknown = Some(axis),
            Err(_) if size == -1 => return Err(Error::shape(OP, "only one size can be -1")),
            Err(_) => {
                return Err(Error::shape(
                    OP,
                    format!("sizes are not negative (one may be -1), got {size}"),
                ));
            }
        }
    }
    let mut sizes: Dims = shape
        .iter()
        .map(|&size| Dim::from(usize::try_from(size).unwrap_or(0)))
        .collect();
    if let Some(axis) = unknown {
        let len: Dim = input.shape.iter().copied().product();
        sizes[axis] = len
            .exact_div(known)
            .ok_or_else(|| cannot_reshape(input, &format!("{shape:?}"), len))?;
    }
    Ok(sizes)
}

fn cannot_reshape(input: &Aval, shape: &str, len: Dim) -> Error {
    Error::shape(
        "reshape",
        format!("cannot reshape {input} with {len} elements into shape {shape}"),
    )
}

impl Primitive for Reshape {
    fn name(&self) -> &'static str {
        "reshape"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let from: Dim = inputs[0].shape.iter().copied().product();
        let to: Dim = self.shape.iter().copied().product();
        let out = Aval::new(self.shape.clone(), inputs[0].dtype);
        match from.equals(to) {
            Some(true) => Ok(smallvec![out]),
            Some(false) => Err(cannot_reshape(&inputs[0], &out.shape_text(), from)),
            None => Err(Error::undecided(self.name(), from, to)),
        }
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let shape = known_shape(self.name(), &self.shape)?;
        let x = inputs[0];
        if let Some(layout) = x.layout().reshape(&shape) {
            return Ok(smallvec![x.with_layout(layout)]);
        }
        let copy = contiguous(x);
        let layout = copy
            .layout()
            .reshape(&shape)
            .expect("C order takes any shape");
        Ok(smallvec![copy.with_layout(layout)])
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

impl class::Transpose for Reshape {
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let shape = known_shape(self.name(), &values.input_aval(0).shape).or_raise();
        reshape(ct, &shape).or_raise()
    }
}

impl ShiftAxes for Reshape {
    fn shifted(&self, size: Dim) -> PrimRef {
        let mut shape = self.shape.clone();
        shape.insert(0, size);
        Reshape { shape }.share()
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let shapes: &[(&[usize], &[usize])] = &[
            (&[], &[1, 1]),
            (&[1], &[]),
            (&[0, 3], &[2, 0]),
            (&[6], &[2, 3]),
            (&[2, 3], &[3, 2]),
            (&[2, 3, 4], &[6, 4]),
            (&[2, 1, 3, 2], &[1, 4, 3]),
        ];
        let sample = |&(from, to): &(&[usize], &[usize])| Sample {
            primitive: Reshape { shape: to_dims(to) }.share(),
            inputs: vec![samples.array(dtype, from, -2.0, 2.0)],
        };
        shapes.iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let shape = known_shape("reshape", &sample.primitive_as::<Reshape>().shape).or_raise();
        vec![SlowArray {
            shape: shape.to_vec(),
            data: inputs[0].data.clone(),
        }]
    }
    vec![OpRecord {
        primitive: "Reshape",
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

    fn aval(dims: &[Dim]) -> Aval {
        Aval::new(dims.iter().copied().collect(), DType::F32)
    }

    #[test]
    fn symbolic_sizes() {
        let (n, m) = (Dim::symbol("n"), Dim::symbol("m"));
        let images = aval(&[n, Dim::from(28), Dim::from(28)]);
        let flat = Reshape {
            shape: smallvec![n, Dim::from(784)],
        };
        assert_eq!(
            flat.infer(std::slice::from_ref(&images)).unwrap()[0],
            aval(&[n, Dim::from(784)])
        );
        let wrong = Reshape {
            shape: smallvec![n, Dim::from(783)],
        };
        let text = wrong
            .infer(std::slice::from_ref(&images))
            .unwrap_err()
            .to_string();
        assert!(text.contains("783"), "{text}");
        let undecided = Reshape {
            shape: smallvec![m, Dim::from(784)],
        };
        assert!(matches!(undecided.infer(&[images]), Err(Error::Tracing(_))));
    }

    #[test]
    fn minus_one_is_what_is_left() {
        let n = Dim::symbol("n");
        let images = aval(&[n, Dim::from(28), Dim::from(28)]);
        assert_eq!(
            resolve_unknown(&images, &[-1, 784]).unwrap().as_slice(),
            [n, Dim::from(784)]
        );
        assert_eq!(
            resolve_unknown(&images, &[14, -1]).unwrap()[1],
            n * Dim::from(56)
        );
        assert!(resolve_unknown(&images, &[-1, 5]).is_err());
        assert!(resolve_unknown(&images, &[-1, -1]).is_err());
        assert!(resolve_unknown(&images, &[-2]).is_err());
        // numpy: an unknown size beside a zero has no value
        assert!(resolve_unknown(&Aval::known(&[0, 3], DType::F32), &[0, -1]).is_err());
        assert_eq!(
            resolve_unknown(&Aval::known(&[0, 3], DType::F32), &[-1, 3]).unwrap()[0],
            Dim::from(0)
        );
    }
}
