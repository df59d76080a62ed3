//! Every case of EBU Tech 3341 and 3342 that can be generated, at 44.1, 48 and 96 kHz, at the tolerances of those
//! documents: ±0.1 LU, ±1 LU for the loudness range, +0.2/−0.4 dB for the true peak.
//!
//! What an analysis reports is tested through a file, the momentary and short-term readouts through the meter.

use hark_audio::loudness::Meter;
use hark_audio::{ChannelRole, Options, analyze};
use hark_testkit::signal::{Format, Segment, Signal, ebu};

use crate::support::{assert_near, lufs, of_signal};

const RATES: [u32; 3] = [44_100, 48_000, 96_000];

/// The loudness meter after `signal`, with what `watch` saw after every 10 ms.
fn metered(signal: &Signal, mut watch: impl FnMut(f64, &Meter)) -> Meter {
    let Format { sample_rate, channels } = signal.format();
    let mut meter = Meter::new(sample_rate, &vec![ChannelRole::Main; channels]);
    let samples = signal.interleaved();
    let end = |step: usize| (step * sample_rate as usize / 100).min(signal.frames()) * channels;
    for step in 0..signal.frames().div_ceil(sample_rate as usize / 100) {
        meter.push(&samples[end(step)..end(step + 1)]);
        watch((step + 1) as f64 / 100.0, &meter);
    }
    meter
}

#[test]
fn tech_3341_integrated_loudness() {
    for rate in RATES {
        for (case, expected) in [(1, -23.0), (2, -33.0), (3, -23.0), (4, -23.0), (5, -23.0), (6, -23.0)] {
            let report = of_signal(&ebu::tech_3341_at(case, rate).unwrap());
            assert_near(lufs(&report), expected, 0.1, &format!("case {case} at {rate} Hz"));
        }
    }
}

#[test]
fn tech_3341_cases_1_and_2_show_the_same_at_every_time_scale() {
    for rate in RATES {
        for (case, expected) in [(1, -23.0), (2, -33.0)] {
            let what = format!("case {case} at {rate} Hz");
            metered(&ebu::tech_3341_at(case, rate).unwrap(), |seconds, meter| {
                if seconds >= 1.0 {
                    assert_near(meter.momentary().unwrap(), expected, 0.1, &what);
                }
                if seconds >= 4.0 {
                    assert_near(meter.short_term().unwrap(), expected, 0.1, &what);
                }
            });
        }
    }
}

#[test]
fn tech_3341_case_9_short_term_stands_still() {
    for rate in RATES {
        metered(&ebu::tech_3341_at(9, rate).unwrap(), |seconds, meter| {
            if seconds >= 3.0 {
                assert_near(meter.short_term().unwrap(), -23.0, 0.1, &format!("{seconds} s at {rate} Hz"));
            }
        });
    }
}

#[test]
fn tech_3341_case_10_short_term_is_found_wherever_it_lies() {
    for rate in RATES {
        for step in 0..ebu::STEPS {
            let meter = metered(&ebu::short_term_step(step, rate), |_, _| ());
            assert_near(meter.short_term_max().unwrap(), -23.0, 0.1, &format!("step {step} at {rate} Hz"));
        }
    }
}

#[test]
fn tech_3341_case_12_momentary_stands_still() {
    for rate in RATES {
        metered(&ebu::tech_3341_at(12, rate).unwrap(), |seconds, meter| {
            if seconds >= 1.0 {
                assert_near(meter.momentary().unwrap(), -23.0, 0.1, &format!("{seconds} s at {rate} Hz"));
            }
        });
    }
}

#[test]
fn tech_3341_case_13_momentary_is_found_wherever_it_lies() {
    for rate in RATES {
        for step in 0..ebu::STEPS {
            let meter = metered(&ebu::momentary_step(step, rate), |_, _| ());
            assert_near(meter.momentary_max().unwrap(), -23.0, 0.1, &format!("step {step} at {rate} Hz"));
        }
    }
}

