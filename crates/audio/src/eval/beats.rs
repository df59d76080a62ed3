//! Beats and downbeats: F-measure with a tolerance of 70 ms (Davies, Degara and Plumbley, "Evaluation methods for
//! musical audio beat tracking algorithms", 2009), by the rules of `mir_eval.beat.f_measure`, from the start of the file.

/// Largest distance in seconds between a beat of the truth and one that counts as the same.
pub const WINDOW_S: f64 = 0.070;

/// Harmonic mean of precision and recall: twice the matched pairs over the number of all beats. Each beat is matched
/// once at most and as many as possible are. 0 when either list is empty. Both lists ascend.
pub fn f_measure(truth: &[f64], estimate: &[f64]) -> f64 {
    if truth.is_empty() || estimate.is_empty() {
        return 0.0;
    }
    2.0 * matched(truth, estimate) as f64 / (truth.len() + estimate.len()) as f64
}

/// The best [`f_measure`] that the estimate would have at another metrical level: as it is, double and triple
/// (beats put evenly between), half and a third (every second or third beat, from each possible first one).
pub fn f_measure_any_level(truth: &[f64], estimate: &[f64]) -> f64 {
    let faster = [1, 2, 3].map(|times| divided(estimate, times));
    let slower = [(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)];
    let slower = slower.map(|(step, first)| estimate.iter().skip(first).step_by(step).copied().collect());
    let levels = faster.into_iter().chain(slower);
    levels.map(|level: Vec<f64>| f_measure(truth, &level)).fold(0.0, f64::max)
}

/// The most pairs within [`WINDOW_S`] that share no beat. On a line, with one window for all, taking the earliest free
/// partner is optimal: a later one could serve every beat that follows just as well.
fn matched(truth: &[f64], estimate: &[f64]) -> usize {
    let mut free = estimate.iter().copied().peekable();
    let mut pairs = 0;
    for &beat in truth {
        while free.next_if(|&other| other < beat - WINDOW_S).is_some() {}
        if free.next_if(|&other| other <= beat + WINDOW_S).is_some() {
            pairs += 1;
        }
    }
    pairs
}

/// The beats with each interval divided into `times` equal parts.
fn divided(beats: &[f64], times: u32) -> Vec<f64> {
    let parts = |pair: &[f64]| -> Vec<f64> {
        let step = (pair[1] - pair[0]) / f64::from(times);
        (0..times).map(|part| pair[0] + f64::from(part) * step).collect()
    };
    beats.windows(2).flat_map(parts).chain(beats.last().copied()).collect()
}
