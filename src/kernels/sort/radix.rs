//! Sorting keys by radix, for machines without the vectors that `quick` needs.

/// Runs from this length on are sorted by radix.
const RADIX_FROM: usize = 1024;
const DIGIT_BITS: u32 = 11;

/// A key as digits of [`DIGIT_BITS`] bits.
pub(super) trait Digits: Copy + Ord {
    const BITS: u32;
    fn digit(self, shift: u32) -> usize;
}

macro_rules! digits {
    ($($t:ty, $bits:ty;)*) => {$(
        impl Digits for $t {
            const BITS: u32 = <$t>::BITS;
            #[inline(always)]
            fn digit(self, shift: u32) -> usize {
                (((self as $bits ^ 1 << (<$t>::BITS - 1)) >> shift) as usize) & ((1 << DIGIT_BITS) - 1)
            }
        }
    )*};
}
digits! { i32, u32; i64, u64; }

/// Sorts `n` keys at `from`, with as many at `other` to work in, into `other` if `into_other`, else in place: least
/// significant digit first, without those digits that all keys share. Keys are in order by their `sorted_bits`
/// lowest bits already.
///
/// # Safety
/// Both places must have `n` keys, be apart and belong to the caller alone.
pub(super) unsafe fn radix_sort<K: Digits>(
    from: *mut K,
    other: *mut K,
    n: usize,
    into_other: bool,
    sorted_bits: u32,
) {
    let (mut here, mut there) = (from, other);
    // SAFETY: places are below `n`: each is the start of its digit plus the keys with the digit before.
    unsafe {
        if n < RADIX_FROM {
            std::slice::from_raw_parts_mut(here, n).sort_unstable();
        } else {
            let mut shift = sorted_bits;
            while shift < K::BITS {
                let mut starts = [0usize; 1 << DIGIT_BITS];
                for i in 0..n {
                    starts[(*here.add(i)).digit(shift)] += 1;
                }
                if !starts.contains(&n) {
                    let mut start = 0;
                    for slot in &mut starts {
                        start += std::mem::replace(slot, start);
                    }
                    for i in 0..n {
                        let key = *here.add(i);
                        let slot = &mut starts[key.digit(shift)];
                        there.add(*slot).write(key);
                        *slot += 1;
                    }
                    std::mem::swap(&mut here, &mut there);
                }
                shift += DIGIT_BITS;
            }
        }
        let target = if into_other { other } else { from };
        if here != target {
            target.copy_from_nonoverlapping(here, n);
        }
    }
}
