//! Every row of the book's table of sharp edges: derivatives at kinks, ties, zeros and NaN, in reverse and forward
//! mode and under a map.

#[path = "common/numbers.rs"]
mod numbers;

use numbers::{close, number, numbers};
use numtape::prelude::*;
use numtape::testing::{assert_grads, stack_depth};
use numtape::{check_finite, hessian, hvp, jacfwd, special};

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

fn same(found: &[f64], wanted: &[f64]) -> bool {
    let near = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-12;
    found.len() == wanted.len() && found.iter().zip(wanted).all(|(&a, &b)| near(a, b))
}

/// The gradient of a scalar function at a point: by a tape, by forward mode, and for each row of a batch.
#[track_caller]
fn edge<const N: usize>(f: impl Fn(&Array) -> Array, x: [f64; N], wanted: [f64; N]) {
    let x = array(x);
    let reverse = grad(&f)(&x);
    assert!(
        same(&numbers(&reverse), &wanted),
        "{reverse} instead of {wanted:?}"
    );
    // A unit tangent is zero at all other elements, and zero times an infinite slope is NaN.
    if N == 1 || wanted.iter().all(|slope| slope.is_finite()) {
        let forward = jacfwd(&f, &x);
        assert!(
            same(&numbers(&forward), &wanted),
            "forward mode: {forward} instead of {wanted:?}"
        );
    }
    let rows = np::stack([&x, &x], 0);
    let mapped = vectorized_map(|row| grad(&f)(&row), &rows);
    assert!(
        same(&numbers(&mapped), &[wanted, wanted].concat()),
        "mapped: {mapped} instead of {wanted:?} twice"
    );
    let outside = grad(|rows: &Array| vectorized_map(|row| f(&row), rows).sum(..))(&rows);
    assert!(
        same(&numbers(&outside), &[wanted, wanted].concat()),
        "outside the map: {outside} instead of {wanted:?} twice"
    );
    assert_eq!(stack_depth(), 0);
}

/// The sum with weights 1, 2, 3, …, which tell elements apart.
fn weighed(y: &Array) -> Array {
    (y * (np::arange(y.len() as i64) + 1)).sum(..)
}

#[test]
fn extremes_share_ties_equally() {
    edge(|x| x.max(..), [2.0, 1.0, 2.0], [0.5, 0.0, 0.5]);
    edge(|x| x.min(..), [2.0, 1.0, 1.0], [0.0, 0.5, 0.5]);
    edge(
        |x| np::ptp(x, ..),
        [2.0, 1.0, 1.0, 2.0],
        [0.5, -0.5, -0.5, 0.5],
    );
    edge(|x| np::nanmax(x, ..), [2.0, NAN, 2.0], [0.5, 0.0, 0.5]);
    edge(|x| np::maximum(x, 2.0).sum(..), [2.0, 3.0], [0.5, 1.0]);
    edge(|x| np::minimum(x, 2.0).sum(..), [2.0, 3.0], [0.5, 0.0]);
    edge(|x| np::fmax(x, 2.0).sum(..), [2.0, NAN], [0.5, 0.0]);
    edge(
        |x| np::clip(x, 1.0, 2.0).sum(..),
        [1.0, 2.0, 1.5, 3.0],
        [0.5, 0.5, 1.0, 0.0],
    );
    edge(
        |x| np::cummax(x, 0).i(-1),
        [2.0, 1.0, 2.0, 1.0],
        [0.5, 0.0, 0.5, 0.0],
    );
    // y = (3, 3, 3, 4, 4): the second 3 shares from the second place on.
    edge(
        |x| weighed(&np::cummax(x, 0)),
        [3.0, 3.0, 1.0, 4.0, 4.0],
        [1.0 + 2.5, 2.5, 0.0, 4.0 + 2.5, 2.5],
    );
    edge(|x| np::cummin(x, 0).i(-1), [2.0, 1.0, 1.0], [0.0, 0.5, 0.5]);
}

