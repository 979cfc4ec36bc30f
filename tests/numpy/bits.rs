//! Elementwise leftovers, bits, questions about dtypes and numbers as text against numpy's answers.
//!
//! A dtype as a result is its place among all dtypes, a text its bytes.

use crate::calls::{self, Call, Skip, int, number};
use numtape::np::{
    ArrayText, BitOrder, Casting, FloatFormat, FromBuffer, Tolerance, Trim, TypeArg, TypeFamily,
    UnpackBits,
};
use numtape::prelude::*;
use numtape::{DType, PrintOptions, Scalar};
use serde_json::Value;

const SKIPS: &[Skip] = &[(
    "format_float_positional",
    r#"[{"data":["0.1"],"dtype":"f16","shape":[]}], {"fractional":false,"precision":3,"unique":false}"#,
    "numpy fills up to three digits, unless rounding carried, as from 0.09998 here",
)];

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    questions(function, call)
        .or_else(|| texts(function, call))
        .or_else(|| one_argument(function, call))
        .or_else(|| two_arguments(function, call))
        .or_else(|| packing(function, call))
}

fn dtype(value: &Value) -> DType {
    let name = value.as_str().expect("a dtype's name");
    DType::from_name(name).expect("a known dtype")
}

fn questions(function: &str, call: &Call) -> Option<Vec<Array>> {
    let place = |dtype: DType| {
        let place = DType::ALL.iter().position(|&other| other == dtype);
        Some(vec![array(place.expect("it is in the list") as i64)])
    };
    let truth = |truth: bool| Some(vec![array(truth)]);
    let at = |position: usize| dtype(&call.args[position]);
    match function {
        "can_cast" => {
            let casting = match call.args[2].as_str() {
                Some("no") => Casting::No,
                Some("equiv") => Casting::Equiv,
                Some("safe") => Casting::Safe,
                Some("same_kind") => Casting::SameKind,
                _ => Casting::Unsafe,
            };
            truth(np::can_cast_with(at(0), at(1), casting))
        }
        "result_type" => {
            let argument = |value: &Value| match number(value) {
                Some(scalar) => TypeArg::Weak(scalar),
                None => TypeArg::DType(dtype(value)),
            };
            place(np::result_type(
                call.args.iter().map(argument).collect::<Vec<_>>(),
            ))
        }
        "promote_types" => place(np::promote_types(at(0), at(1))),
        "common_type" => place(np::common_type((call.array(0), call.array(1)))),
        "min_scalar_type" => place(np::min_scalar_type(call.array(0))),
        "issubdtype" => truth(np::issubdtype(at(0), at(1))),
        "issubdtype_family" => truth(np::issubdtype(at(0), family(&call.args[1]))),
        "isdtype" => truth(np::isdtype(at(0), family(&call.args[1]))),
        "finfo" => {
            let info = np::finfo(at(0));
            let fields = [
                info.bits as f64,
                info.eps,
                info.epsneg,
                f64::from(info.machep),
                f64::from(info.negep),
                info.max,
                info.min,
                f64::from(info.maxexp),
                f64::from(info.minexp),
                info.nexp as f64,
                info.nmant as f64,
                info.precision as f64,
                info.smallest_normal,
                info.smallest_subnormal,
            ];
            Some(vec![array(fields)])
        }
        "iinfo" => {
            let info = np::iinfo(at(0));
            Some(vec![
                array(info.bits as i64),
                array(info.min as i64),
                array(info.max as u64),
            ])
        }
        _ => None,
    }
}

fn family(value: &Value) -> TypeFamily {
    match value.as_str().expect("a name") {
        "bool" => TypeFamily::Bool,
        "signed_integer" => TypeFamily::SignedInteger,
        "unsigned_integer" => TypeFamily::UnsignedInteger,
        "integer" => TypeFamily::Integer,
        "floating" => TypeFamily::Floating,
        "complex_floating" => TypeFamily::ComplexFloating,
        "inexact" => TypeFamily::Inexact,
        "number" => TypeFamily::Number,
        _ => TypeFamily::Generic,
    }
}

