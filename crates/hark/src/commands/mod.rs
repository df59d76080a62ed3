//! One module a command.

pub(crate) mod analyze;
pub(crate) mod artists;
pub(crate) mod bench;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod eval;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod models;
pub(crate) mod reindex;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod up;
