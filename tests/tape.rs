//! The semantics of gradient tapes: TensorFlow's, without its traps.

use numtape::prelude::*;
use std::collections::BTreeMap;

fn number(x: &Array) -> f64 {
    x.item::<f64>().unwrap()
}

fn numbers(x: &Array) -> Vec<f64> {
    x.to_vec::<f64>().unwrap()
}

#[test]
fn unconnected_sources_are_none_or_zeros() {
    let (x, w) = (array(2.0), np::ones([2, 3]));
    let tape = GradientTape::persistent();
    tape.watch([&x, &w]);
    let y = &x * &x;
    let [dx, dw] = tape.gradient(&y, [&x, &w]);
    assert_eq!(number(&dx.unwrap()), 4.0);
    assert!(dw.is_none());
    let options = GradientOptions::new().unconnected(Unconnected::Zero);
    let dw = tape.gradient_with(&y, &w, &options).unwrap();
    assert_eq!((dw.shape(), number(&dw.sum(..))), ([2, 3].as_slice(), 0.0));
}

#[test]
fn int_sources_get_zeros_of_their_dtype_on_request() {
    let n = array([1_i64, 2]);
    let tape = GradientTape::new();
    tape.watch(&n);
    let y = n.astype(F64).sum(..);
    let options = GradientOptions::new().unconnected(Unconnected::Zero);
    let dn = tape.gradient_with(&y, &n, &options).unwrap();
    assert_eq!((dn.dtype(), dn.to_vec::<i64>().unwrap()), (I64, vec![0, 0]));
}

#[test]
fn nested_sources_and_targets() {
    let (a, b, c) = (array(1.0), array(2.0), array(3.0));
    let tape = GradientTape::new();
    tape.watch(vec![a.clone(), b.clone(), c.clone()]);
    let targets = vec![&a * &b, &b * &c];
    let sources = BTreeMap::from([("first", vec![&a, &b]), ("second", vec![&c])]);
    let grads = tape.gradient(&targets, &sources);
    // d(ab + bc) = (b, a + c, b)
    let grads: Vec<f64> = grads
        .values()
        .flatten()
        .map(|g| number(g.as_ref().unwrap()))
        .collect();
    assert_eq!(grads, [2.0, 4.0, 2.0]);
}

#[test]
fn a_target_that_is_a_source_contributes_its_seed() {
    let x = array(2.0);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let y = &x * &x;
    assert_eq!(number(&tape.gradient([&x, &y], &x).unwrap()), 5.0);
    assert_eq!(number(&tape.gradient([&x, &x], &x).unwrap()), 2.0);
    let options = GradientOptions::new().output_gradients([array(1.0), array(2.0)]);
    assert_eq!(
        number(&tape.gradient_with([&y, &x], &x, &options).unwrap()),
        6.0
    );
}

#[test]
fn intermediate_sources() {
    let x = array(2.0);
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = &x * &x;
    let z = &y * &y;
    let (dy, dx) = tape.gradient(&z, (&y, &x));
    assert_eq!((number(&dy.unwrap()), number(&dx.unwrap())), (8.0, 32.0));
}

#[test]
fn targets_of_any_shape_are_summed() {
    let x = array([1.0, 2.0]);
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = &x * np::ones([3, 1]);
    assert_eq!(numbers(&tape.gradient(&y, &x).unwrap()), [3.0, 3.0]);
}

#[test]
fn output_gradients_are_used_and_checked() {
    let x = array([1.0, 2.0]);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let y = &x * &x;
    let with = |seed: Array| {
        let options = GradientOptions::new().output_gradients([seed]);
        try_run(|| tape.gradient_with(&y, &x, &options).unwrap())
    };
    assert_eq!(numbers(&with(array([1.0, 10.0])).unwrap()), [2.0, 40.0]);
    assert_eq!(numbers(&with(array(10.0)).unwrap()), [20.0, 40.0]);
    assert!(with(np::ones([3])).is_err());
    assert!(with(np::ones(([2], F32))).is_err());
    let two = GradientOptions::new().output_gradients([array(1.0), array(1.0)]);
    let error = try_run(|| tape.gradient_with(&y, &x, &two)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("2 output gradients were given for 1 targets"),
        "{error}"
    );
}

