//! Distributions, as functions of their parameters at a fixed key. Draws by rejection have derivatives at a
//! fixed quantile, which finite differences cannot see: `tests/random` checks them.

use crate::record::{Record, record};
use numtape::prelude::*;

fn key() -> Array {
    np::random::key(17)
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = closed_forms();
    records.extend(gamma_family());
    records.extend(counts());
    records.extend(picks());
    records
}

fn row() -> Array {
    array([0.5, 1.25, 3.0])
}

fn column() -> Array {
    array([[0.75], [2.0]])
}

#[cfg(feature = "linalg")]
fn covariance() -> Array {
    array([[2.0, 0.5, -0.25], [0.5, 1.5, 0.75], [-0.25, 0.75, 3.0]])
}

/// Smooth in their parameters.
fn closed_forms() -> Vec<Record> {
    use np::random as r;
    vec![
        record("random::uniform_between")
            .smooth([row(), column()], |[a, b]| {
                vec![r::uniform_between(&key(), a, b, ..)]
            })
            .smooth([row()], |[a]| {
                vec![r::uniform_between(&key(), -1.0, a, [2, 3])]
            }),
        record("random::truncated_normal")
            .smooth([array([-1.0, -0.5]), array([0.75, 2.0])], |[a, b]| {
                vec![r::truncated_normal(&key(), a, b, [3, 2])]
            }),
        #[cfg(feature = "linalg")]
        record("random::multivariate_normal")
            .smooth([row(), covariance()], |[m, c]| {
                vec![r::multivariate_normal(&key(), m, c, 4)]
            })
            .smooth(
                [column().i(s![.., 0]), covariance().i(s![..2, ..2])],
                |[m, c]| vec![r::multivariate_normal(&key(), m, c, ..)],
            ),
        record("random::double_sided_maxwell").smooth([row(), column()], |[loc, scale]| {
            vec![r::double_sided_maxwell(&key(), loc, scale, ..)]
        }),
        record("random::vonmises").smooth([row()], |[mu]| vec![r::vonmises(&key(), mu, 2.0, ..)]),
        record("random::noncentral_chisquare").smooth([row()], |[nonc]| {
            vec![r::noncentral_chisquare(&key(), 3.0, nonc, ..)]
        }),
        record("random::lognormal").smooth([row()], |[a]| vec![r::lognormal(&key(), a, [2, 3])]),
        record("random::pareto").smooth([row()], |[a]| vec![r::pareto(&key(), a, ..)]),
        record("random::weibull_min").smooth([row(), column()], |[a, b]| {
            vec![r::weibull_min(&key(), a, b, ..)]
        }),
        record("random::rayleigh").smooth([row()], |[a]| vec![r::rayleigh(&key(), a, ..)]),
        record("random::triangular").smooth(
            [array([0.0, -1.0]), array([0.25, 1.0]), array([1.0, 3.0])],
            |[a, b, c]| vec![r::triangular(&key(), a, b, c, [3, 2])],
        ),
        // A tie with a bound: the side that is not taken must not leak an infinite derivative.
        record("random::triangular").smooth([array(2.0)], |[c]| {
            vec![r::triangular(&key(), 0.0, 0.0, c, 4)]
        }),
        record("random::normal").smooth([row(), column()], |[loc, scale]| {
            vec![r::normal(&key(), ([2, 3], loc.dtype())) * scale + loc]
        }),
        record("random::Generator::normal")
            .smooth([row(), column()], |[loc, scale]| {
                vec![r::default_rng(3).normal(loc, scale, ..)]
            })
            .skip(
                crate::record::Check::Batching,
                "a generator draws anew for every example",
            ),
    ]
}

