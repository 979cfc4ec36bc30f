//! Building blocks of neural networks: `numtape::nn`.

use crate::record::{Record, record};
use numtape::nn;
use numtape::prelude::*;

/// Records of activations without parameters, away from their kinks.
macro_rules! activations {
    ($($name:ident),* $(,)?) => {
        vec![$(
            record(concat!("nn::", stringify!($name)))
                .smooth([array([[-4.0, -1.5, -0.25], [0.5, 2.0, 7.0]])], |[x]| vec![nn::$name(x)])
                .discrete([array([f64::NEG_INFINITY, 0.0, f64::NAN, f64::INFINITY])], |[x]| vec![nn::$name(x)]),
        )*]
    };
}

/// Of initialisers.
macro_rules! initializers {
    ($($name:ident),* $(,)?) => {
        vec![$(
            record(concat!("nn::", stringify!($name)))
                .discrete([np::random::key(3)], |[key]| vec![nn::$name(key, [2, 3])])
                .discrete([np::random::key(3)], |[key]| vec![nn::$name(key, ([2, 3, 4], F32))]),
        )*]
    };
}

pub(crate) fn records() -> Vec<Record> {
    let simple = activations![
        relu,
        relu6,
        selu,
        gelu,
        gelu_tanh,
        silu,
        swish,
        mish,
        softplus,
        soft_sign,
        log_sigmoid,
        hard_tanh,
        hard_sigmoid,
        hard_silu,
        sparse_sigmoid,
        sparse_plus,
    ];
    let starts = initializers![
        glorot_uniform,
        glorot_normal,
        he_uniform,
        he_normal,
        lecun_uniform,
        lecun_normal,
    ];
    [simple, starts, with_parameters(), losses(), attention()]
        .into_iter()
        .flatten()
        .collect()
}

fn with_parameters() -> Vec<Record> {
    let x = || array([[-1.5, -0.25], [0.5, 2.0]]);
    vec![
        record("nn::leaky_relu")
            .smooth([x(), array(0.25)], |[x, slope]| {
                vec![nn::leaky_relu(x, slope)]
            })
            .smooth([x()], |[x]| vec![nn::leaky_relu(x, 0.01)]),
        record("nn::elu")
            .smooth([x(), array([0.25, 0.5])], |[x, alpha]| {
                vec![nn::elu(x, alpha)]
            })
            .smooth([x()], |[x]| vec![nn::elu(x, 1.0)]),
        record("nn::celu")
            .smooth([x(), array([0.25, 0.5])], |[x, alpha]| {
                vec![nn::celu(x, alpha)]
            })
            .smooth([x()], |[x]| vec![nn::celu(x, 1.0)]),
        record("nn::squareplus")
            .smooth([x(), array(2.0)], |[x, b]| vec![nn::squareplus(x, b)])
            .smooth([x()], |[x]| vec![nn::squareplus(x, 4.0)]),
        record("nn::glu")
            .smooth([x()], |[x]| vec![nn::glu(x, -1)])
            .smooth([x()], |[x]| vec![nn::glu(x, 0)]),
        record("nn::standardize")
            .smooth([x()], |[x]| vec![nn::standardize(x, -1, 1e-2)])
            .smooth([x()], |[x]| vec![nn::standardize(x, [0, 1], 1e-2)]),
        record("nn::one_hot")
            .discrete([array([[0i64, 3], [2, -1]])], |[x]| vec![nn::one_hot(x, 3)]),
        record("nn::one_hot_with").discrete([array([[0i64, 3], [2, -1]])], |[x]| {
            vec![nn::one_hot_with(
                x,
                3,
                nn::OneHot {
                    axis: 1,
                    dtype: F32,
                },
            )]
        }),
        record("nn::dropout")
            .smooth([x()], |[x]| vec![nn::dropout(&np::random::key(5), 0.5, x)])
            .discrete([np::random::key(5), x()], |[key, x]| {
                vec![nn::dropout(key, 0.25, x)]
            })
            .discrete([x()], |[x]| vec![nn::dropout(&np::random::key(5), 1.0, x)]),
    ]
}

