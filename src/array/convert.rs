//! From Rust values to arrays and back: what may stand where a function takes an array.
//!
//! Zero-copy exchange with `ndarray` is in `interop`.

use super::Array;
use super::value::Dense;
use crate::dtype::DType;
use crate::dtype::dispatch::for_dtype;
use crate::dtype::element::Element;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::copy::{contiguous, element_bytes};
use crate::np;
use crate::np::args::ShapeArg;
use crate::shape::layout::Layout;
use crate::shape::{Shape, checked_len};
use crate::storage::Storage;
use crate::storage::typed::{copy_of, from_vec, typed_slice};
use num_complex::Complex;

/// An argument of an array function before its dtype is settled.
#[derive(Debug)]
pub enum Operand<'a> {
    /// An array given up by the caller: its buffer may be reused.
    Owned(Array),
    /// A borrowed array.
    Borrowed(&'a Array),
    /// A number, which adapts to the dtype of the other operands.
    Weak(Scalar),
}

impl Operand<'_> {
    /// The array's dtype; `None` for a weak number.
    #[inline]
    pub(crate) fn dtype(&self) -> Option<DType> {
        match self {
            Operand::Owned(x) => Some(x.dtype()),
            Operand::Borrowed(x) => Some(x.dtype()),
            Operand::Weak(_) => None,
        }
    }

    /// The operand as an array of its own dtype.
    pub(crate) fn into_array(self) -> Array {
        match self {
            Operand::Owned(x) => x,
            Operand::Borrowed(x) => x.clone(),
            Operand::Weak(scalar) => scalar_array(scalar, scalar.dtype()),
        }
    }
}

/// Anything that can stand where a function takes an array: arrays by value or reference, Rust numbers,
/// nested arrays and vectors, `ndarray` arrays.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::add([1.0, 2.0], 1).to_vec::<f64>().unwrap(), [2.0, 3.0]);
/// ```
pub trait IntoArray<'a>: Sized {
    /// The value as an operand.
    fn into_operand(self) -> Operand<'a>;

    /// The value as an array of its own dtype: a lone number keeps its Rust type.
    fn into_array(self) -> Array {
        self.into_operand().into_array()
    }
}

impl<'a> IntoArray<'a> for Operand<'a> {
    fn into_operand(self) -> Operand<'a> {
        self
    }
}

impl IntoArray<'static> for Array {
    #[inline]
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(self)
    }
}

impl<'a> IntoArray<'a> for &'a Array {
    #[inline]
    fn into_operand(self) -> Operand<'a> {
        Operand::Borrowed(self)
    }
}

impl IntoArray<'static> for Scalar {
    fn into_operand(self) -> Operand<'static> {
        Operand::Weak(self)
    }
}

/// Rust numbers: the type whose dtype a number has when it stands alone, and the kind of [`Scalar`] that it is
/// among other operands.
macro_rules! weak_scalars {
    ($($ty:ty, $own:ty => |$v:ident| $scalar:expr);* $(;)?) => {$(
        impl From<$ty> for Scalar {
            fn from($v: $ty) -> Scalar { $scalar }
        }
        impl IntoArray<'static> for $ty {
            #[inline]
            fn into_operand(self) -> Operand<'static> { Operand::Weak(self.into()) }

            fn into_array(self) -> Array { strong(self as $own) }
        }
    )*};
}

weak_scalars! {
    bool, bool => |v| Scalar::Bool(v);
    u8, u8 => |v| Scalar::Int(v.into());
    u16, u16 => |v| Scalar::Int(v.into());
    u32, u32 => |v| Scalar::Int(v.into());
    u64, u64 => |v| Scalar::Int(v.into());
    usize, u64 => |v| Scalar::Int(v as i128);
    i8, i8 => |v| Scalar::Int(v.into());
    i16, i16 => |v| Scalar::Int(v.into());
    i32, i32 => |v| Scalar::Int(v.into());
    i64, i64 => |v| Scalar::Int(v.into());
    isize, i64 => |v| Scalar::Int(v as i128);
    half::f16, half::f16 => |v| Scalar::Float(v.into());
    half::bf16, half::bf16 => |v| Scalar::Float(v.into());
    f32, f32 => |v| Scalar::Float(v.into());
    f64, f64 => |v| Scalar::Float(v);
    Complex<f32>, Complex<f32> => |v| Scalar::Complex(Complex::new(v.re.into(), v.im.into()));
    Complex<f64>, Complex<f64> => |v| Scalar::Complex(v);
}

