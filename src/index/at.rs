//! Updates of the part of an array that an index selects: `x.at(index).set(v)` and its relatives.
//!
//! numpy's `x[index] = v` and `np.add.at(x, index, v)` as expressions: they return a new array, and write in
//! place where the array was given up with `into_at` and nobody else holds its buffer. All of them
//! differentiate with respect to the array and the values, and map over batches of either. Masks that can be a
//! choice are in `masked`, functions without a scatter in `rounds`, the forms with `&mut` in `assign`.

use super::Indices;
use super::masked::Masked;
use super::mode::IndexMode;
use super::resolve::{Advanced, Plan};
use super::rounds::Rounds;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::convert;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast_owned;
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::{Mode, scatter_with};
use crate::primitives::slice::Slice;
use crate::primitives::slice_update::SliceUpdate;
use crate::primitives::transpose::{inverse_permutation, transpose};
use crate::shape::to_dims;
use crate::transform::stack::{bind_donating, only};

const OP: &str = "at";

/// The part of an array that an index selects, waiting for what to do with it. Made by [`Array::at`].
#[derive(Clone, Debug)]
#[must_use = "an update returns a new array; the original stays as it is"]
pub struct At<'a> {
    pub(super) target: Target<'a>,
    pub(super) index: Indices,
    pub(super) mode: IndexMode,
    /// The function that the user called, for errors.
    pub(super) op: &'static str,
}

#[derive(Clone, Debug)]
pub(super) enum Target<'a> {
    Borrowed(&'a Array),
    Owned(Array),
    /// Borrowed from a variable that gets the result: as good as owned.
    Replaced(&'a Array),
}

impl Target<'_> {
    pub(super) fn array(&self) -> &Array {
        match self {
            Target::Borrowed(x) | Target::Replaced(x) => x,
            Target::Owned(x) => x,
        }
    }

    /// Whether the array's only handle is here, so that its buffer may be written.
    pub(super) fn donated(&self) -> bool {
        match self {
            Target::Borrowed(_) => false,
            Target::Owned(x) => x.is_unique(),
            Target::Replaced(x) => x.is_unique(),
        }
    }
}

impl Array {
    /// The part that an index selects, to be updated (numpy: `x[index] = …`). Takes what [`Array::i`] takes.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::zeros([2, 3]);
    /// let y = x.at(s![.., 1]).set([5.0, 6.0]);
    /// assert_eq!(y.to_vec::<f64>().unwrap(), [0.0, 5.0, 0.0, 0.0, 6.0, 0.0]);
    /// ```
    pub fn at(&self, index: impl Into<Indices>) -> At<'_> {
        At {
            target: Target::Borrowed(self),
            index: index.into(),
            mode: IndexMode::Error,
            op: OP,
        }
    }

    /// [`Array::at`] for an array that is not needed any more: the update happens in place if this is its
    /// only handle and no view shares its buffer.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let mut x = np::zeros([3]);
    /// for i in 0..3 {
    ///     x = x.into_at(i).set(i as f64);
    /// }
    /// assert_eq!(x.to_vec::<f64>().unwrap(), [0.0, 1.0, 2.0]);
    /// ```
    pub fn into_at(self, index: impl Into<Indices>) -> At<'static> {
        At {
            target: Target::Owned(self),
            index: index.into(),
            mode: IndexMode::Error,
            op: OP,
        }
    }
}

