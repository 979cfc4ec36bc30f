//! Every elementwise function of the surface, from tables: a name, and numbers where it is smooth.

use crate::record::{Record, record};
use num_complex::Complex;
use numtape::prelude::*;

/// An argument of rank two and one of rank one, so that functions of two broadcast.
fn matrix(values: [f64; 4]) -> Array {
    array([[values[0], values[1]], [values[2], values[3]]])
}

fn complex(re: Array, im: Array) -> Array {
    re + im * Complex::new(0.0, 1.0)
}

/// Functions of one argument: smooth near the given numbers, and for those that are marked so near complex ones.
macro_rules! smooth_unary {
    ($($name:ident $domain:ident $(, $complex:ident)?;)*) => {
        vec![$(
            record(stringify!($name))
                .smooth([matrix($domain)], |[x]| vec![np::$name(x)])
                .smooth([array($domain[1])], |[x]| vec![np::$name(x)])
                $(.smooth([smooth_unary!(@$complex $domain)], |[z]| vec![np::$name(z)]))?
        ),*]
    };
    (@complex $domain:ident) => {
        complex(array([$domain[0], $domain[2]]), array([0.25, -0.5]))
    };
}

macro_rules! smooth_binary {
    ($($name:ident $left:ident $right:ident $(, $complex:ident)?;)*) => {
        vec![$(
            record(stringify!($name))
                .smooth([matrix($left), array([$right[0], $right[1]])], |[x, y]| vec![np::$name(x, y)])
                .smooth([array($left[2]), array($right)], |[x, y]| vec![np::$name(x, y)])
                $(.smooth(
                    [smooth_unary!(@$complex $left), smooth_unary!(@$complex $right)],
                    |[x, y]| vec![np::$name(x, y)],
                ))?
        ),*]
    };
}

/// Functions whose results are truth values, integers or steps.
macro_rules! discrete_unary {
    ($($name:ident $x:expr;)*) => {
        vec![$(
            record(stringify!($name))
                .discrete([$x], |[x]| vec![np::$name(x)])
                .discrete([$x.i(0)], |[x]| vec![np::$name(x)])
        ),*]
    };
}

macro_rules! discrete_binary {
    ($($name:ident $x:expr, $y:expr;)*) => {
        vec![$(
            record(stringify!($name))
                .discrete([$x, $y], |[x, y]| vec![np::$name(x, y)])
                .discrete([$x.i(0), np::expand_dims($y, -1)], |[x, y]| vec![np::$name(x, y)])
        ),*]
    };
}

const ALL: [f64; 4] = [0.4, -1.25, 2.2, -0.85];
const OTHERS: [f64; 4] = [1.5, 0.75, -2.25, 0.35];
const POSITIVE: [f64; 4] = [0.5, 1.25, 2.0, 0.75];
const UNIT: [f64; 4] = [0.5, -0.25, 0.3, -0.75];
const ABOVE_ONE: [f64; 4] = [1.5, 2.25, 3.0, 1.75];

pub(crate) fn records() -> Vec<Record> {
    let mut all = smooth();
    all.extend(parts());
    all.extend(discrete());
    all.extend(with_options());
    all
}

fn smooth() -> Vec<Record> {
    let mut all = smooth_unary! {
        negative ALL, complex; absolute ALL, complex; abs ALL; fabs ALL; square ALL, complex; reciprocal ALL, complex;
        sqrt POSITIVE, complex; rsqrt POSITIVE, complex; cbrt POSITIVE; exp ALL, complex; exp2 ALL, complex;
        expm1 ALL, complex; log POSITIVE, complex; log2 POSITIVE, complex; log10 POSITIVE, complex; log1p POSITIVE, complex;
        sin ALL, complex; cos ALL, complex; tan UNIT, complex; arcsin UNIT, complex; arccos UNIT, complex;
        arctan ALL, complex; sinh ALL, complex; cosh ALL, complex; tanh ALL, complex; arcsinh ALL, complex;
        arccosh ABOVE_ONE, complex; arctanh UNIT, complex; asin UNIT; acos UNIT; atan ALL; asinh ALL; acosh ABOVE_ONE;
        atanh UNIT; erf ALL; erfc ALL; erfinv UNIT; lgamma POSITIVE; gammaln POSITIVE; digamma POSITIVE; psi POSITIVE;
        sigmoid ALL; expit ALL; sinc ALL; positive ALL, complex; degrees ALL; radians ALL; rad2deg ALL; deg2rad ALL;
        real ALL, complex; imag ALL, complex; conj ALL, complex; conjugate ALL; nan_to_num ALL, complex;
    };
    all.extend(smooth_binary! {
        add ALL OTHERS, complex; subtract ALL OTHERS, complex; multiply ALL OTHERS, complex; divide ALL OTHERS, complex;
        true_divide ALL OTHERS; power POSITIVE OTHERS, complex; pow POSITIVE OTHERS; float_power POSITIVE OTHERS;
        remainder ALL OTHERS; mod_ ALL OTHERS; fmod ALL OTHERS; arctan2 ALL OTHERS; atan2 ALL OTHERS; hypot ALL OTHERS;
        logaddexp ALL OTHERS; logaddexp2 ALL OTHERS; maximum ALL OTHERS; minimum ALL OTHERS; fmax ALL OTHERS;
        fmin ALL OTHERS; copysign ALL OTHERS; heaviside ALL OTHERS;
    });
    all
}

