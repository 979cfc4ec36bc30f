//! `einsum` beside a slow reference on random expressions and random texts, and the texts of its refusals.

use numtape::np::{Einsum, Optimize, Subscripts};
use numtape::prelude::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The definition: for every value of every label, the product of the elements.
fn slow(
    inputs: &[String],
    output: &str,
    sizes: &BTreeMap<char, usize>,
    operands: &[Array],
) -> Array {
    let labels: Vec<char> = sizes.keys().copied().collect();
    let shape: Vec<usize> = output.chars().map(|c| sizes[&c]).collect();
    let elements: Vec<Vec<i64>> = operands.iter().map(|x| x.to_vec().unwrap()).collect();
    let mut result = vec![0i64; shape.iter().product()];
    let total: usize = sizes.values().product();
    for mut number in 0..total {
        let mut at = BTreeMap::new();
        for &label in &labels {
            at.insert(label, number % sizes[&label]);
            number /= sizes[&label];
        }
        // An axis of size 1 stays at 0.
        let offset = |term: &str, shape: &[usize]| {
            term.chars().zip(shape).fold(0, |offset, (c, &n)| {
                offset * n + if n == 1 { 0 } else { at[&c] }
            })
        };
        let product: i64 = inputs
            .iter()
            .zip(operands)
            .zip(&elements)
            .map(|((term, x), elements)| elements[offset(term, x.shape())])
            .product();
        result[offset(output, &shape)] += product;
    }
    Array::from_shape_vec(&shape, result).unwrap()
}

#[derive(Clone, Debug)]
struct Expression {
    inputs: Vec<String>,
    output: String,
    sizes: BTreeMap<char, usize>,
    operands: Vec<Array>,
}

impl Expression {
    fn text(&self) -> String {
        format!("{}->{}", self.inputs.join(","), self.output)
    }
}

