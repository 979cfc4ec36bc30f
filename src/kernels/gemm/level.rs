//! Which instruction set runs, and the tables of functions made for each.
//!
//! A function of the generic loops becomes machine code of an instruction set by being inlined into one
//! that enables it. The choice is made once per product; the functions then are called through pointers.

use super::matvec::{self, Columns, Rows};
use super::pack::{self, PackFn, Panels};
use super::tile::{Tile, TileFn, tile};
use super::vector::{Bit, Lanes, Ring, Vector};
#[cfg(target_arch = "x86_64")]
use super::x86::*;
use crate::kernels::simd::{self, Set};
use num_complex::Complex;

/// Instruction sets, from the one that is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// The one in use, which [`simd::set`] chooses.
    pub(crate) fn best() -> Level {
        match simd::set() {
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
        levels.extend([Level::Avx2, Level::Avx512]);
        levels.retain(|&level| level <= Level::best());
        levels
    }
}

/// The loops of one element type for one instruction set.
#[derive(Debug)]
pub(super) struct Kernels<T: 'static> {
    /// The largest tile, in rows and in registers.
    pub(super) rows: usize,
    pub(super) vectors: usize,
    /// Elements of a register.
    pub(super) lanes: usize,
    /// Whether the last register of a row of `b` can be read in part at no cost.
    pub(super) has_masks: bool,
    /// By rows less one times [`Kernels::vectors`] plus registers less one.
    packed: &'static [TileFn<T>],
    direct: &'static [TileFn<T>],
    pub(super) pack: PackFn<T>,
    pub(super) dot_rows: unsafe fn(&Rows<T>),
    pub(super) add_columns: unsafe fn(&Columns<T>),
}

impl<T> Kernels<T> {
    /// Columns of the largest tile.
    pub(super) fn columns(&self) -> usize {
        self.vectors * self.lanes
    }

    /// Distance of one index to the next in a packed panel of `a`.
    pub(super) fn row_step(&self) -> usize {
        self.rows.next_multiple_of(8)
    }

    pub(super) fn tile(&self, rows: usize, vectors: usize, packed: bool) -> TileFn<T> {
        let table = if packed { self.packed } else { self.direct };
        table[(rows - 1) * self.vectors + vectors - 1]
    }
}

/// An element type that products are computed in.
pub(super) trait Compute: Ring {
    fn kernels(level: Level) -> &'static Kernels<Self>;
}

macro_rules! entries {
    ($tile:ident, $pack:ident, $rows:ident, $columns:ident $(, $feature:literal)?) => {
        $(#[target_feature(enable = $feature)])?
        unsafe fn $tile<V: Vector, const M: usize, const N: usize, const PACKED: bool>(
            operands: &Tile<V::Element>,
        ) {
            // SAFETY: passed on from the caller.
            unsafe { tile::<V, M, N, PACKED>(operands) }
        }

        $(#[target_feature(enable = $feature)])?
        unsafe fn $rows<V: Vector>(operands: &Rows<V::Element>) {
            // SAFETY: passed on from the caller.
            unsafe { matvec::dot_rows::<V>(operands) }
        }

        $(#[target_feature(enable = $feature)])?
        unsafe fn $columns<V: Vector>(operands: &Columns<V::Element>) {
            // SAFETY: passed on from the caller.
            unsafe { matvec::add_columns::<V>(operands) }
        }

        $(#[target_feature(enable = $feature)])?
        unsafe fn $pack<T: Ring, const LANES: usize>(panels: &Panels<T>, to: *mut T) {
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
entries!(tile_avx2, pack_avx2, rows_avx2, columns_avx2, "avx2,fma");
#[cfg(target_arch = "x86_64")]
entries!(
    tile_avx512,
    pack_avx512,
    rows_avx512,
    columns_avx512,
    "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
);

/// The table of one vector type. Tiles have two registers of columns.
macro_rules! kernels {
    ($v:ty, $t:ty, $lanes:expr, [$tile:ident, $pack:ident, $dot:ident, $columns:ident], $count:literal: $($m:literal)*) => {
        &Kernels {
            rows: $count,
            vectors: 2,
            lanes: $lanes,
            has_masks: <$v>::HAS_MASKS,
            packed: &[$($tile::<$v, $m, 1, true>, $tile::<$v, $m, 2, true>),*],
            direct: &[$($tile::<$v, $m, 1, false>, $tile::<$v, $m, 2, false>),*],
            pack: $pack::<$t, $lanes>,
            dot_rows: $dot::<$v>,
            add_columns: $columns::<$v>,
        }
    };
}

macro_rules! compute {
    (
        $t:ty, portable $portable:literal,
        avx2 $avx2:ty, $avx2_lanes:literal, ($($avx2_rows:tt)*),
        avx512 $avx512:ty, $avx512_lanes:literal, ($($avx512_rows:tt)*)
    ) => {
        impl Compute for $t {
            fn kernels(level: Level) -> &'static Kernels<$t> {
                match level {
                    Level::Portable => kernels!(
                        Lanes<$t, $portable>, $t, $portable,
                        [tile_portable, pack_portable, rows_portable, columns_portable], 4: 1 2 3 4
                    ),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => kernels!(
                        $avx2, $t, $avx2_lanes,
                        [tile_avx2, pack_avx2, rows_avx2, columns_avx2], $($avx2_rows)*
                    ),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 => kernels!(
                        $avx512, $t, $avx512_lanes,
                        [tile_avx512, pack_avx512, rows_avx512, columns_avx512], $($avx512_rows)*
                    ),
                }
            }
        }
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
// Sums of complex numbers take two registers each.
compute! {
    Complex<f32>, portable 2, avx2 C64x4, 4, (3: 1 2 3), avx512 C64x8, 8, (7: 1 2 3 4 5 6 7)
}
compute! {
    Complex<f64>, portable 1, avx2 C128x2, 2, (3: 1 2 3), avx512 C128x4, 4, (7: 1 2 3 4 5 6 7)
}
