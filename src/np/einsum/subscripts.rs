//! Reads the subscripts of `einsum`: from text or lists to labels, and those to the sizes of given operands.
//!
//! Every text is read to the end or refused; nothing here depends on the operands' values.

use crate::array::Array;
use crate::error::{Error, OrRaise, Result};
use std::fmt::{self, Display};

/// A letter with more than 52 meanings is not to be had; the ellipsis may add axes to those.
const MOST_LABELS: usize = 128;

/// What each axis of the operands of [`einsum`](super::einsum) is called: text as `"ij,jk->ik"`, or
/// [lists of numbers](Subscripts::lists).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscripts {
    text: String,
}

impl From<&str> for Subscripts {
    fn from(text: &str) -> Self {
        Subscripts { text: text.into() }
    }
}

impl From<String> for Subscripts {
    fn from(text: String) -> Self {
        Subscripts { text }
    }
}

impl From<&String> for Subscripts {
    fn from(text: &String) -> Self {
        Subscripts { text: text.clone() }
    }
}

impl Display for Subscripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Subscripts {
    /// Stands for `...` in a list.
    pub const ELLIPSIS: usize = usize::MAX;

    /// Labels as numbers below 52, one list for each operand (numpy: `einsum(x, [0, 1], y, [1, 2])`).
    ///
    /// # Panics
    /// If a number is neither below 52 nor [`Self::ELLIPSIS`].
    ///
    /// # Examples
    /// ```
    /// use numtape::np::Subscripts;
    /// use numtape::prelude::*;
    /// let x = array([[1, 2], [3, 4]]);
    /// let product = Subscripts::lists(&[&[0, 1], &[1, 2]]).to(&[2, 0]);
    /// assert_eq!(np::einsum(product, [&x, &x]).to_vec::<i32>().unwrap(), [7, 15, 10, 22]);
    /// ```
    #[track_caller]
    pub fn lists(operands: &[&[usize]]) -> Self {
        let terms: Result<Vec<String>> = operands.iter().map(|list| letters(list)).collect();
        Subscripts {
            text: terms.or_raise().join(","),
        }
    }

    /// Names the output's labels, where they are not those that occur once, in increasing order.
    ///
    /// # Panics
    /// As [`Self::lists`].
    #[track_caller]
    pub fn to(mut self, output: &[usize]) -> Self {
        self.text.push_str("->");
        self.text.push_str(&letters(output).or_raise());
        self
    }

    /// The labels of the axes of these operands.
    pub(super) fn fit(&self, operands: &[Array]) -> Result<Labels> {
        let (inputs, output) = self.parse()?;
        if operands.is_empty() || inputs.len() != operands.len() {
            return Err(self.wrong(format!(
                "{} operands are named, {} are given",
                inputs.len(),
                operands.len()
            )));
        }
        let hidden = self.hidden_axes(&inputs, operands)?;
        let mut letters: Vec<u8> = inputs.iter().flat_map(Term::letters).collect();
        letters.sort_unstable();
        let twins =
            |c: u8| letters.partition_point(|&l| l <= c) - letters.partition_point(|&l| l < c);
        let output = match output {
            Some(output) => self.check_output(output, &letters, hidden)?,
            None => Term {
                before: Vec::new(),
                has_ellipsis: true,
                after: letters.iter().copied().filter(|&c| twins(c) == 1).collect(),
            },
        };
        letters.dedup();
        if hidden + letters.len() > MOST_LABELS {
            return Err(self.wrong(format!("there are more than {MOST_LABELS} different axes")));
        }
        let numbers = |term: &Term, ndim: usize| term.numbers(ndim, hidden, &letters);
        let mut labels = Labels {
            inputs: inputs
                .iter()
                .zip(operands)
                .map(|(term, x)| numbers(term, x.ndim()))
                .collect(),
            output: numbers(&output, hidden + output.letters().count()),
            sizes: vec![1; hidden + letters.len()],
        };
        let name = |label: usize| match label.checked_sub(hidden) {
            Some(letter) => format!("'{}'", char::from(letters[letter])),
            None => format!("axis {label} of the ellipsis"),
        };
        self.measure(&mut labels, operands, name)?;
        Ok(labels)
    }

    /// The number of axes that the ellipsis stands for; checks every operand's number of axes.
    fn hidden_axes(&self, inputs: &[Term], operands: &[Array]) -> Result<usize> {
        let mut hidden = 0;
        for (i, (term, x)) in inputs.iter().zip(operands).enumerate() {
            let named = term.letters().count();
            if named > x.ndim() || (named < x.ndim() && !term.has_ellipsis) {
                let text = format!(
                    "operand {i} of shape {:?} has {} axes, its subscripts name {named}",
                    x.shape(),
                    x.ndim()
                );
                let error = self.wrong(text);
                return Err(if named < x.ndim() {
                    error.hinted("`...` stands for axes without a letter")
                } else {
                    error
                });
            }
            hidden = hidden.max(x.ndim() - named);
        }
        Ok(hidden)
    }

