//! From an index and a shape to what must be done: a slice, a flip, axes dropped and added, a gather.
//!
//! numpy's rules in order. Every item is laid on the axes it consumes; integers, slices and new axes make a
//! view; arrays then index axes of that view together, broadcast with each other. Their axes replace the
//! indexed ones in place if the items that are arrays or integers stand side by side, else they come first.

use super::mode::IndexMode;
use super::{Index, Indices, Slice};
use crate::array::Array;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, Result};
use crate::np;
use crate::np::nonzero_op;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::create::{full, iota};
use crate::primitives::flip::flip;
use crate::primitives::gather::gather_with;
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice;
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::AxisList;
use crate::shape::broadcast::broadcast_shapes;

/// An index on arrays of one shape.
pub(crate) struct Plan {
    /// The function that the user called, for errors.
    op: &'static str,
    mode: IndexMode,
    shape: Shape,
    /// The bounds of the slice, one per axis of the array.
    pub(crate) starts: Shape,
    pub(crate) limits: Shape,
    pub(crate) steps: Shape,
    /// Axes that run backwards after the slice.
    flips: AxisList,
    /// Sizes after the slice.
    sliced: Shape,
    /// Sizes of the view: integer axes are gone, new axes added.
    pub(crate) viewed: Shape,
    pub(crate) advanced: Option<Advanced>,
}

/// The arrays of an index.
pub(crate) struct Advanced {
    /// I64, all of the shape `shape`.
    pub(crate) indices: Vec<Array>,
    /// The axes of the view that they index.
    pub(crate) axes: AxisList,
    /// The same axes as the user counts them, for errors.
    pub(crate) names: AxisList,
    pub(crate) shape: Shape,
    /// How many of the view's other axes come before the arrays' axes in the result.
    pub(crate) place: usize,
}

/// Where the arrays and integers of an index stand: numpy treats them as one group if nothing is between.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    None,
    Open(usize),
    Closed(usize),
    Split,
}

impl Group {
    fn enter(self, kept: usize) -> Group {
        match self {
            Group::None => Group::Open(kept),
            Group::Closed(_) => Group::Split,
            other => other,
        }
    }

    fn leave(self) -> Group {
        match self {
            Group::Open(kept) => Group::Closed(kept),
            other => other,
        }
    }

    fn place(self) -> usize {
        match self {
            Group::Open(kept) | Group::Closed(kept) => kept,
            Group::None | Group::Split => 0,
        }
    }
}

/// The axes an item consumes.
fn consumed(item: &Index) -> usize {
    match item {
        Index::NewAxis | Index::Ellipsis => 0,
        Index::Array(mask) if mask.dtype() == DType::Bool => mask.ndim(),
        Index::Int(_) | Index::Slice(_) | Index::Array(_) => 1,
    }
}

struct Builder {
    plan: Plan,
    indices: Vec<Array>,
    axes: AxisList,
    names: AxisList,
    group: Group,
}

impl Plan {
    /// What an index means for arrays of a shape.
    pub(crate) fn new(
        op: &'static str,
        shape: &[usize],
        index: &Indices,
        mode: IndexMode,
    ) -> Result<Plan> {
        let used: usize = index.0.iter().map(consumed).sum();
        if used > shape.len() {
            let reason = format!(
                "too many indices: the array has {} axes, but {used} were indexed",
                shape.len()
            );
            return Err(Error::index(op, reason));
        }
        if index
            .0
            .iter()
            .filter(|item| matches!(item, Index::Ellipsis))
            .count()
            > 1
        {
            return Err(Error::index(op, "an index can have only one Ellipsis"));
        }
        let mut builder = Builder::new(op, shape, mode);
        let mut has_ellipsis = false;
        for item in &index.0 {
            match item {
                Index::Int(position) => builder.int(*position)?,
                Index::Slice(slice) => builder.slice(*slice)?,
                Index::NewAxis => builder.new_axis(),
                Index::Ellipsis => {
                    has_ellipsis = true;
                    builder.rest(shape.len() - used);
                }
                Index::Array(mask) if mask.dtype() == DType::Bool => builder.mask(mask)?,
                Index::Array(positions) => builder.positions(positions)?,
            }
        }
        if !has_ellipsis {
            builder.rest(shape.len() - used);
        }
        builder.finish()
    }

