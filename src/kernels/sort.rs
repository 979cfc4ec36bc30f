//! Stable sorting of lines, of keys alone or with payloads.
//!
//! Keys become unsigned integers in the same order: comparisons are then single instructions, and long lines
//! sort by radix. NaN comes last, the two zeros are equal. Complex numbers follow numpy: first those without
//! NaN, then NaN in the imaginary, the real, both parts.

use super::arg::{Shared, for_lines};
use super::loops::byte_strides;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::dtype::dispatch::for_item_size;
use half::{bf16, f16};
use num_complex::Complex;
use smallvec::SmallVec;

/// Lines from this length on are sorted by radix.
const RADIX_FROM: usize = 1024;
const DIGIT_BITS: u32 = 11;

/// Sorts `inputs[0]` along `axis` into `outputs[0]` and permutes the other inputs in the same way.
pub(crate) fn sort(inputs: &[&Dense], axis: usize, outputs: &mut [Dense]) {
    let keys = inputs[0];
    if keys.len() == 0 {
        return;
    }
    let n = keys.shape()[axis];
    let (from, to) = (byte_strides(keys), byte_strides(&outputs[0]));
    let source = Shared(keys.as_ptr().cast_mut());
    if inputs.len() == 1 {
        let target = Shared(outputs[0].as_mut_ptr());
        let sort_line = line_sorter(keys.dtype());
        for_lines(keys.shape(), axis, [&to, &from], false, &|lines| {
            let [t, f] = lines.offsets;
            // SAFETY: the lines lie in the two views; each is written by one task.
            unsafe { sort_line(source.at(f), from[axis], target.at(t), to[axis], n) };
        });
        return;
    }
    let order_line = line_orderer(keys.dtype());
    let moves: Vec<Move> = inputs
        .iter()
        .zip(outputs)
        .map(|(x, out)| Move::new(x, out, axis))
        .collect();
    // Offsets are those of each operand in its own bytes, so they are recomputed from the line's index,
    // which this pseudo-operand counts.
    let mut counts = SmallVec::<[isize; 6]>::from_elem(0, keys.ndim());
    let mut lines_so_far = 1;
    for a in (0..keys.ndim()).rev().filter(|&a| a != axis) {
        counts[a] = lines_so_far;
        lines_so_far *= keys.shape()[a] as isize;
    }
    for_lines(keys.shape(), axis, [&counts, &from], false, &|lines| {
        let [line, f] = lines.offsets;
        // SAFETY: the line lies in the view of the keys.
        let order = unsafe { order_line(source.at(f), from[axis], n) };
        for m in &moves {
            // SAFETY: the line lies in both views of the operand, and one task writes it.
            unsafe { m.run(line as usize, &order) };
        }
    });
}

/// How one operand's lines are permuted.
struct Move {
    shape: SmallVec<[usize; 6]>,
    axis: usize,
    from: (Shared, SmallVec<[isize; 6]>),
    to: (Shared, SmallVec<[isize; 6]>),
    item_size: usize,
}

impl Move {
    fn new(x: &Dense, out: &mut Dense, axis: usize) -> Move {
        Move {
            shape: SmallVec::from_slice(x.shape()),
            axis,
            from: (Shared(x.as_ptr().cast_mut()), byte_strides(x)),
            to: (Shared(out.as_mut_ptr()), byte_strides(out)),
            item_size: x.dtype().item_size(),
        }
    }

    /// Writes the line with this index (of all lines, in C order) in a new order.
    ///
    /// # Safety
    /// `order` must be a permutation of the line, and no other task may write it.
    unsafe fn run(&self, line: usize, order: &[usize]) {
        let (mut from, mut to, mut rest) = (0, 0, line);
        for a in (0..self.shape.len()).rev().filter(|&a| a != self.axis) {
            let index = (rest % self.shape[a]) as isize;
            rest /= self.shape[a];
            from += index * self.from.1[a];
            to += index * self.to.1[a];
        }
        let (from, to) = (self.from.0.at(from), self.to.0.at(to));
        let (from_step, to_step) = (self.from.1[self.axis], self.to.1[self.axis]);
        // SAFETY: passed on from the caller.
        for_item_size!(self.item_size, T => unsafe { permute::<T>(from, from_step, to, to_step, order) });
    }
}

