//! The general product of two arrays: sums over any pairs of axes, for each index of any other pairs.
//!
//! matmul, dot, inner, tensordot and the rest of `np::products` are this op. The kernel takes every layout,
//! so transposing an operand costs nothing; it is in `kernels::gemm`.

use super::broadcast::broadcast_to;
use super::class::{BatchRule, Batched, Batching, Diff, Mask, Saves, Transpose, Values};
use super::reduce::conjugate;
use super::reshape::reshape;
use super::transpose::{inverse_permutation, transpose};
use super::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::axes::AxisList;
use crate::shape::broadcast::broadcast_shapes;
use crate::shape::{Dims, Shape, known_shape};
use crate::transform::stack;
use smallvec::smallvec;

/// Sums products over the pairs `contract`, for each index of the pairs `batch`. The result has the batch
/// axes, then the other axes of the first operand, then those of the second.
#[derive(Clone, Debug)]
pub(crate) struct Dot {
    pub(crate) contract: (AxisList, AxisList),
    pub(crate) batch: (AxisList, AxisList),
}

/// The general product; pairs of axes are given as two lists of one length.
pub(crate) fn dot_general(
    x: &Array,
    y: &Array,
    contract: (&[usize], &[usize]),
    batch: (&[usize], &[usize]),
) -> Result<Array> {
    let own =
        |pair: (&[usize], &[usize])| (AxisList::from_slice(pair.0), AxisList::from_slice(pair.1));
    stack::bind_one(
        &Dot {
            contract: own(contract),
            batch: own(batch),
        },
        &[x, y],
    )
}

/// The sums over `axes` of the products of two arrays, which broadcast; the products are not in memory.
pub(crate) fn sum_of_products(x: &Array, y: &Array, axes: &[usize]) -> Result<Array> {
    if axes.is_empty() {
        return Ok(np::multiply(x, y));
    }
    let shape = broadcast_shapes(x.shape(), y.shape())
        .ok_or_else(|| Error::shape("dot", "the factors do not broadcast"))?;
    let (x, y) = (broadcast_to(x, &shape)?, broadcast_to(y, &shape)?);
    let kept: AxisList = (0..shape.len()).filter(|a| !axes.contains(a)).collect();
    dot_general(&x, &y, (axes, axes), (&kept, &kept))
}

impl Dot {
    /// The axes of operand `which` (0 or 1) that are neither contracted nor batched.
    pub(crate) fn free(&self, which: usize, ndim: usize) -> AxisList {
        let (contract, batch) = (side(&self.contract, which), side(&self.batch, which));
        (0..ndim)
            .filter(|a| !contract.contains(a) && !batch.contains(a))
            .collect()
    }

    /// The shape of the result, if this is a product of two matrices that fit: inference in short.
    fn plain_matrix_shape(&self, inputs: &[&Dense]) -> Option<[usize; 2]> {
        let (x, y) = (inputs[0], inputs[1]);
        let (&[m, k], &[l, n]) = (x.shape(), y.shape()) else {
            return None;
        };
        let is_plain = self.contract.0[..] == [1]
            && self.contract.1[..] == [0]
            && self.batch.0.is_empty()
            && self.batch.1.is_empty();
        (is_plain && k == l && x.dtype() == y.dtype()).then_some([m, n])
    }

    fn check_axes(&self, which: usize, ndim: usize) -> Result<()> {
        let axes: AxisList = side(&self.contract, which)
            .iter()
            .chain(side(&self.batch, which))
            .copied()
            .collect();
        for (i, &axis) in axes.iter().enumerate() {
            if axis >= ndim {
                return Err(Error::axis_out_of_range("dot", axis as isize, ndim));
            }
            if axes[..i].contains(&axis) {
                return Err(Error::axis_repeated("dot", axis));
            }
        }
        Ok(())
    }
}

fn side(pair: &(AxisList, AxisList), which: usize) -> &AxisList {
    if which == 0 { &pair.0 } else { &pair.1 }
}

