//! Whole files through the public API: what holds at the boundaries, by the EBU's cases, for every format, for tags, for a
//! joint model that listens too, and for files that were damaged on purpose.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod boundary;
mod ebu;
mod extremes;
mod formats;
mod hostile;
mod joint;
mod limits;
mod mir_eval;
mod prop;
mod support;
mod tags;
