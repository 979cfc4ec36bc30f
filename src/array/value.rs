//! What an array can be: dense bytes, or a value that a transform has wrapped; and the abstract value of
//! either.
//!
//! Only the files under `transform` and this folder may look at `Value`; everything else sees arrays.

use super::Array;
use crate::dtype::DType;
use crate::error::Result;
use crate::shape::layout::Layout;
use crate::shape::{Dims, Shape, Strides, checked_len, to_dims};
use crate::storage::{INLINE_BYTES, Storage};
use std::fmt;

/// The kinds of payload behind an [`Array`] handle.
#[derive(Debug)]
pub(crate) enum Value {
    /// Data.
    Dense(Dense),
    /// One example of a batch, as the function inside `vmap` sees it.
    Batched(Batched),
}

/// A value of a `vmap` frame: `inner` holds all examples along `axis`.
#[derive(Debug)]
pub(crate) struct Batched {
    /// The frame that made it; unique for the life of the program.
    pub(crate) frame: u64,
    pub(crate) axis: usize,
    pub(crate) inner: Array,
    /// The shape of one example: that of `inner` without `axis`.
    pub(crate) shape: Shape,
}

/// Shape and dtype: all that inference needs to know of an array.
///
/// # Examples
/// ```
/// use numtape::{Aval, prelude::*};
/// assert_eq!(np::zeros(([2, 3], F32)).aval().to_string(), "f32[2, 3]");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Aval {
    /// Known or symbolic sizes.
    pub shape: Dims,
    /// The element type.
    pub dtype: DType,
}

impl Aval {
    /// An abstract value of the given sizes.
    pub fn new(shape: Dims, dtype: DType) -> Self {
        Aval { shape, dtype }
    }

    /// One with all sizes known.
    pub fn known(shape: &[usize], dtype: DType) -> Self {
        Aval {
            shape: to_dims(shape),
            dtype,
        }
    }

    /// The number of axes.
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// Whether the array has this shape and dtype.
    #[inline]
    pub(crate) fn is_of(&self, array: &Array) -> bool {
        let sizes = array.shape();
        self.dtype == array.dtype()
            && self.shape.len() == sizes.len()
            && self
                .shape
                .iter()
                .zip(sizes)
                .all(|(dim, &size)| dim.is(size))
    }

    /// The shape in brackets, as error texts show it: `[2, 3]`.
    pub(crate) fn shape_text(&self) -> String {
        let sizes: Vec<String> = self.shape.iter().map(ToString::to_string).collect();
        format!("[{}]", sizes.join(", "))
    }
}

impl fmt::Display for Aval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.dtype, self.shape_text())
    }
}

/// A typed, strided view of some storage: the operand of every kernel.
#[derive(Clone, Debug)]
pub struct Dense {
    dtype: DType,
    layout: Layout,
    storage: Storage,
}

impl Dense {
    pub(crate) fn new(dtype: DType, layout: Layout, storage: Storage) -> Self {
        Dense {
            dtype,
            layout,
            storage,
        }
    }

    /// Without data: what an array is made from, and what is left of one.
    pub(crate) fn blank() -> Self {
        let layout = Layout::Contiguous(Shape::new());
        Dense::new(DType::Bool, layout, Storage::uninit(0))
    }

    /// Lets the data go.
    #[inline]
    pub(crate) fn make_blank(&mut self) {
        match &mut self.layout {
            Layout::Contiguous(shape) => shape.clear(),
            strided @ Layout::Strided(_) => *strided = Layout::Contiguous(Shape::new()),
        }
        if let Storage::Heap(_) = self.storage {
            self.storage = Storage::uninit(0);
        }
    }

    /// Gives a blank one its dtype, its shape in C order, and bytes for the caller to write: those of a donated input, or
    /// fresh ones.
    #[inline]
    pub(crate) fn lay_out(
        &mut self,
        dtype: DType,
        shape: &[usize],
        bytes: usize,
        donated: Option<&Storage>,
    ) {
        self.dtype = dtype;
        if let Layout::Contiguous(sizes) = &mut self.layout {
            // One by one: for a few sizes that is quicker than a copy of memory.
            for &size in shape {
                sizes.push(size);
            }
        }
        // Small data lies in the handle, which has room for it already.
        if let Some(donated) = donated {
            self.storage = donated.clone();
        } else if bytes > INLINE_BYTES {
            self.storage = Storage::uninit(bytes);
        }
    }

    /// A C-contiguous array whose elements the caller must write before it is shared.
    pub(crate) fn uninit(op: &'static str, dtype: DType, shape: &[usize]) -> Result<Self> {
        let len = checked_len(op, shape, dtype.item_size())?;
        let storage = Storage::uninit(len * dtype.item_size());
        Ok(Dense {
            dtype,
            layout: Layout::Contiguous(Shape::from_slice(shape)),
            storage,
        })
    }

    /// The element type.
    #[inline]
    pub(crate) fn dtype(&self) -> DType {
        self.dtype
    }

    #[inline]
    pub(crate) fn shape(&self) -> &[usize] {
        self.layout.shape()
    }

    pub(crate) fn ndim(&self) -> usize {
        self.shape().len()
    }

    /// The number of elements.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Strides in elements.
    pub(crate) fn strides(&self) -> Strides {
        self.layout.strides()
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }

    pub(crate) fn into_storage(self) -> Storage {
        self.storage
    }

    /// Whether the elements lie in C order without gaps, at any offset.
    #[inline]
    pub(crate) fn is_contiguous(&self) -> bool {
        self.layout.is_contiguous()
    }

    /// The first element of the view, for kernels.
    #[inline]
    pub(crate) fn as_ptr(&self) -> *const u8 {
        let offset = self.layout.offset() * self.dtype.item_size();
        self.storage.as_ptr().wrapping_add(offset)
    }

    /// The first element, for the kernel that fills a dense value fresh from [`Dense::uninit`] or reused by
    /// `EvalCx::output`. The pointer is valid until the value moves.
    #[inline]
    pub(crate) fn as_mut_ptr(&mut self) -> *mut u8 {
        debug_assert!(
            matches!(self.layout, Layout::Contiguous(_)),
            "outputs are contiguous"
        );
        self.storage.as_mut_ptr()
    }

    /// The same storage under another layout.
    pub(crate) fn with_layout(&self, layout: Layout) -> Dense {
        Dense {
            dtype: self.dtype,
            layout,
            storage: self.storage.clone(),
        }
    }

    /// The same storage read as another dtype of equal size.
    pub(crate) fn with_dtype(&self, dtype: DType) -> Dense {
        debug_assert_eq!(dtype.item_size(), self.dtype.item_size());
        Dense {
            dtype,
            layout: self.layout.clone(),
            storage: self.storage.clone(),
        }
    }

    /// Whether a kernel may write an output over this operand: it is the only user of a buffer of ours and
    /// fills it from the start. The caller must also own the only handle to the array.
    pub(crate) fn is_reusable(&self) -> bool {
        matches!(self.layout, Layout::Contiguous(_)) && self.storage.is_unique()
    }

    pub(crate) fn aval(&self) -> Aval {
        Aval::known(self.shape(), self.dtype)
    }
}
