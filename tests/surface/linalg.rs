//! Linear algebra: norms, products, solving, decompositions and what is made of them.
//!
//! Functions that read one triangle of a Hermitian matrix get one that is made symmetric first, so that finite
//! differences see the same function.

use crate::record::{Check, Record, record};
use num_complex::Complex;
use numtape::np::linalg::{self, Order, SolveTriangular, Tolerance, Transposed, Uplo};
use numtape::prelude::*;

const TRY: &str = "reads values, which maps hide: an error there";

fn square() -> Array {
    array([[0.5, 3.0, -0.5], [4.0, -1.5, 0.25], [0.75, 1.25, 3.5]])
}

fn tall() -> Array {
    array([[2.0, 0.5], [-0.25, 1.5], [1.0, -1.0]])
}

fn batch() -> Array {
    np::stack(
        [
            array([[2.0, 0.5], [1.0, -1.5]]),
            array([[0.25, 3.0], [-2.0, 0.5]]),
        ],
        0,
    )
}

fn complex() -> Array {
    array([[2.0, 0.5], [1.0, -1.5]]) + array([[0.5, -1.0], [0.25, 1.0]]) * Complex::new(0.0, 1.0)
}

fn hermitian(x: &Array) -> Array {
    x + np::conj(np::matrix_transpose(x))
}

fn definite(x: &Array) -> Array {
    x.matmul(np::conj(np::matrix_transpose(x))) + np::eye([x.shape()[0], x.shape()[0]])
}

pub(crate) fn records() -> Vec<Record> {
    [norms(), products(), systems(), factors(), eigen()]
        .into_iter()
        .flatten()
        .collect()
}

fn norms() -> Vec<Record> {
    let mut vectors = record("linalg::vector_norm");
    let mut matrices = record("linalg::matrix_norm");
    for p in [2.0, 1.0, 3.0, 0.5, -2.0, f64::INFINITY, f64::NEG_INFINITY] {
        vectors = vectors.smooth([tall()], move |[x]| vec![linalg::vector_norm(x, p, 0)]);
    }
    for p in [1.0, -1.0, 2.0, -2.0, f64::INFINITY, f64::NEG_INFINITY] {
        matrices = matrices.smooth([tall()], move |[x]| vec![linalg::matrix_norm(x, p, false)]);
    }
    vec![
        vectors
            .smooth([complex()], |[x]| vec![linalg::vector_norm(x, 2, ..)])
            .discrete([np::zeros([2, 3])], |[x]| {
                vec![linalg::vector_norm(x, 0, axis(1).keepdims())]
            }),
        matrices
            .smooth([tall()], |[x]| {
                vec![linalg::matrix_norm(x, Order::Nuclear, true)]
            })
            .smooth([batch()], |[x]| {
                vec![linalg::matrix_norm(x, Order::Frobenius, false)]
            }),
        record("linalg::norm")
            .smooth([tall()], |[x]| {
                vec![linalg::norm(x, ..), linalg::norm(x, axis(1).keepdims())]
            })
            .smooth([batch()], |[x]| vec![linalg::norm(x, [2, 0])])
            .smooth([complex()], |[x]| vec![linalg::norm(x, ..)]),
        record("linalg::norm_with")
            .smooth([tall()], |[x]| vec![linalg::norm_with(x, 3, 0)])
            .smooth([batch()], |[x]| vec![linalg::norm_with(x, 1, [0, 2])]),
        record("linalg::cond")
            .smooth([square()], |[x]| vec![linalg::cond(x, Order::Default)])
            .smooth([batch() + array([[0.5, 0.0], [0.0, 0.0]])], |[x]| {
                vec![linalg::cond(x, f64::INFINITY), linalg::cond(x, -2)]
            }),
        record("linalg::matrix_rank").discrete([tall()], |[x]| vec![linalg::matrix_rank(x)]),
        record("linalg::matrix_rank_with").discrete([square()], |[x]| {
            vec![linalg::matrix_rank_with(x, Tolerance::Relative(0.5), true)]
        }),
    ]
}

