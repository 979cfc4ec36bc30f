//! Keeps the book's page of names true: every public name of numpy, JAX, TensorFlow's numpy and the array API is there, with a
//! path that exists or a reason that the page defines, and the counts are right.
//!
//! The page is written by `tests/coverage/generate.py`; these tests need no Python. That functions and constants
//! exist is checked by the compiler, in `paths`; methods are looked up in the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Every path that the page names.
#[allow(unused_imports, reason = "to name them is the test")]
mod paths {
    include!("coverage/paths.rs");
}

const PAGE: &str = include_str!("../book/src/numpy-coverage.md");
const NAMES: &str = include_str!("coverage/names.txt");
const PATHS: &str = include_str!("coverage/paths.rs");

/// One name: where it is public, what it is here, and a note that starts with the reason of what is absent.
struct Row {
    name: &'static str,
    letters: BTreeSet<char>,
    here: &'static str,
    note: &'static str,
}

impl Row {
    fn is_here(&self) -> bool {
        self.here != "—"
    }

    fn reason(&self) -> &'static str {
        self.note.split(':').next().unwrap()
    }
}

/// One section of the page.
struct Table {
    title: &'static str,
    /// `N numpy, J jax.numpy. Of 3 names, 2 are here.`
    legend: &'static str,
    rows: Vec<Row>,
}

impl Table {
    fn libraries(&self) -> BTreeMap<char, &'static str> {
        let list = self.legend.split(". Of ").next().unwrap();
        let pair = |entry: &'static str| (entry.chars().next().unwrap(), &entry[2..]);
        list.split(", ").map(pair).collect()
    }

    fn here(&self) -> usize {
        self.rows.iter().filter(|row| row.is_here()).count()
    }
}

fn cells(line: &'static str) -> Vec<&'static str> {
    let inner = line.strip_prefix("| ").and_then(|l| l.strip_suffix('|'));
    inner.expect(line).split(" |").map(str::trim).collect()
}

fn unquoted(cell: &'static str) -> &'static str {
    cell.trim_matches('`')
}

/// The rows of the table in a part of the page, without its two lines of head.
fn body(part: &'static str) -> Vec<Vec<&'static str>> {
    let lines = part.lines().filter(|line| line.starts_with('|'));
    lines.skip(2).map(cells).collect()
}

fn tables() -> Vec<Table> {
    let table = |part: &'static str| {
        let mut lines = part.lines().filter(|line| !line.is_empty());
        let row = |cells: Vec<&'static str>| Row {
            name: unquoted(cells[0]),
            letters: cells[1].chars().collect(),
            here: unquoted(cells[2]),
            note: cells[3],
        };
        Table {
            title: lines.next().unwrap(),
            legend: lines.next().unwrap(),
            rows: body(part).into_iter().map(row).collect(),
        }
    };
    PAGE.split("\n## ").skip(1).map(table).collect()
}

/// The reasons that the page defines, with the number of rows it states for each.
fn reasons() -> BTreeMap<&'static str, usize> {
    let head = PAGE.split("\n## ").next().unwrap();
    let reason = |cells: Vec<&'static str>| (cells[0], cells[2].parse().unwrap());
    body(head).into_iter().map(reason).collect()
}

/// The public names of each library.
fn names() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut libraries: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut current = "";
    for line in NAMES.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(library) => current = library,
            None => drop(libraries.entry(current).or_default().insert(line)),
        }
    }
    libraries
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_name_of_every_library_is_on_the_page_once() {
    let (names, mut libraries) = (names(), BTreeSet::new());
    for table in tables() {
        let rows: BTreeMap<_, _> = table.rows.iter().map(|row| (row.name, row)).collect();
        assert_eq!(
            rows.len(),
            table.rows.len(),
            "{}: a name twice",
            table.title
        );
        for (letter, library) in table.libraries() {
            libraries.insert(library);
            let shown = table
                .rows
                .iter()
                .filter(|row| row.letters.contains(&letter));
            let shown: BTreeSet<_> = shown.map(|row| row.name).collect();
            let known = names.get(library).expect(library);
            let differing: Vec<_> = shown.symmetric_difference(known).collect();
            assert!(differing.is_empty(), "{library}: {differing:?}");
        }
        let letters: BTreeSet<char> = table.libraries().into_keys().collect();
        for row in rows.values() {
            assert!(!row.letters.is_empty(), "{} is in no library", row.name);
            assert!(row.letters.is_subset(&letters), "{}", row.name);
        }
    }
    assert_eq!(libraries, names.into_keys().collect());
    assert!(libraries.len() > 15);
}

