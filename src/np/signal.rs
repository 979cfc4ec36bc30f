//! Convolution, correlation, phase unwrapping, sliding windows, and the window functions that taper a signal.
//!
//! Convolution and correlation multiply directly, so integers are exact and floats as good as a dot product; the time
//! is the product of the lengths. For long kernels multiply spectra, as the book's chapter on Fourier transforms shows.

use super::args::{ShapeArg, promote};
use super::{
    Axes, Diff, absolute, cos, diff_with, equal, greater, less, logical_and, remainder, where_,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::create::iota;
use crate::primitives::flip::flip;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reduce::conjugate;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::primitives::windows::{correlate as correlate_op, windows};
use crate::shape::axes::normalize_axis;

/// Which part of a convolution or correlation is wanted (numpy: `mode=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// Every place where the signals touch: `n + m - 1` results.
    Full,
    /// As many as the longer signal has, from the middle of the full ones.
    Same,
    /// Only places where the shorter signal lies inside the longer: `n - m + 1` results.
    Valid,
}

/// A signal as one axis.
fn line(op: &'static str, x: &Array) -> Result<Array> {
    if x.ndim() > 1 {
        return Err(Error::shape(
            op,
            format!("signals have one axis, not shape {:?}", x.shape()),
        ));
    }
    if x.is_empty() {
        return Err(Error::value(op, "a signal has no elements"));
    }
    reshape(x, &[x.len()])
}

/// Two signals on their common dtype; 16-bit floats are widened for the sums. Also the dtype of the result.
fn signals(op: &'static str, a: Operand<'_>, v: Operand<'_>) -> Result<(Array, Array, DType)> {
    let [a, v] = promote(op, [a, v])?;
    let result = a.dtype();
    let compute = match result {
        DType::F16 | DType::BF16 => DType::F32,
        dtype => dtype,
    };
    let prepare = |x: &Array| cast(&line(op, x)?, compute);
    Ok((prepare(&a)?, prepare(&v)?, result))
}

/// Sums of products of the shorter `kernel` with the stretches of `x` under it.
fn slide(x: &Array, kernel: &Array, part: Overlap) -> Result<Array> {
    let m = kernel.len() as isize;
    let (low, high) = match part {
        Overlap::Full => (m - 1, m - 1),
        Overlap::Same => (m / 2, m - m / 2 - 1),
        Overlap::Valid => (0, 0),
    };
    correlate_op(&pad_zeros(x, &[low], &[high], &[0])?, kernel)
}

/// The convolution of two signals with one axis, `y_k = Σ_i a_i v_(k-i)` (numpy: `convolve`, where `mode` is
/// `"full"` by default). The two may be exchanged.
///
/// Computed directly; differentiates with respect to both.
///
/// # Panics
/// If a signal has more than one axis, or no elements.
///
/// # Examples
/// ```
/// use numtape::{np::Overlap, prelude::*};
/// let y = np::convolve([1, 2, 3], [0, 1, 5], Overlap::Full);
/// assert_eq!(y.to_vec::<i32>().unwrap(), [0, 1, 7, 13, 15]);
/// ```
#[track_caller]
pub fn convolve<'a, 'b>(a: impl IntoArray<'a>, v: impl IntoArray<'b>, part: Overlap) -> Array {
    convolve_op("convolve", a.into_operand(), v.into_operand(), part).or_raise()
}

pub(super) fn convolve_op(
    op: &'static str,
    a: Operand<'_>,
    v: Operand<'_>,
    part: Overlap,
) -> Result<Array> {
    let (a, v, result) = signals(op, a, v)?;
    let (x, kernel) = if v.len() > a.len() { (v, a) } else { (a, v) };
    cast(&slide(&x, &flip(&kernel, &[0])?, part)?, result)
}

/// The correlation of two signals with one axis, `y_k = Σ_i a_(i+k) conj(v_i)` (numpy: `correlate`, where
/// `mode` is `"valid"` by default).
///
/// Computed directly; differentiates with respect to both.
///
/// # Panics
/// If a signal has more than one axis, or no elements.
///
/// # Examples
/// ```
/// use numtape::{np::Overlap, prelude::*};
/// let y = np::correlate([1, 2, 3], [0, 1, 5], Overlap::Same);
/// assert_eq!(y.to_vec::<i32>().unwrap(), [11, 17, 3]);
/// ```
#[track_caller]
pub fn correlate<'a, 'b>(a: impl IntoArray<'a>, v: impl IntoArray<'b>, part: Overlap) -> Array {
    correlate_signals(a.into_operand(), v.into_operand(), part).or_raise()
}

