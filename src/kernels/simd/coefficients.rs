//! Polynomial coefficients of the vector functions, lowest power first. Written by `coefficients.py`, which
//! says how they are fitted; do not edit.
#![allow(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    clippy::approx_constant,
    reason = "a generated file"
)]

/// `G(0)` of [`ERFC`].
pub(super) const ERFC_CONSTANT: f64 = 1.2329951186255526;

/// log 2 in parts, the first with 21 zero bits so that an exponent times it is exact.
pub(super) const LN_2: f64 = 0.6931471806019545;
/// The rest of it.
pub(super) const LN_2_LOW: f64 = -4.2009150726810846e-11;

/// log 2 in two full parts.
pub(super) const LN_2_FULL: f64 = 0.6931471805599453;
/// The rest of it.
pub(super) const LN_2_FULL_LOW: f64 = 2.3190468138462996e-17;

/// 1 / log 2 in two parts.
pub(super) const LOG2_E: f64 = 1.4426950408889634;
/// The rest of it.
pub(super) const LOG2_E_LOW: f64 = 2.0355273740931033e-17;

/// 1 / log 10 in two parts.
pub(super) const LOG10_E: f64 = 0.4342944819032518;
/// The rest of it.
pub(super) const LOG10_E_LOW: f64 = 1.098319650216765e-17;

/// log 2 in parts of f32, the first with 8 zero bits.
pub(super) const LN_2_F32: f32 = 6.9314575e-1;
/// The rest of it.
pub(super) const LN_2_F32_LOW: f32 = 1.4286068e-6;

/// log 2 in two full parts of f32.
pub(super) const LN_2_FULL_F32: f32 = 6.931472e-1;
/// The rest of it.
pub(super) const LN_2_FULL_F32_LOW: f32 = -1.9046542e-9;

/// 1 / log 2 in parts of f32.
pub(super) const LOG2_E_F32: f32 = 1.442695;
/// The rest of it.
pub(super) const LOG2_E_F32_LOW: f32 = 1.925963e-8;

/// 1 / log 10 in parts of f32.
pub(super) const LOG10_E_F32: f32 = 4.342945e-1;
/// The rest of it.
pub(super) const LOG10_E_F32_LOW: f32 = -1.010305e-8;

/// log10 2 in parts of f32, the first with 8 zero bits.
pub(super) const LOG10_2_F32: f32 = 3.0103302e-1;
/// The rest of it.
pub(super) const LOG10_2_F32_LOW: f32 = -3.0243555e-6;

/// log10 2 in parts, the first with 21 zero bits.
pub(super) const LOG10_2: f64 = 0.3010299956658855;
/// The rest of it.
pub(super) const LOG10_2_LOW: f64 = -1.9043128467164274e-12;

/// pi / 2 in three parts.
pub(super) const HALF_PI: f64 = 1.5707963267948966;
/// The rest of it.
pub(super) const HALF_PI_LOW: f64 = 6.123233995736766e-17;
/// The rest of it.
pub(super) const HALF_PI_LOWEST: f64 = -1.4973849048591698e-33;

/// pi in two parts.
pub(super) const PI: f64 = 3.141592653589793;
/// The rest of it.
pub(super) const PI_LOW: f64 = 1.2246467991473532e-16;

/// pi / 4 in two parts.
pub(super) const QUARTER_PI: f64 = 0.7853981633974483;
/// The rest of it.
pub(super) const QUARTER_PI_LOW: f64 = 3.061616997868383e-17;

/// 2 / pi.
pub(super) const TWO_OVER_PI: f64 = 0.6366197723675814;

/// 1 / pi.
pub(super) const ONE_OVER_PI: f64 = 0.3183098861837907;

/// Cube root of 2 in two parts.
pub(super) const CBRT_2: f64 = 1.2599210498948732;
/// The rest of it.
pub(super) const CBRT_2_LOW: f64 = -2.589933375300507e-17;

