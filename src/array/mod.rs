//! The `Array` handle: identity, shape, dtype. No computation.
//!
//! Payloads are in [`value`], conversions in [`convert`] and `interop`, operators in `operators`, the
//! numpy methods in `methods`, printing in `display`.

pub mod convert;
pub(crate) mod departures;
pub(crate) mod display;
pub(crate) mod ids;
pub(crate) mod interop;
#[cfg(feature = "linalg")]
mod interop_faer;
mod methods;
mod operators;
pub mod value;

use crate::dtype::DType;
use crate::shape::Shape;
use crate::storage::Storage;
use crate::storage::handle::{Handle, Retire, Spare, only_mut};
pub(crate) use ids::fresh_id;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
pub struct Array(Handle<Inner>);

struct Inner {
    /// Never an address, never reused.
    id: u64,
    /// The tape that tracks this array, or 0: lets a debug build notice use on another thread.
    tracked_by: AtomicU64,
    /// The first listeners that asked to be told of the array's end.
    notes: [Note; 2],
    has_further_listeners: AtomicBool,
    value: Value,
}

/// A listener, or 0, and the token that it gave the array; see `departures`. Only its own thread reads the token.
#[derive(Default)]
struct Note {
    listener: AtomicU64,
    token: AtomicU64,
}

thread_local! {
    /// Insides of arrays that are gone, blank.
    static SPARE: RefCell<Spare<Inner>> = const { RefCell::new(Spare::new()) };
}

/// Gives what this thread keeps for new arrays back to the allocator.
pub(crate) fn clear_spare() {
    let _ = SPARE.try_with(|spare| spare.borrow_mut().clear());
}

impl Inner {
    /// Without data, and with an identity that is not yet its own.
    #[inline]
    fn blank() -> Arc<Inner> {
        // During the destruction of a thread's locals nothing is kept.
        let kept = SPARE.try_with(|spare| spare.borrow_mut().take());
        kept.ok().flatten().unwrap_or_else(|| {
            Arc::new(Inner {
                id: 0,
                tracked_by: AtomicU64::new(0),
                notes: Default::default(),
                has_further_listeners: AtomicBool::new(false),
                value: Value::Dense(Dense::blank()),
            })
        })
    }

    /// Tells the listeners that the array is gone.
    #[inline]
    fn tell(&mut self) {
        // Notes are made in order.
        if *self.notes[0].listener.get_mut() != 0 || *self.has_further_listeners.get_mut() {
            departures::tell_all(self);
            self.notes = Default::default();
            self.has_further_listeners = AtomicBool::new(false);
        }
    }
}

impl Retire for Inner {
    #[inline]
    fn retire(mut last: Arc<Inner>) {
        let inner = only_mut(&mut last);
        inner.tell();
        *inner.tracked_by.get_mut() = 0;
        match &mut inner.value {
            Value::Dense(dense) => dense.make_blank(),
            Value::Batched(_) => inner.value = Value::Dense(Dense::blank()),
        }
        let _ = SPARE.try_with(|spare| spare.borrow_mut().keep(last));
    }
}

/// Of an array that is not retired, because two threads dropped the last handles at once.
impl Drop for Inner {
    fn drop(&mut self) {
        self.tell();
    }
}

impl Array {
    #[inline]
    fn from_value(value: Value) -> Array {
        Array::finished(|inner| inner.value = value)
    }

    /// A new array whose value is set where it then lies: what was stored in pieces, or by vector instructions under a mask,
    /// makes the processor wait when it is moved at once.
    #[inline(always)]
    fn finished(finish: impl FnOnce(&mut Inner)) -> Array {
        let mut blank = Inner::blank();
        let inner = only_mut(&mut blank);
        inner.id = fresh_id();
        finish(inner);
        Array(Handle::from_arc(blank))
    }

    /// Wraps data with a new identity.
    #[inline]
    pub(crate) fn from_dense(dense: Dense) -> Array {
        Array::from_value(Value::Dense(dense))
    }

    /// An array in C order that `fill` writes: over the bytes of a donated input, else over fresh ones. `bytes` is what the
    /// shape needs.
    #[inline(always)]
    pub(crate) fn filled(
        dtype: DType,
        shape: &[usize],
        bytes: usize,
        donated: Option<&Storage>,
        fill: impl FnOnce(&mut Dense),
    ) -> Array {
        Array::finished(|inner| {
            if let Value::Dense(dense) = &mut inner.value {
                dense.lay_out(dtype, shape, bytes, donated);
                fill(dense);
            }
        })
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

    /// Whether this is the only handle.
    pub(crate) fn is_unique(&self) -> bool {
        self.0.is_unique()
    }

    pub(crate) fn tracked_by(&self) -> u64 {
        self.0.tracked_by.load(Ordering::Relaxed)
    }

    pub(crate) fn set_tracked_by(&self, tape: u64) {
        self.0.tracked_by.store(tape, Ordering::Relaxed);
    }

    /// Notes a listener and its token. False if there is no room for the note: other listeners have put theirs here, or
    /// other handles exist.
    #[inline]
    fn note_listener(&self, listener: u64, token: u64) -> bool {
        let mut notes = self.0.notes.iter();
        let free = notes.find(|note| note.listener.load(Ordering::Relaxed) == 0);
        let Some(note) = free.filter(|_| self.is_unique()) else {
            return false;
        };
        note.token.store(token, Ordering::Relaxed);
        note.listener.store(listener, Ordering::Relaxed);
        true
    }

    fn note_further_listeners(&self) {
        self.0.has_further_listeners.store(true, Ordering::Relaxed);
    }

    /// The token that the listener has noted.
    #[inline]
    pub(crate) fn noted_token(&self, listener: u64) -> Option<u64> {
        let mut notes = self.0.notes.iter();
        let note = notes.find(|note| note.listener.load(Ordering::Relaxed) == listener)?;
        Some(note.token.load(Ordering::Relaxed))
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
    pub(crate) fn into_dense(mut self) -> Option<Dense> {
        let Some(inner) = self.0.get_mut() else {
            return self.dense().cloned();
        };
        match std::mem::replace(&mut inner.value, Value::Dense(Dense::blank())) {
            Value::Dense(dense) => Some(dense),
            Value::Batched(_) => None,
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
