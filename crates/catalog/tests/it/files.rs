//! Files: which track each is, across every way in which a folder can change between two imports.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hark_catalog::files::{
    self, Action, Analyser, Decision, FileRecord, FileResult, HashedFile, Listing, PlanOptions, Unreadable,
};
use hark_catalog::{Error, Field, JointVector, Outcome, QuantizedVector};
use hark_track::{Analysis, AssetId, Bpm, FeaturesVersion, Measurement, SoundPrint, Status, Track, Waveform};
use tempfile::TempDir;

use super::{Fixture, fields};

/// A catalogue with a folder of "audio": text files whose content is their title; `bad…` cannot be read.
struct Music {
    fixture: Fixture,
    folder: TempDir,
    analyser: u32,
    taggers: Option<&'static str>,
    joint: Option<&'static str>,
}

/// What one import did, by file name.
#[derive(Debug, Default, PartialEq)]
struct Report {
    read: BTreeMap<String, Action>,
    kept: Vec<String>,
    refused: Vec<String>,
    unchanged: u64,
    removed: Vec<AssetId>,
}

fn is_audio(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ogg")
}

fn name_of(path: &str) -> String {
    Path::new(path).file_name().unwrap().to_str().unwrap().to_owned()
}

impl Music {
    fn new(files: &[(&str, &str)]) -> Music {
        let music = Music {
            fixture: Fixture::new(),
            folder: tempfile::tempdir().unwrap(),
            analyser: 1,
            taggers: None,
            joint: None,
        };
        for (name, content) in files {
            music.write(name, content);
        }
        music
    }

    fn path(&self, name: &str) -> PathBuf {
        // As scans report it: temporary folders may lie behind a symbolic link.
        fs::canonicalize(self.folder.path()).unwrap().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
    }

    fn set_time(&self, name: &str, seconds: u64) {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        fs::File::options().append(true).open(self.path(name)).unwrap().set_modified(time).unwrap();
    }

    fn analyser(&self) -> Analyser {
        Analyser {
            features: FeaturesVersion(self.analyser),
            sound: self.taggers.map(str::to_owned),
            joint: self.joint.map(str::to_owned),
        }
    }

    fn import(&self) -> Report {
        self.try_import(&files::scan(self.folder.path(), &is_audio).unwrap(), false).unwrap()
    }

    fn try_import(&self, listing: &Listing, allow_empty: bool) -> Result<Report, Error> {
        let catalog = &self.fixture.catalog;
        let options = PlanOptions { analyser: self.analyser(), allow_empty };
        let mut plan = catalog.plan_files(listing, options)?;
        let mut report = Report { unchanged: plan.unchanged, ..Report::default() };
        report.refused = plan.still_refused.iter().map(|file| name_of(&file.path)).collect();
        let to_hash = plan.to_hash.clone();
        for group in to_hash.chunks(2) {
            let hashed = group.iter().map(|file| HashedFile {
                digest: files::digest(Path::new(&file.path)).unwrap(),
                file: file.clone(),
            });
            let decisions = catalog.decide_files(&mut plan, hashed.collect())?;
            let records: Vec<FileRecord> =
                decisions.into_iter().map(|decision| self.read(decision, &mut report)).collect();
            catalog.record_files(&records)?;
        }
        report.removed = catalog.finish_files(plan)?;
        Ok(report)
    }

