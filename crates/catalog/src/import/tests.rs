//! What holds of imported rows:
//! 1. Every field of the format arrives as it was written.
//! 2. A bad row is refused with its line, its field and a reason, and the rows around it go in.
//! 3. Whatever the bytes, reading ends, holds at most one row in memory, and does not panic.

use std::io::Cursor;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::patch::Field;

type Item = Result<ImportRow, Refusal>;

fn reader(bytes: impl Into<Vec<u8>>, format: Format) -> RowReader {
    RowReader::new(Box::new(Cursor::new(bytes.into())), format).unwrap()
}

fn json_rows(text: impl Into<Vec<u8>>) -> Vec<Item> {
    reader(text, Format::JsonLines).collect()
}

fn csv_rows(text: &str) -> Vec<Item> {
    reader(text, Format::Separated(b',')).collect()
}

fn fields_of(line: &str) -> Fields {
    json_rows(line).remove(0).unwrap().fields
}

/// Line, field and reason of the only row that is refused.
fn refusal(items: Vec<Item>) -> (u64, String, String) {
    let mut refused: Vec<Refusal> = items.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    let refusal = refused.remove(0);
    (refusal.line, refusal.field.unwrap_or_default(), refusal.reason)
}

#[test]
fn the_format_is_told_by_the_file_name() {
    for name in ["a.jsonl", "A.JSONL.GZ", "b.ndjson", "c.csv", "c.csv.gz", "d.tsv", "x.y/d.tsv.gz"] {
        assert!(is_row_file(Path::new(name)), "{name}");
    }
    for name in ["", "jsonl", "a.json", "a.gz", "a.mp3", "a.jsonl.bz2", "csv.gz"] {
        assert!(!is_row_file(Path::new(name)), "{name}");
    }
    assert!(matches!(read_rows(Path::new("a.json")), Err(Error::UnknownFormat { .. })));
    assert!(matches!(read_rows(Path::new("no such file.csv")), Err(Error::Io { .. })));
}

#[test]
fn a_path_is_relative_to_the_file_that_states_it() {
    assert_eq!(resolve_path(Path::new("/m/rows.csv"), "a/b.ogg"), Path::new("/m/a/b.ogg"));
    assert_eq!(resolve_path(Path::new("rows.csv"), "b.ogg"), Path::new("b.ogg"));
    assert_eq!(resolve_path(Path::new("/m/rows.csv"), "/x/b.ogg"), Path::new("/x/b.ogg"));
}

