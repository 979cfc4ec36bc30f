//! Finds the parameters of a predator–prey model from noisy counts: derivatives through a solver written as a `scan`.
//!
//! `cargo run --release --example lotka_volterra` integrates the equations by Runge–Kutta steps, differentiates the whole
//! trajectory with respect to the parameters and the first populations (`jacfwd`: six inputs, hundreds of outputs),
//! and fits by Levenberg–Marquardt. The same Jacobian gives the standard errors. `vectorized_map` runs the
//! solver for many parameters at once to draw what the fit leaves open.

use clap::Parser;
use numtape::control::Scan;
use numtape::{jacfwd, prelude::*, scan_with};
use plots::{Draw, Labels, Series};
use std::error::Error as StdError;
use std::path::PathBuf;

mod plots;

/// Fit the Lotka–Volterra equations to noisy counts.
#[derive(Parser)]
struct Options {
    /// Seed of the noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Relative noise of the counts
    #[arg(long, default_value_t = 0.1)]
    noise: f64,
    /// Counts of each species
    #[arg(long, default_value_t = 60)]
    counts: usize,
    /// Where to write the plot
    #[arg(long, default_value = "lotka_volterra.svg")]
    plot: PathBuf,
}

/// Solver steps between two counts.
const STEPS: usize = 4;
const YEARS: f64 = 20.0;

/// Rates of change of prey and predators, for rates = [birth, hunting, death, growth].
fn change(rates: &Array, z: &Array) -> Array {
    let (prey, predators) = (z.i(0), z.i(1));
    let met = &prey * &predators;
    np::stack(
        [
            rates.i(0) * prey - rates.i(1) * &met,
            rates.i(3) * met - rates.i(2) * predators,
        ],
        0,
    )
}

/// One step of the classical Runge–Kutta method.
fn step(rates: &Array, z: Array, h: f64) -> Array {
    let k1 = change(rates, &z);
    let k2 = change(rates, &(&z + &k1 * (h / 2.0)));
    let k3 = change(rates, &(&z + &k2 * (h / 2.0)));
    let k4 = change(rates, &(&z + &k3 * h));
    z + (k1 + (k2 + k3) * 2.0 + k4) * (h / 6.0)
}

/// Logarithms of both populations at the times of the counts, shape [counts, 2]; the parameters are logarithms, too: four rates
/// and the first populations.
fn trajectory(parameters: &Array, counts: usize) -> Array {
    let p = parameters.exp();
    let (rates, start) = (p.i(..4), p.i(4..));
    let h = YEARS / (counts * STEPS) as f64;
    let count = Scan {
        length: Some(counts),
        ..Scan::default()
    };
    let (_, path) = scan_with(
        |z: Array, ()| {
            let z = (0..STEPS).fold(z, |z, _| step(&rates, z, h));
            (z.clone(), z.log())
        },
        start,
        (),
        count,
    );
    path
}

/// Parameters that minimise the squared residuals, and the Jacobian there (Levenberg–Marquardt).
fn fit(residuals: impl Fn(&Array) -> Array, start: Array) -> Result<(Array, Array), Error> {
    let (mut p, mut damping) = (start, 1e-2);
    println!("step   sum of squares   damping");
    for iteration in 0..50 {
        let (r, j) = (residuals(&p), jacfwd(&residuals, &p));
        let squares: f64 = r.square().sum(..).item()?;
        println!("{iteration:4}   {squares:14.6}   {damping:.0e}");
        let (jt, n) = (j.t(), p.len());
        let normal = jt.matmul(&j);
        let descent = -jt.matmul(&r);
        let better = loop {
            let damped = &normal + np::eye(n) * damping * normal.diagonal();
            let next = &p + np::linalg::solve(damped, &descent);
            let reached: f64 = residuals(&next).square().sum(..).item()?;
            if reached < squares {
                damping /= 10.0;
                p = next;
                break squares - reached;
            }
            damping *= 10.0;
            if damping > 1e8 {
                return Ok((p, j));
            }
        };
        if better < 1e-9 * squares {
            let j = jacfwd(&residuals, &p);
            return Ok((p, j));
        }
    }
    let j = jacfwd(&residuals, &p);
    Ok((p, j))
}

