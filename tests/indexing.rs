//! Indexing against numpy's answers, the syntax of `s!`, views, updates and their derivatives.

#[path = "common/golden.rs"]
mod golden;

use golden::{Exactness, Golden, Report};
use num_complex::Complex;
use numtape::index::at::At;
use numtape::index::{Index, IndexMode, Indices, Slice};
use numtape::prelude::*;
use serde_json::Value;

fn item(golden: &Golden, value: &Value) -> Index {
    match value {
        Value::Number(position) => Index::from(position.as_i64().unwrap()),
        Value::String(text) if text == "ellipsis" => Index::from(Ellipsis),
        Value::String(text) if text == "newaxis" => Index::from(NewAxis),
        Value::Object(fields) if fields.contains_key("slice") => {
            let bounds = fields["slice"].as_array().unwrap();
            Index::from(Slice::new(
                bounds[0].as_i64(),
                bounds[1].as_i64(),
                bounds[2].as_i64().unwrap_or(1),
            ))
        }
        Value::Object(fields) => Index::from(golden.array(&fields["array"])),
        other => panic!("{other}"),
    }
}

#[test]
fn agrees_with_numpy() {
    let golden = golden::read("indexing");
    let mut report = Report::default();
    for case in &golden.cases {
        let x = golden.array(&case["x"]);
        let index: Indices = case["index"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| item(&golden, value))
            .collect();
        let value = case.get("value").map(|value| golden.array(value));
        let mode = match case["mode"].as_str() {
            None => IndexMode::Error,
            Some("clip") => IndexMode::Clip,
            Some("wrap") => IndexMode::Wrap,
            Some("fill") => IndexMode::fill(-7),
            Some("drop") => IndexMode::Drop,
            Some(other) => panic!("{other}"),
        };
        // Reading, writing into a copy, and writing in place must not differ.
        let evaluate = |at: At<'_>| {
            let at = at.mode(mode);
            let value = || value.as_ref().unwrap();
            match case["op"].as_str().unwrap() {
                "get" => at.get(),
                "set" => at.set(value()),
                "add_at" => at.add(value()),
                "subtract_at" => at.subtract(value()),
                "multiply_at" => at.mul(value()),
                "divide_at" => at.div(value()),
                "power_at" => at.power(value()),
                "minimum_at" => at.min(value()),
                "maximum_at" => at.max(value()),
                other => panic!("{other}"),
            }
        };
        let own = (&x + np::zeros_like(&x)).astype(x.dtype());
        let found = try_run(|| evaluate(x.at(index.clone())));
        // Powers are rounded to within a unit, not as numpy's library does.
        let exactness = match case["op"].as_str() {
            Some("power_at") => Exactness::Ulps(1.0),
            _ => Exactness::Exact,
        };
        report.check(&golden, case, found, exactness);
        let found = try_run(|| evaluate(own.into_at(index)));
        report.check(&golden, case, found, exactness);
    }
    report.finish(2 * 4900);
}

fn list(x: &Array) -> Vec<i64> {
    x.to_vec::<i64>().unwrap()
}

#[test]
fn items_of_every_kind() {
    let x = np::arange(24).reshape([2, 3, 4]);
    let n: usize = 3;
    assert_eq!(list(&x.i(s![0, 1, 2])), [6]);
    assert_eq!(list(&x.i(s![0u8, -1i16, n])), [11]);
    assert_eq!(list(&x.i(s![1, n - 1, 1..n])), [21, 22]);
    assert_eq!(list(&x.i(s![1, .., -1,])), [15, 19, 23]);
    assert_eq!(list(&x.i(s![1, ..2, 0])), [12, 16]);
    assert_eq!(list(&x.i(s![1, ..=1, 0])), [12, 16]);
    assert_eq!(list(&x.i(s![1, 1..=-1, 0])), [16, 20]);
    assert_eq!(list(&x.i(s![0, 0, ..;-1])), [3, 2, 1, 0]);
    assert_eq!(list(&x.i(s![0, 0, 3..0;-2])), [3, 1]);
    assert_eq!(list(&x.i(s![0, 0, 1..;2])), [1, 3]);
    assert_eq!(list(&x.i(s![0, 0, ..-1;n])), [0]);
    assert_eq!(x.i(s![NewAxis, Ellipsis, NewAxis]).shape(), [1, 2, 3, 4, 1]);
    assert_eq!(x.i(s![Ellipsis, 0]).shape(), [2, 3]);
    assert_eq!(x.i(s![]).shape(), [2, 3, 4]);
    let rows = array([1, 0]);
    assert_eq!(list(&x.i(s![&rows, 0, 0])), [12, 0]);
    assert_eq!(list(&x.i(s![rows, 0, 0])), [12, 0]);
    assert_eq!(
        list(&x.i(s![[0, 1], vec![2usize, 0], &[3isize, -1][..]])),
        [11, 15]
    );
    assert_eq!(list(&x.i(s![0, [true, false, true], 0])), [0, 8]);
    assert_eq!(x.i(s![[[0, 1], [1, 0]]]).shape(), [2, 2, 3, 4]);
    assert_eq!(
        (x.i(true).shape(), x.i(false).shape()),
        (&[1, 2, 3, 4][..], &[0, 2, 3, 4][..])
    );
}

