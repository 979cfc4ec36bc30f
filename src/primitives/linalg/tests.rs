//! What the records cannot say: functions of vectors that are not unique, degenerate matrices, NaN, 16-bit
//! floats.

use super::cholesky::cholesky;
use super::eig::{eig, eigvals};
use super::eigh::{eigh, eigvalsh};
use super::lu::{lu, solve};
use super::qr::qr;
use super::svd::{Vectors, svd};
use super::triangular_solve::triangular_solve;
use super::{Triangular, adjoint, columns, product, rows, scale_columns};
use crate::array::Array;
use crate::assert_allclose;
use crate::dtype::DType;
use crate::error::OrRaise;
use crate::np;
use crate::prelude::{GradientTape, array};
use crate::testing::{Samples, assert_grads};

fn random(dtype: DType, shape: &[usize]) -> Array {
    Samples::new(7).array(dtype, shape, -1.0, 1.0)
}

fn gradient(f: impl Fn(&Array) -> Array, x: &Array) -> Vec<f64> {
    let tape = GradientTape::new();
    tape.watch(x);
    let y = f(x);
    tape.gradient(&y, x).unwrap().to_vec::<f64>().unwrap()
}

#[test]
fn the_rest_of_complete_factors_counts_by_its_span() {
    for dtype in [DType::F64, DType::C128] {
        let x = random(dtype, &[2, 4, 2]);
        let (q, r) = qr(&x, true).or_raise();
        assert_allclose!(np::real(product(&q, &r)), np::real(&x), atol = 1e-12);
        let projection = |x: &Array| {
            let (q, r) = qr(x, true).or_raise();
            let rest = columns(&q, 2, 4).or_raise();
            vec![product(&rest, &adjoint(&rest)), r]
        };
        assert_grads(projection, &x, 2);
        let projections = |x: &Array| {
            let (u, s, vh) = svd(x, Vectors::Full).or_raise();
            let (u, vh) = (u.unwrap(), vh.unwrap());
            let k = s.shape()[1];
            let rest = columns(&u, k, u.shape()[2]).or_raise();
            let rows = rows(&vh, k, vh.shape()[1]).or_raise();
            let low = scale_columns(&columns(&u, 0, k).or_raise(), &np::exp(&s));
            vec![
                product(&rest, &adjoint(&rest)),
                product(&adjoint(&rows), &rows),
                product(&low, &adjoint(&low)),
            ]
        };
        assert_grads(projections, &x, 2);
        assert_grads(projections, &np::matrix_transpose(&x), 1);
    }
}

#[test]
fn complete_factors_multiply_back() {
    for dtype in [DType::F32, DType::F64, DType::C64, DType::C128] {
        for shape in [[3, 0], [5, 2], [2, 5], [1, 4], [0, 2]] {
            let x = random(dtype, &shape);
            let (u, s, vh) = svd(&x, Vectors::Full).or_raise();
            let (u, vh) = (u.unwrap(), vh.unwrap());
            let k = shape[0].min(shape[1]);
            assert_eq!(
                (u.shape(), vh.shape()),
                (&[shape[0]; 2][..], &[shape[1]; 2][..])
            );
            let (u, vh) = (columns(&u, 0, k).or_raise(), rows(&vh, 0, k).or_raise());
            let back = product(&scale_columns(&u, &s), &vh);
            assert_allclose!(np::real(np::subtract(back, &x)), 0.0, atol = 1e-5);
            let (q, r) = qr(&x, true).or_raise();
            assert_allclose!(
                np::real(np::subtract(product(&q, &r), &x)),
                0.0,
                atol = 1e-5
            );
        }
    }
}

#[test]
fn equal_eigenvalues_leave_functions_of_the_matrix_smooth() {
    let x = array([[1.0, 0.0], [0.0, 1.0]]);
    // trace(A²) = Σw², whose gradient is 2A; below the diagonal both triangles count.
    assert_eq!(
        gradient(|x| np::sum(np::square(eigvalsh(x).or_raise()), ..), &x),
        [2.0, 0.0, 0.0, 2.0]
    );
    let through_vectors = |x: &Array| {
        let (w, v) = eigh(x).or_raise();
        let cube = product(&scale_columns(&v, &np::square(&w)), &adjoint(&v));
        np::sum(np::multiply(cube, array([[1.0, 2.0], [2.0, 3.0]])), ..)
    };
    assert!(gradient(through_vectors, &x).iter().all(|g| g.is_finite()));
    // The nuclear norm of a regular matrix has the gradient U·Vᴴ.
    let values = |x: &Array| np::sum(svd(x, Vectors::None).or_raise().1, ..);
    let slope = gradient(values, &x);
    for (found, wanted) in slope.iter().zip([1.0, 0.0, 0.0, 1.0]) {
        assert!((found - wanted).abs() < 1e-14, "{slope:?}");
    }
    let zero = np::zeros([3, 2]);
    assert!(gradient(values, &zero).iter().all(|g| g.is_finite()));
    let first = |x: &Array| np::sum(svd(x, Vectors::Reduced).or_raise().0.unwrap(), ..);
    assert!(gradient(first, &zero).iter().all(|g| g.is_finite()));
    let spectral = |x: &Array| np::sum(np::real(np::square(eigvals(x).or_raise())), ..);
    let slope = gradient(spectral, &x);
    for (found, wanted) in slope.iter().zip([2.0, 0.0, 0.0, 2.0]) {
        assert!((found - wanted).abs() < 1e-14, "{slope:?}");
    }
}

