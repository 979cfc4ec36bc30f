//! Factorisations by block columns, which several threads work on at once.
//!
//! A column is first updated by all panels before it, one after the other, then becomes a panel itself, and in the end is
//! finished. There are no rounds in which all threads wait for the slowest: each takes the first column that is free and
//! has a step to do, so that the next panel is factored while others still update columns further right. The steps of a
//! column have a fixed order, so the threads have no influence on results.

use crate::Threads;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

/// The steps of one factorisation. Only the first columns become panels.
pub(crate) trait Steps: Sync {
    type Column: Send + Sync;

    /// Makes column `k` a panel; false if that cannot be done, which ends everything.
    fn factor(&self, k: usize, column: &mut Self::Column) -> bool;

    /// Takes what panel `k` determines off a later column.
    fn update(&self, k: usize, panel: &Self::Column, column: &mut Self::Column);

    /// What is left to do for column `j` when all panels are known.
    fn finish(&self, j: usize, column: &mut Self::Column);
}

/// Runs all steps; false if a panel could not be factored.
pub(crate) fn factor<S: Steps>(
    steps: &S,
    columns: Vec<S::Column>,
    panels: usize,
    threads: Threads,
) -> bool {
    let progress = Mutex::new(Progress::new(columns.len(), panels));
    let columns: Vec<RwLock<S::Column>> = columns.into_iter().map(RwLock::new).collect();
    threads.run(&|| work(steps, &columns, &progress));
    !lock(&progress).is_stopped
}

/// Takes steps until none is left.
fn work<S: Steps>(steps: &S, columns: &[RwLock<S::Column>], progress: &Mutex<Progress>) {
    let _stop = StopOnPanic(progress);
    let mut turns = 0u32;
    loop {
        let next = lock(progress).next();
        let (j, is_done) = match next {
            Next::Nothing => return,
            Next::Later => {
                wait(&mut turns);
                continue;
            }
            Next::Factor(k) => (k, steps.factor(k, &mut write(&columns[k]))),
            Next::Update(k, j) => {
                let panel = columns[k].read().unwrap_or_else(PoisonError::into_inner);
                steps.update(k, &panel, &mut write(&columns[j]));
                (j, true)
            }
            Next::Finish(j) => {
                steps.finish(j, &mut write(&columns[j]));
                (j, true)
            }
        };
        lock(progress).done(j, is_done);
    }
}

/// A step takes some microseconds, and waking a thread that sleeps as long: it looks again at once, unless another
/// thread may need this core.
fn wait(turns: &mut u32) {
    *turns += 1;
    if turns.is_multiple_of(64) {
        std::thread::yield_now();
    }
    for _ in 0..32 {
        std::hint::spin_loop();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Never waits, as progress gives a column to one thread at a time.
fn write<T>(column: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    column.write().unwrap_or_else(PoisonError::into_inner)
}

/// Lets the other threads end when a step panics; they would wait for it.
struct StopOnPanic<'a>(&'a Mutex<Progress>);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(self.0).is_stopped = true;
        }
    }
}

/// What a thread does next.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Factor(usize),
    /// By the panel that comes first, the column that comes second.
    Update(usize, usize),
    Finish(usize),
    /// Others have to end a step first.
    Later,
    Nothing,
}

/// How far a factorisation is.
struct Progress {
    columns: Vec<Place>,
    panels: usize,
    /// Panels that are known.
    factored: usize,
    /// Columns before this are finished.
    first: usize,
    is_stopped: bool,
}

/// How far a column is.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Of updates, a factorisation if it becomes a panel, and the last one.
    steps: usize,
    is_taken: bool,
}

impl Progress {
    fn new(columns: usize, panels: usize) -> Self {
        Progress {
            columns: vec![Place::default(); columns],
            panels,
            factored: 0,
            first: 0,
            is_stopped: false,
        }
    }

    /// The steps of column `j` before the last one.
    fn steps(&self, j: usize) -> usize {
        (j + 1).min(self.panels)
    }

