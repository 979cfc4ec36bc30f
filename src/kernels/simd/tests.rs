//! Units in the last place of the vector functions, on every instruction set that the machine has.
//!
//! f32 results are compared with the f64 functions of the standard library and of `libm`, on a sample of all bit
//! patterns; f64 results with golden values in two words, which `tests/golden/generate_ulp.py` computes by mpmath.
//! `NUMTAPE_ULP_STEP` sets the distance of the f32 patterns (1 takes all of them), and with `--nocapture` the test
//! prints the table of the book's chapter on accuracy.

use super::functions as f;
use super::rows::{self, lanes};
use super::{Set, available, choose};
use crate::kernels::loops::{Inner, Rows};
use std::io::Read;

/// A loop for each set by name; `lanes`, the portable vectors, are slow where `mul_add` is a function.
fn loops<const N: usize>(
    of_set: fn(Set) -> Option<Inner<N>>,
    portable: Inner<N>,
) -> Vec<(String, Inner<N>)> {
    let mut loops: Vec<_> = available()
        .iter()
        .filter_map(|&set| Some((format!("{set:?}"), of_set(set)?)))
        .collect();
    loops.push(("Lanes".into(), portable));
    loops
}

fn apply<T: Copy + Default, const N: usize>(inner: Inner<N>, inputs: [&[T]; 2]) -> Vec<T> {
    let n = inputs[0].len();
    let mut out = vec![T::default(); n];
    let pointers = std::array::from_fn(|i| match i {
        0 => out.as_mut_ptr().cast(),
        i => inputs[i - 1].as_ptr().cast::<u8>().cast_mut(),
    });
    // SAFETY: all operands have `n` contiguous elements, and the machine has the set of the loop.
    unsafe { inner(pointers, [size_of::<T>() as isize; N], n, &Rows::ONE) };
    out
}

/// Distance of a result from the true value `high + low` in units of the last place of the true value's f64.
fn ulps64(got: f64, high: f64, low: f64) -> f64 {
    if got.is_nan() != high.is_nan() {
        return f64::INFINITY;
    }
    if got == high && low == 0.0 || got.is_nan() && high.is_nan() {
        return 0.0;
    }
    let a = high.abs();
    let unit = if a.is_infinite() {
        return f64::INFINITY;
    } else {
        a.next_up() - a
    };
    // At a power of two with a negative rest the value lies in the finer binade.
    ((got - high) - low).abs()
        / if unit.is_finite() {
            unit
        } else {
            f64::MAX * 2f64.powi(-53)
        }
}

/// Distance of an f32 from a true value known in f64, in units of the last place.
fn ulps32(got: f32, truth: f64) -> f64 {
    if got.is_nan() != truth.is_nan() {
        return f64::INFINITY;
    }
    let nearest = truth as f32;
    if got == nearest || got.is_nan() && nearest.is_nan() {
        // Also where both overflow.
        let exact = (f64::from(got) - truth).abs();
        return if exact.is_finite() {
            exact / unit32(nearest)
        } else {
            0.0
        };
    }
    if got.is_infinite() || nearest.is_infinite() {
        // Next to the threshold of overflow infinity counts as the next power of two.
        let of = |x: f64| {
            if x.is_infinite() {
                2f64.powi(128).copysign(x)
            } else {
                x
            }
        };
        return (of(f64::from(got)) - of(truth)).abs() / 2f64.powi(104);
    }
    (f64::from(got) - truth).abs() / unit32(nearest)
}

fn unit32(x: f32) -> f64 {
    let a = x.abs().min(f32::MAX.next_down());
    f64::from(a.next_up()) - f64::from(a)
}

type Single = fn(Set) -> Option<Inner<2>>;
type Double = fn(Set) -> Option<Inner<2>>;

/// Name, f32 and f64 loops with their portable forms, truth for f32, and the limits in ULP.
struct Function {
    name: &'static str,
    single: (Single, Inner<2>),
    double: (Double, Inner<2>),
    truth: fn(f64) -> f64,
    limits: (f64, f64),
}

struct Function2 {
    name: &'static str,
    single: (fn(Set) -> Option<Inner<3>>, Inner<3>),
    double: (fn(Set) -> Option<Inner<3>>, Inner<3>),
    truth: fn(f64, f64) -> f64,
    limits: (f64, f64),
}

macro_rules! functions {
    ($type:ident, $single:ident, $double:ident: $($name:ident $truth:expr, $f32:literal $f64:literal;)*) => {
        [$($type {
            name: stringify!($name),
            single: (rows::$single::<f::$name>, lanes::$single::<f::$name>),
            double: (rows::$double::<f::$name>, lanes::$double::<f::$name>),
            truth: $truth,
            limits: ($f32, $f64),
        }),*]
    };
}

