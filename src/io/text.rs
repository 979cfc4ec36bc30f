//! Tables of numbers as text: `loadtxt`, `savetxt`, and `genfromtxt` for tables with gaps.
//!
//! Rows are lines, columns are separated by white space or a given text. Numbers are read as NumPy reads them, complex ones
//! as `(1+2j)`. Strings, dates, converters and named columns of NumPy are not here.

use super::with_path;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::np;
use num_complex::Complex;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;

/// The arguments of [`loadtxt_with`], under NumPy's names.
///
/// # Examples
/// ```
/// use numtape::{io::LoadTxt, prelude::*};
/// let text = "# x, y\n1, 2\n3, 4\n";
/// let options = LoadTxt { delimiter: Some(",".into()), dtype: I64, ..LoadTxt::default() };
/// let x = numtape::io::read_text(text.as_bytes(), &options).unwrap();
/// assert_eq!(x.to_string(), "[[1 2]\n [3 4]]");
/// ```
#[derive(Clone, Debug)]
pub struct LoadTxt {
    /// The dtype of the result; `F64` by default.
    pub dtype: DType,
    /// What starts a comment; `#` by default, nothing where empty.
    pub comments: String,
    /// What separates columns; white space where `None`.
    pub delimiter: Option<String>,
    /// Lines to leave out at the start, comments and empty lines included.
    pub skiprows: usize,
    /// The columns to read, negative ones counted from the end; all where `None`.
    pub usecols: Option<Vec<isize>>,
    /// Whether columns are the first axis of the result.
    pub unpack: bool,
    /// The least number of axes of the result: 0, 1 or 2.
    pub ndmin: usize,
    /// The most rows to read, without comments and empty lines.
    pub max_rows: Option<usize>,
}

impl Default for LoadTxt {
    fn default() -> Self {
        LoadTxt {
            dtype: DType::F64,
            comments: "#".to_string(),
            delimiter: None,
            skiprows: 0,
            usecols: None,
            unpack: false,
            ndmin: 0,
            max_rows: None,
        }
    }
}

/// The arguments of [`genfromtxt_with`], under NumPy's names.
#[derive(Clone, Debug)]
pub struct GenFromTxt {
    /// The dtype of the result; `F64` by default.
    pub dtype: DType,
    /// What starts a comment; `#` by default, nothing where empty.
    pub comments: String,
    /// What separates columns; white space where `None`.
    pub delimiter: Option<String>,
    /// Lines to leave out at the start.
    pub skip_header: usize,
    /// Lines to leave out at the end.
    pub skip_footer: usize,
    /// The columns to read, negative ones counted from the end; all where `None`.
    pub usecols: Option<Vec<isize>>,
    /// Texts that stand for no value, besides the empty one.
    pub missing_values: Vec<String>,
    /// What takes the place of an absent value or of a text that is no number; NaN where `None`, and -1 for integers, as in NumPy.
    pub filling_values: Option<f64>,
    /// Whether columns are the first axis of the result.
    pub unpack: bool,
    /// The most rows to read.
    pub max_rows: Option<usize>,
}

impl Default for GenFromTxt {
    fn default() -> Self {
        GenFromTxt {
            dtype: DType::F64,
            comments: "#".to_string(),
            delimiter: None,
            skip_header: 0,
            skip_footer: 0,
            usecols: None,
            missing_values: Vec::new(),
            filling_values: None,
            unpack: false,
            max_rows: None,
        }
    }
}

/// The arguments of [`savetxt_with`], under NumPy's names.
#[derive(Clone, Debug)]
pub struct SaveTxt {
    /// A C format for every number: `%.18e` by default; `%d`, `%.3f`, `%10.5g` and the like.
    pub fmt: String,
    /// What stands between columns; a space by default.
    pub delimiter: String,
    /// What ends a row.
    pub newline: String,
    /// Lines in front, each after `comments`.
    pub header: String,
    /// Lines behind, each after `comments`.
    pub footer: String,
    /// What starts the lines of header and footer; `# ` by default.
    pub comments: String,
}

impl Default for SaveTxt {
    fn default() -> Self {
        SaveTxt {
            fmt: "%.18e".to_string(),
            delimiter: " ".to_string(),
            newline: "\n".to_string(),
            header: String::new(),
            footer: String::new(),
            comments: "# ".to_string(),
        }
    }
}

