//! Draws that take an unknown number of random words each: gamma, Poisson, binomial, hypergeometric, Wald, von Mises and Zipf.
//!
//! Every element has a stream of its own, derived from its key and its position among that key's draws, so a
//! result depends on nothing else: not on threads, batches or the parameters of other elements. All
//! computation is in f64. The gamma algorithm is that of Marsaglia and Tsang (2000), the large counts
//! follow Hörmann (1993), Stadlober (1990), and Loader's probabilities (2000), which keep their digits for
//! every parameter, von Mises draws Best and Fisher (1979), Zipf's Devroye (1986). Derivatives of draws are in
//! `gamma_derivative` and `vonmises_derivative`.

use super::copy::contiguous;
use super::loops::{broadcast_byte_strides, byte_strides, for_rows};
use super::scalar_real::RealFunctions as Real;
use super::shared::Shared;
use super::threefry::{self, Key};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::shape::{Shape, Strides};
use num_traits::AsPrimitive;
use std::f64::consts::{LN_2, PI, SQRT_2};

/// A family of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Gamma with a shape parameter and scale 1.
    Gamma,
    /// The logarithm of a gamma draw, which does not underflow for small shape parameters.
    LogGamma,
    /// Poisson with a rate.
    Poisson,
    /// Binomial with a number of trials and a probability.
    Binomial,
    /// Hypergeometric with numbers of good and bad items and a sample size.
    Hypergeometric,
    /// Inverse Gaussian with a mean and scale 1.
    Wald,
    /// Von Mises around 0 with a concentration.
    Vonmises,
    /// Zipf with an exponent.
    Zipf,
}

impl Family {
    /// The number of parameters.
    pub(crate) fn parameters(self) -> usize {
        match self {
            Family::Gamma
            | Family::LogGamma
            | Family::Poisson
            | Family::Wald
            | Family::Vonmises
            | Family::Zipf => 1,
            Family::Binomial => 2,
            Family::Hypergeometric => 3,
        }
    }

    fn sampler(self) -> Sampler {
        match self {
            Family::Gamma => |stream, p| gamma(stream, p[0]),
            Family::LogGamma => |stream, p| log_gamma(stream, p[0]),
            Family::Poisson => |stream, p| poisson(stream, p[0]),
            Family::Binomial => |stream, p| binomial(stream, p[0], p[1]),
            Family::Hypergeometric => |stream, p| hypergeometric(stream, p[0], p[1], p[2]),
            Family::Wald => |stream, p| wald(stream, p[0]),
            Family::Vonmises => |stream, p| vonmises(stream, p[0]),
            Family::Zipf => |stream, p| zipf(stream, p[0]),
        }
    }
}

type Sampler = fn(&mut Substream, &[f64; 3]) -> f64;

/// Rough nanoseconds for 16 elements.
const COST: usize = 1600;

/// Fills `out`, whose leading axes are those of the keys, with draws; parameters broadcast to it and have its
/// dtype, f32 or f64.
pub(crate) fn draw(family: Family, keys: &Dense, parameters: &[&Dense], out: &mut Dense) {
    if out.len() == 0 {
        return;
    }
    let fill = match (out.dtype(), family.parameters()) {
        (DType::F32, 1) => fill::<f32, 2>,
        (DType::F32, 2) => fill::<f32, 3>,
        (DType::F32, _) => fill::<f32, 4>,
        (_, 1) => fill::<f64, 2>,
        (_, 2) => fill::<f64, 3>,
        _ => fill::<f64, 4>,
    };
    fill(family, keys, parameters, out);
}

