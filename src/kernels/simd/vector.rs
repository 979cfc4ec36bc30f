//! The vector types that the functions are written over: a few operations on lanes of `f64` or `f32`, which each
//! instruction set implements (`avx2`, `avx512`, `lanes`).
//!
//! Bits are handled in the float type itself (`int_add`, `shift_left`, ...), as vectors of integers share the
//! registers. All operations round as IEEE 754 says and `fma` rounds once, so every set gives the same bits,
//! but where a function asks for an instruction that only some have (`HAS_WIDE_LOOKUP`).

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Sub};

/// One truth value per lane.
pub(in crate::kernels) trait Mask:
    Copy + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self>
{
    /// Truth values per mask.
    const LANES: usize;
    /// Whether any lane is set.
    fn any(self) -> bool;
    /// Whether all lanes are set.
    fn all(self) -> bool;
    /// One bit per lane, the first lowest.
    fn bits(self) -> u32;
}

/// Lanes of a float type `Self::Scalar`, whose bits are `Self::Bits`.
pub(in crate::kernels) trait Vector:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    type Scalar: Copy + Default;
    type Bits: Copy;
    type Mask: Mask;
    /// Lanes per vector; a divisor of [`MAX_LANES`].
    const LANES: usize;
    /// What is added to an exponent in the bits.
    const BIAS: i32;

    fn splat(value: Self::Scalar) -> Self;
    fn one() -> Self;
    /// A number, rounded to the lanes' type.
    fn of(value: f64) -> Self;
    fn splat_bits(bits: Self::Bits) -> Self;
    /// # Safety
    /// `LANES` elements must be readable.
    unsafe fn load(from: *const Self::Scalar) -> Self;
    /// # Safety
    /// `LANES` elements must be writable.
    unsafe fn store(self, to: *mut Self::Scalar);
    /// The first `count <= LANES` elements; other lanes are zero.
    ///
    /// # Safety
    /// `count` elements must be readable.
    unsafe fn load_part(from: *const Self::Scalar, count: usize) -> Self;
    /// # Safety
    /// `count <= LANES` elements must be writable.
    unsafe fn store_part(self, to: *mut Self::Scalar, count: usize);

    /// `self * factor + term`, rounded once.
    fn fma(self, factor: Self, term: Self) -> Self;
    /// `term - self * factor`, rounded once.
    fn nfma(self, factor: Self, term: Self) -> Self;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    fn neg(self) -> Self;
    /// The magnitude of `self` with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// The sign bit of `sign` flips the sign.
    fn xor_sign(self, sign: Self) -> Self;
    /// Nearest integer, halves to even.
    fn round(self) -> Self;
    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    fn trunc(self) -> Self;
    /// The larger; `other` where either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller; `other` where either is NaN.
    fn min(self, other: Self) -> Self;

    fn lt(self, other: Self) -> Self::Mask;
    fn le(self, other: Self) -> Self::Mask;
    fn eq(self, other: Self) -> Self::Mask;
    fn is_nan(self) -> Self::Mask;
    /// Whether the highest bit is set.
    fn is_negative(self) -> Self::Mask;
    /// `yes` where the mask is set, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn int_add(self, other: Self) -> Self;
    fn int_sub(self, other: Self) -> Self;
    fn shift_left<const N: u32>(self) -> Self;
    /// Adding this rounds to an integer, of moderate size, and leaves it in the low bits.
    fn magic() -> Self;
    /// Moves the low bits to where the exponent is.
    fn to_exponent(self) -> Self;
    /// An integer as bits.
    fn of_integer(value: i32) -> Self;
    /// Shifts zeros in.
    fn shift_right<const N: u32>(self) -> Self;

    /// Whether [`Vector::scale`] is one instruction, which takes any power and rounds it down.
    const HAS_SCALE: bool = false;
    /// `self * 2^power` for an integral power, rounded once, down to subnormals and up to infinity.
    fn scale(self, power: Self) -> Self;
    /// A positive finite number as `mantissa * 2^exponent`, the mantissa in [0.75, 1.5); anything without NaN for others.
    fn split(self) -> (Self, Self);
}

/// Eight bytes per lane.
pub(in crate::kernels) trait Vector64: Vector<Scalar = f64, Bits = u64> {
    /// The element of a table that the lowest four bits of each lane choose.
    fn lookup(table: &[f64; 16], index: Self) -> Self;
    /// The element of a table that the lowest five bits of each lane choose.
    fn lookup_wide(table: &[f64; 32], index: Self) -> Self;
}

