//! What is done to ops: recorded by a tape, differentiated forwards, mapped over a batch, or simply run.
//!
//! Every op goes through `stack::bind`. Active transforms are frames on one thread-local stack, and each
//! frame re-binds what it does on the frames below, so any nesting works without special cases. Tapes and
//! forward mode know arrays by id, because a user may watch any array that already exists; vmap wraps arrays,
//! because it changes what a shape means.
//!
//! Read `stack` first, then `tape` and `backward`, [`forward`], then [`vmap`] and `batch_rules`.

pub(crate) mod backward;
pub(crate) mod batch_rules;
pub mod checkpoint;
pub mod custom;
pub(crate) mod fallback;
pub mod forward;
pub mod grad;
pub mod gradient_tape;
pub mod jacobian;
pub mod observe;
pub(crate) mod stack;
pub(crate) mod tape;
pub mod vmap;
