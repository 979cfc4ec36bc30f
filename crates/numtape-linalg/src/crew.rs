//! Who works on one matrix.

use std::sync::{Mutex, PoisonError};

/// Runs a function on several threads at once, one of them the calling one, and returns when all have returned. A thread
/// that comes late finds nothing left to do, so fewer than wished for do no harm.
pub type Crew = fn(&(dyn Fn() + Sync));

/// Whether one matrix may be split over threads. Callers that run many matrices in parallel say no.
///
/// Cholesky and LU factors and solutions of triangular systems do not depend on it.
#[derive(Clone, Copy, Debug)]
pub enum Threads {
    /// This thread only.
    One,
    /// A crew, for sizes where that pays. What is left to faer takes all threads of rayon instead, or this one alone
    /// without the feature `rayon`.
    Many(Crew),
}

impl Threads {
    /// This thread only for a matrix of fewer than `least` elements.
    pub(crate) fn from(self, least: usize, elements: usize) -> Threads {
        if elements < least { Threads::One } else { self }
    }

    /// Calls a function on each thread.
    pub(crate) fn run(self, body: &(dyn Fn() + Sync)) {
        match self {
            Threads::One => body(),
            Threads::Many(crew) => crew(body),
        }
    }

    /// Hands each part to one thread.
    pub(crate) fn share<P: Send>(
        self,
        parts: impl Iterator<Item = P> + Send,
        body: impl Fn(P) + Sync,
    ) {
        let parts = Mutex::new(parts);
        self.run(&|| {
            let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some(part) = next() {
                body(part);
            }
        });
    }
}
