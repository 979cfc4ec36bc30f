//! The functions that all bases of `np::polynomial` have, as one table for the tests: `each_basis!(m)` calls the macro `m`
//! with a basis's module, prefix and names, in one order.

macro_rules! each_basis {
    ($callback:ident) => {
        $callback! {
            polynomial, "poly";
            polyval, polyval_with, polyval2d, polyval3d, polygrid2d, polygrid3d,
            polyvander, polyvander2d, polyvander3d, polyadd, polyadd_untrimmed, polysub,
            polysub_untrimmed, polymul, polymul_untrimmed, polymulx, polymulx_untrimmed, polydiv,
            polydiv_untrimmed, polypow, polypow_untrimmed, polyder, polyder_with, polyint,
            polyint_with, polyfit, polyfit_with, polycompanion, polyroots, polyfromroots,
            polyline, polytrim, polydomain, polyzero, polyone, polyx,
        }
        $callback! {
            chebyshev, "cheb";
            chebval, chebval_with, chebval2d, chebval3d, chebgrid2d, chebgrid3d,
            chebvander, chebvander2d, chebvander3d, chebadd, chebadd_untrimmed, chebsub,
            chebsub_untrimmed, chebmul, chebmul_untrimmed, chebmulx, chebmulx_untrimmed, chebdiv,
            chebdiv_untrimmed, chebpow, chebpow_untrimmed, chebder, chebder_with, chebint,
            chebint_with, chebfit, chebfit_with, chebcompanion, chebroots, chebfromroots,
            chebline, chebtrim, chebdomain, chebzero, chebone, chebx,
        }
        $callback! {
            legendre, "leg";
            legval, legval_with, legval2d, legval3d, leggrid2d, leggrid3d,
            legvander, legvander2d, legvander3d, legadd, legadd_untrimmed, legsub,
            legsub_untrimmed, legmul, legmul_untrimmed, legmulx, legmulx_untrimmed, legdiv,
            legdiv_untrimmed, legpow, legpow_untrimmed, legder, legder_with, legint,
            legint_with, legfit, legfit_with, legcompanion, legroots, legfromroots,
            legline, legtrim, legdomain, legzero, legone, legx,
        }
        $callback! {
            hermite, "herm";
            hermval, hermval_with, hermval2d, hermval3d, hermgrid2d, hermgrid3d,
            hermvander, hermvander2d, hermvander3d, hermadd, hermadd_untrimmed, hermsub,
            hermsub_untrimmed, hermmul, hermmul_untrimmed, hermmulx, hermmulx_untrimmed, hermdiv,
            hermdiv_untrimmed, hermpow, hermpow_untrimmed, hermder, hermder_with, hermint,
            hermint_with, hermfit, hermfit_with, hermcompanion, hermroots, hermfromroots,
            hermline, hermtrim, hermdomain, hermzero, hermone, hermx,
        }
        $callback! {
            hermite_e, "herme";
            hermeval, hermeval_with, hermeval2d, hermeval3d, hermegrid2d, hermegrid3d,
            hermevander, hermevander2d, hermevander3d, hermeadd, hermeadd_untrimmed, hermesub,
            hermesub_untrimmed, hermemul, hermemul_untrimmed, hermemulx, hermemulx_untrimmed, hermediv,
            hermediv_untrimmed, hermepow, hermepow_untrimmed, hermeder, hermeder_with, hermeint,
            hermeint_with, hermefit, hermefit_with, hermecompanion, hermeroots, hermefromroots,
            hermeline, hermetrim, hermedomain, hermezero, hermeone, hermex,
        }
        $callback! {
            laguerre, "lag";
            lagval, lagval_with, lagval2d, lagval3d, laggrid2d, laggrid3d,
            lagvander, lagvander2d, lagvander3d, lagadd, lagadd_untrimmed, lagsub,
            lagsub_untrimmed, lagmul, lagmul_untrimmed, lagmulx, lagmulx_untrimmed, lagdiv,
            lagdiv_untrimmed, lagpow, lagpow_untrimmed, lagder, lagder_with, lagint,
            lagint_with, lagfit, lagfit_with, lagcompanion, lagroots, lagfromroots,
            lagline, lagtrim, lagdomain, lagzero, lagone, lagx,
        }
    };
}
pub(crate) use each_basis;