    fn next(&mut self) -> Next {
        if self.is_stopped || self.first == self.columns.len() {
            return Next::Nothing;
        }
        for j in self.first..self.columns.len() {
            let next = self.next_of(j);
            if next != Next::Later {
                self.columns[j].is_taken = true;
                return next;
            }
        }
        Next::Later
    }

    fn next_of(&self, j: usize) -> Next {
        let Place { steps, is_taken } = self.columns[j];
        let wanted = self.steps(j);
        if is_taken || steps > wanted {
            Next::Later
        } else if steps == wanted {
            // Until then later columns may read it as a panel.
            if self.factored == self.panels && self.is_updated() {
                Next::Finish(j)
            } else {
                Next::Later
            }
        } else if steps == j {
            Next::Factor(j)
        } else if steps < self.factored {
            Next::Update(steps, j)
        } else {
            Next::Later
        }
    }

    fn is_finished(&self, j: usize) -> bool {
        self.columns[j].steps > self.steps(j)
    }

    /// Whether no column waits for a panel any more.
    fn is_updated(&self) -> bool {
        (self.panels..self.columns.len()).all(|j| self.columns[j].steps >= self.panels)
    }

    fn done(&mut self, j: usize, is_done: bool) {
        let place = &mut self.columns[j];
        place.is_taken = false;
        place.steps += 1;
        if !is_done {
            self.is_stopped = true;
        }
        if j < self.panels && self.columns[j].steps == j + 1 {
            self.factored = j + 1;
        }
        while self.first < self.columns.len() && self.is_finished(self.first) {
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crew(body: &(dyn Fn() + Sync)) {
        std::thread::scope(|scope| {
            scope.spawn(body);
            scope.spawn(body);
            body();
        });
    }

    /// Counts the steps of each column, and fails or panics at a panel.
    #[derive(Default)]
    struct Count<'a> {
        fails: Option<usize>,
        panics: Option<usize>,
        column: std::marker::PhantomData<&'a mut usize>,
    }

    impl<'a> Steps for Count<'a> {
        type Column = (usize, &'a mut usize);

        fn factor(&self, k: usize, (j, steps): &mut Self::Column) -> bool {
            assert_ne!(Some(k), self.panics, "the panel that panics");
            assert_eq!((*j, **steps), (k, k), "after all updates");
            **steps += 1;
            Some(k) != self.fails
        }

        fn update(&self, k: usize, panel: &Self::Column, (_, steps): &mut Self::Column) {
            assert_eq!(*panel.1, k + 1, "it is a panel, and not finished");
            assert_eq!(**steps, k, "in order");
            **steps += 1;
        }

        fn finish(&self, j: usize, (column, steps): &mut Self::Column) {
            assert_eq!(j, *column);
            **steps += 100;
        }
    }

    fn count(steps: &Count<'_>, columns: usize, panels: usize) -> (bool, Vec<usize>) {
        let mut counts = vec![0; columns];
        let pairs = counts.iter_mut().enumerate().collect();
        let steps = Count {
            column: std::marker::PhantomData,
            ..*steps
        };
        let is_done = super::factor(&steps, pairs, panels, Threads::Many(crew));
        (is_done, counts)
    }

    #[test]
    fn every_column_goes_through_all_steps() {
        for (columns, panels) in [(0, 0), (1, 1), (5, 5), (9, 4), (20, 19)] {
            for _ in 0..20 {
                let (is_done, counts) = count(&Count::default(), columns, panels);
                let wanted = |j: usize| 100 + panels.min(j + 1);
                assert!(is_done && counts.into_iter().eq((0..columns).map(wanted)));
            }
        }
    }

    #[test]
    fn a_panel_that_fails_ends_it() {
        let steps = Count {
            fails: Some(2),
            ..Count::default()
        };
        let (is_done, counts) = count(&steps, 6, 6);
        assert!(!is_done && counts.iter().all(|&count| count < 100));
    }

    #[test]
    fn a_panic_ends_all_threads() {
        let steps = Count {
            panics: Some(2),
            ..Count::default()
        };
        let caught = std::panic::catch_unwind(|| count(&steps, 6, 6));
        assert!(caught.is_err());
    }
}