/// `N` counts the output and the parameters.
fn fill<T: AsPrimitive<f64>, const N: usize>(
    family: Family,
    keys: &Dense,
    parameters: &[&Dense],
    out: &mut Dense,
) where
    f64: AsPrimitive<T>,
{
    let keys = contiguous(keys);
    // SAFETY: `infer` has checked that these are u32 in pairs, and the view is in C order.
    let keys = unsafe { std::slice::from_raw_parts(keys.as_ptr().cast::<Key>(), keys.len() / 2) };
    let per_key = out.len() / keys.len();
    let shape = Shape::from_slice(out.shape());
    let strides: [Strides; N] = std::array::from_fn(|i| match i {
        0 => byte_strides(out),
        _ => broadcast_byte_strides(parameters[i - 1], &shape),
    });
    let start = Shared(out.as_mut_ptr());
    let pointers: [*mut u8; N] = std::array::from_fn(|i| match i {
        0 => start.get(),
        _ => parameters[i - 1].as_ptr().cast_mut(),
    });
    let sampler = family.sampler();
    // SAFETY: the output is fresh and has the dtype of `T`, as the parameters do, which broadcast to it.
    unsafe {
        for_rows(
            &shape,
            pointers,
            std::array::from_fn(|i| strides[i].as_slice()),
            COST,
            &|pointers, steps, n, rows| {
                rows.each(pointers, |pointers| {
                    for i in 0..n as isize {
                        let at = |operand: usize| pointers[operand].offset(i * steps[operand]);
                        let mut values = [0.0; 3];
                        for operand in 1..N {
                            values[operand - 1] = at(operand).cast::<T>().read().as_();
                        }
                        let target = at(0).cast::<T>();
                        // The output is in C order, so its address is the position.
                        let position = target.offset_from(start.get().cast::<T>()) as usize;
                        let (key, element) = (keys[position / per_key], position % per_key);
                        let mut stream = Substream::of(key, element as u64);
                        target.write(sampler(&mut stream, &values).as_());
                    }
                });
            },
        );
    }
}

/// One draw alone, in f64.
#[cfg(feature = "testing")]
pub(crate) fn element(
    family: Family,
    key: Key,
    position: u64,
    parameters: impl Iterator<Item = f64>,
) -> f64 {
    let mut values = [0.0; 3];
    for (value, parameter) in values.iter_mut().zip(parameters) {
        *value = parameter;
    }
    family.sampler()(&mut Substream::of(key, position), &values)
}

/// The random words of one element.
struct Substream {
    key: Key,
    next: u64,
}

impl Substream {
    fn of(key: Key, element: u64) -> Self {
        Substream {
            key: threefry::substream(key, element),
            next: 0,
        }
    }

    /// A number in the open interval (0, 1): the centre of one of 2^52 equal cells.
    fn uniform(&mut self) -> f64 {
        let mut word = [0];
        threefry::random_bits_u64(self.key, self.next, &mut word);
        self.next += 1;
        ((word[0] >> 12) as f64 + 0.5) * 2.0_f64.powi(-52)
    }

    /// A standard normal number.
    fn normal(&mut self) -> f64 {
        // The difference is exact, and not 0.
        SQRT_2 * Real::erfinv(2.0 * (self.uniform() - 0.5))
    }
}

/// A gamma draw: from shape 1 by rejection, below it with one uniform factor more.
fn gamma(stream: &mut Substream, a: f64) -> f64 {
    if a == 0.0 || a == f64::INFINITY {
        a
    } else if 0.0 < a && a < 1.0 {
        gamma_from_one(stream, a + 1.0) * stream.uniform().powf(1.0 / a)
    } else {
        gamma_from_one(stream, a)
    }
}

fn log_gamma(stream: &mut Substream, a: f64) -> f64 {
    if a == 0.0 || a == f64::INFINITY {
        a.ln()
    } else if 0.0 < a && a < 1.0 {
        gamma_from_one(stream, a + 1.0).ln() + stream.uniform().ln() / a
    } else {
        gamma_from_one(stream, a).ln()
    }
}

