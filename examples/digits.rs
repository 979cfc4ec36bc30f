//! Trains a classifier on the UCI handwritten digits and shows what it finds hardest.
//!
//! `cargo run --release --example digits` trains a small network with a `GradientTape` and mini-batches,
//! then lets `vectorized_map` compute the gradient of every single test image: the images with the largest
//! gradients are those that surprise the network most, and they are drawn in the terminal. The curves of
//! the training go to an SVG file.

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use numtape::prelude::*;
use plotters::prelude as plot;
use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Train a classifier on the UCI digits with numtape.
#[derive(Parser)]
struct Options {
    /// Seed of the split, the initial weights and the order of the batches
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Passes over the training images
    #[arg(long, default_value_t = 100)]
    epochs: usize,
    /// Images per step
    #[arg(long, default_value_t = 64)]
    batch_size: usize,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 256)]
    hidden: usize,
    /// Step size of Adam
    #[arg(long, default_value_t = 2e-3)]
    learning_rate: f64,
    /// How many surprising images to draw
    #[arg(long, default_value_t = 6)]
    show: usize,
    /// Where to write the curves
    #[arg(long, default_value = "digits.svg")]
    plot: PathBuf,
}

/// The parameters of a network with one hidden layer. The same structure holds gradients and moments.
struct Mlp {
    w1: Array,
    b1: Array,
    w2: Array,
    b2: Array,
}

impl Tree for Mlp {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        Mlp {
            w1: f(&self.w1),
            b1: f(&self.b1),
            w2: f(&self.w2),
            b2: f(&self.b2),
        }
    }
}

impl Mlp {
    fn new(key: &Array, inputs: usize, hidden: usize, outputs: usize) -> Self {
        let keys = np::random::split(key, 2);
        let layer = |key: Array, n: usize, m: usize| {
            np::random::normal(&key, ([n, m], F32)) * (2.0 / n as f64).sqrt()
        };
        Mlp {
            w1: layer(keys.i(0), inputs, hidden),
            b1: np::zeros(([hidden], F32)),
            w2: layer(keys.i(1), hidden, outputs),
            b2: np::zeros(([outputs], F32)),
        }
    }

    /// Unnormalised log-probabilities, for one image or for a batch.
    fn logits(&self, x: &Array) -> Array {
        let hidden = np::maximum(x.matmul(&self.w1) + &self.b1, 0.0);
        hidden.matmul(&self.w2) + &self.b2
    }
}

/// Mean cross entropy against one-hot targets.
fn loss(model: &Mlp, x: &Array, targets: &Array) -> Array {
    -(np::log_softmax(model.logits(x), -1) * targets)
        .sum(-1)
        .mean(..)
}

/// Adam (Kingma and Ba, 2015).
struct Adam {
    rate: f64,
    step: i32,
    mean: Mlp,
    square: Mlp,
}

impl Adam {
    fn new(rate: f64, model: &Mlp) -> Self {
        let zeros = || model.map_leaves(&mut |w| np::zeros_like(w));
        Adam {
            rate,
            step: 0,
            mean: zeros(),
            square: zeros(),
        }
    }

    fn update(&mut self, model: &Mlp, grads: &Mlp) -> Mlp {
        let (beta1, beta2) = (0.9, 0.999);
        self.step += 1;
        let grads = grads.leaves();
        self.mean = average(&self.mean, &grads, beta1, Array::clone);
        self.square = average(&self.square, &grads, beta2, Array::square);
        let rate = self.rate * (1.0 - beta2.powi(self.step)).sqrt() / (1.0 - beta1.powi(self.step));
        let (mut mean, mut square) = (
            self.mean.leaves().into_iter(),
            self.square.leaves().into_iter(),
        );
        model.map_leaves(&mut |w| {
            let (mean, square) = (mean.next().expect("a leaf"), square.next().expect("a leaf"));
            w - mean * rate / (square.sqrt() + 1e-8)
        })
    }
}

/// The running average of a function of the gradients.
fn average(old: &Mlp, grads: &[Array], beta: f64, f: impl Fn(&Array) -> Array) -> Mlp {
    let mut grads = grads.iter();
    old.map_leaves(&mut |m| m * beta + f(grads.next().expect("a leaf")) * (1.0 - beta))
}

