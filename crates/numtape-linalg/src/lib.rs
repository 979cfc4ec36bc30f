//! The dense linear algebra under numtape: faer's decompositions over plain slices.
//!
//! A crate of its own so that faer's generic code is compiled once, not with every change of numtape.

/// The lower Cholesky factor of a row-major matrix.
pub fn cholesky_f64(a: &mut [f64], n: usize) -> bool {
    let x = faer::MatRef::from_row_major_slice(a, n, n);
    match x.llt(faer::Side::Lower) {
        Ok(f) => {
            faer::MatMut::from_row_major_slice_mut(a, n, n).copy_from(f.L());
            true
        }
        Err(_) => false,
    }
}
