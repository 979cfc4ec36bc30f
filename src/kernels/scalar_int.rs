//! Integer elementwise functions for the eight fixed-width types, one value at a time, with numpy's results: overflow
//! wraps, division by zero gives zero and never traps, over-long shifts give zero or the sign. Booleans are not here.
//! Reals are in `scalar_real.rs`, complex numbers in `scalar_complex.rs`.

/// Integer functions of one element, as numpy defines them.
pub(crate) trait IntegerFunctions: Copy {
    /// Sum, wrapping.
    fn add(self, other: Self) -> Self;
    /// Difference, wrapping.
    fn subtract(self, other: Self) -> Self;
    /// Product, wrapping.
    fn multiply(self, other: Self) -> Self;
    /// Negation, wrapping.
    fn neg(self) -> Self;
    /// Absolute value; the most negative value stays itself.
    fn abs(self) -> Self;
    /// -1, 0 or 1.
    fn sign(self) -> Self;
    /// Square, wrapping.
    fn square(self) -> Self;
    /// Quotient rounded down; 0 for divisor 0; the most negative value over -1 wraps to itself.
    fn floor_divide(self, divisor: Self) -> Self;
    /// Remainder with the sign of the divisor; 0 for divisor 0.
    fn remainder(self, divisor: Self) -> Self;
    /// Remainder with the sign of the dividend; 0 for divisor 0.
    fn fmod(self, divisor: Self) -> Self;
    /// Power, wrapping. Callers reject negative exponents first (numpy raises); here they give 1.
    fn power(self, exponent: Self) -> Self;
    /// Greatest common divisor of the absolute values.
    fn gcd(self, other: Self) -> Self;
    /// Least common multiple of the absolute values, wrapping; 0 if either is 0.
    fn lcm(self, other: Self) -> Self;
    /// Left shift; 0 for an amount that is negative or at least the width.
    fn left_shift(self, amount: Self) -> Self;
    /// Right shift, arithmetic for signed types; 0 or -1 for an amount that is negative or at least the width.
    fn right_shift(self, amount: Self) -> Self;
    /// Larger value.
    fn maximum(self, other: Self) -> Self;
    /// Smaller value.
    fn minimum(self, other: Self) -> Self;
    /// Bitwise and.
    fn bitwise_and(self, other: Self) -> Self;
    /// Bitwise or.
    fn bitwise_or(self, other: Self) -> Self;
    /// Bitwise exclusive or.
    fn bitwise_xor(self, other: Self) -> Self;
    /// Bitwise complement.
    fn bitwise_not(self) -> Self;
    /// Number of one bits in the absolute value (`numpy.bitwise_count`).
    fn bitwise_count(self) -> u8;
}

macro_rules! shared_functions {
    ($integer:ident, $unsigned:ident) => {
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            self.wrapping_add(other)
        }
        #[inline(always)]
        fn subtract(self, other: Self) -> Self {
            self.wrapping_sub(other)
        }
        #[inline(always)]
        fn multiply(self, other: Self) -> Self {
            self.wrapping_mul(other)
        }
        #[inline(always)]
        fn neg(self) -> Self {
            self.wrapping_neg()
        }
        #[inline(always)]
        fn square(self) -> Self {
            self.wrapping_mul(self)
        }
        #[inline]
        fn power(self, exponent: Self) -> Self {
            let (mut result, mut base, mut rest): (Self, Self, Self) = (1, self, exponent);
            while rest > 0 {
                if rest & 1 == 1 {
                    result = result.wrapping_mul(base);
                }
                base = base.wrapping_mul(base);
                rest >>= 1;
            }
            result
        }
        #[inline(always)]
        fn left_shift(self, amount: Self) -> Self {
            // A negative amount becomes a huge unsigned one, so one comparison catches both.
            let amount = amount as $unsigned;
            if amount < $unsigned::BITS as $unsigned {
                self << amount
            } else {
                0
            }
        }
        #[inline(always)]
        fn right_shift(self, amount: Self) -> Self {
            let amount = amount as $unsigned;
            let last = $unsigned::BITS as $unsigned - 1;
            if amount <= last {
                self >> amount
            } else {
                // Two shifts leave 0, or -1 for negative values.
                (self >> last) >> 1
            }
        }
        #[inline(always)]
        fn maximum(self, other: Self) -> Self {
            if self >= other { self } else { other }
        }
        #[inline(always)]
        fn minimum(self, other: Self) -> Self {
            if self <= other { self } else { other }
        }
        #[inline(always)]
        fn bitwise_and(self, other: Self) -> Self {
            self & other
        }
        #[inline(always)]
        fn bitwise_or(self, other: Self) -> Self {
            self | other
        }
        #[inline(always)]
        fn bitwise_xor(self, other: Self) -> Self {
            self ^ other
        }
        #[inline(always)]
        fn bitwise_not(self) -> Self {
            !self
        }
    };
}

