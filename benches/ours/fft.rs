//! Fourier transforms: single ones, batches along the last axis and along the first, complex and real.

use super::{Case, Group, random};
use numtape::np::fft::{self, Along};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    ("fft/1024 c64", |group| {
        complex(group, [1, 1024], DType::C64, -1);
    }),
    ("fft/1024 c128", |group| {
        complex(group, [1, 1024], DType::C128, -1);
    }),
    ("fft/100000 c128", |group| {
        complex(group, [1, 100_000], DType::C128, -1);
    }),
    ("fft/1048576 c64", |group| {
        complex(group, [1, 1 << 20], DType::C64, -1);
    }),
    ("fft/256 of 1024 c64", |group| {
        complex(group, [256, 1024], DType::C64, -1);
    }),
    ("fft/256 of 1024 c64, first axis", |group| {
        complex(group, [1024, 256], DType::C64, 0);
    }),
    ("fft/256 of 1024 f32", real),
    ("fft/256 of 1024 f32, back", hermitian),
];

fn complex(group: &mut Group, shape: [usize; 2], dtype: DType, axis: isize) {
    let x = random(shape, 1).astype(dtype);
    let options = Along {
        axis,
        ..Along::default()
    };
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| fft::fft_with(black_box(&x), options));
    });
}

fn real(group: &mut Group) {
    let x = random([256, 1024], 1);
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| fft::rfft(black_box(&x)));
    });
}

fn hermitian(group: &mut Group) {
    let x = fft::rfft(random([256, 1024], 1));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| fft::irfft(black_box(&x)));
    });
}
