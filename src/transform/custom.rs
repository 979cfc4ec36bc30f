//! Derivatives of the user's own: custom reverse and forward rules, and changes to gradients at a point.
//!
//! A function with a custom rule runs on arguments that are cut off, then the rule is attached to its results
//! (`primitives::attach`). So the rule speaks for the arguments, and whatever else the function captured is
//! differentiated as usual.

use super::grad::vjp;
use super::gradient_tape::unrecorded;
use super::stack;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::all;
use crate::primitives::attach::{AttachedRule, Call, Tangents, attach};
use crate::primitives::meta::stop_gradient;
use crate::tree::Tree;
use std::sync::Arc;

/// What closures and structures that a recording keeps must be: free of borrows, and of what cannot leave the
/// thread. Arrays are.
pub trait Keep: Send + Sync + 'static {}

impl<T: Send + Sync + 'static> Keep for T {}

/// A structure without its arrays: what is needed to build it again.
struct Structure<T>(T);

impl<T: Tree> Structure<T> {
    fn of(tree: &T) -> Self {
        Structure(tree.map_leaves(&mut |_| np::zeros([])))
    }

    fn with(&self, leaves: &[Array]) -> T {
        self.0.with_leaves(leaves.iter().cloned())
    }
}

/// The function with a reverse rule of your own (JAX: `custom_vjp`; TensorFlow: `custom_gradient`).
///
/// `rule` gets the inputs, the results and the cotangents of the results (zeros where a result was not used), and returns the cotangents of
/// the inputs. It is written with ordinary ops, so it is differentiated for higher derivatives and mapped by `vmap`; forward
/// mode uses its transpose, so it must be linear in the cotangents. Arrays that `f` captures are differentiated as usual; those that
/// `rule` captures count at the second order.
///
/// # Panics
/// When a gradient is computed, if `rule` returns arrays of other shapes or dtypes than the inputs.
///
/// # Examples
/// ```
/// use numtape::{custom_vjp, prelude::*};
/// // log(1 + exp(x)), whose derivative would overflow.
/// let softplus = custom_vjp(
///     |x: &Array| np::log1p(x.exp()),
///     |x, _y, ct| ct * (1.0 - 1.0 / (1.0 + x.exp())),
/// );
/// assert_eq!(grad(&softplus)(&array(100.0)).item::<f64>().unwrap(), 1.0);
/// let second = grad(grad(&softplus))(&array(0.0)).item::<f64>().unwrap();
/// assert_eq!(second, 0.25);
/// ```
pub fn custom_vjp<T: Tree + Keep, R: Tree + Keep>(
    f: impl Fn(&T) -> R,
    rule: impl Fn(&T, &R, &R) -> T + Keep,
) -> impl Fn(&T) -> R {
    let rule = Arc::new(rule);
    move |x| {
        with_rule(x, &f, |inputs, results| {
            let rule = Arc::clone(&rule);
            Arc::new(Reverse {
                op: "custom_vjp",
                rule: Box::new(move |call, cts| {
                    let x = inputs.with(call.arguments);
                    Ok(rule(&x, &results.with(call.results), &results.with(cts)).leaves())
                }),
                reads_results: true,
            })
        })
        .or_raise()
    }
}

/// The function with the pullback that it returns beside its results (TensorFlow: `custom_gradient`).
///
/// `f` returns its results and a closure that maps their cotangents to those of the inputs. The closure may use what `f` has
/// computed on the way. Where the gradient is itself differentiated, `f` runs again, so that what the closure uses is
/// connected to the inputs. Otherwise as [`custom_vjp`].
///
/// # Examples
/// ```
/// use numtape::{custom_gradient, prelude::*};
/// let softplus = custom_gradient(|x: &Array| {
///     let e = x.exp();
///     let y = np::log1p(&e);
///     (y, move |ct: &Array| ct * (1.0 - 1.0 / (1.0 + &e)))
/// });
/// assert_eq!(grad(&softplus)(&array(100.0)).item::<f64>().unwrap(), 1.0);
/// assert_eq!(grad(grad(&softplus))(&array(0.0)).item::<f64>().unwrap(), 0.25);
/// ```
pub fn custom_gradient<T: Tree + Keep, R: Tree + Keep, G>(
    f: impl Fn(&T) -> (R, G) + Keep,
) -> impl Fn(&T) -> R
where
    G: Fn(&R) -> T + Keep,
{
    let f = Arc::new(f);
    move |x| {
        let mut pullback = None;
        let run = |x: &T| {
            let (y, found) = f(x);
            pullback = Some(found);
            y
        };
        let (y, arguments) = cut_off(x, run).or_raise();
        let pullback = pullback.expect("the function ran");
        let (inputs, results) = (Structure::of(x), Structure::of(&y));
        let again = Arc::clone(&f);
        let rule = Reverse {
            op: "custom_gradient",
            rule: Box::new(move |call, cts| {
                let cts = results.with(cts);
                if call.arguments.iter().any(stack::is_known) {
                    return Ok(again(&inputs.with(call.arguments)).1(&cts).leaves());
                }
                Ok(pullback(&cts).leaves())
            }),
            reads_results: false,
        };
        attached(Arc::new(rule), &arguments, &y).or_raise()
    }
}

