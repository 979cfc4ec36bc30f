//! Discrete Fourier transforms (numpy: `np.fft`), through the crate `numtape-fft`; feature `fft`.
//!
//! Along one axis, two or many; of complex numbers, of real ones to half a spectrum, and back. Each is a
//! composition of cropping or padding, a conversion and the primitives of `primitives::fft`, so it differentiates and
//! maps over batches. Single precision stays single: f32 gives c64, and so do the 16-bit floats, which are computed in
//! f32; integers and bool are computed in f64.

use super::{Axes, conj};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast_owned;
use crate::primitives::create::iota;
use crate::primitives::fft::{self, Scaling, no_points};
use crate::primitives::pad::pad_zeros;
use crate::shape::axes::normalize_axis;

/// Which of the two directions is divided by the number of points (numpy: `norm=`).
///
/// # Examples
/// ```
/// use numtape::{np::fft::{Along, Norm, fft_with}, prelude::*};
/// let y = fft_with([1.0, 1.0], Along { norm: Norm::Forward, ..Along::default() });
/// assert_eq!(np::real(y).to_vec::<f64>().unwrap(), [1.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Norm {
    /// The inverse, by n.
    #[default]
    Backward,
    /// Both, by √n: the transform keeps lengths.
    Ortho,
    /// The forward one, by n.
    Forward,
}

impl Norm {
    fn scaling(self, inverse: bool) -> Scaling {
        match (self, inverse) {
            (Norm::Backward, false) | (Norm::Forward, true) => Scaling::One,
            (Norm::Ortho, _) => Scaling::Root,
            (Norm::Backward, true) | (Norm::Forward, false) => Scaling::Length,
        }
    }

    fn swapped(self) -> Norm {
        match self {
            Norm::Backward => Norm::Forward,
            Norm::Ortho => Norm::Ortho,
            Norm::Forward => Norm::Backward,
        }
    }
}

/// Options of the transforms along one axis.
///
/// # Examples
/// ```
/// use numtape::{np::fft::{Along, rfft_with}, prelude::*};
/// let y = rfft_with(np::ones([5, 2]), Along { n: Some(8), axis: 0, ..Along::default() });
/// assert_eq!(y.shape(), [5, 2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Along {
    /// The number of points: of the input, which is cropped or padded with zeros at its end; of the output for
    /// `irfft` and `hfft`. By default all of the input, and an even number for those two.
    pub n: Option<usize>,
    /// The axis, the last by default.
    pub axis: isize,
    /// Which direction is divided.
    pub norm: Norm,
}

impl Default for Along {
    fn default() -> Self {
        Along {
            n: None,
            axis: -1,
            norm: Norm::Backward,
        }
    }
}

/// Options of the transforms along several axes.
///
/// # Examples
/// ```
/// use numtape::{np::fft::{Over, fftn_with}, prelude::*};
/// let options = Over { s: Some(vec![8, -1]), axes: Some(vec![0, 2]), ..Over::default() };
/// assert_eq!(fftn_with(np::ones([5, 2, 3]), options).shape(), [8, 2, 3]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Over {
    /// The number of points along each axis, as `n` in [`Along`]; -1 for the size that the axis has.
    pub s: Option<Vec<isize>>,
    /// The axes. By default the last two for the functions named so, else the last as many as `s` has, else
    /// all. An axis that is named twice is transformed twice.
    pub axes: Option<Vec<isize>>,
    /// Which direction is divided.
    pub norm: Norm,
}

/// The complex dtype that a transform computes in.
fn complex_of(dtype: DType) -> DType {
    match dtype {
        DType::F16 | DType::BF16 | DType::F32 | DType::C64 => DType::C64,
        _ => DType::C128,
    }
}

/// The real dtype of what an inverse real transform of an array gives.
fn real_of(dtype: DType) -> DType {
    match dtype.real_part() {
        dtype if dtype.is_float() => dtype,
        _ => DType::F64,
    }
}

