//! Judges the reader by labelled queries.
//!
//! `cargo run --example judge -- LABELS TEXTS`: LABELS has the columns `id query expected`, or `dialog turn
//! expected` with the texts in TEXTS (`dialog turn user_query …`; "-" for none), or `id query` for queries that name no
//! artist. `EVERY_THIRD=only` judges every third row, `EVERY_THIRD=without` the others.
#![expect(clippy::print_stdout, reason = "what it finds is its output")]

use std::collections::HashMap;

use hark_knowledge::{Artists, Lexicon};
use hark_query::GenerallyKnown;
use hark_query::judge::{Pieces, Score};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (labels, texts) = (
        text(arguments.next()),
        arguments.next().filter(|texts| texts != "-").map(|texts| text(Some(texts))),
    );
    let artists = Artists::built_in();
    let names = GenerallyKnown(&artists);
    let texts: HashMap<(String, String), String> =
        texts.iter().flat_map(|texts| texts.lines()).filter_map(turn).collect();
    let third = std::env::var("EVERY_THIRD").unwrap_or_default();
    let mut score = Score::default();
    for (row, number) in labels.lines().skip(1).zip(1..) {
        if (third == "only" && number % 3 != 0) || (third == "without" && number % 3 == 0) {
            continue;
        }
        let cells: Vec<&str> = row.split('\t').collect();
        let (query, expected) = match cells[..] {
            [_, query] => (query.to_owned(), None),
            [dialog, turn, expected] => match texts.get(&(dialog.to_owned(), turn.to_owned())) {
                Some(query) => (query.clone(), Some(expected)),
                None => (turn.to_owned(), Some(expected)),
            },
            _ => panic!("{row:?}"),
        };
        judge(&query, expected, &names, &mut score);
    }
    println!("{} of {} exact: {:.4}", score.exact, score.queries, score.share());
    for (kind, counts) in &score.kinds {
        println!("{kind}\tfound {}\tmissed {}\textra {}", counts.found, counts.missed, counts.extra);
    }
}

fn judge(query: &str, expected: Option<&str>, names: &GenerallyKnown, score: &mut Score) {
    let lexicon = Lexicon::get();
    let intent = hark_query::read(query, names);
    let read = Pieces::of(&intent, lexicon);
    let expected = match expected {
        Some(expected) => {
            Pieces::parse(expected, lexicon).unwrap_or_else(|wrong| panic!("{query:?}: {wrong}"))
        }
        // Only names count against a plain description.
        None if read.iter().all(|(kind, _)| {
            !matches!(kind, "artist" | "like" | "notartist" | "song" | "likesong" | "album")
        }) =>
        {
            read.clone()
        }
        None => Pieces::default(),
    };
    if !score.add(&expected, &read) && std::env::var("QUIET").is_err() {
        let shown: Vec<String> = intent.certain().map(ToString::to_string).collect();
        println!(
            "{query}\n    read     {}\n    expected {:?}",
            shown.join("; "),
            expected.iter().collect::<Vec<_>>()
        );
    }
}

fn text(path: Option<String>) -> String {
    let path = path.expect("a path");
    std::fs::read_to_string(&path).unwrap_or_else(|wrong| panic!("{path}: {wrong}"))
}

fn turn(row: &str) -> Option<((String, String), String)> {
    let mut cells = row.split('\t').map(str::to_owned);
    Some(((cells.next()?, cells.next()?), cells.next()?))
}