#[test]
fn single_items_and_tuples() {
    let x = np::arange(12).reshape([3, 4]);
    assert_eq!(list(&x.i(1)), [4, 5, 6, 7]);
    assert_eq!(list(&x.i((1.., 0))), [4, 8]);
    assert_eq!(list(&x.i((&array([0, 2]), -1))), [3, 11]);
    assert_eq!(list(&x.i(np::greater(&x, 9))), [10, 11]);
    assert_eq!(x.i((.., NewAxis, 1..3)).shape(), [3, 1, 2]);
    assert_eq!(x.i(vec![0usize, 1]).shape(), [2, 4]);
    let built = Indices::new().with(0).with(Slice::from(..).step(2));
    assert_eq!(list(&x.i(built)), [0, 2]);
}

#[test]
fn basic_indices_share_memory() {
    let x = np::arange(12).reshape([3, 4]);
    let row = x.i(1);
    let whole: &[i64] = x.as_slice().unwrap();
    let part: &[i64] = row.as_slice().unwrap();
    assert_eq!(part.as_ptr(), whole[4..].as_ptr());
}

#[test]
fn a_small_part_of_a_large_buffer_is_a_copy() {
    let x = np::zeros([1 << 18]);
    let large = x.i(..1 << 17);
    assert_eq!(
        large.as_slice::<f64>().unwrap().as_ptr(),
        x.as_slice::<f64>().unwrap().as_ptr()
    );
    let small = x.i(..100);
    assert_ne!(
        small.as_slice::<f64>().unwrap().as_ptr(),
        x.as_slice::<f64>().unwrap().as_ptr()
    );
}

#[test]
fn errors_name_the_users_index_and_axis() {
    let x = np::zeros([2, 3, 4]);
    let text = |index: Indices| try_run(|| x.i(index)).unwrap_err().to_string();
    assert!(
        text(s![0, 3]).contains("index 3 is out of bounds for axis 1 with size 3"),
        "{}",
        text(s![0, 3])
    );
    let gathered = text(s![.., .., [0, -5]]);
    assert!(
        gathered.contains("index -5 is out of bounds for axis 2 with size 4"),
        "{gathered}"
    );
    assert!(text(s![0, 0, 0, 0]).contains("3 axes, but 4 were indexed"));
    assert!(text(s![[0.5]]).contains("integer or bool"));
    assert!(text(s![[true, false, true]]).contains("axis 0 of the array has size 2"));
}

#[test]
fn unsigned_indices_do_not_turn_negative() {
    let x = array([1, 2, 3]);
    for far in [u64::MAX, u64::MAX - 1, 1 << 63, 3] {
        assert!(try_run(|| np::take(&x, [far], 0)).is_err(), "take {far}");
        assert!(try_run(|| x.i(array([far]))).is_err(), "index {far}");
    }
    assert_eq!(np::take(&x, [2u64], 0).to_vec::<i32>().unwrap(), [3]);
}

