//! Slow and obvious linear algebra on single matrices, as references of the records; and their samples.
//!
//! A matrix is a [`SlowArray`] of two axes. Nothing here is shared with the fast code: eigenvalues come from
//! Jacobi's rotations, solutions from elimination with full pivoting.

use crate::array::Array;
use crate::dtype::DType;
use crate::np;
use crate::testing::{Samples, SlowArray};
use num_complex::Complex;

type C = Complex<f64>;

/// The dtypes that have linear algebra.
pub(super) const FIELDS: [DType; 4] = [DType::F32, DType::F64, DType::C64, DType::C128];

/// Random matrices with large, distinct elements on the diagonal, rolled down by `shift` rows: regular, well
/// conditioned, with pivots, eigenvalues and singular values far apart.
pub(super) fn dominant(
    samples: &mut Samples,
    dtype: DType,
    shape: &[usize],
    shift: usize,
) -> Array {
    let noise = SlowArray::of(&samples.array(dtype, shape, -0.5, 0.5));
    let rows = shape[shape.len() - 2].max(1);
    let values = SlowArray::from_fn(shape, |index| {
        let (i, j) = (index[shape.len() - 2], index[shape.len() - 1]);
        let is_large = i == (j + shift) % rows;
        noise.get(index) + if is_large { 2.0 + 1.5 * j as f64 } else { 0.0 }
    });
    np::asarray_of(&values.data, shape, dtype)
}

/// Applies a function of single matrices to batches of them, and puts its results together.
pub(super) fn for_each_matrix(
    inputs: &[SlowArray],
    f: impl Fn(&[SlowArray]) -> Vec<SlowArray>,
) -> Vec<SlowArray> {
    let batch = &inputs[0].shape[..inputs[0].shape.len() - 2];
    let count: usize = batch.iter().product();
    let part = |x: &SlowArray, i: usize| {
        let shape = x.shape[batch.len()..].to_vec();
        let len: usize = shape.iter().product();
        // An empty batch has no matrices; the shapes of the results follow from any one.
        let data = match x.data.get(i * len..(i + 1) * len) {
            Some(data) => data.to_vec(),
            None => {
                SlowArray::from_fn(&shape, |at| number(f64::from(u8::from(at[0] == at[1])))).data
            }
        };
        SlowArray { shape, data }
    };
    let results: Vec<Vec<SlowArray>> = (0..count.max(1))
        .map(|i| f(&inputs.iter().map(|x| part(x, i)).collect::<Vec<_>>()))
        .collect();
    let stack = |k: usize| SlowArray {
        shape: [batch, &results[0][k].shape].concat(),
        data: results
            .iter()
            .take(count)
            .flat_map(|r| r[k].data.clone())
            .collect(),
    };
    (0..results[0].len()).map(stack).collect()
}

pub(super) fn number(x: f64) -> C {
    C::new(x, 0.0)
}

/// The lower factor, from the definition; NaN in the lower triangle if there is none.
pub(super) fn cholesky(a: &SlowArray) -> SlowArray {
    let n = a.shape[0];
    let mut l = SlowArray::from_fn(&[n, n], |_| number(0.0));
    for j in 0..n {
        for i in j..n {
            let known: C = (0..j)
                .map(|k| l.data[i * n + k] * l.data[j * n + k].conj())
                .sum();
            let rest = a.get(&[i, j]) - known;
            if i > j {
                l.data[i * n + j] = rest / l.data[j * n + j].re;
            } else if rest.re > 0.0 {
                l.data[i * n + j] = number(rest.re.sqrt());
            } else {
                let nan = number(f64::NAN);
                return SlowArray::from_fn(
                    &[n, n],
                    |at| if at[0] < at[1] { number(0.0) } else { nan },
                );
            }
        }
    }
    l
}

/// Subtracts a multiple of row j from row i, from a column on.
fn subtract(rows: &mut [Vec<C>], i: usize, j: usize, factor: C, from: usize) {
    let other = rows[j].clone();
    for (x, y) in rows[i].iter_mut().zip(&other).skip(from) {
        *x -= factor * y;
    }
}

