//! Printing as numpy prints: `Display` is numpy's `str`, [`Array::repr`] its `repr`; functions are in `np::printing`.
//!
//! First the elements become words of equal width ([`words`], by dtype), then [`Page`] lays the words out in
//! brackets, lines and summaries. Digits of floats are the fewest that read back to the same value.

use super::Array;
use super::value::Dense;
use crate::dtype::dispatch::for_dtype;
use crate::dtype::element::Element;
use crate::dtype::promote::Scalar;
use crate::dtype::{DType, Kind};
use crate::storage::typed::typed_view;
use half::{bf16, f16};
use std::cell::RefCell;
use std::fmt;

/// How arrays are printed (numpy: `printoptions`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::PrintOptions;
/// let x = array([1.0 / 3.0, 2.0]);
/// assert_eq!(x.display_with(&PrintOptions { precision: 3, ..PrintOptions::default() }).to_string(), "[0.333 2.   ]");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintOptions {
    /// Digits after the point at most; fewer where fewer tell the value.
    pub precision: usize,
    /// Arrays with more elements than this are summarised.
    pub threshold: usize,
    /// Elements at each end of an axis that a summary shows.
    pub edgeitems: usize,
    /// Columns per line.
    pub linewidth: usize,
    /// Never switch to scientific notation for small numbers.
    pub suppress: bool,
}

impl Default for PrintOptions {
    /// numpy's defaults.
    fn default() -> Self {
        PrintOptions {
            precision: 8,
            threshold: 1000,
            edgeitems: 3,
            linewidth: 75,
            suppress: false,
        }
    }
}

thread_local! {
    static CURRENT: RefCell<PrintOptions> = RefCell::new(PrintOptions::default());
}

impl PrintOptions {
    /// Those of this thread.
    pub(crate) fn current() -> PrintOptions {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Makes them those of this thread; gives the ones before.
    pub(crate) fn make_current(self) -> PrintOptions {
        CURRENT.replace(self)
    }
}

impl Array {
    /// numpy's `str` of the array with other options.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::PrintOptions;
    /// let options = PrintOptions { threshold: 4, edgeitems: 1, ..PrintOptions::default() };
    /// assert_eq!(np::arange(6).display_with(&options).to_string(), "[0 ... 5]");
    /// ```
    pub fn display_with(&self, options: &PrintOptions) -> impl fmt::Display + use<> {
        match self.dense() {
            None => description(self),
            Some(dense) if dense.ndim() == 0 => scalar_text(self.dtype(), elements(dense, &[])[0]),
            Some(dense) => array_text(dense, options, " ", "", 0),
        }
    }

    /// numpy's `repr` of the array, with numpy's dtype names.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([[1.0f32, 2.5]]).repr().to_string(), "array([[1. , 2.5]], dtype=float32)");
    /// ```
    pub fn repr(&self) -> impl fmt::Display + use<> {
        self.repr_with(&PrintOptions::current())
    }

    /// numpy's `repr` of the array with other options.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// use numtape::PrintOptions;
    /// let options = PrintOptions { precision: 2, ..PrintOptions::default() };
    /// assert_eq!(array([1.0 / 3.0]).repr_with(&options).to_string(), "array([0.33])");
    /// ```
    pub fn repr_with(&self, options: &PrintOptions) -> impl fmt::Display + use<> {
        let Some(dense) = self.dense() else {
            return description(self);
        };
        let mut text = format!("array({}", array_text(dense, options, ", ", "array(", 1));
        let extras = extras(dense, options);
        if !extras.is_empty() {
            text.push(',');
            let last_line = text.chars().rev().take_while(|&c| c != '\n').count();
            let fits = last_line + extras.len() + 2 <= options.linewidth;
            text.push_str(if fits { " " } else { "\n      " });
            text.push_str(&extras);
        }
        text.push(')');
        text
    }
}

impl Array {
    /// The array in brackets (0-d: its value by the options), to stand between a prefix and a suffix.
    pub(crate) fn text_between(
        &self,
        options: &PrintOptions,
        separator: &str,
        prefix: &str,
        suffix: usize,
    ) -> String {
        match self.dense() {
            None => description(self),
            Some(dense) => array_text(dense, options, separator, prefix, suffix),
        }
    }
}

/// What a reader could not tell from the values: dtype and shape.
fn extras(dense: &Dense, options: &PrintOptions) -> String {
    let (shape, len) = (dense.shape(), dense.len());
    let mut extras = Vec::new();
    if (len == 0 && shape != [0]) || len > options.threshold {
        let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
        let comma = if shape.len() == 1 { "," } else { "" };
        extras.push(format!("shape=({}{comma})", sizes.join(", ")));
    }
    let implied = matches!(
        dense.dtype(),
        DType::Bool | DType::I64 | DType::F64 | DType::C128
    );
    if !implied || len == 0 {
        extras.push(format!("dtype={}", dense.dtype().numpy_name()));
    }
    extras.join(", ")
}

/// numpy's `str`. Inside `vectorized_map` a description without values.
impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.display_with(&PrintOptions::current()))
    }
}

