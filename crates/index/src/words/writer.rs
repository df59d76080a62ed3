//! Writing the word index: documents in, atomic commits that carry the catalogue's sequence number out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hark_track::{Status, Track};
use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};

use super::Words;
use super::schema::Layout;
use crate::error::Error;

/// Memory for documents not yet flushed, shared by the indexing threads.
const WRITER_BYTES: usize = 64 << 20;
/// Indexing threads: the division of documents among segments has no influence on results.
const WRITER_THREADS: usize = 2;

/// The word index on disk, with or without the right to write.
pub(crate) struct WordsWriter {
    path: PathBuf,
    catalogue: String,
    layout: Arc<Layout>,
    reader: IndexReader,
    writer: Option<IndexWriter>,
    committed: u64,
    /// As of the last commit.
    words: Words,
}

impl WordsWriter {
    /// Opens or creates the word index in `path` for the catalogue of this identity. With `write`, takes the lock that
    /// only one process holds; the words of another catalogue are thrown away then.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process has the lock, [`Error::Words`] when the index is damaged or has
    /// another layout.
    pub(crate) fn open(path: &Path, catalogue: &str, write: bool) -> Result<WordsWriter, Error> {
        let failed = |source: TantivyError| Error::Words { path: path.to_owned(), source };
        std::fs::create_dir_all(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let layout = Layout::new();
        let directory = MmapDirectory::open(path).map_err(|source| failed(source.into()))?;
        let index = Index::open_or_create(directory, layout.schema.clone()).map_err(failed)?;
        let writer = match write.then(|| index.writer_with_num_threads(WRITER_THREADS, WRITER_BYTES)) {
            Some(Err(TantivyError::LockFailure(..))) => return Err(Error::Locked { path: path.to_owned() }),
            other => other.transpose().map_err(failed)?,
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(failed)?;
        let payload = index.load_metas().map_err(failed)?.payload;
        let committed = payload.and_then(|text| text.strip_prefix(catalogue)?.trim().parse().ok());
        let layout = Arc::new(layout);
        let words = Words::new(Arc::clone(&layout), path, &reader.searcher(), None)?;
        let mut opened = WordsWriter {
            path: path.to_owned(),
            catalogue: catalogue.to_owned(),
            layout,
            reader,
            writer,
            committed: committed.unwrap_or(0),
            words,
        };
        if committed.is_none() && write {
            opened.clear()?;
        }
        Ok(opened)
    }

    /// Forgets every document, for good once the next commit is made.
    fn clear(&mut self) -> Result<(), Error> {
        let cleared = self.writer()?.delete_all_documents().map(|_stamp| ());
        cleared.map_err(|source| self.failed(source))
    }

    /// The catalogue's sequence number of the last commit; 0 before the first.
    pub(crate) fn committed(&self) -> u64 {
        self.committed
    }

    /// Whether changes may be written.
    pub(crate) fn can_write(&self) -> bool {
        self.writer.is_some()
    }

    /// Replaces the words of `row` by those of `track`, or removes them when the track is not public.
    pub(crate) fn set(&mut self, row: u32, track: &Track) -> Result<(), Error> {
        let document = (track.status == Status::Public).then(|| self.layout.document(row, track));
        let term = Term::from_field_u64(self.layout.row, u64::from(row));
        let writer = self.writer()?;
        writer.delete_term(term);
        let added = document.map(|document| writer.add_document(document)).transpose();
        added.map_err(|source| self.failed(source))?;
        Ok(())
    }

    /// Makes every change so far durable and visible, as of the catalogue's `sequence`.
    pub(crate) fn commit(&mut self, sequence: u64) -> Result<(), Error> {
        let payload = format!("{} {sequence}", self.catalogue);
        let writer = self.writer()?;
        let commit = |writer: &mut IndexWriter| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&payload);
            prepared.commit()
        };
        commit(writer).map_err(|source| self.failed(source))?;
        self.committed = sequence;
        self.reader.reload().map_err(|source| self.failed(source))?;
        let layout = Arc::clone(&self.layout);
        self.words = Words::new(layout, &self.path, &self.reader.searcher(), Some(&self.words))?;
        Ok(())
    }

    /// The words as of the last commit.
    pub(crate) fn words(&self) -> Result<Words, Error> {
        Ok(self.words.clone())
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, Error> {
        self.writer.as_mut().ok_or_else(|| Error::ReadOnly { path: self.path.clone() })
    }

    fn failed(&self, source: TantivyError) -> Error {
        Error::Words { path: self.path.clone(), source }
    }
}
