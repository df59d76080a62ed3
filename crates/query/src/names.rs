//! Ways to read a query as a name: "Chandelier by Ilse Varga", "Ilse Varga - Chandelier", "\"Chandelier\"".

use hark_track::fold;

/// One way to read a query as a name. At least one part is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameReading {
    /// A title and its artist.
    TitleOfArtist {
        /// Title, as written.
        title: String,
        /// Artist, as written.
        artist: String,
    },
    /// An artist and nothing else ("songs by Ilse Varga").
    Artist(String),
    /// The name of anything: a track, an artist or an album.
    Anything(String),
}

impl NameReading {
    /// Most readings of one query.
    pub const MAX: usize = 8;
    /// Longest text that can be a name, in characters; longer queries are descriptions.
    const MAX_CHARS: usize = 200;
}

/// Words before "by" that say that any track of the artist will do.
const ANY_TRACK: &[&str] = &[
    "song",
    "songs",
    "track",
    "tracks",
    "music",
    "anything",
    "something",
    "everything",
    "tunes",
    "the music",
];

/// The readings of a query, most specific first.
pub(crate) fn read(text: &str) -> Vec<NameReading> {
    if text.chars().count() > NameReading::MAX_CHARS {
        return Vec::new();
    }
    let mut readings = Vec::new();
    for (title, artist) in split_around_by(text).into_iter().chain(split_around_dash(text)) {
        readings.push(titled(title, artist));
    }
    let quoted = quotations(text);
    readings.extend(quoted.into_iter().map(NameReading::Anything));
    readings.push(NameReading::Anything(text.to_owned()));
    readings.retain(|reading| match reading {
        NameReading::TitleOfArtist { title, artist } => named(title) && named(artist),
        NameReading::Artist(name) | NameReading::Anything(name) => named(name),
    });
    readings.truncate(NameReading::MAX);
    readings
}

fn named(text: &str) -> bool {
    !fold::name(text).is_empty()
}

fn titled(title: &str, artist: &str) -> NameReading {
    let unquoted = title.trim_matches(is_quote);
    if ANY_TRACK.contains(&fold::name(title).as_str()) {
        NameReading::Artist(artist.to_owned())
    } else {
        NameReading::TitleOfArtist { title: unquoted.to_owned(), artist: artist.to_owned() }
    }
}

/// (title, artist) around each " by ", the last one first: titles hold "by" more often than artists do.
fn split_around_by(text: &str) -> Vec<(&str, &str)> {
    let lower = text.to_ascii_lowercase();
    lower.rmatch_indices(" by ").take(2).map(|(at, _)| (text[..at].trim(), text[at + 4..].trim())).collect()
}

/// (title, artist) around the first dash with blanks, in both orders.
fn split_around_dash(text: &str) -> Vec<(&str, &str)> {
    let dash = [" - ", " – ", " — "].into_iter().filter_map(|dash| text.split_once(dash)).next();
    dash.map(|(left, right)| (left.trim(), right.trim()))
        .into_iter()
        .flat_map(|(left, right)| [(right, left), (left, right)])
        .collect()
}

/// The texts between pairs of double quotation marks.
fn quotations(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(is_quote).collect();
    let closed = parts.len().saturating_sub(1) / 2 * 2;
    parts[..closed].iter().skip(1).step_by(2).map(|part| part.trim().to_owned()).collect()
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        read(text)
            .iter()
            .map(|reading| match reading {
                NameReading::TitleOfArtist { title, artist } => format!("{title} / {artist}"),
                NameReading::Artist(artist) => format!("* / {artist}"),
                NameReading::Anything(name) => name.clone(),
            })
            .collect()
    }

    #[test]
    fn names_are_read_around_by_dashes_and_quotation_marks() {
        for (text, readings) in [
            ("Intro", vec!["Intro"]),
            ("Chandelier by Ilse Varga", vec!["Chandelier / Ilse Varga", "Chandelier by Ilse Varga"]),
            ("songs by Air", vec!["* / Air", "songs by Air"]),
            ("Air - Sexy Boy", vec!["Sexy Boy / Air", "Air / Sexy Boy", "Air - Sexy Boy"]),
            (
                "play \"Stand by Me\" now",
                vec!["play \"Stand / Me\" now", "Stand by Me", "play \"Stand by Me\" now"],
            ),
            ("???", vec![]),
            ("\"unclosed", vec!["\"unclosed"]),
        ] {
            assert_eq!(show(text), readings, "{text}");
        }
    }

    #[test]
    fn a_long_description_is_no_name() {
        assert!(read(&"dark ".repeat(100)).is_empty());
    }
}
