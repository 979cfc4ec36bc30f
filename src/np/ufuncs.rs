//! The methods of numpy's binary ufuncs: `reduce`, `accumulate`, `outer`, `at` and `reduceat`.
//!
//! A [`Ufunc`] is a function of two arrays with what is known about it: whether brackets may move, what it starts from.
//! Where a primitive does a method's work (sums, products, extremes, their running forms, scatters) that is used;
//! other functions combine halves in logarithmically many steps, or go element by element where the order matters.

use super::args::{Axis, Reduce};
use super::indexing::positions;
use super::reduce::{OF_SUMS, broadcast_mask, only_options};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::index::Indices;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::create::full;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;

/// A binary function of numpy with its methods. The constants of this module are all there are.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::ufuncs;
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(ufuncs::MULTIPLY.reduce(&x, 0).to_vec::<i64>().unwrap(), [3, 8]);
/// assert_eq!(ufuncs::SUBTRACT.outer([5, 6], [1, 2]).to_vec::<i32>().unwrap(), [4, 3, 5, 4]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ufunc {
    name: &'static str,
    function: fn(&Array, &Array) -> Array,
    order: Order,
    /// What no elements give.
    identity: Option<Identity>,
}

/// What may be done with the brackets of `a ∘ b ∘ c`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    /// A reduction primitive.
    Primitive(ReduceKind),
    /// They may move, and operands change places.
    Associative,
    /// From left to right.
    Sequential,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Identity {
    Zero,
    One,
    False,
    True,
    AllBits,
    NegativeInfinity,
}

impl Identity {
    fn scalar(self, dtype: DType) -> Scalar {
        match self {
            Identity::Zero => Scalar::Int(0),
            Identity::One => Scalar::Int(1),
            Identity::False => Scalar::Bool(false),
            Identity::True => Scalar::Bool(true),
            Identity::AllBits => match dtype.integer_limits() {
                Some((0, high)) => Scalar::Int(high),
                Some(_) => Scalar::Int(-1),
                None => Scalar::Bool(true),
            },
            Identity::NegativeInfinity => Scalar::Float(f64::NEG_INFINITY),
        }
    }
}

/// The constants with their functions, in numpy's alphabetical order.
macro_rules! ufuncs {
    ($($constant:ident = $name:ident, $order:expr, $identity:expr;)*) => {
        $(
            #[doc = concat!("[`np::", stringify!($name), "`](crate::np::", stringify!($name), ") with its methods.")]
            pub const $constant: Ufunc = Ufunc {
                name: stringify!($name),
                function: |x, y| np::$name(x, y),
                order: $order,
                identity: $identity,
            };
        )*

        /// All ufuncs of this module.
        pub const ALL: &[Ufunc] = &[$($constant),*];
    };
}

use Order::{Associative, Primitive, Sequential};

