//! Ordinary loops that the compiler makes vectors of, for each instruction set.

/// Defines a function that takes a [`Set`](super::Set) first and runs its body as compiled for that set. The body
/// is inlined three times, so it had better be a short loop.
macro_rules! compiled {
    ($(#[$doc:meta])* fn $name:ident $(<$t:ident: $bound:ident $(, $p:ident: $other:ident)?>)?($($arg:ident: $ty:ty),*) -> $result:ty $body:block) => {
        $(#[$doc])*
        pub(super) unsafe fn $name $(<$t: $bound $(, $p: $other)?>)?(set: $crate::kernels::simd::Set, $($arg: $ty),*) -> $result {
            #[inline(always)]
            unsafe fn body $(<$t: $bound $(, $p: $other)?>)?($($arg: $ty),*) -> $result $body
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2")]
            unsafe fn avx512 $(<$t: $bound $(, $p: $other)?>)?($($arg: $ty),*) -> $result {
                // SAFETY: passed on from the caller.
                unsafe { body$(::<$t $(, $p)?>)?($($arg),*) }
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            unsafe fn avx2 $(<$t: $bound $(, $p: $other)?>)?($($arg: $ty),*) -> $result {
                // SAFETY: passed on from the caller.
                unsafe { body$(::<$t $(, $p)?>)?($($arg),*) }
            }
            // SAFETY: passed on from the caller, who names a set that the machine has.
            unsafe {
                match set {
                    #[cfg(target_arch = "x86_64")]
                    $crate::kernels::simd::Set::Avx512 => avx512$(::<$t $(, $p)?>)?($($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    $crate::kernels::simd::Set::Avx2 => avx2$(::<$t $(, $p)?>)?($($arg),*),
                    _ => body$(::<$t $(, $p)?>)?($($arg),*),
                }
            }
        }
    };
}

pub(in crate::kernels) use compiled;
