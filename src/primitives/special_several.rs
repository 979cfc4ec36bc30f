//! The skeleton of special functions of several elements with parameters of their own, such as the order of a derivative.
//!
//! `several!` writes their `Primitive`; what differs is the function of the elements and the `Partials`, which stand with the
//! structs in `special_incomplete`, `special_orders` and `special_hypergeometric`.

use super::table::ResultDtype;
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::value::{Aval, Dense};
use crate::error::Result;
use crate::kernels::special::{self, Element};
use crate::shape::Shape;
use crate::shape::broadcast::broadcast_shapes;
use smallvec::smallvec;

/// Inference: operands of one real floating point dtype (complex, with `E` complex) that broadcast.
pub(super) fn infer<E: Element>(op: &'static str, count: usize, inputs: &[Aval]) -> Result<Avals> {
    assert_eq!(inputs.len(), count, "{op} has {count} inputs");
    super::table::infer_accepting(op, E::holds, ResultDtype::Same, inputs)
}

/// Evaluation by a function of the elements, computed in f64 (complex: in c128).
pub(super) fn eval<const N: usize, const M: usize, E: Element>(
    primitive: &dyn Primitive,
    inputs: &[&Dense],
    cx: &mut EvalCx,
    function: impl Fn([E; N]) -> E + Sync,
) -> Result<DenseOut> {
    let dtype = inputs[0].dtype();
    let shape = inputs[1..]
        .iter()
        .try_fold(Shape::from_slice(inputs[0].shape()), |shape, input| {
            broadcast_shapes(&shape, input.shape())
        });
    let is_accepted = E::holds(dtype) && inputs.iter().all(|input| input.dtype() == dtype);
    match (shape, <[&Dense; N]>::try_from(inputs)) {
        (Some(shape), Ok(operands)) if is_accepted => {
            let mut out = cx.output(primitive.name(), dtype, &shape, inputs)?;
            special::run_with::<N, M, E>(&mut out, operands, function);
            Ok(smallvec![out])
        }
        _ => Err(super::table::rejection(primitive, inputs)),
    }
}

/// An elementwise primitive whose rule reads all of its inputs: its name in errors, the number of inputs, the type in which it
/// is computed, and its value from the struct and the elements.
macro_rules! several {
    ($($name:ident = $op:expr, $count:literal of $element:ty: |$own:ident, $inputs:pat_param| $value:expr;)*) => {$(
        impl $crate::primitives::Primitive for $name {
            fn name(&self) -> &'static str {
                let $own = self;
                let _ = $own;
                $op
            }

            fn infer(&self, inputs: &[$crate::array::value::Aval]) -> $crate::error::Result<$crate::primitives::Avals> {
                $crate::primitives::special_several::infer::<$element>(self.name(), $count, inputs)
            }

            fn eval(
                &self,
                inputs: &[&$crate::array::value::Dense],
                cx: &mut $crate::primitives::EvalCx,
            ) -> $crate::error::Result<$crate::primitives::DenseOut> {
                let $own = self;
                let _ = $own;
                $crate::primitives::special_several::eval::<$count, { $count + 1 }, $element>(self, inputs, cx, |$inputs| $value)
            }

            fn diff(&self) -> $crate::primitives::class::Diff<'_> {
                $crate::primitives::class::Diff::Elementwise(self)
            }

            fn saves(&self, _wrt: $crate::primitives::class::Mask) -> $crate::primitives::class::Saves {
                $crate::primitives::class::Saves::inputs($crate::primitives::class::Mask::ALL)
            }

            fn batching(&self) -> $crate::primitives::class::Batching<'_> {
                $crate::primitives::class::Batching::Elementwise
            }

            fn fusion(&self) -> $crate::primitives::class::Fusion {
                $crate::primitives::class::Fusion::Elementwise
            }
        }
    )*};
}
pub(super) use several;

/// What the records of such primitives share.
#[cfg(feature = "testing")]
pub(super) mod records {
    use crate::array::Array;
    use crate::primitives::Share;
    use crate::testing::Sample;

    /// Shapes of the inputs of some calls.
    pub(crate) type Shapes<'a> = &'a [&'a [&'a [usize]]];

    /// Of one input.
    pub(crate) const ONE: Shapes = &[
        &[&[]],
        &[&[0]],
        &[&[5]],
        &[&[2, 3]],
        &[&[2, 1, 2, 2]],
        &[&[40]],
    ];
    /// Of two.
    pub(crate) const TWO: Shapes = &[
        &[&[], &[]],
        &[&[4], &[]],
        &[&[0, 2], &[1, 2]],
        &[&[2, 1], &[1, 3]],
        &[&[20], &[20]],
    ];
    /// Of three.
    pub(crate) const THREE: Shapes = &[
        &[&[], &[], &[]],
        &[&[3], &[], &[3]],
        &[&[0, 2], &[1, 2], &[2]],
        &[&[2, 1, 1, 1], &[3, 1, 2], &[2]],
        &[&[20], &[20], &[]],
    ];
    /// Of four.
    pub(crate) const FOUR: Shapes = &[
        &[&[], &[], &[], &[]],
        &[&[3], &[], &[3], &[1]],
        &[&[0, 2], &[1, 2], &[2], &[]],
        &[&[2, 1, 1, 1], &[3, 1, 2], &[2], &[1]],
    ];

    /// Calls of a primitive with inputs made from shape and position.
    pub(crate) fn calls(
        primitive: &dyn Share,
        shapes: Shapes,
        mut input: impl FnMut(&[usize], usize) -> Array,
    ) -> Vec<Sample> {
        let mut inputs = |shapes: &[&[usize]]| -> Vec<Array> {
            shapes
                .iter()
                .enumerate()
                .map(|(i, shape)| input(shape, i))
                .collect()
        };
        shapes
            .iter()
            .map(|shapes| Sample {
                primitive: primitive.share(),
                inputs: inputs(shapes),
            })
            .collect()
    }

    /// The whole numbers in a primitive's debug form.
    pub(crate) fn orders(sample: &Sample) -> Vec<u32> {
        let text = format!("{:?}", sample.primitive);
        text.split(|c: char| !c.is_ascii_digit())
            .filter_map(|digits| digits.parse().ok())
            .collect()
    }
}
