//! From what was measured to a position on the axes of sound.
//!
//! A position is a number from 0 to 1 whose order is that of the measured quantity; how far apart two numbers are means
//! nothing, because tracks are compared by percentile. Tags of the two taggers that mean the same thing make one axis: the
//! mean of their log-odds. Where no tagger has listened, the axis falls back on the label of the analysis, if there is
//! one.

use hark_index::sounds::Position;
use hark_models::tag_names;
use hark_track::{Acoustic, Analysis, Axis, Electronic, Gender, Scale, SoundPrint, Timbre, Voice};

/// Part of what an index is made of: a change of [`position`] makes old positions useless.
pub(crate) const VERSION: u32 = 1;
/// Probabilities are kept this far from 0 and 1.
const EDGE: f32 = 1e-4;
/// Log-odds at which a position is 1, and their negative at which it is 0.
const MOST_LOG_ODDS: f32 = 9.2;

/// Where a track lies; `None` when nothing at all was measured. Loudness that a row states is measurement enough.
pub fn position(analysis: &Analysis, print: Option<&SoundPrint>) -> Option<Position> {
    let tags = print.map(Tags::of);
    let mut position: Position = [None; Axis::COUNT];
    for axis in Axis::ALL {
        let heard = tags.as_ref().and_then(|tags| tags.mean(sources(*axis)));
        position[axis.index()] =
            heard.or_else(|| measured(*axis, analysis)).map(|value| value.clamp(0.0, 1.0));
    }
    position.iter().any(Option::is_some).then_some(position)
}