    /// Whether the basic part of the index is the array itself.
    pub(crate) fn views_all(&self) -> bool {
        self.viewed == self.shape && self.flips.is_empty() && self.sliced == self.shape
    }

    /// The basic part: integers, slices, new axes.
    pub(crate) fn view(&self, x: &Array) -> Result<Array> {
        let part = slice(x, &self.starts, &self.limits, &self.steps)?;
        reshape(&flip(&part, &self.flips)?, &self.viewed)
    }

    /// A value of the view's shape as one of the slice's: what undoes the second half of [`Plan::view`].
    pub(crate) fn unview(&self, value: &Array) -> Result<Array> {
        flip(&reshape(value, &self.sliced)?, &self.flips)
    }

    /// The selected part of an array.
    pub(crate) fn select(&self, x: &Array) -> Result<Array> {
        let view = self.view(x)?;
        match &self.advanced {
            None => Ok(view),
            Some(advanced) => advanced.select(self.op, &view, self.mode),
        }
    }

    /// The shape of what is selected.
    pub(crate) fn selected_shape(&self) -> Shape {
        match &self.advanced {
            None => self.viewed.clone(),
            Some(advanced) => {
                let front: Shape = advanced.front_shape(&self.viewed);
                advanced
                    .to_place(self.viewed.len())
                    .iter()
                    .map(|&axis| front[axis])
                    .collect()
            }
        }
    }
}

impl Advanced {
    /// The order of the view's axes in which the indexed ones come first.
    pub(crate) fn to_front(&self, ndim: usize) -> AxisList {
        let others = (0..ndim).filter(|axis| !self.axes.contains(axis));
        self.axes.iter().copied().chain(others).collect()
    }

    /// The order of the gathered axes in which the arrays' axes stand where numpy puts them.
    pub(crate) fn to_place(&self, view_ndim: usize) -> AxisList {
        let arrays = self.shape.len();
        let total = arrays + view_ndim - self.axes.len();
        (arrays..arrays + self.place)
            .chain(0..arrays)
            .chain(arrays + self.place..total)
            .collect()
    }

    /// The index in which all axes up to the last indexed one are arrays, in order, with their names. What they
    /// address has the order of [`Advanced::to_front`], but no axis of the operand moves.
    pub(crate) fn leading(&self, shape: &[usize]) -> Result<(Vec<Array>, AxisList)> {
        let last = self.axes.iter().copied().max().unwrap_or(0);
        let others: AxisList = (0..=last)
            .filter(|axis| !self.axes.contains(axis))
            .collect();
        let mut common = self.shape.clone();
        common.extend(others.iter().map(|&axis| shape[axis]));
        let mut names = AxisList::new();
        let one = |axis: usize| {
            if let Some(i) = self.axes.iter().position(|&a| a == axis) {
                names.push(self.names[i]);
                let mut aligned = self.shape.clone();
                aligned.resize(common.len(), 1);
                return broadcast_to(&reshape(&self.indices[i], &aligned)?, &common);
            }
            names.push(axis);
            let place = others.iter().position(|&a| a == axis).unwrap_or(0);
            iota(&common, DType::I64, self.shape.len() + place)
        };
        let indices = (0..=last).map(one).collect::<Result<_>>()?;
        Ok((indices, names))
    }

    /// The shape of the gathered blocks: the arrays' axes, then the others.
    fn front_shape(&self, viewed: &[usize]) -> Shape {
        let others = (0..viewed.len())
            .filter(|axis| !self.axes.contains(axis))
            .map(|axis| viewed[axis]);
        self.shape.iter().copied().chain(others).collect()
    }

