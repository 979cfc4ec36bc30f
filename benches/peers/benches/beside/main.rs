//! The groups of numtape's benches with entries of candle-core and ndarray doing the same, in one run.
//!
//! numtape's entries are those of its own benches, in `benches/ours`. A library that cannot do what a group
//! measures has no entry in it. How to run and what came out: `benches/README.md`.

mod candle;
mod ndarrays;
#[path = "../../../ours/mod.rs"]
mod ours;

criterion::criterion_group! {
    name = beside;
    config = ours::settings();
    targets = all
}
criterion::criterion_main!(beside);

fn all(criterion: &mut criterion::Criterion) {
    ours::run(criterion, &[&ours::cases(), candle::CASES, ndarrays::CASES]);
}
