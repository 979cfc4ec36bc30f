//! The semantics of gradient tapes: TensorFlow's, without its traps.

#[path = "common/numbers.rs"]
mod numbers;

use numbers::{number, numbers};
use numtape::prelude::*;
use numtape::{checkpoint, custom_vjp};
use std::collections::BTreeMap;

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
fn a_reset_tape_does_not_take_old_results_for_new_ones() {
    let x = array([1.0, 2.0]);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let old = &x * 3.0;
    tape.reset();
    tape.watch(&x);
    // The first result of the new recording stands where `old` stood in the old one.
    let new = &x * 5.0;
    let y = (&old + &new).sum(..);
    assert_eq!(numbers(&tape.gradient(&y, &x).unwrap()), [5.0, 5.0]);
    assert!(tape.gradient(&old, &x).is_none());
}

#[test]
fn every_tape_around_an_op_knows_its_result() {
    let x = array([1.0, 2.0]);
    let outer = GradientTape::persistent();
    outer.watch(&x);
    let inner = GradientTape::persistent();
    inner.watch(&x);
    let y = x.square();
    let z = (&y * &y).sum(..);
    for tape in [&outer, &inner] {
        assert_eq!(numbers(&tape.gradient(&z, &y).unwrap()), [2.0, 8.0]);
        assert_eq!(numbers(&tape.gradient(&z, &x).unwrap()), [4.0, 32.0]);
    }
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
fn runs_of_our_own_end_no_path() {
    let x = array(2.0);
    let tape = GradientTape::new();
    tape.watch(&x);
    let _once = checkpoint(|x: &Array| x.sin().cos())(&x);
    let _own = custom_vjp(Array::exp, |_x: &Array, y: &Array, ct: &Array| y * ct)(&x);
    let y = np::floor(&x) * 2.0;
    let reason = tape.explain_none(&y, &x).unwrap();
    assert!(reason.ends_with("used the source: `floor`; the target was not recorded (it depends on no watched array, or was made in `no_grad` or `stop_recording`, after the tape ended, or on another thread)"), "{reason}");
}

#[test]
fn paused_ops_displace_no_reason() {
    let x = array(2.5);
    let tape = GradientTape::new();
    tape.watch(&x);
    let floored = np::floor(&x);
    no_grad(|| {
        for _ in 0..2_000 {
            let _logged = (x.sin(), np::rint(&x));
        }
    });
    assert_eq!(
        tape.explain_none(&floored, &x).unwrap(),
        "the target was made by `floor`, which has no derivative"
    );
    let reason = tape.explain_none(&(floored * 2.0), &x).unwrap();
    assert!(reason.contains("used the source: `floor`, "), "{reason}");
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
fn dead_nodes_are_removed_from_all_tapes_around() {
    let x = np::ones([4]);
    let tapes = [(); 4].map(|()| GradientTape::new());
    for tape in &tapes {
        tape.watch(&x);
    }
    let kept = &x * 3.0;
    for _ in 0..5_000 {
        let _unused = (&x * 2.0).sin();
    }
    for tape in &tapes {
        assert!(tape.stats().nodes < 3000, "{:?}", tape.stats());
    }
    for tape in tapes {
        assert_eq!(numbers(&tape.gradient(&kept, &x).unwrap()), [3.0; 4]);
    }
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

#[test]
fn tapes_print_one_line_per_op() {
    let (x, w) = (np::ones([2, 3]), np::ones(([3], F32)));
    let tape = GradientTape::new();
    tape.watch([&x, &w]);
    let line = line!() + 1;
    let y = x.matmul(&w).exp();
    let parts = np::sort(&y, 0) + 1.0;
    let wanted = [
        (0, "%2: f64[3] = astype(%1: f32[3])"),
        (
            0,
            "%3: f64[2] = dot(%0: f64[2, 3], %2: f64[3]), keeps 72 bytes",
        ),
        (0, "%4: f64[2] = exp(%3: f64[2]), keeps 16 bytes"),
        (1, "%5: f64[2] = sort(%4: f64[2]), keeps 16 bytes"),
        (1, "%6: f64[2] = add(%5: f64[2], f64[])"),
    ];
    let wanted: String = wanted
        .iter()
        .map(|(below, text)| {
            if cfg!(debug_assertions) {
                format!("{text}  // {}:{}\n", file!(), line + below)
            } else {
                format!("{text}\n")
            }
        })
        .collect();
    assert_eq!(tape.to_string(), wanted);
    drop(parts);
}

#[test]
fn the_lines_of_ops_are_the_users() {
    if cfg!(not(debug_assertions)) {
        return;
    }
    let x = array([1.0, 2.0, 4.0]);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let first = line!() + 1;
    let spread = np::std(&x, ..);
    let slope = grad(|x: &Array| x.square().sum(..))(&x);
    let lines: Vec<String> = tape
        .to_string()
        .lines()
        .filter_map(|line| Some(line.split_once("// ")?.1.to_string()))
        .collect();
    let count = |line: u32| {
        lines
            .iter()
            .filter(|at| **at == format!("{}:{line}", file!()))
            .count()
    };
    // All ops of a composition, and of a sweep, belong to the call; an alias to none.
    assert!(count(first) > 3, "{tape}");
    assert!(count(first + 1) > 2, "{tape}");
    assert_eq!(count(first) + count(first + 1), lines.len());
    assert_eq!(lines.len() + 1, tape.stats().nodes, "{tape}");
    drop((spread, slope));
}

#[test]
fn every_kind_of_none_is_explained() {
    let (x, n) = (array(2.0), array(3_i64));
    let early = &x * 2.0;
    let other = GradientTape::persistent();
    other.watch(&x);
    let elsewhere = no_grad(|| 1.0) * &x;
    drop(other);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let why = |target: &Array| {
        assert!(tape.gradient(target, &x).is_none());
        tape.explain_none(target, &x).unwrap()
    };
    let says = |target: &Array, text: &str| {
        let reason = why(target);
        assert!(reason.contains(text), "{reason}");
    };
    says(&early, "made before the source was watched");
    says(&elsewhere, "recorded by another tape");
    says(&n, "the target has dtype i64, which has no gradients");
    says(
        &no_grad(|| &x * 2.0),
        "made by `multiply` in `no_grad` or `stop_recording`",
    );
    says(
        &(tape.stop_recording(|| x.exp()) + 1.0),
        "`exp` in `no_grad` or `stop_recording`",
    );
    says(&stop_gradient(&x), "`stop_gradient` made the target");
    says(
        &(stop_gradient(&x) * 2.0),
        "used the source: `stop_gradient`",
    );
    says(&(np::round(&x, 0) + 1.0), "used the source: `rint`");
    says(&x.astype(I32).astype(F64), "used the source: `astype`");
    says(&x.gt(0.0).astype(F64), "used the source: `greater`");
    let y = &x * 3.0;
    assert!(tape.explain_none(&y, &x).is_none());
    tape.watch(&y);
    says(&array(1.0), "made");
    let reason = tape.explain_none(&y, &n).unwrap();
    assert!(
        reason.contains("the source has dtype i64, which has no gradients"),
        "{reason}"
    );
    let reason = tape.explain_none(&y, &array(1.0)).unwrap();
    assert!(reason.contains("call `tape.watch(&source)`"), "{reason}");
    tape.stop();
    says(&(&y * 2.0), "after the tape ended");
}

/// A user's structure.
#[derive(Clone)]
struct Layer {
    weight: Array,
    bias: Vec<Array>,
}

impl Tree for Layer {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Layer {
        Layer {
            weight: f(&self.weight),
            bias: self.bias.iter().map(f).collect(),
        }
    }
}

#[test]
fn structures_are_watched_leaf_by_leaf() {
    let layer = Layer {
        weight: array([1.0, 2.0]),
        bias: vec![array(3.0), array(4.0)],
    };
    let more = BTreeMap::from([("a", array(5.0))]);
    let tape = GradientTape::persistent();
    tape.watch(&layer);
    tape.watch((&more, [&layer], vec![&layer]));
    let y = (&layer.weight * &layer.bias[0]).sum(..) * &more["a"] + &layer.bias[1];
    let slopes = tape.gradient_or_zeros(&y, &layer);
    assert_eq!(numbers(&slopes.weight), [15.0, 15.0]);
    assert_eq!(number(&slopes.bias[0]), 15.0);
    assert_eq!(number(&slopes.bias[1]), 1.0);
    assert_eq!(number(&tape.gradient(&y, &more)["a"].clone().unwrap()), 9.0);
}

#[test]
fn several_targets_take_as_many_output_gradients() {
    let x = array([1.0, 2.0]);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let targets = (&x * 2.0, vec![x.sum(..), (&x * &x).astype(F32)]);
    let with = |seeds: Vec<Array>| {
        let options = GradientOptions::new().output_gradients(seeds);
        try_run(|| tape.gradient_with((&targets.0, &targets.1), &x, &options))
    };
    let ones = array([1.0, 10.0]);
    let narrow = ones.astype(F32);
    let slope = with(vec![ones.clone(), array(100.0), narrow.clone()]);
    assert_eq!(numbers(&slope.unwrap().unwrap()), [104.0, 160.0]);
    // Without seeds every target counts as its sum.
    assert_eq!(
        numbers(&tape.gradient((&targets.0, &targets.1), &x).unwrap()),
        [5.0, 7.0]
    );
    for (seeds, text) in [
        (
            vec![ones.clone(), array(1.0)],
            "2 output gradients were given for 3 targets",
        ),
        (vec![], "0 output gradients were given for 3 targets"),
        (
            vec![ones.clone(), ones.clone(), narrow.clone()],
            "output gradient 1 is f64[2], but its target is f64[]",
        ),
        (
            vec![ones.clone(), array(1.0), ones.clone()],
            "output gradient 2 is f64[2], but its target is f32[2]",
        ),
        (
            vec![np::ones([2, 1]), array(1.0), narrow.clone()],
            "output gradient 0 is f64[2, 1]",
        ),
    ] {
        let error = with(seeds).unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
}

#[test]
fn holomorphic_derivatives_are_not_conjugated() {
    use num_complex::Complex;
    use numtape::grad_holomorphic;
    let z = array(Complex::new(0.5, -1.5));
    let w = array([Complex::new(2.0, 1.0), Complex::new(-1.0, 0.5)]);
    let f = |p: &(Array, Array)| (&p.0 * p.0.exp() * &p.1).sum(..);
    let (dz, dw) = grad_holomorphic(f)(&(z.clone(), w.clone()));
    let wanted = (&z + 1.0) * z.exp() * w.sum(..);
    assert!(np::allclose(&dz, wanted), "{dz}");
    assert!(np::allclose(&dw, &z * z.exp() * np::ones([2])), "{dw}");
    // The gradient of the convention is the conjugate.
    let tape = GradientTape::new();
    tape.watch(&z);
    let conjugate = tape.gradient(f(&(z.clone(), w.clone())), &z).unwrap();
    assert!(np::allclose(np::conj(&conjugate), &dz));
    // It nests, and maps.
    let cube = |z: &Array| z * z * z;
    let second = grad_holomorphic(grad_holomorphic(cube))(&z);
    assert!(np::allclose(second, &z * 6.0));
    let rows = vectorized_map(|z| grad_holomorphic(cube)(&z), &w);
    assert!(np::allclose(rows, w.square() * 3.0));

    let failure = |f: &dyn Fn() -> Array| try_run(f).unwrap_err().to_string();
    let text = failure(&|| grad_holomorphic(|x: &Array| x * 2.0)(&array(1.0)));
    assert!(
        text.contains("input 0 is f64[], but holomorphic functions are complex"),
        "{text}"
    );
    let text = failure(&|| grad_holomorphic(|z: &Array| z.abs())(&z));
    assert!(text.contains("the result is f64[]"), "{text}");
    let text = failure(&|| grad_holomorphic(|w: &Array| w * 2.0)(&w));
    assert!(text.contains("must return a 0-d array"), "{text}");
}

#[test]
fn a_training_step_of_the_digits_network_keeps_its_residuals_only() {
    let (batch, inputs, hidden, outputs) = (64, 64, 128, 10);
    let x = np::ones(([batch, inputs], F32));
    let targets = np::ones(([batch, outputs], F32));
    let w1 = np::full(([inputs, hidden], F32), 0.01);
    let b1 = np::zeros(([hidden], F32));
    let w2 = np::full(([hidden, outputs], F32), 0.01);
    let b2 = np::zeros(([outputs], F32));
    let tape = GradientTape::new();
    tape.watch([&w1, &b1, &w2, &b2]);
    let activations = np::maximum(x.matmul(&w1) + &b1, 0.0);
    let scores = np::log_softmax(activations.matmul(&w2) + &b2, -1);
    let loss = -(scores * &targets).sum(-1).mean(..);
    // Products keep their operands (not `w1`, since `x` needs no gradient), `maximum` its operand and its result, of which the
    // result is also the next product's operand, log_softmax what `exp` gives, and the last product the targets.
    let elements = batch * inputs + 2 * batch * hidden + hidden * outputs + 2 * batch * outputs;
    let row = batch * 4; // of sums
    let bytes = tape.stats().bytes;
    assert!(
        bytes <= elements * 4 + 4 * row,
        "{bytes} bytes, {elements} elements declared"
    );
    assert!(bytes >= (batch * inputs + batch * hidden + hidden * outputs) * 4);
    assert!(tape.gradient(&loss, &w1).is_some());
}
