//! Special functions: `numtape::special`, and `np::i0`.

use crate::record::{Record, record};
use num_complex::Complex;
use numtape::prelude::*;
use numtape::special;

/// Records of functions of one operand: name, function, points where it is smooth.
macro_rules! unary {
    ($($name:ident: $points:expr;)*) => {
        vec![$(
            record(concat!("special::", stringify!($name)))
                .smooth([array($points)], |[x]| vec![special::$name(x)])
                .discrete([array([[0.0, -1.0, 2.0], [f64::INFINITY, f64::NAN, -0.5]])], |[x]| vec![special::$name(x)]),
        )*]
    };
}

/// Of two: broadcast, and with numbers on either side.
macro_rules! binary {
    ($($name:ident: $x:expr, $y:expr;)*) => {
        vec![$(
            record(concat!("special::", stringify!($name)))
                .smooth([array($x), array($y)], |[x, y]| vec![special::$name(x, y)])
                .smooth([array([$x]).reshape([-1, 1]), array($y)], |[x, y]| vec![special::$name(x, y)])
                .smooth([array($y)], |[y]| vec![special::$name(2.5, y)]),
        )*]
    };
}

/// Of a whole-number order and an operand.
macro_rules! ordered {
    ($($name:ident: [$($n:literal),*], $points:expr;)*) => {
        vec![$({
            let record = record(concat!("special::", stringify!($name)));
            $(let record = record.smooth([array($points)], |[x]| vec![special::$name($n, x)]);)*
            record
        },)*]
    };
}

pub(crate) fn records() -> Vec<Record> {
    [functions_of_one(), functions_of_two(), bessel(), rest()]
        .into_iter()
        .flatten()
        .collect()
}

fn functions_of_one() -> Vec<Record> {
    unary! {
        erfcx: [-1.5, 0.0, 0.75, 12.0];
        erfcinv: [0.01, 0.4, 1.0, 1.7];
        ndtr: [-3.0, -0.5, 0.0, 1.5];
        log_ndtr: [-8.0, -0.5, 0.0, 1.5];
        ndtri: [0.01, 0.4, 0.5, 0.9];
        gamma: [0.4, 1.5, 3.0, -1.6];
        expi: [-1.5, 0.37, 1.0, 4.0];
        exp1: [0.3, 1.0, 2.5];
        spence: [0.3, 1.0, 1.01, 2.5];
        exprel: [-2.0, 0.0, 1e-3, 3.0];
        cosm1: [-1.0, 0.0, 0.5];
        logit: [0.1, 0.5, 0.8];
        log_expit: [-3.0, 0.0, 2.0];
        entr: [0.2, 1.0, 3.0];
        factorial: [0.5, 2.0, 3.5];
        dawsn: [-1.5, 0.0, 0.9, 3.0, 8.0];
    }
}

fn functions_of_two() -> Vec<Record> {
    binary! {
        gammainc: [0.6, 2.0, 3.5], [0.4, 1.5, 5.0];
        gammaincc: [0.6, 2.0, 3.5], [0.4, 1.5, 5.0];
        zeta: [1.5, 2.0, 4.5], [0.7, 1.0, 3.0];
        beta: [0.6, 2.0, 3.5], [0.4, 1.5, 5.0];
        betaln: [0.6, 2.0, 13.5], [0.4, 1.5, 15.0];
        binom: [4.5, 6.0, 7.5], [0.5, 1.75, 3.25];
        xlogy: [0.5, -2.0, 1.0], [0.5, 1.5, 3.0];
        xlog1py: [0.5, -2.0, 1.0], [-0.5, 0.0, 3.0];
        kl_div: [0.5, 2.0, 1.0], [0.6, 1.5, 3.0];
        rel_entr: [0.5, 2.0, 1.0], [0.6, 1.5, 3.0];
        poch: [0.5, 2.0, 3.5], [0.4, 1.5, 3.0];
        boxcox: [0.5, 2.0, 1.5], [0.0, 1.5, -2.0];
        boxcox1p: [0.5, 2.0, 0.0], [0.0, 1.5, -2.0];
        owens_t: [0.5, -2.0, 0.0], [0.4, 1.5, -3.0];
    }
}

fn bessel() -> Vec<Record> {
    let mut records = unary! {
        j0: [0.0, 0.5, 3.0];
        j1: [0.0, 0.5, 3.0];
        y0: [0.5, 3.0];
        y1: [0.5, 3.0];
        i0: [-2.0, 0.0, 0.5, 9.0];
        i0e: [-2.0, 0.5, 9.0];
        i1: [-2.0, 0.0, 0.5, 9.0];
        i1e: [-2.0, 0.5, 9.0];
        k0: [0.5, 2.0, 5.0];
        k0e: [0.5, 2.0, 5.0];
        k1: [0.5, 2.0, 5.0];
        k1e: [0.5, 2.0, 5.0];
    };
    records.extend(ordered! {
        jn: [0, 1, 3], [0.7, 2.5];
        yn: [0, 1, 3], [0.7, 2.5];
        iv: [0, 1, 3], [-0.7, 2.5];
        ive: [0, 1, 3], [-0.7, 2.5];
        kn: [0, 1, 3], [0.7, 2.5];
        expn: [0, 1, 3], [0.4, 0.9, 2.5];
    });
    records.push(record("i0").smooth([array([[-2.0, 0.0], [0.5, 9.0]])], |[x]| vec![np::i0(x)]));
    records
}