/// Labels may repeat in an operand; some axes have size 1 where the label's is greater.
fn expression() -> impl Strategy<Value = Expression> {
    let term = proptest::collection::vec(0usize..5, 0..4);
    let terms = proptest::collection::vec(term, 1..5);
    (terms, proptest::collection::vec(0usize..4, 5), any::<u64>()).prop_map(
        |(terms, sizes, seed)| {
            let letters = ['a', 'b', 'C', 'd', 'Z'];
            let mut random = seed;
            let mut draw = move |n: usize| {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (random >> 33) as usize % n
            };
            let inputs: Vec<String> = terms
                .iter()
                .map(|t| t.iter().map(|&l| letters[l]).collect())
                .collect();
            let used: BTreeMap<char, usize> = inputs
                .iter()
                .flat_map(|t| t.chars())
                .map(|c| (c, sizes[letters.iter().position(|&l| l == c).unwrap()]))
                .collect();
            let mut output: Vec<char> = used.keys().copied().filter(|_| draw(2) == 0).collect();
            if !output.is_empty() {
                let by = draw(output.len());
                output.rotate_left(by);
            }
            let mut full: BTreeMap<char, usize> = used.keys().map(|&c| (c, 1)).collect();
            let operands = inputs
                .iter()
                .map(|term| {
                    let broadcast = draw(6) == 0;
                    let shape: Vec<usize> = term
                        .chars()
                        .map(|c| if broadcast { 1 } else { used[&c] })
                        .collect();
                    for (c, &n) in term.chars().zip(&shape) {
                        if n != 1 {
                            full.insert(c, n);
                        }
                    }
                    let len: usize = shape.iter().product();
                    let data: Vec<i64> = (0..len).map(|_| draw(7) as i64 - 3).collect();
                    Array::from_shape_vec(&shape, data).unwrap()
                })
                .collect();
            Expression {
                inputs,
                output: output.into_iter().collect(),
                sizes: full,
                operands,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn agrees_with_its_definition(expression in expression()) {
        let Expression { inputs, output, sizes, operands } = &expression;
        let wanted = slow(inputs, output, sizes, operands);
        for optimize in [Optimize::Auto, Optimize::Greedy, Optimize::Optimal, Optimize::LeftToRight] {
            let options = Einsum { optimize, dtype: None };
            let found = np::einsum_with(expression.text(), operands, options);
            prop_assert_eq!(found.shape(), wanted.shape());
            prop_assert_eq!(found.to_vec::<i64>().unwrap(), wanted.to_vec::<i64>().unwrap());
        }
    }

    #[test]
    fn the_optimal_path_costs_least(expression in expression()) {
        let cost = |optimize| np::einsum_path(expression.text(), &expression.operands, optimize).cost;
        prop_assert!(cost(Optimize::Optimal) <= cost(Optimize::Greedy));
    }

    /// Any text is an answer or an error of ours.
    #[test]
    fn no_text_panics(text in "[ijA.,> \\-é1]{0,9}(->)?[ij. ,]{0,5}", operands in 0usize..4, ndim in 0usize..3) {
        let operands = vec![np::ones(vec![2; ndim]); operands];
        if let Err(error) = try_run(|| np::einsum(text.as_str(), &operands)) {
            prop_assert!(matches!(error, Error::Value(_) | Error::Shape(_)), "{error}");
            prop_assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn no_unicode_panics(text in "\\PC{0,12}") {
        let x = np::ones([2, 2]);
        let _ = try_run(|| np::einsum(text.as_str(), [&x]));
    }

    /// A path of any numbers is carried out or refused.
    #[test]
    fn no_path_panics(steps in proptest::collection::vec(proptest::collection::vec(0usize..4, 0..4), 0..4)) {
        let x = array([[1, 2], [3, 4]]);
        let options = Einsum { optimize: Optimize::Path(steps), dtype: None };
        if let Ok(y) = try_run(|| np::einsum_with("ij,jk,kl", [&x, &x, &x], options)) {
            prop_assert_eq!(y.to_vec::<i32>().unwrap(), [37, 54, 81, 118]);
        }
    }
}

#[test]
fn lists_are_the_same_as_letters() {
    let x = np::arange(24).reshape([2, 3, 4]);
    let y = np::arange(12).reshape([4, 3]);
    let dots = Subscripts::ELLIPSIS;
    let by_lists = np::einsum(
        Subscripts::lists(&[&[dots, 30, 2], &[2, 5]]).to(&[dots, 5, 30]),
        (&x, &y),
    );
    let by_letters = np::einsum("...eC,CF->...Fe", (&x, &y));
    assert!(np::array_equal(&by_lists, &by_letters));
    // Without an output: labels that occur once, in increasing order.
    assert_eq!(
        np::einsum(Subscripts::lists(&[&[5, 40, 1]]), [&x]).shape(),
        [4, 2, 3]
    );
    assert!(try_run(|| Subscripts::lists(&[&[52]])).is_err());
}

#[test]
fn refusals_name_subscripts_and_shapes() {
    let text = |subscripts: &str, shapes: &[&[usize]]| {
        let operands: Vec<Array> = shapes.iter().map(|&shape| np::ones(shape)).collect();
        try_run(|| np::einsum(subscripts, &operands))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        text("ij,jk->ik", &[&[2, 3], &[4, 5]]),
        "einsum: in \"ij,jk->ik\": 'j' has size 4 in operand 1, before it has 3; the shapes are [2, 3], [4, 5]"
    );
    assert_eq!(
        text("ii", &[&[2, 3]]),
        "einsum: in \"ii\": 'i' stands for sizes 2 and 3 in operand 0 of shape [2, 3]"
    );
    assert_eq!(
        text("...,...->...", &[&[2, 3], &[2]]),
        "einsum: in \"...,...->...\": axis 1 of the ellipsis has size 2 in operand 1, before it has 3; the shapes are [2, 3], [2]"
    );
    assert_eq!(
        text("i", &[&[2, 3]]),
        "einsum: in \"i\": operand 0 of shape [2, 3] has 2 axes, its subscripts name 1\n  hint: `...` stands for axes without a letter"
    );
    assert_eq!(
        text("i->j", &[&[2]]),
        "einsum: in \"i->j\": the output's 'j' is in no operand"
    );
    assert_eq!(
        text("i->ii", &[&[2]]),
        "einsum: in \"i->ii\": the output names 'i' twice"
    );
    assert_eq!(
        text("i,j", &[&[2]]),
        "einsum: in \"i,j\": 2 operands are named, 1 are given"
    );
}

#[test]
fn the_best_order_is_found_for_a_chain() {
    let shapes: [[usize; 2]; 4] = [[30, 2], [2, 40], [40, 3], [3, 50]];
    let operands: Vec<Array> = shapes
        .iter()
        .map(|&shape| np::broadcast_to(0.0, shape))
        .collect();
    let path = np::einsum_path("ij,jk,kl,lm->im", &operands, Optimize::Optimal);
    // The pair in the middle first: 2·40·3, then 2·3·50, then 30·2·50, each product and sum.
    assert_eq!(path.cost, 2.0 * (240.0 + 300.0 + 3000.0));
    assert_eq!(path.largest_intermediate, 1500.0);
    let report = path.to_string();
    assert!(
        report.starts_with("einsum ij,jk,kl,lm->im\n  steps: [[1, 2]"),
        "{report}"
    );
}

#[test]
fn a_limit_keeps_intermediates_small() {
    let shapes: [[usize; 2]; 4] = [[30, 2], [2, 40], [40, 3], [3, 50]];
    let operands: Vec<Array> = shapes.iter().map(|&shape| np::ones(shape)).collect();
    let path = |optimize| np::einsum_path("ij,jk,kl,lm->im", &operands, optimize);
    // The result has 1500 elements, the products before it 6 to 2000.
    for limit in [1500, 1800, 1_000_000] {
        assert_eq!(
            path(Optimize::OptimalWithin(limit)).steps,
            path(Optimize::Optimal).steps
        );
        assert!(path(Optimize::GreedyWithin(limit)).largest_intermediate <= limit as f64);
    }
    // No pair fits: all at once, as numpy does.
    for optimize in [Optimize::OptimalWithin(5), Optimize::GreedyWithin(5)] {
        assert_eq!(path(optimize).steps, [vec![0, 1, 2, 3]]);
    }
    // One pair fits, what follows does not: the rest at once.
    for optimize in [Optimize::OptimalWithin(80), Optimize::GreedyWithin(80)] {
        let found = path(optimize.clone());
        assert_eq!(found.steps, [vec![1, 2], vec![0, 1, 2]]);
        let options = Einsum {
            optimize,
            ..Einsum::default()
        };
        let y = np::einsum_with("ij,jk,kl,lm->im", &operands, options);
        assert!(np::array_equal(y, np::full([30, 50], 240.0)));
    }
}
