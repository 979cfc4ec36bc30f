//! What is done to ops: recorded by a tape, differentiated forwards, mapped over a batch, or simply run.
//!
//! Every op goes through `stack::bind`. Active transforms are frames on one thread-local stack, and each
//! frame re-binds what it does on the frames below, so any nesting works without special cases. Tapes and
//! forward mode know arrays by id, because a user may watch any array that already exists; vmap wraps arrays,
//! because it changes what a shape means.
//!
//! What derivatives are at kinks, ties, zeros and NaN is decided in one place, the book's chapter on sharp edges:
//!
//! | where | derivative |
//! |---|---|
//! | equal elements in extremes, clips, sorts, medians, quantiles | shared equally |
//! | `abs`, `sign`, norms, `hypot`, `std` at 0 | 0 |
//! | `sqrt`, `log`, `cbrt` and powers below 1 at 0 | infinite |
//! | products with zeros | exact |
//! | the branch that `where_` does not take | 0; slopes that are infinite or NaN count for nothing through elementwise ops and views |
//! | extremes that are NaN | to the elements that are NaN |
//! | integers, truth values, step functions | none |
//! | equal eigenvalues or singular values | finite; exact for symmetric functions of the values |
//!
//! Read `stack` first, then `tape` and `backward`, [`forward`], then [`vmap`] and `batch_rules`.

pub(crate) mod backward;
pub(crate) mod batch_rules;
pub mod checkpoint;
pub mod collective;
pub mod custom;
pub(crate) mod fallback;
pub mod forward;
pub mod grad;
pub mod gradient_tape;
pub mod jacobian;
pub(crate) mod lines;
pub mod observe;
pub(crate) mod stack;
pub(crate) mod tape;
pub mod vmap;
