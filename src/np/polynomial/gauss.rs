//! Nodes and weights of Gauss's quadrature: the zeros of an orthogonal polynomial, by the eigenvalues of its companion
//! matrix (Golub and Welsch 1969).

use super::basis::Basis;
use super::roots::companion;
use crate::array::Array;
use crate::error::{Error, Result};
use crate::np;

/// The nodes in increasing order, and their weights.
pub(super) fn gauss(op: &'static str, basis: &Basis, degree: usize) -> Result<(Array, Array)> {
    let Some(total) = basis.weight_integral.filter(|_| degree > 0) else {
        return Err(Error::value(op, "the degree is a positive integer"));
    };
    let mut highest = vec![0.0; degree + 1];
    highest[degree] = 1.0;
    let matrix = companion(op, basis, &Array::from_vec(highest))?;
    let nodes = np::linalg::eigvalsh(matrix).to_vec::<f64>()?;
    let (mut nodes, mut weights): (Vec<f64>, Vec<f64>) = nodes
        .into_iter()
        .map(|x| {
            // One step of Newton's method mends the digits that the eigenvalue lost.
            let [value, slope, _] = orthonormal(basis, degree, x);
            let x = x - value / slope;
            (x, 1.0 / orthonormal(basis, degree, x)[2])
        })
        .unzip();
    if is_even(basis) {
        symmetrize(&mut nodes, -1.0);
        symmetrize(&mut weights, 1.0);
    }
    let sum: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight *= total / sum;
    }
    Ok((Array::from_vec(nodes), Array::from_vec(weights)))
}

/// Whether the zeros lie symmetrically around 0.
fn is_even(basis: &Basis) -> bool {
    (basis.recurrence)(0)[1] == 0.0
}

fn symmetrize(values: &mut [f64], sign: f64) {
    let mirrored: Vec<f64> = values.iter().rev().map(|v| sign * v).collect();
    for (value, other) in values.iter_mut().zip(mirrored) {
        *value = f64::midpoint(*value, other);
    }
}

/// The orthonormal polynomial of a degree and its derivative at `x`, and the sum of the squares of all those below.
fn orthonormal(basis: &Basis, degree: usize, x: f64) -> [f64; 3] {
    // x p[k] = sqrt(beta[k+1]) p[k+1] + same p[k] + sqrt(beta[k]) p[k-1], with p[0] = 1.
    let root = |k: usize| {
        let ([up, ..], [_, _, down]) = (basis.times_x(k - 1), basis.times_x(k));
        up.signum() * (up * down).sqrt()
    };
    let ([mut before, mut p], [mut slope_before, mut slope]) = ([0.0, 1.0], [0.0, 0.0]);
    let mut squares = 0.0;
    for k in 0..degree {
        squares += p * p;
        let [_, same, _] = basis.times_x(k);
        let (down, up) = (if k == 0 { 0.0 } else { root(k) }, root(k + 1));
        let next = ((x - same) * p - down * before) / up;
        let next_slope = (p + (x - same) * slope - down * slope_before) / up;
        (before, p) = (p, next);
        (slope_before, slope) = (slope, next_slope);
    }
    [p, slope, squares]
}
