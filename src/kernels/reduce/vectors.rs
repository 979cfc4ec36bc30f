//! Reductions of floats in vectors: a row to one number, many short rows at once, rows onto a row.
//!
//! Element `i` of a row goes to lane `i % WIDTH`, and the lanes then fold in halves, on every instruction set and for
//! every length, so all sets give the same bits.

use crate::kernels::simd::shuffle::Shuffle;
use crate::kernels::simd::vector::{Mask, Vector};

/// How two vectors combine.
pub(in crate::kernels) trait Step {
    /// Whether a step is so short that memory is the limit.
    const IS_SHORT: bool = false;
    /// Combined with anything, it gives that.
    fn identity<V: Vector>() -> V;
    fn apply<V: Vector>(x: V, total: V) -> V;
}

pub(in crate::kernels) struct Plus;
pub(in crate::kernels) struct Times;
pub(in crate::kernels) struct Larger;
pub(in crate::kernels) struct Smaller;

#[inline(always)]
fn infinity<V: Vector>() -> V {
    V::one() / (V::one() - V::one())
}

impl Step for Plus {
    const IS_SHORT: bool = true;
    #[inline(always)]
    fn identity<V: Vector>() -> V {
        // Not 0, to which -0 would add as 0.
        (V::one() - V::one()).neg()
    }
    #[inline(always)]
    fn apply<V: Vector>(x: V, total: V) -> V {
        x + total
    }
}

impl Step for Times {
    #[inline(always)]
    fn identity<V: Vector>() -> V {
        V::one()
    }
    #[inline(always)]
    fn apply<V: Vector>(x: V, total: V) -> V {
        x * total
    }
}

impl Step for Larger {
    #[inline(always)]
    fn identity<V: Vector>() -> V {
        infinity::<V>().neg()
    }
    #[inline(always)]
    fn apply<V: Vector>(x: V, total: V) -> V {
        V::select(x.is_nan(), x, x.max(total))
    }
}

impl Step for Smaller {
    #[inline(always)]
    fn identity<V: Vector>() -> V {
        infinity()
    }
    #[inline(always)]
    fn apply<V: Vector>(x: V, total: V) -> V {
        V::select(x.is_nan(), x, x.min(total))
    }
}

/// Bytes of all lanes that accumulate.
const WIDTH: usize = 256;
/// The most vectors that they fill.
const VECTORS: usize = 8;
/// The most lanes of a vector.
const LANES: usize = 16;

/// What is done to the vectors of a row before they fold: `x` is at element `i` and has `count` elements.
pub(in crate::kernels) trait Map<V> {
    /// # Safety
    /// As the implementation demands, for these elements.
    unsafe fn at(&self, x: V, i: usize, count: usize) -> V;
}

struct Same;

impl<V> Map<V> for Same {
    #[inline(always)]
    unsafe fn at(&self, x: V, _: usize, _: usize) -> V {
        x
    }
}

/// The fold of the elements of a row under a map, which makes the identity of what `fill` has.
///
/// # Safety
/// `n` elements must be readable, and as the map demands.
#[inline(always)]
pub(in crate::kernels) unsafe fn fold_map<V: Shuffle, O: Step, M: Map<V>>(
    from: *const V::Scalar,
    n: usize,
    fill: V,
    map: &M,
) -> V::Scalar {
    // SAFETY: passed on.
    fold_lanes::<V, O, 1>(unsafe { fold::<V, O, M>(from, n, fill, map) }).first()
}

