//! Tempo: accuracy 1 and 2 at 4 % (Gouyon et al., "An experimental comparison of audio tempo induction algorithms",
//! IEEE TASLP 14(5), 2006).

/// Largest relative error of a right tempo.
pub const TOLERANCE: f64 = 0.04;

/// Tempi that [`acc2`] accepts beside the true one, as multiples of it.
pub const OCTAVES: [f64; 4] = [2.0, 3.0, 1.0 / 2.0, 1.0 / 3.0];

/// Accuracy 1: `estimate` is within [`TOLERANCE`] of `truth`, both in beats a minute.
pub fn acc1(truth: f64, estimate: f64) -> bool {
    (estimate - truth).abs() <= TOLERANCE * truth
}

/// Accuracy 2: [`acc1`] for the truth, its double, triple, half or third: what remains is not a question of the
/// metrical level.
pub fn acc2(truth: f64, estimate: f64) -> bool {
    acc1(truth, estimate) || OCTAVES.iter().any(|octave| acc1(truth * octave, estimate))
}
