//! Comparisons and logic of two elements by dtype, with bool results.
//!
//! Complex numbers are ordered by real part, then imaginary part, as numpy orders them. In logic every
//! number but 0 is true, nan included.

use super::binary::binary;
use super::scalar_complex::ComplexFunctions as Complex;
use super::typed::{Kernel, in_blocks, map2, real_loop};
use crate::dtype::DType;

binary! {
    equal, cost 1 { bool: |x, y| x == y, integer: |x, y| x == y, real: |x, y| x == y, complex: |x, y| x == y, }
    not_equal, cost 1 { bool: |x, y| x != y, integer: |x, y| x != y, real: |x, y| x != y, complex: |x, y| x != y, }
    less, cost 1 { bool: |x, y| !x & y, integer: |x, y| x < y, real: |x, y| x < y, complex: Complex::less, }
    less_equal, cost 1 { bool: |x, y| !x | y, integer: |x, y| x <= y, real: |x, y| x <= y, complex: Complex::less_equal, }
    greater, cost 1 { bool: |x, y| x & !y, integer: |x, y| x > y, real: |x, y| x > y, complex: Complex::greater, }
    greater_equal, cost 1 {
        bool: |x, y| x | !y, integer: |x, y| x >= y, real: |x, y| x >= y, complex: Complex::greater_equal,
    }
    logical_and, cost 1 {
        bool: |x, y| x & y,
        integer: |x, y| (x != 0) & (y != 0),
        real: |x, y| (x != 0.0) & (y != 0.0),
        complex: |x, y| (x != num_complex::Complex::default()) & (y != num_complex::Complex::default()),
    }
    logical_or, cost 1 {
        bool: |x, y| x | y,
        integer: |x, y| (x != 0) | (y != 0),
        real: |x, y| (x != 0.0) | (y != 0.0),
        complex: |x, y| (x != num_complex::Complex::default()) | (y != num_complex::Complex::default()),
    }
    logical_xor, cost 1 {
        bool: |x, y| x ^ y,
        integer: |x, y| (x != 0) ^ (y != 0),
        real: |x, y| (x != 0.0) ^ (y != 0.0),
        complex: |x, y| (x != num_complex::Complex::default()) ^ (y != num_complex::Complex::default()),
    }
}
