//! Threefry-2x32 with 20 rounds, the counter-based generator behind every random draw, and the bit layouts built on it.
//! A stream is a pure function of key and element index, so threads and batches may fill any part of it in any order.
//! Distributions are not here; they start from these bits, or from the uniform helpers at the end of the file.
//!
//! The counter is two words. Its top two bits say what the block is for, so that keys derived from a key never
//! coincide with bits drawn from it: `00` bits of a stream, `01` children of [`split`], `10` results of [`fold_in`],
//! `11` keys of [`substream`]s.

/// A key: all the state there is.
pub(crate) type Key = [u32; 2];

const SPLIT_DOMAIN: u32 = 0b01 << 30;
const FOLD_DOMAIN: u32 = 0b10 << 30;
const SUBSTREAM_DOMAIN: u32 = 0b11 << 30;

const ROTATIONS: [[u32; 4]; 2] = [[13, 15, 26, 6], [17, 29, 16, 24]];

/// The key for an integer seed: its high and low words.
pub(crate) fn key_from_seed(seed: u64) -> Key {
    [(seed >> 32) as u32, seed as u32]
}

/// The Threefry-2x32-20 block function.
#[inline]
pub(crate) fn threefry2x32(key: Key, counter: [u32; 2]) -> [u32; 2] {
    let schedule = [key[0], key[1], key[0] ^ key[1] ^ 0x1BD1_1BDA];
    let mut x0 = counter[0].wrapping_add(schedule[0]);
    let mut x1 = counter[1].wrapping_add(schedule[1]);
    for group in 0..5 {
        for rotation in ROTATIONS[group % 2] {
            x0 = x0.wrapping_add(x1);
            x1 = x1.rotate_left(rotation) ^ x0;
        }
        let step = group + 1;
        x0 = x0.wrapping_add(schedule[step % 3]);
        let injection = schedule[(step + 1) % 3].wrapping_add(step as u32);
        x1 = x1.wrapping_add(injection);
    }
    [x0, x1]
}

/// The `n` children of a key. Child `i` does not depend on `n`.
pub(crate) fn split(key: Key, n: u32) -> Vec<Key> {
    split_from(key, 0, n)
}

/// `n` new keys from number `start` on.
pub(crate) fn split_from(key: Key, start: u32, n: u32) -> Vec<Key> {
    (start..start + n)
        .map(|i| threefry2x32(key, [SPLIT_DOMAIN, i]))
        .collect()
}

/// A new key from a key and a number, for instance a step counter.
pub(crate) fn fold_in(key: Key, data: u32) -> Key {
    threefry2x32(key, [FOLD_DOMAIN, data])
}

/// The key of element `index` of a draw whose elements take unknown numbers of words; indices stay below 2**62.
#[inline]
pub(crate) fn substream(key: Key, index: u64) -> Key {
    threefry2x32(key, [SUBSTREAM_DOMAIN | (index >> 32) as u32, index as u32])
}

/// Block `index` of the stream of a key; indices stay below 2**62.
#[inline]
fn stream_block(key: Key, index: u64) -> [u32; 2] {
    threefry2x32(key, [(index >> 32) as u32, index as u32])
}

/// Fills `out` with the 32-bit elements `start..` of the stream: element `i` is word `i % 2` of block `i / 2`.
pub(crate) fn random_bits_u32(key: Key, start: u64, out: &mut [u32]) {
    let (odd, rest) = out.split_at_mut(usize::from(start % 2 == 1).min(out.len()));
    for slot in odd {
        *slot = stream_block(key, start / 2)[1];
    }
    let mut block = start.div_ceil(2);
    let mut pairs = rest.chunks_exact_mut(2);
    for pair in &mut pairs {
        pair.copy_from_slice(&stream_block(key, block));
        block += 1;
    }
    for slot in pairs.into_remainder() {
        *slot = stream_block(key, block)[0];
    }
}

/// Fills `out` with the 64-bit elements `start..` of the stream: element `i` is block `i`, its first word high.
pub(crate) fn random_bits_u64(key: Key, start: u64, out: &mut [u64]) {
    for (block, slot) in (start..).zip(out) {
        let [high, low] = stream_block(key, block);
        *slot = (u64::from(high) << 32) | u64::from(low);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_known_answers() {
        let ones = [u32::MAX; 2];
        assert_eq!(threefry2x32([0, 0], [0, 0]), [0x6b20_0159, 0x99ba_4efe]);
        assert_eq!(threefry2x32(ones, ones), [0x1cb9_96fc, 0xbb00_2be7]);
        let (key, counter) = ([0x1319_8a2e, 0x0370_7344], [0x243f_6a88, 0x85a3_08d3]);
        assert_eq!(threefry2x32(key, counter), [0xc492_3a9c, 0x483d_f7a0]);
    }

    #[test]
    fn any_part_of_the_stream_is_the_same_stream() {
        let key = key_from_seed(0x0123_4567_89ab_cdef);
        assert_eq!(key, [0x0123_4567, 0x89ab_cdef]);
        let mut words = [0_u32; 41];
        random_bits_u32(key, 0, &mut words);
        let mut doubles = [0_u64; 41];
        random_bits_u64(key, 0, &mut doubles);
        for start in 0..=41_usize {
            for end in start..=41 {
                let mut part = vec![0; end - start];
                random_bits_u32(key, start as u64, &mut part);
                assert_eq!(part, words[start..end]);
                let mut part = vec![0; end - start];
                random_bits_u64(key, start as u64, &mut part);
                assert_eq!(part, doubles[start..end]);
            }
        }
        for i in 0..20 {
            let joined = (u64::from(words[2 * i]) << 32) | u64::from(words[2 * i + 1]);
            assert_eq!(doubles[i], joined);
        }
    }

    #[test]
    fn counters_carry_into_the_high_word() {
        let key = [5, 9];
        let mut out = [0_u32; 4];
        random_bits_u32(key, (1 << 33) - 2, &mut out);
        assert_eq!(out[..2], threefry2x32(key, [0, u32::MAX]));
        assert_eq!(out[2..], threefry2x32(key, [1, 0]));
    }

    #[test]
    fn derived_keys_differ_from_bits_and_from_each_other() {
        let key = key_from_seed(7);
        let mut bits = [0_u32; 200];
        random_bits_u32(key, 0, &mut bits);
        let mut seen: Vec<Key> = bits.chunks(2).map(|pair| [pair[0], pair[1]]).collect();
        let children = split(key, 100);
        assert_eq!(children[..3], split(key, 3));
        seen.extend(&children);
        seen.extend((0..100).map(|data| fold_in(key, data)));
        seen.extend((0..100).map(|index| substream(key, index)));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 400);
        assert!(split(key, 0).is_empty());
    }
}
