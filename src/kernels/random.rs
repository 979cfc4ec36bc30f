//! Random bits and derived keys over arrays of keys.
//!
//! The streams are those of [`super::threefry`]; here they are laid over arrays and threads. Element `i` of
//! a key's stream is the same wherever it is computed.

use super::copy::contiguous;
use super::loops::parallel_for;
use super::shared::Shared;
use super::threefry::{self, Key};
use crate::array::value::Dense;
use crate::dtype::DType;

/// Elements that one task draws at least.
const GRAIN: usize = 1 << 13;

/// Each key's stream of 32 or 64-bit words fills its equal part of `out`.
pub(crate) fn bits(keys: &Dense, out: &mut Dense) {
    if out.len() == 0 {
        return;
    }
    let keys = read_keys(keys);
    let per_key = out.len() / keys.len();
    let wide = out.dtype() == DType::U64;
    let item = out.dtype().item_size() as isize;
    let target = Shared(out.as_mut_ptr());
    parallel_for(out.len(), GRAIN, &|range| {
        let mut at = range.start;
        while at < range.end {
            let (key, start) = (keys[at / per_key], at % per_key);
            let count = (per_key - start).min(range.end - at);
            let target = target.at(at as isize * item);
            // SAFETY: elements `at..at + count` are inside the output and belong to this task alone; they
            // are plain integers in storage that may hold any bytes.
            unsafe {
                if wide {
                    threefry::random_bits_u64(
                        key,
                        start as u64,
                        std::slice::from_raw_parts_mut(target.cast(), count),
                    );
                } else {
                    threefry::random_bits_u32(
                        key,
                        start as u64,
                        std::slice::from_raw_parts_mut(target.cast(), count),
                    );
                }
            }
            at += count;
        }
    });
}

/// The children of each key, as many as the axis before the last of `out` has.
pub(crate) fn split(keys: &Dense, start: u32, out: &mut Dense) {
    let count = out.shape()[out.ndim() - 2];
    let children: Vec<Key> = read_keys(keys)
        .into_iter()
        .flat_map(|key| threefry::split_from(key, start, count as u32))
        .collect();
    write_keys(&children, out);
}

/// Each key with its number folded in.
pub(crate) fn fold_in(keys: &Dense, data: &Dense, out: &mut Dense) {
    let data = contiguous(data);
    // SAFETY: `infer` has checked the dtype, and the view is in C order.
    let data = unsafe { std::slice::from_raw_parts(data.as_ptr().cast::<u32>(), data.len()) };
    let folded: Vec<Key> = read_keys(keys)
        .into_iter()
        .zip(data)
        .map(|(key, &data)| threefry::fold_in(key, data))
        .collect();
    write_keys(&folded, out);
}

fn read_keys(keys: &Dense) -> Vec<Key> {
    let keys = contiguous(keys);
    // SAFETY: `infer` has checked that these are u32 in pairs, and the view is in C order.
    unsafe { std::slice::from_raw_parts(keys.as_ptr().cast::<Key>(), keys.len() / 2) }.to_vec()
}

fn write_keys(keys: &[Key], out: &mut Dense) {
    debug_assert_eq!(out.len(), keys.len() * 2);
    // SAFETY: the output has room for all keys and nobody else sees it yet.
    unsafe {
        out.as_mut_ptr()
            .cast::<Key>()
            .copy_from_nonoverlapping(keys.as_ptr(), keys.len());
    };
}

#[cfg(test)]
mod tests {
    use crate::DType;
    use crate::array::Array;
    use crate::kernels::threefry::threefry2x32;
    use crate::np::{self, random};

    fn f64s(x: &Array) -> Vec<f64> {
        x.astype(DType::F64).to_vec::<f64>().unwrap()
    }

