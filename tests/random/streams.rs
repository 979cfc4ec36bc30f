//! Which numbers a key gives: pinned streams, and the same draws eager, mapped, nested and on any threads.

use crate::distributions::tables;
use crate::{draw, draw_with, f64s};
use numtape::prelude::*;
use numtape::testing::stack_depth;
use serde_json::Value;

const ALL: &[(&str, &[f64])] = &[
    ("uniform", &[]),
    ("normal", &[]),
    ("exponential", &[]),
    ("gumbel", &[]),
    ("laplace", &[]),
    ("logistic", &[]),
    ("cauchy", &[]),
    ("maxwell", &[]),
    ("uniform_between", &[1.0, 2.0]),
    ("truncated_normal", &[-1.0, 1.5]),
    ("lognormal", &[0.5]),
    ("pareto", &[2.0]),
    ("weibull_min", &[2.0, 1.5]),
    ("rayleigh", &[2.0]),
    ("triangular", &[0.0, 1.0, 3.0]),
    ("gamma", &[0.7]),
    ("loggamma", &[0.1]),
    ("chisquare", &[3.0]),
    ("f", &[3.0, 4.0]),
    ("student_t", &[3.0]),
    ("beta", &[2.0, 0.5]),
    ("generalized_normal", &[1.5]),
    ("wald", &[2.0]),
    ("randint", &[0.0, 100.0]),
    ("bernoulli", &[0.5]),
    ("poisson", &[20.0]),
    ("binomial", &[100.0, 0.3]),
    ("geometric", &[0.1]),
    ("negative_binomial", &[4.0, 0.3]),
    ("hypergeometric", &[50.0, 60.0, 40.0]),
];

fn words(value: &Value) -> Vec<u32> {
    let flat = value
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|item| match item {
            Value::Array(pair) => pair.clone(),
            word => vec![word.clone()],
        });
    flat.map(|word| word.as_u64().unwrap() as u32).collect()
}

#[test]
fn streams_are_those_of_threefry() {
    for stream in tables()["streams"].as_array().unwrap() {
        let key = np::random::key(stream["seed"].as_str().unwrap().parse().unwrap());
        let u32s = words(&stream["u32"]);
        assert_eq!(
            np::random::bits(&key, 8, U32).to_vec::<u32>().unwrap(),
            u32s
        );
        let u64s: Vec<u64> = stream["u64"]
            .as_array()
            .unwrap()
            .iter()
            .map(|w| w.as_str().unwrap().parse().unwrap())
            .collect();
        assert_eq!(
            np::random::bits(&key, [2, 4], U64).to_vec::<u64>().unwrap(),
            u64s
        );
        // The highest bits of each word, as many as the dtype holds.
        let wide = u64s.iter().map(|word| (word >> 11) as f64 / 2f64.powi(53));
        assert_eq!(
            f64s(&np::random::uniform(&key, 8)),
            wide.collect::<Vec<_>>()
        );
        let narrow = u32s.iter().map(|word| f64::from(word >> 8) / 2f64.powi(24));
        assert_eq!(
            f64s(&np::random::uniform(&key, (8, F32))),
            narrow.collect::<Vec<_>>()
        );
        assert_eq!(
            np::random::split(&key, 3).to_vec::<u32>().unwrap(),
            words(&stream["split"])
        );
        let folded = np::random::fold_in(&key, array([0u32, 7, u32::MAX]));
        assert_eq!(folded.to_vec::<u32>().unwrap(), words(&stream["fold_in"]));
    }
}

#[test]
fn a_mapped_key_gives_the_draws_of_single_keys() {
    let keys = np::random::split(&np::random::key(8), 3);
    for (name, p) in ALL {
        let dtype = if matches!(
            *name,
            "poisson"
                | "binomial"
                | "geometric"
                | "negative_binomial"
                | "hypergeometric"
                | "randint"
        ) {
            I64
        } else {
            F64
        };
        let size = (5, dtype);
        let batched = vectorized_map(|key: Array| draw(name, &key, p, size), &keys);
        let explicit = draw(name, &keys, p, size);
        assert!(
            np::array_equal(&batched, &explicit),
            "{name}: an array of keys"
        );
        let jagged = vectorized_map(
            |keys: Array| vectorized_map(|key: Array| draw(name, &key, p, size), &keys),
            keys.reshape([1, 3, 2]),
        );
        assert!(np::array_equal(jagged.i(0), &batched), "{name}: nested");
        for row in 0..3 {
            let single = draw(name, &keys.i(row), p, size);
            assert!(
                np::array_equal(batched.i(row), &single),
                "{name}: row {row}"
            );
        }
    }
    assert_eq!(stack_depth(), 0);
}

