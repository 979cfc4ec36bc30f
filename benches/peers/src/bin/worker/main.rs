//! Runs the workloads of candle, burn or ndarray when `benches/compare.py` asks: `worker LIBRARY`.

mod burn_ndarray;
mod candle;
mod ndarrays;
#[path = "../../../../workloads/protocol.rs"]
mod protocol;

use protocol::{Run, Workload};
use std::hint::black_box;

fn main() {
    let library = std::env::args().nth(1).unwrap_or_default();
    let (version, workloads) = match library.as_str() {
        "candle" => ("candle-core 0.11", candle::workloads()),
        "burn" => ("burn 0.22 on ndarray", burn_ndarray::workloads()),
        "ndarray" => ("ndarray 0.17", ndarrays::workloads()),
        _ => panic!("`worker LIBRARY`, with candle, burn or ndarray"),
    };
    protocol::serve(version, &workloads);
}

/// A workload with this name.
fn workload(name: impl Into<String>, make: impl Fn() -> Run + 'static) -> Workload {
    (name.into(), Box::new(make))
}

/// A run that computes `f` and drops what it returns.
fn run<R>(mut f: impl FnMut() -> R + 'static) -> Run {
    Box::new(move || {
        black_box(f());
    })
}

/// Reproducible numbers in 0.1..1.1.
fn uniform(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u64 << 24) as f32 + 0.1
    };
    (0..count).map(next).collect()
}

/// One-hot rows of labels that go round.
fn one_hot(rows: usize, classes: usize) -> Vec<f32> {
    (0..rows * classes)
        .map(|i| f32::from(i % classes == (i / classes) % classes))
        .collect()
}
