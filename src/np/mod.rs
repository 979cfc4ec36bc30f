//! The numpy surface: functions with numpy's names, arguments and results.
//!
//! Everything here is composition: promote the operands, then bind primitives or call other functions of
//! this module, so that every function differentiates and maps over batches. Options are in [`args`].

pub mod args;
mod bits;
mod complex;
mod constants;
mod creation;
mod dtypes;
mod einsum;
#[cfg(feature = "fft")]
pub mod fft;
mod floats;
mod from;
mod indexing;
mod join;
mod logic;
mod partition;
mod polynomial;
mod printing;
mod products;
pub mod random;
mod reduce;
mod rounding;
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

pub use bits::*;
pub use complex::*;
pub use constants::*;
pub use creation::*;
pub use dtypes::*;
pub use einsum::*;
pub use floats::*;
pub use from::*;
pub use indexing::*;
pub use join::*;
pub use logic::*;
pub use partition::*;
pub use polynomial::*;
pub use printing::*;
pub use products::*;
pub use reduce::*;
pub use rounding::*;
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
