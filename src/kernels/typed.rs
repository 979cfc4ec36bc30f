//! Typed one-dimensional loops: from a scalar function to an [`Inner`], one instance per function and type.
//!
//! The loops work in blocks that are read before they are written, so they vectorise even when the output
//! lies over an input, where the compiler's overlap tests would choose scalar code. [`Kernel`] is such a
//! loop with what running it over whole arrays needs. The tables of functions are in `unary`, `binary`,
//! `compare`, `select` and `cast`.

use super::half::{Widened, is_half};
use super::loops::{Inner, Rows, broadcast_byte_strides, for_rows, is_small};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::shape::Strides;

/// Elements per block: enough for four vectors of f32 at the baseline's width.
const LANES: usize = 16;

/// A typed loop and how to run it.
#[derive(Clone, Copy)]
pub(crate) struct Kernel<const N: usize> {
    inner: Inner<N>,
    /// Rough nanoseconds per 16 elements.
    cost: u32,
    /// The loop is over f32, and operands of a 16-bit float dtype are widened for it.
    widened: bool,
}

impl<const N: usize> Kernel<N> {
    pub(crate) fn new(inner: Inner<N>, cost: u32) -> Self {
        Kernel {
            inner,
            cost,
            widened: false,
        }
    }

    /// The same loop over f32, for operands of a 16-bit float dtype.
    pub(crate) fn widened(self) -> Self {
        Kernel {
            inner: self.inner,
            cost: self.cost + 8,
            widened: true,
        }
    }

    /// A loop over f32 for operands of that dtype or of a 16-bit float dtype.
    pub(crate) fn widened_for(self, dtype: DType) -> Self {
        if is_half(dtype) { self.widened() } else { self }
    }

    /// Fills `out`, which may lie over an input of its shape. Inputs broadcast to the shape of `out` and
    /// have the dtypes that the loop was made for.
    #[inline]
    pub(crate) fn run(self, out: &mut Dense, inputs: &[&Dense]) {
        debug_assert_eq!(inputs.len(), N - 1);
        let mut pointers = [out.as_mut_ptr(); N];
        let mut strides = [out.dtype().item_size() as isize; N];
        let mut is_flat = true;
        for (i, input) in inputs.iter().enumerate() {
            pointers[i + 1] = input.as_ptr().cast_mut();
            let size = input.dtype().item_size() as isize;
            let lies_alike = input.shape() == out.shape() && input.is_contiguous();
            is_flat &= lies_alike || input.ndim() == 0;
            strides[i + 1] = if lies_alike { size } else { 0 };
        }
        let n = out.len();
        if n == 0 {
            return;
        }
        if is_flat && !self.widened && is_small(n, self.cost as usize) {
            // SAFETY: every operand is one row of `n` elements, or one element with stride 0.
            unsafe { (self.inner)(pointers, strides, n, &Rows::ONE) };
        } else {
            self.walk(out, inputs, pointers, is_flat.then_some(strides));
        }
    }

    #[inline(never)]
    fn walk(
        self,
        out: &Dense,
        inputs: &[&Dense],
        pointers: [*mut u8; N],
        flat: Option<[isize; N]>,
    ) {
        let operands: [&Dense; N] =
            std::array::from_fn(|i| if i == 0 { out } else { inputs[i - 1] });
        let halves = operands.map(|operand| is_half(operand.dtype()));
        let narrow = operands
            .iter()
            .map(|operand| operand.dtype())
            .find(|&dtype| is_half(dtype));
        let body = |p: [*mut u8; N], s: [isize; N], n: usize, rows: &Rows<N>| match narrow {
            // SAFETY: rows come from the walk below; marked operands hold the 16-bit dtype.
            Some(dtype) if self.widened => rows.each(p, |p| unsafe {
                Widened { dtype, halves }.run_row(self.inner, p, s, n);
            }),
            // SAFETY: as above, and all operands have the loop's own types.
            _ => unsafe { (self.inner)(p, s, n, rows) },
        };
        let cost = self.cost as usize;
        if let Some(strides) = flat {
            // SAFETY: every operand is one row of all elements, or one element with stride 0.
            unsafe {
                for_rows(
                    &[out.len()],
                    pointers,
                    strides.each_ref().map(std::slice::from_ref),
                    cost,
                    &body,
                );
            };
            return;
        }
        let strides: [Strides; N] =
            operands.map(|operand| broadcast_byte_strides(operand, out.shape()));
        // SAFETY: broadcast strides keep every operand inside its storage for each index of the shape.
        unsafe {
            for_rows(
                out.shape(),
                pointers,
                strides.each_ref().map(Strides::as_slice),
                cost,
                &body,
            );
        };
    }
}

