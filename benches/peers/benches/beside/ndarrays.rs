//! ndarray's entries: `ArrayD`, whose number of axes is a matter of run time as in numtape, and static
//! `Array1` where that makes a difference. The training step is differentiated by hand.

use crate::ours::elementwise::{N, ROWS as LONG_ROWS, SIDE as TRANSPOSED};
use crate::ours::matmul::BATCH as PRODUCTS;
use crate::ours::reduce::SIDE;
use crate::ours::tape::{BATCH, HIDDEN, INPUTS, OUTPUTS, RATE, one_hot, weights};
use crate::ours::vmap::{COLUMNS, ROWS};
use crate::ours::{Case, Group, values};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, Array3, ArrayD, ArrayView1, Axis, Zip};
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    ("small_op/add", small_add),
    ("small_op/multiply", small_multiply),
    ("elementwise/add 1M", add),
    ("elementwise/four ops 1M", four_ops),
    ("elementwise/exp 1M", exp),
    ("elementwise/add a row 1024x1024", add_row),
    ("elementwise/add a transpose 2048x2048", add_transpose),
    ("reduce/sum", |group| reduction(group, |x| x.sum())),
    ("reduce/sum axis 0", |group| {
        reduction(group, |x| x.sum_axis(Axis(0)));
    }),
    ("reduce/sum axis 1", |group| {
        reduction(group, |x| x.sum_axis(Axis(1)));
    }),
    ("reduce/max", |group| {
        reduction(group, |x| x.fold(f32::NEG_INFINITY, |a, &b| a.max(b)));
    }),
    ("reduce/max axis 1", |group| {
        reduction(group, |x| {
            x.fold_axis(Axis(1), f32::NEG_INFINITY, |a, &b| a.max(b))
        });
    }),
    ("matmul/64x64x64", |group| product(group, [64, 64, 64])),
    ("matmul/256x256x256", |group| {
        product(group, [256, 256, 256]);
    }),
    ("matmul/1024x1024x1024", |group| {
        product(group, [1024, 1024, 1024]);
    }),
    ("matmul/64x64x128", |group| product(group, [64, 64, 128])),
    ("matmul/512 of 32x32x32", batched_product),
    ("tape/digits forward", forward),
    ("tape/digits step", step),
    ("vmap/function of 1000 rows", function_of_rows),
];

fn random(shape: &[usize], seed: u64) -> ArrayD<f32> {
    ArrayD::from_shape_vec(shape, values(shape.iter().product(), seed))
        .expect("values for the shape")
}

fn matrix([m, n]: [usize; 2], seed: u64) -> Array2<f32> {
    Array2::from_shape_vec([m, n], values(m * n, seed)).expect("values for the shape")
}

fn small_add(group: &mut Group) {
    let (a, b) = (random(&[4], 1), random(&[4], 2));
    group.bench_function("ndarray ArrayD", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&b));
    });
    let (a, b) = (Array1::from(values(4, 1)), Array1::from(values(4, 2)));
    group.bench_function("ndarray Array1", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&b));
    });
}

fn small_multiply(group: &mut Group) {
    let (a, b) = (random(&[4], 1), random(&[4], 2));
    group.bench_function("ndarray ArrayD", |bencher| {
        bencher.iter(|| black_box(&a) * black_box(&b));
    });
    group.bench_function("ndarray ArrayD, by a number", |bencher| {
        bencher.iter(|| black_box(&a) * black_box(2.0));
    });
}

fn add(group: &mut Group) {
    let (a, b) = (random(&[N], 1), random(&[N], 2));
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&b));
    });
}

fn four_ops(group: &mut Group) {
    let (a, b, c) = (random(&[N], 1), random(&[N], 2), random(&[N], 3));
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| ((black_box(&a) + &b) * &c - &a) * &b);
    });
}

fn exp(group: &mut Group) {
    let a = random(&[N], 1);
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| black_box(&a).mapv(f32::exp));
    });
}

fn add_row(group: &mut Group) {
    let (a, row) = (
        random(&[LONG_ROWS, N / LONG_ROWS], 1),
        random(&[N / LONG_ROWS], 2),
    );
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&row));
    });
}

fn add_transpose(group: &mut Group) {
    let (a, b) = (
        random(&[TRANSPOSED, TRANSPOSED], 1),
        random(&[TRANSPOSED, TRANSPOSED], 2),
    );
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| black_box(&a) + &black_box(&b).t());
    });
}

fn reduction<R>(group: &mut Group, f: fn(&ArrayD<f32>) -> R) {
    let x = random(&[SIDE, SIDE], 1);
    group.bench_function("ndarray", |bencher| bencher.iter(|| f(black_box(&x))));
}