/// By rejection from the cube of a normal number; NaN below shape 1.
fn gamma_from_one(stream: &mut Substream, a: f64) -> f64 {
    if a.is_nan() || a < 1.0 {
        return f64::NAN;
    }
    let d = a - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = stream.normal();
        let t = c * x;
        if t <= -1.0 {
            continue;
        }
        // log of the ratio of densities: x²/2 + d - dv + d log v for v = (1 + t)³, where 9dt² = x².
        let ratio = 3.0 * d * log1p_after_cubes(t);
        if stream.uniform().ln() < ratio {
            return d * (1.0 + t).powi(3);
        }
    }
}

/// `log(1 + t) - t + t²/2 - t³/3` without cancellation.
fn log1p_after_cubes(t: f64) -> f64 {
    if t.abs() > 0.1 {
        return t.ln_1p() - t * (1.0 - t * (0.5 - t / 3.0));
    }
    let mut sum = 0.0;
    for k in (4..=18_i32).rev() {
        sum = 1.0 / f64::from(k) - t * sum;
    }
    -t.powi(4) * sum
}

/// An inverse Gaussian draw with scale 1 by Michael, Schucany and Haas (1976).
fn wald(stream: &mut Substream, mean: f64) -> f64 {
    if mean.is_nan() || mean <= 0.0 {
        return if mean == 0.0 { 0.0 } else { f64::NAN };
    }
    let square = stream.normal().powi(2);
    let u = stream.uniform();
    if mean == f64::INFINITY {
        return 1.0 / square;
    }
    // The smaller root of the quadratic, written without a difference.
    let half = 0.5 * mean * square;
    let root = mean / (1.0 + half + (half * (2.0 + half)).sqrt());
    if u * (mean + root) <= mean {
        root
    } else {
        mean * (mean / root)
    }
}

/// The concentration from which a von Mises distribution is drawn as the normal one that it tends to.
pub(super) const NORMAL_FROM: f64 = 1e6;

/// A von Mises draw around 0, by rejection from a wrapped Cauchy distribution.
fn vonmises(stream: &mut Substream, kappa: f64) -> f64 {
    if kappa.is_nan() || kappa < 0.0 {
        return f64::NAN;
    }
    if kappa < 1e-8 {
        return PI * (2.0 * stream.uniform() - 1.0);
    }
    if kappa > NORMAL_FROM {
        return (stream.normal() / kappa.sqrt()).clamp(-PI, PI);
    }
    let root = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
    let rho = (root - (2.0 * root).sqrt()) / (2.0 * kappa);
    // The quotient loses its digits where rho is a difference of equal numbers.
    let s = if kappa < 1e-5 {
        1.0 / kappa + kappa
    } else {
        (1.0 + rho * rho) / (2.0 * rho)
    };
    loop {
        let z = (PI * stream.uniform()).cos();
        let w = (1.0 + s * z) / (s + z);
        let y = kappa * (s - w);
        let v = stream.uniform();
        if y * (2.0 - y) >= v || (y / v).ln() + 1.0 >= y {
            let angle = w.clamp(-1.0, 1.0).acos();
            return if stream.uniform() < 0.5 {
                -angle
            } else {
                angle
            };
        }
    }
}

/// A Zipf draw by rejection from the continuous power law, none above 2^63.
fn zipf(stream: &mut Substream, a: f64) -> f64 {
    if a.is_nan() || a <= 1.0 {
        return f64::NAN;
    }
    if a > 1025.0 {
        return 1.0;
    }
    let power = a - 1.0;
    let lowest = 2.0_f64.powf(-63.0 * power);
    let b = 2.0_f64.powf(power);
    loop {
        let u = stream.uniform();
        let u = u * lowest + (1.0 - u);
        let x = u.powf(-1.0 / power).floor();
        // (1 + 1/x)^(a - 1) and the distance to 1.
        let growth = power * (1.0 / x).ln_1p();
        let v = stream.uniform();
        if v * x * growth.exp_m1() / (b - 1.0) <= growth.exp() / b {
            return x;
        }
    }
}

