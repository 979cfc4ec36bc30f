//! Singular values and vectors of small matrices: reflections from both sides to bidiagonal form, then the QR iteration
//! of Golub and Kahan, with the steps without shift and the tests of Demmel and Kahan that keep small values accurate.
//! Vectors are rows here, so that both work along rows.

use crate::field::{Field, is_faithful, phase};
use crate::reflections::{LARGEST, accumulate, reflection};
use crate::rows::{add_scaled, chunk_start, dot, rotate};
use crate::sets::with_sets;
use num_traits::{Float, NumCast, one, zero};

/// Sizes up to this are faster here than by blocks.
pub(crate) const SMALL: usize = 48;
/// Steps of the iteration for one value; two are usual.
const STEPS: usize = 30;
/// What an element beside the diagonal may be to count as zero, in units of rounding relative to the singular values.
const TOLERANCE: usize = 4;
/// Singular values of a greater ratio than this over the size of the matrix are not risked by shifts.
const RISK: usize = 100;

with_sets! {
    /// The singular values of `scale` times an m×n matrix and, if there is room for them, its vectors, as `Scalar::svd`
    /// describes both. False, and the results are anything, if the iteration does not converge.
    fn singular / singular_loops(
        a: &[T],
        size: (usize, usize),
        scale: T::R,
        s: &mut [T::R],
        vectors: Option<(&mut [T], &mut [T])>,
    ) -> bool;
}

#[inline(always)]
fn singular_loops<T: Field>(
    a: &[T],
    (m, n): (usize, usize),
    scale: T::R,
    s: &mut [T::R],
    vectors: Option<(&mut [T], &mut [T])>,
) -> bool {
    let (u, vh) = vectors.unwrap_or_default();
    let mut buffer = vec![zero::<T>(); m * n + u.len()];
    let (work, uh) = buffer.split_at_mut(m * n);
    // A wide matrix is replaced by its adjoint, for which the two sides change places.
    let is_wide = m < n;
    let (tall, narrow) = if is_wide { (n, m) } else { (m, n) };
    load(a, n, scale, is_wide, work);
    let mut beside = [zero::<T::R>(); LARGEST];
    let mut bidiagonal = Bidiagonal {
        d: s,
        e: &mut beside[..narrow - 1],
        left: Vectors {
            rows: &mut *uh,
            width: tall,
        },
        right: Vectors {
            rows: &mut *vh,
            width: narrow,
        },
    };
    if is_wide {
        std::mem::swap(&mut bidiagonal.left.rows, &mut bidiagonal.right.rows);
    }
    bidiagonal.reduce(work);
    if !bidiagonal.iterate() {
        return false;
    }
    bidiagonal.sort();
    choose_phases(uh, m, vh, n);
    if !u.is_empty() {
        let columns = u.len() / m;
        for (i, row) in u.chunks_exact_mut(columns).enumerate() {
            for (x, vector) in row.iter_mut().zip(uh.chunks_exact(m)) {
                *x = vector[i].conjugate();
            }
        }
    }
    true
}

/// The matrix of `n` columns, times the scale, or the adjoint of that.
#[inline(always)]
fn load<T: Field>(a: &[T], n: usize, scale: T::R, adjoint: bool, to: &mut [T]) {
    if !adjoint {
        for (to, x) in to.iter_mut().zip(a) {
            *to = x.scaled(scale);
        }
        return;
    }
    let m = a.len() / n;
    for (j, row) in to.chunks_exact_mut(m).enumerate() {
        for (to, row) in row.iter_mut().zip(a.chunks_exact(n)) {
            *to = row[j].scaled(scale).conjugate();
        }
    }
}

/// Multiplies vectors, in rows and conjugate, so that the first of the largest elements of each on the left is real and
/// positive; where the left has none left, of each on the right.
#[inline(always)]
fn choose_phases<T: Field>(left: &mut [T], m: usize, right: &mut [T], n: usize) {
    let turn = |row: &mut [T], by: T| {
        for x in row {
            *x *= by;
        }
    };
    let of = |row: &[T]| phase(row.iter().copied()).unwrap_or_else(one);
    let mut others = right.chunks_exact_mut(n);
    for row in left.chunks_exact_mut(m) {
        let by = of(row);
        turn(row, by);
        if let Some(row) = others.next() {
            turn(row, by);
        }
    }
    for row in others {
        let by = of(row);
        turn(row, by);
    }
}

