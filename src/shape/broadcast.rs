//! Broadcasting by numpy's rule, over known and symbolic sizes, and its reverse.

use super::dim::Dim;
use super::{Dims, Shape};
use crate::array::value::Aval;
use crate::error::{Error, Result};
use smallvec::SmallVec;

/// The common shape of all operands: aligned at the right, sizes equal or 1.
///
/// # Errors
/// Names the first axis (of the result) on which two sizes differ, or the two symbols that might.
pub(crate) fn broadcast_avals(op: &'static str, avals: &[Aval]) -> Result<Dims> {
    let ndim = avals.iter().map(|a| a.shape.len()).max().unwrap_or(0);
    let mut out: Dims = SmallVec::from_elem(Dim::ONE, ndim);
    for aval in avals {
        let offset = ndim - aval.shape.len();
        for (axis, &size) in aval.shape.iter().enumerate() {
            let current = out[offset + axis];
            out[offset + axis] = match (current, size) {
                (Dim::ONE, other) | (other, Dim::ONE) => other,
                (a, b) => match a.equals(b) {
                    Some(true) => a,
                    Some(false) => {
                        return Err(Error::broadcast(
                            op,
                            avals,
                            offset + axis,
                            [a.to_string(), b.to_string()],
                        ));
                    }
                    None => return Err(Error::undecided(op, a, b)),
                },
            };
        }
    }
    Ok(out)
}

/// The same for two known shapes, without the cost of abstract values. `None` if they do not fit.
pub(crate) fn broadcast_shapes(a: &[usize], b: &[usize]) -> Option<Shape> {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut out = Shape::from_slice(long);
    let offset = long.len() - short.len();
    for (size, &other) in out[offset..].iter_mut().zip(short) {
        if *size == 1 {
            *size = other;
        } else if other != 1 && other != *size {
            return None;
        }
    }
    Some(out)
}

/// Which axes of a broadcast result must be summed to come back to `shape`: first the leading axes that
/// broadcasting added, then those it stretched from size 1.
pub(crate) struct SumTo {
    /// Axes of the result that have no counterpart in `shape`.
    pub(crate) added: usize,
    /// Axes of `shape` (not of the result) that were stretched.
    pub(crate) stretched: SmallVec<[usize; 6]>,
}

impl SumTo {
    /// The plan from `from` (the result's sizes) to `to` (an operand's sizes).
    pub(crate) fn new(from: &[Dim], to: &[Dim]) -> Self {
        let added = from.len() - to.len();
        let stretched = (0..to.len())
            .filter(|&axis| to[axis].is(1) && !from[added + axis].is(1))
            .collect();
        SumTo { added, stretched }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dtype::DType;

    fn aval(dims: &[Dim]) -> Aval {
        Aval::new(dims.iter().copied().collect(), DType::F32)
    }

    #[test]
    fn known_sizes() {
        assert_eq!(broadcast_shapes(&[2, 1], &[3]).unwrap().as_slice(), [2, 3]);
        assert_eq!(broadcast_shapes(&[0], &[1]).unwrap().as_slice(), [0]);
        assert!(broadcast_shapes(&[0], &[2]).is_none());
    }

    #[test]
    fn symbols() {
        let n = Dim::symbol("n");
        let (a, b) = (aval(&[n, Dim::from(1)]), aval(&[Dim::from(3)]));
        assert_eq!(
            broadcast_avals("add", &[a.clone(), b]).unwrap().as_slice(),
            [n, Dim::from(3)]
        );
        let text = broadcast_avals("add", &[a, aval(&[Dim::symbol("m"), Dim::from(1)])])
            .unwrap_err()
            .to_string();
        assert!(text.contains("n and m"), "{text}");
    }
}
