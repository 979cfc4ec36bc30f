//! What derivatives cost beside the values they are of: compositions of large arrays, evaluated, with the gradient, and with a
//! product of the Hessian.

use super::{Case, Group, random};
use numtape::prelude::*;
use numtape::{hvp, nn};
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    ("autodiff/elementwise 1M", elementwise),
    ("autodiff/attention 8x64x64", attention),
    ("autodiff/network 256x512x512", network),
    ("autodiff/normalise 1024x1024", normalise),
];

/// The value, the gradient and a Hessian product of one function.
fn add(group: &mut Group, f: impl Fn(&Array) -> Array, x: &Array) {
    let direction = np::cos(x);
    group.bench_function("numtape", |bencher| bencher.iter(|| f(black_box(x))));
    group.bench_function("numtape, gradient", |bencher| {
        bencher.iter(|| value_and_grad(&f, black_box(x)));
    });
    group.bench_function("numtape, Hessian product", |bencher| {
        bencher.iter(|| hvp(&f, black_box(x), &direction));
    });
}

fn elementwise(group: &mut Group) {
    let (x, w) = (random([1 << 20], 1), random([1 << 20], 2));
    add(group, |x| ((x * &w).tanh() * x + x.exp()).sum(..), &x);
}

fn attention(group: &mut Group) {
    let x = random([8, 64, 64], 1);
    let f = |x: &Array| {
        let scores = x.matmul(np::swapaxes(x, 1, 2)) / 8.0;
        nn::softmax(scores, -1).matmul(x).square().sum(..)
    };
    add(group, f, &x);
}

fn network(group: &mut Group) {
    let (x, w) = (random([256, 512], 1), random([512, 512], 2) * 0.05);
    let f = |w: &Array| nn::silu(x.matmul(w)).matmul(w).square().mean(..);
    add(group, f, &w);
}

fn normalise(group: &mut Group) {
    let x = random([1024, 1024], 1);
    let f = |x: &Array| {
        let centred = x - x.mean(axis(1).keepdims());
        let variance = centred.square().mean(axis(1).keepdims());
        (centred / (variance + 1e-5).sqrt()).sin().sum(..)
    };
    add(group, f, &x);
}
