//! Reading and writing arrays: NumPy's `.npy` and `.npz`, safetensors, text, and `serde`.
//!
//! Formats are left to their crates; here is what stands between them and arrays. Nothing trusts a file: sizes are checked
//! before memory is asked for, and every fault is an [`Error::Io`] or [`Error::Value`], never a
//! panic or half an array. Values inside a `vectorized_map` cannot be written.

#[cfg(any(feature = "npy", feature = "safetensors", feature = "serde"))]
mod bytes;
#[cfg(feature = "npy")]
mod npy;
#[cfg(feature = "safetensors")]
mod safetensors;
#[cfg(feature = "serde")]
mod serde;
mod text;

#[cfg(feature = "npy")]
pub use npy::{
    load, load_npz, read_npy, read_npz, save, savez, savez_compressed, write_npy, write_npz,
};
#[cfg(feature = "safetensors")]
pub use safetensors::{
    SafetensorsFile, from_safetensors, load_safetensors, save_safetensors, to_safetensors,
};
pub use text::{
    GenFromTxt, LoadTxt, SaveTxt, genfromtxt, genfromtxt_with, loadtxt, loadtxt_with, read_text,
    savetxt, savetxt_with, write_text,
};

use crate::error::{Error, Result};
use std::io::ErrorKind;
use std::path::Path;

/// A file's error with its path.
fn with_path<T>(op: &'static str, path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|error| {
        let hint = match error.kind() {
            ErrorKind::NotFound => " (paths are relative to the working folder)",
            _ => "",
        };
        Error::io(op, format!("{}: {error}{hint}", path.display()))
    })
}
