//! Discogs' dumps of masters and releases: what an artist's records are filed under says how the artist sounds.
//!
//! The dump of artists has no styles, so these are counted over everything that an artist made. The XML is pulled event
//! by event; entities other than characters and the five of XML are left out, a document type is ignored, and there is
//! a limit on the length of a piece, on nesting, and on what is remembered of an artist.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::input::{self, MAX_LINE_BYTES};
use super::{ImportError, Intake};
use crate::artists::MAX_ARTISTS;
use crate::artists::record::{ArtistRecord, MAX_STYLES, Source, Years};

/// Deepest nesting of elements.
pub(super) const MAX_DEPTH: usize = 64;
/// Most artists, genres and styles of a record that count.
const MAX_OF_A_RECORD: usize = 50;
/// Most different styles that are told apart.
const MAX_DIFFERENT_STYLES: usize = 10_000;
/// Most styles that are counted for an artist.
const MAX_COUNTED: usize = 40;
/// Longer texts are cut: they are neither name nor style.
const MAX_TEXT: usize = 1000;
/// Records count towards prominence up to this.
const MOST_PROMINENT: u32 = 100;
/// Recordings are not older.
const FIRST_YEAR: u16 = 1860;
/// Names that stand for nobody.
const NOBODY: [&str; 4] = ["Various", "Unknown Artist", "No Artist", "Various Artists"];

pub(super) fn read(input: impl BufRead, intake: &mut Intake) -> Result<(), ImportError> {
    let mut tallies = Tallies::default();
    let mut number = 0;
    let mut records = Records::of(input);
    while let Some(record) = records.next()? {
        number += 1;
        if record.artists.is_empty() {
            intake.bad(number, "no artist".to_owned())?;
        } else if record.styles.is_empty() && record.genres.is_empty() {
            intake.silent();
        } else {
            tallies.count(&record)?;
        }
    }
    tallies.records().try_for_each(|record| intake.take(number, record))
}

/// What is read of a master or release.
#[derive(Debug, Default)]
struct Record {
    artists: Vec<String>,
    genres: Vec<String>,
    styles: Vec<String>,
    year: Option<u16>,
}

/// Masters or releases, one after the other.
struct Records<R> {
    reader: Reader<Metered<R>>,
    buffer: Vec<u8>,
    state: State,
}

impl<R: BufRead> Records<R> {
    fn of(input: R) -> Records<R> {
        let reader = Reader::from_reader(Metered { input, left: MAX_LINE_BYTES });
        Records { reader, buffer: Vec::new(), state: State::default() }
    }

    /// The next record, or nothing at the end.
    fn next(&mut self) -> Result<Option<Record>, ImportError> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().left = MAX_LINE_BYTES;
            let at = self.reader.buffer_position();
            let event =
                self.reader.read_event_into(&mut self.buffer).map_err(|wrong| xml_error(at, wrong))?;
            if let ControlFlow::Break(record) = self.state.step(event, at)? {
                return Ok(record);
            }
        }
    }
}

/// Where in the XML the reader is, and what it has gathered there.
#[derive(Debug, Default)]
struct State {
    /// Names of the elements that are open, from the root; empty where the name is of no interest.
    open: Vec<&'static str>,
    text: String,
    record: Record,
}

impl State {
    /// Takes an event; breaks off with a finished record, or with nothing at the end.
    fn step(&mut self, event: Event<'_>, at: u64) -> Result<ControlFlow<Option<Record>>, ImportError> {
        match event {
            Event::Start(start) => self.begin(start.name().as_ref())?,
            Event::End(_) => {
                self.keep();
                self.text.clear();
                self.open.pop();
                if self.open.len() == 1 {
                    return Ok(ControlFlow::Break(Some(std::mem::take(&mut self.record))));
                }
            }
            Event::Text(text) => self.hear(&text),
            Event::CData(text) => self.hear(&text),
            Event::GeneralRef(reference) => self.hear(character(&reference).encode_utf8(&mut [0; 4])),
            Event::Eof if self.open.is_empty() => return Ok(ControlFlow::Break(None)),
            Event::Eof => {
                return Err(ImportError::Xml {
                    at,
                    reason: "it ends before its last element does".to_owned(),
                });
            }
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn begin(&mut self, name: &str) -> Result<(), ImportError> {
        if self.open.is_empty() && !matches!(name, "masters" | "releases") {
            return Err(ImportError::WrongDump(name.chars().take(40).collect()));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(ImportError::Deep);
        }
        self.text.clear();
        let known = ["artists", "artist", "name", "genres", "genre", "styles", "style", "year", "released"];
        self.open.push(known.into_iter().find(|known| *known == name).unwrap_or_default());
        Ok(())
    }

    fn hear(&mut self, text: &str) {
        if self.text.len() + text.len() <= MAX_TEXT {
            self.text.push_str(text);
        }
    }

    /// Keeps the text of the element that ends, if it matters.
    fn keep(&mut self) {
        let text = self.text.trim();
        let list = match self.open.get(2..) {
            Some(["artists", "artist", "name"]) => &mut self.record.artists,
            Some(["genres", "genre"]) => &mut self.record.genres,
            Some(["styles", "style"]) => &mut self.record.styles,
            Some(["year" | "released"]) => {
                let year = text.get(..4).and_then(|year| year.parse().ok());
                self.record.year = year.filter(|year| (FIRST_YEAR..=9999).contains(year));
                return;
            }
            _ => return,
        };
        if !text.is_empty() && list.len() < MAX_OF_A_RECORD {
            list.push(text.to_owned());
        }
    }
}

/// The character that a reference stands for; a blank for those that a document type would have to explain.
fn character(reference: &BytesRef<'_>) -> char {
    match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => reference.resolve_char_ref().ok().flatten().unwrap_or(' '),
    }
}

/// Ends in an error when a piece is too long.
struct Metered<R> {
    input: R,
    /// So many bytes may still be read.
    left: usize,
}

#[derive(Debug, thiserror::Error)]
#[error("a piece is longer than {MAX_LINE_BYTES} bytes")]
struct TooLong;

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?.read(buffer)?;
        self.consume(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(TooLong));
        }
        let available = self.input.fill_buf()?;
        Ok(&available[..available.len().min(self.left)])
    }

    fn consume(&mut self, bytes: usize) {
        self.left -= bytes;
        self.input.consume(bytes);
    }
}

