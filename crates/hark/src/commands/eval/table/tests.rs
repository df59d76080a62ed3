//! Tables as people write them.

use super::*;

fn parse(text: &str) -> anyhow::Result<Table> {
    Table::parse(Path::new("t.tsv"), text)
}

#[test]
fn comments_blank_lines_and_short_rows_are_fine() {
    let table = parse("\u{feff}# why\nid\tquery\n\n1\t a \n#2\n#3\tb\n4\n").unwrap();
    let (id, query) = (table.column("id").unwrap(), table.column("query").unwrap());
    let rows: Vec<(&str, &str)> = table.rows().iter().map(|row| (row.cell(id), row.cell(query))).collect();
    assert_eq!(rows, [("1", "a"), ("#3", "b"), ("4", "")]);
    assert_eq!(table.at(&table.rows()[1]), "t.tsv:6");
    assert!(table.find("expected").is_none());
    let told = table.filled(&table.rows()[2], query).unwrap_err().to_string();
    assert_eq!(told, "t.tsv:7: query is empty");
}

#[test]
fn what_is_missing_or_too_many_is_named() {
    let told = parse("id\tquery\n1\n").unwrap().column("text").unwrap_err().to_string();
    assert!(told.contains("\"text\"") && told.contains("id, query"), "{told}");
    let told = parse("id\tquery\n1\ta\n2\tb\tc\n").unwrap_err().to_string();
    assert!(told.starts_with("t.tsv:3: 3 columns"), "{told}");
    assert!(parse("id\n").unwrap().not_empty().is_err());
    assert!(parse("").unwrap().not_empty().is_err());
}