/// Folds a row to one vector.
///
/// # Safety
/// As for [`fold_map`].
#[inline(always)]
unsafe fn fold<V: Shuffle, O: Step, M: Map<V>>(
    from: *const V::Scalar,
    n: usize,
    fill: V,
    map: &M,
) -> V {
    if n <= V::LANES {
        // SAFETY: as the caller promises.
        return unsafe { map.at(V::load_or(from, n, fill), 0, n) };
    }
    let count = vectors_of_totals::<V>();
    let mut totals = [O::identity::<V>(); VECTORS];
    let mut i = 0;
    // SAFETY: indices stay below `n`.
    unsafe {
        while i + count * V::LANES <= n {
            for (k, total) in totals.iter_mut().enumerate().take(count) {
                let at = i + k * V::LANES;
                *total = O::apply(map.at(V::load(from.add(at)), at, V::LANES), *total);
            }
            i += count * V::LANES;
        }
        for total in totals.iter_mut().take(count) {
            if i < n {
                let left = (n - i).min(V::LANES);
                let x = map.at(V::load_or(from.add(i), left, fill), i, left);
                *total = O::apply(x, *total);
                i += V::LANES;
            }
        }
    }
    fold_vectors::<V, O>(totals)
}

/// The vectors that all lanes fill.
#[inline(always)]
const fn vectors_of_totals<V: Vector>() -> usize {
    WIDTH / (V::LANES * size_of::<V::Scalar>())
}

/// Folds the vectors of all lanes to one.
#[inline(always)]
fn fold_vectors<V: Vector, O: Step>([a, b, c, d, e, f, g, h]: [V; VECTORS]) -> V {
    let [a, b, c, d] = if vectors_of_totals::<V>() == VECTORS {
        [
            O::apply(e, a),
            O::apply(f, b),
            O::apply(g, c),
            O::apply(h, d),
        ]
    } else {
        [a, b, c, d]
    };
    O::apply(O::apply(d, b), O::apply(c, a))
}

/// Folds the lanes to the first `LEFT` ones, in halves.
#[inline(always)]
fn fold_lanes<V: Shuffle, O: Step, const LEFT: usize>(mut x: V) -> V {
    if V::LANES > 8 {
        let (low, high) = x.unzip::<8>(x);
        x = O::apply(high, low);
    }
    if V::LANES > 4 {
        let (low, high) = x.unzip::<4>(x);
        x = O::apply(high, low);
    }
    if LEFT < 4 {
        let (low, high) = x.unzip::<2>(x);
        x = O::apply(high, low);
    }
    if LEFT < 2 {
        let (low, high) = x.unzip::<1>(x);
        x = O::apply(high, low);
    }
    x
}

/// The fold of adjacent elements.
#[inline(always)]
pub(in crate::kernels) fn slice<V: Shuffle, O: Step>(xs: &[V::Scalar]) -> V::Scalar {
    // SAFETY: the elements of the slice.
    let x = unsafe { fold::<V, O, _>(xs.as_ptr(), xs.len(), O::identity(), &Same) };
    fold_lanes::<V, O, 1>(x).first()
}

/// The folds of two runs of elements. Where they are long, the machine fetches both from memory at once.
#[inline(always)]
pub(super) fn two_slices<V: Shuffle, O: Step>(
    xs: &[V::Scalar],
    ys: &[V::Scalar],
) -> [V::Scalar; 2] {
    let count = vectors_of_totals::<V>();
    let step = count * V::LANES;
    let n = xs.len();
    // There are registers for the totals of both only where vectors are wide.
    if 2 * count > VECTORS || n <= V::LANES || n % step != 0 || n != ys.len() {
        return [slice::<V, O>(xs), slice::<V, O>(ys)];
    }
    let runs = [xs.as_ptr(), ys.as_ptr()];
    let mut totals = [[O::identity::<V>(); VECTORS]; 2];
    for i in (0..n).step_by(step) {
        for (totals, from) in totals.iter_mut().zip(runs) {
            for (k, total) in totals.iter_mut().enumerate().take(count) {
                // SAFETY: both runs have a multiple of `step` elements.
                let x = unsafe { V::load(from.add(i + k * V::LANES)) };
                *total = O::apply(x, *total);
            }
        }
    }
    let [x, y] = totals;
    // Not by `map`, whose closure would be code outside the set.
    [
        fold_lanes::<V, O, 1>(fold_vectors::<V, O>(x)).first(),
        fold_lanes::<V, O, 1>(fold_vectors::<V, O>(y)).first(),
    ]
}