#[allow(
    clippy::should_implement_trait,
    reason = "not operators: they update a part and return the whole array"
)]
impl At<'_> {
    /// The selected part, as [`Array::i`].
    ///
    /// # Panics
    /// If the index does not fit the array.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0, 2.0]).at(1).get().item::<f64>().unwrap(), 2.0);
    /// ```
    #[track_caller]
    pub fn get(&self) -> Array {
        self.selected(self.mode).or_raise()
    }

    fn selected(&self, mode: IndexMode) -> Result<Array> {
        let x = self.target.array();
        Plan::new(self.op, x.shape(), &self.index, mode)?.select(x)
    }

    /// What integers out of range mean; see [`IndexMode`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::IndexMode;
    /// let x = np::zeros([3]);
    /// let y = x.at([0, 7]).mode(IndexMode::Drop).add(1.0);
    /// assert_eq!(y.to_vec::<f64>().unwrap(), [1.0, 0.0, 0.0]);
    /// ```
    pub fn mode(self, mode: IndexMode) -> Self {
        At { mode, ..self }
    }

    /// The array with the part replaced (numpy: `x[index] = value`). The value is broadcast to the part and
    /// converted to the array's dtype without asking, as numpy does: 1.75 becomes 1 in an integer array. Of
    /// several values for one element the last counts.
    ///
    /// # Panics
    /// If the index does not fit the array or the value the part, or for a complex value in a real array, whose
    /// imaginary part would be lost.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::zeros([4]);
    /// assert_eq!(x.at([0, 2, 0]).set([1.0, 2.0, 3.0]).to_vec::<f64>().unwrap(), [3.0, 0.0, 2.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn set<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.update(Mode::Set, value.into_operand()).or_raise()
    }

    /// The array with a value added to the part, once for each time an element is named (numpy: `add.at`).
    /// Integers do not take floats and unsigned integers no signed arrays, as in numpy; convert the array first.
    ///
    /// # Panics
    /// If the index does not fit the array or the value the part, or if the value is of a wider kind than the
    /// array (bool, unsigned, signed, float, complex), which would lose part of it. The same holds for the
    /// functions below.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::zeros([3]);
    /// assert_eq!(x.at([0, 2, 0]).add(1).to_vec::<f64>().unwrap(), [2.0, 0.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn add<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.update(Mode::Add, value.into_operand()).or_raise()
    }

    /// The array with a value subtracted from the part, once for each time an element is named
    /// (numpy: `subtract.at`).
    ///
    /// # Panics
    /// For bool arrays, beside what [`At::set`] rejects.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::ones([2]);
    /// assert_eq!(x.at(1).subtract(3).to_vec::<f64>().unwrap(), [1.0, -2.0]);
    /// ```
    #[track_caller]
    pub fn subtract<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.less(value.into_operand()).or_raise()
    }

    pub(super) fn less(self, value: Operand<'_>) -> Result<Array> {
        let dtype = self.target.array().dtype();
        if dtype.is_bool() {
            return Err(
                Error::unsupported_dtype(self.op, "the array", dtype, "numbers")
                    .hinted("use apply with logical_xor"),
            );
        }
        let value = converted(self.op, Mode::Add, value, dtype)?;
        self.update(Mode::Add, Operand::Owned(np::negative(value)))
    }

    /// The array with the part multiplied, once for each time an element is named (numpy: `multiply.at`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::ones([3]);
    /// assert_eq!(x.at([0, 0, 1]).mul(3).to_vec::<f64>().unwrap(), [9.0, 3.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn mul<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.update(Mode::Multiply, value.into_operand()).or_raise()
    }

    /// The array with the part divided, once for each time an element is named (numpy: `divide.at`).
    ///
    /// # Panics
    /// For integer and bool arrays, beside what [`At::set`] rejects.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::ones([2]);
    /// assert_eq!(x.at(0).div(4).to_vec::<f64>().unwrap(), [0.25, 1.0]);
    /// ```
    #[track_caller]
    pub fn div<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.divide(value.into_operand()).or_raise()
    }

    /// The array with the part raised to a power, once for each time an element is named (numpy: `power.at`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([2, 3]);
    /// assert_eq!(x.at([0, 0, 1]).power([2, 3, 1]).to_vec::<i32>().unwrap(), [64, 3]);
    /// ```
    #[track_caller]
    pub fn power<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.raised(value.into_operand()).or_raise()
    }

    pub(super) fn raised(self, value: Operand<'_>) -> Result<Array> {
        self.update_each(&|part, value| Ok(np::power(part, value)), value)
    }

    /// The array with the smaller of the part and a value, of all values for one element; nan wins
    /// (numpy: `minimum.at`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1, 5, 9]);
    /// assert_eq!(x.at(1..).min(6).to_vec::<i32>().unwrap(), [1, 5, 6]);
    /// ```
    #[track_caller]
    pub fn min<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.update(Mode::Minimum, value.into_operand()).or_raise()
    }

    /// The array with the larger of the part and a value, of all values for one element; nan wins
    /// (numpy: `maximum.at`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1, 5, 9]);
    /// assert_eq!(x.at([0, 1]).max(4).to_vec::<i32>().unwrap(), [4, 5, 9]);
    /// ```
    #[track_caller]
    pub fn max<'v>(self, value: impl IntoArray<'v>) -> Array {
        self.update(Mode::Maximum, value.into_operand()).or_raise()
    }

    /// The array with the part replaced by a function of it (numpy: `x[index] = f(x[index])`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1.0, 4.0, 9.0]);
    /// assert_eq!(x.at(1..).apply(|part| np::sqrt(part)).to_vec::<f64>().unwrap(), [1.0, 2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn apply(self, f: impl FnOnce(&Array) -> Array) -> Array {
        let part = self.selected(self.mode.for_update()).or_raise();
        self.set(f(&part))
    }

    pub(super) fn update(self, mode: Mode, value: Operand<'_>) -> Result<Array> {
        let x = self.target.array();
        let value = converted(self.op, mode, value, x.dtype())?;
        if let Some(masked) = Masked::new(&self, value.len() == 1)? {
            return masked.update(&self, &value, &|part, value| {
                combine(mode, || Ok(part.clone()), value.clone())
            });
        }
        let plan = self.plan()?;
        let value = fit(self.op, value, &plan.selected_shape())?;
        match &plan.advanced {
            None => {
                let value = combine(mode, || plan.view(x), value)?;
                self.write_view(&plan, &value)
            }
            Some(advanced) if plan.views_all() => {
                let value = transpose(&value, &inverse_permutation(&advanced.to_place(x.ndim())))?;
                self.scatter_all(mode, &self.target, advanced, &value)
            }
            Some(advanced) => {
                let view = plan.view(x)?;
                let value = transpose(
                    &value,
                    &inverse_permutation(&advanced.to_place(view.ndim())),
                )?;
                // The updated part is a buffer of its own, so the view does not keep the target's in use.
                let updated = self.scatter_all(mode, &Target::Owned(view), advanced, &value)?;
                self.write_view(&plan, &updated)
            }
        }
    }

    /// The array with a function of each element and its value, one after the other where an element is named
    /// several times. What is not done by a scatter: division, powers, any other ufunc.
    pub(crate) fn update_each(
        self,
        f: &dyn Fn(&Array, &Array) -> Result<Array>,
        value: Operand<'_>,
    ) -> Result<Array> {
        let x = self.target.array();
        let value = converted(self.op, Mode::Multiply, value, x.dtype())?;
        let f = |part: &Array, value: &Array| -> Result<Array> {
            let y = f(part, value)?;
            if y.dtype().kind() == part.dtype().kind() {
                return cast_owned(y, part.dtype());
            }
            let reason = format!(
                "the result has dtype {}, which does not fit into an array of dtype {}",
                y.dtype(),
                part.dtype()
            );
            Err(Error::dtype(self.op, reason).hinted("convert the array first, or use apply"))
        };
        if let Some(masked) = Masked::new(&self, value.len() == 1)? {
            return masked.update(&self, &value, &f);
        }
        let plan = self.plan()?;
        let value = fit(self.op, value, &plan.selected_shape())?;
        let view = plan.view(x)?;
        let updated = match &plan.advanced {
            None => f(&view, &value)?,
            Some(advanced) => {
                let perm = advanced.to_front(view.ndim());
                let front = transpose(&view, &perm)?;
                let value = transpose(
                    &value,
                    &inverse_permutation(&advanced.to_place(view.ndim())),
                )?;
                let front = Rounds {
                    op: self.op,
                    advanced,
                    skip: self.mode.skips(),
                }
                .run(front, &value, &f)?;
                transpose(&front, &inverse_permutation(&perm))?
            }
        };
        drop(view);
        if plan.views_all() {
            return Ok(updated);
        }
        self.write_view(&plan, &updated)
    }

    pub(super) fn plan(&self) -> Result<Plan> {
        Plan::new(self.op, self.target.array().shape(), &self.index, self.mode)
    }

    /// The target with the basic part of the index replaced by a value of the view's shape.
    pub(super) fn write_view(&self, plan: &Plan, value: &Array) -> Result<Array> {
        let region = Slice {
            starts: to_dims(&plan.starts),
            limits: to_dims(&plan.limits),
            steps: plan.steps.clone(),
        };
        let value = plan.unview(value)?;
        Ok(only(bind_donating(
            &SliceUpdate { region },
            &[self.target.array(), &value],
            u32::from(self.target.donated()),
        )?))
    }

    /// The target with blocks written at the places of an index's arrays, of whose axes it has all.
    fn scatter_all(
        &self,
        mode: Mode,
        target: &Target<'_>,
        advanced: &Advanced,
        value: &Array,
    ) -> Result<Array> {
        let skip = self.mode.skips();
        let write = |x: &Array, indices: &[&Array], names: &[usize], donate: bool| {
            scatter_with(mode, x, indices, value, names, skip, donate)
                .map_err(|error| error.renamed(self.op))
        };
        let indices: Vec<&Array> = advanced.indices.iter().collect();
        let x = target.array();
        let perm = advanced.to_front(x.ndim());
        if perm.iter().enumerate().all(|(i, &axis)| i == axis) {
            return write(x, &indices, &advanced.names, target.donated());
        }
        if target.donated() {
            // In place, axes cannot be moved: those before the last indexed one are counted off instead.
            let (indices, names) = advanced.leading(x.shape())?;
            return write(x, &indices.iter().collect::<Vec<_>>(), &names, true);
        }
        let front = transpose(x, &perm)?;
        let updated = write(&front, &indices, &advanced.names, false)?;
        transpose(&updated, &inverse_permutation(&perm))
    }

    /// Divides in order; where the indices are hidden by `vmap`, by the product of all values for an element.
    pub(super) fn divide(self, value: Operand<'_>) -> Result<Array> {
        let x = self.target.array();
        if !x.dtype().is_differentiable() {
            return Err(Error::unsupported_dtype(
                self.op,
                "the array to divide",
                x.dtype(),
                "floating point and complex numbers",
            )
            .hinted("use apply with floor_divide, or convert with astype"));
        }
        let is_hidden = |item: &super::Index| match item {
            super::Index::Array(array) => array.dense().is_none() && !array.dtype().is_bool(),
            _ => false,
        };
        if !self.index.0.iter().any(is_hidden) {
            return self.update_each(&|part, value| Ok(np::divide(part, value)), value);
        }
        let value = converted(self.op, Mode::Multiply, value, x.dtype())?;
        let divisor = At {
            target: Target::Owned(np::ones_like(x)),
            index: self.index,
            ..self
        };
        let divisor = divisor.update(Mode::Multiply, Operand::Owned(value))?;
        Ok(np::divide(x, divisor))
    }
}