/// A Poisson draw: waiting times below rate 10, transformed rejection (PTRS) above.
fn poisson(stream: &mut Substream, rate: f64) -> f64 {
    if rate.is_nan() || rate < 0.0 || rate == f64::INFINITY {
        return f64::NAN;
    }
    if rate < 10.0 {
        let limit = (-rate).exp();
        let mut product = stream.uniform();
        let mut count = 0.0;
        while product > limit {
            product *= stream.uniform();
            count += 1.0;
        }
        return count;
    }
    let b = 0.931 + 2.53 * rate.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let squeeze = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = stream.uniform() - 0.5;
        let v = stream.uniform();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + rate + 0.43).floor();
        if us >= 0.07 && v <= squeeze {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        if (v * inverse_alpha / (a / (us * us) + b)).ln() <= log_poisson(k, rate) {
            return k;
        }
    }
}

/// A binomial draw: waiting times for a mean below 10, transformed rejection (BTRS) above.
fn binomial(stream: &mut Substream, trials: f64, p: f64) -> f64 {
    let valid = (0.0..f64::INFINITY).contains(&trials) && (0.0..=1.0).contains(&p);
    if !valid {
        return f64::NAN;
    }
    let n = trials.floor();
    if p > 0.5 {
        n - successes(stream, n, 1.0 - p)
    } else {
        successes(stream, n, p)
    }
}

/// As [`binomial`] for `p` up to one half.
fn successes(stream: &mut Substream, n: f64, p: f64) -> f64 {
    let (q, mean) = (1.0 - p, n * p);
    if mean == 0.0 {
        return 0.0;
    }
    if mean < 10.0 {
        let scale = (-p).ln_1p();
        let (mut tried, mut count) = (0.0, 0.0);
        loop {
            tried += (stream.uniform().ln() / scale).floor() + 1.0;
            if tried > n {
                return count;
            }
            count += 1.0;
        }
    }
    let spread = (mean * q).sqrt();
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let alpha = (2.83 + 5.1 / b) * spread;
    let squeeze = 0.92 - 4.2 / b;
    let mode = ((n + 1.0) * p).floor();
    let at_mode = log_binomial(mode, n, p);
    loop {
        let u = stream.uniform() - 0.5;
        let v = stream.uniform();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.5).floor();
        if !(0.0..=n).contains(&k) {
            continue;
        }
        if us >= 0.07 && v <= squeeze {
            return k;
        }
        let v = (v * alpha / (a / (us * us) + b)).ln();
        if v <= log_binomial(k, n, p) - at_mode {
            return k;
        }
    }
}

/// The number of good items in a sample without replacement: item by item for small samples, ratio of
/// uniforms (HRUA) for large ones.
fn hypergeometric(stream: &mut Substream, good: f64, bad: f64, sample: f64) -> f64 {
    let (good, bad, sample) = (good.floor(), bad.floor(), sample.floor());
    let total = good + bad;
    let valid = good >= 0.0 && bad >= 0.0 && sample >= 0.0 && total < f64::INFINITY;
    if !valid || sample > total {
        return f64::NAN;
    }
    // Draw the smaller of the sample and what it leaves, and count the rarer kind.
    let drawn = sample.min(total - sample);
    let (rare, common) = (good.min(bad), good.max(bad));
    let count = if drawn < 10.0 {
        item_by_item(stream, rare, total, drawn)
    } else {
        ratio_of_uniforms(stream, rare, common, drawn)
    };
    let of_good = if good > bad { drawn - count } else { count };
    if drawn < sample {
        good - of_good
    } else {
        of_good
    }
}

fn item_by_item(stream: &mut Substream, rare: f64, total: f64, drawn: f64) -> f64 {
    let (mut left, mut items, mut count) = (rare, total, 0.0);
    for _ in 0..drawn as usize {
        if stream.uniform() * items < left {
            left -= 1.0;
            count += 1.0;
        }
        items -= 1.0;
    }
    count
}

