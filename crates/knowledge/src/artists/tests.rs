//! Every line of the built-in tables is read; names are found however they are spelt, and the better entry wins; search
//! over names agrees with comparing all of them; what the user adds is merged and wins.

use proptest::prelude::*;

use super::*;

fn named(name: &str, source: Source) -> ArtistRecord {
    ArtistRecord { name: name.to_owned(), source, ..ArtistRecord::default() }
}

#[test]
fn every_line_of_the_built_in_tables_is_read() {
    let table = inflated(TABLE);
    assert!(table.lines().count() > 25_000, "{}", table.lines().count());
    for line in table.lines() {
        let record = Columns::ORDINARY.read(line).unwrap_or_else(|wrong| panic!("{wrong}: {line}"));
        assert_eq!(record.line(), format!("{line}\ttable"), "the table is taken without being read");
    }
    let lines = table.lines().chain(OWN.lines().filter(|line| !line.starts_with("name\t")));
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let record = Columns::ORDINARY.read(line).unwrap_or_else(|wrong| panic!("{wrong}: {line}"));
        assert!(!record.styles.is_empty(), "{line}");
    }
}

#[test]
fn our_own_names_are_unique() {
    let mut seen: HashMap<String, String> = HashMap::new();
    for record in own_records(OWN) {
        let before = seen.insert(name::key(&record.name), record.name.clone());
        assert_eq!(before, None, "{}", record.name);
    }
}

#[test]
fn names_are_found_however_they_are_spelt() {
    let artists = Artists::built_in();
    for (name, asked) in [
        ("Daft Punk", "daft punk"),
        ("The Beatles", "beatles"),
        ("Simon & Garfunkel", "simon and garfunkel"),
        ("Billie Eilish", "billie ellish"),
        ("Björk", "BJORK"),
        ("AC/DC", "ac dc"),
    ] {
        let found = artists.find(asked).map(|id| artists.get(id).name());
        assert_eq!(found, Some(name));
    }
    for unknown in ["", "!!!", "no such artist at all", "dark cinematic boss tension"] {
        assert_eq!(artists.find(unknown), None);
    }
}

#[test]
fn misspelt_names_are_found() {
    let artists = Artists::built_in();
    for (name, asked) in [
        ("Metallica", "metalica"),
        ("Daft Punk", "daftpunk"),
        ("Led Zeppelin", "led zepelin"),
        ("Fleetwood Mac", "fleetwod mack"),
        ("Radiohead", "radiohed"),
        ("Billie Eilish", "bilie eilish"),
    ] {
        let found = artists.find_similar(asked).map(|id| artists.get(id).name());
        assert_eq!(found, Some(name), "{asked}");
    }
    assert_eq!(artists.find_similar("xqzw kjhg"), None);
}

#[test]
fn our_own_entries_come_before_the_table() {
    let artists = Artists::built_in();
    let daft_punk = artists.get(artists.find("Daft Punk").unwrap());
    assert_eq!(daft_punk.styles().next(), Some("french house"));
    assert!(daft_punk.descriptors().next().is_some() && daft_punk.prominence() >= OWN_PROMINENCE);
    assert_eq!(daft_punk.source(), Source::Own);
    let weekend = artists.find("the weekend").unwrap();
    assert_eq!(
        artists.get(weekend).name(),
        "The Weeknd",
        "an alias that a person wrote beats a name of the table"
    );
}

#[test]
fn acts_close_to_an_artist_sound_alike() {
    let artists = Artists::built_in();
    let close = artists.similar_to(artists.find("Miles Davis").unwrap());
    assert!(close.len() > 50);
    let jazz = close.iter().take(20).filter(|(id, _)| {
        artists.get(*id).styles().any(|style| style.contains("jazz") || style.contains("bop"))
    });
    assert!(jazz.count() >= 18);
    assert!(close.is_sorted_by(|a, b| a.1 >= b.1));
}

#[test]
fn what_is_added_is_merged_and_wins() {
    let added = ArtistRecord {
        styles: vec!["Polka".to_owned()],
        voice: Some(ArtistVoice::Instrumental),
        ..named("daft punk", Source::Stated)
    };
    let artists = Artists::with([added, named("Zzyx", Source::Dump), named("!!!", Source::Stated)]);
    assert_eq!(artists.len(), Artists::built_in().len() + 1);
    let daft_punk = artists.get(artists.find("Daft Punk").unwrap());
    assert_eq!(daft_punk.styles().take(2).collect::<Vec<_>>(), ["polka", "french house"]);
    assert_eq!(daft_punk.voice(), Some(ArtistVoice::Instrumental));
    assert!(artists.find("zzyx").is_some());
}

#[test]
fn artists_are_numbered_by_prominence() {
    let artists = Artists::built_in();
    assert!(artists.iter().is_sorted_by(|a, b| a.1.prominence() >= b.1.prominence()));
    assert!((4..=MAX_NAME_WORDS).contains(&artists.longest_name()));
}

/// What [`Artists::find`] promises, by comparing all.
fn slow_find(artists: &Artists, asked: &str) -> Option<ArtistId> {
    let key = name::key(asked);
    let holds = |name: &str| !key.is_empty() && name::key(name) == key;
    let all = artists.iter().filter_map(|(id, artist)| {
        let is_name = holds(artist.name());
        (is_name || artist.aliases().any(holds)).then_some((!artist.source().curated(), !is_name, id))
    });
    all.min().map(|(_, _, id)| id)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn find_agrees_with_comparing_all(
        added in proptest::collection::vec(("(the )?zz[xy]?( and| &)? [ab]", "zz[xy] [ab]", any::<bool>(), 0_u32..9), 1..12),
        asked in "(The )?ZZ[xy]?( AND)? [ab]",
    ) {
        let record = |(name, alias, stated, prominence): (String, String, bool, u32)| ArtistRecord {
            aliases: vec![alias],
            prominence,
            ..named(&name, if stated { Source::Stated } else { Source::Dump })
        };
        let artists = only(added.into_iter().map(record));
        prop_assert_eq!(artists.find(&asked), slow_find(&artists, &asked));
    }
}

/// Nothing but these.
fn only(records: impl Iterator<Item = ArtistRecord>) -> Artists {
    let mut gathered = Gathered::default();
    records.for_each(|record| gathered.add(record.tidied().unwrap()));
    gathered.finish()
}
