//! numpy's generator: an object that hands out new draws, and the one that each thread keeps.
//!
//! A generator holds a key; every draw takes a new one from it. Inside `vmap` each example draws its own
//! numbers unless the map says otherwise. The distributions are the functions of a key beside this file.

use super::arguments::{Size, settle, with_parameters};
use super::closed_form::{
    exponential_of, gumbel_of, laplace_of, logistic_of, normal_of, pareto_op,
};
use super::uniform::between_op;
use super::{Choice, Permutation, array_of};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{OrRaise, Result};
use crate::kernels::threefry::{self, Key};
use crate::np;
use crate::np::args::{ShapeArg, Spec};
use crate::primitives::cast::cast;
use crate::primitives::draw::{Family, draw};
use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

/// A stream of draws (numpy: `random.Generator`), with numpy's distributions as methods. Made by
/// [`default_rng`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let rng = np::random::default_rng(42);
/// let x = rng.normal(10.0, 2.0, [3, 4]);
/// let y = rng.normal(10.0, 2.0, [3, 4]);
/// assert!(!np::array_equal(&x, &y));
/// assert!(np::array_equal(&x, np::random::default_rng(42).normal(10.0, 2.0, [3, 4])));
/// ```
#[derive(Debug)]
pub struct Generator {
    key: Cell<Key>,
}

/// A generator that starts from a seed (numpy: `random.default_rng`; the streams are not numpy's).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::default_rng(1).random(3).shape(), [3]);
/// ```
pub fn default_rng(seed: u64) -> Generator {
    Generator {
        key: Cell::new(threefry::key_from_seed(seed)),
    }
}

