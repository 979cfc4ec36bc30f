//! Loops over rows for the vector functions, one for each function, float type and instruction set.
//!
//! A loop proper is over contiguous elements; operands that lie otherwise pass through blocks on the stack. The
//! functions with `#[target_feature]` are the only entrances into code for a set, and pointers to them are only
//! given out where the machine has it.

use super::Set;
use super::functions::{Binary, Combined, Unary};
use super::pair::Pair;
use super::vector::{Vector, Vector32, Vector64, in_vectors};
use crate::kernels::loops::{Inner, Rows};
use crate::kernels::strided::mover;
use std::mem::MaybeUninit;

/// Elements per block of an operand that is not contiguous.
const BLOCK: usize = 256;

/// A loop over `n` contiguous elements, the first pointer being the output, which may be an input too.
///
/// `repeated` marks inputs of one element, for lines that can take them.
type Line<const N: usize> = unsafe fn([*mut u8; N], repeated: [bool; N], usize);

/// Runs a line over rows as [`Inner`] describes them.
///
/// # Safety
/// The rows are elements of `T`, which is the type of the line.
#[inline]
unsafe fn run_rows<T: Copy, const N: usize>(
    line: Line<N>,
    takes_repeated: bool,
    pointers: [*mut u8; N],
    strides: [isize; N],
    n: usize,
    rows: &Rows<N>,
) {
    let size = size_of::<T>() as isize;
    let repeated = strides.map(|stride| takes_repeated && stride == 0);
    let is_direct = (0..N).all(|i| strides[i] == size || i > 0 && repeated[i]);
    if is_direct && n > 0 {
        // SAFETY: rows are contiguous, or one element where the line takes it.
        rows.each(pointers, |p| unsafe { line(p, repeated, n) });
    } else {
        // SAFETY: passed on.
        rows.each(pointers, |p| unsafe {
            through_blocks::<T, N>(line, p, strides, n);
        });
    }
}

/// Runs a line over one row of any strides.
///
/// # Safety
/// As for [`run_rows`].
#[inline(never)]
unsafe fn through_blocks<T: Copy, const N: usize>(
    line: Line<N>,
    pointers: [*mut u8; N],
    strides: [isize; N],
    n: usize,
) {
    let size = size_of::<T>() as isize;
    let mover = mover::<T>();
    let mut buffers = [[MaybeUninit::<T>::uninit(); BLOCK]; N];
    let mut done = 0;
    while done < n {
        let count = (n - done).min(BLOCK);
        let mut at = pointers;
        for i in 0..N {
            let start = pointers[i].wrapping_offset(done as isize * strides[i]);
            if strides[i] == size {
                at[i] = start;
                continue;
            }
            at[i] = buffers[i].as_mut_ptr().cast();
            // A repeated element stays in its block.
            if i > 0 && (strides[i] != 0 || done == 0) {
                // SAFETY: `count` elements of the row are left.
                unsafe { mover([at[i], start], [size, strides[i]], count) };
            }
        }
        // SAFETY: all operands are now contiguous for `count` elements.
        unsafe { line(at, [false; N], count) };
        if strides[0] != size {
            let start = pointers[0].wrapping_offset(done as isize * strides[0]);
            // SAFETY: the line has written the first `count` elements, and the row has as many left.
            unsafe { mover([start, at[0]], [strides[0], size], count) };
        }
        done += count;
    }
}

/// The elements that are left, of which there may be more than lanes.
///
/// # Safety
/// As many are readable.
#[inline(always)]
unsafe fn load<V: Vector>(from: *const V::Scalar, left: usize) -> V {
    // SAFETY: passed on.
    unsafe {
        if left < V::LANES {
            V::load_part(from, left)
        } else {
            V::load(from)
        }
    }
}