/// The folds of elements at even and at odd places.
#[inline(always)]
pub(super) fn pairs<V: Shuffle, O: Step>(xs: &[V::Scalar]) -> [V::Scalar; 2] {
    // SAFETY: the elements of the slice.
    let x = unsafe { fold::<V, O, _>(xs.as_ptr(), xs.len(), O::identity(), &Same) };
    let mut lanes = [V::Scalar::default(); LANES];
    // SAFETY: room for the lanes of any vector.
    unsafe { fold_lanes::<V, O, 2>(x).store(lanes.as_mut_ptr()) };
    [lanes[0], lanes[1]]
}

/// The folds of `out.len()` rows of `n` elements, `stride` bytes apart. Vectors of as many rows as there are lanes are
/// joined, each step taking half of two rows.
///
/// # Safety
/// The rows must be readable.
#[inline(always)]
pub(in crate::kernels) unsafe fn each<V: Shuffle, O: Step>(
    source: *const u8,
    stride: isize,
    n: usize,
    out: &mut [V::Scalar],
) {
    // SAFETY: passed on.
    unsafe {
        if n <= V::LANES {
            groups::<V, O, true>(source, stride, n, out);
        } else {
            groups::<V, O, false>(source, stride, n, out);
        }
    }
}

/// [`each`], compiled twice: for rows of at most one vector, and for others.
///
/// # Safety
/// As for [`each`].
#[inline(always)]
unsafe fn groups<V: Shuffle, O: Step, const SHORT: bool>(
    source: *const u8,
    stride: isize,
    n: usize,
    out: &mut [V::Scalar],
) {
    let identity = O::identity::<V>();
    let row = |at: usize| source.wrapping_offset(at as isize * stride).cast();
    let mut groups = out.chunks_exact_mut(V::LANES);
    let mut at = 0;
    for totals in &mut groups {
        let mut group = [identity; LANES];
        for (r, vector) in group.iter_mut().enumerate().take(V::LANES) {
            // SAFETY: one of the rows.
            *vector = unsafe {
                if SHORT {
                    V::load_or(row(at + r), n, identity)
                } else {
                    fold::<V, O, _>(row(at + r), n, identity, &Same)
                }
            };
        }
        if V::LANES > 8 {
            join::<V, O, 8>(&mut group, 8);
        }
        if V::LANES > 4 {
            join::<V, O, 4>(&mut group, 4);
        }
        join::<V, O, 2>(&mut group, 2);
        join::<V, O, 1>(&mut group, 1);
        // SAFETY: the chunk has as many elements as there are lanes.
        unsafe { group[0].store(totals.as_mut_ptr()) };
        at += V::LANES;
    }
    for (r, total) in groups.into_remainder().iter_mut().enumerate() {
        // SAFETY: one of the rows.
        let x = unsafe { fold::<V, O, _>(row(at + r), n, identity, &Same) };
        *total = fold_lanes::<V, O, 1>(x).first();
    }
}

/// One step of [`each`]: pairs of vectors to `count` vectors.
#[inline(always)]
fn join<V: Shuffle, O: Step, const BLOCK: usize>(group: &mut [V; LANES], count: usize) {
    for k in 0..count {
        let (low, high) = group[2 * k].unzip::<BLOCK>(group[2 * k + 1]);
        group[k] = O::apply(high, low);
    }
}