#[test]
fn order_statistics_share_ties_equally() {
    edge(
        |x| weighed(&np::sort(x, -1)),
        [3.0, 1.0, 3.0, 2.0],
        [3.5, 1.0, 3.5, 2.0],
    );
    edge(|x| weighed(&np::sort(x, -1)), [1.0, 1.0, 1.0], [2.0; 3]);
    edge(
        |x| weighed(&np::partition(x, 1, -1)),
        [2.0, 1.0, 1.0],
        [3.0, 1.5, 1.5],
    );
    // The last of three equal ones is not among the two largest, but has its share.
    edge(
        |x| np::top_k(x, 2).0.sum(..),
        [5.0, 5.0, 5.0, 1.0],
        [2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 0.0],
    );
    edge(
        |x| np::median(x, ..),
        [5.0, 2.0, 1.0, 2.0, 2.0],
        [0.0, 1.0 / 3.0, 0.0, 1.0 / 3.0, 1.0 / 3.0],
    );
    edge(
        |x| np::median(x, ..),
        [2.0, 1.0, 2.0, 9.0],
        [0.5, 0.0, 0.5, 0.0],
    );
    edge(
        |x| np::quantile(x, 0.25, ..),
        [1.0, 1.0, 1.0, 7.0, 9.0],
        [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0, 0.0],
    );
    edge(
        |x| np::percentile(x, 100, ..),
        [4.0, 1.0, 4.0],
        [0.5, 0.0, 0.5],
    );
    edge(
        |x| np::nanmedian(x, ..),
        [2.0, NAN, 2.0, 2.0],
        [1.0 / 3.0, 0.0, 1.0 / 3.0, 1.0 / 3.0],
    );
    // The extremes of a sorted array differentiate as `max` and `min` do.
    let x = array([2.0, -1.0, 2.0, 0.5, -1.0, -1.0]);
    close(
        &grad(|x: &Array| np::sort(x, 0).i(-1))(&x),
        numbers(&grad(|x: &Array| x.max(..))(&x)),
    );
    // Along an axis in the middle, of complex numbers, and in 16 bits.
    let x = np::zeros([2, 3, 2]);
    let shared = grad(|x: &Array| np::sort(x, 1).i(s![.., 0, ..]).sum(..))(&x);
    close(&shared, np::full([2, 3, 2], 1.0 / 3.0));
    let z = np::ones(([4], C64));
    let shared = grad(|z: &Array| np::real(np::sort(z, 0).i(0)))(&z);
    assert_eq!(np::real(&shared).to_vec::<f32>().unwrap(), [0.25; 4]);
    let h = np::ones(([2], BF16));
    let shared = grad(|h: &Array| np::sort(h, 0).i(0).astype(F32))(&h);
    assert_eq!(shared.astype(F64).to_vec::<f64>().unwrap(), [0.5, 0.5]);
}

#[test]
fn sorting_with_ties_differentiates_twice() {
    // exp of the sorted values: the sum is symmetric, so ties are no kink of its value.
    let x = array([1.0, 0.5, 1.0, 0.5, -0.25]);
    assert_grads(|x: &Array| np::sort(x, 0).exp().sum(..), &x, 1);
    let v = array([1.0, 2.0, 3.0, 4.0, 5.0]);
    close(
        &hvp(|x: &Array| np::sort(x, 0).exp().sum(..), &x, &v),
        // The change of the values is shared as well.
        [
            2.0 * 1.0_f64.exp(),
            3.0 * 0.5_f64.exp(),
            2.0 * 1.0_f64.exp(),
            3.0 * 0.5_f64.exp(),
            5.0 * (-0.25_f64).exp(),
        ],
    );
}

#[test]
fn nan_in_extremes_gets_the_derivative() {
    edge(|x| x.max(..), [1.0, NAN, 2.0], [0.0, 1.0, 0.0]);
    edge(|x| x.min(..), [NAN, 0.0, NAN], [0.5, 0.0, 0.5]);
    edge(|x| np::maximum(x, 2.0).sum(..), [NAN, 3.0], [1.0, 1.0]);
    edge(|x| np::minimum(2.0, x).sum(..), [NAN, 3.0], [1.0, 0.0]);
    edge(|x| np::maximum(x, NAN).sum(..), [1.0, NAN], [0.0, 0.5]);
    edge(|x| np::clip(x, 0.0, 1.0).sum(..), [NAN, 0.5], [1.0, 1.0]);
    edge(|x| np::cummax(x, 0).i(-1), [1.0, NAN, 2.0], [0.0, 1.0, 0.0]);
    edge(|x| weighed(&np::sort(x, 0)), [NAN, 1.0], [2.0, 1.0]);
    // The result is NaN whatever the numbers are.
    edge(|x| np::median(x, ..), [1.0, NAN, 2.0], [0.0; 3]);
    edge(|x| np::quantile(x, 0.5, ..), [1.0, NAN, 2.0], [0.0; 3]);
}