/// Reads a table of floats separated by white space (numpy: `loadtxt`).
///
/// One row or one column gives a 1-d array, one number a 0-d one.
///
/// # Errors
/// If the file cannot be read, is not UTF-8, a text is no number, or rows have different lengths.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let path = std::env::temp_dir().join("numtape_doc_loadtxt.txt");
/// std::fs::write(&path, "# two rows\n1 2.5\n3 -4e2\n").unwrap();
/// assert_eq!(np::loadtxt(&path).unwrap().to_string(), "[[   1.     2.5]\n [   3.  -400. ]]");
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn loadtxt(path: impl AsRef<Path>) -> Result<Array> {
    loadtxt_with(path, &LoadTxt::default())
}

/// [`loadtxt`] with all options.
///
/// # Errors
/// As [`loadtxt`], or if a column does not exist.
pub fn loadtxt_with(path: impl AsRef<Path>, options: &LoadTxt) -> Result<Array> {
    let path = path.as_ref();
    let text = with_path("loadtxt", path, std::fs::read_to_string(path))?;
    parse("loadtxt", &text, options)
}

/// [`loadtxt_with`] from any reader.
///
/// # Errors
/// As [`loadtxt_with`].
pub fn read_text(mut reader: impl Read, options: &LoadTxt) -> Result<Array> {
    let mut text = String::new();
    reader
        .read_to_string(&mut text)
        .map_err(|error| Error::io("read_text", error))?;
    parse("read_text", &text, options)
}

/// Reads a table with gaps: what is no number becomes NaN (numpy: `genfromtxt`).
///
/// # Errors
/// If the file cannot be read, is not UTF-8, or rows have different lengths.
///
/// # Examples
/// ```
/// use numtape::{io::GenFromTxt, prelude::*};
/// let path = std::env::temp_dir().join("numtape_doc_genfromtxt.csv");
/// std::fs::write(&path, "a,b\n1,\n3,x\n").unwrap();
/// let options = GenFromTxt { delimiter: Some(",".into()), skip_header: 1, ..GenFromTxt::default() };
/// assert_eq!(np::genfromtxt_with(&path, &options).unwrap().to_string(), "[[ 1. nan]\n [ 3. nan]]");
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn genfromtxt(path: impl AsRef<Path>) -> Result<Array> {
    genfromtxt_with(path, &GenFromTxt::default())
}

/// [`genfromtxt`] with all options.
///
/// # Errors
/// As [`genfromtxt`], or if a column does not exist.
pub fn genfromtxt_with(path: impl AsRef<Path>, options: &GenFromTxt) -> Result<Array> {
    const OP: &str = "genfromtxt";
    let path = path.as_ref();
    let text = with_path(OP, path, std::fs::read_to_string(path))?;
    let mut lines: Vec<&str> = text.lines().skip(options.skip_header).collect();
    lines.truncate(lines.len().saturating_sub(options.skip_footer));
    let fill = options.filling_values.unwrap_or(
        if options.dtype.is_integer() || options.dtype.is_bool() {
            -1.0
        } else {
            f64::NAN
        },
    );
    let number = |text: &str| {
        if options.missing_values.iter().any(|missing| missing == text) {
            return Ok(Complex::from(fill));
        }
        Ok(number(text).unwrap_or(Complex::from(fill)))
    };
    let layout = Layout {
        comments: &options.comments,
        delimiter: options.delimiter.as_deref(),
        columns: options.usecols.as_deref(),
        most: options.max_rows,
        unpack: options.unpack,
        ndmin: 0,
    };
    table(
        OP,
        lines.into_iter().enumerate(),
        &layout,
        options.dtype,
        number,
    )
}

/// Writes a 0-d, 1-d or 2-d array as text, a row a line (numpy: `savetxt`); a 1-d array is a column.
///
/// # Errors
/// If the file cannot be written, the array has more than two axes, or values are hidden by `vectorized_map`.
///
/// # Examples
/// ```
/// use numtape::{io::SaveTxt, prelude::*};
/// let path = std::env::temp_dir().join("numtape_doc_savetxt.txt");
/// let options = SaveTxt { fmt: "%.2f".into(), delimiter: ", ".into(), header: "x, y".into(), ..SaveTxt::default() };
/// np::savetxt_with(&path, array([[1.0, 2.5], [3.0, 4.0]]), &options).unwrap();
/// assert_eq!(std::fs::read_to_string(&path).unwrap(), "# x, y\n1.00, 2.50\n3.00, 4.00\n");
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn savetxt<'a>(path: impl AsRef<Path>, x: impl IntoArray<'a>) -> Result<()> {
    savetxt_with(path, x, &SaveTxt::default())
}

