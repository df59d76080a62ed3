//! Percussion without samples. A drum is up to three sounds at once: a *body* (a sine that falls in pitch),
//! *hiss* (filtered noise, in one burst or several) and *metal* (a cluster of squares in no simple ratio).

use super::filter::{Biquad, Pass};
use super::osc::{Osc, Wave};
use super::{DT, SAMPLE_RATE, samples};
use crate::rng::Rng;
use std::f32::consts::TAU;

/// A drum, and how it is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drum {
    /// Acoustic bass drum.
    Kick,
    /// Electronic bass drum with a hard click.
    HardKick,
    /// Long, deep electronic bass drum.
    DeepKick,
    /// Orchestral bass drum or taiko.
    Taiko,
    /// Snare drum.
    Snare,
    /// Snare drum hit on the rim only.
    Rim,
    /// Hands clapping.
    Clap,
    /// Closed hi-hat.
    Hat,
    /// Open hi-hat.
    OpenHat,
    /// Ride cymbal.
    Ride,
    /// Crash cymbal.
    Crash,
    /// Low tom.
    LowTom,
    /// High tom.
    HighTom,
    /// Shaker.
    Shaker,
    /// Wire brush tapped on a snare.
    BrushTap,
    /// Wire brush drawn over a snare.
    BrushSweep,
    /// Frame drum.
    FrameDrum,
    /// Tambourine.
    Tambourine,
    /// Burst of coarse noise, as from a game console.
    ChipNoise,
}

/// A falling sine: from one frequency towards another within about `fall` seconds.
#[derive(Clone, Copy)]
struct Body {
    hz: (f32, f32),
    fall: f32,
    decay: f32,
    level: f32,
}

/// Filtered noise: `bursts` starts 11 ms apart, then dying in `decay` seconds.
#[derive(Clone, Copy)]
struct Hiss {
    pass: Pass,
    hz: f32,
    attack: f32,
    decay: f32,
    level: f32,
    bursts: usize,
}

/// A cluster of squares above `hz`.
#[derive(Clone, Copy)]
struct Metal {
    hz: f32,
    decay: f32,
    level: f32,
}

#[derive(Clone, Copy)]
struct Recipe {
    body: Option<Body>,
    hiss: Option<Hiss>,
    metal: Option<Metal>,
}

impl Drum {
    /// One hit at `velocity` (0–1), which is also about its peak; ends at zero.
    pub fn render(self, velocity: f32, rng: &mut Rng) -> Vec<f32> {
        let recipe = self.recipe();
        let mut out = vec![0.0; samples(recipe.seconds())];
        if let Some(body) = recipe.body {
            body.add(&mut out);
        }
        if let Some(hiss) = recipe.hiss {
            hiss.add(&mut out, rng);
        }
        if let Some(metal) = recipe.metal {
            metal.add(&mut out);
        }
        close(&mut out, velocity);
        out
    }

    /// Place in the stereo picture, −1 left to 1 right, as seen by the listener.
    pub fn pan(self) -> f32 {
        match self {
            Self::Hat | Self::OpenHat | Self::Shaker | Self::HighTom => 0.3,
            Self::Ride | Self::LowTom | Self::Tambourine => -0.35,
            Self::Crash => 0.45,
            Self::Rim | Self::BrushTap => 0.15,
            Self::Kick
            | Self::HardKick
            | Self::DeepKick
            | Self::Taiko
            | Self::Snare
            | Self::Clap
            | Self::BrushSweep
            | Self::FrameDrum
            | Self::ChipNoise => 0.0,
        }
    }

    fn recipe(self) -> Recipe {
        use Pass::{Band, High, Low};
        match self {
            Self::Kick => Recipe::skin((140.0, 52.0, 0.030, 0.28, 0.95), hiss(Low, 3000.0, 0.0, 0.010, 0.25)),
            Self::HardKick => {
                Recipe::skin((260.0, 48.0, 0.022, 0.30, 1.0), hiss(High, 2500.0, 0.0, 0.006, 0.35))
            }
            Self::DeepKick => {
                Recipe::skin((130.0, 45.0, 0.045, 0.55, 1.0), hiss(Low, 900.0, 0.0, 0.005, 0.1))
            }
            Self::Taiko => Recipe::skin((110.0, 62.0, 0.060, 0.70, 0.9), hiss(Low, 900.0, 0.0, 0.060, 0.5)),
            Self::Snare => Recipe::skin((240.0, 185.0, 0.020, 0.11, 0.5), hiss(High, 1800.0, 0.0, 0.16, 0.6)),
            Self::Rim => {
                Recipe::skin((1750.0, 1650.0, 0.010, 0.035, 0.6), hiss(Band, 3000.0, 0.0, 0.012, 0.5))
            }
            Self::LowTom => Recipe::skin((135.0, 85.0, 0.060, 0.35, 0.9), hiss(Low, 2000.0, 0.0, 0.020, 0.3)),
            Self::HighTom => {
                Recipe::skin((230.0, 150.0, 0.050, 0.26, 0.9), hiss(Low, 2500.0, 0.0, 0.020, 0.3))
            }
            Self::FrameDrum => {
                Recipe::skin((165.0, 110.0, 0.035, 0.22, 0.85), hiss(Band, 1400.0, 0.0, 0.030, 0.6))
            }
            Self::Hat => Recipe::metal(hiss(High, 7500.0, 0.0, 0.045, 0.6), (8000.0, 0.04, 0.3)),
            Self::OpenHat => Recipe::metal(hiss(High, 7000.0, 0.0, 0.30, 0.5), (7500.0, 0.28, 0.3)),
            Self::Ride => Recipe::metal(hiss(High, 6000.0, 0.0, 0.35, 0.25), (5200.0, 0.65, 0.5)),
            Self::Crash => Recipe::metal(hiss(High, 3500.0, 0.002, 1.3, 0.6), (4500.0, 1.2, 0.35)),
            Self::Tambourine => Recipe::metal(hiss(High, 8000.0, 0.004, 0.09, 0.4), (9000.0, 0.12, 0.5)),
            Self::Clap => Recipe::noise(Hiss { bursts: 3, ..hiss(Band, 1500.0, 0.0, 0.14, 1.3) }),
            Self::Shaker => Recipe::noise(hiss(High, 6500.0, 0.018, 0.05, 0.7)),
            Self::BrushTap => Recipe::noise(hiss(Band, 3800.0, 0.001, 0.08, 1.2)),
            Self::BrushSweep => Recipe::noise(hiss(Band, 4500.0, 0.09, 0.22, 0.7)),
            Self::ChipNoise => Recipe::noise(hiss(Low, 9000.0, 0.0, 0.09, 0.7)),
        }
    }
}

