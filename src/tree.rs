//! Nested structures of arrays: what gradients, mapped functions and parameters are made of.
//!
//! [`Tree`] is a structure that can be rebuilt with other arrays: tuples, vectors, maps, and your own
//! structs with one method. [`Sources`] and [`Elems`] are borrowed structures, as arguments of
//! `GradientTape::gradient` and `vectorized_map`.

use crate::array::Array;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

/// A structure of arrays that can be rebuilt from new arrays.
///
/// # Examples
/// A model's parameters:
/// ```
/// use numtape::prelude::*;
/// struct Params { w: Array, b: Array }
/// impl Tree for Params {
///     fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
///         Params { w: f(&self.w), b: f(&self.b) }
///     }
/// }
/// let params = Params { w: np::ones([2]), b: np::zeros([]) };
/// let grads = grad(|p: &Params| (&p.w * 3.0).sum(..) + &p.b)(&params);
/// assert_eq!(grads.w.to_vec::<f64>().unwrap(), [3.0, 3.0]);
/// ```
pub trait Tree: Sized {
    /// The same structure with every array replaced, in a fixed order.
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self;

    /// Calls `f` on every array, in the order of `map_leaves`.
    fn visit_leaves(&self, f: &mut dyn FnMut(&Array)) {
        self.map_leaves(&mut |leaf| {
            f(leaf);
            leaf.clone()
        });
    }

    /// All arrays, in order.
    fn leaves(&self) -> Vec<Array> {
        let mut leaves = Vec::new();
        self.visit_leaves(&mut |leaf| leaves.push(leaf.clone()));
        leaves
    }

    /// The structure with its arrays replaced by the given ones, in order.
    ///
    /// # Panics
    /// If there are fewer arrays than leaves.
    fn with_leaves(&self, leaves: impl IntoIterator<Item = Array>) -> Self {
        let mut leaves = leaves.into_iter();
        self.map_leaves(&mut |_| leaves.next().expect("one array per leaf"))
    }
}

impl Tree for Array {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        f(self)
    }
}

impl<T: Tree> Tree for Vec<T> {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        self.iter().map(|tree| tree.map_leaves(f)).collect()
    }
}

impl<T: Tree, const N: usize> Tree for [T; N] {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        self.each_ref().map(|tree| tree.map_leaves(f))
    }
}

impl<T: Tree> Tree for Option<T> {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        self.as_ref().map(|tree| tree.map_leaves(f))
    }
}

impl<T: Tree> Tree for Box<T> {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        Box::new((**self).map_leaves(f))
    }
}

/// Leaves in the order of the keys.
impl<K: Clone + Ord, T: Tree> Tree for BTreeMap<K, T> {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        self.iter()
            .map(|(key, tree)| (key.clone(), tree.map_leaves(f)))
            .collect()
    }
}

/// Leaves in the order of the keys, which does not depend on the hasher.
impl<K: Clone + Ord + Hash, T: Tree, S: BuildHasher + Default> Tree for HashMap<K, T, S> {
    fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
        let mut entries: Vec<_> = self.iter().collect();
        entries.sort_by_key(|(key, _)| *key);
        entries
            .into_iter()
            .map(|(key, tree)| (key.clone(), tree.map_leaves(f)))
            .collect()
    }
}

/// A borrowed structure of arrays to differentiate: an array, or arrays, tuples, vectors and ordered maps of them,
/// with or without references. Gradients come back in the same structure. For your own [`Tree`]s there is
/// `gradient_or_zeros`, which needs no structure of optional gradients.
pub trait Sources {
    /// The structure with an optional gradient for every array.
    type Grads;

    /// Calls `f` on every array, in a fixed order.
    fn visit(&self, f: &mut dyn FnMut(&Array));

    /// The structure of gradients, taking them from `next` in the order of `visit`.
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads;
}

impl Sources for Array {
    type Grads = Option<Array>;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        f(self);
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        next()
    }
}

impl<S: Sources + ?Sized> Sources for &S {
    type Grads = S::Grads;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        (**self).visit(f);
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        (**self).collect(next)
    }
}

impl<S: Sources> Sources for [S] {
    type Grads = Vec<S::Grads>;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        for s in self {
            s.visit(f);
        }
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        self.iter().map(|s| s.collect(next)).collect()
    }
}