/// Cube root of 4 in two parts.
pub(super) const CBRT_4: f64 = 1.5874010519681996;
/// The rest of it.
pub(super) const CBRT_4_LOW: f64 = -1.0869008194197823e-16;

/// 1 / 3.
pub(super) const THIRD: f64 = 0.3333333333333333;

/// 2 / 3 in two parts.
pub(super) const TWO_THIRDS: f64 = 0.6666666666666666;
/// The rest of it.
pub(super) const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;

/// `(exp(r) - 1 - r) / r²` for `|r| <= ln 2 / 2`. Error of the fit: 2^-58.0.
pub(super) const EXP: [f64; 10] = [
    0.5000000000000012,
    0.166666666666667,
    0.04166666666651565,
    0.008333333333306582,
    0.0013888888946961017,
    0.00019841269918638544,
    2.480148999459816e-5,
    2.755721526525835e-6,
    2.7631262641289734e-7,
    2.5118164120588964e-8,
];

/// [`EXP`] for single precision. Error of the fit: 2^-28.3.
pub(super) const EXP_SHORT: [f64; 5] = [
    0.5000000097210222,
    0.16666518901391286,
    0.04166620067199131,
    0.008368882496017029,
    0.0013950776964969317,
];

/// `(exp(r) - 1 - r - r²/2) / r³` for `|r| <= ln 2 / 2`. Error of the fit: 2^-60.8.
pub(super) const EXPM1: [f64; 10] = [
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326143,
    0.0013888888888883752,
    0.00019841269874796929,
    2.4801587325533363e-5,
    2.7557255429409653e-6,
    2.7557273661348637e-7,
    2.510520508093319e-8,
    2.0914679376583935e-9,
];

/// [`EXP`] for single precision, with the relative error of `exp(r) - 1` levelled. Error of the fit: 2^-32.0.
pub(super) const EXPM1_SHORT: [f64; 6] = [
    0.5000000046379024,
    0.16666666817720419,
    0.0416663547923036,
    0.008333272928063679,
    0.0013940998139557437,
    0.00019914226195064436,
];

/// `(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²` for `s² <= 0.04`. Error of the fit: 2^-55.9.
pub(super) const LOG: [f64; 7] = [
    0.6666666666667281,
    0.39999999996105506,
    0.2857142940541345,
    0.22222137670208164,
    0.18186390293576685,
    0.15249500722962508,
    0.15373561306563616,
];

/// [`LOG`] for single precision. Error of the fit: 2^-35.3.
pub(super) const LOG_SHORT: [f64; 4] = [
    0.6666666306045629,
    0.40000867708910265,
    0.2850676644320317,
    0.24104008259141863,
];

/// `(log((1 + s) / (1 - s)) - 2 s - 2/3 s³) / s⁵` in `s²`, for powers. Error of the fit: 2^-69.0.
pub(super) const LOG_LONG: [f64; 8] = [
    0.3999999999999972,
    0.2857142857157993,
    0.22222222190780833,
    0.18181821568255482,
    0.1538440452241512,
    0.13341204994784014,
    0.11591449649635505,
    0.12577030377532294,
];

/// `(sin(r) - r) / r³` in `r²` for `|r| <= pi / 4`. Error of the fit: 2^-58.0.
pub(super) const SIN: [f64; 6] = [
    -0.16666666666666632,
    0.008333333333322488,
    -0.00019841269829854442,
    2.7557313705195757e-6,
    -2.5050759870895407e-8,
    1.589688338512313e-10,
];

/// [`SIN`] for single precision. Error of the fit: 2^-28.1.
pub(super) const SIN_QUARTER_SHORT: [f64; 3] = [
    -0.16666654941275083,
    0.008332178061044521,
    -0.00019517274832725733,
];

/// `(sin(r) - r) / r³` in `r²` for `|r| <= pi / 2`, for single precision. Error of the fit: 2^-35.6.
pub(super) const SIN_SHORT: [f64; 5] = [
    -0.16666666631788735,
    0.008333331325357301,
    -0.00019840894234807356,
    2.7526620534748223e-6,
    -2.3909202591438817e-8,
];

