//! `hark artists`: what is generally known of artists, and what the user adds to it.
//!
//! Additions are one file in the data directory. An import reads it, adds to it in memory, writes another beside it and
//! puts that in its place, so that at every moment there is a whole one.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use hark_knowledge::import::{self, Additions, Format, Report};
use hark_knowledge::{Artist, ArtistId, Artists, Source};
use hark_track::fold;
use serde_json::{Value, json};

use crate::cli::{ArtistFormat, Artists as Command};
use crate::config::Settings;
use crate::data::DataDir;
use crate::output::{self, Done};

/// So many close artists are shown.
const CLOSE_SHOWN: usize = 20;

pub(crate) fn run(settings: &Settings, command: Command) -> anyhow::Result<Done> {
    let data = &settings.data;
    match command {
        Command::Import { files, format, output } => add(data, &files, format.map(Format::from), output.json),
        Command::List { query, added, limit, output } => {
            let wanted = Wanted { words: fold::name(&query.unwrap_or_default()), added, limit };
            list(&*load(data)?, &wanted, output.json)
        }
        Command::Show { name, output } => show(&*load(data)?, &name, output.json),
        Command::Clear(output) => clear(data, output.json),
    }
}

/// Everything that is known: what is built in and what was added to this data directory.
pub(crate) fn load(data: &DataDir) -> anyhow::Result<Arc<Artists>> {
    let path = stored(data);
    match open_if_there(&path)? {
        None => Ok(Artists::built_in()),
        Some(file) => Ok(Arc::new(import::load(file).with_context(|| unusable(&path))?)),
    }
}

/// Where additions are stored.
fn stored(data: &DataDir) -> PathBuf {
    data.path().join("artists.tsv.gz")
}

fn unusable(path: &Path) -> String {
    format!("the added artists in {} cannot be used; `hark artists clear` removes them", path.display())
}

fn open_if_there(path: &Path) -> anyhow::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", path.display())),
    }
}

impl From<ArtistFormat> for Format {
    fn from(format: ArtistFormat) -> Format {
        match format {
            ArtistFormat::Musicbrainz => Format::MusicBrainz,
            ArtistFormat::Discogs => Format::Discogs,
            ArtistFormat::Tsv => Format::Table,
        }
    }
}

fn add(data: &DataDir, files: &[PathBuf], format: Option<Format>, as_json: bool) -> anyhow::Result<Done> {
    let path = stored(data);
    let mut additions = match open_if_there(&path)? {
        Some(file) => Additions::read(file).with_context(|| unusable(&path))?,
        None => Additions::default(),
    };
    let mut reports = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let report = open(file).and_then(|input| Ok(additions.import(input, format)?));
        reports
            .push((name.clone(), report.with_context(|| format!("nothing was added, because of {name}"))?));
    }
    write(&additions, &path).with_context(|| format!("cannot write {}", path.display()))?;
    for (name, report) in &reports {
        if as_json { output::json(&told(name, report))? } else { tell(name, report)? }
    }
    let refused = reports.iter().any(|(_, report)| report.bad > 0);
    Ok(if refused { Done::WithRefusals } else { Done::Fully })
}

fn open(file: &Path) -> anyhow::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    if opened.metadata()?.is_dir() {
        return Err(anyhow!("{} is a folder", file.display()));
    }
    Ok(Box::new(opened))
}

/// Writes all beside `path`, then puts it in its place.
fn write(additions: &Additions, path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = write_synced(additions, &beside).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to tell; a file that is left over harms nobody.
        drop(std::fs::remove_file(&beside));
    }
    Ok(written?)
}

fn write_synced(additions: &Additions, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    additions.write(&mut file)?;
    file.flush()?;
    file.get_ref().sync_all()
}

fn told(file: &str, report: &Report) -> Value {
    let bad: Vec<Value> =
        report.first_bad.iter().map(|bad| json!({ "line": bad.line, "reason": bad.reason })).collect();
    json!({
        "input": file,
        "added": report.added,
        "updated": report.changed,
        "unchanged": report.unchanged,
        "namesakes": report.namesakes,
        "without_styles": report.silent,
        "refused": report.bad,
        "first_refused": bad,
    })
}

