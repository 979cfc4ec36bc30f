//! `Gather`: blocks of an array at places given by index arrays.
//!
//! The operand's axes are `batch` axes shared with the index arrays, then one axis per index array, then the
//! rest: `out[b, i, r] = operand[b, index0[b, i], …, indexk[b, i], r]`, where `b`, `i` and `r` stand for any
//! number of axes. All index arrays are I64 of one shape. Negative indices count from the end. With `batch`,
//! operands and indices may both be batched without a loop. Which axes come first is arranged by the
//! callers: `index::resolve`, `np::take`, `np::take_along_axis`.

#[cfg(feature = "testing")]
use super::Share;
use super::broadcast::broadcast_to;
use super::class::{BatchRule, Batched, Batching, Diff, Mask, Saves, Transpose, Values};
use super::create::full;
use super::scatter::{Mode, Scatter};
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, Primitive, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::gather::{OutOfRange, gather as gather_kernel};
use crate::shape::axes::AxisList;
use crate::shape::dim::Dim;
use crate::shape::{Dims, known_shape};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
#[cfg(feature = "testing")]
use num_complex::Complex;
use smallvec::{SmallVec, smallvec};

/// Blocks of the first input at the places that the other inputs name.
#[derive(Clone, Debug)]
pub(crate) struct Gather {
    /// What error texts call the indexed axes. One for each index array.
    pub(crate) axes: AxisList,
    /// The number of leading axes that operand and indices have in common.
    pub(crate) batch: usize,
    /// Whether blocks out of range are zeros; else they are an error.
    pub(crate) skip: bool,
}

/// Blocks of `x` at the places that the index arrays name for its axes after the first `batch`. The index
/// arrays are I64 of one shape that begins with the batch axes; `axes` is what errors call the indexed axes.
pub(crate) fn gather(x: &Array, indices: &[&Array], axes: &[usize], batch: usize) -> Result<Array> {
    gather_with(x, indices, axes, batch, false)
}

/// [`gather`], where blocks out of range are zeros with `skip`.
pub(crate) fn gather_with(
    x: &Array,
    indices: &[&Array],
    axes: &[usize],
    batch: usize,
    skip: bool,
) -> Result<Array> {
    let inputs: SmallVec<[&Array; 4]> = std::iter::once(x).chain(indices.iter().copied()).collect();
    bind_one(
        &Gather {
            axes: AxisList::from_slice(axes),
            batch,
            skip,
        },
        &inputs,
    )
}

/// Checks operand and index arrays; the common shape of the index arrays.
pub(crate) fn check_indices(
    op: &'static str,
    operand: &Aval,
    indices: &[Aval],
    axes: &[usize],
    batch: usize,
) -> Result<Dims> {
    let Some(first) = indices.first().filter(|_| indices.len() == axes.len()) else {
        return Err(Error::index(
            op,
            format!("{} index arrays for {} axes", indices.len(), axes.len()),
        ));
    };
    if operand.ndim() < batch + indices.len() || first.ndim() < batch {
        let reason = format!(
            "{operand} has too few axes for {} index arrays and {batch} batch axes",
            indices.len()
        );
        return Err(Error::shape(op, reason));
    }
    for index in indices {
        if index.dtype != DType::I64 {
            return Err(Error::unsupported_dtype(
                op,
                "an index array",
                index.dtype,
                "i64",
            ));
        }
        same_sizes(
            op,
            "index arrays differ in shape",
            &first.shape,
            &index.shape,
        )?;
    }
    same_sizes(
        op,
        "batch axes of operand and indices differ",
        &operand.shape[..batch],
        &first.shape[..batch],
    )?;
    Ok(first.shape.clone())
}

/// Fails unless two lists of sizes are equal.
pub(crate) fn same_sizes(op: &'static str, reason: &str, a: &[Dim], b: &[Dim]) -> Result<()> {
    if a.len() != b.len() {
        return Err(Error::shape(op, format!("{reason}: {a:?} and {b:?}")));
    }
    for (&a_size, &b_size) in a.iter().zip(b) {
        match a_size.equals(b_size) {
            Some(true) => {}
            Some(false) => return Err(Error::shape(op, format!("{reason}: {a:?} and {b:?}"))),
            None => return Err(Error::undecided(op, a_size, b_size)),
        }
    }
    Ok(())
}

/// The error for an index that an axis does not have, with the index as the caller gave it.
pub(crate) fn out_of_range(op: &'static str, found: OutOfRange, axes: &[usize]) -> Error {
    Error::index_out_of_range(op, found.index.into(), axes[found.position], found.size)
}

/// The inputs of a gather or scatter with the batch axis in front of all: moved there or broadcast.
pub(crate) fn batch_in_front(
    size: usize,
    inputs: &[Array],
    axes: &[Option<usize>],
) -> Result<SmallVec<[Array; 4]>> {
    let moved = inputs.iter().zip(axes).map(|(x, axis)| match axis {
        Some(axis) => move_axis(x, *axis, 0),
        None => broadcast_to(x, &[&[size], x.shape()].concat()),
    });
    moved.collect()
}

