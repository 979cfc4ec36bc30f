//! Sorting of lines against the standard library: every element type, instruction set and length around those of vectors and
//! blocks, and values that are hard to order.

use super::keys::Item;
use super::level::{Plan, Sortable};
use super::lines::{order_pairs, sort_pairs};
use super::order::{order_complex, order_line};
use super::parting::{part_line, part_order, pick_line};
use super::search::{Line, Rank, keep_first, search_line};
use super::values::sort_line;
use crate::kernels::simd::available;
use crate::testing::Samples;
use half::{bf16, f16};
use num_complex::Complex;
use std::cmp::Ordering;

const LENGTHS: &[usize] = &[
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 300, 700,
    1023, 1024, 5000,
];

fn plans() -> impl Iterator<Item = Plan> {
    available().iter().map(|&set| Plan {
        set,
        ..Plan::new(false)
    })
}

/// Sorts by value and by position with every set, and compares with a stable sort.
fn check<T: Item<Key: Sortable>>(
    values: &[T],
    order: impl Fn(&T, &T) -> Ordering,
    bits: impl Fn(T) -> u64,
) {
    let n = values.len();
    let mut expected: Vec<i64> = (0..n as i64).collect();
    expected.sort_by(|&i, &j| order(&values[i as usize], &values[j as usize]));
    let expected_bits: Vec<u64> = expected.iter().map(|&i| bits(values[i as usize])).collect();
    for plan in plans() {
        let mut sorted = values.to_vec();
        // SAFETY: both are as long as the values, and the machine has the set.
        unsafe { sort_line(values.as_ptr(), sorted.as_mut_ptr(), n, plan) };
        let sorted: Vec<u64> = sorted.into_iter().map(&bits).collect();
        assert_eq!(
            sorted,
            expected_bits,
            "{} {n} {plan:?}",
            std::any::type_name::<T>()
        );
        let mut positions = vec![0; n];
        // SAFETY: as above.
        unsafe { order_line(values.as_ptr(), positions.as_mut_ptr(), n, plan) };
        assert_eq!(
            positions,
            expected,
            "{} {n} {plan:?}",
            std::any::type_name::<T>()
        );
        for at in wanted_positions(n) {
            check_parting(values, &at, (&order, &bits), &sorted, plan);
        }
    }
}

/// Positions at which lines of a length are divided.
fn wanted_positions(n: usize) -> Vec<Vec<usize>> {
    let all = [
        vec![n / 2],
        vec![0],
        vec![n.wrapping_sub(1)],
        vec![n / 3, n / 3 + 1],
        vec![0, n / 4, n / 2, n.wrapping_sub(2)],
        (0..20).map(|i| i * n / 20).collect(),
    ];
    let increases = |at: &Vec<usize>| at.windows(2).all(|pair| pair[0] < pair[1]);
    all.into_iter()
        .filter(|at| increases(at) && at.iter().all(|&position| position < n))
        .collect()
}

/// Picks the elements at some positions and divides a line there, and compares with the bits of the sorted line.
fn check_parting<T: Item<Key: Sortable>>(
    values: &[T],
    at: &[usize],
    (order, bits): (&impl Fn(&T, &T) -> Ordering, &impl Fn(T) -> u64),
    sorted: &[u64],
    plan: Plan,
) {
    let n = values.len();
    let mut picked = vec![values[0]; at.len()];
    let mut parted = values.to_vec();
    let mut positions = vec![-1; n];
    // SAFETY: all are as long as the values or the positions, and the machine has the set.
    unsafe {
        pick_line(values.as_ptr(), picked.as_mut_ptr(), n, at, plan);
        part_line(values.as_ptr(), parted.as_mut_ptr(), n, at, plan);
        part_order(values.as_ptr(), positions.as_mut_ptr(), n, at, plan);
    }
    let text = || format!("{} {n} {at:?} {plan:?}", std::any::type_name::<T>());
    if values.iter().any(|x| x.is_nan()) {
        assert!(picked.iter().all(|x| x.is_nan()), "{}", text());
    } else {
        let expected: Vec<u64> = at.iter().map(|&position| sorted[position]).collect();
        let picked: Vec<u64> = picked.into_iter().map(bits).collect();
        assert_eq!(picked, expected, "{}", text());
    }
    // The positions are all there once, and say where the elements come from (but for what is sorted instead).
    let mut is_there = vec![false; n];
    let mut order_of_both = true;
    for (x, &position) in parted.iter().zip(&positions) {
        let y = values[position as usize];
        assert!(!std::mem::replace(&mut is_there[position as usize], true));
        order_of_both &= bits(*x) == bits(y);
    }
    assert!(order_of_both || size_of::<T>() == 1, "{}", text());
    let mut everything: Vec<u64> = parted.iter().map(|&x| bits(x)).collect();
    let mut all = sorted.to_vec();
    everything.sort_unstable();
    all.sort_unstable();
    assert_eq!(everything, all, "{}", text());
    for &position in at {
        let (before, after) = parted.split_at(position);
        let pivot = &after[0];
        assert!(before.iter().all(|x| order(x, pivot).is_le()), "{}", text());
        assert!(after.iter().all(|x| order(x, pivot).is_ge()), "{}", text());
    }
}