/// The array with `n` elements along an axis: cropped, or with zeros behind.
fn resize(x: Array, axis: usize, n: usize) -> Result<Array> {
    if x.shape()[axis] == n {
        return Ok(x);
    }
    let (low, mut high) = (vec![0; x.ndim()], vec![0; x.ndim()]);
    high[axis] = n as isize - x.shape()[axis] as isize;
    pad_zeros(&x, &low, &high, &vec![0; x.ndim()])
}

/// What the function does along one axis: `n` is the number of points asked for.
type Transform = fn(&'static str, Array, Option<usize>, usize, Norm) -> Result<Array>;

fn complex(
    op: &'static str,
    x: Array,
    n: Option<usize>,
    axis: usize,
    norm: Norm,
    inverse: bool,
) -> Result<Array> {
    let n = n.unwrap_or(x.shape()[axis]);
    if n == 0 {
        return Err(no_points(op, n));
    }
    let dtype = complex_of(x.dtype());
    let x = cast_owned(resize(x, axis, n)?, dtype)?;
    fft::fft(&x, axis, inverse, norm.scaling(inverse))
}

fn forward(op: &'static str, x: Array, n: Option<usize>, axis: usize, norm: Norm) -> Result<Array> {
    complex(op, x, n, axis, norm, false)
}

fn inverse(op: &'static str, x: Array, n: Option<usize>, axis: usize, norm: Norm) -> Result<Array> {
    complex(op, x, n, axis, norm, true)
}

fn real_forward(
    op: &'static str,
    x: Array,
    n: Option<usize>,
    axis: usize,
    norm: Norm,
) -> Result<Array> {
    if x.dtype().is_complex() {
        return Err(
            Error::unsupported_dtype(op, "x", x.dtype(), "bool, integer and real dtypes")
                .hinted("use fft for complex numbers"),
        );
    }
    let n = n.unwrap_or(x.shape()[axis]);
    if n == 0 {
        return Err(no_points(op, n));
    }
    let dtype = complex_of(x.dtype()).real_part();
    let x = cast_owned(resize(x, axis, n)?, dtype)?;
    fft::real_fft(&x, axis, norm.scaling(false))
}

fn real_inverse(
    op: &'static str,
    x: Array,
    n: Option<usize>,
    axis: usize,
    norm: Norm,
) -> Result<Array> {
    let default = 2 * (x.shape()[axis] as isize - 1);
    let n = n.map_or(default, |n| n as isize);
    if n < 1 {
        return Err(no_points(op, n));
    }
    let (n, given) = (n as usize, x.dtype());
    let x = cast_owned(resize(x, axis, n / 2 + 1)?, complex_of(given))?;
    let y = fft::hermitian_fft(&x, axis, n % 2 == 1, norm.scaling(true))?;
    cast_owned(y, real_of(given))
}

fn hermitian_forward(
    op: &'static str,
    x: Array,
    n: Option<usize>,
    axis: usize,
    norm: Norm,
) -> Result<Array> {
    real_inverse(op, conj(x), n, axis, norm.swapped())
}

fn hermitian_inverse(
    op: &'static str,
    x: Array,
    n: Option<usize>,
    axis: usize,
    norm: Norm,
) -> Result<Array> {
    Ok(conj(real_forward(op, x, n, axis, norm.swapped())?))
}

fn along(op: &'static str, x: Array, options: Along, transform: Transform) -> Result<Array> {
    let axis = normalize_axis(op, options.axis, x.ndim())?;
    transform(op, x, options.n, axis, options.norm)
}

/// The axes of a transform over several, each with the number of points that is asked for.
fn plan(
    op: &'static str,
    x: &Array,
    options: &Over,
    default: Option<&[isize]>,
) -> Result<Vec<(usize, Option<usize>)>> {
    let ndim = x.ndim() as isize;
    let axes = match (&options.axes, default, &options.s) {
        (Some(axes), _, _) => axes.clone(),
        (None, Some(axes), _) => axes.to_vec(),
        (None, None, Some(s)) => (-(s.len() as isize)..0).collect(),
        (None, None, None) => (0..ndim).collect(),
    };
    if let Some(s) = &options.s
        && s.len() != axes.len()
    {
        return Err(Error::axis(
            op,
            format!("{} sizes for {} axes", s.len(), axes.len()),
        ));
    }
    let resolve = |(i, &axis): (usize, &isize)| {
        let axis = normalize_axis(op, axis, x.ndim())?;
        let n = match options.s.as_ref().map(|s| s[i]) {
            None => None,
            Some(-1) => Some(x.shape()[axis]),
            Some(n) => Some(usize::try_from(n).map_err(|_| no_points(op, n))?),
        };
        Ok((axis, n))
    };
    axes.iter().enumerate().map(resolve).collect()
}

/// `transform` along every axis, the last axis first.
fn over(
    op: &'static str,
    x: Array,
    options: &Over,
    default: Option<&[isize]>,
    transform: Transform,
) -> Result<Array> {
    let axes = plan(op, &x, options, default)?;
    let each = |x, &(axis, n): &(usize, Option<usize>)| transform(op, x, n, axis, options.norm);
    axes.iter().rev().try_fold(x, each)
}

/// The last axis by a real transform, then the others by complex ones from the last to the first.
fn real_over(
    op: &'static str,
    x: Array,
    options: &Over,
    default: Option<&[isize]>,
) -> Result<Array> {
    let axes = plan(op, &x, options, default)?;
    let Some((&(axis, n), others)) = axes.split_last() else {
        return Err(Error::axis(op, "there is no axis to transform"));
    };
    let half = real_forward(op, x, n, axis, options.norm)?;
    let each = |x, &(axis, n): &(usize, Option<usize>)| forward(op, x, n, axis, options.norm);
    others.iter().rev().try_fold(half, each)
}

/// The reverse of [`real_over`]: complex transforms back along all axes but the last, then a real one.
fn real_inverse_over(
    op: &'static str,
    x: Array,
    options: &Over,
    default: Option<&[isize]>,
) -> Result<Array> {
    let axes = plan(op, &x, options, default)?;
    let Some((&(axis, n), others)) = axes.split_last() else {
        return Err(Error::axis(op, "there is no axis to transform"));
    };
    let each = |x, &(axis, n): &(usize, Option<usize>)| inverse(op, x, n, axis, options.norm);
    let x = others.iter().try_fold(x, each)?;
    real_inverse(op, x, n, axis, options.norm)
}

const LAST_TWO: Option<&[isize]> = Some(&[-2, -1]);

/// The discrete Fourier transform along the last axis: `y_k = Σ_j x_j exp(-2πi·jk/n)` (numpy: `fft.fft`).
///
/// f16, bf16 and f32 give c64, all else c128. An error for no points.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let y = np::fft::fft([0.0, 1.0, 0.0, -1.0]);
/// assert_eq!(np::imag(y).to_vec::<f64>().unwrap(), [0.0, -2.0, 0.0, 2.0]);
/// ```
#[track_caller]
pub fn fft<'a>(x: impl IntoArray<'a>) -> Array {
    fft_with(x, Along::default())
}

