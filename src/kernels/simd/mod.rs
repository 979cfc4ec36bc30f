//! Vector code for f32 and f64, with the instruction set chosen once while the program runs.
//!
//! `vector` is the interface that functions are written over, each once; `avx512`, `avx2` and `lanes` implement it.
//! The functions of f64 are in `exponential`, `logarithm`, `trigonometric`, `roots`, `error` and `power`, those of f32
//! in `single`, and what serves both in `sums`; their polynomials and tables are in `coefficients`, and `functions`
//! lists them by name. `rows` makes the loops, over two vectors at a time (`pair`); there and in `sets` code enters a
//! set.
//! `shuffle` moves lanes, for reductions and scans.
//! On the baseline of x86-64, which has no fused multiply-add, the scalar loops of `typed` stay in use.

mod arithmetic;
#[cfg(target_arch = "x86_64")]
pub(super) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(super) mod avx512;
mod coefficients;
pub(super) mod compiled;
mod error;
mod exponential;
pub(super) mod functions;
mod lanes;
mod logarithm;
mod pair;
mod power;
mod roots;
pub(super) mod rows;
pub(super) mod sets;
pub(super) mod shuffle;
mod single;
mod sums;
#[cfg(test)]
mod tests;
mod trigonometric;
pub(super) mod vector;

use std::sync::OnceLock;

/// An instruction set that loops are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Set {
    /// What every machine of the target has; on x86-64 no vector functions.
    Baseline,
    /// AVX2, FMA, F16C and POPCNT: 256-bit vectors.
    Avx2,
    /// AVX-512 F, BW, DQ and VL, and BMI2: 512-bit vectors.
    Avx512,
}

/// The sets that this machine has, the best last.
pub(crate) fn available() -> &'static [Set] {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx2") && has!("fma") && has!("f16c") && has!("popcnt") {
            let has_wide = has!("avx512f") && has!("avx512bw") && has!("avx512dq");
            if has_wide && has!("avx512vl") && has!("bmi2") {
                return &[Set::Baseline, Set::Avx2, Set::Avx512];
            }
            return &[Set::Baseline, Set::Avx2];
        }
    }
    &[Set::Baseline]
}

/// The set in use: the best that the machine has, or a lower one that the environment variable `NUMTAPE_SIMD`
/// names (`baseline`, `avx2`, `avx512`; anything else is ignored). A name also holds back what `has_bf16` tells.
#[inline]
pub(crate) fn set() -> Set {
    static SET: OnceLock<Set> = OnceLock::new();
    *SET.get_or_init(|| choose(std::env::var("NUMTAPE_SIMD").ok().as_deref(), available()))
}

/// Whether products of bf16 take the instructions for it, which some machines with AVX-512 have; not where
/// `NUMTAPE_SIMD` names a set.
#[cfg(target_arch = "x86_64")]
pub(crate) fn has_bf16() -> bool {
    static HAS: OnceLock<bool> = OnceLock::new();
    *HAS.get_or_init(|| {
        std::arch::is_x86_feature_detected!("avx512bf16")
            && set() == Set::Avx512
            && !names_a_set(std::env::var("NUMTAPE_SIMD").ok().as_deref())
    })
}

/// Tells the machine that a cache line will be read soon. The address need not be valid.
#[inline(always)]
pub(super) fn fetch<T>(at: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: part of the baseline, and without effect on what a program can see.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

#[cfg(any(test, target_arch = "x86_64"))]
fn names_a_set(wish: Option<&str>) -> bool {
    matches!(wish, Some("baseline" | "avx2" | "avx512"))
}

/// The best of the sets that is not above the one wished for.
fn choose(wish: Option<&str>, available: &[Set]) -> Set {
    let highest = match wish {
        Some("baseline") => Set::Baseline,
        Some("avx2") => Set::Avx2,
        _ => Set::Avx512,
    };
    available
        .iter()
        .copied()
        .filter(|&set| set <= highest)
        .max()
        .unwrap_or(Set::Baseline)
}
