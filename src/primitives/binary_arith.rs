//! Arithmetic of two arrays: sums, products, quotients, remainders, powers, and what is built like them.

use super::class::{Batching, Diff, Fusion, Mask, Partials, Saves, Values};
use super::combined::{QuotientTangent, product_tangent, sigmoid_bend, tanh_bend};
use super::diff_rules::{sum_product_to, sum_to};
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{NOTHING, OUT, ResultDtype, XY, XY_OUT, binary_result, elementwise, infer};
use super::{Avals, DenseOut, EvalCx, Outputs, Primitive, data_of};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::binary;
use crate::np;
use crate::primitives::select::select;
use crate::shape::broadcast::broadcast_shapes;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use crate::transform::stack::bind_one;
use std::f64::consts::LN_2;

/// Saves of rules that read the second input.
const Y: Saves = Saves::inputs(Mask::only(1));

/// Saves of rules that read each of two inputs for the other.
fn each_other(wrt: Mask) -> Saves {
    let (first, second) = (Mask::only(0), Mask::only(1));
    Saves::inputs(second.when(wrt.contains(0)).or(first.when(wrt.contains(1))))
}

elementwise! {
    /// `x + y`.
    Add = "add"(2) {
        kernel: binary::add,
        result: Same,
        diff: partials(|_| NOTHING, |_, t, _| t.clone()),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| if d.is_bool() { records::truth((v[0] + v[1]).re != 0.0) } else { v[0] + v[1] },
        ulps: 0.0,
    }
    /// `x - y`.
    Subtract = "subtract"(2) {
        kernel: binary::subtract,
        result: Same,
        diff: own_partials(|_| NOTHING),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| if d.is_integer() { records::real(v[0].re - v[1].re, d) } else { v[0] - v[1] },
        ulps: 0.0,
    }
    /// `x · y`.
    Multiply = "multiply"(2) {
        kernel: binary::multiply,
        result: Same,
        shortcut: times_one,
        diff: own_partials(each_other),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0] * v[1],
        ulps: 2.0,
    }
    /// `2·x·y`, the slope of the square in one pass.
    DoubleProduct = "double_product"(2) {
        kernel: binary::double_product,
        result: Same,
        diff: own_partials(each_other),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0] * v[1] * 2.0,
        ulps: 2.0,
    }
    /// `t·(1 - y²)`, the slope of `y = tanh(x)` in one pass.
    TanhSlope = "tanh_slope"(2) {
        kernel: binary::tanh_slope,
        result: Same,
        diff: partials(
            |wrt| if wrt.contains(1) { XY } else { Y },
            |position, t, v| {
                let y = v.input(1);
                if position == 0 {
                    bind_one(&TanhSlope, &[t, y]).or_raise()
                } else {
                    tanh_bend(t, v.input(0), y)
                }
            }
        ),
        inputs: |s, d, shape, _| s.array(d, shape, -0.9, 0.9),
        reference: |v, _| v[0] * (1.0 - v[1] * v[1]),
        ulps: 16.0,
    }
    /// `t·y·(1 - y)`, the slope of the logistic function `y` in one pass.
    SigmoidSlope = "sigmoid_slope"(2) {
        kernel: binary::sigmoid_slope,
        result: Same,
        diff: partials(
            |wrt| if wrt.contains(1) { XY } else { Y },
            |position, t, v| {
                let y = v.input(1);
                if position == 0 {
                    bind_one(&SigmoidSlope, &[t, y]).or_raise()
                } else {
                    sigmoid_bend(t, v.input(0), y)
                }
            }
        ),
        inputs: |s, d, shape, _| s.array(d, shape, 0.1, 0.4),
        reference: |v, _| v[0] * v[1] * (1.0 - v[1]),
        ulps: 16.0,
    }
    /// `-t·sin(x)`, the slope of the cosine in one pass.
    CosSlope = "cos_slope"(2) {
        kernel: binary::cos_slope,
        result: Same,
        diff: partials(
            |wrt| if wrt.contains(1) { XY } else { Y },
            |position, t, v| {
                let x = v.input(1);
                if position == 0 {
                    bind_one(&CosSlope, &[t, x]).or_raise()
                } else {
                    -(t * v.input(0)) * np::cos(x)
                }
            }
        ),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| -(v[0] * v[1].sin()),
        ulps: 16.0,
    }
    /// `x / y`.
    Divide = "divide"(2) {
        kernel: binary::divide,
        result: Same,
        diff: own_partials(|wrt| Y.or(if wrt.contains(1) { OUT } else { NOTHING })),
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, -3.0, 3.0) } else { records::away_from_zero(s, d, shape, 0.5, 3.0) },
        reference: |v, _| v[0] / v[1],
        ulps: 4.0,
    }
    /// The quotient rounded down.
    FloorDivide = "floor_divide"(2) {
        kernel: binary::floor_divide,
        result: Same,
        diff: zero,
        inputs: dividend_or_divisor,
        reference: |v, d| {
            if v[1].re == 0.0 { 0.0.into() } else { records::real((v[0].re / v[1].re).floor(), d) }
        },
        ulps: 0.0,
        skips: super::binary_order::ZERO_DERIVATIVE,
    }
    /// The remainder with the sign of the divisor.
    Remainder = "remainder"(2) {
        kernel: binary::remainder,
        result: Same,
        diff: partials(
            |wrt| if wrt.contains(1) { XY } else { NOTHING },
            |position, t, v| if position == 0 { t.clone() } else { -(t * np::floor_divide(v.input(0), v.input(1))) }
        ),
        inputs: dividend_or_divisor,
        reference: |v, _| {
            let (x, y) = (v[0].re, v[1].re);
            if y == 0.0 { 0.0.into() } else { (x - (x / y).floor() * y).into() }
        },
        ulps: 4.0,
    }
    /// The remainder with the sign of the dividend.
    Fmod = "fmod"(2) {
        kernel: binary::fmod,
        result: Same,
        diff: partials(
            |wrt| if wrt.contains(1) { XY } else { NOTHING },
            |position, t, v| if position == 0 { t.clone() } else { -(t * np::trunc(v.input(0) / v.input(1))) }
        ),
        inputs: dividend_or_divisor,
        reference: |v, _| if v[1].re == 0.0 { 0.0.into() } else { (v[0].re % v[1].re).into() },
        ulps: 4.0,
    }
    /// The angle of the point (`y`, `x`).
    Arctan2 = "arctan2"(2) {
        kernel: binary::arctan2,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (y, x) = (v.input(0), v.input(1));
            // At the origin there is no angle that could change.
            let radius = nonzero(&np::hypot(y, x));
            if position == 0 { t * (x / &radius) / radius } else { -(t * (y / &radius) / radius) }
        }),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.5, 3.0),
        reference: |v, _| v[0].re.atan2(v[1].re).into(),
        ulps: 8.0,
    }
    /// `√(x² + y²)`.
    Hypot = "hypot"(2) {
        kernel: binary::hypot,
        result: Same,
        diff: partials(|_| XY_OUT, |position, t, v| {
            t * (v.input(position) / nonzero(v.output(0)))
        }),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.5, 3.0),
        reference: |v, _| v[0].re.hypot(v[1].re).into(),
        ulps: 4.0,
    }
    /// `log(eˣ + eʸ)`.
    Logaddexp = "logaddexp"(2) {
        kernel: binary::logaddexp,
        result: Same,
        diff: partials(|_| XY_OUT, |position, t, v| t * np::exp(below_output(v, position, -LN_2))),
        inputs: |s, d, shape, _| s.array(d, shape, 0.0, 3.0),
        reference: |v, _| (v[0].re.exp() + v[1].re.exp()).ln().into(),
        ulps: 8.0,
    }
    /// `log2(2ˣ + 2ʸ)`.
    Logaddexp2 = "logaddexp2"(2) {
        kernel: binary::logaddexp2,
        result: Same,
        diff: partials(|_| XY_OUT, |position, t, v| t * np::exp2(below_output(v, position, -1.0))),
        inputs: |s, d, shape, _| s.array(d, shape, 0.0, 3.0),
        reference: |v, _| (v[0].re.exp2() + v[1].re.exp2()).log2().into(),
        ulps: 8.0,
    }
}

