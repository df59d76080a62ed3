//! The data directory, and what is opened from it.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use hark_catalog::Catalog;
use hark_knowledge::Artists;
use hark_models::{
    BatchingEncoder, CacheLimits, CachedEncoder, ClapText, KnownModel, MiniLm, ModelDir, TextEncoder,
};
use hark_search::{EmbeddedEngine, Models, TextModel};

use crate::commands::artists;
use crate::output;

/// Where Hark keeps its data.
#[derive(Debug, Clone)]
pub(crate) struct DataDir(PathBuf);

/// The text model, or why there is none.
pub(crate) type Encoder = TextModel;

impl DataDir {
    /// The directory asked for, else the platform's data directory.
    pub(crate) fn find(asked: Option<PathBuf>) -> anyhow::Result<DataDir> {
        let platform = || dirs::data_dir().map(|dir| dir.join("hark"));
        let found = asked.or_else(platform);
        found
            .map(DataDir)
            .ok_or_else(|| anyhow!("there is no home directory to keep data in; name one with --data DIR"))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn settings_file(&self) -> PathBuf {
        self.0.join("hark.toml")
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.0.join("index")
    }

    pub(crate) fn models(&self) -> ModelDir {
        ModelDir::new(self.0.join("models"))
    }

    /// Where `hark demo` puts its music.
    pub(crate) fn demo(&self) -> PathBuf {
        self.0.join("demo")
    }

    /// Opens the catalogue, making it when there is none.
    pub(crate) fn catalog(&self) -> anyhow::Result<Arc<Catalog>> {
        let catalog = Catalog::open(&self.0);
        Ok(Arc::new(catalog.with_context(|| format!("cannot open the catalogue in {}", self.0.display()))?))
    }

    /// Loads the text model, if it is installed and sound.
    pub(crate) fn encoder(&self) -> Encoder {
        let models = self.models();
        if !models.has(KnownModel::AllMiniLmL6V2) {
            return Err("the text model is not installed; `hark models pull` gets it".to_owned());
        }
        let loaded =
            MiniLm::load(&models).map_err(|error| format!("the text model cannot be used: {error}"))?;
        Ok(Arc::new(loaded))
    }

    /// Loads the text tower of the joint model; `None` where that is not installed.
    fn joint(&self) -> Option<Encoder> {
        let models = self.models();
        if !models.has(KnownModel::ClapHtsatUnfused) {
            return None;
        }
        let loaded = ClapText::load(&models).map(|text| Arc::new(text) as Arc<dyn TextEncoder>);
        Some(loaded.map_err(|error| format!("the joint model cannot be used: {error}")))
    }

    /// Who is generally known. Additions that cannot be read are left out, with a word about it: search goes on.
    pub(crate) fn artists(&self) -> Arc<Artists> {
        artists::load(self).unwrap_or_else(|error| {
            output::note(format!("{error:#}; going on without them"));
            Artists::built_in()
        })
    }

    /// The engine after an import: its index is brought up to date, put in order and saved, so that the next start is quick.
    pub(crate) fn settled_engine(
        &self,
        catalog: &Arc<Catalog>,
        encoder: Encoder,
    ) -> anyhow::Result<EmbeddedEngine> {
        let engine = self.engine(catalog, encoder)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        engine.tend(threads).and_then(|()| engine.save()).context("the index could not be saved")?;
        Ok(engine)
    }

    /// Opens the engine over the catalogue and brings its index up to date. Vectors of queries are remembered, and
    /// made together for those who ask at the same time.
    pub(crate) fn engine(&self, catalog: &Arc<Catalog>, encoder: Encoder) -> anyhow::Result<EmbeddedEngine> {
        let batches = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let remember = |encoder| -> Arc<dyn TextEncoder> {
            Arc::new(CachedEncoder::new(BatchingEncoder::new(encoder, batches), CacheLimits::default()))
        };
        let joint = self.joint().map(|joint| joint.map(remember));
        let models = Models { text: encoder.map(remember), joint };
        EmbeddedEngine::open(Arc::clone(catalog), &self.index(), models, self.artists())
            .with_context(|| format!("cannot open the index in {}", self.index().display()))
    }
}
