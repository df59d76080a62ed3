//! MusicBrainz' dump of artists: one JSON object a line, as its web service writes them.

use std::io::BufRead;

use serde::Deserialize;

use super::input::{Line, Lines, MAX_LINE_BYTES};
use super::{ImportError, Intake};
use crate::artists::record::{ArtistRecord, ArtistVoice, MAX_ALIASES, MAX_SIMILAR, Source, Years};

/// Votes count towards prominence up to so many.
const MOST_VOTES: u32 = 100;
/// Where there are no genres, so many tags stand in for them.
const MOST_TAGS: usize = 5;
/// Longer tags are remarks.
const MAX_TAG_WORDS: usize = 3;
/// Relations to other artists that make these similar.
const RELATIONS: [&str; 5] = [
    "member of band",
    "collaboration",
    "subgroup",
    "supporting musician",
    "instrumental supporting musician",
];
/// Music that is mostly not sung: there an artist's gender says nothing of a voice.
const UNSUNG: [&str; 14] = [
    "classical",
    "score",
    "soundtrack",
    "orchestral",
    "ambient",
    "house",
    "techno",
    "trance",
    "drum and bass",
    "dubstep",
    "electronic",
    "idm",
    "jazz",
    "instrumental",
];

#[derive(Debug, Deserialize)]
struct Entity {
    name: Option<String>,
    aliases: Option<Vec<Named>>,
    genres: Option<Vec<Tag>>,
    tags: Option<Vec<Tag>>,
    #[serde(rename = "type")]
    kind: Option<String>,
    gender: Option<String>,
    #[serde(rename = "life-span")]
    life: Option<Life>,
    relations: Option<Vec<Relation>>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Tag {
    name: Option<String>,
    count: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Life {
    begin: Option<String>,
    end: Option<String>,
    ended: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Relation {
    #[serde(rename = "type")]
    kind: Option<String>,
    artist: Option<Named>,
}

pub(super) fn read(input: impl BufRead, intake: &mut Intake) -> Result<(), ImportError> {
    let mut lines = Lines::of(input);
    while let Some((number, line)) = lines.next()? {
        match line {
            Line::Text(line) if line.trim().is_empty() => {}
            Line::Text(line) => match serde_json::from_str::<Entity>(line) {
                Ok(entity) => take(number, entity, intake)?,
                Err(wrong) => intake.bad(number, wrong.to_string())?,
            },
            Line::NotText => intake.bad(number, "not UTF-8".to_owned())?,
            Line::TooLong => intake.bad(number, format!("longer than {MAX_LINE_BYTES} bytes"))?,
        }
    }
    Ok(())
}

fn take(number: u64, entity: Entity, intake: &mut Intake) -> Result<(), ImportError> {
    let Some(name) = entity.name.clone() else { return intake.bad(number, "no name".to_owned()) };
    let record = record(name, entity);
    // "[unknown]", "[dialogue]" and the like stand for nobody.
    if record.styles.is_empty() || record.name.starts_with('[') || record.name == "Various Artists" {
        intake.silent();
        return Ok(());
    }
    intake.take(number, record)
}

fn record(name: String, entity: Entity) -> ArtistRecord {
    let (styles, votes) = styles(entity.genres.unwrap_or_default(), entity.tags.unwrap_or_default());
    let kind = entity.kind.unwrap_or_default();
    let names = |named: Vec<Named>| named.into_iter().filter_map(|named| named.name);
    let related = entity.relations.unwrap_or_default().into_iter();
    let related = related.filter(|to| to.kind.as_deref().is_some_and(|kind| RELATIONS.contains(&kind)));
    ArtistRecord {
        name,
        aliases: names(entity.aliases.unwrap_or_default()).take(MAX_ALIASES).collect(),
        years: entity
            .life
            .filter(|_| matches!(kind.as_str(), "Group" | "Orchestra" | "Choir"))
            .and_then(years),
        voice: voice(&kind, entity.gender.as_deref(), &styles),
        styles,
        descriptors: Vec::new(),
        similar: related.filter_map(|to| to.artist?.name).take(MAX_SIMILAR).collect(),
        prominence: votes,
        source: Source::Dump,
    }
}

/// Genres by votes, else the tags that could be genres; and how many votes there are.
fn styles(genres: Vec<Tag>, tags: Vec<Tag>) -> (Vec<String>, u32) {
    let voted = |tags: Vec<Tag>| {
        let voted = tags.into_iter().filter_map(|tag| Some((tag.count.unwrap_or(1), tag.name?)));
        let mut voted: Vec<(i64, String)> = voted.filter(|(count, _)| *count > 0).collect();
        voted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        voted
    };
    let mut chosen = voted(genres);
    if chosen.is_empty() {
        chosen = voted(tags);
        chosen.retain(|(_, name)| name.split_whitespace().count() <= MAX_TAG_WORDS);
        chosen.truncate(MOST_TAGS);
    }
    let votes = chosen.iter().fold(0_i64, |sum, (count, _)| sum.saturating_add(*count));
    let votes = u32::try_from(votes).unwrap_or(MOST_VOTES).min(MOST_VOTES);
    (chosen.into_iter().map(|(_, name)| name).collect(), votes)
}

fn voice(kind: &str, gender: Option<&str>, styles: &[String]) -> Option<ArtistVoice> {
    let unsung = styles.iter().any(|style| UNSUNG.iter().any(|unsung| style.to_lowercase().contains(unsung)));
    match (kind, gender) {
        ("Orchestra", _) => Some(ArtistVoice::Instrumental),
        ("Choir", _) => Some(ArtistVoice::Mixed),
        ("Person", Some("Female")) if !unsung => Some(ArtistVoice::Female),
        ("Person", Some("Male")) if !unsung => Some(ArtistVoice::Male),
        _ => None,
    }
}

/// The years of a group. Those of a person are of birth and death, which say little about a sound.
fn years(life: Life) -> Option<Years> {
    let year = |date: Option<String>| date?.get(..4)?.parse::<u16>().ok().filter(|year| *year > 0);
    let (from, to) = (year(life.begin)?, year(life.end));
    match to {
        Some(to) => (to >= from).then_some(Years { from, to: Some(to) }),
        // It is over, nobody knows since when.
        None if life.ended == Some(true) => None,
        None => Some(Years { from, to: None }),
    }
}

#[cfg(test)]
mod tests;
