//! The API's JSON, apart from how it travels: requests read strictly, responses of a stable shape.
//!
//! The same two doors serve HTTP and the command line, so both accept and print the same: [`parse_search`] turns a
//! JSON value into a request whose every value is valid, and [`SearchResponse::new`] turns results into what is sent.
//!
//! Requests are read field by field from a JSON value rather than by a derived deserialiser, because game clients write
//! JSON in their own way (an empty table is `[]`, whole numbers come as `20.0`, absent is `null`), and because every
//! wrong value must be answered with its name, its value and what is allowed, which a derived reader cannot say.

mod read;
mod request;
mod response;
mod schema;
#[cfg(test)]
mod tests;
mod track;
mod why;

pub use request::{MAX_GENRES, parse_filters, parse_search};
pub use response::{AlbumCount, ArtistCount, ErrorBody, LimitedBody, SearchMeta, SearchResponse};
pub use schema::{DurationRange, SearchBody, SearchFilters};
pub use track::{MoodScores, StylePrediction, TrackBody};
pub use why::{AxisEvidence, WhyBody};
