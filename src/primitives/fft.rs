//! Discrete Fourier transforms along one axis: complex, real to half a spectrum, and back.
//!
//! All three are linear, and their transposes are each other: that of the complex transform runs in the
//! other direction, those of the real ones weigh the terms that stand for two. Lengths, norms and several
//! axes as numpy has them are composition in `np::fft`; the loops are in `kernels::fft`.

use super::class::{Batching, Diff, ShiftAxes, Transpose, Values};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::pad::pad;
use crate::shape::dim::Dim;
use crate::shape::known_shape;
use crate::transform::stack;
use smallvec::smallvec;

/// What a transform of length `n` is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scaling {
    /// Nothing.
    One,
    /// `1/√n`, which makes the transform unitary.
    Root,
    /// `1/n`.
    Length,
}

impl Scaling {
    fn factor(self, n: usize) -> f64 {
        match self {
            Scaling::One => 1.0,
            Scaling::Root => 1.0 / (n as f64).sqrt(),
            Scaling::Length => 1.0 / n as f64,
        }
    }
}

/// The transform of complex numbers, with a negative exponent unless `inverse`.
#[derive(Clone, Debug)]
pub(crate) struct Fft {
    pub(crate) axis: usize,
    pub(crate) inverse: bool,
    pub(crate) scaling: Scaling,
}

/// The transform of `n` real numbers with a negative exponent: the first `n/2 + 1` terms.
#[derive(Clone, Debug)]
pub(crate) struct RealFft {
    pub(crate) axis: usize,
    pub(crate) scaling: Scaling,
}

/// The transform with a positive exponent of a Hermitian sequence, given by its first half: `2(m - 1)` real
/// numbers from `m` terms, one more if `odd`. Imaginary parts of terms that stand for one are not read.
#[derive(Clone, Debug)]
pub(crate) struct HermitianFft {
    pub(crate) axis: usize,
    pub(crate) odd: bool,
    pub(crate) scaling: Scaling,
}

/// The complex transform of `x` along an axis.
pub(crate) fn fft(x: &Array, axis: usize, inverse: bool, scaling: Scaling) -> Result<Array> {
    let primitive = Fft {
        axis,
        inverse,
        scaling,
    };
    stack::bind_one(&primitive, &[x])
}

/// Half of the spectrum of real numbers along an axis.
pub(crate) fn real_fft(x: &Array, axis: usize, scaling: Scaling) -> Result<Array> {
    stack::bind_one(&RealFft { axis, scaling }, &[x])
}

/// Real numbers from half of their spectrum along an axis; an odd number of them if `odd`.
pub(crate) fn hermitian_fft(x: &Array, axis: usize, odd: bool, scaling: Scaling) -> Result<Array> {
    let primitive = HermitianFft { axis, odd, scaling };
    stack::bind_one(&primitive, &[x])
}

/// The error of a transform of nothing.
pub(crate) fn no_points(op: &'static str, n: impl std::fmt::Display) -> Error {
    Error::value(op, format!("{n} is no number of points to transform"))
        .hinted("a transform needs at least one point along its axis")
}

/// The input's size along the axis, if the input is one that the op accepts.
fn check(op: &'static str, inputs: &[Aval], axis: usize, complex: bool) -> Result<Dim> {
    let x = &inputs[0];
    if axis >= x.ndim() {
        return Err(Error::axis_out_of_range(op, axis as isize, x.ndim()));
    }
    let (fits, wanted) = if complex {
        (x.dtype.is_complex(), "complex dtypes")
    } else {
        (matches!(x.dtype, DType::F32 | DType::F64), "f32 and f64")
    };
    if !fits {
        return Err(Error::unsupported_dtype(op, "x", x.dtype, wanted));
    }
    Ok(x.shape[axis])
}

/// The aval of the input with another size along the axis and another dtype.
fn resized(op: &'static str, input: &Aval, axis: usize, n: Dim, dtype: DType) -> Result<Avals> {
    if n.known() == Some(0) {
        return Err(no_points(op, 0));
    }
    let mut shape = input.shape.clone();
    shape[axis] = n;
    Ok(smallvec![Aval::new(shape, dtype)])
}

fn output(primitive: &dyn Primitive, inputs: &[&Dense]) -> Result<Dense> {
    let out = primitive.infer(&avals_of(inputs))?;
    let shape = known_shape(primitive.name(), &out[0].shape)?;
    Dense::uninit(primitive.name(), out[0].dtype, &shape)
}

