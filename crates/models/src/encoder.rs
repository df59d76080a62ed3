//! What the rest of the program knows of a text model: a version and a function from texts to unit vectors.

use std::fmt;

use crate::Error;

/// Names exactly how vectors were made: model, encoding, revision of our conversion.
///
/// Vectors of different versions look alike and must never be compared; store the version beside them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelVersion(String);

impl ModelVersion {
    /// A version read back from where it was stored.
    pub fn new(version: impl Into<String>) -> Self {
        Self(version.into())
    }

    /// The version as text, such as `all-MiniLM-L6-v2/int8/1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text model.
pub trait TextEncoder: Send + Sync {
    /// The version of every vector that this encoder makes.
    fn version(&self) -> &ModelVersion;

    /// Length of a vector.
    fn dimensions(&self) -> usize;

    /// One vector of unit length per text, in order.
    ///
    /// A text's vector is the same bits on the same machine, alone or in any batch, on any number of threads.
    /// Between kinds of processor the last bits of the vector may differ. Any text is accepted, the empty one too;
    /// what exceeds the model's length or [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) is left out at the end.
    ///
    /// # Errors
    /// [`Error::NotFinite`] when damaged weights give no usable number. Texts themselves cause no errors.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error>;
}

impl<E: TextEncoder + ?Sized> TextEncoder for std::sync::Arc<E> {
    fn version(&self) -> &ModelVersion {
        (**self).version()
    }

    fn dimensions(&self) -> usize {
        (**self).dimensions()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        (**self).embed(texts)
    }
}