macro_rules! unsigned_functions {
    ($integer:ident) => {
        #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
        impl IntegerFunctions for $integer {
            shared_functions!($integer, $integer);
            #[inline(always)]
            fn abs(self) -> Self {
                self
            }
            #[inline(always)]
            fn sign(self) -> Self {
                Self::from(self != 0)
            }
            #[inline(always)]
            fn floor_divide(self, divisor: Self) -> Self {
                self.checked_div(divisor).unwrap_or(0)
            }
            #[inline(always)]
            fn remainder(self, divisor: Self) -> Self {
                self.checked_rem(divisor).unwrap_or(0)
            }
            #[inline(always)]
            fn fmod(self, divisor: Self) -> Self {
                self.checked_rem(divisor).unwrap_or(0)
            }
            #[inline]
            fn gcd(self, other: Self) -> Self {
                let (mut a, mut b) = (self, other);
                while b != 0 {
                    (a, b) = (b, a % b);
                }
                a
            }
            #[inline]
            fn lcm(self, other: Self) -> Self {
                let divisor = IntegerFunctions::gcd(self, other);
                if divisor == 0 {
                    0
                } else {
                    (self / divisor).wrapping_mul(other)
                }
            }
            #[inline(always)]
            fn bitwise_count(self) -> u8 {
                self.count_ones() as u8
            }
        }
    };
}

macro_rules! signed_functions {
    ($integer:ident, $unsigned:ident) => {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            clippy::cast_sign_loss,
            clippy::cast_lossless
        )]
        impl IntegerFunctions for $integer {
            shared_functions!($integer, $unsigned);
            #[inline(always)]
            fn abs(self) -> Self {
                self.wrapping_abs()
            }
            #[inline(always)]
            fn sign(self) -> Self {
                self.signum()
            }
            #[inline(always)]
            fn floor_divide(self, divisor: Self) -> Self {
                if divisor == 0 {
                    return 0;
                }
                let quotient = self.wrapping_div(divisor);
                let rest = self.wrapping_rem(divisor);
                if rest != 0 && (rest < 0) != (divisor < 0) {
                    quotient - 1
                } else {
                    quotient
                }
            }
            #[inline(always)]
            fn remainder(self, divisor: Self) -> Self {
                if divisor == 0 {
                    return 0;
                }
                let rest = self.wrapping_rem(divisor);
                if rest != 0 && (rest < 0) != (divisor < 0) {
                    rest + divisor
                } else {
                    rest
                }
            }
            #[inline(always)]
            fn fmod(self, divisor: Self) -> Self {
                if divisor == 0 {
                    0
                } else {
                    self.wrapping_rem(divisor)
                }
            }
            #[inline]
            fn gcd(self, other: Self) -> Self {
                IntegerFunctions::gcd(self.unsigned_abs(), other.unsigned_abs()) as Self
            }
            #[inline]
            fn lcm(self, other: Self) -> Self {
                IntegerFunctions::lcm(self.unsigned_abs(), other.unsigned_abs()) as Self
            }
            #[inline(always)]
            fn bitwise_count(self) -> u8 {
                self.unsigned_abs().count_ones() as u8
            }
        }
    };
}

unsigned_functions!(u8);
unsigned_functions!(u16);
unsigned_functions!(u32);
unsigned_functions!(u64);
signed_functions!(i8, u8);
signed_functions!(i16, u16);
signed_functions!(i32, u32);
signed_functions!(i64, u64);

#[cfg(test)]
mod tests {
    use super::IntegerFunctions as F;

    /// Columns: a, b, `floor_divide`, remainder, fmod, gcd, lcm (numpy 2.4, int8).
    const DIVISION_I8: [[i8; 7]; 14] = [
        [7, 2, 3, 1, 1, 1, 14],
        [-7, 2, -4, 1, -1, 1, 14],
        [7, -2, -4, -1, 1, 1, 14],
        [-7, -2, 3, -1, -1, 1, 14],
        [-128, -1, -128, 0, 0, 1, -128],
        [-128, 1, -128, 0, 0, 1, -128],
        [-128, 0, 0, 0, 0, -128, 0],
        [-128, -128, 1, 0, 0, -128, -128],
        [0, -5, 0, 0, 0, 5, 0],
        [127, -128, -1, -1, 127, 1, -128],
        [-128, 127, -2, 126, -1, 1, -128],
        [6, -3, -2, 0, 0, 3, 6],
        [-6, 4, -2, 2, -2, 2, 12],
        [12, -18, -1, -6, 12, 6, 36],
    ];

