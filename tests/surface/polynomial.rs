//! Polynomials.

use crate::record::{Check, Record, record};
use num_complex::Complex;
use numtape::np::{Polyint, TrimZeros};
use numtape::prelude::*;

const TRIMS: &str = "the shape of the result depends on values, so it refuses inside vmap";

#[expect(clippy::too_many_lines, reason = "a table: one entry a function")]
pub(crate) fn records() -> Vec<Record> {
    let p = || array([0.5, -1.25, 2.0, 0.75]);
    let q = || array([1.5, -0.5]);
    let z = || array([0.25, 1.0, -0.5]) * Complex::new(0.5, 1.0) + array([1.0, -2.0, 0.5]);
    let grid = || np::reshape(np::sin(np::arange(6) * 1.7), [2, 3]);
    vec![
        record("polyadd")
            .smooth([p(), q()], |[p, q]| vec![np::polyadd(p, q)])
            .smooth([q(), z()], |[p, q]| vec![np::polyadd(p, q)]),
        record("polysub")
            .smooth([p(), q()], |[p, q]| vec![np::polysub(p, q)])
            .smooth([q(), z()], |[p, q]| vec![np::polysub(p, q)]),
        record("polymul")
            .smooth([p(), q()], |[p, q]| vec![np::polymul(p, q)])
            .skip(Check::Batching, TRIMS)
            .smooth([p(), z()], |[p, q]| vec![np::polymul(p, q)])
            .skip(Check::Batching, TRIMS),
        record("polydiv")
            .smooth([p(), q()], |[u, v]| {
                let (quotient, remainder) = np::polydiv(u, v);
                vec![quotient, remainder]
            })
            .skip(Check::Batching, TRIMS),
        record("polydiv_untrimmed")
            .smooth([p(), q()], |[u, v]| {
                let (quotient, remainder) = np::polydiv_untrimmed(u, v);
                vec![quotient, remainder]
            })
            .smooth([q(), p()], |[u, v]| {
                let (quotient, remainder) = np::polydiv_untrimmed(u, v);
                vec![quotient, remainder]
            })
            .smooth([p(), z()], |[u, v]| {
                let (quotient, remainder) = np::polydiv_untrimmed(u, v);
                vec![quotient, remainder]
            }),
        record("polyval")
            .smooth([p(), grid()], |[p, x]| vec![np::polyval(p, x)])
            .smooth([grid(), grid().i(0)], |[p, x]| vec![np::polyval(p, x)])
            .smooth([z(), p()], |[p, x]| vec![np::polyval(p, x)]),
        #[cfg(feature = "linalg")]
        record("roots")
            .smooth([array([1.0, -6.0, 11.0, -6.0])], |[p]| {
                vec![
                    np::abs(np::roots(p)).sum(..),
                    np::real(np::roots(p)).square().sum(..),
                ]
            })
            .skip(
                Check::Batching,
                "the number of roots depends on which coefficients are zero",
            ),
        #[cfg(feature = "linalg")]
        record("polyfit")
            .smooth(
                [
                    array([-1.0, 0.5, 2.0, 3.5, 4.0]),
                    array([0.5, -1.0, 2.0, 0.25, 1.0]),
                ],
                |[x, y]| vec![np::polyfit(x, y, 2)],
            )
            .smooth(
                [
                    array([-1.0, 0.5, 2.0]),
                    array([[0.5, -1.0], [2.0, 0.25], [1.0, 3.0]]),
                ],
                |[x, y]| vec![np::polyfit(x, y, 1)],
            ),
        #[cfg(feature = "linalg")]
        record("polyfit_with").smooth(
            [
                array([-1.0, 0.5, 2.0, 3.5, 4.0]),
                array([0.5, -1.0, 2.0, 0.25, 1.0]),
                array([1.0, 2.0, 0.5, 1.0, 1.5]),
            ],
            |[x, y, w]| {
                let options = np::PolyfitOptions {
                    w: Some(w.clone()),
                    ..np::PolyfitOptions::default()
                };
                let fit = np::polyfit_with(x, y, 1, &options);
                vec![
                    fit.coefficients,
                    fit.residuals,
                    fit.covariance.expect("enough points"),
                ]
            },
        ),
        record("poly")
            .smooth([p()], |[roots]| vec![np::poly(roots)])
            .smooth([z()], |[roots]| vec![np::poly(roots)])
            .skip(
                Check::Batching,
                "the dtype of the result depends on the values of complex roots",
            ),
        record("polyder")
            .smooth([p()], |[p]| vec![np::polyder(p)])
            .smooth([z()], |[p]| vec![np::polyder(p)]),
        record("polyder_with").smooth([p()], |[p]| vec![np::polyder_with(p, 2)]),
        record("polyint")
            .smooth([p()], |[p]| vec![np::polyint(p)])
            .smooth([z()], |[p]| vec![np::polyint(p)]),
        record("polyint_with").smooth([p(), q()], |[p, k]| {
            let k = Some(k.clone());
            vec![np::polyint_with(p, Polyint { m: 2, k })]
        }),
        record("trim_zeros")
            .discrete([array([0.0, 1.5, 2.5, 0.0])], |[x]| vec![np::trim_zeros(x)])
            .skip(Check::Batching, TRIMS)
            .smooth([p()], |[x]| vec![np::trim_zeros(x)])
            .skip(Check::Batching, TRIMS),
        record("trim_zeros_with")
            .discrete([np::pad(grid(), 1, 0.0)], |[x]| {
                let options = TrimZeros {
                    axes: 1.into(),
                    ..TrimZeros::default()
                };
                vec![np::trim_zeros_with(x, options)]
            })
            .skip(Check::Batching, TRIMS),
    ]
}
