//! Attention: averages of values, weighted by how well keys fit queries.
//!
//! The axes are those of `jax.nn`: batch, position, head, features. Masks of every kind end in one boolean array, and
//! what it leaves out gets a large negative weight before the softmax, so that a position with nothing to look at
//! averages all values.

use super::activations::choose;
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::promote;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::reshape::reshape;
use crate::shape::Shape;

const OP: &str = "dot_product_attention";

/// The rarely used arguments of [`dot_product_attention_with`], under jax's names. Batch size B, N heads, T queries and
/// S keys.
#[derive(Clone, Debug, Default)]
pub struct DotProductAttention {
    /// Added to the scaled products; broadcasts to `[B, N, T, S]`.
    pub bias: Option<Array>,
    /// Which keys a query sees, bool; broadcasts to `[B, N, T, S]`.
    pub mask: Option<Array>,
    /// What products are multiplied by; one over the square root of the number of features where `None`.
    pub scale: Option<f64>,
    /// Whether query `t` sees no key after `t`.
    pub is_causal: bool,
    /// The number of queries of each batch entry, integers of shape `[B]`; the results beyond are 0.
    pub query_seq_lengths: Option<Array>,
    /// The number of keys of each batch entry, integers of shape `[B]`.
    pub key_value_seq_lengths: Option<Array>,
    /// How many keys before and after its own position a query sees.
    pub local_window_size: Option<[usize; 2]>,
}

/// For every query the mean of the values, weighted by the softmax of its products with the keys over the square root of
/// their length (jax: `nn.dot_product_attention`; Vaswani et al. 2017).
///
/// Queries have shape `[B, T, N, H]`, keys and values `[B, S, K, H]`, or all without the batch axis. N is a multiple of
/// K: the heads of keys and values serve N / K heads of queries each. 16-bit floats are computed in f32, and f64 in
/// f64, where jax takes the softmax in f32.
///
/// # Panics
/// If the shapes do not fit.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let (query, key) = (np::zeros([3, 1, 2]), np::ones([2, 1, 2]));
/// let value = array([[[1.0, 5.0]], [[3.0, 6.0]]]);
/// let y = nn::dot_product_attention(query, key, value);
/// assert_eq!(y.shape(), [3, 1, 2]);
/// assert_eq!(y.i(0).to_vec::<f64>().unwrap(), [2.0, 5.5]);
/// ```
#[track_caller]
pub fn dot_product_attention<'a, 'b, 'c>(
    query: impl IntoArray<'a>,
    key: impl IntoArray<'b>,
    value: impl IntoArray<'c>,
) -> Array {
    dot_product_attention_with(query, key, value, &DotProductAttention::default())
}

/// [`dot_product_attention`] with bias, masks and scale.
///
/// # Panics
/// As [`dot_product_attention`]; if the mask is not bool, or lengths are not integers.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let causal = nn::DotProductAttention { is_causal: true, ..nn::DotProductAttention::default() };
/// let x = np::arange(3.0).reshape([3, 1, 1]);
/// let y = nn::dot_product_attention_with(np::zeros([3, 1, 1]), &x, &x, &causal);
/// assert_eq!(y.to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn dot_product_attention_with<'a, 'b, 'c>(
    query: impl IntoArray<'a>,
    key: impl IntoArray<'b>,
    value: impl IntoArray<'c>,
    options: &DotProductAttention,
) -> Array {
    let operands = [
        query.into_operand(),
        key.into_operand(),
        value.into_operand(),
    ];
    promote(OP, operands)
        .and_then(|[query, key, value]| attention(&query, &key, &value, options))
        .or_raise()
}

/// The sizes, by jax's letters.
struct Sizes {
    b: usize,
    t: usize,
    s: usize,
    n: usize,
    k: usize,
    h: usize,
}

impl Sizes {
    fn of(query: &Array, key: &Array, value: &Array) -> Result<Sizes> {
        let misfit = || {
            let text = format!(
                "query {}, key {} and value {} do not fit",
                query.aval(),
                key.aval(),
                value.aval()
            );
            Error::shape(OP, text).hinted("query is [B, T, N, H], key and value are [B, S, K, H]")
        };
        let (&[b, t, n, h], &[b_key, s, k, h_key]) = (query.shape(), key.shape()) else {
            return Err(misfit());
        };
        if (b, h) != (b_key, h_key) || value.shape() != key.shape() {
            return Err(misfit());
        }
        if k == 0 || n % k != 0 {
            return Err(Error::shape(
                OP,
                format!("{n} heads of queries are no multiple of {k} heads of keys"),
            ));
        }
        Ok(Sizes { b, t, s, n, k, h })
    }
}

