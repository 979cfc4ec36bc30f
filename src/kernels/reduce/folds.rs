//! What reductions do with elements: one [`Fold`] for each kind and element type.
//!
//! Floats fold in the vectors of [`super::vectors`]; 16-bit floats are widened first. Integers and truth values are
//! plain loops, which the compiler turns into vectors, as their order does not matter.

use super::vectors::{self, Larger, Plus, Smaller, Step, Times};
use crate::kernels::half;
use crate::kernels::simd::sets::Isa;
use ::half::{bf16, f16};
use num_complex::Complex;
use std::mem::MaybeUninit;

/// One reduction of one dtype: how elements combine, in three steps of growing exactness.
pub(in crate::kernels) trait Fold: 'static {
    type Item: Copy;
    /// Accumulates within a block of elements.
    type Block: Copy;
    /// Accumulates over blocks.
    type Total: Copy;
    type Out: Copy;
    const BLOCK: Self::Block;
    const TOTAL: Self::Total;
    fn load(x: Self::Item) -> Self::Block;
    fn step(a: Self::Block, b: Self::Block) -> Self::Block;
    fn add(total: Self::Total, block: Self::Block) -> Self::Total;
    fn merge(a: Self::Total, b: Self::Total) -> Self::Total;
    fn finish(total: Self::Total) -> Self::Out;
    /// Whether no further element can change the total.
    #[inline(always)]
    fn is_final(_total: &Self::Total) -> bool {
        false
    }

    /// Whether vectors of 64 bytes pay.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    const IS_WIDE: bool = false;
    /// The fold of adjacent elements.
    #[inline(always)]
    fn slice<S: Isa>(xs: &[Self::Item]) -> Self::Block {
        in_lanes::<Self>(xs)
    }
    /// Whether two runs of elements are read faster together than one after the other.
    const PAIRS_PAY: bool = false;
    /// The folds of two runs of as many elements.
    #[inline(always)]
    fn two_slices<S: Isa>(xs: &[Self::Item], ys: &[Self::Item]) -> [Self::Block; 2] {
        [Self::slice::<S>(xs), Self::slice::<S>(ys)]
    }
    /// The folds of rows of `n` adjacent elements, `stride` bytes apart, as many as `blocks`.
    ///
    /// # Safety
    /// The rows must be readable.
    #[inline(always)]
    unsafe fn each<S: Isa>(source: *const u8, stride: isize, n: usize, blocks: &mut [Self::Block]) {
        for (i, block) in blocks.iter_mut().enumerate() {
            // SAFETY: one of the rows.
            let row = unsafe {
                let start = source.offset(i as isize * stride).cast::<Self::Item>();
                std::slice::from_raw_parts(start, n)
            };
            *block = if n < LANES {
                one_by_one::<Self>(row)
            } else {
                Self::slice::<S>(row)
            };
        }
    }
    /// Folds rows of as many adjacent elements as `block`, `stride` bytes apart, onto it.
    ///
    /// # Safety
    /// The rows must be readable.
    #[inline(always)]
    unsafe fn rows<S: Isa>(
        block: &mut [Self::Block],
        source: *const u8,
        rows: usize,
        stride: isize,
    ) {
        // SAFETY: passed on.
        unsafe { fold_rows::<Self>(block, source, rows, stride) };
    }
    /// Where an element of a block is first, or a NaN if that is one.
    #[inline(always)]
    fn position<S: Isa>(xs: &[Self::Item], element: Self::Block) -> usize
    where
        Self::Block: PartialEq,
    {
        let is_same = |x: &Self::Item| {
            let x = Self::load(*x);
            (x == element) | (is_nan(&x) & is_nan(&element))
        };
        for (i, chunk) in xs.chunks(LANES).enumerate() {
            if chunk.iter().fold(false, |found, x| found | is_same(x)) {
                return i * LANES + chunk.iter().position(is_same).unwrap_or(0);
            }
        }
        0
    }
}

#[allow(clippy::eq_op, reason = "only nan differs from itself")]
#[inline(always)]
pub(in crate::kernels) fn is_nan<T: PartialEq>(x: &T) -> bool {
    x != x
}

/// Independent accumulators of a row that is not folded in vectors.
const LANES: usize = 16;

#[inline(always)]
fn one_by_one<F: Fold + ?Sized>(xs: &[F::Item]) -> F::Block {
    xs.iter()
        .fold(F::BLOCK, |block, &x| F::step(block, F::load(x)))
}