fn description(x: &Array) -> String {
    format!("<{} of vectorized_map>", x.aval())
}

/// The array in brackets. `prefix` stands before it on its first line, `suffix` columns after its last.
fn array_text(
    dense: &Dense,
    options: &PrintOptions,
    separator: &str,
    prefix: &str,
    suffix: usize,
) -> String {
    if dense.len() == 0 {
        return "[]".to_string();
    }
    let edge = if dense.len() > options.threshold {
        options.edgeitems
    } else {
        usize::MAX
    };
    let values = elements(dense, &shown(dense.shape(), edge));
    let page = Page {
        shape: dense.shape(),
        edge,
        separator,
    };
    let mut words = words(dense.dtype(), &values, dense.ndim() == 0, options).into_iter();
    let indent = " ".repeat(prefix.len() + 1);
    page.layout(
        &mut words,
        0,
        &indent,
        options.linewidth as isize - suffix as isize,
    )
}

/// The positions along each axis that are printed.
fn shown(shape: &[usize], edge: usize) -> Vec<Vec<usize>> {
    let along = |&size: &usize| match edge.checked_mul(2) {
        Some(both) if both < size => (0..edge).chain(size - edge..size).collect(),
        _ => (0..size).collect(),
    };
    shape.iter().map(along).collect()
}

/// The elements at the given positions, in C order.
fn elements(dense: &Dense, positions: &[Vec<usize>]) -> Vec<Scalar> {
    for_dtype!(dense.dtype(), T => {
        let view = typed_view::<T>(dense).expect("the type is that of the dtype");
        let mut out = Vec::new();
        let mut index = vec![0; positions.len()];
        visit(positions, 0, &mut index, &mut |index| out.push(scalar_of(view[index])));
        out
    })
}

fn visit(
    positions: &[Vec<usize>],
    axis: usize,
    index: &mut [usize],
    found: &mut dyn FnMut(&[usize]),
) {
    if axis == positions.len() {
        return found(index);
    }
    for &position in &positions[axis] {
        index[axis] = position;
        visit(positions, axis + 1, index, found);
    }
}

fn scalar_of<T: Element + Into<Scalar>>(value: T) -> Scalar {
    value.into()
}

/// Lays words out in nested brackets.
struct Page<'a> {
    shape: &'a [usize],
    /// Elements shown at each end of an axis that is longer than twice this.
    edge: usize,
    separator: &'a str,
}

impl Page<'_> {
    /// One axis and all below it. `width` is what is left of a line for it.
    fn layout(
        &self,
        words: &mut dyn Iterator<Item = String>,
        axis: usize,
        indent: &str,
        width: isize,
    ) -> String {
        let mut next = || words.next().expect("one word per shown element");
        if axis == self.shape.len() {
            return next();
        }
        let size = self.shape[axis];
        let summarised = self.edge.checked_mul(2).is_some_and(|both| both < size);
        let (before, after) = if summarised {
            (self.edge, self.edge)
        } else {
            (0, size)
        };
        if axis + 1 == self.shape.len() {
            let end = (self.separator.trim_end().len()).max(1) as isize;
            let mut row = Row {
                done: String::new(),
                line: indent.to_string(),
                indent,
                width: width - end,
            };
            for _ in 0..before {
                row.push(&next());
                row.line.push_str(self.separator);
            }
            if summarised {
                row.push("...");
                if after > 0 {
                    row.line.push_str(self.separator);
                }
            }
            for i in 0..after {
                row.push(&next());
                if i + 1 < after {
                    row.line.push_str(self.separator);
                }
            }
            row.done.push_str(&row.line);
            return format!("[{}]", &row.done[indent.len()..]);
        }
        let deeper = format!("{indent} ");
        let between = format!(
            "{}{}{indent}",
            self.separator.trim_end(),
            "\n".repeat(self.shape.len() - axis - 1)
        );
        let mut parts: Vec<String> = (0..before)
            .map(|_| self.layout(words, axis + 1, &deeper, width - 1))
            .collect();
        if summarised {
            parts.push("...".to_string());
        }
        parts.extend((0..after).map(|_| self.layout(words, axis + 1, &deeper, width - 1)));
        format!("[{}]", parts.join(&between))
    }
}

