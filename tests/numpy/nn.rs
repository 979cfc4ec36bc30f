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

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = call.array(0);
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
    calls::check("nn", 8.0, 300, SKIPS, evaluate);
}