#[test]
fn updates_leave_the_original_and_reuse_what_is_given_up() {
    let x = np::zeros([64]);
    let y = x.at(s![..;2]).set(1.0);
    assert_eq!(
        (
            x.sum(..).item::<f64>().unwrap(),
            y.sum(..).item::<f64>().unwrap()
        ),
        (0.0, 32.0)
    );
    let at = y.as_slice::<f64>().unwrap().as_ptr();
    let y = y.into_at(3).set(5.0);
    let y = y.into_at([0, 0, 5]).add(2.0);
    let y = y.into_at(1..3).mul(4.0);
    assert_eq!(
        y.as_slice::<f64>().unwrap().as_ptr(),
        at,
        "unique buffers are written in place"
    );
    assert_eq!(
        y.i(..6).to_vec::<f64>().unwrap(),
        [5.0, 0.0, 4.0, 5.0, 1.0, 2.0]
    );
    let kept = y.clone();
    let z = y.into_at(0).set(0.0);
    assert_eq!(
        (
            kept.i(0).item::<f64>().unwrap(),
            z.i(0).item::<f64>().unwrap()
        ),
        (5.0, 0.0)
    );
    let view = z.i(s![..;2]);
    let w = z.into_at(0).set(7.0);
    assert_eq!(
        (
            view.i(0).item::<f64>().unwrap(),
            w.i(0).item::<f64>().unwrap()
        ),
        (0.0, 7.0)
    );
}

#[test]
fn every_mode_at_basic_and_repeated_indices() {
    let x = array([1.0, 2.0, 3.0, 4.0]);
    let values = |y: Array| y.to_vec::<f64>().unwrap();
    assert_eq!(values(x.at(1..3).set([9.0, 8.0])), [1.0, 9.0, 8.0, 4.0]);
    assert_eq!(values(x.at(1..3).subtract(1.0)), [1.0, 1.0, 2.0, 4.0]);
    assert_eq!(values(x.at(1..3).div(2.0)), [1.0, 1.0, 1.5, 4.0]);
    assert_eq!(values(x.at(1..3).min(2.5)), [1.0, 2.0, 2.5, 4.0]);
    assert_eq!(values(x.at(1..3).max(2.5)), [1.0, 2.5, 3.0, 4.0]);
    assert_eq!(
        values(x.at(s![..;-1]).set([1.0, 2.0, 3.0, 4.0])),
        [4.0, 3.0, 2.0, 1.0]
    );
    assert_eq!(
        values(x.at([0, 0, 1]).subtract([1.0, 2.0, 3.0])),
        [-2.0, -1.0, 3.0, 4.0]
    );
    assert_eq!(
        values(x.at([0, 0, 1]).mul([2.0, 3.0, 4.0])),
        [6.0, 8.0, 3.0, 4.0]
    );
    assert_eq!(
        values(x.at([0, 0, 1]).div([2.0, 4.0, 4.0])),
        [0.125, 0.5, 3.0, 4.0]
    );
    assert_eq!(
        values(x.at([0, 0, 1]).min([0.5, 0.25, 9.0])),
        [0.25, 2.0, 3.0, 4.0]
    );
    assert_eq!(
        values(x.at([0, 0, 1]).max([0.5, 7.0, 1.0])),
        [7.0, 2.0, 3.0, 4.0]
    );
    assert_eq!(
        values(x.at(np::greater(&x, 2.0)).apply(|part| part * 10.0)),
        [1.0, 2.0, 30.0, 40.0]
    );
    assert_eq!(values(x.at(s![3]).get()), [4.0]);
    assert!(try_run(|| array([1, 2]).at(0).div(2)).is_err());
    assert!(
        try_run(|| x.at(..).set([1.0, 2.0]))
            .unwrap_err()
            .to_string()
            .contains("selection of shape [4]")
    );
    assert!(
        try_run(|| np::zeros(([2], U8)).at(0).set(300)).is_err(),
        "a number that does not fit"
    );
}

/// The gradients of `Σ weights · f(x, v)`.
fn gradients(x: &Array, v: &Array, f: impl Fn(&Array, &Array) -> Array) -> (Vec<f64>, Vec<f64>) {
    let tape = GradientTape::new();
    tape.watch(x);
    tape.watch(v);
    let y = f(x, v);
    let weights: Array = np::arange(y.len() as i64).reshape(y.shape()) + 1.0;
    let loss = (y * weights).sum(..);
    let [dx, dv] = tape.gradient(&loss, [x, v]);
    (dx.unwrap().to_vec().unwrap(), dv.unwrap().to_vec().unwrap())
}

