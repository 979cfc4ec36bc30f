//! `Pad`: a constant around an array and between its elements; negative amounts crop.
//!
//! The transpose of `Slice`. numpy's `pad` with its other modes is composition in `np`.

#[cfg(feature = "testing")]
use super::Share;
use super::class::{BatchRule, Batched, Batching, Diff, Transpose, Values};
use super::create::full;
use super::reduce::{ReduceKind, reduce};
use super::reshape::reshape;
use super::select::select;
use super::slice::slice;
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, Primitive, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::copy::{copy, copy_into_region};
use crate::shape::axes::AxisList;
use crate::shape::dim::Dim;
use crate::shape::{Dims, Shape, Strides, contiguous_strides, known_shape};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::{SmallVec, smallvec};

/// Inputs: the array and the 0-d value to pad with. Along each axis `interior` values go between
/// neighbours, then `low` in front and `high` behind; negative `low` and `high` remove instead.
#[derive(Clone, Debug)]
pub(crate) struct Pad {
    pub(crate) low: SmallVec<[isize; 6]>,
    pub(crate) high: SmallVec<[isize; 6]>,
    pub(crate) interior: SmallVec<[usize; 6]>,
}

/// The array with a 0-d `value` of its dtype around it and between its elements.
pub(crate) fn pad(
    x: &Array,
    value: &Array,
    low: &[isize],
    high: &[isize],
    interior: &[usize],
) -> Result<Array> {
    let nothing = low.iter().chain(high).all(|&n| n == 0) && interior.iter().all(|&n| n == 0);
    if nothing && low.len() == x.ndim() {
        return Ok(x.clone());
    }
    let primitive = Pad {
        low: SmallVec::from_slice(low),
        high: SmallVec::from_slice(high),
        interior: SmallVec::from_slice(interior),
    };
    bind_one(&primitive, &[x, value])
}

/// The array with zeros around it and between its elements.
pub(crate) fn pad_zeros(
    x: &Array,
    low: &[isize],
    high: &[isize],
    interior: &[usize],
) -> Result<Array> {
    pad(
        x,
        &full(&[], Scalar::Int(0), x.dtype())?,
        low,
        high,
        interior,
    )
}

/// `n + signed`, which is an error below zero. Sizes saturate: what is too large is refused by allocation.
fn offset_by(n: Dim, signed: isize) -> Option<Dim> {
    match n.known() {
        Some(size) => {
            let sum = (size as isize).saturating_add(signed);
            usize::try_from(sum).ok().map(Dim::from)
        }
        None if signed < 0 => Some(n - Dim::from(signed.unsigned_abs())),
        None => Some(n + Dim::from(signed.unsigned_abs())),
    }
}

impl Pad {
    fn padded_size(&self, axis: usize, n: Dim) -> Result<Dim> {
        let between = if n.is(0) {
            n
        } else {
            (n - Dim::ONE) * Dim::from(self.interior[axis])
        };
        // Added amounts first: what counts is the sum.
        let total = self.low[axis].saturating_add(self.high[axis]);
        offset_by(n + between, total).ok_or_else(|| {
            let (low, high) = (self.low[axis], self.high[axis]);
            Error::shape(
                self.name(),
                format!("padding {low} and {high} removes more than axis {axis} of size {n} has"),
            )
        })
    }

    fn negated(amounts: &[isize]) -> SmallVec<[isize; 6]> {
        amounts.iter().map(|&n| -n).collect()
    }
}

