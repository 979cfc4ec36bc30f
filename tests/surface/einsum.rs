//! `einsum`: products, diagonals, broadcast axes, several operands.

use crate::record::{Record, record};
use numtape::np::{Einsum, Optimize, Subscripts};
use numtape::prelude::*;

pub(crate) fn records() -> Vec<Record> {
    let x = || array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]]);
    let y = || array([[1.5, 0.5], [-0.25, 2.0], [1.0, -1.0]]);
    let square = || array([[0.5, 1.0, -0.5], [2.0, -1.5, 0.25], [0.75, 1.25, 3.0]]);
    let cube = || np::linspace(-1.0, 1.0, 12).reshape([2, 2, 3]);
    vec![
        record("einsum")
            .smooth([x(), y()], |[x, y]| vec![np::einsum("ij,jk->ki", [x, y])])
            .smooth([x(), y()], |[x, y]| vec![np::einsum("ij,ki", [x, y])])
            .smooth([x(), x()], |[x, y]| vec![np::einsum("ij,ij->j", [x, y])])
            .smooth([x(), x()], |[x, y]| vec![np::einsum("ij,kl->", [x, y])])
            .smooth([square()], |[x]| {
                vec![np::einsum("ii", [x]), np::einsum("ii->i", [x])]
            })
            .smooth([square(), square()], |[x, y]| {
                vec![np::einsum("ii,ij->j", [x, y])]
            })
            .smooth([cube(), y()], |[x, y]| {
                vec![np::einsum("...ij,jk->...ki", [x, y])]
            })
            .smooth([cube(), x()], |[x, y]| {
                vec![np::einsum("a...,...->a...", [x, y])]
            })
            .smooth([x(), y(), square()], |[x, y, z]| {
                vec![np::einsum("ij,jk,jl->kl", [x, y, z])]
            })
            .smooth(
                [(x() + 0.5) * num_complex::Complex::new(1.0, -0.5), y()],
                |[x, y]| vec![np::einsum("ij,jk->ik", [x, y])],
            )
            .smooth([x()], |[x]| {
                vec![np::einsum(Subscripts::lists(&[&[0, 1]]).to(&[1]), [x])]
            }),
        record("einsum_with").smooth([x(), y(), x()], |[x, y, z]| {
            let options = Einsum {
                optimize: Optimize::LeftToRight,
                dtype: None,
            };
            vec![np::einsum_with("ij,jk,il->kl", [x, y, z], options)]
        }),
        record("einsum_path").discrete([x(), y()], |[x, y]| {
            let path = np::einsum_path("ij,jk,ij->k", [x, y, x], Optimize::Greedy);
            vec![np::einsum_with(
                "ij,jk,ij->k",
                [x, y, x],
                Einsum {
                    optimize: (&path).into(),
                    dtype: None,
                },
            )]
        }),
    ]
}
