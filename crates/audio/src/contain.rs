//! The last line against panics in third-party decoders and tag readers.
//!
//! Our own checks come first (limits, metered reading); this only makes sure that one crafted file cannot end a run
//! over a whole library. Whatever the closure was working on must be dropped after a panic, never used again.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::ErrorKind;

/// Runs `work`; a panic becomes [`ErrorKind::Panicked`] with the panic's message.
pub(crate) fn contained<T>(stage: &'static str, work: impl FnOnce() -> T) -> Result<T, ErrorKind> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|payload| ErrorKind::Panicked { stage, detail: message(payload.as_ref()) })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
}
