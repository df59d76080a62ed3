//! Where a joint model puts raw sound and texts: `clap FOLDER FILE… [-- TEXT…]`, the folder as published, the files
//! 48 kHz mono `f32` little-endian.
//!
//! One line of JSON for each: `{"file" | "text", "seconds", "vector"}`, where `seconds` is how long it took.
//! `scripts/clap/export.py --compare` prints the reference implementation's.

#![expect(clippy::print_stdout, reason = "an example prints what it found")]

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hark_models::{ClapAudio, ClapText, ModelVersion, SoundEncoder, TextEncoder};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut parts = arguments.splitn(2, |argument| argument == "--");
    let (before, texts) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let Some((folder, files)) = before.split_first() else {
        println!("usage: clap FOLDER FILE… [-- TEXT…]");
        return ExitCode::FAILURE;
    };
    match hear(Path::new(folder), files).and_then(|()| read(Path::new(folder), texts)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn hear(folder: &Path, files: &[String]) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    let start = Instant::now();
    let audio = ClapAudio::open(folder, ModelVersion::new("example"))?;
    println!("{}", serde_json::json!({ "audio tower": start.elapsed().as_secs_f64() }));
    for file in files {
        let bytes = std::fs::read(file)?;
        let (words, _) = bytes.as_chunks::<4>();
        let samples: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
        let start = Instant::now();
        let mut listener = audio.listen();
        samples.chunks(4096).for_each(|block| listener.push(block));
        let heard = listener.finish()?;
        let seconds = start.elapsed().as_secs_f64();
        let name = Path::new(file).file_name().and_then(|name| name.to_str());
        let (windows, vector) = heard.map(|heard| (heard.windows, heard.vector)).unwrap_or_default();
        println!(
            "{}",
            serde_json::json!({ "file": name, "seconds": seconds, "windows": windows, "vector": vector })
        );
    }
    Ok(())
}

fn read(folder: &Path, texts: &[String]) -> Result<(), Failure> {
    if texts.is_empty() {
        return Ok(());
    }
    let start = Instant::now();
    let encoder = ClapText::open(folder, ModelVersion::new("example"))?;
    println!("{}", serde_json::json!({ "text tower": start.elapsed().as_secs_f64() }));
    for text in texts {
        let start = Instant::now();
        let vector = encoder.embed(&[text])?.concat();
        println!(
            "{}",
            serde_json::json!({ "text": text, "seconds": start.elapsed().as_secs_f64(), "vector": vector })
        );
    }
    Ok(())
}
