//! The lexicon: the concepts that people describe music with.
//!
//! One line a concept in `lexicon/*.tsv`, six columns:
//!
//! ```text
//! kind <TAB> name <TAB> aliases <TAB> broader <TAB> targets <TAB> related
//! ```
//!
//! - aliases: other spellings and plain synonyms, between bars;
//! - broader: names of concepts that this one is a kind of, between bars ("electric guitar" is a "guitar"): whoever
//!   excludes those excludes this;
//! - targets: axes of sound with weights from -3 to 3, between blanks ("arousal+2 relaxed-1.5");
//! - related: other concepts that a track described by this one is often described by, between bars, with a share from
//!   0 to 1 ("epic:0.8|dark:0.5").
//!
//! Names are unique over all kinds and compared folded, so "Hip-Hop" and "hip hop" are one.

use std::collections::HashMap;
use std::sync::LazyLock;

use hark_track::{Axis, fold};

/// The tables, each under its file's name.
const FILES: &[(&str, &str)] = &[
    ("character.tsv", include_str!("../lexicon/character.tsv")),
    ("styles.tsv", include_str!("../lexicon/styles.tsv")),
    ("uses.tsv", include_str!("../lexicon/uses.tsv")),
];

/// Every concept, addressed by name.
#[derive(Debug)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    by_name: HashMap<String, ConceptId>,
    longest: usize,
}

/// A concept's place in the lexicon of this build; not to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(u16);

/// What sort of thing a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What is felt ("melancholic").
    Mood,
    /// What it is for, or where it plays ("boss fight", "yoga", "tavern").
    Use,
    /// How the sound is made up ("lush", "distorted", "sparse").
    Texture,
    /// How strong or busy it is ("energetic", "driving", "gentle").
    Energy,
    /// How fast it is, in words ("uptempo", "allegro").
    Tempo,
    /// Who sings, and how ("female vocals", "a cappella", "rap").
    Voice,
    /// What plays ("cello", "808 drums").
    Instrument,
    /// A genre or style ("drum and bass").
    Style,
    /// A time whose sound is meant ("80s", "victorian").
    Era,
    /// A place or people whose music is meant ("celtic", "japanese").
    Culture,
}

/// A concept.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// What it is.
    pub kind: Kind,
    /// As a person would write it.
    pub name: &'static str,
    /// Other spellings and plain synonyms.
    pub aliases: Vec<&'static str>,
    /// Concepts that this one is a kind of, directly.
    pub broader: Vec<ConceptId>,
    /// What it means for the sound: weights from −3 to 3.
    pub targets: Vec<(Axis, f32)>,
    /// What else tracks that this describes are often described by: shares above 0, at most 1.
    pub related: Vec<(ConceptId, f32)>,
}

