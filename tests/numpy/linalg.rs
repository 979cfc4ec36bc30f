//! numpy's and scipy's answers for `np::linalg`: values, dtypes, shapes and refusals.
//!
//! What is unique only up to signs or phases is compared by its moduli, eigenvalues by the sums of their powers.
//! Where numpy refuses singular or indefinite matrices, the `try_` functions are compared.

use crate::calls::{self, Call, Skip, int, ints};
use numtape::np::args::{Reduce, all, axes};
use numtape::np::linalg::{self, Order, SolveTriangular, Tolerance, Transposed, Uplo};
use numtape::prelude::*;
use serde_json::Value;

const SKIPS: &[Skip] = &[
    ("tensorinv", "\"ind\":-1", "the number of axes is unsigned"),
    (
        "cond",
        "did not converge",
        "NaN gives NaN, as in the rest of the batch",
    ),
];

/// The value, or numtape's error as `try_run` expects it.
fn unwrap(result: Result<Array, Error>) -> Array {
    result.unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error)))
}

fn order(value: &Value) -> Order {
    match value {
        Value::Null => Order::Default,
        Value::String(name) => match name.as_str() {
            "inf" => f64::INFINITY.into(),
            "-inf" => f64::NEG_INFINITY.into(),
            "fro" => Order::Frobenius,
            "nuc" => Order::Nuclear,
            other => panic!("unknown order {other}"),
        },
        number => number.as_f64().expect("a number").into(),
    }
}

fn over(call: &Call) -> Reduce {
    let options = match &call.kwargs["axis"] {
        Value::Null => all(),
        value => axes(ints(value)),
    };
    if flag(call, "keepdims") {
        options.keepdims()
    } else {
        options
    }
}

fn flag(call: &Call, name: &str) -> bool {
    call.kwargs[name].as_bool().unwrap_or(false)
}

fn tolerance(call: &Call, default: Tolerance) -> Tolerance {
    match (call.kwargs["tol"].as_f64(), call.kwargs["rtol"].as_f64()) {
        (Some(tol), _) => Tolerance::Absolute(tol),
        (_, Some(rtol)) => Tolerance::Relative(rtol),
        _ => default,
    }
}

fn transposed(call: &Call) -> Transposed {
    match call.kwargs["trans"].as_i64() {
        Some(1) => Transposed::Yes,
        Some(2) => Transposed::Conjugate,
        _ => Transposed::No,
    }
}

fn shape_of(x: &Array) -> Array {
    array(x.shape().iter().map(|&n| n as i64).collect::<Vec<_>>())
}

/// The first `k` columns, in modulus.
fn columns(x: &Array, k: usize) -> Array {
    np::absolute(x.i(s![Ellipsis, ..k]))
}

/// The sums of the powers of the eigenvalues.
fn power_sums(w: &Array) -> Array {
    let n = *w.shape().last().expect("a vector");
    if n == 0 {
        return np::sum(w, -1);
    }
    let mut power = np::ones_like(w);
    let sums: Vec<Array> = (0..n)
        .map(|_| {
            power = &power * w;
            np::sum(&power, -1)
        })
        .collect();
    np::stack(sums, -1)
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    products(function, call)
        .or_else(|| factors(function, call))
        .or_else(|| systems(function, call))
}

fn products(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = || call.array(0);
    let y = || call.array(1);
    let offset = call.int(9, "offset", 0);
    Some(vec![match function {
        "norm" if call.kwargs["ord"].is_null() => linalg::norm(x(), over(call)),
        "norm" => linalg::norm_with(x(), order(&call.kwargs["ord"]), over(call)),
        "vector_norm" => linalg::vector_norm(x(), order(&call.kwargs["ord"]), over(call)),
        "matrix_norm" => {
            linalg::matrix_norm(x(), order(&call.kwargs["ord"]), flag(call, "keepdims"))
        }
        "matrix_power" => {
            let n = int(&call.args[1]) as i64;
            if n < 0 {
                // numpy refuses singular matrices.
                linalg::matrix_power(unwrap(linalg::try_inv(x())), -n)
            } else {
                linalg::matrix_power(x(), n)
            }
        }
        "multi_dot" => linalg::multi_dot(call.arrays(0)),
        "diagonal" => linalg::diagonal(x(), offset),
        "trace" => linalg::trace(x(), offset),
        "matrix_transpose" => linalg::matrix_transpose(x()),
        "outer" => linalg::outer(x(), y()),
        "vecdot" => linalg::vecdot(x(), y(), call.int(9, "axis", -1)),
        "cross" => linalg::cross(x(), y(), call.int(9, "axis", -1)),
        "matmul" => linalg::matmul(x(), y()),
        "tensordot" => linalg::tensordot(x(), y(), call.int(9, "axes", 2) as usize),
        "cond" => linalg::cond(x(), order(&call.kwargs["p"])),
        "matrix_rank" => linalg::matrix_rank_with(
            x(),
            tolerance(call, Tolerance::Default),
            flag(call, "hermitian"),
        ),
        "pinv"
            if call
                .kwargs
                .as_object()
                .is_some_and(serde_json::Map::is_empty) =>
        {
            linalg::pinv(x())
        }
        "pinv" => linalg::pinv_with(
            x(),
            tolerance(call, Tolerance::Relative(1e-15)),
            flag(call, "hermitian"),
        ),
        "expm" => linalg::expm(x()),
        _ => return None,
    }])
}