#[test]
fn gradients_of_selections() {
    let x = array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let v = array([1.0]);
    let of = |index: Indices| gradients(&x, &v, |x, v| x.i(index.clone()) * v).0;
    assert_eq!(of(s![.., 1]), [0.0, 1.0, 0.0, 0.0, 2.0, 0.0]);
    assert_eq!(of(s![..;-1, ..;2]), [3.0, 0.0, 4.0, 1.0, 0.0, 2.0]);
    assert_eq!(of(s![[0, 0, 1], [2, 2, 0]]), [0.0, 0.0, 3.0, 3.0, 0.0, 0.0]);
    assert_eq!(of(s![.., [0, 0]]), [3.0, 0.0, 0.0, 7.0, 0.0, 0.0]);
}

#[test]
fn gradients_of_updates() {
    let x = array([2.0, 3.0, 4.0]);
    let v = array([5.0, 7.0]);
    assert_eq!(
        gradients(&x, &v, |x, v| x.at(1..).set(v)),
        (vec![1.0, 0.0, 0.0], vec![2.0, 3.0])
    );
    assert_eq!(
        gradients(&x, &v, |x, v| x.at([0, 2]).set(v)),
        (vec![0.0, 2.0, 0.0], vec![1.0, 3.0])
    );
    // the first of two values for one place has no effect
    assert_eq!(
        gradients(&x, &v, |x, v| x.at([2, 2]).set(v)),
        (vec![1.0, 2.0, 0.0], vec![0.0, 3.0])
    );
    assert_eq!(
        gradients(&x, &v, |x, v| x.at([2, 2]).add(v)),
        (vec![1.0, 2.0, 3.0], vec![3.0, 3.0])
    );
    // 3·x·v0·v1
    assert_eq!(
        gradients(&x, &v, |x, v| x.at([2, 2]).mul(v)),
        (vec![1.0, 2.0, 105.0], vec![84.0, 60.0])
    );
    let zero = array([0.0, 7.0]);
    assert_eq!(
        gradients(&x, &zero, |x, v| x.at([2, 2]).mul(v)),
        (vec![1.0, 2.0, 0.0], vec![84.0, 0.0])
    );
    let zeros = array([0.0, 0.0]);
    assert_eq!(
        gradients(&x, &zeros, |x, v| x.at([2, 2]).mul(v)),
        (vec![1.0, 2.0, 0.0], vec![0.0, 0.0])
    );
    assert_eq!(
        gradients(&x, &v, |x, v| x.at([0, 1]).max(v)),
        (vec![0.0, 0.0, 3.0], vec![1.0, 2.0])
    );
    // three attain the maximum at one place: a third each
    let ties = array([4.0, 4.0]);
    assert_eq!(
        gradients(&x, &ties, |x, v| x.at([2, 2]).max(v)),
        (vec![1.0, 2.0, 1.0], vec![1.0, 1.0])
    );
    assert_eq!(
        gradients(&x, &ties, |x, v| x.at([2, 0]).min(v)),
        (vec![1.0, 2.0, 1.5], vec![1.5, 0.0])
    );
}

#[test]
fn examples_of_a_batch_have_their_own_indices() {
    let x = np::arange(12).reshape([3, 4]);
    let index = array([3, 0, 1]);
    let picked = vmap(|(row, i): (Array, Array)| row.i(&i)).call((x.clone(), index.clone()));
    assert_eq!(list(&picked), [3, 4, 9]);
    let shared = vmap(|i: Array| x.i(&i)).call(index.i(1..));
    assert_eq!(list(&shared), [0, 1, 2, 3, 4, 5, 6, 7]);
    let updated = vmap(|(row, i): (Array, Array)| row.at(&i).set(-1)).call((x.clone(), index));
    assert_eq!(list(&updated), [0, 1, 2, -1, -1, 5, 6, 7, 8, -1, 10, 11]);
    let masked = try_run(|| vmap(|row: Array| row.i(np::greater(&row, 2))).call(x.clone()));
    assert!(masked.unwrap_err().to_string().contains("vectorized_map"));
}