/// The function with a forward rule of your own (JAX: `custom_jvp`).
///
/// `rule` gets the inputs and their tangents and returns the tangents of the results; it must be linear in the tangents. Reverse mode
/// uses its transpose, higher derivatives differentiate it. Arrays that `f` captures are differentiated as usual.
///
/// # Panics
/// When a derivative is computed, if `rule` returns arrays of other shapes or dtypes than the results.
///
/// # Examples
/// ```
/// use numtape::{custom_jvp, prelude::*};
/// let safe_log = custom_jvp(|x: &Array| x.log(), |x, t| t / np::maximum(x, 1e-3));
/// assert_eq!(grad(&safe_log)(&array(0.0)).item::<f64>().unwrap(), 1000.0);
/// let (_, slope) = jvp(&safe_log, &array(2.0), &array(1.0));
/// assert_eq!(slope.item::<f64>().unwrap(), 0.5);
/// ```
pub fn custom_jvp<T: Tree + Keep, R: Tree + Keep>(
    f: impl Fn(&T) -> R,
    rule: impl Fn(&T, &T) -> R + Keep,
) -> impl Fn(&T) -> R {
    let rule = Arc::new(rule);
    move |x| {
        with_rule(x, &f, |inputs, results| {
            let avals = results.0.leaves().len();
            let rule = Arc::clone(&rule);
            Arc::new(Forward {
                rule: Box::new(move |arguments, tangents| {
                    let tangents = inputs.with(tangents);
                    let found = rule(&inputs.with(arguments), &tangents).leaves();
                    if found.len() == avals {
                        Ok(found)
                    } else {
                        Err(Error::custom_count("custom_jvp", found.len(), avals))
                    }
                }),
            })
        })
        .or_raise()
    }
}

/// Runs `f` on cut-off arguments and attaches a rule that `make` builds from the structures of both sides.
fn with_rule<T: Tree, R: Tree>(
    x: &T,
    f: impl FnOnce(&T) -> R,
    make: impl FnOnce(Structure<T>, Structure<R>) -> Arc<dyn AttachedRule>,
) -> Result<R> {
    let (y, arguments) = cut_off(x, f)?;
    let rule = make(Structure::of(x), Structure::of(&y));
    attached(rule, &arguments, &y)
}

fn cut_off<T: Tree, R>(x: &T, f: impl FnOnce(&T) -> R) -> Result<(R, Vec<Array>)> {
    let arguments = x.leaves();
    let constants = arguments
        .iter()
        .map(|x| unrecorded(|| stop_gradient(x)))
        .collect::<Result<Vec<_>>>()?;
    Ok((f(&x.with_leaves(constants)), arguments))
}

fn attached<R: Tree>(rule: Arc<dyn AttachedRule>, arguments: &[Array], y: &R) -> Result<R> {
    let results = attach(rule, arguments, &y.leaves())?;
    Ok(y.with_leaves(results))
}

type Pull = dyn Fn(&Call, &[Array]) -> Result<Vec<Array>> + Send + Sync;

/// A rule for cotangents.
struct Reverse {
    op: &'static str,
    rule: Box<Pull>,
    reads_results: bool,
}

impl AttachedRule for Reverse {
    fn op(&self) -> &'static str {
        self.op
    }

    fn reads_results(&self) -> bool {
        self.reads_results
    }

    fn vjp(&self, call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>> {
        Ok((self.rule)(call, cts)?.into_iter().map(Some).collect())
    }

    fn jvp(&self, _call: &Call, _tangents: &[Option<Array>]) -> Tangents {
        Tangents::Transposed
    }
}

type Push = dyn Fn(&[Array], &[Array]) -> Result<Vec<Array>> + Send + Sync;

/// A rule for tangents.
struct Forward {
    rule: Box<Push>,
}

impl AttachedRule for Forward {
    fn op(&self) -> &'static str {
        "custom_jvp"
    }

    fn vjp(&self, call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>> {
        // The rule is linear in the tangents, so its transpose is its gradient at any of them.
        let zeros: Vec<Array> = call.arguments.iter().map(np::zeros_like).collect();
        let (tangents, pullback) = vjp(
            |tangents: &Vec<Array>| (self.rule)(call.arguments, tangents).or_raise(),
            &zeros,
        );
        check_tangents(&tangents, call.results)?;
        let cts = cts.iter().cloned().map(Some).collect();
        pullback.gradients(cts)
    }

    fn jvp(&self, call: &Call, tangents: &[Option<Array>]) -> Tangents {
        let filled: Vec<Array> = call
            .arguments
            .iter()
            .zip(tangents)
            .map(|(x, t)| t.clone().unwrap_or_else(|| np::zeros_like(x)))
            .collect();
        let found = (self.rule)(call.arguments, &filled).or_raise();
        check_tangents(&found, call.results).or_raise();
        Tangents::Are(found.into_iter().map(Some).collect())
    }
}

