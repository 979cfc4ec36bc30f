//! Copies of operands in the order in which the innermost loops read them.
//!
//! A panel is a group of rows of `a`, or of columns of `b`: for each index of the summed axis, the elements
//! of the group in one piece, at a fixed distance from those of the next index. Several panels are copied at
//! once, because memory is read fastest in the order in which it lies. Elements are copied as they are, or two of
//! the summed axis become one ([`Packed`]).

/// What panels are made of: elements as they are, or several of one row or column joined.
pub(super) trait Packed: Copy {
    type Unit: Copy;
    /// How many units, next to each other along the summed axis, are joined.
    const UNITS: usize;

    /// Some that lie side by side; `along` is the distance from unit to unit in each.
    ///
    /// # Safety
    /// All their units must be readable.
    unsafe fn join<const N: usize>(from: *const Self::Unit, along: isize) -> [Self; N];
    /// One, of which only the first `count` units are there; zeros stand for the others.
    ///
    /// # Safety
    /// `count` units, at least one, must be readable.
    unsafe fn join_part(from: *const Self::Unit, along: isize, count: usize) -> Self;
}

/// Panels to be copied, next to each other in an operand. Strides are in elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panels<T> {
    pub(super) from: *const T,
    /// From one row (of `a`) or column (of `b`) to the next, and how many there are in all.
    pub(super) across: isize,
    pub(super) width: usize,
    /// From one index of the summed axis to the next, and how many there are.
    pub(super) along: isize,
    pub(super) depth: usize,
    /// Rows or columns of a panel; the last may have fewer.
    pub(super) group: usize,
    /// From one index to the next in the copy of a panel, at least the group. Elements from the width up to a
    /// multiple of the register are filled with any numbers, so that whole registers can be read.
    pub(super) step: usize,
}

impl<T> Panels<T> {
    /// Elements of the copy of one panel.
    pub(super) fn size(&self) -> usize {
        self.step * self.depth
    }

    /// As many panels as are copied together, and so on, by number.
    fn some(&self) -> impl Iterator<Item = (usize, Panels<T>)> {
        let some = TOGETHER * self.group;
        (0..self.width)
            .step_by(some)
            .enumerate()
            .map(move |(i, start)| {
                let part = Panels {
                    from: self.from.wrapping_offset(start as isize * self.across),
                    width: (self.width - start).min(some),
                    ..*self
                };
                (i, part)
            })
    }

    /// The panels one by one: number, start, and rows or columns.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, *const T, usize)> {
        let (from, across, width, group) = (self.from, self.across, self.width, self.group);
        (0..width)
            .step_by(group)
            .enumerate()
            .map(move |(panel, start)| {
                let from = from.wrapping_offset(start as isize * across);
                (panel, from, (width - start).min(group))
            })
    }
}

/// Copies panels to where it is told, one after the other.
pub(super) type PackFn<T> = unsafe fn(&Panels<<T as Packed>::Unit>, *mut T);

/// Elements that are copied at a time, in both directions where blocks are transposed.
const BLOCK: usize = 8;

/// Panels that are copied together where memory lies across them. More would compete for the same places of the
/// caches, because panels are often a power of two apart.
const TOGETHER: usize = 8;

/// Copies panels. `transpose` handles blocks of 8 by 8 elements, as [`transpose_any`] does.
///
/// # Safety
/// `from` must be readable at all indices, and `to` writable for as many elements as all panels have.
#[inline(always)]
pub(super) unsafe fn pack<T: Packed, const LANES: usize>(
    panels: &Panels<T::Unit>,
    to: *mut T,
    transpose: impl Fn(&[*const T; BLOCK], *mut T, usize),
) {
    let padded = |width: usize| width.next_multiple_of(LANES.max(BLOCK)).min(panels.step);
    let (whole, steps) = (panels.depth / T::UNITS, panels.depth.div_ceil(T::UNITS));
    let along = panels.along;
    // SAFETY: the caller's promise; transposed blocks repeat the last row or column beyond the width.
    unsafe {
        if panels.across == 1 {
            for (i, some) in panels.some() {
                let to = to.add(i * TOGETHER * steps * panels.step);
                for p in 0..whole {
                    let skip = (p * T::UNITS) as isize * along;
                    for (panel, from, width) in some.each() {
                        let to = to.add((panel * steps + p) * panels.step);
                        copy_row(from.wrapping_offset(skip), along, width, to, padded(width));
                    }
                }
            }
            if whole == steps {
                return;
            }
        }
        for (panel, from, width) in panels.each() {
            let (to, padded) = (to.add(panel * steps * panels.step), padded(width));
            let mut done = 0;
            if panels.across == 1 {
                done = whole;
            } else if along == 1 && padded.is_multiple_of(BLOCK) {
                done = whole / BLOCK * BLOCK;
                for j in (0..padded).step_by(BLOCK) {
                    let rows: [*const T::Unit; BLOCK] = std::array::from_fn(|i| {
                        from.offset((j + i).min(width - 1) as isize * panels.across)
                    });
                    for p in (0..done).step_by(BLOCK) {
                        transpose(
                            &rows.map(|row| row.add(p * T::UNITS).cast()),
                            to.add(p * panels.step + j),
                            panels.step,
                        );
                    }
                }
            }
            for p in done..steps {
                let first = p * T::UNITS;
                let from = from.offset(first as isize * along);
                let to = to.add(p * panels.step);
                for j in 0..width {
                    let from = from.offset(j as isize * panels.across);
                    *to.add(j) = T::join_part(from, along, panels.depth - first);
                }
                to.add(width).write_bytes(0, padded - width);
            }
        }
    }
}

/// # Safety
/// `from` must be readable at the units of `width`, and `to` writable at `padded`.
#[inline(always)]
unsafe fn copy_row<T: Packed>(
    from: *const T::Unit,
    along: isize,
    width: usize,
    to: *mut T,
    padded: usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let copy = |j: usize| {
            let block = T::join::<BLOCK>(from.add(j), along);
            to.add(j).cast::<[T; BLOCK]>().write_unaligned(block);
        };
        for j in 0..width / BLOCK {
            copy(j * BLOCK);
        }
        if !width.is_multiple_of(BLOCK) {
            if width > BLOCK {
                // What is left is the end of one more block, which overlaps the one before.
                copy(width - BLOCK);
            } else {
                for j in 0..width {
                    to.add(j)
                        .cast::<[T; 1]>()
                        .write(T::join(from.add(j), along));
                }
            }
        }
        if padded > width {
            to.add(width).write_bytes(0, padded - width);
        }
    }
}

/// A block of eight rows element by element.
///
/// # Safety
/// Eight elements must be readable at each pointer, and writable at eight distances of `step` from `to`.
#[inline(always)]
pub(super) unsafe fn transpose_any<T: Copy>(rows: &[*const T; BLOCK], to: *mut T, step: usize) {
    for p in 0..BLOCK {
        for (i, row) in rows.iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { *to.add(p * step + i) = *row.add(p) };
        }
    }
}
