//! Products with unit vectors, which are rows or columns of the other operand.
//!
//! Jacobians send unit vectors through a function, and a product is often what they meet first. Their matrix is
//! known by its layout: along every diagonal one element, so that a line of rows + columns elements holds all of it
//! (`transform::jacobian::unit_vectors` makes it so). The product is a view of the other operand then, where that is
//! finite: zero times infinity must stay NaN. What is lost is that a sum with zeros turns -0 into 0.

use crate::array::value::Dense;
use crate::dtype::DType;
use crate::kernels::copy::element_bytes;
use crate::primitives::dot::Dot;
use crate::shape::Shape;
use crate::shape::axes::{AxisList, moved_axis};
use num_traits::PrimInt;
use smallvec::SmallVec;
use std::cmp::Reverse;

/// The product as a view of one operand, if the other is a matrix of unit vectors.
pub(crate) fn selected(x: &Dense, y: &Dense, dot: &Dot) -> Option<Dense> {
    let ([x_axis], [y_axis], []) = (&dot.contract.0[..], &dot.contract.1[..], &dot.batch.0[..])
    else {
        return None;
    };
    if let Some(start) = first_unit(x, *x_axis) {
        return selection(y, *y_axis, start, x.shape()[1 - x_axis], 0);
    }
    let start = first_unit(y, *y_axis)?;
    selection(x, *x_axis, start, y.shape()[1 - y_axis], x.ndim() - 1)
}

/// The place of the one in the first vector, if all vectors along `axis` are unit vectors, each with its one a place
/// after that of the vector before it.
fn first_unit(x: &Dense, axis: usize) -> Option<usize> {
    let (&[_, _], false) = (x.shape(), x.is_contiguous()) else {
        return None;
    };
    let strides = x.strides();
    let (len, count) = (x.shape()[axis], x.shape()[1 - axis]);
    let along = strides[axis];
    if len < 2 || count < 2 || along.abs() != 1 || strides[1 - axis] != -along {
        return None;
    }
    // Memory from the last vector's first element to the first one's last element, or the other way round.
    let before = if along == 1 { count - 1 } else { len - 1 };
    let item = x.dtype().item_size();
    let size = (count + len - 1) * item;
    // SAFETY: both ends are elements of the view, and all between them are.
    let line = unsafe { std::slice::from_raw_parts(x.as_ptr().wrapping_sub(before * item), size) };
    let place = place_of_one(line, x.dtype())?;
    let place = if along == 1 {
        place.checked_sub(before)?
    } else {
        before.checked_sub(place)?
    };
    (place + count <= len).then_some(place)
}

/// Where the one is in a line of zeros.
fn place_of_one(line: &[u8], dtype: DType) -> Option<usize> {
    let item = dtype.item_size();
    let at = line.iter().position(|&byte| byte != 0)? / item;
    let (one, rest) = line[at * item..].split_at(item);
    let is_one = one == &element_bytes(1i64.into(), dtype)[..item];
    (is_one && rest.iter().all(|&byte| byte == 0)).then_some(at)
}

/// `count` places along `axis` from `start` on, with that axis moved to `to`, if all elements are finite.
fn selection(x: &Dense, axis: usize, start: usize, count: usize, to: usize) -> Option<Dense> {
    if !is_finite(x)? {
        return None;
    }
    let mut starts: AxisList = SmallVec::from_elem(0, x.ndim());
    let mut sizes = Shape::from_slice(x.shape());
    (starts[axis], sizes[axis]) = (start, count);
    let steps: AxisList = SmallVec::from_elem(1, x.ndim());
    let order = moved_axis(x.ndim(), axis, to);
    let layout = x.layout().slice(&starts, &sizes, &steps);
    Some(x.with_layout(layout.permute(&order)))
}

/// Whether no element is infinite or NaN; `None` if the elements do not lie in one piece.
fn is_finite(x: &Dense) -> Option<bool> {
    let strides = x.strides();
    let mut axes: AxisList = (0..x.ndim()).collect();
    axes.sort_by_key(|&axis| Reverse(strides[axis]));
    if !x.layout().permute(&axes).is_contiguous() {
        return None;
    }
    let (pointer, len) = (x.as_ptr(), x.len());
    // SAFETY: the elements lie in one piece; complex ones are two floats each.
    Some(unsafe {
        match x.dtype() {
            DType::F16 => has_no_full_exponent::<u16>(pointer, len, 0x7c00, 0x0400),
            DType::BF16 => has_no_full_exponent::<u16>(pointer, len, 0x7f80, 0x0080),
            DType::F32 => has_no_full_exponent::<u32>(pointer, len, 0x7f80_0000, 0x0080_0000),
            DType::C64 => has_no_full_exponent::<u32>(pointer, 2 * len, 0x7f80_0000, 0x0080_0000),
            DType::F64 => has_no_full_exponent::<u64>(pointer, len, 0x7ff << 52, 1 << 52),
            DType::C128 => has_no_full_exponent::<u64>(pointer, 2 * len, 0x7ff << 52, 1 << 52),
            _ => true,
        }
    })
}

/// Whether no number's bits under `exponent` are all set. Adding the lowest of them then carries into the sign.
///
/// # Safety
/// There must be `len` elements.
unsafe fn has_no_full_exponent<T: PrimInt>(
    start: *const u8,
    len: usize,
    exponent: T,
    lowest: T,
) -> bool {
    // SAFETY: the caller's promise.
    let numbers = unsafe { std::slice::from_raw_parts(start.cast::<T>(), len) };
    let carried = numbers.iter().fold(T::zero(), |carried, &bits| {
        carried | ((bits & exponent) + lowest)
    });
    carried.leading_zeros() > 0
}
