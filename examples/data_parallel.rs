//! Data-parallel training: each worker thread records its part of the batch on a tape of its own, and the gradients are
//! added in a fixed order, so any number of threads gives the same bits.
//!
//! Run with `cargo run --release --example data_parallel`.

use numtape::prelude::*;
use rayon::prelude::*;
use std::time::Instant;

/// A layer of hidden units and the weights of the output.
#[derive(Clone)]
struct Model {
    hidden: Array,
    bias: Array,
    out: Array,
}

impl Tree for Model {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Model {
        Model {
            hidden: f(&self.hidden),
            bias: f(&self.bias),
            out: f(&self.out),
        }
    }
}

impl Model {
    fn new(inputs: usize, units: usize) -> Model {
        let keys = np::random::split(&np::random::key(1), 2);
        Model {
            hidden: np::random::normal(&keys.i(0), [inputs, units]) / (inputs as f64).sqrt(),
            bias: np::zeros([units]),
            out: np::random::normal(&keys.i(1), [units]) / (units as f64).sqrt(),
        }
    }

    /// The sum of squared errors over some rows.
    fn loss(&self, x: &Array, t: &Array) -> Array {
        let hidden = (x.matmul(&self.hidden) + &self.bias).tanh();
        (hidden.matmul(&self.out) - t).square().sum(..)
    }
}

/// The loss and its gradient, the shards on the threads of the current pool.
fn parallel(model: &Model, shards: &[(Array, Array)]) -> (Array, Model) {
    let parts: Vec<(Array, Model)> = shards
        .par_iter()
        .map(|(x, t)| value_and_grad(|m: &Model| m.loss(x, t), model))
        .collect();
    // In the order of the shards, whichever was ready first.
    let add = |(loss, sum): (Array, Model), (part, gradient): (Array, Model)| {
        let mut terms = gradient.leaves().into_iter();
        let sum = sum.map_leaves(&mut |x| x + terms.next().expect("models have equal leaves"));
        (loss + part, sum)
    };
    parts.into_iter().reduce(add).expect("at least one shard")
}

/// Steps of gradient descent; the losses.
fn train(threads: usize, shards: &[(Array, Array)], rows: usize) -> Vec<f64> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool of threads");
    pool.install(|| {
        let mut model = Model::new(shards[0].0.shape()[1], 64);
        let mut losses = Vec::new();
        for _ in 0..200 {
            let (loss, gradient) = parallel(&model, shards);
            let mut slopes = gradient.leaves().into_iter();
            let rate = 0.02 / rows as f64;
            model = model.map_leaves(&mut |x| x - slopes.next().expect("equal leaves") * rate);
            losses.push(loss.item::<f64>().expect("one number") / rows as f64);
        }
        losses
    })
}

fn main() {
    let (rows, inputs, count) = (8192, 16, 16);
    let x = np::random::normal(&np::random::key(0), [rows, inputs]);
    let t = (x.i(s![.., 0]) * x.i(s![.., 1])).tanh() + x.i(s![.., 2]).sin();
    let size = (rows / count) as isize;
    let shards: Vec<(Array, Array)> = (0..count as isize)
        .map(|i| (x.i(i * size..(i + 1) * size), t.i(i * size..(i + 1) * size)))
        .collect();

    let mut reference: Option<Vec<f64>> = None;
    println!("threads   seconds   first loss   last loss   same bits as one thread");
    for threads in [1, 2, 4] {
        let start = Instant::now();
        let losses = train(threads, &shards, rows);
        let seconds = start.elapsed().as_secs_f64();
        let one = reference.get_or_insert_with(|| losses.clone());
        let (first, last) = (losses[0], losses[losses.len() - 1]);
        let same = if *one == losses { "yes" } else { "no" };
        println!("{threads:7} {seconds:9.3} {first:12.5} {last:11.5}   {same}");
        assert_eq!(*one, losses, "the order of the sum is fixed");
        assert!(last < 0.5 * first, "training reduces the loss");
    }
}
