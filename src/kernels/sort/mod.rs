//! Stable sorting of lines, of keys alone or with payloads, the order of lines, and binary search in sorted ones.
//!
//! Elements become integers of the same order (`keys`), which `quick` and `network` sort with vector registers and
//! `radix` without (`level` chooses). Sorting by value is in `values`, finding positions in `order`. NaN comes
//! last, the two zeros are equal. Complex numbers follow numpy: first those without NaN, then NaN in the imaginary,
//! the real, both parts.

mod compiled;
mod keys;
mod level;
#[cfg(target_arch = "x86_64")]
mod network;
mod order;
#[cfg(target_arch = "x86_64")]
mod quick;
mod radix;
mod search;
#[cfg(test)]
mod tests;
mod values;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::arg::Shared;
use super::copy::{contiguous, copy};
use super::loops::parallel_for;
use super::simd::{Set, set};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::dtype::dispatch::for_item_size;
use crate::shape::axes::AxisList;
use half::{bf16, f16};
use keys::Item;
use level::Plan;
use num_complex::Complex;
use order::{order_complex, order_line};
use search::{Line, Rank, keep_first, search_line};
use values::{room, sort_line};

/// Elements of lines that are worth a thread of their own.
const GRAIN: usize = 4096;
/// Searches that are worth a thread of their own.
const SEARCHES: usize = 2048;

/// Sorts `inputs[0]` along `axis` into `outputs[0]` and permutes the other inputs in the same way.
pub(crate) fn sort(inputs: &[&Dense], axis: usize, outputs: &mut [Dense]) {
    along_last(inputs, axis, outputs, &|n, inputs, outputs| {
        if inputs.len() == 1 {
            sort_lines(n, &inputs[0], &mut outputs[0]);
        } else {
            sort_together(n, inputs, outputs);
        }
    });
}

/// Writes the positions that the elements along `axis` have in increasing order, as i64.
pub(crate) fn argsort(x: &Dense, axis: usize, out: &mut Dense) {
    along_last(
        &[x],
        axis,
        std::slice::from_mut(out),
        &|n, inputs, outputs| {
            let x = &inputs[0];
            let order = orderer(x.dtype());
            let (from, to) = (
                Shared(x.as_ptr().cast_mut()),
                Shared(outputs[0].as_mut_ptr()),
            );
            for_lines(n, x.len() / n, &|line, plan| {
                let from = from.at((line * n * x.dtype().item_size()) as isize);
                let to = to.at((line * n * size_of::<i64>()) as isize);
                // SAFETY: the line lies in both arrays, and one task writes it.
                unsafe { order(from, to.cast(), n, plan) };
            });
        },
    );
}

/// What is done to lines of some length in inputs and outputs.
type OnLines<'a> = dyn Fn(usize, &[Dense], &mut [Dense]) + 'a;

/// Calls `body`, which works on contiguous lines of the length that it is given, for lines along any axis of any
/// layout.
fn along_last(inputs: &[&Dense], axis: usize, outputs: &mut [Dense], body: &OnLines<'_>) {
    if inputs[0].len() == 0 {
        return;
    }
    let shape = inputs[0].shape();
    let n = shape[axis];
    if shape[axis + 1..].iter().all(|&size| size == 1) {
        let inputs: Vec<Dense> = inputs.iter().map(|x| contiguous(x)).collect();
        body(n, &inputs, outputs);
        return;
    }
    let mut order: AxisList = (0..shape.len()).filter(|&a| a != axis).collect();
    order.push(axis);
    let moved = |x: &Dense| x.with_layout(x.layout().permute(&order));
    let inputs: Vec<Dense> = inputs.iter().map(|x| contiguous(&moved(x))).collect();
    let mut results: Vec<Dense> = outputs
        .iter()
        .map(|out| {
            Dense::uninit("sort", out.dtype(), moved(out).shape())
                .expect("as large as an array that exists")
        })
        .collect();
    body(n, &inputs, &mut results);
    let mut back = order.clone();
    for (place, &a) in order.iter().enumerate() {
        back[a] = place;
    }
    for (result, out) in results.iter().zip(outputs) {
        copy(&result.with_layout(result.layout().permute(&back)), out);
    }
}

/// Calls `body` for all lines: on several threads, or with a plan that may use them for the only line.
fn for_lines(n: usize, lines: usize, body: &(dyn Fn(usize, Plan) + Sync)) {
    if lines == 1 {
        return body(0, Plan::new(true));
    }
    parallel_for(lines, (GRAIN / n).max(1), &|range| {
        for line in range {
            body(line, Plan::new(false));
        }
    });
}

