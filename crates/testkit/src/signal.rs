//! Test signals described in a line: segments of tone, noise, clicks or silence, rendered one after another.
//!
//! A [`Segment`] says what is heard and for how long; a [`Format`] says at which rate and in how many
//! channels; [`Signal::new`] joins them. Segments know nothing of the format, so one description serves
//! every rate, and two parts of one signal can never disagree about it. Tones take their phase from the
//! start of the *signal*, not of the segment: a step in level (EBU Tech 3341, case 3) makes no click.

use crate::rng::Rng;
use std::f64::consts::TAU;

pub mod ebu;

/// The sampling of a signal: frames a second and number of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Frames a second, in hertz.
    pub sample_rate: u32,
    /// Channels of a frame, in the order of the file (L R C Ls Rs for five).
    pub channels: usize,
}

impl Format {
    /// Stereo at 48 kHz, the format of the EBU's test signals.
    pub const STEREO_48K: Self = Self::new(48_000, 2);
    /// Stereo at 44.1 kHz, as on a compact disc.
    pub const STEREO_44K: Self = Self::new(44_100, 2);
    /// One channel at 44.1 kHz.
    pub const MONO_44K: Self = Self::new(44_100, 1);

    /// `sample_rate` in hertz, `channels` a frame.
    pub const fn new(sample_rate: u32, channels: usize) -> Self {
        Self { sample_rate, channels }
    }

    /// Whole frames nearest to `seconds`; zero for a negative or undefined time.
    pub fn frames(self, seconds: f64) -> usize {
        (seconds * f64::from(self.sample_rate)).round() as usize
    }
}

/// Samples in `-1..=1` (more is allowed: overs are worth testing), one vector a channel, all equally long.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    format: Format,
    planes: Vec<Vec<f32>>,
}

impl Signal {
    /// Renders `segments` one after another.
    pub fn new(format: Format, segments: &[Segment]) -> Self {
        let mut planes = vec![Vec::new(); format.channels];
        let mut start = 0;
        for segment in segments {
            let frames = format.frames(segment.seconds);
            for (channel, plane) in planes.iter_mut().enumerate() {
                plane.extend(segment.render(Place { format, channel, start, frames }));
            }
            start += frames;
        }
        Self { format, planes }
    }

    /// A signal from interleaved samples; an incomplete last frame is dropped.
    pub fn from_interleaved(format: Format, samples: &[f32]) -> Self {
        let mut planes = vec![Vec::with_capacity(samples.len() / format.channels.max(1)); format.channels];
        for frame in samples.chunks_exact(format.channels.max(1)) {
            for (plane, &sample) in planes.iter_mut().zip(frame) {
                plane.push(sample);
            }
        }
        Self { format, planes }
    }

    /// Rate and channels.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Number of frames.
    pub fn frames(&self) -> usize {
        self.planes.first().map_or(0, Vec::len)
    }

    /// Length in seconds.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.format.sample_rate)
    }

    /// One vector of samples a channel.
    pub fn planes(&self) -> &[Vec<f32>] {
        &self.planes
    }

    /// Frame after frame, the channels of each in order.
    pub fn interleaved(&self) -> Vec<f32> {
        (0..self.frames()).flat_map(|i| self.planes.iter().map(move |plane| plane[i])).collect()
    }

    /// Largest absolute sample over all channels.
    pub fn peak(&self) -> f32 {
        self.planes.iter().flatten().fold(0.0, |peak, x| peak.max(x.abs()))
    }

    /// Every sample multiplied by a gain in decibels.
    #[must_use]
    pub fn gained(mut self, db: f64) -> Self {
        let gain = amplitude(db) as f32;
        self.planes.iter_mut().flatten().for_each(|x| *x *= gain);
        self
    }
}

/// What is heard in one stretch of a signal, and for how long.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    seconds: f64,
    content: Content,
    fade_s: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Silence,
    Sines { hz: Vec<f64>, level: Level, phase_deg: f64 },
    White { seed: u64, rms: f64 },
    Pink { seed: u64, rms: f64 },
    Clicks { bpm: f64, peak: f64 },
}

#[derive(Clone, Debug, PartialEq)]
enum Level {
    All(f64),
    Each(Vec<f64>),
}

impl Segment {
    /// Digital silence.
    pub fn silence(seconds: f64) -> Self {
        Self { seconds, content: Content::Silence, fade_s: 0.0 }
    }

    /// A sine, the same in every channel, its peak at `peak_db` dBFS.
    pub fn sine(hz: f64, peak_db: f64, seconds: f64) -> Self {
        Self::sines(vec![hz], Level::All(amplitude(peak_db)), seconds)
    }

    /// A sine with a peak level in dBFS for each channel; channels beyond the list are silent.
    pub fn sine_in_channels(hz: f64, peaks_db: &[f64], seconds: f64) -> Self {
        let levels = peaks_db.iter().map(|&db| amplitude(db)).collect();
        Self::sines(vec![hz], Level::Each(levels), seconds)
    }

    /// A sine of linear `peak` amplitude (1 is full scale), as true-peak tests state it.
    pub fn tone(hz: f64, peak: f64, seconds: f64) -> Self {
        Self::sines(vec![hz], Level::All(peak), seconds)
    }

    /// Several sines of equal level whose sum cannot exceed `peak_db` dBFS: a chord for key detection.
    pub fn chord(hz: &[f64], peak_db: f64, seconds: f64) -> Self {
        let each = amplitude(peak_db) / hz.len().max(1) as f64;
        Self::sines(hz.to_vec(), Level::All(each), seconds)
    }

