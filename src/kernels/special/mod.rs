//! Special functions of real elements: loops by dtype over the scalar functions in the files here.
//!
//! All compute in f64; f32 results are rounded once, 16-bit floats go through f32. A function with whole-number
//! parameters is not one function without state, so it runs through [`run_with`].

mod bessel;
mod bessel_tables;
mod beta;
mod error;
mod faddeeva;
mod gamma;
mod hypergeometric;
mod integrals;
mod legendre;
mod loggamma;
mod quadrature;
mod sici;

pub(super) use gamma::exp_after_linear;
pub(super) use quadrature::interval;

use super::half::{bf16_from_f64, f16_from_f64, is_half};
use super::loops::{Inner, Rows, broadcast_byte_strides, byte_strides, for_rows};
use super::typed::{Kernel, map1, map2};
use crate::array::value::Dense;
use crate::dtype::DType;
use half::{bf16, f16};
use num_complex::Complex;

/// The loop of a function of one f64, for a real floating point dtype.
fn loop1<F: Fn(f64) -> f64 + Copy>(f: F, cost: u32, dtype: DType) -> Option<Kernel<2>> {
    let single = move |x: f32| f(f64::from(x)) as f32;
    by_dtype(
        dtype,
        cost,
        map1::<false, _, _, _>(single),
        map1::<false, _, _, _>(f),
    )
}

/// Of two.
fn loop2<F: Fn(f64, f64) -> f64 + Copy>(f: F, cost: u32, dtype: DType) -> Option<Kernel<3>> {
    let single = move |x: f32, y: f32| f(f64::from(x), f64::from(y)) as f32;
    by_dtype(
        dtype,
        cost,
        map2::<false, _, _, _, _>(single),
        map2::<false, _, _, _, _>(f),
    )
}

fn by_dtype<const N: usize>(
    dtype: DType,
    cost: u32,
    single: Inner<N>,
    double: Inner<N>,
) -> Option<Kernel<N>> {
    match dtype {
        DType::F16 | DType::BF16 => Some(Kernel::new(single, cost).widened()),
        DType::F32 => Some(Kernel::new(single, cost)),
        DType::F64 => Some(Kernel::new(double, cost)),
        _ => None,
    }
}

/// The loops by name; `cost` is in rough nanoseconds per 16 elements.
macro_rules! special {
    ($loop:ident, $count:literal: $($name:ident = $function:path, cost $cost:literal;)*) => {$(
        pub(crate) fn $name(dtype: DType) -> Option<Kernel<$count>> {
            $loop($function, $cost, dtype)
        }
    )*};
}

special! { loop1, 2:
    erfcinv = error::erfcinv, cost 1500;
    ndtr = error::ndtr, cost 300;
    log_ndtr = error::log_ndtr, cost 500;
    ndtri = error::ndtri, cost 1500;
    gamma = gamma::gamma, cost 600;
    gammasgn = gamma::gammasgn, cost 10;
    expi = integrals::expi, cost 1000;
    spence = integrals::spence, cost 400;
    logit = integrals::logit, cost 200;
    entr = integrals::entr, cost 100;
    fresnel_s = faddeeva::fresnel_s, cost 1500;
    fresnel_c = faddeeva::fresnel_c, cost 1500;
    sine_integral = sici::sine_integral, cost 2000;
    cosine_integral = sici::cosine_integral, cost 2000;
}

special! { loop2, 3:
    gammaincc = gamma::gammaincc, cost 3000;
    betaln = beta::betaln, cost 1000;
    beta = beta::beta, cost 1000;
    binom = beta::binom, cost 1000;
    xlogy = integrals::xlogy, cost 120;
    xlog1py = integrals::xlog1py, cost 150;
    kl_div = integrals::kl_div, cost 150;
    rel_entr = integrals::rel_entr, cost 150;
    poch = beta::poch, cost 1000;
    boxcox = integrals::boxcox, cost 300;
    boxcox1p = integrals::boxcox1p, cost 300;
    owens_t = error::owens_t, cost 4000;
}

