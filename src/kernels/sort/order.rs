//! The order of lines: positions of the elements as sorting puts them, equal ones in their old order.
//!
//! A key and its position share an integer, so that sorting plain integers sorts positions too, and stably. Where
//! both do not fit, the low bits of keys are left out, and runs of equal high bits are put in order afterwards.

use super::compiled::{Packing, key_bounds, pack, unpack};
use super::keys::{Item, Key};
use super::level::{Plan, Sortable, sort_keys};
use super::values::{pieces, room};
use crate::kernels::shared::Shared;
use num_complex::Complex;

/// Runs up to this length are put in order by comparing.
const SHORT_RUN: usize = 48;

/// Writes the positions of `n` elements in increasing order.
///
/// # Safety
/// `source` must have `n` elements, and `positions` belong to the caller alone.
pub(super) unsafe fn order_line<T: Item>(
    source: *const T,
    positions: *mut i64,
    n: usize,
    plan: Plan,
) {
    if n == 0 {
        return;
    }
    // SAFETY: the caller gives `n` elements.
    let (least, largest) = unsafe { key_bounds(plan.set, source, n) };
    let range = largest.wide().wrapping_sub(least.wide()) as u64;
    let key_bits = u64::BITS - range.leading_zeros();
    let bits = usize::BITS - (n - 1).leading_zeros();
    let shift = (key_bits + bits).saturating_sub(63);
    let packing = Packing {
        least: least.wide(),
        shift,
        bits,
    };
    // SAFETY: passed on from the caller.
    unsafe {
        if key_bits + bits < 32 {
            // Two runs of 32 bits fit into the positions; the sorted one ends where they end.
            let from = positions.cast::<i32>();
            order_packed(source, from, from.add(n), positions, (n, packing, plan));
        } else {
            let other = room::<i64>(n);
            let other = other.as_mut_ptr().cast::<i64>();
            order_packed(source, positions, other, positions, (n, packing, plan));
            if shift > 0 {
                finish_runs(source, other, positions, (n, packing, plan));
            }
        }
    }
}

/// Packs into `from`, sorts into `other`, and writes the positions.
unsafe fn order_packed<T: Item, P: Sortable>(
    source: *const T,
    from: *mut P,
    other: *mut P,
    positions: *mut i64,
    (n, packing, plan): (usize, Packing, Plan),
) {
    let shared = (
        Shared(source.cast_mut().cast::<u8>()),
        Shared(from.cast::<u8>()),
    );
    pieces(n, plan, &|range| {
        let source = shared
            .0
            .at((range.start * size_of::<T>()) as isize)
            .cast::<T>();
        let to = shared
            .1
            .at((range.start * size_of::<P>()) as isize)
            .cast::<P>();
        // SAFETY: passed on from the caller; pieces are apart.
        unsafe {
            pack(
                plan.set,
                source.cast_const(),
                to,
                range.len(),
                range.start,
                packing,
            );
        };
    });
    let plan = Plan {
        sorted_bits: packing.bits,
        ..plan
    };
    // SAFETY: passed on from the caller.
    unsafe {
        sort_keys(from, other, n, true, plan);
        unpack(plan.set, other.cast_const(), positions, n, packing.bits);
    }
}

/// Puts runs of elements in order whose keys have all packed bits in common.
unsafe fn finish_runs<T: Item>(
    source: *const T,
    packed: *const i64,
    positions: *mut i64,
    (n, packing, plan): (usize, Packing, Plan),
) {
    // SAFETY: the caller gives `n` keys and positions, which are below `n`.
    let (packed, positions, key) = unsafe {
        (
            std::slice::from_raw_parts(packed, n),
            std::slice::from_raw_parts_mut(positions, n),
            |i: i64| (*source.add(i as usize)).stable_key().wide(),
        )
    };
    let mut start = 0;
    while start < n {
        let mut end = start + 1;
        while end < n && packed[end] >> packing.bits == packed[start] >> packing.bits {
            end += 1;
        }
        if end - start > 1 {
            order_run(&mut positions[start..end], key, plan);
        }
        start = end;
    }
}

/// Puts increasing positions in the order of their keys.
fn order_run(positions: &mut [i64], key: impl Fn(i64) -> i64, plan: Plan) {
    if positions.len() <= SHORT_RUN {
        positions.sort_unstable_by_key(|&i| (key(i), i));
        return;
    }
    let keys: Vec<i64> = positions.iter().map(|&i| key(i)).collect();
    let mut order = vec![0i64; keys.len()];
    // SAFETY: both are as long as the run.
    unsafe { order_line(keys.as_ptr(), order.as_mut_ptr(), keys.len(), plan) };
    for place in &mut order {
        *place = positions[*place as usize];
    }
    positions.copy_from_slice(&order);
}

/// [`order_line`] of complex numbers, by the real, then the imaginary part. Those with NaN in the imaginary part
/// come after all numbers, then those with NaN in the real part, then those with both.
///
/// # Safety
/// As for [`order_line`].
pub(super) unsafe fn order_complex<T: Item<Key: Key>>(
    source: *const Complex<T>,
    positions: *mut i64,
    n: usize,
    plan: Plan,
) {
    if n == 0 {
        return;
    }
    // SAFETY: the caller gives `n` elements and room for as many positions.
    let (elements, positions) = unsafe {
        (
            std::slice::from_raw_parts(source, n),
            std::slice::from_raw_parts_mut(positions, n),
        )
    };
    let class = |i: i64| {
        let z = elements[i as usize];
        2 * u8::from(z.re.is_nan()) + u8::from(z.im.is_nan())
    };
    let mut in_order: Vec<i64> = Vec::with_capacity(n);
    let has_nan = elements.iter().any(|z| z.re.is_nan() | z.im.is_nan());
    for wanted in 0..if has_nan { 4 } else { 1 } {
        let mut members: Vec<i64> = (0..n as i64)
            .filter(|&i| !has_nan || class(i) == wanted)
            .collect();
        let re = |i: i64| elements[i as usize].re.stable_key().wide();
        let im = |i: i64| elements[i as usize].im.stable_key().wide();
        match wanted {
            0 => {
                order_run(&mut members, re, plan);
                let mut rest = members.as_mut_slice();
                while let Some(&first) = rest.first() {
                    let same = rest.iter().take_while(|&&i| re(i) == re(first)).count();
                    let (run, after) = rest.split_at_mut(same);
                    if same > 1 {
                        order_run(run, im, plan);
                    }
                    rest = after;
                }
            }
            1 => order_run(&mut members, re, plan),
            2 => order_run(&mut members, im, plan),
            _ => {}
        }
        in_order.extend(members);
    }
    positions.copy_from_slice(&in_order);
}
