//! Rows of elements at any distance, moved from one place to another.
//!
//! The distances that occur most (reversed rows, every second and third element, the parts of complex numbers) have
//! loops that the compiler turns into loads and shuffles of vectors, for each instruction set. `copy` moves arrays by
//! them, `simd::rows` the operands of vector functions.

use super::simd::{Set, set};

/// Moves `n` elements from the second pointer to the first, with as many bytes between them as the strides say.
///
/// # Safety
/// All elements are readable and writable; the two rows do not overlap.
pub(crate) type Move = unsafe fn([*mut u8; 2], [isize; 2], n: usize);

/// The loop for elements of the size of `T`, for the instruction set in use.
pub(crate) fn mover<T: Copy>() -> Move {
    of_set::<T>(set())
}

fn of_set<T: Copy>(set: Set) -> Move {
    match set {
        #[cfg(target_arch = "x86_64")]
        Set::Avx512 => avx512::<T>,
        #[cfg(target_arch = "x86_64")]
        Set::Avx2 => avx2::<T>,
        #[allow(unreachable_patterns, reason = "depends on the target")]
        _ => baseline::<T>,
    }
}

/// # Safety
/// As for [`Move`], on a machine that has the set.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn avx512<T: Copy>(pointers: [*mut u8; 2], strides: [isize; 2], n: usize) {
    // SAFETY: passed on.
    unsafe { move_row::<T, true>(pointers, strides, n) }
}

/// # Safety
/// As for [`Move`], on a machine that has the set.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<T: Copy>(pointers: [*mut u8; 2], strides: [isize; 2], n: usize) {
    // SAFETY: passed on.
    unsafe { move_row::<T, true>(pointers, strides, n) }
}

/// # Safety
/// As for [`Move`].
unsafe fn baseline<T: Copy>(pointers: [*mut u8; 2], strides: [isize; 2], n: usize) {
    // SAFETY: passed on.
    unsafe { move_row::<T, false>(pointers, strides, n) }
}

/// `SHUFFLES` says that the instruction set picks elements from vectors at little cost.
///
/// # Safety
/// As for [`Move`].
#[inline(always)]
unsafe fn move_row<T: Copy, const SHUFFLES: bool>(
    [out, src]: [*mut u8; 2],
    [to, from]: [isize; 2],
    n: usize,
) {
    let size = size_of::<T>() as isize;
    let (out, src) = (out.cast::<T>(), src.cast::<T>().cast_const());
    // SAFETY: passed on.
    unsafe {
        if to == size && from == size {
            std::ptr::copy_nonoverlapping(src, out, n);
        } else if to == size && from == 0 {
            let element = src.read();
            for i in 0..n {
                out.add(i).write(element);
            }
        } else if to == size && from == -size {
            pick::<T, -1>(out, src, n);
        } else if SHUFFLES && to == size && from == 2 * size {
            pick::<T, 2>(out, src, n);
        } else if SHUFFLES && to == size && from == 3 * size {
            pick::<T, 3>(out, src, n);
        } else {
            for i in 0..n as isize {
                out.byte_offset(i * to)
                    .write(src.byte_offset(i * from).read());
            }
        }
    }
}

/// Moves elements that lie `STEP` apart to neighbours of each other.
///
/// # Safety
/// As for [`Move`].
#[inline(always)]
unsafe fn pick<T: Copy, const STEP: isize>(out: *mut T, src: *const T, n: usize) {
    for i in 0..n {
        // SAFETY: as promised.
        unsafe { out.add(i).write(src.offset(i as isize * STEP).read()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dtype::dispatch::for_item_size;
    use crate::kernels::simd::available;

    /// Rows of `n` elements of `size` bytes in the middle of buffers, moved and compared byte for byte.
    fn check(set: Set, size: usize, to: isize, from: isize, n: usize) {
        let reach = |step: isize| (step.unsigned_abs() * n + 1) * size;
        let start = |step: isize| if step < 0 { reach(step) - size } else { 0 };
        let mut src: Vec<u8> = (0..reach(from)).map(|i| (i * 37 % 251) as u8).collect();
        let mut out = vec![255u8; reach(to)];
        let mut wanted = out.clone();
        for i in 0..n as isize {
            let at = |step: isize| (start(step) as isize + i * step * size as isize) as usize;
            let (to, from) = (at(to), at(from));
            wanted[to..to + size].copy_from_slice(&src[from..from + size]);
        }
        let pointers = [
            out.as_mut_ptr().wrapping_add(start(to)),
            src.as_mut_ptr().wrapping_add(start(from)),
        ];
        let strides = [to * size as isize, from * size as isize];
        let mover = for_item_size!(size, T => of_set::<T>(set));
        // SAFETY: the buffers reach as far as the strides go; the machine has the set.
        unsafe { mover(pointers, strides, n) };
        assert_eq!(out, wanted, "{set:?}: {n} of {size} bytes, {from} to {to}");
    }

    #[test]
    fn rows_of_any_strides() {
        for &set in available() {
            for size in [1, 2, 4, 8, 16] {
                for n in (0..70).chain([1500]) {
                    for (to, from) in [
                        (1, 1),
                        (1, -1),
                        (1, 0),
                        (1, 2),
                        (1, 3),
                        (1, -2),
                        (2, 1),
                        (-1, 1),
                        (3, 2),
                    ] {
                        check(set, size, to, from, n);
                    }
                }
            }
        }
    }
}
