//! candle's workloads.

use super::protocol::{Run, Workload};
use super::{one_hot, run, uniform, workload};
use candle_core::{D, DType, Device, Result, Shape, Tensor, Var};
use std::hint::black_box;

const RATE: f64 = 0.05;
const OUTPUTS: usize = 10;

type Unary = fn(&Tensor) -> Result<Tensor>;
type Binary = fn(&Tensor, &Tensor) -> Result<Tensor>;

pub(super) fn workloads() -> Vec<Workload> {
    let sizes = [
        ("1,000", 1000),
        ("100,000", 100_000),
        ("10,000,000", 10_000_000),
    ];
    let square = (2048, 2048);
    let mut all = vec![
        workload("add of 4", || pair(4, 4, |a, b| a + b)),
        workload("1,000 recorded adds of 4", recorded),
        workload("gradient of 1,000 small ops", small_chain),
        workload("add a row 2048²", move || {
            pair(square, 2048, Tensor::broadcast_add)
        }),
        workload("add a column 2048²", move || {
            pair(square, (2048, 1), Tensor::broadcast_add)
        }),
        workload("a + bᵀ 2048²", move || {
            pair(square, square, |a, b| a + b.t()?)
        }),
        workload("transposed copy 2048²", move || {
            one(square, |x| x.t()?.contiguous())
        }),
        workload("a > b 2048²", move || pair(square, square, |a, b| a.gt(b))),
        workload("where(a > b, a, b) 2048²", move || {
            pair(square, square, |a, b| a.gt(b)?.where_cond(a, b))
        }),
        workload("cast f32 to f64 1,000,000", || {
            one(1_000_000, |x| x.to_dtype(DType::F64))
        }),
        workload("sum 1,000", || one(1000, Tensor::sum_all)),
        workload("sum 10,000,000", || one(10_000_000, Tensor::sum_all)),
        workload("max 10,000,000", || one(10_000_000, Tensor::max_all)),
        workload("argmax 10,000,000", || one(10_000_000, |x| x.argmax(0))),
        workload("mean axis 0 of 2000²", || one((2000, 2000), |x| x.mean(0))),
        workload("mean axis 1 of 2000²", || one((2000, 2000), |x| x.mean(1))),
        workload("mean axis 0 of 100,000x10", || {
            one((100_000, 10), |x| x.mean(0))
        }),
        workload("mean axis 1 of 100,000x10", || {
            one((100_000, 10), |x| x.mean(1))
        }),
        workload("logsumexp 1000²", || {
            one((1000, 1000), |x| x.log_sum_exp(D::Minus1))
        }),
        product("64³", (64, 64), (64, 64)),
        product("256³", (256, 256), (256, 256)),
        product("1024³", (1024, 1024), (1024, 1024)),
        product("512 of 32³", (512, 32, 32), (512, 32, 32)),
        product("64x784x128", (64, 784), (784, 128)),
        workload("training step 64, 784-128-10", || {
            training_step(64, 784, 128)
        }),
        workload("training step 256, 784-512-10", || {
            training_step(256, 784, 512)
        }),
        workload("gradient of 50 layers of 1,000,000", deep_chain),
    ];
    for (name, n) in sizes {
        all.push(workload(format!("add f32 {name}"), move || {
            pair(n, n, |a, b| a + b)
        }));
        all.push(workload(format!("multiply f32 {name}"), move || {
            pair(n, n, |a, b| a * b)
        }));
    }
    let functions: [(&str, Unary); 5] = [
        ("exp", Tensor::exp),
        ("log", Tensor::log),
        ("sin", Tensor::sin),
        ("tanh", Tensor::tanh),
        ("erf", Tensor::erf),
    ];
    for (name, f) in functions {
        all.push(workload(format!("{name} f32 50,000"), move || {
            one(50_000, f)
        }));
    }
    all
}

fn random(shape: impl Into<Shape>, seed: u64) -> Tensor {
    let shape = shape.into();
    Tensor::from_vec(uniform(shape.elem_count(), seed), shape, &Device::Cpu)
        .expect("values for the shape")
}

/// A run of what candle can do with these arguments.
fn candle<R>(mut f: impl FnMut() -> Result<R> + 'static) -> Run {
    run(move || f().expect("candle runs it"))
}

fn one(shape: impl Into<Shape>, f: Unary) -> Run {
    let x = random(shape, 1);
    candle(move || f(black_box(&x)))
}

fn pair(left: impl Into<Shape>, right: impl Into<Shape>, f: Binary) -> Run {
    let (a, b) = (random(left, 1), random(right, 2));
    candle(move || f(black_box(&a), black_box(&b)))
}

fn product<S: Into<Shape> + Clone + 'static>(name: &str, left: S, right: S) -> Workload {
    workload(format!("product f32 {name}"), move || {
        pair(left.clone(), right.clone(), Tensor::matmul)
    })
}

fn recorded() -> Run {
    let a = Var::from_tensor(&random(4, 1)).expect("a variable");
    let b = random(4, 2);
    candle(move || {
        for _ in 0..1000 {
            black_box((black_box(a.as_tensor()) + black_box(&b))?);
        }
        Ok(())
    })
}

fn small_chain() -> Run {
    let x = Var::from_tensor(&random(4, 1)).expect("a variable");
    let w = random(4, 2);
    candle(move || {
        let x = x.as_tensor();
        let y = (0..500).try_fold(x.clone(), |y, _| (y * &w)? + x)?;
        Ok(y.backward()?.get(x).expect("a gradient").clone())
    })
}

fn deep_chain() -> Run {
    let x = Var::from_tensor(&random(1_000_000, 1)).expect("a variable");
    candle(move || {
        let y = (0..50).try_fold(x.as_tensor().clone(), |y, _| y.sin())?;
        Ok(y.backward()?.get(&x).expect("a gradient").clone())
    })
}

fn training_step(batch: usize, inputs: usize, hidden: usize) -> Run {
    let variable = |rows: usize, columns: usize, seed| {
        let values = uniform(rows * columns, seed).into_iter();
        let values = values.map(|v| (v - 0.6) * 0.1).collect();
        Var::from_vec(values, (rows, columns), &Device::Cpu).expect("a variable")
    };
    let zeros = |n| Var::zeros(n, DType::F32, &Device::Cpu).expect("a variable");
    let parameters = [
        variable(inputs, hidden, 3),
        zeros(hidden),
        variable(hidden, OUTPUTS, 4),
        zeros(OUTPUTS),
    ];
    let x = random((batch, inputs), 1);
    let targets = Tensor::from_vec(one_hot(batch, OUTPUTS), (batch, OUTPUTS), &Device::Cpu)
        .expect("values for the shape");
    candle(move || {
        let loss = loss(parameters.each_ref().map(Var::as_tensor), &x, &targets)?;
        let gradients = loss.backward()?;
        for parameter in &parameters {
            let gradient = gradients.get(parameter).expect("a gradient");
            parameter.set(&(parameter.as_detached_tensor() - (gradient * RATE)?)?)?;
        }
        Ok(loss)
    })
}

fn loss([w1, b1, w2, b2]: [&Tensor; 4], x: &Tensor, targets: &Tensor) -> Result<Tensor> {
    let hidden = x.matmul(w1)?.broadcast_add(b1)?.relu()?;
    let logits = hidden.matmul(w2)?.broadcast_add(b2)?;
    let normaliser = logits.log_sum_exp(D::Minus1)?.unsqueeze(D::Minus1)?;
    let log_probabilities = logits.broadcast_sub(&normaliser)?;
    (log_probabilities * targets)?
        .sum(D::Minus1)?
        .mean_all()?
        .neg()
}
