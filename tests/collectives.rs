//! Collectives over a mapped axis, and the other options of `vmap` that concern the whole batch: its size, chunks.

use numtape::prelude::*;
use numtape::testing::stack_depth;
use numtape::transform::vmap::fallback_count;
use numtape::{
    all_gather, axis_index, axis_size, checkpoint, custom_vjp, hvp, pmax, pmean, pmin, ppermute,
    psum, vmap,
};

fn numbers(x: &Array) -> Vec<f64> {
    x.to_vec::<f64>().unwrap()
}

fn close(found: &Array, wanted: &Array) {
    assert_eq!(found.shape(), wanted.shape());
    assert!(np::allclose(found, wanted), "{found} is not {wanted}");
}

fn named<R: Tree>(f: impl Fn(Array) -> R, xs: &Array) -> R {
    vmap(f).axis_name("batch").call(xs)
}

fn error_of<R>(f: impl FnOnce() -> R) -> String {
    let Err(error) = try_run(f) else {
        panic!("no error")
    };
    assert_eq!(stack_depth(), 0);
    error.to_string()
}

#[test]
fn values() {
    let xs = array([[1.0, 8.0], [2.0, -1.0], [4.0, 0.5]]);
    let (sum, mean, most, least) = named(
        |x| {
            (
                psum(&x, "batch"),
                pmean(&x, "batch"),
                pmax(&x, "batch"),
                pmin(&x, "batch"),
            )
        },
        &xs,
    );
    for i in 0..3 {
        assert_eq!(numbers(&sum.i(i)), [7.0, 7.5]);
        close(&mean.i(i), &(array([7.0, 7.5]) / 3.0));
        assert_eq!(numbers(&most.i(i)), [4.0, 8.0]);
        assert_eq!(numbers(&least.i(i)), [1.0, -1.0]);
    }
    let all = named(|x| all_gather(&x, "batch"), &xs);
    assert_eq!(all.shape(), [3, 3, 2]);
    close(&all.i(2), &xs);
    let index = named(|x| axis_index("batch") + x.sum(..) * 0.0, &xs);
    assert_eq!(numbers(&index), [0.0, 1.0, 2.0]);
    assert_eq!(
        numbers(&named(|_| array(axis_size("batch") as f64), &xs)),
        [3.0; 3]
    );
    // A number that is the same for all examples counts for each; a structure is summed leaf by leaf; bools are counted.
    let (one, x, positive) = named(
        |x| psum(&(array(1.0), x.i(0), x.i(1).gt(0.0)), "batch"),
        &xs,
    );
    assert_eq!(numbers(&one), [3.0; 3]);
    assert_eq!(numbers(&x), [7.0; 3]);
    assert_eq!(positive.to_vec::<i64>().unwrap(), [2; 3]);
    let missing = named(|x| ppermute(&x, "batch", &[(2, 0)]), &xs);
    assert_eq!(numbers(&missing), [4.0, 0.5, 0.0, 0.0, 0.0, 0.0]);
    let nan = named(|x| pmax(&x, "batch"), &array([1.0, f64::NAN]));
    assert!(numbers(&nan).iter().all(|x| x.is_nan()));
}

/// A softmax over the batch, and the same with the axis in sight.
fn softmax(x: &Array) -> Array {
    let e = (x - pmax(x, "batch")).exp();
    &e / psum(&e, "batch")
}

fn softmax_of_all(xs: &Array) -> Array {
    let e = (xs - xs.max(0)).exp();
    &e / e.sum(0)
}

#[test]
fn derivatives_through_the_map() {
    let xs = array([[0.5, 2.0], [1.5, -1.0], [-0.25, 0.5]]);
    let weights = np::sin(np::arange(6.0)).reshape([3, 2]);
    let through = |xs: &Array| (named(|x| softmax(&x), xs) * &weights).sum(..);
    let plain = |xs: &Array| (softmax_of_all(xs) * &weights).sum(..);
    close(&named(|x| softmax(&x), &xs), &softmax_of_all(&xs));
    close(&grad(through)(&xs), &grad(plain)(&xs));
    let direction = np::cos(np::arange(6.0)).reshape([3, 2]);
    close(
        &jvp(through, &xs, &direction).1,
        &jvp(plain, &xs, &direction).1,
    );
    close(&hvp(through, &xs, &direction), &hvp(plain, &xs, &direction));
}

