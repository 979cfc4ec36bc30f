//! The beta function, the incomplete beta function, binomial coefficients.

use super::{binary_functions, promote_float};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{OrRaise, Result};
use crate::np;
use crate::primitives::select::select;
use crate::primitives::special_binary::{Beta, Betaln, Binom};
use crate::primitives::special_incomplete;

binary_functions! {
    /// The beta function `Γ(a) Γ(b) / Γ(a + b)` (scipy: `special.beta`).
    beta(a, b): Beta, "[2.0]", "1.0" => "0.5";
    /// The logarithm of its absolute value, with all digits for large arguments (scipy: `special.betaln`): Stirling's
    /// series with the leading terms combined (Didonato and Morris, ACM TOMS 18, 1992).
    betaln(a, b): Betaln, "[1.0]", "1.0" => "0.0";
    /// Binomial coefficients of real numbers (scipy: `special.binom`); nan for negative whole `n`.
    binom(n, k): Binom, "[5.0, 2.5]", "2.0" => "10.0, 1.875";
}

/// The regularised incomplete beta function `I_x(a, b)` (scipy: `special.betainc`), for `a, b >= 0` and `x` in 0 to 1: the
/// continued fraction DLMF 8.17.22 on the side of the mean where it converges fast, for parameters above 3000 the
/// integral of the tail. Derivatives in `x` have a closed form; those in `a` and `b` are the same integral with powers of
/// logarithms.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// assert_eq!(special::betainc(1.0, 1.0, [0.25, 1.0]).to_vec::<f64>().unwrap(), [0.25, 1.0]);
/// let slope = grad(|a: &Array| special::betainc(a, 1.0, 0.5).sum(..))(&array(1.0));
/// assert!((slope.item::<f64>().unwrap() - 0.5 * 0.5f64.ln()).abs() < 1e-14); // I is x^a here
/// ```
#[track_caller]
pub fn betainc<'a, 'b, 'c>(
    a: impl IntoArray<'a>,
    b: impl IntoArray<'b>,
    x: impl IntoArray<'c>,
) -> Array {
    let operands = [a.into_operand(), b.into_operand(), x.into_operand()];
    promote_float("betainc", operands)
        .and_then(|[a, b, x]| special_incomplete::betainc(&a, &b, &x))
        .or_raise()
}

/// The number of ways to choose `k` of `n`, 0 unless `0 <= k <= n` (scipy: `special.comb`). Always a floating point array;
/// exact while the result is below 2^53 and `k` below 30.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// assert_eq!(special::comb([5, 5], [2, 7]).to_vec::<f64>().unwrap(), [10.0, 0.0]);
/// ```
#[track_caller]
pub fn comb<'a, 'b>(n: impl IntoArray<'a>, k: impl IntoArray<'b>) -> Array {
    comb_op([n.into_array(), k.into_array()]).or_raise()
}

fn comb_op([n, k]: [Array; 2]) -> Result<Array> {
    let [n, k] = promote_float("comb", [n.into_operand(), k.into_operand()])?;
    let is_possible = np::logical_and(np::less_equal(&k, &n), np::greater_equal(&k, 0.0));
    let (one, zero) = (np::ones_like(&n), np::zeros_like(&k));
    let ways = binom(
        select(&is_possible, &n, &one)?,
        select(&is_possible, &k, &zero)?,
    );
    select(&is_possible, &ways, &np::zeros_like(&ways))
}
