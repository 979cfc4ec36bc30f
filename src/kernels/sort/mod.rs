//! Stable sorting of lines, of keys alone or with payloads, the order of lines, and binary search in sorted ones. Lines
//! can also be divided at some positions only, or give the elements that sorting would put there. Here is the walk over
//! lines; `lines` has what is done to one of each dtype.
//!
//! Elements become integers of the same order (`keys`), which `quick` and `network` sort with vector registers and
//! `radix` without (`level` chooses). Sorting by value is in `values`, finding positions in `order`, dividing in
//! `parting` and `selection`. NaN comes last, the two zeros are equal. Complex numbers follow numpy: first those without
//! NaN, then NaN in the imaginary, the real, both parts.

mod compiled;
mod keys;
mod level;
mod lines;
#[cfg(target_arch = "x86_64")]
mod narrow;
#[cfg(target_arch = "x86_64")]
mod network;
mod order;
mod parting;
#[cfg(target_arch = "x86_64")]
mod quick;
mod radix;
mod search;
mod selection;
#[cfg(test)]
mod tests;
mod values;
#[cfg(target_arch = "x86_64")]
mod wide;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::copy::{contiguous, copy};
use super::loops::parallel_for;
use super::shared::Shared;
use super::simd::{Set, set};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::shape::axes::AxisList;
use half::{bf16, f16};
use keys::Item;
use level::Plan;
use lines::{by_item, orderer, permute_line, picker, sorter};
use num_complex::Complex;
use search::{Line, Rank, keep_first, search_line};
use values::room;

/// Elements of lines that are worth a thread of their own.
const GRAIN: usize = 4096;
/// Searches that are worth a thread of their own.
const SEARCHES: usize = 2048;

/// Sorts `inputs[0]` along `axis` into `outputs[0]`, or so far that the elements at the increasing positions `at` are
/// where sorting would put them, and permutes the other inputs in the same way.
pub(crate) fn sort(inputs: &[&Dense], axis: usize, at: Option<&[usize]>, outputs: &mut [Dense]) {
    along_last(inputs, axis, outputs, &|n, inputs, outputs| {
        if inputs.len() == 1 {
            sort_lines(n, &inputs[0], at, &mut outputs[0]);
        } else {
            sort_together(n, inputs, at, outputs);
        }
    });
}

/// Writes the positions, as i64, that the elements along `axis` have in increasing order, or in that of [`sort`] up to
/// the positions `at`.
pub(crate) fn argsort(x: &Dense, axis: usize, at: Option<&[usize]>, out: &mut Dense) {
    let order = orderer(x.dtype());
    // SAFETY: the lines have `n` elements, and one task writes the second.
    along_lines(x, axis, out, &|from, to, n, plan| unsafe {
        order(from, to.cast(), n, at, plan);
    });
}

/// Whether lines of `n` elements are divided at so many positions; others are sorted.
#[cfg(feature = "testing")]
pub(crate) fn divides(dtype: DType, n: usize, positions: usize) -> bool {
    !dtype.is_complex() && parting::divides(dtype.item_size(), n, positions)
}

/// Writes the elements that sorting along `axis` would put at increasing `positions`, for a line with NaN only NaN.
pub(crate) fn pick(x: &Dense, axis: usize, positions: &[usize], out: &mut Dense) {
    let pick = picker(x.dtype());
    // SAFETY: the lines have `n` elements and one for each position; one task writes the second.
    along_lines(x, axis, out, &|from, to, n, plan| unsafe {
        pick(from, to, n, positions, plan);
    });
}

/// Calls `body` for all lines along an axis of one input and output of any layout, with where they begin and the number of
/// elements of the first.
fn along_lines(
    x: &Dense,
    axis: usize,
    out: &mut Dense,
    body: &(dyn Fn(*const u8, *mut u8, usize, Plan) + Sync),
) {
    let to_step = out.shape()[axis] * out.dtype().item_size();
    let out = std::slice::from_mut(out);
    along_last(&[x], axis, out, &|n, inputs, outputs| {
        let (x, out) = (&inputs[0], &mut outputs[0]);
        let from_step = n * x.dtype().item_size();
        for_pairs_of_lines((x, from_step), (out, to_step), n, &|from, to, plan| {
            body(from, to, n, plan);
        });
    });
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

/// Calls `body` for all lines of `n` elements with where they begin in two arrays, whose lines have so many bytes.
fn for_pairs_of_lines(
    (x, from_step): (&Dense, usize),
    (out, to_step): (&mut Dense, usize),
    n: usize,
    body: &(dyn Fn(*const u8, *mut u8, Plan) + Sync),
) {
    let (from, to) = (Shared(x.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    for_lines(n, x.len() / n, &|line, plan| {
        let from = from.at((line * from_step) as isize);
        body(from.cast_const(), to.at((line * to_step) as isize), plan);
    });
}

fn sort_lines(n: usize, x: &Dense, at: Option<&[usize]>, out: &mut Dense) {
    let sort = sorter(x.dtype());
    let size = n * x.dtype().item_size();
    for_pairs_of_lines((x, size), (out, size), n, &|from, to, plan| {
        // SAFETY: the lines have `n` elements, and one task writes the second.
        unsafe { sort(from, to, n, at, plan) }
    });
}

fn sort_together(n: usize, inputs: &[Dense], at: Option<&[usize]>, outputs: &mut [Dense]) {
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
        let place = |start: &Shared, size: usize| start.at((line * n * size) as isize);
        // SAFETY: the line lies in all arrays, one task writes it, and positions are those of a line.
        unsafe {
            order(place(&moves[0].0, moves[0].2), positions, n, at, plan);
            let positions = std::slice::from_raw_parts(positions, n);
            for (from, to, size) in &moves {
                permute_line(place(from, *size), place(to, *size), *size, positions);
            }
        }
    });
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
    sort(&[x], 0, None, std::slice::from_mut(&mut sorted));
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
