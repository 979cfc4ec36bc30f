//! Random indices on random shapes against a slow reference of numpy's rules, which visits every element.

use numtape::index::{Index, Indices, Slice};
use numtape::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

#[derive(Clone, Debug)]
enum Item {
    Int(i64),
    Slice(Option<i64>, Option<i64>, i64),
    NewAxis,
    Ellipsis,
    Ints(Vec<usize>, Vec<i64>),
    Mask(Vec<usize>, Vec<bool>),
}

impl Item {
    fn consumed(&self) -> usize {
        match self {
            Item::NewAxis | Item::Ellipsis => 0,
            Item::Mask(shape, _) => shape.len(),
            _ => 1,
        }
    }

    fn index(&self) -> Index {
        match self {
            Item::Int(position) => Index::from(*position),
            Item::Slice(start, stop, step) => Index::from(Slice::new(*start, *stop, *step)),
            Item::NewAxis => Index::from(NewAxis),
            Item::Ellipsis => Index::from(Ellipsis),
            Item::Ints(shape, values) => {
                Index::from(Array::from_shape_vec(&shape[..], values.clone()).unwrap())
            }
            Item::Mask(shape, values) => {
                Index::from(Array::from_shape_vec(&shape[..], values.clone()).unwrap())
            }
        }
    }
}

/// What an item does to the axes, in order.
enum Part {
    /// These positions of the next axis.
    Keep(Vec<usize>),
    /// A new axis of size 1.
    New,
    /// Positions of the next axis, by an array.
    Array(Vec<usize>, Vec<usize>),
    /// Positions on no axis: a mask of rank 0.
    Flag(usize),
    /// An ellipsis, which separates arrays even if it stands for nothing.
    Border,
}

/// The positions of a python slice, counted as python counts them.
fn sliced(start: Option<i64>, stop: Option<i64>, step: i64, size: usize) -> Option<Vec<usize>> {
    let size = size as i64;
    let bound = |bound: i64, low: i64, high: i64| {
        if bound < 0 {
            (bound + size).max(low)
        } else {
            bound.min(high)
        }
    };
    let (mut at, end) = match step {
        0 => return None,
        1.. => (
            bound(start.unwrap_or(0), 0, size),
            bound(stop.unwrap_or(size), 0, size),
        ),
        _ => (
            start.map_or(size - 1, |start| bound(start, -1, size - 1)),
            stop.map_or(-1, |stop| bound(stop, -1, size - 1)),
        ),
    };
    let mut positions = Vec::new();
    while (step > 0 && at < end) || (step < 0 && at > end) {
        positions.push(at as usize);
        at += step;
    }
    Some(positions)
}

fn place(position: i64, size: usize) -> Option<usize> {
    let from_start = if position < 0 {
        position + size as i64
    } else {
        position
    };
    (from_start >= 0 && from_start < size as i64).then_some(from_start as usize)
}

fn indices_of(shape: &[usize]) -> Vec<Vec<usize>> {
    np::ndindex(shape).collect()
}