ufuncs! {
    ADD = add, Primitive(ReduceKind::Sum), Some(Identity::Zero);
    ARCTAN2 = arctan2, Sequential, None;
    BITWISE_AND = bitwise_and, Associative, Some(Identity::AllBits);
    BITWISE_OR = bitwise_or, Associative, Some(Identity::Zero);
    BITWISE_XOR = bitwise_xor, Associative, Some(Identity::Zero);
    COPYSIGN = copysign, Sequential, None;
    DIVIDE = divide, Sequential, None;
    EQUAL = equal, Sequential, None;
    FLOAT_POWER = float_power, Sequential, None;
    FLOOR_DIVIDE = floor_divide, Sequential, None;
    FMAX = fmax, Associative, None;
    FMIN = fmin, Associative, None;
    FMOD = fmod, Sequential, None;
    GCD = gcd, Associative, Some(Identity::Zero);
    GREATER = greater, Sequential, None;
    GREATER_EQUAL = greater_equal, Sequential, None;
    HEAVISIDE = heaviside, Sequential, None;
    HYPOT = hypot, Associative, Some(Identity::Zero);
    LCM = lcm, Sequential, None;
    LEFT_SHIFT = left_shift, Sequential, None;
    LESS = less, Sequential, None;
    LESS_EQUAL = less_equal, Sequential, None;
    LOGADDEXP = logaddexp, Associative, Some(Identity::NegativeInfinity);
    LOGADDEXP2 = logaddexp2, Associative, Some(Identity::NegativeInfinity);
    LOGICAL_AND = logical_and, Primitive(ReduceKind::All), Some(Identity::True);
    LOGICAL_OR = logical_or, Primitive(ReduceKind::Any), Some(Identity::False);
    LOGICAL_XOR = logical_xor, Associative, Some(Identity::False);
    MAXIMUM = maximum, Primitive(ReduceKind::Max), None;
    MINIMUM = minimum, Primitive(ReduceKind::Min), None;
    MULTIPLY = multiply, Primitive(ReduceKind::Prod), Some(Identity::One);
    NEXTAFTER = nextafter, Sequential, None;
    NOT_EQUAL = not_equal, Sequential, None;
    POWER = power, Sequential, None;
    REMAINDER = remainder, Sequential, None;
    RIGHT_SHIFT = right_shift, Sequential, None;
    SUBTRACT = subtract, Sequential, None;
}

/// The ufunc of a name, numpy's other names included.
///
/// # Examples
/// ```
/// use numtape::np::ufuncs;
/// assert_eq!(ufuncs::named("true_divide").unwrap().name(), "divide");
/// assert!(ufuncs::named("sin").is_none());
/// ```
pub fn named(name: &str) -> Option<Ufunc> {
    let name = match name {
        "true_divide" => "divide",
        "mod" => "remainder",
        "pow" => "power",
        "atan2" => "arctan2",
        "bitwise_left_shift" => "left_shift",
        "bitwise_right_shift" => "right_shift",
        name => name,
    };
    ALL.iter().find(|ufunc| ufunc.name == name).copied()
}

