//! The music taggers in use: sound in, block by block; tags, voice by voice and window by window, and a sound
//! embedding out.
//!
//! One [`Taggers`] serves every thread. Each file gets a [`Listener`] of its own, which keeps a few seconds of sound
//! and what it has heard so far, and does its arithmetic on one thread: files are analysed side by side, so there is
//! nothing to gain from splitting one.
//!
//! **Windows** are the original's: [`WINDOW_SECONDS`] long, one after the other without overlap, the incomplete one
//! at the end left out. A sound that is shorter than one window is repeated until it fills it, as short clips were
//! in training; one shorter than [`MIN_SECONDS`] is not listened to. (The original fails on both.)
//!
//! **Long sounds** are bounded in memory and work: once [`MAX_WINDOWS`] windows are kept, every second one is dropped
//! and from then on only every second, fourth, eighth … window is listened to. So there are always between half as
//! many and as many windows, evenly spread, and which ones does not depend on how the sound came in.

mod vocabulary;

use std::sync::{Arc, Mutex, PoisonError};

use crate::dir::ModelDir;
use crate::encoder::ModelVersion;
use crate::error::Error;
use crate::mel::{HOP, Mel, SAMPLE_RATE, Spectrogram};
use crate::musicnn::{BANDS, FRAMES, Musicnn, Patch, Scratch, TAGS, Tags};
use crate::spec::KnownModel;
use crate::stored::{Stored, StoredTagger};
use crate::threads;

/// Length of a window, which is also the distance from one to the next: 187 frames of 256 samples at 16 kHz.
pub const WINDOW_SECONDS: f64 = (FRAMES * HOP) as f64 / SAMPLE_RATE as f64;

/// Most windows kept of one sound. With fewer than these, just under an hour, every window is listened to.
pub const MAX_WINDOWS: usize = 1200;

/// Shortest sound that is listened to.
pub const MIN_SECONDS: f64 = 1.0;

const MIN_FRAMES: usize = (MIN_SECONDS * SAMPLE_RATE as f64) as usize / HOP;

/// The installed music taggers, one or two networks, shared by all threads. Cheap to clone.
#[derive(Clone)]
pub struct Taggers {
    shared: Arc<Shared>,
}

struct Shared {
    version: ModelVersion,
    tags: Vec<&'static str>,
    networks: Vec<Musicnn>,
    mel: Arc<Mel>,
    /// Lanes that nobody uses; as many come to be as are used at a time.
    lanes: Mutex<Vec<Lane>>,
}

/// A single thread and the space its passes reuse, about 20 MB.
struct Lane {
    pool: rayon::ThreadPool,
    scratch: Scratch,
}

/// What was heard in a sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// In order of time, at least one.
    pub windows: Vec<Window>,
    /// Probability of each of [`Taggers::tags`]: the mean over the windows.
    pub tags: Vec<f32>,
    /// The sound embedding: of each network the mean over the windows of the values before its last layer, scaled to
    /// unit length, one network after the other. [`Taggers::dimensions`] values. Near for sounds that the networks
    /// would tag alike; of use only beside embeddings of the same [`Taggers::version`].
    pub embedding: Vec<f32>,
}

/// One window.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Where it begins, in seconds.
    pub start: f64,
    /// Probability of each of [`Taggers::tags`], 0..1. Each is of its own; they need not add up to anything.
    pub probabilities: Vec<f32>,
}

impl std::fmt::Debug for Taggers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Taggers").field("version", &self.shared.version).finish_non_exhaustive()
    }
}

impl Taggers {
    /// Loads those of [`KnownModel::TAGGERS`] that are installed; `None` when none is.
    ///
    /// # Errors
    /// What is wrong with an installed file. Checksums are compared on every load.
    pub fn load(dir: &ModelDir) -> Result<Option<Self>, Error> {
        let mut stored = Vec::new();
        for model in KnownModel::TAGGERS {
            match dir.read_installed::<StoredTagger>(&model.spec()) {
                Err(Error::NotInstalled { .. }) => {}
                read => stored.push((model, read?)),
            }
        }
        Ok((!stored.is_empty()).then(|| Self::new(&stored)))
    }

    pub(crate) fn new(stored: &[(KnownModel, StoredTagger)]) -> Self {
        let versions: Vec<String> = stored.iter().map(|(_, tagger)| tagger.version().to_string()).collect();
        let shared = Shared {
            version: ModelVersion::new(versions.join("+")),
            tags: stored.iter().flat_map(|(model, _)| vocabulary::tags(*model)).copied().collect(),
            networks: stored.iter().map(|(_, tagger)| Musicnn::new(&tagger.network)).collect(),
            mel: Arc::new(Mel::new()),
            lanes: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The version of every probability and embedding, made of the networks' versions.
    pub fn version(&self) -> &ModelVersion {
        &self.shared.version
    }

    /// The names of the tags, fifty of each installed network: its vocabulary, a colon, and the tag as published,
    /// such as `msd:female vocalists`, `mtt:no vocals`. First the Million Song Dataset's, then MagnaTagATune's.
    pub fn tags(&self) -> &[&'static str] {
        &self.shared.tags
    }

    /// Length of an embedding.
    pub fn dimensions(&self) -> usize {
        self.shared.networks.iter().map(Musicnn::width).sum()
    }

    /// Begins to listen to a sound.
    pub fn listen(&self) -> Listener {
        let spectrogram = Spectrogram::new(Arc::clone(&self.shared.mel));
        Listener { spectrogram, hearing: Hearing::new(Arc::clone(&self.shared)) }
    }
}

/// The names of the tags of a print of this [`Taggers::version`], in its order; empty for a version that is not ours. So a
/// stored print can be read where the taggers themselves are not installed.
pub fn tag_names(version: &str) -> Vec<&'static str> {
    let model = |part: &str| KnownModel::named(part.split('/').next()?);
    let tags = |part| model(part).map_or(&[][..], vocabulary::tags);
    version.split('+').flat_map(tags).copied().collect()
}

impl Shared {
    /// What each network hears in a patch.
    fn hear(&self, patch: Patch) -> Result<Vec<Tags>, Error> {
        let idle = self.lanes.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut lane = match idle {
            Some(lane) => lane,
            None => Lane { pool: threads::lane("listen".to_owned())?, scratch: Scratch::default() },
        };
        let Lane { pool, scratch } = &mut lane;
        let each = || self.networks.iter().map(|network| network.listen(patch, scratch)).collect();
        let heard = threads::outside_pools(|| pool.install(each));
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).push(lane);
        heard
    }
}

