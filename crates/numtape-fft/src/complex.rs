//! Transforms of complex numbers.

use crate::{Complex, Lines};
use num_traits::{Float, NumAssign};
use rustfft::{Fft, FftDirection, FftNum, FftPlanner};
use std::sync::Arc;

/// What the transforms need of a float type.
pub(crate) trait Number: FftNum + Float + NumAssign {}

impl<T: FftNum + Float + NumAssign> Number for T {}

/// Elements that are transformed before they are scaled, so that they are still in the first cache.
const GROUP: usize = 1 << 11;

/// rustfft's plan for one length.
pub(crate) fn plan<T: Number>(n: usize, inverse: bool) -> Arc<dyn Fft<T>> {
    let direction = if inverse {
        FftDirection::Inverse
    } else {
        FftDirection::Forward
    };
    FftPlanner::new().plan_fft(n, direction)
}

pub(crate) struct ComplexLines<T> {
    fft: Arc<dyn Fft<T>>,
}

impl<T: Number> ComplexLines<T> {
    pub(crate) fn new(n: usize, inverse: bool) -> Self {
        ComplexLines {
            fft: plan(n, inverse),
        }
    }
}

impl<T: Number> Lines<Complex<T>, Complex<T>, T> for ComplexLines<T> {
    fn scratch_len(&self) -> usize {
        self.fft.get_immutable_scratch_len()
    }

    fn transform(
        &self,
        from: &[Complex<T>],
        to: &mut [Complex<T>],
        scratch: &mut [Complex<T>],
        scale: T,
    ) {
        let n = self.fft.len();
        assert_eq!((from.len(), from.len() % n), (to.len(), 0), "whole lines");
        let group = (GROUP / n).max(1) * n;
        for (from, to) in from.chunks(group).zip(to.chunks_mut(group)) {
            self.fft.process_immutable_with_scratch(from, to, scratch);
            if scale != T::one() {
                for z in to {
                    z.re *= scale;
                    z.im *= scale;
                }
            }
        }
    }
}
