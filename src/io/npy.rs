//! NumPy's files: `.npy`, one array, and `.npz`, a zip of them. The format is `npyz`'s.
//!
//! All versions of the format, both byte orders and both orders of axes are read; version 1, little-endian, C order is
//! written. NumPy has no bfloat16, so those arrays are refused.

use super::bytes::{decode, encode, read_exactly};
use super::with_path;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::np;
use crate::shape::checked_len;
use npyz::npz::{NpzArchive, NpzWriter};
use npyz::zip::CompressionMethod;
use npyz::zip::write::FileOptions;
use npyz::{Endianness, NpyHeader, Order, TypeChar, TypeStr, WriteOptions, WriterBuilder};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// The longest header that is read; NumPy's own limit.
const LONGEST_HEADER: usize = 10_000;

/// The deepest nesting of a header that is parsed.
const DEEPEST_HEADER: usize = 16;

/// Reads an array from a `.npy` file (numpy: `load`).
///
/// # Errors
/// If the file cannot be read, is no `.npy` file, is shorter than its header says, or holds anything but numbers and truth values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let path = std::env::temp_dir().join("numtape_doc_load.npy");
/// np::save(&path, array([[1.0, 2.0], [3.0, 4.0]])).unwrap();
/// assert_eq!(np::load(&path).unwrap().shape(), [2, 2]);
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<Array> {
    let path = path.as_ref();
    let file = with_path("load", path, File::open(path))?;
    read("load", BufReader::new(file))
}

/// Writes an array to a `.npy` file, replacing one that exists (numpy: `save`). The path is taken as it is: no ending is added.
///
/// # Errors
/// If the file cannot be written, the dtype is bf16, or values are hidden by `vectorized_map`.
///
/// # Examples
/// See [`load`].
pub fn save<'a>(path: impl AsRef<Path>, x: impl IntoArray<'a>) -> Result<()> {
    let (path, x) = (path.as_ref(), x.into_array());
    // Refused before anything is overwritten.
    let (descr, data) = (descr("save", x.dtype())?, encode(&x)?);
    let mut file = BufWriter::new(with_path("save", path, File::create(path))?);
    write("save", &mut file, descr, x.shape(), &data)?;
    file.flush().map_err(|error| Error::io("save", error))
}

/// Reads an array in `.npy` format from any reader, which is left behind the array's last byte.
///
/// # Errors
/// As [`load`].
///
/// # Examples
/// ```
/// use numtape::{io, prelude::*};
/// let mut bytes = Vec::new();
/// io::write_npy(&mut bytes, array([1u8, 2, 3])).unwrap();
/// assert_eq!(io::read_npy(&bytes[..]).unwrap().to_vec::<u8>().unwrap(), [1, 2, 3]);
/// assert!(io::read_npy(&bytes[..bytes.len() - 1]).is_err());
/// ```
pub fn read_npy(reader: impl Read) -> Result<Array> {
    read("read_npy", reader)
}

/// Writes an array in `.npy` format to any writer.
///
/// # Errors
/// As [`save`].
///
/// # Examples
/// See [`read_npy`].
pub fn write_npy<'a>(mut writer: impl Write, x: impl IntoArray<'a>) -> Result<()> {
    let x = x.into_array();
    let (descr, data) = (descr("write_npy", x.dtype())?, encode(&x)?);
    write("write_npy", &mut writer, descr, x.shape(), &data)
}

/// Reads all arrays of a `.npz` file by name (numpy: `load`).
///
/// # Errors
/// If the file is no zip archive, or as [`load`] for one of its members. Members that are no arrays are left out.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let path = std::env::temp_dir().join("numtape_doc_load_npz.npz");
/// np::savez(&path, [("w", &np::ones([2, 3])), ("b", &np::zeros([3]))]).unwrap();
/// let arrays = np::load_npz(&path).unwrap();
/// assert_eq!(arrays["w"].shape(), [2, 3]);
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn load_npz(path: impl AsRef<Path>) -> Result<BTreeMap<String, Array>> {
    let path = path.as_ref();
    let file = with_path("load_npz", path, File::open(path))?;
    read_members("load_npz", BufReader::new(file))
}

/// Reads all arrays of an `.npz` archive from any seekable reader.
///
/// # Errors
/// As [`load_npz`].
pub fn read_npz(reader: impl Read + Seek) -> Result<BTreeMap<String, Array>> {
    read_members("read_npz", reader)
}

/// Writes named arrays to a `.npz` file without compression (numpy: `savez`).
///
/// # Errors
/// As [`save`], or if a name stands twice.
///
/// # Examples
/// See [`load_npz`].
pub fn savez<'a, N: AsRef<str>>(
    path: impl AsRef<Path>,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
) -> Result<()> {
    save_members("savez", path.as_ref(), arrays, CompressionMethod::Stored)
}