/// Bits for elements: at random, few different ones, increasing, decreasing, the extremes, mostly equal.
fn bit_patterns(n: usize, samples: &mut Samples) -> Vec<Vec<u64>> {
    let mut draw = |most: i64| samples.integer(0, most) as u64;
    let random: Vec<u64> = (0..n)
        .map(|_| draw(1 << 32) << 32 | draw(1 << 32))
        .collect();
    let few = (0..n).map(|_| draw(5)).collect();
    let extremes = (0..n)
        .map(|i| [0, u64::MAX, 1 << 63, !(1 << 63)][i % 4] >> (i % 3))
        .collect();
    let mostly = (0..n)
        .map(|i| if i % 37 == 5 { random[i] } else { 7 })
        .collect();
    let low_bits = (0..n).map(|_| 1 << 62 | draw(1 << 20)).collect();
    // High bits in common by groups, which are longer than what is put in order by comparing.
    let groups = (0..n)
        .map(|i| (i as u64 % 3) << 60 | draw(1 << 18))
        .collect();
    let up: Vec<u64> = (0..n as u64).collect();
    let down = up.iter().rev().copied().collect();
    vec![random, few, extremes, mostly, low_bits, groups, up, down]
}

macro_rules! integers {
    ($($name:ident: $t:ty;)*) => {$(
        #[test]
        fn $name() {
            let mut samples = Samples::new(11);
            for &n in LENGTHS {
                for bits in bit_patterns(n, &mut samples) {
                    // The upper bits too.
                    let shift = 64 - <$t>::BITS;
                    let high: Vec<$t> = bits.iter().map(|&b| (b >> shift) as $t).collect();
                    check(&high, Ord::cmp, |x| x as u64);
                    let low: Vec<$t> = bits.iter().map(|&b| b as $t).collect();
                    check(&low, Ord::cmp, |x| x as u64);
                }
            }
        }
    )*};
}
integers! {
    orders_u8: u8; orders_i8: i8; orders_u16: u16; orders_i16: i16;
    orders_u32: u32; orders_i32: i32; orders_u64: u64; orders_i64: i64;
}

macro_rules! floats {
    ($($name:ident: $t:ty, $bits:ty, $exponent:literal;)*) => {$(
        #[test]
        fn $name() {
            let mut samples = Samples::new(12);
            let order = |x: &$t, y: &$t| {
                x.partial_cmp(y).unwrap_or_else(|| x.is_nan().cmp(&y.is_nan()))
            };
            for &n in LENGTHS {
                for bits in bit_patterns(n, &mut samples) {
                    let shift = 64 - <$bits>::BITS;
                    // With NaNs of all payloads, with zeros of both signs, and neither.
                    let any: Vec<$t> =
                        bits.iter().map(|&b| <$t>::from_bits((b >> shift) as $bits)).collect();
                    check(&any, order, |x| x.to_bits() as u64);
                    let finite = |b: u64| (b as $bits) & !(1 << $exponent);
                    let low: Vec<$t> = bits.iter().map(|&b| <$t>::from_bits(finite(b))).collect();
                    check(&low, order, |x| x.to_bits() as u64);
                    let sign = 1 << (<$bits>::BITS - 1);
                    let zeros: Vec<$t> = bits
                        .iter()
                        .map(|&b| <$t>::from_bits(if b % 3 == 0 { finite(b) } else { b as $bits & sign }))
                        .collect();
                    check(&zeros, order, |x| x.to_bits() as u64);
                }
            }
        }
    )*};
}
floats! {
    orders_f16: f16, u16, 12;
    orders_bf16: bf16, u16, 9;
    orders_f32: f32, u32, 25;
    orders_f64: f64, u64, 55;
}

