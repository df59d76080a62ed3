//! Track identity: a decimal number that clients carry as a string.

use std::fmt;
use std::str::FromStr;

/// The identity of a track: what the API calls `asset_id`, a string of decimal digits.
///
/// Kept as a number so that comparing and storing it costs nothing; printed without leading zeros. The largest
/// accepted value is `i64::MAX`, because the catalogue stores it in a signed 64-bit column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(u64);

impl AssetId {
    /// The largest identity: 9,223,372,036,854,775,807.
    pub const MAX: AssetId = AssetId(i64::MAX as u64);

    /// The identity with this number, or `None` when it is above [`AssetId::MAX`].
    pub fn new(number: u64) -> Option<AssetId> {
        (number <= Self::MAX.0).then_some(AssetId(number))
    }

    /// The identity that an unnamed file gets from its content: the first 52 bits of `digest` (any cryptographic hash)
    /// with `attempt` added when an earlier choice was taken. At least 1, and always exact in a double-precision
    /// number, which is what game clients decode JSON into.
    pub fn from_digest(digest: &[u8; 32], attempt: u64) -> AssetId {
        let head = digest.iter().take(8).fold(0u64, |acc, byte| acc << 8 | u64::from(*byte));
        AssetId(((head >> 12).wrapping_add(attempt) & ((1 << 52) - 1)).max(1))
    }

    /// The number itself, at most `i64::MAX`.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Why a text is not an [`AssetId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseAssetIdError {
    /// Empty, or some character is not an ASCII digit.
    #[error("an asset id is made of decimal digits only")]
    NotDigits,
    /// More than one digit and the first is `0`: two spellings of one id would be two keys to some clients.
    #[error("an asset id has no leading zeros")]
    LeadingZero,
    /// Above [`AssetId::MAX`].
    #[error("an asset id is at most {}", AssetId::MAX)]
    TooLarge,
}

impl FromStr for AssetId {
    type Err = ParseAssetIdError;

    fn from_str(text: &str) -> Result<AssetId, ParseAssetIdError> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParseAssetIdError::NotDigits);
        }
        if text.len() > 1 && text.starts_with('0') {
            return Err(ParseAssetIdError::LeadingZero);
        }
        text.parse().ok().and_then(AssetId::new).ok_or(ParseAssetIdError::TooLarge)
    }
}

impl serde::Serialize for AssetId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for AssetId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<AssetId, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_round_trip_and_everything_else_is_refused_with_its_reason() {
        for good in ["0", "7", "214", "9223372036854775807"] {
            assert_eq!(good.parse::<AssetId>().unwrap().to_string(), good);
        }
        for (bad, why) in [
            ("", ParseAssetIdError::NotDigits),
            ("-1", ParseAssetIdError::NotDigits),
            ("12a", ParseAssetIdError::NotDigits),
            ("١٢", ParseAssetIdError::NotDigits),
            ("007", ParseAssetIdError::LeadingZero),
            ("9223372036854775808", ParseAssetIdError::TooLarge),
            ("99999999999999999999999999", ParseAssetIdError::TooLarge),
        ] {
            assert_eq!(bad.parse::<AssetId>(), Err(why), "{bad:?}");
        }
    }

    #[test]
    fn ids_from_content_are_exact_in_a_double_and_never_zero() {
        for digest in [[0u8; 32], [0xFF; 32], [0x5A; 32]] {
            for attempt in 0..3 {
                let id = AssetId::from_digest(&digest, attempt).get();
                assert!((1..1 << 53).contains(&id));
            }
        }
        assert_ne!(AssetId::from_digest(&[9; 32], 0), AssetId::from_digest(&[9; 32], 1));
    }
}
