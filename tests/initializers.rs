//! Starting values of weights: their moments, bounds and orthogonality, with every option.

use numtape::nn::{self, Distribution, Fan, VarianceScaling};
use numtape::prelude::*;

fn number(x: Array) -> f64 {
    x.item::<f64>().unwrap()
}

#[test]
fn variances_are_the_scale_over_the_fan() {
    let key = np::random::key(8);
    // 3 inputs, 40 outputs and a window of 20; or, with axis 2 apart, a window of 4.
    let shape = [4, 5, 3, 40];
    for distribution in [
        Distribution::TruncatedNormal,
        Distribution::Normal,
        Distribution::Uniform,
    ] {
        for (mode, fan, apart) in [
            (Fan::In, 60.0, 12.0),
            (Fan::Out, 800.0, 160.0),
            (Fan::Average, 430.0, 86.0),
            (Fan::GeometricAverage, 48000f64.sqrt(), 1920f64.sqrt()),
        ] {
            let options = VarianceScaling {
                scale: 2.5,
                mode,
                distribution,
                ..VarianceScaling::default()
            };
            let with_batch = VarianceScaling {
                batch_axis: vec![1],
                ..options.clone()
            };
            for (options, fan) in [(options, fan), (with_batch, apart)] {
                let w = nn::variance_scaling(&key, shape, &options);
                let variance = number(np::mean(np::square(&w), ..));
                let wanted = 2.5 / fan;
                // Three standard deviations of the estimate from 2400 draws.
                assert!(
                    (variance / wanted - 1.0).abs() < 0.09,
                    "{options:?}: {variance} {wanted}"
                );
                assert!(number(np::mean(&w, ..)).abs() < 3.0 * (wanted / 2400.0).sqrt());
                let bound = match distribution {
                    Distribution::Uniform => 3f64.sqrt(),
                    Distribution::TruncatedNormal => 2.28,
                    Distribution::Normal => 5.0,
                };
                assert!(number(np::max(np::abs(&w), ..)) <= bound * wanted.sqrt());
            }
        }
    }
    let swapped = VarianceScaling {
        in_axis: vec![-1],
        out_axis: vec![0, 1],
        ..VarianceScaling::default()
    };
    let w = nn::variance_scaling(&key, ([10, 10, 300], F32), &swapped);
    assert!((number(np::var(&w, ..).astype(F64)) * 300.0 - 1.0).abs() < 0.05);
}

#[test]
fn named_initializers_are_cases() {
    let key = np::random::key(5);
    let uniform = VarianceScaling {
        scale: 1.0,
        mode: Fan::Average,
        distribution: Distribution::Uniform,
        ..VarianceScaling::default()
    };
    let normal = VarianceScaling {
        scale: 2.0,
        ..VarianceScaling::default()
    };
    let [a, b] = [
        nn::glorot_uniform(&key, [6, 5]),
        nn::variance_scaling(&key, [6, 5], &uniform),
    ];
    assert!(np::array_equal(a, b));
    let [a, b] = [
        nn::he_normal(&key, [6, 5]),
        nn::variance_scaling(&key, [6, 5], &normal),
    ];
    assert!(np::array_equal(a, b));
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let key = np::random::key(1);
    assert!(try_run(|| nn::glorot_normal(&key, [4])).is_err());
    let options = VarianceScaling {
        in_axis: vec![3],
        ..VarianceScaling::default()
    };
    assert!(try_run(|| nn::variance_scaling(&key, [2, 2], &options)).is_err());
    assert_eq!(nn::lecun_normal(&key, [0, 3]).shape(), [0, 3]);
}

#[cfg(feature = "linalg")]
#[test]
fn rows_or_columns_are_orthonormal() {
    let key = np::random::key(2);
    for (shape, axis) in [
        ([4, 6, 3], -1),
        ([2, 2, 7], -1),
        ([5, 2, 3], 0),
        ([3, 8, 4], 1),
    ] {
        let w = nn::orthogonal_with(
            &key,
            shape,
            nn::Orthogonal {
                scale: 2.0,
                column_axis: axis,
            },
        );
        assert_eq!(w.shape(), shape);
        let columns = np::moveaxis(&w, axis, -1);
        let columns = columns.reshape([-1, columns.shape()[2] as isize]);
        let gram = if columns.shape()[0] < columns.shape()[1] {
            columns.matmul(columns.t())
        } else {
            columns.t().matmul(&columns)
        };
        assert!(
            np::allclose(&gram, np::eye([gram.shape()[0]; 2]) * 4.0),
            "{gram}"
        );
    }
    for shape in [&[3, 2, 4][..], &[4, 3, 2, 2], &[1, 2, 3, 2, 5]] {
        let w = nn::delta_orthogonal(&key, (shape, F32)).astype(F64);
        assert_eq!(w.shape(), shape);
        let window: Vec<isize> = (0..shape.len() as isize - 2).collect();
        let centre = np::sum(&w, window.as_slice());
        let [inputs, outputs] = [shape[shape.len() - 2], shape[shape.len() - 1]];
        let gram = centre.matmul(centre.t());
        let off = np::max(np::abs(gram - np::eye([inputs, inputs])), ..);
        assert!(number(off) < 1e-6);
        assert_eq!(
            number(np::count_nonzero(&w, ..).astype(F64)) as usize,
            inputs * outputs
        );
    }
    for shape in [&[3, 3][..], &[2, 4, 3], &[1, 1, 1, 1, 2, 2]] {
        assert!(try_run(|| nn::delta_orthogonal(&key, shape)).is_err());
    }
    assert!(try_run(|| nn::orthogonal(&key, [3])).is_err());
}
