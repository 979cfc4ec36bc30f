//! The one error type, the only place where its texts are written, and the two ways errors travel.
//!
//! Inside the crate everything fallible returns [`Result`]. Public array operations panic with the same
//! error through `raise`, one cold function that reports the caller's line; [`try_run`] turns that back
//! into a `Result` for whole blocks of code. Texts start with the operation, name the argument with its
//! shapes or dtypes, and say what would have worked.

use crate::array::value::Aval;
use crate::dtype::DType;
use std::cell::Cell;
use std::fmt::{self, Display};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. Each variant carries the operation, the reason and, where known, the caller's line.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Shapes that do not fit each other or the operation.
    #[error("{0}")]
    Shape(Box<Detail>),
    /// A dtype for which the operation has no meaning.
    #[error("{0}")]
    Dtype(Box<Detail>),
    /// An axis that is out of range or named twice.
    #[error("{0}")]
    Axis(Box<Detail>),
    /// An index that is out of range or of the wrong kind.
    #[error("{0}")]
    Index(Box<Detail>),
    /// Arrays on different or absent devices.
    #[error("{0}")]
    Device(Box<Detail>),
    /// A value that outlived the transform it belongs to, or whose data a transform hides.
    #[error("{0}")]
    Escaped(Box<Detail>),
    /// A derivative that does not exist.
    #[error("{0}")]
    NotDifferentiable(Box<Detail>),
    /// Something that cannot be decided or done while shapes are symbolic.
    #[error("{0}")]
    Tracing(Box<Detail>),
    /// A value that does not fit: a number out of a dtype's range, an empty reduction without identity.
    #[error("{0}")]
    Value(Box<Detail>),
    /// Reading or writing failed.
    #[error("{0}")]
    Io(Box<Detail>),
}

/// The text, as `unwrap` prints it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The parts of an error's text.
#[derive(Clone, Debug)]
pub struct Detail {
    op: &'static str,
    reason: String,
    operands: Option<String>,
    hint: Option<String>,
    at: Option<&'static Location<'static>>,
}

impl Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.op, self.reason)?;
        if let Some(operands) = &self.operands {
            write!(f, "\n  {operands}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl Error {
    fn new(kind: fn(Box<Detail>) -> Self, op: &'static str, reason: String) -> Self {
        kind(Box::new(Detail {
            op,
            reason,
            operands: None,
            hint: None,
            at: None,
        }))
    }

    fn detail_ref(&self) -> &Detail {
        match self {
            Error::Shape(d)
            | Error::Dtype(d)
            | Error::Axis(d)
            | Error::Index(d)
            | Error::Device(d)
            | Error::Escaped(d)
            | Error::NotDifferentiable(d)
            | Error::Tracing(d)
            | Error::Value(d)
            | Error::Io(d) => d,
        }
    }

    fn detail_mut(&mut self) -> &mut Detail {
        match self {
            Error::Shape(d)
            | Error::Dtype(d)
            | Error::Axis(d)
            | Error::Index(d)
            | Error::Device(d)
            | Error::Escaped(d)
            | Error::NotDifferentiable(d)
            | Error::Tracing(d)
            | Error::Value(d)
            | Error::Io(d) => d,
        }
    }

    /// The operation that failed: `"add"`, `"reshape"`.
    pub fn op(&self) -> &'static str {
        self.detail_ref().op
    }

    /// The line of the user's code that called the operation, for errors that passed through [`try_run`].
    pub fn location(&self) -> Option<&'static Location<'static>> {
        self.detail_ref().at
    }

    fn with_operands(mut self, operands: impl Display) -> Self {
        self.detail_mut().operands = Some(operands.to_string());
        self
    }

    fn with_hint(mut self, hint: impl Display) -> Self {
        self.detail_mut().hint = Some(hint.to_string());
        self
    }
}

