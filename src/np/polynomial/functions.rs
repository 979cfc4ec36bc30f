//! The table that gives the functions of a basis numpy's names.
//!
//! `functions!` turns entries `chebval: val,` into public functions with documentation and example; a module of a basis is
//! its table. Every rule is one role: its signature, and a call of the implementation that all bases share.

use super::basis::Basis;
use super::series::{inexact, series, trimmed, two_series};
use crate::array::Array;
use crate::array::convert::Operand;
use crate::error::{Error, Result};
use crate::np;
use crate::np::args::promote;
use crate::primitives::cast::cast;
use crate::primitives::reshape::reshape;

/// An operation on two series without zeros at the end, and its result without them.
pub(super) fn on_trimmed(
    op: &'static str,
    a: &Array,
    b: &Array,
    f: impl FnOnce(Array, Array) -> Result<Array>,
) -> Result<Array> {
    let [a, b] = two_series(op, a, b)?;
    trimmed(op, &f(trimmed(op, &a)?, trimmed(op, &b)?)?)
}

/// The same for one series.
pub(super) fn on_one_trimmed(
    op: &'static str,
    c: &Array,
    f: impl FnOnce(Array) -> Result<Array>,
) -> Result<Array> {
    trimmed(op, &f(trimmed(op, &series(op, c)?)?)?)
}

pub(super) fn trimmed_quotient(
    op: &'static str,
    basis: &Basis,
    u: &Array,
    v: &Array,
) -> Result<(Array, Array)> {
    let [u, v] = two_series(op, u, v)?;
    let (u, v) = (trimmed(op, &u)?, trimmed(op, &v)?);
    if v.len() == 1 && is_zero(op, &v)? {
        return Err(Error::value(op, "the divisor is 0"));
    }
    let (quotient, remainder) = super::arithmetic::quotient(op, basis, &u, &v)?;
    Ok((quotient, trimmed(op, &remainder)?))
}

fn is_zero(op: &'static str, c: &Array) -> Result<bool> {
    Ok(np::powers::values_of(op, c)?
        .iter()
        .all(|z| z.norm() == 0.0))
}

/// Zeros on one axis, in a dtype with fractions.
pub(super) fn zeros_of(op: &'static str, roots: &Array) -> Result<Array> {
    if roots.ndim() > 1 {
        let text = format!("zeros are on one axis, not {}", roots.aval());
        return Err(Error::shape(op, text));
    }
    reshape(&cast(roots, inexact(roots.dtype()))?, &[roots.len()])
}

pub(super) fn line(op: &'static str, basis: &Basis, ends: [Operand<'_>; 2]) -> Result<Array> {
    let [off, scl] = promote(op, ends)?;
    if off.ndim() + scl.ndim() > 0 {
        return Err(Error::shape(op, "a line is two numbers"));
    }
    let is_constant = is_zero(op, &reshape(&scl, &[1])?)
        .map_err(|error| error.hinted("np::stack makes a line of two coefficients"))?;
    if is_constant {
        return reshape(&off, &[1]);
    }
    let [up, same, _] = basis.times_x(0);
    let times = |factor: f64| match factor {
        1.0 => scl.clone(),
        -1.0 => np::negative(&scl),
        _ => np::multiply(&scl, factor),
    };
    let first = if same == 0.0 {
        off
    } else {
        np::add(off, times(same))
    };
    let last = times(up);
    let [first, last] = promote(op, [Operand::Owned(first), Operand::Owned(last)])?;
    Ok(np::stack([first, last], 0))
}

/// x as a series, in integers if it has no fractions.
pub(super) fn x_series(basis: &Basis) -> Array {
    let [up, same, _] = basis.times_x(0);
    if up.fract() == 0.0 {
        return Array::from_vec(vec![same as i64, up as i64]);
    }
    Array::from_vec(vec![same, up])
}

