// Written by generate.py: every path on the page but methods.

use numtape::Array as _;
use numtape::DType as _;
use numtape::DType::Bool as _;
use numtape::Error as _;
use numtape::nn as _;
use numtape::nn::celu as _;
#[cfg(feature = "linalg")]
use numtape::nn::delta_orthogonal as _;
use numtape::nn::dot_product_attention as _;
use numtape::nn::elu as _;
use numtape::nn::gelu as _;
use numtape::nn::glorot_normal as _;
use numtape::nn::glorot_uniform as _;
use numtape::nn::glu as _;
use numtape::nn::hard_sigmoid as _;
use numtape::nn::hard_silu as _;
use numtape::nn::hard_tanh as _;
use numtape::nn::he_normal as _;
use numtape::nn::he_uniform as _;
use numtape::nn::leaky_relu as _;
use numtape::nn::lecun_normal as _;
use numtape::nn::lecun_uniform as _;
use numtape::nn::log1mexp as _;
use numtape::nn::log_sigmoid as _;
use numtape::nn::log_softmax as _;
use numtape::nn::logmeanexp as _;
use numtape::nn::logsumexp as _;
use numtape::nn::mish as _;
use numtape::nn::one_hot as _;
#[cfg(feature = "linalg")]
use numtape::nn::orthogonal as _;
use numtape::nn::relu as _;
use numtape::nn::relu6 as _;
use numtape::nn::selu as _;
use numtape::nn::sigmoid as _;
use numtape::nn::silu as _;
use numtape::nn::soft_sign as _;
use numtape::nn::softmax as _;
use numtape::nn::softplus as _;
use numtape::nn::sparse_plus as _;
use numtape::nn::sparse_sigmoid as _;
use numtape::nn::squareplus as _;
use numtape::nn::standardize as _;
use numtape::nn::swish as _;
use numtape::nn::variance_scaling as _;
use numtape::np::TypeFamily::ComplexFloating as _;
use numtape::np::TypeFamily::Floating as _;
use numtape::np::TypeFamily::Generic as _;
use numtape::np::TypeFamily::Inexact as _;
use numtape::np::TypeFamily::Integer as _;
use numtape::np::TypeFamily::Number as _;
use numtape::np::TypeFamily::SignedInteger as _;
use numtape::np::TypeFamily::UnsignedInteger as _;
use numtape::np::abs as _;
use numtape::np::absolute as _;
use numtape::np::acos as _;
use numtape::np::acosh as _;
use numtape::np::add as _;
use numtape::np::all as _;
use numtape::np::allclose as _;
use numtape::np::amax as _;
use numtape::np::amin as _;
use numtape::np::angle as _;
use numtape::np::any as _;
use numtape::np::append as _;
use numtape::np::apply_along_axis as _;
use numtape::np::apply_over_axes as _;
use numtape::np::arange as _;
use numtape::np::arange_with as _;
use numtape::np::arccos as _;
use numtape::np::arccosh as _;
use numtape::np::arcsin as _;
use numtape::np::arcsinh as _;
use numtape::np::arctan as _;
use numtape::np::arctan2 as _;
use numtape::np::arctanh as _;
use numtape::np::argmax as _;
use numtape::np::argmin as _;
use numtape::np::argpartition as _;
use numtape::np::argsort as _;
use numtape::np::argwhere as _;
use numtape::np::around as _;
use numtape::np::array as _;
use numtape::np::array2string as _;
use numtape::np::array_equal as _;
use numtape::np::array_equiv as _;
use numtape::np::array_repr as _;
use numtape::np::array_split as _;
use numtape::np::array_str as _;
use numtape::np::asanyarray as _;
use numtape::np::asarray as _;
use numtape::np::asarray_chkfinite as _;
use numtape::np::ascontiguousarray as _;
use numtape::np::asin as _;
use numtape::np::asinh as _;
use numtape::np::astype as _;
use numtape::np::atan as _;
use numtape::np::atan2 as _;
use numtape::np::atanh as _;
use numtape::np::atleast_1d as _;
use numtape::np::atleast_2d as _;
use numtape::np::atleast_3d as _;
use numtape::np::average as _;
use numtape::np::bartlett as _;
use numtape::np::base_repr as _;
use numtape::np::bfloat16 as _;
use numtape::np::binary_repr as _;
use numtape::np::bincount as _;
use numtape::np::bitwise_and as _;
use numtape::np::bitwise_count as _;
use numtape::np::bitwise_invert as _;
use numtape::np::bitwise_left_shift as _;
use numtape::np::bitwise_not as _;
use numtape::np::bitwise_or as _;
use numtape::np::bitwise_right_shift as _;
use numtape::np::bitwise_xor as _;
use numtape::np::blackman as _;
use numtape::np::block as _;
use numtape::np::bool_ as _;
use numtape::np::broadcast_arrays as _;
use numtape::np::broadcast_shapes as _;
use numtape::np::broadcast_to as _;
use numtape::np::byte as _;
use numtape::np::can_cast as _;
use numtape::np::cbrt as _;
use numtape::np::cdouble as _;
use numtape::np::ceil as _;
use numtape::np::choose as _;
use numtape::np::clip as _;
use numtape::np::column_stack as _;
use numtape::np::common_type as _;
use numtape::np::complex128 as _;
use numtape::np::complex64 as _;
use numtape::np::compress as _;
use numtape::np::concat as _;
use numtape::np::concatenate as _;
use numtape::np::conj as _;
use numtape::np::conjugate as _;
use numtape::np::convolve as _;
use numtape::np::copy as _;
use numtape::np::copysign as _;
use numtape::np::copyto as _;
use numtape::np::corrcoef as _;
use numtape::np::correlate as _;
use numtape::np::cos as _;
use numtape::np::cosh as _;
use numtape::np::count_nonzero as _;
use numtape::np::cov as _;
use numtape::np::cross as _;
use numtape::np::csingle as _;
use numtape::np::cumprod as _;
use numtape::np::cumsum as _;
use numtape::np::cumulative_prod as _;
use numtape::np::cumulative_sum as _;
use numtape::np::deg2rad as _;
use numtape::np::degrees as _;
use numtape::np::delete as _;
use numtape::np::diag as _;
use numtape::np::diag_indices as _;
use numtape::np::diag_indices_from as _;
use numtape::np::diagflat as _;
use numtape::np::diagonal as _;
use numtape::np::diff as _;
use numtape::np::digitize as _;
use numtape::np::divide as _;
use numtape::np::divmod as _;
use numtape::np::dot as _;
use numtape::np::double as _;
use numtape::np::dsplit as _;
use numtape::np::dstack as _;
use numtape::np::e as _;
use numtape::np::ediff1d as _;
use numtape::np::einsum as _;
use numtape::np::einsum_path as _;
use numtape::np::empty as _;
use numtape::np::empty_like as _;
use numtape::np::equal as _;
use numtape::np::euler_gamma as _;
use numtape::np::exp as _;
use numtape::np::exp2 as _;
use numtape::np::expand_dims as _;
use numtape::np::expm1 as _;
use numtape::np::extract as _;
use numtape::np::eye as _;
use numtape::np::fabs as _;
#[cfg(feature = "fft")]
use numtape::np::fft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::fft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::fft2 as _;
#[cfg(feature = "fft")]
use numtape::np::fft::fftfreq as _;
#[cfg(feature = "fft")]
use numtape::np::fft::fftn as _;
#[cfg(feature = "fft")]
use numtape::np::fft::fftshift as _;
#[cfg(feature = "fft")]
use numtape::np::fft::hfft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::ifft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::ifft2 as _;
#[cfg(feature = "fft")]
use numtape::np::fft::ifftn as _;
#[cfg(feature = "fft")]
use numtape::np::fft::ifftshift as _;
#[cfg(feature = "fft")]
use numtape::np::fft::ihfft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::irfft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::irfft2 as _;
#[cfg(feature = "fft")]
use numtape::np::fft::irfftn as _;
#[cfg(feature = "fft")]
use numtape::np::fft::rfft as _;
#[cfg(feature = "fft")]
use numtape::np::fft::rfft2 as _;
#[cfg(feature = "fft")]
use numtape::np::fft::rfftfreq as _;
#[cfg(feature = "fft")]
use numtape::np::fft::rfftn as _;
use numtape::np::fill_diagonal as _;
use numtape::np::finfo as _;
use numtape::np::fix as _;
use numtape::np::flatnonzero as _;
use numtape::np::flip as _;
use numtape::np::fliplr as _;
use numtape::np::flipud as _;
use numtape::np::float16 as _;
use numtape::np::float32 as _;
use numtape::np::float64 as _;
use numtape::np::float_power as _;
use numtape::np::floor as _;
use numtape::np::floor_divide as _;
use numtape::np::fmax as _;
use numtape::np::fmin as _;
use numtape::np::fmod as _;
use numtape::np::format_float_positional as _;
use numtape::np::format_float_scientific as _;
use numtape::np::frexp as _;
use numtape::np::frombuffer as _;
use numtape::np::fromfunction as _;
use numtape::np::fromiter as _;
use numtape::np::fromstring as _;
use numtape::np::full as _;
use numtape::np::full_like as _;
use numtape::np::gcd as _;
use numtape::np::genfromtxt as _;
use numtape::np::geomspace as _;
use numtape::np::get_printoptions as _;
use numtape::np::gradient as _;
use numtape::np::greater as _;
use numtape::np::greater_equal as _;
use numtape::np::half as _;
use numtape::np::hamming as _;
use numtape::np::hanning as _;
use numtape::np::heaviside as _;
use numtape::np::histogram as _;
use numtape::np::histogram2d as _;
use numtape::np::histogram_bin_edges as _;
use numtape::np::histogramdd as _;
use numtape::np::hsplit as _;
use numtape::np::hstack as _;
use numtape::np::hypot as _;
use numtape::np::i0 as _;
use numtape::np::identity as _;
use numtape::np::iinfo as _;
use numtape::np::imag as _;
use numtape::np::indices as _;
use numtape::np::inf as _;
use numtape::np::inner as _;
use numtape::np::insert as _;
use numtape::np::int16 as _;
use numtape::np::int32 as _;
use numtape::np::int64 as _;
use numtape::np::int8 as _;
use numtape::np::int_ as _;
use numtape::np::intc as _;
use numtape::np::interp as _;
use numtape::np::intersect1d as _;
use numtape::np::intp as _;
use numtape::np::invert as _;
use numtape::np::isclose as _;
use numtape::np::iscomplex as _;
use numtape::np::iscomplexobj as _;
use numtape::np::isdtype as _;
use numtape::np::isfinite as _;
use numtape::np::isin as _;
use numtape::np::isinf as _;
use numtape::np::isnan as _;
use numtape::np::isneginf as _;
use numtape::np::isposinf as _;
use numtape::np::isreal as _;
use numtape::np::isrealobj as _;
use numtape::np::isscalar as _;
use numtape::np::issubdtype as _;
use numtape::np::iterable as _;
use numtape::np::ix_ as _;
use numtape::np::kaiser as _;
use numtape::np::kron as _;
use numtape::np::lcm as _;
use numtape::np::ldexp as _;
use numtape::np::left_shift as _;
use numtape::np::less as _;
use numtape::np::less_equal as _;
use numtape::np::lexsort as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::cholesky as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::cond as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::cross as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::det as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::diagonal as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::eig as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::eigh as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::eigvals as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::eigvalsh as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::inv as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::lstsq as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::matmul as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::matrix_norm as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::matrix_power as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::matrix_rank as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::matrix_transpose as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::multi_dot as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::norm as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::outer as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::pinv as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::qr as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::slogdet as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::solve as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::svd as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::svdvals as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::tensordot as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::tensorinv as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::tensorsolve as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::trace as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::vecdot as _;
#[cfg(feature = "linalg")]
use numtape::np::linalg::vector_norm as _;
use numtape::np::linspace as _;
#[cfg(feature = "npy")]
use numtape::np::load as _;
#[cfg(feature = "npy")]
use numtape::np::load_npz as _;
use numtape::np::loadtxt as _;
use numtape::np::log as _;
use numtape::np::log10 as _;
use numtape::np::log1p as _;
use numtape::np::log2 as _;
use numtape::np::logaddexp as _;
use numtape::np::logaddexp2 as _;
use numtape::np::logical_and as _;
use numtape::np::logical_not as _;
use numtape::np::logical_or as _;
use numtape::np::logical_xor as _;
use numtape::np::logspace as _;
use numtape::np::long as _;
use numtape::np::longlong as _;
use numtape::np::mask_indices as _;
use numtape::np::matmul as _;
use numtape::np::matrix_transpose as _;
use numtape::np::matvec as _;
use numtape::np::max as _;
use numtape::np::maximum as _;
use numtape::np::mean as _;
use numtape::np::median as _;
use numtape::np::meshgrid as _;
use numtape::np::mgrid as _;
use numtape::np::min as _;
use numtape::np::min_scalar_type as _;
use numtape::np::minimum as _;
use numtape::np::mod_ as _;
use numtape::np::modf as _;
use numtape::np::moveaxis as _;
use numtape::np::multiply as _;
use numtape::np::nan as _;
use numtape::np::nan_to_num as _;
use numtape::np::nanargmax as _;
use numtape::np::nanargmin as _;
use numtape::np::nancumprod as _;
use numtape::np::nancumsum as _;
use numtape::np::nanmax as _;
use numtape::np::nanmean as _;
use numtape::np::nanmedian as _;
use numtape::np::nanmin as _;
use numtape::np::nanpercentile as _;
use numtape::np::nanprod as _;
use numtape::np::nanquantile as _;
use numtape::np::nanstd as _;
use numtape::np::nansum as _;
use numtape::np::nanvar as _;
use numtape::np::ndenumerate as _;
use numtape::np::ndim as _;
use numtape::np::ndindex as _;
use numtape::np::negative as _;
use numtape::np::newaxis as _;
use numtape::np::nextafter as _;
use numtape::np::nonzero as _;
use numtape::np::not_equal as _;
use numtape::np::ogrid as _;
use numtape::np::ones as _;
use numtape::np::ones_like as _;
use numtape::np::outer as _;
use numtape::np::packbits as _;
use numtape::np::pad as _;
use numtape::np::partition as _;
use numtape::np::percentile as _;
use numtape::np::permute_dims as _;
use numtape::np::pi as _;
use numtape::np::piecewise as _;
use numtape::np::place as _;
use numtape::np::poly as _;
use numtape::np::polyadd as _;
use numtape::np::polyder as _;
use numtape::np::polydiv as _;
#[cfg(feature = "linalg")]
use numtape::np::polyfit as _;
use numtape::np::polyint as _;
use numtape::np::polymul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::cheb2poly as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebadd as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebcompanion as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebder as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebdiv as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebdomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebfit as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebfromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebgauss as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebgrid2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebgrid3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebint as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebinterpolate as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebline as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebmul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebmulx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebone as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebpow as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebpts1 as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebpts2 as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebsub as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebtrim as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebval as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebval2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebval3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebvander as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebvander2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebvander3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebweight as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::chebzero as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::chebyshev::poly2cheb as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::herm2poly as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermadd as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermcompanion as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermder as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermdiv as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermdomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermfit as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermfromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermgauss as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermgrid2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermgrid3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermint as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermline as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermmul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermmulx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermone as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermpow as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermsub as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermtrim as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermval as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermval2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermval3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermvander as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermvander2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermvander3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermweight as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::hermzero as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite::poly2herm as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::herme2poly as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeadd as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermecompanion as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeder as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermediv as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermedomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermefit as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermefromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermegauss as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermegrid2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermegrid3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeint as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeline as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermemul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermemulx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeone as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermepow as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermesub as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermetrim as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeval as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeval2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeval3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermevander as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermevander2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermevander3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermeweight as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermex as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::hermezero as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::hermite_e::poly2herme as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lag2poly as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagadd as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagcompanion as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagder as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagdiv as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagdomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagfit as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagfromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::laggauss as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::laggrid2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::laggrid3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagint as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagline as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagmul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagmulx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagone as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagpow as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagsub as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagtrim as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagval as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagval2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagval3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagvander as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagvander2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagvander3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagweight as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::lagzero as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::laguerre::poly2lag as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::leg2poly as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legadd as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legcompanion as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legder as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legdiv as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legdomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legfit as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legfromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::leggauss as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::leggrid2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::leggrid3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legint as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legline as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legmul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legmulx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legone as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legpow as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legsub as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legtrim as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legval as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legval2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legval3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legvander as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legvander2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legvander3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legweight as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::legzero as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::legendre::poly2leg as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyadd as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polycompanion as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyder as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polydiv as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polydomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyfit as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyfromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polygrid2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polygrid3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyint as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyline as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polymul as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polymulx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyone as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polypow as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polysub as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polytrim as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyval as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyval2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyval3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyvalfromroots as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyvander as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyvander2d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyvander3d as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyx as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polynomial::polyzero as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polyutils::as_series as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polyutils::getdomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polyutils::mapdomain as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polyutils::mapparms as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polyutils::trimcoef as _;
#[cfg(feature = "linalg")]
use numtape::np::polynomial::polyutils::trimseq as _;
use numtape::np::polysub as _;
use numtape::np::polyval as _;
use numtape::np::positive as _;
use numtape::np::pow as _;
use numtape::np::power as _;
use numtape::np::printoptions as _;
use numtape::np::prod as _;
use numtape::np::promote_types as _;
use numtape::np::ptp as _;
use numtape::np::put as _;
use numtape::np::put_along_axis as _;
use numtape::np::putmask as _;
use numtape::np::quantile as _;
use numtape::np::rad2deg as _;
use numtape::np::radians as _;
use numtape::np::random as _;
use numtape::np::random::Generator as _;
use numtape::np::random::ball as _;
use numtape::np::random::bernoulli as _;
use numtape::np::random::beta as _;
use numtape::np::random::binomial as _;
use numtape::np::random::bits as _;
use numtape::np::random::categorical as _;
use numtape::np::random::cauchy as _;
use numtape::np::random::chisquare as _;
use numtape::np::random::choice as _;
use numtape::np::random::default_rng as _;
use numtape::np::random::dirichlet as _;
use numtape::np::random::double_sided_maxwell as _;
use numtape::np::random::exponential as _;
use numtape::np::random::f as _;
use numtape::np::random::fold_in as _;
use numtape::np::random::gamma as _;
use numtape::np::random::generalized_normal as _;
use numtape::np::random::geometric as _;
use numtape::np::random::gumbel as _;
use numtape::np::random::key as _;
use numtape::np::random::laplace as _;
use numtape::np::random::loggamma as _;
use numtape::np::random::logistic as _;
use numtape::np::random::lognormal as _;
use numtape::np::random::maxwell as _;
use numtape::np::random::multinomial as _;
#[cfg(feature = "linalg")]
use numtape::np::random::multivariate_normal as _;
use numtape::np::random::normal as _;
#[cfg(feature = "linalg")]
use numtape::np::random::orthogonal as _;
use numtape::np::random::pareto as _;
use numtape::np::random::permutation as _;
use numtape::np::random::poisson as _;
use numtape::np::random::rademacher as _;
use numtape::np::random::rand as _;
use numtape::np::random::randint as _;
use numtape::np::random::randn as _;
use numtape::np::random::rayleigh as _;
use numtape::np::random::seed as _;
use numtape::np::random::split as _;
use numtape::np::random::student_t as _;
use numtape::np::random::triangular as _;
use numtape::np::random::truncated_normal as _;
use numtape::np::random::uniform as _;
use numtape::np::random::wald as _;
use numtape::np::random::weibull_min as _;
use numtape::np::ravel as _;
use numtape::np::ravel_multi_index as _;
use numtape::np::real as _;
use numtape::np::real_if_close as _;
use numtape::np::reciprocal as _;
use numtape::np::remainder as _;
use numtape::np::repeat as _;
use numtape::np::reshape as _;
use numtape::np::resize as _;
use numtape::np::result_type as _;
use numtape::np::right_shift as _;
use numtape::np::rint as _;
use numtape::np::roll as _;
use numtape::np::rollaxis as _;
#[cfg(feature = "linalg")]
use numtape::np::roots as _;
use numtape::np::rot90 as _;
use numtape::np::round as _;
#[cfg(feature = "npy")]
use numtape::np::save as _;
use numtape::np::savetxt as _;
#[cfg(feature = "npy")]
use numtape::np::savez as _;
#[cfg(feature = "npy")]
use numtape::np::savez_compressed as _;
use numtape::np::searchsorted as _;
use numtape::np::select as _;
use numtape::np::set_printoptions as _;
use numtape::np::setdiff1d as _;
use numtape::np::setxor1d as _;
use numtape::np::shape as _;
use numtape::np::short as _;
use numtape::np::sign as _;
use numtape::np::signbit as _;
use numtape::np::sin as _;
use numtape::np::sinc as _;
use numtape::np::single as _;
use numtape::np::sinh as _;
use numtape::np::size as _;
use numtape::np::sliding_window_view as _;
use numtape::np::sort as _;
use numtape::np::sort_complex as _;
use numtape::np::spacing as _;
use numtape::np::split as _;
use numtape::np::sqrt as _;
use numtape::np::square as _;
use numtape::np::squeeze as _;
use numtape::np::stack as _;
use numtape::np::std as _;
use numtape::np::subtract as _;
use numtape::np::sum as _;
use numtape::np::swapaxes as _;
use numtape::np::take as _;
use numtape::np::take_along_axis as _;
use numtape::np::tan as _;
use numtape::np::tanh as _;
use numtape::np::tensordot as _;
use numtape::np::tile as _;
use numtape::np::trace as _;
use numtape::np::transpose as _;
use numtape::np::trapezoid as _;
use numtape::np::tri as _;
use numtape::np::tril as _;
use numtape::np::tril_indices as _;
use numtape::np::tril_indices_from as _;
use numtape::np::trim_zeros as _;
use numtape::np::triu as _;
use numtape::np::triu_indices as _;
use numtape::np::triu_indices_from as _;
use numtape::np::true_divide as _;
use numtape::np::trunc as _;
use numtape::np::ubyte as _;
use numtape::np::ufuncs::ADD as _;
use numtape::np::ufuncs::Ufunc as _;
use numtape::np::uint as _;
use numtape::np::uint16 as _;
use numtape::np::uint32 as _;
use numtape::np::uint64 as _;
use numtape::np::uint8 as _;
use numtape::np::uintc as _;
use numtape::np::uintp as _;
use numtape::np::ulong as _;
use numtape::np::ulonglong as _;
use numtape::np::union1d as _;
use numtape::np::unique as _;
use numtape::np::unique_all as _;
use numtape::np::unique_counts as _;
use numtape::np::unique_inverse as _;
use numtape::np::unique_values as _;
use numtape::np::unpackbits as _;
use numtape::np::unravel_index as _;
use numtape::np::unstack as _;
use numtape::np::unwrap as _;
use numtape::np::ushort as _;
use numtape::np::vander as _;
use numtape::np::var as _;
use numtape::np::vdot as _;
use numtape::np::vecdot as _;
use numtape::np::vecmat as _;
use numtape::np::vectorize as _;
use numtape::np::vsplit as _;
use numtape::np::vstack as _;
use numtape::np::where_ as _;
use numtape::np::zeros as _;
use numtape::np::zeros_like as _;
use numtape::s as _;
use numtape::special::bernoulli as _;
use numtape::special::beta as _;
use numtape::special::betainc as _;
use numtape::special::betaln as _;
use numtape::special::boxcox as _;
use numtape::special::boxcox1p as _;
use numtape::special::comb as _;
use numtape::special::dawsn as _;
use numtape::special::digamma as _;
use numtape::special::entr as _;
use numtape::special::erf as _;
use numtape::special::erfc as _;
use numtape::special::erfcx as _;
use numtape::special::erfinv as _;
use numtape::special::exp1 as _;
use numtape::special::expi as _;
use numtape::special::expit as _;
use numtape::special::expn as _;
use numtape::special::factorial as _;
use numtape::special::fresnel as _;
use numtape::special::gamma as _;
use numtape::special::gammainc as _;
use numtape::special::gammaincc as _;
use numtape::special::gammaln as _;
use numtape::special::gammasgn as _;
use numtape::special::hyp1f1 as _;
use numtape::special::hyp2f1 as _;
use numtape::special::i0 as _;
use numtape::special::i0e as _;
use numtape::special::i1 as _;
use numtape::special::i1e as _;
use numtape::special::jn as _;
use numtape::special::kl_div as _;
use numtape::special::log_ndtr as _;
use numtape::special::log_softmax as _;
use numtape::special::loggamma as _;
use numtape::special::logit as _;
use numtape::special::logsumexp as _;
use numtape::special::multigammaln as _;
use numtape::special::ndtr as _;
use numtape::special::ndtri as _;
use numtape::special::owens_t as _;
use numtape::special::poch as _;
use numtape::special::polygamma as _;
use numtape::special::rel_entr as _;
use numtape::special::sici as _;
use numtape::special::softmax as _;
use numtape::special::spence as _;
use numtape::special::sph_harm_y as _;
use numtape::special::wofz as _;
use numtape::special::xlog1py as _;
use numtape::special::xlogy as _;
use numtape::special::zeta as _;
