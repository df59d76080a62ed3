//! Which audio file is which track, and what has to be done about the files found on disk.
//!
//! An import of a folder goes: [`scan()`] lists it; [`Catalog::plan_files`] sets aside what has not changed (same path, size
//! and time, analysed by the present analyser); the caller hashes the rest ([`digest`], in parallel) in groups and asks
//! [`Catalog::decide_files`] what each one is: new, changed, moved, a second copy, back again, broken as before; it reads
//! those that need reading and hands the results to [`Catalog::record_files`]; when all are through,
//! [`Catalog::finish_files`] marks what is no longer there as deleted. Every step is repeatable: an import that is
//! killed starts again at the first file that was not recorded.
//!
//! # Identity
//! A file keeps its identity as long as its path *or* its content is known: a path whose content changed stays the same
//! track, and content that turns up at a new path while its old path is gone is that track, moved. A copy beside the
//! original is a track of its own. New identities come from the content ([`hark_track::AssetId::from_digest`]), so an
//! import into an empty catalogue gives the same ones again. A row that names a file's path gives it its own identity.
//!
//! # What is never concluded
//! That files are gone because their folder could not be read: a root that cannot be listed is an error, a root that
//! held files and is now empty is one too unless the caller insists, and below a subfolder that cannot be read nothing is
//! marked. A drive that is mounted below the root and is now missing looks like deleted files; when it is back, its
//! tracks are public again with the next import.

mod plan;
mod record;
mod scan;

use std::path::PathBuf;

use hark_track::{AssetId, FeaturesVersion, Measurement};

use crate::joint::JointVector;
use crate::patch::Fields;

pub use plan::Plan;
pub use scan::{digest, locate, scan};

#[cfg(doc)]
use crate::Catalog;

/// SHA-256 of a file's bytes.
pub type Digest = [u8; 32];

/// An audio file as the disk shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOnDisk {
    /// Its absolute path.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Time of its last change, in nanoseconds since 1970-01-01T00:00:00Z.
    pub modified_ns: i64,
    /// The identity that a catalogue row gives to the file at this path.
    pub claimed: Option<AssetId>,
}

/// Something on disk that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where; replacement characters stand for what is not Unicode.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// The audio files below one root, or an explicit choice of files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The folder that was scanned in full; `None` for a choice of files, from whose absence nothing follows.
    pub root: Option<PathBuf>,
    /// The files, sorted by path.
    pub files: Vec<FileOnDisk>,
    /// What could not be listed.
    pub unreadable: Vec<Unreadable>,
}

/// What reads files: all that its results depend on. The default one reads tags and measures nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analyser {
    /// The version of what is computed from the signal; 0 measures nothing.
    pub features: FeaturesVersion,
    /// The version of the taggers that listen too; `None` when none is installed.
    pub sound: Option<String>,
    /// The version of the joint model that listens too; `None` when none is installed.
    pub joint: Option<String>,
}

impl Analyser {
    /// Whether this analyser would find more, or better, than `other` has found. That is so when `other` was an earlier
    /// one, and when it was the same one with other models or without any. Doing without models is never better, so
    /// files are not read again when models are taken away, and not over and over when there are none. A joint model alone
    /// is no reason where taggers would be lost: what they heard goes when a file is measured again without them.
    pub fn supersedes(&self, other: &Analyser) -> bool {
        let other_taggers = self.sound.is_some() && self.sound != other.sound;
        let taggers_lost = self.sound.is_none() && other.sound.is_some();
        let other_joint = self.joint.is_some() && self.joint != other.joint;
        let other_models = other_taggers || (other_joint && !taggers_lost);
        self.features > other.features
            || (self.features == other.features && self.features != FeaturesVersion(0) && other_models)
    }
}

/// How to plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanOptions {
    /// The analyser at hand. Files read by one that it [supersedes](Analyser::supersedes) are read again.
    pub analyser: Analyser,
    /// Take an empty root for what it looks like: everything in it was deleted. Default: false.
    pub allow_empty: bool,
}

/// A file with the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashedFile {
    /// The file.
    pub file: FileOnDisk,
    /// Its content.
    pub digest: Digest,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The file.
    pub hashed: HashedFile,
    /// The track it is.
    pub id: AssetId,
    /// The path it was known by, when it moved.
    pub moved_from: Option<String>,
    /// What to do about it.
    pub action: Action,
}

/// What to do about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Read it: it was never seen.
    ReadNew,
    /// Read it: its content has changed.
    ReadChanged,
    /// Read it: the analyser at hand supersedes the one that read it, if any did.
    ReadOutdated,
    /// Nothing but to record its path and times: the content is known.
    Keep,
    /// Report it: the same content could not be read before, for this reason.
    StillRefused(String),
}

impl Action {
    /// Whether the file has to be decoded.
    pub fn needs_reading(&self) -> bool {
        match self {
            Action::ReadNew | Action::ReadChanged | Action::ReadOutdated => true,
            Action::Keep | Action::StillRefused(_) => false,
        }
    }
}

/// What came of a file, to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRecord {
    /// What was decided.
    pub decision: Decision,
    /// The analyser that was used.
    pub analyser: Analyser,
    /// What came of it.
    pub result: FileResult,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum FileResult {
    /// It was not read: [`Action::Keep`] or [`Action::StillRefused`].
    Kept,
    /// It was read.
    Read {
        /// What its tags say; replaces what the file's tags said before. `path` is filled in.
        tags: Box<Fields>,
        /// What was measured.
        measured: Option<Box<Measurement>>,
        /// What the joint model heard. When there is none, what one heard earlier in the same content is kept.
        joint: Option<Box<JointVector>>,
    },
    /// It could not be read.
    Refused {
        /// Why.
        reason: String,
    },
}
