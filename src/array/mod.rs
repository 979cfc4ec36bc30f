//! The `Array` handle: identity, shape, dtype. No computation.
//!
//! Payloads are in [`value`], conversions in [`convert`] and `interop`, operators in `operators`, the
//! numpy methods in `methods`, printing in `display`.

pub mod convert;
pub(crate) mod display;
pub(crate) mod interop;
#[cfg(feature = "linalg")]
mod interop_faer;
mod methods;
mod operators;
pub mod value;

use crate::dtype::DType;
use crate::shape::Shape;
use crate::shape::layout::Layout;
use crate::storage::{self, Storage};
use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use value::{Aval, Batched, Dense, Value};

/// An n-dimensional array: immutable, cheap to clone, of any dtype and rank, usable from any thread.
///
/// The counterpart of numpy's `ndarray`. Arithmetic broadcasts and promotes as numpy's does; operations on
/// arrays that a [`GradientTape`](crate::GradientTape) watches are recorded, and inside
/// [`vectorized_map`](crate::vectorized_map) an array stands for one example of a batch.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(x.shape(), [2, 2]);
/// assert_eq!((&x + 1.0).sum(..).item::<f64>().unwrap(), 14.0);
/// ```
#[derive(Clone)]
pub struct Array(Arc<Inner>);

struct Inner {
    /// Never an address, never reused.
    id: u64,
    /// The tape that tracks this array, or 0: lets a debug build notice use on another thread.
    tracked_by: AtomicU64,
    /// The recording of the op that made this array, or 0.
    recorded_by: AtomicU64,
    /// The array's slot there. Only the recording's own thread reads it.
    slot: AtomicU32,
    value: Value,
}

impl Inner {
    #[inline]
    fn new(value: Value) -> Inner {
        Inner {
            id: fresh_id(),
            tracked_by: AtomicU64::new(0),
            recorded_by: AtomicU64::new(0),
            slot: AtomicU32::new(0),
            value,
        }
    }
}

/// Tells how many handles to an array are left. It cannot make a new one, which is what lets the owner of the
/// only handle reuse the buffer.
#[derive(Debug)]
pub(crate) struct Liveness(Weak<Inner>);

impl Liveness {
    pub(crate) fn handles(&self) -> usize {
        self.0.strong_count()
    }
}

/// A fresh identity. Threads draw from blocks, so the shared counter is touched once in 65,536 arrays.
pub(crate) fn fresh_id() -> u64 {
    const BLOCK: u64 = 1 << 16;
    static NEXT_BLOCK: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NEXT: Cell<u64> = const { Cell::new(0) };
    }
    let next = NEXT.get();
    let id = if next.is_multiple_of(BLOCK) {
        NEXT_BLOCK.fetch_add(1, Ordering::Relaxed) * BLOCK
    } else {
        next
    };
    NEXT.set(id + 1);
    id
}

impl Array {
    #[inline]
    fn from_value(value: Value) -> Array {
        Array(Arc::new(Inner::new(value)))
    }

    /// Wraps data with a new identity.
    #[inline]
    pub(crate) fn from_dense(dense: Dense) -> Array {
        Array::from_value(Value::Dense(dense))
    }

    /// An array in C order over bytes that nobody else uses, which `fill` writes. The bytes are fresh or a donated input's.
    ///
    /// Everything is written where it then lies: what was stored in pieces, or by vector instructions under a mask, makes
    /// the processor wait when it is moved at once.
    #[inline(always)]
    pub(crate) fn filled(
        dtype: DType,
        shape: &[usize],
        storage: impl FnOnce() -> Storage,
        fill: impl FnOnce(&mut Dense),
    ) -> Array {
        let make = || {
            let layout = Layout::Contiguous(Shape::new());
            Inner::new(Value::Dense(Dense::new(dtype, layout, storage())))
        };
        Array(storage::shared(make, |inner| {
            if let Value::Dense(room) = &mut inner.value {
                room.lay_out(shape);
                fill(room);
            }
        }))
    }

    /// One example of `inner` along `axis`, for the vmap frame `frame`.
    pub(crate) fn from_batched(frame: u64, axis: usize, inner: Array) -> Array {
        let mut shape = Shape::from_slice(inner.shape());
        shape.remove(axis);
        Array::from_value(Value::Batched(Batched {
            frame,
            axis,
            inner,
            shape,
        }))
    }

    #[inline]
    pub(crate) fn value(&self) -> &Value {
        &self.0.value
    }

    #[inline]
    pub(crate) fn id(&self) -> u64 {
        self.0.id
    }

