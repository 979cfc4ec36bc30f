//! Entrances into code for an instruction set, chosen while the program runs.

#[cfg(target_arch = "x86_64")]
use std::sync::LazyLock;

#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(crate) enum Set {
    Baseline,
    Avx2,
    Avx512,
}

/// The best set that the machine has, or a lower one that the environment variable `NUMTAPE_SIMD` names, as in numtape.
#[cfg(target_arch = "x86_64")]
pub(crate) fn set() -> Set {
    use std::arch::is_x86_feature_detected as has;
    static SET: LazyLock<Set> = LazyLock::new(|| {
        let wish = std::env::var("NUMTAPE_SIMD").unwrap_or_default();
        let has_avx512 =
            has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
        match wish.as_str() {
            "baseline" => Set::Baseline,
            wish if has_avx512 && wish != "avx2" => Set::Avx512,
            _ if has!("avx2") && has!("fma") => Set::Avx2,
            _ => Set::Baseline,
        }
    });
    *SET
}

/// Defines a function that runs an `#[inline(always)]` body, compiled for AVX2 and for AVX-512 too, in the best set
/// that the machine has. Nothing in the bodies is contracted or reordered, so all give the same result.
macro_rules! with_sets {
    ($(#[$attribute:meta])* fn $name:ident / $body:ident($($argument:ident: $ty:ty),* $(,)?) $(-> $result:ty)?;) => {
        $(#[$attribute])*
        #[allow(unsafe_code, reason = "code for an instruction set is called where the machine has it")]
        pub(crate) fn $name<T: Field>($($argument: $ty),*) $(-> $result)? {
            #[cfg(target_arch = "x86_64")]
            {
                use crate::sets::{Set, set};

                #[target_feature(enable = "avx2,fma")]
                fn with_avx2<T: Field>($($argument: $ty),*) $(-> $result)? {
                    $body($($argument),*)
                }

                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn with_avx512<T: Field>($($argument: $ty),*) $(-> $result)? {
                    $body($($argument),*)
                }

                match set() {
                    // SAFETY: the machine has the set.
                    Set::Avx512 => return unsafe { with_avx512($($argument),*) },
                    // SAFETY: as above.
                    Set::Avx2 => return unsafe { with_avx2($($argument),*) },
                    Set::Baseline => {}
                }
            }
            $body($($argument),*)
        }
    };
}

pub(crate) use with_sets;
