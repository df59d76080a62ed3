//! Work on all processors whose results come out in order, each as soon as those before it are through.

use std::collections::BTreeMap;
use std::sync::mpsc;

use rayon::prelude::*;

/// Does `work` for every item, on all processors, and hands the results to `take` on this thread, in the items' order.
/// The items are begun in about that order, so few results wait. No more work is begun once `take` has failed.
///
/// # Errors
/// The first of `take`.
pub(crate) fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // An error says that nobody is listening any more; what went wrong is known where that was decided.
            drop(
                items
                    .iter()
                    .enumerate()
                    .par_bridge()
                    .try_for_each_with(sender, |sender, (at, item)| sender.send((at, work(item)))),
            );
        });
        // Moved in, so that an early return closes the channel before the scope waits for its thread.
        let results = results;
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (at, result) in &results {
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&next) {
                take(&items[next], result)?;
                next += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_whatever_takes_longest() {
        let items: Vec<u64> = (0..40).collect();
        let work = |item: &u64| {
            std::thread::sleep(Duration::from_millis((item * 7) % 5));
            item * 2
        };
        let mut taken = Vec::new();
        in_order(&items, work, |item, result| {
            taken.push((*item, result));
            Ok(())
        })
        .unwrap();
        assert_eq!(taken, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
        in_order(&[], |item: &u64| *item, |_, _| anyhow::bail!("there is nothing to take")).unwrap();
    }

    #[test]
    fn after_a_failure_no_more_work_is_begun() {
        let items: Vec<usize> = (0..10_000).collect();
        let begun = AtomicUsize::new(0);
        let work = |item: &usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_micros(200));
            *item
        };
        let failed = in_order(&items, work, |item, _| match item {
            3 => anyhow::bail!("enough"),
            _ => Ok(()),
        });
        assert_eq!(failed.unwrap_err().to_string(), "enough");
        assert!(begun.load(Ordering::Relaxed) < 5_000);
    }
}
