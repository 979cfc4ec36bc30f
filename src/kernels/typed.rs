//! Typed one-dimensional loops: from a scalar function to an [`Inner`], one instance per function and type.
//!
//! The loops work in blocks that are computed before they are written, so they vectorise even when the output
//! lies over an input, where the compiler's overlap tests would choose scalar code. Functions that become vector
//! instructions have a second instance for machines with AVX2, which those with AVX-512 run at the same speed but for
//! truth values and bytes from wider numbers: these have a third.
//! [`Kernel`] is such a loop with what running it over whole arrays needs. The tables of functions are in `unary`,
//! `binary`, `compare`, `select` and `cast`.

use super::gathered::gathered;
use super::half::{Widened, is_half};
use super::loops::{Inner, Rows, broadcast_byte_strides, for_rows, is_small};
#[cfg(target_arch = "x86_64")]
use super::simd::{self, Set};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::shape::{Strides, is_same};
use std::mem::MaybeUninit;

/// Elements per block. So many are a loop to the compiler, which it turns into vectors more reliably than a few.
const LANES: usize = 64;
/// Elements per block of results of eight bytes and more, of which the registers hold no 64.
const WIDE_LANES: usize = 16;

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
            let lies_alike = input.is_contiguous() && is_same(input.shape(), out.shape());
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
        let sizes = operands.map(|operand| operand.dtype().item_size());
        let is_cheap = in_blocks(self.cost);
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
                &|p, s, n, rows| gathered((sizes, is_cheap), p, s, n, rows, &body),
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

/// The constructors of loops for `N` operands: `$name` with or without bodies for [blocks](in_blocks), `$baseline` for
/// functions that have vector code of their own where the machine has AVX2.
macro_rules! loops {
    ($n:literal: $name:ident, $baseline:ident, $row:ident, $avx2:ident, $avx512:ident, $($input:ident)*) => {
        /// The loop of a function, with or without bodies for [blocks](in_blocks).
        pub(crate) fn $name<const BLOCKS: bool, $($input: Copy,)* R: Copy, F: Fn($($input),*) -> R + Copy>(f: F) -> Inner<$n> {
            #[cfg(target_arch = "x86_64")]
            if BLOCKS && simd::set() >= Set::Avx2 {
                if const { size_of::<R>() == 1 $(&& size_of::<$input>() >= 4)* } && simd::set() == Set::Avx512 {
                    return $avx512::<$($input,)* R, F>;
                }
                return if const { size_of::<R>() < 8 } {
                    $avx2::<LANES, $($input,)* R, F>
                } else {
                    $avx2::<WIDE_LANES, $($input,)* R, F>
                };
            }
            $baseline::<BLOCKS, $($input,)* R, F>(f)
        }

        /// The same for the instruction set that every machine has.
        pub(crate) fn $baseline<const BLOCKS: bool, $($input: Copy,)* R: Copy, F: Fn($($input),*) -> R + Copy>(_: F) -> Inner<$n> {
            if const { size_of::<R>() < 8 } {
                $row::<BLOCKS, LANES, $($input,)* R, F>
            } else {
                $row::<BLOCKS, WIDE_LANES, $($input,)* R, F>
            }
        }

        /// # Safety
        /// Rows as [`Inner`] says, on a machine with AVX2.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma")]
        unsafe fn $avx2<const LANES: usize, $($input: Copy,)* R: Copy, F: Fn($($input),*) -> R + Copy>(
            pointers: [*mut u8; $n],
            strides: [isize; $n],
            n: usize,
            rows: &Rows<$n>,
        ) {
            // SAFETY: passed on.
            unsafe { $row::<true, LANES, $($input,)* R, F>(pointers, strides, n, rows) }
        }

        /// # Safety
        /// Rows as [`Inner`] says, on a machine with AVX-512.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
        unsafe fn $avx512<$($input: Copy,)* R: Copy, F: Fn($($input),*) -> R + Copy>(
            pointers: [*mut u8; $n],
            strides: [isize; $n],
            n: usize,
            rows: &Rows<$n>,
        ) {
            // SAFETY: passed on.
            unsafe { $row::<true, LANES, $($input,)* R, F>(pointers, strides, n, rows) }
        }
    };
}

