//! Exchange with `ndarray`: owned and shared arrays come in without a copy, with their strides; views go
//! out without a copy.
//!
//! Vectors, slices and numbers are in [`super::convert`]; the raw memory behind both in `storage::typed`.

use super::Array;
use super::convert::{IntoArray, Operand};
use super::value::Dense;
use crate::dtype::element::Element;
use crate::error::{Error, Result};
use crate::shape::layout::Layout;
use crate::shape::{Shape, Strides, contiguous_strides};
use crate::storage::typed::{copy_of, from_arc_array, from_vec, into_vec, reach, typed_view};
use ndarray::{
    ArcArray, ArrayBase, ArrayD, ArrayView, ArrayViewD, Axis, CowArray, Data, Dimension, IxDyn,
    ShapeBuilder,
};

/// The owned array's vector becomes the storage; the layout keeps its strides, negative ones included.
fn from_owned<T: Element, D: Dimension>(array: ndarray::Array<T, D>) -> Array {
    let shape = Shape::from_slice(array.shape());
    let strides = Strides::from_slice(array.strides());
    let (values, offset) = array.into_raw_vec_and_offset();
    let layout = Layout::new(shape, strides, offset.unwrap_or(0));
    Array::from_dense(Dense::new(T::DTYPE, layout, from_vec(values)))
}

/// A copy in C order.
fn from_view<T: Element, S: Data<Elem = T>, D: Dimension>(array: &ArrayBase<S, D>) -> Array {
    let layout = Layout::Contiguous(Shape::from_slice(array.shape()));
    let storage = match array.as_slice() {
        Some(values) => copy_of(values),
        None => from_vec(array.iter().copied().collect()),
    };
    Array::from_dense(Dense::new(T::DTYPE, layout, storage))
}

impl<T: Element, D: Dimension> From<ndarray::Array<T, D>> for Array {
    /// Takes over the elements without a copy, whatever their order.
    fn from(array: ndarray::Array<T, D>) -> Array {
        from_owned(array)
    }
}

impl<T: Element, D: Dimension> From<ArcArray<T, D>> for Array {
    /// Shares the elements without a copy.
    fn from(array: ArcArray<T, D>) -> Array {
        Array::from_dense(from_arc_array(array))
    }
}

impl<T: Element, D: Dimension> From<ArrayView<'_, T, D>> for Array {
    /// Copies.
    fn from(array: ArrayView<'_, T, D>) -> Array {
        from_view(&array)
    }
}

impl<T: Element, D: Dimension> From<CowArray<'_, T, D>> for Array {
    /// Takes over an owned array, copies a view.
    fn from(array: CowArray<'_, T, D>) -> Array {
        if array.is_view() {
            from_view(&array)
        } else {
            from_owned(array.into_owned())
        }
    }
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> From<&ArrayBase<S, D>> for Array {
    /// Copies.
    fn from(array: &ArrayBase<S, D>) -> Array {
        from_view(array)
    }
}

macro_rules! into_array {
    ($($Type:ty),*) => {$(
        impl<T: Element, D: Dimension> IntoArray<'static> for $Type {
            fn into_operand(self) -> Operand<'static> {
                Operand::Owned(self.into())
            }
        }
    )*};
}

into_array!(ndarray::Array<T, D>, ArcArray<T, D>, ArrayView<'_, T, D>, CowArray<'_, T, D>);

impl<T: Element, S: Data<Elem = T>, D: Dimension> IntoArray<'static> for &ArrayBase<S, D> {
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(self.into())
    }
}

