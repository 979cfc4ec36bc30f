//! Building blocks of neural networks: activations, losses, and what goes with them.
//!
//! Everything is composed of functions of [`crate::np`] and [`crate::special`]. Names and conventions are those of
//! `jax.nn` and optax; losses are not averaged.

mod activations;
mod attention;
mod initializers;
mod losses;
#[cfg(feature = "linalg")]
mod orthogonal;

pub use crate::np::{log_softmax, logsumexp, sigmoid, softmax};
pub use activations::*;
pub use attention::*;
pub use initializers::*;
pub use losses::*;
#[cfg(feature = "linalg")]
pub use orthogonal::*;
