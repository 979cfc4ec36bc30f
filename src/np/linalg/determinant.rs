//! Determinants, as they are and as sign and logarithm.

use super::matrix::{check_square, computing, finish};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::promote::Scalar;
use crate::error::{OrRaise, Result};
use crate::np::{absolute, divide, equal, log, multiply};
use crate::primitives::linalg::determinant::{determinant, pivots_and_parity, sign_of};
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::select::select;

/// The determinant of each square matrix (numpy: `linalg.det`). The gradient is the matrix of cofactors, also
/// of singular matrices; second derivatives hold for those too, third do not.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [2.0, 4.0]]);
/// assert_eq!(np::linalg::det(&x).item::<f64>().unwrap(), 0.0);
/// let cofactors = grad(|x: &Array| np::linalg::det(x))(&x);
/// assert!(np::allclose(&cofactors, [[4.0, -2.0], [-2.0, 1.0]]));
/// ```
#[track_caller]
pub fn det<'a>(x: impl IntoArray<'a>) -> Array {
    det_op(&x.into_array()).or_raise()
}

fn det_op(x: &Array) -> Result<Array> {
    check_square("det", x)?;
    let (x, result) = computing(x)?;
    finish(&determinant(&x)?, result)
}

/// What [`slogdet`] finds.
#[derive(Clone, Debug)]
pub struct Slogdet {
    /// The determinant divided by its modulus: 1, -1 or 0, or a complex number of modulus 1.
    pub sign: Array,
    /// The natural logarithm of the determinant's modulus; -inf for singular matrices.
    pub logabsdet: Array,
}

/// Sign and logarithm of the determinant of each square matrix, without overflow (numpy: `linalg.slogdet`). The
/// gradient of the logarithm is the transposed inverse.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let parts = np::linalg::slogdet(np::eye([300, 300]) * -0.01);
/// assert_eq!(parts.sign.item::<f64>().unwrap(), 1.0);
/// assert!((parts.logabsdet.item::<f64>().unwrap() - 300.0 * 0.01f64.ln()).abs() < 1e-9);
/// ```
#[track_caller]
pub fn slogdet<'a>(x: impl IntoArray<'a>) -> Slogdet {
    slogdet_op(&x.into_array()).or_raise()
}

fn slogdet_op(x: &Array) -> Result<Slogdet> {
    check_square("slogdet", x)?;
    let (x, result) = computing(x)?;
    let (diagonal, is_odd) = pivots_and_parity(&x)?;
    let last = diagonal.ndim() - 1;
    let modulus = absolute(&diagonal);
    let is_zero = equal(&modulus, 0);
    let one = scalar_array(Scalar::Int(1), modulus.dtype());
    let zero = scalar_array(Scalar::Int(0), diagonal.dtype());
    let phases = divide(&diagonal, select(&is_zero, &one, &modulus)?);
    let phases = select(&is_zero, &zero, &phases)?;
    let sign = reduce(ReduceKind::Prod, &phases, &[last])?;
    let sign = multiply(sign, sign_of(&is_odd, x.dtype())?);
    let logabsdet = reduce(ReduceKind::Sum, &log(modulus), &[last])?;
    Ok(Slogdet {
        sign: finish(&sign, result)?,
        logabsdet: finish(&logabsdet, result)?,
    })
}
