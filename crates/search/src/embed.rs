//! Giving every public track its vector: the work between an import and the first search by meaning.

use hark_catalog::{Catalog, Embedding, QuantizedVector, Row, Stored};
use hark_models::TextEncoder;

use crate::adapter::{self, Adapter};
use crate::describe::{self, describe};
use crate::error::Error;

/// Tracks in one round: each round is stored before the next begins, so that little is lost when the work is cut off.
const ROUND: usize = 512;

/// The version under which the catalogue keeps the vectors that `encoder` makes of our descriptions.
pub fn version(encoder: &dyn TextEncoder) -> String {
    let adapter = Adapter::of(encoder).map_or(String::new(), |_| format!("+adapter/{}", adapter::VERSION));
    format!("{}{adapter}+description/{}", encoder.version(), describe::VERSION)
}

/// The vectors of `texts` as search compares them: those of the text model, through the [`Adapter`] where it fits.
///
/// # Errors
/// When the model fails.
pub fn vectors(encoder: &dyn TextEncoder, texts: &[&str]) -> Result<Vec<Vec<f32>>, hark_models::Error> {
    let vectors = encoder.embed(texts)?;
    Ok(match Adapter::of(encoder) {
        Some(adapter) => vectors.iter().map(|vector| adapter.apply(vector)).collect(),
        None => vectors,
    })
}

/// The dot product of two vectors of one length, in sixteen sums side by side so that the processor can keep them in one register.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0f32; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// Embeds every public track that has no vector of this version, and stores the vectors. Calls `progress` with the
/// number of tracks done so far after each round. Returns how many were embedded.
///
/// # Errors
/// When the catalogue cannot be read or written, or the model fails; what was stored until then stays.
pub fn embed_pending(
    catalog: &Catalog,
    encoder: &dyn TextEncoder,
    mut progress: impl FnMut(usize),
) -> Result<usize, Error> {
    let version = version(encoder);
    let (mut done, mut after) = (0, None::<Row>);
    loop {
        let round = catalog.tracks_without_embedding(&version, after, ROUND).map_err(Error::catalog)?;
        let Some(last) = round.last() else { return Ok(done) };
        after = Some(last.row);
        let texts: Vec<String> = round.iter().map(|stored| describe(&stored.track)).collect();
        let vectors = embed_distinct(encoder, &texts)?;
        let batch: Vec<Embedding> =
            round.iter().zip(vectors).map(|(stored, vector)| embedding(stored, &vector)).collect();
        catalog.put_embeddings(&version, &batch).map_err(Error::catalog)?;
        done += round.len();
        progress(done);
    }
}

fn embedding(stored: &Stored, vector: &[f32]) -> Embedding {
    Embedding { row: stored.row, made_from: stored.sequence, vector: QuantizedVector::from_f32(vector) }
}

/// One vector a text; equal texts, which sparse catalogues have many of, are embedded once. A track without a
/// description gets the zero vector, which says that there is nothing to embed: see [`means_nothing`].
fn embed_distinct(encoder: &dyn TextEncoder, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
    let mut distinct: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let vectors = vectors(encoder, &distinct).map_err(Error::model)?;
    let of =
        |text: &String| distinct.binary_search(&text.as_str()).ok().and_then(|at| vectors.get(at).cloned());
    Ok(texts.iter().map(|text| of(text).unwrap_or_else(|| vec![0.0; encoder.dimensions()])).collect())
}

/// Whether a stored vector stands for a track that had no description. Such a track is not searched by meaning, so
/// that it is neither rewarded nor punished for what nobody said about it.
pub(crate) fn means_nothing(vector: &QuantizedVector) -> bool {
    vector.values.iter().all(|value| *value == 0)
}
