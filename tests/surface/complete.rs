//! Reads the source of the public modules to see that no function is without a record.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Results that hold no arrays; every other result asks for a record.
const PLAIN: &[&str] = &[
    "",
    "bool",
    "usize",
    "Vec<usize>",
    "String",
    "DType",
    "Finfo",
    "Iinfo",
    "PrintOptions",
    "R",
    "EinsumPath",
    "Option<Ufunc>",
];

/// Functions without a record, and why they need none.
const EXEMPT: &[(&str, &[&str])] = &[
    (
        "makes an array from numbers: nothing to differentiate, batch or cast",
        &[
            "zeros",
            "ones",
            "empty",
            "arange",
            "arange_with",
            "eye",
            "eye_with",
            "identity",
            "tri",
            "tri_with",
        ],
    ),
    (
        "calls a function that is given, with positions",
        &["fromfunction"],
    ),
    (
        "reads bytes, text or an iterator",
        &[
            "frombuffer",
            "frombuffer_with",
            "fromiter",
            "fromstring",
            "try_array",
        ],
    ),
];

/// Files whose functions belong to another test.
fn is_elsewhere(file: &str) -> bool {
    let elsewhere = [
        // Records where there are derivatives, statistical tests for the rest.
        "np/random",
        "nn/initializers.rs",
        // No functions, constants, and methods.
        "np/args.rs",
        "np/constants.rs",
        "np/ufuncs.rs",
    ];
    elsewhere.iter().any(|prefix| file.starts_with(prefix))
}

/// What a record's name has in front of the function's.
fn module(file: &str) -> &'static str {
    let modules = [
        ("np/linalg", "linalg::"),
        ("np/polynomial", "polynomial::"),
        ("np/fft", "fft::"),
        ("special/", "special::"),
        ("nn/", "nn::"),
    ];
    let found = modules.iter().find(|(folder, _)| file.starts_with(folder));
    found.map_or("", |(_, prefix)| prefix)
}

fn is_built(prefix: &str) -> bool {
    match prefix {
        "linalg::" | "polynomial::" => cfg!(feature = "linalg"),
        "fft::" => cfg!(feature = "fft"),
        _ => true,
    }
}

/// The Rust files below `src/<folder>` with their text, without unit tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.join(folder)], Vec::<PathBuf>::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let read = |file: PathBuf| {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        (name.to_string(), code.to_string())
    };
    files.into_iter().map(read).collect()
}

fn name_of(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// Public functions at the top level whose result may hold arrays.
fn by_hand(text: &str) -> Vec<&str> {
    let functions = text.split("\npub fn ").skip(1);
    let returns_arrays = |function: &&str| {
        let signature = function.split(" {\n").next().unwrap();
        let result = signature
            .rsplit_once("-> ")
            .map_or("", |(_, result)| result);
        let result = result.split("where").next().unwrap().trim();
        // Without an arrow after its arguments it returns nothing.
        let result = if result.ends_with(')') && !result.starts_with('(') {
            ""
        } else {
            result
        };
        !PLAIN.contains(&result)
    };
    functions.filter(returns_arrays).map(name_of).collect()
}

/// Functions declared by an entry of a table: `sin: Sin, …` and `asin = arcsin, …`.
fn by_table(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.ends_with("! {")
            && !line.starts_with([' ', '/'])
            && !line.starts_with("macro_rules")
        {
            inside = true;
        } else if line == "}" {
            inside = false;
        } else if let Some(entry) = line
            .strip_prefix("    ")
            .filter(|entry| inside && !entry.starts_with([' ', '/']))
        {
            let name = name_of(entry);
            match entry[name.len()..].chars().next() {
                Some(':' | '(') if !name.is_empty() => found.push(name),
                _ => found.extend(aliases(entry)),
            }
        }
    }
    found
}

fn aliases(entry: &str) -> impl Iterator<Item = &str> {
    let pairs = entry.split(", ").filter_map(|pair| pair.split_once(" = "));
    pairs.map(|(alias, _)| alias.trim())
}

/// The names of all functions that need a record, as records name them.
fn functions() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in ["np", "special", "nn"] {
        for (file, text) in sources(folder) {
            let prefix = module(&file);
            if is_elsewhere(&file) || !is_built(prefix) {
                continue;
            }
            let names = by_hand(&text).into_iter().chain(by_table(&text));
            found.extend(names.map(|name| format!("{prefix}{name}")));
        }
    }
    found
}

#[test]
fn every_function_has_a_record() {
    let functions = functions();
    let recorded: BTreeSet<String> = crate::all_records()
        .iter()
        .map(|r| r.name.to_string())
        .collect();
    let exempt: BTreeSet<String> = EXEMPT
        .iter()
        .flat_map(|(_, names)| *names)
        .map(ToString::to_string)
        .collect();
    assert!(
        functions.len() > 300,
        "{} functions were found",
        functions.len()
    );
    let needed: BTreeSet<_> = functions.difference(&exempt).cloned().collect();
    let missing: Vec<_> = needed.difference(&recorded).collect();
    assert!(
        missing.is_empty(),
        "functions without a record: {missing:?}"
    );
    let stale: Vec<_> = exempt
        .difference(&functions)
        .chain(exempt.intersection(&recorded))
        .collect();
    assert!(
        stale.is_empty(),
        "exempt, but not there or recorded: {stale:?}"
    );
}

#[test]
fn functions_are_found_in_the_source() {
    let functions = functions();
    for name in [
        "sin",
        "asin",
        "median",
        "matmul",
        "equal",
        "floor",
        "meshgrid",
        "average_and_sum",
    ] {
        assert!(functions.contains(name), "{name}");
    }
    for name in [
        "allclose",
        "ndim",
        "get_printoptions",
        "array_str",
        "pi",
        "set_printoptions",
    ] {
        assert!(!functions.contains(name), "{name}");
    }
}
