//! What holds of the queue: keys take turns, a full queue answers at once, and what nobody waits for is never done.

use std::sync::mpsc;

use super::*;

const LONG: Duration = Duration::from_secs(600);

/// A pool of one thread that is at work until told to go on.
async fn busy(
    most: usize,
    wait_max: Duration,
) -> (Arc<SearchPool>, mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
    let pool = Arc::new(SearchPool::new(1, most, wait_max).unwrap());
    let (go_on, wait) = mpsc::channel::<()>();
    let (begun, has_begun) = oneshot::channel();
    let first = Arc::clone(&pool);
    let task = tokio::spawn(async move {
        let work = move || {
            begun.send(()).unwrap();
            wait.recv().unwrap();
        };
        first.run("blocker", work).await.unwrap().0.unwrap();
    });
    has_begun.await.unwrap();
    (pool, go_on, task)
}

/// Asks for work that writes its name down, and waits until it is in the queue.
async fn ask(
    pool: &Arc<SearchPool>,
    key: &'static str,
    name: &str,
    log: &Arc<Mutex<Vec<String>>>,
) -> tokio::task::JoinHandle<Result<(), Refused>> {
    let (own, log, name, before) = (Arc::clone(pool), Arc::clone(log), name.to_owned(), pool.waiting());
    let task = tokio::spawn(async move {
        let work = move || log.lock().unwrap().push(name);
        own.run(key, work).await.map(|(done, _)| done.unwrap())
    });
    while pool.waiting() == before && !task.is_finished() {
        tokio::task::yield_now().await;
    }
    task
}

#[tokio::test]
async fn keys_take_turns_however_much_one_of_them_asks() {
    let (pool, go_on, blocker) = busy(64, LONG).await;
    let log = Arc::default();
    let mut tasks = Vec::new();
    for (key, name) in
        [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("a", "a4"), ("c", "c1"), ("b", "b2")]
    {
        tasks.push(ask(&pool, key, name, &log).await);
    }
    go_on.send(()).unwrap();
    blocker.await.unwrap();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(*log.lock().unwrap(), ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
}

#[tokio::test]
async fn a_full_queue_and_a_key_that_has_its_share_are_told_at_once() {
    let (pool, go_on, blocker) = busy(4, LONG).await;
    let log = Arc::default();
    let mut tasks = Vec::new();
    for (key, name) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        tasks.push(ask(&pool, key, name, &log).await);
    }
    assert_eq!(ask(&pool, "a", "a3", &log).await.await.unwrap(), Err(Refused::Full), "half is for others");
    tasks.push(ask(&pool, "b", "b2", &log).await);
    assert_eq!(ask(&pool, "c", "c1", &log).await.await.unwrap(), Err(Refused::Full));
    go_on.send(()).unwrap();
    blocker.await.unwrap();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(log.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn who_waited_too_long_or_went_away_is_never_served_and_makes_room() {
    let (pool, go_on, blocker) = busy(2, Duration::from_millis(50)).await;
    let log = Arc::default();
    let late = ask(&pool, "a", "late", &log).await;
    assert_eq!(late.await.unwrap(), Err(Refused::Late));
    assert_eq!(pool.waiting(), 0);
    let gone = ask(&pool, "a", "gone", &log).await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    assert_eq!(pool.waiting(), 0);
    go_on.send(()).unwrap();
    blocker.await.unwrap();
    assert_eq!(pool.run("a", || "served").await.unwrap().0.unwrap(), "served");
    assert!(log.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_panic_is_told_and_the_thread_goes_on() {
    let pool = SearchPool::new(1, 4, LONG).unwrap();
    let (done, _) = pool.run("a", || panic!("on purpose")).await.unwrap();
    assert_eq!(done.map(|(): ()| ()).unwrap_err().downcast_ref::<&str>(), Some(&"on purpose"));
    assert_eq!(pool.run("a", || 5).await.unwrap().0.unwrap(), 5);
}

#[tokio::test]
async fn a_pool_that_ends_forgets_what_waits() {
    let (pool, go_on, blocker) = busy(4, LONG).await;
    let log = Arc::default();
    let waiting = ask(&pool, "a", "a1", &log).await;
    pool.shared.lock().ended = true;
    go_on.send(()).unwrap();
    blocker.await.unwrap();
    waiting.abort();
    drop(pool);
    assert!(log.lock().unwrap().is_empty());
}
