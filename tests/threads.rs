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
