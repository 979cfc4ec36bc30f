//! What the plain loops do with rows: in chunks that are taken by value, so that they become vectors whatever the
//! compiler knows about the rows.

use crate::field::{Field, square};
use num_traits::zero;

/// Elements at a time.
pub(crate) const CHUNK: usize = 8;

/// `x + factor·y` for each element, in `x`.
#[inline(always)]
pub(crate) fn add_scaled<T: Field>(x: &mut [T], factor: T, y: &[T]) {
    let (x, y) = add_scaled_chunks::<T, CHUNK>(x, factor, y);
    let (x, y) = add_scaled_chunks::<T, { CHUNK / 2 }>(x, factor, y);
    for (x, y) in x.iter_mut().zip(y) {
        *x += factor * *y;
    }
}

/// Where the chunk of an element begins.
#[inline(always)]
pub(crate) fn chunk_start(i: usize) -> usize {
    i / CHUNK * CHUNK
}

/// `x - Σ factor(j)·y_j` in `x`, where `y_j` begins at `j·stride` in `y`, for `count` of them. Each chunk of `x` stays in
/// registers meanwhile.
#[inline(always)]
pub(crate) fn subtract_rows<T: Field>(
    x: &mut [T],
    factor: impl Fn(usize) -> T,
    y: &[T],
    (stride, count): (usize, usize),
) {
    let k = x.len();
    let mut at = 0;
    while at + CHUNK <= k {
        subtract_columns::<T, CHUNK>(x, &factor, y, (stride, count), at);
        at += CHUNK;
    }
    while at + CHUNK / 2 <= k {
        subtract_columns::<T, { CHUNK / 2 }>(x, &factor, y, (stride, count), at);
        at += CHUNK / 2;
    }
    while at < k {
        subtract_columns::<T, 1>(x, &factor, y, (stride, count), at);
        at += 1;
    }
}

#[inline(always)]
fn subtract_columns<T: Field, const N: usize>(
    x: &mut [T],
    factor: &impl Fn(usize) -> T,
    y: &[T],
    (stride, count): (usize, usize),
    at: usize,
) {
    let Some(x) = x[at..].first_chunk_mut::<N>() else {
        return;
    };
    let mut sum = *x;
    for (j, y) in y.chunks(stride).take(count).enumerate() {
        if let Some(y) = y[at..].first_chunk::<N>() {
            let factor = factor(j);
            for i in 0..N {
                sum[i] -= factor * y[i];
            }
        }
    }
    *x = sum;
}

/// As [`add_scaled`]; gives back what is no whole chunk.
#[inline(always)]
fn add_scaled_chunks<'a, T: Field, const N: usize>(
    x: &'a mut [T],
    factor: T,
    y: &'a [T],
) -> (&'a mut [T], &'a [T]) {
    let (x, x_rest) = x.as_chunks_mut::<N>();
    let (y, y_rest) = y.as_chunks::<N>();
    for (x, y) in x.iter_mut().zip(y) {
        let (mut sum, y) = (*x, *y);
        for i in 0..N {
            sum[i] += factor * y[i];
        }
        *x = sum;
    }
    (x_rest, y_rest)
}

/// `Σ x_i·y_i`, always in the same order.
#[inline(always)]
pub(crate) fn dot<T: Field>(x: &[T], y: &[T]) -> T {
    let (x, x_rest) = x.as_chunks::<CHUNK>();
    let (y, y_rest) = y.as_chunks::<CHUNK>();
    let mut sums = [zero::<T>(); CHUNK];
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (*x, *y);
        for i in 0..CHUNK {
            sums[i] += x[i] * y[i];
        }
    }
    let mut sum = sum_of(sums);
    for (x, y) in x_rest.iter().zip(y_rest) {
        sum += *x * *y;
    }
    sum
}

/// `Σ |x_i|²`, in the order of [`dot`].
#[inline(always)]
pub(crate) fn squares<T: Field>(x: &[T]) -> T::R {
    let (x, rest) = x.as_chunks::<CHUNK>();
    let mut sums = [zero::<T::R>(); CHUNK];
    for x in x {
        let x = *x;
        for i in 0..CHUNK {
            sums[i] += square(x[i]);
        }
    }
    rest.iter().fold(sum_of(sums), |sum, x| sum + square(*x))
}

/// The sum of the elements of a chunk.
#[inline(always)]
fn sum_of<T: Field>([a, b, c, d, e, f, g, h]: [T; CHUNK]) -> T {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Turns two rows into `c·x + s·y` and `c·y - s·x`.
#[inline(always)]
pub(crate) fn rotate<T: Field>(x: &mut [T], y: &mut [T], c: T::R, s: T::R) {
    let (x, x_rest) = x.as_chunks_mut::<CHUNK>();
    let (y, y_rest) = y.as_chunks_mut::<CHUNK>();
    for (x, y) in x.iter_mut().zip(y) {
        let (u, v) = (*x, *y);
        let (mut upper, mut lower) = (u, v);
        for i in 0..CHUNK {
            upper[i] = u[i].scaled(c) + v[i].scaled(s);
            lower[i] = v[i].scaled(c) - u[i].scaled(s);
        }
        (*x, *y) = (upper, lower);
    }
    for (x, y) in x_rest.iter_mut().zip(y_rest) {
        (*x, *y) = (x.scaled(c) + y.scaled(s), y.scaled(c) - x.scaled(s));
    }
}
