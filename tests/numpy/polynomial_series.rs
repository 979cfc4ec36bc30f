//! `np::polynomial` against `numpy.polynomial`, case by case of `golden/polynomial_series.jsonl.gz`.

use crate::bases::each_basis;
use crate::calls::{self, Call, Skip, ints, list, with_operand};
use numtape::np::polynomial::{
    Degrees, Derivative, FitOptions, Integral, chebyshev, hermite, hermite_e, laguerre, legendre,
    polynomial, polyutils,
};
use numtape::prelude::*;
use serde_json::Value;

const SKIPS: &[Skip] = &[];

#[allow(
    clippy::unnecessary_wraps,
    reason = "what the table of functions wants"
)]
fn one(x: Array) -> Option<Vec<Array>> {
    Some(vec![x])
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what the table of functions wants"
)]
fn two((x, y): (Array, Array)) -> Option<Vec<Array>> {
    Some(vec![x, y])
}

fn number(call: &Call, name: &str, default: f64) -> f64 {
    call.kwargs[name].as_f64().unwrap_or(default)
}

fn derivative(call: &Call) -> Derivative {
    Derivative {
        m: call.int(9, "m", 1) as usize,
        scl: number(call, "scl", 1.0),
        axis: call.int(9, "axis", 0),
    }
}

fn integral(call: &Call) -> Integral {
    let k = call.kwargs["k"].as_array();
    let k = k.map(|k| k.iter().map(|v| v.as_f64().unwrap()).collect::<Vec<f64>>());
    Integral {
        m: call.int(9, "m", 1) as usize,
        k: k.map(Array::from_vec),
        lbnd: number(call, "lbnd", 0.0),
        scl: number(call, "scl", 1.0),
        axis: call.int(9, "axis", 0),
    }
}

fn degrees(value: &Value) -> Degrees {
    match value {
        Value::Array(degrees) => {
            let degrees = degrees.iter().map(|k| k.as_u64().unwrap() as usize);
            Degrees::from(degrees.collect::<Vec<usize>>())
        }
        degree => Degrees::from(degree.as_u64().unwrap() as usize),
    }
}

fn sizes<const N: usize>(value: &Value) -> [usize; N] {
    let sizes: Vec<usize> = ints(value).into_iter().map(|n| n as usize).collect();
    sizes.try_into().expect("one degree a variable")
}

fn rounded(roots: Array) -> Array {
    np::round(roots, 7)
}

/// The functions that every basis has.
macro_rules! basis {
    (
        $module:ident, $prefix:literal;
            $val:ident, $val_with:ident, $val2d:ident, $val3d:ident, $grid2d:ident,
            $grid3d:ident, $vander:ident, $vander2d:ident, $vander3d:ident, $add:ident,
            $add_untrimmed:ident, $sub:ident, $sub_untrimmed:ident, $mul:ident, $mul_untrimmed:ident,
            $mulx:ident, $mulx_untrimmed:ident, $div:ident, $div_untrimmed:ident, $pow:ident,
            $pow_untrimmed:ident, $der:ident, $der_with:ident, $int:ident, $int_with:ident,
            $fit:ident, $fit_with:ident, $companion:ident, $roots:ident, $fromroots:ident,
            $line:ident, $trim:ident, $domain:ident, $zero:ident, $one:ident,
            $x:ident,
    ) => {
        fn $module(function: &str, call: &Call) -> Option<Vec<Array>> {
            let x = |i: usize| call.array(i);
            let degree = |i: usize| call.args[i].as_u64().unwrap() as usize;
            match function.strip_prefix($prefix)? {
                "val" if call.kwargs["tensor"].is_null() => one($module::$val(x(0), x(1))),
                "val" => one($module::$val_with(x(0), x(1), false)),
                "val2d" => one($module::$val2d(x(0), x(1), x(2))),
                "val3d" => one($module::$val3d(x(0), x(1), x(2), x(3))),
                "grid2d" => one($module::$grid2d(x(0), x(1), x(2))),
                "grid3d" => one($module::$grid3d(x(0), x(1), x(2), x(3))),
                "vander" => one($module::$vander(x(0), degree(1))),
                "vander2d" => one($module::$vander2d(x(0), x(1), sizes(&call.args[2]))),
                "vander3d" => one($module::$vander3d(x(0), x(1), x(2), sizes(&call.args[3]))),
                "add" => one($module::$add(x(0), x(1))),
                "sub" => one($module::$sub(x(0), x(1))),
                "mul" => one($module::$mul(x(0), x(1))),
                "mulx" => one($module::$mulx(x(0))),
                "div" => two($module::$div(x(0), x(1))),
                "pow" => one($module::$pow(x(0), degree(1))),
                "der" if call.kwargs.as_object().unwrap().is_empty() => one($module::$der(x(0))),
                "der" => one($module::$der_with(x(0), derivative(call))),
                "int" if call.kwargs.as_object().unwrap().is_empty() => one($module::$int(x(0))),
                "int" => one($module::$int_with(x(0), integral(call))),
                "companion" => one($module::$companion(x(0))),
                "roots" => one(np::real(rounded($module::$roots(x(0))))),
                "roots_complex" => one(rounded($module::$roots(x(0)))),
                "fromroots" => one($module::$fromroots(x(0))),
                "trim" => one($module::$trim(x(0), call.args[1].as_f64().unwrap())),
                "line" => with_operand!(call, 0, off => with_operand!(call, 1, scl => one($module::$line(off, scl)))),
                "fit" if call.kwargs["w"].is_null() => one($module::$fit(x(0), x(1), degrees(&call.args[2]))),
                "fit" | "fit_full" => {
                    let options = FitOptions { w: Some(call.golden.array(&call.kwargs["w"])), rcond: None };
                    let fit = $module::$fit_with(x(0), x(1), degrees(&call.args[2]), &options);
                    Some(if function.ends_with("full") {
                        vec![fit.coefficients, fit.residuals, fit.singular_values, array(fit.rcond)]
                    } else {
                        vec![fit.coefficients]
                    })
                }
                "domain" => one($module::$domain()),
                "zero" => one($module::$zero()),
                "one" => one($module::$one()),
                "x" => one($module::$x()),
                _ => None,
            }
        }
    };
}

