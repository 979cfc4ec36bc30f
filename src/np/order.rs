//! Lines of an array and their order, as far as a quantile needs it.
//!
//! The reduced axes are merged into lines. Where positions are known before the elements, and few, the elements there
//! are picked; else the lines are sorted. What is made of the elements is in `quantile`.

use super::args::Reduce;
use super::{equal, isnan, logical_not, maximum, minimum, subtract};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::Result;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::create::full;
use crate::primitives::gather::gather;
use crate::primitives::meta::stop_gradient;
use crate::primitives::order_statistics::order_statistics;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use crate::primitives::sort::{sort, sort_with};
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::AxisList;

/// An array whose reduced axes are merged into a last one.
pub(super) struct Lines {
    pub(super) x: Array,
    /// The sizes of the axes that stay.
    pub(super) kept: Shape,
    /// The shape before.
    pub(super) full: Shape,
    pub(super) axes: AxisList,
}

impl Lines {
    pub(super) fn new(op: &'static str, x: &Array, over: &Reduce) -> Result<Lines> {
        let mut axes = over.resolve_axes(op, x.ndim())?;
        axes.sort_unstable();
        let kept = (0..x.ndim())
            .filter(|a| !axes.contains(a))
            .map(|a| x.shape()[a])
            .collect();
        let mut lines = Lines {
            x: x.clone(),
            kept,
            full: Shape::from_slice(x.shape()),
            axes,
        };
        lines.x = lines.arrange(x)?;
        Ok(lines)
    }

    /// An array of the shape before, with the reduced axes merged into a last one.
    pub(super) fn arrange(&self, x: &Array) -> Result<Array> {
        let mut order: AxisList = (0..x.ndim()).filter(|a| !self.axes.contains(a)).collect();
        order.extend_from_slice(&self.axes);
        let mut shape = self.kept.clone();
        shape.push(self.axes.iter().map(|&a| x.shape()[a]).product());
        reshape(&transpose(x, &order)?, &shape)
    }

    pub(super) fn size(&self) -> usize {
        self.x.shape()[self.kept.len()]
    }

    /// The sorted lines, and weights in the same order; those of ignored elements are 0.
    pub(super) fn sorted_with(
        &self,
        weights: &Array,
        ignores_nan: bool,
    ) -> Result<(Order<'_>, Array)> {
        let both = sort_with(&self.x, &[weights], self.kept.len())?;
        let mut weights = both[1].clone();
        if ignores_nan && self.x.dtype().is_differentiable() {
            let none = scalar_array(Scalar::Int(0), weights.dtype());
            weights = select(&isnan(&both[0]), &none, &weights)?;
        }
        Ok((
            Order::of_sorted(self, both[0].clone(), ignores_nan)?,
            weights,
        ))
    }

    /// From the kept axes, then those of `q`, to those of `q`, then the kept ones.
    pub(super) fn finish(&self, y: &Array, q_axes: usize, over: &Reduce) -> Result<Array> {
        let kept = self.kept.len();
        let order: AxisList = (kept..kept + q_axes).chain(0..kept).collect();
        let shifted: AxisList = self.axes.iter().map(|a| a + q_axes).collect();
        over.keep(transpose(y, &order)?, &shifted)
    }
}

pub(super) fn with_ones(x: &Array, count: usize) -> Result<Array> {
    let mut shape = Shape::from_slice(x.shape());
    shape.extend(std::iter::repeat_n(1, count));
    reshape(x, &shape)
}

/// The most positions at which lines are picked from; for more they are sorted.
const PICKED: usize = 16;

/// Lines in their order, as far as it is asked for, and how many elements of each count.
pub(super) struct Order<'a> {
    lines: &'a Lines,
    ignores_nan: bool,
    /// The sorted lines, if all elements are needed.
    sorted: Option<Array>,
    /// i64, of the shape of the kept axes, or with ones in place of them.
    pub(super) count: Array,
    /// Where the result is NaN, and as what; absent for dtypes without NaN.
    nan: Option<(Array, Array)>,
}