/// Functions with several results, or with an argument that has no gradient.
fn parts() -> Vec<Record> {
    let x = || matrix(ALL);
    let z = || complex(array([0.5, -1.5]), array([0.25, 2.0]));
    let pair = |(a, b): (Array, Array)| vec![a, b];
    vec![
        record("modf").smooth([x()], move |[x]| pair(np::modf(x))),
        record("frexp").smooth([x()], move |[x]| pair(np::frexp(x))),
        record("divmod").smooth([x(), array([1.5, -0.7])], move |[x, y]| {
            pair(np::divmod(x, y))
        }),
        record("ldexp").smooth([x(), array([3, -2])], |[x, n]| vec![np::ldexp(x, n)]),
        record("spacing").discrete([x()], |[x]| vec![np::spacing(x)]),
        record("nextafter").discrete([x(), array([1.5, -0.7])], |[x, y]| {
            vec![np::nextafter(x, y)]
        }),
        record("polygamma").smooth([matrix(POSITIVE)], |[x]| vec![np::polygamma(2, x)]),
        record("angle")
            .discrete([x()], |[x]| vec![np::angle(x)])
            .smooth([z()], |[z]| vec![np::angle(z)]),
        record("angle_degrees").smooth([z()], |[z]| vec![np::angle_degrees(z)]),
        record("sign")
            .discrete([x()], |[x]| vec![np::sign(x)])
            .smooth([z()], |[z]| vec![np::sign(z)]),
        record("real_if_close").smooth([x()], |[x]| vec![np::real_if_close(x)]),
    ]
}

fn discrete() -> Vec<Record> {
    let numbers = || matrix([0.4, -1.25, 2.5, -0.75]);
    let special = || array([[f64::NAN, 1.0], [f64::INFINITY, f64::NEG_INFINITY]]);
    let whole = || array([[5, -3], [0, 12]]);
    let counts = || array([2, 3]);
    let truths = || array([[true, false], [false, true]]);
    let mut all = discrete_unary! {
        floor numbers(); ceil numbers(); trunc numbers(); fix numbers(); rint numbers(); signbit numbers();
        isnan special(); isinf special(); isfinite special(); isposinf special(); isneginf special();
        logical_not truths(); isreal numbers(); iscomplex numbers();
        bitwise_not whole(); invert whole(); bitwise_invert whole(); bitwise_count whole();
    };
    all.extend(discrete_binary! {
        equal whole(), counts(); not_equal whole(), counts(); less numbers(), counts(); less_equal numbers(), counts();
        greater numbers(), counts(); greater_equal numbers(), counts();
        logical_and truths(), counts(); logical_or truths(), counts(); logical_xor truths(), counts();
        bitwise_and whole(), counts(); bitwise_or whole(), counts(); bitwise_xor whole(), counts();
        left_shift whole(), counts(); right_shift whole(), counts(); bitwise_left_shift whole(), counts();
        bitwise_right_shift whole(), counts(); gcd whole(), counts(); lcm whole(), counts();
        floor_divide numbers(), counts(); isclose numbers(), counts();
    });
    all
}

fn with_options() -> Vec<Record> {
    let x = || matrix([0.44, -1.26, 2.51, -0.74]);
    let bytes = || array([[5u8, 129], [0, 77]]);
    vec![
        record("round")
            .discrete([x()], |[x]| vec![np::round(x, 1)])
            .discrete([array([123, -455])], |[x]| vec![np::round(x, -1)]),
        record("around").discrete([x()], |[x]| vec![np::around(x, 0)]),
        record("clip").smooth([x(), array(-0.9), array([0.5, 1.5])], |[x, low, high]| {
            vec![np::clip(x, low, high)]
        }),
        record("nan_to_num_with").smooth([x()], |[x]| {
            vec![np::nan_to_num_with(x, 1.0, Some(2.0), None)]
        }),
        record("isclose_with").discrete([x(), array([0.4, -1.3])], |[x, y]| {
            let wide = np::Tolerance {
                atol: 0.1,
                ..Default::default()
            };
            vec![np::isclose_with(x, y, wide)]
        }),
        record("packbits")
            .discrete([array([[1, 0, 3], [0, 0, 1]])], |[x]| {
                vec![np::packbits(x, -1)]
            })
            .discrete([array([[true, false], [true, true]])], |[x]| {
                vec![np::packbits(x, 0), np::packbits(x, ..)]
            }),
        record("packbits_with").discrete([array([1, 0, 1])], |[x]| {
            vec![np::packbits_with(x, -1, np::BitOrder::Little)]
        }),
        record("unpackbits").discrete([bytes()], |[x]| {
            vec![np::unpackbits(x, 0), np::unpackbits(x, ..)]
        }),
        record("unpackbits_with").discrete([bytes()], |[x]| {
            let options = |count| np::UnpackBits {
                count: Some(count),
                bitorder: np::BitOrder::Little,
            };
            vec![
                np::unpackbits_with(x, -1, options(3)),
                np::unpackbits_with(x, -1, options(-3)),
                np::unpackbits_with(x, 0, options(30)),
            ]
        }),
    ]
}
