//! Sliding windows: all stretches of neighbours along an axis as a view, and sums of products with them.
//!
//! `Windows` is what numpy calls a sliding window view; `Correlate` multiplies every window with one kernel
//! and is the only op behind `convolve` and `correlate`. Its own transposes, it never writes windows out.

use super::class::{Batching, Diff, Fusion, Mask, Saves, ShiftAxes, Transpose, Values};
use super::dot::Dot;
use super::flip::flip;
use super::pad::pad_zeros;
use super::reduce::conjugate;
use super::reshape::reshape;
use super::slice::slice_axis;
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::dim::Dim;
use crate::shape::layout::Layout;
use crate::shape::{Shape, known_shape};
use crate::transform::stack;
use smallvec::smallvec;

/// Every stretch of `size` neighbours along `axis`, along a new last axis.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    pub(crate) axis: usize,
    pub(crate) size: usize,
}

/// `y_i = Σ_j x_(i+j) k_j` along the last axis, for every place where the kernel `k` lies inside `x`. Axes in
/// front are alike in both.
#[derive(Clone, Debug)]
pub(crate) struct Correlate;

/// The windows of a size along an axis.
pub(crate) fn windows(x: &Array, axis: usize, size: usize) -> Result<Array> {
    stack::bind_one(&Windows { axis, size }, &[x])
}

/// Sums of products with the windows along the last axis.
pub(crate) fn correlate(x: &Array, kernel: &Array) -> Result<Array> {
    stack::bind_one(&Correlate, &[x, kernel])
}

/// The number of windows of a size in `n` elements.
fn window_count(op: &'static str, n: Dim, size: Dim) -> Result<Dim> {
    match (n.known(), size.known()) {
        (Some(n), Some(size)) if n < size => Err(Error::value(
            op,
            format!("a window of {size} elements does not fit into {n}"),
        )),
        (Some(n), Some(size)) => Ok(Dim::from(n + 1 - size)),
        _ => Ok(n + Dim::from(1) - size),
    }
}

/// The view of [`Windows`].
fn view(x: &Dense, axis: usize, size: usize) -> Dense {
    let (mut shape, mut strides) = (Shape::from_slice(x.shape()), x.strides());
    shape[axis] = shape[axis] + 1 - size;
    shape.push(size);
    strides.push(strides[axis]);
    x.with_layout(Layout::new(shape, strides, x.layout().offset()))
}

