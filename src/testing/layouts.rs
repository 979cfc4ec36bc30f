//! The same values laid out in memory in every way an array can be: for tests of kernels.
//!
//! Made from layouts directly and not by ops, so that a wrong op cannot hide a wrong kernel.

use super::for_each_index;
use crate::array::Array;
use crate::array::value::Dense;
use crate::dtype::dispatch::for_dtype;
use crate::error::OrRaise;
use crate::shape::layout::Layout;
use crate::shape::{Shape, Strides, contiguous_strides};
use crate::storage::typed::from_vec;

/// The array with a buffer that nothing else uses.
pub(crate) fn owned_copy(x: &Array) -> Array {
    place(x, &contiguous_strides(x.shape()), 0, x.len())
}

/// Copies of an array in other layouts, each with its name.
pub(crate) fn variants(x: &Array) -> Vec<(&'static str, Array)> {
    let shape = x.shape();
    if x.is_empty() {
        return vec![("offset", place(x, &contiguous_strides(shape), 1, 2))];
    }
    let len = x.len();
    let mut variants = vec![("offset", place(x, &contiguous_strides(shape), 3, len + 5))];
    if shape.is_empty() {
        return variants;
    }
    let mut reversed: Vec<usize> = shape.to_vec();
    reversed.reverse();
    let mut transposed = contiguous_strides(&reversed);
    transposed.reverse();
    variants.push(("transposed", place(x, &transposed, 0, len)));

    let padded: Vec<usize> = shape.iter().map(|n| 2 * n + 1).collect();
    let inner = contiguous_strides(&padded);
    let stepped: Strides = inner.iter().map(|s| 2 * s).collect();
    let offset = inner.iter().sum::<isize>() as usize;
    variants.push((
        "stepped",
        place(x, &stepped, offset, padded.iter().product()),
    ));

    let flipped: Strides = contiguous_strides(shape).iter().map(|s| -s).collect();
    variants.push(("flipped", place(x, &flipped, len - 1, len)));

    // Rows of a wider matrix, the last axis backwards.
    let mut wider = shape.to_vec();
    let last = wider.len() - 1;
    wider[last] += 3;
    let mut rows = contiguous_strides(&wider);
    rows[last] = -1;
    variants.push((
        "rows reversed",
        place(x, &rows, shape[last], wider.iter().product()),
    ));
    variants
}

/// The first part of the array along an axis, repeated with stride 0.
pub(crate) fn repeated(x: &Array, axis: usize) -> Array {
    let mut strides = contiguous_strides(x.shape());
    strides[axis] = 0;
    let dense = x.dense().expect("samples are dense");
    let source = owned_copy(&Array::from_dense(dense.clone()));
    let dense = source.dense().expect("a copy is dense");
    Array::from_dense(dense.with_layout(Layout::new(Shape::from_slice(x.shape()), strides, 0)))
}

/// The values of `x` in a buffer of `len` elements, whose gaps hold other values of `x`.
fn place(x: &Array, strides: &Strides, offset: usize, len: usize) -> Array {
    for_dtype!(x.dtype(), T => {
        let values = x.to_vec::<T>().or_raise();
        let mut buffer: Vec<T> = (0..len).map(|i| values.get((7 * i + 1) % values.len().max(1)).copied().unwrap_or_default()).collect();
        let mut next = 0;
        for_each_index(x.shape(), |index| {
            let at = index.iter().zip(strides).fold(offset as isize, |at, (&i, &s)| at + i as isize * s);
            buffer[at as usize] = values[next];
            next += 1;
        });
        let layout = Layout::new(Shape::from_slice(x.shape()), strides.clone(), offset);
        Array::from_dense(Dense::new(x.dtype(), layout, from_vec(buffer)))
    })
}

/// Arrays of one shape and dtype as slices of a new array along a new axis.
pub(crate) fn stacked(parts: &[Array], like: &Array, axis: usize) -> Array {
    let mut shape = like.shape().to_vec();
    shape.insert(axis, parts.len());
    for_dtype!(like.dtype(), T => {
        let parts: Vec<Vec<T>> = parts.iter().map(|p| p.to_vec::<T>().or_raise()).collect();
        let mut values = Vec::with_capacity(shape.iter().product());
        let own = contiguous_strides(like.shape());
        for_each_index(&shape, |index| {
            let mut inner = index.to_vec();
            let part = inner.remove(axis);
            let at = inner.iter().zip(&own).fold(0, |at, (&i, &s)| at + i * s as usize);
            values.push(parts[part][at]);
        });
        Array::from_shape_vec(shape, values).or_raise()
    })
}

/// An array of zeros, or of `false`.
pub(crate) fn zeros(shape: &[usize], dtype: crate::dtype::DType) -> Array {
    for_dtype!(dtype, T => {
        let values = vec![T::default(); shape.iter().product()];
        Array::from_shape_vec(shape, values).or_raise()
    })
}
