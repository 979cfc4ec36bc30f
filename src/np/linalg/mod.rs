//! Linear algebra with numpy's names (numpy: `linalg`): norms, powers and products here in every build;
//! solving, decompositions and what needs them with the feature `linalg`.
//!
//! All functions take matrices in the last two axes and map over the axes before. bool and integers are
//! computed in f64, 16-bit floats in f32. Composed of the primitives in `primitives::linalg`; a matrix that
//! cannot be decomposed gives NaN or infinities in its place of the batch, and the functions whose names begin
//! with `try_` return an error that names it.

mod matrix;
mod norm;
mod products;

#[cfg(feature = "linalg")]
mod determinant;
#[cfg(feature = "linalg")]
mod eigen;
#[cfg(feature = "linalg")]
mod expm;
#[cfg(feature = "linalg")]
mod factor;
#[cfg(feature = "linalg")]
mod rank;
#[cfg(feature = "linalg")]
mod solve;
#[cfg(feature = "linalg")]
mod tensor;

#[cfg(feature = "linalg")]
pub use determinant::{Slogdet, det, slogdet};
#[cfg(feature = "linalg")]
pub use eigen::{Eig, Eigh, Uplo, eig, eigh, eigh_with, eigvals, eigvalsh, eigvalsh_with};
#[cfg(feature = "linalg")]
pub use expm::expm;
#[cfg(feature = "linalg")]
pub use factor::{
    Lu, LuFactor, Qr, Svd, cholesky, cholesky_upper, lu, lu_factor, qr, qr_complete, qr_r, svd,
    svd_hermitian, svdvals, try_cholesky,
};
pub use norm::{Order, matrix_norm, norm, norm_with, vector_norm};
pub use products::{cross, diagonal, matrix_power, multi_dot, outer, trace, vecdot};
#[cfg(feature = "linalg")]
pub use rank::{Lstsq, Tolerance, cond, lstsq, matrix_rank, matrix_rank_with, pinv, pinv_with};
#[cfg(feature = "linalg")]
pub use solve::{
    SolveTriangular, Transposed, cho_solve, inv, lu_solve, solve, solve_triangular, try_inv,
    try_solve,
};
#[cfg(feature = "linalg")]
pub use tensor::{tensorinv, tensorsolve};

pub use crate::np::{matmul, matrix_transpose, tensordot};