unsafe fn permute<T: Copy>(
    from: *const u8,
    from_step: isize,
    to: *mut u8,
    to_step: isize,
    order: &[usize],
) {
    for (k, &position) in order.iter().enumerate() {
        // SAFETY: the caller gives lines of `order.len()` elements.
        unsafe {
            to.offset(k as isize * to_step)
                .cast::<T>()
                .write(*from.offset(position as isize * from_step).cast::<T>());
        };
    }
}

/// An unsigned integer that sorts by radix.
trait Radix: Copy + Ord + Default {
    const BITS: u32;
    fn digit(self, shift: u32) -> usize;
}

macro_rules! radix {
    ($($t:ty)*) => {$(
        impl Radix for $t {
            const BITS: u32 = <$t>::BITS;
            #[inline(always)]
            fn digit(self, shift: u32) -> usize { ((self >> shift) as usize) & ((1 << DIGIT_BITS) - 1) }
        }
    )*};
}
radix!(u8 u16 u32 u64);

/// An element type with an order-preserving map to unsigned integers, and back.
trait SortItem: Copy {
    type Key: Radix;
    /// Distinguishes the zeros, negative first, so that it can be undone.
    fn to_key(self) -> Self::Key;
    fn from_key(key: Self::Key) -> Self;
    /// Adds the two zeros together; the one to use where positions are sought.
    fn to_stable_key(self) -> Self::Key {
        self.to_key()
    }
    fn is_zero(self) -> bool {
        false
    }
}

macro_rules! unsigned_items {
    ($($t:ty)*) => {$(
        impl SortItem for $t {
            type Key = $t;
            fn to_key(self) -> $t { self }
            fn from_key(key: $t) -> $t { key }
        }
    )*};
}
unsigned_items!(u8 u16 u32 u64);

macro_rules! signed_items {
    ($($t:ty, $key:ty;)*) => {$(
        impl SortItem for $t {
            type Key = $key;
            fn to_key(self) -> $key { (self as $key) ^ (1 << (<$key>::BITS - 1)) }
            fn from_key(key: $key) -> $t { (key ^ (1 << (<$key>::BITS - 1))) as $t }
        }
    )*};
}
signed_items! { i8, u8; i16, u16; i32, u32; i64, u64; }

macro_rules! float_items {
    ($($t:ty, $key:ty;)*) => {$(
        impl SortItem for $t {
            type Key = $key;
            #[inline(always)]
            fn to_key(self) -> $key {
                // Every nan becomes the positive one, which is above infinity.
                let bits = if self.is_nan() { <$t>::NAN.to_bits() & !(1 << (<$key>::BITS - 1)) } else { self.to_bits() };
                let sign = bits >> (<$key>::BITS - 1);
                bits ^ ((sign.wrapping_neg()) | (1 << (<$key>::BITS - 1)))
            }
            fn from_key(key: $key) -> $t {
                let was_negative = key >> (<$key>::BITS - 1) == 0;
                <$t>::from_bits(if was_negative { !key } else { key ^ (1 << (<$key>::BITS - 1)) })
            }
            #[inline(always)]
            fn to_stable_key(self) -> $key {
                if self.is_zero() { 1 << (<$key>::BITS - 1) } else { self.to_key() }
            }
            #[inline(always)]
            fn is_zero(self) -> bool { self.to_bits() << 1 == 0 }
        }
    )*};
}
float_items! { f16, u16; bf16, u16; f32, u32; f64, u64; }

/// Class and parts of a complex number, in numpy's order.
fn complex_key(re: u64, im: u64, nan: (bool, bool)) -> (u8, u64, u64) {
    match nan {
        (false, false) => (0, re, im),
        (false, true) => (1, re, 0),
        (true, false) => (2, im, 0),
        (true, true) => (3, 0, 0),
    }
}

type SortLine =
    unsafe fn(source: *const u8, from_step: isize, target: *mut u8, to_step: isize, n: usize);
type OrderLine = unsafe fn(source: *const u8, step: isize, n: usize) -> Vec<usize>;

