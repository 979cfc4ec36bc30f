//! Functions of parts applied to whole arrays: along an axis, over axes, over all axes but the core ones.
//!
//! The given function runs once, on all parts together, through `vmap`; so it differentiates, but cannot look at the
//! values of one part. Functions chosen by conditions are `piecewise`, in `select`.

use super::shape::Integers;
use super::signature::{Signature, Sizes};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result, raise};
use crate::np;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;
use crate::shape::broadcast::broadcast_shapes;
use crate::transform::vmap::vmap;
use crate::tree::{Elems, Tree};

/// A function of 1-d arrays applied to all of them along an axis (numpy: `apply_along_axis`). The axes of its result
/// stand where the axis was.
///
/// The function runs once, through `vmap`, not once for each slice as in numpy; it cannot read values.
///
/// # Panics
/// If another axis has size 0.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[8, 1, 7], [4, 3, 9]]);
/// let sorted = np::apply_along_axis(|row| np::sort(row, 0), 1, &x);
/// assert_eq!(sorted.to_vec::<i32>().unwrap(), [1, 7, 8, 3, 4, 9]);
/// ```
#[track_caller]
pub fn apply_along_axis<'a>(
    f: impl Fn(Array) -> Array,
    axis: isize,
    x: impl IntoArray<'a>,
) -> Array {
    along_axis(f, axis, &x.into_array()).or_raise()
}

fn along_axis(f: impl Fn(Array) -> Array, axis: isize, x: &Array) -> Result<Array> {
    const OP: &str = "apply_along_axis";
    let axis = normalize_axis(OP, axis, x.ndim())?;
    if x.ndim() == 1 {
        return Ok(f(x.clone()));
    }
    let mut others = Shape::from_slice(x.shape());
    let size = others.remove(axis);
    let count: usize = others.iter().product();
    if count == 0 {
        return Err(Error::value(
            OP,
            format!(
                "there are no slices along axis {axis} of shape {:?}",
                x.shape()
            ),
        ));
    }
    let rows = reshape(&move_axis(x, axis, x.ndim() - 1)?, &[count, size])?;
    let results: Array = vmap(f).call(&rows);
    let shape: Shape = others
        .iter()
        .chain(&results.shape()[1..])
        .copied()
        .collect();
    let results = reshape(&results, &shape)?;
    let added = shape.len() - others.len();
    let from: Vec<isize> = (others.len()..shape.len()).map(|a| a as isize).collect();
    let to: Vec<isize> = (axis..axis + added).map(|a| a as isize).collect();
    Ok(np::moveaxis(&results, from, to))
}

/// A function of an array and an axis applied for several axes, one after the other; an axis that it removes comes
/// back with size 1 (numpy: `apply_over_axes`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(24).reshape([2, 3, 4]);
/// let sums = np::apply_over_axes(|x, axis| np::sum(x, axis), &x, [0, 2]);
/// assert_eq!(sums.shape(), [1, 3, 1]);
/// assert_eq!(sums.to_vec::<i64>().unwrap(), [60, 92, 124]);
/// ```
#[track_caller]
pub fn apply_over_axes<'a>(
    f: impl Fn(&Array, isize) -> Array,
    x: impl IntoArray<'a>,
    axes: impl Into<Integers>,
) -> Array {
    over_axes(f, x.into_array(), &axes.into().0).or_raise()
}

fn over_axes(f: impl Fn(&Array, isize) -> Array, x: Array, axes: &[isize]) -> Result<Array> {
    const OP: &str = "apply_over_axes";
    let mut x = x;
    for &axis in axes {
        let axis = normalize_axis(OP, axis, x.ndim())? as isize;
        let y = f(&x, axis);
        x = if y.ndim() + 1 == x.ndim() {
            np::expand_dims(y, axis)
        } else if y.ndim() == x.ndim() {
            y
        } else {
            let reason = format!("the function makes {} axes of {}", y.ndim(), x.ndim());
            return Err(Error::shape(OP, reason));
        };
    }
    Ok(x)
}

/// A function of arrays with few axes, for arrays with any further axes in front; made by [`vectorize`].
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `call`"]
pub struct Vectorized<F> {
    f: F,
    signature: Signature,
}

