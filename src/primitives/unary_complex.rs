//! Parts of complex numbers: conjugate, real and imaginary part, angle. All are linear or smooth over the
//! reals but not holomorphic, so each has its own rule.
//!
//! The gradient of a real function of `z` is the direction in which it grows: that of the real part is 1,
//! that of the imaginary part `1j`, as in TensorFlow and PyTorch.

use super::class::{Batching, Diff, Fusion, Gradients, Rules, Transpose, Values};
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{X, elementwise};
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::{self, unary};
use crate::np;
use crate::primitives::cast::cast;
use crate::primitives::select::select;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use num_complex::Complex;
use smallvec::smallvec;

/// The imaginary unit.
const I: Complex<f64> = Complex::new(0.0, 1.0);

elementwise! {
    /// The complex conjugate, of complex numbers only.
    Conj = "conj"(1) {
        kernel: unary::conj,
        result: Same,
        diff: linear,
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0].conj(),
        ulps: 0.0,
    }
    /// The angle to the positive real axis, of complex numbers only.
    Angle = "angle"(1) {
        kernel: unary::angle,
        result: Real,
        diff: custom(|_| X),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 3.0),
        reference: |v, _| v[0].arg().into(),
        ulps: 4.0,
    }
}

impl Transpose for Conj {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        np::conj(ct)
    }
}

/// A change `t` of `z` turns it by `imag(t / z)`. Nothing at 0, where there is no angle.
impl Rules for Angle {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        smallvec![cts[0].as_ref().map(|ct| {
            let (is_zero, z) = nonzero(values.input(0));
            let gradient = np::divide(I, np::conj(&z)) * ct;
            select(&is_zero, &np::zeros_like(&gradient), &gradient).or_raise()
        })]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        Some(smallvec![tangents[0].as_ref().map(|t| {
            let (is_zero, z) = nonzero(values.input(0));
            let turn = np::imag(t / z);
            select(&is_zero, &np::zeros_like(&turn), &turn).or_raise()
        })])
    }
}

/// Where `z` is 0, and `z` with 1 there.
fn nonzero(z: &Array) -> (Array, Array) {
    let is_zero = np::equal(z, 0.0);
    let safe = select(&is_zero, &np::ones_like(z), z).or_raise();
    (is_zero, safe)
}

/// An op that takes a part of each complex number, as a view.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident, $op:literal, $view:path, |$ct:ident, $dtype:ident| $transpose:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(crate) struct $name;

        impl Primitive for $name {
            fn name(&self) -> &'static str {
                $op
            }

            fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
                let [x] = inputs else { unreachable!(concat!($op, " has one input")) };
                check($op, x.dtype)?;
                Ok(smallvec![Aval::new(x.shape.clone(), x.dtype.real_part())])
            }

            fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
                check($op, inputs[0].dtype())?;
                Ok(smallvec![$view(inputs[0])])
            }

            fn diff(&self) -> Diff<'_> {
                Diff::Linear(self)
            }

            fn batching(&self) -> Batching<'_> {
                Batching::Elementwise
            }

            fn fusion(&self) -> Fusion {
                Fusion::View
            }
        }

        impl Transpose for $name {
            fn transpose(&self, _position: usize, $ct: &Array, values: &Values) -> Array {
                let $dtype = values.input_aval(0).dtype;
                $transpose
            }
        }
    };
}

part! {
    /// The real part, of complex numbers only.
    Real, "real", kernels::cast::real_parts, |ct, dtype| cast(ct, dtype).or_raise()
}
part! {
    /// The imaginary part, of complex numbers only.
    Imag, "imag", kernels::cast::imaginary_parts, |ct, dtype| cast(ct, dtype).or_raise() * I
}

fn check(op: &'static str, dtype: DType) -> Result<()> {
    if dtype.is_complex() {
        Ok(())
    } else {
        Err(Error::unsupported_dtype(op, "x", dtype, "complex dtypes"))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    const COMPLEX: &[DType] = &[DType::C64, DType::C128];
    let mut records = table_records();
    records.push(OpRecord {
        primitive: "Real",
        dtypes: COMPLEX,
        samples: |samples, dtype| {
            records::samples(&Real, 1, samples, dtype, |s, d, shape, _| {
                s.array(d, shape, -3.0, 3.0)
            })
        },
        reference: |inputs, sample| records::reference(inputs, sample, |v, _| v[0].re.into()),
        ulps: 0.0,
        skips: &[],
    });
    records.push(OpRecord {
        primitive: "Imag",
        dtypes: COMPLEX,
        samples: |samples, dtype| {
            records::samples(&Imag, 1, samples, dtype, |s, d, shape, _| {
                s.array(d, shape, -3.0, 3.0)
            })
        },
        reference: |inputs, sample| records::reference(inputs, sample, |v, _| v[0].im.into()),
        ulps: 0.0,
        skips: &[],
    });
    records
}
