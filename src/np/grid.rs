//! Positions on grids: open and full grids of coordinates, flat positions and back.
//!
//! Grids of given vectors are `meshgrid`, in `creation`.

use super::args::{ShapeArg, Spec};
use super::indexing::positions;
use super::nonzero::nonzero_op;
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::index::IndexMode;
use crate::np;
use crate::primitives::concat::concat;
use crate::primitives::create::{full, iota};
use crate::primitives::reshape::reshape;
use crate::shape::Shape;

/// Vectors of positions (or masks) shaped so that they select all combinations together (numpy: `ix_`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(12).reshape([3, 4]);
/// let grid = np::ix_(([0, 2], [1, 3]));
/// assert_eq!(x.i(s![&grid[0], &grid[1]]).to_vec::<i64>().unwrap(), [1, 3, 9, 11]);
/// ```
#[track_caller]
pub fn ix_(vectors: impl IntoArrays) -> Vec<Array> {
    ix_op(vectors.into_arrays()).or_raise()
}

fn ix_op(vectors: Vec<Array>) -> Result<Vec<Array>> {
    let ndim = vectors.len();
    let one = |(axis, vector): (usize, Array)| {
        if vector.ndim() != 1 {
            return Err(Error::shape(
                "ix_",
                format!(
                    "argument {axis} must have one axis, it is {}",
                    vector.aval()
                ),
            ));
        }
        let vector = if vector.dtype() == DType::Bool {
            nonzero_op("ix_", &vector)?.remove(0)
        } else {
            positions("ix_", vector)?
        };
        let mut shape = vec![1; ndim];
        shape[axis] = vector.len();
        reshape(&vector, &shape)
    };
    vectors.into_iter().enumerate().map(one).collect()
}

/// The indices of a grid: for each axis an array of the shape with the index along it, stacked
/// (numpy: `indices`). The dtype is i64 if none is given.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let grid = np::indices([2, 3]);
/// assert_eq!(grid.shape(), [2, 2, 3]);
/// assert_eq!(grid.i(1).to_vec::<i64>().unwrap(), [0, 1, 2, 0, 1, 2]);
/// assert_eq!(np::indices(([2, 3], F32)).dtype(), F32);
/// ```
#[track_caller]
pub fn indices(spec: impl Into<Spec>) -> Array {
    let spec = spec.into();
    indices_op(&spec.shape.0, spec.dtype.unwrap_or(DType::I64)).or_raise()
}

fn indices_op(shape: &[usize], dtype: DType) -> Result<Array> {
    let stacked: Shape = [1].iter().chain(shape).copied().collect();
    let grids = (1..stacked.len())
        .map(|axis| iota(&stacked, dtype, axis))
        .collect::<Result<Vec<_>>>()?;
    if grids.is_empty() {
        return full(&[0], Scalar::Int(0), dtype);
    }
    concat(&grids.iter().collect::<Vec<_>>(), 0)
}

/// [`indices`] as arrays that have a size above 1 only along their own axis, and broadcast to the grid
/// (numpy: `indices(..., sparse=True)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let grid = np::indices_sparse([2, 3]);
/// assert_eq!((grid[0].shape(), grid[1].shape()), (&[2, 1][..], &[1, 3][..]));
/// ```
#[track_caller]
pub fn indices_sparse(spec: impl Into<Spec>) -> Vec<Array> {
    let spec = spec.into();
    let (shape, dtype) = (&spec.shape.0, spec.dtype.unwrap_or(DType::I64));
    let one = |axis: usize| {
        let mut own: Shape = shape.iter().map(|_| 1).collect();
        own[axis] = shape[axis];
        iota(&own, dtype, axis)
    };
    (0..shape.len()).map(one).collect::<Result<_>>().or_raise()
}

/// The coordinates along one axis of [`mgrid`] or [`ogrid`]: a range of integers or floats, with a step or a
/// number of points.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Span;
/// let x = &np::ogrid([Span::from(0..6).step(2)])[0];
/// assert_eq!(x.to_vec::<i64>().unwrap(), [0, 2, 4]);
/// let x = &np::ogrid([Span::from(-1.0..1.0).count(5)])[0]; // numpy: -1:1:5j
/// assert_eq!(x.to_vec::<f64>().unwrap(), [-1.0, -0.5, 0.0, 0.5, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    start: Scalar,
    stop: Scalar,
    step: Step,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    By(Scalar),
    /// So many points, the last at the end.
    Count(usize),
}