#[test]
fn long_lines_of_narrow_elements_are_counted() {
    let mut samples = Samples::new(13);
    let n = 40_000;
    let bits: Vec<u16> = (0..n).map(|_| samples.integer(0, 1 << 16) as u16).collect();
    check(&bits, Ord::cmp, u64::from);
    let signed: Vec<i16> = bits.iter().map(|&b| b as i16).collect();
    check(&signed, Ord::cmp, |x| x as u64);
    let halves: Vec<f16> = bits.iter().map(|&b| f16::from_bits(b & 0xf00f)).collect();
    let order = |x: &f16, y: &f16| {
        x.partial_cmp(y)
            .unwrap_or_else(|| x.is_nan().cmp(&y.is_nan()))
    };
    check(&halves, order, |x| x.to_bits().into());
}

/// Long lines, whose positions are enclosed by a sample: of many values, of few, in order, and such that the sample
/// misleads.
#[test]
fn long_lines_are_divided() {
    let mut samples = Samples::new(18);
    let n = 40_000;
    let random: Vec<i64> = (0..n).map(|_| samples.integer(-1 << 60, 1 << 60)).collect();
    let few = (0..n).map(|_| samples.integer(0, 3)).collect();
    let up = (0..n as i64).collect();
    let step = n / 2048;
    let mut misleading = random.clone();
    for i in 0..2048 {
        misleading[i * step + ((((i * 0x9e37) & 0xffff) * step) >> 16)] = i64::MAX - i as i64;
    }
    for values in [random, few, up, vec![5; n], misleading] {
        let narrow: Vec<f32> = values.iter().map(|&x| (x >> 40) as f32 * 0.5).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let mut sorted_narrow = narrow.clone();
        sorted_narrow.sort_by(f32::total_cmp);
        let sorted: Vec<u64> = sorted.into_iter().map(|x| x as u64).collect();
        let sorted_narrow: Vec<u64> = sorted_narrow
            .into_iter()
            .map(|x| x.to_bits().into())
            .collect();
        for plan in plans() {
            for at in wanted_positions(n) {
                let bits = |x: i64| x as u64;
                check_parting(&values, &at, (&i64::cmp, &bits), &sorted, plan);
                let bits = |x: f32| u64::from(x.to_bits());
                check_parting(&narrow, &at, (&f32::total_cmp, &bits), &sorted_narrow, plan);
            }
        }
    }
}

#[test]
fn threads_share_long_lines() {
    let mut samples = Samples::new(14);
    for most in [3, 1 << 31] {
        let values: Vec<f32> = (0..300_000)
            .map(|_| (samples.integer(-most, most) * 3) as f32)
            .collect();
        let mut expected = values.clone();
        expected.sort_by(f32::total_cmp);
        let mut order: Vec<i64> = (0..values.len() as i64).collect();
        order.sort_by(|&i, &j| values[i as usize].total_cmp(&values[j as usize]));
        for plan in plans() {
            let plan = Plan {
                splits: true,
                ..plan
            };
            let mut sorted = values.clone();
            let mut positions = vec![0; values.len()];
            // SAFETY: all have as many elements, and the machine has the set.
            unsafe {
                sort_line(values.as_ptr(), sorted.as_mut_ptr(), values.len(), plan);
                order_line(values.as_ptr(), positions.as_mut_ptr(), values.len(), plan);
            }
            assert!(sorted == expected, "{plan:?}");
            assert!(positions == order, "{plan:?}");
        }
    }
}