#[test]
fn signs_at_zero() {
    edge(|x| x.abs().sum(..), [0.0, -2.0], [0.0, -1.0]);
    edge(|x| np::sign(x).sum(..), [0.0, -2.0], [0.0, 0.0]);
    edge(|x| np::copysign(x, 1.0).sum(..), [0.0, -2.0], [0.0, -1.0]);
    let z = array(num_complex::Complex::new(0.0, 0.0));
    for f in [
        (|z| z.abs()) as fn(&Array) -> Array,
        |z| np::real(np::sign(z)),
        |z| np::angle(z),
    ] {
        assert_eq!(grad(f)(&z).to_string(), "0j");
    }
}

#[test]
fn roots_and_logarithms_at_zero() {
    for f in [
        (|x| x.sqrt().sum(..)) as fn(&Array) -> Array,
        |x| x.log().sum(..),
        |x| np::log2(x).sum(..),
        |x| np::cbrt(x).sum(..),
        |x| x.pow(0.5).sum(..),
        |x| special::entr(x).sum(..),
    ] {
        edge(f, [0.0], [INF]);
    }
    // 0 times infinity has no value: compose in a form that has one, `abs` here.
    edge(|x| x.square().sqrt().sum(..), [0.0], [NAN]);
    edge(|x| x.log().exp().sum(..), [0.0], [NAN]);
}

#[test]
fn norms_and_spreads_at_zero() {
    use np::linalg::{norm, norm_with};
    edge(|x| norm(x, ..), [0.0, 0.0], [0.0, 0.0]);
    for order in [1.0, 3.0, 1.5, INF] {
        edge(move |x| norm_with(x, order, ..), [0.0, 0.0], [0.0, 0.0]);
    }
    edge(|x| norm_with(x, 3, ..), [0.0, 2.0], [0.0, 1.0]);
    edge(|x| norm_with(x, INF, ..), [-2.0, 2.0], [-0.5, 0.5]);
    let zero = np::zeros([2, 2]);
    close(&grad(|x: &Array| norm(x, ..))(&zero), np::zeros([2, 2]));
    edge(|x| np::hypot(x, 0.0).sum(..), [0.0], [0.0]);
    edge(|x| np::arctan2(x, 0.0).sum(..), [0.0], [0.0]);
    edge(|x| np::arctan2(0.0, x).sum(..), [0.0], [0.0]);
    edge(|x| np::std(x, ..), [3.0, 3.0, 3.0], [0.0; 3]);
    edge(|x| np::var(x, ..), [3.0, 3.0, 3.0], [0.0; 3]);
    edge(|x| np::std(x, axis(0).ddof(1)), [3.0, 3.0], [0.0; 2]);
    edge(|x| np::nanstd(x, ..), [3.0, NAN, 3.0], [0.0; 3]);
    // Second derivatives are NaN nowhere either.
    close(
        &hessian(|x: &Array| norm(x, ..), &np::zeros([2])),
        np::zeros([2, 2]),
    );
}

#[test]
fn powers_at_zero() {
    let slopes = |x: f64, y: f64| {
        let (dx, dy) = grad(|(x, y): &(Array, Array)| np::power(x, y))(&(array(x), array(y)));
        (number(&dx), number(&dy))
    };
    assert_eq!(slopes(0.0, 0.0), (0.0, 0.0));
    assert_eq!(slopes(0.0, 1.0), (1.0, 0.0));
    assert_eq!(slopes(0.0, 2.0), (0.0, 0.0));
    assert_eq!(slopes(0.0, 0.5), (INF, 0.0));
    assert_eq!(slopes(-2.0, 3.0).0, 12.0);
    assert!(slopes(-2.0, 3.0).1.is_nan());
    close(&hessian(|x: &Array| x.pow(2.0), &array(0.0)), 2.0);
    close(&hessian(|x: &Array| x.pow(3), &array(0.0)), 0.0);
    edge(|x| special::xlogy(x, 0.0).sum(..), [0.0], [0.0]);
    edge(|y| special::xlogy(0.0, y).sum(..), [0.0], [0.0]);
    edge(|x| np::sinc(x).sum(..), [0.0], [0.0]);
}

