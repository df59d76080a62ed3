//! Loops compiled for the processor at hand.

use rten_simd::{Isa, SimdOp};

/// Runs a closure compiled for the best instruction set of this machine.
///
/// `rten-simd` compiles it once for every set that it knows and picks at run time, so that the compiler, not this
/// crate, writes the vector code. The closure and what it calls must be inlined into it: mark them
/// `#[inline(always)]`.
pub(crate) fn vectorised<R>(body: impl FnOnce() -> R) -> R {
    struct Body<F>(F);
    impl<R, F: FnOnce() -> R> SimdOp for Body<F> {
        type Output = R;
        #[inline(always)]
        fn eval<I: Isa>(self, _isa: I) -> R {
            (self.0)()
        }
    }
    Body(body).dispatch()
}