/// Differentiable at a fixed quantile.
fn gamma_family() -> Vec<Record> {
    use np::random as r;
    vec![
        record("random::gamma")
            .discrete([row()], |[a]| vec![r::gamma(&key(), a, ..)])
            .discrete([column()], |[a]| vec![r::gamma(&key(), a, [2, 3])]),
        record("random::loggamma").discrete([row()], |[a]| vec![r::loggamma(&key(), a, ..)]),
        record("random::chisquare").discrete([row()], |[a]| vec![r::chisquare(&key(), a, ..)]),
        record("random::f").discrete([row(), column()], |[a, b]| vec![r::f(&key(), a, b, ..)]),
        record("random::student_t").discrete([row()], |[a]| vec![r::student_t(&key(), a, ..)]),
        record("random::beta")
            .discrete([row(), column()], |[a, b]| vec![r::beta(&key(), a, b, ..)]),
        record("random::dirichlet")
            .discrete([row()], |[a]| vec![r::dirichlet(&key(), a, [2])])
            .discrete([column()], |[a]| vec![r::dirichlet(&key(), a, ..)]),
        record("random::generalized_normal")
            .discrete([row()], |[a]| vec![r::generalized_normal(&key(), a, ..)]),
        record("random::noncentral_chisquare").discrete([row(), column()], |[df, nonc]| {
            vec![r::noncentral_chisquare(&key(), df, nonc, ..)]
        }),
        record("random::noncentral_f").discrete([row(), column()], |[num, den]| {
            vec![r::noncentral_f(&key(), num, den, 2.0, ..)]
        }),
        record("random::vonmises").discrete([column()], |[kappa]| {
            vec![r::vonmises(&key(), 3.0, kappa, [2, 3])]
        }),
        record("random::wald").discrete([row()], |[a]| vec![r::wald(&key(), a, ..)]),
    ]
}

fn counts() -> Vec<Record> {
    use np::random as r;
    let p = || array([0.125, 0.5, 0.9]);
    vec![
        record("random::poisson")
            .discrete([row() * 8.0], |[a]| vec![r::poisson(&key(), a, [2, 3])]),
        record("random::binomial").discrete([column() * 20.0, p()], |[n, p]| {
            vec![r::binomial(&key(), n, p, ..)]
        }),
        record("random::hypergeometric")
            .discrete([column() * 20.0, row() * 10.0], |[good, bad]| {
                vec![r::hypergeometric(&key(), good, bad, 11, ..)]
            }),
        record("random::geometric").discrete([p()], |[p]| vec![r::geometric(&key(), p, ..)]),
        record("random::negative_binomial").discrete([column(), p()], |[n, p]| {
            vec![r::negative_binomial(&key(), n, p, ..)]
        }),
        record("random::multinomial")
            .discrete([column(), p()], |[n, p]| {
                vec![r::multinomial(&key(), n * 9.0, p, ..)]
            })
            .discrete([p()], |[p]| vec![r::multinomial(&key(), 30, p, 2)]),
        record("random::multivariate_hypergeometric").discrete([row()], |[colors]| {
            vec![r::multivariate_hypergeometric(
                &key(),
                np::floor(colors * 8.0),
                7,
                2,
            )]
        }),
        record("random::logseries").discrete([p()], |[p]| vec![r::logseries(&key(), p, [2, 3])]),
        record("random::zipf").discrete([row() + 1.0], |[a]| vec![r::zipf(&key(), a, ..)]),
        record("random::bernoulli").discrete([p()], |[p]| vec![r::bernoulli(&key(), p, [2, 3])]),
        record("random::randint").discrete([array([1, 5]), array([4, 9])], |[a, b]| {
            vec![r::randint(&key(), a, b, ..)]
        }),
    ]
}

fn picks() -> Vec<Record> {
    use np::random as r;
    let x = || array([[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]]);
    let take = |replace, p| r::Choice {
        replace,
        p,
        axis: 0,
    };
    vec![
        record("random::permutation")
            .smooth([x()], |[x]| vec![r::permutation(&key(), x)])
            .smooth([x()], |[x]| {
                vec![r::permutation_with(
                    &key(),
                    x,
                    r::Permutation {
                        axis: 1,
                        independent: true,
                    },
                )]
            }),
        record("random::choice")
            .smooth([x()], |[x]| vec![r::choice(&key(), x, [2, 2])])
            .smooth([x()], move |[x]| {
                vec![r::choice_with(&key(), x, 2, take(false, None))]
            }),
        record("random::choice_with").discrete([x(), array([0.25, 0.75])], move |[x, p]| {
            vec![
                r::choice_with(&key(), x, 4, take(true, Some(p.clone()))),
                r::choice_with(&key(), x, 2, take(false, Some(p.clone()))),
            ]
        }),
        record("random::categorical").discrete([x()], |[x]| {
            let options = r::Categorical {
                axis: 0,
                shape: Some([4, 3].into()),
            };
            vec![
                r::categorical(&key(), x),
                r::categorical_with(&key(), x, options),
            ]
        }),
    ]
}
