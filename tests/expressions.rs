//! Random programs of smooth ops with shapes, differentiated in every way: reverse, forward, by finite differences,
//! mapped, checkpointed, and twice. All ways must agree.
//!
//! A program is a list of steps; each makes an array from earlier ones, and what it does depends on nothing but
//! its numbers and the shapes, so the same program runs under every transform. Arguments are bent into the domain
//! of each op. `NUMTAPE_FULL=1` runs more programs.

use numtape::prelude::*;
use numtape::testing::{SlowArray, allclose, check_grads, directional_derivative, stack_depth};
use numtape::{checkpoint, hvp};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Values nearer than this to a kink are not differentiated: finite differences step over it.
const NEAR: f64 = 2e-3;

/// Arrays may have so many elements; longer ones are averaged over their first axis.
const LONGEST: usize = 40;

fn config() -> ProptestConfig {
    let full = std::env::var("NUMTAPE_FULL").is_ok();
    ProptestConfig {
        cases: if full { 3000 } else { 150 },
        max_global_rejects: 100_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// Which op, on which earlier arrays, along which axis.
#[derive(Clone, Copy, Debug)]
struct Step {
    op: u8,
    left: u8,
    right: u8,
    axis: u8,
}

#[derive(Debug)]
struct Program {
    steps: Vec<Step>,
    /// Whether a value came near a kink in a run that could see it.
    kink: AtomicBool,
}

impl Program {
    /// A number made of all results.
    fn run(&self, inputs: &[Array]) -> Array {
        let mut made: Vec<Array> = inputs.to_vec();
        for step in &self.steps {
            let pick = |i: u8| &made[made.len() - 1 - i as usize % made.len()];
            let y = self.step(*step, pick(step.left), pick(step.right));
            let y = if y.len() > LONGEST { y.mean(0) } else { y };
            made.push(y);
        }
        let parts = made.iter().skip(inputs.len()).enumerate();
        parts.fold(array(0.0), |sum, (i, y)| {
            // Weights, so that no symmetry hides an element.
            let weights = (np::arange(y.len() as i64).reshape(y.shape()) * 0.3 + i as f64).cos();
            sum + (y * weights).sum(..)
        })
    }

    /// Remembers whether two elements along a kinked op almost tie.
    fn apart(&self, x: &Array) {
        if let Ok(mut values) = x.to_vec::<f64>() {
            values.sort_by(f64::total_cmp);
            let near = |pair: &[f64]| pair[0] != pair[1] && pair[1] - pair[0] < NEAR;
            if values.windows(2).any(near) {
                self.kink.store(true, Ordering::Relaxed);
            }
        }
    }

    fn step(&self, step: Step, x: &Array, other: &Array) -> Array {
        if x.ndim() == 0 || step.op.is_multiple_of(3) {
            return self.elementwise(step, x, other);
        }
        let along = step.axis as usize % x.ndim();
        let at = along as isize;
        let size = x.shape()[along];
        if x.is_empty() {
            return x.clone();
        }
        match step.op / 3 % 34 {
            0 => x.sum(at),
            1 => x.mean(axis(at).keepdims()),
            2 => {
                self.apart(x);
                x.max(at)
            }
            3 => x.tanh().prod(at),
            4 => np::std(x + np::arange(x.len() as i64).reshape(x.shape()), at),
            5 => np::logsumexp(x, at),
            6 => np::var(x, at),
            7 => x.cumsum(at),
            8 => x.tanh().cumprod(at),
            9 => {
                self.apart(x);
                np::cummax(x, at)
            }
            10 => {
                self.apart(x);
                np::sort(x, at)
            }
            11 => {
                self.apart(x);
                np::median(x, at)
            }
            12 => np::softmax(x, at),
            13 => np::flip(x, at),
            14 => np::roll(x, 1, at),
            15 => x.transpose(..),
            16 => x.reshape([x.len()]),
            17 => np::expand_dims(x, at),
            18 => {
                let shape = [&[2], x.shape()].concat();
                np::broadcast_to(x, shape)
            }
            19 => x.i(1..),
            20 => x.i(s![Ellipsis, ..;-1]),
            21 => np::take(x, [0_i64, 0, size as i64 - 1], at),
            22 => np::concatenate([x, &(x * 2.0)], at),
            23 => np::stack([x, &x.sin()], at),
            24 => np::pad(x, 1, np::PadMode::Edge),
            25 => np::diff(x),
            26 => {
                let flat = x.reshape([x.len()]);
                flat.at(0).add(flat.i(-1) * 2.0)
            }
            27 => {
                let flat = x.reshape([x.len()]);
                flat.at(s![..;2]).set(1.5)
            }
            28 => {
                let k = x.shape()[x.ndim() - 1];
                let w = (np::arange(3 * k as i64).reshape([k, 3]) * 0.7).sin();
                x.matmul(w).tanh()
            }
            29 if x.ndim() >= 2 => x.matmul(np::matrix_transpose(x)).tanh(),
            30 => {
                // The order is a constant, so elements only move.
                self.apart(x);
                np::take_along_axis(x, np::argsort(x, at), at)
            }
            31 => np::where_(mask(x), x.square(), x.cos()),
            32 => np::tensordot(x, x, x.ndim()).tanh(),
            33 => np::linalg::norm(x + 3.0, at),
            _ => x.square() * 0.5,
        }
    }

    fn elementwise(&self, step: Step, x: &Array, other: &Array) -> Array {
        let y = &fitting(x, other);
        match step.op / 3 % 24 {
            0 => x + y,
            1 => x - y * 0.5,
            2 => (x * y).tanh(),
            3 => x / (y.square() + 1.0),
            4 => {
                if let Ok(gaps) = (x - y).to_vec::<f64>()
                    && gaps.iter().any(|gap| *gap != 0.0 && gap.abs() < NEAR)
                {
                    self.kink.store(true, Ordering::Relaxed);
                }
                np::maximum(x, y)
            }
            5 => np::logaddexp(x, y),
            6 => np::hypot(x, y + 3.0),
            7 => np::arctan2(x, y.square() + 1.0),
            8 => np::power(x.square() + 1.0, y.tanh()),
            9 => np::where_(mask(&(x + y)), x, y),
            10 => x.tanh(),
            11 => x.sin(),
            12 => np::log1p(x.square()),
            13 => (x.square() + 0.5).sqrt(),
            14 => x.tanh().exp(),
            15 => np::sigmoid(x),
            16 => 1.0 / (x.square() + 1.0),
            17 => -x,
            18 => {
                self.apart(&np::append(x.reshape([x.len()]), [-0.8, 0.8], ..));
                np::clip(x, -0.8, 0.8)
            }
            19 => np::where_(x.gt(-100.0), x.arctan(), x.log()),
            20 => x * 1.5 + 0.25,
            21 => numtape::special::erf(x),
            22 => np::where_(mask(x), (x.square() + 0.1).log(), 0.0),
            _ => np::copysign(x.square() + 0.1, 1.0),
        }
    }
}

/// The other operand if it broadcasts with `x`, else its mean.
fn fitting(x: &Array, other: &Array) -> Array {
    let fits = |(a, b): (&usize, &usize)| a == b || *a == 1 || *b == 1;
    let (a, b) = (x.shape().iter().rev(), other.shape().iter().rev());
    if a.zip(b).all(fits) && x.len() * other.len() <= 4 * LONGEST {
        other.clone()
    } else {
        other.mean(..)
    }
}

/// Every other element in C order.
fn mask(x: &Array) -> Array {
    (np::arange(x.len() as i64) % 2).reshape(x.shape()).eq_(0)
}

fn programs() -> impl Strategy<Value = Program> {
    let step = (any::<u8>(), any::<u8>(), 0..4_u8, any::<u8>());
    // The newest arrays are used most.
    let step = step.prop_map(|(op, left, right, axis)| Step {
        op,
        left: if left < 160 { 0 } else { left },
        right,
        axis,
    });
    prop::collection::vec(step, 1..8).prop_map(|steps| Program {
        steps,
        kink: AtomicBool::new(false),
    })
}

/// Two arrays of up to three axes, with irregular numbers from -2 to 2.
fn arguments() -> impl Strategy<Value = Vec<Array>> {
    let shape = prop::collection::vec(1..4_usize, 0..4);
    (shape.clone(), shape, any::<u32>()).prop_map(|(a, b, seed)| {
        let key = np::random::key(seed.into());
        let keys = np::random::split(&key, 2);
        [a, b]
            .iter()
            .enumerate()
            .map(|(i, shape)| {
                let unit = np::random::uniform(&keys.i(i as isize), shape.as_slice());
                unit * 4.0 - 2.0
            })
            .collect()
    })
}

fn agree(what: &str, found: &[Array], wanted: &[Array], rtol: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), wanted.len());
    let scale = wanted
        .iter()
        .map(|x| {
            if x.is_empty() {
                0.0
            } else {
                x.abs().max(..).item::<f64>().unwrap()
            }
        })
        .fold(1e-3, f64::max);
    for (found, wanted) in found.iter().zip(wanted) {
        if let Err(text) = allclose(found, wanted, rtol, rtol * scale) {
            return Err(TestCaseError::fail(format!("{what}: {text}")));
        }
    }
    Ok(())
}