    /// Whether this is the only handle; see `storage::is_unique`.
    pub(crate) fn is_unique(&self) -> bool {
        crate::storage::is_unique(&self.0)
    }

    /// A counter of the handles, which keeps none itself.
    pub(crate) fn liveness(&self) -> Liveness {
        Liveness(Arc::downgrade(&self.0))
    }

    pub(crate) fn tracked_by(&self) -> u64 {
        self.0.tracked_by.load(Ordering::Relaxed)
    }

    pub(crate) fn set_tracked_by(&self, tape: u64) {
        self.0.tracked_by.store(tape, Ordering::Relaxed);
    }

    /// Notes which slot of a recording stands for this array, the result of an op just recorded. False if there is no room
    /// for the note: another recording has put its own here, or other handles exist.
    #[inline]
    pub(crate) fn note_slot(&self, recording: u64, slot: u32) -> bool {
        let is_free = self.0.recorded_by.load(Ordering::Relaxed) == 0 && self.is_unique();
        if is_free {
            self.0.slot.store(slot, Ordering::Relaxed);
            self.0.recorded_by.store(recording, Ordering::Relaxed);
        }
        is_free
    }

    /// The slot that the recording has noted.
    #[inline]
    pub(crate) fn noted_slot(&self, recording: u64) -> Option<u32> {
        (self.0.recorded_by.load(Ordering::Relaxed) == recording)
            .then(|| self.0.slot.load(Ordering::Relaxed))
    }

    /// The data, if no transform hides it.
    #[inline]
    pub(crate) fn dense(&self) -> Option<&Dense> {
        match &self.0.value {
            Value::Dense(dense) => Some(dense),
            Value::Batched(_) => None,
        }
    }

    /// Takes the data out of the handle if it is the only one, else clones the view.
    pub(crate) fn into_dense(self) -> Option<Dense> {
        match Arc::try_unwrap(self.0) {
            Ok(Inner {
                value: Value::Dense(dense),
                ..
            }) => Some(dense),
            Ok(_) => None,
            Err(shared) => match &shared.value {
                Value::Dense(dense) => Some(dense.clone()),
                Value::Batched(_) => None,
            },
        }
    }

    /// The sizes of the axes (numpy: `shape`). Inside `vmap`, those of one example.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([[1, 2, 3]]).shape(), [1, 3]);
    /// ```
    #[inline]
    pub fn shape(&self) -> &[usize] {
        match &self.0.value {
            Value::Dense(dense) => dense.shape(),
            Value::Batched(batched) => &batched.shape,
        }
    }

    /// The number of axes (numpy: `ndim`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([[1, 2, 3]]).ndim(), 2);
    /// ```
    pub fn ndim(&self) -> usize {
        self.shape().len()
    }

    /// The number of elements (numpy: `size`; Rust's word is `len`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([[1, 2, 3]]).len(), 3);
    /// assert_eq!(array(1.0).len(), 1);
    /// ```
    pub fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Whether the array has no elements.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert!(np::zeros([2, 0]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.shape().contains(&0)
    }

    /// The element type (numpy: `dtype`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0f32]).dtype(), F32);
    /// ```
    #[inline]
    pub fn dtype(&self) -> DType {
        match &self.0.value {
            Value::Dense(dense) => dense.dtype(),
            Value::Batched(batched) => batched.inner.dtype(),
        }
    }

    /// Shape and dtype as one value.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([2, 3]).aval().to_string(), "f64[2, 3]");
    /// ```
    pub fn aval(&self) -> Aval {
        Aval::known(self.shape(), self.dtype())
    }

    /// Whether two handles are the same array: same identity, not same contents.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::ones([2]);
    /// assert!(x.is_same(&x.clone()));
    /// assert!(!x.is_same(&np::ones([2])));
    /// ```
    pub fn is_same(&self, other: &Array) -> bool {
        self.id() == other.id()
    }
}

/// Short: dtype, shape and, for small dense arrays, the values on one line.
impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Value::Dense(dense) if dense.len() <= 8 => {
                let text = self.to_string();
                let line: Vec<&str> = text.split_whitespace().collect();
                write!(f, "Array({} {})", self.aval(), line.join(" "))
            }
            Value::Dense(_) => write!(f, "Array({})", self.aval()),
            Value::Batched(batched) => {
                write!(
                    f,
                    "Array({}, one of {} in vmap)",
                    self.aval(),
                    batched.inner.shape()[batched.axis]
                )
            }
        }
    }
}
