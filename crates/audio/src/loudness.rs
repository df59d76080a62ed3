//! Integrated loudness, loudness range and true peak: EBU R 128 with Tech 3341 and 3342, ITU-R BS.1770-4.
//!
//! The measuring itself is the `ebur128` crate's (a port of libebur128). Here is what it leaves open: which weight a
//! channel has, and when a number may be stated at all. The gating block is 400 ms (BS.1770-4, annex 1), the
//! short-term window behind the loudness range 3 s (Tech 3342); below that nothing is measurable, and silence has no
//! loudness: minus infinity is never reported.

use ebur128::{Channel, EbuR128, Mode};
use hark_track::{Analysis, Dbtp, LoudnessUnits, Lufs, Measurement};

use crate::descriptor::Descriptor;
use crate::error::ErrorKind;
use crate::layout::ChannelRole;
use crate::stream::{Block, StreamSpec, Summary};

/// The shortest audio with a loudness, in seconds: one gating block.
const GATING_BLOCK_S: f64 = 0.4;
/// The shortest audio with a loudness range, in seconds: one short-term window.
const SHORT_TERM_S: f64 = 3.0;

/// Fills `loudness_lufs`, `loudness_range_lu` and `true_peak_dbtp`.
pub(crate) struct Loudness {
    meter: EbuR128,
    channels: u32,
}

impl Loudness {
    /// A meter for the format `spec`.
    pub(crate) fn new(spec: &StreamSpec) -> Result<Loudness, ErrorKind> {
        let map: Vec<Channel> = spec.roles.iter().map(|&role| weight(role)).collect();
        // At most limits::MAX_CHANNELS, so the cast cannot truncate.
        let channels = map.len() as u32;
        let mode = Mode::I | Mode::LRA | Mode::TRUE_PEAK;
        let mut meter = EbuR128::new(channels, spec.sample_rate_hz, mode)?;
        meter.set_channel_map(&map)?;
        Ok(Loudness { meter, channels })
    }

    fn loudness(&self, seconds: f64) -> Result<Lufs, &'static str> {
        if seconds < GATING_BLOCK_S {
            return Err("shorter than one gating block of 400 ms");
        }
        let measured = self.meter.loudness_global().unwrap_or(f64::NEG_INFINITY);
        if measured == f64::NEG_INFINITY {
            return Err("never louder than the absolute gate of -70 LUFS");
        }
        Lufs::new(measured).ok_or("outside of what loudness can be")
    }

    fn range(&self, seconds: f64) -> Result<LoudnessUnits, &'static str> {
        if seconds < SHORT_TERM_S {
            return Err("shorter than one short-term window of 3 s");
        }
        self.loudness(seconds)?;
        let measured = self.meter.loudness_range().unwrap_or(f64::NAN);
        LoudnessUnits::new(measured).ok_or("outside of what a loudness range can be")
    }

    fn true_peak(&self) -> Result<Dbtp, &'static str> {
        let of_channel = |channel| self.meter.true_peak(channel).unwrap_or(0.0);
        let peak = (0..self.channels).map(of_channel).fold(0.0, f64::max);
        if peak == 0.0 {
            return Err("digital silence");
        }
        Dbtp::new(20.0 * peak.log10()).ok_or("outside of what a peak can be")
    }
}

impl Descriptor for Loudness {
    fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind> {
        Ok(self.meter.add_frames_f32(block.samples)?)
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

/// A channel of the meter with the weight that the role has.
fn weight(role: ChannelRole) -> Channel {
    match role {
        ChannelRole::Main => Channel::Left,
        ChannelRole::Surround => Channel::LeftSurround,
        ChannelRole::LowFrequency => Channel::Unused,
    }
}