    #[test]
    fn signed_division_matches_numpy() {
        for [a, b, quotient, rest, c_rest, gcd, lcm] in DIVISION_I8 {
            assert_eq!(F::floor_divide(a, b), quotient, "{a} // {b}");
            assert_eq!(F::remainder(a, b), rest, "{a} % {b}");
            assert_eq!(F::fmod(a, b), c_rest, "fmod({a}, {b})");
            assert_eq!(F::gcd(a, b), gcd, "gcd({a}, {b})");
            assert_eq!(F::lcm(a, b), lcm, "lcm({a}, {b})");
        }
    }

    #[test]
    fn all_signed_bytes_divide_as_defined() {
        for a in i8::MIN..=i8::MAX {
            for b in (i8::MIN..=i8::MAX).filter(|&b| b != 0) {
                let (quotient, rest) = (F::floor_divide(a, b), F::remainder(a, b));
                let exact = (f64::from(a) / f64::from(b)).floor();
                if !(a == i8::MIN && b == -1) {
                    assert_eq!(f64::from(quotient), exact, "{a} // {b}");
                }
                assert_eq!(F::add(F::multiply(quotient, b), rest), a);
                assert!(rest == 0 || (rest < 0) == (b < 0));
            }
        }
    }

    macro_rules! width_test {
        ($name:ident, $integer:ident) => {
            #[test]
            #[allow(unused_comparisons, clippy::unnecessary_cast, clippy::cast_lossless)]
            fn $name() {
                const MIN: $integer = $integer::MIN;
                const MAX: $integer = $integer::MAX;
                let bits = $integer::BITS as $integer;
                assert_eq!(F::add(MAX, 1), MIN);
                assert_eq!(F::subtract(MIN, 1), MAX);
                assert_eq!(F::multiply(MAX, 2), MAX.wrapping_add(MAX));
                assert_eq!(F::neg(MIN), MIN);
                assert_eq!(F::abs(MIN), MIN);
                assert_eq!(F::abs(5 as $integer), 5);
                assert_eq!(F::square(MAX), 1);
                assert_eq!(F::sign(0 as $integer), 0);
                assert_eq!(F::sign(MAX), 1);
                for a in [MIN, MAX, 0, 1, 7] {
                    assert_eq!(F::floor_divide(a, 0), 0);
                    assert_eq!(F::remainder(a, 0), 0);
                    assert_eq!(F::fmod(a, 0), 0);
                    assert_eq!(F::lcm(a, 0), 0);
                    assert_eq!(F::gcd(0, a), a);
                    assert_eq!(F::left_shift(a, bits), 0);
                    let emptied = if a < 0 { F::neg(1) } else { 0 };
                    assert_eq!(F::right_shift(a, bits), emptied);
                    // The largest amount, and for signed types -1.
                    assert_eq!(F::left_shift(a, F::bitwise_not(0)), 0);
                    assert_eq!(F::right_shift(a, F::bitwise_not(0)), emptied);
                    assert_eq!(F::left_shift(a, 0), a);
                    assert_eq!(F::right_shift(a, 0), a);
                    assert_eq!(F::power(a, 0), 1);
                    assert_eq!(F::power(a, 1), a);
                    assert_eq!(F::bitwise_xor(a, a), 0);
                    assert_eq!(F::bitwise_and(a, F::bitwise_not(a)), 0);
                    assert_eq!(F::bitwise_or(a, F::bitwise_not(a)), F::bitwise_not(0));
                    assert_eq!(F::maximum(a, MIN), a);
                    assert_eq!(F::minimum(a, MAX), a);
                }
                assert_eq!(F::left_shift(1, 3 as $integer), 8);
                assert_eq!(F::right_shift(MAX, bits - 1), if MIN < 0 { 0 } else { 1 });
                assert_eq!(F::power(2, bits - 2) as u64, 1 << (bits as u64 - 2));
                assert_eq!(F::power(2, bits), 0);
                assert_eq!(F::power(3 as $integer, 4), 81);
                assert_eq!(F::gcd(12 as $integer, 18), 6);
                assert_eq!(F::lcm(12 as $integer, 18), 36);
                assert_eq!(u32::from(F::bitwise_count(MAX)), MAX.count_ones());
            }
        };
    }
    width_test!(width_i8, i8);
    width_test!(width_i16, i16);
    width_test!(width_i32, i32);
    width_test!(width_i64, i64);
    width_test!(width_u8, u8);
    width_test!(width_u16, u16);
    width_test!(width_u32, u32);
    width_test!(width_u64, u64);

    #[test]
    fn negative_values() {
        assert_eq!(F::right_shift(-5_i8, 1), -3);
        assert_eq!(F::left_shift(-5_i8, 1), -10);
        assert_eq!(F::sign(-9_i64), -1);
        assert_eq!(F::power(-3_i8, 3), -27);
        assert_eq!(F::power(-3_i8, 5), 13);
        assert_eq!(F::bitwise_count(-7_i32), 3);
        assert_eq!(F::bitwise_count(i64::MIN), 1);
        assert_eq!(F::lcm(i8::MIN, 3), -128);
    }
}