/// A function of the core axes that a signature names, such as `(n),(n)->()`, as a function that broadcasts over all
/// axes before those (numpy: `vectorize(f, signature=)`). Arguments and results are arrays or tuples of them; numbers
/// in the signature are sizes.
///
/// The function runs once, through `vmap`, not once per element as in numpy. What numpy excludes is captured by the
/// closure.
///
/// # Panics
/// If the signature cannot be read; when called, if arguments do not fit it, do not broadcast, or a result is not of
/// the shape that it says.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let distance = np::vectorize("(n),(n)->()", |(x, y): (Array, Array)| (x - y).square().sum(..).sqrt());
/// let (points, centres) = (np::zeros([5, 1, 2]), np::ones([3, 2]));
/// let distances: Array = distance.call((&points, &centres));
/// assert_eq!(distances.shape(), [5, 3]);
/// ```
#[track_caller]
pub fn vectorize<F>(signature: &str, f: F) -> Vectorized<F> {
    Vectorized {
        f,
        signature: Signature::parse(OP, signature).or_raise(),
    }
}

const OP: &str = "vectorize";

impl<F> Vectorized<F> {
    /// Runs the function on all parts at once.
    #[track_caller]
    pub fn call<E: Elems, R: Tree>(&self, arguments: E) -> R
    where
        F: Fn(E::Mapped) -> R,
    {
        let mut leaves = Vec::new();
        arguments.visit(&mut |x| leaves.push(x.clone()));
        let (leaves, levels, sizes) = self.levels(leaves).or_raise();
        nest(leaves, &levels, &|leaves| {
            let mut leaves = leaves.into_iter();
            let result = (self.f)(arguments.map(&mut |_| leaves.next().expect("one per argument")));
            if let Err(error) = self.check(&result, sizes.clone()) {
                raise(error);
            }
            result
        })
    }

    /// The arguments without loop axes of size 1 that others have longer, the axes that each level of `vmap` maps,
    /// and the sizes of the core axes.
    #[allow(clippy::type_complexity, reason = "used once, right above")]
    fn levels(
        &self,
        arguments: Vec<Array>,
    ) -> Result<(Vec<Array>, Vec<Vec<Option<isize>>>, Sizes)> {
        let inputs = &self.signature.inputs;
        if arguments.len() != inputs.len() {
            let reason = format!(
                "{} arguments for a signature of {}",
                arguments.len(),
                inputs.len()
            );
            return Err(Error::value(OP, reason));
        }
        let mut sizes = Sizes::new();
        let mut loops = Shape::new();
        for (i, (x, cores)) in arguments.iter().zip(inputs).enumerate() {
            Signature::bind(OP, &format!("argument {i}"), cores, x.shape(), &mut sizes)?;
            let own = &x.shape()[..x.ndim() - cores.len()];
            loops = broadcast_shapes(&loops, own).ok_or_else(|| {
                let reason =
                    format!("the loop axes {own:?} of argument {i} and {loops:?} do not broadcast");
                Error::shape(OP, reason)
            })?;
        }
        let mut levels = vec![Vec::with_capacity(arguments.len()); loops.len()];
        let mut leaves = Vec::with_capacity(arguments.len());
        for (x, cores) in arguments.iter().zip(inputs) {
            let own = x.ndim() - cores.len();
            let mut shape = Shape::new();
            for (level, &size) in loops.iter().enumerate() {
                let axis = (level + own).checked_sub(loops.len());
                let mapped = axis.is_some_and(|axis| x.shape()[axis] == size);
                if mapped {
                    shape.push(size);
                }
                levels[level].push(mapped.then_some(0));
            }
            shape.extend_from_slice(&x.shape()[own..]);
            leaves.push(reshape(x, &shape)?);
        }
        Ok((leaves, levels, sizes))
    }

    fn check(&self, result: &impl Tree, mut sizes: Sizes) -> Result<()> {
        let (results, outputs) = (result.leaves(), &self.signature.outputs);
        if results.len() != outputs.len() {
            let reason = format!(
                "{} results for a signature of {}",
                results.len(),
                outputs.len()
            );
            return Err(Error::value(OP, reason));
        }
        for (i, (x, cores)) in results.iter().zip(outputs).enumerate() {
            let what = format!("result {i}");
            Signature::bind(OP, &what, cores, x.shape(), &mut sizes)?;
            if x.ndim() != cores.len() {
                let reason = format!(
                    "{what} has {} axes, the signature {}",
                    x.ndim(),
                    cores.len()
                );
                return Err(Error::shape(OP, reason));
            }
        }
        Ok(())
    }
}

/// One `vmap` per level around the function.
fn nest<R: Tree>(
    leaves: Vec<Array>,
    levels: &[Vec<Option<isize>>],
    f: &dyn Fn(Vec<Array>) -> R,
) -> R {
    match levels.split_first() {
        None => f(leaves),
        Some((axes, rest)) => vmap(|leaves: Vec<Array>| nest(leaves, rest, f))
            .in_axes(axes.clone())
            .call(&leaves),
    }
}