    fn read(&self, decision: Decision, report: &mut Report) -> FileRecord {
        let path = decision.hashed.file.path.clone();
        let content = fs::read_to_string(&path).unwrap();
        let result = match (&decision.action, content.starts_with("bad")) {
            (Action::Keep, _) => {
                report.kept.push(name_of(&path));
                FileResult::Kept
            }
            (Action::StillRefused(_), _) => {
                report.refused.push(name_of(&path));
                FileResult::Kept
            }
            (Action::ReadNew | Action::ReadChanged | Action::ReadOutdated, bad) => {
                report.read.insert(name_of(&path), decision.action.clone());
                match bad {
                    true => FileResult::Refused { reason: content },
                    false => FileResult::Read {
                        tags: Box::new(fields(&format!(r#"{{"asset_id":1,"name":"{content}"}}"#))),
                        measured: (self.analyser > 0).then(|| Box::new(self.measure(&content))),
                        joint: self.hear(&content).filter(|_| self.analyser > 0).map(Box::new),
                    },
                }
            }
        };
        FileRecord { decision, analyser: self.analyser(), result }
    }

    /// Taggers hear nothing in short content, as real ones do not.
    fn measure(&self, content: &str) -> Measurement {
        let version = FeaturesVersion(self.analyser);
        let analysis = Analysis { version, bpm: Bpm::new(content.len() as f64), ..Analysis::default() };
        let sound = self.taggers.filter(|_| content.len() > 5).map(|version| SoundPrint {
            version: version.to_owned(),
            embedding: vec![content.len() as f32],
            tags: vec![0.5],
        });
        Measurement { analysis, sound, waveform: Waveform(vec![9]), ..Measurement::default() }
    }

    /// A joint model hears nothing in short content either.
    fn hear(&self, content: &str) -> Option<JointVector> {
        let vector = QuantizedVector::from_f32(&[content.len() as f32, -1.0]);
        let version = self.joint.filter(|_| content.len() > 5)?.to_owned();
        Some(JointVector { version, vector })
    }

    /// The tracks by title, with those of equal title in order of their path.
    fn tracks(&self) -> Vec<Track> {
        let mut tracks: Vec<Track> =
            self.fixture.all_changes().into_iter().map(|change| change.track).collect();
        tracks.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        tracks
    }

    fn track(&self, name: &str) -> Track {
        let path = self.path(name).to_str().unwrap().to_owned();
        let mut tracks = self.tracks();
        tracks.retain(|track| track.path.as_ref() == Some(&path));
        assert_eq!(tracks.len(), 1, "tracks at {name}");
        tracks.remove(0)
    }
}

fn read(files: &[(&str, Action)]) -> BTreeMap<String, Action> {
    files.iter().map(|(name, action)| ((*name).to_owned(), action.clone())).collect()
}

#[test]
fn only_audio_that_is_in_view_is_listed_in_order() {
    let music = Music::new(&[
        ("b.ogg", "b"),
        ("a/z.ogg", "z"),
        (".hidden.ogg", "h"),
        (".git/x.ogg", "x"),
        ("c.txt", "c"),
    ]);
    let listing = files::scan(music.folder.path(), &is_audio).unwrap();
    let names: Vec<String> = listing.files.iter().map(|file| name_of(&file.path)).collect();
    assert_eq!(names, ["z.ogg", "b.ogg"]);
    assert_eq!(listing.files[1].size, 1);
    assert_eq!(listing.unreadable, []);
    let single = files::scan(&music.path("b.ogg"), &is_audio).unwrap();
    assert_eq!((single.root, single.files.len()), (None, 1));
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    let music = Music::new(&[("a/one.ogg", "1")]);
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("two.ogg"), "2").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), music.path("link")).unwrap();
    std::os::unix::fs::symlink(music.folder.path(), music.path("a/circle")).unwrap();
    std::os::unix::fs::symlink("nowhere", music.path("dangling.txt")).unwrap();
    std::os::unix::fs::symlink("nowhere", music.path("dangling.ogg")).unwrap();
    let listing = files::scan(music.folder.path(), &is_audio).unwrap();
    let names: Vec<String> = listing.files.iter().map(|file| name_of(&file.path)).collect();
    assert_eq!(names, ["one.ogg", "two.ogg"]);
    let unreadable: Vec<String> = listing.unreadable.iter().map(|file| name_of(&file.path)).collect();
    assert_eq!(unreadable, ["dangling.ogg"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_unicode_is_reported() {
    use std::os::unix::ffi::OsStrExt;
    let music = Music::new(&[("a.ogg", "a")]);
    let name = std::ffi::OsStr::from_bytes(b"\xFF.ogg");
    fs::write(music.folder.path().join(name), "x").unwrap();
    let listing = files::scan(music.folder.path(), &is_audio).unwrap();
    assert_eq!(listing.files.len(), 1);
    assert_eq!(listing.unreadable[0].reason, "its name is not Unicode: rename it");
}

#[test]
fn new_files_become_tracks_with_identities_from_their_content() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B")]);
    let report = music.import();
    assert_eq!(report.read, read(&[("a.ogg", Action::ReadNew), ("b.ogg", Action::ReadNew)]));
    let track = music.track("a.ogg");
    assert_eq!((track.name.as_str(), track.analysis.bpm), ("Song A", Bpm::new(6.0)));
    assert_eq!(track.id, AssetId::from_digest(&files::digest(&music.path("a.ogg")).unwrap(), 0));
    assert_eq!(track.status, Status::Public);
}

#[test]
fn what_has_not_changed_is_not_read_again() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "bad file")]);
    assert_eq!(music.import().read.len(), 2);
    let sequence = music.fixture.catalog.sequence().unwrap();
    let again = music.import();
    assert_eq!(again, Report { unchanged: 1, refused: vec!["b.ogg".to_owned()], ..Report::default() });
    music.set_time("a.ogg", 1000);
    music.set_time("b.ogg", 1000);
    let touched = music.import();
    assert_eq!(touched.read, BTreeMap::new());
    assert_eq!((touched.kept, touched.refused), (vec!["a.ogg".to_owned()], vec!["b.ogg".to_owned()]));
    assert_eq!(music.import(), again);
    assert_eq!(music.fixture.catalog.sequence().unwrap(), sequence);
}

