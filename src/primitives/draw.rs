//! Draws by rejection as one op over keys and parameters, and the derivatives of gamma and von Mises draws.
//!
//! Each element of a key's draws depends on the key, its position and its parameters alone, so a batch of
//! keys gives what single keys give. Distributions with closed forms are compositions of random bits in
//! `np::random`; the samplers are in `kernels::draws`, the derivatives in `kernels::{gamma, vonmises}_derivative`.

use super::class::{BatchRule, Batched, Batching, Diff, Mask, Partials, Saves, Values};
use super::random::check_key;
use super::table::{XY, elementwise};
use super::{Avals, DenseOut, EvalCx, Primitive, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result, raise};
use crate::kernels;
pub(crate) use crate::kernels::draws::Family;
use crate::kernels::{gamma_derivative, vonmises_derivative};
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::shape::dim::Dim;
use crate::shape::{Dims, Shape, to_dims};
use crate::transform::stack;
use smallvec::smallvec;

/// Draws of a family: for keys `[…, 2]` an array `[…, shape]`, to which the parameters broadcast.
#[derive(Clone, Debug)]
pub(crate) struct Draw {
    pub(crate) family: Family,
    pub(crate) shape: Dims,
}

/// Draws of the given shape; parameters are of one dtype, f32 or f64, which is that of the result.
pub(crate) fn draw(
    family: Family,
    key: &Array,
    parameters: &[&Array],
    shape: &[usize],
) -> Result<Array> {
    let inputs: Vec<&Array> = std::iter::once(key)
        .chain(parameters.iter().copied())
        .collect();
    stack::bind_one(
        &Draw {
            family,
            shape: to_dims(shape),
        },
        &inputs,
    )
}

/// Names in errors are those of `np::random`.
fn name_of(family: Family) -> &'static str {
    match family {
        Family::Gamma => "gamma",
        Family::LogGamma => "loggamma",
        Family::Poisson => "poisson",
        Family::Binomial => "binomial",
        Family::Hypergeometric => "hypergeometric",
        Family::Wald => "wald",
        Family::Vonmises => "vonmises",
        Family::Zipf => "zipf",
    }
}

impl Draw {
    /// Fails unless a parameter broadcasts to the result.
    fn check_parameter(&self, parameter: &Aval, out: &[Dim]) -> Result<()> {
        let misfit = || {
            let shape = Aval::new(out.iter().copied().collect(), parameter.dtype);
            Error::shape(
                self.name(),
                format!(
                    "a parameter of shape {} does not broadcast to the shape {} of the draws",
                    parameter.shape_text(),
                    shape.shape_text()
                ),
            )
        };
        let added = out.len().checked_sub(parameter.ndim()).ok_or_else(misfit)?;
        for (&own, &wanted) in parameter.shape.iter().zip(&out[added..]) {
            if own == Dim::ONE {
                continue;
            }
            match own.equals(wanted) {
                Some(true) => {}
                Some(false) => return Err(misfit()),
                None => return Err(Error::undecided(self.name(), own, wanted)),
            }
        }
        Ok(())
    }
}

