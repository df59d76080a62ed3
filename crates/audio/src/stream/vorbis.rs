//! How much memory the codebooks of a Vorbis stream would take, found out before a decoder unpacks them.
//!
//! A codebook of 131,072 entries in 32 dimensions unpacks to 16 MB and can be written in a few bytes; a header may
//! hold 256 of them. This walks the headers (Vorbis I, 3.2.1) without unpacking anything.

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_VORBIS;

use crate::error::ErrorKind;
use crate::limits::MAX_CODEBOOK_BYTES;

/// Bytes that the decoder takes for one entry of a codebook, its vector excluded.
const ENTRY_BYTES: u64 = 32;
/// Begins the setup header packet.
const SETUP_MAGIC: &[u8] = b"\x05vorbis";

/// Refuses a Vorbis stream whose codebooks exceed [`MAX_CODEBOOK_BYTES`]. Headers that make no sense are left for the
/// decoder to refuse: it stops at the same place.
pub(super) fn check_tables(params: &AudioCodecParameters) -> Result<(), ErrorKind> {
    let extra = params.extra_data.as_deref().unwrap_or_default();
    if params.codec != CODEC_ID_VORBIS {
        return Ok(());
    }
    let Some(at) = extra.windows(SETUP_MAGIC.len()).position(|window| window == SETUP_MAGIC) else {
        return Ok(());
    };
    let bytes = Bits::new(&extra[at + SETUP_MAGIC.len()..]).codebook_bytes();
    if bytes > MAX_CODEBOOK_BYTES {
        return Err(ErrorKind::DecoderTables { bytes, limit: MAX_CODEBOOK_BYTES });
    }
    Ok(())
}

/// Reads bits from the least significant end, as Vorbis packs them.
struct Bits<'a> {
    bytes: &'a [u8],
    at: u64,
}

impl Bits<'_> {
    fn new(bytes: &[u8]) -> Bits<'_> {
        Bits { bytes, at: 0 }
    }

    /// The next `count` bits (at most 32), or `None` past the end.
    fn read(&mut self, count: u32) -> Option<u64> {
        let mut value = 0;
        for bit in 0..count {
            let byte = self.bytes.get(usize::try_from(self.at / 8).ok()?)?;
            value |= u64::from(byte >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(value)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.at = self.at.checked_add(count)?;
        (self.at <= self.bytes.len() as u64 * 8).then_some(())
    }

    /// What all codebooks would take, up to the first that is broken or already too much.
    fn codebook_bytes(&mut self) -> u64 {
        let mut total = 0;
        let count = self.read(8).map_or(0, |count| count + 1);
        for _ in 0..count {
            let Some((size, rest)) = self.codebook_head() else { break };
            total += size;
            if total > MAX_CODEBOOK_BYTES || self.skip_codebook(rest).is_none() {
                break;
            }
        }
        total
    }

    /// Size in memory of the codebook that begins here, and its entries and dimensions.
    fn codebook_head(&mut self) -> Option<(u64, (u64, u64))> {
        self.read(24)?;
        let dimensions = self.read(16)?;
        let entries = self.read(24)?;
        Some((entries * (dimensions * 4 + ENTRY_BYTES), (entries, dimensions)))
    }

    fn skip_codebook(&mut self, (entries, dimensions): (u64, u64)) -> Option<()> {
        if self.read(1)? == 1 {
            self.skip_ordered_lengths(entries)?;
        } else if self.read(1)? == 1 {
            for _ in 0..entries {
                if self.read(1)? == 1 {
                    self.skip(5)?;
                }
            }
        } else {
            self.skip(entries.checked_mul(5)?)?;
        }
        match self.read(4)? {
            0 => Some(()),
            lookup => {
                self.skip(64)?;
                let value_bits = self.read(4)? + 1;
                self.skip(1)?;
                let values =
                    if lookup == 1 { lookup1_values(entries, dimensions) } else { entries * dimensions };
                self.skip(values.checked_mul(value_bits)?)
            }
        }
    }

    fn skip_ordered_lengths(&mut self, entries: u64) -> Option<()> {
        self.skip(5)?;
        let mut done = 0;
        while done < entries {
            let bits = u64::BITS - (entries - done).leading_zeros();
            done += self.read(bits)?;
        }
        Some(())
    }
}

/// The greatest `n` with `n` to the power of `dimensions` not above `entries` (Vorbis I, 9.2.3).
fn lookup1_values(entries: u64, dimensions: u64) -> u64 {
    let power = |n: u64| {
        (0..dimensions).try_fold(1_u64, |product, _| product.checked_mul(n).filter(|&it| it <= entries))
    };
    // With one dimension the answer is `entries` itself; else it is below its square root.
    if dimensions <= 1 {
        return entries;
    }
    (1..=4096).take_while(|&n| power(n).is_some()).last().unwrap_or(0)
}

#[cfg(test)]
mod tests;