#[test]
fn derivatives_inside_the_map() {
    // The tape of each example sees the collective: its cotangent reaches all examples.
    let xs = array([1.0, 2.0, 4.0]);
    let w = array(3.0);
    let g = named(
        |x| grad(|w: &Array| (psum(&(w * &x), "batch")).square())(&w),
        &xs,
    );
    // Example i: Σⱼ over the losses of all examples j, as JAX defines it: 2·(7w)·3·xᵢ.
    close(&g, &(&xs * (2.0 * 21.0 * 3.0)));
    let gathered = named(
        |x| grad(|x: &Array| (all_gather(x, "batch") * array([1.0, 10.0, 100.0])).sum(..))(&x),
        &xs,
    );
    assert_eq!(numbers(&gathered), [3.0, 30.0, 300.0]);
    let largest = named(|x| grad(|x: &Array| pmax(&(x * x), "batch"))(&x), &xs);
    assert_eq!(numbers(&largest), [0.0, 0.0, 24.0]);
    let tied = named(
        |x| grad(|x: &Array| pmin(x, "batch"))(&x),
        &array([1.0, 1.0, 3.0]),
    );
    assert_eq!(numbers(&tied), [1.5, 1.5, 0.0]);
    // Data-parallel gradients: the mean of the examples' gradients, known to each.
    let loss = |w: &Array, x: &Array| (w * x - 1.0).square();
    let mean = named(|x| pmean(&grad(|w: &Array| loss(w, &x))(&w), "batch"), &xs);
    let all = grad(|w: &Array| np::mean((w * &xs - 1.0).square(), ..))(&w);
    close(&mean.i(1), &all);
}

#[test]
fn maps_in_maps_find_their_axes() {
    let xs = np::arange(6.0).reshape([2, 3]);
    let f = |x: Array| psum(&x, "rows") * 100.0 + psum(&x, "columns") + axis_index("rows");
    let y: Array = vmap(|row: Array| vmap(f).axis_name("columns").call::<_, Array>(&row))
        .axis_name("rows")
        .call(&xs);
    let wanted = xs.sum(axis(0).keepdims()) * 100.0
        + xs.sum(axis(1).keepdims())
        + np::arange(2.0).reshape([2, 1]);
    close(&y, &wanted);
    // The inner of two axes with one name.
    let y: Array = vmap(|row: Array| {
        vmap(|x: Array| psum(&x, "a"))
            .axis_name("a")
            .call::<_, Array>(&row)
    })
    .axis_name("a")
    .call(&xs);
    close(&y, &np::broadcast_to(xs.sum(axis(1).keepdims()), [2, 3]));
    // A map above the named one, and its gradient.
    let weights = array([1.0, -2.0, 0.5]);
    let g: Array = vmap(|row: Array| {
        grad(|ws: &Array| {
            let inner = vectorized_map(|w: Array| all_gather(&(w * &row.sum(..)), "rows"), ws);
            inner.square().sum(..)
        })(&weights)
    })
    .axis_name("rows")
    .call(&xs);
    let sums = xs.sum(1);
    let total = sums.square().sum(..);
    // Every example's loss holds all rows, so summed over examples each row counts twice.
    close(&g.sum(0), &(&weights * (4.0 * total)));
    assert_eq!(stack_depth(), 0);
}

#[test]
fn unmapped_arrays_and_sizes() {
    let y: Array = vmap(|x: Array| psum(&x, "n"))
        .axis_name("n")
        .axis_size(4)
        .in_axes([None])
        .out_axes([None])
        .call(array(2.5));
    assert_eq!(numbers(&y), [10.0]);
    let ids: Array = vmap(|()| axis_index("n") * 2)
        .axis_name("n")
        .axis_size(3)
        .call(());
    assert_eq!(ids.to_vec::<i64>().unwrap(), [0, 2, 4]);
    let wrong = error_of(|| -> Array { vmap(|x: Array| x).axis_size(3).call(np::ones([2])) });
    assert!(
        wrong.contains("axis_size is 3, but argument leaf 0 has 2"),
        "{wrong}"
    );
    assert_eq!(fallback_count(), 0);
}

#[test]
fn names_that_do_not_exist_are_errors() {
    let none = error_of(|| psum(&array(1.0), "batch"));
    assert!(
        none.contains("psum: no mapped axis is named 'batch', and none has a name here"),
        "{none}"
    );
    let other = error_of(|| named(|x| pmean(&x, "bach"), &np::ones([2])));
    assert!(other.contains("only 'batch'"), "{other}");
    let twice = error_of(|| named(|x| ppermute(&x, "batch", &[(0, 1), (0, 0)]), &np::ones([2])));
    assert!(twice.contains("repeats"), "{twice}");
    let out = error_of(|| named(|x| ppermute(&x, "batch", &[(0, 2)]), &np::ones([2])));
    assert!(out.contains("(0, 2)"), "{out}");
}

