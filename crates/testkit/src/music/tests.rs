//! The facts of a piece are heard in it.

use super::*;
use crate::oracle;

fn stereo(signal: &Signal) -> Vec<[f32; 2]> {
    let planes = signal.planes();
    (0..signal.frames()).map(|i| [planes[0][i], planes[planes.len() - 1][i]]).collect()
}

/// A short, plain piece.
fn plain(index: u64) -> Piece {
    Piece {
        detune_cents: 0.0,
        drift: 0.0,
        noise_snr_db: None,
        seconds: 12.0,
        format: Format::STEREO_44K,
        ..Piece::draw(1, index)
    }
}

#[test]
fn the_same_seed_draws_and_renders_the_same() {
    assert_eq!(Piece::draw(7, 3), Piece::draw(7, 3));
    assert_ne!(Piece::draw(7, 3).bpm, Piece::draw(8, 3).bpm);
    assert_eq!(plain(3).render(), plain(3).render());
}

#[test]
fn a_set_covers_what_it_promises() {
    let pieces: Vec<Piece> = (0..120).map(|index| Piece::draw(2, index)).collect();
    let mut keys: Vec<String> = pieces[..24].iter().map(|p| format!("{:?}", p.key)).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 24);
    assert!(pieces.iter().all(|p| (60.0..=190.0).contains(&p.bpm)));
    let some = |what: fn(&Piece) -> bool| (5..115).contains(&pieces.iter().filter(|p| what(p)).count());
    assert!(some(|p| p.bpm.fract() != 0.0) && some(|p| p.meter == 3) && some(|p| p.drums));
    assert!(
        some(|p| p.detune_cents != 0.0) && some(|p| p.drift != 0.0) && some(|p| p.noise_snr_db.is_some())
    );
    assert!(some(|p| p.format.channels == 1) && some(|p| p.format.sample_rate != 44_100));
}

#[test]
fn beats_lie_where_the_tempo_puts_them_and_downbeats_among_them() {
    let piece = Piece { drift: 0.02, ..plain(5) };
    let (signal, truth) = piece.render();
    assert!(truth.downbeats.iter().all(|beat| truth.beats.contains(beat)));
    assert_eq!(truth.beats.len(), truth.downbeats.len() * piece.meter as usize);
    assert!((truth.beats[0] - piece.offset_s).abs() < 1e-4);
    assert!(signal.seconds() > *truth.beats.last().unwrap());
    let long = Clock { drift: 0.02, ..Clock::straight(90.0, 4) };
    assert!((long.seconds(64.0) - 64.0 * 60.0 / 90.0).abs() < 1e-9, "the mean tempo stays true");
    let beat = long.seconds(9.0) - long.seconds(8.0);
    assert!((beat / (60.0 / 90.0) - 1.02).abs() < 1e-3, "a quarter of the way the beat is longest");
}

#[test]
fn the_pulse_can_be_heard() {
    for index in [0, 13, 17, 22] {
        let (signal, truth) = Piece { drums: true, offset_s: 0.0, ..plain(index) }.render();
        let onsets = oracle::onsets(&stereo(&signal), SAMPLE_RATE);
        let pulse = |factor: f32| oracle::pulse(&onsets, truth.bpm as f32 * factor);
        assert!(pulse(1.0) > pulse(1.13) + 0.05, "{index}: {} {}", pulse(1.0), pulse(1.13));
    }
}

/// The oracle is a plain template; that it errs on a few pieces, by a fifth, is its own affair.
#[test]
fn nearly_every_key_can_be_heard() {
    let heard = |index: u64| {
        let piece = Piece { drums: false, offset_s: 0.0, seconds: 20.0, ..plain(index) };
        let keys = oracle::keys(&oracle::pitch_classes(&stereo(&piece.render().0), SAMPLE_RATE));
        let place = keys.iter().position(|(key, _)| *key == piece.key);
        assert!(place.is_some_and(|place| place < 4), "{index}: {:?} comes at {place:?}", piece.key);
        place == Some(0)
    };
    let first = (0..24).filter(|&index| heard(index)).count();
    assert!(first >= 18, "{first} of 24");
}

#[test]
fn other_rates_keep_length_and_pitch() {
    for rate in [22_050, 32_000, 48_000] {
        let tone: Vec<f32> = (0..44_100).map(|i| (0.1 * f64::from(i)).sin() as f32).collect();
        let converted = rate::converted(&tone, 44_100, rate);
        assert_eq!(converted.len(), rate as usize);
        let worst = (200..rate as usize - 200).map(|i| {
            let expected = (0.1 * i as f64 * 44_100.0 / f64::from(rate)).sin();
            (f64::from(converted[i]) - expected).abs()
        });
        assert!(worst.fold(0.0, f64::max) < 2e-3, "{rate}");
    }
}

#[test]
fn a_row_of_the_truth_file_names_the_fields_of_the_evaluation() {
    let row = plain(0).render().1.row("x.wav");
    for field in ["file", "bpm", "key", "scale", "beats", "downbeats"] {
        assert!(!row[field].is_null(), "{field}");
    }
}