#[test]
fn complex_numbers_are_ordered_by_parts() {
    let parts = [0.0, -0.0, 1.0, -1.0, 2.0, f64::INFINITY, f64::NAN];
    for count in [6, 7] {
        let mut samples = Samples::new(15);
        let mut part = || parts[samples.integer(0, count) as usize % count as usize];
        let values: Vec<Complex<f64>> = (0..500).map(|_| Complex::new(part(), part())).collect();
        let narrow: Vec<Complex<f32>> = values
            .iter()
            .map(|z| Complex::new(z.re as f32, z.im as f32))
            .collect();
        let class = |z: &Complex<f64>| 2 * u8::from(z.re.is_nan()) + u8::from(z.im.is_nan());
        let mut expected: Vec<i64> = (0..500).collect();
        expected.sort_by(|&i, &j| {
            let (x, y) = (&values[i as usize], &values[j as usize]);
            let part = |a: f64, b: f64| a.partial_cmp(&b).unwrap_or(Ordering::Equal);
            class(x)
                .cmp(&class(y))
                .then(part(x.re, y.re))
                .then(part(x.im, y.im))
        });
        for plan in plans() {
            let mut positions = vec![0; 500];
            // SAFETY: both have 500 elements, and the machine has the set.
            unsafe { order_complex(values.as_ptr(), positions.as_mut_ptr(), 500, plan) };
            assert_eq!(positions, expected);
            // SAFETY: as above, with bytes for as many elements.
            unsafe {
                order_pairs(
                    narrow.as_ptr().cast(),
                    positions.as_mut_ptr(),
                    500,
                    None,
                    plan,
                );
                assert_eq!(positions, expected);
                let mut sorted = narrow.clone();
                sort_pairs(
                    narrow.as_ptr().cast(),
                    sorted.as_mut_ptr().cast(),
                    500,
                    None,
                    plan,
                );
                let text = |z: Complex<f32>| format!("{z:?}");
                let wanted: Vec<String> =
                    expected.iter().map(|&i| text(narrow[i as usize])).collect();
                assert_eq!(sorted.into_iter().map(text).collect::<Vec<_>>(), wanted);
            }
        }
    }
}

#[test]
fn binary_search_counts_what_comes_before() {
    let mut samples = Samples::new(17);
    for n in [0, 1, 2, 5, 16, 33, 1000] {
        for count in [0, 1, 7, 16, 40, 129] {
            for sorts in [false, true] {
                let mut draw = |count: usize| -> Vec<f32> {
                    let special = [0.0, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
                    (0..count)
                        .map(|_| match samples.integer(0, 12) as usize {
                            i if i < 5 => special[i],
                            i => i as f32 * samples.integer(-9, 9) as f32,
                        })
                        .collect()
                };
                let (mut line, mut x) = (draw(n), draw(count));
                line.sort_by_key(|x| x.rank());
                if sorts {
                    x.sort_by_key(|x| x.rank());
                }
                for right in [false, true] {
                    let expected: Vec<i64> = x
                        .iter()
                        .map(|x| {
                            let comes_before =
                                |y: &&f32| y.rank() < x.rank() || right && y.rank() == x.rank();
                            line.iter().filter(comes_before).count() as i64
                        })
                        .collect();
                    for &set in available() {
                        let mut found = vec![-1; count];
                        let sorted = line.as_ptr();
                        // SAFETY: the line, the elements and the positions are as long as stated.
                        unsafe {
                            let line = Line { sorted, n, right };
                            search_line(set, line, x.as_ptr(), found.as_mut_ptr(), count);
                        }
                        assert_eq!(found, expected, "{n} {count} {right} {set:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_first_of_equal_elements_is_kept() {
    let nan = |payload: u32| f32::from_bits(0x7fc0_0000 | payload);
    let line = [-1.0, -0.0, 0.0, 2.0, 2.0, nan(1), nan(2)];
    for (equal_nan, expected) in [
        (true, vec![-1.0, -0.0, 2.0, nan(1)]),
        (false, vec![-1.0, -0.0, 2.0, nan(1), nan(2)]),
    ] {
        let mut line = line.to_vec();
        // SAFETY: the line has seven elements.
        let kept = unsafe { keep_first(line.as_mut_ptr(), 7, equal_nan, |x: f32| x.is_nan()) };
        let bits = |line: &[f32]| line.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&line[..kept]), bits(&expected));
    }
}
