//! Retrieval by meaning: the query's vector against the vector of each track's description.
//!
//! A cosine says little by itself: for one query 0.4 is the best of the catalogue, for another it is the middle. So
//! each is turned into a standard score against the catalogue's own tracks, which means the same for every query.

use hark_index::{Error, Rows, Vectors};

/// Tracks that standard scores are measured against, at most.
pub(crate) const SAMPLE: usize = 1_024;
/// How the cosines of descriptions are judged.
pub const SCALE: Scale = Scale {
    mean: 0.07,
    deviation: 0.17,
    weight: 48.0,
    highest_mean: 0.30,
    trusted: (0.38, 0.58),
    trusted_of_music: (0.20, 0.42),
};

/// What is known of a kind of cosines before a catalogue is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// What is believed to be their mean and standard deviation, and as how many tracks that belief counts. It decides in
    /// catalogues of a few dozen tracks, where the catalogue itself says little.
    pub mean: f32,
    /// See `mean`.
    pub deviation: f32,
    /// See `mean`.
    pub weight: f32,
    /// The mean is not taken to be above this: in a catalogue of nothing but calm music, calm tracks stand out from
    /// nothing, and are what was asked for all the same.
    pub highest_mean: f32,
    /// Cosines at which a match begins to mean anything and at which it means all that its standard score says, for a query
    /// in which nothing was recognised: gibberish has its best matches below the first.
    pub trusted: (f32, f32),
    /// The same for a query that speaks of music.
    pub trusted_of_music: (f32, f32),
}

/// A track near in meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeaningMatch {
    /// The track.
    pub row: u32,
    /// How far above the average track it is, in standard deviations, less where the cosine itself is low.
    pub evidence: f32,
}

/// A query's vector with the scale of its cosines over the catalogue.
pub struct Probe<'a> {
    vectors: &'a Vectors,
    query: &'a [f32],
    mean: f32,
    deviation: f32,
    trusted: (f32, f32),
}

impl<'a> Probe<'a> {
    /// Measures the mean and spread of `query`'s cosines over a fixed sample of the `public` tracks, beginning with what
    /// `scale` believes. `recognised` says whether the query surely speaks of music, so that weak matches may be believed.
    pub fn new(
        (vectors, scale): (&'a Vectors, &Scale),
        query: &'a [f32],
        public: &Rows,
        recognised: bool,
    ) -> Result<Probe<'a>, Error> {
        let Scale { mean: prior_mean, deviation: prior_deviation, weight: prior_weight, .. } = *scale;
        let mut cosines = Vec::with_capacity(SAMPLE);
        vectors.scan(query, &sample(vectors, public), |_, cosine| cosines.push(cosine))?;
        let (count, sum) = (cosines.len() as f32, cosines.iter().sum::<f32>());
        let own_mean = sum / count.max(1.0);
        let spread = cosines.iter().map(|cosine| (cosine - own_mean).powi(2)).sum::<f32>();
        let mean = ((sum + prior_weight * prior_mean) / (count + prior_weight)).min(scale.highest_mean);
        let deviation = ((spread + prior_weight * prior_deviation.powi(2)) / (count + prior_weight)).sqrt();
        let trusted = if recognised { scale.trusted_of_music } else { scale.trusted };
        Ok(Probe { vectors, query, mean, deviation, trusted })
    }

    /// The tracks of `universe` that are nearest in meaning, or nearly all of these in a large catalogue, best first, at most
    /// `most`.
    pub fn retrieve(&self, universe: &Rows, most: usize) -> Result<Vec<MeaningMatch>, Error> {
        let found = self.vectors.nearest(self.query, universe, most, Vectors::RECALL)?;
        let judged = |(row, cosine)| MeaningMatch { row, evidence: self.evidence(cosine) };
        Ok(found.into_iter().map(judged).collect())
    }

    /// The evidence for each of `rows` that has a vector, ascending by row.
    pub fn of(&self, rows: &Rows) -> Result<Vec<MeaningMatch>, Error> {
        let mut found = Vec::new();
        self.vectors.scan(self.query, rows, |row, cosine| {
            found.push(MeaningMatch { row, evidence: self.evidence(cosine) })
        })?;
        Ok(found)
    }

    fn evidence(&self, cosine: f32) -> f32 {
        let (low, high) = self.trusted;
        let trust = ((cosine - low) / (high - low)).clamp(0.0, 1.0);
        let standard = (cosine - self.mean) / self.deviation;
        if standard > 0.0 { standard * trust } else { standard }
    }
}

/// Every n-th public track that has a vector, so that at most [`SAMPLE`] remain.
fn sample(vectors: &Vectors, public: &Rows) -> Rows {
    let mut candidates = vectors.present().clone();
    candidates.intersect(public);
    let mut sample = Rows::none(0);
    candidates.sample(SAMPLE).for_each(|row| sample.set(row, true));
    sample
}
