//! A small catalogue, and a text model that understands a few concepts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hark_catalog::{Catalog, Clock, Field, TrackPatch};
use hark_knowledge::Artists;
use hark_models::{Error, ModelVersion, TextEncoder};
use hark_search::{
    EmbeddedEngine, Engine, Filters, Models, Page, SearchRequest, SearchResults, Sort, What, embed,
};
use hark_track::{AssetId, Timestamp};
use tempfile::TempDir;

/// Words that mean nearly the same, one concept a line; other words mean something of their own.
const CONCEPTS: [&[&str]; 5] = [
    &["calm", "relaxing", "peaceful", "quiet", "soothing"],
    &["fight", "battle", "boss", "combat", "war"],
    &["sea", "ocean", "waves", "water"],
    &["cheerful", "happy", "joyful"],
    &["guitar", "strummed"],
];
const DIMENSIONS: usize = 96;

/// Each concept is a direction; a text is the sum of its words.
pub(crate) struct Concepts {
    version: ModelVersion,
    pub(crate) failing: AtomicBool,
}

impl Concepts {
    pub(crate) fn new() -> Arc<Concepts> {
        Arc::new(Concepts { version: ModelVersion::new("concepts/1"), failing: AtomicBool::new(false) })
    }
}

impl TextEncoder for Concepts {
    fn version(&self) -> &ModelVersion {
        &self.version
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        if self.failing.load(Ordering::Relaxed) {
            return Err(Error::NotFinite { version: self.version.clone() });
        }
        Ok(texts.iter().map(|text| vector(text)).collect())
    }
}

pub(crate) fn vector(text: &str) -> Vec<f32> {
    let mut sum = vec![0.01f32; DIMENSIONS];
    for word in hark_track::fold::words(text) {
        let concept = CONCEPTS.iter().position(|words| words.contains(&word.as_str()));
        let own =
            || word.bytes().fold(7usize, |hash, byte| (hash * 31 + usize::from(byte)) % (DIMENSIONS - 5)) + 5;
        sum[concept.unwrap_or_else(own)] += 1.0;
    }
    let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    sum.iter().map(|x| x / norm).collect()
}

/// A catalogue with an engine over it.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) concepts: Arc<Concepts>,
    pub(crate) engine: EmbeddedEngine,
}

/// Shorthand for a patch.
pub(crate) fn track(id: u64, name: &str, artist: &str, tags: &[&str]) -> TrackPatch {
    let mut patch = TrackPatch::new(AssetId::new(id).unwrap());
    patch.fields.name = Field::Set(name.to_owned());
    patch.fields.artist = Field::Set(artist.to_owned());
    patch.fields.tags = Field::Set(tags.iter().map(|tag| (*tag).to_owned()).collect());
    patch
}

impl World {
    pub(crate) fn new(tracks: &[TrackPatch]) -> World {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::from_fn(|| Timestamp::from_unix(1_700_000_000).unwrap());
        let catalog = Arc::new(Catalog::open_with(folder.path(), clock).unwrap());
        let concepts = Concepts::new();
        let engine = open(&folder, &catalog, &concepts);
        let world = World { folder, catalog, concepts, engine };
        world.import(tracks);
        world
    }

    /// Imports, embeds, refreshes.
    pub(crate) fn import(&self, tracks: &[TrackPatch]) {
        for batch in tracks.chunks(1_000) {
            self.catalog.upsert(batch).unwrap();
        }
        embed::embed_pending(&self.catalog, self.concepts.as_ref(), |_| ()).unwrap();
        self.engine.refresh().unwrap();
    }

    /// The same data in a new process.
    pub(crate) fn reopened(self) -> World {
        let World { folder, catalog, concepts, engine } = self;
        drop(engine);
        let engine = open(&folder, &catalog, &concepts);
        World { folder, catalog, concepts, engine }
    }

    /// The same data in a process that has `joint` for a joint model's text tower too.
    pub(crate) fn with_joint(self, joint: Result<Arc<dyn TextEncoder>, String>) -> World {
        let World { folder, catalog, concepts, engine } = self;
        drop(engine);
        let text: Arc<dyn TextEncoder> = Arc::<Concepts>::clone(&concepts);
        let models = Models { text: Ok(text), joint: Some(joint) };
        let index = folder.path().join("index");
        let engine = EmbeddedEngine::open(Arc::clone(&catalog), &index, models, Artists::built_in()).unwrap();
        World { folder, catalog, concepts, engine }
    }

    /// The same data with an index built anew.
    pub(crate) fn rebuilt(self) -> World {
        let World { folder, catalog, concepts, engine } = self;
        drop(engine);
        EmbeddedEngine::discard(&folder.path().join("index")).unwrap();
        let engine = open(&folder, &catalog, &concepts);
        World { folder, catalog, concepts, engine }
    }

    pub(crate) fn search(&self, query: &str) -> SearchResults {
        self.engine.search(&request(query)).unwrap()
    }

    pub(crate) fn ids(&self, query: &str) -> Vec<u64> {
        ids(&self.search(query))
    }
}

fn open(folder: &TempDir, catalog: &Arc<Catalog>, concepts: &Arc<Concepts>) -> EmbeddedEngine {
    let encoder: Arc<dyn TextEncoder> = Arc::<Concepts>::clone(concepts);
    EmbeddedEngine::open(Arc::clone(catalog), &folder.path().join("index"), Ok(encoder), Artists::built_in())
        .unwrap()
}

pub(crate) fn ids(results: &SearchResults) -> Vec<u64> {
    results.tracks.iter().map(|hit| hit.track.id.get()).collect()
}

/// The first hundred results, best first.
pub(crate) fn request(query: &str) -> SearchRequest {
    SearchRequest {
        what: What::Query(query.to_owned()),
        filters: Filters::default(),
        sort: Sort::Relevance,
        page: Page { limit: Page::MAX_LIMIT, offset: 0 },
        explain: false,
    }
}
