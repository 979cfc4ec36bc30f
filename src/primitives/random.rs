//! Random bits from keys: streams that depend on the key alone, and new keys from old ones.
//!
//! A key is a `u32` array whose last axis has size 2; leading axes make a batch of keys, each with a stream
//! of its own. Distributions are compositions in `np::random`; the generator is in `kernels::threefry`.

use super::class::{BatchRule, Batched, Batching, Diff};
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::kernels;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::shape::dim::Dim;
use crate::shape::{Dims, known_shape, to_dims};
use crate::transform::stack;
use smallvec::smallvec;

/// Uniform unsigned integers of `dtype` (`U32` or `U64`): for keys `[…, 2]` an array `[…, shape]`.
#[derive(Clone, Debug)]
pub(crate) struct RandomBits {
    pub(crate) shape: Dims,
    pub(crate) dtype: DType,
}

/// New keys from each key, from number `start` on: `[…, 2]` to `[…, count, 2]`. A key depends on its number alone.
#[derive(Clone, Debug)]
pub(crate) struct RandomSplit {
    pub(crate) start: u32,
    pub(crate) count: Dim,
}

/// A new key from a key `[…, 2]` and a number `u32[…]`.
#[derive(Clone, Debug)]
pub(crate) struct FoldIn;

/// Random bits of the given shape and dtype.
pub(crate) fn random_bits(key: &Array, shape: &[usize], dtype: DType) -> Result<Array> {
    stack::bind_one(
        &RandomBits {
            shape: to_dims(shape),
            dtype,
        },
        &[key],
    )
}

/// `count` new keys, stacked along the axis before the last.
pub(crate) fn split(key: &Array, count: usize) -> Result<Array> {
    split_from(key, 0, count)
}

/// The new keys with the numbers from `start` on, of which [`split`] gives the first.
pub(crate) fn split_from(key: &Array, start: usize, count: usize) -> Result<Array> {
    stack::bind_one(
        &RandomSplit {
            start: start as u32,
            count: Dim::from(count),
        },
        &[key],
    )
}

/// A new key from a key and integers; those of other dtypes are converted to u32.
pub(crate) fn fold_in(key: &Array, data: &Array) -> Result<Array> {
    stack::bind_one(&FoldIn, &[key, &cast(data, DType::U32)?])
}

pub(crate) fn check_key(op: &'static str, key: &Aval) -> Result<()> {
    if let (DType::U32, Some(&last)) = (key.dtype, key.shape.last()) {
        match last.equals(Dim::from(2)) {
            Some(true) => return Ok(()),
            Some(false) => {}
            None => return Err(Error::undecided(op, last, 2)),
        }
    }
    Err(Error::value(
        op,
        format!("a key has dtype u32 and a last axis of size 2, this array is {key}"),
    )
    .hinted("make one with np::random::key(seed)"))
}

