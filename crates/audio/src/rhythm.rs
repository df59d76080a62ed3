//! Tempo, beats, downbeats.
//!
//! In the data's order: `onset` turns samples into onset strengths, ten milliseconds a frame, and `harmony` into
//! pitches, fifty milliseconds a frame; `pulse` finds the periods that the onsets repeat with; `beats` places beats of a
//! given period, on and off the onsets; `level` says what speaks for each such hypothesis and `bars` for each way to
//! count its beats; `net` weighs that; `grid` makes beats and tempo of the winner.
//!
//! What is hard is not to find a pulse but to say which of several related ones people tap: half and double tempo,
//! beat and off-beat. Every hypothesis is therefore tracked to its end and judged by what it makes of the whole track
//! (where the accents fall, where the harmony changes, how bass and snare take turns), not by its tempo alone.
//! Figures, and the roads not taken: `docs/decisions/0007-rhythm.md`.

mod bars;
mod beats;
mod grid;
mod harmony;
mod level;
mod net;
mod onset;
mod pulse;
pub mod tuning;

use hark_track::{Bpm, Confidence, Measurement, Structure, TempoCandidate};

use crate::stream::Summary;
use bars::Counted;
use harmony::Harmony;
use level::Evidence;
use onset::Onsets;
use pulse::Autocorrelation;

/// How alike noise is to itself at the best of the lags tried, by chance, in one second; it falls with the square root
/// of the length. Measured on white and pink noise and random clicks of 2 to 60 s.
const CHANCE: f64 = 0.6;
/// Below this likeness there is no pulse in a file of any length.
const FAINTEST: f64 = 0.09;
/// Below this score not even the best hypothesis resembles a beat. Measured: a drone −2.3, noise and random clicks −9 to
/// 1.4, pieces with a beat 0.9 and more.
const LEAST_SCORE: f32 = -1.0;
/// Fewer beats than this are no grid.
const FEWEST_BEATS: usize = 4;

/// Hears tempo and beats.
pub(crate) struct Rhythm {
    onsets: Onsets,
    harmony: Harmony,
}

/// Beats about `period` frames apart, and how likely it is that people tap those.
struct Tapped {
    period: f64,
    frames: Vec<usize>,
    score: f32,
    share: f32,
}

impl Rhythm {
    pub(crate) fn new() -> Rhythm {
        Rhythm { onsets: Onsets::new(), harmony: Harmony::new() }
    }

    /// Takes mono samples at the analysis rate.
    pub(crate) fn push(&mut self, mono: &[f32]) {
        self.onsets.push(mono);
        self.harmony.push(mono);
    }

    /// Writes tempo, beats and downbeats, or why there are none. Returns the onsets a second.
    pub(crate) fn finish(&mut self, summary: &Summary, measured: &mut Measurement) -> f64 {
        let strengths = self.onsets.finish();
        let novelty = pulse::novelty(strengths);
        let acf = Autocorrelation::of(&novelty);
        let evidence = Evidence::new(strengths, &novelty, &acf, &self.harmony);
        if let Err(why) = measure(&evidence, summary.seconds(), measured) {
            measured.analysis.missing.insert("bpm".to_owned(), why.to_owned());
        }
        evidence.onsets_per_second
    }
}

fn measure(evidence: &Evidence<'_>, seconds: f64, measured: &mut Measurement) -> Result<(), &'static str> {
    let ranked = ranked(evidence, hypotheses(evidence.novelty, evidence.acf));
    let Some(best) = ranked.first() else { return Err("too short, or no onsets that repeat four times") };
    let length = evidence.novelty.len() as f64 / onset::FRAMES_PER_SECOND;
    let chance = FAINTEST.max(CHANCE / length.sqrt());
    if f64::from(evidence.likeness(best.period)) < chance {
        return Err("no pulse: the onsets do not repeat clearly enough");
    }
    if best.score < LEAST_SCORE {
        return Err("no pulse: no beat explains where the onsets fall");
    }
    let Counted { meter, downbeats } = bars::count(evidence, &best.frames);
    let beats = grid::times(&best.frames, seconds);
    let analysis = &mut measured.analysis;
    analysis.bpm = Bpm::new(grid::tempo(&beats));
    let (share, other) = shares(&ranked);
    analysis.bpm_confidence = Confidence::new(f64::from(share));
    analysis.bpm_alternative = other;
    let structure = measured.structure.get_or_insert_with(Structure::default);
    structure.downbeats = downbeats.iter().map(|&beat| beats[beat]).collect();
    structure.meter = Some(meter);
    structure.beats = beats;
    Ok(())
}

/// Every period that may be the beat with the beats that fit it, on the onsets and between them.
fn hypotheses(novelty: &[f32], acf: &Autocorrelation) -> Vec<(f64, Vec<usize>)> {
    let both = |period: f64| {
        let on = beats::track(novelty, period);
        let off = beats::off_beats(novelty, &on);
        [(period, on), (period, off)]
    };
    pulse::candidates(acf)
        .into_iter()
        .flat_map(both)
        .filter(|(_, beats)| beats.len() >= FEWEST_BEATS)
        .collect()
}

/// The hypotheses with their shares of the evidence, most likely first.
fn ranked(evidence: &Evidence<'_>, hypotheses: Vec<(f64, Vec<usize>)>) -> Vec<Tapped> {
    let scores: Vec<f32> = hypotheses
        .iter()
        .map(|(period, beats)| net::LEVEL.score(&evidence.features(*period, beats)))
        .collect();
    let shares = net::softmax(&scores);
    let mut ranked: Vec<Tapped> = hypotheses
        .into_iter()
        .zip(scores.iter().zip(shares))
        .map(|((period, frames), (&score, share))| Tapped { period, frames, score, share })
        .collect();
    ranked.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.period.total_cmp(&b.period)));
    ranked
}

/// The share of the winner's tempo, whatever its phase, and the next best tempo with its own.
fn shares(ranked: &[Tapped]) -> (f32, Option<TempoCandidate>) {
    let Some(best) = ranked.first() else { return (0.0, None) };
    let same = |a: &Tapped, b: &Tapped| (a.period / b.period).ln().abs() < 0.02;
    let share_of =
        |one: &Tapped| ranked.iter().filter(|other| same(one, other)).map(|other| other.share).sum::<f32>();
    let others = ranked.iter().filter(|other| !same(best, other));
    let second = others.max_by(|a, b| share_of(a).total_cmp(&share_of(b)));
    let candidate = second.and_then(|second| {
        let weight = Confidence::new(f64::from(share_of(second)).clamp(0.0, 1.0))?;
        Some(TempoCandidate { bpm: Bpm::new(pulse::tempo(second.period))?, weight })
    });
    (share_of(best).clamp(0.0, 1.0), candidate)
}

#[cfg(test)]
mod tests;
