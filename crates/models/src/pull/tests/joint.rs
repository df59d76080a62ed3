//! Pulling a joint model: the small pair of the fixtures, end to end.

use super::*;
use crate::clap::{AUDIO_GRAPH, ClapAudio, ClapText, SoundEncoder, TEXT_GRAPH};
use crate::spec::clap;

fn fixture() -> PathBuf {
    small::folder()
}

/// The specification with the files of `folder` pinned.
fn small(folder: &Path) -> ModelSpec {
    small::spec(folder).unwrap()
}

#[test]
fn a_pulled_pair_works() {
    let place = place();
    let pulled = install_small_clap(&place.dir).unwrap();
    assert_eq!(pulled.version.as_str(), "clap-htsat-unfused/f32/1");
    assert_eq!(pulled.manifest.licence, "Apache-2.0");
    assert_eq!(pulled.manifest.agreement, Agreement::Unchanged { files: 5 });
    assert!(pulled.path.join(TEXT_GRAPH).is_file());
    assert!(place.dir.has(KnownModel::ClapHtsatUnfused));
    let text = ClapText::load(&place.dir).unwrap();
    let audio = ClapAudio::load(&place.dir).unwrap();
    assert_eq!((text.version(), text.dimensions()), (audio.version(), audio.dimensions()));
    let verified = dir::verify(&place.dir).pop().unwrap().outcome.unwrap();
    assert_eq!((verified.bytes, verified.sha256), (pulled.manifest.bytes, pulled.manifest.sha256));
}

#[test]
fn a_second_pull_takes_the_place_of_the_first() {
    let place = place();
    let spec = small(&fixture());
    let first = pull_from(&place, &spec, &fixture()).unwrap();
    assert_eq!(pull_from(&place, &spec, &fixture()).unwrap().path, first.path);
    let copy = copy_of_fixture(&place);
    let config = std::fs::read_to_string(copy.join("config.json")).unwrap() + "\n";
    std::fs::write(copy.join("config.json"), config).unwrap();
    let second = pull_from(&place, &small(&copy), &copy).unwrap();
    assert_ne!(second.path, first.path);
    assert!(!first.path.is_dir());
    assert_eq!(place.dir.names().unwrap().len(), 3, "lock, manifest, folder");
}

#[test]
fn a_pair_that_cannot_be_used_is_not_installed() {
    let place = place();
    let copy = copy_of_fixture(&place);
    let graph = std::fs::read(copy.join(AUDIO_GRAPH)).unwrap();
    std::fs::write(copy.join(AUDIO_GRAPH), &graph[..graph.len() / 2]).unwrap();
    let error = pull_from(&place, &small(&fixture()), &copy).unwrap_err();
    assert!(matches!(error, Error::Checksum { .. }), "{error}");
    let error = pull_from(&place, &small(&copy), &copy).unwrap_err();
    assert!(matches!(error, Error::Clap(_)), "{error}");
    assert_eq!(place.dir.names().unwrap(), [".lock"]);
}

#[test]
fn changed_files_are_not_loaded() {
    let place = place();
    let pulled = pull_from(&place, &small(&fixture()), &fixture()).unwrap();
    for name in [TEXT_GRAPH, AUDIO_GRAPH] {
        let path = pulled.path.join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(matches!(ClapText::load(&place.dir), Err(Error::Checksum { .. })));
    assert!(matches!(ClapAudio::load(&place.dir), Err(Error::Checksum { .. })));
    assert!(matches!(dir::verify(&place.dir).pop().unwrap().outcome, Err(Error::Checksum { .. })));
    let manifest = place.dir.path().join("clap-htsat-unfused.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let at = text.find("\"made_from\"").unwrap();
    let other = text[at..].replacen("\"sha256\": \"", "\"sha256\": \"0", 1);
    std::fs::write(&manifest, text[..at].to_owned() + &other).unwrap();
    assert!(matches!(ClapText::load(&place.dir), Err(Error::Manifest { .. })));
}

#[test]
fn names_lead_to_models_and_the_large_one_is_only_had_by_name() {
    assert_eq!(KnownModel::named("clap"), Some(KnownModel::ClapHtsatUnfused));
    for model in KnownModel::ALL {
        assert_eq!(KnownModel::named(model.name()), Some(model));
    }
    assert_eq!(KnownModel::named("larger_clap_music"), None);
    assert!(!KnownModel::DEFAULT.contains(&KnownModel::ClapHtsatUnfused));
}

fn copy_of_fixture(place: &Place) -> PathBuf {
    std::fs::create_dir_all(place.published.join("onnx")).unwrap();
    for pin in clap().files {
        std::fs::copy(fixture().join(pin.name), place.published.join(pin.name)).unwrap();
    }
    place.published.clone()
}