impl Primitive for Windows {
    fn name(&self) -> &'static str {
        "sliding_window_view"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        if self.axis >= x.ndim() {
            return Err(Error::axis_out_of_range(
                self.name(),
                self.axis as isize,
                x.ndim(),
            ));
        }
        let mut shape = x.shape.clone();
        let size = Dim::from(self.size);
        shape[self.axis] = window_count(self.name(), shape[self.axis], size)?;
        shape.push(size);
        Ok(smallvec![Aval::new(shape, x.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        Ok(smallvec![view(inputs[0], self.axis, self.size)])
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

impl ShiftAxes for Windows {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Windows {
            axis: self.axis + 1,
            size: self.size,
        }
        .share()
    }
}

impl Transpose for Windows {
    /// An element gets the sum of its places in all windows.
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let shape = known_shape(self.name(), &values.input_aval(0).shape).or_raise();
        self.overlap_add(ct, &shape).or_raise()
    }
}

impl Windows {
    /// Adds up shifted parts of `ct`: one per place in a window, or one per window, whichever are fewer.
    fn overlap_add(&self, ct: &Array, shape: &[usize]) -> Result<Array> {
        let (axis, last, n) = (self.axis, ct.ndim() - 1, shape[self.axis]);
        let count = ct.shape()[axis];
        let mut total = np::zeros((shape, ct.dtype()));
        for part in 0..count.min(self.size) {
            let piece = if self.size <= count {
                slice_axis(ct, last, part, part + 1)?
            } else {
                move_axis(&slice_axis(ct, axis, part, part + 1)?, last, axis)?
            };
            let mut part_shape = Shape::from_slice(shape);
            part_shape[axis] = count.max(self.size);
            let piece = reshape(&piece, &part_shape)?;
            let (mut low, mut high) = (vec![0; last], vec![0; last]);
            low[axis] = part as isize;
            high[axis] = (n - part_shape[axis] - part) as isize;
            total = np::add(total, pad_zeros(&piece, &low, &high, &vec![0; last])?);
        }
        Ok(total)
    }
}

impl Primitive for Correlate {
    fn name(&self) -> &'static str {
        "correlate"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (x, kernel) = (&inputs[0], &inputs[1]);
        if x.dtype != kernel.dtype {
            return Err(Error::dtypes_differ(self.name(), x.dtype, kernel.dtype));
        }
        if x.ndim() == 0 || x.ndim() != kernel.ndim() {
            return Err(Error::shape(
                self.name(),
                format!(
                    "shapes {} and {} have other numbers of axes",
                    x.shape_text(),
                    kernel.shape_text()
                ),
            ));
        }
        let last = x.ndim() - 1;
        for (&a, &b) in x.shape[..last].iter().zip(&kernel.shape) {
            match a.equals(b) {
                Some(true) => {}
                Some(false) => {
                    return Err(Error::shape(
                        self.name(),
                        format!(
                            "shapes {} and {} differ before the last axis",
                            x.shape_text(),
                            kernel.shape_text()
                        ),
                    ));
                }
                None => return Err(Error::undecided(self.name(), a, b)),
            }
        }
        let mut shape = x.shape.clone();
        shape[last] = window_count(self.name(), shape[last], kernel.shape[last])?;
        if kernel.shape[last].known() == Some(0) {
            return Err(Error::value(self.name(), "the kernel has no elements"));
        }
        Ok(smallvec![Aval::new(shape, x.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let out = self.infer(&avals_of(inputs))?;
        let shape = known_shape(self.name(), &out[0].shape)?;
        let (x, kernel) = (inputs[0], inputs[1]);
        let mut out = Dense::uninit(self.name(), x.dtype(), &shape)?;
        let last = shape.len() - 1;
        if last == 0 {
            correlate_line(x, kernel, &mut out);
            return Ok(smallvec![out]);
        }
        let rows: usize = shape[..last].iter().product();
        for row in 0..rows {
            let mut line = Dense::uninit(self.name(), x.dtype(), &shape[last..])?;
            correlate_line(&line_of(x, row), &line_of(kernel, row), &mut line);
            kernels::copy::copy_into_region(&line, &mut out, row * shape[last], &[1]);
        }
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Bilinear(self)
    }

    fn saves(&self, wrt: Mask) -> Saves {
        Saves::inputs(
            Mask::only(1)
                .when(wrt.contains(0))
                .or(Mask::only(0).when(wrt.contains(1))),
        )
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

/// One line: a product of the matrix of windows, which is a view, with the kernel.
fn correlate_line(x: &Dense, kernel: &Dense, out: &mut Dense) {
    let product = Dot {
        contract: (smallvec![1], smallvec![0]),
        batch: (smallvec![], smallvec![]),
    };
    let windows = view(x, 0, kernel.shape()[0]);
    kernels::gemm::dot(&windows, kernel, &product, out);
}

/// Line number `row`, in C order, along the last axis.
fn line_of(x: &Dense, row: usize) -> Dense {
    let (shape, strides) = (x.shape(), x.strides());
    let last = shape.len() - 1;
    let (mut rest, mut offset) = (row, x.layout().offset() as isize);
    for axis in (0..last).rev() {
        offset += (rest % shape[axis]) as isize * strides[axis];
        rest /= shape[axis];
    }
    let layout = Layout::new(
        smallvec![shape[last]],
        smallvec![strides[last]],
        offset as usize,
    );
    x.with_layout(layout)
}

/// The op works on the last axis, so an axis in front changes nothing.
impl ShiftAxes for Correlate {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Correlate.share()
    }
}

impl Transpose for Correlate {
    fn transpose(&self, position: usize, ct: &Array, values: &Values) -> Array {
        let other = conjugate(values.input(1 - position));
        let last = ct.ndim() - 1;
        if position == 1 {
            // Σ_i x_(i+j) ct_i: the cotangent is the kernel.
            return correlate(&other, ct).or_raise();
        }
        // Σ_j ct_(p-j) k_j: the kernel runs backwards and over both ends.
        let mut ends = vec![0; ct.ndim()];
        ends[last] = other.shape()[last] as isize - 1;
        pad_zeros(ct, &ends, &ends, &vec![0; ct.ndim()])
            .and_then(|wide| correlate(&wide, &flip(&other, &[last])?))
            .or_raise()
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records;
    use crate::dtype::DType;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn window_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], usize, usize)] = &[
            (&[5], 0, 1),
            (&[5], 0, 2),
            (&[5], 0, 4),
            (&[5], 0, 5),
            (&[4], 0, 0),
            (&[0], 0, 0),
            (&[0, 3], 1, 2),
            (&[2, 4], 0, 2),
            (&[2, 4], 1, 3),
            (&[2, 3, 2], 1, 2),
            (&[2, 1, 3, 2], 2, 3),
        ];
        let call = |&(shape, axis, size): &(&[usize], usize, usize)| Sample {
            primitive: Windows { axis, size }.share(),
            inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
        };
        CASES.iter().map(call).collect()
    }

    fn window_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Windows = for_records::parameters(sample);
        let x = &inputs[0];
        let mut shape = x.shape.clone();
        shape[op.axis] = shape[op.axis] + 1 - op.size;
        shape.push(op.size);
        vec![SlowArray::from_fn(&shape, |index| {
            let (place, mut at) = (index[x.shape.len()], index[..x.shape.len()].to_vec());
            at[op.axis] += place;
            x.get(&at)
        })]
    }

    fn correlate_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], usize)] = &[
            (&[1], 1),
            (&[5], 1),
            (&[5], 3),
            (&[5], 5),
            (&[40], 17),
            (&[2, 4], 2),
            (&[0, 4], 2),
            (&[2, 2, 3], 3),
            (&[2, 1, 2, 4], 2),
        ];
        let call = |&(shape, size): &(&[usize], usize)| {
            let mut kernel = shape.to_vec();
            kernel[shape.len() - 1] = size;
            Sample {
                primitive: Correlate.share(),
                inputs: vec![
                    samples.array(dtype, shape, 0.0, 2.0),
                    samples.array(dtype, &kernel, 0.0, 2.0),
                ],
            }
        };
        CASES.iter().map(call).collect()
    }

    fn correlate_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let (x, kernel) = (&inputs[0], &inputs[1]);
        let dtype = sample.inputs[0].dtype();
        let last = x.shape.len() - 1;
        let mut shape = x.shape.clone();
        shape[last] = shape[last] + 1 - kernel.shape[last];
        vec![SlowArray::from_fn(&shape, |index| {
            let mut total = Complex::new(0.0, 0.0);
            for j in 0..kernel.shape[last] {
                let (mut at_x, mut at_kernel) = (index.to_vec(), index.to_vec());
                at_x[last] += j;
                at_kernel[last] = j;
                total += x.get(&at_x) * kernel.get(&at_kernel);
            }
            if dtype.is_bool() {
                return Complex::new(total.re.min(1.0), 0.0);
            }
            for_records::wrapped(total, dtype)
        })]
    }

    vec![
        OpRecord {
            primitive: "Windows",
            dtypes: &DType::ALL,
            samples: window_samples,
            reference: window_reference,
            ulps: 0.0,
            skips: &[],
        },
        OpRecord {
            primitive: "Correlate",
            dtypes: &DType::ALL,
            samples: correlate_samples,
            reference: correlate_reference,
            ulps: 16.0,
            skips: &[],
        },
    ]
}