/// [`savetxt`] with all options.
///
/// # Errors
/// As [`savetxt`], or if the format is not one of C's for numbers.
pub fn savetxt_with<'a>(
    path: impl AsRef<Path>,
    x: impl IntoArray<'a>,
    options: &SaveTxt,
) -> Result<()> {
    let path = path.as_ref();
    let text = written("savetxt", &x.into_array(), options)?;
    with_path("savetxt", path, std::fs::write(path, text))
}

/// [`savetxt_with`] to any writer.
///
/// # Errors
/// As [`savetxt_with`].
pub fn write_text<'a>(
    mut writer: impl Write,
    x: impl IntoArray<'a>,
    options: &SaveTxt,
) -> Result<()> {
    let text = written("write_text", &x.into_array(), options)?;
    writer
        .write_all(text.as_bytes())
        .map_err(|error| Error::io("write_text", error))
}

fn parse(op: &'static str, text: &str, options: &LoadTxt) -> Result<Array> {
    let layout = Layout {
        comments: &options.comments,
        delimiter: options.delimiter.as_deref(),
        columns: options.usecols.as_deref(),
        most: options.max_rows,
        unpack: options.unpack,
        ndmin: options.ndmin,
    };
    let dtype = options.dtype;
    let read = |text: &str| {
        let value = number(text).ok_or_else(|| format!("{text:?} is no number"))?;
        if value.im != 0.0 && !dtype.is_complex() {
            return Err(format!("{text:?} is complex, the dtype is {dtype}"));
        }
        if (dtype.is_integer() || dtype.is_bool()) && value.re.fract() != 0.0 {
            return Err(format!("{text:?} is no integer, the dtype is {dtype}"));
        }
        Ok(value)
    };
    if dtype.is_integer() {
        // Beyond 2^53 a float would round.
        return integers(op, text, options, &layout);
    }
    let lines = text.lines().enumerate().skip(options.skiprows);
    table(op, lines, &layout, dtype, read)
}

/// How a table lies in the text.
struct Layout<'a> {
    comments: &'a str,
    delimiter: Option<&'a str>,
    columns: Option<&'a [isize]>,
    most: Option<usize>,
    unpack: bool,
    ndmin: usize,
}

impl Layout<'_> {
    /// The chosen fields of every row, with the numbers of the lines.
    fn rows<'t>(
        &self,
        op: &'static str,
        lines: impl Iterator<Item = (usize, &'t str)>,
    ) -> Result<Vec<(usize, Vec<&'t str>)>> {
        let mut rows: Vec<(usize, Vec<&str>)> = Vec::new();
        let mut width = None;
        for (at, line) in lines {
            if self.most.is_some_and(|most| rows.len() >= most) {
                break;
            }
            let line = match self.comments {
                "" => line,
                comments => line.split(comments).next().unwrap_or(line),
            };
            if line.trim().is_empty() {
                continue;
            }
            let fields: Vec<&str> = match self.delimiter {
                None => line.split_whitespace().collect(),
                Some("") => return Err(Error::value(op, "the delimiter is empty")),
                Some(delimiter) => line.split(delimiter).map(str::trim).collect(),
            };
            let found = fields.len();
            // Chosen columns are as many in every row; what else a row has does not matter.
            if self.columns.is_none() && *width.get_or_insert(found) != found {
                let wanted = width.unwrap_or(found);
                let reason = format!("line {} has {found} columns, those before {wanted}", at + 1);
                return Err(Error::value(op, reason));
            }
            rows.push((at, self.chosen(op, fields)?));
        }
        Ok(rows)
    }

    fn chosen<'t>(&self, op: &'static str, fields: Vec<&'t str>) -> Result<Vec<&'t str>> {
        let Some(columns) = self.columns else {
            return Ok(fields);
        };
        let count = fields.len() as isize;
        let pick = |&column: &isize| {
            let at = if column < 0 { column + count } else { column };
            let field = usize::try_from(at).ok().and_then(|at| fields.get(at));
            field.copied().ok_or_else(|| {
                Error::index(
                    op,
                    format!("column {column} of a table with {count} columns"),
                )
            })
        };
        columns.iter().map(pick).collect()
    }

    /// The rows as an array of the fewest axes that hold them.
    fn shaped(&self, rows: usize, x: Array) -> Array {
        let columns = x.len().checked_div(rows).unwrap_or(0);
        let chosen = self.columns.map_or(1, <[isize]>::len);
        let x = match (rows, columns, self.ndmin) {
            (0, _, ndmin) if ndmin == 2 || chosen > 1 => np::reshape(x, [0, chosen]),
            (0, ..) => x,
            (1, 1, 0) => np::reshape(x, &[][..] as &[usize]),
            (_, 1, ..=1) | (1, _, ..=1) => np::reshape(x, [rows * columns]),
            _ => np::reshape(x, [rows, columns]),
        };
        if self.unpack && x.ndim() == 2 {
            x.t()
        } else {
            x
        }
    }
}