#[inline(never)]
unsafe fn sort_line<T: SortItem>(
    source: *const u8,
    from_step: isize,
    target: *mut u8,
    to_step: isize,
    n: usize,
) {
    // SAFETY: the caller gives lines of `n` elements.
    let item = |i: usize| unsafe { *source.offset(i as isize * from_step).cast::<T>() };
    let mut keys: Vec<T::Key> = (0..n).map(|i| item(i).to_key()).collect();
    if n < RADIX_FROM {
        keys.sort_unstable();
    } else {
        radix_sort(&mut keys, |&key| key);
    }
    for (i, &key) in keys.iter().enumerate() {
        // SAFETY: as above.
        unsafe {
            target
                .offset(i as isize * to_step)
                .cast::<T>()
                .write(T::from_key(key));
        };
    }
    // Zeros of both signs are equal, so a stable sort leaves them in their old order.
    let zeros: SmallVec<[T; 16]> = (0..n).map(item).filter(|x| x.is_zero()).collect();
    if let Some(first) = zeros.iter().map(|x| x.to_key()).min() {
        let start = keys.partition_point(|&key| key < first);
        for (i, &zero) in zeros.iter().enumerate() {
            // SAFETY: as above; the zeros are `zeros.len()` neighbours.
            unsafe {
                target
                    .offset((start + i) as isize * to_step)
                    .cast::<T>()
                    .write(zero);
            };
        }
    }
}

#[inline(never)]
unsafe fn order_line<T: SortItem>(source: *const u8, step: isize, n: usize) -> Vec<usize> {
    // SAFETY: the caller gives a line of `n` elements.
    let key = |i: usize| unsafe { *source.offset(i as isize * step).cast::<T>() }.to_stable_key();
    if n < RADIX_FROM || u32::try_from(n).is_err() {
        let mut pairs: Vec<(T::Key, usize)> = (0..n).map(|i| (key(i), i)).collect();
        // Positions make all pairs different, so this is stable.
        pairs.sort_unstable();
        return pairs.into_iter().map(|(_, position)| position).collect();
    }
    let mut pairs: Vec<(T::Key, u32)> = (0..n).map(|i| (key(i), i as u32)).collect();
    radix_sort(&mut pairs, |&(key, _)| key);
    pairs
        .into_iter()
        .map(|(_, position)| position as usize)
        .collect()
}

unsafe fn order_complex<T: SortItem<Key: Into<u64>> + num_traits::Float>(
    source: *const u8,
    step: isize,
    n: usize,
) -> Vec<usize> {
    let mut pairs: Vec<((u8, u64, u64), usize)> = (0..n)
        .map(|i| {
            // SAFETY: the caller gives a line of `n` elements.
            let z = unsafe { *source.offset(i as isize * step).cast::<Complex<T>>() };
            let nan = (z.re.is_nan(), z.im.is_nan());
            (
                complex_key(
                    z.re.to_stable_key().into(),
                    z.im.to_stable_key().into(),
                    nan,
                ),
                i,
            )
        })
        .collect();
    pairs.sort_unstable();
    pairs.into_iter().map(|(_, position)| position).collect()
}

unsafe fn sort_complex<T: SortItem<Key: Into<u64>> + num_traits::Float>(
    source: *const u8,
    from_step: isize,
    target: *mut u8,
    to_step: isize,
    n: usize,
) {
    // SAFETY: passed on from the caller.
    unsafe {
        let order = order_complex::<T>(source, from_step, n);
        permute::<Complex<T>>(source, from_step, target, to_step, &order);
    }
}

/// Least significant digit first, skipping digits that all keys share. Stable.
fn radix_sort<T: Copy, K: Radix>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut other = items.clone();
    let mut shift = 0;
    while shift < K::BITS {
        let mut starts = [0usize; 1 << DIGIT_BITS];
        for item in items.iter() {
            starts[key(item).digit(shift)] += 1;
        }
        if !starts.contains(&items.len()) {
            let mut start = 0;
            for slot in &mut starts {
                start += std::mem::replace(slot, start);
            }
            for &item in items.iter() {
                let slot = &mut starts[key(&item).digit(shift)];
                other[*slot] = item;
                *slot += 1;
            }
            std::mem::swap(items, &mut other);
        }
        shift += DIGIT_BITS;
    }
}

macro_rules! by_item {
    ($dtype:expr, $plain:ident, $complex:ident) => {
        match $dtype {
            DType::Bool | DType::U8 => $plain::<u8>,
            DType::U16 => $plain::<u16>,
            DType::U32 => $plain::<u32>,
            DType::U64 => $plain::<u64>,
            DType::I8 => $plain::<i8>,
            DType::I16 => $plain::<i16>,
            DType::I32 => $plain::<i32>,
            DType::I64 => $plain::<i64>,
            DType::F16 => $plain::<f16>,
            DType::BF16 => $plain::<bf16>,
            DType::F32 => $plain::<f32>,
            DType::F64 => $plain::<f64>,
            DType::C64 => $complex::<f32>,
            DType::C128 => $complex::<f64>,
        }
    };
}

