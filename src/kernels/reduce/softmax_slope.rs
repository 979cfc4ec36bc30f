//! `y (t - sum(y t))` along lines of f32 or f64: what softmax with the result `y` does to a tangent `t`.
//!
//! A line of both is read for the sum, and again for the result while it is in the first cache.

use super::products::{Product, line_total};
use super::softmax::{Float, load, store};
use super::{Fold, GRAIN, Sum};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::kernels::loops::parallel_for;
use crate::kernels::shared::Shared;
use crate::kernels::simd;
use crate::kernels::simd::sets::{Entry, Isa, run};
use crate::kernels::simd::vector::{Vector, in_vectors};
use crate::kernels::typed::{Kernel, map3};

/// Fills `out` from operands in C order, whose last axis has the lines. All have one shape and dtype.
pub(crate) fn slope_along_last(y: &Dense, t: &Dense, out: &mut Dense) {
    match y.dtype() {
        DType::F32 => typed::<f32>(y, t, out),
        DType::F64 => typed::<f64>(y, t, out),
        other => unreachable!("softmax of {other}"),
    }
}

/// `y (t - mean)` of each element, for lines along other axes.
pub(crate) fn centred_product(dtype: DType) -> Kernel<4> {
    let inner = match dtype {
        DType::F32 => map3::<true, _, _, _, _, _>(|y: f32, t: f32, mean: f32| y * (t - mean)),
        DType::F64 => map3::<true, _, _, _, _, _>(|y: f64, t: f64, mean: f64| y * (t - mean)),
        other => unreachable!("softmax of {other}"),
    };
    Kernel::new(inner, 1)
}

fn typed<T: Float>(y: &Dense, t: &Dense, out: &mut Dense)
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let n = y.shape().last().copied().unwrap_or(1);
    if y.len() == 0 {
        return;
    }
    let [y_at, t_at] = [y, t].map(|x| Shared(x.as_ptr().cast_mut()));
    let out_at = Shared(out.as_mut_ptr());
    parallel_for(y.len() / n, (GRAIN / n).max(1), &|range| {
        let first = (range.start * n * size_of::<T>()) as isize;
        let lines = Lines::<T> {
            y: y_at.at(first).cast(),
            t: t_at.at(first).cast(),
            out: out_at.at(first).cast(),
            count: range.len(),
            n,
        };
        run(simd::set(), lines);
    });
}

/// Lines of `n` elements one after the other.
struct Lines<T> {
    y: *const T,
    t: *const T,
    out: *mut T,
    count: usize,
    n: usize,
}

impl<T: Float> Entry for Lines<T>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    type Out = ();
    #[inline(always)]
    fn call<S: Isa>(self) {
        let n = self.n;
        for i in 0..self.count {
            // SAFETY: whoever makes this gives so many lines of `n` elements each.
            unsafe {
                let [y, t] = [self.y, self.t].map(|x| x.add(i * n));
                let out = self.out.add(i * n);
                let mean = Sum::<T>::finish(line_total::<T, S, Product>([y, t], 1, n));
                let mean = T::Vector::<S>::splat(mean);
                in_vectors::<T::Vector<S>>(
                    n,
                    #[inline(always)]
                    |j, count| {
                        let t = load::<T::Vector<S>>(t.add(j), count) - mean;
                        store(load::<T::Vector<S>>(y.add(j), count) * t, out.add(j), count);
                    },
                );
            }
        }
    }
}