impl ConceptId {
    /// Position in [`Lexicon::concepts`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl Lexicon {
    /// The lexicon of this build, read on first use.
    pub fn get() -> &'static Lexicon {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
            // The tables are part of the program; the tests read them, so they cannot fail here.
            Lexicon::read(FILES).unwrap_or_else(|wrong| unreachable!("{}", wrong.join("\n")))
        });
        &LEXICON
    }

    /// Every concept.
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// The place of every concept, in order.
    pub fn ids(&self) -> impl Iterator<Item = ConceptId> {
        (0..self.concepts.len()).filter_map(|at| u16::try_from(at).ok()).map(ConceptId)
    }

    /// The concept of this place.
    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.concepts[id.index()]
    }

    /// The concept of this name or alias, compared folded ([`fold::name`]), with or without blanks between words and
    /// with or without a plural s.
    pub fn find(&self, name: &str) -> Option<ConceptId> {
        self.find_compact(&fold::compact(name))
    }

    /// Like [`Lexicon::find`], for a name that is in the form of [`fold::compact`] already.
    pub fn find_compact(&self, name: &str) -> Option<ConceptId> {
        let found = |key: &str| self.by_name.get(key).copied();
        found(name).or_else(|| found(name.strip_suffix('s')?))
    }

    /// Words in the longest name or alias.
    pub fn longest_name(&self) -> usize {
        self.longest
    }

    /// This concept and everything that it is a kind of, directly or not, nearest first.
    pub fn broader(&self, id: ConceptId) -> Vec<ConceptId> {
        let mut all = vec![id];
        let mut next = 0;
        while next < all.len() {
            for broader in &self.concept(all[next]).broader {
                if !all.contains(broader) {
                    all.push(*broader);
                }
            }
            next += 1;
        }
        all
    }

    /// Reads tables, each with the name of its file.
    ///
    /// # Errors
    /// Every line that is wrong, with file, line and reason.
    pub fn read(files: &[(&str, &'static str)]) -> Result<Lexicon, Vec<String>> {
        let mut wrong = Vec::new();
        let mut lines = Vec::new();
        for (file, text) in files {
            for (line, number) in text.lines().zip(1..) {
                if !line.is_empty() && !line.starts_with('#') {
                    match Line::read(line) {
                        Ok(read) => lines.push((format!("{file}:{number}"), read)),
                        Err(reason) => wrong.push(format!("{file}:{number}: {reason}")),
                    }
                }
            }
        }
        let by_name = names(&lines, &mut wrong);
        let longest = by_name_lengths(&lines);
        let concepts = lines.iter().map(|(at, line)| line.resolve(at, &by_name, &mut wrong)).collect();
        if wrong.is_empty() { Ok(Lexicon { concepts, by_name, longest }) } else { Err(wrong) }
    }
}

/// Every name and alias, compacted. A name beats an alias of the same spelling; two names, or two aliases, of one
/// spelling are an error.
fn names(lines: &[(String, Line)], wrong: &mut Vec<String>) -> HashMap<String, ConceptId> {
    let mut by_name: HashMap<String, ConceptId> = HashMap::new();
    let id = |at: usize| ConceptId(u16::try_from(at).unwrap_or(u16::MAX));
    for (number, (at, line)) in lines.iter().enumerate() {
        if by_name.insert(fold::compact(line.name), id(number)).is_some() {
            wrong.push(format!("{at}: the name {:?} is taken", line.name));
        }
    }
    let named = by_name.clone();
    for (number, (at, line)) in lines.iter().enumerate() {
        for alias in &line.aliases {
            let key = fold::compact(alias);
            if named.contains_key(&key) {
                wrong.push(format!("{at}: the alias {alias:?} is a name"));
            } else if by_name.insert(key, id(number)).is_some_and(|before| before != id(number)) {
                wrong.push(format!("{at}: the alias {alias:?} is taken"));
            }
        }
    }
    by_name
}

fn by_name_lengths(lines: &[(String, Line)]) -> usize {
    let names = lines.iter().flat_map(|(_, line)| std::iter::once(&line.name).chain(&line.aliases));
    names.map(|name| fold::words(name).len()).max().unwrap_or(0)
}

/// A line as it stands, names not yet looked up.
struct Line {
    kind: Kind,
    name: &'static str,
    aliases: Vec<&'static str>,
    broader: Vec<&'static str>,
    targets: Vec<(Axis, f32)>,
    related: Vec<(&'static str, f32)>,
}

impl Line {
    fn read(line: &'static str) -> Result<Line, String> {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [kind, name, aliases, broader, targets, related] = cells[..] else {
            return Err(format!("{} columns, not six", cells.len()));
        };
        if fold::compact(name).is_empty() {
            return Err("no name".to_owned());
        }
        Ok(Line {
            kind: kind_of(kind).ok_or_else(|| format!("unknown kind {kind:?}"))?,
            name,
            aliases: listed(aliases),
            broader: listed(broader),
            targets: targets.split_whitespace().map(target).collect::<Result<_, _>>()?,
            related: listed(related).into_iter().map(share).collect::<Result<_, _>>()?,
        })
    }

    fn resolve(&self, at: &str, names: &HashMap<String, ConceptId>, wrong: &mut Vec<String>) -> Concept {
        let mut find = |name: &str| {
            let found = names.get(&fold::compact(name)).copied();
            if found.is_none() {
                wrong.push(format!("{at}: there is no concept {name:?}"));
            }
            found
        };
        Concept {
            kind: self.kind,
            name: self.name,
            aliases: self.aliases.clone(),
            broader: self.broader.iter().filter_map(|name| find(name)).collect(),
            targets: self.targets.clone(),
            related: self.related.iter().filter_map(|(name, share)| Some((find(name)?, *share))).collect(),
        }
    }
}

fn listed(cell: &'static str) -> Vec<&'static str> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn kind_of(text: &str) -> Option<Kind> {
    Some(match text {
        "mood" => Kind::Mood,
        "use" => Kind::Use,
        "texture" => Kind::Texture,
        "energy" => Kind::Energy,
        "tempo" => Kind::Tempo,
        "voice" => Kind::Voice,
        "instrument" => Kind::Instrument,
        "style" => Kind::Style,
        "era" => Kind::Era,
        "culture" => Kind::Culture,
        _ => return None,
    })
}

/// "arousal+2" as axis and weight.
fn target(text: &str) -> Result<(Axis, f32), String> {
    // Axis names hold hyphens ("hard-rock"), so the sign is the last one.
    let at = text.rfind(['+', '-']).ok_or_else(|| format!("no sign in target {text:?}"))?;
    let (axis, weight) = text.split_at(at);
    let axis = axis.parse().map_err(|unknown| format!("target {text:?}: {unknown}"))?;
    let weight: f32 = weight.parse().map_err(|wrong| format!("target {text:?}: {wrong}"))?;
    if weight == 0.0 || weight.abs() > 3.0 {
        return Err(format!("target {text:?}: a weight is from -3 to 3 and not 0"));
    }
    Ok((axis, weight))
}

/// "epic:0.8" as name and share.
fn share(text: &'static str) -> Result<(&'static str, f32), String> {
    let (name, share) = text.rsplit_once(':').ok_or_else(|| format!("no share in related {text:?}"))?;
    let share: f32 = share.parse().map_err(|wrong| format!("related {text:?}: {wrong}"))?;
    if !(share > 0.0 && share <= 1.0) {
        return Err(format!("related {text:?}: a share is above 0 and at most 1"));
    }
    Ok((name, share))
}

#[cfg(test)]
mod tests;
