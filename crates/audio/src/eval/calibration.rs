//! Calibration: whether what is said with a confidence of 0.8 is right eight times of ten (reliability table and
//! expected calibration error; Guo et al., "On calibration of modern neural networks", ICML 2017, section 2).

/// Number of bins, all of one width.
pub const BINS: usize = 10;

/// How confidence and truth go together over many answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Number of answers with a confidence.
    pub n: usize,
    /// Expected calibration error, 0 (perfect) to 1: the mean over answers of the distance between the share of right
    /// ones and the mean confidence in the answer's bin. `None` without answers.
    pub ece: Option<f64>,
    /// Bin `i` holds confidences from `i/10` to below `(i+1)/10`; the last one 1 as well.
    pub bins: [Bin; BINS],
}

/// The answers whose confidence lies in one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// Number of answers.
    pub n: usize,
    /// Mean confidence, 0 to 1; 0 for an empty bin.
    pub confidence: f64,
    /// Share of right answers, 0 to 1; 0 for an empty bin.
    pub right: f64,
}

impl Calibration {
    /// The calibration of answers: confidence (0 to 1; beyond is taken as the nearer end) and whether right.
    pub fn of(answers: &[(f64, bool)]) -> Calibration {
        let mut bins = [Bin::default(); BINS];
        for &(confidence, right) in answers {
            let confidence = confidence.clamp(0.0, 1.0);
            let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
            bin.n += 1;
            bin.confidence += confidence;
            bin.right += f64::from(u8::from(right));
        }
        let gaps: f64 = bins.iter().map(|bin| (bin.right - bin.confidence).abs()).sum();
        for bin in bins.iter_mut().filter(|bin| bin.n > 0) {
            bin.confidence /= bin.n as f64;
            bin.right /= bin.n as f64;
        }
        let n = answers.len();
        Calibration { n, ece: (n > 0).then(|| gaps / n as f64), bins }
    }
}