#[test]
fn logarithms_of_sums_at_infinity() {
    edge(|x| np::logaddexp(x.i(0), x.i(1)), [-INF, -INF], [0.5, 0.5]);
    edge(|x| np::logaddexp2(x.i(0), x.i(1)), [INF, INF], [0.5, 0.5]);
    edge(|x| np::logaddexp(x.i(0), x.i(1)), [-INF, 1.0], [0.0, 1.0]);
    edge(|x| np::logaddexp(x.i(0), x.i(1)), [2.0, 2.0], [0.5, 0.5]);
    assert_grads(
        |x: &Array| np::logaddexp(x.i(0), x.i(1)),
        &array([2.0, 2.0]),
        2,
    );
    edge(|x| np::logsumexp(x, ..), [-INF, 1.0], [0.0, 1.0]);
}

#[test]
fn products_with_zeros_are_exact() {
    edge(|x| np::prod(x, ..), [2.0, 0.0, 3.0], [0.0, 6.0, 0.0]);
    edge(|x| np::prod(x, ..), [0.0, 0.0, 3.0], [0.0; 3]);
    edge(
        |x| np::cumprod(x, 0).sum(..),
        [2.0, 0.0, 3.0],
        [1.0, 8.0, 0.0],
    );
    assert_grads(|x: &Array| np::prod(x, ..), &array([0.0, 0.0, 3.0]), 2);
}

