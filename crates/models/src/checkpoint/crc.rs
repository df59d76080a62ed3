//! CRC-32C (Castagnoli), as sorted-string tables and checkpoints use it.
//!
//! Eight tables, eight bytes at a time: 9 MB take some milliseconds, once per pull.

/// The polynomial 0x1EDC6F41, bits reversed.
const POLYNOMIAL: u32 = 0x82F6_3B78;

/// Added to a rotated checksum, so that a checksum over bytes that hold checksums is not degenerate.
const MASK_DELTA: u32 = 0xA282_EAD8;

static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0_u32; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ POLYNOMIAL } else { value >> 1 };
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// The masked checksum of all parts, one after the other.
pub(super) fn masked(parts: &[&[u8]]) -> u32 {
    let checksum = !parts.iter().fold(!0, |state, part| extend(state, part));
    checksum.rotate_right(15).wrapping_add(MASK_DELTA)
}

fn extend(mut state: u32, bytes: &[u8]) -> u32 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk) ^ u64::from(state);
        state = word
            .to_le_bytes()
            .iter()
            .zip(TABLES.iter().rev())
            .fold(0, |state, (byte, table)| state ^ table[usize::from(*byte)]);
    }
    for byte in rest {
        state = state >> 8 ^ TABLES[0][usize::from((state as u8) ^ byte)];
    }
    state
}

#[cfg(test)]
mod tests {
    //! The check value of the CRC catalogue, and chunks against single bytes.

    use super::*;

    #[test]
    fn check_value_of_the_catalogue() {
        assert_eq!(!extend(!0, b"123456789"), 0xE306_9283);
    }

    #[test]
    fn chunks_equal_single_bytes() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..64 {
            let slow = bytes[..length].iter().fold(7, |state, byte| extend(state, &[*byte]));
            assert_eq!(extend(7, &bytes[..length]), slow);
        }
    }
}