#[inline(always)]
fn in_lanes<F: Fold + ?Sized>(xs: &[F::Item]) -> F::Block {
    let mut lanes = [F::BLOCK; LANES];
    let mut chunks = xs.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = F::step(*lane, F::load(x));
        }
    }
    if xs.len() >= LANES {
        let mut width = LANES / 2;
        while width > 0 {
            for i in 0..width {
                lanes[i] = F::step(lanes[i], lanes[i + width]);
            }
            width /= 2;
        }
    }
    chunks
        .remainder()
        .iter()
        .fold(lanes[0], |block, &x| F::step(block, F::load(x)))
}

/// # Safety
/// As for [`Fold::rows`].
#[inline(always)]
unsafe fn fold_rows<F: Fold + ?Sized>(
    block: &mut [F::Block],
    source: *const u8,
    rows: usize,
    stride: isize,
) {
    let n = block.len();
    // SAFETY: the caller gives `rows` rows of `n` adjacent elements, `stride` bytes apart.
    let row = |i: usize| unsafe {
        std::slice::from_raw_parts(source.offset(i as isize * stride).cast::<F::Item>(), n)
    };
    let fours = rows / 4 * 4;
    for i in (0..fours).step_by(4) {
        let (a, b, c, d) = (row(i), row(i + 1), row(i + 2), row(i + 3));
        for j in 0..n {
            let ab = F::step(F::load(a[j]), F::load(b[j]));
            let cd = F::step(F::load(c[j]), F::load(d[j]));
            block[j] = F::step(block[j], F::step(ab, cd));
        }
    }
    for i in fours..rows {
        for (b, &x) in block.iter_mut().zip(row(i)) {
            *b = F::step(*b, F::load(x));
        }
    }
}

/// The loops of a fold in vectors of a set: of its `Single` or `Double`.
macro_rules! in_vectors {
    ($vector:ident, $step:ty) => {
        const IS_WIDE: bool = true;
        #[inline(always)]
        fn slice<S: Isa>(xs: &[Self::Item]) -> Self::Block {
            vectors::slice::<S::$vector, $step>(xs)
        }
        const PAIRS_PAY: bool = <$step>::IS_SHORT;
        #[inline(always)]
        fn two_slices<S: Isa>(xs: &[Self::Item], ys: &[Self::Item]) -> [Self::Block; 2] {
            vectors::two_slices::<S::$vector, $step>(xs, ys)
        }
        #[inline(always)]
        unsafe fn each<S: Isa>(
            source: *const u8,
            stride: isize,
            n: usize,
            blocks: &mut [Self::Block],
        ) {
            // SAFETY: passed on.
            unsafe { vectors::each::<S::$vector, $step>(source, stride, n, blocks) };
        }
        #[inline(always)]
        unsafe fn rows<S: Isa>(
            block: &mut [Self::Block],
            source: *const u8,
            rows: usize,
            stride: isize,
        ) {
            // SAFETY: passed on.
            unsafe { vectors::rows::<S::$vector, $step>(block, source, rows, stride) };
        }
        #[inline(always)]
        fn position<S: Isa>(xs: &[Self::Item], element: Self::Block) -> usize {
            vectors::position::<S::$vector>(xs, element, element.is_nan())
        }
    };
}

/// The loops of a fold of 16-bit floats: rows are widened, in blocks, for the vectors.
macro_rules! in_widened_vectors {
    ($step:ty) => {
        const IS_WIDE: bool = true;
        #[inline(always)]
        fn slice<S: Isa>(xs: &[Self::Item]) -> f32 {
            widened::<S, Self, $step>(xs)
        }
    };
}

/// The loops of a sum of complex numbers, whose parts are floats at even and at odd places.
macro_rules! in_pairs {
    ($vector:ident, $part:ty) => {
        const IS_WIDE: bool = true;
        #[inline(always)]
        fn slice<S: Isa>(xs: &[Self::Item]) -> Self::Block {
            // SAFETY: a complex number is an array of its two parts.
            let parts = unsafe { std::slice::from_raw_parts(xs.as_ptr().cast(), 2 * xs.len()) };
            let [re, im] = vectors::pairs::<S::$vector, Plus>(parts);
            Complex::new(re, im)
        }
        #[inline(always)]
        unsafe fn rows<S: Isa>(
            block: &mut [Self::Block],
            source: *const u8,
            rows: usize,
            stride: isize,
        ) {
            let n = 2 * block.len();
            // SAFETY: as above; the rest is passed on.
            unsafe {
                let block = std::slice::from_raw_parts_mut(block.as_mut_ptr().cast(), n);
                vectors::rows::<S::$vector, Plus>(block, source, rows, stride);
            }
        }
    };
}

