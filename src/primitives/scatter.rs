//! `Scatter`: blocks written into an array at places given by index arrays, replacing or combining.
//!
//! The mirror of `Gather`, with the same arrangement of axes: inputs are the operand, the index arrays and
//! the updates. Places that are named several times: `Set` keeps the last update, the other modes combine
//! all of them with the operand. Derivatives respect that: only the update that won a `Set` has a cotangent,
//! and ties of `Minimum` and `Maximum` share theirs equally. Third derivatives of `Multiply` leave out the
//! terms of places with three zero factors; first and second ones are exact. With `skip` every rule reads zeros
//! at places out of range and writes nothing there, so updates left out have a cotangent of zero.

#[cfg(feature = "testing")]
use super::Share;
use super::class::{
    BatchRule, Batched, Batching, Diff, Gradients, Mask, Rules, Saves, Transpose, Values,
};
use super::create::{full, iota};
#[cfg(feature = "testing")]
use super::gather::{CASES, index_samples, place};
use super::gather::{Gather, batch_in_front, check_indices, out_of_range, same_sizes};
use super::reshape::reshape;
use super::select::select;
use super::slice_update::writable_operand;
use super::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::scatter::scatter as scatter_kernel;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::shape::axes::AxisList;
use crate::shape::{Dims, Shape, known_shape};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::{bind_donating, bind_one, only};
#[cfg(feature = "testing")]
use num_complex::Complex;
use smallvec::{SmallVec, smallvec};

/// What a scatter does with the element that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Replaces it; the last update counts.
    Set,
    /// Adds to it; for bool, or.
    Add,
    /// Multiplies it; for bool, and.
    Multiply,
    /// Keeps the smaller; nan wins.
    Minimum,
    /// Keeps the larger; nan wins.
    Maximum,
}

/// The first input with the last input's blocks written at the places that the inputs between name.
#[derive(Clone, Debug)]
pub(crate) struct Scatter {
    pub(crate) mode: Mode,
    /// What error texts call the indexed axes. One for each index array.
    pub(crate) axes: AxisList,
    /// The number of leading axes that operand, indices and updates have in common.
    pub(crate) batch: usize,
    /// Whether blocks out of range are left out; else they are an error.
    pub(crate) skip: bool,
}

/// `x` with blocks of `updates` written at the places that the index arrays name; see [`super::gather::gather`].
/// With `donate`, the caller holds the only handle to `x` and drops it, so its buffer may be written.
pub(crate) fn scatter(
    mode: Mode,
    x: &Array,
    indices: &[&Array],
    updates: &Array,
    axes: &[usize],
    donate: bool,
) -> Result<Array> {
    scatter_with(mode, x, indices, updates, axes, false, donate)
}

/// [`scatter`], where blocks out of range are left out with `skip`.
pub(crate) fn scatter_with(
    mode: Mode,
    x: &Array,
    indices: &[&Array],
    updates: &Array,
    axes: &[usize],
    skip: bool,
    donate: bool,
) -> Result<Array> {
    let mut inputs: SmallVec<[&Array; 4]> = smallvec![x];
    inputs.extend_from_slice(indices);
    inputs.push(updates);
    let primitive = Scatter {
        mode,
        axes: AxisList::from_slice(axes),
        batch: 0,
        skip,
    };
    Ok(only(bind_donating(&primitive, &inputs, u32::from(donate))?))
}

