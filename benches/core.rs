//! The everyday benches: `NUMTAPE_NUM_THREADS=1 cargo bench --bench core [-- filter]`.
//!
//! The groups are in `ours/`, one file per subject. The same groups beside candle-core and ndarray are the
//! separate crate `benches/peers`; what the groups mean and what was measured is in `benches/README.md`.

mod ours;

criterion::criterion_group! {
    name = core;
    config = ours::settings();
    targets = all
}
criterion::criterion_main!(core);

fn all(criterion: &mut criterion::Criterion) {
    ours::run(criterion, &[&ours::cases()]);
}