fn one_argument(function: &str, call: &Call) -> Option<Vec<Array>> {
    let one = |x: Array| Some(vec![x]);
    let two = |(x, y): (Array, Array)| Some(vec![x, y]);
    let x = || call.array(0);
    match function {
        "frexp" => two(np::frexp(x())),
        "modf" => two(np::modf(x())),
        "spacing" => one(np::spacing(x())),
        "fabs" => one(np::fabs(x())),
        "positive" => one(np::positive(x())),
        "fix" => one(np::fix(x())),
        "signbit" => one(np::signbit(x())),
        "isposinf" => one(np::isposinf(x())),
        "isneginf" => one(np::isneginf(x())),
        "isreal" => one(np::isreal(x())),
        "iscomplex" => one(np::iscomplex(x())),
        "bitwise_count" => one(np::bitwise_count(x())),
        "bitwise_invert" => one(np::bitwise_invert(x())),
        "nan_to_num" => {
            let option = |name: &str| call.kwargs[name].as_f64();
            let nan = option("nan").unwrap_or(0.0);
            one(np::nan_to_num_with(
                x(),
                nan,
                option("posinf"),
                option("neginf"),
            ))
        }
        "real_if_close" => {
            let tolerance = call.kwargs["tol"].as_f64().unwrap_or(100.0);
            one(np::real_if_close_with(x(), tolerance))
        }
        "round" => one(np::round(x(), int(&call.args[1]) as i32)),
        _ => None,
    }
}

fn two_arguments(function: &str, call: &Call) -> Option<Vec<Array>> {
    let one = |x: Array| Some(vec![x]);
    let truth = |truth: bool| Some(vec![array(truth)]);
    let (x, y) = (|| call.array(0), || call.array(1));
    let option = |name: &str, default: f64| call.kwargs[name].as_f64().unwrap_or(default);
    let equal_nan = call.kwargs["equal_nan"].as_bool().unwrap_or(false);
    let tolerance = Tolerance {
        rtol: option("rtol", 1e-5),
        atol: option("atol", 1e-8),
        equal_nan,
    };
    match function {
        "divmod" => {
            let (quotient, remainder) = np::divmod(x(), y());
            Some(vec![quotient, remainder])
        }
        "fmod" => one(np::fmod(x(), y())),
        "copysign" => one(np::copysign(x(), y())),
        "heaviside" => one(np::heaviside(x(), y())),
        "nextafter" => one(np::nextafter(x(), y())),
        "left_shift" => one(np::left_shift(x(), y())),
        "bitwise_and" => one(np::bitwise_and(x(), y())),
        "gcd" => one(np::gcd(x(), y())),
        "lcm" => one(np::lcm(x(), y())),
        "float_power" => one(np::float_power(x(), y())),
        "isclose" => one(np::isclose_with(x(), y(), tolerance)),
        "allclose" => truth(np::allclose_with(x(), y(), tolerance)),
        "array_equal" => truth(np::array_equal_with(x(), y(), equal_nan)),
        "array_equiv" => truth(np::array_equiv(x(), y())),
        _ => None,
    }
}

fn packing(function: &str, call: &Call) -> Option<Vec<Array>> {
    let bitorder = match call.kwargs["bitorder"].as_str() {
        Some("little") => BitOrder::Little,
        _ => BitOrder::Big,
    };
    let axis = call.axis(-1);
    match function {
        "packbits" => Some(vec![np::packbits_with(call.array(0), axis, bitorder)]),
        "unpackbits" => {
            let count = &call.kwargs["count"];
            let options = UnpackBits {
                count: (!count.is_null()).then(|| int(count)),
                bitorder,
            };
            Some(vec![np::unpackbits_with(call.array(0), axis, options)])
        }
        _ => None,
    }
}

