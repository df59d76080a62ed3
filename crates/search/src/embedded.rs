//! The embedded engine: the catalogue of this machine, its index in this process.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use hark_catalog::{Catalog, Position, QuantizedVector, Row, Sequence};
use hark_index::{Access, Entry, Index, Rows, Snapshot, Vectors};
use hark_knowledge::Artists;
use hark_models::TextEncoder;
use hark_query::{Identities, Intent, NoNames};
use hark_track::{AssetId, Status as TrackStatus};

use crate::embed;
use crate::engine::{Engine, Joint, Meaning, Status};
use crate::error::Error;
use crate::evidence::{Ground, Meant};
use crate::explain;
use crate::frozen::{CandidateSet, Frozen};
use crate::groups::groups;
use crate::joint::{self, JointText, Models, TextModel};
use crate::known::Known;
use crate::phrases::Phrases;
use crate::rank::{self, Ranked, Ranking, Stage};
use crate::request::{SearchRequest, Sort, What};
use crate::results::{Hit, Method, SearchResults};
use crate::sound::Scores;
use crate::sound::position::{self, position};
use crate::tags::Vocabulary;
use crate::wish::Wish;

/// Tracks read from the catalogue at a time while catching up.
const BATCH: usize = 1_000;
/// Changes after which what the index holds in memory is saved again: so many, and this part of all tracks. Reading them anew
/// after a crash takes about a second.
const SAVED_AFTER: usize = 50_000;
const SAVED_AFTER_PART: usize = 20;

/// An engine over one catalogue. Searches run on any number of threads; one at a time catches up.
pub struct EmbeddedEngine {
    catalog: Arc<Catalog>,
    encoder: Result<Arc<dyn TextEncoder>, String>,
    joint: JointText,
    artists: Arc<Artists>,
    folder: PathBuf,
    index: Mutex<Writer>,
    /// One thread at a time makes new lists, and one at a time saves.
    regrouping: Mutex<()>,
    saving: Mutex<()>,
    /// Changes that are visible and not saved.
    unsaved: AtomicUsize,
    snapshot: Arc<ArcSwap<Snapshot>>,
    /// Of the tags of the snapshot, or of most of them while a new one is being made.
    vocabulary: ArcSwap<Vocabulary>,
    /// Of the sounds of the snapshot.
    scores: ArcSwap<Scores>,
    phrases: Phrases,
    frozen: Frozen,
    /// Why the last query could not be embedded, if it could not.
    failure: Mutex<Option<String>>,
}

/// A request with what was read in it.
struct Asked<'a> {
    request: &'a SearchRequest,
    intent: &'a Intent,
    snapshot: &'a Snapshot,
}

/// The index with the place in the catalogue's history that it has reached.
struct Writer {
    index: Index,
    position: Position,
    /// Tracks that were put and not yet committed: some are left over when a refresh fails half-way.
    pending: usize,
}

impl EmbeddedEngine {
    /// Opens the index in `folder` and brings it up to date with the catalogue. `models` understand queries: the text
    /// model, or the reason why there is none, and the joint model's if one is installed; `artists` is who is generally
    /// known. An index that is damaged or of another catalogue is built anew. When another process holds the index, this
    /// one reads: changes of words are then seen after a restart.
    ///
    /// # Errors
    /// [`Error::Catalog`] or [`Error::Index`] when the disk fails.
    pub fn open(
        catalog: Arc<Catalog>,
        folder: &Path,
        models: impl Into<Models>,
        artists: Arc<Artists>,
    ) -> Result<EmbeddedEngine, Error> {
        let Models { text, joint } = models.into();
        let joint = JointText::new(joint);
        let made_of = made_of(&text, &joint);
        let index = open_index(folder, &catalog, &made_of)?;
        let position = Position::from(Sequence(index.sequence()));
        let snapshot = index.follow();
        let phrases =
            text.as_ref().map_or_else(|_| Phrases::default(), |encoder| Phrases::open(folder, encoder));
        let engine = EmbeddedEngine {
            catalog,
            encoder: text,
            joint,
            artists,
            folder: folder.to_owned(),
            index: Mutex::new(Writer { index, position, pending: 0 }),
            regrouping: Mutex::new(()),
            saving: Mutex::new(()),
            unsaved: AtomicUsize::new(0),
            snapshot,
            vocabulary: ArcSwap::default(),
            scores: ArcSwap::default(),
            phrases,
            frozen: Frozen::default(),
            failure: Mutex::new(None),
        };
        if engine.refresh()? == 0 {
            // Everything was saved, and nothing has been committed that would have been learnt from.
            engine.learn();
        }
        Ok(engine)
    }

