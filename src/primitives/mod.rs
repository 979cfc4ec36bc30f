//! What an op is: one struct per primitive, with all of its rules in one place.
//!
//! The trait and its currency are here; the classes that most rules follow from are in [`class`], the
//! general derivative rules in `diff_rules`. Everything else in numpy's surface is composition, under
//! `crate::np`. To add an op, read the book's chapter "Adding an op".

pub(crate) mod alive;
pub(crate) mod argreduce;
pub(crate) mod argsort;
pub(crate) mod attach;
pub(crate) mod binary_arith;
pub(crate) mod binary_bits;
pub(crate) mod binary_order;
pub(crate) mod broadcast;
pub(crate) mod cast;
pub mod class;
pub(crate) mod collective;
pub(crate) mod combined;
pub(crate) mod compare;
pub(crate) mod concat;
pub(crate) mod create;
pub(crate) mod cumulative;
pub(crate) mod deviations;
pub(crate) mod diff_rules;
pub(crate) mod dot;
pub(crate) mod draw;
#[cfg(feature = "fft")]
pub(crate) mod fft;
pub(crate) mod flip;
pub(crate) mod gather;
pub(crate) mod jvp;
#[cfg(feature = "linalg")]
pub(crate) mod linalg;
pub(crate) mod meta;
pub(crate) mod order_statistics;
pub(crate) mod pad;
pub(crate) mod random;
pub(crate) mod reduce;
pub(crate) mod reshape;
pub(crate) mod scatter;
pub(crate) mod searchsorted;
pub(crate) mod select;
pub(crate) mod slice;
pub(crate) mod slice_update;
pub(crate) mod softmax;
pub(crate) mod softmax_slope;
pub(crate) mod sort;
pub(crate) mod special_binary;
pub(crate) mod special_hypergeometric;
pub(crate) mod special_incomplete;
pub(crate) mod special_orders;
mod special_several;
#[cfg(feature = "testing")]
mod special_slow;
pub(crate) mod special_unary;
pub(crate) mod split;
pub(crate) mod table;
pub(crate) mod transpose;
pub(crate) mod unary_complex;
pub(crate) mod unary_exp;
pub(crate) mod unary_round;
pub(crate) mod unary_special;
pub(crate) mod unary_trig;
pub(crate) mod windows;

use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::Result;
use crate::shape::layout::Layout;
use crate::shape::{Shape, checked_len, is_same, known_shape};
use crate::storage::Storage;
use class::{Batching, Diff, Fusion, Mask, Saves};
use smallvec::SmallVec;
use std::any::Any;
use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

/// The results of one op; nearly always one.
pub type Outputs = SmallVec<[Array; 1]>;
/// The abstract results of one op.
pub type Avals = SmallVec<[Aval; 1]>;
/// The data of the results of one op.
pub type DenseOut = SmallVec<[Dense; 1]>;

/// The results of an op that has one.
#[inline]
pub(crate) fn one(result: Array) -> Outputs {
    SmallVec::from_buf([result])
}

/// The data of results that nobody else holds yet: `eval` of the ops that write `results`.
pub(crate) fn data_of(results: Outputs) -> DenseOut {
    results.into_iter().filter_map(Array::into_dense).collect()
}

/// One operation with its rules. Parameters (axes, shapes) are fields; arrays are inputs.
pub trait Primitive: Share + Any + Debug + Send + Sync {
    /// The name in errors, printed tapes and graphs: numpy's where there is one.
    fn name(&self) -> &'static str;

    /// Shapes and dtypes of the results. The only place that rejects inputs, so it checks everything.
    fn infer(&self, inputs: &[Aval]) -> Result<Avals>;

    /// The results. Rejects what `infer` rejects, by calling it or by an equivalent shorter check.
    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut>;

    /// [`eval`](Self::eval) with the results wrapped as arrays. Written by the ops whose loops take less time than moving their
    /// results from one function to the next.
    fn results(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<Outputs> {
        let data = self.eval(inputs, cx)?;
        Ok(data.into_iter().map(Array::from_dense).collect())
    }

    /// How derivatives follow.
    fn diff(&self) -> Diff<'_>;

    /// Which inputs and outputs the reverse rule reads when the inputs in `wrt` are tracked. Nothing else
    /// is kept, and reading anything else panics.
    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::NOTHING
    }

    /// How the op maps over a batch.
    fn batching(&self) -> Batching<'_>;

    /// What a fusing compiler may do with it.
    fn fusion(&self) -> Fusion {
        Fusion::Opaque
    }

