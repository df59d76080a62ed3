//! Loudness, loudness range and true peak: EBU R 128 with Tech 3341 and 3342, ITU-R BS.1770-4.
//!
//! [`Meter`] is the meter of those documents with all three time scales. It is our own because the analyser runs it over
//! every sample of every file: two channels share a filter step, points between samples are computed sixteen at a time
//! and only where they can matter, and the true peak is the band-limited signal's own where shorter filters read clipped
//! music low. The `ebur128` crate, a port of libebur128, is the second opinion in the tests.
//!
//! When a number may be stated at all is decided here too: the gating block is 400 ms, the short-term window behind the
//! loudness range 3 s; below that nothing is measurable, and silence has no loudness: minus infinity is never reported.

mod gate;
mod true_peak;
mod weighting;

use hark_track::{Analysis, Dbtp, LoudnessUnits, Lufs, Measurement};

use crate::descriptor::Descriptor;
use crate::error::ErrorKind;
use crate::layout::ChannelRole;
use crate::stream::{Block, StreamSpec, Summary};
use gate::{Readout, STEPS_PER_SECOND, Windows};
use true_peak::TruePeak;
use weighting::PairWeighting;

/// The shortest audio with a loudness, in seconds: one gating block.
const GATING_BLOCK_S: f64 = 0.4;
/// The shortest audio with a loudness range, in seconds: one short-term window.
const SHORT_TERM_S: f64 = 3.0;

/// A loudness meter of EBU mode. Levels are in LUFS, `None` while a window is not full and for silence.
#[derive(Debug, Clone)]
pub struct Meter {
    rate_hz: u32,
    channels: usize,
    /// The channels that count, two by two.
    pairs: Vec<Pair>,
    windows: Windows,
    peaks: Vec<TruePeak>,
    /// Frames taken, and how many there are at the end of the step at hand.
    frames: u64,
    step_end: u64,
    step_start: u64,
    /// One channel after another, the frames of a part of a step.
    planes: Vec<Vec<f32>>,
}

/// Two channels with their weights; the second is the first again, with weight 0, where the number is odd.
#[derive(Debug, Clone)]
struct Pair {
    channels: [usize; 2],
    weights: [f64; 2],
    filter: PairWeighting,
    energies: [f64; 2],
}

impl Meter {
    /// A meter for frames of `roles.len()` channels at `rate_hz`, which must lie within
    /// [`crate::limits::SAMPLE_RATES_HZ`].
    pub fn new(rate_hz: u32, roles: &[ChannelRole]) -> Meter {
        let counted: Vec<(usize, f64)> = roles
            .iter()
            .enumerate()
            .map(|(channel, &role)| (channel, weight(role)))
            .filter(|(_, w)| *w > 0.0)
            .collect();
        let pair = |pair: &[(usize, f64)]| {
            let first = pair[0];
            let second = pair.get(1).copied().unwrap_or((first.0, 0.0));
            Pair {
                channels: [first.0, second.0],
                weights: [first.1, second.1],
                filter: PairWeighting::new(rate_hz),
                energies: [0.0; 2],
            }
        };
        Meter {
            rate_hz,
            channels: roles.len(),
            pairs: counted.chunks(2).map(pair).collect(),
            windows: Windows::new(),
            peaks: vec![TruePeak::new(); roles.len()],
            frames: 0,
            step_end: step_end(0, rate_hz),
            step_start: 0,
            planes: vec![Vec::new(); roles.len()],
        }
    }

    /// Takes the next frames, interleaved. How they are cut into calls does not matter.
    pub fn push(&mut self, mut samples: &[f32]) {
        while samples.len() >= self.channels.max(1) {
            let room = usize::try_from(self.step_end - self.frames).unwrap_or(usize::MAX);
            let frames = room.min(samples.len() / self.channels);
            let (now, later) = samples.split_at(frames * self.channels);
            self.part(now);
            samples = later;
            self.frames += frames as u64;
            if self.frames == self.step_end {
                self.end_step();
            }
        }
    }

    /// Loudness of the last 400 ms.
    pub fn momentary(&self) -> Option<f64> {
        audible(self.windows.momentary(), |readout| readout.now)
    }

    /// The highest momentary loudness so far, of windows that begin every 10 ms.
    pub fn momentary_max(&self) -> Option<f64> {
        audible(self.windows.momentary(), |readout| readout.max)
    }

    /// Loudness of the last 3 s.
    pub fn short_term(&self) -> Option<f64> {
        audible(self.windows.short_term(), |readout| readout.now)
    }

    /// The highest short-term loudness so far, of windows that begin every 10 ms.
    pub fn short_term_max(&self) -> Option<f64> {
        audible(self.windows.short_term(), |readout| readout.max)
    }

