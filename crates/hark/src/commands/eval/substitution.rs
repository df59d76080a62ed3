//! `hark eval substitution`: whether a query for an artist whom the catalogue lacks is answered with music of their
//! genres.
//!
//! Beside the answer stand those of a search that knows no artists and takes the name for words, and the share of the
//! whole catalogue that would agree: what picking tracks at random would get.

use std::collections::{BTreeSet, HashMap};

use anyhow::ensure;
use hark_search::eval::bootstrap::{Estimate, Summary, estimate};
use hark_search::eval::genres::{Genres, artist_key};
use hark_search::{EmbeddedEngine, Engine, Filters, Meaning, Page, SearchRequest, Sort, Stage, What};
use hark_track::AssetId;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::table::Table;
use super::{catalogue, interval_json, shown};
use crate::cli::EvalSubstitution;
use crate::config::Settings;
use crate::output::{self, Done};

/// Ways to search for an artist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The name alone.
    Name,
    /// "like NAME".
    LikeName,
    /// The name as words, nobody is known: by this stage alone.
    Unread(Stage),
}

impl Way {
    const ALL: [Way; 5] = [
        Way::Name,
        Way::LikeName,
        Way::Unread(Stage::Words),
        Way::Unread(Stage::Meaning),
        Way::Unread(Stage::Fused),
    ];

    fn key(self) -> &'static str {
        match self {
            Way::Name => "name",
            Way::LikeName => "like_name",
            Way::Unread(Stage::Words) => "text_words",
            Way::Unread(Stage::Meaning) => "text_meaning",
            Way::Unread(Stage::Sound) => "text_sound",
            Way::Unread(Stage::Fused) => "text_fused",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Way::Name => "NAME",
            Way::LikeName => "like NAME",
            Way::Unread(Stage::Words) => "as text, words",
            Way::Unread(Stage::Meaning) => "as text, meaning",
            Way::Unread(Stage::Sound) => "as text, sound",
            Way::Unread(Stage::Fused) => "as text, fused",
        }
    }

    /// Whether artists are read in the query.
    fn knows_artists(self) -> bool {
        matches!(self, Way::Name | Way::LikeName)
    }
}

/// An artist with what their music is.
struct Artist {
    name: String,
    expected: Genres,
}

/// What one way answered for one artist.
#[derive(Debug, Clone, Copy, Default)]
struct Answer {
    shown: usize,
    agreed: usize,
    /// The artist was recognised.
    matched: bool,
}

/// The artists of a file, those set aside, and the catalogue they are looked for in.
struct Set {
    artists: Vec<Artist>,
    /// The catalogue has music of them.
    held: Vec<String>,
    /// None of their genres is known.
    unclear: Vec<String>,
    genres: HashMap<AssetId, Genres>,
}

pub(super) fn run(settings: &Settings, args: &EvalSubstitution) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    let set = Set::read(args, &catalog)?;
    let engine = settings.data.engine(&catalog, settings.data.encoder())?;
    let ways = ways(&engine);
    let answers: Vec<Vec<Answer>> = set
        .artists
        .par_iter()
        .map(|artist| set.answers(&engine, artist, &ways, args.k))
        .collect::<anyhow::Result<_>>()?;
    let report = Report { set: &set, ways, answers, k: args.k };
    if args.output.json {
        output::json(&report.json())?
    } else {
        report.print()?
    }
    Ok(Done::Fully)
}

/// The ways that this engine can go.
fn ways(engine: &EmbeddedEngine) -> Vec<Way> {
    let mut ways = Way::ALL.to_vec();
    if let Meaning::Off(reason) = engine.status().meaning {
        output::note(format!("the meaning of names is not looked for: {reason}"));
        ways.retain(|way| *way != Way::Unread(Stage::Meaning));
    }
    ways
}

impl Set {
    fn read(args: &EvalSubstitution, catalog: &hark_catalog::Catalog) -> anyhow::Result<Set> {
        let table = Table::read(&args.artists)?.not_empty()?;
        let (name, genres) = (table.column("artist")?, table.column("genres")?);
        let tracks =
            catalogue::map(catalog, |track| (track.id, artist_key(&track.artist), Genres::of_track(track)))?;
        let held: BTreeSet<&str> = tracks.iter().map(|(_, artist, _)| artist.as_str()).collect();
        let mut set =
            Set { artists: Vec::new(), held: Vec::new(), unclear: Vec::new(), genres: HashMap::new() };
        for row in table.rows() {
            let name = table.filled(row, name)?.to_owned();
            let expected = Genres::of(table.filled(row, genres)?.split('|'));
            if held.contains(artist_key(&name).as_str()) {
                set.held.push(name);
            } else if expected.is_empty() {
                set.unclear.push(name);
            } else {
                set.artists.push(Artist { name, expected });
            }
        }
        let path = args.artists.display();
        ensure!(
            !set.artists.is_empty(),
            "{path}: there is no artist whom the catalogue lacks and whose genres are known"
        );
        set.genres = tracks.into_iter().map(|(id, _, genres)| (id, genres)).collect();
        Ok(set)
    }

    fn answers(
        &self,
        engine: &EmbeddedEngine,
        artist: &Artist,
        ways: &[Way],
        k: usize,
    ) -> anyhow::Result<Vec<Answer>> {
        ways.iter().map(|way| self.answer(engine, artist, *way, k)).collect()
    }