impl Primitive for Dot {
    fn name(&self) -> &'static str {
        "dot"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (x, y) = (&inputs[0], &inputs[1]);
        if x.dtype != y.dtype {
            return Err(Error::dtypes_differ("dot", x.dtype, y.dtype));
        }
        if self.contract.0.len() != self.contract.1.len()
            || self.batch.0.len() != self.batch.1.len()
        {
            return Err(Error::axis(
                "dot",
                "the two operands name different numbers of axes",
            ));
        }
        self.check_axes(0, x.ndim())?;
        self.check_axes(1, y.ndim())?;
        let pairs = self
            .contract
            .0
            .iter()
            .zip(&self.contract.1)
            .chain(self.batch.0.iter().zip(&self.batch.1));
        for (&a, &b) in pairs {
            match x.shape[a].equals(y.shape[b]) {
                Some(true) => {}
                Some(false) => {
                    return Err(Error::shape(
                        "dot",
                        format!(
                            "shapes {} and {} do not fit: axis {a} of the first has size {}, axis {b} of the second {}",
                            x.shape_text(),
                            y.shape_text(),
                            x.shape[a],
                            y.shape[b]
                        ),
                    ));
                }
                None => return Err(Error::undecided("dot", x.shape[a], y.shape[b])),
            }
        }
        let mut shape: Dims = self.batch.0.iter().map(|&a| x.shape[a]).collect();
        shape.extend(self.free(0, x.ndim()).iter().map(|&a| x.shape[a]));
        shape.extend(self.free(1, y.ndim()).iter().map(|&a| y.shape[a]));
        Ok(smallvec![Aval::new(shape, x.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let dtype = inputs[0].dtype();
        if let Some(view) = kernels::gemm::selected(inputs[0], inputs[1], self) {
            return Ok(smallvec![view]);
        }
        let mut result = if let Some(shape) = self.plain_matrix_shape(inputs) {
            Dense::uninit("dot", dtype, &shape)?
        } else {
            let out = self.infer(&avals_of(inputs))?;
            Dense::uninit("dot", dtype, &known_shape("dot", &out[0].shape)?)?
        };
        kernels::gemm::dot(inputs[0], inputs[1], self, &mut result);
        Ok(smallvec![result])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Bilinear(self)
    }

    fn saves(&self, wrt: Mask) -> Saves {
        Saves::inputs(
            Mask::only(1)
                .when(wrt.contains(0))
                .or(Mask::only(0).when(wrt.contains(1))),
        )
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl Transpose for Dot {
    /// The cotangent times the (conjugated) other operand, summed over the other operand's free axes.
    fn transpose(&self, position: usize, ct: &Array, values: &Values) -> Array {
        let other = values.input(1 - position);
        let (own_ndim, other_ndim) = (values.input_aval(position).ndim(), other.ndim());
        let batch_count = self.batch.0.len();
        let (own_free, other_free) = (
            self.free(position, own_ndim),
            self.free(1 - position, other_ndim),
        );
        if own_free.is_empty() && other_free.is_empty() {
            return self.repeated_times(position, ct, other).or_raise();
        }
        let first_of_other = batch_count + if position == 0 { own_free.len() } else { 0 };
        let ct_axes: AxisList = (first_of_other..first_of_other + other_free.len()).collect();
        let batch_axes: AxisList = (0..batch_count).collect();
        // A product has the batch axes, the free axes of its first operand, and those of its second: the own free axes
        // from the cotangent, and from the other operand its contracted axes in their order of position there. Each is
        // given here as the axis of the operand that it belongs to.
        let mut contracted: Vec<(usize, usize)> = side(&self.contract, 1 - position)
            .iter()
            .copied()
            .zip(side(&self.contract, position).iter().copied())
            .collect();
        contracted.sort_unstable();
        let contracted: AxisList = contracted.into_iter().map(|(_, own)| own).collect();
        let batch = side(&self.batch, position);
        let from_ct: AxisList = [&batch[..], &own_free, &contracted].concat().into();
        let from_other: AxisList = [&batch[..], &contracted, &own_free].concat().into();
        let (other, other_batch) = (&conjugate(other), side(&self.batch, 1 - position));
        // The order that leaves nothing to transpose, if there is one.
        let (product, sources) = if from_other.is_sorted() && !from_ct.is_sorted() {
            let batch = (&other_batch[..], &batch_axes[..]);
            (
                dot_general(other, ct, (&other_free, &ct_axes), batch),
                from_other,
            )
        } else {
            let batch = (&batch_axes[..], &other_batch[..]);
            (
                dot_general(ct, other, (&ct_axes, &other_free), batch),
                from_ct,
            )
        };
        product
            .and_then(|product| transpose(&product, &inverse_permutation(&sources)))
            .or_raise()
    }
}

impl Dot {
    /// The cotangent repeated along the contracted axes, times the (conjugated) other operand: the rule where no axis
    /// is free.
    fn repeated_times(&self, position: usize, ct: &Array, other: &Array) -> Result<Array> {
        let (own_batch, other_batch) =
            (side(&self.batch, position), side(&self.batch, 1 - position));
        let (own_sum, other_sum) = (
            side(&self.contract, position),
            side(&self.contract, 1 - position),
        );
        let mut order: AxisList = smallvec![0; other.ndim()];
        for (&own, &other) in own_batch
            .iter()
            .zip(other_batch)
            .chain(own_sum.iter().zip(other_sum))
        {
            order[own] = other;
        }
        let other = transpose(&conjugate(other), &order)?;
        let mut kept = own_batch.clone();
        kept.sort_unstable();
        let places = own_batch
            .iter()
            .map(|axis| kept.iter().position(|k| k == axis));
        let places: AxisList = places.map(|place| place.expect("a batch axis")).collect();
        let ct = transpose(ct, &inverse_permutation(&places))?;
        let shape: Shape = (0..other.ndim())
            .map(|axis| {
                if own_sum.contains(&axis) {
                    1
                } else {
                    other.shape()[axis]
                }
            })
            .collect();
        Ok(np::multiply(reshape(&ct, &shape)?, other))
    }
}

impl BatchRule for Dot {
    /// A batch of both operands is one more batch pair; a batch of one is one more free axis, so that the
    /// kernel sees one large product.
    fn batch(&self, _size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let shifted = |pair: &(AxisList, AxisList)| {
            (shift_past(&pair.0, axes[0]), shift_past(&pair.1, axes[1]))
        };
        let mut dot = Dot {
            contract: shifted(&self.contract),
            batch: shifted(&self.batch),
        };
        let batch_count = self.batch.0.len();
        let position = |which: usize, axis: usize, dot: &Dot| {
            let free = dot.free(which, inputs[which].ndim());
            free.iter()
                .position(|&a| a == axis)
                .expect("the batch axis is free")
        };
        let out_axis = match (axes[0], axes[1]) {
            (Some(a), Some(b)) => {
                dot.batch.0.insert(0, a);
                dot.batch.1.insert(0, b);
                0
            }
            (Some(a), None) => batch_count + position(0, a, &dot),
            (None, Some(b)) => {
                batch_count + dot.free(0, inputs[0].ndim()).len() + position(1, b, &dot)
            }
            (None, None) => unreachable!("a batched op has a batched input"),
        };
        let out = stack::bind(&dot, &[&inputs[0], &inputs[1]])?;
        Ok((out, smallvec![Some(out_axis)]))
    }
}

/// Axes of one example as axes of the whole batch.
fn shift_past(axes: &[usize], batch_axis: Option<usize>) -> AxisList {
    axes.iter()
        .map(|&a| a + usize::from(batch_axis.is_some_and(|b| a >= b)))
        .collect()
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::Share;
    use super::reduce::for_records;
    use crate::dtype::DType;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    type Case = (
        [&'static [usize]; 2],
        [&'static [usize]; 2],
        [&'static [usize]; 2],
    );

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        // Shapes, contracted axes, batch axes.
        const CASES: &[Case] = &[
            ([&[], &[]], [&[], &[]], [&[], &[]]),
            ([&[4], &[4]], [&[0], &[0]], [&[], &[]]),
            ([&[2], &[3]], [&[], &[]], [&[], &[]]),
            ([&[2, 3], &[3, 4]], [&[1], &[0]], [&[], &[]]),
            ([&[3, 2], &[4, 3]], [&[0], &[1]], [&[], &[]]),
            ([&[2, 3], &[3]], [&[1], &[0]], [&[], &[]]),
            ([&[2, 0], &[0, 3]], [&[1], &[0]], [&[], &[]]),
            ([&[0, 2], &[2, 3]], [&[1], &[0]], [&[], &[]]),
            ([&[2, 3, 2], &[2, 2, 3]], [&[2], &[1]], [&[0], &[0]]),
            ([&[2, 3, 2], &[3, 4, 2]], [&[0], &[2]], [&[1], &[0]]),
            ([&[2, 3, 2], &[3, 2, 2]], [&[0, 1], &[2, 0]], [&[], &[]]),
            (
                [&[2, 2, 1, 3], &[3, 2, 2]],
                [&[3], &[0]],
                [&[1, 0], &[2, 1]],
            ),
            ([&[3, 40], &[40, 17]], [&[1], &[0]], [&[], &[]]),
            // No axis is free: along lines, onto columns, and other layouts.
            ([&[3, 100], &[3, 100]], [&[1], &[1]], [&[0], &[0]]),
            ([&[9, 40], &[9, 40]], [&[0], &[0]], [&[1], &[1]]),
            ([&[2, 20, 9], &[9, 2, 20]], [&[1, 2], &[2, 0]], [&[0], &[1]]),
            ([&[20, 20], &[20, 20]], [&[1, 0], &[1, 0]], [&[], &[]]),
            ([&[2, 3, 4], &[4, 3, 2]], [&[1], &[1]], [&[2, 0], &[0, 2]]),
        ];
        let list =
            |axes: [&[usize]; 2]| (AxisList::from_slice(axes[0]), AxisList::from_slice(axes[1]));
        CASES
            .iter()
            .map(|&(shapes, contract, batch)| Sample {
                primitive: Dot {
                    contract: list(contract),
                    batch: list(batch),
                }
                .share(),
                inputs: shapes
                    .iter()
                    .map(|shape| samples.array(dtype, shape, 0.0, 2.0))
                    .collect(),
            })
            .collect()
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Dot = for_records::parameters(sample);
        let (x, y) = (&inputs[0], &inputs[1]);
        let dtype = sample.inputs[0].dtype();
        let (x_free, y_free) = (op.free(0, x.shape.len()), op.free(1, y.shape.len()));
        let batch = op.batch.0.iter().map(|&a| x.shape[a]);
        let shape: Vec<usize> = batch
            .chain(x_free.iter().map(|&a| x.shape[a]))
            .chain(y_free.iter().map(|&a| y.shape[a]))
            .collect();
        let summed: Vec<usize> = op.contract.0.iter().map(|&a| x.shape[a]).collect();
        let batch_count = op.batch.0.len();
        vec![SlowArray::from_fn(&shape, |index| {
            let mut total = Complex::new(0.0, 0.0);
            for k in for_records::indices(&summed) {
                let (mut at_x, mut at_y) = (vec![0; x.shape.len()], vec![0; y.shape.len()]);
                for (i, (&a, &b)) in op.batch.0.iter().zip(&op.batch.1).enumerate() {
                    (at_x[a], at_y[b]) = (index[i], index[i]);
                }
                for (i, (&a, &b)) in op.contract.0.iter().zip(&op.contract.1).enumerate() {
                    (at_x[a], at_y[b]) = (k[i], k[i]);
                }
                for (i, &a) in x_free.iter().enumerate() {
                    at_x[a] = index[batch_count + i];
                }
                for (i, &b) in y_free.iter().enumerate() {
                    at_y[b] = index[batch_count + x_free.len() + i];
                }
                total += x.get(&at_x) * y.get(&at_y);
            }
            if dtype.is_bool() {
                return Complex::new(total.re.min(1.0), 0.0);
            }
            for_records::wrapped(total, dtype)
        })]
    }

    vec![OpRecord {
        primitive: "Dot",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 16.0,
        skips: &[],
    }]
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn gradients_of_matrix_products_lie_as_their_operands() {
        let (x, w) = (np::ones([3, 4]), np::ones([4, 5]));
        let loss = |(x, w): &(Array, Array)| x.matmul(w).square().sum(..);
        let (dx, dw) = grad(loss)(&(x, w));
        assert!(dx.dense().unwrap().is_contiguous());
        assert!(dw.dense().unwrap().is_contiguous());
    }
}