/// Adjoint vectors in rows, or none.
struct Vectors<'a, T> {
    rows: &'a mut [T],
    width: usize,
}

impl<T: Field> Vectors<'_, T> {
    /// Keeps a reflection in row `k` for [`accumulate`].
    #[inline(always)]
    fn keep(&mut self, k: usize, start: usize, v: &[T]) {
        if !self.rows.is_empty() {
            self.rows[k * self.width + start..][..v.len()].copy_from_slice(v);
        }
    }

    #[inline(always)]
    fn pair(&mut self, i: usize, j: usize) -> (&mut [T], &mut [T]) {
        let (above, below) = self.rows.split_at_mut(j * self.width);
        (
            &mut above[i * self.width..][..self.width],
            &mut below[..self.width],
        )
    }

    /// Turns rows `i` and `i + 1`, or with `is_up` the other way round.
    #[inline(always)]
    fn turn(&mut self, i: usize, is_up: bool, (c, s): (T::R, T::R)) {
        if !self.rows.is_empty() {
            let (x, y) = self.pair(i, i + 1);
            rotate(x, y, c, if is_up { -s } else { s });
        }
    }

    #[inline(always)]
    fn swap(&mut self, i: usize, j: usize) {
        if !self.rows.is_empty() {
            let (x, y) = self.pair(i, j);
            x.swap_with_slice(y);
        }
    }
}

/// An upper bidiagonal matrix with `d` on the diagonal and `e` beside it, and the vectors that turn along with its rows
/// and with its columns.
struct Bidiagonal<'a, T: Field> {
    d: &'a mut [T::R],
    e: &'a mut [T::R],
    left: Vectors<'a, T>,
    right: Vectors<'a, T>,
}

