//! What listening costs, for each minute of sound.
//!
//! Run with the folder of installed models: `HARK_TEST_MODELS=DIR cargo bench -p hark-models --bench tagger`. One
//! thread; the sound is noise and tones, which cost what music costs: the work does not depend on the values.
//! Wall-clock milliseconds, fewest and median of the runs; on a machine with other work trust the fewest.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::process::ExitCode;
use std::time::Instant;

use hark_models::{Error, Heard, ModelDir, SAMPLE_RATE, Taggers, WINDOW_SECONDS};

fn main() -> ExitCode {
    let Some(folder) = std::env::var_os("HARK_TEST_MODELS") else {
        println!("skipped: HARK_TEST_MODELS names no folder of installed models");
        return ExitCode::SUCCESS;
    };
    match run(&ModelDir::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(dir: &ModelDir) -> Result<(), Error> {
    measure("load, checksums included", 5, || Taggers::load(dir))?;
    let Some(taggers) = Taggers::load(dir)? else {
        println!("skipped: no tagger is installed");
        return Ok(());
    };
    println!("{}", taggers.version());
    let minute = sound(60);
    measure("a minute of sound", 10, || hear(&taggers, &minute))?;
    measure("one window", 30, || hear(&taggers, &minute[..(WINDOW_SECONDS * 16_000.0) as usize]))
}

fn hear(taggers: &Taggers, sound: &[f32]) -> Result<Option<Heard>, Error> {
    let mut listener = taggers.listen();
    sound.chunks(4096).for_each(|block| listener.push(block));
    listener.finish()
}

fn sound(seconds: u32) -> Vec<f32> {
    let mut state = 1_u64;
    (0..seconds * SAMPLE_RATE)
        .map(|n| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let noise = (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0;
            let time = n as f32 / SAMPLE_RATE as f32;
            0.1 * noise + 0.4 * (time * 1382.3).sin() * (time * 3.0).sin()
        })
        .collect()
}

/// Runs it once to warm up, then `runs` times.
fn measure<T>(name: &str, runs: usize, mut work: impl FnMut() -> Result<T, Error>) -> Result<(), Error> {
    work()?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    println!("{name:36} fewest {:9.3} ms   median {:9.3} ms", times[0], times[runs / 2]);
    Ok(())
}
