//! Any sequence of operations leaves the catalogue as a map in memory has it, and its changes replay to the same.

use std::collections::BTreeMap;

use hark_catalog::{
    Catalog, Embedding, Field, Outcome, Position, QuantizedVector, Row, Sequence, TrackPatch,
};
use hark_track::{Analysis, Bpm, FeaturesVersion, Status};
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Fixture, changes_from, id, measurement};

const VERSION: &str = "model";

#[derive(Debug, Clone)]
enum Operation {
    Upsert(Vec<TrackPatch>),
    Measure(u64, f64),
    /// Embeds the tracks without an embedding, from texts of up to so many operations ago.
    Embed {
        stale: bool,
    },
    Reopen,
}

/// What the catalogue should hold of a track: the plain truth, without layers or documents.
#[derive(Debug, Clone, Default, PartialEq)]
struct Modelled {
    status: Option<Status>,
    name: Option<String>,
    tags: Option<Vec<String>>,
    bpm: Option<f64>,
    play_count: Option<u64>,
    extra: Map<String, Value>,
    measured_bpm: Option<f64>,
    embedded: bool,
    /// The sequence number of the last change to the music.
    revised: u64,
}

fn field<T: Clone + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Field<T>> {
    prop_oneof![3 => Just(Field::Keep), 1 => Just(Field::Clear), 3 => value.prop_map(Field::Set)]
}

fn any_patch() -> impl Strategy<Value = TrackPatch> {
    let bpm = (1.0f64..1000.0).prop_map(|bpm| Bpm::new(bpm).unwrap());
    let extra =
        prop::collection::btree_map("[ab]", prop_oneof![Just(Value::Null), Just(Value::from(1))], 0..2);
    (
        0u64..8,
        field(prop::sample::select(Status::ALL.to_vec())),
        field("[xyz\\PC]{0,3}"),
        field(prop::collection::vec("[pq]", 0..3)),
        field(bpm),
        field(0u64..3),
        extra,
    )
        .prop_map(|(number, status, name, tags, bpm, play_count, extra)| {
            let mut patch = TrackPatch::new(id(number));
            patch.fields.status = status;
            patch.fields.name = name;
            patch.fields.tags = tags;
            patch.fields.bpm = bpm;
            patch.fields.play_count = play_count;
            patch.fields.extra = extra.into_iter().collect();
            patch
        })
}

fn any_operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        6 => prop::collection::vec(any_patch(), 0..5).prop_map(Operation::Upsert),
        2 => (0u64..8, 1.0f64..1000.0).prop_map(|(number, bpm)| Operation::Measure(number, bpm)),
        2 => any::<bool>().prop_map(|stale| Operation::Embed { stale }),
        1 => Just(Operation::Reopen),
    ]
}

fn merge<T: Clone>(field: &Field<T>, into: &mut Option<T>) {
    match field {
        Field::Keep => {}
        Field::Clear => *into = None,
        Field::Set(value) => *into = Some(value.clone()),
    }
}

impl Modelled {
    /// Applies a patch under a sequence number; whether it made a difference.
    fn apply(&mut self, patch: &TrackPatch, sequence: u64) -> bool {
        let before = self.clone();
        let mut bpm = self.bpm.and_then(Bpm::new);
        merge(&patch.fields.status, &mut self.status);
        merge(&patch.fields.name, &mut self.name);
        merge(&patch.fields.tags, &mut self.tags);
        merge(&patch.fields.bpm, &mut bpm);
        merge(&patch.fields.play_count, &mut self.play_count);
        self.bpm = bpm.map(Bpm::get);
        for (name, value) in &patch.fields.extra {
            self.extra.insert(name.clone(), value.clone());
        }
        self.extra.retain(|_, value| !value.is_null());
        let same_music = (&before.name, &before.tags, before.bpm) == (&self.name, &self.tags, self.bpm);
        let changed = before != *self;
        if !same_music {
            self.embedded = false;
            self.revised = sequence;
        }
        changed
    }
}

/// The catalogue under test with its model: tracks by number, and the numbers in order of arrival.
struct Pair {
    fixture: Fixture,
    model: BTreeMap<u64, Modelled>,
    arrivals: Vec<u64>,
    /// Where tracks were read for texts some time ago.
    read_at: Sequence,
}

impl Pair {
    fn run(&mut self, operation: Operation) {
        match operation {
            Operation::Upsert(batch) => self.upsert(&batch),
            Operation::Measure(number, bpm) => self.measure(number, bpm),
            Operation::Embed { stale } => self.embed(stale),
            Operation::Reopen => {
                self.fixture.catalog = Catalog::open(self.fixture.folder.path()).unwrap();
            }
        }
    }

    fn upsert(&mut self, batch: &[TrackPatch]) {
        let before = self.fixture.catalog.sequence().unwrap();
        let outcomes = self.fixture.catalog.upsert(batch).unwrap();
        let mut expected = Vec::new();
        for patch in batch {
            let number = patch.id.get();
            let known = self.arrivals.iter().position(|arrived| *arrived == number);
            let next = before.0 + 1;
            let new = Modelled { revised: next, ..Modelled::default() };
            let changed = self.model.entry(number).or_insert(new).apply(patch, next);
            let row = Row(known.unwrap_or(self.arrivals.len()) as u32);
            expected.push(match (known, changed) {
                (None, _) => Outcome::Added(patch.id, row),
                (Some(_), true) => Outcome::Updated(patch.id, row),
                (Some(_), false) => Outcome::Unchanged(patch.id, row),
            });
            if known.is_none() {
                self.arrivals.push(number);
            }
        }
        assert_eq!(outcomes, expected);
        let changed = expected.iter().any(|outcome| !matches!(outcome, Outcome::Unchanged(..)));
        let after = self.fixture.catalog.sequence().unwrap();
        assert_eq!(after.0, before.0 + u64::from(changed));
    }