impl Primitive for Draw {
    fn name(&self) -> &'static str {
        name_of(self.family)
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        assert_eq!(inputs.len(), 1 + self.family.parameters());
        check_key(self.name(), &inputs[0])?;
        let dtype = inputs[1].dtype;
        if let Some(other) = inputs[2..].iter().find(|other| other.dtype != dtype) {
            return Err(Error::dtypes_differ(self.name(), dtype, other.dtype));
        }
        if !matches!(dtype, DType::F32 | DType::F64) {
            return Err(Error::unsupported_dtype(
                self.name(),
                "the parameters",
                dtype,
                "f32 and f64",
            ));
        }
        let keys = &inputs[0].shape[..inputs[0].ndim() - 1];
        let shape: Dims = keys.iter().chain(&self.shape).copied().collect();
        for parameter in &inputs[1..] {
            self.check_parameter(parameter, &shape)?;
        }
        Ok(smallvec![Aval::new(shape, dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut result = inferred_one(self, inputs)?;
        kernels::draws::draw(self.family, inputs[0], &inputs[1..], &mut result);
        Ok(smallvec![result])
    }

    fn diff(&self) -> Diff<'_> {
        match self.family {
            Family::Gamma | Family::LogGamma | Family::Wald | Family::Vonmises => {
                Diff::Elementwise(self)
            }
            Family::Poisson | Family::Binomial | Family::Hypergeometric | Family::Zipf => {
                Diff::Zero
            }
        }
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        match self.family {
            Family::Gamma | Family::LogGamma | Family::Wald | Family::Vonmises => {
                Saves::inputs(Mask::only(1)).or(Saves::OUTPUT)
            }
            Family::Poisson | Family::Binomial | Family::Hypergeometric | Family::Zipf => {
                Saves::NOTHING
            }
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

/// The draw as a function of its parameter at a fixed quantile (implicit reparameterisation).
impl Partials for Draw {
    fn scale(&self, _position: usize, t: &Array, values: &Values) -> Array {
        let (parameter, x) = (values.input(1), values.output(0));
        let slope = match self.family {
            Family::Gamma => stack::bind_one(&GammaSlope, &[parameter, x]).or_raise(),
            Family::LogGamma => stack::bind_one(&LogGammaSlope, &[parameter, x]).or_raise(),
            Family::Vonmises => stack::bind_one(&VonmisesSlope, &[parameter, x]).or_raise(),
            _ => wald_slope(parameter, x),
        };
        t * slope
    }
}

/// With Mills' ratio `m(z) = Φ(-z) / φ(z)`: `dx/dμ = 2 / μ² m((x / μ + 1) / √x) x^(3/2)`.
fn wald_slope(mean: &Array, x: &Array) -> Array {
    let root = np::sqrt(x);
    let z = (x / mean + 1.0) / &root;
    mills_ratio(&z) * x * root * 2.0 / np::square(mean)
}

/// `Φ(-z) / φ(z)` for positive `z`: as it stands up to 5, the continued fraction of Laplace beyond.
fn mills_ratio(z: &Array) -> Array {
    let small = np::minimum(z, 5.0);
    let direct = np::erfc(&small * std::f64::consts::FRAC_1_SQRT_2)
        * np::exp(np::square(&small) * 0.5)
        * (0.5 * std::f64::consts::PI).sqrt();
    let large = np::maximum(z, 5.0);
    let mut fraction = large.clone();
    for k in (1..=40).rev() {
        fraction = &large + f64::from(k) / fraction;
    }
    np::where_(np::less(z, 5.0), direct, 1.0 / fraction)
}

/// Parameters keep their meaning if the axes of the keys stand in front: a batch goes before those, and
/// a key without a batch is that of every example.
impl BatchRule for Draw {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let key = if let Some(axis) = axes[0] {
            move_axis(&inputs[0], axis, 0)?
        } else {
            let mut shape = Shape::from_slice(inputs[0].shape());
            shape.insert(0, size);
            broadcast_to(&inputs[0], &shape)?
        };
        // Keys `[size, …, 2]` give results of one axis less, plus those of one draw.
        let ndim = key.ndim() - 1 + self.shape.len();
        let mut rows = vec![key];
        for (input, axis) in inputs.iter().zip(axes).skip(1) {
            rows.push(match axis {
                None => input.clone(),
                Some(axis) => {
                    let input = move_axis(input, *axis, 0)?;
                    let mut shape = Shape::from_slice(input.shape());
                    (input.ndim()..ndim).for_each(|_| shape.insert(1, 1));
                    reshape(&input, &shape)?
                }
            });
        }
        let out = stack::bind(self, &rows.iter().collect::<Vec<_>>())?;
        Ok((out, smallvec![Some(0)]))
    }
}

/// Second derivatives need those of the distribution function with respect to its parameter twice.
fn no_second_derivative(op: &'static str) -> Array {
    raise(
        Error::not_differentiable(
            op,
            "draws have first derivatives with respect to the shape parameter only",
        )
        .hinted("wrap the first derivative in stop_gradient if its own change may be neglected"),
    )
}

elementwise! {
    /// `dx/da` of a gamma draw, from `a` and `x`.
    GammaSlope = "gamma_slope"(2) {
        kernel: gamma_derivative::of_gamma,
        result: Same,
        diff: partials(|_| XY, |_, _, _| no_second_derivative("gamma")),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 4.0),
        reference: |v, _| slow::slope(v[0].re, v[1].re).into(),
        ulps: 4096.0,
        skips: FIRST_ORDER,
    }
    /// `dy/da` of the logarithm of a gamma draw, from `a` and `y`.
    LogGammaSlope = "loggamma_slope"(2) {
        kernel: gamma_derivative::of_log_gamma,
        result: Same,
        diff: partials(|_| XY, |_, _, _| no_second_derivative("loggamma")),
        // Above, the slow version loses digits.
        inputs: |s, d, shape, position| s.array(d, shape, if position == 0 { 0.5 } else { -3.0 }, 1.25),
        reference: |v, _| {
            let x = v[1].re.exp();
            (slow::slope(v[0].re, x) / x).into()
        },
        ulps: 4096.0,
        skips: FIRST_ORDER,
    }
    /// `dx/dκ` of a von Mises draw, from `κ` and `x`.
    VonmisesSlope = "vonmises_slope"(2) {
        kernel: vonmises_derivative::of_vonmises,
        result: Same,
        diff: partials(|_| XY, |_, _, _| no_second_derivative("vonmises")),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 2.0),
        reference: |v, _| slow::vonmises_slope(v[0].re, v[1].re).into(),
        ulps: 4096.0,
        skips: FIRST_ORDER,
    }
}

#[cfg(feature = "testing")]
const FIRST_ORDER: &[(crate::testing::Check, &str)] = &[
    (
        crate::testing::Check::Gradient,
        "a derivative that ends the chain: its own is an error",
    ),
    (
        crate::testing::Check::SecondGradient,
        "a derivative that ends the chain: its own is an error",
    ),
];

/// A slow version by summing the integral in small steps.
#[cfg(feature = "testing")]
mod slow {
    use crate::primitives::special_slow::integral;