fn tell(file: &str, report: &Report) -> anyhow::Result<()> {
    for bad in &report.first_bad {
        output::note(format!("refused {file}:{}: {}", bad.line, bad.reason));
    }
    let more = report.bad.saturating_sub(report.first_bad.len() as u64);
    if more > 0 {
        output::note(format!("refused {file}: {more} more"));
    }
    output::line(format!(
        "{file}: {} added, {} updated, {} unchanged, {} lesser-known namesakes and {} without styles left out, {} refused",
        report.added, report.changed, report.unchanged, report.namesakes, report.silent, report.bad
    ))
}

/// What to list.
struct Wanted {
    /// Folded.
    words: String,
    added: bool,
    limit: usize,
}

impl Wanted {
    fn is(&self, artist: &Artist<'_>) -> bool {
        let added = matches!(artist.source(), Source::Stated | Source::Dump);
        let mut texts = std::iter::once(artist.name()).chain(artist.aliases()).chain(artist.styles());
        (added || !self.added) && texts.any(|text| fold::name(text).contains(&self.words))
    }
}

fn list(artists: &Artists, wanted: &Wanted, as_json: bool) -> anyhow::Result<Done> {
    let mut found = 0;
    for (_, artist) in artists.iter().filter(|(_, artist)| wanted.is(artist)) {
        found += 1;
        if found > wanted.limit {
            continue;
        }
        if as_json {
            output::json(&described(&artist))?;
        } else {
            output::line(format!("{:<36} {}", artist.name(), joined(artist.styles())))?;
        }
    }
    if found > wanted.limit {
        output::note(format!("{} of {found}; --limit shows more", wanted.limit));
    }
    Ok(Done::Fully)
}

fn show(artists: &Artists, name: &str, as_json: bool) -> anyhow::Result<Done> {
    let found = artists.find_similar(name);
    let id = found
        .ok_or_else(|| anyhow!("no artist of the name {name:?} is known; `hark artists import` adds some"))?;
    let artist = artists.get(id);
    if artists.find(name).is_none() {
        output::note(format!("{name:?} is not known; this is {:?}", artist.name()));
    }
    let close = artists.similar_to(id);
    let close = &close[..close.len().min(CLOSE_SHOWN)];
    if as_json {
        let mut value = described(&artist);
        let named = |(id, share): &(ArtistId, f32)| json!({ "name": artists.get(*id).name(), "share": rounded(*share) });
        value["close"] = close.iter().map(named).collect();
        output::json(&value)?;
    } else {
        print(&artist)?;
        for (id, share) in close {
            let other = artists.get(*id);
            output::line(format!("  {share:.2}  {:<32} {}", other.name(), joined(other.styles())))?;
        }
    }
    Ok(Done::Fully)
}

fn print(artist: &Artist<'_>) -> anyhow::Result<()> {
    output::line(artist.name())?;
    let lines = [
        ("aliases", joined(artist.aliases())),
        ("styles", joined(artist.styles())),
        ("years", artist.years().map_or_else(String::new, |years| years.to_string())),
        ("voice", artist.voice().map_or("", |voice| voice.name()).to_owned()),
        ("sound", joined(artist.descriptors())),
        ("similar", joined(artist.similar())),
        ("source", artist.source().name().to_owned()),
    ];
    for (label, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        output::line(format!("  {label:<9} {text}"))?;
    }
    Ok(())
}

fn described(artist: &Artist<'_>) -> Value {
    json!({
        "name": artist.name(),
        "aliases": artist.aliases().collect::<Vec<_>>(),
        "styles": artist.styles().collect::<Vec<_>>(),
        "years": artist.years().map(|years| years.to_string()),
        "voice": artist.voice().map(|voice| voice.name()),
        "descriptors": artist.descriptors().collect::<Vec<_>>(),
        "similar": artist.similar().collect::<Vec<_>>(),
        "prominence": artist.prominence(),
        "ordinary_word": artist.is_ordinary_word(),
        "source": artist.source().name(),
    })
}

fn clear(data: &DataDir, as_json: bool) -> anyhow::Result<Done> {
    let path = stored(data);
    let removed = match std::fs::remove_file(&path) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(error).with_context(|| format!("cannot remove {}", path.display())),
    };
    if as_json {
        output::json(&json!({ "removed": removed }))?;
    } else {
        output::line(if removed { "the added artists are removed" } else { "no artists were added" })?;
    }
    Ok(Done::Fully)
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

/// To two digits, for people who read JSON.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}
