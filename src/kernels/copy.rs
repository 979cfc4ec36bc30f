//! Moving elements: copies between layouts, and filling with one value.
//!
//! Copies know element sizes and no dtypes. Conversions between dtypes are in `cast`.

use super::loops::{Inner, Rows, broadcast_byte_strides, byte_strides, run};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::dtype::dispatch::{for_dtype, for_item_size};
use crate::dtype::promote::Scalar;
use num_complex::Complex;

/// Writes one value to every element. Integers wrap, floats become integers by truncation (saturating),
/// complex numbers lose their imaginary part where the dtype has none.
pub(crate) fn fill_scalar(out: &mut Dense, value: Scalar) {
    let bytes = element_bytes(value, out.dtype());
    let (size, n) = (out.dtype().item_size(), out.len());
    let pointer = out.as_mut_ptr();
    for_item_size!(size, T => {
        // SAFETY: the element was written into the front of 16 bytes.
        let element = unsafe { bytes.as_ptr().cast::<T>().read_unaligned() };
        // SAFETY: an output is contiguous, aligned and not shared yet, and has `n` elements of this size.
        unsafe { std::slice::from_raw_parts_mut(pointer.cast::<std::mem::MaybeUninit<T>>(), n) }.fill(std::mem::MaybeUninit::new(element));
    });
}

/// One element of a dtype, at the front of 16 bytes.
pub(crate) fn element_bytes(value: Scalar, dtype: DType) -> [u8; 16] {
    let mut bytes = [0; 16];
    for_dtype!(dtype, T => {
        let element = T::from_scalar(value);
        // SAFETY: no element type is larger than 16 bytes or has padding.
        unsafe { bytes.as_mut_ptr().cast::<T>().write_unaligned(element) };
    });
    bytes
}

/// The conversion of a Rust number to an element.
trait FromScalar {
    fn from_scalar(value: Scalar) -> Self;
}

macro_rules! from_scalar {
    ($($ty:ty: |$v:ident| $convert:expr),* $(,)?) => {$(
        impl FromScalar for $ty {
            fn from_scalar($v: Scalar) -> Self { $convert }
        }
    )*};
}

macro_rules! integers_from_scalar {
    ($($ty:ty),*) => {$(
        impl FromScalar for $ty {
            fn from_scalar(value: Scalar) -> Self {
                match value {
                    Scalar::Bool(b) => b.into(),
                    Scalar::Int(v) => v as $ty,
                    Scalar::Float(_) | Scalar::Complex(_) => value.as_f64() as $ty,
                }
            }
        }
    )*};
}

integers_from_scalar!(u8, u16, u32, u64, i8, i16, i32, i64);
from_scalar! {
    bool: |v| v.as_bool(),
    half::f16: |v| super::half::f16_from_f64(v.as_f64()),
    half::bf16: |v| super::half::bf16_from_f64(v.as_f64()),
    f32: |v| v.as_f64() as f32,
    f64: |v| v.as_f64(),
    Complex<f32>: |v| Complex::new(v.as_complex().re as f32, v.as_complex().im as f32),
    Complex<f64>: |v| v.as_complex(),
}

/// Writes `src` to `out`, which has the same dtype and shape and lies in C order.
pub(crate) fn copy(src: &Dense, out: &mut Dense) {
    debug_assert_eq!((src.dtype(), src.shape()), (out.dtype(), out.shape()));
    let strides = byte_strides(out);
    // SAFETY: the output's own strides stay inside it.
    unsafe { copy_to(src, out.as_mut_ptr(), &strides) }
}

/// The array in C order: the same handle if it lies so already.
pub(crate) fn contiguous(x: &Dense) -> Dense {
    if x.is_contiguous() {
        return x.clone();
    }
    let mut out = Dense::uninit("contiguous", x.dtype(), x.shape())
        .expect("as large as an array that exists");
    copy(x, &mut out);
    out
}

/// Writes `src` to the elements `offset + Σ index·strides` of `out` (in elements), such as a block of a
/// concatenation.
///
/// # Panics
/// If the region reaches outside `out`.
pub(crate) fn copy_into_region(src: &Dense, out: &mut Dense, offset: usize, strides: &[isize]) {
    debug_assert_eq!(src.dtype(), out.dtype());
    debug_assert_eq!(src.ndim(), strides.len());
    if src.len() == 0 {
        return;
    }
    let (mut low, mut high) = (offset as isize, offset as isize);
    for (&size, &stride) in src.shape().iter().zip(strides) {
        let reach = (size as isize - 1) * stride;
        low += reach.min(0);
        high += reach.max(0);
    }
    assert!(
        low >= 0 && high < out.len() as isize,
        "region {low}..={high} of {} elements",
        out.len()
    );
    let size = out.dtype().item_size();
    let strides: Vec<isize> = strides
        .iter()
        .map(|stride| stride * size as isize)
        .collect();
    let start = out.as_mut_ptr().wrapping_add(offset * size);
    // SAFETY: all elements of the region were just found to be inside the output.
    unsafe { copy_to(src, start, &strides) }
}

/// # Safety
/// `out` with these byte strides must be writable for every index of `src`, and not overlap it.
unsafe fn copy_to(src: &Dense, out: *mut u8, strides: &[isize]) {
    let from = broadcast_byte_strides(src, src.shape());
    let inner: Inner<2> = for_item_size!(src.dtype().item_size(), T => move_row::<T>);
    // SAFETY: the caller answers for the output; the source's strides stay inside its storage.
    unsafe {
        run(
            src.shape(),
            [out, src.as_ptr().cast_mut()],
            [strides, &from],
            1,
            inner,
        );
    }
}

#[inline(never)]
unsafe fn move_row<T: Copy>(
    pointers: [*mut u8; 2],
    [out_stride, src_stride]: [isize; 2],
    n: usize,
    rows: &Rows<2>,
) {
    let size = size_of::<T>() as isize;
    // SAFETY: the walk hands over rows inside both operands, which do not overlap.
    rows.each(pointers, |[out, src]| unsafe {
        let (out, src) = (out.cast::<T>(), src.cast::<T>());
        if out_stride == size && src_stride == size {
            std::ptr::copy_nonoverlapping(src, out, n);
        } else if out_stride == size && src_stride == 0 {
            let element = src.read();
            for i in 0..n {
                out.add(i).write(element);
            }
        } else {
            for i in 0..n as isize {
                out.byte_offset(i * out_stride)
                    .write(src.byte_offset(i * src_stride).read());
            }
        }
    });
}
