//! Deciding what the files on disk are, from what is known of their paths and contents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{MAIN_SEPARATOR, Path};

use hark_track::{AssetId, FeaturesVersion};
use rusqlite::{Connection, params};

use super::{Action, Analyser, Decision, Digest, FileOnDisk, HashedFile, Listing, PlanOptions, Unreadable};
use crate::error::Error;
use crate::store::{Catalog, counted, stored};

/// A folder's files sorted by what has to be done about them. Made by [`Catalog::plan_files`].
#[derive(Debug)]
pub struct Plan {
    /// How many files are as they were.
    pub unchanged: u64,
    /// Files that are as they were when they could not be read, with the reason of that time.
    pub still_refused: Vec<Unreadable>,
    /// Files to be hashed and given to [`Catalog::decide_files`], sorted by path.
    pub to_hash: Vec<FileOnDisk>,
    analyser: Analyser,
    /// Paths of the root that are known and were not found on disk.
    pub(super) vanished: BTreeSet<String>,
    /// Identities given out under this plan.
    assigned: BTreeSet<AssetId>,
    /// Former paths of files that were found to have moved under this plan.
    moved: BTreeSet<String>,
}

/// What the catalogue knows of a file.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) path: String,
    pub(super) id: AssetId,
    pub(super) digest: Digest,
    pub(super) refusal: Option<String>,
    pub(super) missing: bool,
    size: u64,
    modified_ns: i64,
    pub(super) analyser: Analyser,
}

const COLUMNS: &str = "path, asset_id, size, modified_ns, digest, analyser, refusal, missing, sound, joint";

impl Catalog {
    /// The track that the file at this absolute path is, as far as recorded. A file that could not be read is none.
    ///
    /// # Errors
    /// Storage errors.
    pub fn file_identity(&self, path: &str) -> Result<Option<AssetId>, Error> {
        self.read(|snapshot| Ok(known_at(snapshot, path)?.map(|known| known.id)))
    }

    /// Sorts a listing into what is unchanged, what was refused and is unchanged, and what must be hashed.
    ///
    /// # Errors
    /// [`Error::RootEmptied`] when a root that held files holds none and the options do not allow that; storage errors.
    pub fn plan_files(&self, listing: &Listing, options: PlanOptions) -> Result<Plan, Error> {
        let mut plan = Plan::new(options.analyser);
        self.read(|snapshot| {
            let mut known = match &listing.root {
                Some(root) => known_below(snapshot, root)?,
                None => BTreeMap::new(),
            };
            if let Some(root) = &listing.root
                && listing.files.is_empty()
                && !options.allow_empty
            {
                refuse_if_emptied(root, &known)?;
            }
            for file in &listing.files {
                let known = match known.remove(&file.path) {
                    None => known_at(snapshot, &file.path)?,
                    found => found,
                };
                plan.sort(file, known);
            }
            let vanished = known.into_values().filter(|known| !known.missing);
            plan.vanished =
                vanished.map(|known| known.path).filter(|path| !listing.is_hidden_from_view(path)).collect();
            Ok(plan)
        })
    }

    /// Says what hashed files are, in the order given. Identities depend on that order where files have equal content, so
    /// groups should follow [`Plan::to_hash`].
    ///
    /// # Errors
    /// Storage errors.
    pub fn decide_files(&self, plan: &mut Plan, hashed: Vec<HashedFile>) -> Result<Vec<Decision>, Error> {
        self.read(|snapshot| hashed.into_iter().map(|hashed| plan.decide(snapshot, hashed)).collect())
    }
}

impl Plan {
    fn new(analyser: Analyser) -> Plan {
        Plan {
            unchanged: 0,
            still_refused: Vec::new(),
            to_hash: Vec::new(),
            analyser,
            vanished: BTreeSet::new(),
            assigned: BTreeSet::new(),
            moved: BTreeSet::new(),
        }
    }

    fn sort(&mut self, file: &FileOnDisk, known: Option<Known>) {
        let same = known.filter(|known| {
            known.size == file.size
                && known.modified_ns == file.modified_ns
                && !self.analyser.supersedes(&known.analyser)
                && !known.missing
                && file.claimed.is_none_or(|claimed| claimed == known.id)
        });
        match same {
            Some(Known { refusal: Some(reason), path, .. }) => {
                self.still_refused.push(Unreadable { path, reason });
            }
            Some(_) => self.unchanged += 1,
            None => self.to_hash.push(file.clone()),
        }
    }