#[test]
fn a_refused_file_keeps_its_reason_until_it_changes() {
    let mut music = Music::new(&[("a.ogg", "bad header")]);
    music.import();
    assert_eq!(music.tracks().len(), 0);
    let listing = files::scan(music.folder.path(), &is_audio).unwrap();
    let plan = music
        .fixture
        .catalog
        .plan_files(&listing, PlanOptions { analyser: music.analyser(), allow_empty: false });
    let path = music.path("a.ogg").to_str().unwrap().to_owned();
    assert_eq!(plan.unwrap().still_refused, [Unreadable { path, reason: "bad header".to_owned() }]);
    music.analyser = 2;
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadOutdated)]), "a newer analyser may read it");
    music.write("a.ogg", "good now");
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadChanged)]));
    assert_eq!(music.track("a.ogg").name, "good now");
}

#[test]
fn a_newer_analyser_reads_again_and_no_analyser_does_not() {
    let mut music = Music::new(&[("a.ogg", "Song A")]);
    music.analyser = 0;
    music.import();
    assert_eq!(music.track("a.ogg").analysis.bpm, None);
    music.analyser = 1;
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadOutdated)]));
    assert_eq!(music.track("a.ogg").analysis.version, FeaturesVersion(1));
    let id = music.track("a.ogg").id;
    assert_eq!(music.fixture.catalog.waveform(id).unwrap(), Some(Waveform(vec![9])));
    music.analyser = 0;
    assert_eq!(music.import().unchanged, 1);
    music.write("a.ogg", "Another song");
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadChanged)]));
    let track = music.track("a.ogg");
    assert_eq!(track.name, "Another song");
    assert_eq!(track.analysis, Analysis::default(), "what was measured of the old content is gone");
    assert_eq!(music.fixture.catalog.waveform(track.id).unwrap(), None);
}

#[test]
fn taggers_that_come_later_listen_once_and_taggers_that_go_are_not_missed() {
    let mut music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "tiny")]);
    music.import();
    let id = music.track("a.ogg").id;
    let heard = |music: &Music| music.fixture.catalog.sound(id).unwrap().map(|sound| sound.version);
    assert_eq!(heard(&music), None);
    music.taggers = Some("ears-1");
    assert_eq!(music.import().read.len(), 2);
    assert_eq!(heard(&music).as_deref(), Some("ears-1"));
    assert_eq!(music.import().unchanged, 2, "also where there was nothing to hear");
    music.taggers = None;
    assert_eq!(music.import().unchanged, 2);
    music.set_time("a.ogg", 7);
    assert_eq!(music.import().kept, ["a.ogg"]);
    music.taggers = Some("ears-1");
    assert_eq!(music.import().unchanged, 2, "who has listened is remembered of a file that was only touched");
    music.taggers = Some("ears-2");
    assert_eq!(music.import().read.len(), 2);
    assert_eq!(heard(&music).as_deref(), Some("ears-2"));
    (music.analyser, music.taggers) = (0, Some("ears-3"));
    assert_eq!(music.import().unchanged, 2, "who measures nothing does not listen");
}

