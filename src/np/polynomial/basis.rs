//! The six bases of polynomials as data: their recurrences and the rules of products, derivatives and integrals.
//!
//! What is done with them is in the files beside this one; nothing there asks which basis it works on.

/// A sequence of polynomials P₀ = 1, P₁, … of degrees 0, 1, …
pub(super) struct Basis {
    /// `[a, b, g]` of `P[k+1] = (a x + b) P[k] - g P[k-1]`. That of 0 has no `P[-1]`.
    pub(super) recurrence: fn(usize) -> [f64; 3],
    pub(super) product: Product,
    pub(super) derivative: Derived,
    /// `[up, same, down]`: the integral of `P[k]` is `up P[k+1] + same P[k] + down P[k-1]` plus a constant.
    pub(super) integral: fn(usize) -> [f64; 3],
    /// Where numpy's fits of this basis map their points.
    pub(super) domain: [f64; 2],
    /// The integral of the weight with which the polynomials are orthogonal, where numpy has nodes for it.
    #[cfg_attr(
        not(feature = "linalg"),
        allow(dead_code, reason = "for gauss, which needs eigenvalues")
    )]
    pub(super) weight_integral: Option<f64>,
}

/// How two series are multiplied.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Product {
    /// `P[i] P[j] = P[i+j]`.
    Powers,
    /// `P[i] P[j] = (P[i+j] + P[|i-j|]) / 2`.
    Cosines,
    /// By the recurrence.
    Recurrence,
}

/// The derivative of a series: coefficient `k` is `weight(k)` times the sum of `factor(n) c[n]` over the `n` from `k + 1`
/// in steps.
pub(super) struct Derived {
    pub(super) steps: Steps,
    pub(super) factor: fn(usize) -> f64,
    pub(super) weight: fn(usize) -> f64,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Steps {
    /// Only `k + 1`.
    Next,
    /// `k + 1`, `k + 2`, …
    All,
    /// `k + 1`, `k + 3`, …
    EverySecond,
}

impl Basis {
    /// `[up, same, down]`: `x P[k] = up P[k+1] + same P[k] + down P[k-1]`.
    pub(super) fn times_x(&self, k: usize) -> [f64; 3] {
        let [a, b, g] = (self.recurrence)(k);
        [1.0 / a, -b / a, g / a]
    }
}

pub(super) const POWERS: Basis = Basis {
    recurrence: |_| [1.0, 0.0, 0.0],
    product: Product::Powers,
    derivative: Derived {
        steps: Steps::Next,
        factor: |n| n as f64,
        weight: |_| 1.0,
    },
    integral: |k| [1.0 / (k + 1) as f64, 0.0, 0.0],
    domain: [-1.0, 1.0],
    weight_integral: None,
};

pub(super) const CHEBYSHEV: Basis = Basis {
    recurrence: |k| [if k == 0 { 1.0 } else { 2.0 }, 0.0, 1.0],
    product: Product::Cosines,
    derivative: Derived {
        steps: Steps::EverySecond,
        factor: |n| 2.0 * n as f64,
        weight: |k| if k == 0 { 0.5 } else { 1.0 },
    },
    integral: |k| match k {
        0 => [1.0, 0.0, 0.0],
        1 => [0.25, 0.0, 0.0],
        _ => [0.5 / (k + 1) as f64, 0.0, -0.5 / (k - 1) as f64],
    },
    domain: [-1.0, 1.0],
    weight_integral: None,
};

pub(super) const LEGENDRE: Basis = Basis {
    recurrence: |k| {
        let next = (k + 1) as f64;
        [(2 * k + 1) as f64 / next, 0.0, k as f64 / next]
    },
    product: Product::Recurrence,
    derivative: Derived {
        steps: Steps::EverySecond,
        factor: |_| 1.0,
        weight: |k| (2 * k + 1) as f64,
    },
    integral: |k| {
        let part = 1.0 / (2 * k + 1) as f64;
        [part, 0.0, -part]
    },
    domain: [-1.0, 1.0],
    weight_integral: Some(2.0),
};

pub(super) const HERMITE: Basis = Basis {
    recurrence: |k| [2.0, 0.0, 2.0 * k as f64],
    product: Product::Recurrence,
    derivative: Derived {
        steps: Steps::Next,
        factor: |n| 2.0 * n as f64,
        weight: |_| 1.0,
    },
    integral: |k| [0.5 / (k + 1) as f64, 0.0, 0.0],
    domain: [-1.0, 1.0],
    // √π.
    weight_integral: Some(1.772_453_850_905_516),
};

pub(super) const HERMITE_E: Basis = Basis {
    recurrence: |k| [1.0, 0.0, k as f64],
    product: Product::Recurrence,
    derivative: Derived {
        steps: Steps::Next,
        factor: |n| n as f64,
        weight: |_| 1.0,
    },
    integral: |k| [1.0 / (k + 1) as f64, 0.0, 0.0],
    domain: [-1.0, 1.0],
    // √(2π).
    weight_integral: Some(2.506_628_274_631_000_7),
};

pub(super) const LAGUERRE: Basis = Basis {
    recurrence: |k| {
        let next = (k + 1) as f64;
        [-1.0 / next, (2 * k + 1) as f64 / next, k as f64 / next]
    },
    product: Product::Recurrence,
    derivative: Derived {
        steps: Steps::All,
        factor: |_| -1.0,
        weight: |_| 1.0,
    },
    integral: |_| [-1.0, 1.0, 0.0],
    domain: [0.0, 1.0],
    weight_integral: Some(1.0),
};
