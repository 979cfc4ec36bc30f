//! dtypes of results against numpy's table: through `promote_types` and `Scalar`, and through real sums.

#[path = "common/golden.rs"]
mod golden;

use num_complex::Complex;
use numtape::prelude::*;
use numtape::{Scalar, promote_types};
use serde_json::Value;

fn weak(name: &str) -> Scalar {
    match name {
        "bool" => Scalar::Bool(true),
        "int" => Scalar::Int(1),
        "float" => Scalar::Float(1.0),
        "complex" => Scalar::Complex(Complex::new(1.0, 1.0)),
        other => panic!("unknown scalar {other}"),
    }
}

fn dtype(value: &Value) -> DType {
    DType::from_name(value.as_str().expect("a dtype name")).expect("a known dtype")
}

#[test]
fn the_whole_table() {
    let golden = golden::read("promotion");
    let (mut pairs, mut scalars) = (0, 0);
    for case in &golden.cases {
        let (left, out) = (dtype(&case["left"]), dtype(&case["out"]));
        let x = np::ones(([2], left));
        if let Some(name) = case["weak"].as_str() {
            scalars += 1;
            let number = weak(name);
            assert_eq!(number.promote_with(left), out, "{case}");
            assert_eq!(np::add(&x, number).dtype(), out, "{case}");
            assert_eq!(np::add(number, &x).dtype(), out, "{case}");
        } else {
            pairs += 1;
            let right = dtype(&case["right"]);
            assert_eq!(promote_types(left, right), out, "{case}");
            let sum = np::add(&x, np::ones(([2, 1], right)));
            assert_eq!((sum.dtype(), sum.shape()), (out, &[2, 2][..]), "{case}");
            // one plus one is two, or true, in every dtype
            let wanted = np::full(([2, 2], out), if out == Bool { 1 } else { 2 });
            assert!(np::array_equal(&sum, wanted), "{case}: {sum}");
        }
    }
    assert_eq!((pairs, scalars), (15 * 15, 15 * 4));
}

#[test]
fn promotion_is_symmetric() {
    for a in DType::ALL {
        for b in DType::ALL {
            assert_eq!(promote_types(a, b), promote_types(b, a), "{a} {b}");
        }
    }
}

#[test]
fn literals_out_of_range_are_errors() {
    let x = np::ones(([2], U8));
    let error = try_run(|| &x + 256).unwrap_err().to_string();
    assert!(
        error.starts_with("add: the integer 256 is out of bounds for u8 (0 to 255)"),
        "{error}"
    );
    assert!(try_run(|| &x + -1).is_err());
    assert!(try_run(|| 300 * &x).is_err());
    assert!(try_run(|| np::full(([2], I8), 200)).is_err());
    assert_eq!((&x + 254).to_vec::<u8>().unwrap(), [255, 255]);
    // a wider kind widens the array instead
    assert_eq!((&x + 256.0).dtype(), F64);
    assert_eq!((np::ones(([2], F16)) + 1_000_000).dtype(), F16);
}

#[test]
fn numbers_alone_have_the_default_dtypes() {
    assert_eq!(np::add(1, 2).dtype(), I64);
    assert_eq!(np::add(1, 2.0).dtype(), F64);
    assert_eq!(np::add(true, false).dtype(), Bool);
    assert_eq!(np::add(1, Complex::new(0.0, 1.0)).dtype(), C128);
    assert_eq!(np::negative(u64::MAX).dtype(), U64);
}
