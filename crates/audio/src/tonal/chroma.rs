//! The pitch classes over time, in semitones of the file's own tuning.

use super::peaks::{BANDS, FINE, Fine, Peaks};

/// Length of a window in samples: 372 ms at 22.05 kHz, which separates semitones from 140 Hz upwards. Twice as long
/// changed nothing measurable in the key and would blur the chords.
const WINDOW: usize = 8_192;
/// From one window to the next.
const HOP: usize = WINDOW / 2;
/// Frames kept. When they are used up (after 100 minutes), each two become one: 14 MB at most, however long the file.
const MAX_FRAMES: usize = 1 << 15;
/// Frames 50 dB quieter than the loudest are silence, reverberation and noise.
const AUDIBLE: f32 = 1e-5;

/// Length of the very beginning and the very end of a file, in samples: 1.5 ms, before a note has risen.
const EDGE: usize = 32;
/// A file whose edge is 20 dB below its mean power begins or ends with its music; a louder edge has been cut. Measured
/// on 145 clips: right for all their beginnings, and wrong for 1 % of cuts at places in their middle.
const CUT: f64 = 0.01;

/// The strength of the pitch classes from C in bass, middle and treble, each a vector of length one, or of length zero
/// where nothing stands out.
pub(crate) type Bands = [[f32; 12]; BANDS];

/// The harmony over time. Frame `k` is centred on `k · hop_s` seconds.
pub(crate) struct Chroma {
    /// Seconds from one frame to the next.
    pub(crate) hop_s: f64,
    /// One for each frame.
    pub(crate) frames: Vec<Bands>,
    /// Whether a frame is audible beside the loudest.
    pub(crate) audible: Vec<bool>,
    /// How far the tuning lies from A = 440 Hz, in semitones within ±0.5.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests and by tools to come"))]
    pub(crate) tuning: f32,
    /// How much the peaks agree on the tuning, 0 to 1.
    pub(crate) agreement: f32,
    /// Whether the file begins where its music does, rather than being cut out of something longer.
    pub(crate) begins: bool,
    /// Whether the file ends where its music does.
    pub(crate) ends: bool,
}

/// Listens for pitch classes.
pub(crate) struct Pitches {
    rate_hz: u32,
    peaks: Peaks,
    held: Vec<f32>,
    frames: Vec<Frame>,
    /// Samples taken, the sum of their squares, and that of the first [`EDGE`].
    taken: u64,
    energy: f64,
    first: f64,
    /// Windows that make up one frame: a power of two.
    windows: usize,
    /// The frame in the making and the windows it has.
    unfinished: (Frame, usize),
}

#[derive(Clone, Copy)]
struct Frame {
    energy: f32,
    fine: Fine,
}

impl Frame {
    const SILENT: Frame = Frame { energy: 0.0, fine: [[0.0; FINE]; BANDS] };

    fn add(&mut self, other: &Frame) {
        self.energy += other.energy;
        for (to, from) in self.fine.as_flattened_mut().iter_mut().zip(other.fine.as_flattened()) {
            *to += from;
        }
    }
}

impl Pitches {
    /// For samples at `rate_hz`.
    pub(crate) fn new(rate_hz: u32) -> Pitches {
        Pitches {
            rate_hz,
            peaks: Peaks::new(WINDOW, rate_hz),
            // The first window is centred on the first sample.
            held: vec![0.0; WINDOW / 2],
            frames: Vec::new(),
            taken: 0,
            energy: 0.0,
            first: 0.0,
            windows: 1,
            unfinished: (Frame::SILENT, 0),
        }
    }

    /// Takes the next samples.
    pub(crate) fn push(&mut self, mono: &[f32]) {
        let edge = EDGE.saturating_sub(self.taken as usize).min(mono.len());
        self.first = add_energy(self.first, &mono[..edge]);
        self.energy = add_energy(self.energy, mono);
        self.taken += mono.len() as u64;
        self.held.extend_from_slice(mono);
        let mut at = 0;
        while at + WINDOW <= self.held.len() {
            let samples = &self.held[at..at + WINDOW];
            let energy = add_energy(0.0, samples) as f32;
            let fine = self.peaks.hear(samples);
            self.keep(&Frame { energy, fine });
            at += HOP;
        }
        self.held.drain(..at);
    }

    /// What has been heard, in the tuning that all of it has. The last samples, less than half a window, are left out.
    pub(crate) fn chroma(&self) -> Chroma {
        let (tuning, agreement) = self.peaks.tuning();
        let fold = Fold::new(tuning);
        let cut = CUT * self.energy * EDGE as f64 / self.taken.max(1) as f64;
        // Half a window at least is always held.
        let last = add_energy(0.0, &self.held[self.held.len() - EDGE..]);
        let loudest = self.frames.iter().map(|frame| frame.energy).fold(0.0, f32::max);
        Chroma {
            hop_s: (HOP * self.windows) as f64 / f64::from(self.rate_hz),
            frames: self.frames.iter().map(|frame| frame.fine.map(|fine| unit(fold.apply(&fine)))).collect(),
            audible: self.frames.iter().map(|frame| frame.energy > loudest * AUDIBLE).collect(),
            tuning,
            agreement,
            begins: self.first < cut,
            ends: last < cut,
        }
    }

    fn keep(&mut self, window: &Frame) {
        let (frame, windows) = &mut self.unfinished;
        frame.add(window);
        *windows += 1;
        if *windows < self.windows {
            return;
        }
        self.frames.push(*frame);
        self.unfinished = (Frame::SILENT, 0);
        if self.frames.len() == MAX_FRAMES {
            self.halve();
        }
    }

    fn halve(&mut self) {
        for pair in 0..MAX_FRAMES / 2 {
            let mut frame = self.frames[2 * pair];
            frame.add(&self.frames[2 * pair + 1]);
            self.frames[pair] = frame;
        }
        self.frames.truncate(MAX_FRAMES / 2);
        self.windows *= 2;
    }
}

/// One sample after another, so that the sum does not depend on how they are cut into blocks.
fn add_energy(sum: f64, samples: &[f32]) -> f64 {
    samples.iter().fold(sum, |sum, sample| sum + f64::from(sample * sample))
}

/// From fine pitch classes to semitones: a squared cosine that falls to zero a semitone away from the class.
struct Fold([[f32; FINE]; 12]);

impl Fold {
    fn new(tuning: f32) -> Fold {
        let mut weights = [[0.0; FINE]; 12];
        for (class, row) in weights.iter_mut().enumerate() {
            for (place, weight) in row.iter_mut().enumerate() {
                let semitones = place as f32 * 12.0 / FINE as f32 - class as f32 - tuning;
                let apart = (semitones + 6.0).rem_euclid(12.0) - 6.0;
                if apart.abs() < 1.0 {
                    *weight = (apart * std::f32::consts::FRAC_PI_2).cos().powi(2);
                }
            }
        }
        Fold(weights)
    }

    fn apply(&self, fine: &[f32; FINE]) -> [f32; 12] {
        self.0.map(|row| row.iter().zip(fine).map(|(weight, value)| weight * value).sum())
    }
}

/// The vector scaled to length one; zero stays zero.
pub(super) fn unit(vector: [f32; 12]) -> [f32; 12] {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 { vector.map(|value| value / length) } else { vector }
}

#[cfg(test)]
mod tests;