impl Primitive for Fft {
    fn name(&self) -> &'static str {
        if self.inverse { "ifft" } else { "fft" }
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let n = check(self.name(), inputs, self.axis, true)?;
        resized(self.name(), &inputs[0], self.axis, n, inputs[0].dtype)
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = output(self, inputs)?;
        let scale = self.scaling.factor(out.shape()[self.axis]);
        kernels::fft::complex(inputs[0], self.axis, self.inverse, scale, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl Primitive for RealFft {
    fn name(&self) -> &'static str {
        "rfft"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let n = check(self.name(), inputs, self.axis, false)?;
        if n.known() == Some(0) {
            return Err(no_points(self.name(), 0));
        }
        let dtype = match inputs[0].dtype {
            DType::F32 => DType::C64,
            _ => DType::C128,
        };
        let half = n.floor_div(2) + Dim::from(1);
        resized(self.name(), &inputs[0], self.axis, half, dtype)
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = output(self, inputs)?;
        let scale = self.scaling.factor(inputs[0].shape()[self.axis]);
        kernels::fft::real_to_complex(inputs[0], self.axis, scale, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl Primitive for HermitianFft {
    fn name(&self) -> &'static str {
        "irfft"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let half = check(self.name(), inputs, self.axis, true)?;
        if half.known() == Some(0) {
            return Err(no_points(self.name(), -2));
        }
        let odd = Dim::from(usize::from(self.odd));
        let n = (half - Dim::from(1)) * Dim::from(2) + odd;
        let dtype = inputs[0].dtype.real_part();
        resized(self.name(), &inputs[0], self.axis, n, dtype)
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = output(self, inputs)?;
        let scale = self.scaling.factor(out.shape()[self.axis]);
        kernels::fft::complex_to_real(inputs[0], self.axis, scale, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl ShiftAxes for Fft {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Fft {
            axis: self.axis + 1,
            ..self.clone()
        }
        .share()
    }
}

impl ShiftAxes for RealFft {
    fn shifted(&self, _size: Dim) -> PrimRef {
        RealFft {
            axis: self.axis + 1,
            ..self.clone()
        }
        .share()
    }
}

impl ShiftAxes for HermitianFft {
    fn shifted(&self, _size: Dim) -> PrimRef {
        HermitianFft {
            axis: self.axis + 1,
            ..self.clone()
        }
        .share()
    }
}

impl Transpose for Fft {
    /// The matrix is symmetric, so its adjoint is its conjugate: the other direction.
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        fft(ct, self.axis, !self.inverse, self.scaling).or_raise()
    }
}

impl Transpose for RealFft {
    /// The real part of the adjoint of the first rows. The transform back counts each term that stands for
    /// two twice, so these are halved.
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let shape = known_shape(self.name(), &values.input_aval(0).shape).or_raise();
        let n = shape[self.axis];
        let halved = weigh_inner_terms(ct, self.axis, n, 0.5);
        hermitian_fft(&halved, self.axis, n % 2 == 1, self.scaling).or_raise()
    }
}

impl Transpose for HermitianFft {
    /// Each inner term goes into two sums of the transform.
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        let n = ct.shape()[self.axis];
        let half = real_fft(ct, self.axis, self.scaling).or_raise();
        weigh_inner_terms(&half, self.axis, n, 2.0)
    }
}

/// Half a spectrum of `n` points with a weight on all terms but the first and, if `n` is even, the last:
/// the terms whose conjugates are in the other half.
fn weigh_inner_terms(half: &Array, axis: usize, n: usize, weight: f64) -> Array {
    let count = half.shape()[axis];
    let last = usize::from(n.is_multiple_of(2));
    let dtype = half.dtype();
    let mut shape = vec![1; half.ndim()];
    if count <= 1 + last {
        return half.clone();
    }
    shape[axis] = count - 1 - last;
    let inner = np::full((shape, dtype), weight);
    let (mut low, mut high) = (vec![0; half.ndim()], vec![0; half.ndim()]);
    (low[axis], high[axis]) = (1, last as isize);
    let one = scalar_array(Scalar::Int(1), dtype);
    let weights = pad(&inner, &one, &low, &high, &vec![0; half.ndim()]).or_raise();
    np::multiply(half, &weights)
}

#[cfg(feature = "testing")]
pub(crate) use checks::records;

/// The records, with the definition of the transforms as their reference.
#[cfg(feature = "testing")]
mod checks {
    use super::*;
    use crate::primitives::reduce::for_records;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    const COMPLEX: &[DType] = &[DType::C64, DType::C128];
    const SCALINGS: [Scaling; 3] = [Scaling::One, Scaling::Root, Scaling::Length];
    const CASES: &[(&[usize], usize)] = &[
        (&[1], 0),
        (&[2], 0),
        (&[3], 0),
        (&[4], 0),
        (&[5], 0),
        (&[8], 0),
        (&[17], 0),
        (&[36], 0),
        (&[97], 0),
        (&[0, 3], 1),
        (&[3, 0], 0),
        (&[2, 3], 0),
        (&[2, 6], 1),
        (&[5, 19], 0),
        (&[3, 4, 2], 1),
        (&[2, 7, 3], 1),
        (&[2, 1, 3, 4], 2),
        (&[2, 1, 3, 4], 3),
    ];
    const SKIPS: &[(Check, &str)] = &[(
        Check::SmallElements,
        "every sum runs over the whole line, so errors are compared with the largest element",
    )];

    /// `scale · Σ_j w_j x_j exp(sign·2πi·jk/n)` for k in `0..count`, j over the input's own elements.
    fn sums(
        x: &SlowArray,
        axis: usize,
        (n, count): (usize, usize),
        sign: f64,
        scaling: Scaling,
        term: impl Fn(usize, Complex<f64>, Complex<f64>) -> Complex<f64>,
    ) -> SlowArray {
        let mut shape = x.shape.clone();
        shape[axis] = count;
        SlowArray::from_fn(&shape, |index| {
            let mut at = index.to_vec();
            let mut total = Complex::new(0.0, 0.0);
            for j in 0..x.shape[axis] {
                at[axis] = j;
                // The product is reduced first: angles of many turns lose digits.
                let turn = (j * index[axis] % n) as f64 / n as f64;
                let root = Complex::cis(sign * std::f64::consts::TAU * turn);
                total += term(j, x.get(&at), root);
            }
            total * scaling.factor(n)
        })
    }

    fn complex_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let mut calls = Vec::new();
        for (i, &(shape, axis)) in CASES.iter().enumerate() {
            for inverse in [false, true] {
                let primitive = Fft {
                    axis,
                    inverse,
                    scaling: SCALINGS[(i + usize::from(inverse)) % 3],
                };
                calls.push(Sample {
                    primitive: primitive.share(),
                    inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
                });
            }
        }
        calls
    }

    fn complex_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Fft = for_records::parameters(sample);
        let n = inputs[0].shape[op.axis];
        let sign = if op.inverse { 1.0 } else { -1.0 };
        vec![sums(
            &inputs[0],
            op.axis,
            (n, n),
            sign,
            op.scaling,
            |_, x, root| x * root,
        )]
    }

