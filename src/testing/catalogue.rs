//! The list of all records: one line per file of primitives.
//!
//! `tests/structure.rs` fails if a primitive has no record.

use super::{OpRecord, Report};
use crate::primitives::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// The records of all primitives.
///
/// # Examples
/// ```
/// let names: Vec<_> = numtape::testing::catalogue().iter().map(|record| record.primitive).collect();
/// assert!(names.contains(&"Add"));
/// ```
pub fn catalogue() -> Vec<OpRecord> {
    #[allow(unused_mut, reason = "features add to the list")]
    let mut files = vec![
        argreduce::records(),
        argsort::records(),
        attach::records(),
        binary_arith::records(),
        binary_bits::records(),
        binary_order::records(),
        broadcast::records(),
        cast::records(),
        collective::records(),
        combined::records(),
        compare::records(),
        concat::records(),
        create::records(),
        cumulative::records(),
        dot::records(),
        draw::records(),
        #[cfg(feature = "fft")]
        fft::records(),
        flip::records(),
        gather::records(),
        meta::records(),
        pad::records(),
        random::records(),
        reduce::records(),
        reshape::records(),
        scatter::records(),
        order_statistics::records(),
        searchsorted::records(),
        select::records(),
        slice::records(),
        slice_update::records(),
        deviations::records(),
        softmax::records(),
        softmax_slope::records(),
        sort::records(),
        special_binary::records(),
        special_hypergeometric::records(),
        special_incomplete::records(),
        special_orders::records(),
        special_unary::records(),
        split::records(),
        transpose::records(),
        unary_complex::records(),
        unary_exp::records(),
        unary_round::records(),
        unary_special::records(),
        unary_trig::records(),
        windows::records(),
    ];
    #[cfg(feature = "linalg")]
    files.push(linalg::records());
    files.concat()
}

/// Runs a check on every record, on all cores, and prints the numbers. The environment variable
/// `NUMTAPE_ONLY` picks records by name: `NUMTAPE_ONLY=Add,Reduce`.
pub fn check_catalogue(name: &str, check: impl Fn(&OpRecord) -> Report + Sync) -> Report {
    let only = std::env::var("NUMTAPE_ONLY").ok();
    let is_chosen = |record: &OpRecord| {
        only.as_ref()
            .is_none_or(|names| names.split(',').any(|chosen| chosen == record.primitive))
    };
    let records: Vec<OpRecord> = catalogue().into_iter().filter(is_chosen).collect();
    let (start, next, total) = (
        Instant::now(),
        AtomicUsize::new(0),
        Mutex::new(Report::default()),
    );
    let work = || {
        while let Some(record) = records.get(next.fetch_add(1, Ordering::Relaxed)) {
            let report = check(record);
            total.lock().expect("checks do not panic").add(report);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    let mut total = total.into_inner().expect("checks do not panic");
    total.failures.sort();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{name}: {} records, {} cases, {} failures, {seconds:.1} s",
        records.len(),
        total.cases,
        total.failures.len()
    );
    total
}