/// With axes of size 1 in front, up to four.
fn four_axes(x: &Array) -> Result<Array> {
    let mut shape: Shape = std::iter::repeat_n(1, 4usize.saturating_sub(x.ndim())).collect();
    shape.extend(x.shape().iter().copied());
    reshape(x, &shape)
}

fn attention(
    query: &Array,
    key: &Array,
    value: &Array,
    options: &DotProductAttention,
) -> Result<Array> {
    let (result, shape) = (query.dtype(), query.shape());
    let compute = match result {
        DType::F32 | DType::F64 => result,
        DType::F16 | DType::BF16 => DType::F32,
        _ => {
            return Err(Error::unsupported_dtype(
                OP,
                "the common type of query, key and value",
                result,
                "floating point",
            ));
        }
    };
    let prepare = |x: &Array| four_axes(&cast(x, compute)?);
    let (query, key, value) = (prepare(query)?, prepare(key)?, prepare(value)?);
    let sizes = Sizes::of(&query, &key, &value)?;
    let &Sizes { b, t, s, n, k, h } = &sizes;
    let grouped = reshape(&query, &[b, t, k, n / k, h])?;
    let products = np::einsum("btkgh,bskh->bkgts", [&grouped, &key]);
    let scale = options.scale.unwrap_or(1.0 / (h as f64).sqrt());
    let mut logits = reshape(&products, &[b, n, t, s])? * scale;
    if let Some(bias) = &options.bias {
        logits += broadcast_to(&prepare(bias)?, &[b, n, t, s])?;
    }
    if let Some(mask) = combined_mask(options, &sizes)? {
        let low = match compute {
            DType::F32 => -0.7 * f64::from(f32::MAX),
            _ => -0.7 * f64::MAX,
        };
        let low = scalar_array(Scalar::Float(low), compute);
        logits = choose(&broadcast_to(&mask, &[b, n, t, s])?, &logits, &low);
    }
    let weights = reshape(&np::softmax(logits, -1), &[b, k, n / k, t, s])?;
    let mut y = np::einsum("bkgts,bskh->btkgh", [&weights, &value]);
    if let Some(lengths) = &options.query_seq_lengths {
        let is_query = reshape(&within(lengths, t, b)?, &[b, t, 1, 1, 1])?;
        let zero = scalar_array(Scalar::Int(0), compute);
        y = choose(&broadcast_to(&is_query, y.shape())?, &y, &zero);
    }
    cast(&reshape(&y, shape)?, result)
}

/// Which positions of `0..size` are below the length of their batch entry: `[B, size]`.
fn within(lengths: &Array, size: usize, batch: usize) -> Result<Array> {
    if lengths.shape() != [batch] || !lengths.dtype().is_integer() {
        let text = format!(
            "sequence lengths are {batch} integers, not {}",
            lengths.aval()
        );
        return Err(Error::shape(OP, text));
    }
    let positions = reshape(&np::arange(size as i64), &[1, size])?;
    Ok(np::less(positions, reshape(lengths, &[batch, 1])?))
}

/// What the options let be seen, broadcasting to `[B, N, T, S]`; `None` for everything.
fn combined_mask(options: &DotProductAttention, sizes: &Sizes) -> Result<Option<Array>> {
    let &Sizes { b, t, s, .. } = sizes;
    let mut masks = Vec::new();
    if let Some(mask) = &options.mask {
        if !mask.dtype().is_bool() {
            let dtype = mask.dtype();
            return Err(Error::unsupported_dtype(OP, "the mask", dtype, "bool"));
        }
        masks.push(four_axes(mask)?);
    }
    let queries = reshape(&np::arange(t as i64), &[t, 1])?;
    let keys = reshape(&np::arange(s as i64), &[1, s])?;
    if options.is_causal {
        masks.push(np::greater_equal(&queries, &keys));
    }
    if let Some([before, after]) = options.local_window_size {
        // No position is farther away than there are positions.
        let (before, after) = (before.min(t) as i64, after.min(s) as i64);
        masks.push(np::less_equal(&queries, &keys + before));
        masks.push(np::greater_equal(&queries, &keys - after));
    }
    if let Some(lengths) = &options.query_seq_lengths {
        masks.push(reshape(&within(lengths, t, b)?, &[b, 1, t, 1])?);
    }
    if let Some(lengths) = &options.key_value_seq_lengths {
        masks.push(reshape(&within(lengths, s, b)?, &[b, 1, 1, s])?);
    }
    Ok(masks.into_iter().reduce(np::logical_and))
}
