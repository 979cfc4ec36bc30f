//! A training step of the digits network (64 → 128 → 10, batch of 64, f32): forward, backward and plain
//! gradient descent; and long chains of tiny ops, where the tape is all the work.

use super::{Case, Group, random, values};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const BATCH: usize = 64;
pub(crate) const INPUTS: usize = 64;
pub(crate) const HIDDEN: usize = 128;
pub(crate) const OUTPUTS: usize = 10;
pub(crate) const RATE: f64 = 0.05;
pub(crate) const CHAIN: usize = 1000;

pub(crate) const CASES: &[Case] = &[
    ("tape/digits forward", forward),
    ("tape/digits step", step),
    ("tape/gradient of 1000 small ops", chain),
];

pub(crate) struct Mlp {
    w1: Array,
    b1: Array,
    w2: Array,
    b2: Array,
}

impl Tree for Mlp {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        Mlp {
            w1: f(&self.w1),
            b1: f(&self.b1),
            w2: f(&self.w2),
            b2: f(&self.b2),
        }
    }
}

impl Mlp {
    pub(crate) fn new() -> Self {
        let array = |shape: &[usize], values: Vec<f32>| {
            Array::from_shape_vec(shape, values).expect("values for the shape")
        };
        Mlp {
            w1: array(&[INPUTS, HIDDEN], weights(INPUTS * HIDDEN, 11)),
            b1: np::zeros(([HIDDEN], F32)),
            w2: array(&[HIDDEN, OUTPUTS], weights(HIDDEN * OUTPUTS, 12)),
            b2: np::zeros(([OUTPUTS], F32)),
        }
    }

    /// Mean cross entropy against one-hot targets, for a batch or for one example.
    pub(crate) fn loss(&self, x: &Array, targets: &Array) -> Array {
        let hidden = np::maximum(x.matmul(&self.w1) + &self.b1, 0.0);
        let logits = hidden.matmul(&self.w2) + &self.b2;
        -(np::log_softmax(&logits, -1) * targets).sum(-1).mean(..)
    }
}

/// Small numbers around zero.
pub(crate) fn weights(n: usize, seed: u64) -> Vec<f32> {
    values(n, seed)
        .into_iter()
        .map(|v| (v - 0.6) * 0.2)
        .collect()
}

/// One-hot rows of labels that go round.
pub(crate) fn one_hot() -> Vec<f32> {
    (0..BATCH * OUTPUTS)
        .map(|i| f32::from(i % OUTPUTS == (i / OUTPUTS) % OUTPUTS))
        .collect()
}

/// Inputs and targets of one batch.
pub(crate) fn batch() -> (Array, Array) {
    let targets = Array::from_shape_vec([BATCH, OUTPUTS], one_hot()).expect("values for the shape");
    (random([BATCH, INPUTS], 13), targets)
}

fn forward(group: &mut Group) {
    let (model, (x, targets)) = (Mlp::new(), batch());
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| model.loss(black_box(&x), &targets));
    });
}

fn step(group: &mut Group) {
    let (mut model, (x, targets)) = (Mlp::new(), batch());
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| {
            let tape = GradientTape::new();
            tape.watch(&model);
            let loss = model.loss(black_box(&x), &targets);
            let mut gradients = tape.gradient_or_zeros(&loss, &model).leaves().into_iter();
            model = model
                .map_leaves(&mut |w| w - gradients.next().expect("a gradient per leaf") * RATE);
            loss
        });
    });
}

fn chain(group: &mut Group) {
    let (x, w) = (random([4], 1), random([4], 2));
    let run = |x: &Array| (0..CHAIN / 2).fold(x.clone(), |y, _| y * &w + x);
    group.bench_function("numtape, forward", |bencher| {
        bencher.iter(|| run(black_box(&x)));
    });
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| {
            let tape = GradientTape::new();
            tape.watch(&x);
            let y = run(black_box(&x));
            tape.gradient(&y, &x)
        });
    });
}
