//! The element types of operands, and the types that their products are computed in.
//!
//! 16-bit floats are widened to f32, and bytes to 16 bits, while they are copied into panels. Everything else
//! is computed as what it is.

use super::level::{Compute, Kernels};
use super::pack::Panels;
#[cfg(target_arch = "x86_64")]
use super::pairs::{Pair, Paired};
use super::vector::{Bit, Ring};
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use num_complex::Complex;

/// An element type of operands.
pub(super) trait Source: Copy + Send + Sync + 'static {
    type Sum: Ring;
    type Compute: Compute<Sum = Self::Sum>;
    /// Whether operands can be read as they lie.
    const IS_COMPUTED: bool;

    /// Copies panels, converting.
    ///
    /// # Safety
    /// As for `pack::pack`.
    unsafe fn pack(kernels: &Kernels<Self::Compute>, panels: &Panels<Self>, to: *mut Self::Compute);
}

macro_rules! computed {
    ($($t:ty)*) => {$(
        impl Source for $t {
            type Sum = $t;
            type Compute = $t;
            const IS_COMPUTED: bool = true;

            unsafe fn pack(kernels: &Kernels<$t>, panels: &Panels<$t>, to: *mut $t) {
                // SAFETY: passed on from the caller.
                unsafe { (kernels.pack)(panels, to) }
            }
        }
    )*};
}
computed!(f32 f64 i16 i32 i64 Bit Complex<f32> Complex<f64>);

macro_rules! narrow {
    ($($t:ty => $wide:ty, |$x:ident| $widen:expr, { $($in_blocks:item)* })*) => {$(
        impl Narrow for $t {
            type Wide = $wide;

            #[inline(always)]
            fn widen($x: $t) -> $wide {
                $widen
            }

            $($in_blocks)*
        }

        impl Source for $t {
            type Sum = $wide;
            type Compute = $wide;
            const IS_COMPUTED: bool = false;

            unsafe fn pack(kernels: &Kernels<$wide>, panels: &Panels<$t>, to: *mut $wide) {
                // SAFETY: passed on from the caller.
                unsafe { pack_narrow(kernels, panels, to) }
            }
        }
    )*};
}
narrow! {
    f16 => f32, |x| x.to_f32(), {
        fn widen_all(from: &[f16], to: &mut [f32]) {
            from.convert_to_f32_slice(to);
        }

        fn widen_array<const N: usize>(from: [f16; N]) -> [f32; N] {
            let mut to = [0.0; N];
            from.convert_to_f32_slice(&mut to);
            to
        }
    }
    bf16 => f32, |x| f32::from_bits(u32::from(x.to_bits()) << 16), {}
    u8 => i16, |x| i16::from(x), {}
}

#[cfg(target_arch = "x86_64")]
impl Source for Paired {
    type Sum = f32;
    type Compute = Pair;
    const IS_COMPUTED: bool = false;

    unsafe fn pack(kernels: &Kernels<Pair>, panels: &Panels<Paired>, to: *mut Pair) {
        // SAFETY: passed on from the caller.
        unsafe { (kernels.pack)(panels, to) }
    }
}

/// A type that is converted before it is computed with.
pub(super) trait Narrow: Copy + Default + 'static {
    type Wide: Ring + Compute<Unit = Self::Wide>;
    fn widen(x: Self) -> Self::Wide;

    fn widen_all(from: &[Self], to: &mut [Self::Wide]) {
        for (to, &from) in to.iter_mut().zip(from) {
            *to = Self::widen(from);
        }
    }

    #[inline(always)]
    fn widen_array<const N: usize>(from: [Self; N]) -> [Self::Wide; N] {
        from.map(Self::widen)
    }
}

/// Lines are widened as they lie: straight into the panel, or into a block that is then packed.
unsafe fn pack_narrow<H: Narrow>(kernels: &Kernels<H::Wide>, panels: &Panels<H>, to: *mut H::Wide) {
    const LONGEST: usize = 256;
    const WIDEST: usize = 64;
    let is_across = panels.across == 1 || panels.along != 1;
    // SAFETY: the caller's promise; the block holds a piece of the widest panel.
    unsafe {
        if is_across {
            for p in 0..panels.depth {
                let skip = p as isize * panels.along;
                for (panel, from, width) in panels.each() {
                    let padded = width
                        .next_multiple_of(kernels.lanes.max(8))
                        .min(panels.step);
                    let to = to.add(panel * panels.size() + p * panels.step);
                    to.add(width).write_bytes(0, padded - width);
                    let to = std::slice::from_raw_parts_mut(to, width);
                    widen_line(from.wrapping_offset(skip), panels.across, to);
                }
            }
            return;
        }
        let mut block = [H::Wide::ZERO; LONGEST * WIDEST];
        for (panel, from, width) in panels.each() {
            for start in (0..panels.depth).step_by(LONGEST) {
                let depth = (panels.depth - start).min(LONGEST);
                for i in 0..width {
                    let line = from.offset(i as isize * panels.across).add(start);
                    widen_line(line, 1, &mut block[i * LONGEST..][..depth]);
                }
                let widened = Panels {
                    from: block.as_ptr(),
                    across: LONGEST as isize,
                    width,
                    along: 1,
                    depth,
                    group: panels.group,
                    step: panels.step,
                };
                (kernels.pack)(
                    &widened,
                    to.add(panel * panels.size() + start * panels.step),
                );
            }
        }
    }
}

/// # Safety
/// An element must be readable for each of `to`.
unsafe fn widen_line<H: Narrow>(from: *const H, stride: isize, to: &mut [H::Wide]) {
    // SAFETY: the caller's promise.
    unsafe {
        if stride == 1 {
            H::widen_all(std::slice::from_raw_parts(from, to.len()), to);
        } else {
            for (i, to) in to.iter_mut().enumerate() {
                *to = H::widen(from.offset(i as isize * stride).read());
            }
        }
    }
}
