//! Frozen candidate sets: one query, one list, whatever page is asked for and whatever is imported meanwhile.
//!
//! A first page is always as fresh as the index. Later pages come from the list that the first page came from, if it
//! is still held, so that nobody who pages sees a track twice or misses one because of an import.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::rank::Ranking;
use crate::request::SearchRequest;
use crate::results::{AlbumGroup, ArtistGroup, Method};
use crate::wish::Wish;

/// Lists held at most; with three thousand results of 44 bytes each this is 34 MB.
const CAPACITY: usize = 256;

/// Everything that the pages of one query share.
#[derive(Debug)]
pub(crate) struct CandidateSet {
    /// Which state of the catalogue it was made from.
    pub(crate) sequence: u64,
    /// What was looked for.
    pub(crate) wish: Wish,
    /// All results in their order.
    pub(crate) ranking: Ranking,
    /// Groups over all results.
    pub(crate) artists: Vec<ArtistGroup>,
    /// Groups over all results.
    pub(crate) albums: Vec<AlbumGroup>,
    /// How the results were found.
    pub(crate) method: Method,
}

/// The lists of recent queries.
#[derive(Default)]
pub(crate) struct Frozen {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    sets: HashMap<String, Arc<CandidateSet>>,
    /// Oldest first.
    order: VecDeque<String>,
}

impl Frozen {
    /// The list for this request, if it is held and may serve it: a first page needs one made from `sequence` and by
    /// `semantic` means if those are to be had.
    pub(crate) fn get(
        &self,
        request: &SearchRequest,
        sequence: u64,
        semantic: bool,
    ) -> Option<Arc<CandidateSet>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let set = held.sets.get(&key(request))?;
        let current = set.sequence == sequence && (set.method == Method::Semantic) == semantic;
        (request.page.offset > 0 || current).then(|| Arc::clone(set))
    }

    /// Holds the list for the pages that follow.
    pub(crate) fn put(&self, request: &SearchRequest, set: Arc<CandidateSet>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(request);
        if held.sets.insert(key.clone(), set).is_none() {
            held.order.push_back(key);
        }
        if held.order.len() > CAPACITY
            && let Some(oldest) = held.order.pop_front()
        {
            held.sets.remove(&oldest);
        }
    }
}

/// What makes two requests the same but for their page.
fn key(request: &SearchRequest) -> String {
    format!("{:?} {:?} {:?}", request.what, request.filters, request.sort)
}
