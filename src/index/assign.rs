//! Assignment to a part of an array variable: `x.assign(index, v)` and its relatives, numpy's `x[index] += v`.
//!
//! The variable gets the updated array. If it holds the only handle, the buffer is written in place, without a
//! copy; if other handles, views or a tape share it, they keep the old values. To a tape the assignment is
//! the same as `x = x.at(index).set(v)`.

use super::Indices;
use super::at::{At, Target};
use super::mode::IndexMode;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{OrRaise, Result};
use crate::primitives::scatter::Mode;

impl Array {
    fn replace(
        &mut self,
        op: &'static str,
        index: Indices,
        update: impl FnOnce(At<'_>) -> Result<Array>,
    ) -> Result<()> {
        // On an error the variable keeps its array: nothing is written before all is checked.
        *self = update(At {
            target: Target::Replaced(self),
            index,
            mode: IndexMode::Error,
            op,
        })?;
        Ok(())
    }
}

/// The methods, each with numpy's statement, the update and an example of its values.
macro_rules! assignments {
    ($($name:ident: $statement:literal, $sees:literal, |$at:ident, $value:ident| $update:expr, $x:literal, $v:literal => $y:literal;)*) => {
        impl Array {$(
            #[doc = concat!("Updates the part that an index selects (numpy: `", $statement, "`); see [`At::", $sees, "`].")]
            ///
            /// In place if this is the only handle to the array and no view shares its buffer; others never see a change.
            ///
            /// # Panics
            /// As the function named above; the array is then unchanged.
            ///
            /// # Examples
            /// ```
            /// use numtape::prelude::*;
            #[doc = concat!("let mut x = array(", $x, ");")]
            #[doc = concat!("x.", stringify!($name), "(s![1..], ", $v, ");")]
            #[doc = concat!("assert_eq!(x.to_vec::<f64>().unwrap(), ", $y, ");")]
            /// ```
            #[track_caller]
            pub fn $name<'v>(&mut self, index: impl Into<Indices>, value: impl IntoArray<'v>) {
                let $value: Operand<'v> = value.into_operand();
                self.replace(stringify!($name), index.into(), |$at| $update).or_raise();
            }
        )*}
    };
}

assignments! {
    assign: "x[index] = value", "set", |at, value| at.update(Mode::Set, value),
        "[1.0, 2.0, 3.0]", "[5.0, 6.0]" => "[1.0, 5.0, 6.0]";
    assign_add: "add.at(x, index, value)", "add", |at, value| at.update(Mode::Add, value),
        "[1.0, 2.0, 3.0]", "1" => "[1.0, 3.0, 4.0]";
    assign_subtract: "subtract.at(x, index, value)", "subtract", |at, value| at.less(value),
        "[1.0, 2.0, 3.0]", "1" => "[1.0, 1.0, 2.0]";
    assign_mul: "multiply.at(x, index, value)", "mul", |at, value| at.update(Mode::Multiply, value),
        "[1.0, 2.0, 3.0]", "2" => "[1.0, 4.0, 6.0]";
    assign_div: "divide.at(x, index, value)", "div", |at, value| at.divide(value),
        "[1.0, 2.0, 3.0]", "2" => "[1.0, 1.0, 1.5]";
    assign_power: "power.at(x, index, value)", "power", |at, value| at.raised(value),
        "[1.0, 2.0, 3.0]", "2" => "[1.0, 4.0, 9.0]";
    assign_min: "minimum.at(x, index, value)", "min", |at, value| at.update(Mode::Minimum, value),
        "[1.0, 2.0, 3.0]", "2.5" => "[1.0, 2.0, 2.5]";
    assign_max: "maximum.at(x, index, value)", "max", |at, value| at.update(Mode::Maximum, value),
        "[1.0, 2.0, 3.0]", "2.5" => "[1.0, 2.5, 3.0]";
}