/// X with A·X = B, by Gauss-Jordan elimination with row pivots.
pub(super) fn solve(a: &SlowArray, b: &SlowArray) -> SlowArray {
    let (n, k) = (b.shape[0], b.shape[1]);
    let mut rows: Vec<Vec<C>> = (0..n)
        .map(|i| {
            let left = (0..n).map(|j| a.get(&[i, j]));
            left.chain((0..k).map(|j| b.get(&[i, j]))).collect()
        })
        .collect();
    for j in 0..n {
        let pivot = (j..n)
            .max_by(|&p, &q| rows[p][j].norm().total_cmp(&rows[q][j].norm()))
            .expect("a row is left");
        rows.swap(j, pivot);
        let head = rows[j][j];
        rows[j].iter_mut().for_each(|x| *x /= head);
        for i in (0..n).filter(|&i| i != j) {
            let factor = rows[i][j];
            subtract(&mut rows, i, j, factor, 0);
        }
    }
    SlowArray::from_fn(&[n, k], |at| rows[at[0]][n + at[1]])
}

/// Packed factors, pivots and the permutation of rows, step by step.
pub(super) fn lu(a: &SlowArray) -> Vec<SlowArray> {
    let (m, n) = (a.shape[0], a.shape[1]);
    let mut rows: Vec<Vec<C>> = (0..m)
        .map(|i| (0..n).map(|j| a.get(&[i, j])).collect())
        .collect();
    let mut order: Vec<usize> = (0..m).collect();
    let mut pivots = Vec::new();
    for j in 0..m.min(n) {
        let size = |x: C| x.re.abs() + x.im.abs();
        let largest = (j..m).map(|i| size(rows[i][j])).fold(0.0, f64::max);
        let pivot = (j..m)
            .find(|&i| size(rows[i][j]) == largest)
            .expect("one is the largest");
        rows.swap(j, pivot);
        order.swap(j, pivot);
        pivots.push(number(pivot as f64));
        for i in j + 1..m {
            let factor = rows[i][j] / rows[j][j];
            if largest > 0.0 {
                rows[i][j] = factor;
                subtract(&mut rows, i, j, factor, j + 1);
            }
        }
    }
    let order = order.into_iter().map(|i| number(i as f64)).collect();
    vec![
        SlowArray::from_fn(&[m, n], |at| rows[at[0]][at[1]]),
        SlowArray {
            shape: vec![m.min(n)],
            data: pivots,
        },
        SlowArray {
            shape: vec![m],
            data: order,
        },
    ]
}

fn dot(x: &[C], y: &[C]) -> C {
    x.iter().zip(y).map(|(x, y)| x.conj() * y).sum()
}

fn norm(x: &[C]) -> f64 {
    x.iter().map(Complex::norm_sqr).sum::<f64>().sqrt()
}

fn column(a: &SlowArray, j: usize) -> Vec<C> {
    (0..a.shape[0]).map(|i| a.get(&[i, j])).collect()
}

fn from_columns(m: usize, columns: &[Vec<C>]) -> SlowArray {
    SlowArray::from_fn(&[m, columns.len()], |at| columns[at[1]][at[0]])
}

/// More orthonormal columns, up to a number, from unit vectors (twice orthogonalised).
fn completed(mut columns: Vec<Vec<C>>, m: usize, count: usize) -> Vec<Vec<C>> {
    while columns.len() < count {
        let candidates = (0..m).map(|unit| {
            let mut x: Vec<C> = (0..m)
                .map(|i| number(f64::from(u8::from(i == unit))))
                .collect();
            for _ in 0..2 {
                for q in &columns {
                    let part = dot(q, &x);
                    x.iter_mut().zip(q).for_each(|(x, q)| *x -= part * q);
                }
            }
            x
        });
        let mut best = candidates
            .max_by(|x, y| norm(x).total_cmp(&norm(y)))
            .expect("there is room");
        let length = norm(&best);
        for x in &mut best {
            *x /= length;
        }
        columns.push(best);
    }
    columns
}