/// The value in the dtype of the array. `Set` converts all but complex numbers to real ones; the other modes
/// take no wider kind of number, as the sum would have to be cut.
pub(crate) fn converted(
    op: &'static str,
    mode: Mode,
    value: Operand<'_>,
    dtype: DType,
) -> Result<Array> {
    // A Rust number counts as what it would make of the array, so 1 is no wider than an unsigned integer.
    let given = match &value {
        Operand::Owned(x) => x.dtype(),
        Operand::Borrowed(x) => x.dtype(),
        Operand::Weak(scalar) => scalar.promote_with(dtype),
    };
    let loses = match mode {
        Mode::Set => given.is_complex() && !dtype.is_complex() && !dtype.is_bool(),
        _ => given.kind() > dtype.kind(),
    };
    if loses {
        let reason =
            format!("a value of dtype {given} does not fit into an array of dtype {dtype}");
        return Err(Error::dtype(op, reason).hinted(format!(
            "convert the array to a dtype that holds both, or the value with astype({dtype:?})"
        )));
    }
    convert(op, value, dtype)
}

/// The value in the shape of the selection. As in numpy, leading axes of size 1 that are too many go.
pub(crate) fn fit(op: &'static str, value: Array, shape: &[usize]) -> Result<Array> {
    let surplus = value.ndim().saturating_sub(shape.len());
    let value = if surplus > 0 && value.shape()[..surplus].iter().all(|&size| size == 1) {
        reshape(&value, &value.shape()[surplus..])?
    } else {
        value
    };
    broadcast_to(&value, shape).map_err(|_| {
        let reason = format!(
            "a value of shape {:?} cannot be broadcast to the selection of shape {shape:?}",
            value.shape()
        );
        Error::shape(op, reason)
    })
}

/// What a basic selection, which names no element twice, is replaced by.
fn combine(mode: Mode, part: impl FnOnce() -> Result<Array>, value: Array) -> Result<Array> {
    Ok(match mode {
        Mode::Set => value,
        Mode::Add => np::add(&part()?, &value),
        Mode::Multiply => np::multiply(&part()?, &value),
        Mode::Minimum => np::minimum(&part()?, &value),
        Mode::Maximum => np::maximum(&part()?, &value),
    })
}
