//! What is done to one line, for each dtype: sorting, its order, dividing, picking.
//!
//! Plain elements have keys (`values`, `order`, `parting`). Complex numbers are put in order part by part, and never
//! divided; those of single precision are keys too, where that makes no difference.

use super::keys::Item;
use super::level::{Plan, Sortable};
use super::order::{order_complex, order_line};
use super::parting::{part_line, part_order, pick_line};
use super::values::{room, sort_line};
use crate::dtype::DType;
use crate::dtype::dispatch::for_item_size;
use half::{bf16, f16};
use num_complex::Complex;

macro_rules! by_item {
    ($dtype:expr, $plain:ident, $pair:expr, $complex:ident) => {
        match $dtype {
            DType::Bool | DType::U8 => $plain::<u8>,
            DType::U16 => $plain::<u16>,
            DType::U32 => $plain::<u32>,
            DType::U64 => $plain::<u64>,
            DType::I8 => $plain::<i8>,
            DType::I16 => $plain::<i16>,
            DType::I32 => $plain::<i32>,
            DType::I64 => $plain::<i64>,
            DType::F16 => $plain::<f16>,
            DType::BF16 => $plain::<bf16>,
            DType::F32 => $plain::<f32>,
            DType::F64 => $plain::<f64>,
            DType::C64 => $pair,
            DType::C128 => $complex::<f64>,
        }
    };
}

pub(super) use by_item;

/// Writes a line of elements of some size in a new order.
///
/// # Safety
/// Both lines must be as long as the positions, which are a permutation.
pub(super) unsafe fn permute_line(from: *const u8, to: *mut u8, size: usize, positions: &[i64]) {
    for_item_size!(size, T => {
        let (from, to) = (from.cast::<T>(), to.cast::<T>());
        for (k, &position) in positions.iter().enumerate() {
            // SAFETY: by the contract.
            unsafe { to.add(k).write(from.add(position as usize).read()) };
        }
    });
}

pub(super) type SortLine =
    unsafe fn(source: *const u8, target: *mut u8, n: usize, at: Option<&[usize]>, plan: Plan);
pub(super) type OrderLine =
    unsafe fn(source: *const u8, positions: *mut i64, n: usize, at: Option<&[usize]>, plan: Plan);

pub(super) type PickLine =
    unsafe fn(source: *const u8, target: *mut u8, n: usize, positions: &[usize], plan: Plan);

unsafe fn sort_plain<T: Item<Key: Sortable>>(
    source: *const u8,
    target: *mut u8,
    n: usize,
    at: Option<&[usize]>,
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe {
        match at {
            None => sort_line::<T>(source.cast(), target.cast(), n, plan),
            Some(at) => part_line::<T>(source.cast(), target.cast(), n, at, plan),
        }
    }
}

unsafe fn order_plain<T: Item<Key: Sortable>>(
    source: *const u8,
    positions: *mut i64,
    n: usize,
    at: Option<&[usize]>,
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe {
        match at {
            None => order_line::<T>(source.cast(), positions, n, plan),
            Some(at) => part_order::<T>(source.cast(), positions, n, at, plan),
        }
    }
}

/// Complex numbers are sorted wholly.
unsafe fn order_parts<T: Item>(
    source: *const u8,
    positions: *mut i64,
    n: usize,
    _at: Option<&[usize]>,
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe { order_complex::<T>(source.cast(), positions, n, plan) }
}

/// Sorts complex numbers by their order.
unsafe fn sort_parts<T: Item>(
    source: *const u8,
    target: *mut u8,
    n: usize,
    _at: Option<&[usize]>,
    plan: Plan,
) {
    let positions = room::<i64>(n);
    let positions = positions.as_mut_ptr().cast::<i64>();
    // SAFETY: passed on from the caller; there is room for a position of each element.
    unsafe {
        order_complex::<T>(source.cast(), positions, n, plan);
        let positions = std::slice::from_raw_parts(positions, n);
        permute_line(source, target, size_of::<Complex<T>>(), positions);
    }
}

/// Single-precision complex numbers are keys of 64 bits, unless NaN or negative zeros make keys differ from the order.
pub(super) unsafe fn sort_pairs(
    source: *const u8,
    target: *mut u8,
    n: usize,
    at: Option<&[usize]>,
    plan: Plan,
) {
    type Pair = Complex<f32>;
    // SAFETY: passed on from the caller.
    unsafe {
        let elements = std::slice::from_raw_parts(source.cast::<Pair>(), n);
        if elements.iter().any(|z| z.is_nan() | z.is_negative_zero()) {
            sort_parts::<f32>(source, target, n, at, plan);
        } else {
            sort_line::<Pair>(source.cast(), target.cast(), n, plan);
        }
    }
}

pub(super) unsafe fn order_pairs(
    source: *const u8,
    positions: *mut i64,
    n: usize,
    at: Option<&[usize]>,
    plan: Plan,
) {
    type Pair = Complex<f32>;
    // SAFETY: passed on from the caller.
    unsafe {
        let elements = std::slice::from_raw_parts(source.cast::<Pair>(), n);
        if elements.iter().any(|z| Item::is_nan(*z)) {
            order_parts::<f32>(source, positions, n, at, plan);
        } else {
            order_line::<Pair>(source.cast(), positions, n, plan);
        }
    }
}

unsafe fn pick_plain<T: Item<Key: Sortable>>(
    source: *const u8,
    target: *mut u8,
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe { pick_line::<T>(source.cast(), target.cast(), n, positions, plan) }
}

unsafe fn pick_pairs(
    source: *const u8,
    target: *mut u8,
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe { pick_sorted::<f32>(sort_pairs, (source, target), n, positions, plan) }
}

unsafe fn pick_parts<T: Item + num_traits::Float>(
    source: *const u8,
    target: *mut u8,
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe { pick_sorted::<T>(sort_parts::<T>, (source, target), n, positions, plan) }
}

/// Picks from a sorted line of complex numbers.
unsafe fn pick_sorted<T: num_traits::Float>(
    sort: SortLine,
    (source, target): (*const u8, *mut u8),
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    let sorted = room::<Complex<T>>(n);
    let target = target.cast::<Complex<T>>();
    // SAFETY: passed on from the caller; there is room for the line.
    unsafe {
        sort(source, sorted.as_mut_ptr(), n, None, plan);
        let sorted = std::slice::from_raw_parts(sorted.as_ptr().cast::<Complex<T>>(), n);
        let last = sorted[n - 1];
        for (i, &position) in positions.iter().enumerate() {
            let is_nan = last.re.is_nan() || last.im.is_nan();
            target
                .add(i)
                .write(if is_nan { last } else { sorted[position] });
        }
    }
}

pub(super) fn sorter(dtype: DType) -> SortLine {
    by_item!(dtype, sort_plain, sort_pairs, sort_parts)
}

pub(super) fn orderer(dtype: DType) -> OrderLine {
    by_item!(dtype, order_plain, order_pairs, order_parts)
}

pub(super) fn picker(dtype: DType) -> PickLine {
    by_item!(dtype, pick_plain, pick_pairs, pick_parts)
}