#[test]
fn updates_do_not_cut_values() {
    let numbers = array([1i64, 2, 3]);
    let small = array([1u8, 2, 3]);
    let reals = array([1.0, 2.0, 3.0]);
    let i = Complex::new(0.0, 1.0);
    let refused: [&dyn Fn() -> Array; 13] = [
        &|| reals.at(0).set(i),
        &|| numbers.at([0]).set(array([i])),
        &|| reals.at(0).add(i),
        &|| reals.at(0).div(array(i)),
        &|| numbers.at(0).add(2.7),
        &|| numbers.at([0, 1]).add([0.5, 1.5]),
        &|| numbers.at(0).subtract(2.7),
        &|| numbers.at(0).mul(2.7),
        &|| numbers.at(0).min(2.7),
        &|| numbers.at(0).max(2.7),
        &|| small.at(0).add(array(-1)),
        &|| array([true]).at(0).add(1),
        &|| np::put_along_axis(&reals, [0], i, 0),
    ];
    for (case, update) in refused.iter().enumerate() {
        let error = try_run(update).unwrap_err();
        assert!(matches!(error, Error::Dtype(_)), "{case}: {error}");
        assert!(
            error
                .to_string()
                .contains("does not fit into an array of dtype")
        );
    }
    // what numpy takes: `set` casts, and widths within a kind do not matter
    assert_eq!(list(&numbers.at(0).set(2.7)), [2, 2, 3]);
    assert_eq!(small.at(0).add(4).to_vec::<u8>().unwrap(), [5, 2, 3]);
    assert_eq!(
        small.at(0).max(array(9u64)).to_vec::<u8>().unwrap(),
        [9, 2, 3]
    );
    assert_eq!(list(&numbers.at(0).add(array(true))), [2, 2, 3]);
    let singles = reals.astype(F32).at(0).add(array(0.5));
    assert_eq!(singles.to_vec::<f32>().unwrap(), [1.5, 2.0, 3.0]);
    let complex = reals.astype(C128).at(0).add(i);
    assert_eq!(
        complex.i(0).item::<Complex<f64>>().unwrap(),
        Complex::new(1.0, 1.0)
    );
}

#[test]
fn errors_name_the_function_that_was_called() {
    let x = np::zeros([3]);
    let key = np::random::key(0);
    let cases: [(&str, &dyn Fn() -> Array); 6] = [
        ("index", &|| x.i([0, 9])),
        ("at", &|| x.at([0, 9]).set(1.0)),
        ("at", &|| np::zeros([2, 3]).at(s![.., [0, 9]]).add(1.0)),
        ("take", &|| np::take(&x, 9, ..)),
        ("take_along_axis", &|| np::take_along_axis(&x, [9], 0)),
        ("put_along_axis", &|| np::put_along_axis(&x, [9], 1.0, 0)),
    ];
    for (op, f) in cases {
        let error = try_run(f).unwrap_err();
        assert_eq!(error.op(), op);
        assert!(
            error
                .to_string()
                .starts_with(&format!("{op}: index 9 is out of bounds")),
            "{error}"
        );
    }
    let error = try_run(|| np::random::normal(&x, [2])).unwrap_err();
    assert_eq!(error.op(), "random");
    assert!(try_run(|| np::random::normal(&key, [2])).is_ok());
    let error = ndarray::Array1::<f32>::try_from(x.clone()).unwrap_err();
    assert_eq!(error.op(), "try_from");
}

fn pointer(x: &Array) -> *const f64 {
    x.as_slice::<f64>().unwrap().as_ptr()
}

#[test]
fn assignment_writes_in_place_where_nobody_can_see_it() {
    let mut x = np::zeros([8, 8]);
    let at = pointer(&x);
    x.assign(s![1, ..;2], 1.0);
    x.assign_add(s![[0, 0, 3]], 2.0);
    x.assign_mul(s![.., [1, 1, 2]], 3.0);
    x.assign_subtract(s![.., 0], 1.0);
    x.assign_max(s![[2, 3], .., NewAxis], -0.5);
    x.assign_min(s![..2], 100.0);
    x.assign(x.gt(50.0), 7.0);
    assert_eq!(pointer(&x), at, "unique: no copy");
    assert_eq!(x.i(s![0, ..3]).to_vec::<f64>().unwrap(), [3.0, 36.0, 12.0]);
    assert_eq!(x.i(s![1, ..3]).to_vec::<f64>().unwrap(), [0.0, 0.0, 3.0]);
    let (clone, view) = (x.clone(), x.i(1));
    x.assign(0, -1.0);
    assert_ne!(pointer(&x), at, "shared: copied");
    assert_eq!(clone.i(s![0, 0]).item::<f64>().unwrap(), 3.0);
    drop(clone);
    x.assign_div(s![0, [0, 0]], 2.0);
    x.assign_power(s![0, 0], 2);
    assert_eq!(x.i(s![0, 0]).item::<f64>().unwrap(), 0.0625);
    assert_eq!(view.i(2).item::<f64>().unwrap(), 3.0);
    let before = x.clone();
    assert!(try_run(|| x.assign(s![[0, 99]], 1.0)).is_err());
    assert!(try_run(|| x.assign(s![0], [1.0, 2.0])).is_err());
    assert!(
        np::array_equal(&before, &x),
        "a failed assignment leaves the array"
    );
    let error = try_run(|| x.assign(s![9, 9, 9], 1.0)).unwrap_err();
    assert_eq!(error.op(), "assign");
}