fn main() -> Result<(), Box<dyn StdError>> {
    let options = Options::parse();
    let n = options.counts;
    let truth = array([0.55, 0.028, 0.80, 0.024, 30.0, 4.0]).log();
    let noise = np::random::normal(&np::random::key(options.seed), [n, 2]) * options.noise;
    let counts = trajectory(&truth, n) + noise;

    let residuals = |p: &Array| (trajectory(p, n) - &counts).ravel();
    // Oscillations have many local minima: the solver runs for 300 guesses at once, the best one starts the fit.
    let spread = np::random::normal(&np::random::key(options.seed + 2), [300, 6]) * 0.4;
    let guesses = array([0.7, 0.04, 0.7, 0.04, 25.0, 8.0]).log() + spread;
    let squares: Array = vectorized_map(|p: Array| residuals(&p).square().sum(..), &guesses);
    let best = np::nanargmin(&squares, ..).item::<i64>()?;
    let (found, j) = fit(residuals, guesses.i(best as isize))?;

    // Covariance of the logarithms: σ² (JᵀJ)⁻¹.
    let variance = residuals(&found).square().sum(..) / (2 * n - 6) as f64;
    let covariance = np::linalg::inv(j.t().matmul(&j)) * &variance;
    let errors = covariance.diagonal().sqrt();
    println!(
        "\nnoise: {:.3} estimated, {} put in\n",
        variance.sqrt().item::<f64>()?,
        options.noise
    );
    println!("parameter       truth     found   ± relative");
    let names = [
        "birth",
        "hunting",
        "death",
        "growth",
        "first prey",
        "first predators",
    ];
    let columns = [truth.exp(), found.exp(), errors].map(|x| x.to_vec::<f64>().expect("numbers"));
    for (i, name) in names.iter().enumerate() {
        println!(
            "{name:15} {:7.4}   {:7.4}   {:.1} %",
            columns[0][i],
            columns[1][i],
            100.0 * columns[2][i]
        );
    }

    // What the data leave open: 200 parameter vectors from the normal distribution of the estimate.
    let key = np::random::key(options.seed + 1);
    let draws = np::random::multivariate_normal(&key, &found, &covariance, [200]);
    let paths: Array = vectorized_map(|p: Array| trajectory(&p, n), &draws).exp();
    let column = |x: &Array, k: isize| x.i(s![.., k]).to_vec::<f64>();
    let (low, high) = (
        np::quantile(&paths, 0.025, 0),
        np::quantile(&paths, 0.975, 0),
    );
    let times: Vec<f64> = (1..=n).map(|i| YEARS * i as f64 / n as f64).collect();
    let there_and_back = |k| -> Result<Series, Error> {
        let (mut ys, mut back) = (column(&low, k)?, column(&high, k)?);
        back.reverse();
        ys.extend(back);
        let xs: Vec<f64> = times.iter().chain(times.iter().rev()).copied().collect();
        let name = ["prey, 95 %", "predators, 95 %"][k as usize];
        Ok(Series::new(name, Draw::Band, &xs, &ys))
    };
    let points = counts.exp();
    plots::write(
        &options.plot,
        &Labels {
            title: "Lotka–Volterra: counts and fit",
            x: "years",
            y: "animals",
            log: false,
        },
        &[
            there_and_back(0)?,
            there_and_back(1)?,
            Series::new("prey counted", Draw::Points, &times, &column(&points, 0)?),
            Series::new(
                "predators counted",
                Draw::Points,
                &times,
                &column(&points, 1)?,
            ),
        ],
    )
}
