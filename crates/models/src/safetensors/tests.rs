//! Written files read back; damaged ones are refused, never a panic.

use proptest::prelude::*;

use super::*;

fn sample() -> Vec<u8> {
    let mut writer = SafetensorsWriter::default();
    writer.metadata("model", "tiny");
    writer.f32("a", &[2, 3], &[1.0, -2.0, 3.5, 0.0, f32::MAX, -0.0]);
    writer.i8("b", &[4], &[-128, -1, 0, 127]);
    writer.u8("c", b"text");
    writer.finish()
}

fn with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

#[test]
fn written_arrays_read_back() {
    let file = Safetensors::parse(sample()).unwrap();
    assert_eq!(file.metadata("model"), Some("tiny"));
    assert_eq!(file.f32("a", &[2, 3]).unwrap(), [1.0, -2.0, 3.5, 0.0, f32::MAX, -0.0]);
    assert_eq!(file.f32_rows("a", 3, 1).unwrap(), [1.0, -2.0, 3.5]);
    assert_eq!(file.i8("b", &[4]).unwrap(), [-128, -1, 0, 127]);
    assert_eq!(file.u8("c").unwrap(), b"text");
    assert!(file.has("a") && !file.has("d"));
}

#[test]
fn another_shape_or_type_is_refused() {
    let file = Safetensors::parse(sample()).unwrap();
    assert!(matches!(file.f32("a", &[3, 2]), Err(SafetensorsError::Unexpected { .. })));
    assert!(matches!(file.f32_rows("a", 3, 3), Err(SafetensorsError::Unexpected { .. })));
    assert!(matches!(file.i8("a", &[2, 3]), Err(SafetensorsError::Unexpected { .. })));
    assert!(matches!(file.u8("d"), Err(SafetensorsError::Missing { .. })));
}

#[test]
fn hostile_headers_are_refused() {
    let entry = |dtype: &str, shape: &str, offsets: &str| {
        format!(r#"{{"a":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}}}"#)
    };
    for header in [
        entry("F32", "[1]", "[0,8]"),
        entry("F32", "[1]", "[4,0]"),
        entry("F32", "[3]", "[0,12]"),
        entry("F32", "[18446744073709551615,4]", "[0,8]"),
        entry("F32", "[-1]", "[0,4]"),
        entry("ODD", "[1]", "[0,99]"),
        "[]".to_owned(),
        "{".to_owned(),
        r#"{"__metadata__":{"x":1}}"#.to_owned(),
    ] {
        assert!(Safetensors::parse(with_header(&header, &[0; 8])).is_err(), "{header}");
    }
}

#[test]
fn limit_header_past() {
    let mut file = (MAX_HEADER_BYTES as u64 + 1).to_le_bytes().to_vec();
    file.resize(MAX_HEADER_BYTES + 16, b' ');
    assert!(matches!(Safetensors::parse(file), Err(SafetensorsError::HeaderTooLong { .. })));
}

#[test]
fn limit_header_at() {
    let file = with_header(&format!("{{}}{}", " ".repeat(MAX_HEADER_BYTES - 2)), &[]);
    assert!(Safetensors::parse(file).is_ok());
}

#[test]
fn every_truncation_is_refused() {
    let whole = sample();
    for length in 0..whole.len() {
        assert!(Safetensors::parse(whole[..length].to_vec()).is_err(), "{length}");
    }
}

proptest! {
    #[test]
    fn prop_changed_bytes_never_panic(at in 0..400_usize, byte: u8) {
        let mut file = sample();
        let at = at % file.len();
        file[at] = byte;
        if let Ok(file) = Safetensors::parse(file) {
            drop((file.f32("a", &[2, 3]), file.i8("b", &[4]), file.u8("c")));
        }
    }
}