/// Writes named arrays to a compressed `.npz` file (numpy: `savez_compressed`).
///
/// # Errors
/// As [`savez`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let path = std::env::temp_dir().join("numtape_doc_compressed.npz");
/// np::savez_compressed(&path, [("zeros", &np::zeros([1000]))]).unwrap();
/// assert!(std::fs::metadata(&path).unwrap().len() < 1000);
/// # std::fs::remove_file(path).unwrap();
/// ```
pub fn savez_compressed<'a, N: AsRef<str>>(
    path: impl AsRef<Path>,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
) -> Result<()> {
    let method = CompressionMethod::Deflated;
    save_members("savez_compressed", path.as_ref(), arrays, method)
}

/// Writes named arrays as an `.npz` archive to any seekable writer, without compression.
///
/// # Errors
/// As [`savez`].
pub fn write_npz<'a, N: AsRef<str>>(
    writer: impl Write + Seek,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
) -> Result<()> {
    write_members("write_npz", writer, arrays, CompressionMethod::Stored)
}

fn read(op: &'static str, mut reader: impl Read) -> Result<Array> {
    let header = read_header(op, &mut reader)?;
    let (dtype, reversed) = dtype_of(op, &header)?;
    let shape = header
        .shape()
        .iter()
        .map(|&n| usize::try_from(n).map_err(|_| Error::io(op, format!("an axis of size {n}"))))
        .collect::<Result<Vec<usize>>>()?;
    let len = checked_len(op, &shape, dtype.item_size())?;
    let bytes = read_exactly(op, reader, len * dtype.item_size())?;
    match header.order() {
        Order::C => decode(op, dtype, &shape, bytes, reversed),
        Order::Fortran => {
            let backwards: Vec<usize> = shape.iter().rev().copied().collect();
            let transposed = decode(op, dtype, &backwards, bytes, reversed)?;
            Ok(np::transpose(transposed, ..))
        }
    }
}

/// The header, after a look at its length and depth: the parser behind it is recursive.
fn read_header(op: &'static str, reader: &mut impl Read) -> Result<NpyHeader> {
    let fault = |reason: &str| Error::io(op, format!("not a .npy file: {reason}"));
    let mut start = read_exactly(op, &mut *reader, 10)?;
    if !start.starts_with(b"\x93NUMPY") {
        return Err(fault("it does not start with the magic bytes"));
    }
    let length = match start[6] {
        1 => usize::from(u16::from_le_bytes([start[8], start[9]])),
        2 | 3 => {
            start.extend(read_exactly(op, &mut *reader, 2)?);
            let length = start[8..12].try_into().expect("four bytes");
            u32::from_le_bytes(length) as usize
        }
        version => {
            return Err(fault(&format!(
                "version {version} of the format is unknown"
            )));
        }
    };
    if length > LONGEST_HEADER {
        return Err(fault(&format!("its header has {length} bytes")));
    }
    let text = read_exactly(op, &mut *reader, length)?;
    let deepest = text.iter().fold((0usize, 0usize), |(depth, most), byte| {
        let depth = match byte {
            b'(' | b'[' | b'{' => depth + 1,
            b')' | b']' | b'}' => depth.saturating_sub(1),
            _ => depth,
        };
        (depth, most.max(depth))
    });
    if deepest.1 > DEEPEST_HEADER {
        return Err(fault("its header is nested too deeply"));
    }
    check_sizes(&text).ok_or_else(|| fault("its shape does not fit the address space"))?;
    start.extend(text);
    NpyHeader::from_reader(start.as_slice()).map_err(|error| fault(&error.to_string()))
}

/// Whether the sizes of a header's shape can be multiplied, which the parser does without a look. What is no shape is the
/// parser's to refuse.
fn check_sizes(header: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(header);
    let sizes = text
        .split_once("shape")
        .and_then(|(_, rest)| rest.split_once('('))
        .and_then(|(_, rest)| rest.split_once(')'))
        .map_or("", |(sizes, _)| sizes);
    sizes
        .split(',')
        .map(|size| size.trim().trim_end_matches('L'))
        .filter(|size| !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|size| size.parse::<usize>().ok())
        .try_fold(1usize, |product, size| product.checked_mul(size?.max(1)))
        .filter(|product| isize::try_from(*product).is_ok())
}

