//! The signatures of generalised ufuncs, such as `(n),(m)->(k)`: reading them and matching shapes.
//!
//! Each argument lists its core axes, by a name or a number. Axes before the core ones are loops.

use crate::error::{Error, Result};
use std::collections::HashMap;

/// The core axes of arguments and results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) inputs: Vec<Vec<Core>>,
    pub(super) outputs: Vec<Vec<Core>>,
}

/// One core axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Core {
    /// The same size wherever the name stands.
    Name(String),
    /// This size.
    Size(usize),
}

/// The sizes that names have in one call.
pub(super) type Sizes = HashMap<String, usize>;

impl Signature {
    /// Reads `(n),(m)->(k)`; spaces do not matter.
    pub(super) fn parse(op: &'static str, text: &str) -> Result<Signature> {
        let wrong = |reason: &str| {
            Error::value(op, format!("{reason} in the signature {text:?}"))
                .hinted("write it as \"(n),(m)->(k)\", with () for scalars")
        };
        let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (inputs, outputs) = squeezed
            .split_once("->")
            .ok_or_else(|| wrong("there is no arrow"))?;
        let side = |text: &str| arguments(text).map_err(&wrong);
        Ok(Signature {
            inputs: side(inputs)?,
            outputs: side(outputs)?,
        })
    }

    /// Matches the last axes of a shape with core axes, and learns the sizes of new names.
    pub(super) fn bind(
        op: &'static str,
        what: &str,
        cores: &[Core],
        shape: &[usize],
        sizes: &mut Sizes,
    ) -> Result<()> {
        if shape.len() < cores.len() {
            let reason = format!(
                "{what} of shape {shape:?} has fewer axes than the signature, {}",
                cores.len()
            );
            return Err(Error::shape(op, reason));
        }
        for (core, &size) in cores.iter().zip(&shape[shape.len() - cores.len()..]) {
            let wanted = match core {
                Core::Size(wanted) => *wanted,
                Core::Name(name) => *sizes.entry(name.clone()).or_insert(size),
            };
            if wanted != size {
                let reason =
                    format!("{what} of shape {shape:?} has size {size} where {core:?} is {wanted}");
                return Err(Error::shape(op, reason));
            }
        }
        Ok(())
    }
}

/// The arguments of one side: lists in parentheses, separated by commas.
fn arguments(text: &str) -> std::result::Result<Vec<Vec<Core>>, &'static str> {
    let mut all = Vec::new();
    let mut rest = text;
    loop {
        rest = rest
            .strip_prefix('(')
            .ok_or("an argument does not start with (")?;
        let (inside, behind) = rest
            .split_once(')')
            .ok_or("an argument does not end with )")?;
        all.push(cores(inside)?);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None if behind.is_empty() => return Ok(all),
            None => return Err("arguments are not separated by commas"),
        }
    }
}

fn cores(text: &str) -> std::result::Result<Vec<Core>, &'static str> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let one = |name: &str| {
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Err("the name of an axis is not of letters, digits and _");
        }
        match name.parse() {
            Ok(size) => Ok(Core::Size(size)),
            Err(_) if name.chars().all(|c| c.is_ascii_digit()) => Err("a size is too large"),
            Err(_) => Ok(Core::Name(name.to_string())),
        }
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Core {
        Core::Name(text.into())
    }

    #[test]
    fn signatures() {
        let read = |text| Signature::parse("test", text).unwrap();
        assert_eq!(
            read(" (n, 3) , () -> (k_1)"),
            Signature {
                inputs: vec![vec![name("n"), Core::Size(3)], vec![]],
                outputs: vec![vec![name("k_1")]],
            }
        );
        assert_eq!(read("()->(),()").outputs, [vec![], vec![]]);
        let wrong = [
            "",
            "()",
            "->",
            "()->",
            "->()",
            "(n",
            "n->()",
            "(n,)->()",
            "(,)->()",
            "()()->()",
            "(n)->(m)->(k)",
            "(a b->()",
            "((n))->()",
            "(n-1)->()",
            "(99999999999999999999999)->()",
            "(),->()",
        ];
        for text in wrong {
            assert!(Signature::parse("test", text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_have_one_size() {
        let mut sizes = Sizes::new();
        let mut bind = |cores: &[Core], shape: &[usize]| {
            Signature::bind("test", "x", cores, shape, &mut sizes).is_ok()
        };
        assert!(bind(&[name("n")], &[5, 3]));
        assert!(bind(&[name("n"), Core::Size(2)], &[3, 2]));
        assert!(!bind(&[name("n")], &[4]));
        assert!(!bind(&[Core::Size(2)], &[3]));
        assert!(!bind(&[name("m"), name("k")], &[3]));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in r"[(),\->nm1 _é]{0,24}") {
            if let Ok(signature) = Signature::parse("test", &text) {
                prop_assert!(!signature.inputs.is_empty() && !signature.outputs.is_empty());
            }
        }

        #[test]
        fn any_unicode_is_read_or_refused(text in any::<String>()) {
            let _ = Signature::parse("test", &text);
        }

        #[test]
        fn what_is_written_is_read(
            sides in prop::collection::vec(prop::collection::vec(prop::collection::vec("[a-z][a-z0-9_]{0,3}", 0..4), 1..4), 2)
        ) {
            let side = |arguments: &Vec<Vec<String>>| {
                let lists: Vec<String> = arguments.iter().map(|names| format!("({})", names.join(","))).collect();
                lists.join(",")
            };
            let read = Signature::parse("test", &format!("{} -> {}", side(&sides[0]), side(&sides[1]))).unwrap();
            let wanted = |arguments: &Vec<Vec<String>>| -> Vec<Vec<Core>> {
                arguments.iter().map(|names| names.iter().map(|text| name(text)).collect()).collect()
            };
            prop_assert_eq!(read.inputs, wanted(&sides[0]));
            prop_assert_eq!(read.outputs, wanted(&sides[1]));
        }
    }
}
