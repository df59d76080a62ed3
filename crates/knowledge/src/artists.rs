//! Artists: which there are, what they sound like, and who is close to whom.
//!
//! Some 26,000 acts of DBpedia (styles and associated acts, to 2015) under several hundred of our own (later acts,
//! composers, and those that people name most, with descriptors), and on top whatever the user has added. One text
//! holds everything as lines ([`record`]); rows, names and styles are numbers that point into it. A structure a record
//! would be easier to write and take several times the memory, which matters when millions are added.
//!
//! Artists are numbered by prominence, so "the most prominent" is always "the first".

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, LazyLock, OnceLock};

use flate2::read::GzDecoder;

pub(crate) mod columns;
mod kin;
mod name;
mod ordinary;
pub mod record;
mod songs;
mod spelling;

pub use ordinary::is_ordinary_word;
pub use record::{ArtistRecord, ArtistVoice, LineError, Source, Years};
pub use songs::Song;

pub(crate) use name::key;

use columns::Columns;
use kin::Kin;
use songs::Songs;
use spelling::Spellings;

/// DBpedia's acts, see `NOTICE` and `scripts/knowledge/dbpedia.py`.
static TABLE: &[u8] = include_bytes!("../artists/dbpedia.tsv.gz");
/// Our own acts.
static OWN: &str = include_str!("../artists/own.tsv");
/// Our own songs.
static SONGS: &str = include_str!("../artists/songs.tsv");

/// Most artists that are held.
pub const MAX_ARTISTS: usize = 5_000_000;
/// Most bytes of text that are held.
pub const MAX_TEXT_BYTES: usize = 1 << 30;
/// Most words of a name that [`Artists::longest_name`] tells of; longer ones are found all the same.
pub const MAX_NAME_WORDS: usize = 8;
/// Most names among which misspelt ones are looked for.
pub const MAX_SPELLINGS: usize = 100_000;
/// Most artists that are told to be close to another.
pub const MAX_CLOSE: usize = 200;
/// The least prominence of our own acts: as an act that fifty others name.
const OWN_PROMINENCE: u32 = 50;

/// Every artist that is known, built in or added.
#[derive(Debug)]
pub struct Artists {
    /// Lines, in the order they came.
    text: String,
    /// Most prominent first.
    rows: Vec<Row>,
    /// Hashes of the keys of names and aliases, sorted; of one key the best entry first.
    names: Vec<(u64, ArtistId)>,
    spellings: Spellings,
    /// Worked out when it is first needed.
    kin: OnceLock<Kin>,
    longest: usize,
}

/// An artist's place among those of this run; not to be stored. Smaller is more prominent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArtistId(u32);

/// An artist.
#[derive(Debug, Clone, Copy)]
pub struct Artist<'a> {
    cells: [&'a str; 7],
    row: Row,
}

/// Where an artist's line lies.
#[derive(Debug, Clone, Copy)]
struct Row {
    start: u32,
    bytes: u32,
    prominence: u32,
    source: Source,
}

impl Artists {
    /// Those of this build, read on first use.
    pub fn built_in() -> Arc<Artists> {
        static ARTISTS: LazyLock<Arc<Artists>> =
            LazyLock::new(|| Arc::new(Artists::with(std::iter::empty::<ArtistRecord>())));
        Arc::clone(&ARTISTS)
    }

    /// Those of this build and others; one of the same name becomes one with it, see [`ArtistRecord::merged`].
    ///
    /// At most [`MAX_ARTISTS`] with [`MAX_TEXT_BYTES`] of text: what comes after that is left out.
    pub fn with(added: impl IntoIterator<Item = ArtistRecord>) -> Artists {
        let mut gathered = Gathered::of_table(inflated(TABLE));
        own_records(OWN).for_each(|record| gathered.add(record));
        for record in added {
            if let Ok(record) = record.tidied() {
                gathered.add(record);
            }
        }
        gathered.finish()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All of them, most prominent first.
    pub fn iter(&self) -> impl Iterator<Item = (ArtistId, Artist<'_>)> {
        (0..).map(ArtistId).zip(self.rows.iter().map(|row| Artist::at(&self.text, *row)))
    }

    /// The artist of this name or alias: in any case, with or without diacritics, a leading "the" or "and" between words,
    /// and with signs for letters ("A$AP").
    ///
    /// Where several have the name, entries that a person wrote win over tables and dumps, then names over aliases, then
    /// the more prominent.
    pub fn find(&self, name: &str) -> Option<ArtistId> {
        self.find_key(&name::key(name))
    }

    /// The artist that was probably meant by a name which is misspelt: nothing but blanks differ, or one letter is wrong,
    /// missing, too many or swapped with the next, or two in a name of nine letters or more.
    ///
    /// Of several, each mistake must be made up for by tenfold prominence. Only among the [`MAX_SPELLINGS`] most
    /// prominent names, because an obscure one that is nearly what was typed is rarely what was meant.
    pub fn find_similar(&self, name: &str) -> Option<ArtistId> {
        let key = name::key(name);
        self.find_key(&key).or_else(|| {
            self.spellings.find(&key, |place| u64::from(self.rows[place as usize].prominence)).map(ArtistId)
        })
    }

    /// Works out now what [`Artists::similar_to`] needs, instead of when it is first asked: some 50 ms, or seconds for
    /// millions of artists.
    pub fn warm_up(&self) {
        self.kin.get_or_init(|| Kin::of(self));
    }

    /// What is known of an artist.
    ///
    /// # Panics
    /// When `id` is from other artists than these, and there are fewer of these.
    pub fn get(&self, id: ArtistId) -> Artist<'_> {
        Artist::at(&self.text, self.rows[id.0 as usize])
    }

