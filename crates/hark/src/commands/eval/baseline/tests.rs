//! What can be compared, what cannot, and what is told.

use super::*;

fn outcomes(ranks: impl IntoIterator<Item = Option<usize>>) -> Vec<Outcome> {
    ranks.into_iter().map(|rank| Outcome { relevant: vec![(rank, 1.0)], pool: 50 }).collect()
}

fn identity() -> Identity {
    Identity { queries: Hash::of(["q"]), pool: Hash::of(["p"]), tracks: 50, model: None }
}

fn baseline(of: &[Outcome]) -> Baseline {
    let mut baseline =
        Baseline::new(identity(), (0..of.len()).map(|id| Hash::of([&*id.to_string()])).collect());
    baseline.stages.insert("words".to_owned(), Run::of(of));
    baseline
}

#[test]
fn a_baseline_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.json");
    let mut written = baseline(&outcomes([Some(1), None, Some(3)]));
    for model in [None, Some("a {model}".to_owned())] {
        written.of.model = model;
        written.write(&path).unwrap();
        assert_eq!(Baseline::read(&path).unwrap(), written);
    }
    std::fs::write(&path, "{\"format\":1}").unwrap();
    assert!(Baseline::read(&path).unwrap_err().to_string().contains("is no baseline"));
    written.format = 9;
    written.write(&path).unwrap();
    assert!(Baseline::read(&path).unwrap_err().to_string().contains("format 9"));
}

#[test]
fn another_set_is_refused_with_the_reason() {
    let baseline = baseline(&outcomes([Some(1)]));
    let told = |change: &dyn Fn(&mut Identity)| {
        let mut other = identity();
        change(&mut other);
        baseline.check(&other).unwrap_err().to_string()
    };
    assert!(baseline.check(&identity()).is_ok());
    assert!(told(&|of| of.queries = Hash::of(["other"])).contains("other queries"));
    let tracks = told(&|of| (of.pool, of.tracks) = (Hash::of(["other"]), 60));
    assert!(tracks.contains("50 then, 60 now"), "{tracks}");
    assert!(told(&|of| of.model = Some("mini".to_owned())).contains("no text model, this run has mini"));
    assert!(baseline.compare("words", &outcomes([Some(1), Some(2)])).is_err());
    assert!(baseline.compare("sound", &outcomes([Some(1)])).unwrap().is_none());
}

#[test]
fn a_regression_is_found_and_chance_is_not() {
    let before = outcomes((0..60).map(|query| Some(1 + query % 3)));
    let kept = baseline(&before);
    let worse = outcomes((0..60).map(|query| Some(2 + query % 7)));
    let found = kept.compare("words", &worse).unwrap().unwrap();
    assert!(found.iter().any(|compared| compared.measure == Measure::ReciprocalRank && compared.is_worse()));
    let mut nearly = before.clone();
    nearly[7].relevant[0].0 = None;
    assert!(kept.compare("words", &nearly).unwrap().unwrap().iter().all(|compared| !compared.is_worse()));
    assert!(kept.compare("words", &before).unwrap().unwrap().iter().all(|compared| !compared.is_worse()));
}

#[test]
fn hashes_tell_texts_and_their_borders_apart() {
    assert_eq!(Hash::of([]).0, "cbf29ce484222325", "the offset basis of FNV-1a");
    assert_ne!(Hash::of(["ab", "c"]), Hash::of(["a", "bc"]));
    assert_ne!(Hash::of(["a"]), Hash::of(["a", ""]));
}