/// A 0-d array of the given dtype. Integers wrap and floats truncate; callers check the range first.
pub(crate) fn scalar_array(scalar: Scalar, dtype: DType) -> Array {
    let storage = Storage::inline(element_bytes(scalar, dtype));
    Array::from_dense(Dense::new(dtype, Layout::Contiguous(Shape::new()), storage))
}

/// Literals: numbers, and arrays and vectors of them, nested to any depth.
///
/// `[[1.0, 2.0], [3.0, 4.0]]`, `vec![vec![1, 2], vec![3, 4]]`, `vec![[1u8; 3]; 5]`.
pub trait Nested: Sized + Clone {
    /// The type of the numbers.
    type Item: Element;

    /// The shape that the type alone tells; `None` if it contains a vector.
    fn static_shape() -> Option<Shape>;

    /// Appends the shape, judged by first elements.
    fn push_shape(&self, shape: &mut Shape);

    /// Appends the numbers in C order; `path` leads to this element, `shape` is what it must have.
    fn flatten(
        &self,
        shape: &[usize],
        path: &mut Vec<usize>,
        out: &mut Vec<Self::Item>,
    ) -> Result<()>;

    /// The array of a vector of these.
    fn stack(values: Vec<Self>) -> Result<Array> {
        nested_array(&values)
    }
}

impl<T: Element> Nested for T {
    type Item = T;

    fn static_shape() -> Option<Shape> {
        Some(Shape::new())
    }

    fn push_shape(&self, _: &mut Shape) {}

    fn flatten(&self, _: &[usize], _: &mut Vec<usize>, out: &mut Vec<T>) -> Result<()> {
        out.push(*self);
        Ok(())
    }

    /// Without a copy.
    fn stack(values: Vec<T>) -> Result<Array> {
        Ok(Array::from_vec(values))
    }
}

impl<T: Nested, const N: usize> Nested for [T; N] {
    type Item = T::Item;

    fn static_shape() -> Option<Shape> {
        let mut shape = T::static_shape()?;
        shape.insert(0, N);
        Some(shape)
    }

    fn push_shape(&self, shape: &mut Shape) {
        push_shape_of(self, shape);
    }

    fn flatten(
        &self,
        shape: &[usize],
        path: &mut Vec<usize>,
        out: &mut Vec<T::Item>,
    ) -> Result<()> {
        flatten_slice(self, shape, path, out)
    }
}

impl<T: Nested> Nested for Vec<T> {
    type Item = T::Item;

    fn static_shape() -> Option<Shape> {
        None
    }

    fn push_shape(&self, shape: &mut Shape) {
        push_shape_of(self, shape);
    }

    fn flatten(
        &self,
        shape: &[usize],
        path: &mut Vec<usize>,
        out: &mut Vec<T::Item>,
    ) -> Result<()> {
        flatten_slice(self, shape, path, out)
    }
}

fn push_shape_of<T: Nested>(values: &[T], shape: &mut Shape) {
    shape.push(values.len());
    match values.first() {
        Some(first) => first.push_shape(shape),
        None => shape.extend(T::static_shape().unwrap_or_default()),
    }
}

fn flatten_slice<T: Nested>(
    values: &[T],
    shape: &[usize],
    path: &mut Vec<usize>,
    out: &mut Vec<T::Item>,
) -> Result<()> {
    if shape.first() != Some(&values.len()) {
        let mut found = Shape::new();
        push_shape_of(values, &mut found);
        let place = path
            .iter()
            .fold(String::new(), |place, i| place + &format!("[{i}]"));
        return Err(Error::ragged(
            &place,
            format!("{shape:?}"),
            format!("{found:?}"),
        ));
    }
    for (i, value) in values.iter().enumerate() {
        path.push(i);
        value.flatten(&shape[1..], path, out)?;
        path.pop();
    }
    Ok(())
}

fn nested_array<T: Nested>(values: &[T]) -> Result<Array> {
    let mut shape = Shape::new();
    push_shape_of(values, &mut shape);
    let mut out = Vec::with_capacity(shape.iter().product());
    flatten_slice(values, &shape, &mut Vec::new(), &mut out)?;
    Array::from_shape_vec(shape.as_slice(), out)
}

impl<T: Nested, const N: usize> IntoArray<'static> for [T; N] {
    #[track_caller]
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(nested_array(&self).or_raise())
    }
}

impl<T: Nested, const N: usize> IntoArray<'static> for &[T; N] {
    #[track_caller]
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(nested_array(self).or_raise())
    }
}

impl<T: Nested> IntoArray<'static> for &[T] {
    #[track_caller]
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(nested_array(self).or_raise())
    }
}

impl<T: Nested> IntoArray<'static> for Vec<T> {
    #[track_caller]
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(T::stack(self).or_raise())
    }
}