    /// Integrated loudness (BS.1770-4, annex 1). `None` where nothing is above the absolute gate.
    pub fn integrated(&self) -> Option<f64> {
        self.windows.integrated()
    }

    /// Loudness range in LU (Tech 3342). `None` where no short-term window is above the absolute gate.
    pub fn range(&self) -> Option<f64> {
        self.windows.range()
    }

    /// The highest true peak of all channels, as linear amplitude: 0 for digital silence. What comes after the last
    /// frame counts as silence, so this is for the end.
    pub fn true_peak(&self) -> f64 {
        let of_channel = |channel: &TruePeak| f64::from(channel.clone().finish());
        self.peaks.iter().map(of_channel).fold(0.0, f64::max)
    }

    /// Frames that lie within one step.
    fn part(&mut self, samples: &[f32]) {
        for (channel, plane) in self.planes.iter_mut().enumerate() {
            plane.clear();
            plane.extend(samples.iter().skip(channel).step_by(self.channels));
        }
        for Pair { channels: [left, right], filter, energies, .. } in &mut self.pairs {
            filter.push(&self.planes[*left], &self.planes[*right], energies);
        }
        for (peak, plane) in self.peaks.iter_mut().zip(&self.planes) {
            peak.push(plane);
        }
    }

    fn end_step(&mut self) {
        let weighted = |pair: &Pair| pair.weights[0] * pair.energies[0] + pair.weights[1] * pair.energies[1];
        let energy = self.pairs.iter().map(weighted).sum();
        self.pairs.iter_mut().for_each(|pair| pair.energies = [0.0; 2]);
        self.windows.step(energy, self.frames - self.step_start);
        self.step_start = self.frames;
        self.step_end = step_end(self.frames, self.rate_hz);
    }
}

/// The end of the step after the one that ends at `frames`: steps are 10 ms to the frame, whatever the rate.
fn step_end(frames: u64, rate_hz: u32) -> u64 {
    let rate = u64::from(rate_hz);
    let ended = (frames * STEPS_PER_SECOND).div_ceil(rate);
    (ended + 1) * rate / STEPS_PER_SECOND
}

fn audible(readout: Readout, value: fn(Readout) -> Option<f64>) -> Option<f64> {
    value(readout).map(gate::loudness).filter(|loudness| loudness.is_finite())
}

/// The weight of a channel: BS.1770-4, annex 1, tables 3 and 4.
fn weight(role: ChannelRole) -> f64 {
    match role {
        ChannelRole::Main => 1.0,
        ChannelRole::Surround => 1.41,
        ChannelRole::LowFrequency => 0.0,
    }
}

/// Fills `loudness_lufs`, `loudness_range_lu` and `true_peak_dbtp`.
pub(crate) struct Loudness(Meter);

impl Loudness {
    /// A meter for the format `spec`.
    pub(crate) fn new(spec: &StreamSpec) -> Loudness {
        Loudness(Meter::new(spec.sample_rate_hz, &spec.roles))
    }

    fn loudness(&self, seconds: f64) -> Result<Lufs, &'static str> {
        if seconds < GATING_BLOCK_S {
            return Err("shorter than one gating block of 400 ms");
        }
        let measured = self.0.integrated().ok_or("never louder than the absolute gate of -70 LUFS")?;
        Lufs::new(measured).ok_or("outside of what loudness can be")
    }

    fn range(&self, seconds: f64) -> Result<LoudnessUnits, &'static str> {
        if seconds < SHORT_TERM_S {
            return Err("shorter than one short-term window of 3 s");
        }
        self.loudness(seconds)?;
        let measured = self.0.range().ok_or("no 3 s of it are louder than the absolute gate of -70 LUFS")?;
        LoudnessUnits::new(measured).ok_or("outside of what a loudness range can be")
    }

    fn true_peak(&self) -> Result<Dbtp, &'static str> {
        let peak = self.0.true_peak();
        if peak == 0.0 {
            return Err("digital silence");
        }
        Dbtp::new(20.0 * peak.log10()).ok_or("outside of what a peak can be")
    }
}

impl Descriptor for Loudness {
    fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind> {
        self.0.push(block.samples);
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, measured: &mut Measurement) {
        let analysis = &mut measured.analysis;
        let seconds = summary.seconds();
        analysis.loudness_lufs =
            self.loudness(seconds).map_err(|why| state(analysis, "loudness_lufs", why)).ok();
        analysis.loudness_range_lu =
            self.range(seconds).map_err(|why| state(analysis, "loudness_range_lu", why)).ok();
        analysis.true_peak_dbtp = self.true_peak().map_err(|why| state(analysis, "true_peak_dbtp", why)).ok();
    }
}

fn state(analysis: &mut Analysis, field: &str, reason: &str) {
    analysis.missing.insert(field.to_owned(), reason.to_owned());
}

#[cfg(test)]
mod tests;
