//! `np::polynomial`: one record for every function of every basis.

use crate::bases::each_basis;
use crate::record::{Check, Record, record};
use numtape::np::polynomial::{
    Derivative, FitOptions, Integral, chebyshev, hermite, hermite_e, laguerre, legendre,
    polynomial, polyutils,
};
use numtape::prelude::*;

const TRIMS: &str = "the shape of the result depends on values, so it refuses inside vmap";

/// Coefficients of a cubic, and of a line.
fn p() -> Array {
    array([0.5, -1.25, 2.0, 0.75])
}

fn q() -> Array {
    array([1.5, -0.5])
}

/// Points.
fn x() -> Array {
    array([0.25, -0.75, 0.5])
}

fn y() -> Array {
    array([-0.5, 0.125, 0.75])
}

/// Coefficients in one, two and three degrees.
fn grid<const N: usize>(shape: [isize; N]) -> Array {
    let len = shape.iter().product::<isize>() as i64;
    np::sin(np::arange(len) * 1.7).reshape(shape)
}

/// A record under the name of a function of the package.
macro_rules! named {
    ($name:ident) => {
        record(concat!("polynomial::", stringify!($name)))
    };
}

macro_rules! basis {
    (
        $module:ident, $prefix:literal;
            $val:ident, $val_with:ident, $val2d:ident, $val3d:ident, $grid2d:ident,
            $grid3d:ident, $vander:ident, $vander2d:ident, $vander3d:ident, $add:ident,
            $add_untrimmed:ident, $sub:ident, $sub_untrimmed:ident, $mul:ident, $mul_untrimmed:ident,
            $mulx:ident, $mulx_untrimmed:ident, $div:ident, $div_untrimmed:ident, $pow:ident,
            $pow_untrimmed:ident, $der:ident, $der_with:ident, $int:ident, $int_with:ident,
            $fit:ident, $fit_with:ident, $companion:ident, $roots:ident, $fromroots:ident,
            $line:ident, $trim:ident, $domain:ident, $zero:ident, $one:ident,
            $x:ident,
    ) => {
        #[allow(clippy::too_many_lines, reason = "a table")]
        fn $module() -> Vec<Record> {
            let pair = |(a, b): (Array, Array)| vec![a, b];
            vec![
                named!($val)
                    .smooth([x(), p()], |[x, c]| vec![$module::$val(x, c)])
                    .smooth([array(0.5), grid([3, 2])], |[x, c]| {
                        vec![$module::$val(x, c)]
                    })
                    .smooth([grid([2, 2]), q()], |[x, c]| vec![$module::$val(x, c)]),
                named!($val_with).smooth([x(), grid([3, 3])], |[x, c]| {
                    vec![$module::$val_with(x, c, false)]
                }),
                named!($val2d).smooth([x(), y(), grid([2, 3])], |[x, y, c]| {
                    vec![$module::$val2d(x, y, c)]
                }),
                named!($val3d).smooth([x(), y(), grid([2, 2, 2])], |[x, y, c]| {
                    vec![$module::$val3d(x, y, y + x, c)]
                }),
                named!($grid2d).smooth([x(), q(), grid([2, 3])], |[x, y, c]| {
                    vec![$module::$grid2d(x, y, c)]
                }),
                named!($grid3d).smooth([q(), y(), grid([2, 2, 2])], |[x, y, c]| {
                    vec![$module::$grid3d(x, y, x, c)]
                }),
                named!($vander).smooth([x()], |[x]| vec![$module::$vander(x, 3)]),
                named!($vander2d)
                    .smooth([x(), y()], |[x, y]| vec![$module::$vander2d(x, y, [1, 2])]),
                named!($vander3d).smooth([x(), y()], |[x, y]| {
                    vec![$module::$vander3d(x, y, y, [1, 0, 2])]
                }),
                named!($add)
                    .smooth([p(), q()], |[a, b]| vec![$module::$add(a, b)])
                    .skip(Check::Batching, TRIMS),
                named!($add_untrimmed)
                    .smooth([p(), q()], |[a, b]| vec![$module::$add_untrimmed(a, b)]),
                named!($sub)
                    .smooth([p(), q()], |[a, b]| vec![$module::$sub(a, b)])
                    .skip(Check::Batching, TRIMS),
                named!($sub_untrimmed)
                    .smooth([p(), q()], |[a, b]| vec![$module::$sub_untrimmed(a, b)]),
                named!($mul)
                    .smooth([p(), q()], |[a, b]| vec![$module::$mul(a, b)])
                    .skip(Check::Batching, TRIMS),
                named!($mul_untrimmed)
                    .smooth([p(), y()], |[a, b]| vec![$module::$mul_untrimmed(a, b)]),
                named!($mulx)
                    .smooth([p()], |[c]| vec![$module::$mulx(c)])
                    .skip(Check::Batching, TRIMS),
                named!($mulx_untrimmed).smooth([p()], |[c]| vec![$module::$mulx_untrimmed(c)]),
                named!($div)
                    .smooth([p(), q()], move |[a, b]| pair($module::$div(a, b)))
                    .skip(Check::Batching, TRIMS),
                named!($div_untrimmed).smooth([p(), q()], move |[a, b]| {
                    pair($module::$div_untrimmed(a, b))
                }),
                named!($pow)
                    .smooth([q()], |[c]| vec![$module::$pow(c, 3)])
                    .skip(Check::Batching, TRIMS),
                named!($pow_untrimmed).smooth([q()], |[c]| {
                    vec![$module::$pow_untrimmed(c, 3), $module::$pow_untrimmed(c, 0)]
                }),
                named!($der).smooth([p()], |[c]| vec![$module::$der(c)]),
                named!($der_with).smooth([grid([2, 4])], |[c]| {
                    let options = Derivative {
                        m: 2,
                        scl: 0.5,
                        axis: 1,
                    };
                    vec![$module::$der_with(c, options)]
                }),
                named!($int).smooth([p()], |[c]| vec![$module::$int(c)]),
                named!($int_with).smooth([grid([2, 3]), q()], |[c, k]| {
                    let options = Integral {
                        m: 2,
                        k: Some(k.clone()),
                        lbnd: 0.5,
                        scl: 2.0,
                        axis: 1,
                    };
                    vec![$module::$int_with(c, options)]
                }),
                named!($fit)
                    .smooth([array([-0.75, -0.25, 0.5, 1.0]), p()], |[x, y]| {
                        vec![$module::$fit(x, y, 1)]
                    })
                    .smooth([array([-0.75, -0.25, 0.5, 1.0]), grid([4, 2])], |[x, y]| {
                        vec![$module::$fit(x, y, [0, 2])]
                    }),
                named!($fit_with).smooth(
                    [
                        array([-0.75, -0.25, 0.5, 1.0]),
                        p(),
                        array([1.0, 0.5, 2.0, 1.5]),
                    ],
                    |[x, y, w]| {
                        let options = FitOptions {
                            w: Some(w.clone()),
                            rcond: None,
                        };
                        let fit = $module::$fit_with(x, y, 1, &options);
                        vec![fit.coefficients, fit.residuals]
                    },
                ),
                named!($companion)
                    .smooth([p()], |[c]| vec![$module::$companion(c)])
                    .skip(Check::Batching, TRIMS),
                named!($roots)
                    .smooth([array([-0.25, 0.125, 1.0])], |[c]| {
                        vec![np::real($module::$roots(c)).square().sum(..)]
                    })
                    .skip(Check::Batching, TRIMS),
                named!($fromroots).smooth([x()], |[r]| vec![$module::$fromroots(r)]),
                named!($line)
                    .smooth([array(0.5), array(2.0)], |[off, scl]| {
                        vec![$module::$line(off, scl)]
                    })
                    .skip(Check::Batching, TRIMS),
                named!($trim)
                    .smooth([p()], |[c]| vec![$module::$trim(c, 0.0)])
                    .skip(Check::Batching, TRIMS),
                named!($domain).discrete([], |[]| vec![$module::$domain()]),
                named!($zero).discrete([], |[]| vec![$module::$zero()]),
                named!($one).discrete([], |[]| vec![$module::$one()]),
                named!($x).discrete([], |[]| vec![$module::$x()]),
            ]
        }
    };
}