impl Span {
    /// The distance of neighbours (default 1).
    pub fn step(self, step: impl Into<Scalar>) -> Self {
        Span {
            step: Step::By(step.into()),
            ..self
        }
    }

    /// This many points, the first at the start and the last at the end (numpy: an imaginary step).
    pub fn count(self, count: usize) -> Self {
        Span {
            step: Step::Count(count),
            ..self
        }
    }

    fn is_float(self) -> bool {
        let float = |number: Scalar| matches!(number, Scalar::Float(_) | Scalar::Complex(_));
        let step = match self.step {
            Step::By(step) => float(step),
            Step::Count(_) => true,
        };
        step || float(self.start) || float(self.stop)
    }

    fn size(self, op: &'static str) -> Result<usize> {
        let step = match self.step {
            Step::Count(count) => return Ok(count),
            Step::By(step) => step.as_f64(),
        };
        let size = ((self.stop.as_f64() - self.start.as_f64()) / step).ceil();
        if op == "ogrid" && size < 0.0 {
            // As numpy, which counts here with arange.
            return Ok(0);
        }
        if size >= 0.0 && size < isize::MAX as f64 {
            return Ok(size as usize);
        }
        Err(Error::value(
            op,
            format!(
                "{:?} to {:?} cannot be walked in steps of {step}",
                self.start, self.stop
            ),
        ))
    }

    /// Counted places of the span as coordinates.
    fn coordinates(self, places: &Array) -> Array {
        let step = match self.step {
            Step::By(step) => step,
            Step::Count(1) => Scalar::Int(1),
            Step::Count(count) => {
                Scalar::Float((self.stop.as_f64() - self.start.as_f64()) / (count as f64 - 1.0))
            }
        };
        np::add(np::multiply(places, step), self.start)
    }
}

macro_rules! spans {
    ($($ty:ty),*) => {$(
        impl From<std::ops::Range<$ty>> for Span {
            fn from(range: std::ops::Range<$ty>) -> Self {
                Span {
                    start: range.start.into(),
                    stop: range.end.into(),
                    step: Step::By(Scalar::Int(1)),
                }
            }
        }
    )*};
}

spans!(i32, i64, isize, usize, f32, f64);

/// The coordinates of a grid, one full array per axis, stacked (numpy: `mgrid[...]`): f64 if any span has floats or a
/// count, else i64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Span;
/// let grid = np::mgrid([Span::from(0..2), Span::from(3..5)]);
/// assert_eq!(grid.i(1).to_vec::<i64>().unwrap(), [3, 4, 3, 4]);
/// ```
#[track_caller]
pub fn mgrid(spans: impl AsRef<[Span]>) -> Array {
    let open = open_grid("mgrid", spans.as_ref()).or_raise();
    if open.is_empty() {
        return full(&[0], Scalar::Int(0), DType::I64).or_raise();
    }
    np::stack(np::broadcast_arrays(open), 0)
}

/// The coordinates of a grid, one array per axis, which broadcast together (numpy: `ogrid[...]`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Span;
/// let grid = np::ogrid([Span::from(0..2), Span::from(3..6)]);
/// assert_eq!((&grid[0] + &grid[1]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn ogrid(spans: impl AsRef<[Span]>) -> Vec<Array> {
    open_grid("ogrid", spans.as_ref()).or_raise()
}

fn open_grid(op: &'static str, spans: &[Span]) -> Result<Vec<Array>> {
    let dtype = if spans.iter().any(|span| span.is_float()) {
        DType::F64
    } else {
        DType::I64
    };
    let one = |(axis, span): (usize, &Span)| {
        let mut shape: Shape = spans.iter().map(|_| 1).collect();
        shape[axis] = span.size(op)?;
        Ok(span.coordinates(&iota(&shape, dtype, axis)?))
    };
    spans.iter().enumerate().map(one).collect()
}