    /// Brings what is worked out once up to the snapshot: the vocabulary, with vectors that were kept, and the scores of sound.
    fn learn(&self) {
        let mut vocabulary = Vocabulary::clone(&self.vocabulary.load());
        let snapshot = self.snapshot.load();
        let encoder = self.encoder.as_deref().ok();
        if let Some(encoder) = encoder.filter(|_| vocabulary.is_empty()) {
            vocabulary.read_kept(&self.folder, &snapshot.tags, encoder);
        }
        vocabulary.extend(&snapshot.tags, encoder);
        vocabulary.note_voices(&snapshot.tags);
        self.vocabulary.store(Arc::new(vocabulary));
        self.scores.store(Arc::new(Scores::new(&snapshot.sounds)));
    }

    /// The form of the vector kernels in use on this machine.
    pub fn kernel() -> &'static str {
        Vectors::kernel()
    }

    /// Throws the index away, so that the next [`EmbeddedEngine::open`] builds it from nothing.
    ///
    /// # Errors
    /// [`Error::Index`] when another process is using it, or when it cannot be deleted.
    pub fn discard(folder: &Path) -> Result<(), Error> {
        // Whoever gets the lock may delete; what else is wrong with the index no longer matters.
        if let Err(locked @ hark_index::Error::Locked { .. }) = Index::open(folder, ("", ""), Access::Write) {
            return Err(Error::index(locked));
        }
        Index::discard(folder).map_err(Error::index)
    }

    /// Makes every change of the catalogue visible. Returns how many tracks had changed.
    ///
    /// # Errors
    /// [`Error::Catalog`] or [`Error::Index`] when the disk fails; searches go on over what was visible before.
    pub fn refresh(&self) -> Result<usize, Error> {
        let mut writer = self.writer();
        let mut changed = 0;
        loop {
            let batch = self.catalog.changes_since(writer.position, BATCH).map_err(Error::catalog)?;
            let Some(last) = batch.last() else { break };
            let reached = last.position();
            let rows: Vec<Row> = batch.iter().map(|stored| stored.row).collect();
            let vectors = self.vectors(&rows)?;
            let heard = self.joint.heard(&self.catalog, &rows)?;
            let prints = self.catalog.prints(&rows).map_err(Error::catalog)?;
            for (((stored, vector), heard), print) in batch.iter().zip(&vectors).zip(&heard).zip(&prints) {
                let position = position(&stored.track.analysis, print.as_ref());
                let entry = Entry {
                    row: stored.row.0,
                    sequence: stored.sequence.0,
                    track: &stored.track,
                    vector: vector.as_ref().map(joint::indexed),
                    joint: heard.as_ref().map(joint::indexed),
                    sound: position.as_ref(),
                };
                writer.index.put(entry).map_err(Error::index)?;
            }
            changed += batch.len();
            writer.pending += batch.len();
            writer.position = reached;
        }
        if writer.pending > 0 {
            let sequence = writer.position.sequence.0;
            writer.index.commit(sequence).map_err(Error::index)?;
            self.unsaved.fetch_add(std::mem::take(&mut writer.pending), Ordering::Relaxed);
            self.learn();
        }
        Ok(changed)
    }

    /// Does what can wait: makes new inverted lists when the catalogue has outgrown the old ones, on so many threads, and saves
    /// what the index holds in memory when much has changed, so that the next start need not read it from the
    /// catalogue. Takes up to minutes; searches and [`EmbeddedEngine::refresh`] go on meanwhile.
    ///
    /// # Errors
    /// [`Error::Index`] when the disk fails; everything goes on as before.
    pub fn tend(&self, threads: usize) -> Result<(), Error> {
        if !self.writer().index.can_write() {
            // Whoever writes the index tends it.
            return Ok(());
        }
        let regrouped = self.regroup(threads)?;
        let due = SAVED_AFTER.max(self.snapshot.load().columns.bound() / SAVED_AFTER_PART);
        if regrouped || self.unsaved.load(Ordering::Relaxed) >= due { self.write_down() } else { Ok(()) }
    }

    /// Saves what the index holds in memory, if any of it is not saved.
    ///
    /// # Errors
    /// [`Error::Index`] when the disk fails; what was saved before stays.
    pub fn save(&self) -> Result<(), Error> {
        if self.unsaved.load(Ordering::Relaxed) == 0 { Ok(()) } else { self.write_down() }
    }

    /// Makes new lists where they are due; whether there are any.
    fn regroup(&self, threads: usize) -> Result<bool, Error> {
        let _one = self.regrouping.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = {
            let mut writer = self.writer();
            let snapshot = writer.index.snapshot();
            // What was put and not committed is not in the snapshot; the next refresh commits it.
            if !snapshot.is_outgrown() || writer.pending > 0 {
                return Ok(false);
            }
            writer.index.begin_regrouping();
            snapshot
        };
        let scores = Scores::new(&snapshot.sounds);
        let regrouped = snapshot.regrouped(|axis| scores.of(axis), threads);
        let mut writer = self.writer();
        writer.index.adopt(regrouped);
        let sequence = writer.position.sequence.0;
        writer.index.commit(sequence).map_err(Error::index)?;
        Ok(true)
    }

    fn write_down(&self) -> Result<(), Error> {
        let _one = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.writer().index.can_write() {
            return Ok(());
        }
        let unsaved = self.unsaved.load(Ordering::Relaxed);
        let snapshot = self.snapshot.load_full();
        snapshot.save(&self.folder).map_err(Error::index)?;
        if let Ok(encoder) = &self.encoder {
            self.vocabulary.load().keep(&self.folder, &snapshot.tags, encoder);
        }
        self.unsaved.fetch_sub(unsaved, Ordering::Relaxed);
        Ok(())
    }

    /// The whole list for a query over the tracks of `pool` (every public track when `None`), with the evidence of one
    /// stage: what evaluation measures.
    ///
    /// # Errors
    /// [`Error::Index`] when the disk fails, [`Error::Model`] when a stage needs a text model that fails.
    pub fn rank(
        &self,
        query: &str,
        pool: Option<&[AssetId]>,
        stage: Stage,
    ) -> Result<Vec<(AssetId, f64)>, Error> {
        let snapshot = self.snapshot.load_full();
        let intent = self.intent_over(query, &snapshot);
        self.rank_intent(&intent, &snapshot, pool, stage)
    }

    /// As [`EmbeddedEngine::rank`] over every public track, but no name is read in the query, neither of this catalogue
    /// nor a generally known one: what search would find without any knowledge of artists.
    ///
    /// # Errors
    /// As [`EmbeddedEngine::rank`].
    pub fn rank_unread(&self, query: &str, stage: Stage) -> Result<Vec<(AssetId, f64)>, Error> {
        let snapshot = self.snapshot.load_full();
        self.rank_intent(&hark_query::read(query, &NoNames), &snapshot, None, stage)
    }

    fn rank_intent(
        &self,
        intent: &Intent,
        snapshot: &Snapshot,
        pool: Option<&[AssetId]>,
        stage: Stage,
    ) -> Result<Vec<(AssetId, f64)>, Error> {
        let mut universe = snapshot.columns.public().clone();
        if let Some(pool) = pool {
            universe.intersect(&self.rows_of(pool)?);
        }
        let (ranking, ..) = self.ranked(intent, snapshot, &universe, stage)?;
        let id = |ranked: &Ranked| Some((snapshot.columns.id(ranked.row)?, f64::from(ranked.score)));
        Ok(ranking.tracks.iter().filter_map(id).collect())
    }

    /// What there is of a joint model of sound and language; `None` where none is installed.
    pub fn joint(&self) -> Option<Joint> {
        self.joint.status(&self.snapshot.load())
    }

    /// What is read in a query, over the names of this catalogue and those generally known.
    pub fn intent(&self, query: &str) -> Intent {
        self.intent_over(query, &self.snapshot.load())
    }

    fn intent_over(&self, query: &str, snapshot: &Snapshot) -> Intent {
        hark_query::read(query, &Known { snapshot, artists: &self.artists })
    }

    fn rows_of(&self, ids: &[AssetId]) -> Result<Rows, Error> {
        let mut rows = Rows::none(0);
        for found in self.catalog.find(ids).map_err(Error::catalog)?.into_iter().flatten() {
            rows.set(found.0.0, true);
        }
        Ok(rows)
    }

    fn vectors(&self, rows: &[Row]) -> Result<Vec<Option<QuantizedVector>>, Error> {
        let Ok(encoder) = &self.encoder else { return Ok(vec![None; rows.len()]) };
        let stored = self.catalog.embeddings(&embed::version(encoder), rows).map_err(Error::catalog)?;
        Ok(stored.into_iter().map(|vector| vector.filter(|vector| !embed::means_nothing(vector))).collect())
    }

    /// The vector of a wish's text; `None` without a text or a model, or when it fails, which `status` then reports.
    fn embed(&self, text: &str) -> Option<Vec<f32>> {
        let encoder = self.encoder.as_ref().ok().filter(|_| !text.is_empty())?;
        let (vector, failure) = match embed::vectors(encoder, &[text]) {
            Ok(vectors) => (vectors.into_iter().next(), None),
            Err(error) => (None, Some(error.to_string())),
        };
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        vector
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lookup(&self, ids: &[String]) -> Result<SearchResults, Error> {
        let mut distinct: Vec<&String> = Vec::with_capacity(ids.len());
        for id in ids {
            if !distinct.contains(&id) {
                distinct.push(id);
            }
        }
        let parsed: Vec<Option<AssetId>> = distinct.iter().map(|id| id.parse().ok()).collect();
        let known: Vec<AssetId> = parsed.iter().flatten().copied().collect();
        let mut found = self.catalog.find(&known).map_err(Error::catalog)?.into_iter();
        let (mut tracks, mut missing_ids) = (Vec::new(), Vec::new());
        for (id, parsed) in distinct.iter().zip(parsed) {
            let track = parsed.and_then(|_| found.next().flatten()).map(|(_, track)| track);
            match track.filter(|track| track.status == TrackStatus::Public) {
                Some(track) => tracks.push(Hit { track, score: 1.0, why: None }),
                None => missing_ids.push((*id).clone()),
            }
        }
        let method = if distinct.len() == 1 { Method::Id } else { Method::IdsBatch };
        Ok(SearchResults {
            total: tracks.len(),
            tracks,
            artists: Vec::new(),
            albums: Vec::new(),
            method,
            matched_artist: None,
            missing_ids,
            understood: Vec::new(),
        })
    }

    /// Ranks the tracks of `universe`, and says by what wish and whether the text model had its say.
    fn ranked(
        &self,
        intent: &Intent,
        snapshot: &Snapshot,
        universe: &Rows,
        stage: Stage,
    ) -> Result<(Ranking, Wish, Method), Error> {
        let mut wish = Wish::new(intent, snapshot, &self.artists);
        let vector = self.embed(&wish.text);
        let joint = self.joint.embed(&wish.text, snapshot);
        let meant = Meant { text: vector.as_deref(), joint: joint.as_deref() };
        if let Some(vector) = meant.text {
            wish.add_near(&self.phrases.near(vector));
        }
        let vocabulary = self.vocabulary.load_full();
        let scores = self.scores.load_full();
        let ground = Ground { snapshot, vocabulary: &vocabulary, scores: &scores, universe };
        let ranking = rank::rank(ground, &wish, meant, stage).map_err(Error::index)?;
        // A query that leaves nothing to describe needs no model to be understood.
        let semantic = meant.text.is_some() || (wish.text.is_empty() && self.encoder.is_ok());
        Ok((ranking, wish, if semantic { Method::Semantic } else { Method::Text }))
    }

    fn search_words(
        &self,
        request: &SearchRequest,
        intent: &Intent,
        snapshot: &Snapshot,
    ) -> Result<SearchResults, Error> {
        let asked = Asked { request, intent, snapshot };
        if let Some(set) = self.frozen.get(request, snapshot.sequence, self.encoder.is_ok()) {
            return self.page(&asked, &set);
        }
        let universe = snapshot.columns.select(&request.filters);
        let (mut ranking, wish, method) = self.ranked(intent, snapshot, &universe, Stage::Fused)?;
        sort(&mut ranking, snapshot, request.sort);
        let (artists, albums) = groups(&ranking, snapshot);
        let sequence = snapshot.sequence;
        let set = Arc::new(CandidateSet { sequence, wish, ranking, artists, albums, method });
        self.frozen.put(request, Arc::clone(&set));
        self.page(&asked, &set)
    }

    /// The part of a candidate set that was asked for. A track that has ceased to be public since is left out.
    fn page(&self, asked: &Asked<'_>, set: &CandidateSet) -> Result<SearchResults, Error> {
        let Asked { request, intent, snapshot } = asked;
        let all = &set.ranking.tracks;
        let from = request.page.offset.min(all.len());
        let page = &all[from..(from + request.page.limit).min(all.len())];
        let rows: Vec<Row> = page.iter().map(|ranked| Row(ranked.row)).collect();
        let tracks = self.catalog.tracks(&rows).map_err(Error::catalog)?;
        let hits = page.iter().zip(tracks).filter(|(_, track)| track.status == TrackStatus::Public);
        let why = |ranked: &Ranked| {
            request.explain.then(|| explain::why((snapshot, &self.scores.load()), &set.wish, ranked))
        };
        Ok(SearchResults {
            tracks: hits
                .map(|(ranked, track)| Hit { track, score: f64::from(ranked.score), why: why(ranked) })
                .collect(),
            artists: set.artists.clone(),
            albums: set.albums.clone(),
            total: all.len(),
            method: set.method,
            matched_artist: set.ranking.artist.clone(),
            missing_ids: Vec::new(),
            understood: explain::understood(intent),
        })
    }
}

