//! Moving elements: copies between layouts, and filling with one value.
//!
//! Copies know element sizes and no dtypes. Conversions between dtypes are in `cast`.

use super::loops::{Inner, Rows, broadcast_byte_strides, byte_strides, run};
use super::strided::mover;
use super::transpose::{Plane, transposition};
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
    let inner: Inner<2> = for_item_size!(src.dtype().item_size(), T => move_rows::<T>);
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

/// Axes shorter than this are not worth a transposition.
const NARROW: usize = 4;
/// Columns that are moved together where rows share cache lines.
const CHUNK: usize = 1024;

/// # Safety
/// Rows of `n` elements of the size of `T`, as [`Inner`] says, that do not overlap.
unsafe fn move_rows<T: Copy>(
    pointers: [*mut u8; 2],
    strides: [isize; 2],
    n: usize,
    rows: &Rows<2>,
) {
    let size = size_of::<T>() as isize;
    let across = rows.strides;
    let [out, src] = pointers;
    if n.min(rows.count) >= NARROW {
        let plane = if strides[0] == size && across[1] == size {
            Some((across[0], strides[1], rows.count, n))
        } else if across[0] == size && strides[1] == size {
            Some((strides[0], across[1], n, rows.count))
        } else {
            None
        };
        if let Some((out_stride, src_stride, rows, columns)) = plane {
            let plane = Plane {
                out,
                src,
                out_stride,
                src_stride,
                rows,
                columns,
            };
            // SAFETY: the plane is all rows of both operands.
            return unsafe { transposition(size_of::<T>())(plane) };
        }
    }
    if strides == [size; 2] {
        // SAFETY: whole rows of both operands.
        return rows.each(pointers, |p| unsafe { copy_row(p, n * size_of::<T>()) });
    }
    let mover = mover::<T>();
    let is_crossed = (0..2).any(|i| across[i].unsigned_abs() < strides[i].unsigned_abs());
    let chunk = if is_crossed { CHUNK } else { n.max(1) };
    for left in (0..n).step_by(chunk) {
        let start =
            std::array::from_fn(|i| pointers[i].wrapping_offset(left as isize * strides[i]));
        // SAFETY: a part of the rows of both operands.
        rows.each(start, |p| unsafe { mover(p, strides, chunk.min(n - left)) });
    }
}

/// Copies a row of bytes, without a call if it is short.
///
/// # Safety
/// `bytes` are readable and writable; the rows do not overlap.
#[inline(always)]
unsafe fn copy_row([out, src]: [*mut u8; 2], bytes: usize) {
    type Part = [u64; 2];
    const PART: usize = size_of::<Part>();
    // SAFETY: parts end inside the row; the last may overlap the one before.
    unsafe {
        if !(PART..16 * PART).contains(&bytes) {
            return std::ptr::copy_nonoverlapping(src, out, bytes);
        }
        let part = |at: usize| {
            let part = src.add(at).cast::<Part>().read_unaligned();
            out.add(at).cast::<Part>().write_unaligned(part);
        };
        for at in (0..bytes - PART).step_by(PART) {
            part(at);
        }
        part(bytes - PART);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::Array;
    use crate::np;
    use crate::shape::layout::Layout;

    /// The bytes of the elements in C order, found one by one.
    fn elements(x: &Dense) -> Vec<u8> {
        let (size, mut bytes) = (x.dtype().item_size(), Vec::new());
        for flat in 0..x.len() {
            let (mut rest, mut offset) = (flat, 0);
            for (&n, stride) in x.shape().iter().zip(x.strides()).rev() {
                offset += (rest % n) as isize * stride * size as isize;
                rest /= n;
            }
            // SAFETY: the index is inside the shape.
            bytes.extend_from_slice(unsafe {
                std::slice::from_raw_parts(x.as_ptr().offset(offset), size)
            });
        }
        bytes
    }

    /// A view of the axes in another order, backwards along those marked, with every second element along others.
    fn view(x: &Dense, order: &[usize], backwards: &[bool], halved: &[bool]) -> Dense {
        let (mut shape, mut strides) = (vec![], vec![]);
        let mut offset = x.layout().offset() as isize;
        for &axis in order {
            let (mut n, mut stride) = (x.shape()[axis], x.strides()[axis]);
            if halved[axis] {
                (n, stride) = (n.div_ceil(2), 2 * stride);
            }
            if backwards[axis] {
                offset += (n as isize - 1) * stride;
                stride = -stride;
            }
            shape.push(n);
            strides.push(stride);
        }
        let layout = Layout::new(shape.into(), strides.into(), offset as usize);
        Dense::new(x.dtype(), layout, x.storage().clone())
    }

    #[test]
    fn views_of_every_order() {
        let shapes: [&[usize]; 7] = [
            &[70, 45],
            &[3, 200],
            &[200, 2],
            &[1, 37],
            &[4, 33, 18],
            &[33, 4, 3],
            &[3, 18, 4, 17],
        ];
        for dtype in [DType::U8, DType::I16, DType::F32, DType::F64, DType::C128] {
            for shape in shapes {
                let n: usize = shape.iter().product();
                let x = np::reshape(np::astype(np::arange(n), dtype), shape.to_vec());
                let x = x.dense().expect("made from numbers");
                let axes = shape.len();
                for turn in 0..axes {
                    for pair in 0..axes {
                        let mut order: Vec<usize> = (0..axes).map(|i| (i + turn) % axes).collect();
                        order.swap(pair, axes - 1);
                        for bits in 0..1 << (2 * axes.min(2)) {
                            let marks = |from: usize| -> Vec<bool> {
                                (0..axes)
                                    .rev()
                                    .map(|i| bits >> (from + i) & 1 == 1)
                                    .collect()
                            };
                            let view = view(x, &order, &marks(0), &marks(2));
                            let copied = contiguous(&view);
                            let same = elements(&copied) == elements(&view);
                            assert!(same, "{dtype} {shape:?} {order:?} {bits:b}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_transposed_region() {
        let x = np::reshape(np::arange(40.0 * 20.0), [40, 20]);
        let mut out = np::zeros([30, 50]).dense().expect("numbers").clone();
        let mut fresh = Dense::uninit("test", DType::F64, out.shape()).unwrap();
        copy(&out, &mut fresh);
        out = fresh;
        let turned = view(x.dense().unwrap(), &[1, 0], &[false; 2], &[false; 2]);
        copy_into_region(&turned, &mut out, 3 * 50 + 7, &[50, 1]);
        let out = Array::from_dense(out);
        for row in 0..30 {
            for column in 0..50 {
                let inside = (3..23).contains(&row) && (7..47).contains(&column);
                let wanted = if inside {
                    (column - 7) * 20 + row - 3
                } else {
                    0
                };
                let found: f64 = out.i((row as isize, column as isize)).item().unwrap();
                assert_eq!(found, wanted as f64);
            }
        }
    }
}
