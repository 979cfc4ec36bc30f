//! The catalogue of primitives, and the checkers that run over it; both are for users' functions too.
//!
//! Behind the feature `testing`. Each primitive's file ends with its records; [`catalogue()`] lists them all.
//! The public checkers are [`check_grads`], [`check_batch`] and [`assert_allclose!`](crate::assert_allclose),
//! each in a file of its name. What the catalogue's tests check of one record is in [`check_values`],
//! [`check_infer`], [`check_derivatives`], [`check_residuals`] and [`check_batching`].

mod allclose;
mod catalogue;
mod check_batch;
mod check_derivatives;
mod check_grads;
mod check_values;
mod finite_diff;
mod layouts;
mod report;
pub mod samples;

pub use allclose::{allclose, allclose_or_panic};
pub use catalogue::{catalogue, check_catalogue};
pub use check_batch::{assert_batch, check_batch, check_batching};
pub use check_derivatives::{check_derivatives, check_residuals};
pub use check_grads::{assert_grads, check_grads};
pub use check_values::{check_infer, check_values};
pub use finite_diff::directional_derivative;
pub use report::Report;
pub use samples::Samples;

use crate::array::Array;
use crate::dtype::DType;
use crate::dtype::dispatch::for_dtype;
use crate::error::OrRaise;
use crate::primitives::{PrimRef, Primitive};
use crate::transform::stack;
use half::{bf16, f16};
use num_complex::Complex;
use std::any::Any;

/// Everything the generic tests need to know of one primitive.
#[derive(Clone, Copy)]
pub struct OpRecord {
    /// The name of the struct, as in the source.
    pub primitive: &'static str,
    /// The dtypes it accepts for its first input (or output, if it has no inputs).
    pub dtypes: &'static [DType],
    /// Calls for one dtype: several shapes each, among them 0-d and empty ones where the op allows them.
    /// Values of floats lie where the op is smooth, at least 1e-2 away from kinks, poles and ties.
    pub samples: fn(&mut Samples, DType) -> Vec<Sample>,
    /// The slow and obvious version.
    pub reference: fn(&[SlowArray], &Sample) -> Vec<SlowArray>,
    /// How exact the values are, in units of the last place of the result (0: equal).
    pub ulps: f64,
    /// Checks that do not apply, each with its reason.
    pub skips: &'static [(Check, &'static str)],
}

impl OpRecord {
    pub(crate) fn skips(&self, check: Check) -> bool {
        self.skips.iter().any(|(skipped, _)| *skipped == check)
    }

    /// The calls that every check sees: the same for the same seed and dtype.
    pub(crate) fn samples_of(&self, seed: u64, dtype: DType) -> Vec<Sample> {
        (self.samples)(&mut Samples::new(seed), dtype)
    }
}

/// One call of a primitive.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The op with its parameters.
    pub primitive: PrimRef,
    /// Its inputs.
    pub inputs: Vec<Array>,
}

impl Sample {
    /// The op on other inputs, through whatever transforms are active.
    pub(crate) fn call(&self, inputs: &[Array]) -> Vec<Array> {
        let inputs: Vec<&Array> = inputs.iter().collect();
        stack::bind(&*self.primitive, &inputs).or_raise().into_vec()
    }

    /// The op as the struct that it is, for references that read its parameters.
    pub(crate) fn primitive_as<P: Primitive>(&self) -> &P {
        let primitive: &dyn Any = &*self.primitive;
        primitive
            .downcast_ref()
            .expect("a record's samples are of its own primitive")
    }

    /// The op with its parameters and the shapes of its inputs, for messages.
    pub(crate) fn text(&self) -> String {
        let inputs: Vec<String> = self.inputs.iter().map(|x| x.aval().to_string()).collect();
        format!("{:?}({})", &*self.primitive, inputs.join(", "))
    }
}

