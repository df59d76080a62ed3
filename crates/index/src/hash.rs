//! A hash that means the same for ever: what it gives is stored.
//!
//! The standard library's hashers may change from release to release.

/// The FNV-1a hash of these bytes (Fowler, Noll & Vo), its bits mixed once more by the finaliser of MurmurHash3 (Appleby) so
/// that all of them depend on all bytes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
    let mut hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325, add);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_once_is_found_by_every_later_release() {
        assert_eq!(hash(b""), 0xEFD0_1F60_BA99_2926);
        assert_eq!(hash(b"daft punk"), hash(b"daft punk"));
        assert_ne!(hash(b"daft punk"), hash(b"daft pun"));
    }
}