/// Q and R by Gram and Schmidt's method; the sign of R's diagonal is that of Householder's: opposite to the
/// element that is reduced, of which the last one of a square matrix is left as it is.
pub(super) fn qr(a: &SlowArray, full: bool) -> Vec<SlowArray> {
    let (m, n) = (a.shape[0], a.shape[1]);
    let k = m.min(n);
    let mut columns: Vec<Vec<C>> = Vec::new();
    // The matrix that the reflections so far leave: their rows below are the coordinates of the rest.
    let mut reflected: Vec<Vec<C>> = (0..n).map(|j| column(a, j)).collect();
    for j in 0..k {
        let mut x = column(a, j);
        for _ in 0..2 {
            for q in &columns {
                let part = dot(q, &x);
                x.iter_mut().zip(q).for_each(|(x, q)| *x -= part * q);
            }
        }
        let head = reflected[j][j];
        let tail = norm(&reflected[j][j + 1..]);
        // The factor of modulus 1 that R's diagonal has.
        let sign = match (tail > 0.0, head.re < 0.0) {
            (true, true) | (false, false) => 1.0,
            _ => -1.0,
        };
        let length = norm(&x) * sign;
        columns.push(x.iter().map(|x| x / length).collect());
        if tail > 0.0 {
            let phase = if head.norm() > 0.0 {
                head / head.norm()
            } else {
                number(1.0)
            };
            let mut v = reflected[j][j..].to_vec();
            v[0] += phase * norm(&reflected[j][j..]);
            let square = norm(&v).powi(2);
            for other in &mut reflected[j..] {
                let part = dot(&v, &other[j..]) * 2.0 / square;
                other[j..]
                    .iter_mut()
                    .zip(&v)
                    .for_each(|(x, v)| *x -= part * v);
            }
        }
    }
    let columns = completed(columns, m, if full { m } else { k });
    let q = from_columns(m, &columns);
    let r = SlowArray::from_fn(&[columns.len(), n], |at| {
        if at[0] > at[1] {
            number(0.0)
        } else {
            dot(&columns[at[0]], &column(a, at[1]))
        }
    });
    vec![q, r]
}

pub(super) fn adjoint(a: &SlowArray) -> SlowArray {
    SlowArray::from_fn(&[a.shape[1], a.shape[0]], |at| {
        a.get(&[at[1], at[0]]).conj()
    })
}

/// The Hermitian matrix that a lower triangle describes.
pub(super) fn hermitian(a: &SlowArray) -> SlowArray {
    SlowArray::from_fn(&a.shape, |at| match at[0].cmp(&at[1]) {
        std::cmp::Ordering::Greater => a.get(at),
        std::cmp::Ordering::Equal => number(a.get(at).re),
        std::cmp::Ordering::Less => a.get(&[at[1], at[0]]).conj(),
    })
}

/// The factor that makes the first of the largest elements of a vector real and positive.
fn phase(x: &[C]) -> C {
    let largest = x.iter().map(|x| x.norm()).fold(0.0, f64::max);
    let chosen = x.iter().find(|x| x.norm() >= 0.999 * largest);
    chosen.map_or(number(1.0), |x| x.conj() / x.norm())
}

/// Columns with that phase.
pub(super) fn phased(v: &SlowArray) -> SlowArray {
    let factors: Vec<C> = (0..v.shape[1]).map(|j| phase(&column(v, j))).collect();
    SlowArray::from_fn(&v.shape, |at| v.get(at) * factors[at[1]])
}

/// Columns made orthogonal in pairs by rotations from the right, until all are (one-sided Jacobi): the
/// rotated columns and the product of the rotations.
fn orthogonalised(mut columns: Vec<Vec<C>>) -> (Vec<Vec<C>>, Vec<Vec<C>>) {
    let n = columns.len();
    let mut turns: Vec<Vec<C>> = (0..n)
        .map(|j| {
            (0..n)
                .map(|i| number(f64::from(u8::from(i == j))))
                .collect()
        })
        .collect();
    for _ in 0..60 {
        for p in 0..n {
            for q in p + 1..n {
                let coupling = dot(&columns[p], &columns[q]);
                if coupling.norm() <= 1e-300 {
                    continue;
                }
                let (pp, qq) = (norm(&columns[p]).powi(2), norm(&columns[q]).powi(2));
                let zeta = (qq - pp) / (2.0 * coupling.norm());
                let t = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
                let cosine = 1.0 / (1.0 + t * t).sqrt();
                let sine = coupling / coupling.norm() * cosine * t;
                for set in [&mut columns, &mut turns] {
                    for i in 0..set[p].len() {
                        let (x, y) = (set[p][i], set[q][i]);
                        set[p][i] = x * cosine - y * sine.conj();
                        set[q][i] = x * sine + y * cosine;
                    }
                }
            }
        }
    }
    (columns, turns)
}