/// The tags that make an axis, with signs; empty for axes that are measured otherwise.
#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "a table")]
fn sources(axis: Axis) -> &'static [(&'static str, f32)] {
    match axis {
        Axis::Arousal | Axis::Happy | Axis::Sad | Axis::Aggressive | Axis::Relaxed | Axis::Party | Axis::Danceable
        | Axis::Tempo | Axis::Loud | Axis::Dynamic | Axis::Bright | Axis::Minor => &[],
        Axis::Voice => &[
            ("mtt:vocal", 1.0), ("mtt:vocals", 1.0), ("mtt:singing", 1.0), ("mtt:voice", 0.5), ("msd:female vocalists", 0.5),
            ("msd:male vocalists", 0.5), ("mtt:no vocals", -1.0), ("mtt:no vocal", -1.0), ("mtt:no voice", -1.0),
            ("msd:instrumental", -1.0),
        ],
        Axis::Female => &[
            ("msd:female vocalists", 1.0), ("msd:female vocalist", 1.0), ("mtt:female", 1.0), ("mtt:woman", 1.0),
            ("mtt:female vocal", 1.0), ("mtt:female voice", 1.0), ("msd:male vocalists", -1.0), ("mtt:male", -1.0),
            ("mtt:man", -1.0), ("mtt:male vocal", -1.0), ("mtt:male voice", -1.0),
        ],
        Axis::Electronic => &[("msd:electronic", 1.0), ("msd:electronica", 0.5), ("mtt:electronic", 1.0)],
        Axis::Acoustic => &[("msd:acoustic", 1.0), ("mtt:electronic", -0.5), ("msd:electronic", -0.5)],
        Axis::Rock => &[("msd:rock", 1.0), ("mtt:rock", 1.0)],
        Axis::Pop => &[("msd:pop", 1.0), ("mtt:pop", 1.0)],
        Axis::Alternative => &[("msd:alternative", 1.0), ("msd:alternative rock", 1.0)],
        Axis::Indie => &[("msd:indie", 1.0), ("msd:indie rock", 1.0), ("msd:indie pop", 1.0)],
        Axis::Dance => &[("msd:dance", 1.0), ("mtt:dance", 1.0)],
        Axis::Jazz => &[("msd:jazz", 1.0)],
        Axis::Beautiful => &[("msd:beautiful", 1.0)],
        Axis::Metal => &[("msd:metal", 1.0), ("msd:heavy metal", 1.0), ("mtt:metal", 1.0)],
        Axis::Chillout => &[("msd:chillout", 1.0), ("msd:chill", 1.0)],
        Axis::Soul => &[("msd:soul", 1.0)],
        Axis::Mellow => &[("msd:Mellow", 1.0)],
        Axis::Sixties => &[("msd:60s", 1.0)],
        Axis::Seventies => &[("msd:70s", 1.0)],
        Axis::Eighties => &[("msd:80s", 1.0)],
        Axis::Nineties => &[("msd:90s", 1.0)],
        Axis::Folk => &[("msd:folk", 1.0)],
        Axis::Punk => &[("msd:punk", 1.0)],
        Axis::Oldies => &[("msd:oldies", 1.0)],
        Axis::Blues => &[("msd:blues", 1.0)],
        Axis::HardRock => &[("msd:hard rock", 1.0)],
        Axis::ClassicRock => &[("msd:classic rock", 1.0)],
        Axis::ProgRock => &[("msd:Progressive rock", 1.0)],
        Axis::Ambient => &[("msd:ambient", 1.0), ("mtt:ambient", 1.0)],
        Axis::Experimental => &[("msd:experimental", 1.0)],
        Axis::Guitar => &[("msd:guitar", 1.0), ("mtt:guitar", 1.0)],
        Axis::HipHop => &[("msd:Hip-Hop", 1.0)],
        Axis::Country => &[("msd:country", 1.0), ("mtt:country", 1.0)],
        Axis::EasyListening => &[("msd:easy listening", 1.0)],
        Axis::Sexy => &[("msd:sexy", 1.0)],
        Axis::Catchy => &[("msd:catchy", 1.0)],
        Axis::Funk => &[("msd:funk", 1.0)],
        Axis::Electro => &[("msd:electro", 1.0)],
        Axis::Rnb => &[("msd:rnb", 1.0)],
        Axis::House => &[("msd:House", 1.0)],
        Axis::Techno => &[("mtt:techno", 1.0)],
        Axis::Classical => &[("mtt:classical", 1.0), ("mtt:classic", 1.0)],
        Axis::Opera => &[("mtt:opera", 1.0)],
        Axis::NewAge => &[("mtt:new age", 1.0)],
        Axis::Indian => &[("mtt:indian", 1.0)],
        Axis::Strings => &[("mtt:strings", 1.0)],
        Axis::Drums => &[("mtt:drums", 1.0)],
        Axis::Beat => &[("mtt:beat", 1.0), ("mtt:beats", 1.0)],
        Axis::Piano => &[("mtt:piano", 1.0)],
        Axis::Violin => &[("mtt:violin", 1.0)],
        Axis::Cello => &[("mtt:cello", 1.0)],
        Axis::Synth => &[("mtt:synth", 1.0)],
        Axis::Harpsichord => &[("mtt:harpsichord", 1.0)],
        Axis::Flute => &[("mtt:flute", 1.0)],
        Axis::Sitar => &[("mtt:sitar", 1.0)],
        Axis::Harp => &[("mtt:harp", 1.0)],
        Axis::Choir => &[("mtt:choir", 1.0), ("mtt:choral", 1.0)],
        Axis::Solo => &[("mtt:solo", 1.0)],
        Axis::Quiet => &[("mtt:quiet", 1.0), ("mtt:soft", 1.0)],
        Axis::Slow => &[("mtt:slow", 1.0)],
        Axis::Fast => &[("mtt:fast", 1.0)],
        Axis::Weird => &[("mtt:weird", 1.0)],
    }
}

/// The value of an axis that the analysis states, from 0 to 1 or a little beyond.
fn measured(axis: Axis, analysis: &Analysis) -> Option<f32> {
    let mood = || analysis.mood;
    let between = |value: f64, low: f64, high: f64| (value - low) / (high - low);
    let label = |is: bool| if is { 0.8 } else { 0.2 };
    let leaning = |towards: bool, confidence: f64| 0.5 + if towards { 0.5 } else { -0.5 } * confidence;
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other axis is heard by taggers alone")]
    let value = match axis {
        Axis::Arousal => between(mood()?.arousal?, -1.0, 1.0),
        Axis::Happy => mood()?.happy?,
        Axis::Sad => mood()?.sad?,
        Axis::Aggressive => mood()?.aggressive?,
        Axis::Relaxed => mood()?.relaxed?,
        Axis::Party => mood()?.party?,
        Axis::Danceable => mood()?.danceable.or(analysis.danceability.map(|value| value / 3.0))?,
        Axis::Tempo => between(analysis.bpm?.get().log2(), 5.0, 8.0),
        Axis::Loud => between(analysis.loudness_lufs?.get(), -50.0, 0.0),
        Axis::Dynamic => between(analysis.loudness_range_lu?.get(), 0.0, 30.0),
        Axis::Bright => label(analysis.timbre? == Timbre::Bright),
        Axis::Voice => leaning(analysis.voice? == Voice::Voice, confidence(analysis.voice_confidence)),
        Axis::Female => label(analysis.gender? == Gender::Female),
        Axis::Electronic => label(analysis.electronic? == Electronic::Electronic),
        Axis::Acoustic => label(analysis.acoustic? == Acoustic::Acoustic),
        Axis::Minor => leaning(analysis.scale? == Scale::Minor, confidence(analysis.key_confidence)),
        _ => return None,
    };
    Some(value as f32)
}