/// Folds rows onto the totals of their columns.
///
/// # Safety
/// `rows` rows of `totals.len()` elements, `stride` bytes apart, must be readable.
#[inline(always)]
pub(in crate::kernels) unsafe fn rows<V: Shuffle, O: Step>(
    totals: &mut [V::Scalar],
    source: *const u8,
    rows: usize,
    stride: isize,
) {
    let mut i = 0;
    // SAFETY: as the caller promises, and as many rows are left as are folded.
    unsafe {
        while i + 8 <= rows {
            some_rows::<V, O, 8>(totals, source.offset(i as isize * stride), stride);
            i += 8;
        }
        if i + 4 <= rows {
            some_rows::<V, O, 4>(totals, source.offset(i as isize * stride), stride);
            i += 4;
        }
        while i < rows {
            some_rows::<V, O, 1>(totals, source.offset(i as isize * stride), stride);
            i += 1;
        }
    }
}

/// # Safety
/// As for [`rows`], with `R` rows.
#[inline(always)]
unsafe fn some_rows<V: Shuffle, O: Step, const R: usize>(
    totals: &mut [V::Scalar],
    source: *const u8,
    stride: isize,
) {
    let n = totals.len();
    let totals = totals.as_mut_ptr();
    let mut j = 0;
    // SAFETY: columns stay below `n`.
    unsafe {
        while j + V::LANES <= n {
            let column = source.cast::<V::Scalar>().add(j);
            let x = fold_column::<V, O, R>(column, stride, V::LANES);
            O::apply(x, V::load(totals.add(j))).store(totals.add(j));
            j += V::LANES;
        }
        if j < n {
            let column = source.cast::<V::Scalar>().add(j);
            let x = fold_column::<V, O, R>(column, stride, n - j);
            O::apply(x, V::load_part(totals.add(j), n - j)).store_part(totals.add(j), n - j);
        }
    }
}

/// # Safety
/// `R` rows of `count <= LANES` elements must be readable.
#[inline(always)]
unsafe fn fold_column<V: Shuffle, O: Step, const R: usize>(
    source: *const V::Scalar,
    stride: isize,
    count: usize,
) -> V {
    let mut x = [O::identity::<V>(); R];
    for (i, x) in x.iter_mut().enumerate() {
        // SAFETY: as the caller promises.
        *x = unsafe {
            let row = source.cast::<u8>().offset(i as isize * stride).cast();
            if count == V::LANES {
                V::load(row)
            } else {
                V::load_part(row, count)
            }
        };
    }
    let mut width = R / 2;
    while width > 0 {
        for i in 0..width {
            x[i] = O::apply(x[2 * i + 1], x[2 * i]);
        }
        width /= 2;
    }
    x[0]
}

#[inline(always)]
fn found<V: Vector>(x: V, wanted: V, is_nan: bool) -> V::Mask {
    if is_nan { x.is_nan() } else { x.eq(wanted) }
}

/// The first place of a number, or of a NaN if `is_nan`.
#[inline(always)]
pub(super) fn position<V: Shuffle>(xs: &[V::Scalar], number: V::Scalar, is_nan: bool) -> usize {
    let wanted = V::splat(number);
    let mut i = 0;
    while i + 4 * V::LANES <= xs.len() {
        let mut masks = [wanted.lt(wanted); 4];
        for (k, mask) in masks.iter_mut().enumerate() {
            // SAFETY: so many elements are left.
            let x = unsafe { V::load(xs.as_ptr().add(i + k * V::LANES)) };
            *mask = found(x, wanted, is_nan);
        }
        if ((masks[0] | masks[1]) | (masks[2] | masks[3])).any() {
            break;
        }
        i += 4 * V::LANES;
    }
    while i < xs.len() {
        let count = (xs.len() - i).min(V::LANES);
        // SAFETY: `count` elements are left. In the other lanes is what is looked for, but they come last.
        let x = unsafe { V::load_or(xs.as_ptr().add(i), count, wanted) };
        let mask = found(x, wanted, is_nan);
        if mask.any() {
            return i + mask.bits().trailing_zeros() as usize;
        }
        i += V::LANES;
    }
    0
}
