//! Logistic regression by Newton's method, with Hessians that are never written down.
//!
//! `cargo run --release --example newton_logistic` separates benign from malignant tumours (breast cancer set of
//! Wisconsin, 569 cases, 30 measurements). Each Newton step solves H·d = −g by conjugate gradients, and each product with
//! the Hessian is one forward derivative of the gradient (`hvp`): no 31×31 matrix, the same code for a million parameters.
//! Gradient descent runs beside it for comparison.

use clap::Parser;
use numtape::{hvp, nn, prelude::*};
use plots::{Draw, Labels, Series};
use std::error::Error as StdError;
use std::path::PathBuf;

mod plots;

/// Fit a logistic regression to the breast-cancer set by Newton-CG.
#[derive(Parser)]
struct Options {
    /// Seed of the split into training and test cases
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Weight of the squared norm of the coefficients
    #[arg(long, default_value_t = 1e-3)]
    ridge: f64,
    /// Newton steps at most
    #[arg(long, default_value_t = 20)]
    steps: usize,
    /// Where to write the plot
    #[arg(long, default_value = "newton_logistic.svg")]
    plot: PathBuf,
}

/// Coefficients and intercept.
#[derive(Clone)]
struct Model {
    w: Array,
    b: Array,
}

impl Tree for Model {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        Model {
            w: f(&self.w),
            b: f(&self.b),
        }
    }
}

impl Model {
    /// self + t · other
    fn plus(&self, t: f64, other: &Model) -> Model {
        Model {
            w: &self.w + &other.w * t,
            b: &self.b + &other.b * t,
        }
    }

    fn dot(&self, other: &Model) -> f64 {
        let product = self.w.dot(&other.w) + &self.b * &other.b;
        product.item().expect("a number")
    }

    fn logits(&self, x: &Array) -> Array {
        x.matmul(&self.w) + &self.b
    }
}

/// Standardised measurements and 0/1 targets.
struct Cases {
    x: Array,
    y: Array,
}

fn load(seed: u64) -> Result<(Cases, Cases, Vec<String>), Box<dyn StdError>> {
    let data = smartcore::dataset::breast_cancer::load_dataset();
    let x = Array::from_shape_vec([data.num_samples, data.num_features], data.data)?.astype(F64);
    let x = (&x - x.mean(0)) / x.std(0);
    let y = Array::from_vec(data.target).astype(F64);
    let order = np::random::permutation(&np::random::key(seed), data.num_samples);
    let held_out = (data.num_samples / 5) as isize;
    let part = |rows: Array| Cases {
        x: x.take(&rows, 0),
        y: y.take(&rows, 0),
    };
    let (train, test) = (part(order.i(held_out..)), part(order.i(..held_out)));
    Ok((train, test, data.feature_names))
}

/// Mean cross entropy, with a ridge on the coefficients. log(1 + exp(z)) − y·z, without overflow.
fn loss(model: &Model, cases: &Cases, ridge: f64) -> Array {
    let z = model.logits(&cases.x);
    let entropy = nn::softplus(&z) - &cases.y * &z;
    entropy.mean(..) + model.w.square().sum(..) * (ridge / 2.0)
}

/// Solves H·d = −g by conjugate gradients, and says how many products with H that took.
fn newton_direction(gradient: &Model, product: impl Fn(&Model) -> Model) -> (Model, usize) {
    let mut d = gradient.plus(-1.0, gradient); // zeros
    let mut residual = d.plus(-1.0, gradient);
    let mut p = residual.clone();
    let mut norm = residual.dot(&residual);
    let enough = norm * norm.sqrt().min(0.25).powi(2); // superlinear: the closer, the more exact
    for products in 1..=100 {
        let hp = product(&p);
        let t = norm / p.dot(&hp);
        d = d.plus(t, &p);
        residual = residual.plus(-t, &hp);
        let next = residual.dot(&residual);
        if next <= enough {
            return (d, products);
        }
        p = residual.plus(next / norm, &p);
        norm = next;
    }
    (d, 100)
}

fn accuracy(model: &Model, cases: &Cases) -> Result<f64, Error> {
    let guess = model.logits(&cases.x).gt(0.0);
    guess.eq_(cases.y.gt(0.5)).mean(..).item()
}

fn main() -> Result<(), Box<dyn StdError>> {
    let options = Options::parse();
    let (train, test, names) = load(options.seed)?;
    let objective = |m: &Model| loss(m, &train, options.ridge);
    let start = Model {
        w: np::zeros([names.len()]),
        b: np::zeros([]),
    };

    println!("Newton-CG\nstep        loss   |gradient|   Hessian products");
    let mut model = start.clone();
    let mut newton = Vec::new();
    for step in 0..options.steps {
        let (value, gradient) = value_and_grad(objective, &model);
        let value: f64 = value.item()?;
        let norm = gradient.dot(&gradient).sqrt();
        newton.push(norm);
        if norm < 1e-10 {
            println!("{step:4}  {value:.8}    {norm:.2e}");
            break;
        }
        let (d, products) = newton_direction(&gradient, |v| hvp(objective, &model, v));
        println!("{step:4}  {value:.8}    {norm:.2e}   {products:3}");
        // Halve the step until the loss falls.
        let slope = gradient.dot(&d);
        let mut t = 1.0;
        while objective(&model.plus(t, &d)).item::<f64>()? > value + 1e-4 * t * slope && t > 1e-6 {
            t /= 2.0;
        }
        model = model.plus(t, &d);
    }

    let mut other = start;
    let mut descent = Vec::new();
    for _ in 0..300 {
        let gradient = grad(objective)(&other);
        descent.push(gradient.dot(&gradient).sqrt());
        other = other.plus(-1.0, &gradient);
    }
    let last = descent.last().copied().unwrap_or_default();
    println!("gradient descent has |gradient| {last:.1e} after 300 steps\n");

    println!(
        "accuracy: {:.1} % of the {} training cases, {:.1} % of the {} held out",
        100.0 * accuracy(&model, &train)?,
        train.y.len(),
        100.0 * accuracy(&model, &test)?,
        test.y.len()
    );
    println!("largest coefficients, per standard deviation:");
    let weights = model.w.to_vec::<f64>()?;
    for i in np::argsort(-model.w.abs(), -1).i(..5).to_vec::<i64>()? {
        println!("  {:+.2}  {}", weights[i as usize], names[i as usize]);
    }

    let count = |ys: &[f64]| (0..ys.len()).map(|i| i as f64).collect::<Vec<_>>();
    plots::write(
        &options.plot,
        &Labels {
            title: "Logistic regression: norm of the gradient",
            x: "step",
            y: "|gradient|",
            log: true,
        },
        &[
            Series::new("Newton-CG", Draw::Line, &count(&newton), &newton),
            Series::new("gradient descent", Draw::Line, &count(&descent), &descent),
        ],
    )
}