/// The last axis: words that wrap.
struct Row<'a> {
    done: String,
    line: String,
    indent: &'a str,
    width: isize,
}

impl Row<'_> {
    fn push(&mut self, word: &str) {
        let too_long = (self.line.len() + word.len()) as isize > self.width;
        // A new line does not help a word that is already alone on its line.
        if too_long && self.line.len() > self.indent.len() {
            self.done.push_str(self.line.trim_end());
            self.done.push('\n');
            self.line = self.indent.to_string();
        }
        self.line.push_str(word);
    }
}

/// The elements as words of equal width.
fn words(dtype: DType, values: &[Scalar], zero_d: bool, options: &PrintOptions) -> Vec<String> {
    match dtype.kind() {
        Kind::Bool => {
            let width = if zero_d { 0 } else { 5 };
            let names = values
                .iter()
                .map(|v| if v.as_bool() { "True" } else { "False" });
            // numpy pads `True` to the length of `False`, except in a 0-d array.
            names.map(|name| format!("{name:>width$}")).collect()
        }
        Kind::Unsigned | Kind::Signed => {
            let texts: Vec<String> = values.iter().map(|v| v.as_i128().to_string()).collect();
            let width = texts.iter().map(String::len).max().unwrap_or(0);
            texts.iter().map(|text| format!("{text:>width$}")).collect()
        }
        Kind::Float => {
            let values: Vec<f64> = values.iter().map(|v| v.as_f64()).collect();
            let style = FloatStyle::new(dtype, &values, false, options);
            values.iter().map(|&x| style.word(x)).collect()
        }
        Kind::Complex => {
            let part = dtype.real_part();
            let (re, im): (Vec<f64>, Vec<f64>) = values
                .iter()
                .map(|v| (v.as_complex().re, v.as_complex().im))
                .unzip();
            let (real, imaginary) = (
                FloatStyle::new(part, &re, false, options),
                FloatStyle::new(part, &im, true, options),
            );
            re.iter()
                .zip(&im)
                .map(|(&re, &im)| real.word(re) + &with_unit(&imaginary.word(im)))
                .collect()
        }
    }
}

/// The imaginary unit after the digits, before the padding.
fn with_unit(word: &str) -> String {
    let digits = word.trim_end();
    format!("{digits}j{}", &word[digits.len()..])
}

/// One notation for all floats of an array: digits before and after the point, so that points align.
struct FloatStyle {
    dtype: DType,
    signed: bool,
    scientific: bool,
    /// Digits after the point, at most.
    precision: usize,
    /// Characters before the point, sign included.
    left: usize,
    /// Characters after the point, exponent included.
    right: usize,
    /// Digits of the exponent.
    exponent: usize,
}

impl FloatStyle {
    fn new(dtype: DType, values: &[f64], signed: bool, options: &PrintOptions) -> FloatStyle {
        let finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        let scientific = is_scientific(dtype, &finite, options);
        let mut style = FloatStyle {
            dtype,
            signed,
            scientific,
            precision: options.precision,
            left: 0,
            right: 0,
            exponent: 0,
        };
        let mut fraction = 0;
        for &x in &finite {
            let parts = style.parts(x);
            style.left = style.left.max(parts.left.len());
            fraction = fraction.max(parts.fraction.len());
            style.exponent = style.exponent.max(parts.exponent_digits());
        }
        style.right = fraction;
        if scientific {
            style.precision = fraction;
            style.right += style.exponent + 2;
        }
        let point = style.right + 1;
        for &x in values.iter().filter(|x| !x.is_finite()) {
            // As in numpy: infinities leave room for a sign if there is a negative one or signs are forced.
            let room =
                3 + usize::from(x.is_infinite() && (signed || values.contains(&f64::NEG_INFINITY)));
            style.left = style.left.max(room.saturating_sub(point));
        }
        style
    }

