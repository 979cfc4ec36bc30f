//! Reads the golden files of numpy's answers (see `tests/golden/README.md`) and compares arrays with them.
//!
//! A golden test reads its file with [`read`], resolves the arrays of each case and collects what differs
//! in a [`Report`]. Which functions a case may call is the business of each test.
#![allow(dead_code, reason = "each golden test uses a part of it")]

use half::{bf16, f16};
use num_complex::Complex;
use numtape::prelude::*;
use numtape::{DType, Element};
use serde_json::Value;
use std::collections::HashMap;

/// The cases of a golden file, with its definitions.
pub(crate) struct Golden {
    /// Arrays by name.
    pub(crate) definitions: HashMap<String, Array>,
    /// The other lines in order.
    pub(crate) cases: Vec<Value>,
}

/// Reads `tests/golden/<subject>.jsonl.gz`.
pub(crate) fn read(subject: &str) -> Golden {
    let path = format!(
        "{}/tests/golden/{subject}.jsonl.gz",
        env!("CARGO_MANIFEST_DIR")
    );
    let packed = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(packed))
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut golden = Golden {
        definitions: HashMap::new(),
        cases: Vec::new(),
    };
    for line in text.lines() {
        let value: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error} in {line}"));
        match value.get("define") {
            Some(name) => {
                golden.definitions.insert(
                    name.as_str().expect("names are texts").to_string(),
                    parse(&value["array"]),
                );
            }
            None => golden.cases.push(value),
        }
    }
    assert!(!golden.cases.is_empty(), "{path} has no cases");
    golden
}

impl Golden {
    /// An array that is written out or named by `ref`.
    pub(crate) fn array(&self, value: &Value) -> Array {
        match value.get("ref") {
            Some(name) => self.definitions[name.as_str().expect("names are texts")].clone(),
            None => parse(value),
        }
    }
}

/// An array that is written out.
pub(crate) fn parse(value: &Value) -> Array {
    let dtype =
        DType::from_name(text(&value["dtype"])).unwrap_or_else(|| panic!("dtype of {value}"));
    let shape: Vec<usize> = list(&value["shape"])
        .iter()
        .map(|n| n.as_u64().expect("sizes are integers") as usize)
        .collect();
    let data: Vec<&str> = list(&value["data"]).iter().map(text).collect();
    match dtype {
        Bool => collect(&data, &shape, |s| s == "true"),
        U8 => collect(&data, &shape, parsed::<u8>),
        U16 => collect(&data, &shape, parsed::<u16>),
        U32 => collect(&data, &shape, parsed::<u32>),
        U64 => collect(&data, &shape, parsed::<u64>),
        I8 => collect(&data, &shape, parsed::<i8>),
        I16 => collect(&data, &shape, parsed::<i16>),
        I32 => collect(&data, &shape, parsed::<i32>),
        I64 => collect(&data, &shape, parsed::<i64>),
        F16 => collect(&data, &shape, |s| f16::from_f64(parsed(s))),
        BF16 => collect(&data, &shape, |s| bf16::from_f64(parsed(s))),
        F32 => collect(&data, &shape, parsed::<f32>),
        F64 => collect(&data, &shape, parsed::<f64>),
        C64 => collect(&data, &shape, complex::<f32>),
        C128 => collect(&data, &shape, complex::<f64>),
    }
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a text"))
}

fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is not a list"))
}

fn parsed<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} is not a number"))
}

fn complex<T: std::str::FromStr>(text: &str) -> Complex<T> {
    let (re, im) = text
        .split_once(',')
        .unwrap_or_else(|| panic!("{text:?} is not complex"));
    Complex::new(parsed(re), parsed(im))
}

fn collect<T: Element>(data: &[&str], shape: &[usize], read: impl Fn(&str) -> T) -> Array {
    let elements: Vec<T> = data.iter().map(|&text| read(text)).collect();
    Array::from_shape_vec(shape, elements).expect("the file's shapes fit its data")
}

/// How exactly values are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Exactness {
    /// The same value: nan equals nan, 0.0 does not equal -0.0.
    Exact,
    /// Within so many units in the last place of the dtype (of the modulus, for complex numbers); zeros of
    /// either sign are equal.
    Ulps(f64),
    /// Within so many units in the last place of the array's largest element.
    ArrayUlps(f64),
}

impl Exactness {
    /// What the case asks for, with a tolerance for those that are not exact and name none of their own.
    pub(crate) fn of(case: &Value, ulps: f64) -> Exactness {
        match &case["exact"] {
            Value::Bool(false) => Exactness::Ulps(case["ulps"].as_f64().unwrap_or(ulps)),
            Value::String(scale) if scale == "array" => {
                Exactness::ArrayUlps(case["ulps"].as_f64().unwrap_or(ulps))
            }
            _ => Exactness::Exact,
        }
    }
}

/// What is different, or `None`: dtype, shape, then the first element.
pub(crate) fn difference(found: &Array, wanted: &Array, exactness: Exactness) -> Option<String> {
    if found.dtype() != wanted.dtype() {
        return Some(format!(
            "dtype {} instead of {}",
            found.dtype(),
            wanted.dtype()
        ));
    }
    if found.shape() != wanted.shape() {
        return Some(format!(
            "shape {:?} instead of {:?}",
            found.shape(),
            wanted.shape()
        ));
    }
    let dtype = found.dtype();
    if matches!(dtype, U64 | I64) {
        // Beyond 2^53 these are no f64.
        let (a, b) = (integers(found), integers(wanted));
        let at = a.iter().zip(&b).position(|(a, b)| a != b)?;
        return Some(format!("element {at} is {} instead of {}", a[at], b[at]));
    }
    let (a, b) = (wide(found), wide(wanted));
    let finite = b
        .iter()
        .flat_map(|z| [z.re.abs(), z.im.abs()])
        .filter(|x| x.is_finite());
    let largest = finite.fold(0.0, f64::max);
    let at = a
        .iter()
        .zip(&b)
        .position(|(a, b)| !agree(*a, *b, dtype, exactness, largest))?;
    let show = |z: Complex<f64>| {
        if dtype.is_complex() {
            format!("{:?}+{:?}j", z.re, z.im)
        } else {
            format!("{:?}", z.re)
        }
    };
    Some(format!(
        "element {at} is {} instead of {}",
        show(a[at]),
        show(b[at])
    ))
}

