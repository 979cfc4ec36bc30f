//! Polynomials as series in six bases, with the names of `numpy.polynomial`: powers of x, and the polynomials of Chebyshev,
//! Legendre, Hermite (both kinds) and Laguerre.
//!
//! A series is an array of coefficients, the lowest degree first: the other way round than in [`np::polyval`](crate::np::polyval)
//! and its relatives. Each basis is a module with the same functions under its own prefix: `chebval`, `legval`, …
//! They are one implementation over the descriptions in `basis`: `series` holds the coefficients' helpers, then come
//! `arithmetic`, `evaluate`, `calculus`, `roots`, `fit`, `gauss`; `functions` is the table that gives them names.
//!
//! All functions differentiate in coefficients and points. As in numpy sums, products and quotients drop zeros at
//! the end of their result, which needs the values of the coefficients: inside `vmap` they refuse, and the functions
//! whose names end in `_untrimmed` take their place.
//!
//! # Examples
//! ```
//! use numtape::np::polynomial::{chebyshev, polynomial};
//! use numtape::prelude::*;
//! // 2 x² + x is T₂ + T₁ + T₀
//! let c = chebyshev::poly2cheb([0.0, 1.0, 2.0]);
//! assert_eq!(c.to_vec::<f64>().unwrap(), [1.0, 1.0, 1.0]);
//! let x = array([-0.5, 0.25, 3.0]);
//! assert!(np::allclose(chebyshev::chebval(&x, &c), &x * &x * 2.0 + &x));
//! let slope = grad(|x: &Array| polynomial::polyval(x, [0.0, 1.0, 2.0]).sum(..))(&x);
//! assert!(np::allclose(slope, chebyshev::chebval(&x, chebyshev::chebder(&c))));
//! ```

mod arithmetic;
mod basis;
mod calculus;
mod evaluate;
#[cfg(feature = "linalg")]
mod fit;
mod functions;
#[cfg(feature = "linalg")]
mod gauss;
#[cfg(feature = "linalg")]
mod roots;
mod series;

pub mod chebyshev;
pub mod hermite;
pub mod hermite_e;
pub mod laguerre;
pub mod legendre;
#[allow(clippy::module_inception, reason = "numpy's name")]
pub mod polynomial;
pub mod polyutils;

pub use calculus::{Derivative, Integral};
#[cfg(feature = "linalg")]
pub use fit::{Degrees, Fit, FitOptions};
