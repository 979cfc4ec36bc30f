//! Entrances into code for an instruction set, chosen while the program runs.

/// Defines a function that runs an `#[inline(always)]` body, compiled for AVX2 and for AVX-512 too, in the best set
/// that the machine has. Nothing in the bodies is contracted or reordered, so all give the same result.
macro_rules! with_sets {
    ($(#[$attribute:meta])* fn $name:ident / $body:ident($($argument:ident: $ty:ty),* $(,)?) $(-> $result:ty)?;) => {
        $(#[$attribute])*
        #[allow(unsafe_code, reason = "code for an instruction set is called where the machine has it")]
        pub(crate) fn $name<T: Field>($($argument: $ty),*) $(-> $result)? {
            #[cfg(target_arch = "x86_64")]
            {
                use std::arch::is_x86_feature_detected as has;

                #[target_feature(enable = "avx2,fma")]
                fn with_avx2<T: Field>($($argument: $ty),*) $(-> $result)? {
                    $body($($argument),*)
                }

                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn with_avx512<T: Field>($($argument: $ty),*) $(-> $result)? {
                    $body($($argument),*)
                }

                if has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
                    // SAFETY: the machine has the set.
                    return unsafe { with_avx512($($argument),*) };
                }
                if has!("avx2") && has!("fma") {
                    // SAFETY: as above.
                    return unsafe { with_avx2($($argument),*) };
                }
            }
            $body($($argument),*)
        }
    };
}

pub(crate) use with_sets;