#[test]
fn a_bad_matrix_spoils_no_other() {
    let good = [[2.0, 1.0], [1.0, 3.0]];
    let x = array([
        good,
        [[f64::NAN, 1.0], [1.0, 3.0]],
        [[f64::INFINITY, 1.0], [1.0, 3.0]],
        good,
    ]);
    let results = |x: &Array| {
        let (u, s, vh) = svd(x, Vectors::Reduced).or_raise();
        let ((w, v), (l, t), (q, r)) = (
            eigh(x).or_raise(),
            eig(x).or_raise(),
            qr(x, false).or_raise(),
        );
        let complex = [np::real(l), np::real(t)];
        let rest = [
            cholesky(x).or_raise(),
            lu(x).or_raise().0,
            u.unwrap(),
            s,
            vh.unwrap(),
            w,
            v,
            q,
            r,
        ];
        complex.into_iter().chain(rest).collect::<Vec<_>>()
    };
    let alone = results(&array(good));
    for (all, one) in results(&x).iter().zip(alone) {
        let all = all.to_vec::<f64>().unwrap();
        let one = one.to_vec::<f64>().unwrap();
        let parts: Vec<&[f64]> = all.chunks(one.len()).collect();
        assert_eq!((parts[0], parts[3]), (&one[..], &one[..]));
        assert!(parts[1].iter().any(|x| x.is_nan()));
        assert!(parts[2].iter().any(|x| !x.is_finite()));
    }
    let indefinite = array([[1.0, 2.0], [2.0, 1.0]]);
    let factor = cholesky(&indefinite).or_raise().to_vec::<f64>().unwrap();
    assert!(factor[0].is_nan() && factor[1] == 0.0 && factor[3].is_nan());
}

#[test]
fn halves_are_computed_in_single_precision() {
    let form = Triangular {
        lower: true,
        transpose: false,
        conjugate: false,
        unit_diagonal: false,
    };
    for dtype in [DType::F16, DType::BF16] {
        let x = np::astype([[4.0, 2.0], [2.0, 5.0]], dtype);
        let l = cholesky(&x).or_raise();
        assert_eq!(l.dtype(), dtype);
        assert_allclose!(np::astype(&l, DType::F64), [[2.0, 0.0], [1.0, 2.0]]);
        let solved = triangular_solve(&l, &l, form).or_raise();
        assert_allclose!(np::astype(&solved, DType::F64), [[1.0, 0.0], [0.0, 1.0]]);
        let (w, v) = eigh(&x).or_raise();
        assert_eq!((w.dtype(), v.dtype()), (dtype, dtype));
        assert_eq!(eig(&x).or_raise().0.dtype(), DType::C64);
        assert_eq!(lu(&x).or_raise().0.dtype(), dtype);
        assert_eq!(qr(&x, false).or_raise().1.dtype(), dtype);
        assert_eq!(svd(&x, Vectors::None).or_raise().1.dtype(), dtype);
    }
    assert!(cholesky(&array([[1, 0], [0, 1]])).is_err());
    assert!(cholesky(&array([1.0, 2.0])).is_err());
    assert!(cholesky(&np::zeros([2, 3])).is_err());
}

#[test]
fn determinants_and_solutions_differentiate_twice_through_lu() {
    for dtype in [DType::F64, DType::C128] {
        let x = np::add(
            random(dtype, &[2, 3, 3]),
            np::multiply(np::eye([3, 3]), 2.0),
        );
        let determinant = |x: &Array| {
            let (factors, ..) = lu(x).or_raise();
            np::prod(np::diagonal(factors, 0, -2, -1), -1)
        };
        assert_grads(determinant, &x, 2);
        let b = random(dtype, &[2, 3, 2]);
        assert_grads(
            |(a, b): &(Array, Array)| solve(a, b).or_raise(),
            &(x.clone(), b.clone()),
            2,
        );
        let back = product(&x, &solve(&x, &b).or_raise());
        assert_allclose!(np::absolute(np::subtract(back, &b)), 0.0, atol = 1e-13);
    }
}

#[test]
fn batches_of_systems_broadcast() {
    let form = Triangular {
        lower: false,
        transpose: true,
        conjugate: true,
        unit_diagonal: false,
    };
    let a = np::add(random(DType::C128, &[3, 3]), np::eye([3, 3]));
    let b = random(DType::C128, &[2, 4, 3, 2]);
    let x = triangular_solve(&a, &b, form).or_raise();
    assert_eq!(x.shape(), [2, 4, 3, 2]);
    let back = product(&adjoint(&np::triu(&a, 0)), &x);
    assert_allclose!(np::absolute(np::subtract(back, &b)), 0.0, atol = 1e-13);
    let many = random(DType::C128, &[4, 3, 3]);
    let x = triangular_solve(&many, &b, form).or_raise();
    assert_eq!(x.shape(), [2, 4, 3, 2]);
    assert!(triangular_solve(&random(DType::C128, &[5, 3, 3]), &b, form).is_err());
}
