//! Which instruction set runs, and the tables of functions made for each.
//!
//! A function of the generic loops becomes machine code of an instruction set by being inlined into one
//! that enables it. The choice is made once per product; the functions then are called through pointers.

use super::matvec::{self, Columns, Rows};
use super::pack::{self, PackFn, Packed, Panels};
#[cfg(target_arch = "x86_64")]
use super::pairs::{Pair, Pairs16};
use super::tile::{Tile, TileFn, tile};
use super::vector::{Bit, Factors, Lanes, Ring, SumOf, Sums};
use super::widened::Widened;
#[cfg(target_arch = "x86_64")]
use super::x86::*;
use crate::kernels::simd::{self, Set};
use half::{bf16, f16};
use num_complex::Complex;

/// Instruction sets, from the one that is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// With the product of pairs of bf16, which only matrices of that dtype take.
    #[cfg(target_arch = "x86_64")]
    Avx512Bf16,
}

impl Level {
    /// The one in use, which [`simd::set`] chooses.
    pub(crate) fn best() -> Level {
        match simd::set() {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 if simd::has_bf16() => Level::Avx512Bf16,
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => Level::Avx512,
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => Level::Avx2,
            Set::Baseline => Level::Portable,
            #[allow(unreachable_patterns, reason = "depends on the target")]
            _ => Level::Portable,
        }
    }

    /// All up to that.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Level> {
        let mut levels = vec![Level::Portable];
        #[cfg(target_arch = "x86_64")]
        levels.extend([Level::Avx2, Level::Avx512, Level::Avx512Bf16]);
        levels.retain(|&level| level <= Level::best());
        levels
    }
}

/// The loops over matrices of one element type for one instruction set.
#[derive(Debug)]
pub(super) struct Kernels<T: Compute> {
    /// The largest tile, in rows and in registers.
    pub(super) rows: usize,
    pub(super) vectors: usize,
    /// Elements of a register.
    pub(super) lanes: usize,
    /// Whether the last register of a row of `b` can be read in part at no cost.
    pub(super) has_masks: bool,
    /// By rows less one times [`Kernels::vectors`] plus registers less one.
    packed: &'static [TileFn<T, T::Sum>],
    direct: &'static [TileFn<T, T::Sum>],
    pub(super) pack: PackFn<T>,
}

impl<T: Compute> Kernels<T> {
    /// Columns of the largest tile.
    pub(super) fn columns(&self) -> usize {
        self.vectors * self.lanes
    }

    /// Distance of one index to the next in a packed panel of `a`.
    pub(super) fn row_step(&self) -> usize {
        self.rows.next_multiple_of(8)
    }

    pub(super) fn tile(&self, rows: usize, vectors: usize, packed: bool) -> TileFn<T, T::Sum> {
        let table = if packed { self.packed } else { self.direct };
        table[(rows - 1) * self.vectors + vectors - 1]
    }
}

/// What panels hold, and products of matrices are computed in.
pub(super) trait Compute: Packed + Send + Sync + 'static {
    type Sum: Ring;
    fn kernels(level: Level) -> &'static Kernels<Self>;
}

/// The loops over a matrix and a vector of one element type for one instruction set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<T, U> {
    pub(super) dot_rows: unsafe fn(&Rows<T, U>),
    pub(super) add_columns: unsafe fn(&Columns<T, U>),
}

/// An element type of vectors.
pub(super) trait Lined: Copy + Send + Sync + 'static {
    type Sum: Ring;
    fn lines(level: Level) -> Lines<Self, Self::Sum>;
}

