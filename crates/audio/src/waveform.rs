//! The outline of a track for drawing: the highest sample of each of up to a thousand equal stretches.
//!
//! How long a file is shows only at its end, so stretches are short at first and merged two by two whenever there are
//! too many: memory stays at a few kilobytes. At the end they are exact: all stretches hold the same number of frames,
//! a power of two, and only the last may hold fewer. A thousand points at most, more than half as many at least once
//! a file has that many frames.

use hark_track::Measurement;
use hark_track::measurement::{WAVEFORM_POINTS, Waveform};

use crate::descriptor::Descriptor;
use crate::error::ErrorKind;
use crate::stream::{Block, Summary};

/// Fills the waveform.
pub(crate) struct Outline {
    /// Highest absolute sample of each finished stretch.
    peaks: Vec<f32>,
    /// Frames of a stretch.
    stretch: usize,
    /// The stretch at hand: its highest absolute sample and its frames so far.
    peak: f32,
    frames: usize,
}

impl Outline {
    pub(crate) fn new() -> Outline {
        Outline { peaks: Vec::with_capacity(WAVEFORM_POINTS), stretch: 1, peak: 0.0, frames: 0 }
    }

    fn end_stretch(&mut self) {
        if self.peaks.len() == WAVEFORM_POINTS {
            let merged = self.peaks.chunks(2).map(|pair| pair.iter().copied().fold(0.0, f32::max)).collect();
            self.peaks = merged;
            self.stretch *= 2;
        }
        if self.frames == self.stretch {
            self.peaks.push(self.peak);
            (self.peak, self.frames) = (0.0, 0);
        }
    }
}

impl Descriptor for Outline {
    fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind> {
        let mut samples = block.samples;
        while !samples.is_empty() {
            let frames = (self.stretch - self.frames).min(samples.len() / block.channels);
            let (now, later) = samples.split_at(frames * block.channels);
            self.peak = now.iter().fold(self.peak, |peak, sample| peak.max(sample.abs()));
            self.frames += frames;
            samples = later;
            if self.frames == self.stretch {
                self.end_stretch();
            }
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, measured: &mut Measurement) {
        if self.frames > 0 {
            // With a full list this merges first; a stretch begun may then be the shorter last one.
            if self.peaks.len() == WAVEFORM_POINTS {
                self.end_stretch();
            }
            self.peaks.push(self.peak);
        }
        let byte = |peak: &f32| (peak * 255.0).round().clamp(0.0, 255.0) as u8;
        measured.waveform = Waveform(self.peaks.iter().map(byte).collect());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The outline of mono `samples`, pushed in blocks of `cut`.
    fn outline(samples: &[f32], cut: usize) -> Vec<u8> {
        let mut outline = Outline::new();
        for samples in samples.chunks(cut) {
            outline.push(Block { samples, channels: 1 }).unwrap();
        }
        let mut measured = Measurement::default();
        let summary = Summary { frames: 0, sample_rate_hz: 1, bad_packets: 0, warnings: Vec::new() };
        outline.finish(&summary, &mut measured);
        measured.waveform.0
    }

    /// The same with the whole signal at hand.
    fn slow(samples: &[f32]) -> Vec<u8> {
        let stretch =
            (0..).map(|power| 1 << power).find(|stretch| samples.len().div_ceil(*stretch) <= WAVEFORM_POINTS);
        let peak = |part: &[f32]| part.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
        samples.chunks(stretch.unwrap()).map(|part| (peak(part) * 255.0).round().min(255.0) as u8).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn prop_streaming_gives_the_outline_of_the_whole(length in 0..20_000_usize, seed in any::<u64>(), cut in 1..5_000_usize) {
            let mut rng = hark_testkit::rng::Rng::new(seed);
            let samples: Vec<f32> = (0..length).map(|_| 1.1 * rng.signed()).collect();
            let outline = outline(&samples, cut);
            prop_assert!(outline.len() <= WAVEFORM_POINTS && (length < 500 || outline.len() >= 500));
            prop_assert_eq!(outline, slow(&samples));
        }
    }

    #[test]
    fn every_boundary_of_merging_is_exact() {
        for length in [0, 1, 999, 1000, 1001, 1999, 2000, 2001, 4000, 4001, 4002] {
            let samples: Vec<f32> = (0..length).map(|i| (i % 256) as f32 / 255.0).collect();
            assert_eq!(outline(&samples, 7), slow(&samples), "{length}");
        }
    }
}
