//! Writes music with known answers: WAV files and `truth.jsonl`, as `hark eval analysis` reads it.
//!
//! `cargo run --release -p hark-testkit --example music -- FOLDER [SEED [COUNT]]` (seed 1, 120 pieces of 30 s, about
//! 0.5 GB). The same seed gives the same files. `scripts/coded.py FOLDER` makes MP3 and Ogg files of them.
#![expect(clippy::print_stdout, reason = "progress for a person at a terminal")]

use hark_testkit::music;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: music FOLDER [SEED [COUNT]]")?);
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let count = arguments.next().map_or(Ok(120), |count| count.parse())?;
    music::write_all(&folder, seed, count, |path| println!("{}", path.display()))?;
    Ok(())
}