/// `(cos(r) - 1 + r²/2) / r⁴` in `r²` for `|r| <= pi / 4`. Error of the fit: 2^-64.2.
pub(super) const COS: [f64; 6] = [
    0.0416666666666666,
    -0.001388888888887447,
    2.4801587289666848e-5,
    -2.7557314399210994e-7,
    2.0875728978893537e-9,
    -1.135991599190569e-11,
];

/// [`COS`] for single precision. Error of the fit: 2^-33.3.
pub(super) const COS_QUARTER_SHORT: [f64; 3] = [
    0.04166664686641452,
    -0.0013887367161410005,
    2.443838584813866e-5,
];

/// `(arcsin(s) - s) / s³` in `s²` for `s² <= 1/4`. Error of the fit: 2^-55.9.
pub(super) const ASIN: [f64; 12] = [
    0.16666666666665383,
    0.07500000000342869,
    0.0446428568236432,
    0.03038195932423616,
    0.022371753697350127,
    0.01735976842533954,
    0.013884625337982348,
    0.0121731011332967,
    0.0065116299379925704,
    0.01957176652760942,
    -0.01629069485456974,
    0.03195663540248495,
];

/// [`ASIN`] for single precision. Error of the fit: 2^-31.7.
pub(super) const ASIN_SHORT: [f64; 6] = [
    0.16666659873960976,
    0.07500510931010988,
    0.04451569992063656,
    0.03181789784727961,
    0.014401141878388122,
    0.03756775277045947,
];

/// `(arctan(t) - t) / t³` in `t²` for `|t| <= tan(pi / 8)`. Error of the fit: 2^-54.7.
pub(super) const ATAN: [f64; 10] = [
    -0.3333333333333018,
    0.19999999999094575,
    -0.14285714195642152,
    0.11111106665783703,
    -0.09090782621446766,
    0.07690070265431302,
    -0.06641130440774119,
    0.05692549977796688,
    -0.04359028303069044,
    0.02125792012185217,
];

/// [`ATAN`] for single precision. Error of the fit: 2^-30.5.
pub(super) const ATAN_SHORT: [f64; 5] = [
    -0.3333331539472782,
    0.19998480931763346,
    -0.1424365780640628,
    0.10594394122228713,
    -0.06078946977166808,
];

/// `erf(x) / x - 1` in `x²` for `|x| <= 1`. Error of the fit: 2^-56.9.
pub(super) const ERF: [f64; 12] = [
    0.12837916709551256,
    -0.37612638903183343,
    0.11283791670936952,
    -0.026866170641952562,
    0.0052239775965948546,
    -0.0008548325473192063,
    0.0001205527997637419,
    -1.492445224048342e-5,
    1.6443941735136664e-6,
    -1.6182052351004004e-7,
    1.3606834001948681e-8,
    -7.58664115806674e-10,
];

/// `erf(x) / x` in `x²/8 - 1` for `|x| <= 4`, for single precision. Error of the fit: 2^-31.6.
pub(super) const ERF_SHORT: [f64; 19] = [
    0.3535309956701521,
    -0.1765762352964439,
    0.13167511294675877,
    -0.10771031859100047,
    0.0902090821323001,
    -0.07473010843577346,
    0.05988627327868941,
    -0.04574679318164554,
    0.0330618084040488,
    -0.02255398843754631,
    0.014355099083154325,
    -0.00840075632511808,
    0.00482101503259639,
    -0.0028912267595763907,
    0.0013627508622792014,
    -0.000336334168178528,
    0.0001994036450191747,
    -0.00024382407282865195,
    8.804043381502331e-5,
];