fn unary() -> impl IntoIterator<Item = Function> {
    use crate::kernels::scalar_real::RealFunctions as R;
    functions! { Function, unary32, unary64:
        Exp f64::exp, 0.95 1.05; Exp2 f64::exp2, 0.95 1.05; Expm1 f64::exp_m1, 0.75 0.90;
        Log f64::ln, 0.65 0.75; Log2 f64::log2, 0.80 0.80; Log10 f64::log10, 0.65 0.70; Log1p f64::ln_1p, 0.90 0.90;
        Sin f64::sin, 0.80 0.75; Cos f64::cos, 0.80 0.80; Tan f64::tan, 1.65 0.95;
        Sinh f64::sinh, 0.95 0.75; Cosh f64::cosh, 0.95 0.85; Tanh f64::tanh, 1.05 1.05;
        Arcsin f64::asin, 1.65 1.70; Arccos f64::acos, 1.55 1.15; Arctan f64::atan, 1.70 1.40;
        Arcsinh R::asinh, 1.55 0.80; Arccosh R::acosh, 1.85 0.85; Arctanh R::atanh, 1.05 1.00;
        Erf R::erf, 0.95 1.10; Erfc R::erfc, 1.65 1.25; Cbrt f64::cbrt, 0.85 0.55; Sigmoid R::sigmoid, 1.50 0.85;
    }
}

fn binary() -> impl IntoIterator<Item = Function2> {
    use crate::kernels::scalar_real::RealFunctions as R;
    functions! { Function2, binary32, binary64:
        Power f64::powf, 0.60 0.95; Arctan2 f64::atan2, 1.15 1.40; Hypot f64::hypot, 0.55 0.55;
        Logaddexp R::logaddexp, 0.55 0.95; Logaddexp2 R::logaddexp2, 0.55 1.00;
    }
}

/// The golden values: lines of a function's name, then arguments and the result's two words as bits.
fn golden() -> Vec<(String, Vec<f64>)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/ulp.txt.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    text.lines()
        .map(|line| {
            let (name, numbers) = line.split_once(' ').unwrap();
            let bits = numbers
                .split(' ')
                .map(|n| f64::from_bits(u64::from_str_radix(n, 16).unwrap()));
            (name.to_string(), bits.collect())
        })
        .collect()
}

/// The numbers of one column of a function's golden lines.
fn column(golden: &[(String, Vec<f64>)], name: &str, column: usize) -> Vec<f64> {
    golden
        .iter()
        .filter(|(n, _)| n == name)
        .map(|(_, numbers)| numbers[column])
        .collect()
}

fn report(name: &str, dtype: &str, worst: &[(String, f64)], limit: f64) {
    let sets: Vec<_> = worst
        .iter()
        .map(|(set, ulps)| format!("{set} {ulps:.3}"))
        .collect();
    println!("{name} {dtype}: {}", sets.join(", "));
    for (set, ulps) in worst {
        assert!(
            *ulps <= limit,
            "{name} of {dtype} on {set}: {ulps} units in the last place"
        );
    }
}

fn worst64(golden: &[(String, Vec<f64>)], name: &str, arity: usize, got: &[f64]) -> f64 {
    let (high, low) = (column(golden, name, arity), column(golden, name, arity + 1));
    assert!(high.len() > 100, "golden values of {name}");
    (0..got.len())
        .map(|i| ulps64(got[i], high[i], low[i]))
        .fold(0.0, f64::max)
}

#[test]
fn doubles_are_near_the_golden_values() {
    let golden = golden();
    for function in unary() {
        let x = column(&golden, function.name, 0);
        let worst: Vec<_> = loops(function.double.0, function.double.1)
            .into_iter()
            .map(|(set, inner)| {
                (
                    set,
                    worst64(&golden, function.name, 1, &apply(inner, [&x, &x])),
                )
            })
            .collect();
        report(function.name, "f64", &worst, function.limits.1);
    }
    for function in binary() {
        let (x, y) = (
            column(&golden, function.name, 0),
            column(&golden, function.name, 1),
        );
        let worst: Vec<_> = loops(function.double.0, function.double.1)
            .into_iter()
            .map(|(set, inner)| {
                (
                    set,
                    worst64(&golden, function.name, 2, &apply(inner, [&x, &y])),
                )
            })
            .collect();
        report(function.name, "f64", &worst, function.limits.1);
    }
}

/// Bit patterns of f32 at equal distances.
fn patterns(step: usize) -> Vec<f32> {
    (0..=u32::MAX).step_by(step).map(f32::from_bits).collect()
}

fn step(usual: usize) -> usize {
    std::env::var("NUMTAPE_ULP_STEP").map_or(usual, |step| step.parse().unwrap())
}

