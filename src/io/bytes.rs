//! Between arrays and plain bytes in a fixed order: what every binary format needs.
//!
//! Elements are taken one by one from their bytes, so neither alignment nor a foreign byte order nor a truth value of 7
//! can do harm.

use crate::array::Array;
use crate::dtype::DType;
use crate::dtype::dispatch::for_dtype;
use crate::dtype::element::Element;
use crate::error::{Error, Result};
use crate::shape::checked_len;
use half::{bf16, f16};
use num_complex::Complex;
#[cfg(feature = "npy")]
use std::io::Read;

/// An element as bytes, lowest first.
pub(super) trait Bytes: Element {
    fn read(bytes: &[u8]) -> Self;
    fn write(self, out: &mut Vec<u8>);
}

macro_rules! numbers {
    ($($ty:ty),*) => {$(
        impl Bytes for $ty {
            fn read(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().expect("one element's bytes"))
            }
            fn write(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i8, i16, i32, i64, f16, bf16, f32, f64);

impl Bytes for bool {
    fn read(bytes: &[u8]) -> Self {
        bytes[0] != 0
    }
    fn write(self, out: &mut Vec<u8>) {
        out.push(u8::from(self));
    }
}

macro_rules! complex {
    ($($part:ty),*) => {$(
        impl Bytes for Complex<$part> {
            fn read(bytes: &[u8]) -> Self {
                let (re, im) = bytes.split_at(bytes.len() / 2);
                Complex::new(<$part>::read(re), <$part>::read(im))
            }
            fn write(self, out: &mut Vec<u8>) {
                self.re.write(out);
                self.im.write(out);
            }
        }
    )*};
}

complex!(f32, f64);

/// The elements in C order, lowest byte first.
pub(super) fn encode(x: &Array) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(x.len() * x.dtype().item_size());
    for_dtype!(x.dtype(), T => {
        x.to_vec::<T>()?.into_iter().for_each(|value| value.write(&mut out));
    });
    Ok(out)
}

/// An array from its bytes in C order; `reversed` if the highest byte of each number comes first.
pub(super) fn decode(
    op: &'static str,
    dtype: DType,
    shape: &[usize],
    mut bytes: Vec<u8>,
    reversed: bool,
) -> Result<Array> {
    let size = dtype.item_size();
    let len = checked_len(op, shape, size)?;
    if bytes.len() != len * size {
        let found = bytes.len();
        return Err(Error::io(
            op,
            format!(
                "{found} bytes of data, but {dtype}{shape:?} has {}",
                len * size
            ),
        ));
    }
    if reversed {
        let number = size / if dtype.is_complex() { 2 } else { 1 };
        bytes.chunks_exact_mut(number).for_each(<[u8]>::reverse);
    }
    for_dtype!(dtype, T => {
        let values: Vec<T> = bytes.chunks_exact(size).map(T::read).collect();
        Array::from_shape_vec(shape, values)
    })
}

/// How much is asked for before that much has arrived.
#[cfg(feature = "npy")]
const FIRST: usize = 1 << 20;

/// Exactly so many bytes. Memory grows with what really arrives, whatever a header promised.
#[cfg(feature = "npy")]
pub(super) fn read_exactly(op: &'static str, reader: impl Read, count: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count.min(FIRST));
    let found = reader
        .take(count as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io(op, error))?;
    if found < count {
        let reason = format!("the data ends after {found} of {count} bytes");
        return Err(Error::io(op, reason));
    }
    Ok(bytes)
}
