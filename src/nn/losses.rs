//! Losses, one number per element or per row, without averaging (optax's names).

use super::activations::{choose, float};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::axis;

/// `(prediction - target)²` (optax: `squared_error`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::squared_error([1.0, 2.0], [1.0, 4.0]).to_vec::<f64>().unwrap(), [0.0, 4.0]);
/// ```
#[track_caller]
pub fn squared_error<'a, 'b>(prediction: impl IntoArray<'a>, target: impl IntoArray<'b>) -> Array {
    np::square(difference("squared_error", prediction, target))
}

#[track_caller]
fn difference<'a, 'b>(op: &'static str, x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    float(op, np::subtract(x, y).into_operand())
}

/// `error² / 2` up to `delta`, from there on `delta (|error| - delta / 2)` (optax: `huber_loss`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::huber_loss([0.5, 3.0], 0.0, 1.0).to_vec::<f64>().unwrap(), [0.125, 2.5]);
/// ```
#[track_caller]
pub fn huber_loss<'a, 'b>(
    prediction: impl IntoArray<'a>,
    target: impl IntoArray<'b>,
    delta: f64,
) -> Array {
    let error = difference("huber_loss", prediction, target);
    let size = np::abs(&error);
    let is_near = np::less_equal(&size, delta);
    choose(
        &is_near,
        &(np::square(error) * 0.5),
        &((size - 0.5 * delta) * delta),
    )
}

/// `log(cosh(prediction - target))`, without overflow and with its digits near 0 (optax: `log_cosh`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::log_cosh([0.0, 1000.0], 0.0).to_vec::<f64>().unwrap(), [0.0, 1000.0 - 2f64.ln()]);
/// ```
#[track_caller]
pub fn log_cosh<'a, 'b>(prediction: impl IntoArray<'a>, target: impl IntoArray<'b>) -> Array {
    let error = difference("log_cosh", prediction, target);
    let is_near = np::less(np::abs(&error), 1.0);
    let zero = np::zeros_like(&error);
    let (near, far) = (
        choose(&is_near, &error, &zero),
        choose(&is_near, &zero, &error),
    );
    let series = np::log1p(np::square(np::sinh(near))) * 0.5;
    choose(
        &is_near,
        &series,
        &(np::logaddexp(&far, -&far) - std::f64::consts::LN_2),
    )
}

/// The cross-entropy of softmax probabilities with labels that are probabilities, along the last axis (optax:
/// `softmax_cross_entropy`). A label 0 counts nothing, even where the logit is -inf.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let loss = nn::softmax_cross_entropy([0.0, 0.0], [1.0, 0.0]).item::<f64>().unwrap();
/// assert!((loss - 2f64.ln()).abs() < 1e-15);
/// ```
#[track_caller]
pub fn softmax_cross_entropy<'a, 'b>(
    logits: impl IntoArray<'a>,
    labels: impl IntoArray<'b>,
) -> Array {
    let logits = float("softmax_cross_entropy", logits.into_operand());
    let labels = labels.into_array();
    let terms = np::log_softmax(logits, -1) * &labels;
    let counted = np::where_(np::equal(&labels, 0), 0.0, terms);
    -np::sum(counted, -1)
}

/// The cross-entropy of softmax probabilities along the last axis with the right class of each row (optax:
/// `softmax_cross_entropy_with_integer_labels`). The labels have the shape of the logits without its last axis.
///
/// # Errors
/// If the labels are no integers or of another shape.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let loss = nn::softmax_cross_entropy_with_integer_labels([[0.0, 0.0], [0.0, -1000.0]], [1, 0]);
/// assert_eq!(loss.to_vec::<f64>().unwrap(), [2f64.ln(), 0.0]);
/// ```
#[track_caller]
pub fn softmax_cross_entropy_with_integer_labels<'a, 'b>(
    logits: impl IntoArray<'a>,
    labels: impl IntoArray<'b>,
) -> Array {
    let op = "softmax_cross_entropy_with_integer_labels";
    let logits = float(op, logits.into_operand());
    let labels = labels.into_array();
    check_labels(op, &logits, &labels).or_raise();
    let chosen = np::take_along_axis(&logits, np::expand_dims(labels, -1), -1);
    np::squeeze(np::logsumexp(&logits, axis(-1).keepdims()) - chosen, -1)
}

fn check_labels(op: &'static str, logits: &Array, labels: &Array) -> Result<()> {
    if !labels.dtype().is_integer() {
        return Err(Error::unsupported_dtype(
            op,
            "labels",
            labels.dtype(),
            "integers",
        ));
    }
    if logits.ndim() == 0 || labels.shape() != &logits.shape()[..logits.ndim() - 1] {
        return Err(Error::shape(
            op,
            format!(
                "labels of shape {:?} do not fit logits of shape {:?}",
                labels.shape(),
                logits.shape()
            ),
        ));
    }
    Ok(())
}

/// The cross-entropy of a logistic probability with a label in 0 to 1, from the logit (optax:
/// `sigmoid_binary_cross_entropy`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::sigmoid_binary_cross_entropy([-1000.0], [1.0]).to_vec::<f64>().unwrap(), [1000.0]);
/// ```
#[track_caller]
pub fn sigmoid_binary_cross_entropy<'a, 'b>(
    logits: impl IntoArray<'a>,
    labels: impl IntoArray<'b>,
) -> Array {
    let logits = float("sigmoid_binary_cross_entropy", logits.into_operand());
    let labels = labels.into_array();
    let (yes, no) = (np::logaddexp(-&logits, 0.0), np::logaddexp(&logits, 0.0));
    &labels * yes + np::subtract(1.0, &labels) * no
}

/// `max(0, 1 - score · label)` for labels -1 and 1 (optax: `hinge_loss`). The derivative at the kink is 0.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::hinge_loss([0.5, 2.0], [1.0, 1.0]).to_vec::<f64>().unwrap(), [0.5, 0.0]);
/// ```
#[track_caller]
pub fn hinge_loss<'a, 'b>(score: impl IntoArray<'a>, label: impl IntoArray<'b>) -> Array {
    super::relu(np::subtract(1.0, np::multiply(score, label)))
}
