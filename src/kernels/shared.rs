//! The pointer that the threads of one kernel share. What each of them may touch is said where it is used.

/// A pointer into one live allocation. The threads that hold it write to places of their own, and read only where no other
/// writes.
#[derive(Clone, Copy)]
pub(super) struct Shared<T = u8>(pub(super) *mut T);

// SAFETY: see the type: the threads never touch what another writes.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// A method, so that a closure takes the whole value along and not the pointer alone.
    pub(super) fn get(self) -> *mut T {
        self.0
    }

    /// `offset` elements further.
    pub(super) fn at(self, offset: isize) -> *mut T {
        self.0.wrapping_offset(offset)
    }
}