    fn measure(&mut self, number: u64, bpm: f64) {
        let analysis = Analysis { version: FeaturesVersion(1), bpm: Bpm::new(bpm), ..Analysis::default() };
        let result = self.fixture.catalog.set_measured(id(number), &measurement(&analysis));
        match self.model.get_mut(&number) {
            Some(track) => {
                let changed = track.measured_bpm != Some(bpm);
                track.measured_bpm = Some(bpm);
                if changed {
                    track.embedded = false;
                    track.revised = self.fixture.catalog.sequence().unwrap().0;
                }
                assert_eq!(matches!(result.unwrap(), Outcome::Updated(..)), changed);
            }
            None => assert!(result.is_err()),
        }
    }

    fn embed(&mut self, stale: bool) {
        let catalog = &self.fixture.catalog;
        let waiting = catalog.tracks_without_embedding(VERSION, None, 100).unwrap();
        let expected: Vec<u64> = self
            .arrivals
            .iter()
            .copied()
            .filter(|number| {
                let track = &self.model[number];
                !track.embedded && track.status.unwrap_or(Status::Public) == Status::Public
            })
            .collect();
        assert_eq!(waiting.iter().map(|stored| stored.track.id.get()).collect::<Vec<_>>(), expected);
        let made_from = |current: Sequence| if stale { self.read_at.min(current) } else { current };
        let vector = QuantizedVector::from_f32(&[1.0, 0.5]);
        let batch: Vec<Embedding> = waiting
            .iter()
            .map(|stored| Embedding {
                row: stored.row,
                made_from: made_from(stored.sequence),
                vector: vector.clone(),
            })
            .collect();
        catalog.put_embeddings(VERSION, &batch).unwrap();
        for stored in &waiting {
            let track = self.model.get_mut(&stored.track.id.get()).unwrap();
            track.embedded = track.revised <= made_from(stored.sequence).0;
            let there = catalog.embeddings(VERSION, &[stored.row]).unwrap()[0].is_some();
            assert_eq!(there, track.embedded);
        }
        self.read_at = catalog.sequence().unwrap();
    }

    fn check(&self) {
        let catalog = &self.fixture.catalog;
        let rows: Vec<Row> = (0..self.arrivals.len() as u32).map(Row).collect();
        let embeddings = catalog.embeddings(VERSION, &rows).unwrap();
        let tracks = catalog.tracks(&rows).unwrap();
        for ((number, track), embedding) in self.arrivals.iter().zip(&tracks).zip(&embeddings) {
            let expected = &self.model[number];
            assert_eq!(track.id, id(*number));
            assert_eq!(track.status, expected.status.unwrap_or(Status::Public));
            assert_eq!(track.name, expected.name.clone().unwrap_or_default());
            assert_eq!(track.tags, expected.tags.clone().unwrap_or_default());
            assert_eq!(track.play_count, expected.play_count);
            assert_eq!(track.analysis.bpm.map(Bpm::get), expected.bpm.or(expected.measured_bpm));
            assert_eq!(catalog.extra(track.id).unwrap().unwrap(), expected.extra);
            assert_eq!(embedding.is_some(), expected.embedded);
        }
        assert_eq!(catalog.count().unwrap().total(), self.arrivals.len() as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_the_catalogue_equals_a_map_and_its_changes_replay_to_it(
        operations in prop::collection::vec(any_operation(), 1..24),
        limit in 1usize..7,
    ) {
        let mut pair = Pair {
            fixture: Fixture::new(), model: BTreeMap::new(), arrivals: Vec::new(), read_at: Sequence(0),
        };
        // Followers that began at different times and read in pages, as an index does that was stopped in between.
        let mut followers: Vec<(Position, BTreeMap<Row, hark_track::Track>)> = Vec::new();
        for (step, operation) in operations.into_iter().enumerate() {
            pair.run(operation);
            if step % 5 == 0 {
                let page = pair.fixture.catalog.changes_since(Sequence(0), limit).unwrap();
                let position = page.last().map_or(Sequence(0).into(), |last| last.position());
                followers.push((position, page.into_iter().map(|change| (change.row, change.track)).collect()));
            }
        }
        pair.check();
        let all = pair.fixture.all_changes();
        let latest = pair.fixture.catalog.sequence().unwrap();
        prop_assert!(all.iter().all(|change| change.sequence <= latest));
        let truth: BTreeMap<Row, _> = all.into_iter().map(|change| (change.row, change.track)).collect();
        prop_assert_eq!(truth.len(), pair.arrivals.len());
        for (position, mut replayed) in followers {
            for change in changes_from(&pair.fixture.catalog, position, limit) {
                replayed.insert(change.row, change.track);
            }
            prop_assert_eq!(&replayed, &truth);
        }
    }
}