/// The product where one operand is 1 throughout, as the cotangent of a sum is: the other operand, without a pass over it. The result shares the buffer of that operand.
fn times_one(inputs: &[&Dense]) -> Option<Dense> {
    let (x, y) = (inputs[0], inputs[1]);
    if x.dtype() != y.dtype() {
        return None;
    }
    let covers = |other: &Dense, one: &Dense| {
        binary::is_one_throughout(one)
            && broadcast_shapes(other.shape(), one.shape())
                .is_some_and(|shape| *shape == *other.shape())
    };
    if covers(y, x) {
        return Some(y.clone());
    }
    covers(x, y).then(|| x.clone())
}

impl Partials for Multiply {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        t * values.input(1 - position)
    }

    fn scale_and_sum(&self, position: usize, t: &Array, values: &Values, shape: &[usize]) -> Array {
        sum_product_to(t, values.input(1 - position), shape)
    }

    fn tangent(&self, tangents: &[Option<Array>], values: &Values) -> Option<Array> {
        product_tangent(0, tangents, values)
    }
}

impl Partials for DoubleProduct {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        bind_one(&DoubleProduct, &[t, values.input(1 - position)]).or_raise()
    }

    fn scale_and_sum(&self, position: usize, t: &Array, values: &Values, shape: &[usize]) -> Array {
        sum_product_to(t, values.input(1 - position), shape) * 2.0
    }

    fn tangent(&self, tangents: &[Option<Array>], values: &Values) -> Option<Array> {
        match (&tangents[0], &tangents[1]) {
            // Doubled at the end: twice an operand may overflow where its product does not.
            (Some(_), Some(_)) => Some(product_tangent(0, tangents, values)? * 2.0),
            (Some(x), None) => Some(self.scale(0, x, values)),
            (None, Some(y)) => Some(self.scale(1, y, values)),
            (None, None) => None,
        }
    }
}

