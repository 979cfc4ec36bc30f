//! Arrays and numbers as text: numpy's `str` and `repr`, print options, digits in other bases, floats digit by
//! digit.
//!
//! How arrays are laid out is in `crate::array::display`.

use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::array::display::{Digits, PrintOptions};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};

/// The print options of this thread (numpy: `get_printoptions`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::get_printoptions().precision, 8);
/// ```
pub fn get_printoptions() -> PrintOptions {
    PrintOptions::current()
}

/// Sets how arrays are printed on this thread from now on (numpy: `set_printoptions`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let options = np::get_printoptions();
/// np::set_printoptions(numtape::PrintOptions { precision: 2, ..options });
/// assert_eq!(array([1.0 / 3.0]).to_string(), "[0.33]");
/// ```
pub fn set_printoptions(options: PrintOptions) {
    options.make_current();
}

/// Runs a function with other print options on this thread (numpy: the context manager `printoptions`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let short = numtape::PrintOptions { precision: 2, ..Default::default() };
/// assert_eq!(np::printoptions(short, || array([1.0 / 3.0]).to_string()), "[0.33]");
/// assert_eq!(array([0.125]).to_string(), "[0.125]");
/// ```
pub fn printoptions<R>(options: PrintOptions, f: impl FnOnce() -> R) -> R {
    /// Puts the old options back, also when the function panics.
    struct Restore(Option<PrintOptions>);
    impl Drop for Restore {
        fn drop(&mut self) {
            if let Some(options) = self.0.take() {
                options.make_current();
            }
        }
    }
    let _restore = Restore(Some(options.make_current()));
    f()
}

/// The values of an array as text (numpy: `array_str`); the same as `to_string`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::array_str([1, 2]), "[1 2]");
/// ```
pub fn array_str<'a>(x: impl IntoArray<'a>) -> String {
    x.into_array().to_string()
}

/// An array as text that names its dtype (numpy: `array_repr`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::array_repr([1i8, 2]), "array([1, 2], dtype=int8)");
/// ```
pub fn array_repr<'a>(x: impl IntoArray<'a>) -> String {
    x.into_array().repr().to_string()
}

/// Options of [`array2string_with`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayText {
    /// Digits, summaries, width.
    pub options: PrintOptions,
    /// What stands between elements.
    pub separator: String,
    /// What will stand before the text: lines after the first are indented by its length.
    pub prefix: String,
    /// What will stand after the text, for which the last line leaves room.
    pub suffix: String,
}

impl Default for ArrayText {
    fn default() -> Self {
        ArrayText {
            options: PrintOptions::current(),
            separator: " ".to_string(),
            prefix: String::new(),
            suffix: String::new(),
        }
    }
}

/// The values of an array as text; of a 0-d array by the print options too (numpy: `array2string`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::array2string([1.5, 2.0]), "[1.5 2. ]");
/// ```
pub fn array2string<'a>(x: impl IntoArray<'a>) -> String {
    array2string_with(x, &ArrayText::default())
}

/// [`array2string`] with options (numpy: `array2string(separator=, prefix=, suffix=, …)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let commas = np::ArrayText { separator: ", ".into(), ..Default::default() };
/// assert_eq!(np::array2string_with([1, 2], &commas), "[1, 2]");
/// ```
pub fn array2string_with<'a>(x: impl IntoArray<'a>, text: &ArrayText) -> String {
    x.into_array().text_between(
        &text.options,
        &text.separator,
        &text.prefix,
        text.suffix.len(),
    )
}

/// An integer in a base from 2 to 36, with `padding` zeros in front (numpy: `base_repr`).
///
/// # Panics
/// For another base.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::base_repr(-255, 16, 0), "-FF");
/// assert_eq!(np::base_repr(5, 2, 3), "000101");
/// ```
#[track_caller]
pub fn base_repr(number: i128, base: u32, padding: usize) -> String {
    base_repr_op(number, base, padding).or_raise()
}

