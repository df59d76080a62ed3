//! Danceability: how regular the loudness is over time scales of a beat to several bars, by detrended fluctuation
//! analysis (Streich & Herrera, *Detrended fluctuation analysis of music signals: danceability estimation and further
//! semantic characterization*, AES 118, 2005).
//!
//! The deviation of the samples in blocks of 10 ms is a series; the fluctuation of its running sum about straight
//! lines grows with the time scale as a power, and the more slowly, the steadier the beat. Danceability is the
//! inverse of the mean exponent: about 1 for music without a beat, 1.5 to 3 for dance music; no upper bound.

/// Samples in a block at 22.05 kHz: 10 ms.
const BLOCK: usize = 220;
/// Time scales in blocks: 310 ms to 8.8 s, each 1.1 times the one before.
const SHORTEST: f64 = 31.0;
const LONGEST: f64 = 880.0;
const STEP: f64 = 1.1;
/// Windows of a time scale are this part of it apart.
const OVERLAP: usize = 10;
/// Scales shorter than this many windows' worth of sound are left out.
const FEWEST_WINDOWS: usize = 2;
/// Fewer exponents than this have no mean worth stating: 6 s of sound.
const FEWEST_EXPONENTS: usize = 20;

/// Streaming deviations of blocks.
#[derive(Default)]
pub(crate) struct Dance {
    held: Vec<f32>,
    deviations: Vec<f32>,
}

impl Dance {
    pub(crate) fn push(&mut self, mono: &[f32]) {
        self.held.extend_from_slice(mono);
        let blocks = self.held.chunks_exact(BLOCK);
        let rest = blocks.remainder().to_vec();
        self.deviations.extend(blocks.map(deviation));
        self.held = rest;
    }

    /// The danceability.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn finish(&self) -> Result<f64, &'static str> {
        let mean = self.deviations.iter().map(|&value| f64::from(value)).sum::<f64>()
            / self.deviations.len().max(1) as f64;
        let mut sum = 0.0;
        let walk: Vec<f64> = self
            .deviations
            .iter()
            .map(|&value| {
                sum += f64::from(value) - mean;
                sum
            })
            .collect();
        let mut scales: Vec<usize> = (0..)
            .map(|step| SHORTEST * STEP.powi(step))
            .take_while(|&scale| scale <= LONGEST)
            .map(|scale| scale as usize)
            .filter(|scale| FEWEST_WINDOWS * scale <= walk.len())
            .collect();
        scales.dedup();
        if scales.len() <= FEWEST_EXPONENTS {
            return Err("too short: needs about 4 s of sound");
        }
        let fluctuations: Vec<f64> = scales.iter().map(|&scale| fluctuation(&walk, scale)).collect();
        if fluctuations.iter().any(|&fluctuation| fluctuation <= FAINTEST * mean) {
            return Err("the loudness never changes");
        }
        // The 3 corrects for the bias of straight lines over short windows, as published.
        let exponents = scales.windows(2).zip(fluctuations.windows(2)).map(|(scale, fluctuation)| {
            (fluctuation[1] / fluctuation[0]).ln() / ((scale[1] as f64 + 3.0) / (scale[0] as f64 + 3.0)).ln()
        });
        let exponent = exponents.map(|exponent| exponent.max(0.0)).sum::<f64>() / (scales.len() - 1) as f64;
        if exponent > 0.0 {
            Ok(1.0 / exponent)
        } else {
            Err("the loudness does not fluctuate more over longer times")
        }
    }
}

/// Fluctuations below this share of the mean deviation are rounding.
const FAINTEST: f64 = 1e-4;

fn deviation(block: &[f32]) -> f32 {
    let mean = block.iter().sum::<f32>() / block.len() as f32;
    (block.iter().map(|sample| (sample - mean).powi(2)).sum::<f32>() / block.len() as f32).sqrt()
}

/// Root mean square of the distances from the regression lines of windows of `scale` blocks.
fn fluctuation(walk: &[f64], scale: usize) -> f64 {
    let hop = (scale / OVERLAP).max(1);
    let (mut sum, mut windows) = (0.0, 0.0);
    for window in walk.windows(scale).step_by(hop) {
        sum += residual(window);
        windows += 1.0;
    }
    (sum / f64::max(windows, 1.0)).sqrt()
}

/// Mean squared distance from the regression line.
fn residual(window: &[f64]) -> f64 {
    let count = window.len() as f64;
    let centre = (count - 1.0) / 2.0;
    let mean = window.iter().sum::<f64>() / count;
    let (mut products, mut squares) = (0.0, 0.0);
    for (at, value) in window.iter().enumerate() {
        products += (at as f64 - centre) * (value - mean);
        squares += (value - mean).powi(2);
    }
    let times = count * (count * count - 1.0) / 12.0;
    ((squares - products * products / times) / count).max(0.0)
}

#[cfg(test)]
mod tests;
