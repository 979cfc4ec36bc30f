//! Fits a damped oscillation to noisy points by gradient descent: the first example to read.

use numtape::prelude::*;

/// a · exp(-b t) · cos(c t), for parameters p = [a, b, c].
fn model(p: &Array, t: &Array) -> Array {
    p.i(0) * (-p.i(1) * t).exp() * (p.i(2) * t).cos()
}

fn main() -> Result<(), Error> {
    // points on the true curve, with noise
    let t = np::linspace(0.0, 4.0, 200);
    let truth = array([2.0, 0.5, 3.0]);
    let noise = np::random::normal(&np::random::key(1), [200]) * 0.05;
    let y = model(&truth, &t) + noise;

    let mut p = array([1.0, 0.1, 2.5]);
    for step in 0..=600 {
        // everything computed from `p` while the tape lives is recorded
        let tape = GradientTape::new();
        tape.watch(&p);
        let loss = (model(&p, &t) - &y).square().mean(..);
        let slope = tape.gradient(&loss, &p).expect("the loss depends on p");
        if step % 100 == 0 {
            println!("step {step:3}  loss {:.5}  p = {p}", loss.item::<f64>()?);
        }
        p -= slope * 0.05;
    }
    println!("the truth was {truth}");
    Ok(())
}