    fn select(&self, op: &'static str, view: &Array, mode: IndexMode) -> Result<Array> {
        let front = transpose(view, &self.to_front(view.ndim()))?;
        let indices: Vec<&Array> = self.indices.iter().collect();
        let blocks = gather_with(&front, &indices, &self.names, 0, mode.skips())
            .map_err(|error| error.renamed(op))?;
        let blocks = self.filled(op, front.shape(), blocks, mode)?;
        transpose(&blocks, &self.to_place(view.ndim()))
    }

    /// Gathered blocks with the mode's value where an index is out of range.
    fn filled(
        &self,
        op: &'static str,
        shape: &[usize],
        blocks: Array,
        mode: IndexMode,
    ) -> Result<Array> {
        filled_where(op, blocks, mode, || self.in_range(shape))
    }

    /// Where all indices are in range of the leading axes of a shape.
    fn in_range(&self, shape: &[usize]) -> Array {
        in_range(&self.indices, shape)
    }
}

/// Gathered blocks with the mode's value where `valid`, of as many leading axes as the indices have, does not hold.
pub(crate) fn filled_where(
    op: &'static str,
    blocks: Array,
    mode: IndexMode,
    valid: impl FnOnce() -> Array,
) -> Result<Array> {
    let value = match mode {
        IndexMode::Fill(value) => value,
        IndexMode::Drop => {
            return Err(Error::value(op, "reading cannot leave elements out")
                .hinted("say what stands for them: IndexMode::Fill(value)"));
        }
        IndexMode::Error | IndexMode::Clip | IndexMode::Wrap => return Ok(blocks),
    };
    let fill = fill_value(op, value, blocks.dtype())?;
    let valid = valid();
    let mut aligned = Shape::from_slice(valid.shape());
    aligned.resize(blocks.ndim(), 1);
    select(&reshape(&valid, &aligned)?, &blocks, &fill)
}

/// Where i64 arrays of one shape are all in range of the leading axes of a shape.
pub(crate) fn in_range(indices: &[Array], shape: &[usize]) -> Array {
    let tests = indices.iter().zip(shape).map(|(index, &size)| {
        np::logical_and(
            np::greater_equal(index, -(size as i64)),
            np::less(index, size),
        )
    });
    tests
        .reduce(|all, test| np::logical_and(all, test))
        .unwrap_or_else(|| np::ones(([0usize; 0], DType::Bool)))
}

/// The value that stands for elements out of range: of no wider kind than the array.
fn fill_value(op: &'static str, value: Scalar, dtype: DType) -> Result<Array> {
    super::at::converted(
        op,
        crate::primitives::scatter::Mode::Add,
        crate::array::convert::Operand::Weak(value),
        dtype,
    )
}

impl Builder {
    fn new(op: &'static str, shape: &[usize], mode: IndexMode) -> Self {
        let plan = Plan {
            op,
            mode,
            shape: Shape::from_slice(shape),
            starts: Shape::new(),
            limits: Shape::new(),
            steps: Shape::new(),
            flips: AxisList::new(),
            sliced: Shape::new(),
            viewed: Shape::new(),
            advanced: None,
        };
        Builder {
            plan,
            indices: Vec::new(),
            axes: AxisList::new(),
            names: AxisList::new(),
            group: Group::None,
        }
    }

    /// The axis of the array that the next item stands for.
    fn axis(&self) -> usize {
        self.plan.starts.len()
    }

    /// How many axes of the view are not indexed by arrays, so far.
    fn kept(&self) -> usize {
        self.plan.viewed.len() - self.axes.len()
    }

    fn push_slice(&mut self, start: usize, limit: usize, step: usize) -> usize {
        let size = (limit - start).div_ceil(step);
        self.plan.starts.push(start);
        self.plan.limits.push(limit);
        self.plan.steps.push(step);
        self.plan.sliced.push(size);
        size
    }

    fn int(&mut self, position: i64) -> Result<()> {
        let (axis, size) = (self.axis(), self.plan.shape[self.axis()]);
        let Some(place) = self.plan.mode.place(self.plan.op, position, axis, size)? else {
            // Left out: as an array, which the kernels skip.
            return self.positions(&full(&[], Scalar::Int(position.into()), DType::I64)?);
        };
        self.group = self.group.enter(self.kept());
        self.push_slice(place, place + 1, 1);
        Ok(())
    }