impl<T: Field> Bidiagonal<'_, T> {
    /// Takes the place of a matrix with as many rows as the left vectors are long and as many columns as the right ones.
    #[inline(always)]
    fn reduce(&mut self, a: &mut [T]) {
        let (m, n) = (self.left.width, self.right.width);
        let mut left_factors = [zero::<T>(); LARGEST];
        let mut right_factors = [zero::<T>(); LARGEST];
        let mut column = [zero::<T>(); LARGEST];
        let mut sums = [zero::<T>(); LARGEST];
        let mut adjoint = [zero::<T>(); LARGEST];
        for k in 0..n {
            let start = chunk_start(k);
            let v = &mut column[..m];
            v[start..k].fill(zero());
            for (v, row) in v.iter_mut().zip(a.chunks_exact(n)).skip(k) {
                *v = row[k];
            }
            let (length, factor) = reflection(&mut v[start..], k - start);
            (self.d[k], left_factors[k]) = (length, factor);
            self.left.keep(k, start, &v[start..]);
            if k + 1 == n {
                break;
            }

            let start = chunk_start(k + 1);
            let place = k + 1 - start;
            let sums = &mut sums[start..n];
            sums.fill(zero());
            for (v, row) in v.iter().zip(a.chunks_exact(n)).skip(k) {
                add_scaled(sums, v.conjugate(), &row[start..]);
            }
            sums[..place].fill(zero());
            let factor = -factor.conjugate();
            let (above, below) = a.split_at_mut((k + 1) * n);
            let w = &mut above[k * n + start..];
            add_scaled(w, factor, sums);
            w[..place].fill(zero());
            for x in w.iter_mut() {
                *x = x.conjugate();
            }
            let (length, right_factor) = reflection(w, place);
            (self.e[k], right_factors[k]) = (length, right_factor);
            self.right.keep(k, start, w);
            let adjoint = &mut adjoint[start..n];
            for (adjoint, w) in adjoint.iter_mut().zip(&*w) {
                *adjoint = w.conjugate();
            }
            for (v, row) in v[k + 1..].iter().zip(below.chunks_exact_mut(n)) {
                let row = &mut row[start..];
                add_scaled(row, factor * *v, sums);
                let along = dot(row, w);
                add_scaled(row, -(right_factor * along), adjoint);
            }
        }
        accumulate(self.left.rows, m, &left_factors, 0);
        accumulate(self.right.rows, n, &right_factors, 1);
    }

    /// Takes what is beside the diagonal off it, and the signs off the diagonal; false if that does not succeed.
    #[inline(always)]
    fn iterate(&mut self) -> bool {
        let n = self.d.len();
        let count: T::R = number(n * n);
        let floor = Float::max(
            number::<T::R>(TOLERANCE) * T::R::epsilon() * least(self.d, self.e)
                / Float::sqrt(number::<T::R>(n)),
            number::<T::R>(STEPS) * count * T::R::min_positive_value(),
        );
        let mut is_up = false;
        // The block that the direction was chosen for.
        let mut block = (n, n);
        for _ in 0..STEPS * n {
            let is_open = |e: &T::R| Float::abs(*e) > floor;
            let Some(last) = self.e[..block.1.min(n - 1)].iter().rposition(is_open) else {
                self.take_signs();
                return true;
            };
            let last = last + 1;
            let first = self.e[..last]
                .iter()
                .rposition(|e| !is_open(e))
                .map_or(0, |i| i + 1);
            if first > block.1 || last < block.0 {
                is_up = Float::abs(self.d[first]) < Float::abs(self.d[last]);
            }
            block = (first, last);
            self.step(first, last, is_up);
        }
        false
    }

    /// One step on a block: something beside the diagonal is found to be zero, or all is turned.
    #[inline(always)]
    fn step(&mut self, first: usize, last: usize, is_up: bool) {
        let (left, right) = (&mut self.left, &mut self.right);
        let (d, e) = (&mut self.d[first..=last], &mut self.e[first..last]);
        if !is_up {
            improve(d, e, |i, rows, columns| {
                right.turn(first + i, false, columns);
                left.turn(first + i, false, rows);
            });
            return;
        }
        // Read from its end, the transpose of a block is upper bidiagonal too.
        d.reverse();
        e.reverse();
        improve(d, e, |i, rows, columns| {
            left.turn(last - 1 - i, true, columns);
            right.turn(last - 1 - i, true, rows);
        });
        d.reverse();
        e.reverse();
    }

    #[inline(always)]
    fn take_signs(&mut self) {
        for (i, d) in self.d.iter_mut().enumerate() {
            if *d < zero() {
                *d = -*d;
                if !self.right.rows.is_empty() {
                    let row = &mut self.right.rows[i * self.right.width..][..self.right.width];
                    for x in row {
                        *x = -*x;
                    }
                }
            }
        }
    }

    /// Brings the diagonal, and the vectors with it, into decreasing order.
    #[inline(always)]
    fn sort(&mut self) {
        let n = self.d.len();
        for i in 0..n {
            let largest = (i + 1..n).fold(i, |at, j| if self.d[j] > self.d[at] { j } else { at });
            if largest != i {
                self.d.swap(i, largest);
                self.left.swap(i, largest);
                self.right.swap(i, largest);
            }
        }
    }
}

type Pair<R> = (R, R);

/// One step on a block that is largest at its beginning. `turn` hears of the cosine and sine between rows and between
/// columns `i` and `i + 1`.
#[inline(always)]
fn improve<R: Field<R = R> + Float>(
    d: &mut [R],
    e: &mut [R],
    turn: impl FnMut(usize, Pair<R>, Pair<R>),
) {
    let n = d.len();
    let tolerance = number::<R>(TOLERANCE) * R::epsilon();
    if Float::abs(e[n - 2]) <= tolerance * Float::abs(d[n - 1]) {
        e[n - 2] = zero();
        return;
    }
    let mut bound = Float::abs(d[0]);
    let mut smallest = bound;
    let mut largest = bound;
    for (e, d) in e.iter_mut().zip(&d[1..]) {
        let (beside, d) = (Float::abs(*e), Float::abs(*d));
        if beside <= tolerance * bound {
            *e = zero();
            return;
        }
        bound = d * (bound / (bound + beside));
        smallest = Float::min(smallest, bound);
        largest = Float::max(largest, Float::max(d, beside));
    }
    let is_risky = number::<R>(RISK * n) * smallest <= largest;
    let shift = if is_risky {
        zero()
    } else {
        shift(d[n - 2], e[n - 2], d[n - 1])
    };
    // Next to the first element it may have no effect.
    if shift > zero() && shift / Float::abs(d[0]) >= Float::sqrt(R::epsilon()) {
        sweep_shifted(d, e, shift, turn);
    } else {
        sweep(d, e, turn);
    }
}