/// [`fft`] with a number of points, an axis and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Along, prelude::*};
/// let options = Along { n: Some(8), ..Along::default() };
/// assert_eq!(np::fft::fft_with([1.0, 2.0, 3.0], options).shape(), [8]);
/// ```
#[track_caller]
pub fn fft_with<'a>(x: impl IntoArray<'a>, options: Along) -> Array {
    along("fft", x.into_array(), options, forward).or_raise()
}

/// The inverse of [`fft`]: `x_j = Σ_k y_k exp(2πi·jk/n) / n` (numpy: `fft.ifft`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fft::ifft(np::fft::fft([1.0, 2.0, 4.0, 3.0]));
/// assert!(np::allclose(np::real(x), [1.0, 2.0, 4.0, 3.0]));
/// ```
#[track_caller]
pub fn ifft<'a>(x: impl IntoArray<'a>) -> Array {
    ifft_with(x, Along::default())
}

/// [`ifft`] with a number of points, an axis and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Along, prelude::*};
/// let options = Along { n: Some(2), ..Along::default() };
/// assert_eq!(np::fft::ifft_with([1.0, 1.0, 1.0], options).shape(), [2]);
/// ```
#[track_caller]
pub fn ifft_with<'a>(x: impl IntoArray<'a>, options: Along) -> Array {
    along("ifft", x.into_array(), options, inverse).or_raise()
}

