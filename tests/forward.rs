//! Forward mode, alone and nested with tapes and maps in every order, and the Jacobians built on it.

#[path = "common/numbers.rs"]
mod numbers;

use numbers::{close, number};
use numtape::prelude::*;
use numtape::testing::{Samples, directional_derivative, stack_depth};
use numtape::{
    JacobianOptions, Mode, TapeJacobian, hessian, hvp, jacfwd, jacobian, jacobian_with, jacrev, vhp,
};
use std::collections::BTreeMap;

fn cube(x: &Array) -> Array {
    x * x * x
}

#[test]
fn derivatives_of_any_order_by_nesting() {
    let d = |f: &dyn Fn(&Array) -> Array, x: &Array| jvp(f, x, &np::ones_like(x)).1;
    let x = array(2.0);
    assert_eq!(number(&d(&cube, &x)), 12.0);
    assert_eq!(number(&d(&|x| d(&cube, x), &x)), 12.0);
    assert_eq!(number(&d(&|x| d(&|x| d(&cube, x), x), &x)), 6.0);
    assert_eq!(number(&d(&|x| grad(cube)(x), &x)), 12.0);
    assert_eq!(number(&grad(|x: &Array| d(&cube, x))(&x)), 12.0);
    assert_eq!(number(&grad(grad(|x: &Array| d(&cube, x)))(&x)), 6.0);
    assert_eq!(number(&grad(|x: &Array| d(&|x| grad(cube)(x), x))(&x)), 6.0);
    assert_eq!(stack_depth(), 0);
}

#[test]
fn perturbations_are_not_confused() {
    // d/dx (x · d/dy (x + y)) = 1, not 2.
    let one = array(1.0);
    let f = |x: &Array| x * jvp(|y: &Array| x + y, &one, &one).1;
    assert_eq!(number(&jvp(f, &one, &one).1), 1.0);
    // The same with the inner derivative in the direction of the outer variable.
    let g = |x: &Array| jvp(|y: &Array| x * y, &one, x).1;
    assert_eq!(number(&jvp(g, &array(3.0), &one).1), 6.0);
}

/// Tangents are scaled before they are broadcast, which must not show: each op with an operand of another shape against
/// the same op with that operand broadcast beforehand.
#[test]
fn tangents_of_broadcast_operands() {
    let big = array([[0.5, -1.5, 2.0], [1.25, 0.75, -0.25]]);
    let ops: [fn(&Array, &Array) -> Array; 12] = [
        |x, y| x + y,
        |x, y| x - y,
        |x, y| x * y,
        |x, y| x / y,
        |x, y| np::power(np::abs(x), y),
        |x, y| np::arctan2(x, y),
        |x, y| np::hypot(x, y),
        |x, y| np::maximum(x, y),
        |x, y| np::logaddexp(x, y),
        |x, y| np::remainder(x, y),
        |x, y| np::where_(np::greater(x, 0.0), x, y),
        |x, y| np::clip(x, y, 1.0),
    ];
    let smalls = [array(0.7), array([0.7, -0.8, 1.1]), array([[0.7], [-1.1]])];
    for (i, op) in ops.iter().enumerate() {
        for small in &smalls {
            let (t, dt) = (np::cos(small), np::sin(&big));
            let whole = np::broadcast_to(small, [2, 3]);
            let whole_t = np::broadcast_to(&t, [2, 3]);
            for flipped in [false, true] {
                let f = |x: &Array, y: &Array| if flipped { op(y, x) } else { op(x, y) };
                let right = jvp(|y: &Array| f(&big, y), &whole, &whole_t).1;
                let found = jvp(|y: &Array| f(&big, y), small, &t).1;
                assert_eq!(found.shape(), [2, 3], "op {i}");
                close(&found, right);
                let both = |(x, y): &(Array, Array)| f(x, y);
                let right = jvp(
                    both,
                    &(big.clone(), whole.clone()),
                    &(dt.clone(), whole_t.clone()),
                )
                .1;
                close(
                    &jvp(
                        both,
                        &(big.clone(), small.clone()),
                        &(dt.clone(), t.clone()),
                    )
                    .1,
                    right,
                );
                let other = jvp(|x: &Array| f(x, small), &big, &dt).1;
                close(&other, jvp(|x: &Array| f(x, &whole), &big, &dt).1);
                // The reverse of an operand that was broadcast sums.
                let gradient = grad(|y: &Array| (f(&big, y) * &dt).sum(..))(small);
                let right = grad(|y: &Array| (f(&big, y) * &dt).sum(..))(&whole);
                let right = match small.ndim() {
                    0 => right.sum(..),
                    1 => right.sum(0),
                    _ => right.sum(axis(1).keepdims()),
                };
                close(&gradient, right);
            }
        }
    }
}

