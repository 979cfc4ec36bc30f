//! The shape of the source itself: every primitive has a record, and modules know only what they should.

use numtape::testing::catalogue;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file under `src/<folder>`, with its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    fn collect(path: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if entry.is_dir() {
                collect(&entry, files);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                files.push(entry);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    let read = |file: PathBuf| {
        let name = file
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_string();
        (name, fs::read_to_string(&file).unwrap())
    };
    files.into_iter().map(read).collect()
}

/// Lines of code (not comments) that contain one of the words, as `file:line: text`.
fn lines_with(folder: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in sources(folder) {
        // Unit tests stand at the end of a file, or in one of their own, and may use anything.
        if name.ends_with("/tests.rs") {
            continue;
        }
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    found
}

fn assert_none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}, but:\n{}", found.join("\n"));
}

/// The structs that implement `Primitive`, by hand or by an entry of a table.
fn primitives() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (file, text) in sources("primitives") {
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("//"))
        {
            let by_hand = line.strip_prefix("impl Primitive for ");
            // `Sin = "sin"(1) {` in a table, `Real, "real", …` in a smaller one.
            let entry = line
                .split_once(" = \"")
                .filter(|(_, rest)| rest.ends_with(") {"));
            // `Zeta = "zeta", 2 of f64: …` or `Ordered = own.name(), …` in the table of functions of several numbers.
            let several = line.split_once(" = ").filter(|(_, rest)| {
                rest.contains(" of f64: |") || rest.contains(" of Complex<f64>: |")
            });
            let small = line.split_once(", \"").filter(|(name, _)| {
                name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphanumeric)
            });
            let name = by_hand.and_then(|rest| rest.split_whitespace().next());
            let name = name.or(entry.or(small).or(several).map(|(name, _)| name));
            if let Some(name) =
                name.filter(|name| file != "primitives/table.rs" && !name.contains('$'))
            {
                names.insert(name.to_string());
            }
        }
    }
    names
}

#[test]
fn every_primitive_has_a_record() {
    let records: BTreeSet<String> = catalogue()
        .iter()
        .map(|record| record.primitive.to_string())
        .collect();
    let primitives = primitives();
    assert!(
        primitives.len() > 60,
        "the search found only {primitives:?}"
    );
    let missing: Vec<_> = primitives.difference(&records).collect();
    assert!(
        missing.is_empty(),
        "primitives without a record: {missing:?}"
    );
    let unknown: Vec<_> = records.difference(&primitives).collect();
    assert!(
        unknown.is_empty(),
        "records without a primitive of that name: {unknown:?}"
    );
}

#[test]
fn every_skip_has_a_reason() {
    for record in catalogue() {
        for (check, reason) in record.skips {
            println!("{} skips {check:?}: {reason}", record.primitive);
            assert!(
                reason.len() > 10,
                "{} skips {check:?} because {reason:?}",
                record.primitive
            );
        }
    }
}

#[test]
fn kernels_know_only_bytes() {
    let words = [
        "crate::primitives",
        "crate::transform",
        "crate::np",
        "crate::tree",
        "crate::index",
    ];
    // The parameters of one primitive, declared beside it and interpreted by its kernel.
    let parameters = [
        "ArgKind;",
        "CumulativeKind;",
        "Dot;",
        "Exponentials;",
        "ReduceKind;",
        "scatter::Mode;",
    ];
    let mut found = lines_with("kernels", &words);
    found.retain(|line| !parameters.iter().any(|allowed| line.ends_with(allowed)));
    assert_none("kernels use nothing above them", found);
    assert_none(
        "storage uses no kernels",
        lines_with("storage", &["crate::kernels"]),
    );
}

#[test]
fn primitives_know_transforms_only_through_bind() {
    let found = lines_with("primitives", &["crate::transform", "super::transform"]);
    let allowed = |line: &String| {
        line.contains("crate::transform::stack")
            // The JVP of an op with a VJP alone opens a tape.
            || (line.starts_with("primitives/jvp.rs") && line.contains("crate::transform::"))
            // Rules with closures run inside the map that they came from.
            || line.starts_with("primitives/attach.rs")
            || line.ends_with("use crate::transform::vmap::MapFrame;")
    };
    assert_none(
        "primitives use `bind` of the transforms",
        found.into_iter().filter(|line| !allowed(line)).collect(),
    );
}

#[test]
fn functions_of_np_are_compositions() {
    let mut found = lines_with("np", &["crate::kernels", "kernels::"]);
    // The thread's own key is advanced as a number, without arrays.
    found.retain(|line| !(line.starts_with("np/random/") && line.contains("kernels::threefry")));
    assert_none("np uses no kernels", found);
}

#[test]
fn kinds_of_values_stay_inside() {
    let found = lines_with("", &["Value::Batched", "value::Batched", "Value::Dense"]);
    let allowed = |line: &String| line.starts_with("transform/") || line.starts_with("array/");
    let rule = "only transforms and the array itself know the kinds of values";
    assert_none(
        rule,
        found.into_iter().filter(|line| !allowed(line)).collect(),
    );
}

#[test]
fn unsafe_code_is_fenced() {
    let found = lines_with("", &["unsafe "]);
    assert!(!found.is_empty());
    let allowed = |line: &String| line.starts_with("kernels/") || line.starts_with("storage/");
    assert_none(
        "unsafe code is in kernels and storage",
        found.into_iter().filter(|line| !allowed(line)).collect(),
    );
}

#[test]
fn rayon_is_used_in_one_place() {
    let found = lines_with("", &["rayon::"]);
    let allowed = |line: &String| line.starts_with("kernels/loops.rs");
    assert_none(
        "rayon is used in kernels/loops.rs",
        found.into_iter().filter(|line| !allowed(line)).collect(),
    );
}
