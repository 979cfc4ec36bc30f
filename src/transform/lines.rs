//! From which line of the user's code an op came, in debug builds; in release builds nothing is kept.
//!
//! A public function knows its caller, but only when it returns does it know that it recorded something. So the ops
//! of one call share a cell, into which the first public function that returns to code outside of this crate writes
//! its caller. Printed tapes and `check_finite` read it.

#[cfg(debug_assertions)]
pub(crate) use debug::{CallSite, forget, returned};
#[cfg(not(debug_assertions))]
pub(crate) use release::{CallSite, forget, returned};

#[cfg(debug_assertions)]
mod debug {
    use std::cell::{Cell, RefCell};
    use std::panic::Location;
    use std::rc::Rc;

    type Line = Option<&'static Location<'static>>;

    thread_local! {
        /// The cell of the call that runs.
        static RUNNING: RefCell<Rc<Cell<Line>>> = RefCell::default();
    }

    /// The line that a recorded op came from, known once the call has returned.
    #[derive(Clone, Debug)]
    pub(crate) struct CallSite(Rc<Cell<Line>>);

    impl CallSite {
        /// Of the call that runs.
        pub(crate) fn here() -> CallSite {
            CallSite(RUNNING.with_borrow(Rc::clone))
        }

        pub(crate) fn line(&self) -> Line {
            self.0.get()
        }
    }

    /// A public function returns to this caller.
    pub(crate) fn returned(caller: &'static Location<'static>) {
        // The thread's locals may be gone when arrays are used in destructors.
        let _ = RUNNING.try_with(|running| {
            let mut running = running.borrow_mut();
            if Rc::strong_count(&running) > 1 && !crate::error::is_inside(caller) {
                running.set(Some(caller));
                *running = Rc::default();
            }
        });
    }

    /// What was recorded since the last call of the user belongs to no line.
    pub(crate) fn forget() {
        RUNNING.take();
    }
}

#[cfg(not(debug_assertions))]
mod release {
    use std::panic::Location;

    #[derive(Clone, Debug)]
    pub(crate) struct CallSite;

    impl CallSite {
        pub(crate) fn here() -> CallSite {
            CallSite
        }

        #[allow(clippy::unused_self, reason = "debug builds read the value")]
        pub(crate) fn line(&self) -> Option<&'static Location<'static>> {
            None
        }
    }

    #[inline]
    pub(crate) fn returned(_caller: &'static Location<'static>) {}

    pub(crate) fn forget() {}
}
