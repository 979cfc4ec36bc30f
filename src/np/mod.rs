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
mod differences;
mod dtypes;
mod einsum;
#[cfg(feature = "fft")]
pub mod fft;
mod floats;
mod from;
mod histogram;
mod indexing;
mod interpolate;
mod join;
mod logic;
mod partition;
mod polynomial;
mod printing;
mod products;
mod quantile;
pub mod random;
mod reduce;
mod rounding;
mod search;
mod select;
mod sets;
mod shape;
mod signal;
mod sort;
mod split;
mod statistics;
mod tile;
mod ufunc;
mod unique;

pub use bins::*;
pub use bits::*;
pub use complex::*;
pub use constants::*;
pub use covariance::*;
pub use creation::*;
pub use differences::*;
pub use dtypes::*;
pub use einsum::*;
pub use floats::*;
pub use from::*;
pub use histogram::*;
pub use indexing::*;
pub use interpolate::*;
pub use join::*;
pub use logic::*;
pub use partition::*;
pub use polynomial::*;
pub use printing::*;
pub use products::*;
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