impl Primitive for Gather {
    fn name(&self) -> &'static str {
        "gather"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let operand = &inputs[0];
        let mut shape = check_indices(self.name(), operand, &inputs[1..], &self.axes, self.batch)?;
        shape.extend_from_slice(&operand.shape[self.batch + self.axes.len()..]);
        Ok(smallvec![Aval::new(shape, operand.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        gather_kernel(inputs[0], &inputs[1..], self.batch, self.skip, &mut out)
            .map_err(|found| out_of_range(self.name(), found, &self.axes))?;
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::inputs((1..=self.axes.len()).fold(Mask::NONE, |mask, i| mask.or(Mask::only(i))))
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

/// Each block of the cotangent is added to the place it was read from.
impl Transpose for Gather {
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let operand = values.input_aval(0);
        let shape = known_shape(self.name(), &operand.shape).or_raise();
        let zeros = full(&shape, Scalar::Int(0), operand.dtype).or_raise();
        let mut inputs: SmallVec<[&Array; 4]> = smallvec![&zeros];
        inputs.extend((1..=self.axes.len()).map(|i| values.input(i)));
        inputs.push(ct);
        bind_one(
            &Scatter {
                mode: Mode::Add,
                axes: self.axes.clone(),
                batch: self.batch,
                skip: self.skip,
            },
            &inputs,
        )
        .or_raise()
    }
}

/// Batched indices into one operand are more indices. Otherwise operand and indices share a batch axis, in
/// which what is not batched is repeated without copying.
impl BatchRule for Gather {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let keeps_operand = axes[0].is_none() && self.batch == 0;
        let mut moved = batch_in_front(size, inputs, axes)?;
        let batch = if keeps_operand {
            moved[0] = inputs[0].clone();
            0
        } else {
            self.batch + 1
        };
        let operands: SmallVec<[&Array; 4]> = moved.iter().collect();
        let out = bind_one(
            &Gather {
                batch,
                ..self.clone()
            },
            &operands,
        )?;
        Ok((smallvec![out], smallvec![Some(0)]))
    }
}

/// Operands with index arrays for the catalogue: shape of the operand, batch axes, shape of the indices,
/// and how many of them.
#[cfg(feature = "testing")]
pub(super) const CASES: &[(&[usize], usize, &[usize], usize)] = &[
    (&[4], 0, &[], 1),
    (&[4], 0, &[6], 1),
    (&[3, 2], 0, &[2, 2], 1),
    (&[3, 4], 0, &[5], 2),
    (&[3, 0], 0, &[2], 1),
    (&[3, 2], 0, &[0], 1),
    (&[2, 3], 1, &[2, 4], 1),
    (&[2, 3, 2, 2], 1, &[2, 3], 2),
];

/// Index arrays for the axes of an operand from `batch` on, some of them negative, with `skip` some out of range.
#[cfg(feature = "testing")]
pub(super) fn index_samples(
    samples: &mut Samples,
    operand: &[usize],
    batch: usize,
    shape: &[usize],
    count: usize,
    skip: bool,
) -> Vec<Array> {
    let one = |axis: usize| {
        let size = operand[batch + axis] as i64;
        let beyond = if skip { 2 } else { 0 };
        let positions: Vec<i64> = (0..shape.iter().product())
            .map(|_| samples.integer(-size - beyond, size + beyond))
            .collect();
        Array::from_shape_vec(shape, positions).or_raise()
    };
    (0..count).map(one).collect()
}

/// The operand's index of an element of the gathered blocks; `None` out of range.
#[cfg(feature = "testing")]
pub(super) fn place(
    operand: &SlowArray,
    indices: &[SlowArray],
    batch: usize,
    index: &[usize],
) -> Option<Vec<usize>> {
    let (at, rest) = index.split_at(indices[0].shape.len());
    let mut place = at[..batch].to_vec();
    for (axis, positions) in indices.iter().enumerate() {
        let (i, size) = (
            positions.get(at).re as i64,
            operand.shape[batch + axis] as i64,
        );
        if i < -size || i >= size {
            return None;
        }
        place.push(i.rem_euclid(size) as usize);
    }
    place.extend_from_slice(rest);
    Some(place)
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let mut all = Vec::new();
        for skip in [false, true] {
            for &(shape, batch, index, count) in CASES {
                let mut inputs = vec![samples.array(dtype, shape, -2.0, 2.0)];
                inputs.extend(index_samples(samples, shape, batch, index, count, skip));
                all.push(Sample {
                    primitive: Gather {
                        axes: (0..count).collect(),
                        batch,
                        skip,
                    }
                    .share(),
                    inputs,
                });
            }
        }
        all
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let gather = sample.primitive_as::<Gather>();
        let (operand, indices) = (&inputs[0], &inputs[1..]);
        let shape = [
            &indices[0].shape,
            &operand.shape[gather.batch + gather.axes.len()..],
        ]
        .concat();
        vec![SlowArray::from_fn(&shape, |index| {
            place(operand, indices, gather.batch, index)
                .map_or(Complex::ZERO, |place| operand.get(&place))
        })]
    }
    vec![OpRecord {
        primitive: "Gather",
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

    #[test]
    fn symbolic_sizes() {
        let (n, m, three) = (Dim::symbol("n"), Dim::symbol("m"), Dim::from(3));
        let rows = Gather {
            axes: smallvec![0],
            batch: 0,
            skip: false,
        };
        let table = Aval::new(smallvec![n, three], DType::F32);
        let index = Aval::new(smallvec![m, m], DType::I64);
        assert_eq!(
            rows.infer(&[table.clone(), index.clone()]).unwrap()[0]
                .shape
                .as_slice(),
            [m, m, three]
        );
        let batched = Gather {
            axes: smallvec![1],
            batch: 1,
            skip: false,
        };
        assert!(matches!(
            batched.infer(&[table.clone(), index.clone()]),
            Err(Error::Tracing(_))
        ));
        let shared = Aval::new(smallvec![n, m], DType::I64);
        assert_eq!(
            batched.infer(&[table.clone(), shared]).unwrap()[0]
                .shape
                .as_slice(),
            [n, m]
        );
        assert!(
            rows.infer(&[table.clone(), Aval::known(&[2], DType::I32)])
                .is_err()
        );
        assert!(rows.infer(&[table, index.clone(), index]).is_err());
    }
}