#[test]
fn maps_and_forward_mode_commute() {
    let xs = array([[0.5, -1.0], [2.0, 0.25], [1.5, 1.0]]);
    let ts = array([[1.0, 0.5], [-1.0, 2.0], [0.0, 1.0]]);
    let f = |x: &Array| (x.sin() * x.sum(..)).exp();
    let inside = vectorized_map(|(x, t)| jvp(f, &x, &t).1, (&xs, &ts));
    let outside = jvp(|xs: &Array| vectorized_map(|x| f(&x), xs), &xs, &ts).1;
    let rows: Vec<Array> = (0..3).map(|i| jvp(f, &xs.i(i), &ts.i(i)).1).collect();
    close(&inside, np::stack(rows.clone(), 0));
    close(&outside, np::stack(rows, 0));
    // One point in many directions, and one direction at many points.
    let many = vectorized_map(|t| jvp(f, &xs.i(0), &t).1, &ts);
    close(&many.i(1), jvp(f, &xs.i(0), &ts.i(1)).1);
    let many = vectorized_map(|x| jvp(f, &x, &ts.i(0)).1, &xs);
    close(&many.i(2), jvp(f, &xs.i(2), &ts.i(0)).1);
    assert_eq!(stack_depth(), 0);
}

#[test]
fn results_that_do_not_depend_have_zero_tangents() {
    let x = array([1.0, 2.0]);
    let (_, (constant, index, cut)) = jvp(
        |x: &Array| (np::ones([3]), np::argmax(x, ..), stop_gradient(x)),
        &x,
        &x,
    );
    assert_eq!(constant.to_vec::<f64>().unwrap(), [0.0; 3]);
    assert_eq!(index.dtype(), I64);
    assert_eq!(cut.to_vec::<f64>().unwrap(), [0.0; 2]);
}

#[test]
fn values_can_be_read_and_branched_on() {
    let relu = |x: &Array| {
        if x.item::<f64>().unwrap() > 0.0 {
            x * 3.0
        } else {
            x * 0.0
        }
    };
    assert_eq!(number(&jvp(relu, &array(2.0), &array(1.0)).1), 3.0);
    assert_eq!(number(&jvp(relu, &array(-2.0), &array(1.0)).1), 0.0);
}

#[test]
fn the_same_array_twice_has_two_tangents() {
    let x = array(3.0);
    let f = |(a, b): &(Array, Array)| a * b;
    let tangents = (array(1.0), array(10.0));
    assert_eq!(number(&jvp(f, &(x.clone(), x.clone()), &tangents).1), 33.0);
}

#[test]
fn linearize_is_the_derivative_at_every_direction() {
    let x = (array([0.5, -1.5]), array([[1.0, 2.0], [-0.5, 0.25]]));
    let f = |(v, m): &(Array, Array)| (m.matmul(v).tanh(), v.sum(..) * m, np::ones([2]));
    let ((a, b, c), linear) = linearize(f, &x);
    let mut samples = Samples::new(3);
    for _ in 0..4 {
        let t = (
            samples.array(F64, &[2], -1.0, 1.0),
            samples.array(F64, &[2, 2], -1.0, 1.0),
        );
        let (value, tangents) = jvp(f, &x, &t);
        let found = linear.call(&t);
        close(&value.0, a.clone());
        close(&value.1, b.clone());
        close(&value.2, c.clone());
        close(&found.0, tangents.0);
        close(&found.1, tangents.1);
        close(&found.2, tangents.2);
    }
    assert_eq!(format!("{linear:?}"), "Linearized(2 inputs, 3 results)");
    // Of a function that is itself linear in a captured array's tangent.
    let outer = grad(|w: &Array| {
        let (_, linear) = linearize(|x: &Array| x * w, &array(2.0));
        linear.call(&array(5.0))
    });
    assert_eq!(number(&outer(&array(7.0))), 5.0);
}

#[test]
fn accumulators_use_arrays_that_exist() {
    let (x, w) = (array([1.0, 2.0, 3.0]), array([0.5, 0.5, 0.5]));
    let before = &x * 2.0;
    let y = {
        let forward = ForwardAccumulator::new(&x, array([1.0, 0.0, 0.0]));
        forward.watch([&w], [array([0.0, 0.0, 1.0])]);
        let y = &x * &w;
        close(&forward.jvp(&y).unwrap(), array([0.5, 0.0, 3.0]));
        assert!(forward.jvp(&before).is_none());
        close(&forward.jvp_or_zeros(&before), np::zeros([3]));
        y
    };
    // Results outlive the accumulator.
    close(&(y + 1.0), array([1.5, 2.0, 2.5]));
    assert_eq!(stack_depth(), 0);
}