fn products() -> Vec<Record> {
    vec![
        record("linalg::matrix_power")
            .smooth([square()], |[x]| {
                vec![linalg::matrix_power(x, 3), linalg::matrix_power(x, -2)]
            })
            .discrete([batch()], |[x]| vec![linalg::matrix_power(x, 0)]),
        record("linalg::multi_dot")
            .smooth([tall(), batch().i(0), array([0.5, -1.0])], |[x, y, z]| {
                vec![linalg::multi_dot([x, y, z])]
            }),
        record("linalg::outer").smooth([array([1.0, 2.0]), array([0.5, -1.0, 3.0])], |[x, y]| {
            vec![linalg::outer(x, y)]
        }),
        record("linalg::cross").smooth([tall(), tall() * 2.0 + 1.0], |[x, y]| {
            vec![linalg::cross(x, y, 0)]
        }),
        record("linalg::vecdot").smooth([tall(), tall() * 2.0], |[x, y]| {
            vec![linalg::vecdot(x, y, 0)]
        }),
        record("linalg::trace").smooth([batch()], |[x]| {
            vec![linalg::trace(x, 0), linalg::trace(x, 1)]
        }),
        record("linalg::diagonal").smooth([batch()], |[x]| vec![linalg::diagonal(x, -1)]),
        record("linalg::expm")
            .smooth([square()], |[x]| vec![linalg::expm(x)])
            .smooth([batch() * 4.0], |[x]| vec![linalg::expm(x)])
            .smooth([complex()], |[x]| vec![linalg::expm(x)]),
        record("linalg::tensorinv").smooth([square().reshape([1, 3, 3])], |[x]| {
            vec![linalg::tensorinv(x, 2)]
        }),
        record("linalg::tensorsolve").smooth(
            [square().reshape([3, 1, 3]), array([[1.0], [2.0], [-1.0]])],
            |[a, b]| vec![linalg::tensorsolve(a, b, ..)],
        ),
    ]
}

fn systems() -> Vec<Record> {
    let right = || array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]]);
    let solved = |form: SolveTriangular| {
        move |[a, b]: [&Array; 2]| vec![linalg::solve_triangular(a, b, form)]
    };
    vec![
        record("linalg::det")
            .smooth([square()], |[x]| vec![linalg::det(x)])
            .smooth([batch()], |[x]| vec![linalg::det(x)])
            .smooth([complex()], |[x]| vec![linalg::det(x)])
            // Singular: the rank is 2 and 1, of which the last has no cofactors but second derivatives.
            .smooth(
                [array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])],
                |[x]| vec![linalg::det(x)],
            )
            .smooth([np::ones([3, 3])], |[x]| vec![linalg::det(x)])
            .smooth([np::zeros([2, 2])], |[x]| vec![linalg::det(x)]),
        record("linalg::slogdet").smooth([batch()], |[x]| {
            let parts = linalg::slogdet(x);
            vec![parts.sign, parts.logabsdet]
        }),
        record("linalg::inv")
            .smooth([square()], |[x]| vec![linalg::inv(x)])
            .smooth([complex()], |[x]| vec![linalg::inv(x)]),
        record("linalg::try_inv")
            .smooth([square()], |[x]| {
                vec![linalg::try_inv(x).unwrap_or_else(|_| np::zeros_like(x))]
            })
            .skip(Check::Batching, TRY),
        record("linalg::pinv")
            .smooth([tall()], |[x]| vec![linalg::pinv(x)])
            .smooth([np::eye([2, 3])], |[x]| vec![linalg::pinv(x)])
            .smooth([complex()], |[x]| vec![linalg::pinv(x)]),
        record("linalg::pinv_with").smooth([batch()], |[x]| {
            vec![linalg::pinv_with(hermitian(x), Tolerance::Default, true)]
        }),
        record("linalg::solve")
            .smooth([square(), right()], |[a, b]| vec![linalg::solve(a, b)])
            .smooth([batch(), array([1.0, -2.0])], |[a, b]| {
                vec![linalg::solve(a, b)]
            })
            .smooth([complex(), array([[1.0], [2.0]])], |[a, b]| {
                vec![linalg::solve(a, b)]
            }),
        record("linalg::try_solve")
            .smooth([square(), right()], |[a, b]| {
                vec![linalg::try_solve(a, b).unwrap_or_else(|_| np::zeros_like(b))]
            })
            .skip(Check::Batching, TRY),
        record("linalg::solve_triangular")
            .smooth([square(), right()], solved(SolveTriangular::default()))
            .smooth(
                [square(), array([1.0, 2.0, 3.0])],
                solved(SolveTriangular {
                    lower: true,
                    transposed: Transposed::Yes,
                    unit_diagonal: true,
                }),
            )
            .smooth(
                [complex(), array([1.0, 2.0])],
                solved(SolveTriangular {
                    lower: true,
                    transposed: Transposed::Conjugate,
                    unit_diagonal: false,
                }),
            ),
        record("linalg::lu_solve").smooth([square(), right()], |[a, b]| {
            let factor = linalg::lu_factor(a);
            vec![
                linalg::lu_solve(&factor, b, Transposed::No),
                linalg::lu_solve(&factor, b, Transposed::Yes),
            ]
        }),
        record("linalg::cho_solve").smooth([square(), right()], |[a, b]| {
            let a = definite(a);
            vec![
                linalg::cho_solve(linalg::cholesky(&a), true, b),
                linalg::cho_solve(linalg::cholesky_upper(&a), false, b),
            ]
        }),
        record("linalg::lstsq")
            .smooth([tall(), right()], |[a, b]| {
                let fit = linalg::lstsq(a, b, Tolerance::Default);
                vec![fit.x, fit.residuals, fit.s]
            })
            .smooth([np::transpose(tall(), ..), array([1.0, 2.0])], |[a, b]| {
                vec![linalg::lstsq(a, b, Tolerance::Relative(1e-10)).x]
            }),
    ]
}

