//! The classes that rules follow from: how a primitive differentiates, batches and fuses.
//!
//! A primitive declares a class and writes only what the class asks for; the general rules that turn a
//! class into a VJP or JVP are in `diff_rules` and `jvp`, into a batched call in `transform::batch_rules`. All
//! author-written rules use the same public ops as users do, so they can be differentiated and batched.

use super::diff_rules::sum_to;
use super::{Outputs, PrimRef};
use crate::array::Array;
use crate::array::value::Aval;
use crate::error::Result;
use crate::np;
use crate::shape::dim::Dim;
use crate::transform::vmap::MapFrame;
use smallvec::SmallVec;
use std::sync::Arc;

/// A set of argument positions. Positions from 63 on share one bit, so a set may claim more than was put
/// in, never less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask(u64);

impl Mask {
    /// No position.
    pub const NONE: Mask = Mask(0);
    /// Every position.
    pub const ALL: Mask = Mask(u64::MAX);

    /// The set of one position.
    pub const fn only(position: usize) -> Mask {
        Mask(1 << if position < 63 { position } else { 63 })
    }

    /// Whether the position is in the set.
    pub const fn contains(self, position: usize) -> bool {
        self.0 & Mask::only(position).0 != 0
    }

    /// The positions that have an array.
    pub(crate) fn present(arrays: &[Option<Array>]) -> Mask {
        let having = (0..arrays.len()).filter(|&i| arrays[i].is_some());
        having.fold(Mask::NONE, |mask, i| mask.or(Mask::only(i)))
    }

    /// The union.
    pub const fn or(self, other: Mask) -> Mask {
        Mask(self.0 | other.0)
    }

    /// The set itself if the condition holds, else nothing.
    pub const fn when(self, condition: bool) -> Mask {
        if condition { self } else { Mask::NONE }
    }

    /// The bits, position 0 lowest.
    pub(crate) const fn bits(self) -> u64 {
        self.0
    }
}

/// Which values a reverse rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saves {
    /// Positions of inputs.
    pub inputs: Mask,
    /// Positions of outputs.
    pub outputs: Mask,
}

impl Saves {
    /// The rule reads shapes only.
    pub const NOTHING: Saves = Saves {
        inputs: Mask::NONE,
        outputs: Mask::NONE,
    };
    /// The first output, as `exp` and `tanh` do.
    pub const OUTPUT: Saves = Saves {
        inputs: Mask::NONE,
        outputs: Mask::only(0),
    };

    /// Some inputs.
    pub const fn inputs(inputs: Mask) -> Saves {
        Saves {
            inputs,
            outputs: Mask::NONE,
        }
    }

    /// The union.
    pub const fn or(self, other: Saves) -> Saves {
        Saves {
            inputs: self.inputs.or(other.inputs),
            outputs: self.outputs.or(other.outputs),
        }
    }
}

/// What a derivative rule sees of the op it differentiates: the saved values, and all shapes and dtypes.
#[derive(Debug)]
pub struct Values<'a> {
    pub(crate) inputs: &'a [Option<Array>],
    pub(crate) outputs: &'a [Option<Array>],
    pub(crate) input_avals: &'a [Aval],
    pub(crate) output_avals: &'a [Aval],
    pub(crate) wrt: Mask,
}

impl Values<'_> {
    /// The saved input at a position.
    ///
    /// # Panics
    /// If the primitive's `saves` does not declare it.
    pub fn input(&self, position: usize) -> &Array {
        self.inputs[position]
            .as_ref()
            .unwrap_or_else(|| panic!("input {position} was not declared in `saves`"))
    }

    /// The saved output at a position.
    ///
    /// # Panics
    /// If the primitive's `saves` does not declare it.
    pub fn output(&self, position: usize) -> &Array {
        self.outputs[position]
            .as_ref()
            .unwrap_or_else(|| panic!("output {position} was not declared in `saves`"))
    }

    /// Shape and dtype of an input; always known.
    pub fn input_aval(&self, position: usize) -> &Aval {
        &self.input_avals[position]
    }

    /// Shape and dtype of an output; always known.
    pub fn output_aval(&self, position: usize) -> &Aval {
        &self.output_avals[position]
    }

    /// The number of inputs.
    pub fn input_count(&self) -> usize {
        self.input_avals.len()
    }

    /// Whether the derivative with respect to this input is wanted.
    pub fn wants(&self, position: usize) -> bool {
        self.wrt.contains(position) && self.input_avals[position].dtype.is_differentiable()
    }
}

/// Gradients by input position; `None` where there is none or none was wanted.
pub type Gradients = SmallVec<[Option<Array>; 2]>;

