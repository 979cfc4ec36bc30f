//! The groups of benches and numtape's entries in them; included by `benches/core.rs` and by the crate
//! `benches/peers`, which adds the peers' entries.
//!
//! A case is the name of a group with a function that adds entries to it. Each subject has its file.

pub(crate) mod autodiff;
pub(crate) mod elementwise;
pub(crate) mod fft;
pub(crate) mod indexing;
pub(crate) mod linalg;
pub(crate) mod matmul;
pub(crate) mod reduce;
pub(crate) mod small_op;
pub(crate) mod sort;
pub(crate) mod tape;
pub(crate) mod vmap;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use numtape::Array;
use std::time::Duration;

/// Where a case adds its entries.
pub(crate) type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// The name of a group, and what adds one library's entries to it.
pub(crate) type Case = (&'static str, fn(&mut Group));

/// All groups with numtape's entries.
pub(crate) fn cases() -> Vec<Case> {
    [
        small_op::CASES,
        elementwise::CASES,
        indexing::CASES,
        sort::CASES,
        reduce::CASES,
        matmul::CASES,
        linalg::CASES,
        fft::CASES,
        tape::CASES,
        vmap::CASES,
        autodiff::CASES,
    ]
    .concat()
}

/// Short runs: ratios within a group are what counts, and the machine drifts between long ones.
pub(crate) fn settings() -> Criterion {
    Criterion::default()
        .sample_size(25)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1200))
        .without_plots()
}

/// Runs the groups of the first library, each with the entries that the other libraries have for it.
pub(crate) fn run(criterion: &mut Criterion, libraries: &[&[Case]]) {
    eprintln!("threads of numtape: {}", numtape::num_threads());
    let names: Vec<&str> = libraries[0].iter().map(|(name, _)| *name).collect();
    for (name, _) in libraries.iter().flat_map(|cases| cases.iter()) {
        assert!(names.contains(name), "{name} is no group");
    }
    for name in names {
        let mut group = criterion.benchmark_group(name);
        for (_, add_entries) in libraries
            .iter()
            .flat_map(|cases| cases.iter())
            .filter(|case| case.0 == name)
        {
            add_entries(&mut group);
        }
        group.finish();
    }
}

/// `n` reproducible numbers in 0.1..1.1, for all libraries alike.
pub(crate) fn values(n: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u64 << 24) as f32 + 0.1
    };
    (0..n).map(next).collect()
}

/// An f32 array of [`values`].
pub(crate) fn random<const N: usize>(shape: [usize; N], seed: u64) -> Array {
    Array::from_shape_vec(shape, values(shape.iter().product(), seed))
        .expect("as many values as the shape holds")
}