/// `loc + scale * x` for a standard distribution's quantile.
fn located(
    op: &'static str,
    key: &Array,
    [loc, scale]: [Operand<'_>; 2],
    size: &Size,
    quantile: fn(Array) -> Array,
) -> Result<Array> {
    with_parameters(op, key, [loc, scale], size, |u, [loc, scale]| {
        quantile(u) * scale + loc
    })
}

fn scaled_gamma(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let settled = settle("gamma", key, parameters, size)?;
    let [a, scale] = settled.parameters;
    cast(
        &(draw(Family::Gamma, key, &[&a], &settled.shape)? * scale),
        settled.dtype,
    )
}

fn scaled_wald(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let settled = settle("wald", key, parameters, size)?;
    let [mean, scale] = settled.parameters;
    let x = draw(Family::Wald, key, &[&(mean / &scale)], &settled.shape)?;
    cast(&(x * scale), settled.dtype)
}

impl Generator {
    /// A generator whose start the system chooses.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::random::Generator::from_entropy().random(3).shape(), [3]);
    /// ```
    pub fn from_entropy() -> Self {
        default_rng(RandomState::new().hash_one(0u8))
    }

    /// Restarts the stream from a seed.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// let x = rng.random(2);
    /// rng.seed(1);
    /// assert!(np::array_equal(&x, rng.random(2)));
    /// ```
    pub fn seed(&self, seed: u64) {
        self.key.set(threefry::key_from_seed(seed));
    }

    /// A new key, for functions of a key. Inside `vmap` with different randomness, one key per example.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(np::random::ball(&rng.next_key(), 3, 2.0, 5).shape(), [5, 3]);
    /// ```
    #[track_caller]
    pub fn next_key(&self) -> Array {
        let children = threefry::split(self.key.get(), 2);
        self.key.set(children[0]);
        crate::transform::vmap::keys_for_rows(&array_of(children[1]))
    }

    /// `count` generators with streams of their own, for instance one per thread (numpy: `Generator.spawn`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let workers = np::random::default_rng(1).spawn(4);
    /// assert_eq!(workers.len(), 4);
    /// ```
    pub fn spawn(&self, count: usize) -> Vec<Generator> {
        let children = threefry::split(self.key.get(), count as u32 + 1);
        self.key.set(children[0]);
        let generator = |&key| Generator {
            key: Cell::new(key),
        };
        children[1..].iter().map(generator).collect()
    }

    /// Numbers in `[0, 1)` (numpy: `Generator.random`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.random([2, 3]).shape(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn random(&self, spec: impl Into<Spec>) -> Array {
        super::uniform(&self.next_key(), spec)
    }

    /// Standard normal numbers (numpy: `Generator.standard_normal`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.standard_normal(3).shape(), [3]);
    /// ```
    #[track_caller]
    pub fn standard_normal(&self, spec: impl Into<Spec>) -> Array {
        super::normal(&self.next_key(), spec)
    }

    /// Exponential numbers of mean 1 (numpy: `Generator.standard_exponential`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.standard_exponential(3).shape(), [3]);
    /// ```
    #[track_caller]
    pub fn standard_exponential(&self, spec: impl Into<Spec>) -> Array {
        super::exponential(&self.next_key(), spec)
    }

    /// Numbers of the standard Cauchy distribution (numpy: `Generator.standard_cauchy`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.standard_cauchy(3).shape(), [3]);
    /// ```
    #[track_caller]
    pub fn standard_cauchy(&self, spec: impl Into<Spec>) -> Array {
        super::cauchy(&self.next_key(), spec)
    }

    /// Gamma numbers of scale 1 (numpy: `Generator.standard_gamma`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.standard_gamma([0.5, 3.0], ..).shape(), [2]);
    /// ```
    #[track_caller]
    pub fn standard_gamma<'a>(&self, shape: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::gamma(&self.next_key(), shape, size)
    }

    /// Numbers of Student's t distribution (numpy: `Generator.standard_t`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.standard_t(4.0, 3).shape(), [3]);
    /// ```
    #[track_caller]
    pub fn standard_t<'a>(&self, df: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::student_t(&self.next_key(), df, size)
    }

    /// Numbers between two bounds (numpy: `Generator.uniform`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert!(np::all(rng.uniform(2.0, 3.0, 9).ge(2.0), ..).item::<bool>().unwrap());
    /// ```
    #[track_caller]
    pub fn uniform<'a, 'b>(
        &self,
        low: impl IntoArray<'a>,
        high: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let bounds = [low.into_operand(), high.into_operand()];
        between_op(&self.next_key(), bounds, &size.into()).or_raise()
    }

    /// Integers in `low..high` (numpy: `Generator.integers`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert!(np::all(rng.integers(0, 6, 9).lt(6), ..).item::<bool>().unwrap());
    /// ```
    #[track_caller]
    pub fn integers<'a, 'b>(
        &self,
        low: impl IntoArray<'a>,
        high: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::randint(&self.next_key(), low, high, size)
    }

    /// Normal numbers of mean `loc` and standard deviation `scale`, differentiable in both (numpy: `Generator.normal`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.normal([0.0, 1.0], 2.0, [4, 2]).shape(), [4, 2]);
    /// ```
    #[track_caller]
    pub fn normal<'a, 'b>(
        &self,
        loc: impl IntoArray<'a>,
        scale: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [loc.into_operand(), scale.into_operand()];
        located(
            "normal",
            &self.next_key(),
            parameters,
            &size.into(),
            normal_of,
        )
        .or_raise()
    }

    /// Laplace numbers, differentiable in both (numpy: `Generator.laplace`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.laplace([0.0, 1.0], 2.0, [4, 2]).shape(), [4, 2]);
    /// ```
    #[track_caller]
    pub fn laplace<'a, 'b>(
        &self,
        loc: impl IntoArray<'a>,
        scale: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [loc.into_operand(), scale.into_operand()];
        located(
            "laplace",
            &self.next_key(),
            parameters,
            &size.into(),
            laplace_of,
        )
        .or_raise()
    }

    /// Logistic numbers, differentiable in both (numpy: `Generator.logistic`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.logistic([0.0, 1.0], 2.0, [4, 2]).shape(), [4, 2]);
    /// ```
    #[track_caller]
    pub fn logistic<'a, 'b>(
        &self,
        loc: impl IntoArray<'a>,
        scale: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [loc.into_operand(), scale.into_operand()];
        located(
            "logistic",
            &self.next_key(),
            parameters,
            &size.into(),
            logistic_of,
        )
        .or_raise()
    }

    /// Gumbel numbers, differentiable in both (numpy: `Generator.gumbel`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.gumbel([0.0, 1.0], 2.0, [4, 2]).shape(), [4, 2]);
    /// ```
    #[track_caller]
    pub fn gumbel<'a, 'b>(
        &self,
        loc: impl IntoArray<'a>,
        scale: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [loc.into_operand(), scale.into_operand()];
        located(
            "gumbel",
            &self.next_key(),
            parameters,
            &size.into(),
            gumbel_of,
        )
        .or_raise()
    }

    /// Exponential numbers of mean `scale` (numpy: `Generator.exponential`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.exponential(2.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn exponential<'a>(&self, scale: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        let parameters = [Operand::Weak(0.into()), scale.into_operand()];
        located(
            "exponential",
            &self.next_key(),
            parameters,
            &size.into(),
            exponential_of,
        )
        .or_raise()
    }

    /// Exponentials of normal numbers (numpy: `Generator.lognormal`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.lognormal(0.0, 1.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn lognormal<'a, 'b>(
        &self,
        mean: impl IntoArray<'a>,
        sigma: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [mean.into_operand(), sigma.into_operand()];
        let quantile = |u, [mean, sigma]: [Array; 2]| np::exp(normal_of(u) * sigma + mean);
        with_parameters(
            "lognormal",
            &self.next_key(),
            parameters,
            &size.into(),
            quantile,
        )
        .or_raise()
    }

    /// Gamma numbers (numpy: `Generator.gamma`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.gamma(2.0, 3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn gamma<'a, 'b>(
        &self,
        shape: impl IntoArray<'a>,
        scale: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [shape.into_operand(), scale.into_operand()];
        scaled_gamma(&self.next_key(), parameters, &size.into()).or_raise()
    }

    /// Inverse Gaussian numbers (numpy: `Generator.wald`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.wald(2.0, 3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn wald<'a, 'b>(
        &self,
        mean: impl IntoArray<'a>,
        scale: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        let parameters = [mean.into_operand(), scale.into_operand()];
        scaled_wald(&self.next_key(), parameters, &size.into()).or_raise()
    }

    /// Numbers of the Pareto distribution that starts at 0 (numpy: `Generator.pareto`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.pareto(3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn pareto<'a>(&self, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        pareto_op(&self.next_key(), a.into_operand(), &size.into(), |log| {
            np::expm1(log)
        })
        .or_raise()
    }

    /// Weibull numbers of scale 1 (numpy: `Generator.weibull`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.weibull(3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn weibull<'a>(&self, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::weibull_min(&self.next_key(), 1.0, a, size)
    }

    /// Numbers in `[0, 1)` with density `a x^(a - 1)` (numpy: `Generator.power`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.power(3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn power<'a>(&self, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        let quantile = |u, [a]: [Array; 1]| np::power(u, 1.0 / a);
        with_parameters(
            "power",
            &self.next_key(),
            [a.into_operand()],
            &size.into(),
            quantile,
        )
        .or_raise()
    }

    /// Rayleigh numbers (numpy: `Generator.rayleigh`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.rayleigh(3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn rayleigh<'a>(&self, scale: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::rayleigh(&self.next_key(), scale, size)
    }

    /// Numbers of a triangular density (numpy: `Generator.triangular`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.triangular(0.0, 1.0, 3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn triangular<'a, 'b, 'c>(
        &self,
        left: impl IntoArray<'a>,
        mode: impl IntoArray<'b>,
        right: impl IntoArray<'c>,
        size: impl Into<Size>,
    ) -> Array {
        super::triangular(&self.next_key(), left, mode, right, size)
    }

    /// Chi-square numbers (numpy: `Generator.chisquare`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.chisquare(3.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn chisquare<'a>(&self, df: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::chisquare(&self.next_key(), df, size)
    }

    /// Numbers of the F distribution (numpy: `Generator.f`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.f(3.0, 5.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn f<'a, 'b>(
        &self,
        dfnum: impl IntoArray<'a>,
        dfden: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::f(&self.next_key(), dfnum, dfden, size)
    }

    /// Numbers of a beta distribution (numpy: `Generator.beta`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.beta(3.0, 5.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn beta<'a, 'b>(
        &self,
        a: impl IntoArray<'a>,
        b: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::beta(&self.next_key(), a, b, size)
    }

    /// Vectors of a Dirichlet distribution (numpy: `Generator.dirichlet`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.dirichlet([1.0, 2.0], 4).shape(), [4, 2]);
    /// ```
    #[track_caller]
    pub fn dirichlet<'a>(&self, alpha: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::dirichlet(&self.next_key(), alpha, size)
    }

    /// Poisson counts (numpy: `Generator.poisson`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.poisson(3.0, 4).dtype(), I64);
    /// ```
    #[track_caller]
    pub fn poisson<'a>(&self, lam: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::poisson(&self.next_key(), lam, size)
    }

    /// Binomial counts (numpy: `Generator.binomial`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.binomial(10, 0.5, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn binomial<'a, 'b>(
        &self,
        n: impl IntoArray<'a>,
        p: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::binomial(&self.next_key(), n, p, size)
    }

    /// Geometric counts (numpy: `Generator.geometric`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.geometric(0.5, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn geometric<'a>(&self, p: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::geometric(&self.next_key(), p, size)
    }

    /// Counts of failures (numpy: `Generator.negative_binomial`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.negative_binomial(10, 0.5, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn negative_binomial<'a, 'b>(
        &self,
        n: impl IntoArray<'a>,
        p: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::negative_binomial(&self.next_key(), n, p, size)
    }

    /// Counts of good items (numpy: `Generator.hypergeometric`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.hypergeometric(10, 5, 7, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn hypergeometric<'a, 'b, 'c>(
        &self,
        ngood: impl IntoArray<'a>,
        nbad: impl IntoArray<'b>,
        nsample: impl IntoArray<'c>,
        size: impl Into<Size>,
    ) -> Array {
        super::hypergeometric(&self.next_key(), ngood, nbad, nsample, size)
    }

    /// Noncentral chi-square numbers (numpy: `Generator.noncentral_chisquare`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.noncentral_chisquare(3.0, 2.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn noncentral_chisquare<'a, 'b>(
        &self,
        df: impl IntoArray<'a>,
        nonc: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::noncentral_chisquare(&self.next_key(), df, nonc, size)
    }

    /// Numbers of the noncentral F distribution (numpy: `Generator.noncentral_f`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.noncentral_f(3.0, 5.0, 2.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn noncentral_f<'a, 'b, 'c>(
        &self,
        dfnum: impl IntoArray<'a>,
        dfden: impl IntoArray<'b>,
        nonc: impl IntoArray<'c>,
        size: impl Into<Size>,
    ) -> Array {
        super::noncentral_f(&self.next_key(), dfnum, dfden, nonc, size)
    }

    /// Angles of a von Mises distribution (numpy: `Generator.vonmises`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.vonmises(0.0, 2.0, 4).shape(), [4]);
    /// ```
    #[track_caller]
    pub fn vonmises<'a, 'b>(
        &self,
        mu: impl IntoArray<'a>,
        kappa: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::vonmises(&self.next_key(), mu, kappa, size)
    }

    /// Numbers of a logarithmic series (numpy: `Generator.logseries`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.logseries(0.5, 4).dtype(), I64);
    /// ```
    #[track_caller]
    pub fn logseries<'a>(&self, p: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::logseries(&self.next_key(), p, size)
    }

    /// Numbers of Zipf's law (numpy: `Generator.zipf`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.zipf(2.0, 4).dtype(), I64);
    /// ```
    #[track_caller]
    pub fn zipf<'a>(&self, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
        super::zipf(&self.next_key(), a, size)
    }

    /// Counts by color of a sample without replacement (numpy: `Generator.multivariate_hypergeometric`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.multivariate_hypergeometric([4, 3, 2], 5, 4).shape(), [4, 3]);
    /// ```
    #[track_caller]
    pub fn multivariate_hypergeometric<'a, 'b>(
        &self,
        colors: impl IntoArray<'a>,
        nsample: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::multivariate_hypergeometric(&self.next_key(), colors, nsample, size)
    }

    /// Counts by category (numpy: `Generator.multinomial`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.multinomial(10, [0.5, 0.5], 4).shape(), [4, 2]);
    /// ```
    #[track_caller]
    pub fn multinomial<'a, 'b>(
        &self,
        n: impl IntoArray<'a>,
        pvals: impl IntoArray<'b>,
        size: impl Into<Size>,
    ) -> Array {
        super::multinomial(&self.next_key(), n, pvals, size)
    }

    /// Rows of an array, or integers below a number, drawn independently (numpy: `Generator.choice`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.choice([10, 20, 30], 5).shape(), [5]);
    /// ```
    #[track_caller]
    pub fn choice<'a>(&self, x: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Array {
        super::choice(&self.next_key(), x, shape)
    }

    /// As [`choice`](Self::choice), with options (numpy: `Generator.choice`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.choice_with(9, 9, np::random::Choice { replace: false, ..Default::default() }).sum(..).item::<i64>().unwrap(), 36);
    /// ```
    #[track_caller]
    pub fn choice_with<'a>(
        &self,
        x: impl IntoArray<'a>,
        shape: impl Into<ShapeArg>,
        options: Choice,
    ) -> Array {
        super::choice_with(&self.next_key(), x, shape, options)
    }

    /// The rows of an array in random order, or the integers below a number (numpy: `Generator.permutation`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.permutation(5).shape(), [5]);
    /// ```
    #[track_caller]
    pub fn permutation<'a>(&self, x: impl IntoArray<'a>) -> Array {
        super::permutation(&self.next_key(), x)
    }

    /// Every line along an axis in an order of its own (numpy: `Generator.permuted`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.permuted([[1, 2], [3, 4]], 1).shape(), [2, 2]);
    /// ```
    #[track_caller]
    pub fn permuted<'a>(&self, x: impl IntoArray<'a>, axis: isize) -> Array {
        let options = Permutation {
            axis,
            independent: true,
        };
        super::permutation_with(&self.next_key(), x, options)
    }

    /// Another name of [`permutation`](Self::permutation); the argument is not changed (numpy: `Generator.shuffle`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let rng = np::random::default_rng(1);
    /// assert_eq!(rng.shuffle([[1, 2], [3, 4]]).shape(), [2, 2]);
    /// ```
    #[track_caller]
    pub fn shuffle<'a>(&self, x: impl IntoArray<'a>) -> Array {
        super::permutation(&self.next_key(), x)
    }
}

