//! Moments in time, to the second, as the API writes them.

use std::fmt;
use std::str::FromStr;

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// A moment: whole seconds since 1970-01-01T00:00:00Z, between the years 0000 and 9999. Prints as
/// `2024-05-01T12:30:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    const MIN: i64 = -62_167_219_200; // 0000-01-01T00:00:00Z
    const MAX: i64 = 253_402_300_799; // 9999-12-31T23:59:59Z

    /// The moment `seconds` after the epoch, or `None` outside the years 0000 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Timestamp> {
        (Self::MIN..=Self::MAX).contains(&seconds).then_some(Timestamp(seconds))
    }

    /// Seconds since the epoch.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Midnight UTC at the start of a `YYYY-MM-DD` day.
    pub fn from_day(text: &str) -> Result<Timestamp, ParseTimestampError> {
        let day = Date::parse(text, format_description!("[year]-[month]-[day]"))
            .map_err(|_invalid| ParseTimestampError)?;
        Self::from_unix(day.midnight().assume_utc().unix_timestamp()).ok_or(ParseTimestampError)
    }
}

/// A text that is neither an RFC 3339 moment nor a `YYYY-MM-DD` day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date: use YYYY-MM-DD or RFC 3339, such as 2024-05-01T12:30:00Z")]
pub struct ParseTimestampError;

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    /// Accepts RFC 3339 (`T` or a blank between date and time; a missing zone means UTC) and `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Timestamp, ParseTimestampError> {
        if text.len() == 10 {
            return Self::from_day(text);
        }
        let spelled = text.replacen(' ', "T", 1);
        let moment = OffsetDateTime::parse(&spelled, &Rfc3339)
            .or_else(|_| OffsetDateTime::parse(&format!("{spelled}Z"), &Rfc3339))
            .map_err(|_invalid| ParseTimestampError)?;
        Self::from_unix(moment.unix_timestamp()).ok_or(ParseTimestampError)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp(self.0).map_err(|_invalid| fmt::Error)?;
        f.write_str(&moment.format(&Rfc3339).map_err(|_invalid| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_parse_and_print_as_rfc_3339() {
        for (text, printed) in [
            ("2024-02-29", "2024-02-29T00:00:00Z"),
            ("2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
            ("2024-02-29T10:00:00.75+02:00", "2024-02-29T08:00:00Z"),
            ("2024-02-29 10:00:00", "2024-02-29T10:00:00Z"),
            ("0000-01-01", "0000-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), printed);
        }
        for bad in ["", "2023-02-29", "yesterday", "20240229", "2024-13-01", "2024-1-1", "éé-éé-ééé"] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad:?}");
        }
    }
}