each_basis!(basis);

/// The way to powers of x and back, and the weight.
macro_rules! converted {
    ($module:ident: $from:ident, $from_untrimmed:ident, $to:ident, $to_untrimmed:ident, $weight:ident, $gauss:ident) => {
        vec![
            named!($from)
                .smooth([p()], |[c]| vec![$module::$from(c)])
                .skip(Check::Batching, TRIMS),
            named!($from_untrimmed).smooth([p()], |[c]| vec![$module::$from_untrimmed(c)]),
            named!($to)
                .smooth([p()], |[c]| vec![$module::$to(c)])
                .skip(Check::Batching, TRIMS),
            named!($to_untrimmed).smooth([p()], |[c]| vec![$module::$to_untrimmed(c)]),
            named!($weight).smooth([x()], |[x]| vec![$module::$weight(x)]),
            named!($gauss).discrete([], |[]| {
                let (x, w) = $module::$gauss(4);
                vec![x, w]
            }),
        ]
    };
}

pub(crate) fn records() -> Vec<Record> {
    let bases = [
        polynomial(),
        chebyshev(),
        legendre(),
        hermite(),
        hermite_e(),
        laguerre(),
    ];
    let more = [
        converted!(chebyshev: poly2cheb, poly2cheb_untrimmed, cheb2poly, cheb2poly_untrimmed, chebweight, chebgauss),
        converted!(legendre: poly2leg, poly2leg_untrimmed, leg2poly, leg2poly_untrimmed, legweight, leggauss),
        converted!(hermite: poly2herm, poly2herm_untrimmed, herm2poly, herm2poly_untrimmed, hermweight, hermgauss),
        converted!(hermite_e: poly2herme, poly2herme_untrimmed, herme2poly, herme2poly_untrimmed, hermeweight, hermegauss),
        converted!(laguerre: poly2lag, poly2lag_untrimmed, lag2poly, lag2poly_untrimmed, lagweight, laggauss),
    ];
    let others = [single_functions(), utilities()];
    bases
        .into_iter()
        .chain(more)
        .chain(others)
        .flatten()
        .collect()
}