impl Primitive for Scatter {
    fn name(&self) -> &'static str {
        "scatter"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (operand, updates) = (&inputs[0], &inputs[inputs.len() - 1]);
        let indices = &inputs[1..inputs.len() - 1];
        if operand.dtype != updates.dtype {
            return Err(Error::dtypes_differ(
                self.name(),
                operand.dtype,
                updates.dtype,
            ));
        }
        let mut shape: Dims = check_indices(self.name(), operand, indices, &self.axes, self.batch)?;
        shape.extend_from_slice(&operand.shape[self.batch + self.axes.len()..]);
        same_sizes(
            self.name(),
            "selection and updates differ in shape",
            &shape,
            &updates.shape,
        )?;
        Ok(smallvec![operand.clone()])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let (indices, updates) = (&inputs[1..inputs.len() - 1], inputs[inputs.len() - 1]);
        let mut out = writable_operand(self.name(), inputs, cx)?;
        scatter_kernel(self.mode, indices, updates, self.batch, self.skip, &mut out)
            .map_err(|found| out_of_range(self.name(), found, &self.axes))?;
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        match self.mode {
            Mode::Set | Mode::Add => Diff::Linear(self),
            Mode::Multiply | Mode::Minimum | Mode::Maximum => Diff::Custom(self),
        }
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        let last = self.axes.len() + 1;
        let indices = Saves::inputs((1..last).fold(Mask::NONE, |mask, i| mask.or(Mask::only(i))));
        let both = Saves::inputs(Mask::only(0).or(Mask::only(last)));
        match self.mode {
            Mode::Set | Mode::Add => indices,
            Mode::Multiply => indices.or(both),
            Mode::Minimum | Mode::Maximum => indices.or(both).or(Saves::OUTPUT),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl BatchRule for Scatter {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let moved = batch_in_front(size, inputs, axes)?;
        let operands: SmallVec<[&Array; 4]> = moved.iter().collect();
        let out = bind_one(
            &Scatter {
                batch: self.batch + 1,
                ..self.clone()
            },
            &operands,
        )?;
        Ok((smallvec![out], smallvec![Some(0)]))
    }
}

/// The same places for other operands: what the rules below work with.
struct Places<'a> {
    scatter: &'a Scatter,
    indices: SmallVec<[&'a Array; 3]>,
}

impl<'a> Places<'a> {
    fn new(scatter: &'a Scatter, values: &'a Values) -> Self {
        Places {
            scatter,
            indices: (1..=scatter.axes.len()).map(|i| values.input(i)).collect(),
        }
    }

    /// The blocks at the places.
    fn read(&self, x: &Array) -> Result<Array> {
        let inputs: SmallVec<[&Array; 4]> = std::iter::once(x)
            .chain(self.indices.iter().copied())
            .collect();
        bind_one(
            &Gather {
                axes: self.scatter.axes.clone(),
                batch: self.scatter.batch,
                skip: self.scatter.skip,
            },
            &inputs,
        )
    }

    /// `x` with blocks written at the places.
    fn write(&self, mode: Mode, x: &Array, updates: &Array) -> Result<Array> {
        let mut inputs: SmallVec<[&Array; 4]> = smallvec![x];
        inputs.extend_from_slice(&self.indices);
        inputs.push(updates);
        bind_one(
            &Scatter {
                mode,
                ..self.scatter.clone()
            },
            &inputs,
        )
    }

    /// `ct` with zeros at the places.
    fn clear(&self, ct: &Array, updates: &Aval) -> Result<Array> {
        let shape = known_shape("scatter", &updates.shape)?;
        self.write(Mode::Set, ct, &full(&shape, Scalar::Int(0), ct.dtype())?)
    }