    fn real_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let call = |(i, &(shape, axis)): (usize, &(&[usize], usize))| Sample {
            primitive: RealFft {
                axis,
                scaling: SCALINGS[i % 3],
            }
            .share(),
            inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
        };
        CASES.iter().enumerate().map(call).collect()
    }

    fn real_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &RealFft = for_records::parameters(sample);
        let n = inputs[0].shape[op.axis];
        vec![sums(
            &inputs[0],
            op.axis,
            (n, n / 2 + 1),
            -1.0,
            op.scaling,
            |_, x, root| x * root,
        )]
    }

    fn hermitian_samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let mut calls = Vec::new();
        for (i, &(shape, axis)) in CASES.iter().enumerate() {
            for odd in [false, true] {
                if shape[axis] == 1 && !odd {
                    continue;
                }
                let primitive = HermitianFft {
                    axis,
                    odd,
                    scaling: SCALINGS[(i + usize::from(odd)) % 3],
                };
                calls.push(Sample {
                    primitive: primitive.share(),
                    inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
                });
            }
        }
        calls
    }

    fn hermitian_reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &HermitianFft = for_records::parameters(sample);
        let n = 2 * (inputs[0].shape[op.axis] - 1) + usize::from(op.odd);
        vec![sums(
            &inputs[0],
            op.axis,
            (n, n),
            1.0,
            op.scaling,
            |j, x, root| {
                if j == 0 || 2 * j == n {
                    Complex::new(x.re * root.re, 0.0)
                } else {
                    Complex::new(2.0 * (x * root).re, 0.0)
                }
            },
        )]
    }

    pub(crate) fn records() -> Vec<OpRecord> {
        let record = |primitive, dtypes, samples, reference| OpRecord {
            primitive,
            dtypes,
            samples,
            reference,
            ulps: 8.0,
            skips: SKIPS,
        };
        vec![
            record("Fft", COMPLEX, complex_samples, complex_reference),
            record(
                "RealFft",
                &[DType::F32, DType::F64],
                real_samples,
                real_reference,
            ),
            record(
                "HermitianFft",
                COMPLEX,
                hermitian_samples,
                hermitian_reference,
            ),
        ]
    }
}
