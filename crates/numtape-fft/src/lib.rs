//! The Fourier transforms under numtape: rustfft's plans over plain slices, kept for the next call.
//!
//! A crate of its own so that rustfft's generic code is compiled once, and optimised, not with every change of
//! numtape. [`Real::complex`], [`Real::forward`] and [`Real::inverse`] give the [`Lines`] of a length, for `f32` and
//! `f64`, which transform any number of lines that lie one after the other. Instruction sets are chosen while the
//! program runs, by rustfft and in `real`.

mod complex;
mod plans;
mod real;

pub use num_complex::Complex;

use std::sync::Arc;

/// A transform of one length, of lines of `A` to lines of `B`, both made of the real type `T`.
pub trait Lines<A, B, T>: Send + Sync {
    /// Elements of the buffer that [`transform`](Lines::transform) works in.
    fn scratch_len(&self) -> usize;

    /// Fills the lines of `to` from those of `from`: the sums of the transform times `scale`.
    ///
    /// # Panics
    /// If the slices are not equally many whole lines or the buffer is too short.
    fn transform(&self, from: &[A], to: &mut [B], scratch: &mut [Complex<T>], scale: T);
}

/// A shared transform.
pub type Plan<A, B, T> = Arc<dyn Lines<A, B, T>>;

/// The float types, with the transforms of their numbers. Plans are kept by the thread that asks for them, those
/// used last, as making one costs more than using it.
pub trait Real: Copy + Send + Sync + 'static {
    /// `Σ x_j exp(∓2πi·jk/n)` of complex numbers; the exponent is negative unless `inverse`.
    fn complex(n: usize, inverse: bool) -> Plan<Complex<Self>, Complex<Self>, Self>;

    /// The first `n/2 + 1` of those sums of real numbers, with a negative exponent. They determine the others.
    fn forward(n: usize) -> Plan<Self, Complex<Self>, Self>;

    /// The sums with a positive exponent of a Hermitian sequence of length `n`, given by its first `n/2 + 1`
    /// terms. Imaginary parts that are zero in such a sequence are not read.
    fn inverse(n: usize) -> Plan<Complex<Self>, Self, Self>;
}

macro_rules! real {
    ($($ty:ty),*) => {$(
        impl Real for $ty {
            fn complex(n: usize, inverse: bool) -> Plan<Complex<$ty>, Complex<$ty>, $ty> {
                thread_local! {
                    static PLANS: plans::Kept<Complex<$ty>, Complex<$ty>, $ty> = plans::none();
                }
                PLANS.with_borrow_mut(|plans| plans.get((n, inverse), || Arc::new(complex::ComplexLines::<$ty>::new(n, inverse))))
            }

            fn forward(n: usize) -> Plan<$ty, Complex<$ty>, $ty> {
                thread_local! {
                    static PLANS: plans::Kept<$ty, Complex<$ty>, $ty> = plans::none();
                }
                PLANS.with_borrow_mut(|plans| plans.get((n, false), || real::forward::<$ty>(n)))
            }

            fn inverse(n: usize) -> Plan<Complex<$ty>, $ty, $ty> {
                thread_local! {
                    static PLANS: plans::Kept<Complex<$ty>, $ty, $ty> = plans::none();
                }
                PLANS.with_borrow_mut(|plans| plans.get((n, true), || real::inverse::<$ty>(n)))
            }
        }
    )*};
}

real!(f32, f64);
