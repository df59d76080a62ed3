//! Moods, voice, electronic or acoustic, styles: what the tagger's probabilities and the signal say together.
//!
//! Each value is a weighted mean of log-odds, of tags and of measured quantities, passed through a logistic whose middle
//! and width are those of real music ([`recipes`] holds weights, middles and widths). So 0.5 is an ordinary track, and values
//! spread over 0 to 1. How far to trust it: published music taggers reach an ROC area of about 0.9 on the commonest tags,
//! and mood classifiers about 0.75 with low precision (Bogdanov et al., *The MTG-Jamendo dataset*, 2019). These values
//! order tracks; a single one is a hint.

mod recipes;
mod styles;
mod voice;

use hark_models::{Heard, Taggers};
use hark_track::{Acoustic, Analysis, Electronic, Measurement, Mood, Scale, SoundPrint, Timbre};

use crate::texture::Colour;
use recipes::{Recipe, Term};

/// Spectral centroid, in Hz, that divides dark from bright: the median of real music (see the decision on character).
const BRIGHT_HZ: f64 = 2_000.0;
/// The fields of the API that need a tagger.
const TAGGED: [&str; 5] = ["mood", "voice", "electronic", "acoustic", "genres_detailed"];
/// Probabilities are kept this far from 0 and 1.
const EDGE: f32 = 1e-4;

/// What the signal says, beside the fields of the analysis.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Facts {
    /// Absent for silence.
    pub(crate) colour: Option<Colour>,
    /// Onsets a second.
    pub(crate) onset_rate: f64,
}

/// Fills the fields that follow from others: colour always, the rest with a tagger.
pub(crate) fn characterise(
    measured: &mut Measurement,
    facts: &Facts,
    heard: Result<(&Taggers, Heard), &str>,
) {
    let analysis = &mut measured.analysis;
    match facts.colour {
        Some(colour) if colour.centroid_hz >= BRIGHT_HZ => analysis.timbre = Some(Timbre::Bright),
        Some(_) => analysis.timbre = Some(Timbre::Dark),
        None => {
            analysis.missing.insert("timbre".to_owned(), "digital silence".to_owned());
        }
    }
    match heard {
        Ok((taggers, heard)) => {
            let evidence =
                Evidence { tags: Tags { names: taggers.tags(), values: &heard.tags }, facts, analysis };
            let (mood, electronic, acoustic) = (
                mood(&evidence),
                evidence.value(&recipes::ELECTRONIC) >= 0.5,
                evidence.value(&recipes::ACOUSTIC) >= 0.5,
            );
            analysis.mood = Some(mood);
            analysis.electronic =
                Some(if electronic { Electronic::Electronic } else { Electronic::NonElectronic });
            analysis.acoustic = Some(if acoustic { Acoustic::Acoustic } else { Acoustic::NonAcoustic });
            voice::state(analysis, taggers.tags(), &heard.windows);
            analysis.genres_detailed = styles::best(&Tags { names: taggers.tags(), values: &heard.tags });
            let version = taggers.version().to_string();
            measured.sound = Some(SoundPrint { version, embedding: heard.embedding, tags: heard.tags });
        }
        Err(why) => {
            for field in TAGGED {
                analysis.missing.insert(field.to_owned(), why.to_owned());
            }
        }
    }
}

/// Every recipe's value before the logistic, for finding middles and widths on real music.
pub(crate) fn raw_values(
    taggers: &Taggers,
    tags: &[f32],
    facts: &Facts,
    analysis: &Analysis,
) -> Vec<(&'static str, f32)> {
    let evidence = Evidence { tags: Tags { names: taggers.tags(), values: tags }, facts, analysis };
    recipes::ALL.iter().map(|recipe| (recipe.name, evidence.raw(recipe))).collect()
}

fn mood(evidence: &Evidence<'_>) -> Mood {
    let value = |recipe: &Recipe| Some(f64::from(evidence.value(recipe)));
    Mood {
        arousal: value(&recipes::AROUSAL).map(|share| 2.0 * share - 1.0),
        happy: value(&recipes::HAPPY),
        sad: value(&recipes::SAD),
        aggressive: value(&recipes::AGGRESSIVE),
        relaxed: value(&recipes::RELAXED),
        party: value(&recipes::PARTY),
        danceable: value(&recipes::DANCEABLE),
    }
}

/// Probabilities of tags by name.
#[derive(Clone, Copy)]
struct Tags<'a> {
    names: &'a [&'static str],
    values: &'a [f32],
}

impl Tags<'_> {
    /// The probability, `None` where the tag's network is not installed.
    fn get(&self, name: &str) -> Option<f32> {
        let at = self.names.iter().position(|known| *known == name)?;
        self.values.get(at).copied()
    }

    /// The log-odds, between about −9 and 9.
    fn log_odds(&self, name: &str) -> Option<f32> {
        self.get(name).map(log_odds)
    }
}

struct Evidence<'a> {
    tags: Tags<'a>,
    facts: &'a Facts,
    analysis: &'a Analysis,
}

impl Evidence<'_> {
    /// 0 to 1.
    fn value(&self, recipe: &Recipe) -> f32 {
        logistic((self.raw(recipe) - recipe.middle) / recipe.width)
    }

    /// The weighted mean of the terms that are known; the middle where none is.
    fn raw(&self, recipe: &Recipe) -> f32 {
        let (mut sum, mut weights) = (0.0f32, 0.0f32);
        for (term, weight) in recipe.terms {
            if let Some(value) = self.term(*term) {
                sum += weight * value;
                weights += weight.abs();
            }
        }
        if weights > 0.0 { sum / weights } else { recipe.middle }
    }

    /// A term in units like those of log-odds: 0 ordinary, ±2 much.
    fn term(&self, term: Term) -> Option<f32> {
        let analysis = self.analysis;
        let value = match term {
            Term::Tag(name) => return self.tags.log_odds(name),
            Term::Loudness => (analysis.loudness_lufs?.get() + 14.0) / 4.0,
            Term::Onsets => (self.facts.onset_rate - 3.5) / 1.5,
            Term::Brightness => (self.facts.colour?.centroid_hz / BRIGHT_HZ).log2() * 2.0,
            Term::Tempo => (analysis.bpm?.get() / 115.0).log2() * 3.0,
            Term::Dance => (analysis.danceability? - 1.2) * 3.0,
            Term::Major => {
                let sign = if analysis.scale? == Scale::Major { 1.0 } else { -1.0 };
                sign * 2.0 * analysis.key_confidence?.get()
            }
        };
        Some((value as f32).clamp(-4.0, 4.0))
    }
}

fn log_odds(probability: f32) -> f32 {
    let inside = probability.clamp(EDGE, 1.0 - EDGE);
    (inside / (1.0 - inside)).ln()
}

fn logistic(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}

#[cfg(test)]
mod tests;