impl Primitive for Pad {
    fn name(&self) -> &'static str {
        "pad"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (x, value) = (&inputs[0], &inputs[1]);
        if x.dtype != value.dtype {
            return Err(Error::dtypes_differ(self.name(), x.dtype, value.dtype));
        }
        if value.ndim() != 0 {
            return Err(Error::shape(
                self.name(),
                format!("the value to pad with must be 0-d, it is {value}"),
            ));
        }
        if [self.low.len(), self.high.len(), self.interior.len()] != [x.ndim(); 3] {
            return Err(Error::shape(
                self.name(),
                format!("{} amounts for {x} with {} axes", self.low.len(), x.ndim()),
            ));
        }
        let shape = x
            .shape
            .iter()
            .enumerate()
            .map(|(axis, &n)| self.padded_size(axis, n));
        Ok(smallvec![Aval::new(
            shape.collect::<Result<Dims>>()?,
            x.dtype
        )])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        let shape = Shape::from_slice(out.shape());
        if out.len() == 0 {
            return Ok(smallvec![out]);
        }
        let (x, value) = (inputs[0], inputs[1]);
        copy(
            &value.with_layout(value.layout().broadcast_to(&shape)),
            &mut out,
        );
        // The elements that are not cropped, and where they go.
        let out_strides = contiguous_strides(&shape);
        let (mut starts, mut sizes, mut strides) = (Shape::new(), Shape::new(), Strides::new());
        let mut offset = 0;
        for axis in 0..shape.len() {
            let (low, step) = (self.low[axis], self.interior[axis] as isize + 1);
            let first = if low < 0 { (-low + step - 1) / step } else { 0 };
            let end =
                (x.shape()[axis] as isize).min((shape[axis] as isize - low + step - 1) / step);
            if end <= first {
                return Ok(smallvec![out]);
            }
            starts.push(first as usize);
            sizes.push((end - first) as usize);
            strides.push(out_strides[axis] * step);
            offset += (low + first * step) as usize * out_strides[axis] as usize;
        }
        let steps: Shape = SmallVec::from_elem(1, shape.len());
        let kept = x.with_layout(x.layout().slice(&starts, &sizes, &steps));
        copy_into_region(&kept, &mut out, offset, &strides);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl Transpose for Pad {
    fn transpose(&self, position: usize, ct: &Array, values: &Values) -> Array {
        let x = values.input_aval(0);
        if position == 1 {
            return self.value_cotangent(ct, x).or_raise();
        }
        // Undo the outer padding (cropped elements get zeros), then take the elements between the interior.
        let none: SmallVec<[usize; 6]> = SmallVec::from_elem(0, x.ndim());
        let steps: SmallVec<[usize; 6]> = self.interior.iter().map(|n| n + 1).collect();
        let outer = pad_zeros(
            ct,
            &Pad::negated(&self.low),
            &Pad::negated(&self.high),
            &none,
        )
        .or_raise();
        slice(&outer, &none, outer.shape(), &steps).or_raise()
    }
}

impl Pad {
    /// The sum of the cotangent over the padded places.
    fn value_cotangent(&self, ct: &Array, x: &Aval) -> Result<Array> {
        let shape = known_shape(self.name(), &x.shape)?;
        let from_x = full(&shape, Scalar::Bool(true), DType::Bool)?;
        let from_x = pad_zeros(&from_x, &self.low, &self.high, &self.interior)?;
        let padded = select(&from_x, &full(ct.shape(), Scalar::Int(0), ct.dtype())?, ct)?;
        let axes: AxisList = (0..ct.ndim()).collect();
        reduce(ReduceKind::Sum, &padded, &axes)
    }
}

/// One value for all examples stays an argument of the op. Values that differ are put in afterwards.
impl BatchRule for Pad {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let (x, value) = (&inputs[0], &inputs[1]);
        let mut shifted = self.clone();
        shifted.low.insert(0, 0);
        shifted.high.insert(0, 0);
        shifted.interior.insert(0, 0);
        let x = match axes[0] {
            Some(axis) => move_axis(x, axis, 0)?,
            None => super::broadcast::broadcast_to(x, &[&[size], x.shape()].concat())?,
        };
        if axes[1].is_none() {
            return Ok((
                smallvec![bind_one(&shifted, &[&x, value])?],
                smallvec![Some(0)],
            ));
        }
        let padded = pad_zeros(&x, &shifted.low, &shifted.high, &shifted.interior)?;
        let from_x = full(x.shape(), Scalar::Bool(true), DType::Bool)?;
        let from_x = pad_zeros(&from_x, &shifted.low, &shifted.high, &shifted.interior)?;
        let mut column: Shape = SmallVec::from_elem(1, x.ndim());
        column[0] = size;
        Ok((
            smallvec![select(&from_x, &padded, &reshape(value, &column)?)?],
            smallvec![Some(0)],
        ))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    type Case = (
        &'static [usize],
        &'static [isize],
        &'static [isize],
        &'static [usize],
    );
    const CASES: &[Case] = &[
        (&[], &[], &[], &[]),
        (&[3], &[1], &[2], &[0]),
        (&[3], &[0], &[0], &[2]),
        (&[5], &[-1], &[-2], &[0]),
        (&[3], &[-2], &[1], &[1]),
        (&[2], &[-4], &[4], &[0]),
        (&[0], &[1], &[1], &[3]),
        (&[2, 3], &[1, -1], &[0, 2], &[1, 0]),
        (&[2, 1, 3], &[0, 1, 0], &[1, 0, -1], &[0, 2, 1]),
        (&[1, 2, 1, 2], &[0, 0, 1, 0], &[1, 0, 0, 0], &[0, 1, 0, 0]),
    ];
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let sample = |&(shape, low, high, interior): &Case| Sample {
            primitive: Pad {
                low: SmallVec::from_slice(low),
                high: SmallVec::from_slice(high),
                interior: SmallVec::from_slice(interior),
            }
            .share(),
            inputs: vec![
                samples.array(dtype, shape, -2.0, 2.0),
                samples.array(dtype, &[], -2.0, 2.0),
            ],
        };
        CASES.iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let pad = sample.primitive_as::<Pad>();
        let (x, value) = (&inputs[0], inputs[1].data[0]);
        let size = |axis: usize| {
            let n = x.shape[axis] as isize;
            (n + pad.low[axis] + pad.high[axis] + (n - 1).max(0) * pad.interior[axis] as isize)
                as usize
        };
        let shape: Vec<usize> = (0..x.shape.len()).map(size).collect();
        let element = |index: &[usize]| {
            let place = |axis: usize| {
                let (distance, step) = (
                    index[axis] as isize - pad.low[axis],
                    pad.interior[axis] as isize + 1,
                );
                (distance >= 0 && distance % step == 0 && distance / step < x.shape[axis] as isize)
                    .then_some((distance / step) as usize)
            };
            (0..index.len())
                .map(place)
                .collect::<Option<Vec<usize>>>()
                .map_or(value, |own| x.get(&own))
        };
        vec![SlowArray::from_fn(&shape, element)]
    }
    vec![OpRecord {
        primitive: "Pad",
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

    fn infer(n: Dim, low: isize, high: isize, interior: usize) -> Result<Dim> {
        let primitive = Pad {
            low: smallvec![low],
            high: smallvec![high],
            interior: smallvec![interior],
        };
        let inputs = [
            Aval::new(smallvec![n], DType::F32),
            Aval::known(&[], DType::F32),
        ];
        primitive.infer(&inputs).map(|out| out[0].shape[0])
    }

    #[test]
    fn sizes() {
        let (n, d) = (Dim::symbol("n"), Dim::from);
        assert_eq!(infer(n, 1, 2, 0).unwrap(), n + d(3));
        assert_eq!(infer(n, -1, 0, 0).unwrap(), n - d(1));
        assert_eq!(infer(n, 0, 0, 1).unwrap(), n * d(2) - d(1));
        assert_eq!(infer(d(0), 2, 1, 5).unwrap(), d(3));
        assert_eq!(infer(d(3), -1, -1, 1).unwrap(), d(3));
        assert!(matches!(infer(d(3), -2, -2, 0), Err(Error::Shape(_))));
    }
}