/// U, s and V with decreasing s; the phases are those of U's columns (of V's, where U has none).
pub(super) fn svd(a: &SlowArray, full: bool) -> (SlowArray, SlowArray, SlowArray) {
    let (m, n) = (a.shape[0], a.shape[1]);
    if m < n {
        let (v, s, u) = svd(&adjoint(a), full);
        return with_phases(&u, s, &v);
    }
    let (rotated, turns) = orthogonalised((0..n).map(|j| column(a, j)).collect());
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| norm(&rotated[j]).total_cmp(&norm(&rotated[i])));
    let values: Vec<f64> = order.iter().map(|&j| norm(&rotated[j])).collect();
    let u: Vec<Vec<C>> = order
        .iter()
        .zip(&values)
        .map(|(&j, s)| rotated[j].iter().map(|x| x / s).collect())
        .collect();
    let v: Vec<Vec<C>> = order.iter().map(|&j| turns[j].clone()).collect();
    let u = completed(u, m, if full { m } else { n });
    let s = SlowArray {
        shape: vec![n],
        data: values.into_iter().map(number).collect(),
    };
    with_phases(&from_columns(m, &u), s, &from_columns(n, &v))
}

fn with_phases(u: &SlowArray, s: SlowArray, v: &SlowArray) -> (SlowArray, SlowArray, SlowArray) {
    let k = s.data.len();
    let factor = |own: &SlowArray, j: usize| {
        let source = if j < k { u } else { own };
        phase(&column(source, j))
    };
    let turn = |x: &SlowArray| {
        let factors: Vec<C> = (0..x.shape[1]).map(|j| factor(x, j)).collect();
        SlowArray::from_fn(&x.shape, |at| x.get(at) * factors[at[1]])
    };
    (turn(u), s, turn(v))
}

/// Eigenvalues in increasing order with vectors: the singular vectors of a shifted, positive matrix.
pub(super) fn eigh(a: &SlowArray) -> (SlowArray, SlowArray) {
    let n = a.shape[0];
    let shift: f64 = 1.0 + a.data.iter().map(|x| x.norm()).sum::<f64>();
    let shifted = SlowArray::from_fn(&[n, n], |at| {
        a.get(at) + if at[0] == at[1] { shift } else { 0.0 }
    });
    let (_, s, v) = svd(&shifted, false);
    let reversed = SlowArray::from_fn(&[n, n], |at| v.get(&[at[0], n - 1 - at[1]]));
    let values = s.data.iter().rev().map(|x| x - shift).collect();
    (
        SlowArray {
            shape: vec![n],
            data: values,
        },
        reversed,
    )
}

/// Eigenpairs of norm 1 near estimates of the eigenvalues, each improved by inverse iteration with its
/// Rayleigh quotient as the shift.
pub(super) fn eig(a: &SlowArray, estimates: &[C]) -> (SlowArray, SlowArray) {
    let n = a.shape[0];
    let mut values = Vec::new();
    let mut vectors = Vec::new();
    for &estimate in estimates {
        // Off the eigenvalue, so that the first systems are regular; the nearest one wins all the same.
        let mut value = estimate + C::new(1e-3, 1e-3);
        let mut x = SlowArray::from_fn(&[n, 1], |at| C::new(1.0, 0.3 * at[0] as f64));
        for step in 0..12 {
            let shifted = SlowArray::from_fn(&[n, n], |at| {
                a.get(at) - if at[0] == at[1] { value } else { number(0.0) }
            });
            let next = solve(&shifted, &x);
            if !next.data.iter().all(|x| x.is_finite()) {
                break;
            }
            let length = norm(&next.data);
            x.data = next.data.iter().map(|x| x / length).collect();
            let image: Vec<C> = (0..n)
                .map(|i| (0..n).map(|j| a.get(&[i, j]) * x.data[j]).sum())
                .collect();
            if step >= 3 {
                value = dot(&x.data, &image);
            }
        }
        values.push(value);
        vectors.push(x.data);
    }
    let v = from_columns(n, &vectors);
    (
        SlowArray {
            shape: vec![n],
            data: values,
        },
        v,
    )
}
