//! Listening with small random networks: windows, blocks, short and long sounds, threads.

use proptest::prelude::*;

use super::*;
use crate::musicnn::Folded;
use crate::testing::{TinyTagger, noise};

fn tagger(seed: u64) -> StoredTagger {
    StoredTagger { name: format!("tiny-{seed}"), network: Folded::new(&TinyTagger::new(seed).published()) }
}

fn taggers() -> Taggers {
    Taggers::new(&[(KnownModel::MusicnnMsd, tagger(1)), (KnownModel::MusicnnMtt, tagger(2))])
}

/// Noise whose loudness and colour change from window to window.
fn sound(seconds: f64) -> Vec<f32> {
    let mut noise = noise(7);
    let mut smooth = 0.0;
    (0..(seconds * f64::from(SAMPLE_RATE)) as usize)
        .map(|n| {
            let time = n as f32 / SAMPLE_RATE as f32;
            smooth += (noise() - smooth) * (0.2 + 0.15 * (time * 0.7).sin());
            smooth * (0.5 + 0.5 * (time * 0.4).cos())
        })
        .collect()
}

fn hear(taggers: &Taggers, sound: &[f32], block: usize) -> Option<Heard> {
    let mut listener = taggers.listen();
    sound.chunks(block).for_each(|part| listener.push(part));
    listener.finish().unwrap()
}

#[test]
fn windows_follow_each_other() {
    let taggers = taggers();
    let heard = hear(&taggers, &sound(10.0), 1000).unwrap();
    let starts: Vec<f64> = heard.windows.iter().map(|window| window.start).collect();
    assert_eq!(starts, [0.0, 2.992, 5.984]);
    assert!(heard.windows.iter().all(|window| window.probabilities.len() == 100));
    assert!(heard.windows.iter().flat_map(|w| &w.probabilities).all(|p| (0.0..=1.0).contains(p)));
    assert_ne!(heard.windows[0].probabilities, heard.windows[1].probabilities);
}

#[test]
fn tags_are_means_and_embeddings_unit_lengths_per_network() {
    let taggers = taggers();
    let heard = hear(&taggers, &sound(10.0), 1000).unwrap();
    for tag in 0..100 {
        let mean = heard.windows.iter().map(|window| window.probabilities[tag]).sum::<f32>() / 3.0;
        assert!((heard.tags[tag] - mean).abs() < 1e-6);
    }
    assert_eq!(heard.embedding.len(), taggers.dimensions());
    for part in heard.embedding.chunks(taggers.dimensions() / 2) {
        assert!((part.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5);
    }
}

#[test]
fn vocabularies_name_themselves() {
    let taggers = taggers();
    assert_eq!(taggers.version().as_str(), "tiny-1/f32/1+tiny-2/f32/1");
    assert_eq!((taggers.tags()[0], taggers.tags()[49]), ("msd:rock", "msd:happy"));
    assert_eq!((taggers.tags()[50], taggers.tags()[99]), ("mtt:guitar", "mtt:choral"));
    let distinct: std::collections::BTreeSet<_> = taggers.tags().iter().collect();
    assert_eq!(distinct.len(), 100);
    let one = Taggers::new(&[(KnownModel::MusicnnMtt, tagger(2))]);
    assert_eq!((one.tags().len(), one.tags()[0]), (50, "mtt:guitar"));
    assert_eq!(
        hear(&one, &sound(3.1), 999).unwrap().tags,
        hear(&taggers, &sound(3.1), 5).unwrap().tags[50..]
    );
}

#[test]
fn a_short_sound_is_repeated_and_a_very_short_one_is_not_heard() {
    let taggers = taggers();
    let heard = hear(&taggers, &sound(1.5), 1000).unwrap();
    assert_eq!(heard.windows.len(), 1);
    assert_eq!(heard.windows[0].start, 0.0);
    assert!(hear(&taggers, &sound(1.0), 1000).is_some());
    for seconds in [0.0, 0.01, 0.1, 0.9] {
        assert_eq!(hear(&taggers, &sound(seconds), 1000), None, "{seconds} s");
    }
}

#[test]
fn odd_sounds_are_heard_as_numbers() {
    let taggers = taggers();
    let seconds = 3 * SAMPLE_RATE as usize + 100;
    let silence = hear(&taggers, &vec![0.0; seconds], 1000).unwrap();
    assert_eq!(hear(&taggers, &vec![f32::NAN; seconds], 1000).unwrap(), silence);
    for sample in [1.0, -0.5, f32::MAX, f32::MIN_POSITIVE] {
        let heard = hear(&taggers, &vec![sample; seconds], 1000).unwrap();
        assert!(heard.tags.iter().all(|tag| tag.is_finite()), "{sample}");
    }
}

#[test]
fn limit_windows_at_and_past() {
    let taggers = taggers();
    let mut hearing = Hearing::new(Arc::clone(&taggers.shared));
    let empty = || vec![Tags { probabilities: vec![0.5; 50], embedding: vec![1.0; 6] }; 2];
    hearing.windows = (0..MAX_WINDOWS).map(|index| (index, empty())).collect();
    hearing.index = MAX_WINDOWS;
    let indices = |hearing: &Hearing| hearing.windows.iter().map(|(index, _)| *index).collect::<Vec<_>>();
    for _ in 0..4 {
        (0..FRAMES).for_each(|_| hearing.push(&[1.0; BANDS]));
    }
    let expected: Vec<usize> = (0..MAX_WINDOWS + 4).step_by(2).collect();
    assert_eq!((hearing.stride, indices(&hearing)), (2, expected));
}

#[test]
fn threads_hear_the_same() {
    use rayon::prelude::*;
    let taggers = taggers();
    let sounds: Vec<Vec<f32>> = (1..=8).map(|length| sound(f64::from(length))).collect();
    let alone: Vec<_> = sounds.iter().map(|sound| hear(&taggers, sound, 4000)).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let together: Vec<_> =
        pool.install(|| sounds.par_iter().map(|sound| hear(&taggers, sound, 1234)).collect());
    assert_eq!(together, alone);
    assert!(taggers.shared.lanes.lock().unwrap().len() <= 5);
}

#[test]
fn nothing_installed_is_none() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Taggers::load(&ModelDir::new(folder.path())).unwrap().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn prop_blocks_do_not_matter(seconds in 0.5..8.0, block in 1..100_000_usize) {
        let (taggers, sound) = (taggers(), sound(seconds));
        prop_assert_eq!(hear(&taggers, &sound, block), hear(&taggers, &sound, sound.len()));
    }
}