impl Engine for EmbeddedEngine {
    fn search(&self, request: &SearchRequest) -> Result<SearchResults, Error> {
        let text = match &request.what {
            What::Ids(ids) => return self.lookup(ids),
            What::Query(text) => text,
        };
        let snapshot = self.snapshot.load_full();
        let intent = self.intent_over(text, &snapshot);
        match &intent.identities {
            Some(Identities::Many(ids)) => return self.lookup(ids),
            Some(Identities::One(id)) => {
                let results = self.lookup(std::slice::from_ref(id))?;
                if results.total > 0 {
                    return Ok(results);
                }
            }
            None => {}
        }
        self.search_words(request, &intent, &snapshot)
    }

    fn status(&self) -> Status {
        let snapshot = self.snapshot.load();
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let meaning = match (&self.encoder, failure) {
            (Err(reason), _) => Meaning::Off(reason.clone()),
            (Ok(_), Some(failure)) => Meaning::Off(failure),
            (Ok(encoder), None) => Meaning::Ready(encoder.version().to_string()),
        };
        let mut embedded = snapshot.vectors.present().clone();
        embedded.intersect(snapshot.columns.public());
        Status {
            tracks: snapshot.columns.public().count(),
            embedded: embedded.count(),
            sequence: snapshot.sequence,
            memory: snapshot.memory(),
            meaning,
        }
    }
}