/// What the joint model `version` heard in each track, in order of the titles.
fn heard_by(music: &Music, version: &str) -> Vec<Option<QuantizedVector>> {
    let catalog = &music.fixture.catalog;
    let ids: Vec<AssetId> = music.tracks().iter().map(|track| track.id).collect();
    let rows: Vec<_> = catalog.find(&ids).unwrap().into_iter().map(|found| found.unwrap().0).collect();
    catalog.joint_vectors(version, &rows).unwrap()
}

#[test]
fn a_joint_model_installed_after_an_import_listens_once() {
    let mut music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "tiny")]);
    music.taggers = Some("ears-1");
    music.import();
    assert_eq!(heard_by(&music, "clap-1"), [None, None]);
    music.joint = Some("clap-1");
    let outdated = [("a.ogg", Action::ReadOutdated), ("b.ogg", Action::ReadOutdated)];
    assert_eq!(music.import().read, read(&outdated));
    let vector = Some(QuantizedVector::from_f32(&[6.0, -1.0]));
    assert_eq!(heard_by(&music, "clap-1"), [vector.clone(), None]);
    assert_eq!(music.import().unchanged, 2, "also where there was nothing to hear");
    music.joint = None;
    assert_eq!(music.import().unchanged, 2);
    music.set_time("a.ogg", 7);
    assert_eq!(music.import().kept, ["a.ogg"]);
    assert_eq!(heard_by(&music, "clap-1"), [vector, None], "taken away, or touched: it is kept");
    music.joint = Some("clap-1");
    assert_eq!(music.import().unchanged, 2, "and not heard again");
    music.joint = Some("clap-2");
    assert_eq!(music.import().read, read(&outdated));
    assert_eq!(heard_by(&music, "clap-1"), [None, None]);
    assert!(heard_by(&music, "clap-2")[0].is_some());
}

#[test]
fn what_a_joint_model_heard_lasts_as_long_as_the_content() {
    let mut music = Music::new(&[("a.ogg", "Song A")]);
    music.joint = Some("clap-1");
    music.import();
    (music.joint, music.analyser) = (None, 2);
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadOutdated)]));
    assert!(heard_by(&music, "clap-1")[0].is_some(), "measured again without the model");
    music.joint = Some("clap-1");
    assert_eq!(music.import().unchanged, 1, "the file remembers who has listened");
    music.joint = None;
    music.write("a.ogg", "Song A, remastered");
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadChanged)]));
    assert_eq!(heard_by(&music, "clap-1"), [None], "of the content that was");
    music.joint = Some("clap-1");
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadOutdated)]));
    assert!(heard_by(&music, "clap-1")[0].is_some());
}

#[test]
fn an_analyser_supersedes_earlier_ones_and_those_with_another_joint_model() {
    let analyser = |sound: Option<&str>, joint: Option<&str>| Analyser {
        features: FeaturesVersion(1),
        sound: sound.map(str::to_owned),
        joint: joint.map(str::to_owned),
    };
    for (this, other, supersedes) in [
        (analyser(None, Some("c")), analyser(None, None), true),
        (analyser(Some("a"), Some("c")), analyser(Some("a"), None), true),
        (analyser(Some("a"), Some("c")), analyser(Some("a"), Some("b")), true),
        (analyser(Some("a"), Some("c")), analyser(Some("a"), Some("c")), false),
        (analyser(Some("a"), None), analyser(Some("a"), Some("c")), false),
        (analyser(None, Some("c")), analyser(Some("a"), None), false),
        (analyser(Some("a"), None), analyser(None, Some("c")), true),
    ] {
        assert_eq!(this.supersedes(&other), supersedes, "{this:?} over {other:?}");
    }
}

#[test]
fn an_analyser_supersedes_earlier_ones_and_those_with_other_taggers() {
    let analyser = |features, sound: Option<&str>| Analyser {
        features: FeaturesVersion(features),
        sound: sound.map(str::to_owned),
        joint: None,
    };
    for (this, other, supersedes) in [
        (analyser(1, None), analyser(0, None), true),
        (analyser(1, None), analyser(1, None), false),
        (analyser(1, Some("a")), analyser(1, None), true),
        (analyser(1, Some("a")), analyser(1, Some("a")), false),
        (analyser(1, Some("a+b")), analyser(1, Some("a")), true),
        (analyser(1, None), analyser(1, Some("a")), false),
        (analyser(1, Some("b")), analyser(2, Some("a")), false),
        (analyser(2, None), analyser(1, Some("a")), true),
        (analyser(0, Some("a")), analyser(0, None), false),
        (Analyser::default(), analyser(3, Some("a")), false),
    ] {
        assert_eq!(this.supersedes(&other), supersedes, "{this:?} over {other:?}");
    }
}

