//! A plucked string (Karplus and Strong, "Digital synthesis of plucked-string and drum timbres", 1983, tuned
//! by an all-pass as in Jaffe and Smith's extensions of the same year).

use super::Note;
use crate::rng::Rng;
use crate::synth::filter::OnePole;
use crate::synth::{SAMPLE_RATE, samples};

/// A plucked instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pluck {
    /// Seconds in which the fundamental loses 60 dB.
    pub ring: f32,
    /// Corner of the low-pass on the plectrum's noise, in hertz: high for steel, low for nylon and gut.
    pub brightness: f32,
    /// Loss of treble at each turn of the string, 0 (none) to 0.5 (most).
    pub damping: f32,
    /// Where the string is plucked, as a part of its length; near 0 is nasal.
    pub place: f32,
    /// Seconds in which the sound dies once the finger lifts.
    pub release: f32,
}

impl Pluck {
    pub(super) fn render(&self, note: Note, rng: &mut Rng) -> Vec<f32> {
        let gate = note.gate.min(self.ring);
        let held = samples(gate);
        let len = held + samples(self.release);
        let period = SAMPLE_RATE as f32 / note.hz.max(20.0);
        let damping = self.damping.clamp(0.0, 0.5);
        // The loop delays by the line, by `damping` samples in the loss filter and by a fraction in the
        // all-pass; together they must make one period.
        let line_len = ((period - damping - 0.3) as usize).max(2);
        let fraction = period - damping - line_len as f32;
        let allpass = (1.0 - fraction) / (1.0 + fraction);
        let keep = 10f32.powf(-3.0 * period / SAMPLE_RATE as f32 / self.ring.max(0.05));
        let mut line = self.excite(line_len, note.velocity, rng);
        let (mut before, mut ap_in, mut ap_out) = (0.0f32, 0.0f32, 0.0f32);
        let mut out = Vec::with_capacity(len);
        let mut at = 0;
        for i in 0..len {
            let y = line[at];
            let lost = keep * ((1.0 - damping) * y + damping * before);
            before = y;
            ap_out = allpass * (lost - ap_out) + ap_in;
            ap_in = lost;
            line[at] = ap_out;
            at = if at + 1 == line_len { 0 } else { at + 1 };
            let left = if i < held { 1.0 } else { 1.0 - (i - held) as f32 / (len - held) as f32 };
            out.push(y * left * left * (i as f32 / 40.0).min(1.0));
        }
        out
    }

    /// One period of filtered noise, combed by the place of plucking, without a mean, peaking at the velocity.
    fn excite(&self, len: usize, velocity: f32, rng: &mut Rng) -> Vec<f32> {
        let mut soft = OnePole::new(self.brightness * (0.5 + 0.5 * velocity));
        let noise: Vec<f32> = (0..len).map(|_| rng.signed()).collect();
        // Twice around, so that the filter's state joins at the ends.
        let mut shaped: Vec<f32> = noise.iter().chain(&noise).map(|&x| soft.tick(x)).skip(len).collect();
        let lag = ((len as f32 * self.place) as usize).clamp(1, len - 1);
        let combed: Vec<f32> = (0..len).map(|i| shaped[i] - shaped[(i + len - lag) % len]).collect();
        let mean = combed.iter().sum::<f32>() / len as f32;
        let peak = combed.iter().fold(1e-6f32, |peak, x| peak.max((x - mean).abs()));
        shaped.iter_mut().zip(&combed).for_each(|(x, c)| *x = (c - mean) / peak * velocity);
        shaped
    }
}