/// Four bytes per lane.
pub(in crate::kernels) trait Vector32: Vector<Scalar = f32, Bits = u32> {
    /// Half as many lanes of f64.
    type Wide: Vector64;
    /// The lower and the upper half of the lanes, exactly.
    fn widen(self) -> (Self::Wide, Self::Wide);
    /// Rounds both halves to nearest.
    fn narrow(low: Self::Wide, high: Self::Wide) -> Self;
    /// The element of a table that the lowest three bits of each lane choose.
    fn lookup(table: &[f32; 8], index: Self) -> Self;
    /// Whether [`Vector32::lookup_wide`] is one instruction.
    const HAS_WIDE_LOOKUP: bool = false;
    /// The element of a table that the lowest five bits of each lane choose.
    #[inline(always)]
    fn lookup_wide(table: &[f32; 32], index: Self) -> Self {
        let mut lanes = [0.0; MAX_LANES];
        // SAFETY: the array has room for the lanes of any vector.
        unsafe {
            index.store(lanes.as_mut_ptr());
            for lane in &mut lanes {
                *lane = table[lane.to_bits() as usize % 32];
            }
            Self::load(lanes.as_ptr())
        }
    }
}

/// An integer as a float, and the sum with [`Vector::magic`] that has it in the low bits.
#[derive(Clone, Copy)]
pub(super) struct Whole<V> {
    pub(super) value: V,
    pub(super) bits: V,
}

impl<V: Vector> Whole<V> {
    /// The integer nearest to a product.
    #[inline(always)]
    pub(super) fn of_product(x: V, factor: V) -> Self {
        let bits = x.fma(factor, V::magic());
        Whole {
            value: bits - V::magic(),
            bits,
        }
    }

    #[inline(always)]
    pub(super) fn of_integer(value: V) -> Self {
        Whole {
            value,
            bits: value + V::magic(),
        }
    }

    /// `2^(self + offset)`, which must be a normal number.
    #[inline(always)]
    pub(super) fn power_of_two(self, offset: i32) -> V {
        self.bits
            .int_add(V::of_integer(V::BIAS + offset))
            .to_exponent()
    }

    /// `2^(offset - self)`, or with `largest` in place of `self` where that is larger.
    #[inline(always)]
    pub(super) fn inverse_power_of_two(self, largest: f64, offset: i32) -> V {
        let bits = (V::magic() + V::of(largest)).min(self.bits);
        V::of_integer(V::BIAS + offset).int_sub(bits).to_exponent()
    }

    /// `x * 2^self`, where `is_moderate` says that this is a normal number, and `x` too; it is false for NaN.
    #[inline(always)]
    pub(super) fn scale(self, x: V, is_moderate: V::Mask) -> V {
        if V::HAS_SCALE {
            return x.scale(self.value);
        }
        let result = x.int_add(self.bits.to_exponent());
        if is_moderate.all() {
            return result;
        }
        V::select(is_moderate, result, x.scale(self.value))
    }
}

/// More lanes than any vector has.
pub(super) const MAX_LANES: usize = 32;

/// Calls `body` with the place of each vector of `n` elements and how many it has: all lanes, except in the last.
#[inline(always)]
pub(in crate::kernels) fn in_vectors<V: Vector>(n: usize, mut body: impl FnMut(usize, usize)) {
    let mut i = 0;
    while i + V::LANES <= n {
        body(i, V::LANES);
        i += V::LANES;
    }
    if i < n {
        body(i, n - i);
    }
}

/// The polynomial with these coefficients, lowest power first, in two interleaved chains.
#[inline(always)]
pub(super) fn polynomial<V: Vector, const N: usize>(x: V, coefficients: &[V::Scalar; N]) -> V {
    let c = |i: usize| V::splat(coefficients[i]);
    if N < 6 {
        let mut sum = c(N - 1);
        for i in (0..N - 1).rev() {
            sum = sum.fma(x, c(i));
        }
        return sum;
    }
    let square = x * x;
    let (mut last, mut next) = (c(N - 1), c(N - 2));
    let mut i = N - 2;
    while i >= 2 {
        i -= 2;
        last = last.fma(square, c(i + 1));
        next = next.fma(square, c(i));
    }
    // `last` has the coefficients N-1, N-3, ...; `next` the others. One of them holds the constant.
    if i == 1 {
        last = last.fma(square, c(0));
        next.fma(x, last)
    } else {
        last.fma(x, next)
    }
}

/// [`repair`] for functions of two arguments.
#[inline(always)]
pub(super) fn repair2<V: Vector>(
    mask: V::Mask,
    x: V,
    y: V,
    result: V,
    function: fn(V::Scalar, V::Scalar) -> V::Scalar,
) -> V {
    if !mask.any() {
        return result;
    }
    let mut lanes = [[V::Scalar::default(); MAX_LANES]; 3];
    // SAFETY: the arrays have room for the lanes of any vector.
    unsafe {
        x.store(lanes[0].as_mut_ptr());
        y.store(lanes[1].as_mut_ptr());
        result.store(lanes[2].as_mut_ptr());
    }
    patch2(mask.bits(), &mut lanes, function);
    // SAFETY: as above.
    unsafe { V::load(lanes[2].as_ptr()) }
}