/// A scalar function without state, as a type: what makes one loop instance per function.
///
/// Function items and closures that capture nothing have no size, so a value of the type can be made from
/// nothing once one has been seen.
fn stateless<F: Copy>() -> F {
    const {
        assert!(
            size_of::<F>() == 0,
            "kernels are made from functions without captures"
        );
    };
    // SAFETY: the type has no bytes, and it is inhabited: the constructors below take a value of it.
    unsafe { std::ptr::NonNull::<F>::dangling().read() }
}

/// Whether a loop of this cost has bodies for whole blocks, which are as many copies of the function as a block has
/// elements and pay where those become vector instructions. Costlier functions call or branch: one copy will do,
/// and a library with many of them compiles in a fraction of the time.
pub(crate) const fn in_blocks(cost: u32) -> bool {
    cost <= 10
}

/// The loop of a function of one element, with or without bodies for [blocks](in_blocks).
pub(crate) fn map1<const BLOCKS: bool, A: Copy, R: Copy, F: Fn(A) -> R + Copy>(_: F) -> Inner<2> {
    map1_row::<BLOCKS, A, R, F>
}

/// The loop of a function of two elements, with or without bodies for [blocks](in_blocks).
pub(crate) fn map2<const BLOCKS: bool, A: Copy, B: Copy, R: Copy, F: Fn(A, B) -> R + Copy>(
    _: F,
) -> Inner<3> {
    map2_row::<BLOCKS, A, B, R, F>
}

/// The loop of a function of three elements.
pub(crate) fn map3<A: Copy, B: Copy, C: Copy, R: Copy, F: Fn(A, B, C) -> R + Copy>(
    _: F,
) -> Inner<4> {
    map3_row::<A, B, C, R, F>
}

/// # Safety
/// Rows of `n` elements of `R` (written) and `A`, as [`Inner`] says.
#[inline(never)]
unsafe fn map1_row<const BLOCKS: bool, A: Copy, R: Copy, F: Fn(A) -> R + Copy>(
    pointers: [*mut u8; 2],
    strides: [isize; 2],
    n: usize,
    rows: &Rows<2>,
) {
    let f = stateless::<F>();
    // SAFETY: indices stay below `n`, where the caller promises elements.
    rows.each(
        pointers,
        #[inline(always)]
        |[out, a]| unsafe {
            if BLOCKS && strides == [size_of::<R>() as isize, size_of::<A>() as isize] {
                let (out, a) = (out.cast::<R>(), a.cast::<A>());
                blocks(
                    out,
                    n,
                    |i| f(a.add(i).read()),
                    |i| {
                        let a = block(a, i);
                        std::array::from_fn(|j| f(a[j]))
                    },
                );
            } else {
                for i in 0..n as isize {
                    out.offset(i * strides[0])
                        .cast::<R>()
                        .write(f(a.offset(i * strides[1]).cast::<A>().read()));
                }
            }
        },
    );
}

/// # Safety
/// Rows of `n` elements of `R` (written), `A` and `B`, as [`Inner`] says.
#[inline(never)]
unsafe fn map2_row<const BLOCKS: bool, A: Copy, B: Copy, R: Copy, F: Fn(A, B) -> R + Copy>(
    pointers: [*mut u8; 3],
    strides: [isize; 3],
    n: usize,
    rows: &Rows<3>,
) {
    let f = stateless::<F>();
    let (size_a, size_b) = (size_of::<A>() as isize, size_of::<B>() as isize);
    // SAFETY: indices stay below `n`, where the caller promises elements.
    rows.each(
        pointers,
        #[inline(always)]
        |[out, a, b]| unsafe {
            if BLOCKS && strides[0] == size_of::<R>() as isize && n > 0 {
                let (out, a, b) = (out.cast::<R>(), a.cast::<A>(), b.cast::<B>());
                if strides[1..] == [size_a, size_b] {
                    return blocks(
                        out,
                        n,
                        |i| f(a.add(i).read(), b.add(i).read()),
                        |i| {
                            let (a, b) = (block(a, i), block(b, i));
                            std::array::from_fn(|j| f(a[j], b[j]))
                        },
                    );
                }
                if strides[1..] == [size_a, 0] {
                    let b = b.read();
                    return blocks(
                        out,
                        n,
                        |i| f(a.add(i).read(), b),
                        |i| {
                            let a = block(a, i);
                            std::array::from_fn(|j| f(a[j], b))
                        },
                    );
                }
                if strides[1..] == [0, size_b] {
                    let a = a.read();
                    return blocks(
                        out,
                        n,
                        |i| f(a, b.add(i).read()),
                        |i| {
                            let b = block(b, i);
                            std::array::from_fn(|j| f(a, b[j]))
                        },
                    );
                }
            }
            for i in 0..n as isize {
                let (a, b) = (
                    a.offset(i * strides[1]).cast::<A>().read(),
                    b.offset(i * strides[2]).cast::<B>().read(),
                );
                out.offset(i * strides[0]).cast::<R>().write(f(a, b));
            }
        },
    );
}

