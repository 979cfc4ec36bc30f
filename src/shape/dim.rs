//! One size of a shape: a known number, or an expression of symbols.
//!
//! Shapes of data are always known. Symbols appear when a function is traced for several sizes at once;
//! every `infer` rule and every shape-valued parameter is written over [`Dim`] so that the primitives need
//! no change for that. Expressions are polynomials with integer coefficients over symbols and floor
//! quotients, kept in one canonical form and interned, so a `Dim` is `Copy` and equality is exact: equal
//! forms are equal, a non-zero constant difference means different, anything else is undecided.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::{Add, Mul, Sub};
use std::sync::{Arc, Mutex, OnceLock};

/// A size: known, or symbolic.
///
/// # Examples
/// ```
/// use numtape::Dim;
/// let n = Dim::symbol("n");
/// assert_eq!(Dim::from(3).known(), Some(3));
/// assert_eq!((n * Dim::from(4) + Dim::from(2)).to_string(), "4·n + 2");
/// assert_eq!(n.equals(n + Dim::from(1)), Some(false));
/// assert_eq!(n.equals(Dim::from(3)), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dim(u64);

/// Set in the representation of symbolic sizes; the other bits are then an index into the interner.
/// Known sizes stay below it, as no array has more than `isize::MAX` elements.
const SYMBOLIC: u64 = 1 << 63;

/// Something a polynomial is made of.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Atom {
    Symbol(Arc<str>),
    /// `floor(numerator / denominator)` where the division is not exact.
    Quotient(Box<Polynomial>, i64),
}

/// Atoms with their powers, in order. The empty monomial is the constant one.
type Monomial = Vec<(Atom, u32)>;

/// Coefficients by monomial, none of them zero.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct Polynomial(BTreeMap<Monomial, i64>);

#[derive(Default)]
struct Interner {
    ids: HashMap<Polynomial, u64>,
    expressions: Vec<Polynomial>,
}

/// Expressions live as long as the program. They are few: one per distinct size that traces mention.
fn interner() -> &'static Mutex<Interner> {
    static INTERNER: OnceLock<Mutex<Interner>> = OnceLock::new();
    INTERNER.get_or_init(Mutex::default)
}

impl Polynomial {
    fn constant(value: i64) -> Self {
        let mut terms = BTreeMap::new();
        if value != 0 {
            terms.insert(Monomial::new(), value);
        }
        Polynomial(terms)
    }

    fn atom(atom: Atom) -> Self {
        Polynomial(BTreeMap::from([(vec![(atom, 1)], 1)]))
    }

    fn as_constant(&self) -> Option<i64> {
        match self.0.len() {
            0 => Some(0),
            1 => self.0.get(&Monomial::new()).copied(),
            _ => None,
        }
    }

    fn plus(&self, other: &Self, sign: i64) -> Self {
        let mut terms = self.0.clone();
        for (monomial, coefficient) in &other.0 {
            let sum = terms.entry(monomial.clone()).or_insert(0);
            *sum += sign * coefficient;
            if *sum == 0 {
                terms.remove(monomial);
            }
        }
        Polynomial(terms)
    }

    fn times(&self, other: &Self) -> Self {
        let mut product = Polynomial::default();
        for (m1, c1) in &self.0 {
            for (m2, c2) in &other.0 {
                let term = Polynomial(BTreeMap::from([(multiply_monomials(m1, m2), c1 * c2)]));
                product = product.plus(&term, 1);
            }
        }
        product
    }

    /// The exact quotient by a polynomial of one term, if there is one.
    fn divided_by(&self, divisor: &Self) -> Option<Self> {
        if divisor.0.len() != 1 {
            return (self == divisor).then(|| Polynomial::constant(1));
        }
        let (monomial, coefficient) = divisor.0.first_key_value()?;
        let terms = self.0.iter().map(|(m, c)| {
            Some((
                divide_monomials(m, monomial)?,
                exact_quotient(*c, *coefficient)?,
            ))
        });
        terms.collect::<Option<BTreeMap<_, _>>>().map(Polynomial)
    }
}

fn exact_quotient(a: i64, b: i64) -> Option<i64> {
    (a % b == 0).then(|| a / b)
}