thread_local! {
    /// The generator of the functions below; started by the system until [`seed`] is called.
    static GENERATOR: Generator = Generator::from_entropy();
}

/// A place in this thread's stream of stateful draws, for functions that run again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamState(Key);

impl StreamState {
    /// Where the stream stands.
    pub(crate) fn now() -> StreamState {
        StreamState(GENERATOR.with(|generator| generator.key.get()))
    }

    /// Sets the stream back to this place.
    pub(crate) fn resume(self) {
        GENERATOR.with(|generator| generator.key.set(self.0));
    }

    /// Runs `f` with the stream at this place, then sets it back to where it stood.
    pub(crate) fn replayed<R>(self, f: impl FnOnce() -> R) -> R {
        struct Restore(Key);
        impl Drop for Restore {
            fn drop(&mut self) {
                GENERATOR.with(|generator| generator.key.set(self.0));
            }
        }
        let _restore = Restore(GENERATOR.with(|generator| generator.key.replace(self.0)));
        f()
    }
}

/// Restarts this thread's stream of stateful draws (numpy: `random.seed`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// np::random::seed(1);
/// let x = np::random::rand(3).to_vec::<f64>().unwrap();
/// np::random::seed(1);
/// assert_eq!(np::random::rand(3).to_vec::<f64>().unwrap(), x);
/// ```
pub fn seed(seed: u64) {
    GENERATOR.with(|generator| generator.seed(seed));
}

