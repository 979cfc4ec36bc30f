//! Reductions of 1024 x 1024 f32: over everything, down the columns, along the rows.

use super::{Case, Group, random};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const SIDE: usize = 1024;

pub(crate) const CASES: &[Case] = &[
    ("reduce/sum", |group| reduction(group, |x| x.sum(..))),
    ("reduce/sum axis 0", |group| reduction(group, |x| x.sum(0))),
    ("reduce/sum axis 1", |group| reduction(group, |x| x.sum(1))),
    ("reduce/max", |group| reduction(group, |x| x.max(..))),
    ("reduce/max axis 1", |group| reduction(group, |x| x.max(1))),
];

fn reduction(group: &mut Group, f: fn(&Array) -> Array) {
    let x = random([SIDE, SIDE], 1);
    group.bench_function("numtape", |bencher| bencher.iter(|| f(black_box(&x))));
}
