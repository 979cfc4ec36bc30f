//! The error function's relatives and the normal distribution. `erf`, `erfc` and `erfinv` are shared with `np`.

use super::unary_functions;
use crate::primitives::special_orders::{Order, Ordered};
use crate::primitives::special_unary::{Erfcinv, LogNdtr, Ndtr, Ndtri};

unary_functions! {
    /// The scaled complementary error function `exp(x²) erfc(x)` (scipy: `special.erfcx`). Up to 10 the product with the
    /// square's rounding error taken out, then the asymptotic series (DLMF 7.12.1). Derivatives right of 0 are integrals
    /// (DLMF 7.18), so that they keep their digits for large `x`.
    erfcx: Ordered { function: Order::Erfcx, n: 0 }, "[0.0]" => "1.0";
    /// The inverse of `erfc` (scipy: `special.erfcinv`), down to the smallest numbers: Newton's method for the logarithm.
    erfcinv: Erfcinv, "[1.0, 0.0]" => "0.0, f64::INFINITY";
    /// The standard normal distribution function (scipy: `special.ndtr`): the left tail as `exp(-x²/2) erfcx(-x/√2) / 2`.
    ndtr: Ndtr, "[0.0]" => "0.5";
    /// The logarithm of [`ndtr`], without underflow (scipy: `special.log_ndtr`).
    log_ndtr: LogNdtr, "[f64::INFINITY]" => "0.0";
    /// The inverse of [`ndtr`] (scipy: `special.ndtri`), through `erfcinv`.
    ndtri: Ndtri, "[0.5, 1.0]" => "0.0, f64::INFINITY";
}
