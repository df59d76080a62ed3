//! What the publishers' configuration files say of the sound that the audio tower takes.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::ClapError;

/// Name of the file that describes the preprocessing.
pub(crate) const PREPROCESSOR: &str = "preprocessor_config.json";

/// Name of the file that describes the network; of it only the size of the spectrogram's image is needed.
pub(crate) const CONFIG: &str = "config.json";

/// Longest window accepted, in samples: a minute at 48 kHz.
const MAX_WINDOW: usize = 60 * 48_000;

/// The sound and its spectrogram, as the audio tower was trained on them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Preprocessing {
    /// Samples a second.
    pub(super) rate: u32,
    /// Samples of a window.
    pub(super) window: usize,
    /// Samples of a frame.
    pub(super) frame: usize,
    /// Samples from one frame to the next.
    pub(super) hop: usize,
    pub(super) bands: usize,
    /// Where the bands begin and end, in hertz.
    pub(super) range: [f64; 2],
    /// What a short sound is filled up with.
    pub(super) padding: Padding,
    /// Frames after stretching: the width that the network's first step brings the spectrogram to.
    pub(super) width: usize,
}

/// How a sound shorter than a window is made as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Padding {
    /// Repeated, the last repetition cut.
    Repeat,
    /// Repeated as often as it fits, then silence.
    RepeatPad,
    /// Silence.
    Pad,
}

/// `preprocessor_config.json`.
#[derive(Deserialize)]
struct Published {
    feature_extractor_type: String,
    sampling_rate: u32,
    feature_size: usize,
    fft_window_size: usize,
    hop_length: usize,
    max_length_s: usize,
    frequency_min: f64,
    frequency_max: f64,
    truncation: String,
    padding: Padding,
    top_db: Option<f64>,
}

/// `config.json`, where values at their default are often left out.
#[derive(Deserialize)]
struct Network {
    #[serde(default)]
    audio_config: Audio,
}

#[derive(Deserialize)]
#[serde(default)]
struct Audio {
    spec_size: usize,
    num_mel_bins: usize,
    enable_fusion: bool,
}

impl Default for Audio {
    fn default() -> Self {
        Self { spec_size: 256, num_mel_bins: 64, enable_fusion: false }
    }
}

impl Preprocessing {
    /// Reads both files. Models with feature fusion, which take four spectrograms at a time, are refused.
    pub(super) fn read(preprocessor: &[u8], config: &[u8]) -> Result<Self, ClapError> {
        let published: Published = json(PREPROCESSOR, preprocessor)?;
        let Network { audio_config } = json(CONFIG, config)?;
        published.check()?;
        audio_config.check(&published)?;
        Ok(Self {
            rate: published.sampling_rate,
            window: published.max_length_s * published.sampling_rate as usize,
            frame: published.fft_window_size,
            hop: published.hop_length,
            bands: published.feature_size,
            range: [published.frequency_min, published.frequency_max],
            padding: published.padding,
            width: audio_config.width(),
        })
    }

    /// Frames of a window: one centred on every hop, both ends included.
    pub(super) fn frames(&self) -> usize {
        self.window / self.hop + 1
    }
}

impl Published {
    fn check(&self) -> Result<(), ClapError> {
        let extractor = &self.feature_extractor_type;
        let refuse = |setting, found: &dyn std::fmt::Display, expected| {
            Err(ClapError::Setting { file: PREPROCESSOR, setting, found: found.to_string(), expected })
        };
        let window = self.max_length_s.checked_mul(self.sampling_rate as usize);
        if extractor != "ClapFeatureExtractor" {
            return refuse("feature_extractor_type", extractor, "ClapFeatureExtractor");
        }
        if self.truncation != "rand_trunc" {
            return refuse("truncation", &self.truncation, "rand_trunc");
        }
        if self.top_db.is_some() {
            return refuse("top_db", &"a number", "null");
        }
        if !(8_000..=192_000).contains(&self.sampling_rate) {
            return refuse("sampling_rate", &self.sampling_rate, "8000 to 192000");
        }
        if !(64..=16_384).contains(&self.fft_window_size) {
            return refuse("fft_window_size", &self.fft_window_size, "64 to 16384");
        }
        if !(1..=self.fft_window_size).contains(&self.hop_length) {
            return refuse("hop_length", &self.hop_length, "1 to fft_window_size");
        }
        if !window.is_some_and(|window| (self.fft_window_size..=MAX_WINDOW).contains(&window)) {
            return refuse(
                "max_length_s",
                &self.max_length_s,
                "at least a frame, at most a minute at 48 kHz",
            );
        }
        if !(1..=512).contains(&self.feature_size) {
            return refuse("feature_size", &self.feature_size, "1 to 512");
        }
        let top = f64::from(self.sampling_rate) / 2.0;
        if !(0.0 <= self.frequency_min
            && self.frequency_min < self.frequency_max
            && self.frequency_max <= top)
        {
            let range = format!("{} to {}", self.frequency_min, self.frequency_max);
            return refuse("frequency_min and frequency_max", &range, "a range below half the sampling rate");
        }
        Ok(())
    }
}

impl Audio {
    /// The network lays the spectrogram out as a square image: as many pieces of time, one above the other, as the
    /// image is taller than the bands.
    fn check(&self, published: &Published) -> Result<(), ClapError> {
        let refuse = |setting, found: &dyn std::fmt::Display, expected| {
            Err(ClapError::Setting { file: CONFIG, setting, found: found.to_string(), expected })
        };
        if self.enable_fusion {
            return refuse("enable_fusion", &true, "false");
        }
        if self.num_mel_bins != published.feature_size {
            return refuse("num_mel_bins", &self.num_mel_bins, "feature_size of preprocessor_config.json");
        }
        if !(1..=4096).contains(&self.spec_size) || !self.spec_size.is_multiple_of(self.num_mel_bins) {
            return refuse("spec_size", &self.spec_size, "a multiple of num_mel_bins up to 4096");
        }
        if self.width() < published.max_length_s * published.sampling_rate as usize / published.hop_length + 1
        {
            return refuse("spec_size", &self.spec_size, "an image that a window's frames fit in");
        }
        Ok(())
    }

    fn width(&self) -> usize {
        self.spec_size * (self.spec_size / self.num_mel_bins)
    }
}

fn json<T: DeserializeOwned>(file: &'static str, bytes: &[u8]) -> Result<T, ClapError> {
    serde_json::from_slice(bytes).map_err(|source| ClapError::Json { file, source })
}

#[cfg(test)]
mod tests;