/// The checks that the catalogue runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Values against the reference, for every dtype and layout.
    Values,
    /// The exactness of elements that are small beside others of the same result: the units in the last place
    /// are then those of the largest element.
    SmallElements,
    /// First derivatives against finite differences.
    Gradient,
    /// Second derivatives.
    SecondGradient,
    /// Batching against a loop.
    Batching,
    /// Values of inputs whose parts along an axis are equal, such as matrices of equal rows.
    Repeats,
}

/// How many transforms are open on this thread; 0 after every test, failed calls included.
pub fn stack_depth() -> usize {
    stack::depth()
}

/// An array as the references see it: C order, every dtype as complex f64 (samples keep integers exact).
#[derive(Clone, Debug, PartialEq)]
pub struct SlowArray {
    /// The sizes.
    pub shape: Vec<usize>,
    /// The elements in C order.
    pub data: Vec<Complex<f64>>,
}

impl SlowArray {
    /// The values of an array.
    ///
    /// # Panics
    /// Inside `vectorized_map`, where values are hidden.
    pub fn of(x: &Array) -> SlowArray {
        let data = for_dtype!(x.dtype(), T => {
            let values = x.to_vec::<T>().or_raise();
            values.into_iter().map(Wide::wide).collect()
        });
        SlowArray {
            shape: x.shape().to_vec(),
            data,
        }
    }

    /// The element at a multi-index.
    pub fn get(&self, index: &[usize]) -> Complex<f64> {
        assert_eq!(index.len(), self.shape.len());
        let flat = index.iter().zip(&self.shape).fold(0, |flat, (&i, &n)| {
            assert!(i < n, "{index:?} in {:?}", self.shape);
            flat * n + i
        });
        self.data[flat]
    }

    /// An array whose elements are computed from their multi-indices.
    pub fn from_fn(shape: &[usize], mut f: impl FnMut(&[usize]) -> Complex<f64>) -> SlowArray {
        let len: usize = shape.iter().product();
        let mut data = Vec::with_capacity(len);
        for_each_index(shape, |index| data.push(f(index)));
        SlowArray {
            shape: shape.to_vec(),
            data,
        }
    }

    /// The element that a broadcast of this array has at an index of the broadcast shape.
    pub fn get_broadcast(&self, index: &[usize]) -> Complex<f64> {
        let own = &index[index.len() - self.shape.len()..];
        let own: Vec<usize> = own
            .iter()
            .zip(&self.shape)
            .map(|(&i, &n)| if n == 1 { 0 } else { i })
            .collect();
        self.get(&own)
    }
}

/// Calls `f` with every multi-index of a shape, in C order.
pub(crate) fn for_each_index(shape: &[usize], mut f: impl FnMut(&[usize])) {
    let len: usize = shape.iter().product();
    let mut index = vec![0; shape.len()];
    for _ in 0..len {
        f(&index);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
}

/// An element as a complex number.
trait Wide {
    fn wide(self) -> Complex<f64>;
}

macro_rules! wide {
    ($($ty:ty => |$x:ident| $re:expr, $im:expr);* $(;)?) => {$(
        impl Wide for $ty {
            fn wide(self) -> Complex<f64> {
                let $x = self;
                Complex::new($re, $im)
            }
        }
    )*};
}

wide! {
    bool => |x| f64::from(u8::from(x)), 0.0;
    u8 => |x| x.into(), 0.0;
    u16 => |x| x.into(), 0.0;
    u32 => |x| x.into(), 0.0;
    u64 => |x| x as f64, 0.0;
    i8 => |x| x.into(), 0.0;
    i16 => |x| x.into(), 0.0;
    i32 => |x| x.into(), 0.0;
    i64 => |x| x as f64, 0.0;
    f16 => |x| x.to_f64(), 0.0;
    bf16 => |x| x.to_f64(), 0.0;
    f32 => |x| x.into(), 0.0;
    f64 => |x| x, 0.0;
    Complex<f32> => |x| x.re.into(), x.im.into();
    Complex<f64> => |x| x.re, x.im;
}