    /// `(1 / p(x)) ∫ p(t) (ψ(a) - log t) dt` below `x`, with `t = x exp(-v)` and `v = exp(u - exp(-u))`.
    pub(super) fn slope(a: f64, x: f64) -> f64 {
        let psi = digamma(a);
        let f = |v: f64| (-a * v - x * (-v).exp_m1()).exp() * (psi - x.ln() + v);
        let step = 1.0 / 64.0;
        let term = |u: f64| {
            let v = (u - (-u).exp()).exp();
            f(v) * v * (1.0 + (-u).exp()) * step
        };
        x * (-280..300).map(|i| term(f64::from(i) * step)).sum::<f64>()
    }

    /// Minus `∫ (cos t - A) exp(κ (cos t - cos x))` below `x`, with the mean `A` of the cosine from integrals.
    pub(super) fn vonmises_slope(kappa: f64, x: f64) -> f64 {
        let density = |t: f64| (kappa * t.cos()).exp();
        let pi = std::f64::consts::PI;
        let mean = integral(0.0, pi, 60, |t| t.cos() * density(t)) / integral(0.0, pi, 60, density);
        -integral(0.0, x, 60, |t| (t.cos() - mean) * density(t)) / density(x)
    }

    /// By recurrence to where the asymptotic series has all digits.
    fn digamma(a: f64) -> f64 {
        let end = a + 500.0;
        let sum: f64 = (0..500).rev().map(|k| 1.0 / (a + f64::from(k))).sum();
        end.ln() - 0.5 / end - 1.0 / (12.0 * end * end) + 1.0 / (120.0 * end.powi(4)) - sum
    }
}

#[cfg(feature = "testing")]
pub(crate) use for_records::records;

#[cfg(feature = "testing")]
mod for_records {
    use super::{Draw, Family, table_records};
    use crate::array::Array;
    use crate::dtype::DType;
    use crate::kernels::draws::element;
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records::parameters;
    use crate::shape::to_dims;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    const FAMILIES: [Family; 8] = [
        Family::Gamma,
        Family::LogGamma,
        Family::Poisson,
        Family::Binomial,
        Family::Hypergeometric,
        Family::Wald,
        Family::Vonmises,
        Family::Zipf,
    ];

