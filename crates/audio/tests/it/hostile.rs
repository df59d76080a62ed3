//! Files damaged on purpose: every one is analysed or refused with a reason, without a panic and in bounded memory.
//!
//! The damage is a function of the round alone, so a failure names the file that reproduces it.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use hark_audio::{ErrorKind, read_tags};
use hark_testkit::rng::Rng;
use tempfile::TempDir;

use crate::support::{analyzed, fixture};

const FIXTURES: [&str; 10] = [
    "tone.mp3",
    "tone.flac",
    "tone.ogg",
    "tone.opus",
    "surround.opus",
    "tone.wav",
    "tone.aiff",
    "tone.m4a",
    "alac.m4a",
    "tone.aac",
];

/// Mutants of each fixture; `HARK_MUTANTS` sets another number. One contained panic in a thousand is let pass: with
/// overflow checks on, as here, symphonia's wav reader multiplies 16-bit numbers of the header (round 545).
const MUTANTS: u64 = 30;

/// Set where the test runs in its own process.
const ALONE: &str = "HARK_TEST_ALONE";

/// In a process of its own: the peak memory of this one is that of all tests together.
#[test]
fn mutated_files_are_analysed_or_refused() {
    if std::env::var_os(ALONE).is_some() {
        return analyse_mutants();
    }
    let name = "hostile::mutated_files_are_analysed_or_refused";
    let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
    let status = alone.args([name, "--exact", "--nocapture"]).env(ALONE, "1").status().unwrap();
    assert!(status.success(), "{status}; its output is above");
}

fn analyse_mutants() {
    let rounds = std::env::var("HARK_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTANTS);
    let folder = TempDir::new().unwrap();
    let panics = AtomicUsize::new(0);
    let mut contained = Vec::new();
    let (mut analysed, mut refused) = (0, 0);
    for name in FIXTURES {
        let original = std::fs::read(fixture(name)).unwrap();
        for round in 0..rounds {
            let path = folder.path().join(format!("{round}_{name}"));
            std::fs::write(&path, mutate(&original, round)).unwrap();
            let outcome = panic::catch_unwind(|| (analyzed(&path), read_tags(&path)));
            let Ok((report, tags)) = outcome else {
                panics.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            let tags = tags.expect("tags never refuse a file that can be opened");
            let panicked = tags.warnings.iter().find(|warning| warning.contains("panic"));
            contained.extend(panicked.map(|warning| format!("{name}, round {round}: {warning}")));
            match report {
                Ok(report) => {
                    assert!(report.measured.analysis.duration.is_some(), "{name}, round {round}");
                    analysed += 1;
                }
                Err(error) => {
                    assert!(error.path() == path);
                    refused += 1;
                    if let ErrorKind::Panicked { detail, .. } = error.kind() {
                        contained.push(format!("{name}, round {round}: {detail}"));
                    }
                }
            }
            std::fs::remove_file(&path).unwrap();
        }
    }
    eprintln!("{analysed} analysed, {refused} refused, {} decoder panics contained", contained.len());
    assert_eq!(panics.into_inner(), 0);
    assert!(contained.len() * 1000 <= analysed + refused, "third-party panics, contained: {contained:#?}");
    assert!(analysed > 0 && refused > 0);
    assert_peak_memory_below(300);
}

/// One of six kinds of damage (several places each), by the round.
fn mutate(original: &[u8], round: u64) -> Vec<u8> {
    let mut rng = Rng::new(round);
    let mut bytes = original.to_vec();
    match round % 6 {
        0 => (0..=rng.below(32)).for_each(|_| flip_bit(&mut bytes, &mut rng, 0)),
        1 => bytes.truncate(rng.below(original.len())),
        2 => swap_blocks(&mut bytes, &mut rng),
        3 => (0..=rng.below(4)).for_each(|_| overwrite_size(&mut bytes, &mut rng)),
        4 => {
            let at = rng.below(bytes.len());
            let length = rng.below(bytes.len() - at + 1).min(2048);
            bytes.splice(at..at + length, (0..rng.below(2048)).map(|i| (i * 37) as u8));
        }
        _ => (0..=rng.below(8)).for_each(|_| flip_bit(&mut bytes, &mut rng, 256)),
    }
    bytes
}

/// Flips a bit within the first `within` bytes (headers), or anywhere for 0.
fn flip_bit(bytes: &mut [u8], rng: &mut Rng, within: usize) {
    let end = if within == 0 { bytes.len() } else { within.min(bytes.len()) };
    bytes[rng.below(end)] ^= 1 << rng.below(8);
}

fn swap_blocks(bytes: &mut [u8], rng: &mut Rng) {
    let length = 1 + rng.below(bytes.len() / 4);
    let (from, to) = (rng.below(bytes.len() - length), rng.below(bytes.len() - length));
    for i in 0..length {
        bytes.swap(from + i, to + i);
    }
}

/// Writes an extreme number over four bytes, half the time in the headers.
fn overwrite_size(bytes: &mut [u8], rng: &mut Rng) {
    let end = if rng.chance(0.5) { bytes.len().min(512) } else { bytes.len() };
    let at = rng.below(end - 4);
    let value = rng.pick([0, 1, 0x7f, 0xff, 0x7fff_ffff, 0xffff_ffff, 0x0100_0000, 0xff00_0000_u32]);
    bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
}

#[cfg(target_os = "linux")]
fn assert_peak_memory_below(megabytes: u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < megabytes << 10, "peak memory {} MB", kilobytes >> 10);
}

#[cfg(not(target_os = "linux"))]
fn assert_peak_memory_below(_megabytes: u64) {}
