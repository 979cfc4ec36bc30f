//! NumPy's arrays in Rust with a gradient tape and `vectorized_map`.
#![doc = include_str!("../README.md")]

pub mod array;
#[cfg(any(doctest, test))]
mod book;
pub mod config;
pub mod control;
pub mod dtype;
pub mod error;
pub mod index;
pub mod io;
pub mod kernels;
pub mod memory;
pub mod nn;
pub mod np;
pub mod primitives;
pub mod shape;
pub mod special;
mod storage;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transform;
pub mod tree;

pub use array::Array;
pub use array::display::PrintOptions;
pub use array::value::Aval;
pub use config::{num_threads, set_num_threads, with_num_threads};
pub use control::{associative_scan, cond, fori_loop, scan, scan_with, switch, while_loop};
pub use dtype::element::Element;
pub use dtype::promote::{Scalar, promote_types};
pub use dtype::{DType, Kind};
pub use error::{Error, Result, try_run};
/// The linear algebra library whose matrices [`Array`] takes over and lends, in the version that it knows.
#[cfg(feature = "linalg")]
pub use numtape_linalg::faer;
pub use shape::dim::Dim;
pub use transform::checkpoint::{checkpoint, checkpoint_keeping};
pub use transform::collective::{
    all_gather, axis_index, axis_size, pmax, pmean, pmin, ppermute, psum,
};
pub use transform::custom::{
    clip_gradient, clip_gradient_norm, custom_gradient, custom_jvp, custom_vjp, grad_pass_through,
    scale_gradient,
};
pub use transform::forward::{ForwardAccumulator, Linearized, jvp, linearize};
pub use transform::grad::{Pullback, grad, grad_holomorphic, stop_gradient, value_and_grad, vjp};
pub use transform::gradient_tape::{
    GradientOptions, GradientTape, PersistentTape, TapeJacobian, TapeStats, Unconnected, no_grad,
};
pub use transform::jacobian::{
    JacobianOptions, Mode, hessian, hvp, jacfwd, jacobian, jacobian_with, jacrev, vhp,
};
pub use transform::observe::check_finite;
pub use transform::vmap::{Randomness, Vmap, vectorized_map, vmap};
pub use tree::Tree;

/// What most programs import: `use numtape::prelude::*;`.
pub mod prelude {
    pub use crate::array::Array;
    pub use crate::array::convert::IntoArray;
    pub use crate::dtype::DType::{self, *};
    pub use crate::error::{Error, try_run};
    pub use crate::index::{Ellipsis, NewAxis};
    pub use crate::np::args::{all, axes, axis};
    pub use crate::np::{self, array};
    pub use crate::s;
    pub use crate::transform::forward::{ForwardAccumulator, jvp, linearize};
    pub use crate::transform::grad::{grad, stop_gradient, value_and_grad, vjp};
    pub use crate::transform::gradient_tape::{
        GradientOptions, GradientTape, PersistentTape, Unconnected, no_grad,
    };
    pub use crate::transform::vmap::{Randomness, vectorized_map, vmap};
    pub use crate::tree::Tree;
}