/// The next key of this thread's stream. Inside `vmap` with different randomness, one key per example.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::next_key().shape(), [2]);
/// ```
#[track_caller]
pub fn next_key() -> Array {
    GENERATOR.with(Generator::next_key)
}

/// Uniform numbers in `[0, 1)` from this thread's stream (numpy: `random.rand`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::rand([2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn rand(spec: impl Into<Spec>) -> Array {
    super::uniform(&next_key(), spec)
}

/// Another name of [`rand`] (numpy: `random.random`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::random(([2], F32)).dtype(), F32);
/// ```
#[track_caller]
pub fn random(spec: impl Into<Spec>) -> Array {
    super::uniform(&next_key(), spec)
}

/// Standard normal numbers from this thread's stream (numpy: `random.randn`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::randn([2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn randn(spec: impl Into<Spec>) -> Array {
    super::normal(&next_key(), spec)
}

/// Another name of [`randn`] (numpy: `random.standard_normal`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::standard_normal(4).shape(), [4]);
/// ```
#[track_caller]
pub fn standard_normal(spec: impl Into<Spec>) -> Array {
    super::normal(&next_key(), spec)
}

/// Integers in `low..high` from this thread's stream (numpy: `Generator.integers`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::integers(0, 6, [10]).dtype(), I64);
/// ```
#[track_caller]
pub fn integers<'a, 'b>(
    low: impl IntoArray<'a>,
    high: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    super::randint(&next_key(), low, high, size)
}