fn line_sorter(dtype: DType) -> SortLine {
    by_item!(dtype, sort_line, sort_complex)
}

fn line_orderer(dtype: DType) -> OrderLine {
    by_item!(dtype, order_line, order_complex)
}

#[cfg(test)]
mod tests {
    use crate::array::Array;
    use crate::np;
    use crate::primitives::flip::flip;
    use crate::testing::Samples;
    use num_complex::Complex;

    #[test]
    fn long_and_short_lines_sort_alike() {
        let mut samples = Samples::new(3);
        for n in [0, 1, 2, 50, 1023, 1024, 5000] {
            let floats: Vec<f64> = (0..n).map(|_| samples.real(-1e3, 1e3)).collect();
            let narrow: Vec<f32> = floats.iter().map(|&x| x as f32).collect();
            let integers: Vec<i64> = (0..n).map(|_| samples.integer(-30, 30)).collect();
            let mut sorted = floats.clone();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(
                np::sort(Array::from_vec(floats), 0)
                    .to_vec::<f64>()
                    .unwrap(),
                sorted
            );
            let mut sorted = narrow.clone();
            sorted.sort_by(f32::total_cmp);
            assert_eq!(
                np::sort(Array::from_vec(narrow), 0)
                    .to_vec::<f32>()
                    .unwrap(),
                sorted
            );
            let mut order: Vec<i64> = (0..n as i64).collect();
            order.sort_by_key(|&i| integers[i as usize]);
            let x = Array::from_vec(integers);
            assert_eq!(np::argsort(&x, 0).to_vec::<i64>().unwrap(), order, "stable");
            let reversed = flip(&x, &[0]).unwrap();
            assert_eq!(
                np::sort(&reversed, 0).to_vec::<i64>().unwrap(),
                np::sort(&x, 0).to_vec::<i64>().unwrap()
            );
        }
    }

    #[test]
    fn zeros_keep_their_order_and_nan_is_last() {
        for n in [8, 2000] {
            let cycle = [
                0.0f32,
                f32::NAN,
                -0.0,
                1.0,
                -1.0,
                -f32::NAN,
                f32::INFINITY,
                f32::NEG_INFINITY,
            ];
            let values: Vec<f32> = (0..n).map(|i| cycle[i % 8]).collect();
            let sorted = np::sort(Array::from_vec(values), 0)
                .to_vec::<f32>()
                .unwrap();
            let part = n / 8;
            assert!(sorted[..part].iter().all(|x| *x == f32::NEG_INFINITY));
            assert!(sorted[6 * part..].iter().all(|x| x.is_nan()));
            let zeros = &sorted[2 * part..4 * part];
            assert!(
                zeros
                    .iter()
                    .enumerate()
                    .all(|(i, x)| *x == 0.0 && x.is_sign_negative() == (i % 2 == 1))
            );
        }
    }

    #[test]
    fn complex_numbers_with_nan_follow_numpy() {
        let nan = f64::NAN;
        let order = [
            (1.0, 2.0),
            (2.0, 1.0),
            (0.0, nan),
            (1.0, nan),
            (nan, 0.0),
            (nan, 3.0),
            (nan, nan),
        ];
        let values: Vec<Complex<f64>> = order
            .iter()
            .rev()
            .map(|&(re, im)| Complex::new(re, im))
            .collect();
        let positions = np::argsort(Array::from_vec(values), 0)
            .to_vec::<i64>()
            .unwrap();
        assert_eq!(positions, [6, 5, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn binary_search_finds_the_side() {
        let sorted = Array::from_vec(vec![1.0, 2.0, 2.0, 5.0, f64::NAN]);
        let x = Array::from_vec(vec![0.0, 2.0, 9.0, f64::NAN]);
        assert_eq!(
            np::searchsorted(&sorted, &x).to_vec::<i64>().unwrap(),
            [0, 1, 4, 4]
        );
        assert_eq!(
            np::searchsorted_with(&sorted, &x, np::Side::Right)
                .to_vec::<i64>()
                .unwrap(),
            [0, 3, 4, 5]
        );
    }
}