fn single_functions() -> Vec<Record> {
    vec![
        named!(polyvalfromroots).smooth([x(), p()], |[x, r]| {
            vec![polynomial::polyvalfromroots(x, r)]
        }),
        named!(polyvalfromroots_with).smooth([x(), grid([2, 3])], |[x, r]| {
            vec![polynomial::polyvalfromroots_with(x, r, false)]
        }),
        named!(chebpts1).discrete([], |[]| vec![chebyshev::chebpts1(4)]),
        named!(chebpts2).discrete([], |[]| vec![chebyshev::chebpts2(4)]),
        named!(chebinterpolate).smooth([array(0.5)], |[speed]| {
            vec![chebyshev::chebinterpolate(
                |x: &Array| np::exp(x * speed),
                3,
            )]
        }),
    ]
}

fn utilities() -> Vec<Record> {
    vec![
        named!(trimcoef)
            .smooth([p()], |[c]| vec![polyutils::trimcoef(c, 0.25)])
            .skip(Check::Batching, TRIMS),
        named!(trimseq)
            .smooth([p()], |[c]| vec![polyutils::trimseq(c)])
            .skip(Check::Batching, TRIMS),
        named!(as_series)
            .smooth([p(), q()], |[a, b]| polyutils::as_series([a, b]))
            .skip(Check::Batching, TRIMS),
        named!(getdomain).smooth([p()], |[x]| vec![polyutils::getdomain(x)]),
        named!(mapparms).smooth([q(), array([0.5, 2.0])], |[old, new]| {
            polyutils::mapparms(old, new).into()
        }),
        named!(mapdomain).smooth([x(), q(), array([0.5, 2.0])], |[x, old, new]| {
            vec![polyutils::mapdomain(x, old, new)]
        }),
    ]
}