#[test]
fn assignment_is_a_rebinding_to_tapes() {
    let start = array([1.0, 2.0, 3.0]);
    let v = array(5.0);
    let tape = GradientTape::new();
    tape.watch(&start);
    tape.watch(&v);
    let mut x = start.clone();
    let before = (&x * &x).sum(..); // the tape keeps the old values
    x.assign(1, &v);
    x.assign_mul(s![[1, 1]], &v);
    let loss = before + x.sum(..);
    let [dx, dv] = tape.gradient(&loss, [&start, &v]);
    assert_eq!(dx.unwrap().to_vec::<f64>().unwrap(), [3.0, 4.0, 7.0]);
    assert_eq!(dv.unwrap().item::<f64>().unwrap(), 75.0);
    // Intermediate results that only the tape still needs are not overwritten either.
    let slope = grad(|x: &Array| {
        let mut y = np::exp(x);
        let z = &y * &y;
        y.assign(0, 0.0);
        (z + y).sum(..)
    })(&array([0.0, 0.0]));
    assert_eq!(slope.to_vec::<f64>().unwrap(), [2.0, 3.0]);
}

#[test]
fn masks_of_a_batch_choose() {
    let x = np::arange(12).reshape([3, 4]) - 5;
    let rows = |f: &dyn Fn(Array) -> Array| list(&vmap(f).call(x.clone()));
    let loop_over = |f: &dyn Fn(Array) -> Array| {
        np::unstack(&x, 0)
            .into_iter()
            .flat_map(|row| list(&f(row)))
            .collect::<Vec<i64>>()
    };
    let cases: [&dyn Fn(Array) -> Array; 7] = [
        &|row| row.at(row.lt(0)).set(0),
        &|row| row.at(row.lt(0)).mul(-2),
        &|row| row.at(s![row.gt(2)]).add([10]),
        &|row| row.at(row.gt(2)).power(2),
        &|row| row.reshape([2, 2]).at(s![1, row.i(..2).lt(0)]).set(99),
        &|row| {
            row.reshape([2, 2])
                .at(s![row.i(2..).gt(1), NewAxis])
                .set(np::arange(2))
        },
        &|row| row.at(row.sum(..).gt(0)).set(1),
    ];
    for (i, f) in cases.iter().enumerate() {
        assert_eq!(rows(f), loop_over(f), "case {i}");
    }
    let error = try_run(|| rows(&|row| row.at(row.lt(0)).set([1, 2, 3])))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("at: a mask that vectorized_map maps") && error.contains("where_"),
        "{error}"
    );
    let error = try_run(|| rows(&|row| row.i(row.lt(0))))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("where_") && error.contains("nonzero_sized"),
        "{error}"
    );
}

#[test]
fn modes_have_gradients() {
    let x = array([1.0, 2.0, 3.0]);
    let v = array([5.0, 7.0]);
    let with = |mode: IndexMode| gradients(&x, &v, move |x, v| x.at([2, 9]).mode(mode).set(v));
    assert_eq!(with(IndexMode::Drop), (vec![1.0, 2.0, 0.0], vec![3.0, 0.0]));
    assert_eq!(with(IndexMode::Clip), (vec![1.0, 2.0, 0.0], vec![0.0, 3.0]));
    assert_eq!(with(IndexMode::Wrap), (vec![0.0, 2.0, 0.0], vec![3.0, 1.0]));
    let read = |x: &Array, v: &Array| x.at([2, 9]).mode(IndexMode::fill(4)).get() * v;
    assert_eq!(
        gradients(&x, &v, read),
        (vec![0.0, 0.0, 5.0], vec![3.0, 8.0])
    );
    assert!(try_run(|| x.at([9]).mode(IndexMode::Drop).get()).is_err());
    assert!(
        try_run(|| x
            .at([9])
            .mode(IndexMode::fill(Complex::new(0.0, 1.0)))
            .get())
        .is_err()
    );
    let empty = np::zeros([0]);
    assert!(try_run(|| empty.at([0]).mode(IndexMode::Wrap).get()).is_err());
    assert_eq!(
        empty
            .at([0])
            .mode(IndexMode::fill(2))
            .get()
            .to_vec::<f64>()
            .unwrap(),
        [2.0]
    );
}