/// Stores as many lanes as elements are left.
///
/// # Safety
/// These are writable.
#[inline(always)]
unsafe fn store<V: Vector>(result: V, to: *mut V::Scalar, left: usize) {
    // SAFETY: passed on.
    unsafe {
        if left < V::LANES {
            result.store_part(to, left);
        } else {
            result.store(to);
        }
    }
}

/// The loops proper, written as functions of the vector type: `$apply` is the method of the function's trait.
macro_rules! line {
    ($name:ident, $kind:ident, $vector:ident, $apply:ident, $($x:ident)*) => {
        /// # Safety
        /// `n` elements are readable at the inputs and writable at `out`.
        #[inline(always)]
        unsafe fn $name<V: $vector, K: $kind>(out: *mut V::Scalar, $($x: *const V::Scalar,)* n: usize) {
            let mut i = 0;
            // SAFETY: indices stay below `n`.
            unsafe {
                while i + 2 * V::LANES <= n {
                    let result = K::$apply($(Pair::<V>::load($x.add(i))),*);
                    result.store(out.add(i));
                    i += 2 * V::LANES;
                }
                while i < n {
                    let left = n - i;
                    let result = K::$apply($(load::<V>($x.add(i), left)),*);
                    store(result, out.add(i), left);
                    i += V::LANES;
                }
            }
        }
    };
}
line!(unary32_loop, Unary, Vector32, single, x);
line!(unary64_loop, Unary, Vector64, double, x);
line!(binary32_loop, Binary, Vector32, single, x y);
line!(binary64_loop, Binary, Vector64, double, x y);

/// A binary loop with one input repeated, for cheap functions.
macro_rules! repeated_line {
    ($name:ident, $kind:ident, $vector:ident, $apply:ident) => {
        /// # Safety
        /// `n` elements are readable at `x` and writable at `out`.
        #[inline(always)]
        unsafe fn $name<V: $vector, K: $kind, const FIRST: bool>(
            out: *mut V::Scalar,
            x: *const V::Scalar,
            repeated: V::Scalar,
            n: usize,
        ) {
            let repeated = V::splat(repeated);
            let mut i = 0;
            // SAFETY: indices stay below `n`.
            unsafe {
                while i < n {
                    let left = n - i;
                    let x = load::<V>(x.add(i), left);
                    let result = if FIRST {
                        K::$apply(repeated, x)
                    } else {
                        K::$apply(x, repeated)
                    };
                    store(result, out.add(i), left);
                    i += V::LANES;
                }
            }
        }
    };
}
repeated_line!(repeated32_loop, Binary, Vector32, single);
repeated_line!(repeated64_loop, Binary, Vector64, double);

/// A loop over several inputs, any of which may be repeated.
///
/// # Safety
/// `n` elements are readable at the inputs, or one where they are repeated, and writable at the output.
#[inline(always)]
unsafe fn combined_loop<V: Vector, K: Combined<N>, const N: usize>(
    pointers: [*mut u8; N],
    repeated: [bool; N],
    n: usize,
) {
    let at = pointers.map(<*mut u8>::cast::<V::Scalar>);
    let once: [V; N] = std::array::from_fn(
        #[inline(always)]
        |k| {
            if repeated[k] {
                // SAFETY: a repeated input has an element.
                V::splat(unsafe { *at[k] })
            } else {
                V::one()
            }
        },
    );
    in_vectors::<V>(
        n,
        #[inline(always)]
        |i, left| {
            let operands: [V; N] = std::array::from_fn(
                #[inline(always)]
                |k| {
                    if k == 0 || repeated[k] {
                        once[k]
                    } else {
                        // SAFETY: so many elements are left.
                        unsafe { load::<V>(at[k].add(i), left) }
                    }
                },
            );
            // SAFETY: as above.
            unsafe { store(K::apply(operands), at[0].add(i), left) };
        },
    );
}