#[test]
fn an_unmapped_key_gives_every_example_the_draws_of_its_parameters() {
    let key = np::random::key(9);
    for (name, p) in ALL
        .iter()
        .filter(|(name, p)| !p.is_empty() && *name != "randint")
    {
        let factors = array([1.0, 0.9, 0.8]);
        let of = |factor: &Array| {
            let parameters: Vec<Array> = p.iter().map(|&v| factor * v).collect();
            draw_with(name, &key, &parameters.iter().collect::<Vec<_>>(), (4, F64))
        };
        let batched = vectorized_map(|factor: Array| of(&factor), &factors);
        for row in 0..3 {
            let single = of(&factors.i(row));
            assert!(
                np::allclose_with(
                    batched.i(row),
                    &single,
                    np::Tolerance {
                        rtol: 1e-15,
                        atol: 0.0,
                        ..Default::default()
                    }
                ),
                "{name}: row {row}"
            );
        }
    }
}

#[test]
fn an_element_depends_on_its_own_parameters_alone() {
    let key = np::random::key(10);
    for name in ["gamma", "loggamma", "poisson", "wald", "chisquare"] {
        let rates = np::linspace(0.5, 60.0, 40);
        let mixed = draw_with(name, &key, &[&rates], (40, F64));
        for i in [0, 7, 39] {
            let alone = draw_with(name, &key, &[&rates.i(i)], (40, F64));
            assert_eq!(
                f64s(&mixed)[i as usize],
                f64s(&alone)[i as usize],
                "{name} {i}"
            );
        }
        // A longer draw starts like a shorter one, and a shape is only a layout.
        let long = draw_with(name, &key, &[&array(2.0)], (1000, F64));
        assert!(np::array_equal(
            long.i(..40),
            draw_with(name, &key, &[&array(2.0)], (40, F64))
        ));
    }
    let flat = np::random::gamma(&key, 2.0, 24);
    assert!(np::array_equal(
        flat.reshape([2, 3, 4]),
        np::random::gamma(&key, 2.0, [2, 3, 4])
    ));
    // Parameters in any layout.
    let a = np::linspace(0.5, 4.0, 12).reshape([3, 4]);
    let turned = a.transpose([1, 0]);
    assert!(np::array_equal(
        np::random::gamma(&key, &turned, ..),
        np::random::gamma(&key, turned.copy(), ..)
    ));
}

#[test]
fn draws_do_not_depend_on_the_number_of_threads() {
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let key = np::random::key(1);
            let rates = np::linspace(0.1, 50.0, 300).reshape([300, 1]);
            let of = |x: Array| {
                x.to_vec::<f64>()
                    .unwrap()
                    .into_iter()
                    .map(f64::to_bits)
                    .collect::<Vec<_>>()
            };
            [
                of(np::random::gamma(&key, &rates, [300, 40])),
                of(np::random::poisson(&key, &rates, ([300, 40], F64))),
                of(np::random::binomial(&key, 90, 0.4, (12_000, F64))),
                of(np::random::student_t(&key, 3.0, [100, 200])),
                of(np::random::normal(&key, 30_000)),
            ]
        })
    };
    let one = run(1);
    assert!(one == run(2) && one == run(5));
}

#[test]
fn generators_repeat_and_spawn() {
    let (a, b) = (np::random::default_rng(3), np::random::default_rng(3));
    for _ in 0..3 {
        assert!(np::array_equal(a.gamma(2.0, 1.0, 5), b.gamma(2.0, 1.0, 5)));
    }
    assert!(!np::array_equal(a.random(5), a.random(5)));
    let mut all: Vec<f64> = a
        .spawn(3)
        .iter()
        .chain([&a])
        .flat_map(|rng| f64s(&rng.random(4)))
        .collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    assert_eq!(all.len(), 16);
    // A generator inside a map draws for every example, unless all shall share.
    let rng = np::random::default_rng(4);
    let xs = np::zeros(4);
    let x = f64s(&vectorized_map(|x: Array| x + rng.gamma(2.0, 1.0, []), &xs));
    assert!(x.windows(2).all(|pair| pair[0] != pair[1]), "{x:?}");
    let x = f64s(
        &vmap(|x: Array| x + rng.gamma(2.0, 1.0, []))
            .randomness(Randomness::Same)
            .call(&xs),
    );
    assert!(x.windows(2).all(|pair| pair[0] == pair[1]), "{x:?}");
    let refused = try_run(|| {
        vmap(|x: Array| x + rng.poisson(2.0, []))
            .randomness(Randomness::Error)
            .call(&xs)
    });
    assert!(refused.is_err());
}
