//! Runs numtape's workloads when `benches/compare.py` asks; not for use by hand.

mod workloads;

use workloads::{all, protocol};

fn main() {
    protocol::serve(concat!("numtape ", env!("CARGO_PKG_VERSION")), &all());
}