    #[test]
    fn bits_are_those_of_the_generator() {
        let key = random::key(0x0000_0003_0000_0005);
        let bits = random::bits(&key, [4], DType::U32).to_vec::<u32>().unwrap();
        let blocks = [threefry2x32([3, 5], [0, 0]), threefry2x32([3, 5], [0, 1])];
        assert_eq!(bits, blocks.concat());
        // Long streams are drawn in parallel; any prefix is the same.
        let long = random::bits(&key, [100_000], DType::U64)
            .to_vec::<u64>()
            .unwrap();
        let short = random::bits(&key, [777], DType::U64)
            .to_vec::<u64>()
            .unwrap();
        assert_eq!(long[..777], short);
    }

    #[test]
    fn a_batch_of_keys_is_as_many_streams() {
        let keys = random::split(&random::key(1), 3);
        let rows = random::bits(&keys, [5], DType::U32)
            .to_vec::<u32>()
            .unwrap();
        let flat = keys.to_vec::<u32>().unwrap();
        for row in 0..3 {
            let key = Array::from_vec(flat[2 * row..2 * row + 2].to_vec());
            assert_eq!(
                rows[5 * row..5 * row + 5],
                random::bits(&key, [5], DType::U32).to_vec::<u32>().unwrap()
            );
        }
    }

    #[test]
    fn uniform_numbers_fill_the_interval_evenly() {
        for dtype in [DType::F64, DType::F32, DType::F16, DType::BF16] {
            let x = f64s(&random::uniform(&random::key(2), ([20_000], dtype)));
            assert!(x.iter().all(|x| (0.0..1.0).contains(x)));
            let mut counts = [0f64; 16];
            for x in &x {
                counts[(x * 16.0) as usize] += 1.0;
            }
            let chi2: f64 = counts
                .iter()
                .map(|count| (count - 1250.0).powi(2) / 1250.0)
                .sum();
            // 15 degrees of freedom: above 45 with probability 1e-4.
            assert!(chi2 < 45.0, "{dtype}: {chi2}");
        }
    }

    #[test]
    fn distributions_have_their_moments() {
        let key = random::key(3);
        let check = |x: Array, mean: f64, variance: f64| {
            let x = f64s(&x);
            let n = x.len() as f64;
            let found = x.iter().sum::<f64>() / n;
            let spread = x.iter().map(|x| (x - found).powi(2)).sum::<f64>() / n;
            assert!(
                (found - mean).abs() < 5.0 * (variance / n).sqrt(),
                "mean {found}, not {mean}"
            );
            assert!(
                (spread / variance - 1.0).abs() < 0.1,
                "variance {spread}, not {variance}"
            );
        };
        for dtype in [DType::F64, DType::F32, DType::F16] {
            check(random::normal(&key, ([20_000], dtype)), 0.0, 1.0);
        }
        check(random::exponential(&key, [20_000]), 1.0, 1.0);
        check(
            random::gumbel(&key, [20_000]),
            0.577_215_664_9,
            1.644_934_066_8,
        );
        check(random::randint(&key, -3, 4, [20_000]), 0.0, 4.0);
        check(random::bernoulli(&key, 0.25, [20_000]), 0.25, 0.1875);
        check(
            random::uniform_between(&key, 2.0, 4.0, [20_000]),
            3.0,
            1.0 / 3.0,
        );
        // Truncated to (-1, 2): moments of the doubly truncated normal.
        check(
            random::truncated_normal(&key, -1.0, 2.0, [20_000]),
            0.229_637,
            0.519_776,
        );
    }

    #[test]
    fn permutations_and_extreme_ranges() {
        let x = random::permutation(&random::key(4), 1000);
        assert_ne!(x.to_vec::<i64>().unwrap(), (0..1000).collect::<Vec<i64>>());
        assert_eq!(
            np::sort(&x, 0).to_vec::<i64>().unwrap(),
            (0..1000).collect::<Vec<i64>>()
        );
        let wide = random::randint(&random::key(5), i64::MIN, i64::MAX, [100])
            .to_vec::<i64>()
            .unwrap();
        assert!(wide.iter().any(|&x| x < 0) && wide.iter().any(|&x| x > 0));
        assert!(
            crate::try_run(|| random::randint(&random::key(5), 0, 300, ([2], DType::U8))).is_err()
        );
        assert!(crate::try_run(|| random::uniform(&np::zeros([2]), [3])).is_err());
    }
}