fn factors() -> Vec<Record> {
    vec![
        record("linalg::cholesky")
            .smooth([square()], |[x]| vec![linalg::cholesky(definite(x))])
            .smooth([complex()], |[x]| vec![linalg::cholesky(definite(x))]),
        record("linalg::cholesky_upper")
            .smooth([square()], |[x]| vec![linalg::cholesky_upper(definite(x))]),
        record("linalg::try_cholesky")
            .smooth([square()], |[x]| {
                vec![linalg::try_cholesky(definite(x)).unwrap_or_else(|_| np::zeros_like(x))]
            })
            .skip(Check::Batching, TRY),
        record("linalg::qr")
            .smooth([tall()], |[x]| {
                let f = linalg::qr(x);
                vec![f.q, f.r]
            })
            .smooth([complex()], |[x]| {
                vec![np::absolute(linalg::qr(x).r.i(s![0, 1]))]
            }),
        record("linalg::qr_complete").smooth([square()], |[x]| {
            let f = linalg::qr_complete(x);
            vec![f.q, f.r]
        }),
        record("linalg::qr_r").smooth([batch()], |[x]| vec![linalg::qr_r(x)]),
        record("linalg::svd")
            .smooth([tall()], |[x]| {
                let f = linalg::svd(x, false);
                vec![f.u, f.s, f.vh]
            })
            .smooth([square()], |[x]| vec![linalg::svd(x, true).s]),
        record("linalg::svd_hermitian").smooth([square()], |[x]| {
            let f = linalg::svd_hermitian(hermitian(x));
            vec![(&f.u * &f.s).matmul(&f.vh), f.s]
        }),
        record("linalg::svdvals")
            .smooth([tall()], |[x]| vec![linalg::svdvals(x)])
            .smooth([complex()], |[x]| vec![linalg::svdvals(x)]),
        record("linalg::lu").smooth([square()], |[x]| {
            let f = linalg::lu(x);
            vec![f.l, f.u]
        }),
        record("linalg::lu_factor").smooth([batch()], |[x]| vec![linalg::lu_factor(x).lu]),
    ]
}

fn eigen() -> Vec<Record> {
    vec![
        record("linalg::eig").smooth([square()], |[x]| {
            let e = linalg::eig(x);
            let scaled = &e.eigenvectors * &e.eigenvalues;
            vec![
                np::sum(&e.eigenvalues * &e.eigenvalues, ..),
                scaled.matmul(linalg::inv(&e.eigenvectors)),
            ]
        }),
        record("linalg::eigvals").smooth([complex()], |[x]| {
            let w = linalg::eigvals(x);
            vec![np::sum(&w * &w * &w, ..)]
        }),
        record("linalg::eigh")
            .smooth([square()], |[x]| {
                let e = linalg::eigh(hermitian(x));
                vec![e.eigenvalues, np::absolute(e.eigenvectors)]
            })
            .smooth([complex()], |[x]| {
                vec![linalg::eigh(hermitian(x)).eigenvalues]
            }),
        record("linalg::eigh_with").smooth([batch()], |[x]| {
            vec![linalg::eigh_with(hermitian(x), Uplo::Upper).eigenvalues]
        }),
        record("linalg::eigvalsh").smooth([square()], |[x]| vec![linalg::eigvalsh(hermitian(x))]),
        record("linalg::eigvalsh_with").smooth([square()], |[x]| {
            vec![linalg::eigvalsh_with(hermitian(x), Uplo::Upper)]
        }),
    ]
}