impl Ufunc {
    /// numpy's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The function itself.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::ufuncs;
    /// assert_eq!(ufuncs::ADD.call([1, 2], 1).to_vec::<i32>().unwrap(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn call<'a, 'b>(&self, x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
        let [x, y] = pair(self.name, x.into_operand(), y.into_operand()).or_raise();
        (self.function)(&x, &y)
    }

    /// The function of all pairs of elements (numpy: `ufunc.outer`): the axes of `x`, then those of `y`.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::ufuncs;
    /// let table = ufuncs::MULTIPLY.outer([1, 2], [3, 4]);
    /// assert_eq!(table.to_vec::<i32>().unwrap(), [3, 4, 6, 8]);
    /// ```
    #[track_caller]
    pub fn outer<'a, 'b>(&self, x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
        let [x, y] = pair(self.name, x.into_operand(), y.into_operand()).or_raise();
        let mut shape = Shape::from_slice(x.shape());
        shape.resize(x.ndim() + y.ndim(), 1);
        (self.function)(&reshape(&x, &shape).or_raise(), &y)
    }

    /// The function put between the elements along axes (numpy: `ufunc.reduce`, whose default axis is 0): `..`, an axis,
    /// or [`Reduce`]'s options. Functions that depend on the order take one axis, element by element.
    ///
    /// # Panics
    /// If there are no elements and no identity, with a mask without `initial` or identity, or if the function of two
    /// elements has another dtype than they (comparisons of numbers).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::ufuncs;
    /// let x = array([[12, 18], [8, 27]]);
    /// assert_eq!(ufuncs::GCD.reduce(&x, 0).to_vec::<i32>().unwrap(), [4, 9]);
    /// assert_eq!(ufuncs::SUBTRACT.reduce(&x, axis(1).keepdims()).to_vec::<i32>().unwrap(), [-6, -19]);
    /// assert_eq!(ufuncs::ADD.reduce(&x, all().initial(100)).item::<i64>().unwrap(), 165);
    /// ```
    #[track_caller]
    pub fn reduce<'a>(&self, x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
        self.reduce_op(&x.into_array(), &over.into()).or_raise()
    }

    /// The results of [`Ufunc::reduce`] up to each element along an axis (numpy: `ufunc.accumulate`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::ufuncs;
    /// assert_eq!(ufuncs::MAXIMUM.accumulate([3, 1, 4, 1, 5], 0).to_vec::<i32>().unwrap(), [3, 3, 4, 4, 5]);
    /// assert_eq!(ufuncs::SUBTRACT.accumulate([9, 1, 2], 0).to_vec::<i32>().unwrap(), [9, 8, 6]);
    /// ```
    #[track_caller]
    pub fn accumulate<'a>(&self, x: impl IntoArray<'a>, axis: isize) -> Array {
        self.accumulate_op(&x.into_array(), axis, None).or_raise()
    }

    /// [`Ufunc::accumulate`] in another dtype (numpy: `dtype=`).
    #[track_caller]
    pub fn accumulate_as<'a>(&self, x: impl IntoArray<'a>, axis: isize, dtype: DType) -> Array {
        self.accumulate_op(&x.into_array(), axis, Some(dtype))
            .or_raise()
    }

    /// The array with the function of the selected elements and values, once for each time an element is named (numpy:
    /// `ufunc.at`, which changes its argument). Of several values for one element, they are taken in order.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::ufuncs;
    /// let x = ufuncs::ADD.at(np::zeros([3]), [0, 2, 0], 1);
    /// assert_eq!(x.to_vec::<f64>().unwrap(), [2.0, 0.0, 1.0]);
    /// let x = ufuncs::POWER.at(array([2, 3]), [0, 0], [2, 3]);
    /// assert_eq!(x.to_vec::<i32>().unwrap(), [64, 3]);
    /// ```
    #[track_caller]
    pub fn at<'a, 'b>(
        &self,
        x: impl IntoArray<'a>,
        index: impl Into<Indices>,
        values: impl IntoArray<'b>,
    ) -> Array {
        let at = x.into_array().into_at(index);
        match self.name {
            "add" => at.add(values),
            "subtract" => at.subtract(values),
            "multiply" => at.mul(values),
            "divide" => at.div(values),
            "minimum" => at.min(values),
            "maximum" => at.max(values),
            _ => {
                let function = |part: &Array, value: &Array| Ok((self.function)(part, value));
                at.update_each(&function, values.into_operand()).or_raise()
            }
        }
    }

    /// Reductions of stretches along an axis (numpy: `ufunc.reduceat`): the `i`th goes from the `i`th index to the next
    /// one, or is the element at the index alone if the next one is not larger; the last goes to the end.
    ///
    /// # Panics
    /// If an index is out of range (negative ones are) or hidden by `vmap`.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::np::ufuncs;
    /// let x = np::arange(8);
    /// let sums = ufuncs::ADD.reduceat(&x, [0, 4, 1, 5, 2, 6, 3, 7], 0);
    /// assert_eq!(sums.i(s![..;2]).to_vec::<i64>().unwrap(), [6, 10, 14, 18]);
    /// ```
    #[track_caller]
    pub fn reduceat<'a, 'b>(
        &self,
        x: impl IntoArray<'a>,
        indices: impl IntoArray<'b>,
        axis: isize,
    ) -> Array {
        self.reduceat_op(&x.into_array(), indices.into_array(), axis, None)
            .or_raise()
    }

    /// [`Ufunc::reduceat`] in another dtype (numpy: `dtype=`).
    #[track_caller]
    pub fn reduceat_as<'a, 'b>(
        &self,
        x: impl IntoArray<'a>,
        indices: impl IntoArray<'b>,
        axis: isize,
        dtype: DType,
    ) -> Array {
        self.reduceat_op(&x.into_array(), indices.into_array(), axis, Some(dtype))
            .or_raise()
    }
}