fn losses() -> Vec<Record> {
    let x = || array([[-1.5, -0.25, 0.3], [0.5, 2.0, 1.25]]);
    let y = || array([[0.5, 0.75, 0.0], [0.25, 1.0, 1.0]]);
    vec![
        record("nn::squared_error").smooth([x(), y()], |[x, y]| vec![nn::squared_error(x, y)]),
        record("nn::huber_loss").smooth([x(), y()], |[x, y]| vec![nn::huber_loss(x, y, 0.9)]),
        record("nn::log_cosh").smooth([x(), y()], |[x, y]| vec![nn::log_cosh(x, y)]),
        record("nn::hinge_loss").smooth([x(), y()], |[x, y]| vec![nn::hinge_loss(x, y + 0.1)]),
        record("nn::softmax_cross_entropy")
            .smooth([x()], |[x]| {
                vec![nn::softmax_cross_entropy(x, [0.25, 0.75, 0.0])]
            })
            .smooth([x(), array([[0.25, 0.5, 0.25]])], |[x, y]| {
                vec![nn::softmax_cross_entropy(x, y)]
            }),
        record("nn::softmax_cross_entropy_with_integer_labels")
            .smooth([x(), array([1i64, 2])], |[x, labels]| {
                vec![nn::softmax_cross_entropy_with_integer_labels(x, labels)]
            })
            .smooth([x()], |[x]| {
                vec![nn::softmax_cross_entropy_with_integer_labels(x, [0, 1])]
            }),
        record("nn::sigmoid_binary_cross_entropy").smooth([x(), y()], |[x, y]| {
            vec![nn::sigmoid_binary_cross_entropy(x, y)]
        }),
    ]
}

fn attention() -> Vec<Record> {
    let x = |shape: [usize; 4], speed: f64| {
        let n: usize = shape.iter().product();
        np::sin(np::arange(n as i64) * speed).reshape(shape.map(|n| n as isize))
    };
    let [q, k, v] = [
        x([2, 2, 2, 2], 1.3),
        x([2, 3, 1, 2], 0.7),
        x([2, 3, 1, 2], 2.9),
    ];
    let inputs = [q, k, v];
    let x = || array([[0.25, 0.5, 2.5], [0.75, 4.0, 1.5]]);
    vec![
        record("nn::dot_product_attention").smooth(inputs.clone(), |[q, k, v]| {
            vec![nn::dot_product_attention(q, k, v)]
        }),
        record("nn::dot_product_attention_with")
            .smooth(inputs.clone(), |[q, k, v]| {
                let options = nn::DotProductAttention {
                    is_causal: true,
                    scale: Some(0.5),
                    query_seq_lengths: Some(array([2i64, 1])),
                    key_value_seq_lengths: Some(array([1i64, 3])),
                    ..nn::DotProductAttention::default()
                };
                vec![nn::dot_product_attention_with(q, k, v, &options)]
            })
            .smooth(
                [inputs[0].clone(), array([[0.5, 1.0, -0.5]])],
                |[q, bias]| {
                    let options = nn::DotProductAttention {
                        bias: Some(bias.clone()),
                        mask: Some(array([[true, true, false], [true, true, true]])),
                        local_window_size: Some([1, 1]),
                        ..nn::DotProductAttention::default()
                    };
                    let keys = np::ones([2, 3, 2, 2]) * 0.5;
                    vec![nn::dot_product_attention_with(
                        q,
                        &keys,
                        &keys + 1.0,
                        &options,
                    )]
                },
            ),
        record("nn::log1mexp")
            .smooth([x()], |[x]| vec![nn::log1mexp(x)])
            .discrete([array([0.0, f64::NAN, f64::INFINITY])], |[x]| {
                vec![nn::log1mexp(x)]
            }),
        record("nn::logmeanexp")
            .smooth([x()], |[x]| {
                vec![nn::logmeanexp(x, ..), nn::logmeanexp(x, 1)]
            })
            .smooth([x()], |[x]| {
                vec![nn::logmeanexp(
                    x,
                    axis(1).keepdims().where_([true, false, true]),
                )]
            }),
        #[cfg(feature = "linalg")]
        record("nn::orthogonal").discrete([np::random::key(3)], |[key]| {
            vec![
                nn::orthogonal(key, [2, 3]),
                nn::orthogonal(key, ([2, 3, 4], F32)),
            ]
        }),
        #[cfg(feature = "linalg")]
        record("nn::orthogonal_with").discrete([np::random::key(3)], |[key]| {
            let options = nn::Orthogonal {
                scale: 2.0,
                column_axis: 0,
            };
            vec![nn::orthogonal_with(key, [2, 3], options)]
        }),
        #[cfg(feature = "linalg")]
        record("nn::delta_orthogonal").discrete([np::random::key(3)], |[key]| {
            vec![nn::delta_orthogonal(key, [2, 2, 3])]
        }),
        #[cfg(feature = "linalg")]
        record("nn::delta_orthogonal_with").discrete([np::random::key(3)], |[key]| {
            vec![nn::delta_orthogonal_with(
                key,
                [2, 3, 2, 3],
                nn::Orthogonal::default(),
            )]
        }),
    ]
}
