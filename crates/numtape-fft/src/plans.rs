//! The plans that a thread keeps, those used last.

use crate::Plan;
use std::cell::RefCell;
use std::sync::Arc;

/// Plans are forgotten, the longest unused first, while all hold tables for more points than this.
const KEPT_POINTS: usize = 1 << 22;
/// And while there are more than this.
const KEPT_PLANS: usize = 64;

/// The length and the direction.
type Key = (usize, bool);

/// The plans of one kind, for a thread.
pub(crate) type Kept<A, B, T> = RefCell<Plans<A, B, T>>;

/// The last used first.
pub(crate) struct Plans<A, B, T> {
    list: Vec<(Key, Plan<A, B, T>)>,
}

/// No plans yet.
pub(crate) const fn none<A, B, T>() -> Kept<A, B, T> {
    RefCell::new(Plans { list: Vec::new() })
}

impl<A, B, T> Plans<A, B, T> {
    /// The plan for a key, which `make` makes if it is not kept.
    pub(crate) fn get(&mut self, key: Key, make: impl FnOnce() -> Plan<A, B, T>) -> Plan<A, B, T> {
        match self.list.iter().position(|(kept, _)| *kept == key) {
            Some(0) => {}
            Some(place) => self.list[..=place].rotate_right(1),
            None => {
                self.list.insert(0, (key, make()));
                self.forget();
            }
        }
        Arc::clone(&self.list[0].1)
    }

    /// Drops what is too much. The plan in front stays however long it is.
    fn forget(&mut self) {
        let mut points = 0;
        let is_within = |(key, _): &(Key, _)| {
            points += key.0;
            points <= KEPT_POINTS
        };
        let kept = self.list.iter().map(is_within).take_while(|&is| is).count();
        self.list.truncate(kept.clamp(1, KEPT_PLANS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Complex, Lines};

    struct Nothing;

    impl Lines<f32, f32, f32> for Nothing {
        fn scratch_len(&self) -> usize {
            0
        }

        fn transform(&self, _: &[f32], _: &mut [f32], _: &mut [Complex<f32>], _: f32) {}
    }

    /// Whether a plan had to be made.
    fn is_new(plans: &mut Plans<f32, f32, f32>, key: Key) -> bool {
        let mut made = false;
        plans.get(key, || {
            made = true;
            Arc::new(Nothing)
        });
        made
    }

    #[test]
    fn plans_are_kept_by_length_and_direction() {
        let plans = &mut none().into_inner();
        assert!(is_new(plans, (4, false)));
        assert!(is_new(plans, (4, true)));
        assert!(!is_new(plans, (4, false)));
        assert!(!is_new(plans, (4, false)));
    }

    #[test]
    fn the_longest_unused_are_forgotten() {
        let plans = &mut none().into_inner();
        for n in 0..KEPT_PLANS {
            assert!(is_new(plans, (n, false)));
        }
        assert!(!is_new(plans, (0, false)));
        assert!(is_new(plans, (1000, false)));
        assert!(!is_new(plans, (0, false)));
        assert!(is_new(plans, (1, false)));
        assert_eq!(plans.list.len(), KEPT_PLANS);
    }

    #[test]
    fn long_plans_take_the_room_of_others() {
        let plans = &mut none().into_inner();
        assert!(is_new(plans, (8, false)));
        assert!(is_new(plans, (KEPT_POINTS + 1, false)));
        assert!(!is_new(plans, (KEPT_POINTS + 1, false)));
        assert_eq!(plans.list.len(), 1);
        assert!(is_new(plans, (8, false)));
        assert_eq!(plans.list.len(), 1);
    }
}