#[test]
fn a_branch_not_taken_gives_no_nan() {
    let safe = [1.0, 0.0, -4.0];
    edge(
        |x| np::where_(x.gt(0.0), x.sqrt(), 0.0).sum(..),
        safe,
        [0.5, 0.0, 0.0],
    );
    edge(
        |x| np::where_(x.le(0.0), 0.0, x.log()).sum(..),
        safe,
        [1.0, 0.0, 0.0],
    );
    edge(
        |x| np::where_(x.gt(0.0), 1.0 / x, x * 3.0).sum(..),
        safe,
        [-1.0, 3.0, 3.0],
    );
    // Through chains of elementwise ops, sums of branches, and conditions in conditions.
    edge(
        |x| np::where_(x.gt(0.0), (x.log() * 2.0 - 1.0).exp(), x).sum(..),
        safe,
        [2.0 * (-1.0_f64).exp(), 1.0, 1.0],
    );
    edge(
        |x| {
            let root = x.sqrt();
            let inner = np::where_(x.gt(0.5), &root + &root * &root, 7.0);
            np::where_(x.gt(0.0), inner * 2.0, x).sum(..)
        },
        safe,
        [3.0, 1.0, 1.0],
    );
    // Through ops that only move elements.
    edge(
        |x| {
            let root = np::flip(x.sqrt(), 0).reshape([3, 1]).transpose(..);
            let positive = np::flip(x, 0).gt(0.0);
            np::where_(positive, root, 0.0).sum(..)
        },
        safe,
        [0.5, 0.0, 0.0],
    );
    edge(
        |x| {
            let logs = np::broadcast_to(np::expand_dims(x.log(), 0), [2, 3]).i(s![.., ..2]);
            np::where_(array([true, false]), logs, 1.0).sum(..)
        },
        safe,
        [2.0, 0.0, 0.0],
    );
    // A factor that was broadcast collects no NaN from dead elements.
    let x = array(safe);
    let slope = grad(|c: &Array| np::where_(x.gt(0.0), x.log() * c, 0.0).sum(..))(&array([2.0]));
    assert_eq!(numbers(&slope), [0.0]);
    edge(
        |x| np::select([x.gt(0.0)], [x.sqrt()], 0.0).sum(..),
        safe,
        [0.5, 0.0, 0.0],
    );
    edge(
        |x| np::sum(x.log(), all().where_(array([true, false, false]))),
        safe,
        [1.0, 0.0, 0.0],
    );
    // Twice, where the second sweep meets the masks of the first.
    let twice = |x: &Array| np::where_(x.gt(0.0), x.log(), 0.0).sum(..);
    close(
        &hessian(twice, &x),
        [[-1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    );
    close(
        &grad(|x: &Array| grad(twice)(x).sum(..))(&x),
        [-1.0, 0.0, 0.0],
    );
}

#[test]
fn a_branch_not_taken_that_was_broadcast_gives_no_nan() {
    let dead = array([false, false]);
    edge(
        |x| np::where_(&dead, x.i(0).log(), 0.0).sum(..),
        [0.0],
        [0.0],
    );
    edge(
        |x| np::where_(&dead, x.log() * array([2.0, 3.0]), 0.0).sum(..),
        [0.0],
        [0.0],
    );
    // One of two uses lives.
    edge(
        |x| np::where_(array([true, false]), x.log(), 0.0).sum(..),
        [0.5],
        [2.0],
    );
    let rows = array([[true, false], [false, false]]);
    edge(
        |x| np::where_(&rows, np::expand_dims(x.log(), 1), x.sum(..)).sum(..),
        [1.0, 0.0],
        [4.0, 3.0],
    );
}

#[test]
fn masks_go_through_long_chains() {
    let through = |steps: usize| {
        move |x: &Array| {
            let mut y = x.log();
            for _ in 0..steps {
                y = y.reshape([3, 1]).reshape([3]);
            }
            np::where_(x.gt(0.0), y, 0.0).sum(..)
        }
    };
    let x = array([1.0, 0.0, -4.0]);
    close(&grad(through(5_000))(&x), [1.0, 0.0, 0.0]);
}

#[test]
fn a_computed_zero_is_not_a_dead_branch() {
    // The cotangent of log is 2·log(1) = 0 here, the second derivative 2.
    let f = |x: &Array| x.log().square().sum(..);
    close(&hvp(f, &array([1.0]), &array([1.0])), [2.0]);
    let masked = |x: &Array| np::where_(x.gt(0.0), x.log().square(), 0.0).sum(..);
    close(&hvp(masked, &array([1.0]), &array([1.0])), [2.0]);
}

#[test]
fn integers_have_no_gradients() {
    let (n, x) = (array([1_i64, 2]), array([3.0, 4.0]));
    let tape = GradientTape::persistent();
    tape.watch((&n, &x));
    let y = (&x * &n).sum(..);
    assert!(tape.gradient(&y, &n).is_none());
    assert_eq!(numbers(&tape.gradient(&y, &x).unwrap()), [1.0, 2.0]);
    assert!(tape.gradient(n.sum(..), &x).is_none());
    let zeros = grad(|(n, x): &(Array, Array)| (x * n).sum(..))(&(n, x)).0;
    assert_eq!(
        (zeros.dtype(), zeros.to_vec::<i64>().unwrap()),
        (I64, vec![0, 0])
    );
}

#[cfg(feature = "linalg")]
#[test]
fn coinciding_eigenvalues_and_singular_values() {
    use np::linalg::{cholesky, det, eigh, eigvalsh, matrix_norm, svd};
    let eye = np::eye(3);
    let symmetric =
        |f: &dyn Fn(&Array) -> Array| grad(|x: &Array| f(&((x + x.transpose(..)) * 0.5)))(&eye);
    // Functions that do not depend on the choice of vectors have their derivatives.
    close(&symmetric(&|x| eigvalsh(x).sum(..)), np::eye(3));
    close(
        &symmetric(&|x| eigvalsh(x).square().sum(..)),
        np::eye(3) * 2.0,
    );
    // Others are finite: the terms that would divide by zero are left out.
    let vectors = symmetric(&|x| eigh(x).eigenvectors.sum(..));
    assert!(numbers(&vectors).iter().all(|x| x.is_finite()), "{vectors}");
    // The largest of equal eigenvalues: each has its share.
    close(&symmetric(&|x| eigvalsh(x).max(..)), np::eye(3) / 3.0);
    close(
        &grad(|x: &Array| matrix_norm(x, np::linalg::Order::Nuclear, false))(&eye),
        np::eye(3),
    );
    let zero = grad(|x: &Array| svd(x, true).s.sum(..))(&np::zeros([2, 2]));
    assert!(numbers(&zero).iter().all(|x| x.is_finite()), "{zero}");
    // A singular matrix has a determinant with a gradient.
    let singular = array([[1.0, 2.0], [2.0, 4.0]]);
    close(
        &grad(|x: &Array| det(x))(&singular),
        [[4.0, -2.0], [-2.0, 1.0]],
    );
    // Only the lower triangle is read.
    let a = array([[4.0, 99.0], [2.0, 3.0]]);
    let da = grad(|a: &Array| cholesky(a).sum(..))(&a);
    assert_eq!(number(&da.i((0, 1))), 0.0);
    assert!(number(&da.i((1, 0))).abs() > 0.1);
    let dw = grad(|a: &Array| eigh(a).eigenvalues.i(0))(&a);
    assert_eq!(number(&dw.i((0, 1))), 0.0);
}

#[test]
fn the_search_for_non_finite_numbers_names_op_and_line() {
    let x = array([1.0, 0.0]);
    let failure = |f: &dyn Fn() -> Array| {
        let error = try_run(|| check_finite(f)).unwrap_err();
        assert_eq!(stack_depth(), 0);
        let at = error.location().unwrap();
        (
            error.to_string(),
            at.file().ends_with("sharp_edges.rs").then(|| at.line()),
        )
    };
    let (text, line) = failure(&|| np::log(&x) * 2.0);
    assert!(text.contains("log: made -inf"), "{text}");
    assert_eq!(line, Some(line!() - 2));

    // The backward pass names the line of the forward op whose derivative it was.
    let slope = |x: &Array| {
        let root = x.sqrt();
        (root * 2.0).sum(..)
    };
    let forward = line!() - 3;
    let (text, line) = failure(&|| grad(slope)(&x));
    assert!(text.contains("in the derivative of sqrt"), "{text}");
    if cfg!(debug_assertions) {
        assert_eq!(line, Some(forward));
    }
}

/// The shares of the elements, not those that the rounded logarithm of their sum would give.
#[test]
fn logsumexp_of_equal_large_numbers_has_equal_slopes() {
    for (dtype, x) in [
        (BF16, 100.0),
        (F16, 1000.0),
        (F32, 1e8),
        (F32, 1000.0),
        (F64, 1e17),
    ] {
        let x = np::full(([2], dtype), x);
        let slopes = grad(|x: &Array| np::logsumexp(x, ..))(&x);
        assert_eq!(
            slopes.astype(F64).to_vec::<f64>().unwrap(),
            [0.5, 0.5],
            "{dtype}"
        );
        let along = jvp(|x: &Array| np::logsumexp(x, ..), &x, &np::ones_like(&x)).1;
        assert_eq!(along.astype(F64).item::<f64>().unwrap(), 1.0, "{dtype}");
    }
}

/// A line with an infinitely large element has no shares, whatever the others are and in every precision.
#[test]
fn softmax_of_infinity_is_nan() {
    for dtype in [F16, F32, F64] {
        for other in [1.0, 88.5, 800.0, -INF] {
            let x = array([other, INF]).astype(dtype);
            for y in [np::softmax(&x, 0), np::log_softmax(&x, 0)] {
                assert!(
                    np::all(np::isnan(y), ..).item::<bool>().unwrap(),
                    "{dtype} {other}"
                );
            }
            assert_eq!(
                np::logsumexp(&x, ..).astype(F64).item::<f64>().unwrap(),
                INF
            );
        }
    }
}

/// Sums of neighbours that overflow where no total does.
#[test]
fn long_cumulative_sums_overflow_only_where_their_totals_do() {
    let mut x = vec![0.0; 600];
    (x[0], x[8], x[9]) = (-1.5e308, 1e308, 1e308);
    let forwards = np::cumsum(array(x.clone()), 0);
    assert_eq!(forwards.i(599).item::<f64>().unwrap(), 0.5e308);
    x.reverse();
    let backwards = np::flip(np::cumsum(np::flip(array(x), 0), 0), 0);
    assert_eq!(backwards.i(0).item::<f64>().unwrap(), 0.5e308);
}
