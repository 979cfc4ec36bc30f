//! numtape beside NumPy: every case of the golden files, by subject.
//!
//! A subject is a file `tests/golden/<subject>.jsonl.gz`, written by `tests/golden/generate.py`, and a module here that says
//! how each of its functions is called in Rust. `calls.rs` runs them; the format is in `tests/golden/README.md`.

mod accuracy;
#[cfg(feature = "linalg")]
#[path = "../common/bases.rs"]
mod bases;
mod bits;
mod calls;
mod einsum;
#[cfg(feature = "fft")]
mod fft;
#[path = "../common/golden.rs"]
mod golden;
mod io;
#[cfg(feature = "linalg")]
mod linalg;
mod nn;
mod polynomial;
#[cfg(feature = "linalg")]
mod polynomial_series;
mod quantiles;
mod rearrange;
mod reductions;
mod sets;
mod shapes;
mod signal;
mod special;
mod statistics;
mod ufunc_methods;
mod ufuncs;
