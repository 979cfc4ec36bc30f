//! Gaussian process regression: hyperparameters by the gradient and the Hessian of the marginal likelihood, through a
//! Cholesky factorisation.
//!
//! `cargo run --release --example gaussian_process` fits amplitude, length scale and noise to forty points by damped Newton
//! steps; `hessian` differentiates the factorisation twice. Then it draws the prediction with its uncertainty, and a few
//! functions from the posterior.

use clap::Parser;
use numtape::np::linalg::{Eigh, SolveTriangular};
use numtape::{hessian, prelude::*};
use plots::{Draw, Labels, Series};
use std::error::Error as StdError;
use std::path::PathBuf;

mod plots;

/// Fit a Gaussian process to noisy points.
#[derive(Parser)]
struct Options {
    /// Seed of the points
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many points
    #[arg(long, default_value_t = 40)]
    points: usize,
    /// Where to write the plot
    #[arg(long, default_value = "gaussian_process.svg")]
    plot: PathBuf,
}

/// Squared-exponential covariance between points; h = log [amplitude, length scale, noise].
fn covariance(h: &Array, a: &Array, b: &Array) -> Array {
    let distance = (a.i(s![.., NewAxis]) - b) / h.i(1).exp();
    (h.i(0) * 2.0).exp() * (distance.square() * -0.5).exp()
}

/// The Cholesky factor of the covariance of the noisy points.
fn factor(h: &Array, x: &Array) -> Array {
    let noise = (h.i(2) * 2.0).exp() + 1e-10;
    np::linalg::cholesky(covariance(h, x, x) + np::eye(x.len()) * noise)
}

/// L⁻¹ b
fn solve(l: &Array, b: &Array) -> Array {
    let lower = SolveTriangular {
        lower: true,
        ..SolveTriangular::default()
    };
    np::linalg::solve_triangular(l, b, lower)
}

/// −log p(y | x, h)
fn negative_log_likelihood(h: &Array, x: &Array, y: &Array) -> Array {
    let l = factor(h, x);
    let whitened = solve(&l, y);
    let log_determinant = l.diagonal().log().sum(..);
    whitened.square().sum(..) * 0.5
        + log_determinant
        + x.len() as f64 * 0.5 * (2.0 * std::f64::consts::PI).ln()
}

/// A minimum by Newton steps; the Hessian's eigenvalues are made positive, and steps halved until the value falls.
fn minimise(f: impl Fn(&Array) -> Array, start: Array) -> Result<Array, Error> {
    let mut h = start;
    println!("step   −log p(y)   |gradient|   amplitude, length scale, noise");
    for step in 0..40 {
        let (value, gradient) = value_and_grad(&f, &h);
        let (value, norm): (f64, f64) = (value.item()?, gradient.square().sum(..).sqrt().item()?);
        println!("{step:4}   {value:9.4}   {norm:10.2e}   {}", h.exp());
        if norm < 1e-8 {
            break;
        }
        let Eigh {
            eigenvalues,
            eigenvectors: vectors,
        } = np::linalg::eigh(hessian(&f, &h));
        let curvature = np::maximum(eigenvalues.abs(), 1e-3);
        let direction = -vectors.matmul(vectors.t().matmul(&gradient) / curvature);
        let mut t = 1.0;
        while f(&(&h + &direction * t)).item::<f64>()? > value && t > 1e-10 {
            t /= 2.0;
        }
        h += direction * t;
    }
    Ok(h)
}

fn main() -> Result<(), Box<dyn StdError>> {
    let options = Options::parse();
    let keys = np::random::split(&np::random::key(options.seed), 3);
    let n = options.points;
    let x = np::sort(np::random::uniform(&keys.i(0), [n]) * 10.0, -1);
    let noise = np::random::normal(&keys.i(1), [n]) * 0.2;
    let y = (&x * 1.3).sin() + &x * 0.1 + noise;

    let h = minimise(|h| negative_log_likelihood(h, &x, &y), np::zeros([3]))?;
    println!("the noise put in was 0.2\n");

    // Mean and covariance at new points, given the data.
    let at = np::linspace(-1.0, 11.0, 200);
    let l = factor(&h, &x);
    let whitened = solve(&l, &covariance(&h, &x, &at));
    let mean = whitened.t().matmul(solve(&l, &y));
    let posterior = covariance(&h, &at, &at) - whitened.t().matmul(&whitened);
    let spread = np::sqrt(np::maximum(posterior.diagonal(), 0.0)) * 2.0;
    let of_points = np::sqrt(spread.square() + (h.i(2) * 2.0).exp() * 4.0);
    let distance = np::abs(np::interp(&x, &at, &mean) - &y);
    let inside = distance.le(np::interp(&x, &at, &of_points));
    println!(
        "{} of {n} points lie within two standard deviations of the prediction, noise included",
        np::sum(inside, ..)
    );
    let root = np::linalg::cholesky(posterior + np::eye(at.len()) * 1e-8);
    let functions = np::random::normal(&keys.i(2), [3, at.len()]).matmul(root.t()) + &mean;

    let numbers = |x: &Array| x.to_vec::<f64>();
    let xs = numbers(&at)?;
    let back = np::flip(&mean + &spread, 0);
    let band = np::concatenate([&(&mean - &spread), &back], 0);
    let around: Vec<f64> = xs.iter().chain(xs.iter().rev()).copied().collect();
    let mut series = vec![
        Series::new(
            "± two standard deviations",
            Draw::Band,
            &around,
            &numbers(&band)?,
        ),
        Series::new("points", Draw::Points, &numbers(&x)?, &numbers(&y)?),
        Series::new("mean", Draw::Line, &xs, &numbers(&mean)?),
    ];
    for i in 0..2 {
        series.push(Series::new(
            "a draw",
            Draw::Line,
            &xs,
            &numbers(&functions.i(i))?,
        ));
    }
    let labels = Labels {
        title: "Gaussian process",
        x: "x",
        y: "y",
        log: false,
    };
    plots::write(&options.plot, &labels, &series)
}
