//! candle-core's entries.

use crate::ours::elementwise::{N, ROWS as LONG_ROWS, SIDE as TRANSPOSED};
use crate::ours::matmul::BATCH as PRODUCTS;
use crate::ours::reduce::SIDE;
use crate::ours::tape::{BATCH, CHAIN, HIDDEN, INPUTS, OUTPUTS, RATE, one_hot, weights};
use crate::ours::vmap::{COLUMNS, ROWS};
use crate::ours::{Case, Group, values};
use candle_core::{D, DType, Device, IndexOp, Result, Shape, Tensor, Var};
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    ("small_op/add", small_add),
    ("small_op/multiply", small_multiply),
    ("elementwise/add 1M", add),
    ("elementwise/four ops 1M", four_ops),
    ("elementwise/exp 1M", exp),
    ("elementwise/add a row 1024x1024", add_row),
    ("elementwise/add a transpose 2048x2048", add_transpose),
    ("reduce/sum", |group| {
        reduction(group, Tensor::sum_all);
    }),
    ("reduce/sum axis 0", |group| reduction(group, |x| x.sum(0))),
    ("reduce/sum axis 1", |group| reduction(group, |x| x.sum(1))),
    ("reduce/max", |group| {
        reduction(group, Tensor::max_all);
    }),
    ("reduce/max axis 1", |group| reduction(group, |x| x.max(1))),
    ("matmul/64x64x64", |group| {
        product(group, (64, 64), (64, 64));
    }),
    ("matmul/256x256x256", |group| {
        product(group, (256, 256), (256, 256));
    }),
    ("matmul/1024x1024x1024", |group| {
        product(group, (1024, 1024), (1024, 1024));
    }),
    ("matmul/64x64x128", |group| {
        product(group, (64, 64), (64, 128));
    }),
    ("matmul/512 of 32x32x32", |group| {
        product(group, (PRODUCTS, 32, 32), (PRODUCTS, 32, 32));
    }),
    ("tape/digits forward", forward),
    ("tape/digits step", step),
    ("tape/gradient of 1000 small ops", chain),
    ("vmap/function of 1000 rows", function_of_rows),
    ("vmap/gradients of 64 examples", gradients_of_examples),
];

fn random(shape: impl Into<Shape>, seed: u64) -> Tensor {
    let shape = shape.into();
    Tensor::from_vec(values(shape.elem_count(), seed), shape, &Device::Cpu)
        .expect("values for the shape")
}

/// Adds the entry "candle" that runs `f`.
fn entry<R>(group: &mut Group, mut f: impl FnMut() -> Result<R>) {
    group.bench_function("candle", |bencher| {
        bencher.iter(|| f().expect("candle runs it"));
    });
}

fn small_add(group: &mut Group) {
    let (a, b) = (random(4, 1), random(4, 2));
    entry(group, || black_box(&a) + black_box(&b));
    let a = Var::from_tensor(&a).expect("a variable");
    group.bench_function("candle, recorded", |bencher| {
        bencher.iter(|| black_box(a.as_tensor()) + black_box(&b));
    });
}

fn small_multiply(group: &mut Group) {
    let (a, b) = (random(4, 1), random(4, 2));
    entry(group, || black_box(&a) * black_box(&b));
    group.bench_function("candle, by a number", |bencher| {
        bencher.iter(|| black_box(&a) * black_box(2.0));
    });
    let a = Var::from_tensor(&a).expect("a variable");
    group.bench_function("candle, recorded", |bencher| {
        bencher.iter(|| black_box(a.as_tensor()) * black_box(&b));
    });
}

fn add(group: &mut Group) {
    let (a, b) = (random(N, 1), random(N, 2));
    entry(group, || black_box(&a) + black_box(&b));
}

fn four_ops(group: &mut Group) {
    let (a, b, c) = (random(N, 1), random(N, 2), random(N, 3));
    entry(group, || (((black_box(&a) + &b)? * &c)? - &a)? * &b);
}

fn exp(group: &mut Group) {
    let a = random(N, 1);
    entry(group, || black_box(&a).exp());
}

fn add_row(group: &mut Group) {
    let (a, row) = (
        random((LONG_ROWS, N / LONG_ROWS), 1),
        random(N / LONG_ROWS, 2),
    );
    entry(group, || black_box(&a).broadcast_add(black_box(&row)));
}

fn add_transpose(group: &mut Group) {
    let (a, b) = (
        random((TRANSPOSED, TRANSPOSED), 1),
        random((TRANSPOSED, TRANSPOSED), 2),
    );
    entry(group, || black_box(&a) + black_box(&b).t()?);
}

fn reduction(group: &mut Group, f: fn(&Tensor) -> Result<Tensor>) {
    let x = random((SIDE, SIDE), 1);
    entry(group, || f(black_box(&x)));
}

fn product(group: &mut Group, left: impl Into<Shape>, right: impl Into<Shape>) {
    let (a, b) = (random(left, 1), random(right, 2));
    entry(group, || black_box(&a).matmul(black_box(&b)));
}

struct Mlp {
    w1: Var,
    b1: Var,
    w2: Var,
    b2: Var,
}

