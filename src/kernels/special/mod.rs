//! Special functions of real elements: loops by dtype over the scalar functions in the files here.
//!
//! All compute in f64; f32 results are rounded once, 16-bit floats go through f32. A function with whole-number
//! parameters is not one function without state, so it runs through [`run_with`].

mod bessel;
mod bessel_tables;
mod beta;
mod error;
mod gamma;
mod integrals;
mod quadrature;

use super::half::is_half;
use super::loops::{Inner, Rows, broadcast_byte_strides, byte_strides, for_rows};
use super::typed::{Kernel, map1, map2, map3};
use crate::array::value::Dense;
use crate::dtype::DType;
use half::{bf16, f16};

/// The loop of a function of one f64, for a real floating point dtype.
fn loop1<F: Fn(f64) -> f64 + Copy>(f: F, cost: u32, dtype: DType) -> Option<Kernel<2>> {
    let single = move |x: f32| f(f64::from(x)) as f32;
    by_dtype(dtype, cost, map1(single), map1(f))
}

/// Of two.
fn loop2<F: Fn(f64, f64) -> f64 + Copy>(f: F, cost: u32, dtype: DType) -> Option<Kernel<3>> {
    let single = move |x: f32, y: f32| f(f64::from(x), f64::from(y)) as f32;
    by_dtype(dtype, cost, map2(single), map2(f))
}

/// Of three.
fn loop3<F: Fn(f64, f64, f64) -> f64 + Copy>(f: F, cost: u32, dtype: DType) -> Option<Kernel<4>> {
    let single = move |x: f32, y: f32, z: f32| f(f64::from(x), f64::from(y), f64::from(z)) as f32;
    by_dtype(dtype, cost, map3(single), map3(f))
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
}

special! { loop2, 3:
    gammainc = gamma::gammainc, cost 3000;
    gammaincc = gamma::gammaincc, cost 3000;
    betaln = beta::betaln, cost 1000;
    beta = beta::beta, cost 1000;
    binom = beta::binom, cost 1000;
    xlogy = integrals::xlogy, cost 120;
    xlog1py = integrals::xlog1py, cost 150;
    kl_div = integrals::kl_div, cost 150;
    rel_entr = integrals::rel_entr, cost 150;
}

special! { loop3, 4:
    betainc = beta::betainc, cost 5000;
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
    }
}

/// The derivative of order `n >= 1` of `P(a, x)` in `a`.
pub(crate) fn gammainc_derivative(n: u32, a: f64, x: f64) -> f64 {
    gamma::gammainc_derivative(n as usize, a, x)
}

/// The derivative of order `n` in `s` of the Hurwitz zeta function.
pub(crate) fn zeta_derivative(n: u32, s: f64, q: f64) -> f64 {
    integrals::zeta_derivative(n as usize, s, q)
}

/// The derivatives of `I_x(a, b)` of orders `i` in `a` and `j` in `b`, not both 0.
pub(crate) fn betainc_derivative(i: u32, j: u32, a: f64, b: f64, x: f64) -> f64 {
    beta::betainc_derivative(i as usize, j as usize, a, b, x)
}

/// Fills `out` with a function of the elements of real floating point inputs of its dtype, which broadcast to its
/// shape.
pub(crate) fn run_with<const N: usize, const M: usize>(
    out: &mut Dense,
    inputs: [&Dense; N],
    function: impl Fn([f64; N]) -> f64 + Sync,
) {
    const { assert!(M == N + 1, "the output is an operand too") };
    let (shape, dtype) = (out.shape().to_vec(), out.dtype());
    debug_assert!(dtype == DType::F32 || dtype == DType::F64 || is_half(dtype));
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
                    write(
                        dtype,
                        at(0),
                        function(std::array::from_fn(|k| read(dtype, at(k + 1)))),
                    );
                }
            }
        });
    };
    let strides: [&[isize]; M] = std::array::from_fn(|k| strides[k].as_slice());
    // SAFETY: all operands have or broadcast to this shape, and their strides stay inside them.
    unsafe { for_rows(&shape, pointers, strides, 4000, &body) }
}

/// # Safety
/// An element of the dtype is at the pointer.
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

/// # Safety
/// An element of the dtype may be written at the pointer.
unsafe fn write(dtype: DType, pointer: *mut u8, value: f64) {
    // SAFETY: as promised.
    unsafe {
        match dtype {
            DType::F16 => pointer.cast::<f16>().write(f16::from_f64(value)),
            DType::BF16 => pointer.cast::<bf16>().write(bf16::from_f64(value)),
            DType::F32 => pointer.cast::<f32>().write(value as f32),
            _ => pointer.cast::<f64>().write(value),
        }
    }
}
