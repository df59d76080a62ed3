//! What went wrong with a file, and whether what was decoded may still stand for it.
//!
//! A packet that does not decode is skipped; too many of them refuse the file, few become a warning. A file that breaks
//! off is kept when [`MIN_BROKEN_SECONDS`] of it were decoded.

use super::seconds;
use crate::error::ErrorKind;
use crate::limits::{MAX_IDLE_PACKETS, MIN_BROKEN_SECONDS, TOLERATED_BAD_PACKETS, TOLERATED_BAD_SHARE};

/// What went wrong so far.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Frames decoded.
    pub(super) frames: u64,
    /// Packets of the track, and failures to read one.
    pub(super) packets: u64,
    /// Those that gave no frames because of damage.
    pub(super) bad: u64,
    first_bad: Option<String>,
    /// Packets without frames since the last one with frames.
    pub(super) idle: u32,
    /// Failures to read a packet since the last one that was read.
    pub(super) failures: u32,
    /// Samples that were no numbers.
    pub(super) repaired: u64,
    /// Why the file ended before its end.
    pub(super) broke_off: Option<String>,
    /// For the user.
    pub(super) warnings: Vec<String>,
}

impl Health {
    /// Counts a packet that did not decode.
    pub(super) fn bad_packet(&mut self, reason: String) {
        self.bad += 1;
        self.first_bad.get_or_insert(reason);
    }

    /// Counts a packet without frames.
    pub(super) fn idle(&mut self) -> Result<(), ErrorKind> {
        self.idle += 1;
        if self.idle > MAX_IDLE_PACKETS {
            return Err(ErrorKind::NoProgress { packets: self.idle });
        }
        Ok(())
    }

    /// Decides at the end of the file whether it is refused, and writes the warnings otherwise.
    pub(super) fn judge(&mut self, sample_rate_hz: u32, stated_frames: Option<u64>) -> Result<(), ErrorKind> {
        let decoded_s = seconds(self.frames, sample_rate_hz.max(1));
        let detail = self.first_bad.clone().unwrap_or_default();
        let none_good = self.frames == 0 && self.bad > 0;
        let too_many = self.bad > TOLERATED_BAD_PACKETS && self.bad * TOLERATED_BAD_SHARE > self.packets;
        if none_good || too_many {
            return Err(ErrorKind::TooManyBadPackets { bad: self.bad, total: self.packets, detail });
        }
        if let Some(detail) = self.broke_off.take() {
            if decoded_s < MIN_BROKEN_SECONDS {
                return Err(ErrorKind::BrokenEarly { seconds: decoded_s, detail });
            }
            self.warnings.push(format!("breaks off after {decoded_s:.1} s: {detail}"));
        } else if let Some(stated_s) = stated_frames.map(|frames| seconds(frames, sample_rate_hz.max(1))) {
            // Estimates of constant-rate mp3 files may be off by a tag's size.
            if self.frames > 0 && decoded_s < stated_s * 0.98 - 0.5 {
                self.warnings.push(format!("holds {decoded_s:.1} s of the {stated_s:.1} s it states"));
            }
        }
        if self.frames == 0 {
            return Err(ErrorKind::NoAudio);
        }
        if self.bad > 0 {
            let (bad, total) = (self.bad, self.packets);
            self.warnings.push(format!("{bad} of {total} packets do not decode and were skipped ({detail})"));
        }
        if self.repaired > 0 {
            let count = self.repaired;
            self.warnings.push(format!("{count} samples are not numbers and were taken as zero"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