    /// Equality of operations: same name, same parameters. For common subexpressions and caches.
    fn key(&self) -> Key {
        Key {
            name: self.name(),
            parameters: format!("{self:?}"),
        }
    }
}

/// Identifies an operation with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    name: &'static str,
    parameters: String,
}

/// A primitive that a frame keeps: a static for ops without parameters, else shared.
#[derive(Clone, Debug)]
pub enum PrimRef {
    /// An op without parameters.
    Static(&'static dyn Primitive),
    /// An op with parameters.
    Shared(Arc<dyn Primitive>),
}

impl Deref for PrimRef {
    type Target = dyn Primitive;
    fn deref(&self) -> &dyn Primitive {
        match self {
            PrimRef::Static(primitive) => *primitive,
            PrimRef::Shared(primitive) => &**primitive,
        }
    }
}

/// Turns a borrowed primitive into one that can be kept. Implemented for every `Clone` primitive.
pub trait Share {
    /// A reference that outlives the caller's stack.
    fn share(&self) -> PrimRef;
}

impl<P: Primitive + Clone> Share for P {
    fn share(&self) -> PrimRef {
        if size_of::<P>() == 0 {
            // Boxes of zero-sized values do not allocate, so nothing is leaked.
            PrimRef::Static(Box::leak(Box::new(self.clone())))
        } else {
            PrimRef::Shared(Arc::new(self.clone()))
        }
    }
}

/// What an evaluation may use besides its inputs: buffers of inputs that nobody will read again.
#[derive(Debug, Default)]
pub struct EvalCx {
    donated: u32,
}

impl EvalCx {
    /// `donated` has a bit for each input whose only handle the caller gives up.
    pub(crate) fn new(donated: u32) -> Self {
        EvalCx { donated }
    }

    /// A result in C order that `fill` writes: over a donated input of the same shape and element size, else over fresh
    /// bytes. Kernels that use it must read each element of an input before they write the same element of the result.
    #[inline]
    pub(crate) fn result(
        &mut self,
        op: &'static str,
        dtype: DType,
        shape: &[usize],
        inputs: &[&Dense],
        fill: impl FnOnce(&mut Dense),
    ) -> Result<Array> {
        let bytes = checked_len(op, shape, dtype.item_size())? * dtype.item_size();
        let donated = self.take_donated(dtype, shape, inputs);
        Ok(Array::filled(dtype, shape, bytes, donated, fill))
    }

    /// Room for a result, as for [`result`](Self::result).
    pub(crate) fn output(
        &mut self,
        op: &'static str,
        dtype: DType,
        shape: &[usize],
        inputs: &[&Dense],
    ) -> Result<Dense> {
        match self.take_donated(dtype, shape, inputs) {
            Some(storage) => {
                let layout = Layout::Contiguous(Shape::from_slice(shape));
                Ok(Dense::new(dtype, layout, storage.clone()))
            }
            None => Dense::uninit(op, dtype, shape),
        }
    }

    /// The bytes of an input that may become those of such a result.
    #[inline]
    fn take_donated<'a>(
        &mut self,
        dtype: DType,
        shape: &[usize],
        inputs: &[&'a Dense],
    ) -> Option<&'a Storage> {
        let mut candidates = self.donated;
        while candidates != 0 {
            let i = candidates.trailing_zeros() as usize;
            candidates &= candidates - 1;
            let input = inputs[i];
            if input.dtype().item_size() == dtype.item_size()
                && is_same(input.shape(), shape)
                && input.is_reusable()
            {
                self.donated &= !(1 << i);
                return Some(input.storage());
            }
        }
        None
    }
}

/// Room for the results that `infer` announces, in C order and not yet written.
pub(crate) fn inferred(primitive: &dyn Primitive, inputs: &[&Dense]) -> Result<DenseOut> {
    let avals = primitive.infer(&avals_of(inputs))?;
    let mut outputs = DenseOut::new();
    for aval in avals {
        let shape = known_shape(primitive.name(), &aval.shape)?;
        outputs.push(Dense::uninit(primitive.name(), aval.dtype, &shape)?);
    }
    Ok(outputs)
}

/// [`inferred`] for primitives with one result.
pub(crate) fn inferred_one(primitive: &dyn Primitive, inputs: &[&Dense]) -> Result<Dense> {
    Ok(inferred(primitive, inputs)?.pop().expect("one result"))
}

/// The abstract values of dense operands, for `eval`s that call `infer`.
pub(crate) fn avals_of(inputs: &[&Dense]) -> SmallVec<[Aval; 3]> {
    inputs.iter().map(|x| x.aval()).collect()
}