#[test]
fn absent_names_have_a_reason() {
    let (reasons, mut used) = (reasons(), BTreeMap::new());
    let mut found = Vec::new();
    for table in tables() {
        for row in table.rows.iter().filter(|row| !row.is_here()) {
            *used.entry(row.reason()).or_insert(0) += 1;
            if !reasons.contains_key(row.reason()) {
                found.push(format!("{}: {} ({})", table.title, row.name, row.note));
            }
            // These two say what to write instead.
            if ["instead", "deprecated"].contains(&row.reason()) && row.note == row.reason() {
                found.push(format!("{}: {} needs a note", table.title, row.name));
            }
        }
    }
    assert_none("absent without a reason", &found);
    assert_eq!(used, reasons, "the counts of the reasons");
}

#[test]
fn counts_are_right() {
    let (mut rows, mut here) = (0, 0);
    for table in tables() {
        let stated = format!("Of {} names, {} are here.", table.rows.len(), table.here());
        assert!(table.legend.ends_with(&stated), "{}: {stated}", table.title);
        rows += table.rows.len();
        here += table.here();
    }
    let stated = format!(
        "Of {rows} rows, {here} name what is here and {} say why something is not.",
        rows - here
    );
    assert!(PAGE.contains(&stated), "{stated}");
    assert!(rows > 850);
}

/// The methods of a type that the source declares, by hand or in a table.
fn methods(files: &[&str]) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(root.join(file)).unwrap();
        for line in text.lines().map(str::trim) {
            let by_hand = line
                .strip_prefix("pub fn ")
                .or(line.strip_prefix("pub const fn "));
            // `"The sine" sin;` and `"The sum" add: add;`
            let entry = line
                .strip_prefix('"')
                .and_then(|rest| rest.split_once("\" "));
            if let Some(rest) = by_hand.or(entry.map(|(_, rest)| rest)) {
                let is_letter = |c: char| c.is_alphanumeric() || c == '_';
                found.insert(rest.chars().take_while(|&c| is_letter(c)).collect());
            }
        }
    }
    found
}

/// Whether something in backticks is a path of this crate.
fn is_path(text: &str) -> bool {
    let words: Vec<&str> = text.split("::").collect();
    let is_word =
        |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    words.len() > 1 && words.iter().all(is_word)
}

#[test]
fn every_path_exists() {
    let array = methods(&[
        "array/mod.rs",
        "array/methods.rs",
        "array/convert.rs",
        "array/interop.rs",
        "array/display.rs",
        "index/at.rs",
        "index/mod.rs",
    ]);
    let generator = methods(&["np/random/generator.rs"]);
    assert!(array.len() > 100 && generator.len() > 30);
    let (mut found, mut checked) = (Vec::new(), 0);
    for table in tables() {
        for row in &table.rows {
            // The code in the note: every second piece between backticks.
            let in_note = row
                .note
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|text| is_path(text));
            for path in in_note.chain(row.is_here().then_some(row.here)) {
                checked += 1;
                let exists = match path.split_once("::") {
                    Some(("Array", method)) => array.contains(method) || method == "from",
                    Some(("Generator", method)) => generator.contains(method),
                    // The compiler has seen it.
                    _ => PATHS.contains(&format!("use numtape::{path} as _;\n")),
                };
                if !exists {
                    found.push(format!("{}: {}: {path}", table.title, row.name));
                }
            }
        }
    }
    assert_none("paths that do not exist", &found);
    assert!(checked > 650);
}
