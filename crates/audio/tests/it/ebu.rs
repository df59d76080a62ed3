//! The cases of EBU Tech 3341 and 3342 that can be generated, at the tolerances of those documents: ±0.1 LU, ±1 LU for
//! the loudness range, +0.2/−0.4 dB for the true peak. Momentary and short-term values (9, 10, 12, 13) are not reported
//! by an analysis; what follows from them for the integrated loudness is the meter's own affair.

use hark_testkit::signal::{Format, Segment, Signal, ebu};

use crate::support::{assert_near, lufs, of_signal};

#[test]
fn integrated_loudness_of_tech_3341() {
    for (case, expected) in [(1, -23.0), (2, -33.0), (3, -23.0), (4, -23.0), (5, -23.0), (6, -23.0)] {
        let report = of_signal(&ebu::tech_3341(case).unwrap());
        assert_near(lufs(&report), expected, 0.1, &format!("case {case}"));
    }
}

#[test]
fn integrated_loudness_at_other_rates() {
    for rate in [32_000, 44_100, 96_000, 192_000] {
        let format = Format::new(rate, 2);
        let steps = [(-36.0, 10.0), (-23.0, 20.0), (-36.0, 10.0)];
        let segments: Vec<Segment> =
            steps.iter().map(|&(db, seconds)| Segment::sine(1000.0, db, seconds)).collect();
        assert_near(lufs(&of_signal(&Signal::new(format, &segments))), -23.0, 0.1, &format!("{rate} Hz"));
    }
}

#[test]
fn true_peak_of_tech_3341() {
    let expected = |case| match case {
        15..=18 => -6.0,
        19 => 3.0,
        _ => 0.0,
    };
    for case in (15..=19).chain(20..=23) {
        let peak = of_signal(&ebu::tech_3341(case).unwrap()).measured.analysis.true_peak_dbtp.unwrap().get();
        let over = peak - expected(case);
        assert!((-0.4..=0.2).contains(&over), "case {case}: {peak} dBTP, expected {}", expected(case));
    }
}

#[test]
fn loudness_range_of_tech_3342() {
    for (case, expected) in [(1, 10.0), (2, 5.0), (3, 20.0), (4, 15.0)] {
        let range = of_signal(&ebu::tech_3342(case).unwrap()).measured.analysis.loudness_range_lu.unwrap();
        assert_near(range.get(), expected, 1.0, &format!("case {case}"));
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