/// The dtype, and whether the highest byte comes first.
fn dtype_of(op: &'static str, header: &NpyHeader) -> Result<(DType, bool)> {
    let refuse = || {
        let reason = format!(
            "elements of dtype {} are not supported",
            header.dtype().descr()
        );
        Error::io(op, reason)
            .hinted("arrays hold truth values, integers, floats and complex numbers")
    };
    let npyz::DType::Plain(kind) = header.dtype() else {
        return Err(refuse());
    };
    let dtype = match (kind.type_char(), kind.size_field()) {
        (TypeChar::Bool, 1) => DType::Bool,
        (TypeChar::Uint, 1) => DType::U8,
        (TypeChar::Uint, 2) => DType::U16,
        (TypeChar::Uint, 4) => DType::U32,
        (TypeChar::Uint, 8) => DType::U64,
        (TypeChar::Int, 1) => DType::I8,
        (TypeChar::Int, 2) => DType::I16,
        (TypeChar::Int, 4) => DType::I32,
        (TypeChar::Int, 8) => DType::I64,
        (TypeChar::Float, 2) => DType::F16,
        (TypeChar::Float, 4) => DType::F32,
        (TypeChar::Float, 8) => DType::F64,
        (TypeChar::Complex, 8) => DType::C64,
        (TypeChar::Complex, 16) => DType::C128,
        _ => return Err(refuse()),
    };
    Ok((dtype, kind.endianness() == Endianness::Big))
}

/// NumPy's name of a dtype in a header.
fn descr(op: &'static str, dtype: DType) -> Result<TypeStr> {
    let text = match dtype {
        DType::Bool => "|b1",
        DType::U8 => "|u1",
        DType::I8 => "|i1",
        DType::U16 => "<u2",
        DType::U32 => "<u4",
        DType::U64 => "<u8",
        DType::I16 => "<i2",
        DType::I32 => "<i4",
        DType::I64 => "<i8",
        DType::F16 => "<f2",
        DType::F32 => "<f4",
        DType::F64 => "<f8",
        DType::C64 => "<c8",
        DType::C128 => "<c16",
        DType::BF16 => {
            return Err(Error::dtype(op, "NumPy's format has no bfloat16")
                .hinted("write astype(F32), or a safetensors file"));
        }
    };
    Ok(text.parse().expect("a type string"))
}

fn write(
    op: &'static str,
    writer: &mut impl Write,
    descr: TypeStr,
    shape: &[usize],
    data: &[u8],
) -> Result<()> {
    let sizes: Vec<u64> = shape.iter().map(|&n| n as u64).collect();
    WriteOptions::new_header_only()
        .dtype(npyz::DType::new_scalar(descr))
        .shape(&sizes)
        .writer(&mut *writer)
        .write_header_only()
        .and_then(|writer| writer.write_all(data))
        .map_err(|error| Error::io(op, error))
}

fn read_members(op: &'static str, reader: impl Read + Seek) -> Result<BTreeMap<String, Array>> {
    let mut archive = NpzArchive::new(reader).map_err(|error| Error::io(op, error))?;
    let names: Vec<String> = archive.array_names().map(String::from).collect();
    let mut arrays = BTreeMap::new();
    for name in names {
        let file = npyz::npz::file_name_from_array_name(&name);
        let member = archive.zip_archive().by_name(&file);
        let member = member.map_err(|error| Error::io(op, format!("{name}: {error}")))?;
        arrays.insert(name, read(op, member)?);
    }
    Ok(arrays)
}

fn save_members<'a, N: AsRef<str>>(
    op: &'static str,
    path: &Path,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
    method: CompressionMethod,
) -> Result<()> {
    // Everything that can be refused is, before a file is overwritten.
    let mut bytes = std::io::Cursor::new(Vec::new());
    write_members(op, &mut bytes, arrays, method)?;
    with_path(op, path, std::fs::write(path, bytes.into_inner()))
}

fn write_members<'a, N: AsRef<str>>(
    op: &'static str,
    writer: impl Write + Seek,
    arrays: impl IntoIterator<Item = (N, &'a Array)>,
    method: CompressionMethod,
) -> Result<()> {
    let mut archive = NpzWriter::new(writer);
    let zip = archive.zip_writer();
    let options = FileOptions::default()
        .compression_method(method)
        .large_file(true);
    let mut names = std::collections::BTreeSet::new();
    for (name, x) in arrays {
        let name = name.as_ref();
        if !names.insert(name.to_string()) {
            return Err(Error::value(op, format!("the name {name:?} stands twice")));
        }
        let (descr, data) = (descr(op, x.dtype())?, encode(x)?);
        let file = npyz::npz::file_name_from_array_name(name);
        zip.start_file(file, options)
            .map_err(|error| Error::io(op, error))?;
        write(op, zip, descr, x.shape(), &data)?;
    }
    zip.finish().map_err(|error| Error::io(op, error))?;
    Ok(())
}