    fn slice(&mut self, slice: Slice) -> Result<()> {
        if slice.step == 0 {
            return Err(Error::value(self.plan.op, "slice step cannot be zero"));
        }
        let axis = self.axis();
        let (start, count, step) = positions(slice, self.plan.shape[axis]);
        let reach = count.saturating_sub(1) * step;
        let first = if slice.step < 0 { start - reach } else { start };
        let limit = if count == 0 { first } else { first + reach + 1 };
        let size = self.push_slice(first, limit, step);
        if slice.step < 0 {
            self.plan.flips.push(axis);
        }
        self.group = self.group.leave();
        self.plan.viewed.push(size);
        Ok(())
    }

    fn new_axis(&mut self) {
        self.group = self.group.leave();
        self.plan.viewed.push(1);
    }

    /// The axes of an ellipsis. Even an empty one separates arrays.
    fn rest(&mut self, axes: usize) {
        self.group = self.group.leave();
        for _ in 0..axes {
            let size = self.plan.shape[self.axis()];
            self.push_slice(0, size, 1);
            self.plan.viewed.push(size);
        }
    }

    fn array(&mut self, positions: Array, name: usize, size: usize) {
        self.axes.push(self.plan.viewed.len());
        self.names.push(name);
        self.indices.push(positions);
        self.plan.viewed.push(size);
    }

    fn positions(&mut self, positions: &Array) -> Result<()> {
        if !positions.dtype().is_integer() {
            let reason = format!(
                "arrays used as indices must be of integer or bool type, not {}",
                positions.dtype()
            );
            return Err(Error::index(self.plan.op, reason)
                .hinted("convert with astype(I64) if the values are whole numbers"));
        }
        self.group = self.group.enter(self.kept());
        let (axis, size) = (self.axis(), self.plan.shape[self.axis()]);
        self.push_slice(0, size, 1);
        let positions = as_i64(positions)?;
        let positions = self
            .plan
            .mode
            .bring_in(self.plan.op, positions, axis, size)?;
        self.array(positions, axis, size);
        Ok(())
    }

    /// A mask stands for the positions where it is true. One of rank 0 indexes a new axis of size 1.
    fn mask(&mut self, mask: &Array) -> Result<()> {
        let first = self.axis();
        for (i, &size) in mask.shape().iter().enumerate() {
            let wanted = self.plan.shape[first + i];
            if size != wanted {
                let axis = first + i;
                let reason = format!(
                    "the mask has size {size} where axis {axis} of the array has size {wanted}"
                );
                return Err(Error::index(self.plan.op, reason));
            }
        }
        self.group = self.group.enter(self.kept());
        let positions = nonzero_op(self.plan.op, mask)?;
        if mask.ndim() == 0 {
            let count = positions[0].len();
            self.array(full(&[count], Scalar::Int(0), DType::I64)?, first, 1);
            return Ok(());
        }
        for positions in positions {
            let (axis, size) = (self.axis(), self.plan.shape[self.axis()]);
            self.push_slice(0, size, 1);
            self.array(positions, axis, size);
        }
        Ok(())
    }

    fn finish(self) -> Result<Plan> {
        let mut plan = self.plan;
        if self.indices.is_empty() {
            return Ok(plan);
        }
        let mut shape = Shape::new();
        for index in &self.indices {
            shape = broadcast_shapes(&shape, index.shape()).ok_or_else(|| {
                let shapes: Vec<String> = self
                    .indices
                    .iter()
                    .map(|index| format!("{:?}", index.shape()))
                    .collect();
                Error::index(
                    plan.op,
                    format!(
                        "the index arrays cannot be broadcast together: shapes {}",
                        shapes.join(", ")
                    ),
                )
            })?;
        }
        let selects_nothing = shape.contains(&0) || plan.viewed.contains(&0);
        if selects_nothing && plan.mode == IndexMode::Error {
            // The kernels see no index, but numpy refuses those out of range all the same.
            for ((index, &axis), &name) in self.indices.iter().zip(&self.axes).zip(&self.names) {
                check_positions(plan.op, index, name, plan.viewed[axis])?;
            }
        }
        let indices = self
            .indices
            .iter()
            .map(|index| broadcast_to(index, &shape))
            .collect::<Result<_>>()?;
        let place = self.group.place();
        plan.advanced = Some(Advanced {
            indices,
            axes: self.axes,
            names: self.names,
            shape,
            place,
        });
        Ok(plan)
    }
}