    fn check_output(&self, output: Term, letters: &[u8], hidden: usize) -> Result<Term> {
        if hidden > 0 && !output.has_ellipsis {
            return Err(self
                .wrong("the ellipsis of the operands stands for axes that the output does not name")
                .hinted("write `...` in the output too, or sum over letters"));
        }
        let named: Vec<u8> = output.letters().collect();
        for (i, &c) in named.iter().enumerate() {
            if !letters.contains(&c) {
                return Err(
                    self.wrong(format!("the output's '{}' is in no operand", char::from(c)))
                );
            }
            if named[..i].contains(&c) {
                return Err(self.wrong(format!("the output names '{}' twice", char::from(c))));
            }
        }
        Ok(output)
    }

    /// Finds each label's size: the one that is not 1.
    fn measure(
        &self,
        labels: &mut Labels,
        operands: &[Array],
        name: impl Fn(usize) -> String,
    ) -> Result<()> {
        for (i, (axes, x)) in labels.inputs.iter().zip(operands).enumerate() {
            for (axis, (&label, &size)) in axes.iter().zip(x.shape()).enumerate() {
                let twin = axes[..axis].iter().position(|&l| l == label);
                if let Some(twin) = twin.filter(|&twin| x.shape()[twin] != size) {
                    let text = format!(
                        "{} stands for sizes {} and {size} in operand {i} of shape {:?}",
                        name(label),
                        x.shape()[twin],
                        x.shape()
                    );
                    return Err(self.misfit(text));
                }
                let known = &mut labels.sizes[label];
                if *known == 1 {
                    *known = size;
                } else if size != 1 && size != *known {
                    let shapes: Vec<_> = operands
                        .iter()
                        .map(|x| format!("{:?}", x.shape()))
                        .collect();
                    let text = format!(
                        "{} has size {size} in operand {i}, before it has {known}; the shapes are {}",
                        name(label),
                        shapes.join(", ")
                    );
                    return Err(self.misfit(text));
                }
            }
        }
        Ok(())
    }

    fn parse(&self) -> Result<(Vec<Term>, Option<Term>)> {
        let (inputs, output) = match self.text.split_once("->") {
            Some((inputs, output)) => (inputs, Some(output)),
            None => (self.text.as_str(), None),
        };
        let inputs = inputs
            .split(',')
            .map(|text| self.term(text))
            .collect::<Result<_>>()?;
        Ok((inputs, output.map(|text| self.term(text)).transpose()?))
    }

    fn term(&self, text: &str) -> Result<Term> {
        let mut term = Term::default();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("...") {
                if term.has_ellipsis {
                    return Err(self.wrong(format!("{text:?} has more than one ellipsis")));
                }
                term.has_ellipsis = true;
                rest = after;
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                ' ' => {}
                'a'..='z' | 'A'..='Z' if term.has_ellipsis => term.after.push(c as u8),
                'a'..='z' | 'A'..='Z' => term.before.push(c as u8),
                '.' => return Err(self.wrong("a dot is not part of an ellipsis `...`")),
                _ => {
                    return Err(self.wrong(format!(
                        "{c:?} is no label: labels are the letters a to z and A to Z"
                    )));
                }
            }
        }
        Ok(term)
    }

    fn wrong(&self, reason: impl Display) -> Error {
        Error::value("einsum", format!("in {:?}: {reason}", self.text))
    }

    fn misfit(&self, reason: impl Display) -> Error {
        Error::shape("einsum", format!("in {:?}: {reason}", self.text))
    }
}

/// The labels of a list as letters, capitals first.
fn letters(list: &[usize]) -> Result<String> {
    let letter = |&label: &usize| match label {
        0..26 => Ok(char::from(b'A' + label as u8).to_string()),
        26..52 => Ok(char::from(b'a' + (label - 26) as u8).to_string()),
        Subscripts::ELLIPSIS => Ok("...".to_string()),
        _ => Err(Error::value(
            "einsum",
            format!("the label {label} is not below 52"),
        )),
    };
    list.iter().map(letter).collect()
}

/// The subscripts of one operand.
#[derive(Clone, Debug, Default)]
struct Term {
    before: Vec<u8>,
    has_ellipsis: bool,
    after: Vec<u8>,
}

impl Term {
    fn letters(&self) -> impl Iterator<Item = u8> {
        self.before.iter().chain(&self.after).copied()
    }

    /// The labels of an operand's axes: the ellipsis' axes first, aligned at the end, then the letters.
    fn numbers(&self, ndim: usize, hidden: usize, letters: &[u8]) -> Vec<usize> {
        let own = ndim - self.letters().count();
        let number = |c: &u8| hidden + letters.iter().position(|other| other == c).unwrap_or(0);
        let before = self.before.iter().map(number);
        let after = self.after.iter().map(number);
        before.chain(hidden - own..hidden).chain(after).collect()
    }
}

/// Subscripts fitted to operands: labels are numbers.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    /// Those of each operand's axes.
    pub(super) inputs: Vec<Vec<usize>>,
    pub(super) output: Vec<usize>,
    /// By label. An operand may have size 1 instead.
    pub(super) sizes: Vec<usize>,
}

/// A set of labels, as bits.
pub(super) fn set(labels: &[usize]) -> u128 {
    labels.iter().fold(0, |set, &label| set | 1 << label)
}

impl Labels {
    /// The number of elements of an array with these labels, as a float because intermediates may be huge.
    pub(super) fn size(&self, set: u128) -> f64 {
        let sizes = self.sizes.iter().enumerate();
        sizes
            .filter(|(label, _)| set >> label & 1 == 1)
            .map(|(_, &size)| size as f64)
            .product()
    }
}
