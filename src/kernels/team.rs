//! A team of threads that takes the pieces of one kernel at a time: what `loops::parallel_for` runs on.
//!
//! A thread pool for tasks of any kind needs several microseconds to hand work over and to join; kernels often last
//! little longer. Here the calling thread posts one job, takes pieces itself, and in the end waits only for helpers
//! that have begun a piece, never for one that has not started. Helpers look out for the next job for some
//! microseconds and then sleep, so that no idle core is kept busy; waking them costs more than many kernels take, so the
//! smaller ones ask first ([`is_worth_asking`]). A second kernel at the same time, or one inside a piece, finds the team
//! taken and runs on its own thread.

use crate::config::MAX_THREADS;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a helper looks out for the next job before it sleeps.
const LOOKOUT: Duration = Duration::from_micros(50);

/// Work, in nanoseconds, from which on waking helpers that sleep pays.
const WAKING_WORK: usize = 50_000;

/// A kernel's pieces, on the stack of the thread that posts it.
struct Job<'a> {
    body: &'a (dyn Fn(usize) + Sync),
    pieces: usize,
    /// The next piece that nobody has taken.
    next: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Job<'_> {
    /// Takes pieces until none is left. The first panic ends the job and is kept for the thread that posted it.
    fn work(&self) {
        let pieces = || {
            loop {
                let piece = self.next.fetch_add(1, Ordering::Relaxed);
                if piece >= self.pieces {
                    return;
                }
                (self.body)(piece);
            }
        };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(pieces)) {
            self.next.store(self.pieces, Ordering::Relaxed);
            let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
            match &*first {
                None => *first = Some(panic),
                // Dropping it would run the user's code here, where another panic would end the helper.
                Some(_) => std::mem::forget(panic),
            }
        }
    }
}

/// The gate of a job: whether helpers may enter, how many more may, and how many are inside.
const OPEN: usize = 1 << 31;
const SEAT: usize = 1 << 16;
const INSIDE: usize = SEAT - 1;
// All threads that there may be have a seat.
const _: () = assert!(MAX_THREADS < OPEN / SEAT && MAX_THREADS < INSIDE);

struct Team {
    /// Set while a job is posted.
    taken: AtomicBool,
    /// Counts the jobs; helpers wait for it to change.
    posted: AtomicUsize,
    gate: AtomicUsize,
    /// The posted job: alive while the gate is open or a helper is inside.
    job: AtomicPtr<Job<'static>>,
    helpers: AtomicUsize,
    /// Set when the system would not start another thread.
    refused: AtomicBool,
    asleep: AtomicUsize,
    bed: Mutex<()>,
    alarm: Condvar,
}

static TEAM: Team = Team {
    taken: AtomicBool::new(false),
    posted: AtomicUsize::new(0),
    gate: AtomicUsize::new(0),
    job: AtomicPtr::new(ptr::null_mut()),
    helpers: AtomicUsize::new(0),
    refused: AtomicBool::new(false),
    asleep: AtomicUsize::new(0),
    bed: Mutex::new(()),
    alarm: Condvar::new(),
};

/// Runs `body` for each piece, on this thread and up to `threads - 1` helpers. False, with nothing run, where the
/// team is taken.
///
/// # Panics
/// When `body` panics on any thread, after all threads have left it.
pub(super) fn run(threads: usize, pieces: usize, body: &(dyn Fn(usize) + Sync)) -> bool {
    // The caller takes a piece as well.
    let helpers = (threads - 1).min(pieces.saturating_sub(1));
    if TEAM.taken.swap(true, Ordering::Acquire) {
        return false;
    }
    if TEAM.helpers.load(Ordering::Relaxed) < helpers && !TEAM.refused.load(Ordering::Relaxed) {
        TEAM.start(helpers);
    }
    let job = Job {
        body,
        pieces,
        next: AtomicUsize::new(0),
        panic: Mutex::new(None),
    };
    TEAM.post(&job, helpers);
    job.work();
    TEAM.close();
    TEAM.taken.store(false, Ordering::Release);
    let panic = job.panic.into_inner();
    if let Some(panic) = panic.unwrap_or_else(PoisonError::into_inner) {
        resume_unwind(panic);
    }
    true
}

/// Whether a kernel of so many nanoseconds, not many, gains by the team: helpers are awake, or such kernels have followed
/// each other long enough that those to come will probably make up for waking them.
pub(super) fn is_worth_asking(work: usize) -> bool {
    thread_local! {
        /// The work of this thread that helpers had no part in since the last pause, and when the last of it began.
        static MISSED: Cell<(usize, Option<Instant>)> = const { Cell::new((0, None)) };
    }
    let is_awake = TEAM.asleep.load(Ordering::Relaxed) < TEAM.helpers.load(Ordering::Relaxed);
    if is_awake || work >= WAKING_WORK {
        return true;
    }
    let now = Instant::now();
    let (missed, last) = MISSED.get();
    // The last one may have taken some time itself.
    let is_pause = last.is_none_or(|last| now - last > 2 * LOOKOUT);
    let missed = if is_pause { work } else { missed + work };
    let is_worth_waking = missed >= WAKING_WORK;
    MISSED.set((if is_worth_waking { 0 } else { missed }, Some(now)));
    is_worth_waking
}