/// Elements that are widened at once.
const WIDENED: usize = 1024;

#[inline(always)]
fn widened<S: Isa, F: Fold<Block = f32> + ?Sized, O: Step>(xs: &[F::Item]) -> f32 {
    let mut total = F::BLOCK;
    for chunk in xs.chunks(WIDENED) {
        let mut buffer = [MaybeUninit::<f32>::uninit(); WIDENED];
        for (wide, &x) in buffer.iter_mut().zip(chunk) {
            wide.write(F::load(x));
        }
        // SAFETY: as many elements as the chunk has are written.
        let wide = unsafe { std::slice::from_raw_parts(buffer.as_ptr().cast(), chunk.len()) };
        total = F::step(total, vectors::slice::<S::Single, O>(wide));
    }
    total
}

pub(in crate::kernels) struct Sum<T>(std::marker::PhantomData<T>);
pub(in crate::kernels) struct Prod<T>(std::marker::PhantomData<T>);
pub(in crate::kernels) struct Max<T>(std::marker::PhantomData<T>);
pub(in crate::kernels) struct Min<T>(std::marker::PhantomData<T>);
pub(super) struct Any<T>(std::marker::PhantomData<T>);
pub(super) struct All<T>(std::marker::PhantomData<T>);

/// A running sum with the digits that it lost (Neumaier's compensation).
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    const ZERO: Compensated = Compensated {
        sum: -0.0,
        lost: 0.0,
    };

    fn plus(self, x: f64) -> Self {
        let sum = self.sum + x;
        let lost = if self.sum.abs() >= x.abs() {
            (self.sum - sum) + x
        } else {
            (x - sum) + self.sum
        };
        Compensated {
            sum,
            lost: self.lost + lost,
        }
    }

    fn merge(self, other: Self) -> Self {
        let total = self.plus(other.sum);
        Compensated {
            lost: total.lost + other.lost,
            ..total
        }
    }

    fn value(self) -> f64 {
        // Infinities make the lost digits nan; a sum of -0.0 alone keeps its sign.
        if self.sum.is_finite() && self.lost != 0.0 {
            self.sum + self.lost
        } else {
            self.sum
        }
    }
}

/// A fold of a type whose blocks and totals are one plain type.
macro_rules! plain_fold {
    ($fold:ident, $item:ty, $acc:ty, $identity:expr, $load:expr, $step:expr, $finish:expr => $out:ty, $($loops:tt)*) => {
        impl Fold for $fold<$item> {
            type Item = $item;
            type Block = $acc;
            type Total = $acc;
            type Out = $out;
            const BLOCK: $acc = $identity;
            const TOTAL: $acc = $identity;
            #[inline(always)]
            fn load(x: $item) -> $acc {
                ($load)(x)
            }
            #[inline(always)]
            fn step(a: $acc, b: $acc) -> $acc {
                ($step)(a, b)
            }
            #[inline(always)]
            fn add(total: $acc, block: $acc) -> $acc {
                ($step)(total, block)
            }
            #[inline(always)]
            fn merge(a: $acc, b: $acc) -> $acc {
                ($step)(a, b)
            }
            #[inline(always)]
            fn finish(total: $acc) -> $out {
                ($finish)(total)
            }
            $($loops)*
        }
    };
}

/// A sum whose totals are wider than its blocks.
macro_rules! wide_sum {
    ($item:ty, $block:ty, $total:ty, $zero:expr, $total_zero:expr, $load:expr, $widen:expr, $finish:expr, $($loops:tt)*) => {
        impl Fold for Sum<$item> {
            type Item = $item;
            type Block = $block;
            type Total = $total;
            type Out = $item;
            const BLOCK: $block = $zero;
            const TOTAL: $total = $total_zero;
            #[inline(always)]
            fn load(x: $item) -> $block {
                ($load)(x)
            }
            #[inline(always)]
            fn step(a: $block, b: $block) -> $block {
                a + b
            }
            #[inline(always)]
            fn add(total: $total, block: $block) -> $total {
                total + ($widen)(block)
            }
            #[inline(always)]
            fn merge(a: $total, b: $total) -> $total {
                a + b
            }
            #[inline(always)]
            fn finish(total: $total) -> $item {
                ($finish)(total)
            }
            $($loops)*
        }
    };
}