fn sort_lines(n: usize, x: &Dense, out: &mut Dense) {
    let sort = sorter(x.dtype());
    let (from, to) = (Shared(x.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    let size = n * x.dtype().item_size();
    for_lines(n, x.len() / n, &|line, plan| {
        let offset = (line * size) as isize;
        // SAFETY: the line lies in both arrays, and one task writes it.
        unsafe { sort(from.at(offset), to.at(offset), n, plan) };
    });
}

fn sort_together(n: usize, inputs: &[Dense], outputs: &mut [Dense]) {
    let keys = &inputs[0];
    let order = orderer(keys.dtype());
    let moves: Vec<(Shared, Shared, usize)> = inputs
        .iter()
        .zip(outputs)
        .map(|(x, out)| {
            let size = x.dtype().item_size();
            (
                Shared(x.as_ptr().cast_mut()),
                Shared(out.as_mut_ptr()),
                size,
            )
        })
        .collect();
    for_lines(n, keys.len() / n, &|line, plan| {
        let positions = room::<i64>(n);
        let positions = positions.as_mut_ptr().cast::<i64>();
        let at = |place: &Shared, size: usize| place.at((line * n * size) as isize);
        // SAFETY: the line lies in all arrays, one task writes it, and positions are those of a line.
        unsafe {
            order(at(&moves[0].0, moves[0].2), positions, n, plan);
            let positions = std::slice::from_raw_parts(positions, n);
            for (from, to, size) in &moves {
                permute_line(at(from, *size), at(to, *size), *size, positions);
            }
        }
    });
}

/// Writes a line of elements of some size in a new order.
///
/// # Safety
/// Both lines must be as long as the positions, which are a permutation.
unsafe fn permute_line(from: *const u8, to: *mut u8, size: usize, positions: &[i64]) {
    for_item_size!(size, T => {
        let (from, to) = (from.cast::<T>(), to.cast::<T>());
        for (k, &position) in positions.iter().enumerate() {
            // SAFETY: by the contract.
            unsafe { to.add(k).write(from.add(position as usize).read()) };
        }
    });
}

type SortLine = unsafe fn(source: *const u8, target: *mut u8, n: usize, plan: Plan);
type OrderLine = unsafe fn(source: *const u8, positions: *mut i64, n: usize, plan: Plan);

unsafe fn sort_plain<T: Item<Key: level::Sortable>>(
    source: *const u8,
    target: *mut u8,
    n: usize,
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe { sort_line::<T>(source.cast(), target.cast(), n, plan) }
}

unsafe fn order_plain<T: Item>(source: *const u8, positions: *mut i64, n: usize, plan: Plan) {
    // SAFETY: passed on from the caller.
    unsafe { order_line::<T>(source.cast(), positions, n, plan) }
}

unsafe fn order_parts<T: Item>(source: *const u8, positions: *mut i64, n: usize, plan: Plan) {
    // SAFETY: passed on from the caller.
    unsafe { order_complex::<T>(source.cast(), positions, n, plan) }
}

/// Sorts complex numbers by their order.
unsafe fn sort_parts<T: Item>(source: *const u8, target: *mut u8, n: usize, plan: Plan) {
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
unsafe fn sort_pairs(source: *const u8, target: *mut u8, n: usize, plan: Plan) {
    type Pair = Complex<f32>;
    // SAFETY: passed on from the caller.
    unsafe {
        let elements = std::slice::from_raw_parts(source.cast::<Pair>(), n);
        if elements.iter().any(|z| z.is_nan() | z.is_negative_zero()) {
            sort_parts::<f32>(source, target, n, plan);
        } else {
            sort_line::<Pair>(source.cast(), target.cast(), n, plan);
        }
    }
}

unsafe fn order_pairs(source: *const u8, positions: *mut i64, n: usize, plan: Plan) {
    type Pair = Complex<f32>;
    // SAFETY: passed on from the caller.
    unsafe {
        let elements = std::slice::from_raw_parts(source.cast::<Pair>(), n);
        if elements.iter().any(|z| Item::is_nan(*z)) {
            order_complex::<f32>(source.cast(), positions, n, plan);
        } else {
            order_line::<Pair>(source.cast(), positions, n, plan);
        }
    }
}

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

fn sorter(dtype: DType) -> SortLine {
    by_item!(dtype, sort_plain, sort_pairs, sort_parts)
}

fn orderer(dtype: DType) -> OrderLine {
    by_item!(dtype, order_plain, order_pairs, order_parts)
}

/// Writes for each element of `x` how many elements of its sorted line come before it, with `right` also equal ones.
/// Lines are those along the last axis of `sorted`; there are as many as leading elements of `x`.
pub(crate) fn search(sorted: &Dense, x: &Dense, right: bool, out: &mut Dense) {
    if x.len() == 0 {
        return;
    }
    let (sorted, x) = (contiguous(sorted), contiguous(x));
    let (&n, batch) = sorted
        .shape()
        .split_last()
        .expect("the primitive has checked that there is an axis");
    let lines: usize = batch.iter().product();
    let per_line = x.len() / lines;
    let size = x.dtype().item_size();
    let search = by_item!(
        x.dtype(),
        search_bytes,
        search_bytes::<Complex<f32>>,
        search_parts
    );
    let places = [
        Shared(sorted.as_ptr().cast_mut()),
        Shared(x.as_ptr().cast_mut()),
        Shared(out.as_mut_ptr()),
    ];
    parallel_for(x.len(), SEARCHES, &|range| {
        let mut start = range.start;
        while start < range.end {
            let line = start / per_line;
            let end = range.end.min((line + 1) * per_line);
            let at = |place: usize, offset: usize| places[place].at(offset as isize);
            // SAFETY: the line and the elements lie in their arrays, and one task writes their positions.
            unsafe {
                search(
                    at(0, line * n * size),
                    n,
                    right,
                    at(1, start * size),
                    at(2, start * size_of::<i64>()).cast(),
                    end - start,
                );
            }
            start = end;
        }
    });
}

unsafe fn search_bytes<T: Rank>(
    sorted: *const u8,
    n: usize,
    right: bool,
    x: *const u8,
    to: *mut i64,
    count: usize,
) {
    let sorted = sorted.cast();
    // Gathering with the longest vectors is slower.
    let set = set().min(Set::Avx2);
    // SAFETY: passed on from the caller; the set in use is one that the machine has.
    unsafe { search_line::<T>(set, Line { sorted, n, right }, x.cast(), to, count) }
}

unsafe fn search_parts<T>(
    sorted: *const u8,
    n: usize,
    right: bool,
    x: *const u8,
    to: *mut i64,
    count: usize,
) where
    Complex<T>: Rank,
{
    // SAFETY: passed on from the caller.
    unsafe { search_bytes::<Complex<T>>(sorted, n, right, x, to, count) }
}

/// The distinct elements of a 1-d array, sorted; of equal ones the first. All NaNs are equal if `equal_nan`.
pub(crate) fn unique(x: &Dense, equal_nan: bool) -> Dense {
    let mut sorted =
        Dense::uninit("unique", x.dtype(), x.shape()).expect("as large as an array that exists");
    sort(&[x], 0, std::slice::from_mut(&mut sorted));
    let keep = by_item!(x.dtype(), keep_plain, keep_pairs, keep_parts);
    // SAFETY: the line is as long as the array, and nobody else has it.
    let kept = unsafe { keep(sorted.as_mut_ptr(), x.len(), equal_nan) };
    let first = sorted.with_layout(sorted.layout().slice(&[0], &[kept], &[1]));
    let mut out =
        Dense::uninit("unique", x.dtype(), &[kept]).expect("no larger than an array that exists");
    copy(&first, &mut out);
    out
}

unsafe fn keep_plain<T: Rank + Item>(line: *mut u8, n: usize, equal_nan: bool) -> usize {
    // SAFETY: passed on from the caller.
    unsafe { keep_first::<T>(line.cast(), n, equal_nan, Item::is_nan) }
}

unsafe fn keep_pairs(line: *mut u8, n: usize, equal_nan: bool) -> usize {
    // SAFETY: passed on from the caller.
    unsafe { keep_plain::<Complex<f32>>(line, n, equal_nan) }
}

unsafe fn keep_parts<T: num_traits::Float>(line: *mut u8, n: usize, equal_nan: bool) -> usize
where
    Complex<T>: Rank,
{
    let is_nan = |z: Complex<T>| z.re.is_nan() || z.im.is_nan();
    // SAFETY: passed on from the caller.
    unsafe { keep_first::<Complex<T>>(line.cast(), n, equal_nan, is_nan) }
}