#[test]
fn forward_over_reverse_by_scopes() {
    let x = array([1.0, 2.0]);
    let forward = ForwardAccumulator::new(&x, array([1.0, 0.0]));
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = (&x * &x * &x).sum(..);
    let gradient = tape.gradient(&y, &x).unwrap();
    close(&gradient, array([3.0, 12.0]));
    close(&forward.jvp(&gradient).unwrap(), array([6.0, 0.0]));
    drop(forward);
    // Reverse over forward.
    let tape = GradientTape::new();
    tape.watch(&x);
    let forward = ForwardAccumulator::new(&x, np::ones([2]));
    let y = (&x * &x * &x).sum(..);
    let slope = forward.jvp(&y).unwrap();
    drop(forward);
    close(&tape.gradient(&slope, &x).unwrap(), array([6.0, 12.0]));
    assert_eq!(stack_depth(), 0);
}

#[test]
fn tangents_of_dead_arrays_are_forgotten() {
    let x = np::ones([1000]);
    numtape::memory::clear_cache();
    let before = numtape::memory::stats().in_use;
    let forward = ForwardAccumulator::new(&x, np::ones([1000]));
    let mut y = x.clone();
    for _ in 0..10_000 {
        y = y.sin();
    }
    assert!(forward.jvp(&y).is_some());
    let held = numtape::memory::stats().in_use - before;
    assert!(held < 10_000_000, "{held} bytes are held");
}

#[test]
fn wrong_tangents_are_refused() {
    let x = array([1.0, 2.0]);
    let shape = try_run(|| jvp(|x: &Array| x * 2.0, &x, &array([1.0]))).unwrap_err();
    assert!(
        shape
            .to_string()
            .contains("tangent 0 is f64[1], but its primal is f64[2]"),
        "{shape}"
    );
    let dtype = try_run(|| ForwardAccumulator::new(&x, array([1f32, 2.0])))
        .err()
        .unwrap();
    assert!(dtype.to_string().contains("f32[2]"), "{dtype}");
    let count =
        try_run(|| jvp(|xs: &Vec<Array>| xs[0].clone(), &vec![x.clone()], &vec![])).unwrap_err();
    assert!(
        count
            .to_string()
            .contains("0 tangents were given for 1 primals"),
        "{count}"
    );
    let panics = std::panic::catch_unwind(|| {
        jvp(
            |_: &Array| -> Array { panic!("user") },
            &array(1.0),
            &array(1.0),
        )
    });
    assert!(panics.is_err());
    assert_eq!(stack_depth(), 0);
}

#[test]
fn jacobians_agree_by_columns_and_by_rows() {
    let x = array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]);
    let f = |x: &Array| x.matmul(x.t()).sin() + x.sum(axis(1).keepdims());
    let by_rows = jacrev(f, &x);
    assert_eq!(by_rows.shape(), [2, 2, 2, 3]);
    close(&jacfwd(f, &x), by_rows.clone());
    close(&jacobian(f, &x), by_rows.clone());
    for mode in [Mode::Auto, Mode::Forward, Mode::Reverse] {
        for chunk in [1, 2, 3, 100] {
            let options = JacobianOptions::new().mode(mode).chunk(chunk);
            close(&jacobian_with(f, &x, &options), by_rows.clone());
        }
        let none = JacobianOptions::new().mode(mode).chunk(0);
        let error = try_run(|| jacobian_with(f, &x, &none)).unwrap_err();
        assert!(error.to_string().contains("chunk is 0"), "{error}");
    }
    let unit = array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    let column = directional_derivative(
        &|xs| vec![f(&xs[0])],
        std::slice::from_ref(&x),
        &[Some(unit)],
    );
    let found = by_rows.i(s![.., .., 1, 1]).to_vec::<f64>().unwrap();
    for (found, wanted) in found.iter().zip(&column[0].data) {
        assert!((found - wanted.re).abs() < 1e-8, "{found} is not {wanted}");
    }
}