#[test]
fn changed_content_stays_the_same_track() {
    let music = Music::new(&[("a.ogg", "Song A")]);
    music.import();
    let id = music.track("a.ogg").id;
    music.write("a.ogg", "Song A, remastered");
    assert_eq!(music.import().read, read(&[("a.ogg", Action::ReadChanged)]));
    let track = music.track("a.ogg");
    assert_eq!((track.id, track.name.as_str()), (id, "Song A, remastered"));
    assert_eq!(music.tracks().len(), 1);
}

#[test]
fn a_moved_file_stays_the_same_track() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "bad one")]);
    music.import();
    let id = music.track("a.ogg").id;
    fs::create_dir(music.path("sub")).unwrap();
    fs::rename(music.path("a.ogg"), music.path("sub/c.ogg")).unwrap();
    fs::rename(music.path("b.ogg"), music.path("sub/d.ogg")).unwrap();
    let report = music.import();
    assert_eq!(report.read, BTreeMap::new());
    assert_eq!((report.kept, report.refused), (vec!["c.ogg".to_owned()], vec!["d.ogg".to_owned()]));
    assert_eq!(report.removed, []);
    let track = music.track("sub/c.ogg");
    assert_eq!((track.id, track.status, track.name.as_str()), (id, Status::Public, "Song A"));
    assert_eq!(music.tracks().len(), 1);
    assert_eq!(music.import().unchanged, 1);
}

#[test]
fn a_file_moved_to_another_root_is_recognised() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B")]);
    music.import();
    let id = music.track("a.ogg").id;
    let other = tempfile::tempdir().unwrap();
    fs::rename(music.path("a.ogg"), other.path().join("a.ogg")).unwrap();
    let report = music.try_import(&files::scan(other.path(), &is_audio).unwrap(), false).unwrap();
    assert_eq!(report.kept, ["a.ogg"]);
    assert_eq!(music.import().removed, []);
    let moved = music.fixture.catalog.find(&[id]).unwrap().remove(0).unwrap().1;
    assert_eq!(moved.status, Status::Public);
    assert!(moved.path.unwrap().starts_with(fs::canonicalize(other.path()).unwrap().to_str().unwrap()));
}

#[test]
fn a_deleted_file_marks_its_track_and_coming_back_unmarks_it() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B")]);
    music.import();
    let track = music.track("a.ogg");
    fs::remove_file(music.path("a.ogg")).unwrap();
    assert_eq!(music.import().removed, [track.id]);
    let deleted = music.track("a.ogg");
    assert_eq!((deleted.status, deleted.name.as_str()), (Status::Deleted, "Song A"));
    assert_eq!(music.import().removed, [], "only once");
    music.write("a.ogg", "Song A");
    let report = music.import();
    assert_eq!((report.kept, report.read.len()), (vec!["a.ogg".to_owned()], 0));
    assert_eq!(music.track("a.ogg").status, Status::Public);
    assert_eq!(music.track("a.ogg").id, track.id);
}

#[test]
fn deleted_content_that_turns_up_elsewhere_is_the_same_track() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B")]);
    music.import();
    let id = music.track("a.ogg").id;
    fs::remove_file(music.path("a.ogg")).unwrap();
    music.import();
    music.write("later.ogg", "Song A");
    assert_eq!(music.import().kept, ["later.ogg"]);
    let track = music.track("later.ogg");
    assert_eq!((track.id, track.status), (id, Status::Public));
}

