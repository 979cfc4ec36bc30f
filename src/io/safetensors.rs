//! Safetensors files: named arrays with a header of JSON, as model weights are exchanged. The format is the
//! `safetensors` crate's.
//!
//! The format knows no 128-bit complex numbers, and has dtypes that arrays have not (8-bit floats and smaller): both are refused.

use super::bytes::{decode, encode};
use super::with_path;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The contents of a safetensors file.
#[derive(Clone, Debug, Default)]
pub struct SafetensorsFile {
    /// The arrays by name.
    pub arrays: BTreeMap<String, Array>,
    /// Free texts.
    pub metadata: BTreeMap<String, String>,
}

/// Reads a safetensors file.
///
/// # Errors
/// If the file cannot be read, is malformed or truncated, or holds a dtype that arrays do not have.
///
/// # Examples
/// ```
/// use numtape::{io, prelude::*};
/// let path = std::env::temp_dir().join("numtape_doc.safetensors");
/// io::save_safetensors(&path, [("w", &np::ones(([2, 3], BF16)))], &[("step", "7")]).unwrap();
/// let file = io::load_safetensors(&path).unwrap();
/// assert_eq!(file.arrays["w"].dtype(), BF16);
/// assert_eq!(file.metadata["step"], "7");
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn load_safetensors(path: impl AsRef<Path>) -> Result<SafetensorsFile> {
    let path = path.as_ref();
    let bytes = with_path("load_safetensors", path, std::fs::read(path))?;
    parse("load_safetensors", &bytes)
}

/// Reads the bytes of a safetensors file.
///
/// # Errors
/// As [`load_safetensors`].
///
/// # Examples
/// ```
/// use numtape::{io, prelude::*};
/// let bytes = io::to_safetensors([("x", &array([1.0, 2.0]))], &[]).unwrap();
/// let file = io::from_safetensors(&bytes).unwrap();
/// assert_eq!(file.arrays["x"].to_vec::<f64>().unwrap(), [1.0, 2.0]);
/// assert!(io::from_safetensors(&bytes[..bytes.len() - 1]).is_err());
/// ```
pub fn from_safetensors(bytes: &[u8]) -> Result<SafetensorsFile> {
    parse("from_safetensors", bytes)
}

/// Writes named arrays and texts to a safetensors file, replacing one that exists.
///
/// # Errors
/// If the file cannot be written, a name stands twice, a dtype is c128, or values are hidden by `vectorized_map`.
///
/// # Examples
/// See [`load_safetensors`].
pub fn save_safetensors<'a, N: AsRef<str>>(
    path: impl AsRef<Path>,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
    metadata: &[(&str, &str)],
) -> Result<()> {
    let path = path.as_ref();
    let bytes = build("save_safetensors", arrays, metadata)?;
    with_path("save_safetensors", path, std::fs::write(path, bytes))
}

/// The bytes of a safetensors file.
///
/// # Errors
/// As [`save_safetensors`].
///
/// # Examples
/// See [`from_safetensors`].
pub fn to_safetensors<'a, N: AsRef<str>>(
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
    metadata: &[(&str, &str)],
) -> Result<Vec<u8>> {
    build("to_safetensors", arrays, metadata)
}

fn parse(op: &'static str, bytes: &[u8]) -> Result<SafetensorsFile> {
    let fault = |error| Error::io(op, format!("not a safetensors file: {error}"));
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(fault)?;
    let metadata = header.metadata().clone().unwrap_or_default();
    let tensors = SafeTensors::deserialize(bytes).map_err(fault)?;
    let mut arrays = BTreeMap::new();
    for (name, view) in tensors.iter() {
        let dtype = from_format(view.dtype()).ok_or_else(|| {
            let reason = format!("{name}: there are no arrays of dtype {:?}", view.dtype());
            Error::dtype(op, reason)
        })?;
        let array = decode(op, dtype, view.shape(), view.data().to_vec(), false)?;
        arrays.insert(name.to_string(), array);
    }
    Ok(SafetensorsFile {
        arrays,
        metadata: metadata.into_iter().collect(),
    })
}

fn build<'a, N: AsRef<str>>(
    op: &'static str,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
    metadata: &[(&str, &str)],
) -> Result<Vec<u8>> {
    let mut encoded: BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)> = BTreeMap::new();
    for (name, x) in arrays {
        let name = name.as_ref();
        let dtype = to_format(x.dtype()).ok_or_else(|| {
            Error::dtype(op, format!("{name}: the format has no {}", x.dtype()))
                .hinted("write astype(C64), or a .npz file")
        })?;
        let entry = (dtype, x.shape().to_vec(), encode(x)?);
        if encoded.insert(name.to_string(), entry).is_some() {
            return Err(Error::value(op, format!("the name {name:?} stands twice")));
        }
    }
    let views = encoded.iter().map(|(name, (dtype, shape, data))| {
        let view = TensorView::new(*dtype, shape.clone(), data);
        view.map(|view| (name.as_str(), view))
    });
    let views: Vec<(&str, TensorView<'_>)> = views
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| Error::io(op, error))?;
    let texts: HashMap<String, String> = metadata
        .iter()
        .map(|&(key, value)| (key.to_string(), value.to_string()))
        .collect();
    let texts = (!texts.is_empty()).then_some(texts);
    safetensors::serialize(views, texts).map_err(|error| Error::io(op, error))
}

/// The dtypes that both sides have.
const DTYPES: [(DType, Dtype); 14] = [
    (DType::Bool, Dtype::BOOL),
    (DType::U8, Dtype::U8),
    (DType::U16, Dtype::U16),
    (DType::U32, Dtype::U32),
    (DType::U64, Dtype::U64),
    (DType::I8, Dtype::I8),
    (DType::I16, Dtype::I16),
    (DType::I32, Dtype::I32),
    (DType::I64, Dtype::I64),
    (DType::F16, Dtype::F16),
    (DType::BF16, Dtype::BF16),
    (DType::F32, Dtype::F32),
    (DType::F64, Dtype::F64),
    (DType::C64, Dtype::C64),
];

fn to_format(dtype: DType) -> Option<Dtype> {
    DTYPES
        .iter()
        .find(|(ours, _)| *ours == dtype)
        .map(|&(_, theirs)| theirs)
}

fn from_format(dtype: Dtype) -> Option<DType> {
    DTYPES
        .iter()
        .find(|(_, theirs)| *theirs == dtype)
        .map(|&(ours, _)| ours)
}