/// A function of one element with a whole-number parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Order {
    /// The derivatives of digamma.
    Polygamma,
    /// The derivatives of `exp(x²) erfc(x)`.
    Erfcx,
    /// The derivatives of `sin(πx) / (πx)`.
    Sinc,
    /// The derivatives of `(eˣ - 1) / x`.
    Exprel,
    /// The exponential integrals.
    Expn,
    /// Bessel functions of the first kind.
    BesselJ,
    /// Of the second kind.
    BesselY,
    /// Modified, of the first kind.
    BesselI,
    /// The same times `exp(-|x|)`.
    BesselIe,
    /// Modified, of the second kind.
    BesselK,
    /// The same times `exp(x)`.
    BesselKe,
    /// The derivatives of Dawson's integral.
    Dawsn,
}

/// One value of such a function.
pub(crate) fn ordered(function: Order, n: u32, x: f64) -> f64 {
    match function {
        Order::Polygamma => super::scalar_real::polygamma(n, x),
        Order::Erfcx => error::erfcx_derivative(n, x),
        Order::Sinc => error::sinc_derivative(n, x),
        Order::Exprel => integrals::exprel_derivative(n, x),
        Order::Expn => integrals::expn(n, x),
        Order::BesselJ => bessel::jn(n as i32, x),
        Order::BesselY => bessel::yn(n as i32, x),
        Order::BesselI => bessel::inx(n, x),
        Order::BesselIe => bessel::ine(n, x),
        Order::BesselK => bessel::kn(n, x),
        Order::BesselKe => bessel::kne(n, x),
        Order::Dawsn => faddeeva::dawsn_derivative(n, x),
    }
}

/// A function of one complex element that comes with its derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ComplexOrder {
    /// The Faddeeva function.
    Wofz,
    /// The principal branch of the logarithm of the gamma function.
    Loggamma,
}

/// The derivative of order `n` of such a function.
pub(crate) fn complex_ordered(function: ComplexOrder, n: u32, z: Complex<f64>) -> Complex<f64> {
    match function {
        ComplexOrder::Wofz => faddeeva::wofz_derivative(n, z),
        ComplexOrder::Loggamma => loggamma::loggamma_derivative(n, z),
    }
}

/// The derivative of order `n` of `P(a, x)` in `a`.
pub(crate) fn gammainc(n: u32, a: f64, x: f64) -> f64 {
    match n {
        0 => gamma::gammainc(a, x),
        n => gamma::gammainc_derivative(n as usize, a, x),
    }
}

/// The derivative of order `n` in `s` of the Hurwitz zeta function.
pub(crate) fn zeta_derivative(n: u32, s: f64, q: f64) -> f64 {
    integrals::zeta_derivative(n as usize, s, q)
}

/// The derivatives of `I_x(a, b)` of orders `i` in `a` and `j` in `b`.
pub(crate) fn betainc(i: u32, j: u32, a: f64, b: f64, x: f64) -> f64 {
    match (i, j) {
        (0, 0) => beta::betainc(a, b, x),
        (i, j) => beta::betainc_derivative(i as usize, j as usize, a, b, x),
    }
}

/// The confluent hypergeometric function of `x` with parameters `a` and `b`.
pub(crate) fn hyp1f1(a: f64, b: f64, x: f64) -> f64 {
    hypergeometric::hyp1f1(a, b, x)
}

/// Gauss's hypergeometric function of `x` with parameters `a`, `b` and `c`.
pub(crate) fn hyp2f1(a: f64, b: f64, c: f64, x: f64) -> f64 {
    hypergeometric::hyp2f1(a, b, c, x)
}

/// The factor of a spherical harmonic that depends on the polar angle.
pub(crate) fn sph_legendre(n: f64, m: f64, theta: f64) -> f64 {
    legendre::sph_legendre(n, m, theta)
}

