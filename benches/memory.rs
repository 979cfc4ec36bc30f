//! What derivatives hold in memory: `cargo bench --bench memory`.
//!
//! Prints the peak of array memory for the gradient of a chain of layers, plain and with checkpoints around blocks of it and
//! around blocks of blocks, and the time each takes.

use numtape::prelude::*;
use numtape::{checkpoint, memory};
use std::sync::Arc;
use std::time::Instant;

const SIZE: usize = 1 << 16;

/// One layer, with one residual.
fn layer(x: &Array) -> Array {
    x.sin()
}

fn layers(x: &Array, count: usize) -> Array {
    (0..count).fold(x.clone(), |x, _| layer(&x))
}

/// A function of an array that checkpoints can keep.
type Block = Arc<dyn Fn(&Array) -> Array + Send + Sync>;

/// `count` layers with a checkpoint around every `width`, and around every `width` of those, `depth` levels deep.
fn nested(count: usize, width: usize, depth: usize) -> Block {
    if depth == 0 || count <= width {
        return Arc::new(move |x| layers(x, count));
    }
    let part = count.div_ceil(width);
    let inner = nested(part, width, depth - 1);
    Arc::new(move |x| {
        let mut x = x.clone();
        for _ in 0..width {
            let inner = Arc::clone(&inner);
            x = checkpoint(move |x: &Array| inner(x))(&x);
        }
        x
    })
}

/// Peak of array memory, in units of one layer's array, and milliseconds.
fn measured(f: impl Fn(&Array) -> Array) -> (f64, f64) {
    let x = np::ones(([SIZE], F32));
    memory::reset_peak();
    let before = memory::stats().in_use;
    let start = Instant::now();
    let slope = grad(|x: &Array| f(x).sum(..))(&x);
    let time = start.elapsed().as_secs_f64() * 1e3;
    let peak = memory::stats().peak - before;
    drop(slope);
    (peak as f64 / (SIZE * 4) as f64, time)
}

fn main() {
    println!("gradient of a chain of n layers; peak memory in arrays of one layer, time in ms\n");
    println!("| n | plain | | checkpoints around √n | | three levels | |");
    println!("|---|---|---|---|---|---|---|");
    for n in [16, 64, 256, 1024, 4096] {
        let root = (n as f64).sqrt().round() as usize;
        let cube = (n as f64).cbrt().round() as usize;
        let plain = measured(|x| layers(x, n));
        let blocks = nested(n, root, 1);
        let blocks = measured(|x| blocks(x));
        let levels = nested(n, cube, 2);
        let levels = measured(|x| levels(x));
        println!(
            "| {n} | {:.0} | {:.1} | {:.0} | {:.1} | {:.0} | {:.1} |",
            plain.0, plain.1, blocks.0, blocks.1, levels.0, levels.1
        );
    }
}