/// How a primitive differentiates.
#[derive(Clone, Copy)]
pub enum Diff<'a> {
    /// The derivative is zero or does not exist: results are not tracked.
    Zero,
    /// Each output element depends on the input elements that broadcast to it.
    Elementwise(&'a dyn Partials),
    /// Linear in all differentiable inputs together (and affine in nothing).
    Linear(&'a dyn Transpose),
    /// Linear in each of the first two inputs while the other is fixed.
    Bilinear(&'a dyn Transpose),
    /// Anything else.
    Custom(&'a dyn Rules),
}

/// The derivative of an elementwise op.
pub trait Partials {
    /// The partial derivative with respect to input `position`, times `t`, or, where [`scale_after_sum`](Self::scale_after_sum)
    /// is written too, the first factor of that. `t` has the shape of the output or, as a tangent, that of the input, which
    /// broadcasts to it. Used as it stands for tangents and, conjugated on both sides, for cotangents.
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array;

    /// What all of [`scale`](Self::scale) begin with: it is given this in place of a cotangent, so that it is computed once.
    fn prepare(&self, t: &Array, _values: &Values) -> Array {
        t.clone()
    }

    /// [`scale`](Self::scale) summed to the shape of an input that was broadcast. Written where that is a product, which need
    /// not be in memory.
    fn scale_and_sum(&self, position: usize, t: &Array, values: &Values, shape: &[usize]) -> Array {
        sum_to(self.scale(position, t, values), shape)
    }

    /// The rest of the partial derivative: a factor that depends on no other input than the one at `position`, so that the
    /// cotangent of an input that was broadcast is summed before it is multiplied by it.
    fn scale_after_sum(&self, _position: usize, t: Array, _values: &Values) -> Array {
        t
    }

    /// The tangent of the output from those of the inputs, `None` if all are zero. Its shape broadcasts to that of the output.
    /// Written where the terms cost less together than one by one.
    fn tangent(&self, tangents: &[Option<Array>], values: &Values) -> Option<Array> {
        let terms = tangents.iter().enumerate().filter_map(|(i, t)| {
            let scaled = self.scale(i, &self.prepare(t.as_ref()?, values), values);
            Some(self.scale_after_sum(i, scaled, values))
        });
        terms.reduce(|a, b| np::add(a, b))
    }
}

/// The transpose of a linear op (or of a bilinear one with the other input fixed).
pub trait Transpose {
    /// The cotangent of input `position`, of the input's shape and dtype, from that of the output. For
    /// complex arrays this is the adjoint: conjugate what multiplies.
    fn transpose(&self, position: usize, ct: &Array, values: &Values) -> Array;
}

/// Derivative rules of their own.
pub trait Rules {
    /// The cotangents of the wanted inputs from those of the outputs, `None` where an output was not used.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients;

    /// The tangents of the outputs from those of the inputs, reading all inputs and outputs. `None` derives
    /// them from `vjp`, by differentiating it with respect to the cotangent.
    fn jvp(&self, _tangents: &[Option<Array>], _values: &Values) -> Option<Gradients> {
        None
    }
}

/// How a primitive maps over a batch.
#[derive(Clone, Copy)]
pub enum Batching<'a> {
    /// Align ranks and broadcast: the op itself does the rest.
    Elementwise,
    /// Move every batch axis to the front (broadcasting inputs that have none) and shift the parameters.
    Axes(&'a dyn ShiftAxes),
    /// Move every batch axis to the front (broadcasting inputs that have none): the op works on the last axes
    /// and maps over those before them, which are the same for all inputs.
    Leading,
    /// Its own rule.
    Custom(&'a dyn BatchRule),
    /// Its own rule, which is told the map.
    Framed(&'a dyn FramedRule),
    /// Slice, run once per example, stack. Logged and counted.
    Loop,
}

/// The op over inputs that all have one more axis in front.
pub trait ShiftAxes {
    /// The same op with its axis parameters moved by one and `size` put in front of its shape parameters.
    /// All outputs carry the batch at axis 0.
    fn shifted(&self, size: Dim) -> PrimRef;
}

/// A batching rule of its own.
pub trait BatchRule {
    /// Runs the op on whole batches. `axes[i]` is the batch axis of `inputs[i]`, `None` if it has none; at
    /// least one has. Returns the outputs with their batch axes.
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched>;
}

/// The batching of an op that needs to know which map it is in: one that carries closures, which may hold examples of
/// the map, so that it has to be opened again around them; or one that speaks of the map itself.
pub trait FramedRule {
    /// Whether the op is about this map, and is batched by it even if no input is.
    fn is_about(&self, _frame: &MapFrame) -> bool {
        false
    }

    /// As [`BatchRule::batch`], with the map's frame.
    fn batch(
        &self,
        frame: &Arc<MapFrame>,
        inputs: &[Array],
        axes: &[Option<usize>],
    ) -> Result<Batched>;
}

/// The outputs of a batching rule with their batch axes.
pub type Batched = (Outputs, SmallVec<[Option<usize>; 1]>);

/// What a fusing compiler may do with a primitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fusion {
    /// Joins any region of elementwise ops.
    Elementwise,
    /// Ends a region.
    Reduce,
    /// Moves no data.
    View,
    /// Runs alone.
    Opaque,
}
