//! The text of every kind of error, and how errors travel: as panics, through `try_run`, past other panics.
//!
//! Texts are snapshots in this file. Each test ends with an empty stack of transforms.

use insta::assert_snapshot;
use numtape::prelude::*;
use numtape::testing::stack_depth;
use numtape::transform::vmap::Fallback;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

/// The text of the error that a block raises.
#[track_caller]
fn text<R>(f: impl FnOnce() -> R) -> String {
    let Err(error) = try_run(f) else {
        panic!("this should be an error")
    };
    assert_eq!(stack_depth(), 0, "the stack is not empty after: {error}");
    error.to_string()
}

#[test]
fn shapes() {
    let x = np::ones([3, 4]);
    assert_snapshot!(text(|| &x + np::ones(([2, 4], I64))), @"
        add: cannot broadcast shapes [3, 4] and [2, 4] (axis 0: 3 vs 2)
          lhs: f64[3, 4]   rhs: f64[2, 4]
    ");
    assert_snapshot!(text(|| x.reshape([5])), @"reshape: cannot reshape f64[3, 4] with 12 elements into shape [5]");
    assert_snapshot!(text(|| x.matmul(np::ones([3, 4]))), @"matmul: shapes [3, 4] and [3, 4] do not fit: axis 1 of the first has size 4, axis 0 of the second 3");
    assert_snapshot!(text(|| np::concatenate([np::ones([2, 2]), np::ones([2, 3])], 0)), @"concatenate: sizes must agree on all axes but 0: on axis 1 array 0 is f64[2, 2], array 1 is f64[2, 3]");
    assert_snapshot!(text(|| np::broadcast_to(&x, [2, 4])), @"broadcast_to: cannot broadcast f64[3, 4] to shape [2, 4]");
    assert_snapshot!(text(|| np::where_([true, false], &x, 0.0)), @"
        where: cannot broadcast shapes [2] and [3, 4] and [] (axis 1: 2 vs 4)
          0: bool[2]   1: f64[3, 4]   2: f64[]
    ");
    assert_snapshot!(x.item::<f64>().unwrap_err(), @"item: only arrays with one element can be converted to a scalar, this one has shape [3, 4]");
    assert_snapshot!(x.to_bool().unwrap_err(), @"
        to_bool: only arrays with one element can be converted to a scalar, this one has shape [3, 4]
          hint: reduce first: x.any(..) or x.all(..)
    ");
}

#[test]
fn ragged_input() {
    assert_snapshot!(text(|| array(vec![vec![1, 2], vec![3]])), @"
        array: nested input is ragged: element [1] has shape [1], earlier ones [2]
          hint: all elements of one level must have the same shape
    ");
    assert_snapshot!(text(|| array(vec![vec![vec![1.0], vec![2.0]], vec![vec![3.0], vec![4.0, 5.0]]])), @"
        array: nested input is ragged: element [1][1] has shape [2], earlier ones [1]
          hint: all elements of one level must have the same shape
    ");
}

#[test]
fn dtypes() {
    let z = array([1.0, 2.0]).astype(C128);
    assert_snapshot!(text(|| np::floor(&z)), @"floor: x has dtype c128, but floor is defined for real dtypes");
    assert_snapshot!(text(|| np::bitwise_and(array([1.0]), 3)), @"bitwise_and: the operands' common type has dtype f64, but bitwise_and is defined for bool, integer dtypes");
    assert_snapshot!(text(|| np::arctan2(&z, &z)), @"arctan2: the operands' common type has dtype c128, but arctan2 is defined for real dtypes");
    assert_snapshot!(array([1.0]).to_vec::<f32>().unwrap_err(), @"
        to_vec: the array has dtype f64, not f32
          hint: convert first: x.astype(F32)
    ");
    assert_snapshot!(array([1]).item::<f64>().unwrap_err(), @"
        item: the array has dtype i32, not f64
          hint: convert first: x.astype(F64)
    ");
}

#[test]
fn axes_of_arrays() {
    let x = np::ones([3, 4]);
    assert_snapshot!(text(|| x.sum(2)), @"
        sum: axis 2 is out of bounds for an array of dimension 2
          hint: valid axes are -2 to 1
    ");
    assert_snapshot!(text(|| x.sum([0, -2])), @"sum: axis 0 is named more than once");
    assert_snapshot!(text(|| np::flip(array(1.0), 0)), @"
        flip: axis 0 is out of bounds for an array of dimension 0
          hint: a 0-d array has no axes
    ");
    assert_snapshot!(text(|| np::expand_dims(&x, 4)), @"
        expand_dims: axis 4 is out of bounds for an array of dimension 3
          hint: valid axes are -3 to 2
    ");
    assert_snapshot!(text(|| np::transpose(&x, [0, 0])), @"transpose: axis 0 is named more than once");
    assert_snapshot!(text(|| np::squeeze(&x, 0)), @"squeeze: axis 0 of shape [3, 4] has size 3, not 1");
}

#[test]
fn indices() {
    let x = np::ones([3, 4]);
    assert_snapshot!(text(|| x.i(3)), @"index: index 3 is out of bounds for axis 0 with size 3");
    assert_snapshot!(text(|| x.i(s![.., -5])), @"index: index -5 is out of bounds for axis 1 with size 4");
    assert_snapshot!(text(|| x.i(s![0, 0, 0])), @"index: too many indices: the array has 2 axes, but 3 were indexed");
    assert_snapshot!(text(|| x.i(array([0, 7]))), @"index: index 7 is out of bounds for axis 0 with size 3");
    assert_snapshot!(text(|| x.i(array([true, false]))), @"index: the mask has size 2 where axis 0 of the array has size 3");
    assert_snapshot!(text(|| x.i(array([0.5]))), @"
        index: arrays used as indices must be of integer or bool type, not f64
          hint: convert with astype(I64) if the values are whole numbers
    ");
}

#[test]
fn values() {
    assert_snapshot!(text(|| np::ones(([2], U8)) + 256), @"
        add: the integer 256 is out of bounds for u8 (0 to 255)
          hint: convert the array to a wider dtype with astype, or the number with `as`
    ");
    assert_snapshot!(text(|| np::ones(([2], U8)) - -1), @"
        subtract: the integer -1 is out of bounds for u8 (0 to 255)
          hint: convert the array to a wider dtype with astype, or the number with `as`
    ");
    assert_snapshot!(text(|| np::zeros([0, 2]).max(0)), @"
        max: reduction of an empty axis of shape [0, 2] has no identity
          hint: test `x.is_empty()` before, or give `initial` to a reduction that takes it
    ");
    assert_snapshot!(text(|| np::zeros([0]).argmax(..)), @"
        argmax: reduction of an empty axis of shape [0] has no identity
          hint: test `x.is_empty()` before, or give `initial` to a reduction that takes it
    ");
    assert_snapshot!(text(|| np::zeros([usize::MAX / 2, 4])), @"full: an array of shape [9223372036854775807, 4] does not fit the address space");
}

#[test]
fn mapping() {
    let x = np::ones([3, 4]);
    assert_snapshot!(text(|| vectorized_map(|(a, b)| a + b, (&x, &np::ones([2, 4])))), @"
        vectorized_map: mapped axes have different sizes: argument leaf 0 has 3, leaf 1 has 2
          hint: arrays that all examples share are captured by the closure; leading axes have one size, or size 1
    ");
    assert_snapshot!(text(|| vectorized_map(|a| a, array(1.0))), @"
        vectorized_map: argument leaf 0 is 0-d and has no axis to map over
          hint: arrays that all examples share are captured by the closure; leading axes have one size, or size 1
    ");
    let none: [Option<isize>; 1] = [None];
    assert_snapshot!(text(|| vmap(|a: Array| a).in_axes(none).call(&x)), @"
        vmap: no argument is mapped, so the batch size is unknown
          hint: map at least one argument: an array, and an axis that is not None; or give axis_size
    ");
    assert_snapshot!(text(|| vmap(|a: Array| a).in_axes(2).call(&x)), @"
        vmap: axis 2 is out of bounds for an array of dimension 2
          hint: valid axes are -2 to 1
    ");
    assert_snapshot!(text(|| vmap(|a: Array| a).in_axes([0, 0]).call(&x)), @"
        vmap: in_axes lists 2 axes for 1 arrays
          hint: give one axis for each array, `None` for those that are not mapped, or one integer for all
    ");
    assert_snapshot!(text(|| vmap(|a: Array| a).out_axes(none).call(&x)), @"vmap: out_axes has None for a result that differs between examples");
}

#[test]
fn hidden_values() {
    let x = np::ones([3, 4]);
    assert_snapshot!(text(|| vectorized_map(|a| &a * a.sum(..).item::<f64>().unwrap_or_raise(), &x)), @"
        item: the values of an array inside vectorized_map are not available here
          hint: compute with array functions (np::where_ for conditions), and read values outside the mapped function
    ");
    assert_snapshot!(text(|| vectorized_map(|a| a.i(a.gt(0.0)), &x)), @"
        index: the values of an array inside vectorized_map are not available here
          hint: the shape of the result would depend on the example: keep the shape with np::where_(mask, x, other), or fix the size with np::nonzero_sized
    ");
    assert_snapshot!(text(|| vectorized_map(|a| a.i(np::greater(&a, 0.0)), &x)), @"
        index: the values of an array inside vectorized_map are not available here
          hint: the shape of the result would depend on the example: keep the shape with np::where_(mask, x, other), or fix the size with np::nonzero_sized
    ");
}

/// Errors that are values inside a mapped function, on their way out.
trait UnwrapOrRaise<T> {
    fn unwrap_or_raise(self) -> T;
}

impl<T> UnwrapOrRaise<T> for Result<T, Error> {
    fn unwrap_or_raise(self) -> T {
        self.unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error)))
    }
}

#[test]
fn escaped_values() {
    let x = np::ones([3, 4]);
    let stored = RefCell::new(None);
    vectorized_map(
        |a| {
            *stored.borrow_mut() = Some(a.clone());
            a
        },
        &x,
    );
    let escaped = stored.into_inner().unwrap();
    assert_eq!(escaped.shape(), [4]);
    assert_snapshot!(text(|| &escaped + 1.0), @"
        add: an argument belongs to a vectorized_map that has ended, or runs on another thread
          hint: return the value from the mapped function instead of storing it outside
    ");
    assert_snapshot!(text(|| GradientTape::new().watch(&escaped)), @"
        watch: an argument belongs to a vectorized_map that has ended, or runs on another thread
          hint: return the value from the mapped function instead of storing it outside
    ");
    assert_snapshot!(escaped.to_vec::<f64>().unwrap_err(), @"
        to_vec: the values of an array inside vectorized_map are not available here
          hint: compute with array functions (np::where_ for conditions), and read values outside the mapped function
    ");
}

#[test]
fn gradients() {
    let x = array([1.0, 2.0]);
    assert_snapshot!(text(|| grad(|x: &Array| x * 2.0)(&x)), @"
        grad: the function must return a 0-d array, it returned f64[2]
          hint: sum or average the result, or use `vjp` with a cotangent
    ");
    assert_snapshot!(text(|| grad(|x: &Array| np::argmax(x, ..))(&x)), @"
        grad: the function must return a real floating point number, it returned i64[]
          hint: take the real part or the absolute value of a complex result, or use `grad_holomorphic`
    ");
    assert_snapshot!(text(|| grad(|x: &Array| x.sum(..).astype(C128))(&x)), @"
        grad: the function must return a real floating point number, it returned c128[]
          hint: take the real part or the absolute value of a complex result, or use `grad_holomorphic`
    ");
    let with_seeds = |seeds: Vec<Array>| {
        let tape = GradientTape::new();
        tape.watch(&x);
        let y = &x * 3.0;
        tape.gradient_with(&y, &x, &GradientOptions::new().output_gradients(seeds))
    };
    assert_snapshot!(text(|| with_seeds(vec![array([1.0]), array([1.0])])), @"gradient: 2 output gradients were given for 1 targets");
    assert_snapshot!(text(|| with_seeds(vec![array([1.0, 2.0, 3.0])])), @"
        gradient: output gradient 0 is f64[3], but its target is f64[2]
          hint: an output gradient has the dtype of its target and its shape, or is 0-d
    ");
    assert_snapshot!(text(|| with_seeds(vec![array([1.0f32, 2.0])])), @"
        gradient: output gradient 0 is f32[2], but its target is f64[2]
          hint: an output gradient has the dtype of its target and its shape, or is 0-d
    ");
    assert_snapshot!(text(|| { let tape = GradientTape::persistent(); tape.start(); }), @"
        start: the tape is still recording
          hint: call `stop` first
    ");
    let (_, pullback) = vjp(|x: &Vec<Array>| vec![&x[0] * 2.0], &vec![x.clone()]);
    assert_snapshot!(text(|| pullback.call(&vec![])), @"gradient: 0 output gradients were given for 1 targets");
}

#[test]
fn why_a_gradient_is_none() {
    let (x, w) = (array(2.5), array(1.0));
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let floored = np::floor(&x);
    let after = &floored * 2.0;
    let counts = np::zeros(([1], I64));
    let unrelated = &w * 2.0;
    let paused = tape.stop_recording(|| &x * 2.0);
    let y = &x * &x;
    let why = |target: &Array, source: &Array| {
        tape.explain_none(target, source)
            .unwrap_or("there is a path".into())
    };
    assert_snapshot!(why(&y, &x), @"there is a path");
    assert_snapshot!(why(&floored, &x), @"the target was made by `floor`, which has no derivative");
    assert_snapshot!(why(&after, &x), @"no recorded path leads to the target; paths end at the ops without derivative that used the source: `floor`, `multiply` in `no_grad` or `stop_recording`; the target was not recorded (it depends on no watched array, or was made in `no_grad` or `stop_recording`, after the tape ended, or on another thread)");
    assert_snapshot!(why(&y, &w), @"the source was not watched: call `tape.watch(&source)` before using it");
    assert_snapshot!(why(&counts, &x), @"the target has dtype i64, which has no gradients");
    assert_snapshot!(why(&y, &counts), @"the source has dtype i64, which has no gradients");
    assert_snapshot!(why(&unrelated, &x), @"no recorded path leads to the target; paths end at the ops without derivative that used the source: `floor`, `multiply` in `no_grad` or `stop_recording`; the target was not recorded (it depends on no watched array, or was made in `no_grad` or `stop_recording`, after the tape ended, or on another thread)");
    assert_snapshot!(why(&paused, &x), @"the target was made by `multiply` in `no_grad` or `stop_recording`, where nothing is recorded");
    assert_eq!(tape.gradient(&after, &x).map(|g| g.to_string()), None);
}

#[test]
fn try_run_gives_the_line_of_the_caller() {
    let (x, y) = (np::ones([3, 4]), np::ones([2, 4]));
    let line = line!() + 1;
    let error = try_run(|| &x + &y).unwrap_err();
    let at = error.location().unwrap();
    assert_eq!((at.file(), at.line()), (file!(), line));
    assert_eq!(error.op(), "add");
    assert!(matches!(error, Error::Shape(_)));

    let zero = array(1.0);
    let line = line!() + 1;
    let error = try_run(|| vectorized_map(|a| a, &zero)).unwrap_err();
    assert_eq!(error.location().unwrap().line(), line);

    // Through functions, methods and builders.
    let at_axis_9 = vmap(|a: Array| a).in_axes(9);
    let bytes = np::ones(([2], U8));
    for (line, error) in [
        (line!(), try_run(|| np::reshape(&x, [5])).unwrap_err()),
        (line!(), try_run(|| x.sum(7)).unwrap_err()),
        (line!(), try_run(|| x.i(7)).unwrap_err()),
        (line!(), try_run(|| at_axis_9.call(&x)).unwrap_err()),
        (line!(), try_run(|| &bytes + 256).unwrap_err()),
        (line!(), try_run(|| x.matmul(&y)).unwrap_err()),
    ] {
        let at = error.location().unwrap();
        assert_eq!((at.file(), at.line()), (file!(), line), "{error}");
    }
}

#[test]
fn uncaught_errors_are_panics_with_the_text() {
    let (x, y) = (np::ones([3, 4]), np::ones([2, 4]));
    let payload = catch_unwind(AssertUnwindSafe(|| &x + &y)).unwrap_err();
    let text = payload.downcast_ref::<String>().unwrap();
    assert!(
        text.starts_with("add: cannot broadcast shapes [3, 4] and [2, 4]"),
        "{text}"
    );
    assert_eq!(stack_depth(), 0);
}

#[test]
fn other_panics_pass_through() {
    let payload = catch_unwind(|| {
        try_run::<()>(|| {
            let tape = GradientTape::new();
            tape.watch(array(1.0));
            assert_eq!(stack_depth(), 1);
            panic_any("mine")
        })
    });
    assert_eq!(payload.unwrap_err().downcast_ref::<&str>(), Some(&"mine"));
    assert_eq!(stack_depth(), 0);
    // And a later error outside of `try_run` is a panic again, not a silent unwind.
    let payload = catch_unwind(|| np::ones([2]) + np::ones([3])).unwrap_err();
    assert!(payload.downcast_ref::<String>().is_some());
}

#[test]
fn the_stack_is_empty_after_errors_at_any_depth() {
    let x = np::ones([3, 4]);
    let deep = || {
        vectorized_map(
            |row| {
                let tape = GradientTape::new();
                tape.watch(&row);
                grad(|r: &Array| {
                    vectorized_map(|e| e + np::ones([2]), r).sum(..) + np::ones([2, 2]).i(9).sum(..)
                })(&row)
            },
            &x,
        )
    };
    assert!(text(deep).contains("index 9"));
    // Arrays and transforms work as before.
    assert_eq!(
        grad(|x: &Array| x.sum(..))(&x).to_vec::<f64>().unwrap(),
        [1.0; 12]
    );
    // An error inside a `try_run` inside a mapped function does not end the map.
    let y = vectorized_map(|row| try_run(|| &row + np::ones([9])).unwrap_or(row), &x);
    assert_eq!(y.shape(), [3, 4]);
    assert_eq!(stack_depth(), 0);
}

#[test]
fn fallback_that_is_switched_off() {
    // Every op of the library has a batching rule; the option must not disturb them.
    let x = np::ones([3, 4]);
    let y = vmap(|a: Array| a.cumsum(0))
        .fallback(Fallback::Error)
        .call(&x);
    assert_eq!(y.shape(), [3, 4]);
}

#[test]
fn options_without_a_meaning_are_refused() {
    let x = np::ones([2, 3]);
    assert_snapshot!(text(|| x.sum(all().ddof(1))), @"
        sum: the option ddof does not apply
          hint: its options are keepdims, dtype, initial, where_
    ");
    assert_snapshot!(text(|| np::softmax(&x, axis(0).keepdims())), @"
        softmax: the option keepdims does not apply
          hint: it takes axes, no other option
    ");
    let mean = x.mean(all().keepdims());
    let refused: [(&str, &str, &dyn Fn() -> Array); 23] = [
        ("sum", "ddof", &|| x.sum(all().ddof(0))),
        ("sum", "mean", &|| x.sum(all().mean(&mean))),
        ("prod", "include_initial", &|| {
            x.prod(all().include_initial())
        }),
        ("max", "ddof", &|| x.max(all().ddof(1))),
        ("min", "mean", &|| x.min(all().mean(&mean))),
        ("any", "dtype", &|| x.any(all().dtype(I32))),
        ("all", "include_initial", &|| x.all(all().include_initial())),
        ("ptp", "initial", &|| x.ptp(all().initial(1.0))),
        ("mean", "ddof", &|| x.mean(all().ddof(1))),
        ("mean", "initial", &|| x.mean(all().initial(1.0))),
        ("var", "include_initial", &|| x.var(all().include_initial())),
        ("std", "initial", &|| x.std(all().initial(1.0))),
        ("nanmean", "ddof", &|| np::nanmean(&x, all().ddof(1))),
        ("nanvar", "initial", &|| np::nanvar(&x, all().initial(1.0))),
        ("nansum", "ddof", &|| np::nansum(&x, all().ddof(1))),
        ("nanmax", "mean", &|| np::nanmax(&x, all().mean(&mean))),
        ("cumsum", "where_", &|| np::cumsum(&x, axis(0).where_(true))),
        ("argmax", "dtype", &|| np::argmax(&x, axis(0).dtype(I32))),
        ("median", "ddof", &|| np::median(&x, all().ddof(0))),
        ("count_nonzero", "initial", &|| {
            np::count_nonzero(&x, all().initial(1))
        }),
        ("logsumexp", "ddof", &|| np::logsumexp(&x, all().ddof(1))),
        ("add", "ddof", &|| np::ufuncs::ADD.reduce(&x, all().ddof(1))),
        ("log_softmax", "where_", &|| {
            np::log_softmax(&x, all().where_(true))
        }),
    ];
    for (op, option, call) in refused {
        let found = text(call);
        assert!(
            found.starts_with(&format!("{op}: the option {option} does not apply")),
            "{found}"
        );
    }
}
