//! Indices: what may stand in the brackets of numpy's `x[...]`, the [`s!`](crate::s) macro, and `x.i(…)`.
//!
//! An [`Index`] is one item, [`Indices`] a whole bracket; both are ordinary values that can be built at run
//! time. What they select is worked out in `resolve`; updates of what they select are in [`at`], in place in
//! `assign`; indices out of range in [`mode`].

pub(crate) mod assign;
pub mod at;
mod masked;
pub mod mode;
pub(crate) mod resolve;
mod rounds;

use crate::array::Array;
use crate::array::convert::{IntoArray, Nested, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{OrRaise, Result};
pub use mode::IndexMode;
use resolve::Plan;
use smallvec::SmallVec;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// As many full slices as are needed for the axes that other items leave over (numpy: `...`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3, 4]);
/// assert_eq!(x.i(s![Ellipsis, 0]).shape(), [2, 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ellipsis;

/// A new axis of size 1 (numpy: `newaxis`, `None`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([3]);
/// assert_eq!(x.i(s![NewAxis, ..]).shape(), [1, 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewAxis;

/// A range of positions with a step (python: `slice`). Negative bounds count from the end, bounds beyond
/// the axis are cut off, a negative step runs backwards.
///
/// # Examples
/// ```
/// use numtape::index::Slice;
/// use numtape::prelude::*;
/// let x = np::arange(5);
/// assert_eq!(x.i(Slice::from(..).step(-2)).to_vec::<i64>().unwrap(), [4, 2, 0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    pub(crate) start: Option<i64>,
    pub(crate) stop: Option<i64>,
    pub(crate) step: i64,
}

impl Slice {
    /// A slice of the given bounds, `None` for the end of the axis from which the step starts or at which
    /// it stops.
    pub const fn new(start: Option<i64>, stop: Option<i64>, step: i64) -> Self {
        Slice { start, stop, step }
    }

    /// The slice with another step; zero is an error when it is used.
    pub fn step(self, step: impl IndexInteger) -> Self {
        Slice {
            step: step.to_i64(),
            ..self
        }
    }
}

/// One item of an index.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Index {
    /// One position, negative from the end. Removes the axis.
    Int(i64),
    /// A range of positions.
    Slice(Slice),
    /// A new axis of size 1.
    NewAxis,
    /// The axes that are left over.
    Ellipsis,
    /// Positions (integers) or a mask (bool), of any rank.
    Array(Array),
}

/// The items of one index, in order.
///
/// # Examples
/// ```
/// use numtape::index::{Index, Indices};
/// use numtape::prelude::*;
/// let x = np::zeros([4, 5]);
/// let index: Indices = [Index::from(1..3), Index::from(0)].into_iter().collect();
/// assert_eq!(x.i(index).shape(), [2]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Indices(pub(crate) SmallVec<[Index; 4]>);

impl Indices {
    /// No items: the whole array.
    pub fn new() -> Self {
        Indices::default()
    }

    /// Appends an item.
    #[must_use]
    pub fn with(mut self, item: impl Into<Index>) -> Self {
        self.0.push(item.into());
        self
    }
}

impl FromIterator<Index> for Indices {
    fn from_iter<I: IntoIterator<Item = Index>>(items: I) -> Self {
        Indices(items.into_iter().collect())
    }
}

/// Rust's integer types, as positions. Numbers beyond `i64` saturate, which no axis reaches.
pub trait IndexInteger: Copy {
    /// The position.
    fn to_i64(self) -> i64;
}

