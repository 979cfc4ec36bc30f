//! Special functions of one element and a whole-number order, whose derivatives have neighbouring orders.
//!
//! Bessel functions, exponential integrals, polygamma, and functions that come with all their derivatives because a
//! composition would have none at 0 (`sinc`, `exprel`) or lose its digits far out (`erfcx`).

use super::class::{Batching, Diff, Fusion, Mask, Partials, Saves, Values};
use super::table::{ResultDtype, X, infer};
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{OrRaise, Result};
use crate::kernels::special::{self, ordered};
use crate::np;
use crate::transform::stack::bind_one;

pub(crate) use crate::kernels::special::Order;

/// A special function of a given order.
#[derive(Clone, Debug)]
pub(crate) struct Ordered {
    pub(crate) function: Order,
    pub(crate) n: u32,
}

/// The function of an array of a real floating point dtype.
pub(crate) fn of_order(function: Order, n: u32, x: &Array) -> Result<Array> {
    bind_one(&Ordered { function, n }, &[x])
}

impl Primitive for Ordered {
    fn name(&self) -> &'static str {
        match self.function {
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
        }
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        // Any loop over real floating point numbers stands for the dtypes.
        infer(self.name(), special::ndtr, ResultDtype::Same, inputs)
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let x = inputs[0];
        if special::ndtr(x.dtype()).is_none() {
            return Err(super::table::rejection(self, inputs));
        }
        let mut out = cx.output(self.name(), x.dtype(), x.shape(), inputs)?;
        let (function, n) = (self.function, self.n);
        special::run_with::<1, 2>(&mut out, [x], |[x]| ordered(function, n, x));
        Ok(smallvec::smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Elementwise(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        X
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
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
            Order::Polygamma | Order::Erfcx | Order::Sinc | Order::Exprel => order(n + 1),
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
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::special_slow as slow;
    use super::table::records;
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
    ];
    fn reference(text: &str, x: f64) -> f64 {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let n: u32 = digits.parse().expect("the debug form names the order");
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
            other => unreachable!("{other}"),
        }
    }
    vec![OpRecord {
        primitive: "Ordered",
        dtypes: records::accepted_dtypes(|dtype| special::ndtr(dtype).is_some()),
        samples: |samples, dtype| {
            let of_range = |&(function, n, low, high): &(Order, u32, f64, f64)| -> Vec<Sample> {
                let primitive = Ordered { function, n };
                // Few shapes: the walk is the same for all functions.
                [&[][..], &[0], &[5], &[2, 3], &[2, 1, 2, 2], &[40]]
                    .iter()
                    .map(|shape| Sample {
                        primitive: super::Share::share(&primitive),
                        inputs: vec![samples.array(dtype, shape, low, high)],
                    })
                    .collect()
            };
            RANGES.iter().flat_map(of_range).collect()
        },
        reference: |inputs, sample| {
            // The fields of a trait object; its debug form is the way to them that needs no cast.
            let text = format!("{:?}", sample.primitive);
            vec![SlowArray::from_fn(&inputs[0].shape, |index| {
                reference(&text, inputs[0].get(index).re).into()
            })]
        },
        ulps: 512.0,
        skips: &[],
    }]
}
