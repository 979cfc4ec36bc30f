//! Random starting values of weights, by a key (`jax.nn.initializers`).
//!
//! The weights of a layer have shape `[…, inputs, outputs]`, with the axes of a convolution's window in front. The
//! variances are those of Glorot and Bengio (2010) and He et al. (2015).

use crate::array::Array;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::Spec;

/// The numbers of inputs and outputs that one weight serves.
fn fans(op: &'static str, spec: &Spec) -> Result<(f64, f64)> {
    let shape = &spec.shape.0;
    let [window @ .., inputs, outputs] = shape.as_slice() else {
        return Err(Error::shape(
            op,
            format!("a shape of at least two axes is needed, not {shape:?}"),
        )
        .hinted("give a vector of biases zeros or a distribution of np::random"));
    };
    let window: usize = window.iter().product();
    Ok(((inputs * window) as f64, (outputs * window) as f64))
}

fn uniform(key: &Array, spec: Spec, variance: f64) -> Array {
    let limit = (3.0 * variance).sqrt();
    (np::random::uniform(key, spec) - 0.5) * (2.0 * limit)
}

/// A normal distribution cut off at two standard deviations, then of the given variance.
fn normal(key: &Array, spec: Spec, variance: f64) -> Array {
    // The standard deviation of the standard normal distribution between -2 and 2.
    const CUT: f64 = 0.879_625_661_034_239_8;
    np::random::truncated_normal(key, -2.0, 2.0, spec) * (variance.sqrt() / CUT)
}

macro_rules! initializers {
    ($($(#[$doc:meta])* $name:ident = $distribution:ident, |$inputs:ident, $outputs:ident| $variance:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// If the shape has fewer than two axes.
        ///
        /// # Examples
        /// ```
        /// use numtape::{nn, prelude::*};
        #[doc = concat!("let w = nn::", stringify!($name), "(&np::random::key(1), ([3, 4], F32));")]
        /// assert_eq!((w.shape(), w.dtype()), (&[3, 4][..], F32));
        /// ```
        #[track_caller]
        pub fn $name(key: &Array, spec: impl Into<Spec>) -> Array {
            let spec = spec.into();
            let ($inputs, $outputs) = fans(stringify!($name), &spec).or_raise();
            $distribution(key, spec, $variance)
        }
    )*};
}

initializers! {
    /// Uniform weights of variance `2 / (inputs + outputs)` (jax: `initializers.glorot_uniform`).
    glorot_uniform = uniform, |inputs, outputs| 2.0 / (inputs + outputs);
    /// Truncated normal weights of variance `2 / (inputs + outputs)` (jax: `initializers.glorot_normal`).
    glorot_normal = normal, |inputs, outputs| 2.0 / (inputs + outputs);
    /// Uniform weights of variance `2 / inputs` (jax: `initializers.he_uniform`).
    he_uniform = uniform, |inputs, _outputs| 2.0 / inputs;
    /// Truncated normal weights of variance `2 / inputs` (jax: `initializers.he_normal`).
    he_normal = normal, |inputs, _outputs| 2.0 / inputs;
    /// Uniform weights of variance `1 / inputs` (jax: `initializers.lecun_uniform`).
    lecun_uniform = uniform, |inputs, _outputs| 1.0 / inputs;
    /// Truncated normal weights of variance `1 / inputs` (jax: `initializers.lecun_normal`).
    lecun_normal = normal, |inputs, _outputs| 1.0 / inputs;
}
