//! `Slice`: every `step`-th element between two bounds along each axis, steps positive. A view.
//!
//! Negative steps are a slice and a `Flip`; python's slice objects are resolved in `index::resolve`. The
//! one case that copies is a small part of a large buffer, which would otherwise be kept alive whole.

use super::class::{Batching, Diff, Fusion, ShiftAxes, Transpose, Values};
use super::create::full;
use super::pad::pad;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::copy::copy;
use crate::shape::dim::Dim;
use crate::shape::{Dims, known_shape, to_dims};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::{SmallVec, smallvec};

/// Buffers above this size are not kept alive by a small slice.
const LARGE_BUFFER: usize = 1 << 20;
/// A slice is small if it has less than this part of its buffer.
const SMALL_PART: usize = 16;

/// Elements `start`, `start + step`, … below `limit` along each axis.
#[derive(Clone, Debug)]
pub(crate) struct Slice {
    pub(crate) starts: Dims,
    pub(crate) limits: Dims,
    pub(crate) steps: SmallVec<[usize; 6]>,
}

/// Elements `start`, `start + step`, … below `limit` along each axis; `start <= limit <= size`, `step >= 1`.
pub(crate) fn slice(
    x: &Array,
    starts: &[usize],
    limits: &[usize],
    steps: &[usize],
) -> Result<Array> {
    if starts.iter().all(|&start| start == 0)
        && limits == x.shape()
        && steps.iter().all(|&step| step == 1)
    {
        return Ok(x.clone());
    }
    let primitive = Slice {
        starts: to_dims(starts),
        limits: to_dims(limits),
        steps: SmallVec::from_slice(steps),
    };
    bind_one(&primitive, &[x])
}

/// Elements `start..limit` of one axis, everything of the others.
pub(crate) fn slice_axis(x: &Array, axis: usize, start: usize, limit: usize) -> Result<Array> {
    let mut starts: SmallVec<[usize; 6]> = SmallVec::from_elem(0, x.ndim());
    let mut limits: SmallVec<[usize; 6]> = SmallVec::from_slice(x.shape());
    let steps: SmallVec<[usize; 6]> = SmallVec::from_elem(1, x.ndim());
    starts[axis] = start;
    limits[axis] = limit;
    slice(x, &starts, &limits, &steps)
}

/// Whether `a <= b` for every value of the symbols, where that can be decided.
fn at_most(a: Dim, b: Dim) -> Option<bool> {
    match (a.known(), b.known()) {
        (Some(0), _) => Some(true),
        (Some(a), Some(b)) => Some(a <= b),
        _ if a == b => Some(true),
        // The difference saturates at zero, and equal sizes were handled.
        _ => (b - a).known().map(|difference| difference > 0),
    }
}

impl Slice {
    /// The slice with a leading axis that is taken whole.
    pub(super) fn with_batch(&self, size: Dim) -> Slice {
        let mut shifted = self.clone();
        shifted.starts.insert(0, Dim::from(0));
        shifted.limits.insert(0, size);
        shifted.steps.insert(0, 1);
        shifted
    }

    fn check_axis(&self, axis: usize, size: Dim) -> Result<()> {
        let (start, limit) = (self.starts[axis], self.limits[axis]);
        let refuse = || {
            let text =
                format!("axis {axis} of size {size} cannot be sliced from {start} to {limit}");
            Err(Error::index(self.name(), text))
        };
        // A symbolic limit is taken to be large enough for the start: `x[1..n]` of n elements. Evaluation,
        // which knows all sizes, checks it again.
        if at_most(start, limit) == Some(false) {
            return refuse();
        }
        match at_most(limit, size) {
            Some(true) => {}
            Some(false) => return refuse(),
            None => {
                let text = format!("axis {axis} of size {size}, sliced from {start} to {limit},");
                return Err(Error::symbolic(self.name(), text));
            }
        }
        if self.steps[axis] == 0 {
            return Err(Error::value(self.name(), "slice step cannot be zero"));
        }
        Ok(())
    }
}

