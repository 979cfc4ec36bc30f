//! `numtape::nn` against `jax.nn`, case by case of `golden/nn.jsonl`.

use crate::calls::{self, Call, Skip, int};
use numtape::nn;
use numtape::prelude::*;

/// An activation without parameters, by name.
fn activation(name: &str, x: &Array) -> Option<Array> {
    Some(match name {
        "relu" => nn::relu(x),
        "relu6" => nn::relu6(x),
        "selu" => nn::selu(x),
        "gelu" => nn::gelu(x),
        "gelu_tanh" => nn::gelu_tanh(x),
        "silu" => nn::silu(x),
        "mish" => nn::mish(x),
        "softplus" => nn::softplus(x),
        "soft_sign" => nn::soft_sign(x),
        "log_sigmoid" => nn::log_sigmoid(x),
        "sigmoid" => nn::sigmoid(x),
        "hard_tanh" => nn::hard_tanh(x),
        "hard_sigmoid" => nn::hard_sigmoid(x),
        "hard_silu" => nn::hard_silu(x),
        "sparse_plus" => nn::sparse_plus(x),
        "sparse_sigmoid" => nn::sparse_sigmoid(x),
        "log1mexp" => nn::log1mexp(x),
        _ => return None,
    })
}

fn with_parameter(name: &str, x: &Array, parameter: f64) -> Option<Array> {
    Some(match name {
        "leaky_relu" => nn::leaky_relu(x, parameter),
        "elu" => nn::elu(x, parameter),
        "celu" => nn::celu(x, parameter),
        "squareplus" => nn::squareplus(x, parameter),
        _ => return None,
    })
}

/// A function of one array, with its parameter if it has one.
fn elementwise(name: &str, call: &Call, x: &Array) -> Option<Array> {
    match call.args.get(1).and_then(serde_json::Value::as_f64) {
        Some(parameter) => with_parameter(name, x, parameter),
        None => activation(name, x),
    }
}

/// The options of attention among the keywords.
fn attention_options(call: &Call) -> nn::DotProductAttention {
    let array = |name: &str| {
        let value = &call.kwargs[name];
        (!value.is_null()).then(|| call.golden.array(value))
    };
    let window = call.kwargs["local_window_size"].as_array();
    nn::DotProductAttention {
        bias: array("bias"),
        mask: array("mask"),
        scale: call.kwargs["scale"].as_f64(),
        is_causal: call.kwargs["is_causal"].as_bool().unwrap_or(false),
        query_seq_lengths: array("query_seq_lengths"),
        key_value_seq_lengths: array("key_value_seq_lengths"),
        local_window_size: window.map(|sizes| [int(&sizes[0]) as usize, int(&sizes[1]) as usize]),
    }
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = call.array(0);
    if function.starts_with("attention") {
        let options = attention_options(call);
        let (key, value) = (call.array(1), call.array(2));
        let attention = |x: &[Array]| nn::dot_product_attention_with(&x[0], &x[1], &x[2], &options);
        let inputs = vec![x, key, value];
        return Some(if function == "attention" {
            vec![attention(&inputs)]
        } else {
            grad(|x: &Vec<Array>| attention(x).sin().sum(..))(&inputs)
        });
    }
    if let Some(name) = function.strip_suffix("_gradient") {
        let slope = grad(|x: &Array| elementwise(name, call, x).expect("a known name").sum(..));
        return Some(vec![slope(&x)]);
    }
    if let Some(y) = elementwise(function, call, &x) {
        return Some(vec![y]);
    }
    let axis = || int(&call.kwargs["axis"]);
    let y = || call.array(1);
    Some(vec![match function {
        "glu" => nn::glu(x, axis()),
        "softmax" => nn::softmax(x, axis()),
        "log_softmax" => nn::log_softmax(x, axis()),
        "logsumexp" => nn::logsumexp(x, axis()),
        "logmeanexp" if call.args.len() > 1 => nn::logmeanexp(x, np::args::axis(-1).where_(y())),
        "logmeanexp" => nn::logmeanexp(x, axis()),
        "standardize" => nn::standardize(x, axis(), 1e-5),
        "softmax_cross_entropy" => nn::softmax_cross_entropy(x, y()),
        "softmax_cross_entropy_with_integer_labels" => {
            nn::softmax_cross_entropy_with_integer_labels(x, y())
        }
        "sigmoid_binary_cross_entropy" => nn::sigmoid_binary_cross_entropy(x, y()),
        "squared_error" => nn::squared_error(x, y()),
        "huber_loss" => nn::huber_loss(x, y(), call.args[2].as_f64()?),
        "log_cosh" => nn::log_cosh(x, y()),
        "hinge_loss" => nn::hinge_loss(x, y()),
        "one_hot" => {
            let options = nn::OneHot {
                axis: axis(),
                dtype: call.dtype()?,
            };
            nn::one_hot_with(x, int(&call.args[1]) as usize, options)
        }
        _ => return None,
    }])
}

const SKIPS: &[Skip] = &[];

#[test]
fn networks_agree_with_jax() {
    calls::check("nn", 8.0, 500, SKIPS, evaluate);
}

#[test]
fn attention_refuses_what_does_not_fit() {
    let x = |shape: &[usize]| np::ones(shape);
    let refused = |f: &dyn Fn() -> Array| try_run(f).unwrap_err().to_string();
    let text = refused(&|| {
        nn::dot_product_attention(x(&[2, 3, 4, 5]), x(&[2, 3, 3, 5]), x(&[2, 3, 3, 5]))
    });
    assert!(
        text.contains("4 heads of queries are no multiple of 3"),
        "{text}"
    );
    let text = refused(&|| {
        nn::dot_product_attention(x(&[2, 3, 4, 5]), x(&[2, 3, 4, 6]), x(&[2, 3, 4, 6]))
    });
    assert!(text.contains("do not fit"), "{text}");
    let q = x(&[2, 3, 4, 5]);
    let with =
        |options: nn::DotProductAttention| nn::dot_product_attention_with(&q, &q, &q, &options);
    let none = nn::DotProductAttention::default;
    refused(&|| {
        with(nn::DotProductAttention {
            mask: Some(x(&[3, 3])),
            ..none()
        })
    });
    refused(&|| {
        with(nn::DotProductAttention {
            bias: Some(x(&[3, 2])),
            ..none()
        })
    });
    refused(&|| {
        with(nn::DotProductAttention {
            query_seq_lengths: Some(array([1i64])),
            ..none()
        })
    });
    refused(&|| {
        with(nn::DotProductAttention {
            key_value_seq_lengths: Some(array([1.0, 2.0])),
            ..none()
        })
    });
}

#[test]
fn a_window_may_be_as_large_as_numbers_go() {
    let x = np::arange(24.0).reshape([1, 4, 2, 3]) / 24.0;
    let windowed = |window| {
        let options = nn::DotProductAttention {
            local_window_size: Some(window),
            ..nn::DotProductAttention::default()
        };
        nn::dot_product_attention_with(&x, &x, &x, &options)
    };
    assert!(np::array_equal(windowed([usize::MAX, 0]), windowed([3, 0])));
    assert!(np::array_equal(windowed([0, usize::MAX]), windowed([0, 3])));
    assert!(!np::array_equal(windowed([3, 0]), windowed([0, 3])));
}

#[test]
fn means_of_many_halves_are_finite() {
    for dtype in [F16, BF16] {
        let mean = nn::logmeanexp(np::full((100_000, dtype), 1.0), ..);
        assert_eq!(mean.dtype(), dtype);
        assert_eq!(mean.astype(F64).item::<f64>().unwrap(), 1.0);
    }
}
