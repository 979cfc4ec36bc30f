//! Hypergeometric functions and spherical harmonics.

use super::{complex_of, promote_float};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::cast::cast;
use crate::primitives::special_hypergeometric::{Hyp1f1, Hyp2f1, sph_legendre};
use crate::transform::stack::bind_one;
use num_complex::Complex;

/// Kummer's confluent hypergeometric function `M(a, b, x)` of real numbers (scipy: `special.hyp1f1`): the power series in about
/// 32 digits or that of Kummer's transformation (DLMF 13.2.39), far out the asymptotic series (13.7.1). Where all of them have
/// lost their digits, as for parameters in the hundreds of different signs, nan. Differentiates in `x`; derivatives with respect
/// to `a` and `b` are an error.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let y = special::hyp1f1(1.0, 2.0, [0.5]).item::<f64>().unwrap();
/// assert!((y - 0.5f64.exp_m1() / 0.5).abs() < 1e-15);
/// ```
#[track_caller]
pub fn hyp1f1<'a, 'b, 'c>(
    a: impl IntoArray<'a>,
    b: impl IntoArray<'b>,
    x: impl IntoArray<'c>,
) -> Array {
    let operands = [a.into_operand(), b.into_operand(), x.into_operand()];
    promote_float("hyp1f1", operands)
        .and_then(|[a, b, x]| bind_one(&Hyp1f1, &[&a, &b, &x]))
        .or_raise()
}

/// Gauss's hypergeometric function `F(a, b; c; x)` of real numbers (scipy: `special.hyp2f1`), infinite for `x > 1` unless it is a
/// polynomial: the power series in about 32 digits, the transformations of Pfaff and Euler (DLMF 15.8.1), and towards 1 Taylor's
/// series from point to point. Where all of them have lost their digits, nan. Differentiates in `x`; derivatives with respect to
/// the parameters are an error.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let y = special::hyp2f1(1.0, 1.0, 2.0, [-3.0]).item::<f64>().unwrap();
/// assert!((y - 4f64.ln() / 3.0).abs() < 1e-15);
/// ```
#[track_caller]
pub fn hyp2f1<'a, 'b, 'c, 'd>(
    a: impl IntoArray<'a>,
    b: impl IntoArray<'b>,
    c: impl IntoArray<'c>,
    x: impl IntoArray<'d>,
) -> Array {
    let operands = [
        a.into_operand(),
        b.into_operand(),
        c.into_operand(),
        x.into_operand(),
    ];
    promote_float("hyp2f1", operands)
        .and_then(|[a, b, c, x]| bind_one(&Hyp2f1, &[&a, &b, &c, &x]))
        .or_raise()
}

/// Spherical harmonics of degree `n` and order `m` at polar angles `theta` and azimuths `phi` (scipy: `special.sph_harm_y`), with
/// the Condon-Shortley phase; complex numbers. Degrees and orders are arrays of integers that broadcast with the angles; 0
/// beyond `|m| <= n`. Differentiates in both angles, at the poles too.
///
/// # Errors
/// If `n` or `m` are no integers.
///
/// # Examples
/// ```
/// use num_complex::Complex;
/// use numtape::{prelude::*, special};
/// let y = special::sph_harm_y([0, 1], [0, 0], 0.0, 0.0).to_vec::<Complex<f64>>().unwrap();
/// assert!((y[1].re / y[0].re - 3f64.sqrt()).abs() < 1e-15 && y[1].im == 0.0);
/// ```
#[track_caller]
pub fn sph_harm_y<'a, 'b, 'c, 'd>(
    n: impl IntoArray<'a>,
    m: impl IntoArray<'b>,
    theta: impl IntoArray<'c>,
    phi: impl IntoArray<'d>,
) -> Array {
    let orders = [n.into_array(), m.into_array()];
    sph_harm_y_op(orders, [theta.into_operand(), phi.into_operand()]).or_raise()
}

fn sph_harm_y_op([n, m]: [Array; 2], angles: [Operand<'_>; 2]) -> Result<Array> {
    const OP: &str = "sph_harm_y";
    for (argument, orders) in [("n", &n), ("m", &m)] {
        if !orders.dtype().is_integer() && !orders.dtype().is_bool() {
            return Err(Error::unsupported_dtype(
                OP,
                argument,
                orders.dtype(),
                "integers",
            ));
        }
    }
    let [theta, phi] = promote_float(OP, angles)?;
    let complex = complex_of(theta.dtype());
    let wide = complex.real_part();
    let (theta, phi) = (cast(&theta, wide)?, cast(&phi, wide)?);
    let (n, m) = (cast(&n, wide)?, cast(&m, wide)?);
    let size = cast(&sph_legendre(&n, &m, &theta)?, complex)?;
    let turn = cast(&(m * phi), complex)? * Complex::new(0.0, 1.0);
    Ok(size * np::exp(turn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::{array, grad};
    use crate::try_run;

    #[test]
    fn derivatives_in_the_parameters_are_refused() {
        let slope = |x: &Array| hyp1f1(x, 2.0, 0.5).sum(..);
        let error = try_run(|| grad(slope)(&array(1.0))).unwrap_err();
        assert!(matches!(error, Error::NotDifferentiable(_)), "{error}");
        let slope = |x: &Array| hyp2f1(1.0, 2.0, x, 0.5).sum(..);
        let error = try_run(|| grad(slope)(&array(1.0))).unwrap_err();
        assert!(matches!(error, Error::NotDifferentiable(_)), "{error}");
        let error = try_run(|| sph_harm_y(1.5, 1, 0.1, 0.2)).unwrap_err();
        assert!(matches!(error, Error::Dtype(_)), "{error}");
    }
}
