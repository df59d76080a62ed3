//! Everything that hears the mono channel at the analysis rate, and the order in which its findings build on each
//! other: beats, then key, then sections by both.

use hark_track::{Measurement, Structure};

use crate::character::Facts;
use crate::dance::Dance;
use crate::dsp::Listener;
use crate::error::ErrorKind;
use crate::rhythm::Rhythm;
use crate::sections::Form;
use crate::stream::Summary;
use crate::texture::Texture;
use crate::tonal::Tonal;

/// Danceability from which a steady four-to-the-bar track is dance music, which has drops.
const DANCE: f64 = 1.4;

/// The ear for music.
pub(crate) struct Music {
    rhythm: Rhythm,
    tonal: Tonal,
    texture: Texture,
    dance: Dance,
}

impl Music {
    /// For samples at `rate_hz`, the analysis rate.
    pub(crate) fn new(rate_hz: u32) -> Music {
        Music {
            rhythm: Rhythm::new(),
            tonal: Tonal::new(rate_hz),
            texture: Texture::new(),
            dance: Dance::default(),
        }
    }

    /// Writes what was found, and hands on what only other fields follow from.
    pub(crate) fn finish(mut self, summary: &Summary, measured: &mut Measurement) -> Facts {
        let onset_rate = self.rhythm.finish(summary, measured);
        self.tonal.finish(measured);
        match self.dance.finish() {
            Ok(danceability) => measured.analysis.danceability = Some(danceability),
            Err(why) => {
                measured.analysis.missing.insert("danceability".to_owned(), why.to_owned());
            }
        }
        self.find_sections(summary, measured);
        Facts { colour: self.texture.colour(), onset_rate }
    }

    fn find_sections(&self, summary: &Summary, measured: &mut Measurement) {
        let chroma = self.tonal.chroma();
        let classes: Vec<[f32; 12]> = chroma
            .frames
            .iter()
            .map(|ranges| std::array::from_fn(|class| ranges.iter().map(|range| range[class]).sum()))
            .collect();
        let is_dance = measured.analysis.danceability.is_some_and(|danceability| danceability >= DANCE)
            && measured.structure.as_ref().is_some_and(|structure| structure.meter == Some(4));
        let form = Form {
            stretches: self.texture.stretches(),
            chroma: &classes,
            chroma_hop_s: chroma.hop_s,
            seconds: summary.seconds(),
            is_dance,
        };
        let mut structure = measured.structure.take().unwrap_or_default();
        form.find(&mut structure);
        measured.structure = Some(structure).filter(|structure| *structure != Structure::default());
    }
}

impl Listener for Music {
    fn push(&mut self, mono: &[f32]) -> Result<(), ErrorKind> {
        self.rhythm.push(mono);
        self.tonal.push(mono);
        self.texture.push(mono);
        self.dance.push(mono);
        Ok(())
    }
}