/// [`map1`] in blocks, for functions that take instructions which AVX-512 was the first to have.
pub(crate) fn map1_widest<A: Copy, R: Copy, F: Fn(A) -> R + Copy>(f: F) -> Inner<2> {
    #[cfg(target_arch = "x86_64")]
    if simd::set() == Set::Avx512 {
        return map1_avx512::<A, R, F>;
    }
    map1::<true, A, R, F>(f)
}
loops!(2: map1, map1_baseline, map1_row, map1_avx2, map1_avx512, A);
loops!(3: map2, map2_baseline, map2_row, map2_avx2, map2_avx512, A B);
loops!(4: map3, map3_baseline, map3_row, map3_avx2, map3_avx512, A B C);
loops!(5: map4, map4_baseline, map4_row, map4_avx2, map4_avx512, A B C D);

/// The loop of a function of real numbers: the baseline's alone if there is a vector function, which takes its place
/// elsewhere.
macro_rules! real_loop {
    ([] $any:ident $baseline:ident [$($types:tt)*] $f:expr) => {
        $any::<$($types)*>($f)
    };
    ([$vector:ident] $any:ident $baseline:ident [$($types:tt)*] $f:expr) => {
        $baseline::<$($types)*>($f)
    };
}
pub(super) use real_loop;

/// The loop over rows, in blocks or not.
macro_rules! rows {
    ($n:literal: $row:ident, $($input:ident $x:ident $stride:ident $is:ident)*) => {
        /// # Safety
        /// Rows of `n` elements of `R` (written) and the inputs' types, as [`Inner`] says.
        #[inline(always)]
        unsafe fn $row<const BLOCKS: bool, const LANES: usize, $($input: Copy,)* R: Copy, F: Fn($($input),*) -> R + Copy>(
            pointers: [*mut u8; $n],
            [out_stride, $($stride),*]: [isize; $n],
            n: usize,
            rows: &Rows<$n>,
        ) {
            let f = stateless::<F>();
            let is_dense = out_stride == size_of::<R>() as isize
                $(&& ($stride == size_of::<$input>() as isize || $stride == 0))*;
            // SAFETY: indices stay below `n`, where the caller promises elements.
            rows.each(
                pointers,
                #[inline(always)]
                // SAFETY: as above.
                |[out, $($x),*]| unsafe {
                    let mut done = 0;
                    if BLOCKS && is_dense && n >= LANES {
                        let out = out.cast::<R>();
                        // A repeated element stands for a block, and the block is not left.
                        $(
                            let $x = $x.cast::<$input>();
                            let $is = Repeated::<$input, LANES>::new($x, $stride == 0);
                        )*
                        while done + LANES <= n {
                            $(let $x = if $stride == 0 { $is.start() } else { $x.add(done).cast_const() };)*
                            let block: [R; LANES] = std::array::from_fn(
                                #[inline(always)]
                                |i| f($($x.add(i).read()),*),
                            );
                            put(out.add(done), &block);
                            done += LANES;
                        }
                    }
                    for i in done as isize..n as isize {
                        let result = f($($x.offset(i * $stride).cast::<$input>().read()),*);
                        out.offset(i * out_stride).cast::<R>().write(result);
                    }
                },
            );
        }
    };
}
rows!(2: map1_row, A a a_stride a_block);
rows!(3: map2_row, A a a_stride a_block B b b_stride b_block);
rows!(4: map3_row, A a a_stride a_block B b b_stride b_block C c c_stride c_block);
rows!(5: map4_row, A a a_stride a_block B b b_stride b_block C c c_stride c_block D d d_stride d_block);

/// Stores a block in parts that the compiler copies without a call. They are written out, because of a loop over them
/// it would make one call again.
///
/// # Safety
/// `out` is writable for the block.
#[inline(always)]
unsafe fn put<R: Copy, const LANES: usize>(out: *mut R, block: &[R; LANES]) {
    let part = LANES.min(128 / size_of::<R>());
    macro_rules! parts {
        ($($i:literal)*) => {$(
            if $i * part < LANES {
                // SAFETY: as promised; a block is whole parts.
                unsafe { out.add($i * part).copy_from_nonoverlapping(block.as_ptr().add($i * part), part) };
            }
        )*};
    }
    parts!(0 1 2 3 4 5 6 7);
}

/// A block full of one element, if it is needed.
struct Repeated<T, const LANES: usize>([MaybeUninit<T>; LANES]);

impl<T: Copy, const LANES: usize> Repeated<T, LANES> {
    /// # Safety
    /// If `is_needed`, there is an element.
    #[inline(always)]
    unsafe fn new(element: *const T, is_needed: bool) -> Self {
        let mut block = Repeated([const { MaybeUninit::uninit() }; LANES]);
        if is_needed {
            // SAFETY: as promised.
            block.0.fill(MaybeUninit::new(unsafe { element.read() }));
        }
        block
    }

    #[inline(always)]
    fn start(&self) -> *const T {
        self.0.as_ptr().cast()
    }
}