impl<'a> Order<'a> {
    pub(super) fn new(lines: &'a Lines, ignores_nan: bool) -> Result<Order<'a>> {
        let ignores_nan = ignores_nan && may_have_nan(&lines.x)?;
        if ignores_nan {
            let sorted = sort(&lines.x, lines.kept.len())?;
            return Order::of_sorted(lines, sorted, ignores_nan);
        }
        let ones: Shape = lines.kept.iter().map(|_| 1).collect();
        Ok(Order {
            lines,
            ignores_nan,
            sorted: None,
            count: full(&ones, Scalar::Int(lines.size() as i128), DType::I64)?,
            nan: None,
        })
    }

    fn of_sorted(lines: &'a Lines, sorted: Array, ignores_nan: bool) -> Result<Order<'a>> {
        let size = Scalar::Int(lines.size() as i128);
        let mut order = Order {
            lines,
            ignores_nan,
            sorted: None,
            count: full(&lines.kept, size, DType::I64)?,
            nan: None,
        };
        if ignores_nan && sorted.dtype().is_differentiable() {
            let present = cast(&logical_not(isnan(stop_gradient(&sorted)?)), DType::I64)?;
            order.count = reduce(ReduceKind::Sum, &present, &[lines.kept.len()])?;
        }
        order.find_nan(&sorted)?;
        order.sorted = Some(sorted);
        Ok(order)
    }

    /// Notes where results are NaN, given some elements of each line, of which the last is NaN if any is.
    fn find_nan(&mut self, elements: &Array) -> Result<()> {
        let line = self.lines.kept.len();
        let size = elements.shape()[line];
        if !elements.dtype().is_differentiable() || size == 0 {
            return Ok(());
        }
        let last = slice_axis(&stop_gradient(elements)?, line, size - 1, size)?;
        let last = reshape(&last, &self.lines.kept)?;
        let is_nan = if self.ignores_nan {
            equal(&self.count, 0)
        } else {
            isnan(&last)
        };
        self.nan = Some((is_nan, last));
        Ok(())
    }

    /// The elements at positions of shape (kept, q), moved into the counted part; 0 in place of NaN.
    pub(super) fn at<const N: usize>(
        &mut self,
        positions: [Array; N],
        count: &Array,
    ) -> Result<[Array; N]> {
        let within = positions.map(|at| maximum(minimum(at, subtract(count, 1)), 0));
        let (elements, index) = self.elements(within)?;
        let line = self.lines.kept.len();
        let mut results = index;
        for result in &mut results {
            let mut shape = self.lines.kept.clone();
            shape.extend_from_slice(&result.shape()[line..]);
            *result = gather(&elements, &[&broadcast_to(result, &shape)?], &[line], line)?;
            if let Some((is_nan, _)) = &self.nan {
                let is_nan = with_ones(is_nan, shape.len() - line)?;
                let zero = scalar_array(Scalar::Int(0), result.dtype());
                *result = select(&is_nan, &zero, result)?;
            }
        }
        Ok(results)
    }

    /// An array with the elements at all the positions of the lines, and where they are in it.
    fn elements<const N: usize>(&mut self, positions: [Array; N]) -> Result<(Array, [Array; N])> {
        if let Some(sorted) = &self.sorted {
            return Ok((sorted.clone(), positions));
        }
        let line = self.lines.kept.len();
        let Some(picked) = few_positions(&positions)? else {
            let sorted = sort(&self.lines.x, line)?;
            self.find_nan(&sorted)?;
            return Ok((sorted, positions));
        };
        let mut index = positions;
        for position in &mut index {
            let places = position.to_vec::<i64>()?.into_iter().map(|position| {
                let place = picked.partition_point(|&p| (p as i64) < position);
                place as i64
            });
            *position = Array::from_shape_vec(position.shape(), places.collect())?;
        }
        let elements = order_statistics(&self.lines.x, line, picked)?;
        self.find_nan(&elements)?;
        Ok((elements, index))
    }

    /// The result with its NaNs.
    pub(super) fn with_nan(&self, y: &Array, q_axes: usize) -> Result<Array> {
        match &self.nan {
            Some((is_nan, value)) => select(
                &with_ones(is_nan, q_axes)?,
                &cast(&with_ones(value, q_axes)?, y.dtype())?,
                y,
            ),
            None => Ok(y.clone()),
        }
    }
}

/// Whether an array has NaN, as far as that can be seen.
fn may_have_nan(x: &Array) -> Result<bool> {
    if !x.dtype().is_differentiable() {
        return Ok(false);
    }
    let is_nan = isnan(stop_gradient(x)?);
    if is_nan.dense().is_none() {
        return Ok(true);
    }
    super::any(&is_nan, ..).to_bool()
}

/// The positions without repetition, in order, if they can be seen and are few.
fn few_positions(positions: &[Array]) -> Result<Option<Shape>> {
    let count: usize = positions.iter().map(Array::len).sum();
    if count > 2 * PICKED || positions.iter().any(|at| at.dense().is_none()) {
        return Ok(None);
    }
    let mut all = Shape::new();
    for at in positions {
        all.extend(at.to_vec::<i64>()?.into_iter().map(|at| at as usize));
    }
    all.sort_unstable();
    all.dedup();
    Ok(Some(all).filter(|all| all.len() <= PICKED))
}
