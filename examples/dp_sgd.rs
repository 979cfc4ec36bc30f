//! Learning with differential privacy: the gradient of every single example, clipped, summed and drowned in noise.
//!
//! `cargo run --release --example dp_sgd` trains a classifier of the UCI digits by DP-SGD (Abadi et al., 2016).
//! `vectorized_map` computes the gradients of all examples of a batch in one call, in a loop-free program that
//! reads like that for one example. The privacy spent is computed by Rényi accounting for the sampled Gaussian mechanism
//! (Mironov, Talwar and Zhang, 2019), with `special::gammaln` and `logsumexp`.

use clap::Parser;
use numtape::{nn, prelude::*, special};
use plots::{Draw, Labels, Series};
use std::error::Error as StdError;
use std::path::PathBuf;
use std::time::Instant;

mod plots;

/// Train a classifier of the UCI digits with differential privacy.
#[derive(Parser)]
struct Options {
    /// Seed of everything
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Steps of training
    #[arg(long, default_value_t = 300)]
    steps: usize,
    /// Chance of an example to be in a batch
    #[arg(long, default_value_t = 0.15)]
    rate: f64,
    /// Largest norm of an example's gradient
    #[arg(long, default_value_t = 1.0)]
    clip: f64,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 64)]
    hidden: usize,
    /// Where to write the plot
    #[arg(long, default_value = "dp_sgd.svg")]
    plot: PathBuf,
}

/// Weights and biases of two layers.
type Model = [Array; 4];

fn loss([w1, b1, w2, b2]: &Model, x: &Array, label: &Array) -> Array {
    let hidden = (x.matmul(w1) + b1).tanh();
    let scores = np::log_softmax(hidden.matmul(w2) + b2, -1);
    -(scores * nn::one_hot(label, 10)).sum(..)
}

fn accuracy([w1, b1, w2, b2]: &Model, x: &Array, labels: &Array) -> Result<f64, Error> {
    let scores = (x.matmul(w1) + b1).tanh().matmul(w2) + b2;
    scores.argmax(-1).eq_(labels).mean(..).item()
}

/// The sum over the batch of every example's gradient, each scaled down to the norm `clip`.
fn clipped_sum(model: &Model, x: &Array, labels: &Array, clip: f64) -> Model {
    let one = |(x, label): (Array, Array)| {
        let gradient = grad(|m: &Model| loss(m, &x, &label))(model);
        let squares = gradient.iter().map(|g| g.square().sum(..));
        let norm = squares.reduce(|a, b| a + b).expect("parameters").sqrt();
        let scale = np::minimum(clip / norm, 1.0);
        gradient.map(|g| g * &scale)
    };
    vectorized_map(one, (x, labels)).map(|g| g.sum(0))
}

/// The ε of (ε, δ)-privacy after some steps, the best over the orders of Rényi divergence. With q the sampling rate and σ the noise, the divergence of integer order α
/// of one step is log(Σₖ C(α, k) (1−q)^(α−k) q^k exp(k(k−1)/2σ²)) / (α−1).
fn epsilon(steps: usize, q: f64, sigma: f64, delta: f64) -> Result<f64, Error> {
    let mut best = f64::INFINITY;
    for order in 2..=64 {
        let (alpha, k) = (f64::from(order), np::arange(f64::from(order + 1)));
        let log_choose = special::gammaln(alpha + 1.0)
            - special::gammaln(&k + 1.0)
            - special::gammaln(alpha - &k + 1.0);
        let terms = log_choose
            + (alpha - &k) * (1.0 - q).ln()
            + &k * q.ln()
            + &k * (&k - 1.0) / (2.0 * sigma * sigma);
        let divergence: f64 = special::logsumexp(terms, ..).item::<f64>()? / (alpha - 1.0);
        best = best.min(steps as f64 * divergence - delta.ln() / (alpha - 1.0));
    }
    Ok(best)
}

struct Data {
    x: Array,
    labels: Array,
    test_x: Array,
    test_labels: Array,
}