    fn answer(&self, engine: &EmbeddedEngine, artist: &Artist, way: Way, k: usize) -> anyhow::Result<Answer> {
        let (ids, matched) = match way {
            Way::Name => search(engine, artist.name.clone(), k)?,
            Way::LikeName => search(engine, format!("like {}", artist.name), k)?,
            Way::Unread(stage) => {
                let ranked = engine.rank_unread(&artist.name, stage)?;
                (ranked.into_iter().take(k).map(|(id, _)| id).collect(), None)
            }
        };
        let agrees =
            |id: &&AssetId| self.genres.get(id).is_some_and(|genres| genres.agree_with(&artist.expected));
        Ok(Answer {
            shown: ids.len(),
            agreed: ids.iter().filter(agrees).count(),
            matched: matched.is_some_and(|matched| artist_key(&matched) == artist_key(&artist.name)),
        })
    }

    /// The share of the catalogue that agrees with an artist, on average.
    fn chance(&self) -> f64 {
        let share = |artist: &Artist| {
            let agreeing =
                self.genres.par_iter().filter(|(_, genres)| genres.agree_with(&artist.expected)).count();
            agreeing as f64 / self.genres.len().max(1) as f64
        };
        self.artists.iter().map(share).sum::<f64>() / self.artists.len().max(1) as f64
    }
}

/// The first results of a search as a client would make it, and the artist that it was taken to name.
fn search(
    engine: &EmbeddedEngine,
    query: String,
    k: usize,
) -> anyhow::Result<(Vec<AssetId>, Option<String>)> {
    let results = engine.search(&SearchRequest {
        what: What::Query(query),
        filters: Filters::default(),
        sort: Sort::default(),
        page: Page { limit: k, offset: 0 },
        explain: false,
    })?;
    Ok((results.tracks.iter().map(|hit| hit.track.id).collect(), results.matched_artist))
}

/// What came of all artists.
struct Report<'a> {
    set: &'a Set,
    ways: Vec<Way>,
    /// By artist, then by way.
    answers: Vec<Vec<Answer>>,
    k: usize,
}

/// One way over all artists.
struct Totals {
    /// Artists with any result.
    answered: usize,
    /// Mean share of the results shown that agree; 0 for an artist without any.
    share: Estimate,
    /// The same out of k, so that a result which is not there is wrong.
    share_of_k: Estimate,
    matched: usize,
}

impl Report<'_> {
    fn totals(&self, way: usize) -> Totals {
        let answers = || self.answers.iter().map(|answers| answers[way]);
        let share = |of: &dyn Fn(Answer) -> usize| {
            let shares: Vec<f64> =
                answers().map(|answer| answer.agreed as f64 / of(answer).max(1) as f64).collect();
            estimate(&shares, Summary::Mean)
        };
        Totals {
            answered: answers().filter(|answer| answer.shown > 0).count(),
            share: share(&|answer| answer.shown),
            share_of_k: share(&|_| self.k),
            matched: answers().filter(|answer| answer.matched).count(),
        }
    }

    fn json(&self) -> Value {
        let ways = self.ways.iter().enumerate().map(|(at, way)| {
            let Totals { answered, share, share_of_k, matched } = self.totals(at);
            json!({
                "way": way.key(), "answered": answered,
                "share": share.value, "interval": interval_json(&share),
                "share_of_k": share_of_k.value, "interval_of_k": interval_json(&share_of_k),
                "matched": way.knows_artists().then_some(matched),
            })
        });
        let artists = self.set.artists.iter().zip(&self.answers).map(|(artist, answers)| {
            let told = |(way, answer): (&Way, &Answer)| {
                let matched = way.knows_artists().then_some(answer.matched);
                (
                    way.key().to_owned(),
                    json!({ "shown": answer.shown, "agreed": answer.agreed, "matched": matched }),
                )
            };
            let ways: serde_json::Map<String, Value> = self.ways.iter().zip(answers).map(told).collect();
            json!({ "artist": artist.name, "ways": ways })
        });
        json!({
            "k": self.k, "artists": self.set.artists.len(), "held": self.set.held, "unclear": self.set.unclear,
            "chance": self.set.chance(), "ways": ways.collect::<Vec<_>>(), "answers": artists.collect::<Vec<_>>(),
        })
    }

    fn print(&self) -> anyhow::Result<()> {
        let Set { artists, held, unclear, .. } = self.set;
        for name in held {
            output::note(format!("{name} is left out: the catalogue has music of this artist"));
        }
        for name in unclear {
            output::note(format!("{name} is left out: none of the genres is known"));
        }
        let (count, k) = (artists.len(), self.k);
        output::line(format!("{count} artists whom the catalogue lacks, their first {k} results"))?;
        for (at, way) in self.ways.iter().enumerate() {
            let Totals { answered, share, share_of_k, matched } = self.totals(at);
            let named = if way.knows_artists() { format!("  named {matched}") } else { String::new() };
            let (share, of_k) = (shown(&share), shown(&share_of_k));
            output::line(format!(
                "{:<17} agree {share}  of {k} {of_k}  answered {answered}{named}",
                way.name()
            ))?;
        }
        output::line(format!("{:<17} agree {:.3}", "any track", self.set.chance()))
    }
}
