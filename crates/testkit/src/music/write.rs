//! Pieces as WAV files, with their answers in one truth file.

use super::Piece;
use crate::wav::{self, Encoding, Tags};
use std::fs;
use std::io;
use std::path::Path;

/// Name of the file with the answers, one JSON object a line, beside the audio.
pub const TRUTH_FILE: &str = "truth.jsonl";

/// Writes pieces `0..count` of the set `seed` into `dir` (made if missing) and [`TRUTH_FILE`] last, so that where it
/// stands every file it names does too. `told` hears of each file when it is done.
///
/// # Errors
/// The first error of the file system; files already finished stay.
pub fn write_all(dir: &Path, seed: u64, count: u64, mut told: impl FnMut(&Path)) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let mut rows = Vec::new();
    for index in 0..count {
        let piece = Piece::draw(seed, index);
        let (signal, truth) = piece.render();
        let file = format!("{}.wav", piece.name(index));
        let path = dir.join(&file);
        wav::write(&path, &signal, Encoding::Pcm16, &Tags::default())?;
        rows.push(truth.row(&file));
        told(&path);
    }
    wav::replace(&dir.join(TRUTH_FILE), |out| rows.iter().try_for_each(|row| writeln!(out, "{row}")))
}
