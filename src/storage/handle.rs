//! Reference counts whose last holder notices, so that what it lets go can be used again.
//!
//! The counts are those of `Arc`. What differs is the end: a handle that finds itself the last one hands the value to
//! [`Retire::retire`] without a locked instruction, and what that keeps serves again without a call of the allocator.
//! The insides of arrays and buffers are such values.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

/// What becomes of a value when its last handle goes.
pub(crate) trait Retire: Sized {
    /// Takes the only reference.
    fn retire(last: Arc<Self>);
}

/// A shared value. No weak references to it exist, so a count of one cannot grow behind the holder's back.
pub(crate) struct Handle<T: Retire>(ManuallyDrop<Arc<T>>);

impl<T: Retire> Handle<T> {
    pub(crate) fn new(value: T) -> Handle<T> {
        Handle::from_arc(Arc::new(value))
    }

    /// The only reference to a value, as a handle.
    pub(crate) fn from_arc(arc: Arc<T>) -> Handle<T> {
        Handle(ManuallyDrop::new(arc))
    }

    /// Whether this is the only handle.
    #[inline]
    pub(crate) fn is_unique(&self) -> bool {
        is_unique(&self.0)
    }

    /// The value for writing, if this is the only handle.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.is_unique().then(|| only_mut(&mut self.0))
    }

    /// The value out of its only handle.
    pub(crate) fn try_unwrap(self) -> Result<T, Handle<T>> {
        let mut handle = ManuallyDrop::new(self);
        // SAFETY: the handle is not used again, nor dropped.
        let arc = unsafe { ManuallyDrop::take(&mut handle.0) };
        Arc::try_unwrap(arc).map_err(Handle::from_arc)
    }
}

impl<T: Retire> Clone for Handle<T> {
    #[inline]
    fn clone(&self) -> Self {
        Handle(self.0.clone())
    }
}

impl<T: Retire> Deref for Handle<T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Retire + fmt::Debug> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<T: Retire> Drop for Handle<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: taken once, in the destructor.
        let arc = unsafe { ManuallyDrop::take(&mut self.0) };
        if is_unique(&arc) {
            T::retire(arc);
        }
    }
}

/// Values that a thread keeps to be used again, each the only reference.
pub(crate) struct Spare<T>(Vec<Arc<T>>);

impl<T> Spare<T> {
    /// The most values that are kept.
    const LIMIT: usize = 2048;

    pub(crate) const fn new() -> Spare<T> {
        Spare(Vec::new())
    }

    /// A value that was kept.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Arc<T>> {
        self.0.pop()
    }

    /// Keeps a value, unless there are enough.
    #[inline]
    pub(crate) fn keep(&mut self, value: Arc<T>) {
        if self.0.len() < Self::LIMIT {
            self.0.push(value);
        }
    }

    /// Drops all values.
    pub(crate) fn clear(&mut self) {
        self.0 = Vec::new();
    }
}

/// Whether a reference to something without weak references is the only one.
#[inline]
pub(crate) fn is_unique<T>(shared: &Arc<T>) -> bool {
    if Arc::strong_count(shared) != 1 {
        return false;
    }
    // Pairs with the release decrement of the handle that was dropped last, as in `Arc::get_mut`.
    fence(Ordering::Acquire);
    true
}

/// What the only reference refers to, for writing.
#[inline]
pub(crate) fn only_mut<T>(shared: &mut Arc<T>) -> &mut T {
    assert!(is_unique(shared));
    // SAFETY: the only reference is borrowed by the caller for as long as the result, and there are no weak ones.
    // (`Arc::get_mut` would find that out with a locked instruction.)
    unsafe { &mut *Arc::as_ptr(shared).cast_mut() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    thread_local! {
        static SPARE: RefCell<Spare<Number>> = const { RefCell::new(Spare::new()) };
    }

    #[derive(Debug)]
    struct Number(u32);

    impl Retire for Number {
        fn retire(mut last: Arc<Number>) {
            only_mut(&mut last).0 = 0;
            SPARE.with_borrow_mut(|spare| spare.keep(last));
        }
    }

    #[test]
    fn the_last_handle_retires_the_value() {
        let first = Handle::new(Number(1));
        let place = &raw const *first;
        let second = first.clone();
        assert!(!first.is_unique());
        drop(first);
        assert!(SPARE.with_borrow_mut(Spare::take).is_none());
        assert!(second.is_unique());
        drop(second);
        let kept = SPARE.with_borrow_mut(Spare::take).unwrap();
        assert!(std::ptr::eq(place, &raw const *kept));
        assert_eq!(Handle::from_arc(kept).0.0, 0);
    }

    #[test]
    fn only_an_unshared_value_is_written_or_comes_out() {
        let first = Handle::new(Number(1));
        let mut second = first.clone();
        assert!(second.get_mut().is_none());
        drop(first.try_unwrap().unwrap_err());
        second.get_mut().unwrap().0 = 7;
        assert_eq!(second.try_unwrap().unwrap().0, 7);
    }
}