#[test]
fn chunks_are_the_whole_map() {
    let xs = np::sin(np::arange(14.0)).reshape([7, 2]);
    let shared = array([2.0, -1.0]);
    let f = |(x, w): (Array, Array)| {
        let noise = np::random::randn(x.shape());
        ((&x * &w + noise).sum(..), x.square())
    };
    let run = |chunk: Option<usize>| -> (Array, Array) {
        np::random::seed(3);
        let map = vmap(f).in_axes([Some(0), None]).out_axes([0, 1]);
        match chunk {
            Some(chunk) => map.chunk(chunk).call((&xs, &shared)),
            None => map.call((&xs, &shared)),
        }
    };
    let (a, b) = run(None);
    assert_eq!(b.shape(), [2, 7]);
    for chunk in [1, 2, 3, 6, 7, 100] {
        let (c, d) = run(Some(chunk));
        assert_eq!(numbers(&a), numbers(&c), "chunks of {chunk}");
        assert_eq!(numbers(&b), numbers(&d), "chunks of {chunk}");
    }
    // The stream goes on from the same place.
    let next = |chunk| {
        let _ = run(chunk);
        numbers(&np::random::rand([2]))
    };
    assert_eq!(next(None), next(Some(2)));
    let slope = grad(|xs: &Array| {
        let y: Array = vmap(|x: Array| (x.exp() * &shared).sum(..))
            .chunk(2)
            .call(xs);
        y.sum(..)
    })(&xs);
    close(&slope, &(xs.exp() * &shared));
    let empty: Array = vmap(|x: Array| x * 2.0).chunk(3).call(np::zeros([0, 2]));
    assert_eq!(empty.shape(), [0, 2]);
    let zero = error_of(|| -> Array { vmap(|x: Array| x).chunk(0).call(&xs) });
    assert!(zero.contains("chunk"), "{zero}");
    let name = error_of(|| -> Array { vmap(|x: Array| x).chunk(2).axis_name("n").call(&xs) });
    assert!(name.contains("'n'"), "{name}");
}

#[test]
fn collectives_compute_in_wide_dtypes() {
    let small = named(
        |x| (psum(&x, "batch"), pmean(&x, "batch")),
        &array([200_u8, 200]),
    );
    assert_eq!(small.0.to_vec::<u64>().unwrap(), [400, 400]);
    assert_eq!(numbers(&small.1), [200.0, 200.0]);
    let halves = np::full(([1000], F16), 100.0);
    let mean = named(|x| pmean(&x, "batch"), &halves);
    assert_eq!(mean.dtype(), F16);
    assert_eq!(mean.astype(F64).i(0).item::<f64>().unwrap(), 100.0);
    let shared = array([3_u8]);
    let count = named(|_| psum(&shared, "batch"), &np::ones([300]));
    assert_eq!(count.i((0, 0)).item::<u64>().unwrap(), 900);
    let none = named(|x| pmax(&x, "batch"), &np::zeros([0, 2]));
    assert_eq!(none.shape(), [0, 2]);
}

#[test]
fn the_gradient_of_a_nan_extremum_goes_to_the_nan() {
    let xs = array([1.0, f64::NAN, 3.0]);
    let total = |xs: &Array| named(|x| pmax(&x, "batch"), xs).i(0);
    assert_eq!(numbers(&grad(total)(&xs)), [0.0, 1.0, 0.0]);
}

#[test]
fn rules_with_closures_find_the_axes_of_their_map() {
    let (w, xs) = (array(3.0), array([1.0, 2.0, 4.0]));
    let wrapped = checkpoint(|w: &Array| psum(&w.square(), "batch"));
    let f = |w: &Array| named(|x| x * wrapped(w), &xs).sum(..);
    // Σₓ x · 3 w², so 7 · 3 · 2 w.
    assert_eq!(grad(f)(&w).item::<f64>().unwrap(), 126.0);
    assert_eq!(jvp(f, &w, &array(1.0)).1.item::<f64>().unwrap(), 126.0);
    let doubled = custom_vjp(
        |w: &Array| w.clone(),
        |_w: &Array, _y: &Array, ct: &Array| pmean(ct, "batch") * 2.0,
    );
    let f = |w: &Array| named(|x| x * doubled(w), &xs).sum(..);
    assert_eq!(grad(f)(&w).item::<f64>().unwrap(), 14.0);
}
