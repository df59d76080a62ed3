//! What is known of one artist, and how it is written on a line.
//!
//! ```text
//! name <TAB> aliases <TAB> styles <TAB> years <TAB> voice <TAB> descriptors <TAB> similar <TAB> prominence <TAB> source
//! ```
//!
//! - name: as the artist writes it;
//! - aliases: other names and spellings, between bars;
//! - styles: genre names, most telling first, between bars;
//! - years: `2015-`, `1969-1999` or `1987`, those whose sound people mean;
//! - voice: `female`, `male`, `mixed` or `instrumental`;
//! - descriptors: words for sound, mood and instruments, between bars;
//! - similar: other artists, nearest first, between bars;
//! - prominence: a whole number, larger is better known;
//! - source: see [`Source`].
//!
//! All cells but the name may be empty, and cells at the end may be missing.

use std::fmt;
use std::str::FromStr;

/// Most letters of a name or alias.
pub const MAX_NAME_CHARS: usize = 200;
/// Most letters of a style or descriptor.
pub const MAX_TERM_CHARS: usize = 60;
/// Most aliases of an artist that are kept.
pub const MAX_ALIASES: usize = 32;
/// Most styles of an artist that are kept.
pub const MAX_STYLES: usize = 12;
/// Most descriptors of an artist that are kept.
pub const MAX_DESCRIPTORS: usize = 16;
/// Most similar artists of an artist that are kept.
pub const MAX_SIMILAR: usize = 24;

/// What is known of one artist, as read from a table or dump.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArtistRecord {
    /// As the artist writes it.
    pub name: String,
    /// Other names and spellings.
    pub aliases: Vec<String>,
    /// Genres, most telling first, lower case.
    pub styles: Vec<String>,
    /// The years whose sound people mean.
    pub years: Option<Years>,
    /// Who sings.
    pub voice: Option<ArtistVoice>,
    /// Words for sound, mood and instruments, lower case.
    pub descriptors: Vec<String>,
    /// Names of similar artists, nearest first.
    pub similar: Vec<String>,
    /// How well known, larger is better; comparable within the knowledge base only.
    pub prominence: u32,
    /// Who says so.
    pub source: Source,
}

/// Where a record is from, least trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Source {
    /// The built-in table (DBpedia).
    #[default]
    Table,
    /// A dump of somebody else's data that the user added.
    Dump,
    /// Our own table.
    Own,
    /// A table that the user wrote.
    Stated,
}

/// Who sings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArtistVoice {
    /// Women.
    Female,
    /// Men.
    Male,
    /// Women and men.
    Mixed,
    /// Nobody.
    Instrumental,
}

/// From a year to another, or until today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Years {
    /// First year, 1 to 9999.
    pub from: u16,
    /// Last year, not before the first; none when they go on.
    pub to: Option<u16>,
}

/// A cell that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// There is no name, or none with a letter or digit.
    #[error("no name")]
    NoName,
    /// The name is too long.
    #[error("the name is longer than {MAX_NAME_CHARS} letters")]
    LongName,
    /// The years cannot be read.
    #[error("years {0:?} are not of the form 1994, 1994- or 1994-2001")]
    Years(String),
    /// The voice is not known.
    #[error("voice {0:?} is not one of female, male, mixed and instrumental")]
    Voice(String),
    /// The prominence is not a whole number.
    #[error("prominence {0:?} is not a whole number")]
    Prominence(String),
    /// The source is not known.
    #[error("source {0:?} is not one of table, dump, own and stated")]
    Source(String),
}

impl ArtistRecord {
    /// The record with its texts cleaned and its lists cut to the limits: no tabs, bars or line breaks, no empty or
    /// overlong or repeated entries, styles and descriptors in lower case.
    ///
    /// # Errors
    /// Without a usable name.
    pub fn tidied(mut self) -> Result<ArtistRecord, LineError> {
        self.name = clean(self.name);
        if super::name::key(&self.name).is_empty() {
            return Err(LineError::NoName);
        }
        if self.name.chars().count() > MAX_NAME_CHARS {
            return Err(LineError::LongName);
        }
        self.aliases = listed(self.aliases, MAX_NAME_CHARS, MAX_ALIASES);
        self.aliases.retain(|alias| *alias != self.name);
        self.styles = listed(lower(self.styles), MAX_TERM_CHARS, MAX_STYLES);
        self.descriptors = listed(lower(self.descriptors), MAX_TERM_CHARS, MAX_DESCRIPTORS);
        self.similar = listed(self.similar, MAX_NAME_CHARS, MAX_SIMILAR);
        Ok(self)
    }

