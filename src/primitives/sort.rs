//! Stable sorting along an axis, with other arrays permuted along.
//!
//! One op gives sorted keys and permuted payloads; positions alone are in `argsort`, single elements of the sorted line
//! in `order_statistics`. NaN sorts last, complex numbers by their real, then their imaginary part. Equal keys share
//! their derivatives. The loops are in `kernels::sort`.

use super::cast::cast;
use super::class::{Batching, Diff, Gradients, Mask, Rules, Saves, ShiftAxes, Values};
use super::create::iota;
use super::cumulative::{CumulativeKind, cumulative};
use super::gather::gather;
use super::meta::stop_gradient;
use super::pad::pad;
use super::reshape::reshape;
use super::scatter::{Mode, scatter};
use super::select::select;
use super::slice::slice_axis;
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, Outputs, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::Shape;
use crate::shape::dim::Dim;
use crate::transform::stack;

/// Input 0 sorted along `axis`, and every other input (of the same shape) in the same new order.
#[derive(Clone, Debug)]
pub(crate) struct Sort {
    pub(crate) axis: usize,
    /// Positions on the axis, increasing: all else may stay unsorted, but on its side of the elements there.
    pub(crate) at: Option<Shape>,
}

/// The elements in increasing order along an axis.
pub(crate) fn sort(x: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(&Sort { axis, at: None }, &[x])
}

/// Keys in increasing order along an axis, followed by the payloads in the same order.
pub(crate) fn sort_with(keys: &Array, payloads: &[&Array], axis: usize) -> Result<Outputs> {
    Sort { axis, at: None }.bind(keys, payloads)
}

/// [`sort_with`] up to the elements that belong at increasing positions.
pub(crate) fn partition(
    keys: &Array,
    payloads: &[&Array],
    axis: usize,
    at: Shape,
) -> Result<Outputs> {
    Sort { axis, at: Some(at) }.bind(keys, payloads)
}

/// That positions increase and are on an axis.
pub(super) fn check_positions(op: &'static str, at: &[usize], size: Dim) -> Result<()> {
    let increases = at.windows(2).all(|pair| pair[0] < pair[1]);
    let is_within = |&last: &usize| size.known().is_none_or(|size| last < size);
    if increases && at.last().is_none_or(is_within) {
        return Ok(());
    }
    Err(Error::value(
        op,
        format!("the positions {at:?} must increase and lie on the axis"),
    ))
}

/// The distinct elements of a 1-d array, sorted, of equal ones the first, if no transform looks on: for a tape or a map
/// they must be taken by position.
pub(crate) fn distinct(x: &Array, equal_nan: bool) -> Option<Array> {
    let dense = x.dense().filter(|_| stack::is_idle())?;
    Some(Array::from_dense(kernels::sort::unique(dense, equal_nan)))
}

impl Primitive for Sort {
    fn name(&self) -> &'static str {
        if self.at.is_some() {
            "partition"
        } else {
            "sort"
        }
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let keys = &inputs[0];
        if self.axis >= keys.ndim() {
            return Err(Error::axis_out_of_range(
                "sort",
                self.axis as isize,
                keys.ndim(),
            ));
        }
        if let Some(at) = &self.at {
            check_positions(self.name(), at, keys.shape[self.axis])?;
        }
        for payload in &inputs[1..] {
            if payload.ndim() != keys.ndim() {
                return Err(payload_shape(keys, payload));
            }
            for (&a, &b) in keys.shape.iter().zip(&payload.shape) {
                match a.equals(b) {
                    Some(true) => {}
                    Some(false) => return Err(payload_shape(keys, payload)),
                    None => return Err(Error::undecided("sort", a, b)),
                }
            }
        }
        Ok(inputs.iter().cloned().collect())
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut outputs = DenseOut::new();
        for input in inputs {
            outputs.push(Dense::uninit("sort", input.dtype(), input.shape())?);
        }
        kernels::sort::sort(inputs, self.axis, self.at.as_deref(), &mut outputs);
        Ok(outputs)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::inputs(Mask::only(0))
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

fn payload_shape(keys: &Aval, payload: &Aval) -> Error {
    Error::shape(
        "sort",
        format!(
            "a payload has shape {}, the keys {}",
            payload.shape_text(),
            keys.shape_text()
        ),
    )
}

impl ShiftAxes for Sort {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Sort {
            axis: self.axis + 1,
            at: self.at.clone(),
        }
        .share()
    }
}

impl Sort {
    fn bind(&self, keys: &Array, payloads: &[&Array]) -> Result<Outputs> {
        let inputs: Vec<&Array> = std::iter::once(keys)
            .chain(payloads.iter().copied())
            .collect();
        stack::bind(self, &inputs)
    }

