//! The ears of the networks: 16 kHz samples into the taggers, samples of its own rate into a joint model.

use std::sync::Arc;

use hark_models::{Heard, ModelVersion, SoundEncoder, SoundListener, Taggers};

use crate::dsp::Listener;
use crate::error::ErrorKind;

/// The rate that the taggers hear, in Hz.
pub(crate) const RATE_HZ: u32 = 16_000;

/// Listens with the installed taggers.
pub(crate) struct Hearing {
    taggers: Taggers,
    listener: hark_models::Listener,
}

impl Hearing {
    pub(crate) fn new(taggers: &Taggers) -> Hearing {
        Hearing { taggers: taggers.clone(), listener: taggers.listen() }
    }

    /// What was heard.
    ///
    /// # Errors
    /// Why nothing was.
    pub(crate) fn finish(self) -> (Taggers, Result<Heard, String>) {
        let heard = match self.listener.finish() {
            Ok(Some(heard)) => Ok(heard),
            Ok(None) => Err("too short for the tagger: less than a second".to_owned()),
            Err(error) => Err(format!("the tagger failed: {error}")),
        };
        (self.taggers, heard)
    }
}

impl Listener for Hearing {
    fn push(&mut self, mono: &[f32]) -> Result<(), ErrorKind> {
        self.listener.push(mono);
        Ok(())
    }
}

/// What a joint model of sound and language heard in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct JointSound {
    /// Names the model; vectors of different versions are never compared.
    pub version: ModelVersion,
    /// Windows that the vector is the mean of.
    pub windows: usize,
    /// The vector, of unit length.
    pub vector: Vec<f32>,
}

/// Listens with a joint model.
pub(crate) struct JointHearing {
    version: ModelVersion,
    listener: Box<dyn SoundListener>,
}

impl JointHearing {
    pub(crate) fn new(joint: &Arc<dyn SoundEncoder>) -> JointHearing {
        JointHearing { version: joint.version().clone(), listener: joint.listen() }
    }

    /// What was heard; nothing in less than a second.
    ///
    /// # Errors
    /// Why nothing was, in words.
    pub(crate) fn finish(self) -> Result<Option<JointSound>, String> {
        let heard = self.listener.finish().map_err(|error| error.to_string())?;
        let version = self.version;
        Ok(heard.map(|heard| JointSound { version, windows: heard.windows, vector: heard.vector }))
    }
}

impl Listener for JointHearing {
    fn push(&mut self, mono: &[f32]) -> Result<(), ErrorKind> {
        self.listener.push(mono);
        Ok(())
    }
}