    /// White noise of `rms_db` dBFS (root mean square), uniformly distributed and different in each channel.
    pub fn white_noise(seed: u64, rms_db: f64, seconds: f64) -> Self {
        Self { seconds, content: Content::White { seed, rms: amplitude(rms_db) }, fade_s: 0.0 }
    }

    /// Pink noise (3 dB less an octave) of about `rms_db` dBFS, different in each channel; the Voss–McCartney
    /// sum of held random values.
    pub fn pink_noise(seed: u64, rms_db: f64, seconds: f64) -> Self {
        Self { seconds, content: Content::Pink { seed, rms: amplitude(rms_db) }, fade_s: 0.0 }
    }

    /// A click on every beat, the first at the start of the segment: a 2 kHz cosine dying away in 10 ms.
    pub fn clicks(bpm: f64, peak_db: f64, seconds: f64) -> Self {
        Self { seconds, content: Content::Clicks { bpm, peak: amplitude(peak_db) }, fade_s: 0.0 }
    }

    /// The same with the phase of its sines advanced by `degrees`.
    #[must_use]
    pub fn with_phase(mut self, degrees: f64) -> Self {
        if let Content::Sines { phase_deg, .. } = &mut self.content {
            *phase_deg = degrees;
        }
        self
    }

    /// The same with linear fades of `seconds` at both its ends.
    #[must_use]
    pub fn with_fades(mut self, seconds: f64) -> Self {
        self.fade_s = seconds;
        self
    }

    fn sines(hz: Vec<f64>, level: Level, seconds: f64) -> Self {
        Self { seconds, content: Content::Sines { hz, level, phase_deg: 0.0 }, fade_s: 0.0 }
    }

    fn render(&self, place: Place) -> Vec<f32> {
        let mut samples = match &self.content {
            Content::Silence => vec![0.0; place.frames],
            Content::Sines { hz, level, phase_deg } => {
                place.sines(hz, level.of(place.channel), phase_deg.to_radians())
            }
            Content::White { seed, rms } => place.white(*seed, rms * 3f64.sqrt()),
            Content::Pink { seed, rms } => place.pink(*seed, *rms),
            Content::Clicks { bpm, peak } => place.clicks(*bpm, *peak),
        };
        fade(&mut samples, place.format.frames(self.fade_s));
        samples
    }
}

impl Level {
    fn of(&self, channel: usize) -> f64 {
        match self {
            Self::All(peak) => *peak,
            Self::Each(peaks) => peaks.get(channel).copied().unwrap_or(0.0),
        }
    }
}

/// Where one channel of a segment lies in the signal.
#[derive(Clone, Copy)]
struct Place {
    format: Format,
    channel: usize,
    start: usize,
    frames: usize,
}

impl Place {
    fn sines(self, hz: &[f64], peak: f64, phase: f64) -> Vec<f32> {
        let step = TAU / f64::from(self.format.sample_rate);
        let sample = |i: usize| hz.iter().map(|f| (step * f * i as f64 + phase).sin()).sum::<f64>() * peak;
        (self.start..self.start + self.frames).map(|i| sample(i) as f32).collect()
    }

    fn white(self, seed: u64, peak: f64) -> Vec<f32> {
        let mut rng = self.rng(seed);
        (0..self.frames).map(|_| rng.signed() * peak as f32).collect()
    }

    /// Row `k` of sixteen takes a new value every `2^(k+1)` frames; one more row changes every frame.
    fn pink(self, seed: u64, rms: f64) -> Vec<f32> {
        const ROWS: usize = 16;
        let gain = (rms * (3.0 / (ROWS + 1) as f64).sqrt()) as f32;
        let mut rng = self.rng(seed);
        let mut rows: [f32; ROWS] = std::array::from_fn(|_| rng.signed());
        let sample = |i: usize| {
            let row = (i + 1).trailing_zeros() as usize;
            if let Some(held) = rows.get_mut(row) {
                *held = rng.signed();
            }
            (rows.iter().sum::<f32>() + rng.signed()) * gain
        };
        (0..self.frames).map(sample).collect()
    }

    fn clicks(self, bpm: f64, peak: f64) -> Vec<f32> {
        let rate = f64::from(self.format.sample_rate);
        let beat = 60.0 / bpm * rate;
        let mut samples = vec![0.0; self.frames];
        if !(beat.is_finite() && beat >= 1.0) {
            return samples;
        }
        for start in (0..).map(|k| (f64::from(k) * beat).round() as usize).take_while(|&s| s < self.frames) {
            for (i, sample) in samples[start..].iter_mut().take((0.010 * rate) as usize).enumerate() {
                let t = i as f64 / rate;
                *sample = (peak * (-t / 0.002).exp() * (TAU * 2000.0 * t).cos()) as f32;
            }
        }
        samples
    }

    fn rng(self, seed: u64) -> Rng {
        Rng::new(seed).fork(self.channel as u64)
    }
}

/// Linear amplitude of a level in dBFS.
pub fn amplitude(db: f64) -> f64 {
    10f64.powf(db / 20.0)
}

/// Multiplies the first and the last `frames` samples by a straight line from and to zero.
pub fn fade(samples: &mut [f32], frames: usize) {
    let frames = frames.min(samples.len());
    for i in 0..frames {
        let gain = i as f32 / frames as f32;
        let last = samples.len() - 1 - i;
        samples[i] *= gain;
        samples[last] *= gain;
    }
}

#[cfg(test)]
mod tests;
