//! What the catalogue's tracks sound like, heard by the slow oracles; and the files it writes.
//!
//! 1. The same track gives the same samples.
//! 2. Nothing is clipped, undefined or clicking.
//! 3. Key and tempo are those stated.
//! 4. Kinds differ in brightness and in how much happens.
//! 5. Files and rows are whole.
//!
//! Tracks are shortened to keep an unoptimised run within seconds; `examples/audit.rs` looks at all of
//! them in full.

mod files;
mod sound;
