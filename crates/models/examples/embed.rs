//! Embeds the lines of standard input with the installed text model: what scripts that fit something to its vectors use.
//!
//! `cargo run --release -p hark-models --example embed -- MODELS < LINES > VECTORS`; the output is one row of little-endian
//! 32-bit floats a line.

use std::error::Error;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use hark_models::{MiniLm, ModelDir, TextEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: embed MODELS < LINES > VECTORS")?;
    let encoder = MiniLm::load(&ModelDir::new(Path::new(&folder)))?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut output = BufWriter::new(std::io::stdout().lock());
    for batch in lines.chunks(512) {
        for value in encoder.embed(batch)?.iter().flatten() {
            output.write_all(&value.to_le_bytes())?;
        }
    }
    output.flush()?;
    Ok(())
}