impl Array {
    /// The elements as an `ndarray` view: no copy, any strides.
    ///
    /// # Errors
    /// If the dtype is not that of `T`, or inside `vectorized_map`, where values are hidden.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.t().as_ndarray::<f64>().unwrap()[[0, 1]], 3.0);
    /// ```
    pub fn as_ndarray<T: Element>(&self) -> Result<ArrayViewD<'_, T>> {
        let dense = self.data("as_ndarray")?;
        typed_view(dense).ok_or_else(|| Error::wrong_element("as_ndarray", T::DTYPE, dense.dtype()))
    }

    /// A copy of the elements as an `ndarray` array in C order.
    ///
    /// # Errors
    /// As [`Array::as_ndarray`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::ones([2, 3]).to_ndarray::<f64>().unwrap();
    /// assert_eq!(x.sum(), 6.0);
    /// ```
    pub fn to_ndarray<T: Element>(&self) -> Result<ArrayD<T>> {
        let view = self.as_ndarray::<T>()?;
        let values: Vec<T> = view.iter().copied().collect();
        Ok(ArrayD::from_shape_vec(IxDyn(self.shape()), values).expect("one value per element"))
    }

    /// The elements as an `ndarray` array: without a copy if this is the only handle to a vector or
    /// `ndarray` array that came in and all of it is in use, else as [`Array::to_ndarray`].
    ///
    /// # Errors
    /// As [`Array::as_ndarray`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = Array::from_vec(vec![1.0f32; 100]);
    /// let start = x.as_slice::<f32>().unwrap().as_ptr();
    /// assert_eq!(x.into_ndarray::<f32>().unwrap().as_ptr(), start);
    /// ```
    pub fn into_ndarray<T: Element>(self) -> Result<ArrayD<T>> {
        let dense = self.data("into_ndarray")?;
        if dense.dtype() != T::DTYPE {
            return Err(Error::wrong_element(
                "into_ndarray",
                T::DTYPE,
                dense.dtype(),
            ));
        }
        if !self.is_unique() || !fills_storage(dense) {
            return self.to_ndarray();
        }
        let dense = self.into_dense().expect("its data was just read");
        let (dtype, layout) = (dense.dtype(), dense.layout().clone());
        match into_vec::<T>(dense.into_storage()) {
            Ok(values) => Ok(with_strides(layout.shape(), &layout.strides(), values)),
            Err(storage) => Array::from_dense(Dense::new(dtype, layout, storage)).to_ndarray(),
        }
    }
}

/// Whether the elements are the whole buffer, each once, in some order of axes and directions.
fn fills_storage(dense: &Dense) -> bool {
    let (shape, strides) = (dense.shape(), dense.strides());
    let mut axes: Vec<usize> = (0..shape.len()).filter(|&axis| shape[axis] != 1).collect();
    axes.sort_by_key(|&axis| std::cmp::Reverse(strides[axis].unsigned_abs()));
    let sorted: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
    let dense_order = axes
        .iter()
        .zip(contiguous_strides(&sorted))
        .all(|(&axis, step)| strides[axis].abs() == step);
    let bytes = dense.len() * dense.dtype().item_size();
    !shape.contains(&0)
        && dense_order
        && reach(shape, &strides).0 + dense.layout().offset() as isize == 0
        && dense.storage().capacity() == bytes
}

/// An `ndarray` array over a vector that its strides fill; see [`fills_storage`].
fn with_strides<T: Element>(shape: &[usize], strides: &[isize], values: Vec<T>) -> ArrayD<T> {
    let steps: Vec<usize> = strides.iter().map(|s| s.unsigned_abs()).collect();
    let mut array = ArrayD::from_shape_vec(IxDyn(shape).strides(IxDyn(&steps)), values)
        .expect("the strides fill the vector");
    for (axis, &stride) in strides.iter().enumerate() {
        if stride < 0 {
            array.invert_axis(Axis(axis));
        }
    }
    array
}

macro_rules! try_from {
    ($($Source:ty: |$x:ident| $array:expr),*) => {$(
        impl<T: Element, D: Dimension> TryFrom<$Source> for ndarray::Array<T, D> {
            type Error = Error;
            /// The elements, if dtype and number of axes are right.
            fn try_from($x: $Source) -> Result<Self> {
                let array: ArrayD<T> = $array.map_err(|error| error.renamed("try_from"))?;
                let ndim = array.ndim();
                array.into_dimensionality::<D>().map_err(|_| {
                    let wanted = D::NDIM.map_or("another number of".to_string(), |n| n.to_string());
                    Error::shape("try_from", format!("the array has {ndim} axes, the ndarray type {wanted}"))
                })
            }
        }
    )*};
}

try_from!(&Array: |x| x.to_ndarray(), Array: |x| x.into_ndarray());
