//! Reflections that are kept in rows, for the decompositions that work from both sides.

use crate::field::{Divisor, Field, is_faithful, square};
use crate::rows::{add_scaled, chunk_start, dot, squares};
use num_traits::{Float, one, zero};

/// The largest size of a matrix whose reflections are kept.
pub(crate) const LARGEST: usize = 64;

/// Finds a real `length` and `H = I - factor·v·vᴴ`, with 1 at place `at` of v, such that Hᴴ takes `x`, which is zero before
/// that place, to `length` there; replaces `x` by v.
#[inline(always)]
pub(crate) fn reflection<T: Field>(x: &mut [T], at: usize) -> (T::R, T) {
    let mut first = std::mem::replace(&mut x[at], zero());
    let mut rest = squares(x);
    let mut scale: T::R = one();
    if !is_faithful(square(first) + rest) {
        scale = balance(x, first.size());
        first = first.scaled(scale);
        rest = squares(x);
    }
    x[at] = one();
    if rest == zero() && first.im() == zero() {
        return (first.re() / scale, zero());
    }
    let norm = Float::sqrt(square(first) + rest);
    let length = if first.re() < zero() { norm } else { -norm };
    let offset = T::of_real(length) - first;
    let inverse = -Divisor::new(offset).divide(one());
    for x in x.iter_mut() {
        *x *= inverse;
    }
    x[at] = one();
    (length / scale, offset.over(length))
}

/// Brings the elements near one; gives the power of two that does it. `size` is that of one more.
#[cold]
fn balance<T: Field>(x: &mut [T], size: T::R) -> T::R {
    let scale = x.iter().map(|x| x.size()).fold(size, Float::max).balance();
    for x in x {
        *x = x.scaled(scale);
    }
    scale
}

/// Replaces the vectors of reflections in the rows of `a` by the adjoint of the product of the reflections. The vector
/// in row `k` has its 1 at `k + offset` and zeros before; where the factor is zero, it may be anything. There are as many
/// columns as rows, or more, of which the first ones then come.
#[inline(always)]
pub(crate) fn accumulate<T: Field>(
    a: &mut [T],
    width: usize,
    factors: &[T; LARGEST],
    offset: usize,
) {
    let mut v = [zero::<T>(); LARGEST];
    let mut adjoint = [zero::<T>(); LARGEST];
    let (v, adjoint) = (&mut v[..width], &mut adjoint[..width]);
    for k in (0..a.len() / width).rev() {
        // Rows and columns from there on hold the product of later reflections.
        let (row, below) = a[k * width..].split_at_mut(width);
        v.copy_from_slice(row);
        for (adjoint, v) in adjoint.iter_mut().zip(&*v) {
            *adjoint = v.conjugate();
        }
        row.fill(zero());
        row[k] = one();
        let factor = factors[k].conjugate();
        if factor == zero() {
            continue;
        }
        let start = chunk_start(k + offset);
        let (v, adjoint) = (&v[start..], &adjoint[start..]);
        let reflect = |row: &mut [T]| {
            let along = dot(&row[start..], v);
            add_scaled(&mut row[start..], -(factor * along), adjoint);
        };
        if offset == 0 {
            reflect(row);
        }
        below.chunks_exact_mut(width).for_each(reflect);
    }
}