#[test]
fn values_are_converted_where_their_meaning_is_certain() {
    let bpm = |json: &str| fields_of(&format!(r#"{{"asset_id":"1","bpm":{json}}}"#)).bpm;
    assert_eq!(bpm("120"), bpm("\" 120.0 \""));
    assert!(matches!(bpm("120"), Field::Set(_)));
    let fields = fields_of(
        r#"{"asset_id":7.0,"play_count":"12.0","likes":3.0,"year":"1999","name":1999,"key":"db","scale":" Minor ",
            "electronic":true,"acoustic":"False","voice":"INSTRUMENTAL","tags":"a | b;c;;","status":"Private"}"#
            .replace('\n', " ")
            .as_str(),
    );
    assert_eq!(fields.play_count, Field::Set(12));
    assert_eq!(fields.likes, Field::Set(3));
    assert_eq!(fields.year, Field::Set(1999));
    assert_eq!(fields.name, Field::Set("1999".to_owned()));
    assert_eq!(fields.key, Field::Set("C#".parse().unwrap()));
    assert_eq!(fields.scale, Field::Set(hark_track::Scale::Minor));
    assert_eq!(fields.electronic, Field::Set(hark_track::Electronic::Electronic));
    assert_eq!(fields.acoustic, Field::Set(hark_track::Acoustic::NonAcoustic));
    assert_eq!(fields.voice, Field::Set(hark_track::Voice::Instrumental));
    assert_eq!(fields.tags, Field::Set(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    assert_eq!(fields.status, Field::Set(hark_track::Status::Private));
}

#[test]
fn nothing_said_keeps_and_nothing_there_clears() {
    let fields =
        fields_of(r#"{"asset_id":"1","artist":null,"album":"  ","tags":[],"mood":{},"moods":["\u0000"]}"#);
    assert_eq!(fields.name, Field::Keep);
    assert_eq!(fields.artist, Field::Clear);
    assert_eq!(fields.album, Field::Clear);
    assert_eq!(fields.tags, Field::Clear);
    assert_eq!(fields.mood, Field::Clear);
    assert_eq!(fields.moods, Field::Clear);
}

#[test]
fn loudness_that_is_not_finite_is_no_loudness() {
    for value in ["null", "\"-inf\"", "\"NaN\"", "\"Infinity\"", "NaN", "-Infinity", "Infinity"] {
        let fields = fields_of(&format!(
            r#"{{"asset_id":"1","name":"a \"NaN\" \\","loudness_lufs":{value},"true_peak_dbtp":{value}}}"#
        ));
        assert_eq!(fields.loudness_lufs, Field::Clear, "{value}");
        assert_eq!(fields.true_peak_dbtp, Field::Clear, "{value}");
        assert_eq!(fields.name, Field::Set("a \"NaN\" \\".to_owned()));
    }
}

#[test]
fn control_characters_do_not_get_in() {
    let fields = fields_of(r#"{"asset_id":"1","name":" a\u0000b\tc\u0085\n","description":"one\r\ntwo"}"#);
    assert_eq!(fields.name, Field::Set("ab c".to_owned()));
    assert_eq!(fields.description, Field::Set("one  two".to_owned()));
}

#[test]
fn the_slug_serves_where_the_genre_says_nothing() {
    let genre = |rest: &str| fields_of(&format!(r#"{{"asset_id":"1",{rest}}}"#)).genre;
    let set = |text: &str| Field::Set(text.to_owned());
    assert_eq!(genre(r#""genre":"Rock","genre_slug":"jazz""#), set("Rock"));
    assert_eq!(genre(r#""genre_slug":"hip-hop-rap""#), set("Hip Hop / Rap"));
    assert_eq!(genre(r#""genre":"zzz","genre_slug":"jazz""#), set("Jazz"));
    assert_eq!(genre(r#""genre":"zzz","genre_slug":"yyy""#), set("zzz"));
    assert_eq!(genre(r#""genre":null,"genre_slug":"yyy""#), set("yyy"));
    assert_eq!(genre(r#""genre":null"#), Field::Clear);
    assert_eq!(genre(r#""score":0.5"#), Field::Keep);
}

#[test]
fn styles_are_sorted_and_the_best_five_kept() {
    let scores: Vec<String> =
        (0..7).map(|n| format!(r#"{{"label":"Style {n}","parent":"Rock","score":0.{n}}}"#)).collect();
    let fields = fields_of(&format!(r#"{{"asset_id":"1","genres_detailed":[{}]}}"#, scores.join(",")));
    let Field::Set(styles) = fields.genres_detailed else { panic!("no styles") };
    let labels: Vec<&str> = styles.iter().map(|style| style.label.as_str()).collect();
    assert_eq!(labels, ["Style 6", "Style 5", "Style 4", "Style 3", "Style 2"]);
}

#[test]
fn a_bad_row_is_refused_with_its_field_and_reason() {
    let long_name = format!(r#""name":"{}""#, "x".repeat(1001));
    let long_list = format!(r#""tags":[{}"x"]"#, r#""x","#.repeat(200));
    let long_item = format!(r#""tags":["{}"]"#, "x".repeat(201));
    let long_text = format!(r#""description":"{}""#, "x".repeat(10_001));
    for (rest, field, reason) in [
        (r#""duration":-1"#, "duration", "-1 is not between 0 and 10000000"),
        (r#""bpm":0"#, "bpm", "0 is not between 1 and 1000"),
        (r#""bpm":"fast""#, "bpm", "\"fast\" is not a number"),
        (r#""bpm":[120]"#, "bpm", "[120] is not a number"),
        (r#""bpm":"nan""#, "bpm", "\"nan\" is not a number"),
        (r#""key":"H""#, "key", "\"H\" is not one of C, C#, D, Eb, E, F, F#, G, Ab, A, Bb, B"),
        (r#""scale":"dorian""#, "scale", "\"dorian\": not one of major, minor"),
        (
            r#""status":"hidden""#,
            "status",
            "\"hidden\": not one of public, private, moderated, deleted, delisted",
        ),
        (r#""gender":1"#, "gender", "1 is not a text"),
        (r#""voice":"maybe""#, "voice", "\"maybe\": not one of voice, instrumental, true, false"),
        (r#""timbre":true"#, "timbre", "true is not a text"),
        (r#""play_count":-1"#, "play_count", "-1 is not a whole number from 0 to 9223372036854775807"),
        (r#""likes":1.5"#, "likes", "1.5 is not a whole number from 0 to 9223372036854775807"),
        (r#""year":12345"#, "year", "12345 is not a whole number from 1 to 9999"),
        (
            r#""created_at":"yesterday""#,
            "created_at",
            "\"yesterday\": not a date: use YYYY-MM-DD or RFC 3339",
        ),
        (r#""updated_at":1700000000"#, "updated_at", "1700000000 is not a text"),
        (r#""key_confidence":1.2"#, "key_confidence", "1.2 is not between 0 and 1"),
        (r#""loudness_lufs":-500"#, "loudness_lufs", "-500 is not between -120 and 60"),
        (r#""mood":{"happy":9}"#, "mood", "happy: 9 is not between -0.5 and 1.5"),
        (r#""mood":"sad""#, "mood", "\"sad\": expected value"),
        (r#""mood":[1]"#, "mood", "[1] is not an object of mood scores"),
        (r#""genres":[["rock"]]"#, "genres", "[\"rock\"] is not a text"),
        (r#""genres":{"a":1}"#, "genres", "{\"a\":1} is not a list of texts"),
        (r#""genres_detailed":[{"score":1}]"#, "genres_detailed", "{\"score\":1} is not a style"),
        (r#""genres_detailed":[{"label":"x","score":2}]"#, "genres_detailed", "2 is not between 0 and 1"),
        (r#""danceability":-0.1"#, "danceability", "-0.1 is not between 0 and 100"),
        (r#""path":"a\u0000b""#, "path", "holds a control character"),
        (r#""name":{"en":"x"}"#, "name", "{\"en\":\"x\"} is not a text"),
        (&long_name, "name", "1001 characters, at most 1000 are allowed"),
        (&long_list, "tags", "201 items, at most 200 are allowed"),
        (&long_item, "tags", "201 characters, at most 200 are allowed"),
        (&long_text, "description", "10001 characters, at most 10000 are allowed"),
    ] {
        let text = format!("{{\"asset_id\":\"1\"}}\n{{\"asset_id\":\"2\",{rest}}}\n{{\"asset_id\":\"3\"}}");
        let items = json_rows(text);
        assert_eq!(items.len(), 3, "{rest}");
        let (line, named, why) = refusal(items);
        assert_eq!((line, named.as_str()), (2, field), "{rest}");
        assert!(why.contains(reason), "{rest}: {why}");
    }
}

#[test]
fn a_row_needs_an_identity_or_a_path() {
    for (line, reason) in [
        (r#"{"name":"x"}"#, "missing: a row needs an asset_id, or the path"),
        (r#"{"asset_id":null}"#, "missing"),
        (r#"{"asset_id":""}"#, "missing"),
        (r#"{"asset_id":"12x"}"#, "\"12x\": an asset id is made of decimal digits only"),
        (r#"{"asset_id":"012"}"#, "no leading zeros"),
        (r#"{"asset_id":1.5}"#, "1.5: an asset id is a whole number in digits"),
        (r#"{"asset_id":-5}"#, "-5: an asset id is a whole number in digits"),
        (r#"{"asset_id":99999999999999999999}"#, "whole number"),
        (r#"{"asset_id":9223372036854775808}"#, "whole number"),
        (r#"{"asset_id":true,"path":"a"}"#, "true: an asset id is a text or number of digits"),
    ] {
        let (at, field, why) = refusal(json_rows(line));
        assert_eq!((at, field.as_str()), (1, "asset_id"), "{line}");
        assert!(why.contains(reason), "{line}: {why}");
    }
    let row = json_rows(r#"{"path":"a.ogg"}"#).remove(0).unwrap();
    assert_eq!(row.id, None);
    assert_eq!(row.fields.path, Field::Set("a.ogg".to_owned()));
    assert_eq!(json_rows(r#"{"asset_id":214}"#)[0].as_ref().unwrap().id, AssetId::new(214));
}

#[test]
fn a_line_that_is_no_object_is_refused() {
    for (line, reason) in [
        ("{\"asset_id\":", "not valid JSON: EOF"),
        ("[1]", "[1] is not an object"),
        ("12", "12 is not an object"),
        ("{\"asset_id\":\"1\"} x", "not valid JSON: trailing characters"),
        ("{\"asset_id\":\"1\",\"bpm\":1e999}", "not valid JSON: number out of range"),
    ] {
        let (at, field, why) = refusal(json_rows(line));
        assert_eq!((at, field.as_str()), (1, ""), "{line}");
        assert!(why.contains(reason), "{line}: {why}");
    }
    let deep = format!("{{\"asset_id\":\"1\",\"x\":{}}}", "[".repeat(100_000));
    assert!(refusal(json_rows(deep)).2.contains("recursion limit"));
    let mut bytes = b"{\"asset_id\":\"1\"}\n{\"asset_id\":\"2\",\"name\":\"".to_vec();
    bytes.extend(b"\xFF\"}\n{\"asset_id\":\"3\"}");
    assert_eq!(
        refusal(json_rows(bytes)),
        (2, String::new(), "not valid UTF-8 at byte 25 of the row".to_owned())
    );
}

#[test]
fn marks_carriage_returns_and_blank_lines_do_not_matter() {
    let items = json_rows("\u{FEFF}{\"asset_id\":\"1\"}\r\n\r\n  \n{\"asset_id\":\"2\"}\r\n");
    let lines: Vec<u64> = items.into_iter().map(|item| item.unwrap().line).collect();
    assert_eq!(lines, [1, 4]);
    let items = csv_rows("\u{FEFF}asset_id,name\r\n\r\n1,\"a\nb\"\r\n2,b\r\n");
    let rows: Vec<ImportRow> = items.into_iter().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 5]);
    assert_eq!(rows[0].fields.name, Field::Set("a b".to_owned()));
    assert_eq!(csv_rows("\u{FEFF}\"asset_id\",\"na\nme\"\n1,x\n")[0].as_ref().unwrap().line, 3);
}

#[test]
fn limit_row_bytes_at_and_past() {
    let row = |length: usize| {
        let frame = "{\"asset_id\":\"2\",\"x\":\"\"}\n".len();
        format!("{{\"asset_id\":\"2\",\"x\":\"{}\"}}\n", "x".repeat(length - frame))
    };
    let around = |row: String| format!("{{\"asset_id\":\"1\"}}\n{row}{{\"asset_id\":\"3\"}}\n");
    let at = json_rows(around(row(MAX_ROW_BYTES)));
    assert!(at.len() == 3 && at.iter().all(Result::is_ok));
    let past = json_rows(around(row(MAX_ROW_BYTES + 1)));
    assert_eq!(past.len(), 3);
    let (line, _, reason) = refusal(past);
    assert_eq!((line, reason.as_str()), (2, "longer than 1048576 bytes; is a quote left open?"));
}

#[test]
fn a_quote_left_open_costs_a_stretch_and_not_the_file() {
    let filler = "7,x\n".repeat(MAX_ROW_BYTES / 4 + 10);
    let items = csv_rows(&format!("asset_id,name\n1,\"oops\n{filler}8,y\n"));
    let (line, _, reason) = refusal(items.clone());
    assert_eq!(line, 2);
    assert!(reason.contains("is a quote left open?"), "{reason}");
    assert!(items.iter().flatten().any(|row| row.id == AssetId::new(8)));
    let (line, _, reason) = refusal(csv_rows("asset_id,name\n1,a\n2,\"oops\n3,b\n"));
    assert_eq!((line, reason.as_str()), (3, "a quote is opened and never closed"));
}

#[test]
fn csv_cells_mean_what_json_values_mean() {
    let text = "asset_id,name,tags,bpm,mood.happy,mood.arousal,mood,genres_detailed,acoustic,,mine\n\
                1,\"A, \"\"B\"\"\",a|b; c,120,0.5,-1,,\"[{\"\"label\"\":\"\"House\"\",\"\"score\"\":0.25}]\",true,9,x\n\
                2,5\" disc,,,,,,,,,\n";
    let rows: Vec<ImportRow> = csv_rows(text).into_iter().map(Result::unwrap).collect();
    let json = fields_of(
        r#"{"asset_id":"1","name":"A, \"B\"","tags":["a","b","c"],"bpm":120,"mood":{"happy":0.5,"arousal":-1},
            "genres_detailed":[{"label":"House","score":0.25}],"acoustic":"acoustic","mine":"x"}"#
            .replace('\n', " ")
            .as_str(),
    );
    assert_eq!(rows[0].fields, json);
    assert_eq!(rows[1].fields.name, Field::Set("5\" disc".to_owned()));
    assert_eq!(rows[1].fields.bpm, Field::Clear);
    assert_eq!(rows[1].fields.mood, Field::Clear);
    assert_eq!(rows[1].fields.extra["mine"], Value::Null);
    let returns = csv_rows("asset_id,name\r\n1,a\rb\r\n2,c\r\n");
    assert_eq!(returns[0].as_ref().unwrap().fields.name, Field::Set("a b".to_owned()));
    let tabs: Vec<Item> = reader("asset_id\tname\n1\ta,b\n", Format::Separated(b'\t')).collect();
    assert_eq!(tabs[0].as_ref().unwrap().fields.name, Field::Set("a,b".to_owned()));
}

#[test]
fn csv_rows_and_headers_that_do_not_fit_are_refused() {
    let (line, _, reason) = refusal(csv_rows("asset_id,name\n1,a\n2\n3,c\n"));
    assert_eq!((line, reason.as_str()), (3, "1 cells, but the header has 2"));
    let (_, field, reason) = refusal(csv_rows("asset_id,mood.happy\n1,7\n"));
    assert_eq!((field.as_str(), reason.as_str()), ("mood", "happy: 7 is not between -0.5 and 1.5"));
    let problem = |text: &str| {
        RowReader::new(Box::new(Cursor::new(text.as_bytes().to_vec())), Format::Separated(b',')).unwrap_err()
    };
    assert_eq!(problem(""), HeaderProblem::Empty);
    assert_eq!(problem("asset_id,name,name\n"), HeaderProblem::Repeated("name".to_owned()));
    assert_eq!(problem("id,name\n"), HeaderProblem::NoIdentity);
    assert!(matches!(problem("asset_id,\"na\n"), HeaderProblem::Unreadable(_)));
    assert!(matches!(problem(&"x".repeat(MAX_ROW_BYTES + 1)), HeaderProblem::Unreadable(_)));
}

#[test]
fn unknown_fields_are_kept_and_counted() {
    let mut rows = reader(
        r#"{"asset_id":"1","licence":"CC","id":5,"mood":{"dreamy":0.5}}
           {"asset_id":"2","licence":null,"score":1}
           {"asset_id":"x","licence":"refused"}"#
            .replace("\n  ", "\n"),
        Format::JsonLines,
    );
    let first = rows.next().unwrap().unwrap();
    assert_eq!(first.fields.extra["licence"], "CC");
    assert_eq!(first.fields.extra["mood.dreamy"], 0.5);
    assert_eq!(first.fields.extra["id"], 5);
    assert_eq!(rows.by_ref().count(), 2);
    let counts: Vec<(&str, u64)> =
        rows.unknown_fields().iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(counts, [("id", 1), ("licence", 2), ("mood.dreamy", 1)]);
}

#[test]
fn limit_unknown_names() {
    let lines: String =
        (0..=MAX_UNKNOWN_NAMES).map(|n| format!("{{\"asset_id\":\"1\",\"x{n}\":1}}\n")).collect();
    let long = format!("{{\"asset_id\":\"1\",\"{}\":1}}\n", "y".repeat(101));
    let mut rows = reader(format!("{long}{long}{lines}"), Format::JsonLines);
    assert!(rows.by_ref().all(|row| row.is_ok()));
    assert_eq!(rows.unknown_fields().len(), MAX_UNKNOWN_NAMES);
    assert_eq!(rows.unknown_fields()[&format!("{}…", "y".repeat(100))], 2);
}

#[test]
fn gzip_is_read_member_by_member_and_a_truncated_one_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl.gz");
    let zipped = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let rows: String =
        (0..5000).map(|n| format!("{{\"asset_id\":\"{n}\",\"name\":\"{}\"}}\n", n * n)).collect();
    let mut bytes = zipped(&rows);
    bytes.extend(zipped("{\"asset_id\":\"9999\"}\n"));
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(read_rows(&path).unwrap().filter(Result::is_ok).count(), 5001);

    std::fs::write(&path, &zipped(&rows)[..10_000]).unwrap();
    let items: Vec<Item> = read_rows(&path).unwrap().collect();
    let (good, (line, _, reason)) = (items.len() as u64 - 1, refusal(items));
    assert!(good > 100);
    assert_eq!(line, good + 1, "the line after the last good one");
    assert!(reason.starts_with("cannot read on from here, the file is truncated or damaged"), "{reason}");

    std::fs::write(&path, "{\"asset_id\":\"1\"}\n").unwrap();
    assert_eq!(read_rows(&path).unwrap().filter(Result::is_err).count(), 1, "not gzip at all");
}

#[test]
fn a_decompression_bomb_is_read_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.jsonl.gz");
    let mut encoder = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::fast());
    let zeros = vec![b' '; 1 << 20];
    encoder.write_all(b"{\"asset_id\":\"1\"}\n").unwrap();
    for _ in 0..64 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.write_all(b"\n{\"asset_id\":\"2\"}\n").unwrap();
    encoder.finish().unwrap();
    let mut reader = read_rows(&path).unwrap();
    let items: Vec<Item> = reader.by_ref().collect();
    assert_eq!(items.len(), 3);
    assert_eq!(refusal(items).0, 2);
    assert!(reader.records.capacity() <= 2 * MAX_ROW_BYTES);
}

/// A line that resembles a row, with values of every kind in every field.
fn any_line() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "asset_id",
        "name",
        "bpm",
        "tags",
        "mood",
        "genres_detailed",
        "year",
        "status",
        "path",
        "created_at",
        "key",
        "loudness_lufs",
        "electronic",
        "play_count",
        "genre",
        "genre_slug",
        "zzz",
    ]);
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("NaN".to_owned()),
        any::<f64>().prop_map(|n| n.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        "\\PC{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("[1,null,\"a|b\",{}]".to_owned()),
        Just("{\"happy\":0.1,\"label\":[]}".to_owned()),
        Just("[{\"label\":\"x\",\"score\":\"0.1\"}]".to_owned()),
    ];
    prop::collection::vec((name, value), 0..6).prop_map(|members| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn mutated_lines_never_panic(
        line in any_line(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        selector in 0u8..3,
    ) {
        let mut bytes = line.into_bytes();
        for (at, byte) in cuts {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let rows = fuzz_rows(selector, &bytes);
        prop_assert!(rows <= bytes.iter().filter(|byte| **byte == b'\n').count() + 1);
        let with_header = [b"asset_id,name,bpm,mood.happy\n".as_slice(), &bytes].concat();
        fuzz_rows(1, &with_header);
    }

    #[test]
    fn separated_rows_split_where_a_csv_reader_splits_them(text in "([aé\",\n]|a\ra){0,40}") {
        let whole = format!("h,h\n{text}");
        let mut records = Records::new(Box::new(Cursor::new(whole.clone().into_bytes())), Some(b','));
        let mut ours = Vec::new();
        while let Some((_, raw)) = records.next_record().unwrap() {
            match raw {
                Raw::Text([]) => {}
                Raw::Text(row) => ours.push(records::cells(std::str::from_utf8(row).unwrap(), b',')),
                // The reader would take the open quote as closed by the end of the file.
                Raw::OpenQuote | Raw::TooLong => return Ok(()),
            }
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(whole.as_bytes());
        let theirs: Vec<Vec<String>> =
            reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(ours, theirs);
    }
}