fn correlate_signals(a: Operand<'_>, v: Operand<'_>, part: Overlap) -> Result<Array> {
    const OP: &str = "correlate";
    let (a, v) = (a.into_array(), v.into_array());
    if a.ndim() == 0 || v.ndim() == 0 {
        return Err(Error::shape(OP, "a 0-d array is no signal"));
    }
    let (a, v, result) = signals(OP, Operand::Owned(a), Operand::Owned(v))?;
    let v = conjugate(&v);
    let y = if v.len() > a.len() {
        flip(&slide(&v, &a, part)?, &[0])?
    } else {
        slide(&a, &v, part)?
    };
    cast(&y, result)
}

/// All windows of a shape that slide over the given axes, `..` for all, as new last axes (numpy:
/// `lib.stride_tricks.sliding_window_view`). An axis may be named twice. A view, which costs nothing.
///
/// # Panics
/// If the numbers of sizes and axes differ, or a window is larger than its axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let means = np::sliding_window_view([1.0, 2.0, 6.0, 4.0], 2, ..).mean(-1);
/// assert_eq!(means.to_vec::<f64>().unwrap(), [1.5, 4.0, 5.0]);
/// ```
#[track_caller]
pub fn sliding_window_view<'a>(
    x: impl IntoArray<'a>,
    window: impl Into<ShapeArg>,
    axes: impl Into<Axes>,
) -> Array {
    sliding_op(x.into_array(), &window.into().0, &axes.into()).or_raise()
}

fn sliding_op(x: Array, window: &[usize], axes: &Axes) -> Result<Array> {
    const OP: &str = "sliding_window_view";
    let axes: Vec<isize> = match &axes.0 {
        None => (0..x.ndim() as isize).collect(),
        Some(axes) => axes.to_vec(),
    };
    if axes.len() != window.len() {
        return Err(Error::axis(
            OP,
            format!("{} sizes for {} axes", window.len(), axes.len()),
        ));
    }
    let ndim = x.ndim();
    axes.iter().zip(window).try_fold(x, |x, (&axis, &size)| {
        windows(&x, normalize_axis(OP, axis, ndim)?, size)
    })
}

/// Options of [`unwrap_with`].
///
/// # Examples
/// ```
/// use numtape::{np::Unwrap, prelude::*};
/// let degrees = np::unwrap_with([350.0, 10.0], Unwrap { period: 360.0.into(), ..Unwrap::default() });
/// assert_eq!(degrees.to_vec::<f64>().unwrap(), [350.0, 370.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unwrap {
    /// The smallest jump that is taken for a wrap; half a period by default, which is also the least.
    pub discont: Option<f64>,
    /// The axis, the last by default.
    pub axis: isize,
    /// The size of a wrap, 2π by default; an integer keeps integers.
    pub period: Scalar,
}

impl Default for Unwrap {
    fn default() -> Self {
        Unwrap {
            discont: None,
            axis: -1,
            period: Scalar::Float(std::f64::consts::TAU),
        }
    }
}

/// Phases along the last axis without jumps of more than π: multiples of 2π are added (numpy: `unwrap`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let phase = np::unwrap([3.0, -3.0, -2.0]);
/// assert!(np::allclose(phase, [3.0, 2.0 * np::PI - 3.0, 2.0 * np::PI - 2.0]));
/// ```
#[track_caller]
pub fn unwrap<'a>(phase: impl IntoArray<'a>) -> Array {
    unwrap_with(phase, Unwrap::default())
}

/// [`unwrap`] with a least jump, an axis and a period.
///
/// # Examples
/// ```
/// use numtape::{np::Unwrap, prelude::*};
/// let x = np::unwrap_with([0, 1, 2, -1, 0], Unwrap { period: 4.into(), ..Unwrap::default() });
/// assert_eq!(x.to_vec::<i32>().unwrap(), [0, 1, 2, 3, 4]);
/// ```
#[track_caller]
pub fn unwrap_with<'a>(phase: impl IntoArray<'a>, options: Unwrap) -> Array {
    unwrap_op(&phase.into_array(), options).or_raise()
}

