//! Arrays cross threads; transforms do not.

use numtape::prelude::*;

#[test]
fn arrays_are_send_and_sync() {
    fn check<T: Send + Sync + Clone + 'static>() {}
    check::<Array>();
    check::<numtape::Aval>();
    check::<numtape::Error>();
}

#[test]
fn gradients_of_shards_on_threads_equal_the_serial_gradient() {
    let w = np::linspace(-1.0, 1.0, 6);
    let xs = np::random::normal(&np::random::key(5), [64, 6]);
    let loss = |w: &Array, xs: &Array| (xs.matmul(w).tanh() - 0.5).square().sum(..);
    let serial = grad(|w: &Array| loss(w, &xs))(&w);
    let shards = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|i| {
                let (w, shard) = (w.clone(), xs.i(16 * i..16 * (i + 1)));
                scope.spawn(move || grad(|w: &Array| loss(w, &shard))(&w))
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect::<Vec<_>>()
    });
    let sum = shards.into_iter().reduce(|a, b| a + b).unwrap();
    numtape::assert_allclose!(sum, serial, rtol = 1e-12, atol = 1e-12);
}

#[test]
fn data_parallel_gradients_on_rayon_equal_the_serial_ones_bit_for_bit() {
    use rayon::prelude::*;
    let key = np::random::key(3);
    let xs = np::random::normal(&key, [96, 5]);
    let ts = np::random::normal(&np::random::key(4), [96]);
    let model = (
        np::linspace(-1.0, 1.0, 20).reshape([5, 4]),
        np::linspace(0.5, -0.5, 4),
    );
    let loss = |(hidden, out): &(Array, Array), rows: std::ops::Range<isize>| {
        let (xs, ts) = (xs.i(rows.clone()), ts.i(rows));
        (xs.matmul(hidden).tanh().matmul(out) - ts).square().sum(..)
    };
    // One tape per shard, on whichever thread takes it.
    let shard =
        |i: isize| value_and_grad(|m: &(Array, Array)| loss(m, 12 * i..12 * (i + 1)), &model);
    let total = |shards: Vec<(Array, (Array, Array))>| {
        let add = |a: (Array, (Array, Array)), b: (Array, (Array, Array))| {
            (a.0 + b.0, (a.1.0 + b.1.0, a.1.1 + b.1.1))
        };
        let (value, (hidden, out)) = shards.into_iter().reduce(add).unwrap();
        [value, hidden, out].map(|x| x.to_vec::<f64>().unwrap())
    };
    let serial = total((0..8).map(shard).collect());
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let parallel = pool.install(|| (0..8).into_par_iter().map(shard).collect());
        assert_eq!(total(parallel), serial, "{threads} threads");
    }
    // The whole batch at once adds up in another order.
    let (value, (hidden, out)) = value_and_grad(|m: &(Array, Array)| loss(m, 0..96), &model);
    for (whole, parts) in [value, hidden, out].iter().zip(serial) {
        let whole = np::ravel(whole);
        numtape::assert_allclose!(whole, np::array(parts), rtol = 1e-10, atol = 1e-10);
    }
}

#[test]
fn a_failure_on_a_worker_leaves_the_others_right() {
    use rayon::prelude::*;
    let w = array([1.0, 2.0]);
    let run = |i: usize| {
        let tape = GradientTape::new();
        tape.watch(&w);
        let x = np::ones([if i == 3 { 5 } else { 2 }]);
        let y = try_run(|| (&w * &x).sum(..))?;
        Ok(tape.gradient(&y, &w).unwrap().to_vec::<f64>().unwrap())
    };
    let results: Vec<Result<Vec<f64>, Error>> = (0..16).into_par_iter().map(run).collect();
    for (i, result) in results.into_iter().enumerate() {
        assert_eq!(result.ok(), (i != 3).then(|| vec![1.0, 1.0]), "{i}");
    }
}

#[test]
fn an_array_outlives_the_thread_that_made_it() {
    let x = std::thread::spawn(|| np::arange(100_000)).join().unwrap();
    assert_eq!(x.sum(..).item::<i64>().unwrap(), 4_999_950_000);
    std::thread::spawn(move || drop(x)).join().unwrap();
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let x = np::random::normal(&np::random::key(1), ([1000, 1000], F32));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let parts = [
                x.sum(..),
                x.sum(0).exp().sum(..),
                x.matmul(&x).mean(..),
                x.cumsum(0).max(..),
            ];
            parts.map(|p| p.item::<f32>().unwrap().to_bits())
        })
    };
    assert_eq!(run(1), run(3));
}

/// One large op of each class that threads share.
fn large_ops() -> Vec<Vec<f64>> {
    let x = np::random::normal(&np::random::key(8), [300, 500]);
    let tall = np::random::normal(&np::random::key(9), [3000, 64]);
    let rows = np::arange(3000) * 7 % 500;
    // Blocks that threads share by places, and by columns.
    let wide = np::random::normal(&np::random::key(10), [200, 600]);
    let wide = np::zeros([50, 600]).at(np::arange(200) % 50).add(wide);
    let sums = [64, 24].map(|n| {
        let target = np::zeros([500, n]);
        target.at(&rows).add(tall.i((.., ..n)))
    });
    let results = [
        sums[0].clone(),
        sums[1].clone(),
        wide,
        tall.sum(0),
        np::exp(&x) + &x,
        x.sum(0),
        x.matmul(x.t()),
        np::sort(&x, -1),
        np::cumsum(&x, 1),
        np::softmax(&x, 1),
    ];
    results.map(|x| x.to_vec::<f64>().unwrap()).to_vec()
}

#[test]
fn results_do_not_depend_on_the_limit_of_threads() {
    let one = numtape::with_num_threads(1, large_ops);
    for threads in [2, 3, 8] {
        assert!(
            one == numtape::with_num_threads(threads, large_ops),
            "{threads} threads"
        );
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        assert!(one == pool.install(large_ops), "a pool of {threads}");
    }
}

#[test]
fn a_limit_of_threads_ends_with_its_scope() {
    let before = numtape::num_threads();
    numtape::with_num_threads(before + 3, || {
        assert_eq!(numtape::num_threads(), before + 3);
        assert_eq!(numtape::with_num_threads(1, numtape::num_threads), 1);
        let panicked = std::panic::catch_unwind(|| numtape::with_num_threads(2, || panic!("out")));
        assert!(panicked.is_err());
        assert_eq!(numtape::num_threads(), before + 3);
    });
    assert_eq!(numtape::num_threads(), before);
    let text = numtape::try_run(|| numtape::with_num_threads(0, || ()))
        .unwrap_err()
        .to_string();
    assert!(text.contains("with_num_threads: count = 0"), "{text}");
}

#[test]
fn threads_that_compute_at_once_share_the_helpers() {
    let one = numtape::with_num_threads(1, large_ops);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert!(one == large_ops());
                }
            });
        }
    });
}

#[test]
fn any_number_of_threads_may_be_asked_for() {
    let x = np::linspace(-1.0, 1.0, 50_000);
    let one = numtape::with_num_threads(1, || np::sort(np::exp(&x), -1));
    let many = numtape::with_num_threads(usize::MAX, || {
        assert!(numtape::num_threads() <= 1024);
        np::sort(np::exp(&x), -1)
    });
    assert!(np::array_equal(&one, &many));
}
