//! Lines of every kind, up to the limit and past it.

use super::*;

fn lines(text: &[u8]) -> Vec<String> {
    let mut lines = Lines::of(text);
    let mut read = Vec::new();
    while let Some((number, line)) = lines.next().unwrap() {
        read.push(match line {
            Line::Text(text) => format!("{number} {text}"),
            Line::NotText => format!("{number} not text"),
            Line::TooLong => format!("{number} too long"),
        });
    }
    read
}

#[test]
fn lines_end_in_any_way() {
    assert_eq!(lines(b"\xef\xbb\xbfa\r\n\nb\xff\nc"), ["1 a", "2 ", "3 not text", "4 c"]);
    assert!(lines(b"").is_empty());
}

#[test]
fn the_longest_line_is_read_and_one_byte_more_is_not() {
    let mut text = vec![b'x'; MAX_LINE_BYTES];
    text.push(b'\n');
    assert!(lines(&text)[0].len() > MAX_LINE_BYTES);
    text.insert(0, b'x');
    text.extend(b"y");
    assert_eq!(lines(&text), ["1 too long", "2 y"]);
}
