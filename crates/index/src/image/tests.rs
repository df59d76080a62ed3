//! A file is whole, or it is nothing: a disk that loses what it was told to keep leaves a beginning of it, or other bytes.

use hark_track::{AssetId, Timestamp, Track};

use super::*;
use crate::snapshot::{Access, Entry, Index};
use crate::vectors::Vector;

/// The bytes of a file of some tracks.
fn bytes() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    for row in 0..12u32 {
        let mut track = Track::new(AssetId::new(u64::from(row) + 1).unwrap(), Timestamp::default());
        track.name = format!("track {row}");
        track.tags = vec![format!("tag {}", row % 3)];
        let vector = Some(Vector { scale: 0.01, values: &[row as i8, 2, 3] });
        index.put(Entry { row, sequence: 1, track: &track, vector, joint: None, sound: None }).unwrap();
    }
    index.commit(1).unwrap();
    index.snapshot().save(folder.path()).unwrap();
    std::fs::read(folder.path().join(NAME)).unwrap()
}

fn parsed(bytes: Vec<u8>) -> Option<Image> {
    parse(&Arc::new(Mapped::Memory(bytes)), "c\nm")
}

#[test]
fn a_file_cut_off_or_damaged_at_any_byte_is_no_file() {
    let whole = bytes();
    assert_eq!(parsed(whole.clone()).map(|image| (image.sequence, image.columns.bound())), Some((1, 12)));
    for at in 0..whole.len() {
        assert!(parsed(whole[..at].to_vec()).is_none(), "cut off at {at}");
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(parsed(damaged).is_none(), "damaged at {at}");
    }
    assert!(parsed([whole.as_slice(), b"x"].concat()).is_none());
    assert!(parsed(Vec::new()).is_none());
}

/// Even with a checksum that is right, a file that says what cannot be is refused, without a panic.
#[test]
fn a_file_that_lies_is_refused_or_harmless() {
    let whole = bytes();
    let end = whole.len() - 4;
    for at in (0..end).step_by(3) {
        let mut lying = whole[..end].to_vec();
        lying[at] ^= 0x81;
        lying.extend(crc32fast::hash(&lying).to_le_bytes());
        if let Some(image) = parsed(lying) {
            assert!(image.columns.bound() <= 4_096 && image.vectors.present().count() <= 12, "{at}");
        }
    }
}
