//! Quantities with their units. Each is a number that is finite and in range by construction.

/// Defines a quantity: a private `f64` with a documented range, checked by `new` and by deserialisation alike.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $low:expr, $high:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// The lowest value accepted.
            pub const MIN: f64 = $low;
            /// The highest value accepted.
            pub const MAX: f64 = $high;

            /// The quantity, or `None` when `value` is not finite or lies outside `MIN..=MAX`.
            pub fn new(value: f64) -> Option<Self> {
                (Self::MIN..=Self::MAX).contains(&value).then_some(Self(value))
            }

            /// The plain number.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;

            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                Self::new(value).ok_or(OutOfRange { value, low: Self::MIN, high: Self::MAX })
            }
        }

        impl From<$name> for f64 {
            fn from(quantity: $name) -> f64 {
                quantity.0
            }
        }
    };
}

/// A number that lies outside the range of its quantity (or is not finite).
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is not between {low} and {high}")]
pub struct OutOfRange {
    /// What was given.
    pub value: f64,
    /// The lowest value accepted.
    pub low: f64,
    /// The highest value accepted.
    pub high: f64,
}

quantity!(
    /// A length of time in seconds: 0 to ten million (about 115 days).
    Seconds, 0.0, 1e7
);
quantity!(
    /// A tempo in beats per minute: 1 to 1,000.
    Bpm, 1.0, 1000.0
);
quantity!(
    /// Loudness in LUFS (ITU-R BS.1770-4): −120 to 60.
    Lufs, -120.0, 60.0
);
quantity!(
    /// A true-peak level in dBTP (ITU-R BS.1770-4, annex 2): −200 to 60. Above 0 the signal has overs.
    Dbtp, -200.0, 60.0
);
quantity!(
    /// A difference of loudness in LU, such as the loudness range of EBU Tech 3342: 0 to 200.
    LoudnessUnits, 0.0, 200.0
);
quantity!(
    /// A probability-like trust in a measured value: 0 to 1.
    Confidence, 0.0, 1.0
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_the_range_or_not_finite_are_refused() {
        for bad in [f64::NAN, f64::INFINITY, -1.0, 1.01] {
            assert!(Confidence::new(bad).is_none(), "{bad}");
        }
        assert_eq!(Confidence::new(1.0).map(Confidence::get), Some(1.0));
        assert!(serde_json::from_str::<Bpm>("0.5").is_err());
        assert_eq!(serde_json::from_str::<Bpm>("120").unwrap().get(), 120.0);
    }
}
