//! The numpy surface: functions with numpy's names, arguments and results.
//!
//! Everything here is composition: promote the operands, then bind primitives or call other functions of
//! this module, so that every function differentiates and maps over batches. Options are in [`args`].

pub mod args;
mod bins;
mod bits;
mod complex;
mod constants;
mod covariance;
mod creation;
mod diagonals;
mod differences;
mod dtypes;
mod edit;
mod einsum;
#[cfg(feature = "fft")]
pub mod fft;
mod floats;
mod from;
mod functional;
mod grid;
mod histogram;
mod indexing;
mod interpolate;
mod iterate;
mod join;
pub mod linalg;
mod logic;
mod nonzero;
mod order;
mod pad;
mod partition;
#[cfg(feature = "linalg")]
mod polyfit;
pub mod polynomial;
mod powers;
mod printing;
mod products;
mod put;
mod quantile;
pub mod random;
pub(crate) mod reduce;
mod rounding;
mod search;
mod select;
mod sets;
mod shape;
mod signal;
mod signature;
mod sort;
mod split;
pub(crate) mod statistics;
mod tile;
mod ufunc;
pub mod ufuncs;
mod unique;

pub use bins::*;
pub use bits::*;
pub use complex::*;
pub use constants::*;
pub use covariance::*;
pub use creation::*;
pub use diagonals::*;
pub use differences::*;
pub use dtypes::*;
pub use edit::*;
pub use einsum::*;
pub use floats::*;
pub use from::*;
pub use functional::*;
pub use grid::*;
pub use histogram::*;
pub use indexing::*;
pub use interpolate::*;
pub use iterate::*;
pub use join::*;
pub use logic::*;
pub use nonzero::*;
pub use pad::*;
pub use partition::*;
#[cfg(feature = "linalg")]
pub use polyfit::*;
pub use powers::*;
pub use printing::*;
pub use products::*;
pub use put::*;
pub use quantile::*;
pub use reduce::*;
pub use rounding::*;
pub use search::*;
pub use select::*;
pub use sets::*;
pub use shape::*;
pub use signal::*;
pub use sort::*;
pub use split::*;
pub use statistics::*;
pub use tile::*;
pub use ufunc::*;
pub use unique::*;

pub use crate::io::{genfromtxt, genfromtxt_with, loadtxt, loadtxt_with, savetxt, savetxt_with};
#[cfg(feature = "npy")]
pub use crate::io::{load, load_npz, save, savez, savez_compressed};