    fn parts(&self, x: f64) -> Parts {
        let digits =
            Digits::of(self.dtype, x.abs()).at_most(x.abs(), self.precision, self.scientific);
        let (whole, fraction) = if self.scientific {
            digits.split(1)
        } else {
            digits.split(digits.point)
        };
        let sign = if x.is_sign_negative() {
            "-"
        } else if self.signed {
            "+"
        } else {
            ""
        };
        let exponent = self.scientific.then(|| digits.exponent());
        Parts {
            left: format!("{sign}{whole}"),
            fraction,
            exponent,
        }
    }

    fn word(&self, x: f64) -> String {
        let (left, right) = (self.left, self.right);
        if !x.is_finite() {
            let text = non_finite(x, self.signed);
            return format!("{text:>width$}", width = left + right + 1);
        }
        let parts = self.parts(x);
        let Some(exponent) = parts.exponent else {
            return format!("{:>left$}.{:<right$}", parts.left, parts.fraction);
        };
        // All numbers show equally many digits, and numpy fills with further true digits, not with zeros.
        let places = self.precision;
        let exact = format!("{:.places$e}", x.abs());
        // Rounding can change the exponent: the fewest digits of 9.998e-2 in f16 are 0.1.
        let (digits, exponent) = exact
            .split_once('e')
            .map_or((exact.as_str(), exponent), |(digits, exponent)| {
                (digits, exponent.parse().expect("an exponent is an integer"))
            });
        let point = if places == 0 { "." } else { "" };
        let signs = &parts.left[..parts.left.len() - 1];
        let padding = " ".repeat(left.saturating_sub(parts.left.len()));
        let (sign, width) = (if exponent < 0 { '-' } else { '+' }, self.exponent);
        format!(
            "{padding}{signs}{digits}{point}e{sign}{:0>width$}",
            exponent.unsigned_abs()
        )
    }
}

/// numpy's choice of notation, made in the arithmetic of the dtype.
fn is_scientific(dtype: DType, finite: &[f64], options: &PrintOptions) -> bool {
    let nonzero = || finite.iter().map(|x| x.abs()).filter(|&x| x != 0.0);
    let Some(largest) = nonzero().reduce(f64::max) else {
        return false;
    };
    let smallest = nonzero().fold(largest, f64::min);
    let limit = match dtype {
        DType::F16 | DType::BF16 => 1e3,
        DType::F32 => 1e6,
        _ => 1e8,
    };
    let ratio = match dtype {
        DType::F16 => f16::from_f64(largest / smallest).to_f64(),
        DType::BF16 => bf16::from_f64(largest / smallest).to_f64(),
        DType::F32 => f64::from(largest as f32 / smallest as f32),
        _ => largest / smallest,
    };
    largest >= limit || (!options.suppress && (smallest < 1e-4 || ratio > 1000.0))
}

fn non_finite(x: f64, signed: bool) -> String {
    let sign = if x == f64::NEG_INFINITY {
        "-"
    } else if signed {
        "+"
    } else {
        ""
    };
    format!("{sign}{}", if x.is_nan() { "nan" } else { "inf" })
}

/// A float cut at its point.
struct Parts {
    left: String,
    fraction: String,
    exponent: Option<i32>,
}

impl Parts {
    fn exponent_digits(&self) -> usize {
        // At least two, as C prints them.
        self.exponent
            .map_or(0, |e| e.unsigned_abs().to_string().len().max(2))
    }
}

/// Decimal digits of a number that is not negative: 0.d₁d₂d₃… · 10^point, without trailing zeros.
pub(crate) struct Digits {
    digits: String,
    pub(crate) point: i32,
}

impl Digits {
    /// The fewest that read back to the same value of the dtype.
    pub(crate) fn of(dtype: DType, x: f64) -> Digits {
        match dtype {
            DType::F32 => Digits::parse(&format!("{:e}", x as f32)),
            DType::F16 => Digits::fewest(x, |text| {
                text.parse::<f64>()
                    .is_ok_and(|y| f16::from_f64(y).to_f64() == x)
            }),
            DType::BF16 => Digits::fewest(x, |text| {
                text.parse::<f64>()
                    .is_ok_and(|y| bf16::from_f64(y).to_f64() == x)
            }),
            _ => Digits::parse(&format!("{x:e}")),
        }
    }

    /// All of the exact value, of which f64 has no more than 767.
    pub(crate) fn exact(x: f64) -> Digits {
        Digits::parse(&format!("{x:.800e}"))
    }