fn base_repr_op(number: i128, base: u32, padding: usize) -> Result<String> {
    if !(2..=36).contains(&base) {
        return Err(Error::value(
            "base_repr",
            format!("the base is {base}, but must be from 2 to 36"),
        ));
    }
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 {
        let digit = char::from_digit((rest % u128::from(base)) as u32, base).expect("a digit");
        digits.push(digit.to_ascii_uppercase());
        rest /= u128::from(base);
    }
    // As in numpy, 0 is no digit at all if it is padded.
    if digits.is_empty() && padding == 0 {
        digits.push('0');
    }
    digits.extend(std::iter::repeat_n('0', padding));
    if number < 0 {
        digits.push('-');
    }
    Ok(digits.into_iter().rev().collect())
}

/// An integer in base 2; with a width filled with zeros, negative numbers as two's complement (numpy:
/// `binary_repr`).
///
/// # Panics
/// If the digits do not fit in the width.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::binary_repr(-3, None), "-11");
/// assert_eq!(np::binary_repr(-3, Some(5)), "11101");
/// ```
#[track_caller]
pub fn binary_repr(number: i128, width: Option<usize>) -> String {
    binary_repr_op(number, width).or_raise()
}

fn binary_repr_op(number: i128, width: Option<usize>) -> Result<String> {
    let Some(width) = width else {
        let sign = if number < 0 { "-" } else { "" };
        return Ok(format!("{sign}{:b}", number.unsigned_abs()));
    };
    let digits = if number < 0 {
        // As many bits as hold the number, the sign repeated in front of them.
        let bits = 128 - (number + 1).unsigned_abs().leading_zeros() as usize + 1;
        let all = format!("{number:b}");
        let kept = bits.max(width).min(all.len());
        format!(
            "{}{}",
            "1".repeat(bits.max(width) - kept),
            &all[all.len() - kept..]
        )
    } else {
        format!("{number:0>width$b}")
    };
    if digits.len() > width {
        return Err(Error::value(
            "binary_repr",
            format!(
                "{number} needs {} digits, but the width is {width}",
                digits.len()
            ),
        ));
    }
    Ok(digits)
}

/// What is left of the zeros at the end of a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trim {
    /// Zeros and point (numpy: `"k"`).
    #[default]
    Keep,
    /// The point alone (numpy: `"."`).
    Point,
    /// The point and one zero (numpy: `"0"`).
    OneZero,
    /// Nothing (numpy: `"-"`).
    Nothing,
}

/// Options of [`format_float_positional`] and [`format_float_scientific`]; the defaults are numpy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloatFormat {
    /// Digits after the point, at most if `unique`; as many as needed if not given.
    pub precision: Option<usize>,
    /// The fewest digits that read back to the same number, otherwise those of the exact value.
    pub unique: bool,
    /// Whether `precision` counts digits after the point; otherwise all from the first that is not 0 on.
    /// Without meaning in scientific notation.
    pub fractional: bool,
    /// Zeros at the end.
    pub trim: Trim,
    /// Whether positive numbers get a sign.
    pub sign: bool,
    /// Characters before the point at least, sign included.
    pub pad_left: usize,
    /// Characters after the point at least. Without meaning in scientific notation.
    pub pad_right: usize,
    /// Digits of the exponent at least, in scientific notation.
    pub exp_digits: usize,
}

impl Default for FloatFormat {
    fn default() -> Self {
        FloatFormat {
            precision: None,
            unique: true,
            fractional: true,
            trim: Trim::Keep,
            sign: false,
            pad_left: 0,
            pad_right: 0,
            exp_digits: 2,
        }
    }
}