/// Constructors. Every text of the library is written here.
#[allow(
    clippy::needless_pass_by_value,
    reason = "callers build these values for the message alone"
)]
impl Error {
    pub(crate) fn shape(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::Shape, op, reason.to_string())
    }

    pub(crate) fn dtype(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::Dtype, op, reason.to_string())
    }

    pub(crate) fn value(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::Value, op, reason.to_string())
    }

    pub(crate) fn io(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::Io, op, reason.to_string())
    }

    pub(crate) fn index(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::Index, op, reason.to_string())
    }

    pub(crate) fn broadcast(
        op: &'static str,
        avals: &[Aval],
        axis: usize,
        sizes: [String; 2],
    ) -> Self {
        let shapes: Vec<String> = avals.iter().map(Aval::shape_text).collect();
        let names: &[&str] = match avals.len() {
            2 => &["lhs", "rhs"],
            _ => &["0", "1", "2", "3"],
        };
        let operands: Vec<String> = avals
            .iter()
            .enumerate()
            .map(|(i, a)| format!("{}: {a}", names.get(i).unwrap_or(&"…")))
            .collect();
        Error::shape(
            op,
            format!(
                "cannot broadcast shapes {} (axis {axis}: {} vs {})",
                shapes.join(" and "),
                sizes[0],
                sizes[1]
            ),
        )
        .with_operands(operands.join("   "))
    }

    pub(crate) fn undecided(op: &'static str, a: impl Display, b: impl Display) -> Self {
        Error::new(
            Error::Tracing,
            op,
            format!("cannot decide whether the dimensions {a} and {b} are equal"),
        )
        .with_hint("use the same symbol for dimensions that are always equal, or a known size")
    }

    pub(crate) fn symbolic(op: &'static str, what: impl Display) -> Self {
        Error::new(
            Error::Tracing,
            op,
            format!("{what} is symbolic, but its size must be known here"),
        )
    }

    pub(crate) fn unsupported_dtype(
        op: &'static str,
        argument: &str,
        dtype: DType,
        accepted: &str,
    ) -> Self {
        Error::dtype(
            op,
            format!("{argument} has dtype {dtype}, but {op} is defined for {accepted}"),
        )
    }

    pub(crate) fn dtypes_differ(op: &'static str, a: DType, b: DType) -> Self {
        Error::dtype(op, format!("operands have dtypes {a} and {b}"))
            .with_hint("the primitive needs equal dtypes; the functions in `np` promote them")
    }

    pub(crate) fn axis_out_of_range(op: &'static str, axis: isize, ndim: usize) -> Self {
        let valid = match ndim {
            0 => "a 0-d array has no axes".to_string(),
            n => format!("valid axes are -{n} to {}", n - 1),
        };
        Error::new(
            Error::Axis,
            op,
            format!("axis {axis} is out of bounds for an array of dimension {ndim}"),
        )
        .with_hint(valid)
    }

    pub(crate) fn axis_repeated(op: &'static str, axis: usize) -> Self {
        Error::new(
            Error::Axis,
            op,
            format!("axis {axis} is named more than once"),
        )
    }

    pub(crate) fn axis(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::Axis, op, reason.to_string())
    }

    pub(crate) fn index_out_of_range(
        op: &'static str,
        index: i128,
        axis: usize,
        size: usize,
    ) -> Self {
        Error::index(
            op,
            format!("index {index} is out of bounds for axis {axis} with size {size}"),
        )
    }

    pub(crate) fn integer_out_of_range(
        op: &'static str,
        value: i128,
        dtype: DType,
        low: i128,
        high: i128,
    ) -> Self {
        Error::value(
            op,
            format!("the integer {value} is out of bounds for {dtype} ({low} to {high})"),
        )
        .with_hint("convert the array to a wider dtype with astype, or the number with `as`")
    }

    pub(crate) fn wrong_element(op: &'static str, wanted: DType, found: DType) -> Self {
        Error::dtype(op, format!("the array has dtype {found}, not {wanted}"))
            .with_hint(format!("convert first: x.astype({wanted:?})"))
    }

    pub(crate) fn not_one_element(op: &'static str, shape: impl Display) -> Self {
        Error::shape(
            op,
            format!(
                "only arrays with one element can be converted to a scalar, this one has shape {shape}"
            ),
        )
    }

    pub(crate) fn ragged(path: &str, expected: impl Display, found: impl Display) -> Self {
        Error::shape(
            "array",
            format!(
                "nested input is ragged: element {path} has shape {found}, earlier ones {expected}"
            ),
        )
        .with_hint("all elements of one level must have the same shape")
    }

    pub(crate) fn empty_reduction(op: &'static str, shape: impl Display) -> Self {
        Error::value(
            op,
            format!("reduction of an empty axis of shape {shape} has no identity"),
        )
        .with_hint("test `x.is_empty()` before, or give `initial` to a reduction that takes it")
    }

    pub(crate) fn hidden_data(op: &'static str, kind: &str, hint: &str) -> Self {
        Error::new(
            Error::Escaped,
            op,
            format!("the values of an array {kind} are not available here"),
        )
        .with_hint(hint)
    }

    pub(crate) fn escaped(op: &'static str, frame: &str) -> Self {
        Error::new(
            Error::Escaped,
            op,
            format!("an argument belongs to a {frame} that has ended, or runs on another thread"),
        )
        .with_hint("return the value from the mapped function instead of storing it outside")
    }

    pub(crate) fn not_differentiable(op: &'static str, reason: impl Display) -> Self {
        Error::new(Error::NotDifferentiable, op, reason.to_string())
    }

    pub(crate) fn output_gradient(position: usize, seed: &Aval, target: &Aval) -> Self {
        Error::shape(
            "gradient",
            format!("output gradient {position} is {seed}, but its target is {target}"),
        )
        .with_hint("an output gradient has the dtype of its target and its shape, or is 0-d")
    }

    pub(crate) fn output_gradient_count(seeds: usize, targets: usize) -> Self {
        Error::value(
            "gradient",
            format!("{seeds} output gradients were given for {targets} targets"),
        )
    }

    pub(crate) fn tangent(op: &'static str, leaf: usize, primal: &Aval, tangent: &Aval) -> Self {
        let reason = format!("tangent {leaf} is {tangent}, but its primal is {primal}");
        Error::shape(op, reason).with_hint("a tangent has the shape and dtype of its primal")
    }

    pub(crate) fn tangent_count(op: &'static str, tangents: usize, primals: usize) -> Self {
        Error::value(
            op,
            format!("{tangents} tangents were given for {primals} primals"),
        )
    }

    pub(crate) fn batch_jacobian(target: &Aval, source: &Aval) -> Self {
        Error::shape(
            "batch_jacobian",
            format!(
                "the target is {target} and the source {source}, but both need the same first axis"
            ),
        )
        .with_hint("use `jacobian` where rows are not examples of one batch")
    }

    pub(crate) fn custom_count(op: &'static str, found: usize, wanted: usize) -> Self {
        Error::value(
            op,
            format!("the rule returned {found} arrays instead of {wanted}"),
        )
    }

    pub(crate) fn custom_gradient(
        op: &'static str,
        what: &str,
        leaf: usize,
        found: &Aval,
        wanted: &Aval,
    ) -> Self {
        let reason = format!("the rule returned {found} as {what} {leaf}, which must be {wanted}");
        Error::shape(op, reason)
    }

    pub(crate) fn non_finite(
        op: &'static str,
        found: &str,
        operands: &str,
        derivative_of: Option<&'static str>,
    ) -> Self {
        let place =
            derivative_of.map_or(String::new(), |op| format!(", in the derivative of {op}"));
        let reason = format!("made {found} out of finite numbers{place}");
        Error::new(Error::Value, op, reason).with_operands(operands)
    }

    pub(crate) fn watched_inside_map() -> Self {
        Error::new(
            Error::Escaped,
            "watch",
            "the array is one example of a map that was opened after the tape, which sees whole batches only".to_string(),
        )
        .with_hint("open the tape inside the mapped function, or watch the whole batch before mapping")
    }

    #[cfg(debug_assertions)]
    pub(crate) fn tracked_elsewhere(op: &'static str) -> Self {
        Error::new(Error::Escaped, op, "an argument is tracked by a gradient tape of another thread, so its gradient would be lost".to_string())
            .with_hint("open a tape on the thread that computes, or pass `stop_gradient` of the array")
    }

    pub(crate) fn no_batching_rule(op: &'static str) -> Self {
        Error::value(
            op,
            "the op has no batching rule, and the loop fallback is switched off",
        )
        .with_hint("allow it with `.fallback(Fallback::Warn)`")
    }

    pub(crate) fn mapped_sizes(
        op: &'static str,
        first: usize,
        size: usize,
        leaf: usize,
        found: usize,
        hint: &str,
    ) -> Self {
        Error::shape(
            op,
            format!("mapped axes have different sizes: argument leaf {first} has {size}, leaf {leaf} has {found}"),
        )
        .with_hint(hint)
    }

    pub(crate) fn hinted(self, hint: impl Display) -> Self {
        self.with_hint(hint)
    }

    /// Ends the calling function as an array operation would: [`try_run`] catches the error, elsewhere it is a panic.
    ///
    /// # Panics
    /// Always.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let load = |path: &str| np::loadtxt(path).unwrap_or_else(|error| error.raise());
    /// assert!(try_run(|| load("no such file")).is_err());
    /// ```
    #[track_caller]
    pub fn raise(self) -> ! {
        raise(self)
    }
}