    /// Which updates a `Set` keeps, as a mask that broadcasts to the updates: each place is marked with the
    /// number of the last update, which then looks whether the number is its own.
    fn winners(&self, operand: &Aval, rank: usize) -> Result<Array> {
        let shape = self.indices[0].shape();
        let numbers = reshape(&iota(&[shape.iter().product()], DType::I64, 0)?, shape)?;
        let places = known_shape(
            "scatter",
            &operand.shape[..self.scatter.batch + self.indices.len()],
        )?;
        let marked = self.write(
            Mode::Set,
            &full(&places, Scalar::Int(0), DType::I64)?,
            &numbers,
        )?;
        let won = np::equal(&self.read(&marked)?, &numbers);
        let mut aligned = Shape::from_slice(shape);
        aligned.resize(rank, 1);
        reshape(&won, &aligned)
    }
}

fn zero_like(x: &Array) -> Result<Array> {
    full(x.shape(), Scalar::Int(0), x.dtype())
}

fn one_like(x: &Array) -> Result<Array> {
    full(x.shape(), Scalar::Int(1), x.dtype())
}

/// A product from that of its factors that are not zero, the sum of the zeros and their number.
fn with_zeros(product: &Array, zeros: &Array, counts: &Array) -> Result<Array> {
    let is = |n: i128| -> Result<Array> {
        Ok(np::equal(counts, &full(&[], Scalar::Int(n), DType::I64)?))
    };
    let one_zero = keep(&is(1)?, &np::multiply(product, zeros))?;
    select(&is(0)?, product, &one_zero)
}

/// `x` where the mask (which broadcasts to it) holds, else zero.
fn keep(mask: &Array, x: &Array) -> Result<Array> {
    select(&broadcast_to(mask, x.shape())?, x, &zero_like(x)?)
}

impl Transpose for Scatter {
    fn transpose(&self, position: usize, ct: &Array, values: &Values) -> Array {
        let places = Places::new(self, values);
        let updates = values.input_aval(values.input_count() - 1);
        let result = match (self.mode, position) {
            (Mode::Add, 0) => Ok(ct.clone()),
            (Mode::Add, _) => places.read(ct),
            (_, 0) => places.clear(ct, updates),
            (_, _) => places
                .winners(values.input_aval(0), updates.ndim())
                .and_then(|won| keep(&won, &places.read(ct)?)),
        };
        result.or_raise()
    }
}

impl Rules for Scatter {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let mut gradients: Gradients = SmallVec::from_elem(None, values.input_count());
        let Some(ct) = &cts[0] else { return gradients };
        let last = values.input_count() - 1;
        let (operand, updates) = match self.mode {
            Mode::Multiply => self.multiply_vjp(ct, values),
            _ => self.extremum_vjp(ct, values),
        }
        .or_raise();
        gradients[0] = Some(operand).filter(|_| values.wants(0));
        gradients[last] = Some(updates).filter(|_| values.wants(last));
        gradients
    }
}

impl Scatter {
    /// Cotangents of operand and updates of a product. The factor of the operand is the product of all
    /// updates at its place, that of an update the product of all others. Zeros are counted and multiplied
    /// apart, as their sum where there is one, so that divisors are not zero and a second derivative sees
    /// the one zero as a variable.
    fn multiply_vjp(&self, ct: &Array, values: &Values) -> Result<(Array, Array)> {
        let places = Places::new(self, values);
        let (x, updates) = (values.input(0), values.input(values.input_count() - 1));
        let is_zero = np::equal(updates, &zero_like(updates)?);
        let nonzero = select(&is_zero, &one_like(updates)?, updates)?;
        let zero = keep(&is_zero, updates)?;
        let product = places.write(Mode::Multiply, &one_like(x)?, &nonzero)?;
        let zeros = places.write(Mode::Add, &zero_like(x)?, &zero)?;
        let counted = cast(&is_zero, DType::I64)?;
        let counts = places.write(
            Mode::Add,
            &full(x.shape(), Scalar::Int(0), DType::I64)?,
            &counted,
        )?;
        let of_operand = with_zeros(&product, &zeros, &counts)?;
        let others = np::divide(&places.read(&product)?, &nonzero);
        let other_zeros = np::subtract(&places.read(&zeros)?, &zero);
        let of_updates = with_zeros(
            &others,
            &other_zeros,
            &np::subtract(&places.read(&counts)?, &counted),
        )?;
        let of_updates = np::multiply(&of_updates, &places.read(x)?);
        Ok((
            np::multiply(ct, np::conj(&of_operand)),
            np::multiply(&places.read(ct)?, np::conj(&of_updates)),
        ))
    }