/// The first `n/2 + 1` terms of [`fft`] of real numbers; the others are their conjugates (numpy: `fft.rfft`).
///
/// Complex arrays are refused.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::rfft([1.0, 2.0, 3.0, 4.0, 5.0]).shape(), [3]);
/// ```
#[track_caller]
pub fn rfft<'a>(x: impl IntoArray<'a>) -> Array {
    rfft_with(x, Along::default())
}

/// [`rfft`] with a number of points, an axis and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Along, prelude::*};
/// let options = Along { n: Some(8), ..Along::default() };
/// assert_eq!(np::fft::rfft_with([1.0, 2.0, 3.0], options).shape(), [5]);
/// ```
#[track_caller]
pub fn rfft_with<'a>(x: impl IntoArray<'a>, options: Along) -> Array {
    along("rfft", x.into_array(), options, real_forward).or_raise()
}

/// The inverse of [`rfft`], with `2(m - 1)` numbers from `m` terms (numpy: `fft.irfft`).
///
/// An odd number of points must be asked for. The imaginary part of the first term, and of the last one of an
/// even number, is not read: nor has it a gradient.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fft::irfft(np::fft::rfft([1.0, 2.0, 4.0, 3.0]));
/// assert!(np::allclose(x, [1.0, 2.0, 4.0, 3.0]));
/// ```
#[track_caller]
pub fn irfft<'a>(x: impl IntoArray<'a>) -> Array {
    irfft_with(x, Along::default())
}

/// [`irfft`] with a number of points, an axis and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Along, prelude::*};
/// let options = Along { n: Some(5), ..Along::default() };
/// let half = np::fft::rfft([1.0, 2.0, 3.0, 4.0, 5.0]);
/// assert!(np::allclose(np::fft::irfft_with(half, options), [1.0, 2.0, 3.0, 4.0, 5.0]));
/// ```
#[track_caller]
pub fn irfft_with<'a>(x: impl IntoArray<'a>, options: Along) -> Array {
    along("irfft", x.into_array(), options, real_inverse).or_raise()
}

/// The spectrum, which is real, of a sequence given by the first half of its Hermitian whole (numpy: `fft.hfft`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let y = np::fft::hfft([1.0, 2.0, 3.0]);
/// assert!(np::allclose(y, [8.0, -2.0, 0.0, -2.0]));
/// ```
#[track_caller]
pub fn hfft<'a>(x: impl IntoArray<'a>) -> Array {
    hfft_with(x, Along::default())
}

/// [`hfft`] with a number of points, an axis and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Along, prelude::*};
/// let options = Along { n: Some(5), ..Along::default() };
/// assert_eq!(np::fft::hfft_with([1.0, 2.0, 3.0], options).shape(), [5]);
/// ```
#[track_caller]
pub fn hfft_with<'a>(x: impl IntoArray<'a>, options: Along) -> Array {
    along("hfft", x.into_array(), options, hermitian_forward).or_raise()
}

/// The inverse of [`hfft`]: half of a Hermitian sequence from its real spectrum (numpy: `fft.ihfft`).
///
/// Complex arrays are refused.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fft::ihfft([8.0, -2.0, 0.0, -2.0]);
/// assert!(np::allclose(np::real(x), [1.0, 2.0, 3.0]));
/// ```
#[track_caller]
pub fn ihfft<'a>(x: impl IntoArray<'a>) -> Array {
    ihfft_with(x, Along::default())
}

/// [`ihfft`] with a number of points, an axis and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Along, prelude::*};
/// let options = Along { n: Some(6), ..Along::default() };
/// assert_eq!(np::fft::ihfft_with([1.0, 2.0, 3.0], options).shape(), [4]);
/// ```
#[track_caller]
pub fn ihfft_with<'a>(x: impl IntoArray<'a>, options: Along) -> Array {
    along("ihfft", x.into_array(), options, hermitian_inverse).or_raise()
}

