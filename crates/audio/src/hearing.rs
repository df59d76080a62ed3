//! The tagger's ear: 16 kHz samples into the networks.

use hark_models::{Heard, Taggers};

use crate::dsp::Listener;
use crate::error::ErrorKind;

/// The rate that the networks hear, in Hz.
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