    /// Cotangents of operand and updates of a minimum or maximum: equal shares of all that attain it.
    fn extremum_vjp(&self, ct: &Array, values: &Values) -> Result<(Array, Array)> {
        let places = Places::new(self, values);
        let (x, updates) = (values.input(0), values.input(values.input_count() - 1));
        let out = values.output(0);
        let x_attains = np::equal(x, out);
        let update_attains = np::equal(updates, &places.read(out)?);
        let count = places.write(
            Mode::Add,
            &cast(&x_attains, ct.dtype())?,
            &cast(&update_attains, ct.dtype())?,
        )?;
        let share = np::divide(ct, &count);
        Ok((
            keep(&x_attains, &share)?,
            keep(&update_attains, &places.read(&share)?)?,
        ))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let cases: Vec<_> = [false, true]
            .into_iter()
            .flat_map(|skip| CASES.iter().map(move |&(a, b, c, d)| (a, b, c, d, skip)))
            .collect();
        let mut all = Vec::new();
        for mode in [
            Mode::Set,
            Mode::Add,
            Mode::Multiply,
            Mode::Minimum,
            Mode::Maximum,
        ] {
            for &(shape, batch, index, count, skip) in &cases {
                let updates = [index, &shape[batch + count..]].concat();
                let (len, update_len): (usize, usize) =
                    (shape.iter().product(), updates.iter().product());
                // One draw for both, so that nothing ties.
                let distinct = samples.distinct(dtype, &[len + update_len]);
                let part = |start: usize, shape: &[usize]| {
                    let part = super::slice::slice_axis(
                        &distinct,
                        0,
                        start,
                        start + shape.iter().product::<usize>(),
                    );
                    reshape(&part.or_raise(), shape).or_raise()
                };
                let mut inputs = vec![part(0, shape)];
                inputs.extend(index_samples(samples, shape, batch, index, count, skip));
                inputs.push(part(len, &updates));
                all.push(Sample {
                    primitive: Scatter {
                        mode,
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
        let scatter = sample.primitive_as::<Scatter>();
        let (indices, updates) = (&inputs[1..inputs.len() - 1], &inputs[inputs.len() - 1]);
        let dtype = sample.inputs[0].dtype();
        let mut out = inputs[0].clone();
        SlowArray::from_fn(&updates.shape, |index| {
            let Some(place) = place(&out, indices, scatter.batch, index) else {
                return Complex::ZERO;
            };
            let at = place
                .iter()
                .zip(&out.shape)
                .fold(0, |flat, (&i, &n)| flat * n + i);
            out.data[at] = combine(scatter.mode, dtype, out.data[at], updates.get(index));
            Complex::ZERO
        });
        vec![out]
    }
    fn combine(mode: Mode, dtype: DType, x: Complex<f64>, update: Complex<f64>) -> Complex<f64> {
        let smaller = (x.re, x.im) <= (update.re, update.im);
        let combined = match mode {
            Mode::Set => update,
            Mode::Add => x + update,
            Mode::Multiply => x * update,
            Mode::Minimum => {
                if smaller {
                    x
                } else {
                    update
                }
            }
            Mode::Maximum => {
                if smaller {
                    update
                } else {
                    x
                }
            }
        };
        match dtype.integer_limits() {
            Some((low, high)) => Complex::new(
                (((combined.re as i128 - low).rem_euclid(high - low + 1)) + low) as f64,
                0.0,
            ),
            None if dtype.is_bool() => Complex::new(combined.re.min(1.0), 0.0),
            None => combined,
        }
    }
    vec![OpRecord {
        primitive: "Scatter",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 8.0,
        skips: &[],
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::dim::Dim;

    #[test]
    fn shapes_are_checked() {
        let (n, m) = (Dim::symbol("n"), Dim::symbol("m"));
        let add = Scatter {
            mode: Mode::Add,
            axes: smallvec![0],
            batch: 0,
            skip: false,
        };
        let operand = Aval::new(smallvec![n, Dim::from(3)], DType::F32);
        let index = Aval::new(smallvec![m], DType::I64);
        let updates = Aval::new(smallvec![m, Dim::from(3)], DType::F32);
        assert_eq!(
            add.infer(&[operand.clone(), index.clone(), updates])
                .unwrap()[0],
            operand
        );
        let wrong = Aval::new(smallvec![m, Dim::from(2)], DType::F32);
        assert!(matches!(
            add.infer(&[operand.clone(), index.clone(), wrong]),
            Err(Error::Shape(_))
        ));
        let other_dtype = Aval::new(smallvec![m, Dim::from(3)], DType::F64);
        assert!(matches!(
            add.infer(&[operand, index, other_dtype]),
            Err(Error::Dtype(_))
        ));
    }
}
