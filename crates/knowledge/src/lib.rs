//! What is generally known of music: what its words mean.
//!
//! Tables, not rules: the [`Lexicon`] lists the concepts that people describe music with and what each means for the
//! measured sound. Nothing here depends on anyone's catalogue.

pub mod lexicon;

pub use lexicon::{Concept, ConceptId, Kind, Lexicon};
