//! Special functions against scipy's answers, case by case of `golden/special.jsonl`.

use crate::calls::{self, Call, int};
use numtape::prelude::*;
use numtape::{np::args::Reduce, special};

/// One arm per function of as many arrays as names in brackets.
macro_rules! table {
    ($function:expr, $call:expr, one [$($one:ident)*], two [$($two:ident)*], ordered [$($ordered:ident)*]) => {
        match $function {
            $(stringify!($one) => Some(special::$one($call.array(0))),)*
            $(stringify!($two) => Some(special::$two($call.array(0), $call.array(1))),)*
            $(stringify!($ordered) => Some(special::$ordered(int(&$call.args[0]) as u32, $call.array(1))),)*
            _ => None,
        }
    };
}

/// Functions of elements.
pub(crate) fn elementwise(function: &str, call: &Call) -> Option<Array> {
    table!(
        function, call,
        one [
            erf erfc erfcx erfinv erfcinv ndtr log_ndtr ndtri gamma gammasgn gammaln digamma i0 i0e i1 i1e k0 k0e k1 k1e
            j0 j1 y0 y1 expi exp1 spence exprel cosm1 logit expit log_expit entr factorial sinc dawsn wofz loggamma
        ],
        two [
            gammainc gammaincc beta betaln binom comb xlogy xlog1py kl_div rel_entr zeta poch boxcox boxcox1p owens_t
        ],
        ordered [polygamma jn yn iv ive kn expn]
    )
}

/// Functions of several elements.
pub(crate) fn several(function: &str, call: &Call) -> Option<Array> {
    let x = |i: usize| call.array(i);
    Some(match function {
        "betainc" => special::betainc(x(0), x(1), x(2)),
        "hyp1f1" => special::hyp1f1(x(0), x(1), x(2)),
        "hyp2f1" => special::hyp2f1(x(0), x(1), x(2), x(3)),
        "sph_harm_y" => special::sph_harm_y(x(0), x(1), x(2), x(3)),
        _ => return None,
    })
}

/// The axis keyword (null is all) and keepdims.
fn over(call: &Call) -> Reduce {
    let axis = &call.kwargs["axis"];
    let over = if axis.is_null() {
        Reduce::from(..)
    } else {
        Reduce::from(int(axis))
    };
    if call.kwargs["keepdims"].as_bool() == Some(true) {
        over.keepdims()
    } else {
        over
    }
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let pair = |(x, y): (Array, Array)| Some(vec![x, y]);
    if let Some(result) = elementwise(function, call).or_else(|| several(function, call)) {
        return Some(vec![result]);
    }
    let one = match function {
        "fresnel" => return pair(special::fresnel(call.array(0))),
        "sici" => return pair(special::sici(call.array(0))),
        "softmax" => special::softmax(call.array(0), over(call)),
        "log_softmax" => special::log_softmax(call.array(0), over(call)),
        "logsumexp" => special::logsumexp(call.array(0), over(call)),
        "logsumexp_weighted" => {
            special::logsumexp_weighted(call.array(0), over(call), call.array(1))
        }
        "logsumexp_signed" => {
            return Some(
                special::logsumexp_signed(call.array(0), over(call), call.array(1)).into(),
            );
        }
        "multigammaln" => special::multigammaln(call.array(0), int(&call.args[1]) as u32),
        "bernoulli" => special::bernoulli(int(&call.args[0]) as usize),
        _ => return None,
    };
    Some(vec![one])
}

#[test]
fn special_functions_agree_with_scipy() {
    calls::check("special", 8.0, 1800, &[], evaluate);
}
