//! Files and tables that NumPy wrote, and what it writes for the same arrays.

use crate::calls::{self, Call, Skip, ints};
use numtape::io::{LoadTxt, SaveTxt, read_npy, read_npz, read_text, write_npy, write_text};
use numtape::prelude::*;
use std::io::Cursor;

const SKIPS: &[Skip] = &[(
    "loadtxt",
    "1_0",
    "Python reads digits with underscores, numbers elsewhere have none",
)];

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).expect("two digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let text = call.args[0].as_str().unwrap_or_default();
    match function {
        "npy" | "npy_foreign" => {
            let file = bytes(text);
            let x = raise(read_npy(&file[..]));
            if function == "npy" {
                // What we write is as long as NumPy's file, whose data it ends with.
                let mut written = Vec::new();
                raise(write_npy(&mut written, &x).map(|()| array(0)));
                assert!(file.ends_with(&written[128..]), "{file:?}");
            }
            Some(vec![x])
        }
        "npz" => {
            let arrays = read_npz(Cursor::new(bytes(text))).unwrap();
            Some(arrays.into_values().collect())
        }
        "loadtxt" => {
            let kwargs = call.kwargs;
            let options = LoadTxt {
                dtype: call.dtype().unwrap_or(F64),
                delimiter: kwargs["delimiter"].as_str().map(String::from),
                skiprows: kwargs["skiprows"].as_u64().unwrap_or(0) as usize,
                usecols: (!kwargs["usecols"].is_null()).then(|| ints(&kwargs["usecols"])),
                unpack: kwargs["unpack"].as_bool().unwrap_or(false),
                ndmin: kwargs["ndmin"].as_u64().unwrap_or(0) as usize,
                max_rows: kwargs["max_rows"].as_u64().map(|n| n as usize),
                ..LoadTxt::default()
            };
            Some(vec![raise(read_text(text.as_bytes(), &options))])
        }
        "savetxt" => {
            let options = SaveTxt {
                fmt: call.args[1].as_str().unwrap().into(),
                delimiter: ";".into(),
                header: "h\nk".into(),
                footer: "end".into(),
                ..SaveTxt::default()
            };
            let mut found = Vec::new();
            write_text(&mut found, call.array(0), &options).unwrap();
            let (found, wanted) = (
                String::from_utf8(found).unwrap(),
                call.args[2].as_str().unwrap(),
            );
            assert_eq!(found, wanted);
            Some(vec![array(true)])
        }
        _ => None,
    }
}

/// A `Result` as the panic that `try_run` of the runner catches.
fn raise(result: numtape::Result<Array>) -> Array {
    result.unwrap_or_else(|error| error.raise())
}

#[test]
fn files_are_numpys() {
    calls::check("io", 0.0, 300, SKIPS, evaluate);
}