fn multiply_monomials(a: &Monomial, b: &Monomial) -> Monomial {
    let mut powers: BTreeMap<Atom, u32> = a.iter().cloned().collect();
    for (atom, power) in b {
        *powers.entry(atom.clone()).or_insert(0) += power;
    }
    powers.into_iter().collect()
}

fn divide_monomials(a: &Monomial, b: &Monomial) -> Option<Monomial> {
    let mut powers: BTreeMap<Atom, u32> = a.iter().cloned().collect();
    for (atom, power) in b {
        let left = powers.get_mut(atom)?;
        *left = left.checked_sub(*power)?;
        if *left == 0 {
            powers.remove(atom);
        }
    }
    Some(powers.into_iter().collect())
}

impl Dim {
    /// Size one, which broadcasts.
    pub const ONE: Dim = Dim(1);

    /// The symbolic size of the given name. Equal names are the same symbol, and sizes are not negative.
    pub fn symbol(name: &str) -> Dim {
        Dim::from_polynomial(Polynomial::atom(Atom::Symbol(name.into())))
    }

    /// The number, if the size is known.
    #[inline]
    pub const fn known(self) -> Option<usize> {
        if self.0 & SYMBOLIC == 0 {
            Some(self.0 as usize)
        } else {
            None
        }
    }

    /// Whether the size is known to be this number.
    #[inline]
    pub const fn is(self, n: usize) -> bool {
        self.0 == n as u64
    }

    /// Whether two sizes are equal: yes, no, or not decidable for all values of the symbols.
    pub fn equals(self, other: Dim) -> Option<bool> {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Some(a == b),
            _ if self == other => Some(true),
            // A constant difference that is not zero separates them whatever the symbols are.
            _ => self
                .polynomial()
                .plus(&other.polynomial(), -1)
                .as_constant()
                .map(|_| false),
        }
    }

    /// The exact quotient, if there is one: `(4·n)/4` is `n`, `n/4` and `4/0` are nothing.
    pub fn exact_div(self, divisor: Dim) -> Option<Dim> {
        match (self.known(), divisor.known()) {
            (_, Some(0)) => None,
            (Some(a), Some(b)) => (a % b == 0).then(|| Dim::from(a / b)),
            _ => self
                .polynomial()
                .divided_by(&divisor.polynomial())
                .map(Dim::from_polynomial),
        }
    }

    /// `floor(self / divisor)` for a positive divisor.
    ///
    /// # Panics
    /// If the divisor is zero.
    pub fn floor_div(self, divisor: usize) -> Dim {
        assert!(divisor > 0, "floor_div needs a positive divisor");
        match self.known() {
            Some(n) => Dim::from(n / divisor),
            None => self.exact_div(Dim::from(divisor)).unwrap_or_else(|| {
                let quotient = Atom::Quotient(Box::new(self.polynomial()), divisor as i64);
                Dim::from_polynomial(Polynomial::atom(quotient))
            }),
        }
    }

    /// `ceil(self / divisor)` for a positive divisor.
    pub fn ceil_div(self, divisor: usize) -> Dim {
        (self + Dim::from(divisor - 1)).floor_div(divisor)
    }

    fn polynomial(self) -> Polynomial {
        match self.known() {
            Some(n) => Polynomial::constant(n as i64),
            None => lock(|interner| interner.expressions[(self.0 & !SYMBOLIC) as usize].clone()),
        }
    }

    /// A negative constant saturates at zero: it is the size of an empty range.
    fn from_polynomial(polynomial: Polynomial) -> Dim {
        if let Some(constant) = polynomial.as_constant() {
            return Dim::from(usize::try_from(constant).unwrap_or(0));
        }
        lock(|interner| {
            let next = interner.expressions.len() as u64;
            let id = *interner.ids.entry(polynomial.clone()).or_insert(next);
            if id == next {
                interner.expressions.push(polynomial);
            }
            Dim(id | SYMBOLIC)
        })
    }
}