    /// Shapes of the keys, of one key's draws, and of the parameters.
    type Shapes = (&'static [usize], &'static [usize], [&'static [usize]; 3]);
    const SHAPES: &[Shapes] = &[
        (&[2], &[], [&[], &[], &[]]),
        (&[2], &[5], [&[5], &[1], &[]]),
        (&[2], &[0], [&[], &[0], &[1]]),
        (&[3, 2], &[2], [&[3, 2], &[2], &[3, 1]]),
        (&[2], &[2, 3, 1, 2], [&[3, 1, 1], &[2], &[2, 1, 1, 1]]),
        (&[0, 2], &[2], [&[2], &[1], &[]]),
    ];

    fn parameter(
        samples: &mut Samples,
        dtype: DType,
        shape: &[usize],
        family: Family,
        position: usize,
    ) -> Array {
        let (low, high) = match (family, position) {
            (Family::Gamma | Family::LogGamma | Family::Wald | Family::Vonmises, _) => (0.25, 4.0),
            (Family::Zipf, _) => (1.5, 4.0),
            (Family::Poisson, _) => (0.0, 30.0),
            (Family::Binomial, 0) => (0.0, 100.0),
            (Family::Binomial, _) => (0.0, 1.0),
            (_, 2) => (0.0, 40.0),
            _ => (20.0, 60.0),
        };
        samples.array(dtype, shape, low, high)
    }

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let mut calls = Vec::new();
        for family in FAMILIES {
            for (keys, shape, parameters) in SHAPES {
                let mut inputs = vec![samples.array(DType::U32, keys, 0.0, 4e9)];
                for (i, shape) in parameters.iter().take(family.parameters()).enumerate() {
                    inputs.push(parameter(samples, dtype, shape, family, i));
                }
                let shape = to_dims(shape);
                calls.push(Sample {
                    primitive: Draw { family, shape }.share(),
                    inputs,
                });
            }
        }
        calls
    }

    /// One element at a time, as the only draw of its parameters.
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Draw = parameters(sample);
        let dtype = sample.inputs[1].dtype();
        let keys = &inputs[0];
        let key_axes = keys.shape.len() - 1;
        let mut shape = keys.shape[..key_axes].to_vec();
        let own: Vec<usize> = op.shape.iter().filter_map(|d| d.known()).collect();
        shape.extend(&own);
        vec![SlowArray::from_fn(&shape, |index| {
            let (key_index, own_index) = index.split_at(key_axes);
            let word = |i: usize| keys.get(&[key_index, &[i]].concat()).re as u32;
            let position = own_index
                .iter()
                .zip(&own)
                .fold(0, |flat, (i, n)| flat * n + i);
            let values = inputs[1..].iter().map(|x| x.get_broadcast(index).re);
            let key = [word(0), word(1)];
            let x = element(op.family, key, position as u64, values);
            // The kernel rounds to the dtype once.
            (if dtype == DType::F32 {
                f64::from(x as f32)
            } else {
                x
            })
            .into()
        })]
    }

    /// The records of this file.
    pub(crate) fn records() -> Vec<OpRecord> {
        let mut records = table_records();
        records.push(OpRecord {
            primitive: "Draw",
            dtypes: &[DType::F32, DType::F64],
            samples,
            reference,
            ulps: 0.0,
            skips: &[
                (
                    Check::Gradient,
                    "derivatives are those at a fixed quantile, not of the rejection",
                ),
                (
                    Check::SecondGradient,
                    "derivatives are those at a fixed quantile, not of the rejection",
                ),
            ],
        });
        records
    }
}
