//! The place where measurements plug in.

use hark_track::Measurement;

use crate::error::ErrorKind;
use crate::stream::{Block, Summary};

/// One measurement (or a family that shares work) over the frames of a file.
///
/// # For callers
/// Blocks are fed in order, each exactly once, then `finish` is called once.
///
/// # For implementations
/// * A descriptor is made for one [`crate::StreamSpec`]: rate, channels and roles never change within a file.
/// * Every sample is finite; values beyond ±1 occur.
/// * Memory must be bounded whatever the length of the file.
/// * `finish` fills its own fields of the measurement, and for each one that it cannot measure puts the reason into
///   `missing` under the field's name. It never writes a value that is not finite.
/// * A change of values for the same sound raises [`crate::FEATURES_VERSION`].
pub trait Descriptor {
    /// Takes the next frames.
    ///
    /// # Errors
    /// Only for what makes the file unfit for analysis altogether.
    fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind>;

    /// Writes the result after the last block.
    fn finish(&mut self, summary: &Summary, measured: &mut Measurement);
}
