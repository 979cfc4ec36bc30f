//! Settings of the process: where warnings go, and how many threads large kernels use.
//!
//! Limits of the buffer cache are in [`crate::memory`].

use crate::error::{Error, OrRaise};
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Receives the text of a warning.
pub type WarningSink = fn(&str);

static SINK: Mutex<WarningSink> = Mutex::new(to_stderr);

fn to_stderr(text: &str) {
    eprintln!("numtape: {text}");
}

/// Sends warnings to another place than standard error; returns the previous sink.
///
/// Warnings are rare and each is given once per process and cause: watching an array whose dtype has no
/// gradients, and running a mapped op by the loop fallback.
///
/// # Examples
/// ```
/// fn quiet(_: &str) {}
/// let previous = numtape::config::set_warning_sink(quiet);
/// numtape::config::set_warning_sink(previous);
/// ```
pub fn set_warning_sink(sink: WarningSink) -> WarningSink {
    std::mem::replace(
        &mut SINK.lock().unwrap_or_else(PoisonError::into_inner),
        sink,
    )
}

/// Warns, the first time for this cause.
pub(crate) fn warn_once(cause: &str, text: &str) {
    static GIVEN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    if GIVEN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(cause.to_string())
    {
        let sink = *SINK.lock().unwrap_or_else(PoisonError::into_inner);
        sink(text);
    }
}

/// More threads than this are not used.
pub(crate) const MAX_THREADS: usize = 1024;

/// What [`set_num_threads`] was given; 0 before.
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The limit of [`with_num_threads`] on this thread; 0 outside.
    static SCOPED: Cell<usize> = const { Cell::new(0) };
}

/// The number of threads that a large kernel started here may use.
///
/// It is that of the innermost [`with_num_threads`], else of [`set_num_threads`], else of the environment variable
/// `NUMTAPE_NUM_THREADS` or `RAYON_NUM_THREADS`, else the number of cores of the process. 1 without the feature
/// `rayon`, and at most 1024. In a thread of a rayon pool kernels use that pool, and so at most its threads.
///
/// # Examples
/// ```
/// assert!(numtape::num_threads() >= 1);
/// ```
pub fn num_threads() -> usize {
    if cfg!(not(feature = "rayon")) {
        return 1;
    }
    let count = match (SCOPED.get(), THREADS.load(Ordering::Relaxed)) {
        (0, 0) => default_threads(),
        (0, count) | (count, _) => count,
    };
    count.min(MAX_THREADS)
}

fn default_threads() -> usize {
    static DEFAULT: LazyLock<usize> = LazyLock::new(|| {
        let named = ["NUMTAPE_NUM_THREADS", "RAYON_NUM_THREADS"];
        let number = |name| std::env::var(name).ok()?.parse().ok();
        named
            .into_iter()
            .filter_map(number)
            .find(|&count| count > 0)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
    });
    *DEFAULT
}

/// Sets how many threads large kernels may use, for all threads of the program (PyTorch: `torch.set_num_threads`).
///
/// Results do not depend on it. Small arrays are computed on the calling thread in any case.
///
/// # Panics
/// For 0.
///
/// # Examples
/// ```standalone_crate
/// numtape::set_num_threads(2);
/// # #[cfg(feature = "rayon")]
/// assert_eq!(numtape::num_threads(), 2);
/// ```
#[track_caller]
pub fn set_num_threads(count: usize) {
    at_least_one("set_num_threads", count).or_raise();
    THREADS.store(count, Ordering::Relaxed);
}

/// Runs `f` with another limit of threads for the kernels that it starts on this thread.
///
/// # Panics
/// For 0, and whatever `f` panics with; the limit then is what it was.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = numtape::with_num_threads(1, || np::ones([100, 100]).sum(..));
/// assert_eq!(x.item::<f64>().unwrap(), 1e4);
/// ```
#[track_caller]
pub fn with_num_threads<R>(count: usize, f: impl FnOnce() -> R) -> R {
    /// Puts the outer limit back, also when `f` panics.
    struct Outer(usize);
    impl Drop for Outer {
        fn drop(&mut self) {
            SCOPED.set(self.0);
        }
    }
    at_least_one("with_num_threads", count).or_raise();
    let _outer = Outer(SCOPED.replace(count));
    f()
}

fn at_least_one(op: &'static str, count: usize) -> Result<(), Error> {
    if count == 0 {
        return Err(Error::value(
            op,
            "count = 0; the calling thread counts as one",
        ));
    }
    Ok(())
}
