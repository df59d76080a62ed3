//! The API from the outside.
//!
//! What holds:
//! 1. Every scenario of `contract/scenarios`, in-process and over a socket.
//! 2. No request body, however wrong, does more than 200, 400 or 413; every 400 explains itself.
//! 3. Limits are exact under concurrency, survive a restart, and tell the client where it stands.
//! 4. Overload, slowness, panics and shutdown each have their answer.
//! 5. The documents (`openapi.json`, `errors.json`, `docs/api.md`) say what the code does.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test by panicking")]

mod documents;
mod guards;
mod limits;
mod logs;
mod random;
mod scenarios;
mod serving;
mod stored_keys;
mod support;