impl Partials for Subtract {
    fn scale(&self, _position: usize, t: &Array, _values: &Values) -> Array {
        t.clone()
    }

    fn scale_after_sum(&self, position: usize, t: Array, _values: &Values) -> Array {
        if position == 0 { t } else { -t }
    }

    fn tangent(&self, tangents: &[Option<Array>], _values: &Values) -> Option<Array> {
        match (&tangents[0], &tangents[1]) {
            (Some(x), Some(y)) => Some(x - y),
            (Some(x), None) => Some(x.clone()),
            (None, Some(y)) => Some(-y),
            (None, None) => None,
        }
    }
}

/// The partials of the quotient `q = x / y` are `1 / y` and `-q / y`. Products with `q` come after the division, because they
/// may overflow where their quotient by `y` does not.
impl Partials for Divide {
    fn prepare(&self, t: &Array, values: &Values) -> Array {
        t / values.input(1)
    }

    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        if position == 0 {
            t.clone()
        } else {
            t * values.output(0)
        }
    }

    fn scale_and_sum(&self, position: usize, t: &Array, values: &Values, shape: &[usize]) -> Array {
        if position == 0 {
            sum_to(t.clone(), shape)
        } else {
            sum_product_to(t, values.output(0), shape)
        }
    }

    fn scale_after_sum(&self, position: usize, t: Array, _values: &Values) -> Array {
        if position == 0 { t } else { -t }
    }

    fn tangent(&self, tangents: &[Option<Array>], values: &Values) -> Option<Array> {
        let divisor = values.input(1);
        match (&tangents[0], &tangents[1]) {
            (Some(x), Some(y)) => {
                let inputs = [x, divisor, &(y / divisor), values.output(0)];
                Some(bind_one(&QuotientTangent, &inputs).or_raise())
            }
            (Some(x), None) => Some(x / divisor),
            (None, Some(y)) => Some(-(y / divisor) * values.output(0)),
            (None, None) => None,
        }
    }
}

/// 1 in place of 0.
fn nonzero(x: &Array) -> Array {
    select(&np::equal(x, 0.0), &np::ones_like(x), x).or_raise()
}

/// Input minus output, the logarithm of an input's share. Infinite ones would leave nan: an input that equals the
/// output has the whole share, or half of it if the other input is equal too.
fn below_output(values: &Values, position: usize, half: f64) -> Array {
    let (x, other, out) = (
        values.input(position),
        values.input(1 - position),
        values.output(0),
    );
    let number = |x: f64| scalar_array(Scalar::Float(x), out.dtype());
    let whole = select(&np::equal(x, other), &number(half), &number(0.0)).or_raise();
    select(&np::equal(x, out), &whole, &(x - out)).or_raise()
}