fn table<'t>(
    op: &'static str,
    lines: impl Iterator<Item = (usize, &'t str)>,
    layout: &Layout,
    dtype: DType,
    read: impl Fn(&str) -> std::result::Result<Complex<f64>, String>,
) -> Result<Array> {
    let rows = layout.rows(op, lines)?;
    let mut values = Vec::new();
    for (at, fields) in &rows {
        for field in fields {
            let value = read(field)
                .map_err(|reason| Error::value(op, format!("line {}: {reason}", at + 1)))?;
            values.push(value);
        }
    }
    let x = if dtype.is_complex() {
        Array::from_vec(values)
    } else {
        Array::from_vec(
            values
                .into_iter()
                .map(|value| value.re)
                .collect::<Vec<f64>>(),
        )
    };
    Ok(layout.shaped(rows.len(), x.astype(dtype)))
}

fn integers(op: &'static str, text: &str, options: &LoadTxt, layout: &Layout) -> Result<Array> {
    let rows = layout.rows(op, text.lines().enumerate().skip(options.skiprows))?;
    let limits = options.dtype.integer_limits();
    let (low, high) = limits.expect("an integer dtype has limits");
    let mut values = Vec::new();
    for (at, fields) in &rows {
        for field in fields {
            let value = field
                .parse::<i128>()
                .ok()
                .filter(|v| (low..=high).contains(v));
            values.push(value.ok_or_else(|| {
                let reason = format!("line {}: {field:?} is no {}", at + 1, options.dtype);
                Error::value(op, reason)
            })?);
        }
    }
    let x = if options.dtype == DType::U64 {
        Array::from_vec(values.into_iter().map(|v| v as u64).collect::<Vec<u64>>())
    } else {
        Array::from_vec(values.into_iter().map(|v| v as i64).collect::<Vec<i64>>())
    };
    Ok(layout.shaped(rows.len(), x.astype(options.dtype)))
}

/// A number as Python writes it.
fn number(text: &str) -> Option<Complex<f64>> {
    let text = text.trim();
    let inner = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(text);
    if let Some(rest) = inner.strip_suffix(['j', 'J']) {
        // The sign that parts the two is not one of an exponent.
        let bytes = rest.as_bytes();
        let cut = (1..bytes.len())
            .rev()
            .find(|&i| matches!(bytes[i], b'+' | b'-') && !matches!(bytes[i - 1], b'e' | b'E'));
        let (re, im) = cut.map_or(("0", rest), |cut| rest.split_at(cut));
        return Some(Complex::new(real(re)?, real(im)?));
    }
    real(inner).map(Complex::from)
}