impl Team {
    /// Starts helpers until there are `wanted`. Where the system refuses threads there are fewer, or none.
    fn start(&'static self, wanted: usize) {
        for number in self.helpers.load(Ordering::Relaxed)..wanted {
            let helper = std::thread::Builder::new().name(format!("numtape-{}", number + 1));
            if helper.spawn(|| self.help()).is_err() {
                self.refused.store(true, Ordering::Relaxed);
                return;
            }
            self.helpers.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn post(&self, job: &Job<'_>, helpers: usize) {
        self.job
            .store(ptr::from_ref(job).cast_mut().cast(), Ordering::Relaxed);
        self.gate.store(OPEN | (helpers * SEAT), Ordering::Release);
        self.posted.fetch_add(1, Ordering::SeqCst);
        if self.asleep.load(Ordering::SeqCst) > 0 {
            // A helper that was about to sleep holds the lock until it does, and so hears the alarm.
            drop(self.bed.lock().unwrap_or_else(PoisonError::into_inner));
            self.alarm.notify_all();
        }
    }

    /// Lets no more helpers in, and waits for those inside.
    fn close(&self) {
        let mut turns = 0u32;
        let mut gate = self.gate.fetch_and(!OPEN, Ordering::Acquire);
        while gate & INSIDE != 0 {
            turns += 1;
            // A helper may have lost its core in the middle of a piece: leave it this one.
            if turns.is_multiple_of(1024) {
                std::thread::yield_now();
            }
            std::hint::spin_loop();
            gate = self.gate.load(Ordering::Acquire);
        }
    }

    /// The life of a helper.
    fn help(&self) {
        let mut seen = 0;
        loop {
            seen = self.next_post(seen);
            if self.enter() {
                // SAFETY: entering succeeded, so the gate was open: the job pointed to was stored before that, and the
                // thread that owns it waits in `close` until this helper has left.
                let job = unsafe { &*self.job.load(Ordering::Relaxed) };
                job.work();
                self.gate.fetch_sub(1, Ordering::Release);
            }
        }
    }

    /// Takes a seat of the posted job, if there is one.
    fn enter(&self) -> bool {
        let enter =
            |gate: usize| (gate & OPEN != 0 && gate & !OPEN >= SEAT).then(|| gate - SEAT + 1);
        self.gate
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, enter)
            .is_ok()
    }

    /// Waits for another post than `seen`.
    fn next_post(&self, seen: usize) -> usize {
        let start = Instant::now();
        while start.elapsed() < LOOKOUT {
            for _ in 0..64 {
                let posted = self.posted.load(Ordering::Acquire);
                if posted != seen {
                    return posted;
                }
                std::hint::spin_loop();
            }
        }
        let mut bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        self.asleep.fetch_add(1, Ordering::SeqCst);
        let posted = loop {
            let posted = self.posted.load(Ordering::SeqCst);
            if posted != seen {
                break posted;
            }
            bed = self.alarm.wait(bed).unwrap_or_else(PoisonError::into_inner);
        };
        self.asleep.fetch_sub(1, Ordering::SeqCst);
        posted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    /// Runs pieces on the team if it is free; tests of other threads may have it.
    fn each(threads: usize, pieces: usize, body: &(dyn Fn(usize) + Sync)) {
        if !run(threads, pieces, body) {
            (0..pieces).for_each(body);
        }
    }

    #[test]
    fn every_piece_runs_once() {
        for round in 0..2000 {
            let pieces = 1 + round % 40;
            let seen: Vec<AtomicU64> = (0..pieces).map(|_| AtomicU64::new(0)).collect();
            each(2 + round % 5, pieces, &|i| {
                seen[i].fetch_add(1, Ordering::Relaxed);
            });
            assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1));
        }
    }

    #[test]
    fn helpers_take_part_after_a_sleep() {
        let deadline = Instant::now() + Duration::from_secs(60);
        // Other tests have the team most of the time, and perhaps all cores.
        while Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(2));
            let threads = Mutex::new(std::collections::HashSet::new());
            let is_free = run(3, 8, &|_| {
                threads.lock().unwrap().insert(std::thread::current().id());
                std::thread::sleep(Duration::from_millis(2));
            });
            if is_free && threads.into_inner().unwrap().len() > 1 {
                return;
            }
        }
        panic!("no helper took a piece for a minute");
    }

    #[test]
    fn a_piece_that_asks_for_the_team_does_without() {
        let sum = AtomicU64::new(0);
        each(2, 10, &|i| {
            each(2, 10, &|j| {
                sum.fetch_add((10 * i + j) as u64, Ordering::Relaxed);
            });
        });
        assert_eq!(sum.into_inner(), (0..100).sum::<u64>());
    }

    #[test]
    fn a_panic_reaches_the_caller_and_the_team_goes_on() {
        for piece in 0..16 {
            let caught = catch_unwind(|| {
                each(2, 16, &|i| assert_ne!(i, piece, "piece {piece} fails"));
            });
            let text = *caught.unwrap_err().downcast::<String>().unwrap();
            assert!(text.contains("fails"), "{text}");
        }
        every_piece_runs_once();
    }

    #[test]
    fn a_run_of_small_kernels_is_worth_waking_helpers() {
        // On a thread of its own; other tests may keep helpers awake, which is an answer too.
        std::thread::spawn(|| {
            assert!(is_worth_asking(WAKING_WORK));
            let asked = (0..1000).position(|_| is_worth_asking(WAKING_WORK / 10));
            assert!(asked.is_some());
        })
        .join()
        .unwrap();
    }

    #[test]
    fn callers_on_many_threads_share_it() {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(every_piece_runs_once);
            }
        });
    }
}
