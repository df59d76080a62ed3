//! What holds of batches: everyone gets the vectors of their own texts, whoever else was there and whatever went wrong.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// A text's vector is its length; some texts are refused, some make the model panic.
struct Lengths {
    version: ModelVersion,
    /// Texts in each call.
    calls: Mutex<Vec<usize>>,
    /// The first call waits until so many callers are there.
    company: usize,
    callers: Arc<AtomicUsize>,
}

impl TextEncoder for Lengths {
    fn version(&self) -> &ModelVersion {
        &self.version
    }

    fn dimensions(&self) -> usize {
        1
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let first = {
            let mut calls = lock(&self.calls);
            calls.push(texts.len());
            calls.len() == 1
        };
        while first && self.callers.load(Ordering::SeqCst) < self.company {
            std::thread::yield_now();
        }
        if first && self.company > 1 {
            // The others have said that they come; what is left for them to do is to queue up.
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(!texts.contains(&"panic"), "on purpose");
        if texts.contains(&"refuse") {
            return Err(Error::NotFinite { version: self.version.clone() });
        }
        Ok(texts.iter().map(|text| vec![text.len() as f32]).collect())
    }
}

fn encoder(company: usize) -> (BatchingEncoder<Lengths>, Arc<AtomicUsize>) {
    let callers = Arc::new(AtomicUsize::new(0));
    let (version, calls) = (ModelVersion::new("lengths"), Mutex::default());
    let inner = Lengths { version, calls, company, callers: Arc::clone(&callers) };
    (BatchingEncoder::new(inner, NonZeroUsize::MIN), callers)
}

/// What a caller's thread ends with.
type Joined = std::thread::Result<Result<Vec<Vec<f32>>, Error>>;

/// What each of these callers gets, all coming while the first is being served.
fn at_once(texts: &[&str]) -> (Vec<Joined>, Vec<usize>) {
    let (encoder, callers) = encoder(texts.len());
    let results = std::thread::scope(|scope| {
        let ask = |text: &str| {
            callers.fetch_add(1, Ordering::SeqCst);
            encoder.embed(&[text])
        };
        let threads: Vec<_> = texts.iter().map(|text| scope.spawn(move || ask(text))).collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    let calls = lock(&encoder.inner.calls).clone();
    (results, calls)
}

#[test]
fn callers_at_once_share_batches_and_each_gets_its_own_vectors() {
    let texts = ["a", "bb", "ccc", "dddd", "eeeee", "ffffff"];
    let (results, calls) = at_once(&texts);
    for (text, result) in texts.iter().zip(results) {
        assert_eq!(result.unwrap().unwrap(), [[text.len() as f32]]);
    }
    assert_eq!((calls[0], calls.iter().sum::<usize>()), (1, 6), "nobody waits for company");
    assert!(calls.len() < 6 && calls.iter().all(|texts| *texts <= MOST), "{calls:?}");
}

#[test]
fn a_text_that_fails_fails_its_own_caller_alone() {
    for bad in ["refuse", "panic"] {
        let texts = ["a", "bb", bad, "dddd"];
        let (results, _calls) = at_once(&texts);
        let mut panics = 0;
        for (text, result) in texts.iter().zip(results) {
            match result {
                Ok(Ok(vectors)) => assert_eq!((vectors[0][0], *text != bad), (text.len() as f32, true)),
                Ok(Err(_)) => assert_eq!(*text, "refuse"),
                // The panic is seen by whoever made the batch, and by the one whose text it was.
                Err(_) => panics += 1,
            }
        }
        assert!(if bad == "panic" { (1..=2).contains(&panics) } else { panics == 0 });
    }
}

#[test]
fn many_texts_of_one_caller_are_left_alone() {
    let (encoder, _) = encoder(0);
    let texts = ["abc"; 3 * MOST];
    assert_eq!(encoder.embed(&texts).unwrap().len(), 3 * MOST);
    assert_eq!(encoder.embed(&[]).unwrap().len(), 0);
    assert_eq!(*lock(&encoder.inner.calls), [3 * MOST, 0]);
}