impl<T: Nested> IntoArray<'static> for &Vec<T> {
    #[track_caller]
    fn into_operand(self) -> Operand<'static> {
        Operand::Owned(nested_array(self).or_raise())
    }
}

/// Lists of arrays are stacked along a new first axis, as `np::stack` does.
macro_rules! stacks {
    ($([$($generics:tt)*] $Type:ty),* $(,)?) => {$(
        impl<$($generics)*> IntoArray<'static> for $Type {
            #[track_caller]
            fn into_operand(self) -> Operand<'static> {
                Operand::Owned(np::stack(self, 0))
            }
        }
    )*};
}

stacks! {
    [] Vec<Array>, [] &Vec<Array>, [] &[Array], [const N: usize] [Array; N], [const N: usize] &[Array; N],
    [] Vec<&Array>, [] &[&Array], [const N: usize] [&Array; N],
}

/// Lists of arrays, as `np::stack` and `np::concatenate` take them: arrays, vectors, slices and tuples of
/// anything that can stand for an array. A single array is the list of its parts along the first axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::ones([2]);
/// assert_eq!(np::concatenate([&x, &x], 0).shape(), [4]);
/// assert_eq!(np::concatenate((&x, [5.0]), 0).shape(), [3]);
/// ```
pub trait IntoArrays {
    /// The members, each of its own dtype.
    fn into_arrays(self) -> Vec<Array>;
}

impl<'a, T: IntoArray<'a>, const N: usize> IntoArrays for [T; N] {
    #[track_caller]
    fn into_arrays(self) -> Vec<Array> {
        self.into_iter().map(IntoArray::into_array).collect()
    }
}

impl<'a, T: IntoArray<'a>> IntoArrays for Vec<T> {
    #[track_caller]
    fn into_arrays(self) -> Vec<Array> {
        self.into_iter().map(IntoArray::into_array).collect()
    }
}

macro_rules! list_references {
    ($([$($generics:tt)*] $Type:ty),*) => {$(
        impl<'a, T: IntoArray<'a> + Clone, $($generics)*> IntoArrays for $Type {
            #[track_caller]
            fn into_arrays(self) -> Vec<Array> {
                self.iter().cloned().map(IntoArray::into_array).collect()
            }
        }
    )*};
}

list_references!([] &[T], [] &Vec<T>, [const N: usize] &[T; N]);

macro_rules! list_tuples {
    ($(($($T:ident $x:ident $life:lifetime),*))*) => {$(
        impl<$($life,)* $($T: IntoArray<$life>),*> IntoArrays for ($($T,)*) {
            #[track_caller]
            fn into_arrays(self) -> Vec<Array> {
                let ($($x,)*) = self;
                vec![$($x.into_array()),*]
            }
        }
    )*};
}

