//! The matrix exponential, by scaling and squaring of a Padé approximant (Higham 2005).
//!
//! One degree serves all matrices of a dtype, so that a batch is one computation; only the number of squarings
//! differs. All steps are ordinary functions, which give the derivatives.

use super::matrix::{check_square, computing, finish};
use super::norm::matrix_norm;
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{OrRaise, Result};
use crate::np;
use crate::np::{add, matmul, multiply, subtract};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::linalg::solve::solve;
use crate::primitives::meta::stop_gradient;
use crate::primitives::select::select;

/// Coefficients of the numerator of degree 7, and the 1-norm up to which it is exact in f32.
const PADE_7: [f64; 8] = [
    17_297_280.0,
    8_648_640.0,
    1_995_840.0,
    277_200.0,
    25_200.0,
    1512.0,
    56.0,
    1.0,
];
const LIMIT_7: f64 = 3.925_724_783_138_66;
/// The same of degree 13 in f64.
const PADE_13: [f64; 14] = [
    64_764_752_532_480_000.0,
    32_382_376_266_240_000.0,
    7_771_770_303_897_600.0,
    1_187_353_796_428_800.0,
    129_060_195_264_000.0,
    10_559_470_521_600.0,
    670_442_572_800.0,
    33_522_128_640.0,
    1_323_241_920.0,
    40_840_800.0,
    960_960.0,
    16_380.0,
    182.0,
    1.0,
];
const LIMIT_13: f64 = 5.371_920_351_148_152;
/// Inside maps, where values are hidden, so many squarings are made; matrices that need more give NaN.
const MOST_SQUARINGS: usize = 24;

/// The exponential of each square matrix (scipy: `linalg.expm`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0.0, 1.0], [0.0, 0.0]]);
/// assert!(np::allclose(np::linalg::expm(&x), [[1.0, 1.0], [0.0, 1.0]]));
/// ```
#[track_caller]
pub fn expm<'a>(x: impl IntoArray<'a>) -> Array {
    expm_op(&x.into_array()).or_raise()
}

fn expm_op(x: &Array) -> Result<Array> {
    check_square("expm", x)?;
    let (x, result) = computing(x)?;
    if x.is_empty() {
        return finish(&x, result);
    }
    let is_single = x.dtype().real_part() == DType::F32;
    let limit = if is_single { LIMIT_7 } else { LIMIT_13 };
    let squarings = squarings(&x, limit)?;
    let scale = np::exp2(np::negative(&squarings));
    let scaled = multiply(&x, scale);
    let (odd, even) = if is_single {
        pade_7(&scaled)
    } else {
        pade_13(&scaled)
    };
    let mut y = solve(&subtract(&even, &odd), &add(&even, &odd))?;
    let most = most_squarings(&squarings);
    let one = identity(&x)?;
    for i in 0..most {
        let goes_on = np::greater(&squarings, i);
        // Where nothing is left to square, the square of the identity cannot overflow.
        let safe = select(&goes_on, &y, &one)?;
        y = select(&goes_on, &matmul(&safe, &safe), &y)?;
    }
    let nan = scalar_array(Scalar::Float(f64::NAN), y.dtype());
    finish(&select(&np::greater(&squarings, most), &nan, &y)?, result)
}

fn identity(x: &Array) -> Result<Array> {
    let n = x.shape()[x.ndim() - 1];
    broadcast_to(&np::eye(([n, n], x.dtype())), x.shape())
}

/// How often each matrix is halved, as a float with two axes of size 1; 0 for NaN.
fn squarings(x: &Array, limit: f64) -> Result<Array> {
    let norm = matrix_norm(stop_gradient(x)?, 1, true);
    let number = |x: f64| scalar_array(Scalar::Float(x), norm.dtype());
    let is_large = np::logical_and(np::greater(&norm, limit), np::isfinite(&norm));
    let halvings = np::ceil(np::log2(np::divide(
        select(&is_large, &norm, &number(limit))?,
        limit,
    )));
    stop_gradient(&halvings)
}

/// The largest number of squarings, or what a map gets.
fn most_squarings(squarings: &Array) -> usize {
    match np::max(squarings, ..).astype(DType::F64).item::<f64>() {
        Ok(most) => most as usize,
        Err(_) => MOST_SQUARINGS,
    }
}

/// Σ cᵢ·pᵢ.
fn combination(terms: &[(f64, &Array)]) -> Array {
    let term = |&(c, p): &(f64, &Array)| {
        multiply(p, scalar_array(Scalar::Float(c), p.dtype().real_part()))
    };
    terms
        .iter()
        .map(term)
        .reduce(|sum, t| add(sum, t))
        .expect("there are terms")
}

/// The odd and the even part of the numerator.
fn pade_7(x: &Array) -> (Array, Array) {
    let b = PADE_7;
    let x2 = matmul(x, x);
    let x4 = matmul(&x2, &x2);
    let x6 = matmul(&x4, &x2);
    let one = np::eye(([x.shape()[x.ndim() - 1]; 2], x.dtype()));
    let odd = combination(&[(b[7], &x6), (b[5], &x4), (b[3], &x2), (b[1], &one)]);
    let even = combination(&[(b[6], &x6), (b[4], &x4), (b[2], &x2), (b[0], &one)]);
    (matmul(x, odd), even)
}

fn pade_13(x: &Array) -> (Array, Array) {
    let b = PADE_13;
    let x2 = matmul(x, x);
    let x4 = matmul(&x2, &x2);
    let x6 = matmul(&x4, &x2);
    let one = np::eye(([x.shape()[x.ndim() - 1]; 2], x.dtype()));
    let high = matmul(&x6, combination(&[(b[13], &x6), (b[11], &x4), (b[9], &x2)]));
    let low = combination(&[(b[7], &x6), (b[5], &x4), (b[3], &x2), (b[1], &one)]);
    let odd = matmul(x, add(high, low));
    let high = matmul(&x6, combination(&[(b[12], &x6), (b[10], &x4), (b[8], &x2)]));
    let low = combination(&[(b[6], &x6), (b[4], &x4), (b[2], &x2), (b[0], &one)]);
    (odd, add(high, low))
}