impl Primitive for RandomBits {
    fn name(&self) -> &'static str {
        "random_bits"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        check_key("random", &inputs[0])?;
        if !matches!(self.dtype, DType::U32 | DType::U64) {
            return Err(Error::unsupported_dtype(
                self.name(),
                "the result",
                self.dtype,
                "u32 and u64",
            ));
        }
        let keys = &inputs[0].shape[..inputs[0].ndim() - 1];
        Ok(smallvec![Aval::new(
            keys.iter().chain(&self.shape).copied().collect(),
            self.dtype
        )])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let out = self.infer(&avals_of(inputs))?;
        let mut result = Dense::uninit(
            self.name(),
            self.dtype,
            &known_shape(self.name(), &out[0].shape)?,
        )?;
        kernels::random::bits(inputs[0], &mut result);
        Ok(smallvec![result])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl BatchRule for RandomBits {
    fn batch(&self, _size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        leading(self, inputs, axes)
    }
}

impl Primitive for RandomSplit {
    fn name(&self) -> &'static str {
        "split_key"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        check_key(self.name(), &inputs[0])?;
        let mut shape = inputs[0].shape.clone();
        shape.insert(shape.len() - 1, self.count);
        Ok(smallvec![Aval::new(shape, DType::U32)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let out = self.infer(&avals_of(inputs))?;
        let mut result = Dense::uninit(
            self.name(),
            DType::U32,
            &known_shape(self.name(), &out[0].shape)?,
        )?;
        kernels::random::split(inputs[0], self.start, &mut result);
        Ok(smallvec![result])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl BatchRule for RandomSplit {
    fn batch(&self, _size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        leading(self, inputs, axes)
    }
}

impl Primitive for FoldIn {
    fn name(&self) -> &'static str {
        "fold_in"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        check_key(self.name(), &inputs[0])?;
        let (key, data) = (&inputs[0], &inputs[1]);
        if data.dtype != DType::U32 {
            return Err(Error::unsupported_dtype(
                self.name(),
                "the number",
                data.dtype,
                "u32",
            ));
        }
        let keys = &key.shape[..key.ndim() - 1];
        let mismatch = || {
            Error::shape(
                self.name(),
                format!(
                    "keys of shape {} need one number each, given {}",
                    key.shape_text(),
                    data.shape_text()
                ),
            )
        };
        if keys.len() != data.ndim() {
            return Err(mismatch());
        }
        for (&a, &b) in keys.iter().zip(&data.shape) {
            match a.equals(b) {
                Some(true) => {}
                Some(false) => return Err(mismatch()),
                None => return Err(Error::undecided(self.name(), a, b)),
            }
        }
        Ok(smallvec![key.clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut result = Dense::uninit(self.name(), DType::U32, inputs[0].shape())?;
        kernels::random::fold_in(inputs[0], inputs[1], &mut result);
        Ok(smallvec![result])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl BatchRule for FoldIn {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let mut rows = Vec::new();
        for (input, axis) in inputs.iter().zip(axes) {
            rows.push(if let Some(axis) = axis {
                move_axis(input, *axis, 0)?
            } else {
                let shape: Vec<usize> = std::iter::once(size)
                    .chain(input.shape().iter().copied())
                    .collect();
                broadcast_to(input, &shape)?
            });
        }
        leading(self, &rows, &[Some(0), Some(0)])
    }
}

/// Ops on keys take leading axes as they are: a batch in front stays in front.
fn leading(primitive: &dyn Primitive, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
    let mut rows = Vec::new();
    for (input, axis) in inputs.iter().zip(axes) {
        rows.push(move_axis(input, axis.expect("every input is batched"), 0)?);
    }
    let out = stack::bind(primitive, &rows.iter().collect::<Vec<_>>())?;
    Ok((out, smallvec![Some(0)]))
}

#[cfg(feature = "testing")]
pub(crate) use for_records::records;

#[cfg(feature = "testing")]
mod for_records {
    use super::{FoldIn, RandomBits, RandomSplit};
    use crate::array::Array;
    use crate::dtype::DType;
    use crate::kernels::threefry;
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records::parameters;
    use crate::shape::dim::Dim;
    use crate::shape::to_dims;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    const KEYS: &[&[usize]] = &[&[2], &[3, 2], &[0, 2], &[2, 3, 2]];

    fn keys(samples: &mut Samples, dtype: DType, shape: &[usize]) -> Array {
        samples.array(dtype, shape, 0.0, 4e9)
    }

    /// The keys of an array, and its shape without the last axis.
    fn keys_of(x: &SlowArray) -> (Vec<threefry::Key>, Vec<usize>) {
        let keys = x
            .data
            .chunks(2)
            .map(|pair| [pair[0].re as u32, pair[1].re as u32])
            .collect();
        (keys, x.shape[..x.shape.len() - 1].to_vec())
    }

    fn slow(shape: Vec<usize>, words: impl Iterator<Item = u32>) -> Vec<SlowArray> {
        vec![SlowArray {
            shape,
            data: words
                .map(|word| Complex::new(f64::from(word), 0.0))
                .collect(),
        }]
    }

    fn bits_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let shapes: &[&[usize]] = &[&[], &[5], &[2, 3], &[0], &[2, 1, 2, 2]];
        let mut calls = Vec::new();
        for (i, shape) in shapes.iter().enumerate() {
            let inputs = vec![keys(samples, dtype, KEYS[i % KEYS.len()])];
            calls.push(Sample {
                primitive: RandomBits {
                    shape: to_dims(shape),
                    dtype: DType::U32,
                }
                .share(),
                inputs,
            });
        }
        calls
    }

    fn bits_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &RandomBits = parameters(sample);
        let (keys, mut shape) = keys_of(&inputs[0]);
        shape.extend(op.shape.iter().filter_map(|d| d.known()));
        let count: usize = op.shape.iter().filter_map(|d| d.known()).product();
        // Two words per block, counted by the block.
        slow(
            shape,
            keys.into_iter().flat_map(|key| {
                (0..count as u32)
                    .map(move |i| threefry::threefry2x32(key, [0, i / 2])[i as usize % 2])
            }),
        )
    }

    fn split_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let call = |(i, shape): (usize, &&[usize])| Sample {
            primitive: RandomSplit {
                start: i as u32,
                count: Dim::from(i * 2),
            }
            .share(),
            inputs: vec![keys(samples, dtype, shape)],
        };
        KEYS.iter().enumerate().map(call).collect()
    }

    fn split_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let RandomSplit { start, count } = parameters::<RandomSplit>(sample);
        let count = count.known().expect("samples are known");
        let (keys, mut shape) = keys_of(&inputs[0]);
        shape.extend([count, 2]);
        slow(
            shape,
            keys.into_iter()
                .flat_map(|key| threefry::split_from(key, *start, count as u32))
                .flatten(),
        )
    }

    fn fold_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let call = |shape: &&[usize]| Sample {
            primitive: FoldIn.share(),
            inputs: vec![
                keys(samples, dtype, shape),
                keys(samples, dtype, &shape[..shape.len() - 1]),
            ],
        };
        KEYS.iter().map(call).collect()
    }

    fn fold_reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        let (keys, _) = keys_of(&inputs[0]);
        let folded = keys
            .into_iter()
            .zip(&inputs[1].data)
            .flat_map(|(key, n)| threefry::fold_in(key, n.re as u32));
        slow(inputs[0].shape.clone(), folded)
    }

    /// The records of this file.
    pub(crate) fn records() -> Vec<OpRecord> {
        let exact = |primitive, samples, reference| OpRecord {
            primitive,
            dtypes: &[DType::U32],
            samples,
            reference,
            ulps: 0.0,
            skips: &[],
        };
        vec![
            exact("RandomBits", bits_samples, bits_reference),
            exact("RandomSplit", split_samples, split_reference),
            exact("FoldIn", fold_samples, fold_reference),
        ]
    }
}