/// [`fft`] along the last two axes (numpy: `fft.fft2`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::fft2(np::ones([2, 3, 4])).shape(), [2, 3, 4]);
/// ```
#[track_caller]
pub fn fft2<'a>(x: impl IntoArray<'a>) -> Array {
    fft2_with(x, Over::default())
}

/// [`fft2`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::fft2_with(np::ones([3, 3]), options).shape(), [4, 6]);
/// ```
#[track_caller]
pub fn fft2_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    over("fft2", x.into_array(), &options, LAST_TWO, forward).or_raise()
}

/// [`ifft`] along the last two axes (numpy: `fft.ifft2`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert!(np::allclose(np::real(np::fft::ifft2(np::fft::fft2(&x))), &x));
/// ```
#[track_caller]
pub fn ifft2<'a>(x: impl IntoArray<'a>) -> Array {
    ifft2_with(x, Over::default())
}

/// [`ifft2`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::ifft2_with(np::ones([3, 3]), options).shape(), [4, 6]);
/// ```
#[track_caller]
pub fn ifft2_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    over("ifft2", x.into_array(), &options, LAST_TWO, inverse).or_raise()
}

/// [`fft`] along all axes (numpy: `fft.fftn`). A transform along no axes gives the array as it is.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let y = np::fft::fftn(np::ones([2, 2]));
/// assert_eq!(np::real(y).to_vec::<f64>().unwrap(), [4.0, 0.0, 0.0, 0.0]);
/// ```
#[track_caller]
pub fn fftn<'a>(x: impl IntoArray<'a>) -> Array {
    fftn_with(x, Over::default())
}

/// [`fftn`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::fftn_with(np::ones([3, 3]), options).shape(), [4, 6]);
/// ```
#[track_caller]
pub fn fftn_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    over("fftn", x.into_array(), &options, None, forward).or_raise()
}

/// [`ifft`] along all axes (numpy: `fft.ifftn`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let y = np::fft::ifftn([[4.0, 0.0], [0.0, 0.0]]);
/// assert_eq!(np::real(y).to_vec::<f64>().unwrap(), [1.0, 1.0, 1.0, 1.0]);
/// ```
#[track_caller]
pub fn ifftn<'a>(x: impl IntoArray<'a>) -> Array {
    ifftn_with(x, Over::default())
}

/// [`ifftn`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::ifftn_with(np::ones([3, 3]), options).shape(), [4, 6]);
/// ```
#[track_caller]
pub fn ifftn_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    over("ifftn", x.into_array(), &options, None, inverse).or_raise()
}

/// [`rfft`] along the last axis, then [`fft`] along the one before (numpy: `fft.rfft2`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::rfft2(np::ones([2, 3, 4])).shape(), [2, 3, 3]);
/// ```
#[track_caller]
pub fn rfft2<'a>(x: impl IntoArray<'a>) -> Array {
    rfft2_with(x, Over::default())
}

/// [`rfft2`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::rfft2_with(np::ones([3, 3]), options).shape(), [4, 4]);
/// ```
#[track_caller]
pub fn rfft2_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    real_over("rfft2", x.into_array(), &options, LAST_TWO).or_raise()
}

/// The inverse of [`rfft2`] (numpy: `fft.irfft2`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert!(np::allclose(np::fft::irfft2(np::fft::rfft2(&x)), &x));
/// ```
#[track_caller]
pub fn irfft2<'a>(x: impl IntoArray<'a>) -> Array {
    irfft2_with(x, Over::default())
}

/// [`irfft2`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::irfft2_with(np::ones([3, 3]), options).shape(), [4, 6]);
/// ```
#[track_caller]
pub fn irfft2_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    real_inverse_over("irfft2", x.into_array(), &options, LAST_TWO).or_raise()
}

/// [`rfft`] along the last axis, then [`fft`] along all others (numpy: `fft.rfftn`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::rfftn(np::ones([2, 3, 4])).shape(), [2, 3, 3]);
/// ```
#[track_caller]
pub fn rfftn<'a>(x: impl IntoArray<'a>) -> Array {
    rfftn_with(x, Over::default())
}

