//! Which arrays nobody holds any more: what tapes and forward derivatives are told, so that they forget what can no
//! longer matter.
//!
//! A listener gives an array a token of its own, and finds the token in its list once the last handle is dropped. All of
//! this is one thread's: an array whose last handle another thread drops counts as held until the listener ends.

use super::ids::{ById, fresh_id};
use super::{Array, Inner};
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::HashMap;

/// A listener: told of the arrays that it asked for.
#[derive(Debug)]
pub(crate) struct Departures(u64);

/// Listeners of this thread.
struct Listeners {
    /// Those that are alive, each with the tokens that it has not looked at.
    open: Vec<(u64, Vec<u64>)>,
    /// By the id of an array, the listeners beyond its notes that asked for it, each with its token.
    further: HashMap<u64, SmallVec<[(u64, u64); 2]>, ById>,
    /// The list of a listener that ended, for the next one.
    spare: Vec<u64>,
}

/// The longest list that is kept for the next listener.
const MOST_SPARE: usize = 1 << 16;

thread_local! {
    static LISTENERS: RefCell<Listeners> = RefCell::new(Listeners {
        open: Vec::new(),
        further: HashMap::default(),
        spare: Vec::new(),
    });
}

impl Departures {
    pub(crate) fn new() -> Departures {
        let id = fresh_id();
        LISTENERS.with_borrow_mut(|listeners| {
            let list = std::mem::take(&mut listeners.spare);
            listeners.open.push((id, list));
        });
        Departures(id)
    }

    /// Never reused; what an array notes of a listener.
    #[inline]
    pub(crate) fn id(&self) -> u64 {
        self.0
    }

    /// Asks to be told of an array's end. Whether the array itself noted the token.
    #[inline]
    pub(crate) fn ask(&self, array: &Array, token: u64) -> bool {
        let noted = array.note_listener(self.0, token);
        if !noted {
            self.ask_further(array, token);
        }
        noted
    }

    #[inline(never)]
    fn ask_further(&self, array: &Array, token: u64) {
        array.note_further_listeners();
        LISTENERS.with_borrow_mut(|listeners| {
            let asked = listeners.further.entry(array.id()).or_default();
            asked.push((self.0, token));
        });
    }

    /// The tokens of the arrays that are gone since the last look.
    pub(crate) fn look(&self, mut each: impl FnMut(u64)) {
        LISTENERS.with_borrow_mut(|listeners| {
            let open = listeners.open.iter_mut().find(|open| open.0 == self.0);
            if let Some((_, gone)) = open {
                gone.drain(..).for_each(&mut each);
            }
        });
    }
}

impl Drop for Departures {
    fn drop(&mut self) {
        // There are no listeners any more while the thread's locals are destroyed.
        let _ = LISTENERS.try_with(|listeners| {
            let listeners = &mut *listeners.borrow_mut();
            if let Some(at) = listeners.open.iter().position(|open| open.0 == self.0) {
                let (_, mut list) = listeners.open.remove(at);
                list.clear();
                if list.capacity() <= MOST_SPARE {
                    listeners.spare = list;
                }
            }
            if !listeners.further.is_empty() {
                listeners.further.retain(|_, asked| {
                    asked.retain(|(listener, _)| *listener != self.0);
                    !asked.is_empty()
                });
            }
        });
    }
}

/// Tells the listeners of an array that it is gone.
#[inline]
pub(super) fn tell_all(array: &mut Inner) {
    let _ = LISTENERS.try_with(|listeners| {
        let listeners = &mut *listeners.borrow_mut();
        for note in &mut array.notes {
            listeners.tell(*note.listener.get_mut(), *note.token.get_mut());
        }
        if *array.has_further_listeners.get_mut() {
            for (listener, token) in listeners.further.remove(&array.id).unwrap_or_default() {
                listeners.tell(listener, token);
            }
        }
    });
}

impl Listeners {
    #[inline]
    fn tell(&mut self, listener: u64, token: u64) {
        // From the newest: what is dropped most was made under it.
        let open = self.open.iter_mut().rev().find(|open| open.0 == listener);
        if let Some((_, gone)) = open {
            gone.push(token);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::np;

    fn gone(departures: &Departures) -> Vec<u64> {
        let mut tokens = Vec::new();
        departures.look(|token| tokens.push(token));
        tokens
    }

    #[test]
    fn each_listener_is_told_of_what_it_asked_for() {
        let [first, second, third] = [(); 3].map(|()| Departures::new());
        let (x, y) = (np::ones([3]), np::ones([3]));
        let kept = x.clone();
        assert!(!first.ask(&x, 1), "another handle may be anywhere");
        assert!(second.ask(&y, 2));
        assert!(third.ask(&y, 3));
        assert!(!first.ask(&y, 4), "there is room for two");
        assert_eq!(y.noted_token(second.id()), Some(2));
        assert_eq!(y.noted_token(first.id()), None);
        drop((x, y));
        assert_eq!(gone(&first), [4]);
        assert_eq!(gone(&second), [2]);
        assert_eq!(gone(&third), [3]);
        drop(kept);
        assert_eq!(gone(&first), [1]);
        assert_eq!(gone(&first), [0; 0]);
    }

    #[test]
    fn listeners_that_ended_leave_nothing() {
        let x = np::ones([3]);
        let first = Departures::new();
        first.ask(&x, 1);
        drop(first);
        let second = Departures::new();
        second.ask(&x, 2);
        drop(second);
        drop(x);
        LISTENERS.with_borrow(|listeners| {
            assert!(listeners.open.is_empty() && listeners.further.is_empty());
        });
    }

    #[test]
    fn another_thread_drops_in_silence() {
        let departures = Departures::new();
        let x = np::ones([3]);
        departures.ask(&x, 1);
        std::thread::spawn(move || drop(x)).join().unwrap();
        assert_eq!(gone(&departures), [0; 0]);
    }
}