#[test]
fn the_jacobian_of_a_product_is_the_matrix() {
    let mut samples = Samples::new(5);
    let (w, x) = (
        samples.array(F32, &[5, 7], -1.0, 1.0),
        samples.array(F32, &[7], -1.0, 1.0),
    );
    let numbers = w.to_vec::<f32>().unwrap();
    let j = jacfwd(|x: &Array| w.matmul(x), &x);
    assert_eq!(j.shape(), [5, 7]);
    assert_eq!(j.to_vec::<f32>().unwrap(), numbers);
    // It may share the matrix's memory, which nothing done to it changes.
    let doubled = j * 2.0 - 1.0;
    assert_eq!(w.to_vec::<f32>().unwrap(), numbers);
    close(&doubled, &w * 2.0 - 1.0);
    let options = |chunk| JacobianOptions::new().mode(Mode::Forward).chunk(chunk);
    for chunk in 1..8 {
        let j = jacobian_with(|x: &Array| x.matmul(w.t()), &x, &options(chunk));
        assert_eq!(j.to_vec::<f32>().unwrap(), numbers);
        // Zero times infinity is NaN, as where the unit vectors are multiplied one by one.
        let w = w.at((1, 2)).set(f64::INFINITY);
        let j = jacobian_with(|x: &Array| w.matmul(x), &x, &options(chunk));
        assert_eq!(np::isnan(j.i(1)).sum(..).item::<i64>().unwrap(), 6);
        assert!(np::isfinite(j.i(0)).all(..).item::<bool>().unwrap());
    }
    // The second derivative of a quadratic form is the matrix and its transpose.
    let q = samples.array(F64, &[4, 4], -1.0, 1.0);
    let h = hessian(|x: &Array| x.matmul(q.matmul(x)), &np::ones([4]));
    close(&h, &q + q.t());
}

#[test]
fn derivatives_of_variances() {
    let x = array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]);
    // 2 (x - mean) / n, and that again: 2 (I - 1/n) / n.
    close(
        &grad(|x: &Array| x.var(1).sum(..))(&x),
        (&x - x.mean(axis(1).keepdims())) * (2.0 / 3.0),
    );
    let second = hessian(|x: &Array| x.var(..), &x.i(0));
    close(&second, (np::eye(3) - 1.0 / 3.0) * (2.0 / 3.0));
    let by_hand = |x: &Array| np::square(x - x.mean(..)).mean(..);
    close(&second, hessian(by_hand, &x.i(0)));
    let third = jacfwd(|x: &Array| hessian(|x: &Array| x.exp().var(..), x), &x.i(1));
    let wanted = jacfwd(
        |x: &Array| hessian(|x: &Array| by_hand(&x.exp()), x),
        &x.i(1),
    );
    close(&third, wanted);
    let (_, t) = jvp(|x: &Array| x.std(0), &x, &np::ones_like(&x));
    close(&t, np::zeros([3]));
}

#[test]
fn jacobians_keep_structures() {
    let x = (array([1.0, 2.0]), vec![array(3.0), np::ones([2, 2])]);
    let f = |(v, rest): &(Array, Vec<Array>)| {
        let scaled = v * &rest[0];
        BTreeMap::from([("a", rest[1].matmul(&scaled)), ("b", scaled.sum(..))])
    };
    for j in [jacrev(f, &x), jacfwd(f, &x)] {
        let (by_v, rest) = &j["a"];
        close(by_v, array([[3.0, 3.0], [3.0, 3.0]]));
        close(&rest[0], array([3.0, 3.0]));
        assert_eq!(rest[1].shape(), [2, 2, 2]);
        let (by_v, rest) = &j["b"];
        close(by_v, array([3.0, 3.0]));
        close(&rest[0], array(3.0));
        close(&rest[1], np::zeros([2, 2]));
    }
}

#[test]
fn jacobians_of_empty_and_integer_arrays() {
    let empty = np::zeros([0, 2]);
    assert_eq!(jacrev(|x: &Array| x.sum(0), &empty).shape(), [2, 0, 2]);
    assert_eq!(jacfwd(|x: &Array| x.sum(0), &empty).shape(), [2, 0, 2]);
    assert_eq!(jacrev(|x: &Array| x * 2.0, &empty).shape(), [0, 2, 0, 2]);
    let (by_x, by_n) = jacrev(
        |(x, n): &(Array, Array)| x * n,
        &(array([1.0, 2.0]), array([3i64, 4])),
    );
    close(&by_x, array([[3.0, 0.0], [0.0, 4.0]]));
    assert_eq!((by_n.dtype(), by_n.shape()), (I64, &[2, 2][..]));
}