fn ratio_of_uniforms(stream: &mut Substream, rare: f64, common: f64, drawn: f64) -> f64 {
    let total = rare + common;
    if rare == 0.0 {
        return 0.0;
    }
    let p = rare / total;
    let variance = (total - drawn) * drawn * p * (1.0 - p) / (total - 1.0);
    let centre = drawn * p + 0.5;
    let deviation = (variance + 0.5).sqrt();
    // 2 sqrt(2 / e) and 3 - 2 sqrt(3 / e).
    let width = 1.715_527_769_921_413_5 * deviation + 0.898_916_162_058_898_8;
    let mode = ((drawn + 1.0) * (rare + 1.0) / (total + 2.0)).floor();
    let end = (drawn.min(rare) + 1.0).min((centre + 16.0 * deviation).floor());
    let log_weight = |k: f64| -> f64 {
        -[k, rare - k, drawn - k, common - drawn + k]
            .iter()
            .map(|&x| Real::lgamma(x + 1.0))
            .sum::<f64>()
    };
    let at_mode = log_weight(mode);
    loop {
        let u = stream.uniform();
        let x = centre + width * (stream.uniform() - 0.5) / u;
        if !(0.0..end).contains(&x) {
            continue;
        }
        let k = x.floor();
        if 2.0 * u.ln() <= log_weight(k) - at_mode {
            return k;
        }
    }
}

/// The logarithm of a Poisson probability.
fn log_poisson(k: f64, rate: f64) -> f64 {
    if k == 0.0 {
        return -rate;
    }
    -stirling_error(k) - deviance(k, rate) - 0.5 * (2.0 * PI * k).ln()
}

/// The logarithm of a binomial probability, for `p` inside (0, 1).
fn log_binomial(k: f64, n: f64, p: f64) -> f64 {
    let q = 1.0 - p;
    if k == 0.0 {
        return n * (-p).ln_1p();
    }
    if k == n {
        return n * p.ln();
    }
    let rest = n - k;
    stirling_error(n)
        - stirling_error(k)
        - stirling_error(rest)
        - deviance(k, n * p)
        - deviance(rest, n * q)
        + 0.5 * (n / (2.0 * PI * k * rest)).ln()
}

/// `log n!` minus Stirling's formula for it.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let half_log_tau = 0.5 * (LN_2 + PI.ln());
        return Real::lgamma(n + 1.0) - (n + 0.5) * n.ln() + n - half_log_tau;
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / n
}

/// `x log(x / mean) + mean - x` without cancellation.
fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - difference;
    }
    let v = difference / (x + mean);
    let mut sum = difference * v;
    let mut term = 2.0 * x * v;
    for j in 1..100 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_and_agree_with_the_definition() {
        for rate in [10.0, 33.5, 400.0] {
            let sum: f64 = (0..2000)
                .map(|k| log_poisson(f64::from(k), rate).exp())
                .sum();
            assert!((sum - 1.0).abs() < 1e-12, "{rate}: {sum}");
        }
        for (n, p) in [(20.0, 0.5), (1000.0, 0.03), (50.0, 0.9)] {
            let sum: f64 = (0..=n as i32)
                .map(|k| log_binomial(f64::from(k), n, p).exp())
                .sum();
            assert!((sum - 1.0).abs() < 1e-12, "{n} {p}: {sum}");
        }
        // C(20, 3) / 2^20.
        assert!((log_binomial(3.0, 20.0, 0.5).exp() - 1140.0 / 1_048_576.0).abs() < 1e-16);
        // Digits remain where factorials have none: the mode of a rate of 1e15.
        let density = log_poisson(1e15, 1e15);
        assert!((density + 0.5 * (2.0 * PI * 1e15).ln()).abs() < 1e-12);
    }

    #[test]
    fn the_rest_of_the_logarithm_is_smooth_at_its_seam() {
        for t in [0.1_f64, -0.1] {
            let (inside, outside) = (log1p_after_cubes(t), log1p_after_cubes(t * 1.000_000_001));
            assert!((inside - outside).abs() < 1e-8 * inside.abs(), "{t}");
        }
        assert!((log1p_after_cubes(1e-6) + 0.25e-24).abs() < 1e-29);
    }
}
