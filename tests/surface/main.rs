//! Every public function of the numpy surface: its derivatives to second order, its batching without the loop
//! fallback, and a defined answer for each of the 15 dtypes.
//!
//! A subject is a module here whose `records()` gives one [`Record`] a function; `every_function_has_a_record` reads the
//! source to see that none is missing. Values against NumPy are in `tests/numpy`, primitives in the
//! catalogue's tests. `matrix` checks all derivatives under all maps and writes the book's table of them. `NUMTAPE_ONLY=median,quantile cargo test --test surface` runs single records.

#[cfg(feature = "linalg")]
#[path = "../common/bases.rs"]
mod bases;
mod complete;
mod creation;
mod differences;
mod einsum;
mod elementwise;
#[cfg(feature = "fft")]
mod fft;
mod histograms;
mod indexing;
#[cfg(feature = "linalg")]
mod linalg;
mod matrix;
mod nn;
mod polynomial;
#[cfg(feature = "linalg")]
mod polynomial_series;
mod products;
mod quantiles;
mod random;
mod rearrange;
mod record;
mod reductions;
mod sets;
mod signal;
mod special;
mod statistics;
mod ufunc_methods;

use record::Record;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn all_records() -> Vec<Record> {
    let subjects = [
        creation::records(),
        einsum::records(),
        elementwise::records(),
        #[cfg(feature = "fft")]
        fft::records(),
        indexing::records(),
        nn::records(),
        polynomial::records(),
        #[cfg(feature = "linalg")]
        polynomial_series::records(),
        random::records(),
        rearrange::records(),
        #[cfg(feature = "linalg")]
        linalg::records(),
        products::records(),
        sets::records(),
        signal::records(),
        differences::records(),
        histograms::records(),
        quantiles::records(),
        reductions::records(),
        special::records(),
        statistics::records(),
        ufunc_methods::records(),
    ];
    subjects.into_iter().flatten().collect()
}

/// The records that `NUMTAPE_ONLY` names, without it all.
fn records() -> Vec<Record> {
    let all = all_records();
    match std::env::var("NUMTAPE_ONLY") {
        Ok(names) => all
            .into_iter()
            .filter(|record| names.split(',').any(|name| name == record.name))
            .collect(),
        Err(_) => all,
    }
}

/// Runs one check over all records on all cores.
fn run(what: &str, check: fn(&Record) -> Vec<String>) {
    let (records, next, failures) = (records(), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(record) = records.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = check(record);
            assert_eq!(
                numtape::testing::stack_depth(),
                0,
                "{} left a frame",
                record.name
            );
            let found = found
                .into_iter()
                .map(|text| format!("{}: {text}", record.name));
            failures.lock().expect("checks do not panic").extend(found);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    let failures = failures.into_inner().expect("checks do not panic");
    println!("{what}: {} functions", records.len());
    assert!(
        failures.is_empty(),
        "{what}: {} failures\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn derivatives_agree_with_finite_differences() {
    run("derivatives", Record::check_derivatives);
}

#[test]
fn batches_agree_with_loops() {
    run("batching", Record::check_batching);
}

#[test]
fn every_dtype_has_a_defined_result() {
    run("dtypes", Record::check_dtypes);
}

#[test]
fn derivatives_and_maps_compose_in_every_order() {
    run("matrix", matrix::check);
    let compared = matrix::COMPARED.load(Ordering::Relaxed);
    assert!(
        compared > 20_000 || std::env::var("NUMTAPE_ONLY").is_ok(),
        "{compared} comparisons"
    );
}
