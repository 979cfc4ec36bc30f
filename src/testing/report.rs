//! What a check found: the number of cases, and a text for each failure.
//!
//! Panics inside a case are caught and become failures with their line, so that one run lists them all.

use super::stack_depth;
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The outcome of a check over one or several records.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many comparisons were made.
    pub cases: usize,
    /// One text per comparison that failed.
    pub failures: Vec<String>,
}

impl Report {
    /// Counts a case, and notes it if it returns an error, panics or leaves a transform open.
    pub(crate) fn case(
        &mut self,
        label: impl FnOnce() -> String,
        check: impl FnOnce() -> Result<(), String>,
    ) {
        self.cases += 1;
        let result = caught(check).and_then(|()| match stack_depth() {
            0 => Ok(()),
            n => Err(format!("{n} transforms are still open")),
        });
        if let Err(text) = result {
            self.failures.push(format!("{}: {text}", label()));
        }
    }

    /// Adds the cases and failures of another report.
    pub fn add(&mut self, other: Report) {
        self.cases += other.cases;
        self.failures.extend(other.failures);
    }

    /// Panics with the first failures, if there are any.
    ///
    /// # Panics
    /// If a case failed.
    #[track_caller]
    pub fn unwrap(&self) {
        assert!(self.failures.is_empty(), "{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 60;
        write!(f, "{} of {} cases failed", self.failures.len(), self.cases)?;
        for failure in self.failures.iter().take(SHOWN) {
            write!(f, "\n  {failure}")?;
        }
        match self.failures.len().checked_sub(SHOWN + 1) {
            Some(more) => write!(f, "\n  and {} more", more + 1),
            None => Ok(()),
        }
    }
}

thread_local! {
    /// Inside a case: where the last panic happened.
    static QUIET: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a check; a panic becomes an error with its text and line, and is not printed.
pub(crate) fn caught<R>(check: impl FnOnce() -> Result<R, String>) -> Result<R, String> {
    install_hook();
    let outer = QUIET.replace(Some(String::new()));
    let result = catch_unwind(AssertUnwindSafe(check));
    let place = QUIET.replace(outer).unwrap_or_default();
    result.unwrap_or_else(|payload| Err(format!("panicked: {}{place}", text_of(&*payload))))
}

fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            let place = info
                .location()
                .map(|at| format!(" (at {at})"))
                .unwrap_or_default();
            let quiet = QUIET.with_borrow_mut(|quiet| quiet.as_mut().map(|q| *q = place).is_some());
            if !quiet {
                previous(info);
            }
        }));
    });
}

fn text_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is not a text")
}