/// One burst of noise.
fn hiss(pass: Pass, hz: f32, attack: f32, decay: f32, level: f32) -> Hiss {
    Hiss { pass, hz, attack, decay, level, bursts: 1 }
}

impl Recipe {
    /// A body falling from one frequency to another, with (fall, decay, level), and the noise of the stroke.
    fn skin((from, to, fall, decay, level): (f32, f32, f32, f32, f32), hiss: Hiss) -> Self {
        Self { body: Some(Body { hz: (from, to), fall, decay, level }), hiss: Some(hiss), metal: None }
    }

    /// A cymbal: noise, and a cluster above a frequency, with (decay, level).
    fn metal(hiss: Hiss, (hz, decay, level): (f32, f32, f32)) -> Self {
        Self { body: None, hiss: Some(hiss), metal: Some(Metal { hz, decay, level }) }
    }

    /// Noise alone.
    fn noise(hiss: Hiss) -> Self {
        Self { body: None, hiss: Some(hiss), metal: None }
    }

    fn seconds(&self) -> f32 {
        let body = self.body.map_or(0.0, |b| b.decay);
        let hiss = self.hiss.map_or(0.0, |h| h.attack + h.decay + 0.011 * h.bursts as f32);
        body.max(hiss).max(self.metal.map_or(0.0, |m| m.decay)) * 1.2
    }
}

impl Body {
    fn add(self, out: &mut [f32]) {
        let (fall, die) = (falloff(self.fall / 2.0), falloff(self.decay / 4.0));
        let (mut above, mut level, mut phase) = (self.hz.0 - self.hz.1, self.level, 0.0f32);
        for x in out {
            *x += level * (TAU * phase).sin();
            phase = (phase + (self.hz.1 + above) * DT).fract();
            above *= fall;
            level *= die;
        }
    }
}

impl Hiss {
    fn add(self, out: &mut [f32], rng: &mut Rng) {
        let mut filter = Biquad::new(self.pass, self.hz, 0.8);
        let (gap, attack) = (samples(0.011), samples(self.attack).max(1));
        let (burst_die, die) = (falloff(0.006), falloff(self.decay / 4.0));
        let mut level = self.level;
        for (i, x) in out.iter_mut().enumerate() {
            let early = i < gap * (self.bursts - 1);
            if early && i % gap == 0 || i == gap * (self.bursts - 1) {
                level = self.level;
            }
            *x += level * (i as f32 / attack as f32).min(1.0) * filter.tick(rng.signed());
            level *= if early {
                burst_die
            } else if i < attack {
                1.0
            } else {
                die
            };
        }
    }
}

impl Metal {
    fn add(self, out: &mut [f32]) {
        const CLUSTER: [f32; 5] = [0.067, 0.0973, 0.1181, 0.1607, 0.2113];
        let mut squares = CLUSTER.map(|ratio| Osc::new(Wave::Pulse(0.5), self.hz * ratio));
        let mut filter = Biquad::new(Pass::High, self.hz, 0.9);
        let die = falloff(self.decay / 4.0);
        let mut level = self.level * 0.6;
        for x in out {
            let mut sum = 0.0;
            for square in &mut squares {
                sum += square.tick();
            }
            *x += level * filter.tick(sum);
            level *= die;
        }
    }
}

/// Factor a sample by which a level falls to 1/e in `seconds`.
fn falloff(seconds: f32) -> f32 {
    (-1.0 / (seconds * SAMPLE_RATE as f32)).exp()
}

/// Applies the velocity and a straight fall to zero over the last tenth.
fn close(out: &mut [f32], velocity: f32) {
    let len = out.len();
    let tail = (len / 10).max(1);
    for (i, x) in out.iter_mut().enumerate() {
        *x *= velocity * ((len - 1 - i) as f32 / tail as f32).min(1.0);
    }
}