each_basis!(basis);

/// What only some bases have.
fn special(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = |i: usize| call.array(i);
    let degree = || call.args[0].as_u64().unwrap() as usize;
    match function {
        "polyvalfromroots" if call.kwargs["tensor"].is_null() => {
            one(polynomial::polyvalfromroots(x(0), x(1)))
        }
        "polyvalfromroots" => one(polynomial::polyvalfromroots_with(x(0), x(1), false)),
        "poly2cheb" => one(chebyshev::poly2cheb(x(0))),
        "cheb2poly" => one(chebyshev::cheb2poly(x(0))),
        "poly2leg" => one(legendre::poly2leg(x(0))),
        "leg2poly" => one(legendre::leg2poly(x(0))),
        "poly2herm" => one(hermite::poly2herm(x(0))),
        "herm2poly" => one(hermite::herm2poly(x(0))),
        "poly2herme" => one(hermite_e::poly2herme(x(0))),
        "herme2poly" => one(hermite_e::herme2poly(x(0))),
        "poly2lag" => one(laguerre::poly2lag(x(0))),
        "lag2poly" => one(laguerre::lag2poly(x(0))),
        "chebgauss" => two(chebyshev::chebgauss(degree())),
        "leggauss" => two(legendre::leggauss(degree())),
        "hermgauss" => two(hermite::hermgauss(degree())),
        "hermegauss" => two(hermite_e::hermegauss(degree())),
        "laggauss" => two(laguerre::laggauss(degree())),
        "chebweight" => one(chebyshev::chebweight(x(0))),
        "legweight" => one(legendre::legweight(x(0))),
        "hermweight" => one(hermite::hermweight(x(0))),
        "hermeweight" => one(hermite_e::hermeweight(x(0))),
        "lagweight" => one(laguerre::lagweight(x(0))),
        "chebpts1" => one(chebyshev::chebpts1(degree())),
        "chebpts2" => one(chebyshev::chebpts2(degree())),
        "chebinterpolate_cos" => one(chebyshev::chebinterpolate(|x: &Array| x.cos(), degree())),
        "trimseq" => one(polyutils::trimseq(x(0))),
        "trimcoef" => {
            let tolerance = call.args.get(1).and_then(Value::as_f64).unwrap_or(0.0);
            one(polyutils::trimcoef(x(0), tolerance))
        }
        "as_series" => {
            let arrays = list(&call.args[0]).iter();
            let arrays: Vec<Array> = arrays.map(|c| call.golden.array(c)).collect();
            Some(polyutils::as_series(&arrays))
        }
        "getdomain" => one(polyutils::getdomain(x(0))),
        "mapparms" => Some(polyutils::mapparms(x(0), x(1)).into()),
        "mapdomain" => one(polyutils::mapdomain(x(0), x(1), x(2))),
        _ => None,
    }
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let (module, name) = function.split_once('.')?;
    let common = match module {
        "polynomial" => polynomial(name, call),
        "chebyshev" => chebyshev(name, call),
        "legendre" => legendre(name, call),
        "hermite" => hermite(name, call),
        "hermite_e" => hermite_e(name, call),
        "laguerre" => laguerre(name, call),
        _ => None,
    };
    common.or_else(|| special(name, call))
}

#[test]
fn series_of_polynomials_agree_with_numpy() {
    calls::check("polynomial_series", 64.0, 5500, SKIPS, evaluate);
}