/// What vectors and positions are made with: those of another making must not be mixed with them.
fn made_of(text: &TextModel, joint: &JointText) -> String {
    let text = text.as_ref().map_or_else(|_| "none".to_owned(), |encoder| embed::version(encoder));
    format!("{text} {} position/{}", joint.version().unwrap_or("none"), position::VERSION)
}

/// Opens the index for writing; a damaged one, or one that is ahead of the catalogue (which then is an older copy), is
/// deleted first, and one that another process writes is only read.
fn open_index(folder: &Path, catalog: &Catalog, made_of: &str) -> Result<Index, Error> {
    let of = (catalog.identity(), made_of);
    let anew = || Index::discard(folder).and_then(|()| Index::open(folder, of, Access::Write));
    let index = match Index::open(folder, of, Access::Write) {
        Err(hark_index::Error::Locked { .. }) => Index::open(folder, of, Access::Read),
        Err(hark_index::Error::Words { .. }) => anew(),
        Ok(index)
            if index.sequence().max(index.words_sequence())
                > catalog.sequence().map_err(Error::catalog)?.0 =>
        {
            drop(index);
            anew()
        }
        other => other,
    };
    index.map_err(Error::index)
}

/// Puts a ranking into the order asked for; equals keep their order of relevance.
fn sort(ranking: &mut Ranking, snapshot: &Snapshot, sort: Sort) {
    let columns = |ranked: &Ranked| snapshot.columns.get(ranked.row);
    match sort {
        Sort::Relevance => {}
        Sort::Popular => {
            ranking
                .tracks
                .sort_by_key(|ranked| std::cmp::Reverse(columns(ranked).and_then(|c| c.play_count)));
        }
        Sort::Recent => {
            ranking.tracks.sort_by_key(|ranked| std::cmp::Reverse(columns(ranked).map(|c| c.created_at)));
        }
    }
}
