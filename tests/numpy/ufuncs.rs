//! Every elementwise function against numpy's answers on edge values: dtypes, values, refusals.

use crate::golden::{Exactness, Report, read};
use numtape::Kind;
use numtape::prelude::*;

/// The function of a name, applied to one or two arrays.
fn call(name: &str, inputs: &[Array]) -> Array {
    macro_rules! functions {
        (unary: $($unary:ident)*; binary: $($binary:ident)*;) => {
            match (name, inputs) {
                $((stringify!($unary), [x]) => np::$unary(x),)*
                $((stringify!($binary), [x, y]) => np::$binary(x, y),)*
                _ => panic!("{name} of {} inputs is not in the list of this test", inputs.len()),
            }
        };
    }
    functions! {
        unary: negative positive absolute sign floor ceil trunc rint sqrt square reciprocal cbrt exp exp2 expm1 log
            log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh logical_not invert
            isnan isinf isfinite signbit conj real imag angle deg2rad rad2deg;
        binary: add subtract multiply divide floor_divide remainder fmod power float_power arctan2 hypot logaddexp
            logaddexp2 maximum minimum fmax fmin copysign nextafter heaviside equal not_equal less less_equal greater
            greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift
            gcd lcm ldexp;
    }
}

/// Units in the last place that numpy's own rounding errors ask for.
fn tolerance(function: &str, inputs: &[Array]) -> f64 {
    let is_complex = inputs.iter().any(|x| x.dtype().kind() == Kind::Complex);
    match function {
        // numpy multiplies small whole powers out, and takes logarithms in single precision.
        "power" | "float_power" if is_complex => 256.0,
        // numpy takes log(1 + z) and loses the digits near 0 that ours keeps.
        "log1p" if is_complex => 2048.0,
        _ => 4.0,
    }
}

#[test]
fn elementwise_functions() {
    let golden = read("ufuncs");
    let mut report = Report::default();
    for case in &golden.cases {
        let function = case["function"]
            .as_str()
            .expect("cases name their function");
        let inputs: Vec<Array> = case["inputs"]
            .as_array()
            .expect("cases have inputs")
            .iter()
            .map(|x| golden.array(x))
            .collect();
        let found = try_run(|| call(function, &inputs));
        report.check(
            &golden,
            case,
            found,
            Exactness::of(case, tolerance(function, &inputs)),
        );
    }
    report.finish(1400);
}