fn load(seed: u64) -> Result<Data, Box<dyn StdError>> {
    let data = smartcore::dataset::digits::load_dataset();
    let x = Array::from_shape_vec([data.num_samples, data.num_features], data.data)? / 16.0;
    let labels = Array::from_vec(data.target).astype(I64);
    let order = np::random::permutation(&np::random::key(seed), data.num_samples);
    let held_out = (data.num_samples / 5) as isize;
    let (test, train) = (order.i(..held_out), order.i(held_out..));
    Ok(Data {
        x: x.take(&train, 0),
        labels: labels.take(&train, 0),
        test_x: x.take(&test, 0),
        test_labels: labels.take(&test, 0),
    })
}

/// The accuracy on the test images, every few steps.
fn train(options: &Options, data: &Data, sigma: f64) -> Result<Vec<(f64, f64)>, Error> {
    let keys = np::random::split(&np::random::key(options.seed + 1), 3);
    let layer = |key: Array, n: usize, m: usize| {
        np::random::normal(&key, ([n, m], F32)) * (1.0 / n as f64).sqrt()
    };
    let mut model: Model = [
        layer(keys.i(0), 64, options.hidden),
        np::zeros(([options.hidden], F32)),
        layer(keys.i(1), options.hidden, 10),
        np::zeros(([10], F32)),
    ];
    let examples = data.labels.len();
    let expected = options.rate * examples as f64;
    let mut history = Vec::new();
    for step in 0..options.steps {
        let key = np::random::split(&np::random::fold_in(&keys.i(2), step as u64), 5);
        // Every example is in the batch by chance of its own: what the accounting assumes.
        let chosen = np::random::bernoulli(&key.i(4), options.rate, [examples]);
        let rows = np::flatnonzero(chosen);
        let (x, labels) = (data.x.take(&rows, 0), data.labels.take(&rows, 0));
        let sum = clipped_sum(&model, &x, &labels, options.clip);
        let mut noise_keys = 0..4;
        let mut gradients = sum.into_iter();
        model = model.map(|w| {
            let key = key.i(noise_keys.next().expect("a key"));
            let noise = np::random::normal(&key, (w.shape(), F32)) * (sigma * options.clip);
            let gradient = (gradients.next().expect("a gradient") + noise) / expected;
            w - gradient * 2.0
        });
        if (step + 1) % 10 == 0 {
            let reached = accuracy(&model, &data.test_x, &data.test_labels)?;
            history.push(((step + 1) as f64, 100.0 * reached));
        }
    }
    Ok(history)
}

fn main() -> Result<(), Box<dyn StdError>> {
    let options = Options::parse();
    let data = load(options.seed)?;
    let delta = 1e-4;
    println!(
        "{} images; batches of about {:.0}; gradients clipped to norm {}\n",
        data.labels.len(),
        options.rate * data.labels.len() as f64,
        options.clip
    );
    println!("noise σ    accuracy    ε at δ = {delta:.0e}    time");
    let mut series = Vec::new();
    for (sigma, name) in [
        (0.0, "no noise"),
        (1.0, "σ = 1"),
        (2.0, "σ = 2"),
        (6.0, "σ = 6"),
    ] {
        let start = Instant::now();
        let history = train(&options, &data, sigma)?;
        let spent = if sigma > 0.0 {
            format!("{:.2}", epsilon(options.steps, options.rate, sigma, delta)?)
        } else {
            "∞".into()
        };
        let reached = history.last().map_or(f64::NAN, |last| last.1);
        println!(
            "{sigma:7.1}    {reached:6.2} %    {spent:>16}    {:.2} s",
            start.elapsed().as_secs_f64()
        );
        series.push(Series {
            name,
            draw: Draw::Line,
            points: history,
        });
    }
    let labels = Labels {
        title: "UCI digits with differential privacy",
        x: "step",
        y: "test accuracy, %",
        log: false,
    };
    plots::write(&options.plot, &labels, &series)
}