/// [`rfftn`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::rfftn_with(np::ones([3, 3]), options).shape(), [4, 4]);
/// ```
#[track_caller]
pub fn rfftn_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    real_over("rfftn", x.into_array(), &options, None).or_raise()
}

/// The inverse of [`rfftn`] (numpy: `fft.irfftn`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert!(np::allclose(np::fft::irfftn(np::fft::rfftn(&x)), &x));
/// ```
#[track_caller]
pub fn irfftn<'a>(x: impl IntoArray<'a>) -> Array {
    irfftn_with(x, Over::default())
}

/// [`irfftn`] with numbers of points, axes and a norm.
///
/// # Examples
/// ```
/// use numtape::{np::fft::Over, prelude::*};
/// let options = Over { s: Some(vec![4, 6]), axes: Some(vec![0, 1]), ..Over::default() };
/// assert_eq!(np::fft::irfftn_with(np::ones([3, 3]), options).shape(), [4, 6]);
/// ```
#[track_caller]
pub fn irfftn_with<'a>(x: impl IntoArray<'a>, options: Over) -> Array {
    real_inverse_over("irfftn", x.into_array(), &options, None).or_raise()
}

/// The frequencies of the terms of [`fft`] for `n` samples that lie `spacing` apart: `0, 1, …, -2, -1` divided by
/// `n·spacing` (numpy: `fft.fftfreq`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::fftfreq(4, 0.5).to_vec::<f64>().unwrap(), [0.0, 0.5, -1.0, -0.5]);
/// ```
#[track_caller]
pub fn fftfreq(n: usize, spacing: f64) -> Array {
    frequencies("fftfreq", n, spacing, n, n.div_ceil(2)).or_raise()
}

/// The frequencies of the terms of [`rfft`], none of them negative (numpy: `fft.rfftfreq`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::rfftfreq(4, 0.5).to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn rfftfreq(n: usize, spacing: f64) -> Array {
    frequencies("rfftfreq", n, spacing, n / 2 + 1, n / 2 + 1).or_raise()
}

/// The first `count` frequencies, of which those from `negative_from` on are counted from `n` downwards.
fn frequencies(
    op: &'static str,
    n: usize,
    spacing: f64,
    count: usize,
    negative_from: usize,
) -> Result<Array> {
    if n as f64 * spacing == 0.0 {
        return Err(Error::value(
            op,
            format!("{n} samples that lie {spacing} apart have no frequencies"),
        ));
    }
    let k = iota(&[count], DType::F64, 0)?;
    let k = super::where_(
        super::less(&k, negative_from as f64),
        &k,
        super::subtract(&k, n as f64),
    );
    Ok(super::multiply(k, 1.0 / (n as f64 * spacing)))
}

/// Moves the term of frequency 0 to the middle of the given axes, `..` for all (numpy: `fft.fftshift`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::fftshift([0, 1, 2, -2, -1], ..).to_vec::<i32>().unwrap(), [-2, -1, 0, 1, 2]);
/// ```
#[track_caller]
pub fn fftshift<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    shifted("fftshift", x.into_array(), &axes.into(), |n| n / 2).or_raise()
}

/// The inverse of [`fftshift`] (numpy: `fft.ifftshift`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fft::ifftshift([-2, -1, 0, 1, 2], ..).to_vec::<i32>().unwrap(), [0, 1, 2, -2, -1]);
/// ```
#[track_caller]
pub fn ifftshift<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    shifted("ifftshift", x.into_array(), &axes.into(), |n| -(n / 2)).or_raise()
}

fn shifted(op: &'static str, x: Array, axes: &Axes, by: fn(isize) -> isize) -> Result<Array> {
    let axes: Vec<isize> = match &axes.0 {
        None => (0..x.ndim() as isize).collect(),
        Some(axes) => axes.to_vec(),
    };
    let shift = |&axis: &isize| Ok(by(x.shape()[normalize_axis(op, axis, x.ndim())?] as isize));
    let shifts: Vec<isize> = axes.iter().map(shift).collect::<Result<_>>()?;
    Ok(super::roll(&x, shifts, axes))
}