fn integers(x: &Array) -> Vec<i128> {
    if x.dtype() == U64 {
        x.to_vec::<u64>()
            .expect("u64")
            .into_iter()
            .map(i128::from)
            .collect()
    } else {
        x.to_vec::<i64>()
            .expect("i64")
            .into_iter()
            .map(i128::from)
            .collect()
    }
}

/// The elements as complex numbers, exactly.
fn wide(x: &Array) -> Vec<Complex<f64>> {
    fn real<T: Element + Into<f64>>(x: &Array) -> Vec<Complex<f64>> {
        x.to_vec::<T>()
            .expect("the dtype was asked")
            .into_iter()
            .map(|v| Complex::new(v.into(), 0.0))
            .collect()
    }
    match x.dtype() {
        Bool => real::<bool>(x),
        U8 => real::<u8>(x),
        U16 => real::<u16>(x),
        U32 => real::<u32>(x),
        I8 => real::<i8>(x),
        I16 => real::<i16>(x),
        I32 => real::<i32>(x),
        F16 => real::<f16>(x),
        BF16 => real::<bf16>(x),
        F32 => real::<f32>(x),
        F64 => real::<f64>(x),
        C64 => {
            let elements = x.to_vec::<Complex<f32>>().expect("c64");
            elements
                .into_iter()
                .map(|z| Complex::new(z.re.into(), z.im.into()))
                .collect()
        }
        C128 => x.to_vec::<Complex<f64>>().expect("c128"),
        U64 | I64 => unreachable!("compared as integers"),
    }
}

fn agree(
    a: Complex<f64>,
    b: Complex<f64>,
    dtype: DType,
    exactness: Exactness,
    largest: f64,
) -> bool {
    match exactness {
        Exactness::ArrayUlps(ulps) => {
            let tolerance = ulps * spacing(largest, dtype.real_part());
            near(a.re, b.re, tolerance) && near(a.im, b.im, tolerance)
        }
        Exactness::Exact => same(a.re, b.re) && same(a.im, b.im),
        Exactness::Ulps(ulps) => {
            let part = dtype.real_part();
            let scale = if b.re.is_finite() && b.im.is_finite() {
                b.re.abs().max(b.im.abs())
            } else {
                f64::NAN
            };
            let tolerance = |x: f64| ulps * spacing(if scale.is_nan() { x } else { scale }, part);
            near(a.re, b.re, tolerance(b.re)) && near(a.im, b.im, tolerance(b.im))
        }
    }
}

fn same(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a == b && a.is_sign_negative() == b.is_sign_negative())
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a.is_nan() && b.is_nan())
        || a == b
        || (a.is_finite() && b.is_finite() && (a - b).abs() <= tolerance)
}

/// The distance of neighbours at a number's magnitude in a float dtype.
fn spacing(x: f64, dtype: DType) -> f64 {
    let (digits, lowest) = match dtype {
        F16 => (10, -14),
        BF16 => (7, -126),
        F32 => (23, -126),
        _ => (52, -1022),
    };
    let exponent = if x == 0.0 || !x.is_finite() {
        lowest
    } else {
        (x.abs().log2().floor() as i32).max(lowest)
    };
    // `powi` has no subnormal results.
    f64::from((exponent - digits).max(-1074)).exp2()
}

/// What went wrong in a file's cases.
#[derive(Default)]
pub(crate) struct Report {
    passed: usize,
    skipped: usize,
    failures: Vec<String>,
}

impl Report {
    /// Counts a case: `None` is a success.
    pub(crate) fn add(&mut self, label: impl FnOnce() -> String, failure: Option<String>) {
        match failure {
            None => self.passed += 1,
            Some(text) => self.failures.push(format!("{}: {text}", label())),
        }
    }

    /// Counts a case that is skipped for a reason given in the test.
    pub(crate) fn skip(&mut self) {
        self.skipped += 1;
    }

    /// Checks the result of a case, a panic-free `Result`, against its `out` or `error`.
    pub(crate) fn check(
        &mut self,
        golden: &Golden,
        case: &Value,
        found: numtape::Result<Array>,
        exactness: Exactness,
    ) {
        let failure = match (found, case.get("error")) {
            (Ok(found), None) => difference(&found, &golden.array(&case["out"]), exactness),
            (Err(_), Some(_)) => None,
            (Ok(_), Some(error)) => Some(format!("succeeds instead of {error}")),
            (Err(error), None) => Some(format!("fails: {error}")),
        };
        self.add(
            || {
                let mut case = case.clone();
                case.as_object_mut()
                    .expect("cases are objects")
                    .remove("out");
                case.to_string()
            },
            failure,
        );
    }

    /// # Panics
    /// If a case failed, with the first failures; or if fewer than `least` passed, which would mean that the
    /// test has stopped testing.
    pub(crate) fn finish(self, least: usize) {
        let Report {
            passed,
            skipped,
            failures,
        } = self;
        let shown = failures
            .iter()
            .take(60)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n");
        assert!(
            failures.is_empty(),
            "{} failed, {passed} passed, {skipped} skipped\n{shown}",
            failures.len()
        );
        assert!(passed >= least, "only {passed} cases ran");
    }
}