fn factors(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = call.array(0);
    let uplo = if call.kwargs["UPLO"] == "U" {
        Uplo::Upper
    } else {
        Uplo::Lower
    };
    Some(match function {
        "det" => vec![linalg::det(x)],
        "slogdet" => {
            let parts = linalg::slogdet(x);
            vec![parts.sign, parts.logabsdet]
        }
        "cholesky" => vec![if flag(call, "upper") {
            let factor = linalg::cholesky_upper(&x);
            unwrap(linalg::try_cholesky(np::matrix_transpose(np::conj(&x))));
            factor
        } else {
            unwrap(linalg::try_cholesky(x))
        }],
        "qr" => {
            let f = linalg::qr(x);
            vec![np::absolute(f.q), np::absolute(f.r)]
        }
        "qr_complete" => {
            let f = linalg::qr_complete(&x);
            let k = x.shape()[x.ndim() - 1].min(x.shape()[x.ndim() - 2]);
            vec![columns(&f.q, k), np::absolute(f.r), shape_of(&f.q)]
        }
        "qr_r" => vec![np::absolute(linalg::qr_r(x))],
        "svd" => {
            let f = linalg::svd(x, call.kwargs["full_matrices"] == true);
            let k = *f.s.shape().last().expect("a vector");
            let rows = np::matrix_transpose(columns(&np::matrix_transpose(&f.vh), k));
            vec![columns(&f.u, k), f.s, rows, shape_of(&f.u), shape_of(&f.vh)]
        }
        "svdvals" => vec![linalg::svdvals(x)],
        "eig" => {
            let e = linalg::eig(x);
            let scaled = &e.eigenvectors * np::expand_dims(&e.eigenvalues, -2);
            vec![
                power_sums(&e.eigenvalues),
                scaled.matmul(linalg::inv(&e.eigenvectors)),
            ]
        }
        "eigvals" => vec![power_sums(&linalg::eigvals(x))],
        "eigh" => {
            let e = linalg::eigh_with(x, uplo);
            vec![e.eigenvalues, np::absolute(e.eigenvectors)]
        }
        "eigvalsh" => vec![linalg::eigvalsh_with(x, uplo)],
        "lu" => {
            let f = linalg::lu(x);
            vec![f.p, f.l, f.u]
        }
        "lu_factor" => {
            let f = linalg::lu_factor(x);
            vec![f.lu, f.pivots]
        }
        _ => return None,
    })
}

fn systems(function: &str, call: &Call) -> Option<Vec<Array>> {
    let a = call.array(0);
    Some(match function {
        "inv" => vec![unwrap(linalg::try_inv(a))],
        "solve" => vec![unwrap(linalg::try_solve(a, call.array(1)))],
        "solve_triangular" => {
            let options = SolveTriangular {
                lower: flag(call, "lower"),
                transposed: transposed(call),
                unit_diagonal: flag(call, "unit_diagonal"),
            };
            vec![linalg::solve_triangular(a, call.array(1), options)]
        }
        "lu_solve" => vec![linalg::lu_solve(
            &linalg::lu_factor(a),
            call.array(1),
            transposed(call),
        )],
        "cho_solve" => {
            let lower = call.kwargs["lower"] != false;
            let factor = if lower {
                linalg::cholesky(a)
            } else {
                linalg::cholesky_upper(a)
            };
            vec![linalg::cho_solve(factor, lower, call.array(1))]
        }
        "lstsq" => {
            let f = linalg::lstsq(a, call.array(1), Tolerance::Default);
            // NaN stands for the residuals that numpy leaves out.
            let is_left_out = np::any(np::isnan(&f.residuals), ..).item::<bool>().unwrap();
            let residuals = if is_left_out {
                f.residuals.i(..0)
            } else {
                f.residuals
            };
            vec![f.x, residuals, f.rank, f.s]
        }
        "tensorinv" => vec![linalg::tensorinv(a, call.int(9, "ind", 2) as usize)],
        "tensorsolve" => vec![linalg::tensorsolve(a, call.array(1), call.axes(9, "axes"))],
        _ => return None,
    })
}

#[test]
fn agrees_with_numpy() {
    calls::check("linalg", 300.0, 9000, SKIPS, evaluate);
}
