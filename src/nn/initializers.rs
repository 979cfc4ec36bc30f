//! Random starting values of weights, by a key (`jax.nn.initializers`).
//!
//! The weights of a layer have shape `[…, inputs, outputs]`, with the axes of a convolution's window in front. The
//! variances are those of Glorot and Bengio (2010) and He et al. (2015).

use crate::array::Array;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::Spec;
use crate::shape::axes::normalize_axes;

/// Which fan the variance of [`variance_scaling`] is divided by (jax: `mode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fan {
    /// The number of inputs that meet in one output (jax: `fan_in`).
    #[default]
    In,
    /// The number of outputs that one input serves (jax: `fan_out`).
    Out,
    /// The arithmetic mean of both (jax: `fan_avg`).
    Average,
    /// The geometric mean of both (jax: `fan_geo_avg`).
    GeometricAverage,
}

/// Which distribution [`variance_scaling`] draws from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Distribution {
    /// A normal distribution cut off at two standard deviations, then of the given variance.
    #[default]
    TruncatedNormal,
    /// A normal distribution.
    Normal,
    /// A uniform distribution around 0.
    Uniform,
}

/// The arguments of [`variance_scaling`], under jax's names.
#[derive(Clone, Debug)]
pub struct VarianceScaling {
    /// The variance times the fan.
    pub scale: f64,
    /// Which fan.
    pub mode: Fan,
    /// The distribution.
    pub distribution: Distribution,
    /// The axes of inputs.
    pub in_axis: Vec<isize>,
    /// The axes of outputs.
    pub out_axis: Vec<isize>,
    /// Axes of independent weights. All other axes are the window of a convolution.
    pub batch_axis: Vec<isize>,
}

impl Default for VarianceScaling {
    fn default() -> Self {
        VarianceScaling {
            scale: 1.0,
            mode: Fan::In,
            distribution: Distribution::TruncatedNormal,
            in_axis: vec![-2],
            out_axis: vec![-1],
            batch_axis: Vec::new(),
        }
    }
}

impl VarianceScaling {
    /// The variance of weights of a shape.
    fn variance(&self, op: &'static str, shape: &[usize]) -> Result<f64> {
        let size = |axes: &[isize]| -> Result<f64> {
            let axes = normalize_axes(op, axes, shape.len())?;
            Ok(axes.iter().map(|&axis| shape[axis] as f64).product())
        };
        let (inputs, outputs) = (size(&self.in_axis)?, size(&self.out_axis)?);
        let all: f64 = shape.iter().map(|&n| n as f64).product();
        let window = all / inputs / outputs / size(&self.batch_axis)?;
        let (inputs, outputs) = (inputs * window, outputs * window);
        let fan = match self.mode {
            Fan::In => inputs,
            Fan::Out => outputs,
            Fan::Average => f64::midpoint(inputs, outputs),
            Fan::GeometricAverage => (inputs * outputs).sqrt(),
        };
        Ok(self.scale / fan)
    }
}

/// Weights whose variance is `scale` over the number of their inputs, outputs, or a mean of both (jax:
/// `initializers.variance_scaling`).
///
/// # Errors
/// If the shape has not the axes of inputs and outputs.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let options = nn::VarianceScaling { mode: nn::Fan::Out, ..nn::VarianceScaling::default() };
/// let w = nn::variance_scaling(&np::random::key(1), ([3, 4], F32), &options);
/// assert_eq!((w.shape(), w.dtype()), (&[3, 4][..], F32));
/// ```
#[track_caller]
pub fn variance_scaling(key: &Array, spec: impl Into<Spec>, options: &VarianceScaling) -> Array {
    draw("variance_scaling", key, spec.into(), options).or_raise()
}

fn draw(op: &'static str, key: &Array, spec: Spec, options: &VarianceScaling) -> Result<Array> {
    // The standard deviation of the standard normal distribution between -2 and 2.
    const CUT: f64 = 0.879_625_661_034_239_8;
    let shape = &spec.shape.0;
    if shape.len() < 2 {
        return Err(Error::shape(
            op,
            format!("a shape of at least two axes is needed, not {shape:?}"),
        )
        .hinted("give a vector of biases zeros or a distribution of np::random"));
    }
    let deviation = options.variance(op, shape)?.sqrt();
    if shape.contains(&0) {
        // Nothing is drawn, and no number of inputs divides.
        return Ok(np::zeros(spec));
    }
    Ok(match options.distribution {
        Distribution::TruncatedNormal => {
            np::random::truncated_normal(key, -2.0, 2.0, spec) * (deviation / CUT)
        }
        Distribution::Normal => np::random::normal(key, spec) * deviation,
        Distribution::Uniform => {
            (np::random::uniform(key, spec) - 0.5) * (2.0 * 3f64.sqrt() * deviation)
        }
    })
}

macro_rules! initializers {
    ($($(#[$doc:meta])* $name:ident = $scale:literal over $mode:ident, $distribution:ident;)*) => {$(
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
            let options = VarianceScaling {
                scale: $scale,
                mode: Fan::$mode,
                distribution: Distribution::$distribution,
                ..VarianceScaling::default()
            };
            draw(stringify!($name), key, spec.into(), &options).or_raise()
        }
    )*};
}

initializers! {
    /// Uniform weights of variance `2 / (inputs + outputs)` (jax: `initializers.glorot_uniform`).
    glorot_uniform = 1.0 over Average, Uniform;
    /// Truncated normal weights of variance `2 / (inputs + outputs)` (jax: `initializers.glorot_normal`).
    glorot_normal = 1.0 over Average, TruncatedNormal;
    /// Uniform weights of variance `2 / inputs` (jax: `initializers.he_uniform`).
    he_uniform = 2.0 over In, Uniform;
    /// Truncated normal weights of variance `2 / inputs` (jax: `initializers.he_normal`).
    he_normal = 2.0 over In, TruncatedNormal;
    /// Uniform weights of variance `1 / inputs` (jax: `initializers.lecun_uniform`).
    lecun_uniform = 1.0 over In, Uniform;
    /// Truncated normal weights of variance `1 / inputs` (jax: `initializers.lecun_normal`).
    lecun_normal = 1.0 over In, TruncatedNormal;
}