/// [`patch`] for functions of two arguments.
#[cold]
#[inline(never)]
fn patch2<T: Copy>(mask: u32, [x, y, out]: &mut [[T; MAX_LANES]; 3], function: fn(T, T) -> T) {
    for (i, ((&mut x, &mut y), out)) in x.iter_mut().zip(y).zip(out).enumerate() {
        if mask >> i & 1 == 1 {
            *out = function(x, y);
        }
    }
}

/// Calls a scalar function for the lanes of a mask: the slow path for arguments that the vector code leaves out.
#[cold]
#[inline(never)]
fn patch<T: Copy>(mask: u32, x: &[T], y: &mut [T], function: fn(T) -> T) {
    for (i, (&x, y)) in x.iter().zip(y).enumerate() {
        if mask >> i & 1 == 1 {
            *y = function(x);
        }
    }
}

/// `result` with the lanes of `mask` computed by `function` from `x`.
#[inline(always)]
pub(super) fn repair<V: Vector>(
    mask: V::Mask,
    x: V,
    result: V,
    function: fn(V::Scalar) -> V::Scalar,
) -> V {
    if !mask.any() {
        return result;
    }
    let mut arguments = [V::Scalar::default(); MAX_LANES];
    let mut results = arguments;
    // SAFETY: the arrays have room for the lanes of any vector.
    unsafe {
        x.store(arguments.as_mut_ptr());
        result.store(results.as_mut_ptr());
    }
    patch(
        mask.bits(),
        &arguments[..V::LANES],
        &mut results[..V::LANES],
        function,
    );
    // SAFETY: as above.
    unsafe { V::load(results.as_ptr()) }
}

/// [`Vector::scale`] in two exact steps and a rounded one.
#[inline(always)]
pub(super) fn scale64<V: Vector64>(x: V, power: V) -> V {
    let power = power.max(V::splat(-2040.0)).min(V::splat(2040.0));
    let first = (power * V::splat(0.5)).round();
    // The sum's low bits are the biased exponent.
    let two_to = |k: V| (k + V::splat(4_503_599_627_370_496.0 + 1023.0)).shift_left::<52>();
    x * two_to(first) * two_to(power - first)
}

/// [`Vector::scale`] in two exact steps and a rounded one.
#[inline(always)]
pub(super) fn scale32<V: Vector32>(x: V, power: V) -> V {
    let power = power.max(V::splat(-250.0)).min(V::splat(250.0));
    let first = (power * V::splat(0.5)).round();
    let two_to = |k: V| (k + V::splat(8_388_608.0 + 127.0)).shift_left::<23>();
    x * two_to(first) * two_to(power - first)
}

/// [`Vector::split`] from the bits.
#[inline(always)]
pub(super) fn split64<V: Vector64>(x: V) -> (V, V) {
    let is_subnormal = x.lt(V::splat(f64::MIN_POSITIVE));
    let x = V::select(is_subnormal, x * V::splat(18_014_398_509_481_984.0), x);
    let above = x.int_sub(V::splat(0.75));
    let mantissa = x.int_sub(above.and(V::splat_bits(0xfff << 52)));
    // 1024 more than the exponent, as the low bits of a number of ulp 1.
    let biased = above.int_add(V::splat_bits(1 << 62)).shift_right::<52>();
    let bias = V::select(
        is_subnormal,
        V::splat(4_503_599_627_370_496.0 + 1024.0 + 54.0),
        V::splat(4_503_599_627_370_496.0 + 1024.0),
    );
    (
        mantissa,
        biased.or(V::splat(4_503_599_627_370_496.0)) - bias,
    )
}

/// [`Vector::split`] from the bits.
#[inline(always)]
pub(super) fn split32<V: Vector32>(x: V) -> (V, V) {
    let is_subnormal = x.lt(V::splat(f32::MIN_POSITIVE));
    let x = V::select(is_subnormal, x * V::splat(33_554_432.0), x);
    let above = x.int_sub(V::splat(0.75));
    let mantissa = x.int_sub(above.and(V::splat_bits(0x1ff << 23)));
    let biased = above.int_add(V::splat_bits(1 << 30)).shift_right::<23>();
    let bias = V::select(
        is_subnormal,
        V::splat(8_388_608.0 + 128.0 + 25.0),
        V::splat(8_388_608.0 + 128.0),
    );
    (mantissa, biased.or(V::splat(8_388_608.0)) - bias)
}
