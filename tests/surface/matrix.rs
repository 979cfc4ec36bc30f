//! Every public function by {value, gradient, forward derivative, Hessian product} and {plain, mapped, mapped twice,
//! map inside the derivative}, and the book's table of that.
//!
//! The plain derivatives are checked against finite differences by `record`; here the same derivatives under maps are
//! compared with loops over the plain ones. `NUMTAPE_WRITE=1` writes the table.

use crate::record::{Call, Check, Record};
use numtape::hvp;
use numtape::prelude::*;
use numtape::testing::{Samples, allclose};
use numtape::transform::vmap::fallback_count;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many results were compared, so that an empty sweep is noticed.
pub(crate) static COMPARED: AtomicUsize = AtomicUsize::new(0);

/// What of a function is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Value,
    Grad,
    Jvp,
    Hvp,
}

const KINDS: [Kind; 4] = [Kind::Value, Kind::Grad, Kind::Jvp, Kind::Hvp];

/// A function with what its derivatives are multiplied by.
struct Probe<'a> {
    body: &'a dyn Fn(&[Array]) -> Vec<Array>,
    /// One for each differentiable result.
    cts: Vec<Array>,
    /// One for each input; zeros for integers.
    tangents: Vec<Array>,
}

impl Probe<'_> {
    fn smooth(&self, xs: &[Array]) -> Vec<Array> {
        let mut results = (self.body)(xs);
        results.retain(|y| y.dtype().is_float() || y.dtype().is_complex());
        results
    }

    fn loss(&self, xs: &[Array]) -> Array {
        let terms = self.smooth(xs).into_iter().zip(&self.cts);
        terms.fold(array(0.0), |sum, (y, ct)| {
            sum + np::real((np::conj(ct) * y).sum(..)).astype(F64)
        })
    }

    fn run(&self, kind: Kind, xs: &[Array]) -> Vec<Array> {
        let loss = |xs: &Vec<Array>| self.loss(xs);
        match kind {
            Kind::Value => (self.body)(xs),
            Kind::Grad => grad(loss)(&xs.to_vec()),
            Kind::Jvp => {
                let smooth = |xs: &Vec<Array>| self.smooth(xs);
                jvp(smooth, &xs.to_vec(), &self.tangents).1
            }
            Kind::Hvp => hvp(loss, &xs.to_vec(), &self.tangents),
        }
    }
}

/// Numbers to multiply with, like an array.
fn weights(x: &Array, rng: &mut Samples) -> Array {
    if x.dtype().is_float() || x.dtype().is_complex() {
        rng.array(x.dtype(), x.shape(), 0.25, 1.25)
    } else {
        np::zeros_like(x)
    }
}

/// Other inputs near the first: those of one row of a batch.
fn moved(x: &Array, row: usize) -> Array {
    if x.dtype().is_float() || x.dtype().is_complex() {
        x * (1.0 - row as f64 / 16.0)
    } else {
        x.clone()
    }
}

/// Which inputs are mapped, along which axis.
type Axes = Vec<Option<isize>>;

/// All inputs at alternating places, then each alone.
fn choices(inputs: &[Array]) -> Vec<Axes> {
    let place = |i: usize| Some(if i.is_multiple_of(2) { 0 } else { -1 });
    let mut choices: Vec<Axes> = vec![(0..inputs.len()).map(place).collect()];
    if inputs.len() > 1 {
        choices.extend((0..inputs.len()).map(|mapped| {
            (0..inputs.len())
                .map(|i| place(i).filter(|_| i == mapped))
                .collect()
        }));
    }
    choices
}

/// Parts along the mapped axes; of inputs that are not mapped the first.
fn batched(rows: &[Vec<Array>], axes: &Axes) -> Vec<Array> {
    let input = |(i, axis): (usize, &Option<isize>)| match axis {
        None => rows[0][i].clone(),
        Some(axis) => np::stack(
            rows.iter().map(|row| row[i].clone()).collect::<Vec<_>>(),
            *axis,
        ),
    };
    axes.iter().enumerate().map(input).collect()
}

fn compare(what: &str, found: &[Array], wanted: &[Array]) -> Result<(), String> {
    if found.len() != wanted.len() {
        return Err(format!(
            "{what}: {} results instead of {}",
            found.len(),
            wanted.len()
        ));
    }
    for (i, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        if found.aval() != wanted.aval() {
            return Err(format!(
                "{what}: result {i} is {} instead of {}",
                found.aval(),
                wanted.aval()
            ));
        }
        let sizes = np::nan_to_num(wanted.astype(C128).abs());
        let scale: f64 = if wanted.is_empty() {
            0.0
        } else {
            sizes.max(..).item().unwrap()
        };
        let rtol = match wanted.dtype() {
            F64 | C128 => 1e-9,
            F32 | C64 => 1e-5,
            F16 | BF16 => 1e-2,
            _ => 0.0,
        };
        COMPARED.fetch_add(1, Ordering::Relaxed);
        // Sums over rows may cancel.
        allclose(found, wanted, rtol, rtol * scale.max(1e-3))
            .map_err(|text| format!("{what}: result {i}: {text}"))?;
    }
    Ok(())
}

