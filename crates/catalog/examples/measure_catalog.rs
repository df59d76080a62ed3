//! How fast the catalogue is on a given file of rows: import, import again, reading all changes, embeddings.
//!
//! `cargo run --release -p hark-catalog --example measure_catalog -- ROWS.jsonl.gz DATA_FOLDER` (the folder should be empty).

#![expect(clippy::print_stdout, reason = "printing figures is what it is for")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use hark_catalog::{Catalog, Embedding, MAX_BATCH, Outcome, QuantizedVector, Row, Sequence, import};

const VERSION: &str = "measure-384";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(rows), Some(data), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: measure ROWS DATA_FOLDER".into());
    };
    timed("read only", || Ok(import::read_rows(&rows)?.count()))?;
    let catalog = timed("open", || Ok(Catalog::open(&data)?))?;
    for run in ["import", "import again"] {
        timed(run, || import_all(&catalog, &rows))?;
    }
    timed("all changes", || read_all(&catalog))?;
    timed("tracks without embedding", || {
        Ok(catalog.tracks_without_embedding(VERSION, None, usize::MAX)?.len())
    })?;
    timed("put embeddings", || embed_all(&catalog))?;
    timed("all embeddings", || Ok(catalog.for_each_embedding(VERSION, |_, vector| drop(vector))?))?;
    timed("embeddings by row", || {
        let total = u32::try_from(catalog.count()?.total())?;
        let rows: Vec<Row> = (0..total).map(Row).collect();
        Ok(catalog.embeddings(VERSION, &rows)?.into_iter().flatten().count())
    })?;
    timed("all changes", || read_all(&catalog))?;
    timed("count", || Ok(catalog.count()?))?;
    println!("{} bytes", std::fs::metadata(catalog.path())?.len());
    Ok(())
}

fn timed<T: std::fmt::Debug>(
    what: &str,
    work: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<T, Box<dyn Error>> {
    let start = Instant::now();
    let result = work()?;
    println!("{:>8.1} ms  {what}: {result:?}", start.elapsed().as_secs_f64() * 1e3);
    Ok(result)
}

/// Added, updated, unchanged, refused.
fn import_all(catalog: &Catalog, path: &std::path::Path) -> Result<[usize; 4], Box<dyn Error>> {
    let mut counts = [0; 4];
    let mut batch = Vec::with_capacity(MAX_BATCH);
    let mut reader = import::read_rows(path)?;
    loop {
        let row = reader.next();
        let ended = row.is_none();
        match row {
            Some(Ok(row)) => batch.extend(row.id.map(|id| row.into_patch(id))),
            Some(Err(_)) => counts[3] += 1,
            None => {}
        }
        if ended || batch.len() == MAX_BATCH {
            for outcome in catalog.upsert(&batch)? {
                counts[match outcome {
                    Outcome::Added(..) => 0,
                    Outcome::Updated(..) => 1,
                    Outcome::Unchanged(..) => 2,
                }] += 1;
            }
            batch.clear();
        }
        if ended {
            return Ok(counts);
        }
    }
}

fn read_all(catalog: &Catalog) -> Result<usize, Box<dyn Error>> {
    let mut position = Sequence(0).into();
    let mut read = 0;
    loop {
        let page = catalog.changes_since(position, MAX_BATCH)?;
        let Some(last) = page.last() else { return Ok(read) };
        position = last.position();
        read += page.len();
    }
}

fn embed_all(catalog: &Catalog) -> Result<usize, Box<dyn Error>> {
    let vector: Vec<f32> = (0..384).map(|i| (i as f32 * 0.37).sin()).collect();
    let vector = QuantizedVector::from_f32(&vector);
    let mut after = None;
    let mut put = 0;
    loop {
        let page = catalog.tracks_without_embedding(VERSION, after, MAX_BATCH)?;
        let Some(last) = page.last() else { return Ok(put) };
        after = Some(last.row);
        let batch: Vec<Embedding> = page
            .iter()
            .map(|stored| Embedding { row: stored.row, made_from: stored.sequence, vector: vector.clone() })
            .collect();
        catalog.put_embeddings(VERSION, &batch)?;
        put += page.len();
    }
}