macro_rules! index_integers {
    ($($ty:ty),*) => {$(
        impl IndexInteger for $ty {
            fn to_i64(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }

        impl From<$ty> for Index {
            fn from(position: $ty) -> Self {
                Index::Int(position.to_i64())
            }
        }
    )*};
}

index_integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// The slice bounds of each of Rust's ranges.
macro_rules! ranges {
    ($($Range:ident |$r:ident| $start:expr, $stop:expr;)*) => {$(
        impl<T: IndexInteger> From<$Range<T>> for Slice {
            fn from($r: $Range<T>) -> Self {
                Slice { start: $start, stop: $stop, step: 1 }
            }
        }

        impl<T: IndexInteger> From<$Range<T>> for Index {
            fn from(range: $Range<T>) -> Self {
                Index::Slice(range.into())
            }
        }
    )*};
}

ranges! {
    Range |r| Some(r.start.to_i64()), Some(r.end.to_i64());
    RangeFrom |r| Some(r.start.to_i64()), None;
    RangeTo |r| None, Some(r.end.to_i64());
    RangeInclusive |r| Some(r.start().to_i64()), after(*r.end());
    RangeToInclusive |r| None, after(r.end);
}

/// The bound behind an inclusive one; behind -1 is the end of the axis.
fn after(last: impl IndexInteger) -> Option<i64> {
    match last.to_i64() {
        -1 => None,
        last => Some(last.saturating_add(1)),
    }
}

impl From<RangeFull> for Slice {
    fn from(_: RangeFull) -> Self {
        Slice::new(None, None, 1)
    }
}

impl From<RangeFull> for Index {
    fn from(range: RangeFull) -> Self {
        Index::Slice(range.into())
    }
}

impl From<Slice> for Index {
    fn from(slice: Slice) -> Self {
        Index::Slice(slice)
    }
}

impl From<NewAxis> for Index {
    fn from(_: NewAxis) -> Self {
        Index::NewAxis
    }
}

impl From<Ellipsis> for Index {
    fn from(_: Ellipsis) -> Self {
        Index::Ellipsis
    }
}

impl From<Array> for Index {
    fn from(array: Array) -> Self {
        Index::Array(array)
    }
}

impl From<&Array> for Index {
    fn from(array: &Array) -> Self {
        Index::Array(array.clone())
    }
}

/// A mask of rank 0: a new axis of size 1 or 0.
impl From<bool> for Index {
    fn from(mask: bool) -> Self {
        Index::Array(scalar_array(Scalar::Bool(mask), DType::Bool))
    }
}

/// Nested literals of positions or truth values.
macro_rules! nested_indices {
    ($([$($generics:tt)*] $Type:ty),* $(,)?) => {$(
        impl<T: Nested, $($generics)*> From<$Type> for Index {
            #[track_caller]
            fn from(values: $Type) -> Self {
                Index::Array(values.into_array())
            }
        }
    )*};
}

nested_indices!([] Vec<T>, [] &Vec<T>, [] &[T], [const N: usize] [T; N], [const N: usize] &[T; N]);

/// `usize` and `isize` are no element types, but common positions.
macro_rules! machine_integers {
    ($($ty:ty => [$($generics:tt)*] $Type:ty),* $(,)?) => {$(
        impl<$($generics)*> From<$Type> for Index {
            fn from(values: $Type) -> Self {
                Index::Array(Array::from_vec(values.iter().map(|position| position.to_i64()).collect::<Vec<i64>>()))
            }
        }
    )*};
}

machine_integers! {
    usize => [] Vec<usize>, usize => [] &Vec<usize>, usize => [] &[usize],
    usize => [const N: usize] [usize; N], usize => [const N: usize] &[usize; N],
    isize => [] Vec<isize>, isize => [] &Vec<isize>, isize => [] &[isize],
    isize => [const N: usize] [isize; N], isize => [const N: usize] &[isize; N],
}

impl<T: Into<Index>> From<T> for Indices {
    fn from(item: T) -> Self {
        Indices::new().with(item)
    }
}

macro_rules! index_tuples {
    ($(($($T:ident $x:ident),+))*) => {$(
        impl<$($T: Into<Index>),+> From<($($T,)+)> for Indices {
            fn from(($($x,)+): ($($T,)+)) -> Self {
                Indices::new()$(.with($x))+
            }
        }
    )*};
}

index_tuples! {
    (A a)
    (A a, B b)
    (A a, B b, C c)
    (A a, B b, C c, D d)
    (A a, B b, C c, D d, E e)
    (A a, B b, C c, D d, E e, F f)
    (A a, B b, C c, D d, E e, F f, G g)
    (A a, B b, C c, D d, E e, F f, G g, H h)
}

/// The bracket of numpy's `x[...]` as a value: integers, ranges with an optional `;step`, [`Ellipsis`],
/// [`NewAxis`], integer arrays and boolean masks.
///
/// `..` is one whole axis, `Ellipsis` (numpy's `...`) any number of them.
///
/// | numpy | numtape |
/// |---|---|
/// | `x[1:3, 0]` | `x.i(s![1..3, 0])` |
/// | `x[::-1]`, `x[5:1:-2]` | `x.i(s![..;-1])`, `x.i(s![5..1;-2])` |
/// | `x[..., None, -1]` | `x.i(s![Ellipsis, NewAxis, -1])` |
/// | `x[rows, :]`, `x[mask]` | `x.i(s![&rows, ..])`, `x.i(&mask)` |
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(12).reshape([3, 4]);
/// assert_eq!(x.i(s![1.., ..;2]).to_vec::<i64>().unwrap(), [4, 6, 8, 10]);
/// assert_eq!(x.i(s![[2, 0], -1]).to_vec::<i64>().unwrap(), [11, 3]);
/// ```
#[macro_export]
macro_rules! s {
    (@items [$($done:expr),*]) => {
        $crate::index::Indices::new()$(.with($done))*
    };
    (@items [$($done:expr),*] $range:expr; $step:expr, $($rest:tt)*) => {
        $crate::s!(@items [$($done,)* $crate::index::Slice::from($range).step($step)] $($rest)*)
    };
    (@items [$($done:expr),*] $range:expr; $step:expr) => {
        $crate::s!(@items [$($done,)* $crate::index::Slice::from($range).step($step)])
    };
    (@items [$($done:expr),*] $item:expr, $($rest:tt)*) => {
        $crate::s!(@items [$($done,)* $item] $($rest)*)
    };
    (@items [$($done:expr),*] $item:expr) => {
        $crate::s!(@items [$($done,)* $item])
    };
    ($($items:tt)*) => {{
        #[allow(
            clippy::reversed_empty_ranges,
            reason = "negative bounds count from the end, and negative steps go down"
        )]
        let indices = $crate::s!(@items [] $($items)*);
        indices
    }};
}

impl Array {
    /// The part that an index selects (numpy: `x[...]`), by numpy's rules: integers remove their axis,
    /// slices keep it and never fail, arrays of integers and boolean masks select along one or several axes.
    ///
    /// Integers, slices and new axes give views that share the buffer. Integer arrays may differ from example
    /// to example under `vmap`; a mask that does is an error there, because its result has no fixed shape.
    ///
    /// # Panics
    /// If an integer is out of range, a mask does not fit, or there are more items than axes.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::arange(12).reshape([3, 4]);
    /// assert_eq!(x.i(-1).to_vec::<i64>().unwrap(), [8, 9, 10, 11]);
    /// assert_eq!(x.i((.., 1)).to_vec::<i64>().unwrap(), [1, 5, 9]);
    /// assert_eq!(x.i(s![..;-2, [0, 3]]).to_vec::<i64>().unwrap(), [8, 11, 0, 3]);
    /// ```
    #[track_caller]
    pub fn i(&self, index: impl Into<Indices>) -> Array {
        select(self, &index.into()).or_raise()
    }
}

fn select(x: &Array, index: &Indices) -> Result<Array> {
    Plan::new("index", x.shape(), index, IndexMode::Error)?.select(x)
}