    /// The well known song or piece of this title (compared as names are), or with an artist, theirs.
    pub fn song(&self, title: &str, artist: Option<&str>) -> Option<Song> {
        Songs::built_in().find(title, artist)
    }

    /// As [`Artists::song`], and the title may be misspelt as a name in [`Artists::find_similar`].
    pub fn similar_song(&self, title: &str, artist: Option<&str>) -> Option<Song> {
        let songs = Songs::built_in();
        songs.find(title, artist).or_else(|| songs.find_similar(title, artist))
    }

    /// Who is close to an artist, with shares from 0 to 1, closest first; at most [`MAX_CLOSE`].
    ///
    /// Whoever our own or added entries call similar comes first; then come associated acts, whichever of the two names
    /// the other, and acts that share styles, rare ones counting more. The module `kin` has the
    /// numbers.
    pub fn similar_to(&self, id: ArtistId) -> Vec<(ArtistId, f32)> {
        self.kin.get_or_init(|| Kin::of(self)).similar_to(self, id)
    }

    /// Words in the longest name, alias or title, at most [`MAX_NAME_WORDS`].
    pub fn longest_name(&self) -> usize {
        self.longest.max(Songs::built_in().longest())
    }

    fn find_key(&self, key: &str) -> Option<ArtistId> {
        let is = |id: ArtistId| !key.is_empty() && self.get(id).names().any(|name| name::key(name) == key);
        self.of_hash(name::hash(key)).find(|id| is(*id))
    }

    /// The artist of a name that an entry gives. Without a look at its own name: of millions of names, two of one hash
    /// would be a matter of one run in a million.
    fn find_named(&self, name: &str) -> Option<ArtistId> {
        self.of_hash(name::hash(&name::key(name))).next()
    }

    fn of_hash(&self, hash: u64) -> impl Iterator<Item = ArtistId> {
        let from = self.names.partition_point(|(other, _)| *other < hash);
        self.names[from..].iter().take_while(move |(other, _)| *other == hash).map(|(_, id)| *id)
    }
}

impl<'a> Artist<'a> {
    fn at(text: &'a str, row: Row) -> Artist<'a> {
        let (start, bytes) = (row.start as usize, row.bytes as usize);
        let mut cells = [""; 7];
        for (cell, read) in cells.iter_mut().zip(text[start..start + bytes].split('\t')) {
            *cell = read;
        }
        Artist { cells, row }
    }

    /// As the artist writes it.
    pub fn name(&self) -> &'a str {
        self.cells[0]
    }

    /// Other names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        entries(self.cells[1])
    }

    /// Genres, most telling first, lower case.
    pub fn styles(&self) -> impl Iterator<Item = &'a str> {
        entries(self.cells[2])
    }

    /// The years whose sound people mean.
    pub fn years(&self) -> Option<Years> {
        self.cells[3].parse().ok()
    }

    /// Who sings.
    pub fn voice(&self) -> Option<ArtistVoice> {
        self.cells[4].parse().ok()
    }

    /// Words for sound, mood and instruments, lower case.
    pub fn descriptors(&self) -> impl Iterator<Item = &'a str> {
        entries(self.cells[5])
    }

    /// Names of similar or associated artists, nearest or best known first; not all of them need be known themselves.
    pub fn similar(&self) -> impl Iterator<Item = &'a str> {
        entries(self.cells[6])
    }

    /// How well known, larger is better; comparable within the knowledge base only.
    pub fn prominence(&self) -> u32 {
        self.row.prominence
    }

    /// The most trusted source that knows the artist.
    pub fn source(&self) -> Source {
        self.row.source
    }

    /// Whether the name is also an ordinary word ("Air", "Low", "Yes"): it should count as a name in a context only that
    /// speaks of artists. Of an alias ask [`is_ordinary_word`].
    pub fn is_ordinary_word(&self) -> bool {
        is_ordinary_word(self.name())
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.name()).chain(self.aliases())
    }

    fn record(&self) -> ArtistRecord {
        let list = columns::list;
        let [name, aliases, styles, _, _, descriptors, similar] = self.cells;
        ArtistRecord {
            name: name.to_owned(),
            aliases: list(aliases),
            styles: list(styles),
            years: self.years(),
            voice: self.voice(),
            descriptors: list(descriptors),
            similar: list(similar),
            prominence: self.row.prominence,
            source: self.row.source,
        }
    }
}