/// # Safety
/// Rows of `n` elements of `R` (written), `A`, `B` and `C`, as [`Inner`] says.
#[inline(never)]
unsafe fn map3_row<A: Copy, B: Copy, C: Copy, R: Copy, F: Fn(A, B, C) -> R + Copy>(
    pointers: [*mut u8; 4],
    strides: [isize; 4],
    n: usize,
    rows: &Rows<4>,
) {
    let f = stateless::<F>();
    let sizes = [
        size_of::<R>(),
        size_of::<A>(),
        size_of::<B>(),
        size_of::<C>(),
    ]
    .map(|size| size as isize);
    let is_dense =
        strides[0] == sizes[0] && (1..4).all(|i| strides[i] == sizes[i] || strides[i] == 0);
    // SAFETY: indices stay below `n`, where the caller promises elements.
    rows.each(
        pointers,
        #[inline(always)]
        |[out, a, b, c]| unsafe {
            if is_dense {
                let (out, a, b, c) = (out.cast::<R>(), a.cast::<A>(), b.cast::<B>(), c.cast::<C>());
                // A repeated element has step 0: the choice is made once per block.
                let [_, step_a, step_b, step_c] = strides.map(|stride| usize::from(stride != 0));
                return blocks(
                    out,
                    n,
                    |i| {
                        f(
                            a.add(i * step_a).read(),
                            b.add(i * step_b).read(),
                            c.add(i * step_c).read(),
                        )
                    },
                    |i| {
                        let (a, b, c) = (
                            block_or_splat(a, i, step_a),
                            block_or_splat(b, i, step_b),
                            block_or_splat(c, i, step_c),
                        );
                        std::array::from_fn(|j| f(a[j], b[j], c[j]))
                    },
                );
            }
            for i in 0..n as isize {
                let (a, b) = (
                    a.offset(i * strides[1]).cast::<A>().read(),
                    b.offset(i * strides[2]).cast::<B>().read(),
                );
                let c = c.offset(i * strides[3]).cast::<C>().read();
                out.offset(i * strides[0]).cast::<R>().write(f(a, b, c));
            }
        },
    );
}

/// Fills `n` elements, whole blocks first. Each block is complete before it is stored.
///
/// # Safety
/// `out` is writable for `n` elements; both functions may be called with every index below `n` (`many` with
/// one that has a whole block after it).
#[inline(always)]
unsafe fn blocks<R: Copy>(
    out: *mut R,
    n: usize,
    one: impl Fn(usize) -> R,
    many: impl Fn(usize) -> [R; LANES],
) {
    let mut i = 0;
    while i + LANES <= n {
        // SAFETY: a whole block is left.
        unsafe { out.add(i).cast::<[R; LANES]>().write(many(i)) };
        i += LANES;
    }
    while i < n {
        // SAFETY: `i` is below `n`.
        unsafe { out.add(i).write(one(i)) };
        i += 1;
    }
}

/// # Safety
/// A whole block must be readable from element `i` on.
#[inline(always)]
unsafe fn block<T: Copy>(src: *const T, i: usize) -> [T; LANES] {
    // SAFETY: as promised.
    unsafe { src.add(i).cast::<[T; LANES]>().read() }
}

/// # Safety
/// If `step` is 1, a whole block must be readable from element `i` on; if it is 0, the first element.
#[inline(always)]
unsafe fn block_or_splat<T: Copy>(src: *const T, i: usize, step: usize) -> [T; LANES] {
    // SAFETY: as promised.
    unsafe {
        if step == 0 {
            [src.read(); LANES]
        } else {
            block(src, i)
        }
    }
}