fn complex() -> Array {
    array([
        Complex::new(0.5, 0.75),
        Complex::new(-1.5, 0.5),
        Complex::new(2.0, -1.0),
        Complex::new(-0.4, -0.3),
    ])
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn rest() -> Vec<Record> {
    let x = || array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]]);
    let weights = || array([0.5, 2.0, 1.5]);
    vec![
        record("special::betainc")
            .smooth(
                [
                    array([0.6, 2.0, 3.5]),
                    array([0.4, 1.5, 5.0]),
                    array([0.2, 0.6, 0.3]),
                ],
                |[a, b, x]| vec![special::betainc(a, b, x)],
            )
            .smooth([array([[0.7], [2.0]]), array([0.2, 0.9])], |[a, x]| {
                vec![special::betainc(a, 1.5, x)]
            }),
        record("special::hyp1f1")
            .smooth([array([0.0, 0.5, -2.0, 3.0])], |[x]| {
                vec![special::hyp1f1(0.75, 2.5, x)]
            })
            .smooth([array([0.5, -2.0])], |[x]| {
                vec![special::hyp1f1([[-2], [1]], 1.5, x)]
            })
            .discrete([array([0.5, 2.0]), array(1.5)], |[a, x]| {
                vec![special::hyp1f1(a, [2.0, 3.0], x)]
            }),
        record("special::hyp2f1")
            .smooth([array([0.0, 0.4, -2.0, 0.8])], |[x]| {
                vec![special::hyp2f1(0.75, 1.25, 2.5, x)]
            })
            .discrete([array([[0.5], [2.0]]), array(0.25)], |[a, x]| {
                vec![special::hyp2f1(a, 1.5, [2.0, 3.0], x)]
            }),
        record("special::sph_harm_y")
            .smooth(
                [array([0.0, 0.4, 1.5, 3.0]), array(0.75)],
                |[theta, phi]| {
                    vec![special::sph_harm_y(
                        [[3], [2], [4]],
                        [[-2], [1], [0]],
                        theta,
                        phi,
                    )]
                },
            )
            .discrete([array([0.4, 1.5])], |[theta]| {
                vec![special::sph_harm_y([[3], [1]], -2, theta, 0.5)]
            }),
        record("special::wofz")
            .smooth([array([-1.5, 0.0, 0.75, 9.0])], |[x]| {
                vec![special::wofz(x)]
            })
            .smooth([complex()], |[z]| vec![special::wofz(z)]),
        record("special::loggamma")
            .smooth([array([0.5, 1.0, 3.5])], |[x]| vec![special::loggamma(x)])
            .smooth([complex()], |[z]| vec![special::loggamma(z)]),
        record("special::fresnel").smooth([array([-1.5, 0.0, 0.75, 2.5])], |[x]| {
            let (s, c) = special::fresnel(x);
            vec![s, c]
        }),
        record("special::sici")
            .smooth([array([0.5, 0.9, 3.0])], |[x]| {
                let (si, ci) = special::sici(x);
                vec![si, ci]
            })
            .smooth([array([0.0, -2.0])], |[x]| vec![special::sici(x).0]),
        record("special::gammasgn").discrete([array([-2.5, -1.0, 0.0, 3.0])], |[x]| {
            vec![special::gammasgn(x)]
        }),
        record("special::comb")
            .smooth([array([4.5, 6.0]), array([0.5, 1.75])], |[n, k]| {
                vec![special::comb(n, k)]
            })
            .discrete(
                [array([5.0, 3.0, -1.0]), array([2.0, 7.0, 2.0])],
                |[n, k]| vec![special::comb(n, k)],
            ),
        record("special::multigammaln")
            .smooth([array([2.5, 4.0])], |[a]| vec![special::multigammaln(a, 1)])
            .smooth([array([[2.5, 4.0]])], |[a]| {
                vec![special::multigammaln(a, 3)]
            }),
        record("special::bernoulli").discrete([], |[]| vec![special::bernoulli(12)]),
        record("special::logsumexp_weighted")
            .smooth([x(), weights()], |[x, b]| {
                vec![special::logsumexp_weighted(x, -1, b)]
            })
            .smooth([x(), weights()], |[x, b]| {
                vec![special::logsumexp_weighted(x, .., b)]
            })
            .smooth([x()], |[x]| {
                vec![special::logsumexp_weighted(
                    x,
                    axis(0).keepdims(),
                    [[3.0], [-0.01]],
                )]
            }),
        record("special::logsumexp_signed").smooth([x(), weights()], |[x, b]| {
            let [value, _] = special::logsumexp_signed(x, -1, b * array([1.0, -3.0, 0.5]));
            vec![value]
        }),
    ]
}
