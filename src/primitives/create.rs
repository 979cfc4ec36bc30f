//! Arrays from nothing: `Full` repeats one number, `Iota` counts along an axis.
//!
//! They have no inputs, so no derivative and no batch ever reaches them. Random draws are in `random`; the
//! numpy functions (`zeros`, `arange`, `eye`) are compositions in `np::creation`.

#[cfg(feature = "testing")]
use super::Share;
use super::class::{BatchRule, Batched, Batching, Diff, Fusion};
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, Result};
use crate::kernels::copy::fill_scalar;
use crate::kernels::iota::fill_iota;
use crate::shape::layout::Layout;
use crate::shape::{Dims, Shape, Strides, checked_len, known_shape, to_dims};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::{bind, bind_one};
#[cfg(feature = "testing")]
use num_complex::Complex;
use smallvec::smallvec;

/// An array that holds one number everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Full {
    pub(crate) shape: Dims,
    pub(crate) value: Scalar,
    pub(crate) dtype: DType,
}

/// An array of the given shape whose elements are their index along one axis.
#[derive(Clone, Debug)]
pub(crate) struct Iota {
    pub(crate) shape: Dims,
    pub(crate) dtype: DType,
    pub(crate) axis: usize,
}

/// An array of one number, converted as `astype` converts.
pub(crate) fn full(shape: &[usize], value: Scalar, dtype: DType) -> Result<Array> {
    bind_one(
        &Full {
            shape: to_dims(shape),
            value,
            dtype,
        },
        &[],
    )
}

/// The index of each element along an axis.
pub(crate) fn iota(shape: &[usize], dtype: DType, axis: usize) -> Result<Array> {
    bind_one(
        &Iota {
            shape: to_dims(shape),
            dtype,
            axis,
        },
        &[],
    )
}

impl Primitive for Full {
    fn name(&self) -> &'static str {
        "full"
    }

    fn infer(&self, _inputs: &[Aval]) -> Result<Avals> {
        Ok(smallvec![Aval::new(self.shape.clone(), self.dtype)])
    }

    fn eval(&self, _inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let shape = known_shape(self.name(), &self.shape)?;
        let mut out = Dense::uninit(self.name(), self.dtype, &shape)?;
        fill_scalar(&mut out, self.value);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl Primitive for Iota {
    fn name(&self) -> &'static str {
        "iota"
    }

    fn infer(&self, _inputs: &[Aval]) -> Result<Avals> {
        if self.axis >= self.shape.len() {
            return Err(Error::axis_out_of_range(
                self.name(),
                self.axis as isize,
                self.shape.len(),
            ));
        }
        Ok(smallvec![Aval::new(self.shape.clone(), self.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        debug_assert!(inputs.is_empty());
        self.infer(&[])?;
        let shape = known_shape(self.name(), &self.shape)?;
        checked_len(self.name(), &shape, self.dtype.item_size())?;
        let mut counts = Dense::uninit(self.name(), self.dtype, &[shape[self.axis]])?;
        fill_iota(&mut counts);
        // The other axes repeat the counts without storing them.
        let strides = (0..shape.len())
            .map(|axis| isize::from(axis == self.axis))
            .collect::<Strides>();
        Ok(smallvec![counts.with_layout(Layout::new(
            Shape::from_slice(&shape),
            strides,
            0
        ))])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

/// Without inputs nothing is batched: one array serves all examples.
impl BatchRule for Full {
    fn batch(&self, _size: usize, inputs: &[Array], _axes: &[Option<usize>]) -> Result<Batched> {
        debug_assert!(inputs.is_empty());
        Ok((bind(self, &[])?, smallvec![None]))
    }
}

impl BatchRule for Iota {
    fn batch(&self, _size: usize, inputs: &[Array], _axes: &[Option<usize>]) -> Result<Batched> {
        debug_assert!(inputs.is_empty());
        Ok((bind(self, &[])?, smallvec![None]))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    const SHAPES: [&[usize]; 6] = [&[], &[3], &[0, 2], &[2, 3], &[2, 3, 1], &[2, 1, 3, 2]];
    fn fulls(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let value = Scalar::Float(samples.integer(0, 9) as f64 + 0.5);
        let sample = |shape: &[usize]| Sample {
            primitive: Full {
                shape: to_dims(shape),
                value,
                dtype,
            }
            .share(),
            inputs: vec![],
        };
        SHAPES.map(sample).into()
    }
    fn full_reference(_inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let full = sample.primitive_as::<Full>();
        let value = match full.dtype {
            DType::Bool => 1.0,
            dtype if dtype.is_integer() => full.value.as_f64().trunc(),
            _ => full.value.as_f64(),
        };
        let shape = known_shape("full", &full.shape).expect("samples have known shapes");
        vec![SlowArray::from_fn(&shape, |_| Complex::new(value, 0.0))]
    }
    fn iotas(_samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let sample = |shape: &'static [usize]| {
            (0..shape.len()).map(move |axis| Sample {
                primitive: Iota {
                    shape: to_dims(shape),
                    dtype,
                    axis,
                }
                .share(),
                inputs: vec![],
            })
        };
        SHAPES.into_iter().flat_map(sample).collect()
    }
    fn iota_reference(_inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let iota = sample.primitive_as::<Iota>();
        let shape = known_shape("iota", &iota.shape).expect("samples have known shapes");
        let element = |index: &[usize]| match iota.dtype {
            DType::Bool => index[iota.axis].min(1),
            _ => index[iota.axis],
        };
        vec![SlowArray::from_fn(&shape, |index| {
            Complex::new(element(index) as f64, 0.0)
        })]
    }
    vec![
        OpRecord {
            primitive: "Full",
            dtypes: &DType::ALL,
            samples: fulls,
            reference: full_reference,
            ulps: 0.0,
            skips: &[],
        },
        OpRecord {
            primitive: "Iota",
            dtypes: &DType::ALL,
            samples: iotas,
            reference: iota_reference,
            ulps: 0.0,
            skips: &[],
        },
    ]
}