/// Rust reads `inf`, `infinity` and `nan` in any case, as Python does.
fn real(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn written(op: &'static str, x: &Array, options: &SaveTxt) -> Result<String> {
    let columns = match x.shape() {
        [] | [_] => 1,
        [_, columns] => *columns,
        _ => {
            let reason = format!("a table has at most two axes, the array is {}", x.aval());
            return Err(Error::shape(op, reason).hinted("reshape it, or write a .npy file"));
        }
    };
    let format = Format::parse(op, &options.fmt)?;
    let texts: Vec<String> = match x.dtype() {
        DType::U64 => x
            .to_vec::<u64>()?
            .iter()
            .map(|&v| format.integer(v.into()))
            .collect(),
        dtype if dtype.is_integer() || dtype.is_bool() => {
            let values = x.astype(DType::I64).to_vec::<i64>()?;
            values.iter().map(|&v| format.integer(v.into())).collect()
        }
        dtype if dtype.is_complex() => {
            let values = x.astype(DType::C128).to_vec::<Complex<f64>>()?;
            let text = |z: &Complex<f64>| {
                let (re, im) = (format.float(z.re), format.float(z.im));
                let plus = if im.trim_start().starts_with('-') {
                    ""
                } else {
                    "+"
                };
                format!(" ({re}{plus}{im}j)")
            };
            values.iter().map(text).collect()
        }
        _ => {
            let values = x.astype(DType::F64).to_vec::<f64>()?;
            values.iter().map(|&v| format.float(v)).collect()
        }
    };
    let mut out = String::new();
    let remarks = |out: &mut String, text: &str| {
        if !text.is_empty() {
            for line in text.split('\n') {
                out.push_str(&options.comments);
                out.push_str(line);
                out.push_str(&options.newline);
            }
        }
    };
    remarks(&mut out, &options.header);
    if columns > 0 {
        for row in texts.chunks(columns) {
            out.push_str(&row.join(&options.delimiter));
            out.push_str(&options.newline);
        }
    }
    remarks(&mut out, &options.footer);
    Ok(out)
}

/// A format of C's `printf` for one number.
#[expect(
    clippy::struct_excessive_bools,
    reason = "C's flags are independent of each other"
)]
struct Format {
    before: String,
    after: String,
    left: bool,
    plus: bool,
    space: bool,
    zeros: bool,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

impl Format {
    fn parse(op: &'static str, text: &str) -> Result<Format> {
        let fault = || {
            let reason = format!("{text:?} is not a format of one number");
            Error::value(op, reason).hinted("use C's: \"%.18e\", \"%d\", \"%10.5f\", \"%g\"")
        };
        let (before, rest) = text.split_once('%').ok_or_else(fault)?;
        let flags = rest.len() - rest.trim_start_matches(['-', '+', ' ', '0']).len();
        let (flags, rest) = rest.split_at(flags);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (width, rest) = rest.split_at(digits(rest));
        let (precision, rest) = match rest.strip_prefix('.') {
            Some(rest) => {
                let (digits, rest) = rest.split_at(digits(rest));
                (Some(digits), rest)
            }
            None => (None, rest),
        };
        let kind = rest
            .chars()
            .next()
            .filter(|c| "deEfFgGi".contains(*c))
            .ok_or_else(fault)?;
        let after = &rest[1..];
        if after.contains('%') {
            return Err(fault());
        }
        let size = |digits: &str| match digits {
            "" => Ok(0),
            // Wider than any table, and what would ask for gigabytes is a mistake.
            digits => digits
                .parse()
                .ok()
                .filter(|&n: &usize| n <= 1000)
                .ok_or_else(fault),
        };
        Ok(Format {
            before: before.to_string(),
            after: after.to_string(),
            left: flags.contains('-'),
            plus: flags.contains('+'),
            space: flags.contains(' '),
            zeros: flags.contains('0'),
            width: size(width)?,
            precision: precision.map(size).transpose()?,
            kind,
        })
    }

    fn integer(&self, value: i128) -> String {
        match self.kind {
            'd' | 'i' => self.padded(&value.to_string(), true),
            _ => self.float(value as f64),
        }
    }

    fn float(&self, value: f64) -> String {
        if !value.is_finite() {
            let word = if value.is_nan() {
                "nan"
            } else if value > 0.0 {
                "inf"
            } else {
                "-inf"
            };
            return self.padded(word, false);
        }
        let precision = self.precision.unwrap_or(6);
        let text = match self.kind {
            // All digits, however large; the sum makes -0 plain.
            'd' | 'i' => format!("{:.0}", value.trunc() + 0.0),
            'f' | 'F' => format!("{value:.precision$}"),
            'e' | 'E' => scientific(value, precision),
            _ => general(value, precision.max(1)),
        };
        let text = if self.kind.is_uppercase() {
            text.to_uppercase()
        } else {
            text
        };
        self.padded(&text, true)
    }

    fn padded(&self, text: &str, is_number: bool) -> String {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None if self.plus => ("+", text),
            None if self.space => (" ", text),
            None => ("", text),
        };
        let missing = self.width.saturating_sub(sign.len() + digits.len());
        let number = if self.left {
            format!("{sign}{digits}{}", " ".repeat(missing))
        } else if self.zeros && is_number {
            format!("{sign}{}{digits}", "0".repeat(missing))
        } else {
            format!("{}{sign}{digits}", " ".repeat(missing))
        };
        format!("{}{number}{}", self.before, self.after)
    }
}

/// C's `%e`: at least two digits of exponent, with its sign.
fn scientific(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').expect("an exponent");
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    let mut out = String::from(mantissa);
    let _ = write!(out, "e{sign}{digits:0>2}");
    out
}

/// C's `%g`: the shorter of the two notations, without trailing zeros.
fn general(value: f64, precision: usize) -> String {
    let rounded = scientific(value, precision - 1);
    let (mantissa, exponent) = rounded.split_once('e').expect("an exponent");
    let power: i64 = exponent.parse().expect("a number");
    let trimmed = |text: &str| {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_string()
        } else {
            text.to_string()
        }
    };
    if power < -4 || power >= precision as i64 {
        format!("{}e{exponent}", trimmed(mantissa))
    } else {
        let decimals = (precision as i64 - 1 - power).max(0) as usize;
        trimmed(&format!("{value:.decimals$}"))
    }
}
