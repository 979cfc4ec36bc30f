//! Settings of the process: where warnings go.
//!
//! Limits of the buffer cache are in [`crate::memory`].

use std::collections::HashSet;
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