/// Public functions of a basis in a module: `$name: $role,`. The name of `fromroots` stands in the head for an example.
macro_rules! functions {
    (basis $basis:ident, module $module:literal, $fromroots:literal; $($name:ident: $role:ident,)*) => {
        $(functions! { @$role $basis $module $fromroots $name })*
    };
    (@val $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The values of the series at the points `x` (numpy: `", stringify!($name), "`). Coefficients with more axes are as many series, along the first axis, each of which is taken at every point.")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = "let c = [[7.0, 8.0]];"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0, 3.0, 4.0], c).shape(), [2, 3]);")]
        #[doc = concat!("assert_eq!(", stringify!($name), "(2.0, [7.0]).item::<f64>().unwrap(), 7.0);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, c: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            values(OP, &$basis, x.into_operand(), &c.into_array(), true).or_raise()
        }
    };
    (@val_with $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The values of the series at the points; without `tensor` the further axes of the coefficients broadcast with the points (numpy: `tensor=False`)."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0, 3.0], [[7.0, 8.0]], false).to_vec::<f64>().unwrap(), [7.0, 8.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, c: impl IntoArray<'b>, tensor: bool) -> Array {
            const OP: &str = stringify!($name);
            values(OP, &$basis, x.into_operand(), &c.into_array(), tensor).or_raise()
        }
    };
    (@val2d $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The values of a series of products in 2 variables at points; the first 2 axes of the coefficients are the degrees (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the coordinates have different shapes."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [1.0, 2.0], [[7.0]]).to_vec::<f64>().unwrap(), [7.0, 7.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b, 'k>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, c: impl IntoArray<'k>) -> Array {
            const OP: &str = stringify!($name);
            values_at(OP, &$basis, &[x.into_array(), y.into_array()], &c.into_array()).or_raise()
        }
    };
    (@grid2d $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The values of a series of products in 2 variables on the grid of all combinations of coordinates (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [1.0, 2.0], [[7.0]]).shape(), [2, 2]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b, 'k>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, c: impl IntoArray<'k>) -> Array {
            const OP: &str = stringify!($name);
            values_on_grid(OP, &$basis, &[x.into_array(), y.into_array()], &c.into_array()).or_raise()
        }
    };
    (@vander2d $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The matrix of the values of all products of the basis in 2 variables, up to a degree in each; one row a point, the last variable's degree changing fastest (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the coordinates have different shapes."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [1.0, 2.0], [1, 1]).shape(), [2, 4]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, deg: [usize; 2]) -> Array {
            const OP: &str = stringify!($name);
            vander_of_products(OP, &$basis, &[x.into_array(), y.into_array()], &deg).or_raise()
        }
    };
    (@val3d $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The values of a series of products in 3 variables at points; the first 3 axes of the coefficients are the degrees (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the coordinates have different shapes."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [[[7.0]]]).to_vec::<f64>().unwrap(), [7.0, 7.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b, 'c, 'k>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, z: impl IntoArray<'c>, c: impl IntoArray<'k>) -> Array {
            const OP: &str = stringify!($name);
            values_at(OP, &$basis, &[x.into_array(), y.into_array(), z.into_array()], &c.into_array()).or_raise()
        }
    };
    (@grid3d $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The values of a series of products in 3 variables on the grid of all combinations of coordinates (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [[[7.0]]]).shape(), [2, 2, 2]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b, 'c, 'k>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, z: impl IntoArray<'c>, c: impl IntoArray<'k>) -> Array {
            const OP: &str = stringify!($name);
            values_on_grid(OP, &$basis, &[x.into_array(), y.into_array(), z.into_array()], &c.into_array()).or_raise()
        }
    };
    (@vander3d $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The matrix of the values of all products of the basis in 3 variables, up to a degree in each; one row a point, the last variable's degree changing fastest (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the coordinates have different shapes."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [1, 1, 1]).shape(), [2, 8]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b, 'c>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, z: impl IntoArray<'c>, deg: [usize; 3]) -> Array {
            const OP: &str = stringify!($name);
            vander_of_products(OP, &$basis, &[x.into_array(), y.into_array(), z.into_array()], &deg).or_raise()
        }
    };
    (@vander $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The values of the basis up to a degree at the points, along a new last axis (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let v = ", stringify!($name), "([2.0, 3.0], 4);")]
        #[doc = "assert_eq!(v.shape(), [2, 5]);"]
        #[doc = "assert_eq!(v.i((.., 0)).to_vec::<f64>().unwrap(), [1.0, 1.0]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(x: impl IntoArray<'a>, deg: usize) -> Array {
            vander(&$basis, &x.into_array(), deg).or_raise()
        }
    };
    (@add $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The sum of two series, without zeros at the end (numpy: `", stringify!($name), "`). Integers are computed in f64.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [3.0, 2.0, 1.0]).to_vec::<f64>().unwrap(), [4.0, 4.0, 1.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            on_trimmed(OP, &c1.into_array(), &c2.into_array(), |a, b| sum(&a, &b)).or_raise()
        }
    };
    (@add_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The sum of two series, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [3.0, 2.0, 1.0]).to_vec::<f64>().unwrap(), [4.0, 4.0, 1.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            two_series(OP, &c1.into_array(), &c2.into_array()).and_then(|[a, b]| sum(&a, &b)).or_raise()
        }
    };
    (@sub $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The difference of two series, without zeros at the end (numpy: `", stringify!($name), "`). Integers are computed in f64.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [3.0, 2.0, 1.0]).to_vec::<f64>().unwrap(), [-2.0, 0.0, -1.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            on_trimmed(OP, &c1.into_array(), &c2.into_array(), |a, b| sum(&a, &np::negative(b))).or_raise()
        }
    };
    (@sub_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The difference of two series, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0], [3.0, 2.0, 1.0]).to_vec::<f64>().unwrap(), [-2.0, 0.0, -1.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            two_series(OP, &c1.into_array(), &c2.into_array()).and_then(|[a, b]| sum(&a, &np::negative(b))).or_raise()
        }
    };
    (@mul $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The product of two series, without zeros at the end (numpy: `", stringify!($name), "`). Integers are computed in f64.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0], [1.0, 3.0]).to_vec::<f64>().unwrap(), [2.0, 6.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            on_trimmed(OP, &c1.into_array(), &c2.into_array(), |a, b| product(OP, &$basis, &a, &b)).or_raise()
        }
    };
    (@mul_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The product of two series, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0], [1.0, 3.0]).to_vec::<f64>().unwrap(), [2.0, 6.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            two_series(OP, &c1.into_array(), &c2.into_array()).and_then(|[a, b]| product(OP, &$basis, &a, &b)).or_raise()
        }
    };
    (@div $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("Quotient and remainder of two series, without zeros at the end (numpy: `", stringify!($name), "`). Integers are divided as f64.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the divisor is 0. Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let (quotient, remainder) = ", stringify!($name), "([2.0, 4.0], [2.0]);")]
        #[doc = "assert_eq!(quotient.to_vec::<f64>().unwrap(), [1.0, 2.0]);"]
        #[doc = "assert_eq!(remainder.to_vec::<f64>().unwrap(), [0.0]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> (Array, Array) {
            const OP: &str = stringify!($name);
            trimmed_quotient(OP, &$basis, &c1.into_array(), &c2.into_array()).or_raise()
        }
    };
    (@div_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "Quotient and remainder of two series, the remainder with one coefficient less than the divisor. numpy has no such function; this one maps over batches. The last coefficient of the divisor must not be 0."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let (quotient, remainder) = ", stringify!($name), "([2.0, 4.0], [2.0]);")]
        #[doc = "assert_eq!(quotient.to_vec::<f64>().unwrap(), [1.0, 2.0]);"]
        #[doc = "assert_eq!(remainder.to_vec::<f64>().unwrap(), [0.0]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(c1: impl IntoArray<'a>, c2: impl IntoArray<'b>) -> (Array, Array) {
            const OP: &str = stringify!($name);
            two_series(OP, &c1.into_array(), &c2.into_array()).and_then(|[a, b]| quotient(OP, &$basis, &a, &b)).or_raise()
        }
    };
    (@mulx $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series times x, without zeros at the end (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let c = ", stringify!($name), "([0.5, 1.0]);")]
        #[doc = "assert_eq!(c.shape(), [3]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            on_one_trimmed(OP, &c.into_array(), |c| times_x(&$basis, &c)).or_raise()
        }
    };
    (@mulx_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The series times x, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let c = ", stringify!($name), "([0.5, 1.0]);")]
        #[doc = "assert_eq!(c.shape(), [3]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            series(OP, &c.into_array()).and_then(|c| times_x(&$basis, &c)).or_raise()
        }
    };
    (@pow $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series to an integer power, without zeros at the end (numpy: `", stringify!($name), "`, which has a largest power).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0], 3).to_vec::<f64>().unwrap(), [8.0]);")]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0, 1.0], 2).shape(), [3]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>, pow: usize) -> Array {
            const OP: &str = stringify!($name);
            on_one_trimmed(OP, &c.into_array(), |c| power(OP, &$basis, &c, pow)).or_raise()
        }
    };
    (@pow_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The series to an integer power, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0], 3).to_vec::<f64>().unwrap(), [8.0]);")]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0, 1.0], 2).shape(), [3]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>, pow: usize) -> Array {
            const OP: &str = stringify!($name);
            series(OP, &c.into_array()).and_then(|c| power(OP, &$basis, &c, pow)).or_raise()
        }
    };
    (@from_poly $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The polynomial with these coefficients of powers of x, as a series of this basis, without zeros at the end (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0]).to_vec::<f64>().unwrap(), [2.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            on_one_trimmed(OP, &c.into_array(), |c| from_powers(&$basis, &c)).or_raise()
        }
    };
    (@from_poly_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The polynomial with these coefficients of powers of x, as a series of this basis, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0]).to_vec::<f64>().unwrap(), [2.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            series(OP, &c.into_array()).and_then(|c| from_powers(&$basis, &c)).or_raise()
        }
    };
    (@to_poly $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The coefficients of powers of x of the series, without zeros at the end (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on their values: the function whose name ends in `_untrimmed` keeps all."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0]).to_vec::<f64>().unwrap(), [2.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            on_one_trimmed(OP, &c.into_array(), |c| to_powers(&$basis, &c)).or_raise()
        }
    };
    (@to_poly_untrimmed $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The coefficients of powers of x of the series, with all coefficients. numpy has no such function; this one maps over batches."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0]).to_vec::<f64>().unwrap(), [2.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            series(OP, &c.into_array()).and_then(|c| to_powers(&$basis, &c)).or_raise()
        }
    };
    (@der $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The derivative of series along the first axis (numpy: `", stringify!($name), "`); of a constant a single 0.")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([2.0, 0.0]).to_vec::<f64>().unwrap(), [0.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            derivative(OP, &$basis, &c.into_array(), Derivative::default()).or_raise()
        }
    };
    (@der_with $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The derivative several times, along any axis, or scaled (numpy: with `m`, `scl` and `axis`)."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = "use numtape::np::polynomial::Derivative;"]
        #[doc = concat!("let c = ", stringify!($name), "([1.0, 2.0, 3.0, 4.0], Derivative { m: 2, ..Derivative::default() });")]
        #[doc = "assert_eq!(c.shape(), [2]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>, options: Derivative) -> Array {
            const OP: &str = stringify!($name);
            derivative(OP, &$basis, &c.into_array(), options).or_raise()
        }
    };
    (@int $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The integral of series along the first axis, 0 at 0 (numpy: `", stringify!($name), "`, which keeps a single 0 as it is). One coefficient more.")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let c = ", stringify!($name), "([1.0, 2.0]);")]
        #[doc = "assert_eq!(c.shape(), [3]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            integral(OP, &$basis, &c.into_array(), &Integral::default()).or_raise()
        }
    };
    (@int_with $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The integral several times, along any axis, scaled, or with constants (numpy: with `m`, `k`, `lbnd`, `scl` and `axis`)."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = "use numtape::np::polynomial::Integral;"]
        #[doc = concat!("let c = ", stringify!($name), "([1.0, 2.0], Integral { m: 2, ..Integral::default() });")]
        #[doc = "assert_eq!(c.shape(), [4]);"]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>, options: Integral) -> Array {
            const OP: &str = stringify!($name);
            integral(OP, &$basis, &c.into_array(), &options).or_raise()
        }
    };
    (@fit $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series that comes closest to points, by least squares (numpy: `", stringify!($name), "`). `y` is a vector, or has a column for each set of points; `deg` is the highest degree, or a list of all. Integers and f16 are computed in f64.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If x is not 1-d or empty, y is not 1-d or 2-d, or their lengths differ."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let c = ", stringify!($name), "([0.0, 1.0, 2.0], [3.0, 3.0, 3.0], 1);")]
        #[doc = "assert!(np::allclose(c, [3.0, 0.0]));"]
        #[doc = "```"]
        #[cfg(feature = "linalg")]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, deg: impl Into<Degrees>) -> Array {
            const OP: &str = stringify!($name);
            fit(OP, &$basis, &x.into_array(), &y.into_array(), &deg.into(), &FitOptions::default()).or_raise().coefficients
        }
    };
    (@fit_with $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = "The fit with weights, and with residuals, rank and singular values in the result (numpy: `full=True`)."]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "As without options, or if the weights are not as many as the points."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = "use numtape::np::polynomial::FitOptions;"]
        #[doc = concat!("let fit = ", stringify!($name), "([0.0, 1.0, 2.0], [3.0, 3.0, 3.0], 1, &FitOptions::default());")]
        #[doc = "assert_eq!(fit.rank.item::<i64>().unwrap(), 2);"]
        #[doc = "```"]
        #[cfg(feature = "linalg")]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, deg: impl Into<Degrees>, options: &FitOptions) -> Fit {
            const OP: &str = stringify!($name);
            fit(OP, &$basis, &x.into_array(), &y.into_array(), &deg.into(), options).or_raise()
        }
    };
    (@companion $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The companion matrix, whose eigenvalues are the zeros of the series (numpy: `", stringify!($name), "`); scaled so that it is symmetric for a polynomial of an orthogonal basis.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the series is constant; inside `vmap`, as the number of coefficients depends on their values."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0, 3.0]).shape(), [2, 2]);")]
        #[doc = "```"]
        #[cfg(feature = "linalg")]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            series(OP, &c.into_array()).and_then(|c| trimmed(OP, &c)).and_then(|c| companion(OP, &$basis, &c)).or_raise()
        }
    };
    (@roots $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The zeros of the series (numpy: `", stringify!($name), "`, which gives real numbers if all are real): always complex, in increasing order. Differentiable where no zero is repeated.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of zeros depends on the coefficients."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let c = ", $fromroots, "([1.0, 2.0]);")]
        #[doc = concat!("assert!(np::allclose(np::real(", stringify!($name), "(c)), [1.0, 2.0]));")]
        #[doc = "```"]
        #[cfg(feature = "linalg")]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            series(OP, &c.into_array()).and_then(|c| trimmed(OP, &c)).and_then(|c| roots(OP, &$basis, &c)).or_raise()
        }
    };
    (@fromroots $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series with the given zeros and 1 as coefficient of the highest power of x (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 2.0]).shape(), [3]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(roots: impl IntoArray<'a>) -> Array {
            const OP: &str = stringify!($name);
            zeros_of(OP, &roots.into_array()).and_then(|roots| from_roots(&$basis, &roots)).or_raise()
        }
    };
    (@line $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series of `off + scl x` (numpy: `", stringify!($name), "`), with one coefficient if `scl` is 0.")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "Inside `vmap`, as the number of coefficients depends on `scl`."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "(3.0, 0.0).to_vec::<f64>().unwrap(), [3.0]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a, 'b>(off: impl IntoArray<'a>, scl: impl IntoArray<'b>) -> Array {
            const OP: &str = stringify!($name);
            line(OP, &$basis, [off.into_operand(), scl.into_operand()]).or_raise()
        }
    };
    (@trim $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The coefficients up to the last whose absolute value is above `tol` (numpy: `", stringify!($name), "`, where `tol` is 0 by default).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If `tol` is negative; inside `vmap`, as the shape depends on values."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "([1.0, 0.5, 0.0], 0.0).to_vec::<f64>().unwrap(), [1.0, 0.5]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name<'a>(c: impl IntoArray<'a>, tol: f64) -> Array {
            const OP: &str = stringify!($name);
            trim_op(OP, &c.into_array(), tol).or_raise()
        }
    };
    (@gauss $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The nodes and weights of Gauss's quadrature: exact for polynomials up to degree `2 deg - 1` (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Panics"]
        #[doc = "If the degree is 0."]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("let (x, w) = ", stringify!($name), "(5);")]
        #[doc = "assert_eq!((x.shape(), w.shape()), (&[5][..], &[5][..]));"]
        #[doc = "```"]
        #[cfg(feature = "linalg")]
        #[track_caller]
        pub fn $name(deg: usize) -> (Array, Array) {
            const OP: &str = stringify!($name);
            gauss(OP, &$basis, deg).or_raise()
        }
    };
    (@domain $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The interval to which numpy's classes of this basis map their points (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "().shape(), [2]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name() -> Array {
            Array::from_vec($basis.domain.to_vec())
        }
    };
    (@zero $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series 0 (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "().shape(), [1]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name() -> Array {
            Array::from_vec(vec![0i64])
        }
    };
    (@one $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series 1 (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "().shape(), [1]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name() -> Array {
            Array::from_vec(vec![1i64])
        }
    };
    (@x $basis:ident $module:literal $fromroots:literal $name:ident) => {
        #[doc = concat!("The series x (numpy: `", stringify!($name), "`).")]
        #[doc = ""]
        #[doc = "# Examples"]
        #[doc = "```"]
        #[doc = concat!("use numtape::np::polynomial::", $module, "::*;")]
        #[doc = "use numtape::prelude::*;"]
        #[doc = concat!("assert_eq!(", stringify!($name), "().shape(), [2]);")]
        #[doc = "```"]
        #[track_caller]
        pub fn $name() -> Array {
            x_series(&$basis)
        }
    };
}
pub(super) use functions;
