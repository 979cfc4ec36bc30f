//! General products of two arrays of any layout.
//!
//! [`dot`] is the entry. `plan` merges the axes of both operands into one row, one column and one summed axis
//! where strides allow, and loops over what is left. `product` finds the loop for a matrix product of one
//! element type: `matvec` for vectors, `blocks` for the rest, with copies from `pack` and the innermost loops
//! of `tile`. All of them are written over `vector`, and made for each instruction set in `level`. Halves and
//! bytes are widened as they are copied (`source`) or read (`widened`), or multiplied in `pairs`. Products without
//! an axis of one operand alone are sums of elementwise products, which `reduce::products` computes. Those with unit
//! vectors are views (`units`).

mod blocks;
mod level;
mod matvec;
mod pack;
#[cfg(target_arch = "x86_64")]
mod pairs;
mod plan;
mod product;
mod source;
#[cfg(test)]
mod tests;
mod tile;
mod units;
mod vector;
mod widened;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::copy::{contiguous, fill_scalar};
use super::half;
use super::loops::parallel_for;
use super::reduce::products::sum_products;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::kernels::shared::Shared;
use crate::primitives::dot::Dot;
use level::Level;
use plan::Plan;
use smallvec::SmallVec;
pub(crate) use units::selected;

/// Fills `out`, whose shape and dtype follow from the operands.
pub(crate) fn dot(x: &Dense, y: &Dense, dot: &Dot, out: &mut Dense) {
    if sum_products(x, y, dot, out) {
        return;
    }
    dot_at(Level::best(), x, y, dot, out);
}

/// [`dot`] by the loops of one instruction set, which must be there.
fn dot_at(level: Level, x: &Dense, y: &Dense, dot: &Dot, out: &mut Dense) {
    if out.len() == 0 {
        return;
    }
    if x.len() == 0 || y.len() == 0 {
        fill_scalar(out, 0i64.into());
        return;
    }
    let wide = match x.dtype() {
        DType::F16 | DType::BF16 => DType::F32,
        DType::U8 | DType::I8 => DType::I16,
        _ => {
            run(level, x, y, dot, out);
            return;
        }
    };
    let mut sums = Dense::uninit("dot", wide, out.shape()).expect("not larger than the operands");
    run(level, x, y, dot, &mut sums);
    narrow(&sums, out);
}

fn run(level: Level, x: &Dense, y: &Dense, dot: &Dot, out: &mut Dense) {
    let (product, item) = (
        product::of(x.dtype()),
        [x.dtype().item_size(), out.dtype().item_size()],
    );
    let plan = Plan::new(x, y, dot, out);
    if !plan.is_fragmented() {
        plan.run(level, product, item, x, y, out);
        return;
    }
    let (x, y) = (gathered(x, dot, 0), gathered(y, dot, 1));
    let batch = dot.batch.0.len();
    let (x_free, y_free) = (
        x.ndim() - batch - dot.contract.0.len(),
        y.ndim() - batch - dot.contract.0.len(),
    );
    let packed = Dot {
        contract: (
            (batch + x_free..x.ndim()).collect(),
            (batch + y_free..y.ndim()).collect(),
        ),
        batch: ((0..batch).collect(), (0..batch).collect()),
    };
    Plan::new(&x, &y, &packed, out).run(level, product, item, &x, &y, out);
}

/// An operand in C order of its batch, free and contracted axes.
fn gathered(x: &Dense, dot: &Dot, which: usize) -> Dense {
    let (contract, batch) = if which == 0 {
        (&dot.contract.0, &dot.batch.0)
    } else {
        (&dot.contract.1, &dot.batch.1)
    };
    let free = dot.free(which, x.ndim());
    let order: SmallVec<[usize; 6]> = batch.iter().chain(&free).chain(contract).copied().collect();
    contiguous(&x.with_layout(x.layout().permute(&order)))
}

/// Rounds or cuts sums to the dtype of the result. Both arrays are new, so they are in C order.
fn narrow(sums: &Dense, out: &mut Dense) {
    const GRAIN: usize = 1 << 16;
    let (dtype, len) = (out.dtype(), out.len());
    let (from, to) = (Shared(sums.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    let item = dtype.item_size();
    parallel_for(len, GRAIN, &|range| {
        // SAFETY: both arrays have `len` elements, of which tasks take disjoint ranges.
        unsafe {
            let to = to.at((range.start * item) as isize);
            if half::is_half(dtype) {
                let from = from.at((range.start * 4) as isize).cast::<f32>();
                let from = std::slice::from_raw_parts(from, range.len());
                half::narrow(dtype, from, to, item as isize);
            } else {
                let from = from.at((range.start * 2) as isize).cast::<i16>();
                for i in 0..range.len() {
                    *to.add(i) = *from.add(i) as u8;
                }
            }
        }
    });
}