/// Listens to one sound.
pub struct Listener {
    spectrogram: Spectrogram,
    hearing: Hearing,
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listener").field("windows", &self.hearing.windows.len()).finish_non_exhaustive()
    }
}

impl Listener {
    /// Takes more of the sound: 16 kHz ([`SAMPLE_RATE`]), mono, full scale ±1, in blocks of any size. What is no
    /// number counts as silence. Now and then, at the end of a window, a call takes as long as the networks do.
    pub fn push(&mut self, mono_16k: &[f32]) {
        let Self { spectrogram, hearing } = self;
        spectrogram.push(mono_16k, |frame| hearing.push(frame));
    }

    /// What was heard; `None` in less than [`MIN_SECONDS`].
    ///
    /// # Errors
    /// [`Error::NotFinite`] when damaged weights give no usable number; [`Error::Threads`] when no thread could be
    /// started. Sounds themselves cause no errors.
    pub fn finish(self) -> Result<Option<Heard>, Error> {
        let Self { spectrogram, mut hearing } = self;
        spectrogram.finish(|frame| hearing.push(frame));
        hearing.finish()
    }
}

/// What has been heard so far.
struct Hearing {
    shared: Arc<Shared>,
    /// Frames of the window that is not complete yet.
    frames: Vec<f32>,
    /// Its place in the sequence of windows.
    index: usize,
    /// Every so manyth window is listened to.
    stride: usize,
    windows: Vec<(usize, Vec<Tags>)>,
    failure: Option<Error>,
}

impl Hearing {
    fn new(shared: Arc<Shared>) -> Self {
        let frames = Vec::with_capacity(FRAMES * BANDS);
        Self { shared, frames, index: 0, stride: 1, windows: Vec::new(), failure: None }
    }

    fn push(&mut self, frame: &[f32; BANDS]) {
        self.frames.extend(frame);
        if self.frames.len() == FRAMES * BANDS {
            self.end_window();
        }
    }

    fn end_window(&mut self) {
        if self.windows.len() == MAX_WINDOWS {
            self.stride *= 2;
            self.windows.retain(|(index, _)| index % self.stride == 0);
        }
        if self.failure.is_none() && self.index.is_multiple_of(self.stride) {
            match Patch::new(&self.frames).map(|patch| self.shared.hear(patch)) {
                Some(Ok(tags)) => self.windows.push((self.index, tags)),
                Some(Err(error)) => self.failure = Some(error),
                None => {}
            }
        }
        self.index += 1;
        self.frames.clear();
    }

    fn finish(mut self) -> Result<Option<Heard>, Error> {
        let frames = self.frames.len() / BANDS;
        if self.index == 0 && frames >= MIN_FRAMES {
            let short = self.frames.clone();
            self.frames = short.into_iter().cycle().take(FRAMES * BANDS).collect();
            self.end_window();
        }
        match self.failure.take() {
            Some(error) => Err(error),
            None if self.windows.is_empty() => Ok(None),
            None => self.sum_up().map(Some),
        }
    }

    fn sum_up(&self) -> Result<Heard, Error> {
        let networks = self.shared.networks.len();
        let mut tags = Vec::with_capacity(networks * TAGS);
        let mut embedding = Vec::with_capacity(networks);
        for network in 0..networks {
            let heard = || self.windows.iter().map(move |(_, heard)| &heard[network]);
            tags.extend(mean(heard().map(|heard| heard.probabilities.as_slice())));
            embedding.extend(unit(mean(heard().map(|heard| heard.embedding.as_slice()))));
        }
        if !tags.iter().chain(&embedding).all(|value| value.is_finite()) {
            return Err(Error::NotFinite { version: self.shared.version.clone() });
        }
        let window = |(index, heard): &(usize, Vec<Tags>)| Window {
            start: *index as f64 * WINDOW_SECONDS,
            probabilities: heard.iter().flat_map(|heard| heard.probabilities.iter().copied()).collect(),
        };
        Ok(Heard { windows: self.windows.iter().map(window).collect(), tags, embedding })
    }
}

/// The mean of rows of the same length.
fn mean<'a>(rows: impl Iterator<Item = &'a [f32]>) -> Vec<f32> {
    let mut total: Vec<f64> = Vec::new();
    let mut count = 0_usize;
    for row in rows {
        total.resize(row.len(), 0.0);
        total.iter_mut().zip(row).for_each(|(total, value)| *total += f64::from(*value));
        count += 1;
    }
    total.into_iter().map(|total| (total / count as f64) as f32).collect()
}

/// Scaled to unit length; all zeros stay.
fn unit(mut values: Vec<f32>) -> Vec<f32> {
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    values.iter_mut().for_each(|value| *value /= length);
    values
}

#[cfg(test)]
mod tests;
