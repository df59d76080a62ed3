//! The analyser as commands use it: what is computed from the signal, and what the installed models hear.
//!
//! Options are built here and nowhere else, so that `analyze`, `import` and `up` measure the same of the same file, and
//! the identity under which results are stored names what really made them.

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use hark_audio::{Options, Report};
use hark_catalog::files;
use hark_models::{ClapAudio, Error, ModelDir, SoundEncoder, Taggers};
use hark_track::SoundPrint;

use crate::output;

/// What stays empty without a tagger.
pub(crate) const WITHOUT_TAGGERS: &str =
    "mood, voice, gender, electronic, acoustic and genres_detailed stay empty";

/// What analyses files. One serves all threads.
#[derive(Debug)]
pub(crate) struct Analyser {
    options: Options,
}

impl Analyser {
    /// Loads the taggers that are installed, and the joint model. Says so when there are no taggers: everything else is
    /// measured without them. The joint model is for those who want it, and not missed.
    ///
    /// # Errors
    /// When an installed model is damaged: results without it would look complete and not be.
    pub(crate) fn load(models: &ModelDir) -> anyhow::Result<Analyser> {
        let taggers = Taggers::load(models).context("an installed music tagger cannot be used")?;
        if taggers.is_none() {
            output::note(format!(
                "no music tagger is installed: {WITHOUT_TAGGERS}; `hark models pull` gets them"
            ));
        }
        let joint = joint(models).context("the installed joint model cannot be used")?;
        Ok(Analyser { options: Options { taggers, joint, ..Options::default() } })
    }

    /// What the catalogue remembers of a file that this has analysed.
    pub(crate) fn identity(&self) -> files::Analyser {
        files::Analyser {
            features: hark_audio::FEATURES_VERSION,
            sound: self.options.taggers.as_ref().map(|taggers| taggers.version().to_string()),
            joint: self.options.joint.as_ref().map(|joint| joint.version().to_string()),
        }
    }

    /// Analyses one file.
    pub(crate) fn analyze(&self, file: &Path) -> Result<Report, hark_audio::Error> {
        hark_audio::analyze(file, &self.options)
    }

    /// The tags of a print with their probabilities, in the taggers' order.
    pub(crate) fn tags<'a>(&self, sound: &'a SoundPrint) -> impl Iterator<Item = (&'static str, f32)> + 'a {
        let names =
            self.options.taggers.as_ref().filter(|taggers| taggers.version().as_str() == sound.version);
        let names: Vec<&'static str> = names.map(|taggers| taggers.tags().to_vec()).unwrap_or_default();
        names.into_iter().zip(sound.tags.iter().copied())
    }
}

/// The audio tower of the joint model, if that is installed.
fn joint(models: &ModelDir) -> Result<Option<Arc<dyn SoundEncoder>>, Error> {
    match ClapAudio::load(models) {
        Ok(audio) => Ok(Some(Arc::new(audio))),
        Err(Error::NotInstalled { .. }) => Ok(None),
        Err(damaged) => Err(damaged),
    }
}

/// An analyser that is loaded when the first file needs it: rows alone need none.
#[derive(Debug)]
pub(crate) struct OnDemand {
    models: ModelDir,
    loaded: OnceCell<Analyser>,
}

impl OnDemand {
    pub(crate) fn new(models: ModelDir) -> OnDemand {
        OnDemand { models, loaded: OnceCell::new() }
    }

    /// The analyser, loaded the first time.
    ///
    /// # Errors
    /// As [`Analyser::load`].
    pub(crate) fn get(&self) -> anyhow::Result<&Analyser> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let loaded = Analyser::load(&self.models)?;
        Ok(self.loaded.get_or_init(|| loaded))
    }
}