/// The loops of one instruction set: `unary32`, `unary64`, `binary32`, `binary64`, `combined32` and `combined64`.
macro_rules! set {
    ($module:ident, $single:path, $double:path $(, #[$feature:meta])?) => {
        pub(super) mod $module {
            use super::*;

            $(#[$feature])?
            unsafe fn unary32_line<K: Unary>([out, x]: [*mut u8; 2], _: [bool; 2], n: usize) {
                // SAFETY: as the caller of a line promises.
                unsafe { super::unary32_loop::<$single, K>(out.cast(), x.cast(), n) }
            }
            $(#[$feature])?
            unsafe fn unary64_line<K: Unary>([out, x]: [*mut u8; 2], _: [bool; 2], n: usize) {
                // SAFETY: as the caller of a line promises.
                unsafe { super::unary64_loop::<$double, K>(out.cast(), x.cast(), n) }
            }
            $(#[$feature])?
            unsafe fn binary32_line<K: Binary>([out, x, y]: [*mut u8; 3], repeated: [bool; 3], n: usize) {
                if K::IS_CHEAP && repeated != [false; 3] {
                    // SAFETY: as the caller of a line promises; a repeated input has one element.
                    unsafe {
                        if !repeated[1] {
                            super::repeated32_loop::<$single, K, false>(out.cast(), x.cast(), y.cast::<f32>().read(), n);
                        } else if !repeated[2] {
                            super::repeated32_loop::<$single, K, true>(out.cast(), y.cast(), x.cast::<f32>().read(), n);
                        } else {
                            let (x, y) = (x.cast::<f32>().read(), y.cast::<f32>().read());
                            // Not through a slice: the output may be uninitialised.
                            for i in 0..n {
                                out.cast::<f32>().add(i).write(x);
                            }
                            super::repeated32_loop::<$single, K, false>(out.cast(), out.cast(), y, n);
                        }
                    }
                    return;
                }
                // SAFETY: as the caller of a line promises.
                unsafe { super::binary32_loop::<$single, K>(out.cast(), x.cast(), y.cast(), n) }
            }
            $(#[$feature])?
            unsafe fn binary64_line<K: Binary>([out, x, y]: [*mut u8; 3], repeated: [bool; 3], n: usize) {
                if K::IS_CHEAP && repeated != [false; 3] {
                    // SAFETY: as the caller of a line promises; a repeated input has one element.
                    unsafe {
                        if !repeated[1] {
                            super::repeated64_loop::<$double, K, false>(out.cast(), x.cast(), y.cast::<f64>().read(), n);
                        } else if !repeated[2] {
                            super::repeated64_loop::<$double, K, true>(out.cast(), y.cast(), x.cast::<f64>().read(), n);
                        } else {
                            let (x, y) = (x.cast::<f64>().read(), y.cast::<f64>().read());
                            // Not through a slice: the output may be uninitialised.
                            for i in 0..n {
                                out.cast::<f64>().add(i).write(x);
                            }
                            super::repeated64_loop::<$double, K, false>(out.cast(), out.cast(), y, n);
                        }
                    }
                    return;
                }
                // SAFETY: as the caller of a line promises.
                unsafe { super::binary64_loop::<$double, K>(out.cast(), x.cast(), y.cast(), n) }
            }

            $(#[$feature])?
            unsafe fn combined32_line<K: Combined<N>, const N: usize>(p: [*mut u8; N], repeated: [bool; N], n: usize) {
                // SAFETY: as the caller of a line promises.
                unsafe { super::combined_loop::<$single, K, N>(p, repeated, n) }
            }
            $(#[$feature])?
            unsafe fn combined64_line<K: Combined<N>, const N: usize>(p: [*mut u8; N], repeated: [bool; N], n: usize) {
                // SAFETY: as the caller of a line promises.
                unsafe { super::combined_loop::<$double, K, N>(p, repeated, n) }
            }
            pub(in super::super) unsafe fn combined32<K: Combined<N>, const N: usize>(p: [*mut u8; N], s: [isize; N], n: usize, rows: &Rows<N>) {
                // SAFETY: the caller has the set, and rows of f32.
                unsafe { run_rows::<f32, N>(combined32_line::<K, N>, true, p, s, n, rows) }
            }
            pub(in super::super) unsafe fn combined64<K: Combined<N>, const N: usize>(p: [*mut u8; N], s: [isize; N], n: usize, rows: &Rows<N>) {
                // SAFETY: the caller has the set, and rows of f64.
                unsafe { run_rows::<f64, N>(combined64_line::<K, N>, true, p, s, n, rows) }
            }

            pub(in super::super) unsafe fn unary32<K: Unary>(p: [*mut u8; 2], s: [isize; 2], n: usize, rows: &Rows<2>) {
                // SAFETY: the caller has the set, and rows of f32.
                unsafe { run_rows::<f32, 2>(unary32_line::<K>, false, p, s, n, rows) }
            }
            pub(in super::super) unsafe fn unary64<K: Unary>(p: [*mut u8; 2], s: [isize; 2], n: usize, rows: &Rows<2>) {
                // SAFETY: the caller has the set, and rows of f64.
                unsafe { run_rows::<f64, 2>(unary64_line::<K>, false, p, s, n, rows) }
            }
            pub(in super::super) unsafe fn binary32<K: Binary>(p: [*mut u8; 3], s: [isize; 3], n: usize, rows: &Rows<3>) {
                // SAFETY: the caller has the set, and rows of f32.
                unsafe { run_rows::<f32, 3>(binary32_line::<K>, K::IS_CHEAP, p, s, n, rows) }
            }
            pub(in super::super) unsafe fn binary64<K: Binary>(p: [*mut u8; 3], s: [isize; 3], n: usize, rows: &Rows<3>) {
                // SAFETY: the caller has the set, and rows of f64.
                unsafe { run_rows::<f64, 3>(binary64_line::<K>, K::IS_CHEAP, p, s, n, rows) }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
set!(avx2, super::super::avx2::F32x8, super::super::avx2::F64x4, #[target_feature(enable = "avx2,fma")]);
#[cfg(target_arch = "x86_64")]
set!(
    avx512, super::super::avx512::F32x16, super::super::avx512::F64x8,
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
);
#[cfg(any(test, target_arch = "aarch64"))]
set!(
    lanes,
    super::super::lanes::Lanes32,
    super::super::lanes::Lanes64
);

/// The loop of a set, if it has vector functions.
macro_rules! of_set {
    ($($(#[$doc:meta])* $name:ident<K: $kind:path $(, const $size:ident)?>, $n:expr;)*) => {$(
        $(#[$doc])*
        pub(in crate::kernels) fn $name<K: $kind $(, const $size: usize)?>(set: Set) -> Option<Inner<$n>> {
            match set {
                #[cfg(target_arch = "x86_64")]
                Set::Avx2 => Some(avx2::$name::<K $(, $size)?>),
                #[cfg(target_arch = "x86_64")]
                Set::Avx512 => Some(avx512::$name::<K $(, $size)?>),
                #[cfg(target_arch = "aarch64")]
                Set::Baseline => Some(lanes::$name::<K $(, $size)?>),
                #[allow(unreachable_patterns, reason = "depends on the target")]
                _ => None,
            }
        }
    )*};
}

of_set! {
    /// The f32 loop of a function of one number.
    unary32<K: Unary>, 2;
    /// The f64 loop of a function of one number.
    unary64<K: Unary>, 2;
    /// The f32 loop of a function of two numbers.
    binary32<K: Binary>, 3;
    /// The f64 loop of a function of two numbers.
    binary64<K: Binary>, 3;
    /// The f32 loop of a function of several numbers.
    combined32<K: Combined<N>, const N>, N;
    /// The f64 loop of a function of several numbers.
    combined64<K: Combined<N>, const N>, N;
}