fn parts(shape: &[usize], items: &[Item]) -> Option<Vec<Part>> {
    let used: usize = items.iter().map(Item::consumed).sum();
    let ellipses = items
        .iter()
        .filter(|item| matches!(item, Item::Ellipsis))
        .count();
    if used > shape.len() || ellipses > 1 {
        return None;
    }
    let (mut parts, mut axis) = (Vec::new(), 0);
    let mut items = items.to_vec();
    if ellipses == 0 {
        items.push(Item::Ellipsis);
    }
    for item in &items {
        match item {
            Item::Int(position) => {
                let place = place(*position, shape[axis])?;
                parts.push(Part::Array(vec![], vec![place]));
            }
            Item::Slice(start, stop, step) => {
                parts.push(Part::Keep(sliced(*start, *stop, *step, shape[axis])?));
            }
            Item::NewAxis => parts.push(Part::New),
            Item::Ellipsis => {
                parts.push(Part::Border);
                for &size in &shape[axis..axis + shape.len() - used] {
                    parts.push(Part::Keep((0..size).collect()));
                }
                axis += shape.len() - used;
            }
            Item::Ints(own, values) => {
                let places: Option<Vec<usize>> =
                    values.iter().map(|&i| place(i, shape[axis])).collect();
                parts.push(Part::Array(own.clone(), places?));
            }
            Item::Mask(own, values) => {
                if own[..] != shape[axis..axis + own.len()] {
                    return None;
                }
                let all = indices_of(own);
                let chosen: Vec<&Vec<usize>> = all
                    .iter()
                    .zip(values)
                    .filter(|(_, v)| **v)
                    .map(|(i, _)| i)
                    .collect();
                if own.is_empty() {
                    parts.push(Part::Flag(chosen.len()));
                }
                for k in 0..own.len() {
                    parts.push(Part::Array(
                        vec![chosen.len()],
                        chosen.iter().map(|index| index[k]).collect(),
                    ));
                }
            }
        }
        axis += item.consumed();
    }
    Some(parts)
}

fn broadcast(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let ndim = a.len().max(b.len());
    let size = |shape: &[usize], axis: usize| {
        (axis + shape.len())
            .checked_sub(ndim)
            .map_or(1, |i| shape[i])
    };
    (0..ndim)
        .map(|axis| match (size(a, axis), size(b, axis)) {
            (m, n) if m == n || n == 1 => Some(m),
            (1, n) => Some(n),
            _ => None,
        })
        .collect()
}

/// The element of an array that a broadcast index means.
fn broadcast_get(shape: &[usize], values: &[usize], index: &[usize]) -> usize {
    let skipped = index.len() - shape.len();
    let flat = shape
        .iter()
        .zip(&index[skipped..])
        .fold(0, |flat, (&size, &i)| {
            flat * size + if size == 1 { 0 } else { i }
        });
    values[flat]
}

/// The shape of the selection, and the source index of each of its elements; `None` if the index is not legal.
fn reference(shape: &[usize], items: &[Item]) -> Option<(Vec<usize>, Vec<Vec<usize>>)> {
    let parts = parts(shape, items)?;
    let is_array = |part: &Part| matches!(part, Part::Array(..) | Part::Flag(_));
    let mut common = vec![];
    for part in &parts {
        match part {
            Part::Array(own, _) => common = broadcast(&common, own)?,
            Part::Flag(count) => common = broadcast(&common, &[*count])?,
            _ => {}
        }
    }
    // Where the arrays' axes go: in place of one run of arrays, else in front.
    let first = parts.iter().position(is_array);
    let last = parts.iter().rposition(is_array);
    let kept = |parts: &[Part]| {
        parts
            .iter()
            .filter(|part| matches!(part, Part::Keep(_) | Part::New))
            .count()
    };
    let front = match (first, last) {
        (Some(first), Some(last)) if parts[first..=last].iter().all(is_array) => {
            kept(&parts[..first])
        }
        _ => 0,
    };
    let mut others: Vec<usize> = Vec::new();
    for part in &parts {
        match part {
            Part::Keep(positions) => others.push(positions.len()),
            Part::New => others.push(1),
            _ => {}
        }
    }
    let out: Vec<usize> = others[..front]
        .iter()
        .chain(&common)
        .chain(&others[front..])
        .copied()
        .collect();
    let source = |index: Vec<usize>| {
        let shared = &index[front..front + common.len()];
        let mut own = index[..front].iter().chain(&index[front + common.len()..]);
        let mut source = Vec::new();
        for part in &parts {
            match part {
                Part::Keep(positions) => source.push(positions[*own.next().unwrap()]),
                Part::New => drop(own.next()),
                Part::Array(shape, places) => source.push(broadcast_get(shape, places, shared)),
                Part::Flag(_) | Part::Border => {}
            }
        }
        source
    };
    let sources = indices_of(&out).into_iter().map(source).collect();
    Some((out, sources))
}