fn xml_error(at: u64, wrong: quick_xml::Error) -> ImportError {
    match wrong {
        quick_xml::Error::Io(wrong) => {
            if wrong.get_ref().is_some_and(|inner| inner.is::<TooLong>()) {
                return ImportError::Xml { at, reason: TooLong.to_string() };
            }
            // The error is shared, so that only its kind and words can be passed on.
            input::error(
                std::sync::Arc::try_unwrap(wrong)
                    .unwrap_or_else(|shared| io::Error::new(shared.kind(), shared.to_string())),
            )
        }
        quick_xml::Error::Syntax(_)
        | quick_xml::Error::IllFormed(_)
        | quick_xml::Error::InvalidAttr(_)
        | quick_xml::Error::Encoding(_)
        | quick_xml::Error::Escape(_)
        | quick_xml::Error::Namespace(_) => ImportError::Xml { at, reason: wrong.to_string() },
    }
}

/// What artists' records are filed under, by the names that Discogs tells artists apart with ("Air", "Air (2)").
#[derive(Debug, Default)]
struct Tallies {
    by_artist: BTreeMap<String, Tally>,
    /// Styles and genres by number.
    terms: Vec<String>,
    numbers: HashMap<String, u16>,
}

#[derive(Debug, Default)]
struct Tally {
    records: u32,
    years: Option<(u16, u16)>,
    styles: Vec<(u16, u32)>,
    genres: Vec<(u16, u32)>,
}

impl Tallies {
    fn count(&mut self, record: &Record) -> Result<(), ImportError> {
        let styles: Vec<u16> = record.styles.iter().filter_map(|style| self.number(style)).collect();
        let genres: Vec<u16> = record.genres.iter().filter_map(|genre| self.number(genre)).collect();
        for artist in record.artists.iter().filter(|artist| !NOBODY.contains(&artist.as_str())) {
            if !self.by_artist.contains_key(artist) && self.by_artist.len() >= MAX_ARTISTS {
                return Err(ImportError::TooMany);
            }
            let tally = self.by_artist.entry(artist.clone()).or_default();
            tally.records = tally.records.saturating_add(1);
            if let Some(year) = record.year {
                let (first, last) = tally.years.unwrap_or((year, year));
                tally.years = Some((first.min(year), last.max(year)));
            }
            add(&mut tally.styles, &styles);
            add(&mut tally.genres, &genres);
        }
        Ok(())
    }

    fn number(&mut self, term: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(term) {
            return Some(*number);
        }
        let number =
            u16::try_from(self.terms.len()).ok().filter(|_| self.terms.len() < MAX_DIFFERENT_STYLES)?;
        self.terms.push(term.to_owned());
        self.numbers.insert(term.to_owned(), number);
        Some(number)
    }

    fn records(self) -> impl Iterator<Item = ArtistRecord> {
        let Tallies { by_artist, terms, .. } = self;
        let named = move |counted: Vec<(u16, u32)>, most: usize| -> Vec<String> {
            let mut counted = counted;
            counted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            counted
                .iter()
                .take(most)
                .filter_map(|(number, _)| terms.get(usize::from(*number)).cloned())
                .collect()
        };
        by_artist.into_iter().map(move |(name, tally)| {
            let mut styles = named(tally.styles, MAX_STYLES / 2);
            styles.extend(named(tally.genres, 2));
            ArtistRecord {
                name: without_number(&name).to_owned(),
                styles,
                years: tally.years.map(|(from, to)| Years { from, to: Some(to) }),
                // On the scale of how many other acts name one: 4 for one record, 40 for a hundred.
                prominence: tally.records.saturating_mul(16).isqrt().min(MOST_PROMINENT),
                source: Source::Dump,
                ..ArtistRecord::default()
            }
        })
    }
}

fn add(counted: &mut Vec<(u16, u32)>, terms: &[u16]) {
    for term in terms {
        match counted.iter().position(|(known, _)| known == term) {
            Some(place) => counted[place].1 = counted[place].1.saturating_add(1),
            None if counted.len() < MAX_COUNTED => counted.push((*term, 1)),
            None => {}
        }
    }
}

/// "Air (2)" without the number that tells it from another Air.
fn without_number(name: &str) -> &str {
    let numbered = name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    match numbered {
        Some((plain, number)) if !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) => {
            plain
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests;