/// Images of 8×8 pixels in 0..1, and their labels.
struct Images {
    pixels: Array,
    labels: Array,
}

impl Images {
    fn rows(&self, rows: &Array) -> Images {
        Images {
            pixels: self.pixels.take(rows, 0),
            labels: self.labels.take(rows, 0),
        }
    }

    fn one_hot(&self) -> Array {
        np::eye(10).astype(F32).take(&self.labels, 0)
    }

    fn len(&self) -> usize {
        self.labels.len()
    }
}

/// The 1,797 images that the crate `smartcore` carries, shuffled; a fifth is held out.
fn load(key: &Array) -> Result<(Images, Images), Box<dyn StdError>> {
    let data = smartcore::dataset::digits::load_dataset();
    let all = Images {
        pixels: Array::from_shape_vec([data.num_samples, data.num_features], data.data)? / 16.0,
        labels: Array::from_vec(data.target).astype(I64),
    };
    let order = np::random::permutation(key, all.len());
    let held_out = (all.len() / 5) as isize;
    Ok((
        all.rows(&order.i(held_out..)),
        all.rows(&order.i(..held_out)),
    ))
}

fn accuracy(model: &Mlp, images: &Images) -> Result<f64, Error> {
    let guesses = model.logits(&images.pixels).argmax(-1);
    guesses.eq_(&images.labels).mean(..).item()
}

/// The training loss after each step, and the test accuracy after each epoch.
#[derive(Default)]
struct History {
    loss: Vec<f64>,
    accuracy: Vec<f64>,
}

fn train(
    options: &Options,
    train: &Images,
    test: &Images,
    key: &Array,
) -> Result<(Mlp, History), Box<dyn StdError>> {
    let keys = np::random::split(key, 2);
    let mut model = Mlp::new(&keys.i(0), train.pixels.shape()[1], options.hidden, 10);
    let mut adam = Adam::new(options.learning_rate, &model);
    let mut history = History::default();
    let batch = options.batch_size.clamp(1, train.len());
    let steps = train.len() / batch;
    let bar = ProgressBar::new((options.epochs * steps) as u64).with_style(
        ProgressStyle::with_template("{bar:40} {pos}/{len} steps  {msg}")?,
    );
    for epoch in 0..options.epochs {
        let order =
            np::random::permutation(&np::random::fold_in(&keys.i(1), epoch as u64), train.len());
        for step in 0..steps {
            let rows = order.i((step * batch) as isize..((step + 1) * batch) as isize);
            let images = train.rows(&rows);
            let tape = GradientTape::new();
            tape.watch(&model);
            let value = loss(&model, &images.pixels, &images.one_hot());
            let grads = tape.gradient_or_zeros(&value, &model);
            model = adam.update(&model, &grads);
            history.loss.push(value.item::<f32>()?.into());
            bar.inc(1);
        }
        history.accuracy.push(accuracy(&model, test)?);
        bar.set_message(format!("accuracy {:.1} %", 100.0 * history.accuracy[epoch]));
    }
    bar.finish_and_clear();
    Ok((model, history))
}

/// The norm of the gradient of each image's own loss with respect to all parameters: one call, no loop.
fn surprise(model: &Mlp, images: &Images) -> Array {
    vectorized_map(
        |(x, t)| {
            let grads = grad(|m: &Mlp| loss(m, &x, &t))(model);
            let squares = grads.leaves().into_iter().map(|g| g.square().sum(..));
            squares
                .reduce(|a, b| a + b)
                .expect("a model has parameters")
                .sqrt()
        },
        (&images.pixels, &images.one_hot()),
    )
}

/// Draws images side by side, with labels, guesses and gradient norms above.
fn draw(model: &Mlp, images: &Images, norms: &Array) -> Result<(), Error> {
    const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
    let labels = images.labels.to_vec::<i64>()?;
    let guesses = model.logits(&images.pixels).argmax(-1).to_vec::<i64>()?;
    let norms = norms.to_vec::<f32>()?;
    let pixels = images.pixels.to_vec::<f32>()?;
    for row in (0..labels.len()).collect::<Vec<_>>().chunks(3) {
        let titles = row.iter().map(|&i| {
            let verdict = if labels[i] == guesses[i] {
                "right"
            } else {
                "WRONG"
            };
            format!(
                "{:<22}",
                format!("is {} said {} {verdict}", labels[i], guesses[i])
            )
        });
        println!("{}", titles.collect::<String>());
        let sizes = row
            .iter()
            .map(|&i| format!("{:<22}", format!("|gradient| {:.2}", norms[i])));
        println!("{}", sizes.collect::<String>());
        for y in 0..8 {
            let lines = row.iter().map(|&i| {
                let shades =
                    (0..8).map(|x| SHADES[(pixels[i * 64 + y * 8 + x] * 4.0).round() as usize]);
                shades
                    .flat_map(|c| [c, c])
                    .chain("      ".chars())
                    .collect::<String>()
            });
            println!("{}", lines.collect::<String>().trim_end());
        }
        println!();
    }
    Ok(())
}