#[test]
fn long_index_arrays_read_and_add_blocks() {
    let rows = 150;
    for (columns, count) in [(1, 5000), (3, 5000), (20, 5000), (600, 300)] {
        let places: Vec<i64> = (0..count)
            .map(|i| (i * 37 + i * i % 11) % (2 * rows + 4) - rows - 2)
            .collect();
        // From the start of the axis; those of two rows too many at either end are left out.
        let row = |i: i64| {
            (-rows..rows)
                .contains(&i)
                .then(|| i.rem_euclid(rows) as usize)
        };
        let x: Vec<f32> = (0..rows * columns).map(|i| (i % 101) as f32).collect();
        let updates: Vec<f32> = (0..count * columns).map(|i| (i % 7) as f32).collect();
        let columns = columns as usize;
        let (mut read, mut added) = (vec![0.0; updates.len()], x.clone());
        for (k, &place) in places.iter().enumerate() {
            let Some(row) = row(place) else { continue };
            for column in 0..columns {
                read[k * columns + column] = x[row * columns + column];
                added[row * columns + column] += updates[k * columns + column];
            }
        }
        let array =
            |values: Vec<f32>, rows: usize| Array::from_shape_vec([rows, columns], values).unwrap();
        let (x, updates) = (array(x, rows as usize), array(updates, places.len()));
        let index = Array::from_vec(places.clone());
        let at = || x.at(&index).mode(IndexMode::Drop);
        assert_eq!(at().add(&updates).to_vec::<f32>().unwrap(), added);
        let filled = x.at(&index).mode(IndexMode::fill(0)).get();
        assert_eq!(filled.to_vec::<f32>().unwrap(), read);
        // The same without any index out of range, on which the loops may count.
        let inside: Vec<i64> = places.iter().map(|i| i.rem_euclid(rows) - rows).collect();
        let index = Array::from_vec(inside);
        let wrapped = x.at(&index).mode(IndexMode::Wrap);
        assert_eq!(
            np::take(&x, &index, 0).to_vec::<f32>().unwrap(),
            wrapped.get().to_vec::<f32>().unwrap()
        );
        let sums = np::sum(&x.at(&index).add(&updates) - &x, 0);
        assert_eq!(
            sums.to_vec::<f32>().unwrap(),
            np::sum(&updates, 0).to_vec::<f32>().unwrap()
        );
    }
}

#[test]
fn the_first_index_out_of_range_is_named_wherever_it_stands() {
    let (n, rows) = (100_000, 1000i64);
    let (column, matrix) = (np::arange(rows), np::ones([rows as usize, 3]));
    for bad in [rows, -rows - 1, i64::MAX, i64::MIN] {
        for place in [0, 127, 128, 77_777, n - 1] {
            let mut at: Vec<i64> = (0..n as i64).map(|i| i % (2 * rows) - rows).collect();
            at[place] = bad;
            at[n - 1] = if place == n - 1 { bad } else { rows + 5 };
            let at = Array::from_vec(at);
            let wanted = format!("index {bad} is out of bounds");
            for found in [
                try_run(|| np::take(&column, &at, 0)),
                try_run(|| np::take(&matrix, &at, 0)),
                try_run(|| matrix.i((&at, &np::zeros_like(&at)))),
            ] {
                let text = found.unwrap_err().to_string();
                assert!(text.contains(&wanted), "{text}, not {wanted}");
            }
        }
    }
    // Also where nothing would be read.
    let empty = np::zeros([3, 0]);
    assert!(try_run(|| np::take(&empty, array([0, 3]), 0)).is_err());
    assert_eq!(np::take(&empty, array([0, -3]), 0).shape(), [2, 0]);
    let none = Array::from_vec(Vec::<i64>::new());
    assert_eq!(np::take(np::ones([0, 2]), &none, 0).shape(), [0, 2]);
}
