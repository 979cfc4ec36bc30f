//! Gradients of functions: `grad`, `value_and_grad`, `vjp`, and `grad_holomorphic` of complex ones.
//!
//! Each opens a tape for the call. The inputs get new identities by a bound `Alias`, which outer tapes
//! record: with fresh handles instead, the gradient of a gradient would be zero.

use super::backward;
use super::lines;
use super::stack::{Frame, FrameGuard};
use super::tape::TapeCore;
use crate::array::Array;
use crate::array::value::Aval;
use crate::error::{Error, OrRaise, Result, raise_at};
use crate::np;
use crate::primitives::meta::alias;
use crate::tree::Tree;
use std::panic::Location;
use std::rc::Rc;

/// The gradient function of a scalar function (JAX: `grad`).
///
/// `f` takes any [`Tree`] by reference and returns a 0-d array; the result has the structure of the input,
/// with zeros where `f` does not depend on a leaf or the leaf's dtype has no derivative.
///
/// # Panics
/// When called, if `f` returns an array that is not 0-d or not of a real floating point dtype.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let cube = |x: &Array| x * x * x;
/// let x = array(2.0);
/// assert_eq!(grad(cube)(&x).item::<f64>().unwrap(), 12.0);
/// assert_eq!(grad(grad(cube))(&x).item::<f64>().unwrap(), 12.0);
/// assert_eq!(grad(grad(grad(cube)))(&x).item::<f64>().unwrap(), 6.0);
/// ```
#[track_caller]
pub fn grad<T: Tree>(f: impl Fn(&T) -> Array) -> impl Fn(&T) -> T {
    // Closures do not know their caller's line, so errors report the line that made the function.
    let location = Location::caller();
    move |x| match differentiate(&f, x) {
        Ok((_, gradient)) => {
            lines::returned(location);
            gradient
        }
        Err(error) => raise_at(error, location),
    }
}

/// The value of a scalar function and its gradient at `x` (JAX: `value_and_grad`).
///
/// # Panics
/// If `f` returns an array that is not 0-d or not of a real floating point dtype.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([3.0, 4.0]);
/// let (norm, direction) = value_and_grad(|x: &Array| x.square().sum(..).sqrt(), &x);
/// assert_eq!(norm.item::<f64>().unwrap(), 5.0);
/// assert!(np::allclose(direction, [0.6, 0.8]));
/// ```
#[track_caller]
pub fn value_and_grad<T: Tree>(f: impl FnOnce(&T) -> Array, x: &T) -> (Array, T) {
    differentiate(f, x).or_raise()
}

/// The derivative function of a complex differentiable function of complex numbers (JAX: `grad` with `holomorphic=True`).
///
/// [`grad`] of a complex function would be the direction in which its real part grows, which is the conjugate of the
/// derivative (TensorFlow's and PyTorch's convention). This is the derivative itself. That `f` is complex differentiable is a promise
/// and not checked.
///
/// # Panics
/// When called, if `f` does not return a complex 0-d array, or a leaf of the input is not complex.
///
/// # Examples
/// ```
/// use num_complex::Complex;
/// use numtape::{grad_holomorphic, prelude::*};
/// let z = array(Complex::new(1.0, 2.0));
/// assert_eq!(grad_holomorphic(|z: &Array| z * z)(&z).to_string(), "(2+4j)");
/// ```
#[track_caller]
pub fn grad_holomorphic<T: Tree>(f: impl Fn(&T) -> Array) -> impl Fn(&T) -> T {
    let location = Location::caller();
    move |x| match differentiate_holomorphic(&f, x) {
        Ok(gradient) => {
            lines::returned(location);
            gradient
        }
        Err(error) => raise_at(error, location),
    }
}

fn differentiate_holomorphic<T: Tree>(f: impl FnOnce(&T) -> Array, x: &T) -> Result<T> {
    const OP: &str = "grad_holomorphic";
    let not_complex = |what: String, aval: Aval| {
        let reason = format!("{what} is {aval}, but holomorphic functions are complex");
        Err(Error::not_differentiable(OP, reason).hinted("use `grad` for real functions"))
    };
    for (i, leaf) in x.leaves().iter().enumerate() {
        if !leaf.dtype().is_complex() {
            return not_complex(format!("input {i}"), leaf.aval());
        }
    }
    let (value, tape, inputs) = record(f, x)?;
    check_scalar(OP, &value)?;
    if !value.dtype().is_complex() {
        return not_complex("the result".to_string(), value.aval());
    }
    let target = std::slice::from_ref(&value);
    let gradients = backward::gradients(&tape, target, &[None], &inputs, false)?;
    Ok(with_zeros(x, gradients).map_leaves(&mut |gradient| np::conj(gradient)))
}

