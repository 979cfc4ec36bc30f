//! Special functions of one element and a whole-number order, whose derivatives have neighbouring orders.
//!
//! Bessel functions, exponential integrals, polygamma, Dawson's integral, and functions that come with all their derivatives because a
//! composition would have none at 0 (`sinc`, `exprel`) or lose its digits far out (`erfcx`).

use super::class::{Partials, Values};
use super::special_several::several;
use crate::array::Array;
use crate::error::{OrRaise, Result};
use crate::kernels::special::{complex_ordered, ordered};
use crate::np;
use crate::transform::stack::bind_one;
use num_complex::Complex;

pub(crate) use crate::kernels::special::{ComplexOrder, Order};

/// A special function of a given order.
#[derive(Clone, Debug)]
pub(crate) struct Ordered {
    pub(crate) function: Order,
    pub(crate) n: u32,
}

/// The derivative of a given order of an analytic function, of complex numbers.
#[derive(Clone, Debug)]
pub(crate) struct ComplexOrdered {
    pub(crate) function: ComplexOrder,
    pub(crate) n: u32,
}

/// The function of an array of a real floating point dtype.
pub(crate) fn of_order(function: Order, n: u32, x: &Array) -> Result<Array> {
    bind_one(&Ordered { function, n }, &[x])
}

several! {
    Ordered = own.function.name(), 1 of f64: |own, [x]| ordered(own.function, own.n, x);
    ComplexOrdered = own.function.name(), 1 of Complex<f64>: |own, [z]| complex_ordered(own.function, own.n, z);
}

impl Order {
    /// The name in errors.
    fn name(self) -> &'static str {
        match self {
            Order::Polygamma => "polygamma",
            Order::Erfcx => "erfcx",
            Order::Sinc => "sinc",
            Order::Exprel => "exprel",
            Order::Expn => "expn",
            Order::BesselJ => "jn",
            Order::BesselY => "yn",
            Order::BesselI => "iv",
            Order::BesselIe => "ive",
            Order::BesselK => "kn",
            Order::BesselKe => "kne",
            Order::Dawsn => "dawsn",
        }
    }
}

impl ComplexOrder {
    /// The name in errors.
    fn name(self) -> &'static str {
        match self {
            ComplexOrder::Wofz => "wofz",
            ComplexOrder::Loggamma => "loggamma",
        }
    }
}

/// Analytic functions that come with all their derivatives.
impl Partials for ComplexOrdered {
    fn scale(&self, _position: usize, t: &Array, values: &Values) -> Array {
        let next = ComplexOrdered {
            function: self.function,
            n: self.n + 1,
        };
        t * bind_one(&next, &[values.input(0)]).or_raise()
    }
}