/// A lower bound of the singular values.
#[inline(always)]
fn least<R: Field<R = R> + Float>(d: &[R], e: &[R]) -> R {
    let mut bound = Float::abs(d[0]);
    let mut least = bound;
    for (e, d) in e.iter().zip(&d[1..]) {
        if least == zero() {
            break;
        }
        bound = Float::abs(*d) * (bound / (bound + Float::abs(*e)));
        least = Float::min(least, bound);
    }
    least
}

/// The smaller singular value of `[[f, g], [0, h]]`.
#[inline(always)]
fn shift<R: Field<R = R> + Float>(f: R, g: R, h: R) -> R {
    let (f, g, h) = (Float::abs(f), Float::abs(g), Float::abs(h));
    let (small, large) = (Float::min(f, h), Float::max(f, h));
    if small == zero() {
        return zero();
    }
    let two: R = number(2);
    let (sum, difference) = (one::<R>() + small / large, (large - small) / large);
    if g < large {
        let ratio = (g / large) * (g / large);
        small
            * (two
                / (Float::sqrt(sum * sum + ratio) + Float::sqrt(difference * difference + ratio)))
    } else {
        let ratio = large / g;
        let (sum, difference) = (sum * ratio, difference * ratio);
        let roots =
            Float::sqrt(one::<R>() + sum * sum) + Float::sqrt(one::<R>() + difference * difference);
        two * (small / roots) * ratio
    }
}

/// A step without shift, which only multiplies and so loses no digits of small values.
#[inline(always)]
fn sweep<R: Field<R = R> + Float>(
    d: &mut [R],
    e: &mut [R],
    mut turn: impl FnMut(usize, Pair<R>, Pair<R>),
) {
    let last = e.len();
    let (mut c, mut rows): (R, Pair<R>) = (one(), (one(), zero()));
    for i in 0..last {
        let (columns, length) = rotation(d[i] * c, e[i]);
        if i > 0 {
            e[i - 1] = rows.1 * length;
        }
        (rows, d[i]) = rotation(rows.0 * length, d[i + 1] * columns.1);
        c = columns.0;
        turn(i, rows, columns);
    }
    let end = d[last] * c;
    d[last] = end * rows.0;
    e[last - 1] = end * rows.1;
}

/// A step of the QR iteration on `BᵀB - shift²`.
#[inline(always)]
fn sweep_shifted<R: Field<R = R> + Float>(
    d: &mut [R],
    e: &mut [R],
    shift: R,
    mut turn: impl FnMut(usize, Pair<R>, Pair<R>),
) {
    let last = e.len();
    let sign = if d[0] < zero() { -one::<R>() } else { one() };
    let mut f = (Float::abs(d[0]) - shift) * (sign + shift / d[0]);
    let mut g = e[0];
    for i in 0..last {
        let (columns, length) = rotation(f, g);
        if i > 0 {
            e[i - 1] = length;
        }
        let (c, s) = columns;
        let beside = c * e[i] - s * d[i];
        let below = c * d[i + 1];
        let (rows, length) = rotation(c * d[i] + s * e[i], s * d[i + 1]);
        d[i] = length;
        let (c, s) = rows;
        f = c * beside + s * below;
        d[i + 1] = c * below - s * beside;
        if i + 1 < last {
            g = s * e[i + 1];
            e[i + 1] *= c;
        }
        turn(i, rows, columns);
    }
    e[last - 1] = f;
}

/// The cosine and sine that turn `(f, g)` into `(length, 0)`.
#[inline(always)]
fn rotation<R: Field<R = R> + Float>(f: R, g: R) -> (Pair<R>, R) {
    let squares = f * f + g * g;
    if !is_faithful(squares) {
        return far_rotation(f, g);
    }
    let length = Float::sqrt(squares);
    ((f / length, g / length), length)
}

/// As [`rotation`], for squares that are no numbers.
#[cold]
fn far_rotation<R: Field<R = R> + Float>(f: R, g: R) -> (Pair<R>, R) {
    let size = Float::max(Float::abs(f), Float::abs(g));
    if size == zero() {
        return ((one(), zero()), zero());
    }
    let scale = size.balance();
    let (f, g) = (f * scale, g * scale);
    let length = Float::sqrt(f * f + g * g);
    ((f / length, g / length), length / scale)
}

#[inline(always)]
fn number<R: Float>(x: usize) -> R {
    <R as NumCast>::from(x).unwrap_or_else(R::nan)
}