#[test]
fn singles_are_near_the_doubles() {
    let step = step(400_009);
    let chunk = 1 << 20;
    for function in unary() {
        let mut worst: Vec<(String, f64)> = Vec::new();
        for part in 0..=(u32::MAX as usize / step / chunk) {
            let x: Vec<f32> = (0..chunk)
                .map_while(|i| {
                    u32::try_from((part * chunk + i) * step)
                        .ok()
                        .map(f32::from_bits)
                })
                .collect();
            let truth: Vec<f64> = x.iter().map(|&x| (function.truth)(f64::from(x))).collect();
            let loops = loops(function.single.0, function.single.1);
            worst.resize(loops.len(), (String::new(), 0.0));
            for ((set, inner), worst) in loops.into_iter().zip(&mut worst) {
                let got = apply(inner, [&x, &x]);
                let most = (0..x.len())
                    .map(|i| ulps32(got[i], truth[i]))
                    .fold(worst.1, f64::max);
                *worst = (set, most);
            }
        }
        report(function.name, "f32", &worst, function.limits.0);
    }
    // Pairs of moderate numbers: of all patterns, most powers would overflow.
    let moderate: Vec<f32> = patterns(20_000_003)
        .into_iter()
        .filter(|x| (1e-4..1e4).contains(&x.abs()) || *x == 0.0)
        .collect();
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for &a in &moderate {
        for &b in &moderate {
            x.push(a);
            y.push(b);
        }
    }
    // Where the terms of a sum of exponentials cancel: close to the roots.
    for i in 1..3000u16 {
        let a = f64::from(i) * -0.0007;
        for b in [(1.0 - a.exp()).ln(), (1.0 - a.exp2()).log2(), a * 0.9] {
            x.push(a as f32);
            y.push(b as f32);
        }
    }
    for function in binary() {
        let worst: Vec<_> = loops(function.single.0, function.single.1)
            .into_iter()
            .map(|(set, inner)| {
                let got = apply(inner, [&x, &y]);
                let ulps = |i: usize| {
                    let truth = (function.truth)(f64::from(x[i]), f64::from(y[i]));
                    // Next to a root of a sum of exponentials.
                    if (f64::from(got[i]) - truth).abs() <= 5e-14 {
                        return 0.0;
                    }
                    ulps32(got[i], truth)
                };
                (set, (0..x.len()).map(ulps).fold(0.0, f64::max))
            })
            .collect();
        report(function.name, "f32", &worst, function.limits.0);
    }
}

/// What softmax takes; it is not a function of arrays.
#[test]
fn exponentials_of_negative_numbers() {
    let single = loops(
        rows::unary32::<f::ExpOfNegative>,
        lanes::unary32::<f::ExpOfNegative>,
    );
    let x: Vec<f32> = patterns(100_003)
        .into_iter()
        .filter(|x| *x <= 0.0 || x.is_nan())
        .chain([
            0.0,
            -0.0,
            f32::NEG_INFINITY,
            f32::NAN,
            -87.3,
            -103.9,
            -104.1,
        ])
        .collect();
    for (set, inner) in single {
        for (x, got) in x.iter().zip(apply(inner, [&x, &x])) {
            let ulps = ulps32(got, f64::from(*x).exp());
            assert!(ulps <= 1.1, "exp({x:?}) on {set}: {ulps}");
        }
    }
    let double = loops(
        rows::unary64::<f::ExpOfNegative>,
        lanes::unary64::<f::ExpOfNegative>,
    );
    let x: Vec<f64> = x
        .iter()
        .flat_map(|&x| [x.into(), f64::from(x) * 7.1])
        .collect();
    for (set, inner) in double {
        for (x, got) in x.iter().zip(apply(inner, [&x, &x])) {
            // The standard library's is within a unit itself.
            let ulps = ulps64(got, x.exp(), 0.0);
            assert!(ulps <= 2.0, "exp({x:?}) on {set}: {ulps}");
        }
    }
}