impl Partials for Ordered {
    fn scale(&self, _position: usize, t: &Array, values: &Values) -> Array {
        let (x, n) = (values.input(0), self.n);
        let order = |n: u32| of_order(self.function, n, x).or_raise();
        // Half of the orders beside, with the sign of the lower one and of the upper one.
        let beside = |lower: f64, upper: f64| {
            if n == 0 {
                order(1) * if lower == upper { lower } else { upper }
            } else {
                (order(n - 1) * lower + order(n + 1) * upper) * 0.5
            }
        };
        let slope = match self.function {
            Order::Polygamma | Order::Erfcx | Order::Sinc | Order::Exprel | Order::Dawsn => {
                order(n + 1)
            }
            Order::Expn if n == 0 => -(order(0) + np::exp(-x) / np::square(x)),
            Order::Expn => -order(n - 1),
            Order::BesselJ | Order::BesselY => beside(1.0, -1.0),
            Order::BesselI => beside(1.0, 1.0),
            Order::BesselIe => beside(1.0, 1.0) - np::sign(x) * order(n),
            Order::BesselK => beside(-1.0, -1.0),
            Order::BesselKe => beside(-1.0, -1.0) + order(n),
        };
        t * slope
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
#[allow(clippy::too_many_lines, reason = "tables")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::special_several::records::{ONE, calls, orders};
    use super::special_slow as slow;
    use super::table::records;
    use crate::dtype::DType;
    use crate::kernels::special::Element;
    use crate::testing::{OpRecord, Sample, SlowArray};
    // Ranges without roots of the functions and of their first derivatives.
    const RANGES: &[(Order, u32, f64, f64)] = &[
        (Order::Polygamma, 0, 1.75, 5.0),
        (Order::Polygamma, 1, 0.75, 5.0),
        (Order::Polygamma, 2, 0.75, 5.0),
        (Order::Polygamma, 3, 0.75, 5.0),
        (Order::Erfcx, 0, -0.5, 3.0),
        (Order::Erfcx, 1, -0.5, 3.0),
        (Order::Erfcx, 2, 0.25, 3.0),
        (Order::Sinc, 0, 0.125, 0.75),
        (Order::Sinc, 1, 0.25, 0.75),
        (Order::Exprel, 0, -3.0, 3.0),
        (Order::Exprel, 2, -3.0, 3.0),
        (Order::Expn, 0, 0.5, 3.0),
        (Order::Expn, 1, 0.5, 3.0),
        (Order::Expn, 3, 0.5, 3.0),
        (Order::BesselJ, 0, 0.5, 2.0),
        (Order::BesselJ, 1, 0.5, 1.5),
        (Order::BesselJ, 3, 1.0, 3.0),
        (Order::BesselY, 0, 1.5, 2.0),
        (Order::BesselY, 2, 1.0, 2.5),
        (Order::BesselI, 0, 0.5, 3.0),
        (Order::BesselI, 2, 0.5, 3.0),
        (Order::BesselIe, 0, 0.5, 3.0),
        (Order::BesselIe, 1, 0.25, 0.75),
        (Order::BesselK, 0, 0.5, 3.0),
        (Order::BesselK, 2, 0.5, 3.0),
        (Order::BesselKe, 1, 0.5, 3.0),
        (Order::Dawsn, 0, 0.25, 0.75),
        (Order::Dawsn, 1, 0.25, 0.75),
    ];
    fn reference(text: &str, n: u32, x: f64) -> f64 {
        let order = n as i32;
        let name = text.split("function: ").nth(1).expect("a field");
        match name.split(',').next().expect("a name") {
            "Polygamma" => slow::polygamma(n, x),
            "Erfcx" => slow::erfcx(order, x),
            "Sinc" => slow::sinc(order, x),
            "Exprel" => slow::exprel(order, x),
            "Expn" => slow::expn(order, x),
            "BesselJ" => slow::bessel_j(order, x),
            "BesselY" => slow::bessel_y(order, x),
            "BesselI" => slow::bessel_ie(order, x) * x.exp(),
            "BesselIe" => slow::bessel_ie(order, x),
            "BesselK" => slow::bessel_ke(order, x) * (-x).exp(),
            "BesselKe" => slow::bessel_ke(order, x),
            "Dawsn" => slow::dawsn(order, x),
            other => unreachable!("{other}"),
        }
    }
    let of_real = OpRecord {
        primitive: "Ordered",
        dtypes: records::accepted_dtypes(f64::holds),
        samples: |samples, dtype| {
            let of_range = |&(function, n, low, high): &(Order, u32, f64, f64)| -> Vec<Sample> {
                // Few shapes: the walk is the same for all functions.
                calls(&Ordered { function, n }, ONE, |shape, _| {
                    samples.array(dtype, shape, low, high)
                })
            };
            RANGES.iter().flat_map(of_range).collect()
        },
        reference: |inputs, sample| {
            // The fields of a trait object; its debug form is the way to them that needs no cast.
            let text = format!("{:?}", sample.primitive);
            let n = orders(sample)[0];
            vec![SlowArray::from_fn(&inputs[0].shape, |index| {
                reference(&text, n, inputs[0].get(index).re).into()
            })]
        },
        ulps: 512.0,
        skips: &[],
    };
    let of_complex = OpRecord {
        primitive: "ComplexOrdered",
        dtypes: &[DType::C64, DType::C128],
        samples: |samples, dtype| {
            let mut of = |function, n, low, high| {
                calls(&ComplexOrdered { function, n }, ONE, |shape, _| {
                    samples.array(dtype, shape, low, high)
                })
            };
            let mut calls = Vec::new();
            for n in 0..3 {
                calls.extend(of(ComplexOrder::Wofz, n, 0.5, 1.5));
                calls.extend(of(ComplexOrder::Loggamma, n, 2.5, 4.0));
            }
            calls
        },
        reference: |inputs, sample| {
            let text = format!("{:?}", sample.primitive);
            let n = orders(sample)[0] as i32;
            let function = if text.contains("Wofz") {
                slow::wofz
            } else {
                slow::loggamma
            };
            vec![SlowArray::from_fn(&inputs[0].shape, |index| {
                function(n, inputs[0].get(index))
            })]
        },
        ulps: 512.0,
        skips: &[],
    };
    vec![of_real, of_complex]
}
