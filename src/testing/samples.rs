//! Inputs for the catalogue: seeded, in the domain an op asks for, exact in every dtype.

use crate::array::Array;
use crate::dtype::DType;
use crate::np;
use num_complex::Complex;

/// A small seeded generator of arrays. Deterministic, so a failing case can be run again.
#[derive(Clone, Debug)]
pub struct Samples {
    state: u64,
}

impl Samples {
    /// A generator with its own stream.
    pub fn new(seed: u64) -> Self {
        Samples {
            state: seed ^ 0x9E37_79B9_7F4A_7C15,
        }
    }

    /// The next 64 bits (`SplitMix64`, Steele et al. 2014).
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `[low, high)`.
    pub fn real(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An integer in `low..high`.
    pub fn integer(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next_u64() % (high - low) as u64) as i64
    }

    /// An array of the dtype with elements in `[low, high)`: floats at multiples of 1/64 (exact in f16, and
    /// in bf16 below 2), both parts of complex numbers alike, integers (of the same range, not below 0 for
    /// unsigned), truth values.
    pub fn array(&mut self, dtype: DType, shape: &[usize], low: f64, high: f64) -> Array {
        let len: usize = shape.iter().product();
        let values = (0..len)
            .map(|_| self.element(dtype, low, high))
            .collect::<Vec<_>>();
        np::asarray_of(&values, shape, dtype)
    }

    /// Distinct elements, at least 1/4 apart (1 for integers), in random order: no ties for sort and max.
    pub fn distinct(&mut self, dtype: DType, shape: &[usize]) -> Array {
        let len: usize = shape.iter().product();
        let mut ranks: Vec<usize> = (0..len).collect();
        for i in (1..len).rev() {
            ranks.swap(i, self.next_u64() as usize % (i + 1));
        }
        let values = ranks.into_iter().map(|rank| match dtype {
            DType::Bool => Complex::new((rank % 2) as f64, 0.0),
            d if d.is_integer() => Complex::new(rank as f64, 0.0),
            d if d.is_complex() => Complex::new(rank as f64 * 0.25 - 1.0, self.real(-1.0, 1.0)),
            _ => Complex::new(rank as f64 * 0.25 - len as f64 / 8.0, 0.0),
        });
        np::asarray_of(&values.collect::<Vec<_>>(), shape, dtype)
    }

    fn element(&mut self, dtype: DType, low: f64, high: f64) -> Complex<f64> {
        let grid = |x: f64| (x * 64.0).floor() / 64.0;
        match dtype {
            DType::Bool => Complex::new((self.next_u64() & 1) as f64, 0.0),
            d if d.is_complex() => {
                Complex::new(grid(self.real(low, high)), grid(self.real(low, high)))
            }
            d if d.is_float() => Complex::new(grid(self.real(low, high)), 0.0),
            d => {
                let low = if d.kind() == crate::dtype::Kind::Unsigned {
                    low.max(0.0)
                } else {
                    low
                };
                let low = low.ceil() as i64;
                let high = (high.ceil() as i64).max(low + 1);
                Complex::new(self.integer(low, high) as f64, 0.0)
            }
        }
    }
}