#[test]
fn stop_recording_and_reset() {
    let x = array(3.0);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let y = &x * &x;
    let hidden = tape.stop_recording(|| &x * 10.0);
    // made before the pause: still connected
    let z = &y * &hidden;
    assert_eq!(number(&tape.gradient(&z, &x).unwrap()), 180.0);
    assert!(tape.gradient(&hidden, &x).is_none());
    tape.reset();
    let y = &x * &x;
    assert!(
        tape.gradient(&y, &x).is_none(),
        "a reset forgets what was watched"
    );
    tape.watch(&x);
    let y = &x * &x;
    assert_eq!(number(&tape.gradient(&y, &x).unwrap()), 6.0);
}

#[test]
fn stopping_and_starting_again() {
    let x = array(3.0);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let y = &x * &x;
    tape.stop();
    let unrecorded = &y * 2.0;
    tape.start();
    let z = &y * 5.0;
    assert!(tape.gradient(&unrecorded, &x).is_none());
    assert_eq!(number(&tape.gradient(&z, &x).unwrap()), 30.0);
    let error = try_run(|| tape.start()).unwrap_err();
    assert!(error.to_string().contains("still recording"), "{error}");
}

#[test]
fn integers_cut_the_path() {
    let x = array(2.0);
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = x.astype(I32).astype(F64) * 3.0;
    let reason = tape.explain_none(&y, &x).unwrap();
    assert!(reason.contains("used the source: `astype`"), "{reason}");
    assert!(tape.gradient(&y, &x).is_none());
}

#[test]
fn none_is_explained() {
    let (x, other) = (array(2.0), array(3.0));
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = &other * 2.0;
    let z = &x * 2.0;
    assert!(
        tape.explain_none(&z, &other)
            .unwrap()
            .contains("was not watched")
    );
    assert!(
        tape.explain_none(&y, &x)
            .unwrap()
            .contains("no op that was recorded uses")
            || tape
                .explain_none(&y, &x)
                .unwrap()
                .contains("does not depend")
    );
    assert!(tape.explain_none(&z, &x).is_none());
    let floored = np::floor(&x);
    assert_eq!(
        tape.explain_none(&floored, &x).unwrap(),
        "the target was made by `floor`, which has no derivative"
    );
}

#[test]
fn only_declared_residuals_are_kept() {
    let x = np::ones([1000]);
    let w = np::ones([1000]);
    let tape = GradientTape::new();
    tape.watch(&w);
    let y = &x * &w;
    // the product with an unwatched factor keeps that factor, not the watched one
    assert_eq!(
        (
            tape.stats().nodes,
            tape.stats().residuals,
            tape.stats().bytes
        ),
        (1, 1, 8000)
    );
    let z = (&y + 1.0).reshape([10, 100]).sum(..);
    assert_eq!(
        (tape.stats().nodes, tape.stats().residuals),
        (4, 1),
        "linear ops keep nothing"
    );
    let text = tape.to_string();
    assert!(text.contains("multiply"), "{text}");
    assert_eq!(tape.gradient(&z, &w).unwrap().shape(), [1000]);
}

#[test]
fn dead_nodes_are_removed() {
    let x = np::ones([4]);
    let tape = GradientTape::new();
    tape.watch(&x);
    let mut kept = &x * 1.0;
    for _ in 0..10_000 {
        let _unused = (&x * 2.0).exp();
    }
    kept *= 3.0;
    assert!(tape.stats().nodes < 3000, "{:?}", tape.stats());
    assert_eq!(numbers(&tape.gradient(&kept, &x).unwrap()), [3.0; 4]);
}

#[test]
fn long_chains_do_not_recurse() {
    let x = array(1.0);
    let tape = GradientTape::new();
    tape.watch(&x);
    let mut y = x.clone();
    for _ in 0..100_000 {
        y += 1e-6;
    }
    assert_eq!(number(&tape.gradient(&y, &x).unwrap()), 1.0);
}

#[test]
fn no_grad_pauses_every_tape() {
    let x = array(2.0);
    let outer = GradientTape::new();
    let inner = GradientTape::new();
    outer.watch(&x);
    inner.watch(&x);
    let y = no_grad(|| &x * &x);
    let z = &x * &y;
    assert_eq!(number(&inner.gradient(&z, &x).unwrap()), 4.0);
    assert_eq!(number(&outer.gradient(&z, &x).unwrap()), 4.0);
}

