//! Exchange with faer, the linear algebra library: owned matrices come in without a copy, column-major as they
//! are; views go out without a copy.
//!
//! The same for `ndarray` is in [`super::interop`]; the raw memory behind both in `storage::typed`.

use super::Array;
use super::convert::{IntoArray, Operand};
use crate::dtype::element::Element;
use crate::storage::typed::{copy_of_matrix, from_matrix, matrix_view};
use numtape_linalg::faer::{Mat, MatRef};

impl<T: Element> From<Mat<T>> for Array {
    /// Takes over the elements without a copy, in their column-major order.
    fn from(matrix: Mat<T>) -> Array {
        Array::from_dense(from_matrix(matrix))
    }
}

impl<T: Element> From<MatRef<'_, T>> for Array {
    /// Copies.
    fn from(matrix: MatRef<'_, T>) -> Array {
        Array::from_dense(copy_of_matrix(matrix))
    }
}

impl<T: Element> From<&Mat<T>> for Array {
    /// Copies.
    fn from(matrix: &Mat<T>) -> Array {
        matrix.as_ref().into()
    }
}

macro_rules! into_array {
    ($($Type:ty),*) => {$(
        impl<T: Element> IntoArray<'static> for $Type {
            fn into_operand(self) -> Operand<'static> {
                Operand::Owned(self.into())
            }
        }
    )*};
}

into_array!(Mat<T>, MatRef<'_, T>, &Mat<T>);

impl Array {
    /// The elements as a view of faer: no copy, any strides. `None` if there are not two axes, if the dtype is not
    /// that of `T`, or inside `vectorized_map`, where values are hidden.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// let view = x.t().as_faer::<f64>().unwrap().to_owned();
    /// assert_eq!(view[(0, 1)], 3.0);
    /// assert!(x.as_faer::<f32>().is_none());
    /// ```
    ///
    /// The view borrows the array:
    /// ```compile_fail,E0597
    /// use numtape::prelude::*;
    /// let view = {
    ///     let x = np::ones([2, 2]);
    ///     x.as_faer::<f64>()
    /// };
    /// assert!(view.is_some());
    /// ```
    pub fn as_faer<T: Element>(&self) -> Option<MatRef<'_, T>> {
        matrix_view(self.data("as_faer").ok()?)
    }
}