#[test]
fn a_private_track_is_private_again_when_its_file_is_back() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B")]);
    music.import();
    let id = music.track("a.ogg").id;
    music.fixture.row(&format!(r#"{{"asset_id":{id},"status":"private"}}"#));
    fs::remove_file(music.path("a.ogg")).unwrap();
    music.import();
    assert_eq!(music.track("a.ogg").status, Status::Deleted);
    music.write("a.ogg", "Song A");
    music.import();
    assert_eq!(music.track("a.ogg").status, Status::Private);
}

#[test]
fn copies_are_tracks_of_their_own_and_stay_so() {
    let music = Music::new(&[("a.ogg", "Song"), ("b.ogg", "Song"), ("c.ogg", "Song")]);
    music.import();
    let ids = || ["a.ogg", "b.ogg", "c.ogg"].map(|name| music.track(name).id);
    let digest = files::digest(&music.path("a.ogg")).unwrap();
    let first = ids();
    assert_eq!(first, [0, 1, 2].map(|attempt| AssetId::from_digest(&digest, attempt)));
    for name in ["a.ogg", "b.ogg", "c.ogg"] {
        music.set_time(name, 5);
    }
    music.import();
    assert_eq!(ids(), first);
    fs::rename(music.path("b.ogg"), music.path("z.ogg")).unwrap();
    music.import();
    assert_eq!(music.track("z.ogg").id, first[1]);
    assert_eq!(music.track("c.ogg").id, first[2]);
}

#[test]
fn swapped_files_stay_with_their_paths() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song BB")]);
    music.import();
    let (a, b) = (music.track("a.ogg").id, music.track("b.ogg").id);
    music.write("a.ogg", "Song BB");
    music.write("b.ogg", "Song A");
    music.import();
    assert_eq!((music.track("a.ogg").id, music.track("b.ogg").id), (a, b));
    assert_eq!(music.track("a.ogg").name, "Song BB");
}

#[test]
fn a_missing_or_emptied_root_deletes_nothing() {
    let music = Music::new(&[("a.ogg", "Song A"), ("sub/b.ogg", "Song B")]);
    music.import();
    let error = files::scan(&music.path("no such folder"), &is_audio).unwrap_err();
    assert!(matches!(error, Error::RootUnreadable { .. }), "{error}");
    fs::remove_file(music.path("a.ogg")).unwrap();
    fs::remove_file(music.path("sub/b.ogg")).unwrap();
    let listing = files::scan(music.folder.path(), &is_audio).unwrap();
    let error = music.try_import(&listing, false).unwrap_err();
    assert!(matches!(error, Error::RootEmptied { known: 2, .. }), "{error}");
    assert!(error.to_string().contains("--allow-empty"));
    assert!(music.tracks().iter().all(|track| track.status == Status::Public));
    assert_eq!(music.try_import(&listing, true).unwrap().removed.len(), 2);
    assert_eq!(music.try_import(&listing, false).unwrap(), Report::default(), "nothing is left to be lost");
    let empty = tempfile::tempdir().unwrap();
    let listing = files::scan(empty.path(), &is_audio).unwrap();
    assert_eq!(music.try_import(&listing, false).unwrap(), Report::default(), "it never held anything");
}

#[test]
fn below_what_cannot_be_listed_nothing_is_deleted() {
    let music = Music::new(&[("a.ogg", "Song A"), ("sub/b.ogg", "Song B"), ("sub2/c.ogg", "Song C")]);
    music.import();
    fs::remove_dir_all(music.path("sub")).unwrap();
    fs::remove_dir_all(music.path("sub2")).unwrap();
    let mut listing = files::scan(music.folder.path(), &is_audio).unwrap();
    let path = music.path("sub").to_str().unwrap().to_owned();
    listing.unreadable.push(Unreadable { path, reason: "permission denied".to_owned() });
    let report = music.try_import(&listing, false).unwrap();
    assert_eq!(report.removed, [music.track("sub2/c.ogg").id]);
    assert_eq!(music.track("sub/b.ogg").status, Status::Public);
}

#[test]
fn a_sibling_folder_with_a_longer_name_is_another_root() {
    let music = Music::new(&[("rock/a.ogg", "Song A"), ("rock2/b.ogg", "Song B"), ("rock/c.ogg", "Song C")]);
    music.import();
    fs::remove_file(music.path("rock/a.ogg")).unwrap();
    fs::remove_file(music.path("rock2/b.ogg")).unwrap();
    let listing = files::scan(&music.path("rock"), &is_audio).unwrap();
    assert_eq!(music.try_import(&listing, false).unwrap().removed, [music.track("rock/a.ogg").id]);
    assert_eq!(music.track("rock2/b.ogg").status, Status::Public);
}

