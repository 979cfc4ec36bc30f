//! Sums, extrema and means over all axes and each, normalisation of rows, and running sums.

use super::protocol::Workload;
use super::{of_one, uniform, workload};
use numtape::prelude::*;

type Case = (&'static str, &'static [usize], fn(&Array) -> Array);

const CASES: &[Case] = &[
    ("sum 1,000", &[1000], |x| x.sum(..)),
    ("sum 10,000,000", &[10_000_000], |x| x.sum(..)),
    ("max 10,000,000", &[10_000_000], |x| x.max(..)),
    ("argmax 10,000,000", &[10_000_000], |x| x.argmax(..)),
    ("mean axis 0 of 2000²", &[2000, 2000], |x| x.mean(0)),
    ("mean axis 1 of 2000²", &[2000, 2000], |x| x.mean(1)),
    ("mean axis 0 of 100,000x10", &[100_000, 10], |x| x.mean(0)),
    ("mean axis 1 of 100,000x10", &[100_000, 10], |x| x.mean(1)),
    ("softmax 1000²", &[1000, 1000], |x| np::softmax(x, 1)),
    ("logsumexp 1000²", &[1000, 1000], |x| np::logsumexp(x, 1)),
    ("variance of rows 1000²", &[1000, 1000], |x| x.var(1)),
    ("variance 10,000,000", &[10_000_000], |x| x.var(..)),
    ("cumsum 1,000,000", &[1_000_000], |x| np::cumsum(x, 0)),
];

pub(super) fn workloads() -> Vec<Workload> {
    let case = |&(name, shape, f): &Case| workload(name, move || of_one(uniform(shape, F32, 1), f));
    CASES.iter().map(case).collect()
}