    fn decide(&mut self, snapshot: &Connection, hashed: HashedFile) -> Result<Decision, Error> {
        let known = known_at(snapshot, &hashed.file.path)?;
        let moved = match known {
            None => self.find_moved(snapshot, &hashed.digest)?,
            Some(_) => None,
        };
        let moved_from = moved.as_ref().map(|moved| moved.path.clone());
        let known = known.or(moved);
        let id = match (hashed.file.claimed, &known) {
            (Some(claimed), _) => claimed,
            (None, Some(known)) => known.id,
            (None, None) => self.free_id(snapshot, &hashed.digest)?,
        };
        let action = match known {
            None => Action::ReadNew,
            Some(known) if known.id != id => Action::ReadNew,
            Some(known) if known.digest != hashed.digest => Action::ReadChanged,
            Some(known) if self.analyser.supersedes(&known.analyser) => Action::ReadOutdated,
            Some(Known { refusal: Some(reason), .. }) => Action::StillRefused(reason),
            Some(_) => Action::Keep,
        };
        self.assigned.insert(id);
        self.moved.extend(moved_from.clone());
        Ok(Decision { hashed, id, moved_from, action })
    }

    /// A file with this content whose path no longer exists and that nobody else has become.
    fn find_moved(&self, snapshot: &Connection, digest: &Digest) -> Result<Option<Known>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM files WHERE digest = ?1 ORDER BY path");
        let mut candidates = select(snapshot, &sql, params![digest])?.into_iter();
        Ok(candidates.find(|known| {
            let gone = || known.missing || matches!(Path::new(&known.path).try_exists(), Ok(false));
            !self.moved.contains(&known.path) && (self.vanished.contains(&known.path) || gone())
        }))
    }

    fn free_id(&self, snapshot: &Connection, digest: &Digest) -> Result<AssetId, Error> {
        let mut attempt = 0;
        loop {
            let id = AssetId::from_digest(digest, attempt);
            if !self.assigned.contains(&id) && !is_taken(snapshot, id, "")? {
                return Ok(id);
            }
            attempt += 1;
        }
    }
}

/// Whether a file other than the one at `path` has this identity. A track without a file does not count: the file with
/// the content that its identity was made from is its own.
pub(super) fn is_taken(connection: &Connection, id: AssetId, path: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM files WHERE asset_id = ?1 AND path <> ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![stored(id.get()), path])?)
}

pub(super) fn known_at(connection: &Connection, path: &str) -> Result<Option<Known>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE path = ?1");
    Ok(select(connection, &sql, [path])?.pop())
}

/// The files known below a folder, by path.
fn known_below(connection: &Connection, root: &Path) -> Result<BTreeMap<String, Known>, Error> {
    // A root whose name is not Unicode holds no files that are known.
    let Some(root) = root.to_str() else { return Ok(BTreeMap::new()) };
    let first = format!("{}{MAIN_SEPARATOR}", root.trim_end_matches(MAIN_SEPARATOR));
    let sql = format!("SELECT {COLUMNS} FROM files WHERE path >= ?1 AND path < ?1 || char(0x10FFFF)");
    let known = select(connection, &sql, [first])?;
    Ok(known.into_iter().map(|known| (known.path.clone(), known)).collect())
}

fn refuse_if_emptied(root: &Path, known: &BTreeMap<String, Known>) -> Result<(), Error> {
    match known.values().filter(|known| !known.missing).count() {
        0 => Ok(()),
        count => Err(Error::RootEmptied { path: root.to_owned(), known: count as u64 }),
    }
}

fn select(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Known>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = AssetId::new(counted(row.get(1)?));
        found.push(Known {
            path: row.get(0)?,
            id: id.ok_or(Error::DamagedValue { column: "files.asset_id", row: 0 })?,
            size: counted(row.get(2)?),
            modified_ns: row.get(3)?,
            digest: row.get(4)?,
            analyser: Analyser {
                features: FeaturesVersion(row.get(5)?),
                sound: row.get(8)?,
                joint: row.get(9)?,
            },
            refusal: row.get(6)?,
            missing: row.get(7)?,
        });
    }
    Ok(found)
}