/// Fails if an index array whose values are known has one out of range.
fn check_positions(op: &'static str, index: &Array, axis: usize, size: usize) -> Result<()> {
    if index.dense().is_none() {
        return Ok(());
    }
    let outside = |&&i: &&i64| i < -(size as i64) || i >= size as i64;
    match index.to_vec::<i64>()?.iter().find(outside) {
        Some(&wrong) => Err(Error::index_out_of_range(op, wrong.into(), axis, size)),
        None => Ok(()),
    }
}

/// The first position, the number of positions and the absolute step of a python slice on an axis.
pub(crate) fn positions(slice: Slice, size: usize) -> (usize, usize, usize) {
    let size = size as i64;
    let backwards = slice.step < 0;
    // Backwards, bounds lie one to the left: from the last element to before the first.
    let (low, high) = if backwards { (-1, size - 1) } else { (0, size) };
    let clip = |bound: Option<i64>, default: i64| match bound {
        None => default,
        Some(bound) if bound < 0 => bound.saturating_add(size).max(low),
        Some(bound) => bound.min(high),
    };
    let start = clip(slice.start, if backwards { high } else { low });
    let stop = clip(slice.stop, if backwards { low } else { high });
    let distance = if backwards {
        start - stop
    } else {
        stop - start
    };
    let step = slice.step.unsigned_abs();
    let count = (distance.max(0) as u64).div_ceil(step);
    // An empty slice may start at either end of the axis; steps beyond it need not be exact.
    (
        start.clamp(0, size) as usize,
        count as usize,
        step.min(size.max(1) as u64) as usize,
    )
}

/// Integers as positions. Those beyond I64 stay beyond every axis, where a plain cast would make them negative.
pub(crate) fn as_i64(positions: &Array) -> Result<Array> {
    match positions.dtype() {
        DType::I64 => Ok(positions.clone()),
        DType::U64 => cast(&np::minimum(positions, i64::MAX as u64), DType::I64),
        _ => cast(positions, DType::I64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The positions that python's `range(*slice(start, stop, step).indices(size))` gives.
    fn listed(start: Option<i64>, stop: Option<i64>, step: i64, size: usize) -> Vec<i64> {
        let (first, count, absolute) = positions(Slice::new(start, stop, step), size);
        (0..count as i64)
            .map(|i| first as i64 + i * absolute as i64 * step.signum())
            .collect()
    }

    #[test]
    fn python_slices() {
        assert_eq!(listed(None, None, 1, 4), [0, 1, 2, 3]);
        assert_eq!(listed(None, None, -1, 4), [3, 2, 1, 0]);
        assert_eq!(listed(Some(5), Some(1), -2, 8), [5, 3]);
        assert_eq!(listed(Some(-2), None, 1, 5), [3, 4]);
        assert_eq!(listed(Some(-9), Some(9), 2, 5), [0, 2, 4]);
        assert_eq!(listed(Some(3), Some(1), 1, 5), [] as [i64; 0]);
        assert_eq!(listed(None, None, -1, 0), [] as [i64; 0]);
        assert_eq!(listed(None, None, 100, 5), [0]);
        assert_eq!(listed(None, None, i64::MIN, 5), [4]);
        assert_eq!(listed(Some(i64::MIN), Some(i64::MAX), 1, 2), [0, 1]);
    }

    #[test]
    fn places() {
        let group = Group::None.enter(1).enter(1).leave();
        assert_eq!(group.place(), 1);
        assert_eq!(group.enter(2).place(), 0);
    }
}
