//! Random numbers: distributions against `SciPy`'s bins, streams against an independent generator, the same
//! draws under every transform and on every number of threads, and derivatives at fixed keys.

mod derivatives;
mod distributions;
mod picks;
mod streams;

use numtape::DType;
use numtape::prelude::*;

/// Draws of a distribution by name, with scalar parameters.
fn draw(name: &str, key: &Array, p: &[f64], size: (usize, DType)) -> Array {
    let arrays: Vec<Array> = p.iter().map(|&v| array(v)).collect();
    draw_with(name, key, &arrays.iter().collect::<Vec<_>>(), size)
}

/// Draws of a distribution by name.
fn draw_with(name: &str, key: &Array, p: &[&Array], (n, dtype): (usize, DType)) -> Array {
    use np::random as r;
    let size = (n, dtype);
    match (name, p) {
        ("uniform", []) => r::uniform(key, size),
        ("normal", []) => r::normal(key, size),
        ("exponential", []) => r::exponential(key, size),
        ("gumbel", []) => r::gumbel(key, size),
        ("laplace", []) => r::laplace(key, size),
        ("logistic", []) => r::logistic(key, size),
        ("cauchy", []) => r::cauchy(key, size),
        ("maxwell", []) => r::maxwell(key, size),
        ("uniform_between", [a, b]) => r::uniform_between(key, *a, *b, size),
        ("truncated_normal", [a, b]) => r::truncated_normal(key, *a, *b, size),
        ("lognormal", [a]) => r::lognormal(key, *a, size),
        ("pareto", [a]) => r::pareto(key, *a, size),
        ("weibull_min", [a, b]) => r::weibull_min(key, *a, *b, size),
        ("rayleigh", [a]) => r::rayleigh(key, *a, size),
        ("triangular", [a, b, c]) => r::triangular(key, *a, *b, *c, size),
        ("gamma", [a]) => r::gamma(key, *a, size),
        ("loggamma", [a]) => r::loggamma(key, *a, size),
        ("chisquare", [a]) => r::chisquare(key, *a, size),
        ("f", [a, b]) => r::f(key, *a, *b, size),
        ("student_t", [a]) => r::student_t(key, *a, size),
        ("beta", [a, b]) => r::beta(key, *a, *b, size),
        ("generalized_normal", [a]) => r::generalized_normal(key, *a, size),
        ("wald", [a]) => r::wald(key, *a, size),
        ("noncentral_chisquare", [a, b]) => r::noncentral_chisquare(key, *a, *b, size),
        ("noncentral_f", [a, b, c]) => r::noncentral_f(key, *a, *b, *c, size),
        ("vonmises", [a, b]) => r::vonmises(key, *a, *b, size),
        ("double_sided_maxwell", [a, b]) => r::double_sided_maxwell(key, *a, *b, size),
        ("logseries", [a]) => r::logseries(key, *a, size),
        ("zipf", [a]) => r::zipf(key, *a, size),
        ("randint", [a, b]) => r::randint(key, a.astype(I64), b.astype(I64), size),
        ("bernoulli", [a]) => r::bernoulli(key, *a, size),
        ("poisson", [a]) => r::poisson(key, *a, size),
        ("binomial", [a, b]) => r::binomial(key, *a, *b, size),
        ("geometric", [a]) => r::geometric(key, *a, size),
        ("negative_binomial", [a, b]) => r::negative_binomial(key, *a, *b, size),
        ("hypergeometric", [a, b, c]) => r::hypergeometric(key, *a, *b, *c, size),
        _ => panic!("{name} with {} parameters", p.len()),
    }
}

fn f64s(x: &Array) -> Vec<f64> {
    x.astype(F64).to_vec::<f64>().unwrap()
}