fn texts(function: &str, call: &Call) -> Option<Vec<Array>> {
    let text = |text: String| Some(vec![Array::from_vec(text.into_bytes())]);
    let integer = |position: usize| int(&call.args[position]);
    match function {
        "base_repr" => text(np::base_repr(
            integer(0) as i128,
            integer(1) as u32,
            integer(2) as usize,
        )),
        "binary_repr" => {
            let width = (!call.args[1].is_null()).then(|| integer(1) as usize);
            text(np::binary_repr(integer(0) as i128, width))
        }
        "format_float_positional" => text(np::format_float_positional(
            call.array(0),
            float_format(call),
        )),
        "format_float_scientific" => text(np::format_float_scientific(
            call.array(0),
            float_format(call),
        )),
        "array_str" => text(np::array_str(call.array(0))),
        "array_repr" => text(np::array_repr(call.array(0))),
        "array2string" => text(np::array2string_with(call.array(0), &array_text(call))),
        "fromstring" => {
            let string = |position: usize| call.args[position].as_str().expect("a text");
            raised(np::fromstring(string(0), dtype(&call.args[1]), string(2)))
        }
        "frombuffer" => {
            let bytes = call.array(0).to_vec::<u8>().expect("bytes");
            let (count, offset) = (int(&call.kwargs["count"]), int(&call.kwargs["offset"]));
            let part = FromBuffer {
                count: usize::try_from(count).ok(),
                offset: offset as usize,
            };
            raised(np::frombuffer_with(&bytes, dtype(&call.args[1]), part))
        }
        _ => None,
    }
}

/// A result, or a failure of the kind that the cases expect: one of array functions.
#[expect(clippy::unnecessary_wraps, reason = "what every case gives")]
fn raised(result: numtape::Result<Array>) -> Option<Vec<Array>> {
    match result {
        Ok(x) => Some(vec![x]),
        Err(error) => Some(vec![np::reshape([0.0], [error.to_string().len() + 2])]),
    }
}

fn float_format(call: &Call) -> FloatFormat {
    let count = |name: &str| call.kwargs[name].as_u64().map(|n| n as usize);
    let truth = |name: &str, default: bool| call.kwargs[name].as_bool().unwrap_or(default);
    FloatFormat {
        precision: count("precision"),
        unique: truth("unique", true),
        fractional: truth("fractional", true),
        trim: match call.kwargs["trim"].as_str() {
            Some(".") => Trim::Point,
            Some("0") => Trim::OneZero,
            Some("-") => Trim::Nothing,
            _ => Trim::Keep,
        },
        sign: truth("sign", false),
        pad_left: count("pad_left").unwrap_or(0),
        pad_right: count("pad_right").unwrap_or(0),
        exp_digits: count("exp_digits").unwrap_or(2),
    }
}

fn array_text(call: &Call) -> ArrayText {
    let string =
        |name: &str, default: &str| call.kwargs[name].as_str().unwrap_or(default).to_string();
    let defaults = PrintOptions::default();
    let count =
        |name: &str, default: usize| call.kwargs[name].as_u64().map_or(default, |n| n as usize);
    ArrayText {
        options: PrintOptions {
            precision: count("precision", defaults.precision),
            linewidth: count("max_line_width", defaults.linewidth),
            suppress: call.kwargs["suppress_small"].as_bool().unwrap_or(false),
            ..defaults
        },
        separator: string("separator", " "),
        prefix: string("prefix", ""),
        suffix: string("suffix", ""),
    }
}

#[test]
fn agrees_with_numpy() {
    // Whole powers of complex numbers are multiplied out by numpy, not by us.
    calls::check("bits", 256.0, 9000, SKIPS, evaluate);
}

#[test]
fn print_options_are_scoped() {
    let x = array([1.0 / 3.0]);
    let short = PrintOptions {
        precision: 2,
        ..PrintOptions::default()
    };
    let inside = np::printoptions(short.clone(), || (x.to_string(), np::get_printoptions()));
    assert_eq!(inside, ("[0.33]".to_string(), short.clone()));
    assert_eq!(x.to_string(), "[0.33333333]");
    // A panic leaves them as they were, too.
    let failed = try_run(|| np::printoptions(short, || x.reshape([7])));
    assert!(failed.is_err());
    assert_eq!(np::get_printoptions(), PrintOptions::default());
}

#[test]
fn names_of_dtypes_and_constants_are_numpys() {
    assert_eq!(np::zeros(([1], np::float32)).dtype(), F32);
    assert_eq!(np::finfo(np::half).bits, 16);
    assert_eq!(np::pi, std::f64::consts::PI);
    assert_eq!(np::array([1, 2]).i(s![np::newaxis, ..]).shape(), [1, 2]);
    assert_eq!(Scalar::from(np::e), Scalar::Float(1f64.exp()));
}
