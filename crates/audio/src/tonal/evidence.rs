//! What a key is decided on: pitch classes throughout, at the opening and at the close, and the chords they form.

use super::chroma::{Bands, Chroma, unit};

/// Kinds of evidence: throughout in bass, middle and treble; opening in bass and middle; close in bass and middle;
/// major chords; minor chords.
pub(super) const KINDS: usize = 9;

/// How strongly each pitch class, from C, is heard, for each kind of evidence; for the chords, how often it is the
/// root. About zero on average within a kind. Also the weights of these, then from the tonic upwards.
pub(super) type Evidence = [[f32; 12]; KINDS];

/// Seconds of audible sound that count as opening and as close: one or two chords. One second and four were no better.
const ENDS_S: f64 = 2.0;
/// How much the bands say about the chord.
const CHORD_BANDS: [f32; 3] = [0.7, 1.0, 0.3];
/// Sharpness of the choice between chords: a cosine lower by a tenth makes a chord three times less likely.
const CHORD_SHARPNESS: f32 = 12.0;
/// Brings the shares of the chords to the scale of the other evidence, as one penalty restrains all weights.
const CHORD_SCALE: f32 = 3.0;

/// The evidence in all audible frames.
pub(super) fn evidence(chroma: &Chroma) -> Evidence {
    let heard = chroma.frames.iter().zip(&chroma.audible).filter(|(_, audible)| **audible);
    let frames: Vec<Bands> = heard.map(|(frame, _)| *frame).collect();
    let ends = ((ENDS_S / chroma.hop_s) as usize).clamp(1, frames.len().max(1)).min(frames.len());
    let (opening, close) = (&frames[..ends], &frames[frames.len() - ends..]);
    let if_whole = |whole: bool, frames, band| if whole { centred(mean(frames, band)) } else { [0.0; 12] };
    let [major, minor] = chords(&frames);
    [
        unit(centred(mean(&frames, 0))),
        unit(centred(mean(&frames, 1))),
        unit(centred(mean(&frames, 2))),
        if_whole(chroma.begins, opening, 0),
        if_whole(chroma.begins, opening, 1),
        if_whole(chroma.ends, close, 0),
        if_whole(chroma.ends, close, 1),
        major,
        minor,
    ]
}

fn mean(frames: &[Bands], band: usize) -> [f32; 12] {
    let mut sum = [0.0; 12];
    for frame in frames {
        for (sum, value) in sum.iter_mut().zip(frame[band]) {
            *sum += value;
        }
    }
    sum.map(|sum| sum / frames.len().max(1) as f32)
}

fn centred(vector: [f32; 12]) -> [f32; 12] {
    let mean = vector.iter().sum::<f32>() / 12.0;
    vector.map(|value| value - mean)
}

/// How often each root carries a major and a minor triad, less what chance would give. Every frame is shared out
/// among the 24 triads by its likeness to them (Fujishima 1999), three frames being heard together.
fn chords(frames: &[Bands]) -> [[f32; 12]; 2] {
    let mut share = [[0.0f32; 12]; 2];
    for at in 0..frames.len() {
        let together = &frames[at.saturating_sub(1)..(at + 2).min(frames.len())];
        let mut heard = [0.0; 12];
        for bands in together {
            for (band, weight) in bands.iter().zip(CHORD_BANDS) {
                heard.iter_mut().zip(band).for_each(|(heard, value)| *heard += weight * value);
            }
        }
        let heard = unit(heard);
        // The cosine with a triad is at most 1.
        let likeness = |third: usize, root: usize| {
            let cosine =
                [0, third, 7].map(|step| heard[(root + step) % 12]).iter().sum::<f32>() / 3f32.sqrt();
            (CHORD_SHARPNESS * (cosine - 1.0)).exp()
        };
        let triads = [4, 3].map(|third| std::array::from_fn::<f32, 12, _>(|root| likeness(third, root)));
        let sum: f32 = triads.as_flattened().iter().sum();
        for (share, triad) in share.as_flattened_mut().iter_mut().zip(triads.as_flattened()) {
            *share += triad / sum;
        }
    }
    share.map(|mode| mode.map(|sum| (sum / frames.len().max(1) as f32 - 1.0 / 24.0) * CHORD_SCALE))
}
