//! What holds of the frames: bounded in number, nothing lost when they merge; edges tell music from a cut.

use super::*;

const RATE_HZ: u32 = 22_050;

#[test]
fn a_long_file_has_fewer_longer_frames() {
    let mut pitches = Pitches::new(RATE_HZ);
    let window = Frame { energy: 1.0, fine: [[1.0; FINE]; BANDS] };
    for _ in 0..3 * MAX_FRAMES {
        pitches.keep(&window);
    }
    assert!(pitches.frames.len() < MAX_FRAMES);
    assert_eq!(pitches.windows, 4);
    let kept: f32 = pitches.frames.iter().map(|frame| frame.energy).sum();
    assert_eq!(kept, 3.0 * MAX_FRAMES as f32);
    let chroma = pitches.chroma();
    assert!((chroma.hop_s * f64::from(RATE_HZ) - 4.0 * HOP as f64).abs() < 1e-6);
    assert!(chroma.audible.iter().all(|audible| *audible));
}

/// A tone that swells from and to silence, and ten seconds out of its middle.
#[test]
fn a_cut_is_told_from_a_beginning_and_an_end() {
    let tone = |k: usize| (k as f32 * 0.1).cos() * (k as f32 / 400_000.0 * std::f32::consts::PI).sin();
    let samples: Vec<f32> = (0..400_000).map(tone).collect();
    for (from, to, begins, ends) in
        [(0, 400_000, true, true), (0, 220_000, true, false), (100_000, 400_000, false, true)]
    {
        let mut pitches = Pitches::new(RATE_HZ);
        samples[from..to].chunks(1_000).for_each(|block| pitches.push(block));
        let chroma = pitches.chroma();
        assert_eq!((chroma.begins, chroma.ends), (begins, ends), "{from} to {to}");
    }
}