/// Fails if an index array whose data is known has an index outside `0..size`.
fn check_range(op: &'static str, indices: &Array, axis: usize, size: usize) -> Result<()> {
    if indices.dense().is_none() {
        return Ok(());
    }
    match indices
        .to_vec::<i64>()?
        .iter()
        .find(|&&i| i < 0 || i as usize >= size)
    {
        Some(&index) => Err(Error::index_out_of_range(op, index.into(), axis, size)),
        None => Ok(()),
    }
}

/// The index arrays, one per axis of a shape, of positions in the flattened array (numpy: `unravel_index`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let places = np::unravel_index([5, 0], [2, 3]);
/// assert_eq!(places[0].to_vec::<i64>().unwrap(), [1, 0]);
/// assert_eq!(places[1].to_vec::<i64>().unwrap(), [2, 0]);
/// ```
#[track_caller]
pub fn unravel_index<'a>(indices: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Vec<Array> {
    unravel_op(indices.into_array(), &shape.into().0).or_raise()
}

fn unravel_op(indices: Array, shape: &[usize]) -> Result<Vec<Array>> {
    const OP: &str = "unravel_index";
    let indices = positions(OP, indices)?;
    let mut step: usize = shape.iter().product();
    check_range(OP, &indices, 0, step)?;
    let mut places = Vec::with_capacity(shape.len());
    for &size in shape {
        step /= size.max(1);
        places.push(np::remainder(
            np::floor_divide(&indices, step.max(1)),
            size.max(1),
        ));
    }
    Ok(places)
}

/// The positions in the flattened array of index arrays, one per axis of a shape, which are broadcast
/// (numpy: `ravel_multi_index`). Negative indices are errors, as in numpy.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let flat = np::ravel_multi_index(([1, 0], [2, 0]), [2, 3]);
/// assert_eq!(flat.to_vec::<i64>().unwrap(), [5, 0]);
/// ```
#[track_caller]
pub fn ravel_multi_index(indices: impl IntoArrays, shape: impl Into<ShapeArg>) -> Array {
    ravel_op(indices.into_arrays(), &shape.into().0, &[IndexMode::Error]).or_raise()
}

/// [`ravel_multi_index`] with rules for indices out of range, one for all axes or one per axis (numpy: `mode=`).
/// `Fill` and `Drop` are errors.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::IndexMode;
/// let flat = np::ravel_multi_index_with(([1, -1], [7, 7]), [2, 3], [IndexMode::Wrap, IndexMode::Clip]);
/// assert_eq!(flat.to_vec::<i64>().unwrap(), [5, 5]);
/// ```
#[track_caller]
pub fn ravel_multi_index_with(
    indices: impl IntoArrays,
    shape: impl Into<ShapeArg>,
    modes: impl AsRef<[IndexMode]>,
) -> Array {
    ravel_op(indices.into_arrays(), &shape.into().0, modes.as_ref()).or_raise()
}

fn ravel_op(indices: Vec<Array>, shape: &[usize], modes: &[IndexMode]) -> Result<Array> {
    const OP: &str = "ravel_multi_index";
    if indices.len() != shape.len() || shape.is_empty() {
        return Err(Error::shape(
            OP,
            format!("{} index arrays for the shape {shape:?}", indices.len()),
        ));
    }
    if modes.len() != 1 && modes.len() != shape.len() {
        return Err(Error::value(
            OP,
            format!("{} modes for {} axes", modes.len(), shape.len()),
        ));
    }
    let mut flat: Option<Array> = None;
    for (axis, (index, &size)) in indices.into_iter().zip(shape).enumerate() {
        let index = positions(OP, index)?;
        let mode = modes[if modes.len() == 1 { 0 } else { axis }];
        let index = match mode {
            IndexMode::Error => {
                check_range(OP, &index, axis, size)?;
                index
            }
            IndexMode::Clip | IndexMode::Wrap => mode.bring_in(OP, index, axis, size)?,
            IndexMode::Fill(_) | IndexMode::Drop => {
                return Err(
                    Error::value(OP, format!("the mode {mode:?} does not apply"))
                        .hinted("use Error, Clip or Wrap"),
                );
            }
        };
        flat = Some(match flat {
            None => index,
            Some(before) => np::add(np::multiply(&before, size), &index),
        });
    }
    Ok(flat.expect("the shape is not empty"))
}