/// Fills `out` with a function of the elements of inputs of its dtype, which broadcast to its shape: real floating point
/// numbers or complex ones.
pub(crate) fn run_with<const N: usize, const M: usize, E: Element>(
    out: &mut Dense,
    inputs: [&Dense; N],
    function: impl Fn([E; N]) -> E + Sync,
) {
    const { assert!(M == N + 1, "the output is an operand too") };
    let (shape, dtype) = (out.shape().to_vec(), out.dtype());
    debug_assert!(E::holds(dtype));
    let mut pointers = [out.as_mut_ptr(); M];
    let mut strides = vec![byte_strides(out)];
    for (i, input) in inputs.iter().enumerate() {
        pointers[i + 1] = input.as_ptr().cast_mut();
        strides.push(broadcast_byte_strides(input, &shape));
    }
    let body = |pointers: [*mut u8; M], steps: [isize; M], n: usize, rows: &Rows<M>| {
        rows.each(pointers, |pointers| {
            for i in 0..n as isize {
                let at = |k: usize| pointers[k].wrapping_offset(i * steps[k]);
                // SAFETY: the walk hands over rows of `n` elements of the operands' dtype.
                unsafe {
                    let elements = std::array::from_fn(|k| E::read(dtype, at(k + 1)));
                    function(elements).write(dtype, at(0));
                }
            }
        });
    };
    let strides: [&[isize]; M] = std::array::from_fn(|k| strides[k].as_slice());
    // SAFETY: all operands have or broadcast to this shape, and their strides stay inside them.
    unsafe { for_rows(&shape, pointers, strides, 4000, &body) }
}

/// A number in which functions are computed, and how it is kept in arrays.
pub(crate) trait Element: Copy {
    /// Whether a dtype's elements can be read as this.
    fn holds(dtype: DType) -> bool;

    /// # Safety
    /// An element of the dtype is at the pointer.
    unsafe fn read(dtype: DType, pointer: *mut u8) -> Self;

    /// # Safety
    /// An element of the dtype may be written at the pointer.
    unsafe fn write(self, dtype: DType, pointer: *mut u8);
}

impl Element for f64 {
    fn holds(dtype: DType) -> bool {
        dtype == DType::F32 || dtype == DType::F64 || is_half(dtype)
    }

    unsafe fn read(dtype: DType, pointer: *mut u8) -> f64 {
        // SAFETY: as promised.
        unsafe {
            match dtype {
                DType::F16 => pointer.cast::<f16>().read().to_f64(),
                DType::BF16 => pointer.cast::<bf16>().read().to_f64(),
                DType::F32 => f64::from(pointer.cast::<f32>().read()),
                _ => pointer.cast::<f64>().read(),
            }
        }
    }

    unsafe fn write(self, dtype: DType, pointer: *mut u8) {
        // SAFETY: as promised.
        unsafe {
            match dtype {
                DType::F16 => pointer.cast::<f16>().write(f16_from_f64(self)),
                DType::BF16 => pointer.cast::<bf16>().write(bf16_from_f64(self)),
                DType::F32 => pointer.cast::<f32>().write(self as f32),
                _ => pointer.cast::<f64>().write(self),
            }
        }
    }
}

impl Element for Complex<f64> {
    fn holds(dtype: DType) -> bool {
        dtype.is_complex()
    }

    unsafe fn read(dtype: DType, pointer: *mut u8) -> Complex<f64> {
        // SAFETY: as promised; a complex number is its two parts in order.
        unsafe {
            let (part, size) = (dtype.real_part(), dtype.item_size() / 2);
            Complex::new(f64::read(part, pointer), f64::read(part, pointer.add(size)))
        }
    }

    unsafe fn write(self, dtype: DType, pointer: *mut u8) {
        // SAFETY: as promised, and as above.
        unsafe {
            let (part, size) = (dtype.real_part(), dtype.item_size() / 2);
            self.re.write(part, pointer);
            self.im.write(part, pointer.add(size));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_once() {
        // Just above the middle of two neighbours: by way of f32 it would be the middle itself, and so the even one.
        let above = 1.0 + 2f64.powi(-11) + 2f64.powi(-40);
        let mut half = f16::ZERO;
        // SAFETY: an f16 is there.
        unsafe { above.write(DType::F16, std::ptr::from_mut(&mut half).cast()) };
        assert_eq!(half.to_f64(), 1.0 + 2f64.powi(-10));
        let above = 1.0 + 2f64.powi(-8) + 2f64.powi(-40);
        let mut half = bf16::ZERO;
        // SAFETY: a bf16 is there.
        unsafe { above.write(DType::BF16, std::ptr::from_mut(&mut half).cast()) };
        assert_eq!(half.to_f64(), 1.0 + 2f64.powi(-7));
    }
}
