//! Archives made here and by hand: members come out whole, damaged archives are refused, never a panic.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use super::*;

/// An archive of members, deflated where asked.
pub(crate) fn archive(members: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, content, deflated) in members {
        let packed = if *deflated {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap()
        } else {
            content.to_vec()
        };
        let offset = u32::try_from(body.len()).unwrap();
        let sizes = [packed.len(), content.len()].map(|length| u32::try_from(length).unwrap().to_le_bytes());
        let name_bytes = u16::try_from(name.len()).unwrap().to_le_bytes();
        let method = if *deflated { 8_u16 } else { 0 }.to_le_bytes();
        body.extend(LOCAL_SIGNATURE);
        body.extend([20, 0, 0, 0, method[0], method[1], 0, 0, 0, 0, 0, 0, 0, 0]);
        body.extend(sizes.concat());
        body.extend([name_bytes, [0, 0]].concat());
        body.extend(name.as_bytes());
        body.extend(&packed);
        directory.extend(ENTRY_SIGNATURE);
        directory.extend([20, 0, 20, 0, 0, 0, method[0], method[1], 0, 0, 0, 0, 0, 0, 0, 0]);
        directory.extend(sizes.concat());
        directory.extend(name_bytes);
        directory.extend([0; 12]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    let [start, length] =
        [body.len(), directory.len()].map(|value| u32::try_from(value).unwrap().to_le_bytes());
    body.extend(directory);
    body.extend(END_SIGNATURE);
    body.extend([[0, 0], [0, 0], count, count].concat());
    body.extend([length, start].concat());
    body.extend([3, 0, b'e', b'n', b'd']);
    body
}

fn sample() -> Vec<u8> {
    archive(&[("m/a.txt", b"stored", false), ("m/b.txt", &[b'x'; 5000], true)])
}

#[test]
fn members_come_out_whole() {
    let bytes = sample();
    let wheel = Wheel::open(&bytes).unwrap();
    assert_eq!(wheel.read("m/a.txt", 6).unwrap(), b"stored");
    assert_eq!(wheel.read("m/b.txt", 5000).unwrap(), [b'x'; 5000]);
    assert!(matches!(wheel.read("m/c.txt", 9), Err(WheelError::Missing { .. })));
}

#[test]
fn limit_member_bytes_past() {
    let bytes = sample();
    let wheel = Wheel::open(&bytes).unwrap();
    assert!(matches!(wheel.read("m/a.txt", 5), Err(WheelError::TooLong { .. })));
    assert!(matches!(wheel.read("m/b.txt", 4999), Err(WheelError::TooLong { .. })));
}

#[test]
fn other_files_are_refused() {
    assert!(matches!(Wheel::open(b""), Err(WheelError::NotAnArchive)));
    assert!(matches!(Wheel::open(&[0; 100_000]), Err(WheelError::NotAnArchive)));
}

#[test]
fn truncations_never_panic() {
    let whole = sample();
    for length in 0..whole.len() {
        if let Ok(wheel) = Wheel::open(&whole[..length]) {
            drop(wheel.read("m/b.txt", 5000));
        }
    }
}

proptest! {
    #[test]
    fn prop_changed_bytes_never_panic(changes in proptest::collection::vec((0..600_usize, any::<u8>()), 1..4)) {
        let mut bytes = sample();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Ok(wheel) = Wheel::open(&bytes) {
            drop((wheel.read("m/a.txt", 100), wheel.read("m/b.txt", 10_000)));
        }
    }
}
