//! From a published tagger to our own model file, compared with the network as published on patches.

use super::{Converted, Progress, Published, Report, Stage};
use crate::checkpoint::Checkpoint;
use crate::dir::Agreement;
use crate::error::Error;
use crate::musicnn::{self, BANDS, FRAMES, Folded, Musicnn, Patch, Scratch};
use crate::spec::{DATA, INDEX};
use crate::stored::{Stored, StoredTagger};

/// Value of a patch at a frame and a band. In place of sounds: what matters is that every kernel gets to see edges,
/// slopes and repetitions in both directions, and values from nothing to the loudest.
type Pattern = fn(frame: usize, band: usize) -> f32;

/// What the converted network is tried on.
const PATTERNS: [Pattern; 4] = [
    // Harmonics that glide, under a slow swell.
    |frame, band| {
        let pitch = 6.0 + frame as f32 / 40.0;
        let harmonic = (band as f32 / pitch * std::f32::consts::TAU).cos().max(0.0);
        3.0 * harmonic * (0.6 + 0.4 * (frame as f32 / 30.0).sin())
    },
    // Beats that die away, of two periods, low and high.
    |frame, band| {
        let period = if band < 40 { 31 } else { 12 };
        4.5 * (-((frame % period) as f32) / 6.0).exp() * (1.0 - band as f32 / 120.0)
    },
    // A dense, steady, loud texture.
    |frame, band| 4.0 + ((frame * 7919 + band * 104_729) % 97) as f32 / 60.0,
    // Silence, then one chord.
    |frame, band| if frame > 120 && band % 9 < 2 { 5.5 } else { 0.0 },
];

/// Folds the network, writes and re-reads its file, and compares it with the published one.
pub(super) fn convert(
    name: &'static str,
    bound: f32,
    mut published: Published,
    progress: Report,
) -> Result<Converted, Error> {
    progress(Progress { stage: Stage::Convert, done: 0, total: None });
    let (index, data) = (published.take(INDEX), published.take(DATA));
    let original = musicnn::Published::from_checkpoint(&Checkpoint::open(&index, &data)?)?;
    let stored = StoredTagger { name: name.to_owned(), network: Folded::new(&original) };
    let (version, bytes) = (stored.version(), stored.to_bytes()?);
    let network = Musicnn::new(&StoredTagger::from_bytes(bytes.clone())?.network);
    let mut scratch = Scratch::default();
    let mut difference = 0.0_f32;
    for (done, pattern) in PATTERNS.iter().enumerate() {
        progress(Progress { stage: Stage::Compare, done: done as u64, total: Some(PATTERNS.len() as u64) });
        let values: Vec<f32> =
            (0..FRAMES * BANDS).map(|place| pattern(place / BANDS, place % BANDS)).collect();
        let Some(patch) = Patch::new(&values) else { continue };
        let expected = original.listen(patch).probabilities;
        let found = network.listen(patch, &mut scratch)?.probabilities;
        if !expected.iter().chain(&found).all(|value| value.is_finite()) {
            return Err(Error::NotFinite { version });
        }
        difference = expected.iter().zip(&found).map(|(a, b)| (a - b).abs()).fold(difference, f32::max);
    }
    if difference > bound {
        return Err(Error::TagDisagreement { difference, bound });
    }
    let agreement = Agreement::Tags { patches: PATTERNS.len(), max_difference: difference };
    Ok(Converted { version, bytes, agreement })
}