macro_rules! entries {
    ($tile:ident, $pack:ident, $rows:ident, $columns:ident $(, $feature:literal)?) => {
        $(#[target_feature(enable = $feature)])?
        unsafe fn $tile<V: Factors, const M: usize, const N: usize, const PACKED: bool>(
            operands: &Tile<V::Element, SumOf<V>>,
        ) {
            // SAFETY: passed on from the caller.
            unsafe { tile::<V, M, N, PACKED>(operands) }
        }

        $(#[target_feature(enable = $feature)])?
        unsafe fn $rows<V: Factors>(operands: &Rows<V::Element, SumOf<V>>) {
            // SAFETY: passed on from the caller.
            unsafe { matvec::dot_rows::<V>(operands) }
        }

        $(#[target_feature(enable = $feature)])?
        unsafe fn $columns<V: Factors>(operands: &Columns<V::Element, SumOf<V>>) {
            // SAFETY: passed on from the caller.
            unsafe { matvec::add_columns::<V>(operands) }
        }

        $(#[target_feature(enable = $feature)])?
        unsafe fn $pack<T: Packed, const LANES: usize>(panels: &Panels<T::Unit>, to: *mut T) {
            // SAFETY: passed on from the caller; elements are moved as bits of their size.
            unsafe {
                pack::pack::<T, LANES>(panels, to, |rows, to, step| {
                    entries!(@transpose T, rows, to, step $(, $feature)?);
                });
            }
        }
    };
    (@transpose $t:ty, $rows:ident, $to:ident, $step:ident) => {
        pack::transpose_any($rows, $to, $step)
    };
    (@transpose $t:ty, $rows:ident, $to:ident, $step:ident, $feature:literal) => {
        match size_of::<$t>() {
            4 => transpose_32($rows, $to, $step),
            8 => transpose_64($rows, $to, $step),
            _ => pack::transpose_any($rows, $to, $step),
        }
    };
}

entries!(
    tile_portable,
    pack_portable,
    rows_portable,
    columns_portable
);
#[cfg(target_arch = "x86_64")]
entries!(
    tile_avx2,
    pack_avx2,
    rows_avx2,
    columns_avx2,
    "avx2,fma,f16c"
);
#[cfg(target_arch = "x86_64")]
entries!(
    tile_avx512,
    pack_avx512,
    rows_avx512,
    columns_avx512,
    "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
);

/// The one tile function that needs more than AVX-512.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma")]
unsafe fn tile_pairs<V: Factors, const M: usize, const N: usize, const PACKED: bool>(
    operands: &Tile<V::Element, SumOf<V>>,
) {
    // SAFETY: passed on from the caller.
    unsafe { tile::<V, M, N, PACKED>(operands) }
}

/// The table of one vector type. Tiles have two registers of columns.
macro_rules! kernels {
    (
        $v:ty, $t:ty, $lanes:expr, [$tile:ident, $pack:ident], direct $direct:literal,
        $count:literal: $($m:literal)*
    ) => {
        &Kernels {
            rows: $count,
            vectors: 2,
            lanes: $lanes,
            has_masks: <<$v as Factors>::Sums as Sums>::HAS_MASKS,
            packed: &[$($tile::<$v, $m, 1, true>, $tile::<$v, $m, 2, true>),*],
            direct: &[$($tile::<$v, $m, 1, $direct>, $tile::<$v, $m, 2, $direct>),*],
            pack: $pack::<$t, $lanes>,
        }
    };
}

/// The loops over vectors of a type, whose sums have another: its register in each instruction set.
macro_rules! lined {
    ($($t:ty => $sum:ty: $portable:ty, $avx2:ty, $avx512:ty;)*) => {$(
        impl Lined for $t {
            type Sum = $sum;

            fn lines(level: Level) -> Lines<$t, $sum> {
                match level {
                    Level::Portable => Lines {
                        dot_rows: rows_portable::<$portable>,
                        add_columns: columns_portable::<$portable>,
                    },
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => Lines {
                        dot_rows: rows_avx2::<$avx2>,
                        add_columns: columns_avx2::<$avx2>,
                    },
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 | Level::Avx512Bf16 => Lines {
                        dot_rows: rows_avx512::<$avx512>,
                        add_columns: columns_avx512::<$avx512>,
                    },
                }
            }
        }
    )*};
}

macro_rules! compute {
    (
        $t:ty, portable $portable:literal,
        avx2 $avx2:ty, $avx2_lanes:literal, ($($avx2_rows:tt)*),
        avx512 $avx512:ty, $avx512_lanes:literal, ($($avx512_rows:tt)*)
    ) => {
        impl Compute for $t {
            type Sum = $t;

            fn kernels(level: Level) -> &'static Kernels<$t> {
                match level {
                    Level::Portable => kernels!(
                        Lanes<$t, $portable>, $t, $portable,
                        [tile_portable, pack_portable], direct false, 4: 1 2 3 4
                    ),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => kernels!(
                        $avx2, $t, $avx2_lanes,
                        [tile_avx2, pack_avx2], direct false, $($avx2_rows)*
                    ),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 | Level::Avx512Bf16 => kernels!(
                        $avx512, $t, $avx512_lanes,
                        [tile_avx512, pack_avx512], direct false, $($avx512_rows)*
                    ),
                }
            }
        }
        lined! { $t => $t: Lanes<$t, $portable>, $avx2, $avx512; }
    };
    ($($t:ty, $portable:literal, $avx2:ty, $avx2_lanes:literal, $avx512:ty, $avx512_lanes:literal;)*) => {$(
        compute! {
            $t, portable $portable,
            avx2 $avx2, $avx2_lanes, (6: 1 2 3 4 5 6),
            avx512 $avx512, $avx512_lanes, (14: 1 2 3 4 5 6 7 8 9 10 11 12 13 14)
        }
    )*};
}

compute! {
    f32, 4, F32x8, 8, F32x16, 16;
    f64, 2, F64x4, 4, F64x8, 8;
    i16, 8, Lanes<i16, 16>, 16, I16x32, 32;
    i32, 4, I32x8, 8, I32x16, 16;
    i64, 2, Lanes<i64, 4>, 4, I64x8, 8;
    Bit, 16, Lanes<Bit, 32>, 32, Lanes<Bit, 64>, 64;
}
// Sums of complex numbers take two registers each. With a third row of `C128x2` the compiler would keep a sum in memory.
compute! {
    Complex<f32>, portable 2, avx2 C64x4, 4, (3: 1 2 3), avx512 C64x8, 8, (7: 1 2 3 4 5 6 7)
}
compute! {
    Complex<f64>, portable 1, avx2 C128x2, 2, (2: 1 2), avx512 C128x4, 4, (7: 1 2 3 4 5 6 7)
}
lined! {
    f16 => f32: Widened<f16, Lanes<f32, 8>>, Widened<f16, F32x8>, Widened<f16, F32x16>;
    bf16 => f32: Widened<bf16, Lanes<f32, 4>>, Widened<bf16, F32x8>, Widened<bf16, F32x16>;
    u8 => i16: Widened<u8, Lanes<i16, 8>>, Widened<u8, Lanes<i16, 16>>, Widened<u8, I16x32>;
}

/// Made for one instruction set; its operands are always copied.
#[cfg(target_arch = "x86_64")]
impl Compute for Pair {
    type Sum = f32;

    fn kernels(_: Level) -> &'static Kernels<Pair> {
        kernels!(
            Pairs16, Pair, 16, [tile_pairs, pack_avx512], direct true,
            14: 1 2 3 4 5 6 7 8 9 10 11 12 13 14
        )
    }
}
