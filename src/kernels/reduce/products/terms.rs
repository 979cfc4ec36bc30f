//! What is summed: functions of two elements that do not mind their order, because operands may be exchanged.

use crate::array::value::Dense;
use crate::dtype::DType;
use crate::kernels::binary;
use crate::kernels::simd::vector::Vector;
use crate::kernels::typed::{Kernel, map2};

/// A function of two elements, whose value at -0 and 0 is a zero.
pub(in super::super) trait Term {
    fn of<V: Vector>(x: V, y: V) -> V;

    /// Writes the terms of two arrays of the shape and dtype of `out`, where no loop here sums them.
    fn write(x: &Dense, y: &Dense, out: &mut Dense);
}

/// The product.
pub(in super::super) struct Product;

impl Term for Product {
    #[inline(always)]
    fn of<V: Vector>(x: V, y: V) -> V {
        x * y
    }

    fn write(x: &Dense, y: &Dense, out: &mut Dense) {
        let multiply = binary::multiply(out.dtype()).expect("numbers have products");
        multiply.run(out, &[x, y]);
    }
}

/// The square of the difference.
pub(in super::super) struct SquaredDifference;

impl Term for SquaredDifference {
    #[inline(always)]
    fn of<V: Vector>(x: V, y: V) -> V {
        let difference = x - y;
        difference * difference
    }

    fn write(x: &Dense, y: &Dense, out: &mut Dense) {
        let inner = match out.dtype() {
            DType::F32 => map2::<true, _, _, _, _>(|x: f32, y: f32| (x - y) * (x - y)),
            DType::F64 => map2::<true, _, _, _, _>(|x: f64, y: f64| (x - y) * (x - y)),
            other => unreachable!("squared differences of {other}"),
        };
        Kernel::new(inner, 1).run(out, &[x, y]);
    }
}