    /// Both as one: what the more trusted source says comes first and wins; of two that are trusted alike, what `self`
    /// says.
    ///
    /// Merging the same thing once more changes nothing, and the result is within the limits.
    #[must_use]
    pub fn merged(self, other: ArtistRecord) -> ArtistRecord {
        let (first, second) = if other.source > self.source { (other, self) } else { (self, other) };
        let mut aliases = union(first.aliases, second.aliases, MAX_ALIASES + 1);
        aliases.retain(|alias| *alias != first.name);
        aliases.truncate(MAX_ALIASES);
        ArtistRecord {
            name: first.name,
            aliases,
            styles: union(first.styles, second.styles, MAX_STYLES),
            years: first.years.or(second.years),
            voice: first.voice.or(second.voice),
            descriptors: union(first.descriptors, second.descriptors, MAX_DESCRIPTORS),
            similar: union(first.similar, second.similar, MAX_SIMILAR),
            prominence: first.prominence.max(second.prominence),
            source: first.source,
        }
    }

    /// The record as a line without its break, all columns. The record must be [tidied](ArtistRecord::tidied).
    pub fn line(&self) -> String {
        let years = self.years.map_or_else(String::new, |years| years.to_string());
        let lists =
            [&self.aliases, &self.styles, &self.descriptors, &self.similar].map(|list| list.join("|"));
        let [aliases, styles, descriptors, similar] = lists;
        let voice = self.voice.map_or("", ArtistVoice::name);
        let (prominence, source) = (self.prominence, self.source.name());
        let name = &self.name;
        format!(
            "{name}\t{aliases}\t{styles}\t{years}\t{voice}\t{descriptors}\t{similar}\t{prominence}\t{source}"
        )
    }
}

/// One text on one line, without what separates cells and entries.
pub(crate) fn clean(text: String) -> String {
    let bad =
        |letter: char| letter.is_control() || letter == '|' || (letter.is_whitespace() && letter != ' ');
    if !text.contains(bad) && !text.contains("  ") && text.trim().len() == text.len() {
        return text;
    }
    let spaced: String = text.chars().map(|letter| if bad(letter) { ' ' } else { letter }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn listed(entries: Vec<String>, longest: usize, most: usize) -> Vec<String> {
    let kept = entries.into_iter().map(clean);
    let kept = kept.filter(|entry| !entry.is_empty() && entry.chars().count() <= longest);
    union(Vec::new(), kept.collect(), most)
}

fn lower(terms: Vec<String>) -> Vec<String> {
    let in_lower =
        |term: String| if term.chars().all(|c| c.is_ascii_lowercase()) { term } else { term.to_lowercase() };
    terms.into_iter().map(in_lower).collect()
}

fn union(mut first: Vec<String>, second: Vec<String>, most: usize) -> Vec<String> {
    for entry in second {
        if first.len() >= most {
            break;
        }
        if !first.contains(&entry) {
            first.push(entry);
        }
    }
    first.truncate(most);
    first
}

impl Source {
    /// The name that files use.
    pub fn name(self) -> &'static str {
        match self {
            Source::Table => "table",
            Source::Dump => "dump",
            Source::Own => "own",
            Source::Stated => "stated",
        }
    }

    /// Whether a person wrote the record for this purpose.
    pub fn curated(self) -> bool {
        self >= Source::Own
    }
}

impl FromStr for Source {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Source, LineError> {
        let all = [Source::Table, Source::Dump, Source::Own, Source::Stated];
        let found = all.into_iter().find(|source| source.name() == text);
        found.ok_or_else(|| LineError::Source(excerpt(text)))
    }
}

impl ArtistVoice {
    /// The name that files use.
    pub fn name(self) -> &'static str {
        match self {
            ArtistVoice::Female => "female",
            ArtistVoice::Male => "male",
            ArtistVoice::Mixed => "mixed",
            ArtistVoice::Instrumental => "instrumental",
        }
    }
}

impl FromStr for ArtistVoice {
    type Err = LineError;

    fn from_str(text: &str) -> Result<ArtistVoice, LineError> {
        use ArtistVoice::{Female, Instrumental, Male, Mixed};
        let found = [Female, Male, Mixed, Instrumental].into_iter().find(|voice| voice.name() == text);
        found.ok_or_else(|| LineError::Voice(excerpt(text)))
    }
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            None => write!(f, "{}-", self.from),
            Some(to) if to == self.from => write!(f, "{to}"),
            Some(to) => write!(f, "{}-{to}", self.from),
        }
    }
}

impl FromStr for Years {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Years, LineError> {
        let year = |text: &str| text.trim().parse().ok().filter(|year| (1..=9999).contains(year));
        let read = match text.split_once(['-', '–']) {
            None => year(text).map(|only| Years { from: only, to: Some(only) }),
            Some((from, to)) if to.trim().is_empty() => year(from).map(|from| Years { from, to: None }),
            Some((from, to)) => year(from).zip(year(to)).map(|(from, to)| Years { from, to: Some(to) }),
        };
        let forward = read.filter(|years| years.to.is_none_or(|to| to >= years.from));
        forward.ok_or_else(|| LineError::Years(excerpt(text)))
    }
}

/// The beginning of a text, for messages.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests;
