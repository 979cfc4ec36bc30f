//! Elementwise ops of three and four inputs, which derivative rules are made of: what would take a pass over memory for
//! each product takes one.
//!
//! The tangents of products and quotients, and the slopes of slopes. Users meet them in printed tapes alone; the ops
//! that they serve are in [`super::binary_arith`].

use super::class::{Mask, Partials, Saves, Values};
use super::diff_rules::{sum_product_to, sum_to};
use super::table::{NOTHING, elementwise};
use crate::array::Array;
use crate::dtype::DType;
use crate::error::OrRaise;
use crate::kernels::combined;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use crate::transform::stack::bind_one;

elementwise! {
    /// `x·y + z·w`, the tangent of a product.
    ProductSum = "product_sum"(4) {
        kernel: combined::product_sum,
        result: Same,
        diff: own_partials(factors),
        inputs: |s, d, shape, _| s.array(d, shape, 0.25, 3.0),
        reference: |v, _| v[0] * v[1] + v[2] * v[3],
        ulps: 4.0,
    }
    /// `x/d - r·q`, the tangent of `q = y/d` from those of `y` and of `d`, of which `r` is a `d`-th.
    QuotientTangent = "quotient_tangent"(4) {
        kernel: combined::quotient_tangent,
        result: Same,
        diff: own_partials(|wrt| {
            let of = |own, others: Mask| Saves::inputs(others.when(wrt.contains(own)));
            let (x, d, r, q) = (Mask::only(0), Mask::only(1), Mask::only(2), Mask::only(3));
            of(0, d).or(of(1, x.or(d))).or(of(2, q)).or(of(3, r))
        }),
        // Terms of one sign, whose sum keeps its digits.
        inputs: |s, d, shape, i| if i == 2 { s.array(d, shape, -3.0, -0.5) } else { s.array(d, shape, 0.5, 3.0) },
        reference: |v, _| v[0] / v[1] - v[2] * v[3],
        ulps: 16.0,
    }
    /// `-2·t·x·y`, how the slope `t·(1 - y²)` of the hyperbolic tangent changes with `y`, times `x`.
    TanhBend = "tanh_bend"(3) {
        kernel: combined::tanh_bend,
        result: Same,
        diff: partials(others, |position, t, v| {
            let [a, b] = [(position + 1) % 3, (position + 2) % 3];
            tanh_bend(t, v.input(a.min(b)), v.input(a.max(b)))
        }),
        inputs: |s, d, shape, _| s.array(d, shape, -0.9, 0.9),
        reference: |v, _| v[0] * v[1] * v[2] * -2.0,
        ulps: 8.0,
    }
    /// `t·x·(1 - 2y)`, how the slope `t·y·(1 - y)` of the logistic function changes with `y`, times `x`.
    SigmoidBend = "sigmoid_bend"(3) {
        kernel: combined::sigmoid_bend,
        result: Same,
        diff: partials(others, |position, t, v| match position {
            2 => tanh_bend(t, v.input(0), v.input(1)),
            _ => sigmoid_bend(t, v.input(1 - position), v.input(2)),
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 0.1, 0.4),
        reference: |v, _| v[0] * v[1] * (1.0 - v[2] * 2.0),
        ulps: 16.0,
    }
}

/// `x·y + z·w`.
pub(crate) fn product_sum([x, y]: [&Array; 2], [z, w]: [&Array; 2]) -> Array {
    bind_one(&ProductSum, &[x, y, z, w]).or_raise()
}

/// `-2·t·x·y`.
pub(crate) fn tanh_bend(t: &Array, x: &Array, y: &Array) -> Array {
    bind_one(&TanhBend, &[t, x, y]).or_raise()
}

/// `t·x·(1 - 2y)`.
pub(crate) fn sigmoid_bend(t: &Array, x: &Array, y: &Array) -> Array {
    bind_one(&SigmoidBend, &[t, x, y]).or_raise()
}

/// The tangent of the product of the inputs at `first` and after it, of which the rule has those that it needs.
pub(crate) fn product_tangent(
    first: usize,
    tangents: &[Option<Array>],
    values: &Values,
) -> Option<Array> {
    let (x, y) = (first, first + 1);
    match (&tangents[x], &tangents[y]) {
        (Some(dx), Some(dy)) => Some(product_sum([dx, values.input(y)], [values.input(x), dy])),
        (Some(dx), None) => Some(dx * values.input(y)),
        (None, Some(dy)) => Some(values.input(x) * dy),
        (None, None) => None,
    }
}

/// Of two pairs of factors: the other factors of those in the set.
fn factors(wrt: Mask) -> Saves {
    let pairs = [(0, 1), (1, 0), (2, 3), (3, 2)];
    pairs.iter().fold(NOTHING, |saves, &(own, other)| {
        saves.or(Saves::inputs(Mask::only(other).when(wrt.contains(own))))
    })
}

/// Of three inputs: all but one that is alone in the set.
fn others(wrt: Mask) -> Saves {
    (0..3).fold(NOTHING, |saves, own| {
        let others = (0..3).filter(|&other| other != own);
        let others = others.fold(Mask::NONE, |mask, other| mask.or(Mask::only(other)));
        saves.or(Saves::inputs(others.when(wrt.contains(own))))
    })
}

impl Partials for ProductSum {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        t * values.input(position ^ 1)
    }

    fn scale_and_sum(&self, position: usize, t: &Array, values: &Values, shape: &[usize]) -> Array {
        sum_product_to(t, values.input(position ^ 1), shape)
    }

    fn tangent(&self, tangents: &[Option<Array>], values: &Values) -> Option<Array> {
        let half = |first| product_tangent(first, tangents, values);
        match (half(0), half(2)) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        }
    }
}

impl QuotientTangent {
    /// What the cotangent becomes for an input but the first, as a product. Of the two signs, the one of `r` is here,
    /// because `r` is often small beside `q`, and what else can wait until the cotangents of `d` and `r` are summed does.
    fn factors(position: usize, t: &Array, values: &Values) -> [Array; 2] {
        let input = |i| values.input(i);
        match position {
            1 if divides_first(t) => [t / input(1), input(0) / input(1)],
            1 => [t / input(1), input(0).clone()],
            2 => [t.clone(), input(3).clone()],
            _ => [t.clone(), -input(2)],
        }
    }
}

/// Whether products are likely to be too large for the dtype where what they are divided by makes them small again:
/// both factors are divided then, at the cost of a pass.
fn divides_first(t: &Array) -> bool {
    t.dtype() == DType::F16
}

/// The partials are `1/d`, `-x/d²`, `-q` and `-r`.
impl Partials for QuotientTangent {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        if position == 0 {
            return t / values.input(1);
        }
        let [a, b] = Self::factors(position, t, values);
        a * b
    }

    fn scale_and_sum(&self, position: usize, t: &Array, values: &Values, shape: &[usize]) -> Array {
        if position == 0 {
            return sum_to(t / values.input(1), shape);
        }
        let [a, b] = Self::factors(position, t, values);
        sum_product_to(&a, &b, shape)
    }

    fn scale_after_sum(&self, position: usize, t: Array, values: &Values) -> Array {
        match position {
            1 if !divides_first(&t) => -(t / values.input(1)),
            1 | 2 => -t,
            _ => t,
        }
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