wide_sum!(
    f32,
    f32,
    f64,
    -0.0,
    -0.0,
    |x| x,
    f64::from,
    |t| t as f32,
    in_vectors! { Single, Plus }
);
wide_sum!(
    f16,
    f32,
    f64,
    -0.0,
    -0.0,
    half::f16_to_f32,
    f64::from,
    half::f16_from_f64,
    in_widened_vectors! { Plus }
);
wide_sum!(
    bf16,
    f32,
    f64,
    -0.0,
    -0.0,
    half::bf16_to_f32,
    f64::from,
    |t: f64| bf16::from_f32(t as f32),
    in_widened_vectors! { Plus }
);
wide_sum!(
    Complex<f32>,
    Complex<f32>,
    Complex<f64>,
    Complex::new(-0.0, -0.0),
    Complex::new(-0.0, -0.0),
    |x| x,
    |b: Complex<f32>| Complex::new(b.re.into(), b.im.into()),
    |t: Complex<f64>| Complex::new(t.re as f32, t.im as f32),
    in_pairs! { Single, f32 }
);

impl Fold for Sum<f64> {
    type Item = f64;
    type Block = f64;
    type Total = Compensated;
    type Out = f64;
    const BLOCK: f64 = -0.0;
    const TOTAL: Compensated = Compensated::ZERO;
    #[inline(always)]
    fn load(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn step(a: f64, b: f64) -> f64 {
        a + b
    }
    #[inline(always)]
    fn add(total: Compensated, block: f64) -> Compensated {
        total.plus(block)
    }
    fn merge(a: Compensated, b: Compensated) -> Compensated {
        a.merge(b)
    }
    #[inline(always)]
    fn finish(total: Compensated) -> f64 {
        total.value()
    }
    in_vectors! { Double, Plus }
}

impl Fold for Sum<Complex<f64>> {
    type Item = Complex<f64>;
    type Block = Complex<f64>;
    type Total = [Compensated; 2];
    type Out = Complex<f64>;
    const BLOCK: Complex<f64> = Complex::new(-0.0, -0.0);
    const TOTAL: [Compensated; 2] = [Compensated::ZERO; 2];
    #[inline(always)]
    fn load(x: Complex<f64>) -> Complex<f64> {
        x
    }
    #[inline(always)]
    fn step(a: Complex<f64>, b: Complex<f64>) -> Complex<f64> {
        a + b
    }
    #[inline(always)]
    fn add(total: [Compensated; 2], block: Complex<f64>) -> [Compensated; 2] {
        [total[0].plus(block.re), total[1].plus(block.im)]
    }
    fn merge(a: [Compensated; 2], b: [Compensated; 2]) -> [Compensated; 2] {
        [a[0].merge(b[0]), a[1].merge(b[1])]
    }
    #[inline(always)]
    fn finish(total: [Compensated; 2]) -> Complex<f64> {
        Complex::new(total[0].value(), total[1].value())
    }
    in_pairs! { Double, f64 }
}

/// Loops that the compiler turns into vectors.
macro_rules! any_order {
    () => {
        #[inline(always)]
        fn slice<S: Isa>(xs: &[Self::Item]) -> Self::Block {
            one_by_one::<Self>(xs)
        }
    };
}

macro_rules! integer_folds {
    ($($t:ty)*) => {$(
        plain_fold!(Sum, $t, $t, 0, |x| x, <$t>::wrapping_add, |t| t => $t, any_order! {});
        plain_fold!(Prod, $t, $t, 1, |x| x, <$t>::wrapping_mul, |t| t => $t, any_order! {});
        plain_fold!(Max, $t, $t, <$t>::MIN, |x| x, <$t as Ord>::max, |t| t => $t, any_order! {});
        plain_fold!(Min, $t, $t, <$t>::MAX, |x| x, <$t as Ord>::min, |t| t => $t, any_order! {});
    )*};
}
integer_folds!(u8 u16 u32 u64 i8 i16 i32 i64);

macro_rules! float_folds {
    ($($t:ty, $acc:ty, $load:expr, $finish:expr, $loops:ident $(, $vector:ident)?;)*) => {$(
        plain_fold!(Prod, $t, $acc, 1.0, $load, |a: $acc, b: $acc| a * b, $finish => $t,
            $loops! { $($vector,)? Times });
        plain_fold!(Max, $t, $acc, <$acc>::NEG_INFINITY, $load,
            |a: $acc, b: $acc| if (b > a) | b.is_nan() { b } else { a }, $finish => $t,
            $loops! { $($vector,)? Larger });
        plain_fold!(Min, $t, $acc, <$acc>::INFINITY, $load,
            |a: $acc, b: $acc| if (b < a) | b.is_nan() { b } else { a }, $finish => $t,
            $loops! { $($vector,)? Smaller });
    )*};
}
float_folds! {
    f32, f32, |x| x, |t| t, in_vectors, Single;
    f64, f64, |x| x, |t| t, in_vectors, Double;
    f16, f32, half::f16_to_f32, f16::from_f32, in_widened_vectors;
    bf16, f32, half::bf16_to_f32, bf16::from_f32, in_widened_vectors;
}

/// Whether `b` replaces `a` as the larger complex number: nan wins, the first one stays.
#[inline(always)]
pub(super) fn complex_greater<T: num_traits::Float>(b: Complex<T>, a: Complex<T>) -> bool {
    let is_nan = |z: Complex<T>| z.re.is_nan() || z.im.is_nan();
    !is_nan(a) && (is_nan(b) || b.re > a.re || (b.re == a.re && b.im > a.im))
}

#[inline(always)]
pub(super) fn complex_less<T: num_traits::Float>(b: Complex<T>, a: Complex<T>) -> bool {
    complex_greater(-b, -a)
}

macro_rules! complex_folds {
    ($($t:ty)*) => {$(
        plain_fold!(Prod, Complex<$t>, Complex<$t>, Complex::new(1.0, 0.0), |x| x,
            |a: Complex<$t>, b: Complex<$t>| a * b, |t| t => Complex<$t>,);
        plain_fold!(Max, Complex<$t>, Complex<$t>, Complex::new(<$t>::NEG_INFINITY, <$t>::NEG_INFINITY), |x| x,
            |a, b| if complex_greater(b, a) { b } else { a }, |t| t => Complex<$t>,);
        plain_fold!(Min, Complex<$t>, Complex<$t>, Complex::new(<$t>::INFINITY, <$t>::INFINITY), |x| x,
            |a, b| if complex_less(b, a) { b } else { a }, |t| t => Complex<$t>,);
    )*};
}
complex_folds!(f32 f64);

/// Elements as truth values: zero is false, nan true. Integers and floats of one size share a fold: the
/// sign bit of a float does not count, which only matters for the items below that clear it.
macro_rules! logical_folds {
    ($($t:ty, $is_true:expr;)*) => {$(
        impl Fold for Any<$t> {
            type Item = $t;
            type Block = bool;
            type Total = bool;
            type Out = bool;
            const BLOCK: bool = false;
            const TOTAL: bool = false;
            #[inline(always)]
            fn load(x: $t) -> bool { ($is_true)(x) }
            #[inline(always)]
            fn step(a: bool, b: bool) -> bool { a | b }
            #[inline(always)]
            fn add(total: bool, block: bool) -> bool { total | block }
            #[inline(always)]
            fn merge(a: bool, b: bool) -> bool { a | b }
            #[inline(always)]
            fn finish(total: bool) -> bool { total }
            #[inline(always)]
            fn is_final(total: &bool) -> bool { *total }
            any_order! {}
        }
        impl Fold for All<$t> {
            type Item = $t;
            type Block = bool;
            type Total = bool;
            type Out = bool;
            const BLOCK: bool = true;
            const TOTAL: bool = true;
            #[inline(always)]
            fn load(x: $t) -> bool { ($is_true)(x) }
            #[inline(always)]
            fn step(a: bool, b: bool) -> bool { a & b }
            #[inline(always)]
            fn add(total: bool, block: bool) -> bool { total & block }
            #[inline(always)]
            fn merge(a: bool, b: bool) -> bool { a & b }
            #[inline(always)]
            fn finish(total: bool) -> bool { total }
            #[inline(always)]
            fn is_final(total: &bool) -> bool { !*total }
            any_order! {}
        }
    )*};
}
logical_folds! {
    u8, |x| x != 0; u16, |x| x != 0; u32, |x| x != 0; u64, |x| x != 0;
    f16, |x: f16| x.to_bits() << 1 != 0; bf16, |x: bf16| x.to_bits() << 1 != 0;
    f32, |x| x != 0.0; f64, |x| x != 0.0;
    Complex<f32>, |x: Complex<f32>| (x.re != 0.0) | (x.im != 0.0);
    Complex<f64>, |x: Complex<f64>| (x.re != 0.0) | (x.im != 0.0);
}