/// The results of single rows, stacked.
fn stacked(rows: &[Vec<Array>]) -> Vec<Array> {
    (0..rows[0].len())
        .map(|k| np::stack(rows.iter().map(|row| row[k].clone()).collect::<Vec<_>>(), 0))
        .collect()
}

fn check_call(call: &Call, kinds: &[Kind]) -> Result<(), String> {
    let mut rng = Samples::new(7);
    let body = |xs: &[Array]| (call.body)(xs);
    let mut probe = Probe {
        body: &body,
        cts: Vec::new(),
        tangents: call.inputs.iter().map(|x| weights(x, &mut rng)).collect(),
    };
    if kinds.len() > 1 {
        let results = probe.smooth(&call.inputs);
        probe.cts = results.iter().map(|y| weights(y, &mut rng)).collect();
    }
    for axes in choices(&call.inputs) {
        let row = |row: usize| -> Vec<Array> {
            let inputs = call.inputs.iter().zip(&axes);
            inputs
                .map(|(x, axis)| moved(x, if axis.is_some() { row } else { 0 }))
                .collect()
        };
        for &kind in kinds {
            let name = format!("{kind:?} with in_axes {axes:?}");
            let rows: Vec<Vec<Array>> = (0..4).map(row).collect();
            let plain: Vec<Vec<Array>> = rows.iter().map(|xs| probe.run(kind, xs)).collect();
            let (two, half) = (&rows[..2], &plain[..2]);
            let batch = batched(two, &axes);
            let mapped = vmap(|xs: Vec<Array>| probe.run(kind, &xs))
                .in_axes(axes.clone())
                .call(&batch);
            compare(&format!("vmap of {name}"), &mapped, &stacked(half))?;

            // Rows 0 and 1, then 2 and 3.
            let twice = [batched(two, &axes), batched(&rows[2..], &axes)];
            let twice = batched(&twice, &axes.iter().map(|axis| axis.map(|_| 0)).collect());
            let nested = vmap(|xs: Vec<Array>| {
                vmap(|xs: Vec<Array>| probe.run(kind, &xs))
                    .in_axes(axes.clone())
                    .call(&xs)
            })
            .in_axes(axes.iter().map(|axis| axis.map(|_| 0)).collect::<Axes>())
            .call(&twice);
            let wanted = stacked(&[stacked(half), stacked(&plain[2..])]);
            compare(&format!("vmap of vmap of {name}"), &nested, &wanted)?;

            if kind != Kind::Value {
                let outside = outside(&probe, kind, &axes, &batch);
                let wanted = match kind {
                    Kind::Jvp => stacked(half),
                    _ => by_input(half, &axes),
                };
                compare(&format!("{name} of vmap"), &outside, &wanted)?;
            }
        }
    }
    Ok(())
}

/// The derivative of the mapped function.
fn outside(probe: &Probe, kind: Kind, axes: &Axes, batch: &[Array]) -> Vec<Array> {
    let body = |xs: &[Array]| {
        vmap(|xs: Vec<Array>| (probe.body)(&xs))
            .in_axes(axes.clone())
            .call(xs.to_vec())
    };
    let both = |x: &Array, axis: isize| np::stack([x, x], axis);
    let probe = Probe {
        body: &body,
        cts: probe.cts.iter().map(|ct| both(ct, 0)).collect(),
        tangents: probe
            .tangents
            .iter()
            .zip(axes)
            .map(|(t, axis)| axis.map_or_else(|| t.clone(), |axis| both(t, axis)))
            .collect(),
    };
    probe.run(kind, batch)
}

/// The gradients of rows in the layout of the batch: mapped inputs have theirs beside each other, others the sum.
fn by_input(rows: &[Vec<Array>], axes: &Axes) -> Vec<Array> {
    let input = |(i, axis): (usize, &Option<isize>)| {
        let parts: Vec<Array> = rows.iter().map(|row| row[i].clone()).collect();
        match axis {
            Some(axis) => np::stack(parts, *axis),
            None if parts[0].dtype().is_bool() => parts[0].clone(),
            None => parts.into_iter().reduce(|a, b| a + b).expect("two rows"),
        }
    };
    axes.iter().enumerate().map(input).collect()
}

/// The kinds that apply to a call.
fn kinds(call: &Call) -> &'static [Kind] {
    if call.order == 0 { &KINDS[..1] } else { &KINDS }
}

/// Derivatives under maps, and maps under derivatives, against loops.
pub(crate) fn check(record: &Record) -> Vec<String> {
    let before = fallback_count();
    let mut failures = Vec::new();
    for (i, call) in record.calls.iter().enumerate() {
        if call.skips(Check::Batching) || call.inputs.is_empty() {
            continue;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            try_run(|| check_call(call, kinds(call)))
        }));
        let failure = match outcome {
            Ok(Ok(Ok(()))) => continue,
            Ok(Ok(Err(text))) => text,
            Ok(Err(error)) => error.to_string(),
            Err(panic) => panic
                .downcast_ref::<String>()
                .cloned()
                .unwrap_or_else(|| "a panic".to_string()),
        };
        failures.push(format!("call {i} of {}: {failure}", call.shapes()));
    }
    if fallback_count() != before {
        failures.push("the loop fallback was used".to_string());
    }
    failures
}