/// Operands whose quotient is not near a whole number: dividends at odd multiples of 1/4 (whole for
/// integers), divisors 2 and 4 of both signs.
#[cfg(feature = "testing")]
fn dividend_or_divisor(
    samples: &mut crate::testing::samples::Samples,
    dtype: crate::dtype::DType,
    shape: &[usize],
    position: usize,
) -> Array {
    let len = shape.iter().product::<usize>();
    let is_signed = !matches!(dtype.kind(), crate::dtype::Kind::Unsigned);
    let mut draw = || match (position, dtype.is_integer()) {
        (0, true) => samples.integer(if is_signed { -9 } else { 0 }, 10) as f64,
        (0, false) => samples.integer(-10, 10) as f64 * 0.5 + 0.25,
        _ => {
            let size = if samples.integer(0, 2) == 0 { 2.0 } else { 4.0 };
            if is_signed && samples.integer(0, 2) == 0 {
                -size
            } else {
                size
            }
        }
    };
    let values: Vec<_> = (0..len).map(|_| draw().into()).collect();
    np::asarray_of(&values, shape, dtype)
}

/// `x` to the power `y`. Written out because its evaluation looks at the data: an integer has no negative
/// integer power.
#[derive(Clone, Debug)]
pub(crate) struct Power;

impl Primitive for Power {
    fn name(&self) -> &'static str {
        "power"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        infer("power", binary::power, ResultDtype::Same, inputs)
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        self.results(inputs, cx).map(data_of)
    }

    fn results(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<Outputs> {
        if binary::has_negative_integer(inputs[1]) {
            return Err(Error::value(
                "power",
                "integers to negative integer powers are not allowed",
            )
            .hinted("use float_power, or convert the base with astype(F64)"));
        }
        binary_result(self, binary::power, ResultDtype::Same, inputs, cx)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Elementwise(self)
    }

    fn saves(&self, wrt: Mask) -> Saves {
        if wrt.contains(1) { XY_OUT } else { XY }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

/// Both partials are continued at `x = 0` where the formulas have no value: `0⁰` is a constant 1.
impl Partials for Power {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        let (x, y) = (values.input(0), values.input(1));
        let is_zero = np::equal(x, 0.0);
        if position == 0 {
            let at_origin = np::logical_and(is_zero, np::equal(y, 0.0));
            let base = select(&at_origin, &np::ones_like(x), x).or_raise();
            return t * (y * np::power(base, y - 1.0));
        }
        let base = select(&is_zero, &np::ones_like(x), x).or_raise();
        t * (values.output(0) * np::log(base))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    let mut records = table_records();
    records.push(OpRecord {
        primitive: "Power",
        dtypes: records::accepted_dtypes(|dtype| binary::power(dtype).is_some()),
        samples: |samples, dtype| {
            records::samples(&Power, 2, samples, dtype, |s, d, shape, i| {
                if i == 0 {
                    s.array(d, shape, 0.5, 3.0)
                } else {
                    s.array(d, shape, if d.is_integer() { 0.0 } else { -2.0 }, 3.0)
                }
            })
        },
        reference: |inputs, sample| {
            records::reference(inputs, sample, |v, d| {
                if d.is_complex() {
                    v[0].powc(v[1])
                } else {
                    records::real(v[0].re.powf(v[1].re), d)
                }
            })
        },
        ulps: 32.0,
        skips: &[],
    });
    records
}

#[cfg(test)]
mod tests {
    use crate::np;
    use crate::prelude::*;
    use num_complex::Complex;

    fn gradients(f: impl Fn(&Array, &Array) -> Array, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = (array([x]), array([y]));
        let tape = GradientTape::new();
        tape.watch(&x);
        tape.watch(&y);
        let out = f(&x, &y);
        let [dx, dy] = tape.gradient(&out, [&x, &y]);
        (
            dx.unwrap().sum(..).item().unwrap(),
            dy.unwrap().sum(..).item().unwrap(),
        )
    }

    #[test]
    fn conventions_at_the_edges() {
        assert_eq!(gradients(|x, y| np::power(x, y), 0.0, 0.0), (0.0, 0.0));
        assert_eq!(gradients(|x, y| np::power(x, y), 0.0, 1.0), (1.0, 0.0));
        assert_eq!(gradients(|x, y| np::power(x, y), 0.0, 2.0), (0.0, 0.0));
        assert_eq!(gradients(|x, y| np::power(x, y), -2.0, 0.0).0, 0.0);
        assert_eq!(gradients(|x, y| np::hypot(x, y), 0.0, 0.0), (0.0, 0.0));
        assert_eq!(gradients(|x, y| np::maximum(x, y), 2.0, 2.0), (0.5, 0.5));
        assert_eq!(gradients(|x, y| np::fmin(x, y), 2.0, f64::NAN), (1.0, 0.0));
        assert_eq!(
            gradients(|x, y| np::logaddexp(x, y), f64::NEG_INFINITY, 3.0),
            (0.0, 1.0)
        );
        assert_eq!(gradients(|x, y| np::remainder(x, y), 7.0, 2.0), (1.0, -3.0));
    }

    #[test]
    fn dead_branches_leave_no_nan() {
        let f = |x: &Array, y: &Array| np::where_(np::greater(x, 0.0), np::log(x), y);
        assert_eq!(gradients(f, -1.0, 4.0).1, 1.0);
        assert_eq!(gradients(f, 0.0, 4.0).1, 1.0);
    }

    #[test]
    fn products_with_ones_are_the_other_operand() {
        let x = array([f64::NAN, -0.0, f64::INFINITY, 2.5]);
        let ones = np::broadcast_to(1.0, [4]);
        for product in [&x * &ones, &ones * &x, &x * array(1.0), array([1.0]) * &x] {
            assert!(np::array_equal_with(&product, &x, true));
            assert!(np::signbit(product).i(1).item::<bool>().unwrap());
        }
        // What is larger than the other operand is not skipped.
        let rows = np::ones([3, 4]) * &x;
        assert_eq!(rows.shape(), [3, 4]);
        assert_eq!((np::ones([2, 1]) * array([[3.0]])).shape(), [2, 1]);
        assert_eq!((np::ones([0]) * array([3.0])).shape(), [0]);
        let slope = grad(|x: &Array| (x * np::ones([4])).sum(..))(&x);
        assert!(np::array_equal(slope, np::ones([4])));
        // The product of an infinite number and 1 + 0i has nan.
        let infinite = array([Complex::new(f64::INFINITY, 0.0)]);
        let product = infinite * np::ones(([1], C128));
        assert!(np::isnan(np::imag(product)).i(0).item::<bool>().unwrap());
    }

    #[test]
    fn slopes_overflow_only_where_they_are_too_large() {
        let x = np::full(([200], F16), 60_000.0);
        let divisor = array([100.0]).astype(F16);
        let slope = grad(|y: &Array| (&x / y).astype(F32).sum(..))(&divisor);
        assert_eq!(slope.astype(F64).to_vec::<f64>().unwrap(), [-1200.0]);
        let (x, y) = (array(10_000.0).astype(F16), array(10.0).astype(F16));
        let (dx, dy) = (array(1.0).astype(F16), array(100.0).astype(F16));
        let along = jvp(|(x, y): &(Array, Array)| x / y, &(x, y), &(dx, dy)).1;
        assert_eq!(along.astype(F64).item::<f64>().unwrap(), -10_000.0);
        let along = jvp(|x: &Array| x.square(), &array(1e-10), &array(1.5e308)).1;
        assert!((along.item::<f64>().unwrap() / 3e298 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_complex_reciprocal_root_at_zero_is_infinite() {
        let root = np::rsqrt(array([Complex::new(0.0, 0.0)]));
        assert!(np::isinf(np::real(root)).i(0).item::<bool>().unwrap());
    }

    #[test]
    fn integer_powers() {
        assert!(try_run(|| np::power([2, 3], -1)).is_err());
        assert_eq!(np::power([2i64, 3], 3).to_vec::<i64>().unwrap(), [8, 27]);
    }
}