fn lock<R>(f: impl FnOnce(&mut Interner) -> R) -> R {
    // Nothing inside `f` can leave the table half-written, so a poisoned lock is still good.
    f(&mut interner()
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Saturates at `isize::MAX`, a size that no array has: what comes to it is rejected when memory is asked for.
impl From<usize> for Dim {
    #[inline]
    fn from(n: usize) -> Dim {
        Dim((n as u64).min(SYMBOLIC - 1))
    }
}

impl Add for Dim {
    type Output = Dim;
    fn add(self, other: Dim) -> Dim {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Dim::from(a.saturating_add(b)),
            _ => Dim::from_polynomial(self.polynomial().plus(&other.polynomial(), 1)),
        }
    }
}

/// Saturates at zero where both are known.
impl Sub for Dim {
    type Output = Dim;
    fn sub(self, other: Dim) -> Dim {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Dim::from(a.saturating_sub(b)),
            _ => Dim::from_polynomial(self.polynomial().plus(&other.polynomial(), -1)),
        }
    }
}

impl Mul for Dim {
    type Output = Dim;
    fn mul(self, other: Dim) -> Dim {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Dim::from(a.saturating_mul(b)),
            _ => Dim::from_polynomial(self.polynomial().times(&other.polynomial())),
        }
    }
}

impl std::iter::Product for Dim {
    fn product<I: Iterator<Item = Dim>>(dims: I) -> Dim {
        dims.fold(Dim::ONE, Mul::mul)
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known() {
            Some(n) => write!(f, "{n}"),
            None => write!(f, "{}", self.polynomial()),
        }
    }
}

impl fmt::Debug for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The constant sorts first; people write it last.
        let terms = self
            .0
            .iter()
            .filter(|(m, _)| !m.is_empty())
            .chain(self.0.iter().filter(|(m, _)| m.is_empty()));
        for (i, (monomial, &coefficient)) in terms.enumerate() {
            let sign = match (i, coefficient < 0) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            };
            write!(f, "{sign}")?;
            let mut factors: Vec<String> = monomial.iter().map(show_power).collect();
            if coefficient.abs() != 1 || factors.is_empty() {
                factors.insert(0, coefficient.abs().to_string());
            }
            write!(f, "{}", factors.join("·"))?;
        }
        Ok(())
    }
}

fn show_power((atom, power): &(Atom, u32)) -> String {
    let base = match atom {
        Atom::Symbol(name) => name.to_string(),
        Atom::Quotient(numerator, denominator) => format!("floor(({numerator})/{denominator})"),
    };
    if *power == 1 {
        base
    } else {
        format!("{base}^{power}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_canonical() {
        let (n, m) = (Dim::symbol("n"), Dim::symbol("m"));
        assert_eq!(n + m, m + n);
        assert_eq!((n + m) * (n + m), n * n + Dim::from(2) * n * m + m * m);
        assert_eq!(n + m - n, m);
        assert_eq!(n - n, Dim::from(0));
    }

    #[test]
    fn equality_is_decided_where_it_can_be() {
        let (n, m) = (Dim::symbol("n"), Dim::symbol("m"));
        assert_eq!(n.equals(n), Some(true));
        assert_eq!((n + Dim::from(2)).equals(n), Some(false));
        assert_eq!(n.equals(m), None);
        assert_eq!(n.equals(Dim::from(1)), None);
    }

    #[test]
    fn division() {
        let (n, m) = (Dim::symbol("n"), Dim::symbol("m"));
        assert_eq!((n * Dim::from(784)).exact_div(Dim::from(784)), Some(n));
        assert_eq!((n * m).exact_div(n), Some(m));
        assert_eq!(n.exact_div(Dim::from(2)), None);
        assert_eq!(
            (n + Dim::from(1)).exact_div(n + Dim::from(1)),
            Some(Dim::from(1))
        );
        assert_eq!((n * Dim::from(4)).floor_div(2), n * Dim::from(2));
        assert_eq!(n.ceil_div(2).to_string(), "floor((n + 1)/2)");
        assert_eq!(Dim::from(5).ceil_div(2), Dim::from(3));
    }

    #[test]
    fn huge_sizes_saturate() {
        let huge = Dim::from(usize::MAX);
        assert_eq!(huge.known(), Some(isize::MAX as usize));
        assert_eq!([huge + huge, huge * huge], [huge, huge]);
    }
}