#[test]
fn holomorphic_jacobians_are_complex_derivatives() {
    let z = np::array([1.0, -0.5]).astype(C128) * num_complex::Complex::new(0.5, 2.0);
    let f = |z: &Array| z.exp() * z;
    let wanted = np::diag((&z + 1.0) * z.exp(), 0);
    for mode in [Mode::Forward, Mode::Reverse] {
        let options = JacobianOptions::new().mode(mode).holomorphic();
        close(&jacobian_with(f, &z, &options), wanted.clone());
    }
    let refused = try_run(|| jacrev(f, &z)).unwrap_err();
    assert!(refused.to_string().contains("holomorphic"), "{refused}");
    let real = JacobianOptions::new().holomorphic();
    assert!(try_run(|| jacobian_with(|x: &Array| x * 2.0, &array(1.0), &real)).is_err());
}

#[test]
fn hessians_and_their_products() {
    let f = |(x, y): &(Array, Array)| (x.square() * y).sum(..) + y.exp().sum(..);
    let at = (array([1.0, 2.0]), array([0.5, -0.5]));
    let ((xx, xy), (yx, yy)) = hessian(f, &at);
    close(&xx, array([[1.0, 0.0], [0.0, -1.0]]));
    close(&xy, array([[2.0, 0.0], [0.0, 4.0]]));
    close(&yx, array([[2.0, 0.0], [0.0, 4.0]]));
    close(&yy, np::diag(at.1.exp(), 0));
    let v = (array([1.0, -1.0]), array([0.25, 2.0]));
    let product = (
        xx.matmul(&v.0) + xy.matmul(&v.1),
        yx.matmul(&v.0) + yy.matmul(&v.1),
    );
    for found in [hvp(f, &at, &v), vhp(f, &at, &v)] {
        close(&found.0, product.0.clone());
        close(&found.1, product.1.clone());
    }
    // Per example.
    let xs = array([[1.0, 2.0], [3.0, -1.0]]);
    let g = |x: &Array| x.i(0) * x.i(1) * x.i(1);
    let hessians = vectorized_map(|x| hessian(g, &x), &xs);
    close(&hessians.i(1), array([[0.0, -2.0], [-2.0, 6.0]]));
}

#[test]
fn jacobians_of_tapes() {
    let (x, w, other) = (
        array([1.0, 2.0]),
        array([[1.0, 2.0], [3.0, 4.0]]),
        array(1.0),
    );
    let tape = GradientTape::persistent();
    tape.watch([&x, &w, &other]);
    let y = w.matmul(&x) * x.sum(..);
    let [by_x, by_w, none] = tape.jacobian(&y, [&x, &w, &other]);
    let wanted = jacrev(|x: &Array| w.matmul(x) * x.sum(..), &x);
    close(&by_x.unwrap(), wanted);
    assert_eq!(by_w.unwrap().shape(), [2, 2, 2]);
    assert!(none.is_none());
    let zeros = TapeJacobian::new().unconnected(Unconnected::Zero).chunk(1);
    assert_eq!(tape.jacobian_with(&y, &other, &zeros).unwrap().shape(), [2]);
    // Within its own scope a persistent tape records its Jacobians.
    let j = tape.jacobian(&(&x * &x), &x).unwrap();
    let second = tape.gradient(j.sum(..), &x).unwrap();
    close(&second, array([2.0, 2.0]));
    // A scalar target: the gradient. An integer target: nothing.
    close(&tape.jacobian(&x.sum(..), &x).unwrap(), array([1.0, 1.0]));
    assert!(tape.jacobian(&np::argmax(&x, ..), &x).is_none());
}

#[test]
fn batch_jacobians_of_tapes() {
    let x = array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    let w = array([[1.0, 0.5, -1.0], [0.0, 2.0, 1.0]]);
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let y = (&x * &x).matmul(&w);
    let found = tape.batch_jacobian(&y, &x).unwrap();
    let wanted = vectorized_map(|x| jacrev(|x: &Array| (x * x).matmul(&w), &x), &x);
    assert_eq!(found.shape(), [3, 3, 2]);
    close(&found, wanted);
    close(&tape.batch_jacobian(&y.sum(1), &x).unwrap(), found.sum(1));
    assert!(tape.batch_jacobian(&np::ones([3, 2]), &x).is_none());
    let error = try_run(|| tape.batch_jacobian(&y.sum(0), &x.i(s![..2]))).unwrap_err();
    assert!(error.to_string().contains("same first axis"), "{error}");
    let empty = np::zeros([0, 2]);
    tape.watch(&empty);
    assert_eq!(
        tape.batch_jacobian(&empty.sin(), &empty).unwrap().shape(),
        [0, 2, 2]
    );
    assert_eq!(stack_depth(), 1);
}