#[test]
fn a_row_gives_its_identity_to_the_file_at_its_path() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B")]);
    music.import();
    let by_content = music.track("a.ogg").id;
    let claimed = AssetId::new(77).unwrap();
    music.fixture.row(r#"{"asset_id":77,"name":"As the row has it","path":"a.ogg"}"#);
    let listing = Listing::of_files([
        files::locate(&music.path("a.ogg"), Some(claimed)),
        files::locate(&music.path("missing.ogg"), Some(claimed)),
    ]);
    assert_eq!(listing.unreadable.len(), 1);
    assert_eq!(music.try_import(&listing, false).unwrap().read, read(&[("a.ogg", Action::ReadNew)]));
    assert_eq!(music.try_import(&listing, false).unwrap().unchanged, 1);
    let found = music.fixture.catalog.find(&[claimed, by_content]).unwrap();
    let [row, old] = found.map_both();
    assert_eq!((row.name.as_str(), row.status), ("As the row has it", Status::Public));
    assert_eq!(row.path, music.path("a.ogg").to_str().map(str::to_owned));
    assert_eq!(row.analysis.bpm, Bpm::new(6.0));
    assert_eq!(old.status, Status::Deleted, "one file is one track");
    assert_eq!(music.import().unchanged, 2, "the folder's import follows");
    fs::remove_file(music.path("a.ogg")).unwrap();
    assert_eq!(music.import().removed, [claimed]);
}

trait Both {
    fn map_both(self) -> [Track; 2];
}

impl Both for Vec<Option<(hark_catalog::Row, Track)>> {
    fn map_both(self) -> [Track; 2] {
        let tracks: Vec<Track> = self.into_iter().map(|found| found.expect("both are there").1).collect();
        tracks.try_into().unwrap()
    }
}

#[test]
fn tags_lie_below_rows_and_above_measurements_and_are_replaced_as_a_whole() {
    let music = Music::new(&[("a.ogg", "Song A")]);
    music.import();
    let track = music.track("a.ogg");
    let record = |tags: &str| {
        let listing = files::scan(music.folder.path(), &is_audio).unwrap();
        let file = listing.files[0].clone();
        let digest = files::digest(Path::new(&file.path)).unwrap();
        let decision = Decision {
            hashed: HashedFile { file, digest },
            id: track.id,
            moved_from: None,
            action: Action::ReadOutdated,
        };
        let result = FileResult::Read { tags: Box::new(fields(tags)), measured: None, joint: None };
        let record = FileRecord { decision, analyser: music.analyser(), result };
        music.fixture.catalog.record_files(&[record]).unwrap().remove(0).unwrap()
    };
    record(r#"{"asset_id":1,"name":"Tag","artist":"Tag","bpm":99}"#);
    let joined = music.track("a.ogg");
    assert_eq!(
        (joined.name.as_str(), joined.artist.as_str(), joined.analysis.bpm),
        ("Tag", "Tag", Bpm::new(99.0))
    );
    music.fixture.row(&format!(r#"{{"asset_id":{},"name":"Row"}}"#, track.id));
    assert!(matches!(record(r#"{"asset_id":1,"name":"New tag"}"#), Outcome::Updated(..)));
    let joined = music.track("a.ogg");
    assert_eq!(
        (joined.name.as_str(), joined.artist.as_str(), joined.analysis.bpm),
        ("Row", "", Bpm::new(6.0))
    );
    assert!(matches!(record(r#"{"asset_id":1,"name":"New tag"}"#), Outcome::Unchanged(..)));
    let cleared = hark_catalog::TrackPatch {
        fields: hark_catalog::Fields { name: Field::Clear, ..Default::default() },
        ..hark_catalog::TrackPatch::new(track.id)
    };
    music.fixture.catalog.upsert(&[cleared]).unwrap();
    assert_eq!(music.track("a.ogg").name, "New tag");
}

#[test]
fn an_import_that_is_stopped_goes_on_where_it_was() {
    let music = Music::new(&[("a.ogg", "Song A"), ("b.ogg", "Song B"), ("c.ogg", "Song C")]);
    let listing = files::scan(music.folder.path(), &is_audio).unwrap();
    let mut first_only = listing.clone();
    first_only.files.truncate(1);
    first_only.root = None;
    music.try_import(&first_only, false).unwrap();
    let report = music.import();
    assert_eq!(report.unchanged, 1);
    assert_eq!(report.read, read(&[("b.ogg", Action::ReadNew), ("c.ogg", Action::ReadNew)]));
}
