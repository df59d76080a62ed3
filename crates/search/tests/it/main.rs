//! What must hold of search.
//!
//! 1. What the query names comes first: title and artist, title, artist, album.
//! 2. Words find tracks in every field, folded, plural or not, and under small spelling mistakes in names.
//! 3. Meaning finds tracks that share no word with the query; a track without a vector is still found by words.
//! 4. A filter leaves exactly those candidates that satisfy it, and changes no score.
//! 5. Pages partition the candidate set; total and groups are those of the whole set, on every page.
//! 6. Scores lie between 0 and 1 and never rise down the list; equal scores are ordered by identity.
//! 7. The same catalogue gives the same answer, also after a restart and from an index built anew.
//! 8. Later pages come from the list of the first page, whatever is imported meanwhile.
//! 9. Only public tracks are ever returned.
//! 10. No artist fills a page while others match, unless the query names that artist.
//! 11. `search_method` says what ran, and a failing text model is no error.
//! 12. Identities are looked up in the catalogue: order kept, duplicates once, missing ones listed.
//! 13. What a query demands filters: measured to be unmet takes a track out, unknown does not.
//! 14. What is not wanted takes out what is tagged with it and puts behind what sounds like it.
//! 15. Sound alone finds tracks of which no word is known, and words alone those that nobody measured.
//! 16. An artist that the catalogue lacks is answered with music of that sound; one that it has comes first.
//! 17. Versions of a recording stand together.
//! 18. What was understood is reported, and every result can say why it is one.
//! 19. Where a joint model has listened, tracks are found by how they sound; where it has not or fails, nothing changes.
//! 20. Words are counted as their definition says, however the index is divided and whatever was deleted.
//! 21. A title with the query's words in order comes before one with the same words; a last word may be a beginning.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod identities;
mod joint;
mod paging;
mod ranking;
mod understanding;
mod words;
mod words_oracle;
mod world;