impl Mlp {
    fn new() -> Result<Self> {
        let device = &Device::Cpu;
        Ok(Mlp {
            w1: Var::from_vec(weights(INPUTS * HIDDEN, 11), (INPUTS, HIDDEN), device)?,
            b1: Var::zeros(HIDDEN, DType::F32, device)?,
            w2: Var::from_vec(weights(HIDDEN * OUTPUTS, 12), (HIDDEN, OUTPUTS), device)?,
            b2: Var::zeros(OUTPUTS, DType::F32, device)?,
        })
    }

    fn variables(&self) -> [&Var; 4] {
        [&self.w1, &self.b1, &self.w2, &self.b2]
    }

    fn loss(&self, x: &Tensor, targets: &Tensor) -> Result<Tensor> {
        loss(
            self.variables().map(candle_core::Var::as_tensor),
            x,
            targets,
        )
    }

    fn gradients(&self, x: &Tensor, targets: &Tensor) -> Result<Vec<Tensor>> {
        let gradients = self.loss(x, targets)?.backward()?;
        Ok(self
            .variables()
            .map(|v| gradients.get(v).expect("a gradient").clone())
            .to_vec())
    }
}

fn loss([w1, b1, w2, b2]: [&Tensor; 4], x: &Tensor, targets: &Tensor) -> Result<Tensor> {
    let hidden = x.matmul(w1)?.broadcast_add(b1)?.relu()?;
    let logits = hidden.matmul(w2)?.broadcast_add(b2)?;
    // the crate candle-nn writes log_softmax with these ops
    let shifted = logits.broadcast_sub(&logits.max_keepdim(D::Minus1)?)?;
    let log_probabilities =
        shifted.broadcast_sub(&shifted.exp()?.sum_keepdim(D::Minus1)?.log()?)?;
    (log_probabilities * targets)?
        .sum(D::Minus1)?
        .mean_all()?
        .neg()
}

fn batch() -> Result<(Tensor, Tensor)> {
    let targets = Tensor::from_vec(one_hot(), (BATCH, OUTPUTS), &Device::Cpu)?;
    Ok((random((BATCH, INPUTS), 13), targets))
}

fn forward(group: &mut Group) {
    let (model, (x, targets)) = (Mlp::new().expect("a model"), batch().expect("a batch"));
    // variables would record; detached parameters are the counterpart of no tape
    let parameters = model.variables().map(candle_core::Var::as_detached_tensor);
    entry(group, || {
        loss(parameters.each_ref(), black_box(&x), &targets)
    });
}

fn step(group: &mut Group) {
    let (model, (x, targets)) = (Mlp::new().expect("a model"), batch().expect("a batch"));
    entry(group, || {
        let loss = model.loss(black_box(&x), &targets)?;
        let gradients = loss.backward()?;
        for variable in model.variables() {
            let gradient = gradients.get(variable).expect("a gradient");
            variable.set(&(variable.as_detached_tensor() - (gradient * RATE)?)?)?;
        }
        Ok(loss)
    });
}

fn chain(group: &mut Group) {
    let (x, w) = (random(4, 1), random(4, 2));
    let run = |x: &Tensor| (0..CHAIN / 2).try_fold(x.clone(), |y, _| (y * &w)? + x);
    group.bench_function("candle, forward", |bencher| {
        bencher.iter(|| run(black_box(&x)).expect("candle runs it"));
    });
    let x = Var::from_tensor(&x).expect("a variable");
    entry(group, || {
        let gradients = run(black_box(x.as_tensor()))?.backward()?;
        Ok(gradients.get(&x).expect("a gradient").clone())
    });
}

fn function_of_rows(group: &mut Group) {
    let xs = random((ROWS, COLUMNS), 1);
    let f = |x: &Tensor| ((x.tanh()? * 2.0)? + x)?.sum(D::Minus1);
    group.bench_function("candle, batched by hand", |bencher| {
        bencher.iter(|| f(black_box(&xs)).expect("candle runs it"));
    });
    group.bench_function("candle, loop", |bencher| {
        bencher.iter(|| {
            let rows: Result<Vec<Tensor>> = (0..ROWS).map(|i| f(&black_box(&xs).i(i)?)).collect();
            rows.and_then(|rows| Tensor::stack(&rows, 0))
                .expect("candle runs it")
        });
    });
}

fn gradients_of_examples(group: &mut Group) {
    let (model, (xs, targets)) = (Mlp::new().expect("a model"), batch().expect("a batch"));
    // candle's matmul needs matrices: batches of one
    let gradients =
        |i| model.gradients(&black_box(&xs).narrow(0, i, 1)?, &targets.narrow(0, i, 1)?);
    group.bench_function("candle, loop", |bencher| {
        bencher.iter(|| {
            let rows: Vec<Vec<Tensor>> = (0..BATCH)
                .map(|i| gradients(i).expect("candle runs it"))
                .collect();
            let stack = |leaf: usize| {
                Tensor::stack(&rows.iter().map(|row| &row[leaf]).collect::<Vec<_>>(), 0)
            };
            (0..4)
                .map(|leaf| stack(leaf).expect("candle runs it"))
                .collect::<Vec<_>>()
        });
    });
}