fn check_tangents(tangents: &[Array], results: &[Array]) -> Result<()> {
    for (i, (tangent, result)) in tangents.iter().zip(results).enumerate() {
        if result.dtype().is_differentiable() && tangent.aval() != result.aval() {
            let (found, wanted) = (tangent.aval(), result.aval());
            return Err(Error::custom_gradient(
                "custom_jvp",
                "tangent",
                i,
                &found,
                &wanted,
            ));
        }
    }
    Ok(())
}

/// The function with the identity as its derivative, whatever it computes (TensorFlow: `grad_pass_through`).
/// Its result has the shape and dtype of its input.
///
/// # Examples
/// ```
/// use numtape::{grad_pass_through, prelude::*};
/// let round = grad_pass_through(|x: &Array| np::rint(x));
/// assert_eq!(grad(|x: &Array| round(x) * 3.0)(&array(1.4)).item::<f64>().unwrap(), 3.0);
/// ```
pub fn grad_pass_through(f: impl Fn(&Array) -> Array) -> impl Fn(&Array) -> Array {
    custom_vjp(f, |_x: &Array, _y: &Array, ct: &Array| ct.clone())
}

/// The same values, with the gradient multiplied on its way back; −1 reverses it.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, scale_gradient};
/// let f = |x: &Array| scale_gradient(x, -0.5).square();
/// assert_eq!(grad(f)(&array(3.0)).item::<f64>().unwrap(), -3.0);
/// ```
#[track_caller]
pub fn scale_gradient<'a>(x: &Array, factor: impl IntoArray<'a>) -> Array {
    let factor = factor.into_array().astype(x.dtype());
    custom_vjp(Array::clone, move |_x: &Array, _y: &Array, ct: &Array| {
        ct * np::conj(&factor)
    })(x)
}

/// The same values, with every element of the gradient limited to `[low, high]` on its way back. Forward mode passes.
///
/// # Examples
/// ```
/// use numtape::{clip_gradient, prelude::*};
/// let f = |x: &Array| (clip_gradient(x, -1.0, 1.0) * array([0.5, 10.0])).sum(..);
/// assert_eq!(grad(f)(&array([1.0, 1.0])).to_vec::<f64>().unwrap(), [0.5, 1.0]);
/// ```
#[track_caller]
pub fn clip_gradient(x: &Array, low: f64, high: f64) -> Array {
    changed_on_the_way_back(x, move |ct| np::clip(ct, low, high))
}

/// The same values, with the gradient scaled down on its way back where its 2-norm exceeds `most`. Forward mode
/// passes.
///
/// # Examples
/// ```
/// use numtape::{clip_gradient_norm, prelude::*};
/// let f = |x: &Array| (clip_gradient_norm(x, 1.0) * array([3.0, 4.0])).sum(..);
/// let gradient = grad(f)(&array([1.0, 1.0]));
/// assert!(np::allclose(gradient, [0.6, 0.8]));
/// ```
#[track_caller]
pub fn clip_gradient_norm(x: &Array, most: f64) -> Array {
    changed_on_the_way_back(x, move |ct| {
        let squares = np::real(ct * np::conj(ct)).sum(all());
        let norm = np::sqrt(np::maximum(squares, f64::MIN_POSITIVE));
        ct * np::minimum(most / norm, 1.0).astype(ct.dtype())
    })
}

/// The identity whose cotangent goes through `change`, which need not be linear; its tangent does not.
fn changed_on_the_way_back(x: &Array, change: impl Fn(&Array) -> Array + Keep) -> Array {
    struct Change<F>(F);
    impl<F: Fn(&Array) -> Array + Keep> AttachedRule for Change<F> {
        fn op(&self) -> &'static str {
            "clip_gradient"
        }
        fn reads_results(&self) -> bool {
            false
        }
        fn vjp(&self, _call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>> {
            Ok(vec![Some((self.0)(&cts[0]))])
        }
        fn jvp(&self, _call: &Call, tangents: &[Option<Array>]) -> Tangents {
            Tangents::Are(tangents.to_vec())
        }
    }
    let constant = unrecorded(|| stop_gradient(x)).or_raise();
    attached(Arc::new(Change(change)), std::slice::from_ref(x), &constant).or_raise()
}
