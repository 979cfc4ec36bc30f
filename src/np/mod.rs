//! The numpy surface: functions with numpy's names, arguments and results.
//!
//! Everything here is composition: promote the operands, then bind primitives or call other functions of
//! this module, so that every function differentiates and maps over batches. Options are in [`args`].

pub mod args;
mod complex;
mod constants;
mod creation;
mod einsum;
mod indexing;
mod join;
mod logic;
mod products;
pub mod random;
mod reduce;
mod rounding;
mod select;
mod shape;
mod sort;
mod split;
mod statistics;
mod tile;
mod ufunc;

pub use complex::*;
pub use constants::*;
pub use creation::*;
pub use einsum::*;
pub use indexing::*;
pub use join::*;
pub use logic::*;
pub use products::*;
pub use reduce::*;
pub use rounding::*;
pub use select::*;
pub use shape::*;
pub use sort::*;
pub use split::*;
pub use statistics::*;
pub use tile::*;
pub use ufunc::*;
