//! Every descriptor on music in strange formats and on signals that are no music, with answers known in advance.

use hark_audio::Report;
use hark_testkit::music::Piece;
use hark_testkit::signal::{Format, Segment, Signal};
use hark_track::{Analysis, Timbre};

use super::support::{assert_near, of_signal};

/// A generated piece with drums at an unremarkable tempo: what it is like, and its truth.
fn piece() -> (Signal, hark_testkit::music::Truth) {
    let plain = |piece: &Piece| (90.0..135.0).contains(&piece.bpm) && piece.drums && piece.meter == 4;
    let piece = (0..).map(|index| Piece::draw(7, index)).find(plain).unwrap();
    Piece { format: Format::new(44_100, 2), drift: 0.0, noise_snr_db: None, ..piece }.render()
}

/// The piece with every frame changed by `of` into `channels` samples.
fn changed(signal: &Signal, channels: usize, of: impl Fn(&[f32]) -> Vec<f32>) -> Signal {
    let format = Format { channels, ..signal.format() };
    let given = signal.format().channels;
    let samples: Vec<f32> = signal.interleaved().chunks(given).flat_map(of).collect();
    Signal::from_interleaved(format, &samples)
}

fn same_music(report: &Report, plain: &Analysis, what: &str) {
    let found = &report.measured.analysis;
    assert_eq!(found.key, plain.key, "{what}: key");
    assert_eq!(found.scale, plain.scale, "{what}: scale");
    let (bpm, expected) = (found.bpm.unwrap().get(), plain.bpm.unwrap().get());
    assert_near(bpm, expected, 0.01 * expected, what);
    let structure = report.measured.structure.as_ref().unwrap();
    assert!(structure.downbeats.iter().all(|downbeat| structure.beats.contains(downbeat)), "{what}");
}

#[test]
fn a_piece_with_known_answers_gets_them() {
    let (signal, truth) = piece();
    let analysis = of_signal(&signal).measured.analysis;
    assert_near(analysis.bpm.unwrap().get(), truth.bpm, 0.02 * truth.bpm, "bpm");
    assert!(analysis.danceability.is_some() && analysis.timbre.is_some());
}

#[test]
fn eight_channels_inverted_phase_clipping_and_a_quiet_copy_change_neither_tempo_nor_key() {
    let (signal, _) = piece();
    let plain = of_signal(&signal).measured.analysis;
    let eight = changed(&signal, 8, |frame| (0..8).map(|at| frame[at % frame.len()]).collect());
    same_music(&of_signal(&eight), &plain, "eight channels");
    let inverted = changed(&signal, 2, |frame| vec![frame[0], -frame[0]]);
    same_music(&of_signal(&inverted), &plain, "inverted phase");
    let clipped = changed(&signal, 2, |frame| frame.iter().map(|s| (3.0 * s).clamp(-1.0, 1.0)).collect());
    same_music(&of_signal(&clipped), &plain, "clipped");
    same_music(&of_signal(&signal.gained(-40.0)), &plain, "quiet");
}

#[test]
fn rates_of_8_and_192_khz_change_neither_tempo_nor_key() {
    let (signal, _) = piece();
    let plain = of_signal(&signal).measured.analysis;
    for rate in [8_000, 192_000] {
        let format = Format { sample_rate: rate, channels: 1 };
        same_music(&of_signal(&at_rate(&signal, format)), &plain, &format!("{rate} Hz"));
    }
}

/// The first channel at another rate, by straight lines: crude, and the same music.
fn at_rate(signal: &Signal, format: Format) -> Signal {
    let plane = &signal.planes()[0];
    let step = f64::from(signal.format().sample_rate) / f64::from(format.sample_rate);
    let smooth = (step.round() as usize).max(1);
    let at = |k: usize| {
        let place = k as f64 * step;
        let (below, fraction) = (place as usize, place.fract() as f32);
        let mean = |from: usize| {
            let run = &plane[from.min(plane.len() - 1)..(from + smooth).min(plane.len()).max(1)];
            run.iter().sum::<f32>() / run.len().max(1) as f32
        };
        mean(below) * (1.0 - fraction) + mean(below + 1) * fraction
    };
    let frames = (plane.len() as f64 / step) as usize - 1;
    Signal::from_interleaved(format, &(0..frames).map(at).collect::<Vec<f32>>())
}

#[test]
fn what_is_no_music_has_no_tempo_and_no_key() {
    let signals = [
        ("silence", Segment::silence(12.0)),
        ("a tone", Segment::sine(440.0, -12.0, 12.0)),
        ("white noise", Segment::white_noise(3, -20.0, 12.0)),
    ];
    for (what, segment) in signals {
        let report = of_signal(&Signal::new(Format::STEREO_48K, &[segment]));
        let analysis = &report.measured.analysis;
        assert_eq!((analysis.bpm, analysis.key, analysis.scale), (None, None, None), "{what}");
        for field in ["bpm", "key", "scale"] {
            assert!(!analysis.missing[field].is_empty(), "{what}: {field}");
        }
    }
}

#[test]
fn a_constant_has_no_tempo_no_key_and_no_danceability() {
    let format = Format { sample_rate: 44_100, channels: 1 };
    let report = of_signal(&Signal::from_interleaved(format, &vec![0.25; 10 * 44_100]));
    let analysis = &report.measured.analysis;
    assert_eq!((analysis.bpm, analysis.key, analysis.danceability), (None, None, None));
}

#[test]
fn a_click_train_has_its_rate_as_tempo_and_no_key() {
    let report = of_signal(&Signal::new(Format::STEREO_48K, &[Segment::clicks(110.0, -3.0, 20.0)]));
    let analysis = &report.measured.analysis;
    let ratio = analysis.bpm.unwrap().get() / 110.0;
    // Nothing in bare clicks says whether every one or every second is the beat.
    assert!([0.5, 1.0, 2.0].iter().any(|level| (ratio / level - 1.0).abs() < 0.01), "{ratio}");
    assert_eq!(analysis.key, None);
}

#[test]
fn a_tenth_of_a_second_is_too_short_for_everything_but_its_peak() {
    let report = of_signal(&Signal::new(Format::STEREO_48K, &[Segment::sine(440.0, -6.0, 0.1)]));
    let analysis = &report.measured.analysis;
    assert!(analysis.true_peak_dbtp.is_some());
    for field in ["loudness_lufs", "bpm", "key", "danceability"] {
        assert!(analysis.missing.contains_key(field), "{field}");
    }
    assert_eq!(report.measured.structure, None);
}

#[test]
fn high_tones_are_bright_and_low_ones_dark() {
    let timbre = |hz: f64| {
        let signal = Signal::new(Format::STEREO_48K, &[Segment::sine(hz, -12.0, 3.0)]);
        of_signal(&signal).measured.analysis.timbre
    };
    assert_eq!(timbre(6_000.0), Some(Timbre::Bright));
    assert_eq!(timbre(200.0), Some(Timbre::Dark));
}

#[test]
fn the_same_file_gives_the_same_bytes_on_any_number_of_threads() {
    let (signal, _) = piece();
    let text = |report: &Report| format!("{:?}", report.measured);
    let alone = text(&of_signal(&signal));
    let together: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| text(&of_signal(&signal)))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert!(together.iter().all(|other| *other == alone));
}