/// At zeros, infinities, NaN, the ends of domains and of the range, the scalar functions' values.
#[test]
fn edges_are_those_of_the_scalar_functions() {
    const EDGES: [f64; 22] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        2.0,
        -2.0,
        3.0,
        -3.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        5e-324,
        -5e-324,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        1e300,
        1e-300,
        1e18,
        720.5,
    ];
    let check = |what: String, got: f64, want: f64| {
        let is_same = if want.is_nan() {
            got.is_nan()
        } else if want == 0.0 || want.is_infinite() {
            got.to_bits() == want.to_bits()
        } else {
            // The scalar functions are within a unit themselves.
            ulps64(got, want, 0.0) <= 3.0
        };
        assert!(is_same, "{what} is {got:?}, not {want:?}");
    };
    for function in unary() {
        for (set, inner) in loops(function.double.0, function.double.1) {
            for (x, got) in EDGES.iter().zip(apply(inner, [&EDGES, &EDGES])) {
                check(
                    format!("{}({x:?}) on {set}", function.name),
                    got,
                    (function.truth)(*x),
                );
            }
        }
    }
    let pairs = EDGES.map(|x| EDGES.map(|y| [x, y]));
    let pairs = pairs.as_flattened();
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| (x, y)).unzip();
    let narrow = |x: &[f64]| x.iter().map(|&x| x as f32).collect::<Vec<_>>();
    let (x32, y32) = (narrow(&x), narrow(&y));
    for function in binary() {
        for (set, inner) in loops(function.double.0, function.double.1) {
            for (&[x, y], got) in pairs.iter().zip(apply(inner, [&x, &y])) {
                let want = (function.truth)(x, y);
                // Where the larger argument and the rest cancel, both are off by roundings of the argument.
                if !(function.name.starts_with("Logaddexp") && (got - want).abs() < 4e-16) {
                    check(
                        format!("{}({x:?}, {y:?}) on {set}", function.name),
                        got,
                        want,
                    );
                }
            }
        }
        for (set, inner) in loops(function.single.0, function.single.1) {
            for (i, got) in apply(inner, [&x32, &y32]).into_iter().enumerate() {
                let want = (function.truth)(x32[i].into(), y32[i].into()) as f32;
                let what = format!(
                    "{}({:?}, {:?}) of f32 on {set}",
                    function.name, x32[i], y32[i]
                );
                assert!(
                    got.to_bits() == want.to_bits()
                        || got.is_nan() && want.is_nan()
                        || ulps32(got, want.into()) <= 3.0,
                    "{what} is {got:?}, not {want:?}"
                );
            }
        }
    }
}

/// Arithmetic is that of `scalar_real` to the last bit, with each operand repeated too.
#[test]
#[allow(clippy::too_many_lines, clippy::type_complexity, reason = "two tables")]
fn arithmetic_is_exact() {
    use crate::kernels::scalar_real::RealFunctions as R;
    type Scalar2 = fn(f64, f64) -> f64;
    let numbers: Vec<f64> = [
        0.0,
        -0.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.5,
        1.5,
        2.5,
        -0.3,
        5e-324,
    ]
    .into_iter()
    .chain((0..40).map(|i| (f64::from(i) - 20.3) * 7.7))
    .collect();
    let binary: [(&str, Scalar2, fn(Set) -> Option<Inner<3>>, Inner<3>); 12] = [
        (
            "add",
            |x, y| x + y,
            rows::binary64::<f::Add>,
            lanes::binary64::<f::Add>,
        ),
        (
            "subtract",
            |x, y| x - y,
            rows::binary64::<f::Subtract>,
            lanes::binary64::<f::Subtract>,
        ),
        (
            "multiply",
            |x, y| x * y,
            rows::binary64::<f::Multiply>,
            lanes::binary64::<f::Multiply>,
        ),
        (
            "double_product",
            |x, y| (x * y) * 2.0,
            rows::binary64::<f::DoubleProduct>,
            lanes::binary64::<f::DoubleProduct>,
        ),
        (
            "tanh_slope",
            |t, y| t * (1.0 - y * y),
            rows::binary64::<f::TanhSlope>,
            lanes::binary64::<f::TanhSlope>,
        ),
        (
            "sigmoid_slope",
            |t, y| t * (y * (1.0 - y)),
            rows::binary64::<f::SigmoidSlope>,
            lanes::binary64::<f::SigmoidSlope>,
        ),
        (
            "divide",
            |x, y| x / y,
            rows::binary64::<f::Divide>,
            lanes::binary64::<f::Divide>,
        ),
        (
            "maximum",
            R::maximum,
            rows::binary64::<f::Maximum>,
            lanes::binary64::<f::Maximum>,
        ),
        (
            "minimum",
            R::minimum,
            rows::binary64::<f::Minimum>,
            lanes::binary64::<f::Minimum>,
        ),
        (
            "fmax",
            R::fmax,
            rows::binary64::<f::Fmax>,
            lanes::binary64::<f::Fmax>,
        ),
        (
            "fmin",
            R::fmin,
            rows::binary64::<f::Fmin>,
            lanes::binary64::<f::Fmin>,
        ),
        (
            "copysign",
            R::copysign,
            rows::binary64::<f::Copysign>,
            lanes::binary64::<f::Copysign>,
        ),
    ];
    let n = numbers.len();
    for (name, scalar, of_set, portable) in binary {
        for (set, inner) in loops(of_set, portable) {
            for &y in &numbers {
                for strides in [[8, 8, 0], [8, 0, 8], [8, 0, 0]] {
                    let mut out = vec![0f64; n];
                    let one = [y];
                    let place = |stride: isize| {
                        if stride == 0 {
                            one.as_ptr()
                        } else {
                            numbers.as_ptr()
                        }
                    };
                    let inputs =
                        [place(strides[1]), place(strides[2])].map(|p| p.cast::<u8>().cast_mut());
                    // SAFETY: the operands have `n` elements, or one where the stride is zero.
                    unsafe {
                        inner(
                            [out.as_mut_ptr().cast(), inputs[0], inputs[1]],
                            strides,
                            n,
                            &Rows::ONE,
                        );
                    };
                    for i in 0..n {
                        let at = |stride: isize| if stride == 0 { y } else { numbers[i] };
                        let want = scalar(at(strides[1]), at(strides[2]));
                        let is_same =
                            out[i].to_bits() == want.to_bits() || out[i].is_nan() && want.is_nan();
                        assert!(
                            is_same,
                            "{name}({}, {}) on {set}: {}",
                            at(strides[1]),
                            at(strides[2]),
                            out[i]
                        );
                    }
                }
            }
        }
    }
    let unary: [(&str, fn(f64) -> f64, fn(Set) -> Option<Inner<2>>, Inner<2>); 10] = [
        (
            "negative",
            R::neg,
            rows::unary64::<f::Negative>,
            lanes::unary64::<f::Negative>,
        ),
        (
            "absolute",
            R::abs,
            rows::unary64::<f::Absolute>,
            lanes::unary64::<f::Absolute>,
        ),
        (
            "square",
            R::square,
            rows::unary64::<f::Square>,
            lanes::unary64::<f::Square>,
        ),
        (
            "sqrt",
            R::sqrt,
            rows::unary64::<f::Sqrt>,
            lanes::unary64::<f::Sqrt>,
        ),
        (
            "reciprocal",
            R::reciprocal,
            rows::unary64::<f::Reciprocal>,
            lanes::unary64::<f::Reciprocal>,
        ),
        (
            "rsqrt",
            R::rsqrt,
            rows::unary64::<f::Rsqrt>,
            lanes::unary64::<f::Rsqrt>,
        ),
        (
            "rint",
            R::round_ties_even,
            rows::unary64::<f::Rint>,
            lanes::unary64::<f::Rint>,
        ),
        (
            "floor",
            R::floor,
            rows::unary64::<f::Floor>,
            lanes::unary64::<f::Floor>,
        ),
        (
            "ceil",
            R::ceil,
            rows::unary64::<f::Ceil>,
            lanes::unary64::<f::Ceil>,
        ),
        (
            "trunc",
            R::trunc,
            rows::unary64::<f::Trunc>,
            lanes::unary64::<f::Trunc>,
        ),
    ];
    for (name, scalar, of_set, portable) in unary {
        for (set, inner) in loops(of_set, portable) {
            for (&x, got) in numbers.iter().zip(apply(inner, [&numbers, &numbers])) {
                let want = scalar(x);
                let is_same = got.to_bits() == want.to_bits() || got.is_nan() && want.is_nan();
                assert!(is_same, "{name}({x}) on {set}: {got}");
            }
        }
    }
}