impl<S: Sources> Sources for Vec<S> {
    type Grads = Vec<S::Grads>;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        self.as_slice().visit(f);
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        self.as_slice().collect(next)
    }
}

impl<S: Sources, const N: usize> Sources for [S; N] {
    type Grads = [S::Grads; N];
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        for s in self {
            s.visit(f);
        }
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        self.each_ref().map(|s| s.collect(next))
    }
}

impl<S: Sources> Sources for Option<S> {
    type Grads = Option<S::Grads>;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        if let Some(s) = self {
            s.visit(f);
        }
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        self.as_ref().map(|s| s.collect(next))
    }
}

impl<S: Sources + ?Sized> Sources for Box<S> {
    type Grads = S::Grads;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        (**self).visit(f);
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        (**self).collect(next)
    }
}

impl<K: Clone + Ord, S: Sources> Sources for BTreeMap<K, S> {
    type Grads = BTreeMap<K, S::Grads>;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        for s in self.values() {
            s.visit(f);
        }
    }
    fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
        self.iter()
            .map(|(key, s)| (key.clone(), s.collect(next)))
            .collect()
    }
}

/// What `vectorized_map` maps over: an array, a reference to any [`Tree`], or tuples, arrays and vectors of
/// those. The mapped function receives the same structure of owned arrays.
pub trait Elems {
    /// The structure that the mapped function receives.
    type Mapped;

    /// Calls `f` on every array, in a fixed order.
    fn visit(&self, f: &mut dyn FnMut(&Array));

    /// The structure with every array replaced, in the order of `visit`.
    fn map(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self::Mapped;
}

impl Elems for Array {
    type Mapped = Array;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        f(self);
    }
    fn map(&self, f: &mut dyn FnMut(&Array) -> Array) -> Array {
        f(self)
    }
}

impl<T: Tree> Elems for &T {
    type Mapped = T;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        self.visit_leaves(f);
    }
    fn map(&self, f: &mut dyn FnMut(&Array) -> Array) -> T {
        self.map_leaves(f)
    }
}

impl<E: Elems, const N: usize> Elems for [E; N] {
    type Mapped = [E::Mapped; N];
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        for e in self {
            e.visit(f);
        }
    }
    fn map(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self::Mapped {
        self.each_ref().map(|e| e.map(f))
    }
}

impl<E: Elems> Elems for Vec<E> {
    type Mapped = Vec<E::Mapped>;
    fn visit(&self, f: &mut dyn FnMut(&Array)) {
        for e in self {
            e.visit(f);
        }
    }
    fn map(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self::Mapped {
        self.iter().map(|e| e.map(f)).collect()
    }
}

impl Tree for () {
    fn map_leaves(&self, _f: &mut dyn FnMut(&Array) -> Array) {}
}

impl Sources for () {
    type Grads = ();
    fn visit(&self, _f: &mut dyn FnMut(&Array)) {}
    fn collect(&self, _next: &mut dyn FnMut() -> Option<Array>) {}
}

impl Elems for () {
    type Mapped = ();
    fn visit(&self, _f: &mut dyn FnMut(&Array)) {}
    fn map(&self, _f: &mut dyn FnMut(&Array) -> Array) {}
}

/// Tuples of one to eight members, for the three traits at once.
macro_rules! tuples {
    ($(($($name:ident $index:tt),*)),* $(,)?) => {$(
        impl<$($name: Tree),*> Tree for ($($name,)*) {
            fn map_leaves(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self {
                ($(self.$index.map_leaves(f),)*)
            }
        }
        impl<$($name: Sources),*> Sources for ($($name,)*) {
            type Grads = ($($name::Grads,)*);
            fn visit(&self, f: &mut dyn FnMut(&Array)) {
                $(self.$index.visit(f);)*
            }
            fn collect(&self, next: &mut dyn FnMut() -> Option<Array>) -> Self::Grads {
                ($(self.$index.collect(next),)*)
            }
        }
        impl<$($name: Elems),*> Elems for ($($name,)*) {
            type Mapped = ($($name::Mapped,)*);
            fn visit(&self, f: &mut dyn FnMut(&Array)) {
                $(self.$index.visit(f);)*
            }
            fn map(&self, f: &mut dyn FnMut(&Array) -> Array) -> Self::Mapped {
                ($(self.$index.map(f),)*)
            }
        }
    )*};
}

tuples! {
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
}
