//! Retrieval by a joint model of sound and language: the query's text against the sound itself.
//!
//! Optional, and for what the axes of [`sound`](crate::sound) have no name for. Its vectors are scanned and its cosines
//! become standard scores as those of descriptions do ([`Probe`](crate::meaning::Probe)), on a [`Scale`] of their own,
//! and join the evidence of sound. Without a model, without a track that it has listened to, or when it fails, there is no
//! such evidence, and nothing else changes.

use std::sync::{Arc, Mutex, PoisonError};

use hark_catalog::{Catalog, QuantizedVector, Row};
use hark_index::{Snapshot, Vector};
use hark_models::TextEncoder;

use crate::engine::{Joint, Meaning};
use crate::error::Error;
use crate::meaning::Scale;

/// How cosines between sentences and sounds are judged. Published scores of music against texts by models of this family lie
/// between 0.1 and 0.4. Nothing here was measured with the published weights; the catalogue's own cosines outweigh the
/// belief from a few dozen tracks on.
pub(crate) const SCALE: Scale = Scale {
    mean: 0.10,
    deviation: 0.12,
    weight: 48.0,
    highest_mean: 0.30,
    trusted: (0.10, 0.30),
    trusted_of_music: (0.0, 0.20),
};

/// The text model of an engine, or why there is none.
pub type TextModel = Result<Arc<dyn TextEncoder>, String>;

/// The models that an engine understands queries with.
pub struct Models {
    /// For descriptions in words.
    pub text: TextModel,
    /// The text tower of the joint model whose other tower listened to the tracks; `None` where none is installed.
    pub joint: Option<TextModel>,
}

impl From<TextModel> for Models {
    fn from(text: TextModel) -> Models {
        Models { text, joint: None }
    }
}

/// The text tower in use.
pub(crate) struct JointText {
    model: Option<TextModel>,
    /// Why the last query could not be embedded, if it could not.
    failure: Mutex<Option<String>>,
}

impl JointText {
    pub(crate) fn new(model: Option<TextModel>) -> JointText {
        JointText { model, failure: Mutex::new(None) }
    }

    fn encoder(&self) -> Option<&dyn TextEncoder> {
        self.model.as_ref().and_then(|model| model.as_deref().ok())
    }

    /// The version of the model, where there is one that works.
    pub(crate) fn version(&self) -> Option<&str> {
        self.encoder().map(|encoder| encoder.version().as_str())
    }

    /// The vector of a text; `None` without a text, a model or a track to compare it with, or when the model fails, which
    /// [`JointText::status`] then reports.
    pub(crate) fn embed(&self, text: &str, snapshot: &Snapshot) -> Option<Vec<f32>> {
        let compared = snapshot.joint.dimensions();
        let encoder =
            self.encoder().filter(|encoder| !text.is_empty() && encoder.dimensions() == compared)?;
        let (vector, failure) = match encoder.embed(&[text]) {
            Ok(vectors) => (vectors.into_iter().next(), None),
            Err(error) => (None, Some(error.to_string())),
        };
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        vector
    }

    /// What the other tower of this model heard in these rows.
    pub(crate) fn heard(
        &self,
        catalog: &Catalog,
        rows: &[Row],
    ) -> Result<Vec<Option<QuantizedVector>>, Error> {
        let Some(encoder) = self.encoder() else { return Ok(vec![None; rows.len()]) };
        catalog.joint_vectors(encoder.version().as_str(), rows).map_err(Error::catalog)
    }

    /// How it is; `None` where no joint model is installed.
    pub(crate) fn status(&self, snapshot: &Snapshot) -> Option<Joint> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let state = match (self.model.as_ref()?, failure) {
            (Err(reason), _) => Meaning::Off(reason.clone()),
            (Ok(_), Some(failure)) => Meaning::Off(failure),
            (Ok(encoder), None) => Meaning::Ready(encoder.version().to_string()),
        };
        let mut heard = snapshot.joint.present().clone();
        heard.intersect(snapshot.columns.public());
        Some(Joint { heard: heard.count(), state })
    }
}

/// A stored vector as the index takes it.
pub(crate) fn indexed(vector: &QuantizedVector) -> Vector<'_> {
    Vector { scale: vector.scale, values: &vector.values }
}