/// What to make of a label whose confidence nobody stated.
fn confidence(stated: Option<hark_track::Confidence>) -> f64 {
    stated.map_or(0.6, hark_track::Confidence::get)
}

/// Probabilities by name.
struct Tags<'a> {
    names: Vec<&'static str>,
    values: &'a [f32],
}

impl Tags<'_> {
    fn of(print: &SoundPrint) -> Tags<'_> {
        Tags { names: tag_names(&print.version), values: &print.tags }
    }

    fn log_odds(&self, name: &str) -> Option<f32> {
        let at = self.names.iter().position(|known| *known == name)?;
        let inside = self.values.get(at)?.clamp(EDGE, 1.0 - EDGE);
        Some((inside / (1.0 - inside)).ln())
    }

    /// The weighted mean of the log-odds of those tags that were heard for, from 0 to 1.
    fn mean(&self, sources: &[(&str, f32)]) -> Option<f32> {
        let (mut sum, mut weights) = (0.0f32, 0.0f32);
        for (name, weight) in sources {
            if let Some(log_odds) = self.log_odds(name) {
                sum += weight * log_odds;
                weights += weight.abs();
            }
        }
        (weights > 0.0).then(|| 0.5 + sum / weights / (2.0 * MOST_LOG_ODDS))
    }
}

#[cfg(test)]
mod tests {
    use hark_track::{Bpm, Confidence};

    use super::*;

    #[test]
    fn every_axis_is_heard_or_measured() {
        let names = tag_names("musicnn-msd/f32/1+musicnn-mtt/f32/1");
        assert_eq!(names.len(), 100);
        for axis in Axis::ALL {
            let unknown = sources(*axis).iter().find(|(tag, _)| !names.contains(tag));
            assert_eq!(unknown, None, "{axis}");
        }
        assert!(Axis::ALL.iter().filter(|axis| sources(**axis).is_empty()).count() == 12);
    }

    #[test]
    fn a_track_of_which_nothing_was_measured_lies_nowhere() {
        assert_eq!(position(&Analysis::default(), None), None);
    }

    #[test]
    fn labels_and_numbers_lie_in_their_order() {
        let at = |analysis: &Analysis, axis: Axis| position(analysis, None).unwrap()[axis.index()];
        let slow = Analysis { bpm: Bpm::new(60.0), voice: Some(Voice::Instrumental), ..Analysis::default() };
        let fast = Analysis {
            bpm: Bpm::new(170.0),
            voice: Some(Voice::Voice),
            voice_confidence: Confidence::new(0.9),
            ..Analysis::default()
        };
        assert!(at(&slow, Axis::Tempo) < at(&fast, Axis::Tempo));
        assert!(at(&slow, Axis::Voice) < at(&fast, Axis::Voice));
        assert_eq!(at(&slow, Axis::Sad), None);
    }

    #[test]
    fn tags_decide_where_they_were_heard() {
        let mut tags = vec![0.1; 100];
        let names = tag_names("musicnn-msd/f32/1+musicnn-mtt/f32/1");
        tags[names.iter().position(|name| *name == "mtt:piano").unwrap()] = 0.9;
        let print =
            SoundPrint { version: "musicnn-msd/f32/1+musicnn-mtt/f32/1".into(), embedding: vec![], tags };
        let position = position(&Analysis::default(), Some(&print)).unwrap();
        assert!(position[Axis::Piano.index()] > position[Axis::Guitar.index()]);
        assert!(position[Axis::Piano.index()].unwrap() > 0.5);
    }
}