/// Loss (left axis, logarithmic) and accuracy (right axis) over the steps.
fn plot_curves(history: &History, path: &Path) -> Result<(), Box<dyn StdError>> {
    use plot::{Color, IntoDrawingArea, IntoLogRange, PathElement};
    let steps = history.loss.len() as f64;
    let per_epoch = steps / history.accuracy.len() as f64;
    let low = history.loss.iter().copied().fold(1.0, f64::min).max(1e-6);
    let high = history.loss.iter().copied().fold(1.0, f64::max) * 1.2;
    let floor = history.accuracy.iter().copied().fold(1.0, f64::min) * 100.0 - 1.0;

    let root = plot::SVGBackend::new(path, (800, 450)).into_drawing_area();
    root.fill(&plot::WHITE)?;
    let mut chart = plot::ChartBuilder::on(&root)
        .caption("UCI digits", ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .right_y_label_area_size(60)
        .build_cartesian_2d(0.0..steps, (low..high).log_scale())?
        .set_secondary_coord(0.0..steps, floor..100.0);
    chart
        .configure_mesh()
        .x_desc("step")
        .y_desc("training loss")
        .draw()?;
    chart
        .configure_secondary_axes()
        .y_desc("test accuracy, %")
        .draw()?;

    let key =
        |style: plot::ShapeStyle| move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style);
    let loss = history
        .loss
        .iter()
        .enumerate()
        .map(|(i, &l)| (i as f64, l.max(low)));
    let style = plot::BLUE.mix(0.6).stroke_width(1);
    chart
        .draw_series(plot::LineSeries::new(loss, style))?
        .label("training loss")
        .legend(key(style));
    let accuracy = history
        .accuracy
        .iter()
        .enumerate()
        .map(|(i, &a)| ((i + 1) as f64 * per_epoch, a * 100.0));
    let style = plot::RED.stroke_width(2);
    chart
        .draw_secondary_series(plot::LineSeries::new(accuracy, style))?
        .label("test accuracy")
        .legend(key(style));
    chart
        .configure_series_labels()
        .position(plot::SeriesLabelPosition::MiddleRight)
        .background_style(plot::WHITE.mix(0.8))
        .draw()?;
    root.present()?;
    Ok(())
}

fn main() -> Result<(), Box<dyn StdError>> {
    let options = Options::parse();
    let keys = np::random::split(&np::random::key(options.seed), 2);
    let (train_set, test_set) = load(&keys.i(0))?;
    println!(
        "{} images to learn from, {} held out",
        train_set.len(),
        test_set.len()
    );

    let start = Instant::now();
    let (model, history) = train(&options, &train_set, &test_set, &keys.i(1))?;
    let seconds = start.elapsed().as_secs_f64();
    let steps = history.loss.len();
    println!(
        "{steps} steps in {seconds:.2} s ({:.0} µs each)",
        seconds / steps.max(1) as f64 * 1e6
    );
    println!(
        "accuracy on the held-out images: {:.2} %\n",
        100.0 * accuracy(&model, &test_set)?
    );

    let start = Instant::now();
    let norms = surprise(&model, &test_set);
    println!(
        "gradients of {} single images by vectorized_map: {:.1} ms",
        test_set.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
    if options.show > 0 {
        println!("the most surprising of them:\n");
        let worst = np::argsort(&-&norms, -1).i(..options.show as isize);
        draw(&model, &test_set.rows(&worst), &norms.take(&worst, 0))?;
    }

    if steps > 0 {
        plot_curves(&history, &options.plot)?;
        println!("curves written to {}", options.plot.display());
    }
    Ok(())
}
