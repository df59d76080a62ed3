//! Beats and keys score as mir_eval scores them: its own numbers, written down by `scripts/peers/mir_eval_fixture.py`.

use hark_audio::eval::{beats, key};
use hark_track::PitchClass;

use crate::support::{assert_near, fixture};

fn times(cell: &str) -> Vec<f64> {
    cell.split(',').filter(|time| !time.is_empty()).map(|time| time.parse().unwrap()).collect()
}

fn named(cell: &str) -> key::Key {
    let (tonic, scale) = cell.split_once(' ').unwrap();
    (PitchClass::parse_enharmonic(tonic).unwrap(), scale.parse().unwrap())
}

#[test]
fn beats_and_keys_score_as_in_mir_eval() {
    let text = std::fs::read_to_string(fixture("mir_eval.tsv")).unwrap();
    let mut rows = [0, 0];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, score, truth, estimate] = cells[..] else { panic!("{line}") };
        let (ours, row) = match kind {
            "beats" => (beats::f_measure(&times(truth), &times(estimate)), 0),
            _ => (key::weighted(named(truth), named(estimate)), 1),
        };
        assert_near(ours, score.parse().unwrap(), 1e-9, line);
        rows[row] += 1;
    }
    assert_eq!(rows, [40, 24 * 24]);
}
