//! How numbers are crunched: loops over raw bytes, by dtype, with no knowledge of ops or transforms.
//!
//! Kernels take [`Dense`](crate::array::value::Dense) operands of any layout and fill a contiguous output.
//! `loops` walks the outer axes and splits work over threads; the typed one-dimensional loops are one
//! file per family; the scalar functions under them are in the `scalar_*` files.
#![allow(unsafe_code, reason = "this module and `storage` own all raw memory")]

pub(crate) mod arg;
pub(crate) mod binary;
#[cfg(any(feature = "fft", feature = "linalg"))]
mod buffer;
pub(crate) mod cast;
pub(crate) mod combined;
pub(crate) mod compare;
pub(crate) mod copy;
pub(crate) mod cumulative;
pub(crate) mod draws;
#[cfg(feature = "fft")]
pub(crate) mod fft;
pub(crate) mod gamma_derivative;
pub(crate) mod gather;
mod gathered;
pub(crate) mod gemm;
pub(crate) mod half;
pub(crate) mod iota;
#[cfg(feature = "linalg")]
pub(crate) mod linalg;
pub(crate) mod loops;
pub(crate) mod random;
pub(crate) mod reduce;
pub(crate) mod scalar_complex;
pub(crate) mod scalar_int;
pub(crate) mod scalar_real;
pub(crate) mod scatter;
pub(crate) mod select;
mod shared;
pub(crate) mod simd;
pub(crate) mod sort;
pub(crate) mod special;
mod strided;
#[cfg(feature = "rayon")]
mod team;
pub(crate) mod threefry;
mod transpose;
pub(crate) mod typed;
pub(crate) mod unary;
pub(crate) mod vonmises_derivative;