/// Two operands as arrays; a number takes the dtype that it has beside the other.
fn pair(op: &'static str, x: Operand<'_>, y: Operand<'_>) -> Result<[Array; 2]> {
    let adapt = |operand: Operand<'_>, beside: Option<DType>| match (operand, beside) {
        (Operand::Weak(number), Some(dtype)) => {
            let dtype = number.promote_with(dtype);
            number.check_fits(op, dtype)?;
            Ok(scalar_array(number, dtype))
        }
        (operand, _) => Ok(operand.into_array()),
    };
    let (of_x, of_y) = (x.dtype(), y.dtype());
    Ok([adapt(x, of_y)?, adapt(y, of_x)?])
}

/// Sums of bool are `or`, products `and`.
fn reduction(kind: ReduceKind, dtype: DType) -> ReduceKind {
    match kind {
        ReduceKind::Sum if dtype.is_bool() => ReduceKind::Any,
        ReduceKind::Prod if dtype.is_bool() => ReduceKind::All,
        kind => kind,
    }
}

/// Methods that need the function's dtype.
impl Ufunc {
    /// The dtype in which elements are combined: that of the result.
    fn dtype(&self, x: &Array, asked: Option<DType>) -> Result<DType> {
        let is_logical = self.name.starts_with("logical_");
        let start = match (asked, self.name) {
            (Some(dtype), _) => dtype,
            (None, "add" | "multiply") => match x.dtype() {
                dtype if dtype.is_bool() => DType::I64,
                dtype if dtype.is_integer() => {
                    if dtype.integer_limits().is_some_and(|(low, _)| low == 0) {
                        DType::U64
                    } else {
                        DType::I64
                    }
                }
                dtype => dtype,
            },
            (None, _) if is_logical => DType::Bool,
            (None, _) => x.dtype(),
        };
        let nothing = full(&[0], Scalar::Int(0), start)?;
        let dtype = (self.function)(&nothing, &nothing).dtype();
        if let Some(asked) = asked
            && asked != dtype
        {
            let reason =
                format!("makes {dtype} of elements of the dtype {asked} that is asked for");
            return Err(
                Error::dtype(self.name, reason).hinted("ask for a dtype that the function has")
            );
        }
        if dtype.is_bool() && !start.is_bool() {
            let reason = format!(
                "compares: of elements of dtype {start} it makes bool, and no more can follow"
            );
            return Err(
                Error::dtype(self.name, reason).hinted("reduce the comparisons with all or any")
            );
        }
        Ok(dtype)
    }