/// A float without exponent: the digits of its own dtype (numpy: `format_float_positional`). Takes one number, as
/// f16, bf16, f32 or f64.
///
/// # Panics
/// If it is more than one number, or complex.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::format_float_positional(1e10f32, np::FloatFormat::default()), "10000000000.");
/// let two = np::FloatFormat { precision: Some(2), unique: false, ..Default::default() };
/// assert_eq!(np::format_float_positional(0.125, two), "0.12");
/// ```
#[track_caller]
pub fn format_float_positional<'a>(x: impl IntoArray<'a>, format: FloatFormat) -> String {
    let (dtype, x) = one_float("format_float_positional", &x.into_array()).or_raise();
    let sign = sign_of(x, format);
    if !x.is_finite() {
        return format!("{sign}{}", if x.is_nan() { "nan" } else { "inf" });
    }
    let digits = positional_digits(dtype, x.abs(), format);
    let (whole, mut fraction) = digits.split(digits.point);
    let wanted = format.precision.map_or(0, |precision| {
        if format.fractional {
            precision
        } else if x == 0.0 {
            precision.saturating_sub(1)
        } else {
            // Zeros before the first digit do not count.
            (precision as i32 - digits.point).max(0) as usize
        }
    });
    if x != 0.0 && digits.len() == 0 && format.trim == Trim::Keep {
        // All digits were rounded away; numpy shows that there were some.
        fraction = "0".repeat(wanted);
    }
    let point = finish_fraction(&mut fraction, wanted, format);
    let mut text = format!("{sign}{whole}");
    text = format!("{text:>width$}{point}{fraction}", width = format.pad_left);
    if format.pad_right >= fraction.len() && format.pad_right > 0 {
        // A point that was taken away leaves a space.
        text.push_str(if point.is_empty() { " " } else { "" });
        text.push_str(&" ".repeat(format.pad_right - fraction.len()));
    }
    text
}

fn positional_digits(dtype: DType, x: f64, format: FloatFormat) -> Digits {
    let unique = Digits::of(dtype, x);
    let Some(precision) = format.precision else {
        return if format.unique {
            unique
        } else {
            Digits::exact(x)
        };
    };
    if format.fractional {
        let digits = if format.unique {
            unique
        } else {
            Digits::exact(x)
        };
        return digits.at_most(x, precision, false);
    }
    if format.unique && unique.len() <= precision {
        return unique;
    }
    Digits::significant(x, precision.max(1))
}

/// A float with an exponent: the digits of its own dtype (numpy: `format_float_scientific`). Takes one number, as
/// f16, bf16, f32 or f64.
///
/// # Panics
/// If it is more than one number, or complex.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::format_float_scientific(12.5, np::FloatFormat::default()), "1.25e+01");
/// ```
#[track_caller]
pub fn format_float_scientific<'a>(x: impl IntoArray<'a>, format: FloatFormat) -> String {
    let (dtype, x) = one_float("format_float_scientific", &x.into_array()).or_raise();
    let sign = sign_of(x, format);
    if !x.is_finite() {
        return format!("{sign}{}", if x.is_nan() { "nan" } else { "inf" });
    }
    let unique = if format.unique {
        Digits::of(dtype, x.abs())
    } else {
        Digits::exact(x.abs())
    };
    let digits = match format.precision {
        Some(precision) => unique.at_most(x.abs(), precision, true),
        None => unique,
    };
    let (whole, mut fraction) = digits.split(1);
    let point = finish_fraction(&mut fraction, format.precision.unwrap_or(0), format);
    let left = format!("{sign}{whole}");
    let exponent = digits.exponent();
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!(
        "{left:>left_width$}{point}{fraction}e{exponent_sign}{:0>exponent_width$}",
        exponent.unsigned_abs(),
        left_width = format.pad_left,
        exponent_width = format.exp_digits,
    )
}

/// Adds or takes away zeros, and says whether there is a point.
fn finish_fraction(fraction: &mut String, wanted: usize, format: FloatFormat) -> &'static str {
    match format.trim {
        Trim::Keep => {
            if !format.unique && fraction.len() < wanted {
                fraction.push_str(&"0".repeat(wanted - fraction.len()));
            }
            "."
        }
        Trim::OneZero => {
            if fraction.is_empty() {
                fraction.push('0');
            }
            "."
        }
        Trim::Nothing if fraction.is_empty() => "",
        Trim::Point | Trim::Nothing => ".",
    }
}

fn sign_of(x: f64, format: FloatFormat) -> &'static str {
    if x.is_nan() {
        ""
    } else if x.is_sign_negative() {
        "-"
    } else if format.sign {
        "+"
    } else {
        ""
    }
}

fn one_float(op: &'static str, x: &Array) -> Result<(DType, f64)> {
    if x.dtype().is_complex() {
        return Err(Error::unsupported_dtype(op, "x", x.dtype(), "real numbers"));
    }
    if x.len() != 1 {
        return Err(Error::shape(
            op,
            format!("x has shape {:?}, but must be one number", x.shape()),
        ));
    }
    Ok((x.dtype(), x.ravel().astype(DType::F64).i(0).item::<f64>()?))
}
