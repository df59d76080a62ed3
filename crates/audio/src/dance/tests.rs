//! Danceability of noises whose exponents are known.

use super::{BLOCK, Dance, fluctuation, residual};

/// A small generator of uniform numbers −1..1.
fn uniform(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as f64 / 2f64.powi(30) - 1.0
}

fn of_amplitudes(amplitudes: &[f64]) -> Result<f64, &'static str> {
    let mut dance = Dance::default();
    for amplitude in amplitudes {
        // A square wave of this deviation.
        let block: Vec<f32> =
            (0..BLOCK).map(|k| if k % 2 == 0 { *amplitude } else { -amplitude } as f32).collect();
        dance.push(&block);
    }
    dance.finish()
}

#[test]
fn loudness_without_memory_has_the_exponent_one_half() {
    let mut seed = 1;
    let amplitudes: Vec<f64> = (0..20_000).map(|_| 0.5 + 0.1 * uniform(&mut seed)).collect();
    let danceability = of_amplitudes(&amplitudes).unwrap();
    assert!((danceability - 2.0).abs() < 0.15, "{danceability}");
}

#[test]
fn loudness_that_wanders_has_the_exponent_three_halves() {
    let mut seed = 2;
    let mut amplitude = 0.5;
    let amplitudes: Vec<f64> = (0..20_000)
        .map(|_| {
            amplitude += 0.001 * uniform(&mut seed);
            amplitude
        })
        .collect();
    let danceability = of_amplitudes(&amplitudes).unwrap();
    assert!((danceability - 1.0 / 1.5).abs() < 0.06, "{danceability}");
}

#[test]
fn a_steady_sound_silence_and_a_short_one_have_none() {
    assert_eq!(of_amplitudes(&[0.5; 3000]), Err("the loudness never changes"));
    assert_eq!(of_amplitudes(&[0.0; 3000]), Err("the loudness never changes"));
    assert_eq!(of_amplitudes(&[0.5; 100]), Err("too short: needs about 4 s of sound"));
}

#[test]
fn a_quiet_copy_is_as_danceable() {
    let mut seed = 3;
    let loud: Vec<f64> = (0..3000).map(|_| 0.5 + 0.1 * uniform(&mut seed)).collect();
    let quiet: Vec<f64> = loud.iter().map(|amplitude| amplitude * 0.01).collect();
    let (loud, quiet) = (of_amplitudes(&loud).unwrap(), of_amplitudes(&quiet).unwrap());
    assert!((loud - quiet).abs() < 1e-3, "{loud} {quiet}");
}

#[test]
fn a_straight_line_leaves_no_residual() {
    let line: Vec<f64> = (0..50).map(|k| 3.0 + 0.7 * f64::from(k)).collect();
    assert!(residual(&line) < 1e-12);
    assert!(fluctuation(&line, 31) < 1e-6);
}