fn item(shape: Vec<usize>) -> impl Strategy<Value = Item> {
    let largest = shape.iter().copied().max().unwrap_or(0) as i64 + 1;
    let bound = prop::option::of(-largest - 1..=largest + 1);
    let own = prop_oneof![
        Just(vec![]),
        Just(vec![1]),
        Just(vec![2]),
        Just(vec![2, 1]),
        Just(vec![0])
    ];
    let ints = own.prop_flat_map(move |own| {
        let len: usize = own.iter().product();
        (Just(own), prop::collection::vec(-largest..largest, len))
            .prop_map(|(own, values)| Item::Ints(own, values))
    });
    let ndim = shape.len();
    let mask = (0..=ndim, 0..=ndim).prop_flat_map(move |(from, to)| {
        let own = shape[from.min(to)..from.max(to)].to_vec();
        let len: usize = own.iter().product();
        (Just(own), prop::collection::vec(any::<bool>(), len))
            .prop_map(|(own, values)| Item::Mask(own, values))
    });
    prop_oneof![
        2 => (-largest..largest).prop_map(Item::Int),
        3 => (bound.clone(), bound, -3i64..4).prop_map(|(a, b, step)| Item::Slice(a, b, if step == 0 { 1 } else { step })),
        1 => Just(Item::NewAxis),
        1 => Just(Item::Ellipsis),
        3 => ints,
        2 => mask,
    ]
}

fn cases() -> impl Strategy<Value = (Vec<usize>, Vec<Item>)> {
    prop::collection::vec(0usize..4, 0..=4).prop_flat_map(|shape| {
        (
            Just(shape.clone()),
            prop::collection::vec(item(shape), 0..=5),
        )
    })
}

fn counted(shape: &[usize]) -> Array {
    np::arange(shape.iter().product::<usize>() as i64).reshape(shape)
}

fn flat(shape: &[usize], index: &[usize]) -> usize {
    shape
        .iter()
        .zip(index)
        .fold(0, |flat, (&size, &i)| flat * size + i)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    /// Selects what the reference selects, or refuses what it refuses; never panics otherwise.
    #[test]
    fn reading_and_writing_follow_numpys_rules((shape, items) in cases()) {
        let x = counted(&shape);
        let index = || items.iter().map(Item::index).collect::<Indices>();
        let found = try_run(|| x.i(index()));
        let Some((wanted, sources)) = reference(&shape, &items) else {
            prop_assert!(found.is_err(), "{:?} should be refused, but gives {:?}", items, found.unwrap());
            prop_assert!(try_run(|| x.at(index()).set(0)).is_err());
            return Ok(());
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => return Err(TestCaseError::fail(format!("{items:?} is refused: {error}"))),
        };
        prop_assert_eq!(found.shape(), &wanted[..]);
        let places: Vec<usize> = sources.iter().map(|source| flat(&shape, source)).collect();
        prop_assert_eq!(found.to_vec::<i64>().unwrap(), places.iter().map(|&i| i as i64).collect::<Vec<_>>());

        let values: Vec<i64> = (0..places.len() as i64).map(|i| -1 - i).collect();
        let block = Array::from_shape_vec(&wanted[..], values.clone()).unwrap();
        let (mut set, mut added) = (x.to_vec::<i64>().unwrap(), x.to_vec::<i64>().unwrap());
        for (&place, &value) in places.iter().zip(&values) {
            set[place] = value;
            added[place] += value;
        }
        prop_assert_eq!(&x.at(index()).set(&block).to_vec::<i64>().unwrap(), &set);
        prop_assert_eq!(&x.at(index()).add(&block).to_vec::<i64>().unwrap(), &added);
        let mut own = counted(&shape);
        own.assign(index(), &block);
        prop_assert_eq!(&own.to_vec::<i64>().unwrap(), &set);
        let rank = wanted.len();
        let scalar = x.at(index()).set(7);
        prop_assert_eq!(scalar.i(index()).to_vec::<i64>().unwrap(), vec![7; places.len()], "rank {}", rank);
    }
}