fn entries(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|entry| !entry.is_empty())
}

/// The built-in table as text. It is part of the program and the tests read it, so it cannot be broken; were it, there
/// would be fewer artists.
fn inflated(table: &[u8]) -> String {
    let mut text = String::new();
    match GzDecoder::new(table).read_to_string(&mut text) {
        Ok(_) => text,
        Err(_) => String::new(),
    }
}

/// The records of our own table. A line that cannot be read is left out; the tests see to it that there is none.
fn own_records(lines: &str) -> impl Iterator<Item = ArtistRecord> {
    let lines = lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines = lines.filter(|line| !line.starts_with("name\t"));
    lines.filter_map(|line| Columns::ORDINARY.read(line).ok()).map(|mut record| {
        record.prominence = record.prominence.max(OWN_PROMINENCE);
        record.source = Source::Own;
        record
    })
}

/// Artists while they are being put together.
#[derive(Debug, Default)]
struct Gathered {
    text: String,
    rows: Vec<Row>,
    /// By the hash of the name's key. Of two keys of one hash (one run in millions) the second goes unmerged.
    by_name: HashMap<u64, u32>,
}

impl Gathered {
    /// Takes the built-in table as it is: its lines are tidied records, the most prominent first, and end with the
    /// prominence.
    fn of_table(text: String) -> Gathered {
        let mut gathered = Gathered::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let bytes = line.trim_end().len() as u32;
            let prominence =
                line.trim_end().rsplit('\t').next().and_then(|cell| cell.parse().ok()).unwrap_or(0);
            let name = line.split('\t').next().unwrap_or_default();
            // The table is a few megabytes.
            gathered.by_name.entry(name::hash(&name::key(name))).or_insert(gathered.rows.len() as u32);
            gathered.rows.push(Row { start, bytes, prominence, source: Source::Table });
            start += line.len() as u32;
        }
        Gathered { text, ..gathered }
    }

    fn add(&mut self, record: ArtistRecord) {
        let key = name::key(&record.name);
        let hash = name::hash(&key);
        let known = self.by_name.get(&hash).copied();
        let known = known.filter(|place| name::key(self.artist(*place).name()) == key);
        let merged = match known {
            Some(place) => record.merged(self.artist(place).record()),
            None => record,
        };
        let Some(row) = self.append(&merged) else { return };
        match known {
            Some(place) => self.rows[place as usize] = row,
            None if self.rows.len() < MAX_ARTISTS => {
                // There are fewer than MAX_ARTISTS, so the number fits.
                self.by_name.insert(hash, self.rows.len() as u32);
                self.rows.push(row);
            }
            None => {}
        }
    }

    fn artist(&self, place: u32) -> Artist<'_> {
        Artist::at(&self.text, self.rows[place as usize])
    }

    /// Writes a record's line, if there is room.
    fn append(&mut self, record: &ArtistRecord) -> Option<Row> {
        let line = record.line();
        let start = self.text.len();
        if start + line.len() > MAX_TEXT_BYTES {
            return None;
        }
        self.text.push_str(&line);
        let (start, bytes) = (u32::try_from(start).ok()?, u32::try_from(line.len()).ok()?);
        Some(Row { start, bytes, prominence: record.prominence, source: record.source })
    }

    fn finish(self) -> Artists {
        let Gathered { mut text, mut rows, by_name } = self;
        drop(by_name);
        text.shrink_to_fit();
        // Stable: of equals, the first comes first.
        rows.sort_by_key(|row| std::cmp::Reverse(row.prominence));
        let mut artists = Artists {
            text,
            rows,
            names: Vec::new(),
            spellings: Spellings::default(),
            kin: OnceLock::new(),
            longest: 0,
        };
        artists.index();
        artists
    }
}

impl Artists {
    /// Fills everything that is derived from the lines.
    fn index(&mut self) {
        let mut names = Vec::with_capacity(self.rows.len());
        let mut spellings = spelling::Builder::default();
        let mut longest = 0;
        for (id, artist) in self.iter() {
            for (name, is_alias) in artist.names().zip(std::iter::once(false).chain(std::iter::repeat(true)))
            {
                let key = name::key(name);
                if !key.is_empty() {
                    names.push((name::hash(&key), !artist.source().curated(), is_alias, id));
                    spellings.add(&key, id.0);
                    longest = longest.max(name::word_count(name));
                }
            }
        }
        names.sort_unstable();
        self.names = names.into_iter().map(|(hash, _, _, id)| (hash, id)).collect();
        self.spellings = spellings.finish();
        self.longest = longest.min(MAX_NAME_WORDS);
    }
}

#[cfg(test)]
mod tests;