#[test]
fn complex_gradients_follow_the_conjugate_convention() {
    use num_complex::Complex;
    let z = array(Complex::new(2.0, 3.0));
    let at = |f: &dyn Fn(&Array) -> Array| {
        let tape = GradientTape::new();
        tape.watch(&z);
        let y = f(&z);
        tape.gradient(&y, &z)
            .unwrap()
            .item::<Complex<f64>>()
            .unwrap()
    };
    // TensorFlow's values: d(z·z) is conj(2z), |z| gives z/|z|, conj gives 1, imag gives 1j
    assert_eq!(at(&|z| z * z), Complex::new(4.0, -6.0));
    assert_eq!(at(&|z| np::conj(z)), Complex::new(1.0, 0.0));
    assert_eq!(at(&|z| np::imag(z)), Complex::new(0.0, 1.0));
    let slope = at(&|z| z.abs());
    let norm = 13.0_f64.sqrt();
    assert!(
        (slope - Complex::new(2.0 / norm, 3.0 / norm)).norm() < 1e-15,
        "{slope}"
    );
}

#[test]
fn functional_gradients_of_structures() {
    let params = (array([1.0, 2.0]), vec![array(3.0), array(4_i64)]);
    let f = |p: &(Array, Vec<Array>)| (&p.0 * &p.1[0]).sum(..);
    let (value, grads) = value_and_grad(f, &params);
    assert_eq!(number(&value), 9.0);
    assert_eq!(numbers(&grads.0), [3.0, 3.0]);
    assert_eq!(number(&grads.1[0]), 3.0);
    assert_eq!(grads.1[1].dtype(), I64);
}

#[test]
fn pullbacks_can_be_called_again() {
    let x = array([1.0, 2.0]);
    let (y, pullback) = vjp(|x: &Array| (x * x, x.sum(..)), &x);
    assert_eq!(number(&y.1), 3.0);
    let once = pullback.call(&(array([1.0, 0.0]), array(0.0)));
    let again = pullback.call(&(array([0.0, 1.0]), array(1.0)));
    assert_eq!(
        (numbers(&once), numbers(&again)),
        (vec![2.0, 0.0], vec![1.0, 5.0])
    );
}

#[test]
fn a_tracked_array_on_another_thread_is_noticed_in_debug_builds() {
    let x = array(2.0);
    let tape = GradientTape::new();
    tape.watch(&x);
    let result = std::thread::scope(|scope| scope.spawn(|| try_run(|| &x * 2.0)).join().unwrap());
    assert_eq!(result.is_err(), cfg!(debug_assertions));
    drop(tape);
    assert!(
        std::thread::scope(|scope| scope.spawn(|| try_run(|| &x * 2.0)).join().unwrap()).is_ok()
    );
}

#[test]
fn gradients_do_not_depend_on_buffer_reuse() {
    // temporaries given up by value under a tape must not overwrite what the tape keeps
    let x = np::linspace(0.1, 1.0, 1000);
    let by_value = grad(|x: &Array| ((x.exp() * 2.0 + x).tanh() * x).sum(..))(&x);
    let by_reference = grad(|x: &Array| {
        let e = x.exp();
        let f = &e * 2.0;
        let g = &f + x;
        let h = g.tanh();
        let k = &h * x;
        k.sum(..)
    })(&x);
    assert_eq!(numbers(&by_value), numbers(&by_reference));
}

#[test]
fn each_thread_may_watch_a_shared_array() {
    let w = array(3.0);
    let barrier = std::sync::Barrier::new(2);
    let slope = || {
        let tape = GradientTape::new();
        tape.watch(&w);
        barrier.wait();
        let y = &w * &w;
        tape.gradient(&y, &w).map(|g| number(&g))
    };
    let slopes = std::thread::scope(|scope| {
        [scope.spawn(slope), scope.spawn(slope)].map(|t| t.join().unwrap())
    });
    assert_eq!(slopes, [Some(6.0), Some(6.0)]);
}

#[test]
fn errors_of_gradient_functions_name_the_users_line() {
    let here = line!() + 1;
    let error = try_run(|| grad(|x: &Array| x * 2.0)(&np::ones([2]))).unwrap_err();
    let at = error.location().unwrap();
    assert_eq!((at.file(), at.line()), (file!(), here));
    let error = try_run(|| value_and_grad(|x: &Array| x * 2.0, &np::ones([2]))).unwrap_err();
    assert_eq!(error.location().unwrap().file(), file!());
}

#[test]
fn output_gradients_that_are_numbers_adapt() {
    let x = np::ones(([2], F32));
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = &x * 3.0;
    let options = GradientOptions::new().output_gradients([2.0]);
    assert_eq!(
        tape.gradient_with(&y, &x, &options)
            .unwrap()
            .to_vec::<f32>()
            .unwrap(),
        [6.0, 6.0]
    );
}