/// Asserts that all loops give the same bits, any NaN being like any other.
fn assert_same_bits<T: Copy + Default + PartialEq + std::fmt::Debug, const N: usize>(
    what: &str,
    loops: &[(String, Inner<N>)],
    inputs: [&[T]; 2],
    bits: fn(T) -> u64,
) {
    let all: Vec<Vec<T>> = loops
        .iter()
        .map(|(_, inner)| apply(*inner, inputs))
        .collect();
    for (i, got) in all.iter().enumerate().skip(1) {
        for (at, (&a, &b)) in all[0].iter().zip(got).enumerate() {
            assert!(
                bits(a) == bits(b),
                "{what} at {:?}, {:?}: {} has {a:?}, {} has {b:?}",
                inputs[0][at],
                inputs[1][at],
                loops[0].0,
                loops[i].0
            );
        }
    }
}

/// Functions of f32 for which AVX-512 has longer tables.
const WITH_LONGER_TABLES: [&str; 2] = ["Tanh", "Power"];

/// But for a few functions every set runs the same operations, so results do not depend on the machine.
#[test]
fn sets_agree_to_the_last_bit() {
    let bits32 = |x: f32| u64::from(if x.is_nan() { 1 } else { x.to_bits() });
    let bits64 = |x: f64| if x.is_nan() { 1 } else { x.to_bits() };
    let x = patterns(1_000_003);
    // Partners of all sizes, and of the size where two arguments meet.
    let y: Vec<f32> = (0..x.len())
        .map(|i| match i % 2 {
            0 => x[(i * 2741) % x.len()],
            _ => x[i] * ((i % 701) as f32 * 0.01 - 3.0),
        })
        .collect();
    let wide: Vec<f64> = (0..5000u64)
        .map(|i| f64::from_bits(i.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .chain((0..5000).map(|i| (f64::from(i) - 2500.0) * 0.0123))
        .collect();
    let partners: Vec<f64> = (0..wide.len())
        .map(|i| match i % 2 {
            0 => wide[(i * 2741) % wide.len()],
            _ => wide[i] * ((i % 701) as f64 * 0.01 - 3.0),
        })
        .collect();
    for function in unary() {
        let (single, double) = (
            loops(function.single.0, function.single.1),
            loops(function.double.0, function.double.1),
        );
        if !WITH_LONGER_TABLES.contains(&function.name) {
            assert_same_bits(function.name, &single, [&x, &x], bits32);
        }
        assert_same_bits(function.name, &double, [&wide, &wide], bits64);
    }
    for function in binary() {
        let (single, double) = (
            loops(function.single.0, function.single.1),
            loops(function.double.0, function.double.1),
        );
        if !WITH_LONGER_TABLES.contains(&function.name) {
            assert_same_bits(function.name, &single, [&x, &y], bits32);
        }
        assert_same_bits(function.name, &double, [&wide, &partners], bits64);
        // Moderate pairs, of which powers neither overflow nor vanish.
        let moderate: Vec<f64> = (0..10_000)
            .map(|i| f64::from(i * 7919 % 10_000) * 1e-3 + 1e-3)
            .collect();
        let exponents: Vec<f64> = (0..10_000).map(|i| f64::from(i) * 0.01 - 50.0).collect();
        assert_same_bits(function.name, &double, [&moderate, &exponents], bits64);
    }
}

/// f32 at zeros, infinities, NaN, subnormals and the largest numbers: the rounded values of the scalar functions of
/// f64, exactly where those are zero, infinite or NaN, and within the limit elsewhere.
#[test]
fn edges_of_singles_are_those_of_the_scalar_functions() {
    let positive = [
        0.0,
        f32::INFINITY,
        f32::NAN,
        f32::MAX,
        f32::MAX.next_down(),
        f32::MIN_POSITIVE,
        f32::MIN_POSITIVE.next_up(),
        f32::MIN_POSITIVE.next_down(),
        f32::from_bits(1),
        f32::from_bits(2),
        f32::from_bits(3),
        1e-40,
        1e-30,
        0.5,
        1.0,
        1.0f32.next_down(),
        1.0f32.next_up(),
        2.0,
        3.0,
        1e18,
        1e30,
    ];
    let x: Vec<f32> = positive.iter().flat_map(|&x| [x, -x]).collect();
    for function in unary() {
        for (set, inner) in loops(function.single.0, function.single.1) {
            for (&x, got) in x.iter().zip(apply(inner, [&x, &x])) {
                let truth = (function.truth)(f64::from(x));
                let want = truth as f32;
                let is_same = if want.is_nan() {
                    got.is_nan()
                } else if want == 0.0 || want.is_infinite() {
                    got.to_bits() == want.to_bits()
                } else {
                    got.is_sign_negative() == want.is_sign_negative()
                        && ulps32(got, truth) <= function.limits.0
                };
                assert!(
                    is_same,
                    "{}({x:?}) of f32 on {set} is {got:?}, not {want:?}",
                    function.name
                );
            }
        }
    }
}

/// The functions that are nearly `x` at zero are `x` itself for tiny arguments, subnormal ones included.
#[test]
fn tiny_arguments_come_back() {
    const NEARLY_X: [&str; 10] = [
        "Expm1", "Sinh", "Tanh", "Log1p", "Sin", "Tan", "Arcsin", "Arctan", "Arcsinh", "Arctanh",
    ];
    let magnitudes = (0..40).chain((0..300).map(|i| (1 << 23) - 150 + i));
    let tiny32: Vec<f32> = magnitudes
        .flat_map(|i| [f32::from_bits(i), -f32::from_bits(i)])
        .collect();
    let magnitudes = (0..40).chain((0..300).map(|i| (1 << 52) - 150 + i));
    let tiny64: Vec<f64> = magnitudes
        .flat_map(|i| [f64::from_bits(i), -f64::from_bits(i)])
        .collect();
    for function in unary().into_iter().filter(|f| NEARLY_X.contains(&f.name)) {
        for (set, inner) in loops(function.single.0, function.single.1) {
            for (x, got) in tiny32.iter().zip(apply(inner, [&tiny32, &tiny32])) {
                let what = format!("{}({x:?}) of f32 on {set}: {got:?}", function.name);
                assert_eq!(got.to_bits(), x.to_bits(), "{what}");
            }
        }
        for (set, inner) in loops(function.double.0, function.double.1) {
            for (x, got) in tiny64.iter().zip(apply(inner, [&tiny64, &tiny64])) {
                let what = format!("{}({x:?}) of f64 on {set}: {got:?}", function.name);
                assert_eq!(got.to_bits(), x.to_bits(), "{what}");
            }
        }
    }
}

/// Sines, cosines and tangents of the f32 next to multiples of pi / 2, where all digits of the argument cancel.
#[test]
fn singles_next_to_multiples_of_half_pi() {
    let multiples = (1..60_000u32).chain((0..30_000).map(|i| 60_000 + i * 22_000));
    let x: Vec<f32> = multiples
        .flat_map(|k| {
            let near = (f64::from(k) * std::f64::consts::FRAC_PI_2) as f32;
            [near.next_down(), near, near.next_up()]
        })
        .collect();
    for function in unary()
        .into_iter()
        .filter(|f| ["Sin", "Cos", "Tan"].contains(&f.name))
    {
        for (set, inner) in loops(function.single.0, function.single.1) {
            for (&x, got) in x.iter().zip(apply(inner, [&x, &x])) {
                let ulps = ulps32(got, (function.truth)(f64::from(x)));
                assert!(
                    ulps <= function.limits.0,
                    "{}({x:?}) of f32 on {set}: {ulps} units in the last place",
                    function.name
                );
            }
        }
    }
}

/// Functions that tend to 1 are 1, not a unit less, wherever they round to it by far.
#[test]
fn limits_of_one_are_reached() {
    let x: Vec<f32> = vec![25.0, 30.0, 88.0, 200.0, 1e4, 1e30, f32::MAX, f32::INFINITY];
    let wide: Vec<f64> = x.iter().map(|&x| (x * 2.0).into()).collect();
    for function in unary()
        .into_iter()
        .filter(|f| ["Tanh", "Erf", "Sigmoid"].contains(&f.name))
    {
        for (set, inner) in loops(function.single.0, function.single.1) {
            assert_eq!(
                apply(inner, [&x, &x]),
                [1.0; 8],
                "{} on {set}",
                function.name
            );
        }
        for (set, inner) in loops(function.double.0, function.double.1) {
            assert_eq!(
                apply(inner, [&wide, &wide]),
                [1.0; 8],
                "{} on {set}",
                function.name
            );
        }
    }
}

/// Cubes of integers have these as their roots, and so have the cubes of their inverse powers of two.
#[test]
fn cube_roots_of_cubes() {
    let roots: Vec<f64> = (-2000..2000i32)
        .flat_map(|i| [-1070, -300, 0, 900].map(|k| f64::from(i) * 2f64.powi(k / 3)))
        .collect();
    let cubes: Vec<f64> = roots.iter().map(|x| x * x * x).collect();
    for (set, inner) in loops(rows::unary64::<f::Cbrt>, lanes::unary64::<f::Cbrt>) {
        assert_eq!(apply(inner, [&cubes, &cubes]), roots, "{set}");
    }
}

/// Powers of f32 whose results reach up to the largest and down to the smallest, of bases next to 1 and far from it.
#[test]
fn powers_of_singles_near_the_ends_of_the_range() {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for i in 0..40_000u32 {
        let spread = [0.02, 0.1, 1.0, 80.0][i as usize % 4];
        let base = ((f64::from(i) * 0.618).fract() * 2.0 - 1.0) * spread;
        let result = ((f64::from(i) * 0.414).fract() * 2.0 - 1.0) * 127.9;
        x.push(base.exp() as f32);
        y.push((result / f64::from(x[i as usize]).log2()) as f32);
    }
    for (set, inner) in loops(rows::binary32::<f::Power>, lanes::binary32::<f::Power>) {
        for (i, got) in apply(inner, [&x, &y]).into_iter().enumerate() {
            let ulps = ulps32(got, f64::from(x[i]).powf(f64::from(y[i])));
            assert!(ulps < 0.6, "{}^{} on {set}: {ulps}", x[i], y[i]);
        }
    }
}

/// Rows of any strides and lengths give what single elements give.
#[test]
fn strides_and_ends_of_rows() {
    let x: Vec<f32> = (0..2100).map(|i| (i as f32 - 700.0) * 0.05).collect();
    for (set, inner) in loops(rows::binary32::<f::Power>, lanes::binary32::<f::Power>) {
        for n in [0usize, 1, 3, 7, 8, 15, 16, 17, 33, 255, 256, 257, 600] {
            for strides in [[4, 4, 4], [4, 0, 4], [8, 4, 0], [4, 8, -4], [-4, 4, 8]] {
                let mut out = vec![f32::NAN; 2 * n + 2];
                let start = |stride: isize| if stride < 0 { n.saturating_sub(1) } else { 0 };
                let pointers = [
                    out[start(strides[0])..].as_mut_ptr().cast::<u8>(),
                    x[800 + start(strides[1])..]
                        .as_ptr()
                        .cast::<u8>()
                        .cast_mut(),
                    x[start(strides[2])..].as_ptr().cast::<u8>().cast_mut(),
                ];
                // SAFETY: the vectors are long enough for all of these strides.
                unsafe { inner(pointers, strides, n, &Rows::ONE) };
                for i in 0..n as isize {
                    let at = |operand: usize| {
                        (start(strides[operand]) as isize + i * strides[operand] / 4) as usize
                    };
                    let mut one = 0f32;
                    let (a, b) = (x[800 + at(1)], x[at(2)]);
                    let single = [
                        (&raw mut one).cast::<u8>(),
                        (&raw const a).cast::<u8>().cast_mut(),
                        (&raw const b).cast::<u8>().cast_mut(),
                    ];
                    // SAFETY: one element each.
                    unsafe { inner(single, [4; 3], 1, &Rows::ONE) };
                    let got = out[at(0)];
                    assert!(
                        got.to_bits() == one.to_bits(),
                        "{set} {n} {strides:?}: {a}^{b} {got} {one}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_wish_never_exceeds_the_machine() {
    use Set::{Avx2, Avx512, Baseline};
    let all = [Baseline, Avx2, Avx512];
    assert_eq!(choose(None, &all), Avx512);
    assert_eq!(choose(Some("avx2"), &all), Avx2);
    assert_eq!(choose(Some("baseline"), &all), Baseline);
    assert_eq!(choose(Some("avx512"), &all[..2]), Avx2);
    assert_eq!(choose(None, &all[..1]), Baseline);
    assert_eq!(choose(Some("AVX2"), &all), Avx512);
    for (wish, named) in [
        (None, false),
        (Some("avx512"), true),
        (Some("avx2"), true),
        (Some("AVX2"), false),
    ] {
        assert_eq!(super::names_a_set(wish), named);
    }
}

/// Compares a function of several numbers with the plain expression, for every choice of repeated inputs.
macro_rules! check_combined {
    ($t:ident, $loop:ident, $function:ident, $n:literal, $plain:expr) => {{
        let plain: fn([$t; $n]) -> $t = $plain;
        let value = |k: usize, i: usize| ((i * (k + 3) + k) % 19) as $t * 0.37 - 3.3;
        for n in (0..40).chain([100]) {
            let inputs: [Vec<$t>; $n] =
                std::array::from_fn(|k| (0..n).map(|i| value(k, i)).collect());
            let of_set: fn(Set) -> Option<Inner<$n>> = rows::$loop::<f::$function, $n>;
            let portable: Inner<$n> = lanes::$loop::<f::$function, $n>;
            for (set, inner) in loops(of_set, portable) {
                for repeated in 0..1usize << $n {
                    let mut out = vec![0.0; n];
                    let mut pointers = inputs.each_ref().map(|x| x.as_ptr().cast::<u8>().cast_mut());
                    pointers[0] = out.as_mut_ptr().cast();
                    let is_repeated = |k: usize| k > 0 && repeated >> k & 1 == 1;
                    let strides =
                        std::array::from_fn(|k| if is_repeated(k) { 0 } else { size_of::<$t>() as isize });
                    // SAFETY: every operand has `n` elements, and the machine has the set of the loop.
                    unsafe { inner(pointers, strides, n, &Rows::ONE) };
                    for (i, &found) in out.iter().enumerate() {
                        let operands =
                            std::array::from_fn(|k| inputs[k][if is_repeated(k) { 0 } else { i }]);
                        let name = stringify!($function);
                        assert_eq!(found, plain(operands), "{name} with {set}, {repeated:b}");
                    }
                }
            }
        }
    }};
}

#[test]
fn functions_of_several_numbers_are_exact() {
    check_combined!(f64, combined64, ProductSum, 5, |[_, x, y, z, w]| x * y
        + z * w);
    check_combined!(f32, combined32, ProductSum, 5, |[_, x, y, z, w]| x * y
        + z * w);
    check_combined!(f64, combined64, QuotientTangent, 5, |[_, x, d, r, q]| x / d
        - r * q);
    check_combined!(f32, combined32, QuotientTangent, 5, |[_, x, d, r, q]| x / d
        - r * q);
    check_combined!(f64, combined64, TanhBend, 4, |[_, t, x, y]| t
        * x
        * y
        * -2.0);
    check_combined!(f32, combined32, TanhBend, 4, |[_, t, x, y]| t
        * x
        * y
        * -2.0);
    check_combined!(f64, combined64, SigmoidBend, 4, |[_, t, x, y]| t
        * x
        * (1.0 - 2.0 * y));
    check_combined!(f32, combined32, SigmoidBend, 4, |[_, t, x, y]| t
        * x
        * (1.0 - 2.0 * y));
}
