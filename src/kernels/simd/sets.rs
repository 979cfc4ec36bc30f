//! The instruction sets as types, and the entrances into code for them.
//!
//! Code that is generic over [`Isa`] and marked `#[inline(always)]` is compiled for a set by being inlined into one of
//! the functions of [`run`], or into a function with `#[target_feature]` of its own.

use super::Set;
use super::lanes::{Lanes32, Lanes64};
use super::shuffle::Shuffle;
use super::vector::{Vector32, Vector64};

/// The vectors of an instruction set.
pub(in crate::kernels) trait Isa: 'static {
    type Single: Vector32<Wide = Self::Double> + Shuffle;
    type Double: Vector64 + Shuffle;
    /// Whether a fused multiply-add is an instruction, so that vector functions are fast.
    const HAS_FMA: bool;
}

/// What every machine of the target has.
pub(in crate::kernels) struct Portable;

impl Isa for Portable {
    type Single = Lanes32;
    type Double = Lanes64;
    const HAS_FMA: bool = cfg!(target_arch = "aarch64");
}

#[cfg(target_arch = "x86_64")]
pub(in crate::kernels) struct Avx2;

#[cfg(target_arch = "x86_64")]
impl Isa for Avx2 {
    type Single = super::avx2::F32x8;
    type Double = super::avx2::F64x4;
    const HAS_FMA: bool = true;
}

#[cfg(target_arch = "x86_64")]
pub(in crate::kernels) struct Avx512;

#[cfg(target_arch = "x86_64")]
impl Isa for Avx512 {
    type Single = super::avx512::F32x16;
    type Double = super::avx512::F64x8;
    const HAS_FMA: bool = true;
}

/// A function that is written once for all sets; its implementations are `#[inline(always)]`.
pub(in crate::kernels) trait Entry {
    type Out;
    /// Whether vectors of 64 bytes pay: else code for AVX2 serves there too.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    const IS_WIDE: bool = true;
    fn call<S: Isa>(self) -> Self::Out;
}

/// Runs a function compiled for a set, which the machine has.
#[inline]
pub(in crate::kernels) fn run<E: Entry>(set: Set, entry: E) -> E::Out {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,fma")]
        fn avx2<E: Entry>(entry: E) -> E::Out {
            entry.call::<Avx2>()
        }
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
        fn avx512<E: Entry>(entry: E) -> E::Out {
            entry.call::<Avx512>()
        }
        match set {
            // SAFETY: sets come from `available`.
            Set::Avx2 => return unsafe { avx2(entry) },
            Set::Avx512 => {
                return if E::IS_WIDE {
                    // SAFETY: as above.
                    unsafe { avx512(entry) }
                } else {
                    // SAFETY: machines with this set have the other one.
                    unsafe { avx2(entry) }
                };
            }
            Set::Baseline => {}
        }
    }
    let _ = set;
    entry.call::<Portable>()
}