fn product(group: &mut Group, [m, k, n]: [usize; 3]) {
    let (a, b) = (matrix([m, k], 1), matrix([k, n], 2));
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| black_box(&a).dot(black_box(&b)));
    });
}

/// ndarray multiplies no batches: a loop over products into one result.
fn batched_product(group: &mut Group) {
    let batch = |seed| {
        Array3::from_shape_vec([PRODUCTS, 32, 32], values(PRODUCTS * 1024, seed))
            .expect("enough values")
    };
    let (a, b) = (batch(1), batch(2));
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| {
            let mut out = Array3::zeros([PRODUCTS, 32, 32]);
            Zip::from(out.outer_iter_mut())
                .and(black_box(&a).outer_iter())
                .and(black_box(&b).outer_iter())
                .for_each(|mut out, a, b| general_mat_mul(1.0, &a, &b, 0.0, &mut out));
            out
        });
    });
}

struct Mlp {
    w1: Array2<f32>,
    b1: Array1<f32>,
    w2: Array2<f32>,
    b2: Array1<f32>,
}

/// What the reverse pass needs of the forward pass.
struct Forward {
    hidden: Array2<f32>,
    log_probabilities: Array2<f32>,
    loss: f32,
}

impl Mlp {
    fn new() -> Self {
        let matrix = |m, n, seed| {
            Array2::from_shape_vec([m, n], weights(m * n, seed)).expect("values for the shape")
        };
        Mlp {
            w1: matrix(INPUTS, HIDDEN, 11),
            b1: Array1::zeros(HIDDEN),
            w2: matrix(HIDDEN, OUTPUTS, 12),
            b2: Array1::zeros(OUTPUTS),
        }
    }

    fn forward(&self, x: &Array2<f32>, targets: &Array2<f32>) -> Forward {
        let hidden = (x.dot(&self.w1) + &self.b1).mapv_into(|v| v.max(0.0));
        let mut logits = hidden.dot(&self.w2) + &self.b2;
        for mut row in logits.rows_mut() {
            let max = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            row -= max;
            let log_sum = row.fold(0.0, |sum, v| sum + v.exp()).ln();
            row -= log_sum;
        }
        let loss = -(&logits * targets).sum() / BATCH as f32;
        Forward {
            hidden,
            log_probabilities: logits,
            loss,
        }
    }

    /// One step of gradient descent; the loss before it.
    fn step(&mut self, x: &Array2<f32>, targets: &Array2<f32>) -> f32 {
        let Forward {
            hidden,
            log_probabilities,
            loss,
        } = self.forward(x, targets);
        let d_logits = (log_probabilities.mapv_into(f32::exp) - targets) / BATCH as f32;
        let mut d_hidden = d_logits.dot(&self.w2.t());
        d_hidden.zip_mut_with(&hidden, |d, &h| *d = if h > 0.0 { *d } else { 0.0 });
        let rate = -RATE as f32;
        self.w2.scaled_add(rate, &hidden.t().dot(&d_logits));
        self.b2.scaled_add(rate, &d_logits.sum_axis(Axis(0)));
        self.w1.scaled_add(rate, &x.t().dot(&d_hidden));
        self.b1.scaled_add(rate, &d_hidden.sum_axis(Axis(0)));
        loss
    }
}

fn batch() -> (Array2<f32>, Array2<f32>) {
    let targets =
        Array2::from_shape_vec([BATCH, OUTPUTS], one_hot()).expect("values for the shape");
    (matrix([BATCH, INPUTS], 13), targets)
}

fn forward(group: &mut Group) {
    let (model, (x, targets)) = (Mlp::new(), batch());
    group.bench_function("ndarray", |bencher| {
        bencher.iter(|| model.forward(black_box(&x), &targets).loss);
    });
}

fn step(group: &mut Group) {
    let (mut model, (x, targets)) = (Mlp::new(), batch());
    group.bench_function("ndarray, by hand", |bencher| {
        bencher.iter(|| model.step(black_box(&x), &targets));
    });
}

fn function_of_rows(group: &mut Group) {
    let xs = matrix([ROWS, COLUMNS], 1);
    let f = |x: ArrayView1<f32>| (x.mapv(f32::tanh) * 2.0 + x).sum();
    group.bench_function("ndarray, loop", |bencher| {
        bencher.iter(|| {
            black_box(&xs)
                .rows()
                .into_iter()
                .map(f)
                .collect::<Array1<f32>>()
        });
    });
}