list_tuples! {
    (A a 'a)
    (A a 'a, B b 'b)
    (A a 'a, B b 'b, C c 'c)
    (A a 'a, B b 'b, C c 'c, D d 'd)
    (A a 'a, B b 'b, C c 'c, D d 'd, E e 'e)
    (A a 'a, B b 'b, C c 'c, D d 'd, E e 'e, F f 'f)
}

impl IntoArrays for Array {
    #[track_caller]
    fn into_arrays(self) -> Vec<Array> {
        np::unstack(self, 0)
    }
}

impl IntoArrays for &Array {
    #[track_caller]
    fn into_arrays(self) -> Vec<Array> {
        np::unstack(self, 0)
    }
}

impl<T: Nested> From<Vec<T>> for Array {
    #[track_caller]
    fn from(values: Vec<T>) -> Array {
        values.into_array()
    }
}

impl<T: Nested> From<&[T]> for Array {
    #[track_caller]
    fn from(values: &[T]) -> Array {
        values.into_array()
    }
}

impl<T: Nested, const N: usize> From<[T; N]> for Array {
    #[track_caller]
    fn from(values: [T; N]) -> Array {
        values.into_array()
    }
}

impl<T: Element> From<T> for Array {
    /// A 0-d array of the type's dtype.
    fn from(value: T) -> Array {
        strong(value)
    }
}

impl<T: Element> FromIterator<T> for Array {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Array {
        Array::from_vec(values.into_iter().collect())
    }
}

impl Default for Array {
    /// A 0-d zero of dtype `F64`.
    fn default() -> Array {
        strong(0.0)
    }
}

/// A 0-d array of the type's dtype.
fn strong<T: Element>(value: T) -> Array {
    Array::from_dense(Dense::new(
        T::DTYPE,
        Layout::Contiguous(Shape::new()),
        copy_of(&[value]),
    ))
}

impl Array {
    /// The data, for functions that need the values themselves.
    pub(crate) fn data(&self, op: &'static str) -> Result<&Dense> {
        self.dense().ok_or_else(|| {
            Error::hidden_data(
                op,
                "inside vectorized_map",
                "compute with array functions (np::where_ for conditions), and read values outside the mapped function",
            )
        })
    }

    /// A 1-d array of a vector, whose allocation it takes over (numpy: `array`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = Array::from_vec(vec![1u8, 2, 3]);
    /// assert_eq!((x.dtype(), x.shape()), (U8, &[3][..]));
    /// ```
    pub fn from_vec<T: Element>(values: Vec<T>) -> Array {
        let layout = Layout::Contiguous(smallvec::smallvec![values.len()]);
        Array::from_dense(Dense::new(T::DTYPE, layout, from_vec(values)))
    }

    /// An array of the given shape over a vector in C order, whose allocation it takes over.
    ///
    /// # Errors
    /// If the number of values is not that of the shape.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = Array::from_shape_vec([2, 2], vec![1.0, 2.0, 3.0, 4.0]).unwrap();
    /// assert_eq!(x.shape(), [2, 2]);
    /// assert!(Array::from_shape_vec([3], vec![1.0]).is_err());
    /// ```
    pub fn from_shape_vec<T: Element>(shape: impl Into<ShapeArg>, values: Vec<T>) -> Result<Array> {
        const OP: &str = "from_shape_vec";
        let shape = shape.into().0;
        let len = checked_len(OP, &shape, size_of::<T>())?;
        if len != values.len() {
            let found = values.len();
            return Err(Error::shape(
                OP,
                format!(
                    "shape {:?} has {len} elements, the vector {found}",
                    shape.as_slice()
                ),
            ));
        }
        Ok(Array::from_dense(Dense::new(
            T::DTYPE,
            Layout::Contiguous(shape),
            from_vec(values),
        )))
    }

    /// The elements in C order (numpy: `x.ravel()` with its dtype known).
    ///
    /// # Errors
    /// If the dtype is not that of `T`, or inside `vectorized_map`, where values are hidden.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0f32, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.t().to_vec::<f32>().unwrap(), [1.0, 3.0, 2.0, 4.0]);
    /// assert!(x.to_vec::<f64>().unwrap_err().to_string().contains("astype(F64)"));
    /// ```
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        let dense = self.data("to_vec")?;
        if dense.dtype() != T::DTYPE {
            return Err(Error::wrong_element("to_vec", T::DTYPE, dense.dtype()));
        }
        let ordered = contiguous(dense);
        Ok(typed_slice(&ordered)
            .expect("C order and the right type")
            .to_vec())
    }

    /// The only element of an array of one (numpy: `item`).
    ///
    /// # Errors
    /// If there is not exactly one element, the dtype is not that of `T`, or inside `vectorized_map`.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([[2.5]]).item::<f64>().unwrap(), 2.5);
    /// assert!(np::ones([2]).item::<f64>().is_err());
    /// ```
    pub fn item<T: Element>(&self) -> Result<T> {
        let dense = self.data("item")?;
        if dense.len() != 1 {
            return Err(Error::not_one_element(
                "item",
                format!("{:?}", self.shape()),
            ));
        }
        match typed_slice(dense) {
            Some(values) => Ok(values[0]),
            None => Err(Error::wrong_element("item", T::DTYPE, dense.dtype())),
        }
    }

    /// The elements in place: `None` if the dtype is not that of `T`, the elements are not in C order (see
    /// [`Array::contiguous`]), or the values are hidden by `vectorized_map`.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1, 2], [3, 4]]);
    /// assert_eq!(x.as_slice::<i32>(), Some(&[1, 2, 3, 4][..]));
    /// assert_eq!(x.t().as_slice::<i32>(), None);
    /// ```
    pub fn as_slice<T: Element>(&self) -> Option<&[T]> {
        self.dense().and_then(typed_slice)
    }

    /// Whether the only element is not zero (Python: `bool(x)`). Any dtype; nan counts as true.
    ///
    /// # Errors
    /// If there is not exactly one element, or inside `vectorized_map`; there, use `np::where_`.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert!(array([3]).to_bool().unwrap());
    /// assert!(np::ones([2]).to_bool().is_err());
    /// ```
    pub fn to_bool(&self) -> Result<bool> {
        let dense = self.data("to_bool")?;
        if dense.len() != 1 {
            return Err(
                Error::not_one_element("to_bool", format!("{:?}", self.shape()))
                    .hinted("reduce first: x.any(..) or x.all(..)"),
            );
        }
        for_dtype!(dense.dtype(), T => self.item::<T>().map(|value| value != T::default()))
    }
}
