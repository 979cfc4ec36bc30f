//! The tape: tiny ops, training steps, gradients of single examples, second derivatives, and a deep chain.

use super::protocol::{Run, Workload};
use super::{run, uniform, workload};
use numtape::prelude::*;
use numtape::{hessian, jacobian, nn};
use std::hint::black_box;

const RATE: f64 = 0.05;
const OUTPUTS: usize = 10;

pub(super) fn workloads() -> Vec<Workload> {
    vec![
        workload("1,000 recorded adds of 4", recorded),
        workload("gradient of 1,000 small ops", small_chain),
        workload("training step 64, 784-128-10", || {
            training_step(64, 784, 128)
        }),
        workload("training step 256, 784-512-10", || {
            training_step(256, 784, 512)
        }),
        workload("gradients of 64 examples, 784-128-10", || {
            per_example(64, 784, 128)
        }),
        workload("hessian of 100 variables", second_derivatives),
        workload("jacobian 100x100", first_derivatives),
        workload("gradient of 50 layers of 1,000,000", || {
            deep_chain(50, 1_000_000)
        }),
    ]
}

fn recorded() -> Run {
    let (a, b) = (uniform(&[4], F32, 1), uniform(&[4], F32, 2));
    run(move || {
        let tape = GradientTape::new();
        tape.watch(&a);
        for _ in 0..1000 {
            black_box(black_box(&a) + black_box(&b));
        }
    })
}

fn small_chain() -> Run {
    let (x, w) = (uniform(&[4], F32, 1), uniform(&[4], F32, 2));
    run(move || {
        let tape = GradientTape::new();
        tape.watch(&x);
        let y = (0..500).fold(x.clone(), |y, _| y * &w + &x);
        tape.gradient(&y, &x)
    })
}

fn deep_chain(layers: usize, width: usize) -> Run {
    let x = uniform(&[width], F32, 1);
    run(move || {
        let tape = GradientTape::new();
        tape.watch(&x);
        let y = (0..layers).fold(x.clone(), |y, _| np::sin(y));
        tape.gradient(&y, &x)
    })
}

type Parameters = (Array, Array, Array, Array);

struct Network {
    parameters: Parameters,
    x: Array,
    labels: Array,
}

fn network(batch: usize, inputs: usize, hidden: usize) -> Network {
    let generator = np::random::default_rng(3);
    let normal = |shape: [usize; 2]| generator.normal(0.0, 0.05, shape).astype(F32);
    Network {
        parameters: (
            normal([inputs, hidden]),
            np::zeros(([hidden], F32)),
            normal([hidden, OUTPUTS]),
            np::zeros(([OUTPUTS], F32)),
        ),
        x: uniform(&[batch, inputs], F32, 1),
        labels: np::arange(batch as i64) % OUTPUTS as i64,
    }
}

/// The mean cross entropy of a batch, or that of one example.
fn loss((w1, b1, w2, b2): &Parameters, x: &Array, labels: &Array) -> Array {
    let hidden = nn::relu(x.matmul(w1) + b1);
    let logits = hidden.matmul(w2) + b2;
    nn::softmax_cross_entropy_with_integer_labels(logits, labels).mean(..)
}

fn training_step(batch: usize, inputs: usize, hidden: usize) -> Run {
    let Network {
        mut parameters,
        x,
        labels,
    } = network(batch, inputs, hidden);
    run(move || {
        let tape = GradientTape::new();
        tape.watch(&parameters);
        let value = loss(&parameters, &x, &labels);
        let mut gradients = tape
            .gradient_or_zeros(&value, &parameters)
            .leaves()
            .into_iter();
        parameters = parameters
            .map_leaves(&mut |p| p - gradients.next().expect("a gradient for each") * RATE);
        value
    })
}

fn per_example(batch: usize, inputs: usize, hidden: usize) -> Run {
    let Network {
        parameters,
        x,
        labels,
    } = network(batch, inputs, hidden);
    run(move || {
        vectorized_map(
            |(x, label): (Array, Array)| grad(|p: &Parameters| loss(p, &x, &label))(&parameters),
            (&x, &labels),
        )
    })
}

fn rosenbrock(x: &Array) -> Array {
    let (head, tail) = (x.i(s![..-1]), x.i(s![1..]));
    (100.0 * np::square(tail - np::square(&head)) + np::square(1.0 - head)).sum(..)
}

fn second_derivatives() -> Run {
    let x = uniform(&[100], F64, 1);
    run(move || hessian(rosenbrock, black_box(&x)))
}

fn first_derivatives() -> Run {
    let (x, w) = (uniform(&[100], F64, 1), uniform(&[100, 100], F64, 2));
    run(move || jacobian(|x: &Array| np::tanh(w.matmul(x)), black_box(&x)))
}