fn check_scalar(op: &'static str, value: &Array) -> Result<()> {
    if value.ndim() == 0 {
        return Ok(());
    }
    let returned = value.aval();
    let reason = format!("the function must return a 0-d array, it returned {returned}");
    Err(Error::shape(op, reason).hinted("sum or average the result, or use `vjp` with a cotangent"))
}

fn differentiate<T: Tree>(f: impl FnOnce(&T) -> Array, x: &T) -> Result<(Array, T)> {
    let (value, tape, inputs) = record(f, x)?;
    let returned = value.aval();
    check_scalar("grad", &value)?;
    if !value.dtype().is_float() {
        let reason = format!(
            "the function must return a real floating point number, it returned {returned}"
        );
        return Err(Error::not_differentiable("grad", reason)
            .hinted("take the real part or the absolute value of a complex result, or use `grad_holomorphic`"));
    }
    let gradients =
        backward::gradients(&tape, std::slice::from_ref(&value), &[None], &inputs, false)?;
    Ok((value, with_zeros(x, gradients)))
}

/// The value of a function and its pullback, which maps cotangents of the outputs to cotangents of the
/// inputs (JAX: `vjp`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([1.0, 2.0]);
/// let (y, pullback) = vjp(|x: &Array| x * x, &x);
/// assert_eq!(y.to_vec::<f64>().unwrap(), [1.0, 4.0]);
/// assert_eq!(pullback.call(&array([1.0, 10.0])).to_vec::<f64>().unwrap(), [2.0, 40.0]);
/// ```
#[track_caller]
pub fn vjp<T: Tree, R: Tree>(f: impl FnOnce(&T) -> R, x: &T) -> (R, Pullback<T, R>) {
    let (value, tape, inputs) = record(f, x).or_raise();
    let targets = value.leaves();
    let structure = (x.map_leaves(&mut Array::clone), std::marker::PhantomData);
    (
        value,
        Pullback {
            tape,
            inputs,
            targets,
            structure,
        },
    )
}

/// The reverse half of [`vjp`]. Can be called any number of times.
pub struct Pullback<T, R> {
    tape: Rc<TapeCore>,
    inputs: Vec<Array>,
    targets: Vec<Array>,
    structure: (T, std::marker::PhantomData<fn(R)>),
}

impl<T: Tree, R: Tree> Pullback<T, R> {
    /// The cotangents of the inputs, zeros where no path connects.
    ///
    /// # Panics
    /// If the cotangents do not match the outputs in number, shape and dtype.
    #[track_caller]
    pub fn call(&self, cotangents: &R) -> T {
        let seeds = cotangents.leaves().into_iter().map(Some).collect();
        with_zeros(&self.structure.0, self.gradients(seeds).or_raise())
    }

    /// The cotangents of the inputs by leaf, `None` where no path connects. Seeds are by leaf of the results.
    pub(crate) fn gradients(&self, seeds: Vec<Option<Array>>) -> Result<Vec<Option<Array>>> {
        let (found, wanted) = (seeds.len(), self.targets.len());
        if found != wanted {
            return Err(Error::output_gradient_count(found, wanted));
        }
        backward::gradients(&self.tape, &self.targets, &seeds, &self.inputs, true)
    }
}

/// Runs `f` on new identities of the leaves of `x` under a tape that watches them.
pub(crate) fn record<T: Tree, R>(
    f: impl FnOnce(&T) -> R,
    x: &T,
) -> Result<(R, Rc<TapeCore>, Vec<Array>)> {
    // Before the tape opens: it is the outer frames that must see the aliases.
    let inputs = x.leaves().iter().map(alias).collect::<Result<Vec<_>>>()?;
    lines::forget();
    let tape = Rc::new(TapeCore::new());
    let _frame = FrameGuard::push(Frame::Tape(Rc::clone(&tape)));
    for input in inputs
        .iter()
        .filter(|input| input.dtype().is_differentiable())
    {
        tape.watch(input)?;
    }
    Ok((f(&x.with_leaves(inputs.iter().cloned())), tape, inputs))
}

pub(crate) fn with_zeros<T: Tree>(x: &T, gradients: Vec<Option<Array>>) -> T {
    let mut gradients = gradients.into_iter();
    x.map_leaves(&mut |leaf| {
        gradients
            .next()
            .flatten()
            .unwrap_or_else(|| np::zeros_like(leaf))
    })
}

/// The same values without a past: no gradient flows through, at any level (TensorFlow, JAX:
/// `stop_gradient`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let f = |x: &Array| x * stop_gradient(x);
/// assert_eq!(grad(f)(&array(3.0)).item::<f64>().unwrap(), 3.0);
/// ```
#[track_caller]
pub fn stop_gradient(x: &Array) -> Array {
    crate::primitives::meta::stop_gradient(x).or_raise()
}
