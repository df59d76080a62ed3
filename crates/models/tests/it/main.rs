//! The crate from outside, and the real model where one is installed.
//!
//! Set `HARK_TEST_MODELS` to a folder of installed models to run the tests of [`real`] and [`tagger`]; without it they
//! say that they are skipped.

use hark_models::{Error, KnownModel, MiniLm, ModelDir};

mod clap;
mod real;
mod tagger;

#[test]
fn an_empty_folder_has_no_model() {
    let folder = tempfile::tempdir().unwrap();
    let dir = ModelDir::new(folder.path());
    assert!(!dir.has(KnownModel::AllMiniLmL6V2));
    assert!(matches!(MiniLm::load(&dir), Err(Error::NotInstalled { .. })));
}