thread_local! {
    /// How many `try_run`s are active on this thread.
    static TRY_DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Ends a public operation with an error: an ordinary panic that carries the text and the caller's line,
/// or, inside [`try_run`], a silent unwind that carries the error itself.
///
/// # Panics
/// Always; that is its purpose.
#[cold]
#[track_caller]
pub(crate) fn raise(error: Error) -> ! {
    let error = throw_to_try_run(error, Location::caller());
    // The text is the payload that panic hooks and test harnesses know how to print.
    panic!("{error}");
}

/// [`raise`] on behalf of another line than the caller's.
///
/// # Panics
/// Always.
#[cold]
pub(crate) fn raise_at(error: Error, location: &'static Location<'static>) -> ! {
    let error = throw_to_try_run(error, location);
    panic!("{error}\n  at {location}");
}

/// Whether a line belongs to this crate.
pub(crate) fn is_inside(line: &Location<'_>) -> bool {
    const FOLDER: &str = file!().split_at(file!().len() - "error.rs".len()).0;
    line.file().starts_with(FOLDER)
}

/// Unwinds to the innermost [`try_run`] with the error; returns it where there is none.
fn throw_to_try_run(mut error: Error, location: &'static Location<'static>) -> Error {
    // An error in a derivative rule is reported for the op whose derivative it was, if its line is known.
    let forward = crate::transform::observe::differentiated_line();
    let location = forward.filter(|_| is_inside(location)).unwrap_or(location);
    error.detail_mut().at = Some(location);
    if TRY_DEPTH.get() > 0 {
        resume_unwind(Box::new(error));
    }
    error
}

/// Unwraps the result of an operation at the public boundary.
pub(crate) trait OrRaise<T> {
    /// The value, or [`raise`] with the caller's location.
    fn or_raise(self) -> T;
}

impl<T> OrRaise<T> for Result<T> {
    #[inline]
    #[track_caller]
    fn or_raise(self) -> T {
        match self {
            Ok(value) => {
                crate::transform::lines::returned(Location::caller());
                value
            }
            Err(error) => raise(error),
        }
    }
}

/// Runs a block of array code and returns its first error as a value instead of a panic.
///
/// Only numtape's own errors are caught; any other panic passes through. Tapes and maps opened inside the
/// block are closed, whatever happens, and nothing is printed.
///
/// # Errors
/// The error of the first operation that failed.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::ones([3, 4]);
/// let y = np::ones([2, 4]);
/// let error = try_run(|| &x + &y).unwrap_err();
/// assert!(error.to_string().starts_with("add: cannot broadcast shapes [3, 4] and [2, 4]"));
/// ```
pub fn try_run<R>(f: impl FnOnce() -> R) -> Result<R> {
    struct Depth;
    impl Drop for Depth {
        fn drop(&mut self) {
            TRY_DEPTH.set(TRY_DEPTH.get() - 1);
        }
    }
    TRY_DEPTH.set(TRY_DEPTH.get() + 1);
    let depth = Depth;
    let result = catch_unwind(AssertUnwindSafe(f));
    drop(depth);
    result.or_else(|payload| match payload.downcast::<Error>() {
        Ok(error) => Err(*error),
        Err(other) => resume_unwind(other),
    })
}

impl Error {
    /// The same error in the name of the function that the user called, for those that share a primitive.
    pub(crate) fn renamed(mut self, op: &'static str) -> Self {
        self.detail_mut().op = op;
        self
    }
}