    /// So many of the exact value from the first on that is not 0, rounded half to even.
    pub(crate) fn significant(x: f64, count: usize) -> Digits {
        Digits::parse(&format!("{x:.places$e}", places = count - 1))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.digits.len()
    }

    fn fewest(x: f64, is_same: impl Fn(&str) -> bool) -> Digits {
        let rounded = (0..17).map(|places| format!("{x:.places$e}"));
        Digits::parse(
            &rounded
                .into_iter()
                .find(|text| is_same(text))
                .unwrap_or_else(|| format!("{x:e}")),
        )
    }

    /// From scientific notation.
    fn parse(text: &str) -> Digits {
        let (mantissa, exponent) = text
            .split_once('e')
            .expect("scientific notation has an exponent");
        let exponent: i32 = exponent.parse().expect("an exponent is an integer");
        let digits = mantissa.replace('.', "");
        let digits = digits.trim_end_matches('0').to_string();
        let point = if digits.is_empty() { 1 } else { exponent + 1 };
        Digits { digits, point }
    }

    /// These digits if no more than `precision` stand after the point, else the exact value rounded there,
    /// half to even.
    pub(crate) fn at_most(self, x: f64, precision: usize, scientific: bool) -> Digits {
        let after = self.digits.len() as i32 - if scientific { 1 } else { self.point };
        if after <= precision as i32 {
            return self;
        }
        if scientific {
            return Digits::parse(&format!("{x:.precision$e}"));
        }
        let text = format!("{x:.precision$}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = format!("{whole}{fraction}");
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        let kept = digits.trim_matches('0').to_string();
        let point = if kept.is_empty() {
            1
        } else {
            whole.len() as i32 - zeros as i32
        };
        Digits {
            digits: kept,
            point,
        }
    }

    /// The digits before and after a point at the given position. At least one stands before it.
    pub(crate) fn split(&self, point: i32) -> (String, String) {
        if self.digits.is_empty() {
            return ("0".to_string(), String::new());
        }
        if point <= 0 {
            return ("0".to_string(), "0".repeat(-point as usize) + &self.digits);
        }
        let point = point as usize;
        if point >= self.digits.len() {
            return (format!("{:0<point$}", self.digits), String::new());
        }
        (
            self.digits[..point].to_string(),
            self.digits[point..].to_string(),
        )
    }

    pub(crate) fn exponent(&self) -> i32 {
        self.point - 1
    }
}

/// numpy's `str` of a scalar, which ignores all options.
fn scalar_text(dtype: DType, value: Scalar) -> String {
    match dtype.kind() {
        Kind::Bool => if value.as_bool() { "True" } else { "False" }.to_string(),
        Kind::Unsigned | Kind::Signed => value.as_i128().to_string(),
        Kind::Float => {
            let text = lone_float(dtype, value.as_f64(), false);
            if text.contains(['.', 'e', 'n']) {
                text
            } else {
                text + ".0"
            }
        }
        Kind::Complex => {
            let (z, part) = (value.as_complex(), dtype.real_part());
            // As Python prints it: a real part of +0 is left out.
            if z.re == 0.0 && z.re.is_sign_positive() {
                return format!("{}j", lone_float(part, z.im, false));
            }
            format!(
                "({}{}j)",
                lone_float(part, z.re, false),
                lone_float(part, z.im, true)
            )
        }
    }
}

/// A float on its own, without a point if it is whole.
fn lone_float(dtype: DType, x: f64, signed: bool) -> String {
    if !x.is_finite() {
        return non_finite(x, signed);
    }
    let digits = Digits::of(dtype, x.abs());
    let sign = if x.is_sign_negative() {
        "-"
    } else if signed {
        "+"
    } else {
        ""
    };
    let point = |(whole, fraction): (String, String)| {
        if fraction.is_empty() {
            whole
        } else {
            format!("{whole}.{fraction}")
        }
    };
    let limit = match dtype {
        DType::F16 | DType::BF16 => 1e3,
        DType::F32 => 1e6,
        _ => 1e16,
    };
    if x == 0.0 || (1e-4..limit).contains(&x.abs()) {
        return format!("{sign}{}", point(digits.split(digits.point)));
    }
    let exponent = digits.exponent();
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!(
        "{sign}{}e{exponent_sign}{:0>2}",
        point(digits.split(1)),
        exponent.unsigned_abs()
    )
}