/// `(G(t) - ERFC_CONSTANT) / t`, `G = exp(x²) erfc(x) (1 + 2x)`, `t = (x - 4) / (x + 4)`, `0 <= x <= 28`. Error of the fit: 2^-54.3.
pub(super) const ERFC: [f64; 24] = [
    -0.1396211168405625,
    0.015379652102602791,
    0.06809705425468664,
    -0.10103906603526022,
    0.09373283499879638,
    -0.06633036583732486,
    0.037167515523895404,
    -0.016197733748072304,
    0.0050319701847337615,
    -0.0007577755136151187,
    -0.00019925847727027938,
    0.0001506315801656701,
    -2.438985453525418e-5,
    -1.124992517739062e-5,
    5.6787294217672656e-6,
    3.4254796793191676e-7,
    -7.603449133359326e-7,
    2.6453068455136975e-8,
    2.6115443171559213e-8,
    3.7778389639050627e-10,
    4.6566456864965926e-8,
    9.550665786839283e-9,
    -1.7542895510366084e-8,
    -6.865100107228948e-9,
];

/// [`ERFC`] for single precision and `x <= 11`. Error of the fit: 2^-32.2.
pub(super) const ERFC_SHORT: [f64; 12] = [
    -0.13962111780009165,
    0.015379630041374048,
    0.0680971109443299,
    -0.10103824920541561,
    0.09373243579787197,
    -0.06634015916142129,
    0.037162200147208495,
    -0.016151570075426006,
    0.005091366779517678,
    -0.000819443338501977,
    -0.0003498661419717436,
    8.680304500215477e-5,
];

/// `m^(-1/3)` in `m - 1` for `0.75 <= m < 1.5`. Error of the fit: 2^-20.1.
pub(super) const CBRT: [f64; 7] = [
    1.0000007318502395,
    -0.3333233735617655,
    0.22206847046293662,
    -0.17328408367054846,
    0.14942141610987592,
    -0.126622917920357,
    0.06423806093077056,
];

/// [`EXP`] in f32. Error of the fit: 2^-28.3.
pub(super) const EXP_F32: [f32; 5] = [5.0e-1, 1.666652e-1, 4.1666202e-2, 8.368882e-3, 1.3950777e-3];

/// [`EXPM1`] in f32. Error of the fit: 2^-31.3.
pub(super) const EXPM1_F32: [f32; 5] = [
    1.6666667e-1,
    4.166648e-2,
    8.333282e-3,
    1.3933309e-3,
    1.9910041e-4,
];

/// `(log(1 + f) - f + f²/2) / f³` for `-1/4 <= f < 1/2`, in f32. Error of the fit: 2^-30.0.
pub(super) const LOG_F32: [f32; 9] = [
    3.3333337e-1,
    -2.5000167e-1,
    1.9999845e-1,
    -1.6655566e-1,
    1.4270507e-1,
    -1.271474e-1,
    1.173602e-1,
    -9.2530824e-2,
    3.8811017e-2,
];

/// `erf(x) / x - 1` in `x²` for `|x| <= 1`, in f32. Error of the fit: 2^-29.6.
pub(super) const ERF_F32: [f32; 7] = [
    1.2837917e-1,
    -3.7612626e-1,
    1.1283579e-1,
    -2.6853347e-2,
    5.187162e-3,
    -7.997852e-4,
    7.80689e-5,
];

/// `-log(erfc(x))` in `x - 1` for `1 <= x <= 4`, in f32. Error of the fit: 2^-35.5.
pub(super) const ERFC_F32: [f32; 8] = [
    1.8496056,
    2.638962,
    8.431956e-1,
    4.106911e-2,
    -8.821611e-3,
    5.4971525e-4,
    5.2790507e-4,
    -1.4868859e-4,
];

/// `2^r` for `|r| <= 1/2`, good for f32. Error of the fit: 2^-29.0.
pub(super) const EXP2_SHORT: [f64; 7] = [
    0.9999999999184808,
    0.6931472067074467,
    0.24022651504200743,
    0.055503272166567565,
    0.009617994548146358,
    0.0013400431987084826,
    0.00015478026108721956,
];
