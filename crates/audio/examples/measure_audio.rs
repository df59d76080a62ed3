//! What an analysis costs: CPU seconds per minute of audio, one thread, and the peak memory of the process.
//!
//! `cargo run --release -p hark-audio --example measure_audio -- FILE...` prints one line a file (duration, loudness, range,
//! true peak, CPU time, what it is) and the sums. CPU time and memory come from `/proc`, so on Linux only; elsewhere
//! wall time stands in and memory is 0. With `DECODE_ONLY` set, nothing is measured but the decoding.

#![expect(clippy::print_stdout, reason = "the output of the program")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use hark_audio::{Options, Report, Stream, analyze};

fn main() {
    let (mut audio_s, mut cpu_s, mut refused) = (0.0, 0.0, 0);
    let decode_only = std::env::var_os("DECODE_ONLY").is_some();
    for path in std::env::args_os().skip(1).map(PathBuf::from) {
        let before = cpu_time();
        if decode_only {
            audio_s += decode(&path);
            cpu_s += (cpu_time() - before).as_secs_f64();
            continue;
        }
        match analyze(&path, &Options::default()) {
            Ok(report) => {
                let cost = (cpu_time() - before).as_secs_f64();
                audio_s += seconds(&report);
                cpu_s += cost;
                print(&report, cost, &path.display().to_string());
            }
            Err(error) => {
                refused += 1;
                println!("refused: {error}");
            }
        }
    }
    let minutes = audio_s / 60.0;
    println!(
        "{minutes:.1} minutes, {cpu_s:.2} CPU s, {:.4} CPU s a minute, {refused} refused",
        cpu_s / minutes
    );
    println!("peak memory {:.1} MB", peak_memory_kb() as f64 / 1024.0);
}

fn decode(path: &std::path::Path) -> f64 {
    let Ok(mut stream) = Stream::open(path, &hark_audio::Limits::default()) else { return 0.0 };
    while let Ok(Some(_)) = stream.next_block() {}
    stream.finish().1.seconds()
}

fn seconds(report: &Report) -> f64 {
    report.measured.analysis.duration.map_or(0.0, hark_track::Seconds::get)
}

fn print(report: &Report, cost: f64, name: &str) {
    let analysis = &report.measured.analysis;
    let show = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    println!(
        "{:9.2} s  I {:>7}  LRA {:>5}  TP {:>6}  {cost:6.3} CPU s  {:<9} {name} {}",
        seconds(report),
        show(analysis.loudness_lufs.map(hark_track::Lufs::get)),
        show(analysis.loudness_range_lu.map(hark_track::LoudnessUnits::get)),
        show(analysis.true_peak_dbtp.map(hark_track::Dbtp::get)),
        report.source.codec,
        report.warnings.join("; "),
    );
}

/// User and system time of this process, in ticks of 10 ms.
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
    let ticks: Vec<u64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    if ticks.is_empty() { START.elapsed() } else { Duration::from_millis(10 * ticks.iter().sum::<u64>()) }
}

fn peak_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}
