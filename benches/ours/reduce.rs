//! Reductions and scans of a million f32: over everything, down columns, along rows, along narrow axes.

use super::{Case, Group, random};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const SIDE: usize = 1024;
/// Rows of ten elements.
pub(crate) const NARROW: [usize; 2] = [100_000, 10];

pub(crate) const CASES: &[Case] = &[
    ("reduce/sum", |group| reduction(group, |x| x.sum(..))),
    ("reduce/sum axis 0", |group| reduction(group, |x| x.sum(0))),
    ("reduce/sum axis 1", |group| reduction(group, |x| x.sum(1))),
    ("reduce/max", |group| reduction(group, |x| x.max(..))),
    ("reduce/max axis 1", |group| reduction(group, |x| x.max(1))),
    ("reduce/argmax", |group| {
        reduction(group, |x| np::argmax(x, ..));
    }),
    ("reduce/argmax axis 1", |group| {
        reduction(group, |x| np::argmax(x, 1));
    }),
    ("reduce/mean axis 0", |group| {
        reduction(group, |x| x.mean(0));
    }),
    ("reduce/mean axis 0, narrow", |group| {
        narrow(group, |x| x.mean(0));
    }),
    ("reduce/mean axis 1, narrow", |group| {
        narrow(group, |x| x.mean(1));
    }),
    ("reduce/max axis 1, narrow", |group| {
        narrow(group, |x| x.max(1));
    }),
    ("reduce/softmax", |group| {
        reduction(group, |x| np::softmax(x, -1));
    }),
    ("reduce/softmax, narrow", |group| {
        narrow(group, |x| np::softmax(x, -1));
    }),
    ("reduce/logsumexp", |group| {
        reduction(group, |x| np::logsumexp(x, -1));
    }),
    ("reduce/cumsum", |group| {
        reduction(group, |x| x.reshape([-1]).cumsum(0));
    }),
];

fn reduction(group: &mut Group, f: fn(&Array) -> Array) {
    let x = random([SIDE, SIDE], 1);
    group.bench_function("numtape", |bencher| bencher.iter(|| f(black_box(&x))));
}

fn narrow(group: &mut Group, f: fn(&Array) -> Array) {
    let x = random(NARROW, 1);
    group.bench_function("numtape", |bencher| bencher.iter(|| f(black_box(&x))));
}
