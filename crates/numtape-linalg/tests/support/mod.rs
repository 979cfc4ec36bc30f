//! What the tests share: slow matrices of complex f64, the element types, and numbers that look random.
#![allow(dead_code, reason = "each file of tests takes a part")]

use num_complex::Complex;
use numtape_linalg::Scalar;

pub(crate) type C = Complex<f64>;

/// Tests, in a module below that of the functions they call with every type of element.
macro_rules! for_all_types {
    ($($name:ident),*) => {$(
        #[test]
        fn $name() {
            super::$name::<f32>();
            super::$name::<f64>();
            super::$name::<Complex<f32>>();
            super::$name::<Complex<f64>>();
        }
    )*};
}

/// A matrix of the slow kind: rows of complex numbers.
#[derive(Clone, Debug)]
pub(crate) struct Slow {
    pub(crate) m: usize,
    pub(crate) n: usize,
    pub(crate) data: Vec<C>,
}

impl Slow {
    pub(crate) fn new(m: usize, n: usize, f: impl Fn(usize, usize) -> C) -> Slow {
        let data = (0..m)
            .flat_map(|i| (0..n).map(move |j| (i, j)))
            .map(|(i, j)| f(i, j))
            .collect();
        Slow { m, n, data }
    }

    pub(crate) fn of<T: Element>(a: &[T], m: usize, n: usize) -> Slow {
        assert_eq!(a.len(), m * n);
        Slow::new(m, n, |i, j| a[i * n + j].wide())
    }

    pub(crate) fn at(&self, i: usize, j: usize) -> C {
        self.data[i * self.n + j]
    }

    pub(crate) fn times(&self, other: &Slow) -> Slow {
        assert_eq!(self.n, other.m);
        Slow::new(self.m, other.n, |i, j| {
            (0..self.n).map(|k| self.at(i, k) * other.at(k, j)).sum()
        })
    }

    pub(crate) fn adjoint(&self) -> Slow {
        Slow::new(self.n, self.m, |i, j| self.at(j, i).conj())
    }

    #[track_caller]
    pub(crate) fn assert_near(&self, other: &Slow, tolerance: f64) {
        assert_eq!((self.m, self.n), (other.m, other.n));
        let scale = other.data.iter().map(|x| x.norm()).fold(1.0, f64::max);
        let off = self
            .data
            .iter()
            .zip(&other.data)
            .map(|(a, b)| (a - b).norm());
        let worst = off.fold(
            0.0,
            |worst: f64, x| if x > worst || x.is_nan() { x } else { worst },
        );
        assert!(
            worst <= tolerance * scale,
            "{}x{}: off by {worst:e} at a scale of {scale}",
            self.m,
            self.n
        );
    }
}

pub(crate) fn identity(n: usize) -> Slow {
    Slow::new(n, n, |i, j| C::new(f64::from(u8::from(i == j)), 0.0))
}

pub(crate) trait Element: Scalar<Real: Into<f64>, Complex: Into<Pair>> + PartialEq {
    const EPSILON: f64;
    const IS_COMPLEX: bool;
    const ZERO_REAL: Self::Real;
    /// The exponents of the smallest and the largest normal power of two.
    const EXPONENTS: (i32, i32);
    fn narrow(x: C) -> Self;
    fn wide(self) -> C;
    fn zero_complex() -> Self::Complex;
}

/// A complex number of either precision, widened.
pub(crate) struct Pair(pub C);

impl From<Complex<f32>> for Pair {
    fn from(x: Complex<f32>) -> Pair {
        Pair(C::new(x.re.into(), x.im.into()))
    }
}

impl From<C> for Pair {
    fn from(x: C) -> Pair {
        Pair(x)
    }
}

macro_rules! elements {
    ($($ty:ty, $real:ty, $complex:expr, |$x:ident| $narrow:expr;)*) => {$(
        impl Element for $ty {
            const EPSILON: f64 = <$real>::EPSILON as f64;
            const IS_COMPLEX: bool = $complex;
            const ZERO_REAL: $real = 0.0;
            const EXPONENTS: (i32, i32) = (<$real>::MIN_EXP - 1, <$real>::MAX_EXP - 1);
            fn narrow($x: C) -> Self { $narrow }
            fn wide(self) -> C {
                let z = Complex::<$real>::from(self);
                C::new(z.re.into(), z.im.into())
            }
            fn zero_complex() -> Complex<$real> { Complex::new(0.0, 0.0) }
        }
    )*};
}
elements! {
    f32, f32, false, |x| x.re as f32;
    f64, f64, false, |x| x.re;
    Complex<f32>, f32, true, |x| Complex::new(x.re as f32, x.im as f32);
    Complex<f64>, f64, true, |x| x;
}

/// Numbers that look random.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Between -1 and 1.
    pub(crate) fn real(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    pub(crate) fn integer(&mut self, from: i32, to: i32) -> i32 {
        from + (f64::midpoint(self.real(), 1.0) * f64::from(to - from)) as i32
    }

    /// With parts between -1 and 1.
    pub(crate) fn number(&mut self) -> C {
        C::new(self.real(), self.real())
    }
}

/// Numbers with parts between -1 and 1.
pub(crate) fn random<T: Element>(len: usize, seed: u64) -> Vec<T> {
    let mut random = Random::new(seed);
    (0..len).map(|_| T::narrow(random.number())).collect()
}

/// Runs a function on four threads.
pub(crate) fn crew(body: &(dyn Fn() + Sync)) {
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(body);
        }
        body();
    });
}
