//! numpy's constants, as `f64`. `np.newaxis` is `NewAxis` of the prelude.

/// The circle constant (numpy: `pi`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!((np::PI - std::f64::consts::PI).abs() == 0.0);
/// ```
pub const PI: f64 = std::f64::consts::PI;

/// Euler's number (numpy: `e`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::E, 1f64.exp());
/// ```
pub const E: f64 = std::f64::consts::E;

/// Positive infinity (numpy: `inf`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(-np::INF, f64::NEG_INFINITY);
/// ```
pub const INF: f64 = f64::INFINITY;

/// Not a number (numpy: `nan`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::NAN.is_nan());
/// ```
pub const NAN: f64 = f64::NAN;

/// The Euler-Mascheroni constant (numpy: `euler_gamma`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::EULER_GAMMA, 0.577_215_664_901_532_9);
/// ```
pub const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;