impl Primitive for Slice {
    fn name(&self) -> &'static str {
        "slice"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        if [self.starts.len(), self.limits.len(), self.steps.len()] != [x.ndim(); 3] {
            return Err(Error::shape(
                self.name(),
                format!(
                    "{} bounds for {x} with {} axes",
                    self.starts.len(),
                    x.ndim()
                ),
            ));
        }
        let mut shape = Dims::new();
        for (axis, &size) in x.shape.iter().enumerate() {
            self.check_axis(axis, size)?;
            shape.push((self.limits[axis] - self.starts[axis]).ceil_div(self.steps[axis]));
        }
        Ok(smallvec![Aval::new(shape, x.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let out = self.infer(&avals_of(inputs))?;
        let sizes = known_shape(self.name(), &out[0].shape)?;
        let starts = known_shape(self.name(), &self.starts)?;
        let x = inputs[0];
        let view = x.with_layout(x.layout().slice(&starts, &sizes, &self.steps));
        let bytes = view.len() * view.dtype().item_size();
        let capacity = x.storage().capacity();
        if capacity <= LARGE_BUFFER || bytes >= capacity / SMALL_PART {
            return Ok(smallvec![view]);
        }
        let mut part = Dense::uninit(self.name(), view.dtype(), &sizes)?;
        copy(&view, &mut part);
        Ok(smallvec![part])
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

/// The cotangent at the places it came from, zeros elsewhere: a pad with `step - 1` between the elements.
impl Transpose for Slice {
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let (input, output) = (values.input_aval(0), values.output_aval(0));
        let (mut low, mut high) = (SmallVec::<[Dim; 6]>::new(), SmallVec::<[Dim; 6]>::new());
        for axis in 0..input.ndim() {
            let count = output.shape[axis];
            let covered = if count.is(0) {
                count
            } else {
                (count - Dim::ONE) * Dim::from(self.steps[axis]) + Dim::ONE
            };
            low.push(self.starts[axis]);
            high.push(input.shape[axis] - self.starts[axis] - covered);
        }
        let signed = |dims: &[Dim]| -> SmallVec<[isize; 6]> {
            known_shape(self.name(), dims)
                .or_raise()
                .iter()
                .map(|&n| n as isize)
                .collect()
        };
        let interior: SmallVec<[usize; 6]> = self.steps.iter().map(|step| step - 1).collect();
        let zero = full(&[], Scalar::Int(0), ct.dtype()).or_raise();
        pad(ct, &zero, &signed(&low), &signed(&high), &interior).or_raise()
    }
}

impl ShiftAxes for Slice {
    fn shifted(&self, size: Dim) -> PrimRef {
        self.with_batch(size).share()
    }
}

#[cfg(feature = "testing")]
impl Slice {
    /// Slices of several ranks, with the shapes they are for.
    pub(super) fn cases() -> Vec<(Slice, &'static [usize])> {
        let case =
            |shape: &'static [usize], starts: &[usize], limits: &[usize], steps: &[usize]| {
                let slice = Slice {
                    starts: to_dims(starts),
                    limits: to_dims(limits),
                    steps: SmallVec::from_slice(steps),
                };
                (slice, shape)
            };
        vec![
            case(&[], &[], &[], &[]),
            case(&[7], &[1], &[6], &[2]),
            case(&[7], &[7], &[7], &[3]),
            case(&[0], &[0], &[0], &[1]),
            case(&[3, 5], &[0, 1], &[3, 5], &[2, 3]),
            case(&[2, 3, 4], &[1, 0, 2], &[2, 3, 3], &[1, 1, 1]),
            case(&[2, 2, 3, 2], &[0, 1, 0, 0], &[2, 2, 3, 1], &[1, 1, 2, 1]),
        ]
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let sample = |(slice, shape): (Slice, &[usize])| Sample {
            primitive: slice.share(),
            inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
        };
        Slice::cases().into_iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let slice = sample.primitive_as::<Slice>();
        let starts = known_shape("slice", &slice.starts).or_raise();
        let limits = known_shape("slice", &slice.limits).or_raise();
        let shape: Vec<usize> = (0..starts.len())
            .map(|axis| {
                (starts[axis]..limits[axis])
                    .step_by(slice.steps[axis])
                    .count()
            })
            .collect();
        let element = |index: &[usize]| {
            let own: Vec<usize> = (0..index.len())
                .map(|axis| starts[axis] + index[axis] * slice.steps[axis])
                .collect();
            inputs[0].get(&own)
        };
        vec![SlowArray::from_fn(&shape, element)]
    }
    vec![OpRecord {
        primitive: "Slice",
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

    fn infer(size: Dim, start: Dim, limit: Dim, step: usize) -> Result<Dim> {
        let primitive = Slice {
            starts: smallvec![start],
            limits: smallvec![limit],
            steps: smallvec![step],
        };
        primitive
            .infer(&[Aval::new(smallvec![size], DType::F32)])
            .map(|out| out[0].shape[0])
    }

    #[test]
    fn symbolic_bounds() {
        let (n, zero, one) = (Dim::symbol("n"), Dim::from(0), Dim::ONE);
        assert_eq!(infer(n, zero, n - one, 1).unwrap(), n - one);
        assert_eq!(infer(n, one, n, 1).unwrap(), n - one);
        assert_eq!(
            infer(n * Dim::from(2), zero, n * Dim::from(2), 2)
                .unwrap()
                .to_string(),
            "floor((2·n + 1)/2)"
        );
        assert!(matches!(infer(n, zero, n + one, 1), Err(Error::Index(_))));
        assert!(matches!(
            infer(n, zero, Dim::from(5), 1),
            Err(Error::Tracing(_))
        ));
    }

    #[test]
    fn known_bounds() {
        let d = Dim::from;
        assert_eq!(infer(d(7), d(1), d(7), 3).unwrap(), d(2));
        assert_eq!(infer(d(7), d(7), d(7), 3).unwrap(), d(0));
        assert!(infer(d(7), d(1), d(8), 1).is_err());
        assert!(infer(d(7), d(5), d(4), 1).is_err());
        assert!(infer(d(7), d(0), d(4), 0).is_err());
    }
}