    fn reduce_op(&self, x: &Array, options: &Reduce) -> Result<Array> {
        only_options(self.name, options, OF_SUMS)?;
        let axes = options.sorted_axes(self.name, x.ndim())?;
        let dtype = self.dtype(x, options.dtype)?;
        if options.where_.is_some() && options.initial.is_none() && self.identity.is_none() {
            return Err(
                Error::value(self.name, "a mask may leave nothing to reduce")
                    .hinted("give `initial` with `where_`"),
            );
        }
        let x = cast(x, dtype)?;
        let mask = match &options.where_ {
            Some(mask) => Some(broadcast_mask(self.name, mask, &x)?),
            None => None,
        };
        let initial = match options.initial {
            Some(number) => {
                number.check_fits(self.name, dtype)?;
                Some(scalar_array(number, dtype))
            }
            None => None,
        };
        if self.order == Sequential {
            if axes.len() > 1 {
                let reason = "depends on the order, so it takes at most one axis";
                return Err(Error::axis(self.name, reason));
            }
            let Some(&axis) = axes.first() else {
                let y = self.with_initial(x, initial);
                return options.keep(y, &axes);
            };
            let y = self.fold(&x, axis, mask.as_ref(), initial)?;
            return options.keep(y, &axes);
        }
        let is_empty = axes.iter().any(|&axis| x.shape()[axis] == 0);
        let identity = self
            .identity
            .map(|identity| scalar_array(identity.scalar(dtype), dtype));
        // Masked elements become what changes nothing; where there is no such value, the initial one (all these
        // functions give the same however often they meet it).
        let x = match (&mask, identity.as_ref().or(initial.as_ref())) {
            (Some(mask), Some(neutral)) => select(mask, &x, neutral)?,
            _ => x,
        };
        let y = if is_empty {
            let kept: Shape = (0..x.ndim())
                .filter(|axis| !axes.contains(axis))
                .map(|axis| x.shape()[axis])
                .collect();
            match initial.as_ref().or(identity.as_ref()) {
                Some(start) => return options.keep(broadcast_to(start, &kept)?, &axes),
                None => {
                    return Err(Error::empty_reduction(
                        self.name,
                        format!("{:?}", x.shape()),
                    ));
                }
            }
        } else {
            match self.order {
                Primitive(kind) => reduce(reduction(kind, dtype), &x, &axes)?,
                _ => self.halved(&x, &axes)?,
            }
        };
        options.keep(self.with_initial(y, initial), &axes)
    }

    fn with_initial(&self, y: Array, initial: Option<Array>) -> Array {
        match initial {
            Some(initial) => (self.function)(&initial, &y),
            None => y,
        }
    }

    /// From left to right along one axis.
    fn fold(
        &self,
        x: &Array,
        axis: usize,
        mask: Option<&Array>,
        initial: Option<Array>,
    ) -> Result<Array> {
        let parts = np::unstack(x, axis as isize);
        let masks = mask.map(|mask| np::unstack(mask, axis as isize));
        let mut shape = Shape::from_slice(x.shape());
        shape.remove(axis);
        let mut result = match initial {
            Some(initial) => Some(broadcast_to(&initial, &shape)?),
            None => None,
        };
        for (i, part) in parts.into_iter().enumerate() {
            result = Some(match result {
                None => part,
                Some(before) => {
                    let after = (self.function)(&before, &part);
                    match &masks {
                        Some(masks) => select(&masks[i], &after, &before)?,
                        None => after,
                    }
                }
            });
        }
        result.ok_or_else(|| Error::empty_reduction(self.name, format!("{:?}", x.shape())))
    }

    /// Over several axes, by combining halves.
    fn halved(&self, x: &Array, axes: &[usize]) -> Result<Array> {
        let mut x = x.clone();
        for &axis in axes.iter().rev() {
            while x.shape()[axis] > 1 {
                let size = x.shape()[axis];
                let half = size / 2;
                let combined = (self.function)(
                    &slice_axis(&x, axis, 0, half)?,
                    &slice_axis(&x, axis, half, 2 * half)?,
                );
                x = if size == 2 * half {
                    combined
                } else {
                    concat(&[&combined, &slice_axis(&x, axis, size - 1, size)?], axis)?
                };
            }
            let mut shape = Shape::from_slice(x.shape());
            shape.remove(axis);
            x = reshape(&x, &shape)?;
        }
        Ok(x)
    }