    /// The means over runs of equal keys, which are in the new order along the axis: of the orders in which equal
    /// elements may come none is better than another, and the mean over all of them shares equally. This map is its
    /// own adjoint. Takes linear time, and none if the keys can be seen to differ.
    fn shared(&self, x: &Array, keys: &Array) -> Result<Array> {
        let axis = self.axis;
        let size = keys.shape()[axis];
        if keys.len() < 2 || size < 2 {
            return Ok(x.clone());
        }
        let keys = move_axis(&stop_gradient(keys)?, axis, keys.ndim() - 1)?;
        let last = keys.ndim() - 1;
        let mut repeats = np::equal(
            slice_axis(&keys, last, 1, size)?,
            slice_axis(&keys, last, 0, size - 1)?,
        );
        if let Some(at) = &self.at {
            // Elsewhere a new order is no other than the old one.
            let mut is_at = scalar_array(Scalar::Bool(false), DType::Bool);
            let others = slice_axis(&keys, last, 1, size)?;
            for &position in at {
                let there = slice_axis(&keys, last, position, position + 1)?;
                is_at = np::logical_or(is_at, np::equal(&others, there));
            }
            repeats = np::logical_and(repeats, is_at);
        }

        if repeats.dense().is_some() && !np::any(&repeats, ..).to_bool()? {
            return Ok(x.clone());
        }
        // The place where each element's run begins, in the flattened array.
        let mut low = vec![0; keys.ndim()];
        low[last] = 1;
        let repeats = pad(
            &repeats,
            &scalar_array(Scalar::Bool(false), DType::Bool),
            &low,
            &vec![0; keys.ndim()],
            &vec![0; keys.ndim()],
        )?;
        let places = reshape(&iota(&[keys.len()], DType::I64, 0)?, keys.shape())?;
        let none = scalar_array(Scalar::Int(0), DType::I64);
        let starts = select(&repeats, &none, &places)?;
        let starts = cumulative(CumulativeKind::Max, &starts, last, false)?;
        let starts = reshape(&starts, &[keys.len()])?;

        let dtype = match x.dtype() {
            DType::F16 | DType::BF16 => DType::F32,
            dtype => dtype,
        };
        let terms = move_axis(&cast(x, dtype)?, axis, last)?;
        let terms = reshape(&terms, &[keys.len()])?;
        let sum_of_run = |terms: &Array| -> Result<Array> {
            let sums = scatter(
                Mode::Add,
                &np::zeros_like(terms),
                &[&starts],
                terms,
                &[0],
                false,
            )?;
            gather(&sums, &[&starts], &[0], 0)
        };
        let mean = np::divide(sum_of_run(&terms)?, sum_of_run(&np::ones_like(&terms))?);
        let mean = cast(&reshape(&mean, keys.shape())?, x.dtype())?;
        move_axis(&mean, last, axis)
    }
}

impl Rules for Sort {
    /// Sorting the old positions takes cotangents back to where the elements came from. Those of equal keys are
    /// shared first.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let wanted: Vec<usize> = (0..cts.len())
            .filter(|&i| values.wants(i) && cts[i].is_some())
            .collect();
        let mut gradients: Gradients = cts.iter().map(|_| None).collect();
        if wanted.is_empty() {
            return gradients;
        }
        let keys = values.input(0);
        let positions = iota(keys.shape(), DType::I64, self.axis).or_raise();
        let ordered = self.bind(keys, &[&positions]).or_raise();
        let payloads: Vec<Array> = wanted
            .iter()
            .filter_map(|&i| {
                let ct = cts[i].as_ref()?;
                Some(if i == 0 {
                    self.shared(ct, &ordered[0]).or_raise()
                } else {
                    ct.clone()
                })
            })
            .collect();
        let payloads: Vec<&Array> = payloads.iter().collect();
        let sorted = sort_with(&ordered[1], &payloads, self.axis).or_raise();
        for (i, gradient) in wanted.into_iter().zip(sorted.into_iter().skip(1)) {
            gradients[i] = Some(gradient);
        }
        gradients
    }

    /// Tangents move with their elements, and are shared among equal keys.
    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let payloads: Vec<&Array> = tangents.iter().flatten().collect();
        let mut sorted = self.bind(values.input(0), &payloads).or_raise().into_iter();
        let keys = sorted.next()?;
        let mut moved: Gradients = tangents
            .iter()
            .map(|t| t.as_ref().and_then(|_| sorted.next()))
            .collect();
        if let Some(tangent) = &mut moved[0] {
            *tangent = self.shared(tangent, &keys).or_raise();
        }
        Some(moved)
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records::{self, Line};
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let mut calls = Vec::new();
        for Line { shape, axis, at } in for_records::lines() {
            for payloads in 0..3 {
                // Integers have ties, which show that the order is stable; ties of floats are kinks.
                let keys = if dtype.is_differentiable() {
                    samples.distinct(dtype, shape)
                } else {
                    samples.array(dtype, shape, 0.0, 3.0)
                };
                let mut inputs = vec![keys];
                inputs.extend((0..payloads).map(|i| {
                    samples.array(if i == 0 { DType::F64 } else { DType::U8 }, shape, 0.0, 2.0)
                }));
                let at = at.map(Shape::from_slice);
                calls.push(Sample {
                    primitive: Sort { axis, at }.share(),
                    inputs,
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Sort = for_records::parameters(sample);
        let keys = &inputs[0];
        let dtype = sample.inputs[0].dtype();
        let mut order = for_records::sorted_order(keys, op.axis, (dtype, op.at.as_deref()));
        let sorted = |x: &SlowArray| {
            SlowArray::from_fn(&keys.shape, |index| {
                let mut from = index.to_vec();
                from[op.axis] = order(index)[index[op.axis]];
                x.get(&from)
            })
        };
        inputs.iter().map(sorted).collect()
    }

    vec![OpRecord {
        primitive: "Sort",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
