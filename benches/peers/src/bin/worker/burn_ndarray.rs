//! burn's workloads, on its ndarray backend and, for gradients, its autodiff.
#![expect(
    deprecated,
    reason = "burn will leave this backend; it is the one beside which ndarray users choose"
)]

use super::protocol::{Run, Workload};
use super::{one_hot, run, uniform, workload};
use burn::tensor::{DType, Device, Shape, Tensor, TensorData, activation};
use std::hint::black_box;

const RATE: f64 = 0.05;
const OUTPUTS: usize = 10;

pub(super) fn workloads() -> Vec<Workload> {
    let mut all = vec![
        workload("add of 4", || pair([4], [4], |a, b| a + b)),
        workload("1,000 recorded adds of 4", recorded),
        workload("gradient of 1,000 small ops", small_chain),
        workload("add a row 2048²", || {
            pair([2048, 2048], [1, 2048], |a, b| a + b)
        }),
        workload("add a column 2048²", || {
            pair([2048, 2048], [2048, 1], |a, b| a + b)
        }),
        workload("a + bᵀ 2048²", || {
            pair([2048, 2048], [2048, 2048], |a, b| a + b.transpose())
        }),
        workload("cast f32 to f64 1,000,000", || {
            one([1_000_000], |x| x.cast(DType::F64))
        }),
        workload("sum 1,000", || one([1000], Tensor::sum)),
        workload("sum 10,000,000", || one([10_000_000], Tensor::sum)),
        workload("max 10,000,000", || one([10_000_000], Tensor::max)),
        workload("argmax 10,000,000", || one([10_000_000], |x| x.argmax(0))),
        workload("mean axis 0 of 2000²", || {
            one([2000, 2000], |x| x.mean_dim(0))
        }),
        workload("mean axis 1 of 2000²", || {
            one([2000, 2000], |x| x.mean_dim(1))
        }),
        workload("mean axis 0 of 100,000x10", || {
            one([100_000, 10], |x| x.mean_dim(0))
        }),
        workload("mean axis 1 of 100,000x10", || {
            one([100_000, 10], |x| x.mean_dim(1))
        }),
        workload("softmax 1000²", || {
            one([1000, 1000], |x| activation::softmax(x, 1))
        }),
        workload("cumsum 1,000,000", || one([1_000_000], |x| x.cumsum(0))),
        workload("sort 1,000,000", || one([1_000_000], |x| x.sort(0))),
        workload("argsort 1,000,000", || one([1_000_000], |x| x.argsort(0))),
        product("64³", [64, 64], [64, 64]),
        product("256³", [256, 256], [256, 256]),
        product("1024³", [1024, 1024], [1024, 1024]),
        product("512 of 32³", [512, 32, 32], [512, 32, 32]),
        product("64x784x128", [64, 784], [784, 128]),
        workload("training step 64, 784-128-10", || {
            training_step(64, 784, 128)
        }),
        workload("training step 256, 784-512-10", || {
            training_step(256, 784, 512)
        }),
        workload("gradient of 50 layers of 1,000,000", deep_chain),
    ];
    for (name, n) in [
        ("1,000", 1000),
        ("100,000", 100_000),
        ("10,000,000", 10_000_000),
    ] {
        all.push(workload(format!("add f32 {name}"), move || {
            pair([n], [n], |a, b| a + b)
        }));
        all.push(workload(format!("multiply f32 {name}"), move || {
            pair([n], [n], |a, b| a * b)
        }));
    }
    let functions: [(&str, fn(Tensor<1>) -> Tensor<1>); 5] = [
        ("exp", Tensor::exp),
        ("log", Tensor::log),
        ("sin", Tensor::sin),
        ("tanh", Tensor::tanh),
        ("erf", Tensor::erf),
    ];
    for (name, f) in functions {
        all.push(workload(format!("{name} f32 50,000"), move || {
            one([50_000], f)
        }));
    }
    all
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values, Shape::new(shape)), device)
}

/// Without a tape.
fn random<const D: usize>(shape: [usize; D], seed: u64) -> Tensor<D> {
    tensor(
        uniform(shape.iter().product(), seed),
        shape,
        &Device::ndarray(),
    )
}

/// With a tape.
fn taped<const D: usize>(shape: [usize; D], seed: u64) -> Tensor<D> {
    tensor(
        uniform(shape.iter().product(), seed),
        shape,
        &Device::ndarray().autodiff(),
    )
}

/// burn takes operands by value; a clone counts up a reference.
fn one<const D: usize, R: 'static>(shape: [usize; D], f: fn(Tensor<D>) -> R) -> Run {
    let x = random(shape, 1);
    run(move || f(black_box(&x).clone()))
}

fn pair<const D: usize>(
    left: [usize; D],
    right: [usize; D],
    f: fn(Tensor<D>, Tensor<D>) -> Tensor<D>,
) -> Run {
    let (a, b) = (random(left, 1), random(right, 2));
    run(move || f(black_box(&a).clone(), black_box(&b).clone()))
}

fn product<const D: usize>(name: &str, left: [usize; D], right: [usize; D]) -> Workload {
    workload(format!("product f32 {name}"), move || {
        pair(left, right, Tensor::matmul)
    })
}

fn recorded() -> Run {
    let (a, b) = (taped([4], 1).require_grad(), taped([4], 2));
    run(move || {
        for _ in 0..1000 {
            black_box(black_box(&a).clone() + black_box(&b).clone());
        }
    })
}

fn small_chain() -> Run {
    let (x, w) = (taped([4], 1).require_grad(), taped([4], 2));
    run(move || {
        let y = (0..500).fold(x.clone(), |y, _| y * w.clone() + x.clone());
        x.grad(&y.sum().backward())
    })
}

fn deep_chain() -> Run {
    let x = taped([1_000_000], 1).require_grad();
    run(move || {
        let y = (0..50).fold(x.clone(), |y, _| y.sin());
        x.grad(&y.sum().backward())
    })
}

fn training_step(batch: usize, inputs: usize, hidden: usize) -> Run {
    let weight = |rows, columns, seed| {
        ((taped([rows, columns], seed) - 0.6) * 0.1)
            .detach()
            .require_grad()
    };
    let device = Device::ndarray().autodiff();
    let zeros = |n| tensor(vec![0.0; n], [1, n], &device).require_grad();
    let mut parameters = [
        weight(inputs, hidden, 3),
        zeros(hidden),
        weight(hidden, OUTPUTS, 4),
        zeros(OUTPUTS),
    ];
    let x = taped([batch, inputs], 1);
    let targets = tensor(one_hot(batch, OUTPUTS), [batch, OUTPUTS], &device);
    run(move || {
        let [w1, b1, w2, b2] = parameters.clone();
        let hidden = activation::relu(x.clone().matmul(w1) + b1);
        let logits = hidden.matmul(w2) + b2;
        let loss = -(activation::log_softmax(logits, 1) * targets.clone())
            .sum_dim(1)
            .mean();
        let gradients = loss.backward();
        for parameter in &mut parameters {
            let gradient = parameter.grad(&gradients).expect("a gradient");
            let updated = parameter.clone().inner() - gradient * RATE;
            *parameter = Tensor::from_inner(updated).require_grad();
        }
    })
}
