//! `y (t - sum(y t))` along lines of f32 or f64: what softmax with the result `y` does to a tangent `t`.
//!
//! A line of both is read for the sum, and again for the result while it is in the first cache; short lines in groups.

use super::products::{GROUP, SHORT, line_total, short_totals};
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
        let [y, t] = [self.y, self.t];
        let line = |i: usize| [y.wrapping_add(i * n), t.wrapping_add(i * n)];
        let mut means = [T::default(); GROUP];
        let mut at = 0;
        while at < self.count {
            let group = if n <= SHORT {
                GROUP.min(self.count - at)
            } else {
                1
            };
            let means = &mut means[..group];
            // SAFETY: whoever makes this gives so many lines of `n` elements each.
            unsafe {
                if n <= SHORT {
                    let mut next = at..;
                    short_totals::<T, S>(
                        #[inline(always)]
                        || line(next.next().unwrap_or(at)),
                        n,
                        means,
                    );
                } else {
                    means[0] = Sum::<T>::finish(line_total::<T, S>(line(at), 1, n));
                }
                for (i, &mean) in means.iter().enumerate() {
                    let [y, t] = line(at + i);
                    centre::<T, S>([y, t], self.out.add((at + i) * n), n, mean);
                }
            }
            at += group;
        }
    }
}

/// `out = y (t - mean)`.
///
/// # Safety
/// `n` elements are readable and writable.
#[inline(always)]
unsafe fn centre<T: Float, S: Isa>([y, t]: [*const T; 2], out: *mut T, n: usize, mean: T) {
    let mean = T::Vector::<S>::splat(mean);
    in_vectors::<T::Vector<S>>(
        n,
        #[inline(always)]
        |j, count| {
            // SAFETY: so many elements are left.
            unsafe {
                let t = load::<T::Vector<S>>(t.add(j), count) - mean;
                store(load::<T::Vector<S>>(y.add(j), count) * t, out.add(j), count);
            }
        },
    );
}