fn like(slow: &SlowArray) -> Array {
    let values: Vec<f64> = slow.data.iter().map(|z| z.re).collect();
    Array::from_shape_vec(slow.shape.as_slice(), values).unwrap()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn all_ways_to_differentiate_agree(program in programs(), xs in arguments(), rows in arguments()) {
        let program = Arc::new(program);
        let f = |xs: &Vec<Array>| program.run(xs);
        let value = f(&xs);
        prop_assume!(value.item::<f64>().unwrap().is_finite());
        // Three points, of which the last two are near the first.
        let points: Vec<Vec<Array>> = (0..3)
            .map(|row| xs.iter().map(|x| x * (1.0 - 0.07 * f64::from(row))).collect())
            .collect();
        for point in &points {
            f(point);
        }
        prop_assume!(!program.kink.load(Ordering::Relaxed));

        // Reverse and forward mode against finite differences.
        check_grads(f, &xs, 1).map_err(TestCaseError::fail)?;

        // The second derivative along a direction against differences of gradients.
        let v: Vec<Array> = xs.iter().zip(rows.iter()).map(|(x, row)| np::zeros_like(x) + row.mean(..) + 0.5).collect();
        let product = hvp(f, &xs, &v);
        let gradient = |xs: &[Array]| grad(f)(&xs.to_vec());
        let directions: Vec<Option<Array>> = v.iter().cloned().map(Some).collect();
        let numeric: Vec<Array> = directional_derivative(&gradient, &xs, &directions).iter().map(like).collect();
        agree("hvp", &product, &numeric, 2e-5)?;

        // Under maps: values and gradients of each row.
        let batch: Vec<Array> = (0..xs.len())
            .map(|i| np::stack(points.iter().map(|p| p[i].clone()).collect::<Vec<_>>(), 0))
            .collect();
        let values: Vec<Array> = points.iter().map(f).collect();
        let mapped = vectorized_map(|xs: Vec<Array>| f(&xs), batch.clone());
        agree("vmap", &[mapped], &[np::stack(values, 0)], 1e-9)?;
        let gradients: Vec<Vec<Array>> = points.iter().map(grad(f)).collect();
        let by_loop: Vec<Array> = (0..xs.len())
            .map(|i| np::stack(gradients.iter().map(|g| g[i].clone()).collect::<Vec<_>>(), 0))
            .collect();
        let inside = vectorized_map(|xs: Vec<Array>| grad(f)(&xs), batch.clone());
        agree("vmap of grad", &inside, &by_loop, 1e-9)?;
        let outside = grad(|batch: &Vec<Array>| vectorized_map(|xs: Vec<Array>| f(&xs), batch.clone()).sum(..))(&batch);
        agree("grad of vmap", &outside, &by_loop, 1e-9)?;
        let seconds = vectorized_map(|xs: Vec<Array>| hvp(f, &xs, &v), batch);
        let first: Vec<Array> = seconds.iter().map(|s| s.i(0)).collect();
        agree("vmap of hvp", &first, &product, 1e-8)?;

        // Recomputed: the same ops on the same numbers.
        let kept = Arc::clone(&program);
        let again = grad(checkpoint(move |xs: &Vec<Array>| kept.run(xs)))(&xs);
        agree("checkpoint", &again, &gradients[0], 0.0)?;
        prop_assert_eq!(stack_depth(), 0);
    }
}