#[test]
fn tech_3341_true_peak() {
    let expected = |case| match case {
        15..=18 => -6.0,
        19 => 3.0,
        _ => 0.0,
    };
    for rate in RATES {
        for case in 15..=23 {
            let report = of_signal(&ebu::tech_3341_at(case, rate).unwrap());
            let peak = report.measured.analysis.true_peak_dbtp.unwrap().get();
            let over = peak - expected(case);
            let what = format!("case {case} at {rate} Hz: {peak} dBTP, expected {}", expected(case));
            assert!((-0.4..=0.2).contains(&over), "{what}");
        }
    }
}

#[test]
fn tech_3342_loudness_range() {
    for rate in RATES {
        for (case, expected) in [(1, 10.0), (2, 5.0), (3, 20.0), (4, 15.0)] {
            let report = of_signal(&ebu::tech_3342_at(case, rate).unwrap());
            let range = report.measured.analysis.loudness_range_lu.unwrap();
            assert_near(range.get(), expected, 1.0, &format!("case {case} at {rate} Hz"));
        }
    }
}

#[test]
fn integrated_loudness_at_other_rates() {
    for rate in [8_000, 22_050, 32_000, 192_000] {
        let format = Format::new(rate, 2);
        let steps = [(-36.0, 10.0), (-23.0, 20.0), (-36.0, 10.0)];
        let segments: Vec<Segment> =
            steps.iter().map(|&(db, seconds)| Segment::sine(1000.0, db, seconds)).collect();
        assert_near(lufs(&of_signal(&Signal::new(format, &segments))), -23.0, 0.1, &format!("{rate} Hz"));
    }
}

#[test]
fn the_low_frequency_channel_does_not_count() {
    let with_lfe = |lfe_db: f64| {
        let levels = [-28.0, -28.0, -24.0, lfe_db, -30.0, -30.0];
        of_signal(&Signal::new(Format::new(48_000, 6), &[Segment::sine_in_channels(1000.0, &levels, 5.0)]))
    };
    assert_near(lufs(&with_lfe(-120.0)), -23.0, 0.1, "silent effects");
    assert_near(lufs(&with_lfe(-3.0)), -23.0, 0.1, "loud effects");
    assert_near(
        with_lfe(-3.0).measured.analysis.true_peak_dbtp.unwrap().get(),
        -3.0,
        0.2,
        "but its peak does",
    );
}

/// A beep of half a second is a gating block above −70 LUFS, and diluted over three seconds it is none.
#[test]
fn a_range_without_a_window_above_the_gate_is_missing_with_its_reason() {
    let beep = [Segment::silence(5.0), Segment::sine(1000.0, -66.0, 0.5), Segment::silence(5.0)];
    let analysis = of_signal(&Signal::new(Format::STEREO_48K, &beep)).measured.analysis;
    assert_near(analysis.loudness_lufs.unwrap().get(), -66.7, 1.0, "the beep");
    assert_eq!(analysis.loudness_range_lu, None);
    assert_eq!(
        analysis.missing["loudness_range_lu"],
        "no 3 s of it are louder than the absolute gate of -70 LUFS"
    );
}

/// The EBU's own sequences, which cannot be shipped: set `HARK_EBU` to a folder with them and an `expected.tsv` (file,
/// integrated loudness, loudness range; an empty cell for what is not stated). Without it there is nothing to check.
#[test]
fn the_sequences_of_the_ebu_where_they_are_at_hand() {
    let Some(folder) = std::env::var_os("HARK_EBU").map(std::path::PathBuf::from) else { return };
    let table = std::fs::read_to_string(folder.join("expected.tsv")).unwrap();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let analysis = analyze(&folder.join(cells[0]), &Options::default()).unwrap().measured.analysis;
        let measured = (analysis.loudness_lufs.unwrap().get(), analysis.loudness_range_lu.unwrap().get());
        println!(
            "{line}\t{:.2}\t{:.2}\t{:.2}",
            measured.0,
            measured.1,
            analysis.true_peak_dbtp.unwrap().get()
        );
        if let Ok(expected) = cells[1].parse() {
            assert_near(measured.0, expected, 0.1, line);
        }
        if let Ok(expected) = cells[2].parse() {
            assert_near(measured.1, expected, 1.0, line);
        }
    }
}
