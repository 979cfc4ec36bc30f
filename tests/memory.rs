//! What stays in memory: residuals, peaks, the cache. One test, because the counters are global.

use numtape::prelude::*;
use numtape::{checkpoint, memory};

const N: usize = 1 << 20;
const BYTES: usize = N * 8;

/// Makes arrays while the locals of its thread are destroyed.
struct Late;

impl Drop for Late {
    fn drop(&mut self) {
        drop((np::zeros([N]), np::zeros([10])));
    }
}

thread_local! {
    static LATE: Late = const { Late };
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one test, because the counters are global"
)]
fn buffers_are_reused_freed_and_bounded() {
    // by value, a chain of ops needs the buffer of its input and no other
    let x = np::full([N], 1.5);
    memory::reset_peak();
    let before = memory::stats().in_use;
    let y = (((x.clone() + 1.0) * 2.0) - 3.0) / 4.0;
    assert!(
        memory::stats().peak - before <= BYTES + BYTES / 4,
        "{:?}",
        memory::stats()
    );
    drop(y);
    assert_eq!(memory::stats().in_use, before);

    // a tape keeps declared residuals only: a chain of additions keeps nothing
    let tape = GradientTape::new();
    tape.watch(&x);
    let mut y = &x + 1.0;
    for _ in 0..10 {
        y += 1.0;
    }
    assert!(
        memory::stats().in_use - before <= 2 * BYTES,
        "{:?}",
        memory::stats()
    );
    drop(tape);
    drop(y);
    assert_eq!(
        memory::stats().in_use,
        before,
        "a tape that is dropped frees everything"
    );

    // the sweep frees residuals as it goes: its peak is far below forward plus backward
    let tape = GradientTape::new();
    tape.watch(&x);
    let mut y = x.clone();
    for _ in 0..20 {
        y = y.sin();
    }
    let kept = memory::stats().in_use - before;
    memory::reset_peak();
    y = y.sum(..);
    let dx = tape.gradient(&y, &x);
    let peak = memory::stats().peak - before;
    assert!(peak <= kept + 4 * BYTES, "kept {kept}, peak {peak}");
    drop((dx, y));
    assert_eq!(memory::stats().in_use, before);

    // checkpoints around blocks of √n layers keep about 2·√n arrays of n
    let chain = |x: &Array, n: usize| (0..n).fold(x.clone(), |x, _| x.sin());
    let peak_of = |f: &dyn Fn(&Array) -> Array| {
        memory::reset_peak();
        let slope = grad(|x: &Array| f(x).sum(..))(&x);
        let peak = (memory::stats().peak - before) / BYTES;
        drop(slope);
        assert_eq!(memory::stats().in_use, before);
        peak
    };
    let plain = peak_of(&|x| chain(x, 64));
    let block = checkpoint(move |x: &Array| chain(x, 8));
    let blocks = peak_of(&|x| (0..8).fold(x.clone(), |x, _| block(&x)));
    assert!((64..70).contains(&plain), "{plain}");
    assert!(blocks <= 22, "{blocks}");

    // forward mode keeps a tangent no longer than its array, and a result goes over an operand that no tangent needs
    memory::reset_peak();
    let along = jvp(|x: &Array| chain(x, 64), &x, &x).1;
    let peak = (memory::stats().peak - before) / BYTES;
    assert!(peak <= 6, "{peak}");
    drop(along);
    assert_eq!(memory::stats().in_use, before);

    // a persistent tape that is asked again and again does not grow
    let tape = GradientTape::persistent();
    tape.watch(&x);
    let y = (&x * &x).sum(..);
    tape.stop();
    let first = tape.gradient(&y, &x);
    let level = memory::stats().in_use;
    for _ in 0..20 {
        drop(tape.gradient(&y, &x));
    }
    assert_eq!(memory::stats().in_use, level);
    drop((tape, y, first));

    // many training steps leave nothing behind
    let mut w = np::zeros([1000]);
    let in_use = |w: &Array| {
        let tape = GradientTape::new();
        tape.watch(w);
        let loss = (w - 1.0).square().sum(..);
        let step = tape.gradient(&loss, w).unwrap() * 0.1;
        (w - step, memory::stats().in_use)
    };
    let mut levels = Vec::new();
    let steps = if std::env::var_os("NUMTAPE_LONG").is_some() {
        1_000_000
    } else {
        1_000
    };
    for _ in 0..steps {
        let (next, level) = in_use(&w);
        w = next;
        levels.push(level);
    }
    assert_eq!(levels[5], levels[steps - 1]);

    // what another thread made counts once that has ended, also where it is freed here
    let before_thread = memory::stats().in_use;
    let make = || (0..10).map(|_| np::zeros([1000])).collect::<Vec<_>>();
    let made = std::thread::spawn(make).join().unwrap();
    assert!(memory::stats().in_use >= before_thread + 10 * 8000);
    drop(made);
    assert_eq!(memory::stats().in_use, before_thread);

    // so does what a thread makes and frees while its locals are destroyed, the cache's own among them
    std::thread::spawn(|| LATE.with(|_| drop(np::zeros([10]))))
        .join()
        .unwrap();
    assert_eq!(memory::stats().in_use, before_thread);

    // the cache is bounded and can be emptied
    memory::set_cache_limit(0);
    drop(np::zeros([N]));
    assert!(memory::stats().cached < BYTES, "{:?}", memory::stats());
    memory::set_cache_limit(1 << 30);
    memory::clear_cache();
    assert_eq!(memory::stats().cached, 0);
    drop(np::zeros([N]));
    assert!(memory::stats().cached >= BYTES);

    // a small view does not pin a large buffer
    let large = np::zeros([N]);
    let level = memory::stats().in_use;
    let view = large.i(..10);
    drop(large);
    assert!(
        memory::stats().in_use < level - BYTES / 2,
        "{:?}",
        memory::stats()
    );
    assert_eq!(view.len(), 10);
}