const HEAD: &str = "\
# What is checked of every function

Each row is a public function; each column a way to evaluate or differentiate it that the tests check: `v` is `vmap`, `v²` a map
in a map, `v(grad)` the map of a gradient (one per example), `grad(v)` the gradient of a mapped function. Plain derivatives are
compared with finite differences, mapped ones with loops over plain ones, over every input alone and all together. Values are
compared with NumPy's. The table is written by `NUMTAPE_WRITE=1 cargo test --test surface table`, and a test
sees that it is up to date.

";

const COLUMNS: [&str; 15] = [
    "value",
    "v",
    "v²",
    "grad",
    "v(grad)",
    "grad(v)",
    "v²(grad)",
    "jvp",
    "v(jvp)",
    "jvp(v)",
    "v²(jvp)",
    "hvp",
    "v(hvp)",
    "hvp(v)",
    "v²(hvp)",
];

/// Why no call of a function has derivatives to check.
fn why_not_smooth(record: &Record) -> &'static str {
    let is_smooth = |x: &Array| x.dtype().is_float() || x.dtype().is_complex();
    let call = &record.calls[0];
    let results = || {
        record
            .calls
            .iter()
            .flat_map(|call| (call.body)(&call.inputs))
    };
    if !record
        .calls
        .iter()
        .any(|call| call.inputs.iter().any(is_smooth))
    {
        return if record.name.starts_with("random::") {
            "random: takes a key only"
        } else if call.inputs.is_empty() {
            "no array as input"
        } else {
            "takes integers or truth values"
        };
    }
    if !results().any(|y| is_smooth(&y)) {
        return "discrete: the results are integers or truth values";
    }
    let is_constant = |call: &Call| {
        let loss = |xs: &Vec<Array>| {
            let results = (call.body)(xs).into_iter().filter(is_smooth);
            results.fold(array(0.0), |sum, y| sum + np::real(y.astype(C128)).sum(..))
        };
        let gradients = try_run(|| grad(loss)(&call.inputs));
        gradients.is_ok_and(|gradients| {
            let zero = |g: &Array| !is_smooth(g) || !g.any(..).item::<bool>().unwrap();
            gradients.iter().all(zero)
        })
    };
    if record.name.starts_with("random::") {
        "random: derivatives of draws are tested in `tests/random`"
    } else if record.calls.iter().all(is_constant) {
        "discrete: a step function"
    } else {
        "no call is recorded at which differences see the derivative"
    }
}

/// One line of the table.
fn row(record: &Record) -> String {
    let with = |test: &dyn Fn(&Call) -> bool| record.calls.iter().any(test);
    let is_mapped = |call: &Call| !call.inputs.is_empty() && !call.skips(Check::Batching);
    let is_smooth = |call: &Call| call.order > 0;
    let (plain, mapped) = (with(&is_smooth), with(&is_mapped));
    let both = with(&|call| is_smooth(call) && is_mapped(call));
    let mut cells = vec![true, mapped, mapped];
    cells.extend([plain, both, both, both].repeat(3));
    let cells: Vec<&str> = cells
        .iter()
        .map(|&yes| if yes { "✓" } else { "—" })
        .collect();
    let mut reasons = Vec::new();
    if !plain {
        reasons.push(why_not_smooth(record).to_string());
    }
    if !mapped && !record.calls.iter().all(|call| call.inputs.is_empty()) {
        let skips = record.calls.iter().flat_map(|call| &call.skips);
        let reason = skips
            .filter(|(check, _)| *check == Check::Batching)
            .map(|(_, reason)| *reason)
            .next();
        reasons.push(format!("no map: {}", reason.unwrap_or("no inputs")));
    }
    format!(
        "| `{}` | {} | {} |",
        record.name,
        cells.join(" | "),
        reasons.join("; ")
    )
}

/// The chapter, from the records.
fn chapter(records: &[Record]) -> String {
    let mut rows: Vec<(&str, String)> = records.iter().map(|r| (r.name, row(r))).collect();
    rows.sort();
    let mut text = HEAD.to_string();
    let _ = writeln!(text, "| function | {} | — because |", COLUMNS.join(" | "));
    let _ = writeln!(text, "|---{}|---|", "|---".repeat(COLUMNS.len()));
    for (_, row) in rows {
        let _ = writeln!(text, "{row}");
    }
    text
}

#[cfg(all(feature = "fft", feature = "linalg"))]
#[test]
fn the_table_in_the_book_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/book/src/matrix.md");
    let text = chapter(&crate::all_records());
    if std::env::var("NUMTAPE_WRITE").is_ok() {
        std::fs::write(path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        text == committed,
        "book/src/matrix.md is not what the records say: run NUMTAPE_WRITE=1 cargo test --test surface table"
    );
}
