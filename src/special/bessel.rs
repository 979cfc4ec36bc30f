//! Bessel functions of whole order.

use super::{ordered, unary_functions};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::OrRaise;
use crate::primitives::special_orders::{Order, Ordered};

unary_functions! {
    /// The Bessel function of the first kind and order 0 (scipy: `special.j0`).
    j0: Ordered { function: Order::BesselJ, n: 0 }, "[0.0]" => "1.0";
    /// Of order 1 (scipy: `special.j1`).
    j1: Ordered { function: Order::BesselJ, n: 1 }, "[0.0]" => "0.0";
    /// The Bessel function of the second kind and order 0 (scipy: `special.y0`); nan for negative numbers.
    y0: Ordered { function: Order::BesselY, n: 0 }, "[0.0]" => "f64::NEG_INFINITY";
    /// Of order 1 (scipy: `special.y1`).
    y1: Ordered { function: Order::BesselY, n: 1 }, "[0.0]" => "f64::NEG_INFINITY";
    /// The modified Bessel function of the first kind and order 0 (scipy: `special.i0`), as all modified ones from own
    /// Chebyshev series of `exp(-x) I` and the recurrences DLMF 10.29.
    i0: Ordered { function: Order::BesselI, n: 0 }, "[0.0]" => "1.0";
    /// `exp(-|x|) i0(x)`, which does not overflow (scipy: `special.i0e`).
    i0e: Ordered { function: Order::BesselIe, n: 0 }, "[0.0]" => "1.0";
    /// The modified Bessel function of the first kind and order 1 (scipy: `special.i1`).
    i1: Ordered { function: Order::BesselI, n: 1 }, "[0.0]" => "0.0";
    /// `exp(-|x|) i1(x)` (scipy: `special.i1e`).
    i1e: Ordered { function: Order::BesselIe, n: 1 }, "[0.0]" => "0.0";
    /// The modified Bessel function of the second kind and order 0 (scipy: `special.k0`); nan for negative numbers.
    k0: Ordered { function: Order::BesselK, n: 0 }, "[0.0]" => "f64::INFINITY";
    /// `exp(x) k0(x)` (scipy: `special.k0e`).
    k0e: Ordered { function: Order::BesselKe, n: 0 }, "[0.0]" => "f64::INFINITY";
    /// The modified Bessel function of the second kind and order 1 (scipy: `special.k1`).
    k1: Ordered { function: Order::BesselK, n: 1 }, "[0.0]" => "f64::INFINITY";
    /// `exp(x) k1(x)` (scipy: `special.k1e`).
    k1e: Ordered { function: Order::BesselKe, n: 1 }, "[0.0]" => "f64::INFINITY";
}

/// Functions of a whole-number order and an operand.
macro_rules! ordered_functions {
    ($($(#[$doc:meta])* $name:ident: $function:ident, $n:literal, $x:literal => $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::{prelude::*, special};
        #[doc = concat!("assert_eq!(special::", stringify!($name), "(", $n, ", ", $x, ").to_vec::<f64>().unwrap(), [", $y, "]);")]
        /// ```
        #[track_caller]
        pub fn $name<'a>(n: u32, x: impl IntoArray<'a>) -> Array {
            ordered(Order::$function, n, x.into_operand()).or_raise()
        }
    )*};
}

ordered_functions! {
    /// The Bessel function of the first kind of order `n` (scipy: `special.jn`).
    jn: BesselJ, 2, "[0.0]" => "0.0";
    /// The Bessel function of the second kind of order `n` (scipy: `special.yn`).
    yn: BesselY, 2, "[0.0]" => "f64::NEG_INFINITY";
    /// The modified Bessel function of the first kind of whole order `n` (scipy: `special.iv`).
    iv: BesselI, 2, "[0.0]" => "0.0";
    /// `exp(-|x|) iv(n, x)` (scipy: `special.ive`).
    ive: BesselIe, 2, "[0.0]" => "0.0";
    /// The modified Bessel function of the second kind of order `n` (scipy: `special.kn`).
    kn: BesselK, 2, "[0.0]" => "f64::INFINITY";
    /// The exponential integral of order `n`, `∫ exp(-x t) / tⁿ` over `t >= 1` (scipy: `special.expn`), for `x >= 0`: the
    /// series DLMF 8.19.8 up to 1, then the continued fraction 8.19.17.
    expn: Expn, 2, "[0.0]" => "1.0";
}