    fn accumulate_op(&self, x: &Array, axis: isize, dtype: Option<DType>) -> Result<Array> {
        if x.ndim() == 0 {
            return Err(Error::shape(self.name, "cannot accumulate on a 0-d array"));
        }
        let axis = Axis::from(axis).resolve(self.name, x.ndim())?.unwrap_or(0);
        let dtype = self.dtype(x, dtype)?;
        let x = cast(x, dtype)?;
        if x.is_empty() {
            return Ok(x);
        }
        let along = axis as isize;
        match self.name {
            "add" if !dtype.is_bool() => return cast(&np::cumsum(&x, along), dtype),
            "multiply" if !dtype.is_bool() => return cast(&np::cumprod(&x, along), dtype),
            "maximum" => return Ok(np::cummax(&x, along)),
            "minimum" => return Ok(np::cummin(&x, along)),
            _ => {}
        }
        if self.order == Sequential {
            let mut results: Vec<Array> = Vec::new();
            for part in np::unstack(&x, along) {
                let next = match results.last() {
                    None => part,
                    Some(before) => (self.function)(before, &part),
                };
                results.push(next);
            }
            return Ok(np::stack(results, along));
        }
        // Each step combines with the result of twice as many elements before.
        let size = x.shape()[axis];
        let (mut x, mut reach) = (x, 1);
        while reach < size {
            let combined = (self.function)(
                &slice_axis(&x, axis, 0, size - reach)?,
                &slice_axis(&x, axis, reach, size)?,
            );
            x = concat(&[&slice_axis(&x, axis, 0, reach)?, &combined], axis)?;
            reach *= 2;
        }
        Ok(x)
    }

    fn reduceat_op(
        &self,
        x: &Array,
        indices: Array,
        axis: isize,
        dtype: Option<DType>,
    ) -> Result<Array> {
        let axis = Axis::from(axis).resolve(self.name, x.ndim())?.unwrap_or(0);
        let dtype = self.dtype(x, dtype)?;
        let x = cast(x, dtype)?;
        let indices = positions(self.name, indices)?;
        if indices.ndim() != 1 {
            let reason = format!("the indices have one axis, not {}", indices.ndim());
            return Err(Error::index(self.name, reason));
        }
        let size = x.shape()[axis];
        let starts = indices
            .data(self.name)
            .and_then(|_| indices.to_vec::<i64>())?;
        if let Some(&wrong) = starts.iter().find(|&&i| i < 0 || i >= size as i64) {
            return Err(Error::index_out_of_range(
                self.name,
                wrong.into(),
                axis,
                size,
            ));
        }
        let starts: Vec<usize> = starts.iter().map(|&i| i as usize).collect();
        let combine = match self.name {
            "add" | "multiply" | "maximum" | "minimum" => starts.windows(2).all(|w| w[0] < w[1]),
            _ => false,
        };
        if combine && !starts.is_empty() {
            return self.scattered(&x, &starts, axis);
        }
        let mut parts = Vec::with_capacity(starts.len());
        for (i, &start) in starts.iter().enumerate() {
            let stop = starts.get(i + 1).copied().unwrap_or(size).max(start + 1);
            let part = slice_axis(&x, axis, start, stop)?;
            let over = Reduce::from(axis as isize).keepdims().dtype(dtype);
            parts.push(self.reduce_op(&part, &over)?);
        }
        if parts.is_empty() {
            return slice_axis(&x, axis, 0, 0);
        }
        concat(&parts.iter().collect::<Vec<_>>(), axis)
    }

    /// Stretches that do not overlap: all other elements are combined into the first ones by one scatter.
    fn scattered(&self, x: &Array, starts: &[usize], axis: usize) -> Result<Array> {
        let size = x.shape()[axis];
        let (mut others, mut owners) = (Vec::new(), Vec::new());
        for (i, &start) in starts.iter().enumerate() {
            for other in start + 1..starts.get(i + 1).copied().unwrap_or(size) {
                others.push(other as i64);
                owners.push(i as i64);
            }
        }
        let front = move_axis(x, axis, 0)?;
        let first = np::take(
            &front,
            starts.iter().map(|&i| i as i64).collect::<Vec<_>>(),
            0,
        );
        let rest = np::take(&front, others, 0);
        let at = first.into_at(Array::from_vec(owners));
        let combined = match self.name {
            "add" => at.add(rest),
            "multiply" => at.mul(rest),
            "maximum" => at.max(rest),
            _ => at.min(rest),
        };
        move_axis(&combined, 0, axis)
    }
}
