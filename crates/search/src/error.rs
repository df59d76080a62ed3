//! Why a search has no answer. A well-formed request never fails for what it says, so all of these are the server's
//! fault, not the asker's.

use std::error::Error as StdError;

/// Why a search could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The record of truth could not be read or written.
    #[error("the catalogue failed")]
    Catalog(#[source] Box<dyn StdError + Send + Sync>),
    /// The derived index could not be read or brought up to date.
    #[error("the index failed; `hark reindex` rebuilds it")]
    Index(#[source] Box<dyn StdError + Send + Sync>),
    /// The text model failed.
    #[error("the text model failed; `hark models verify` checks it")]
    Model(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    pub(crate) fn catalog(source: hark_catalog::Error) -> Error {
        Error::Catalog(Box::new(source))
    }

    pub(crate) fn index(source: hark_index::Error) -> Error {
        Error::Index(Box::new(source))
    }

    pub(crate) fn model(source: hark_models::Error) -> Error {
        Error::Model(Box::new(source))
    }
}