fn unwrap_op(p: &Array, options: Unwrap) -> Result<Array> {
    let axis = normalize_axis("unwrap", options.axis, p.ndim())?;
    let step = diff_with(
        p,
        Diff {
            axis: axis as isize,
            ..Diff::default()
        },
    );
    let dtype = options.period.promote_with(step.dtype());
    let half = options.period.as_f64() / 2.0;
    // Half of an odd integer is rounded down, and then no step lies in the middle between two.
    let (half, middle_exists) = if dtype.is_integer() {
        let period = options.period.as_i128();
        (Scalar::Int(period.div_euclid(2)), period % 2 == 0)
    } else {
        (Scalar::Float(half), true)
    };
    let low = match half {
        Scalar::Int(half) => Scalar::Int(-half),
        other => Scalar::Float(-other.as_f64()),
    };
    let mut wrapped = remainder(super::subtract(&step, low), options.period) + low;
    if middle_exists {
        // A step of exactly half a period keeps its sign.
        let is_up = logical_and(equal(&wrapped, low), greater(&step, 0));
        wrapped = where_(is_up, half, &wrapped);
    }
    let correction = super::subtract(wrapped, &step);
    let least = options.discont.unwrap_or(options.period.as_f64() / 2.0);
    let correction = where_(less(absolute(&step), least), 0, &correction);
    let size = p.shape()[axis];
    let first = cast(&slice_axis(p, axis, 0, size.min(1))?, dtype)?;
    let others = slice_axis(p, axis, size.min(1), size)?;
    let total = super::cumsum(&correction, axis as isize);
    let others = cast(&super::add(&others, &total), dtype)?;
    concat(&[&first, &others], axis)
}

/// A window of `n` points from its values at the places `k = 1-n, 3-n, …, n-1`, given with `n - 1`.
fn window(n: usize, value: impl FnOnce(Array, f64) -> Array) -> Array {
    if n < 2 {
        return super::ones([n]);
    }
    let k = iota(&[n], DType::F64, 0).or_raise() * 2.0 - (n as f64 - 1.0);
    value(k, n as f64 - 1.0)
}

/// The triangle that is 0 at both ends (numpy: `bartlett`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::bartlett(5).to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0, 0.5, 0.0]);
/// ```
#[track_caller]
pub fn bartlett(n: usize) -> Array {
    window(n, |k, last| {
        let slope = &k / last;
        where_(super::less_equal(&k, 0.0), 1.0 + &slope, 1.0 - &slope)
    })
}

/// The window of Blackman, with three cosines (numpy: `blackman`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose(np::blackman(3), [0.0, 1.0, 0.0]));
/// ```
#[track_caller]
pub fn blackman(n: usize) -> Array {
    let pi = std::f64::consts::PI;
    window(n, |k, last| {
        0.42 + 0.5 * cos(pi * &k / last) + 0.08 * cos(2.0 * pi * &k / last)
    })
}

/// The cosine window of Hamming, which does not reach 0 (numpy: `hamming`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose(np::hamming(3), [0.08, 1.0, 0.08]));
/// ```
#[track_caller]
pub fn hamming(n: usize) -> Array {
    window(n, |k, last| {
        0.54 + 0.46 * cos(std::f64::consts::PI * &k / last)
    })
}

/// The window of Kaiser, whose `beta` trades the width of the main lobe for the height of the others (numpy: `kaiser`).
/// Differentiable by `beta`, a number.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose(np::kaiser(3, 14.0), [7.72686684e-06, 1.0, 7.72686684e-06]));
/// ```
#[track_caller]
pub fn kaiser<'a>(n: usize, beta: impl IntoArray<'a>) -> Array {
    let beta = beta.into_array().astype(DType::F64);
    window(n, |k, last| {
        let place = super::sqrt(1.0 - super::square(k / last));
        super::i0(&beta * place) / super::i0(&beta)
    })
}

/// The cosine window of von Hann, 0 at both ends (numpy: `hanning`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose(np::hanning(5), [0.0, 0.5, 1.0, 0.5, 0.0]));
/// ```
#[track_caller]
pub fn hanning(n: usize) -> Array {
    window(n, |k, last| {
        0.5 + 0.5 * cos(std::f64::consts::PI * &k / last)
    })
}
