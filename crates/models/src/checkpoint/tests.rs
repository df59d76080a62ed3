//! Checkpoints written here: arrays come out as they went in, and damaged ones are refused, never a panic.

use proptest::prelude::*;

use super::*;
use crate::testing::noise;

/// Entries of a block before a restart, as TensorFlow writes it.
const RESTART_EVERY: usize = 16;

/// A named array: its shape and values.
pub(crate) type Array = (String, Vec<usize>, Vec<f32>);

/// The index and the data of a checkpoint with these arrays, several to a block.
pub(crate) fn checkpoint(arrays: &[Array]) -> [Vec<u8>; 2] {
    let mut sorted: Vec<&Array> = arrays.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut entries = vec![(Vec::new(), vec![0x08, 1, 0x1A, 2, 0x08, 1])];
    let mut data = Vec::new();
    for (name, shape, values) in sorted {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let dimensions: Vec<u8> = shape
            .iter()
            .flat_map(|size| {
                let size = [vec![0x08], varint(*size as u64)].concat();
                [vec![0x12], varint(size.len() as u64), size].concat()
            })
            .collect();
        let mut entry = [vec![0x08, 1, 0x12], varint(dimensions.len() as u64), dimensions].concat();
        entry
            .extend([vec![0x20], varint(data.len() as u64), vec![0x28], varint(bytes.len() as u64)].concat());
        entry.extend([&[0x35][..], &crc::masked(&[&bytes]).to_le_bytes()].concat());
        data.extend(bytes);
        entries.push((name.clone().into_bytes(), entry));
    }
    [table(&entries), data]
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A table of sorted entries, forty to a block.
fn table(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut handles = Vec::new();
    for chunk in entries.chunks(40) {
        let handle = append(&mut file, &block(chunk));
        handles.push((chunk[chunk.len() - 1].0.clone(), handle));
    }
    let metaindex = append(&mut file, &block(&[]));
    let index = append(&mut file, &block(&handles));
    let mut footer = [metaindex, index].concat();
    footer.resize(40, 0);
    file.extend(footer);
    file.extend(0xDB47_7524_8B80_FB57_u64.to_le_bytes());
    file
}

fn append(file: &mut Vec<u8>, block: &[u8]) -> Vec<u8> {
    let handle = [varint(file.len() as u64), varint(block.len() as u64)].concat();
    file.extend(block);
    file.push(0);
    file.extend(crc::masked(&[block, &[0]]).to_le_bytes());
    handle
}

fn block(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut restarts) = (Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for (index, (key, value)) in entries.iter().enumerate() {
        let restart = index % RESTART_EVERY == 0;
        if restart {
            restarts.push(u32::try_from(bytes.len()).unwrap());
        }
        let equal = before.iter().zip(key).take_while(|(a, b)| a == b).count();
        let shared = if restart { 0 } else { equal };
        let lengths = [shared, key.len() - shared, value.len()];
        bytes.extend(lengths.iter().flat_map(|length| varint(*length as u64)));
        bytes.extend(&key[shared..]);
        bytes.extend(value);
        before = key;
    }
    if restarts.is_empty() {
        restarts.push(0);
    }
    bytes.extend(restarts.iter().flat_map(|restart| restart.to_le_bytes()));
    bytes.extend(u32::try_from(restarts.len()).unwrap().to_le_bytes());
    bytes
}

fn arrays() -> Vec<Array> {
    let mut noise = noise(5);
    (0..90)
        .map(|index| {
            let shape = vec![index % 3 + 1, 4];
            let values = (0..shape.iter().product()).map(|_| noise()).collect();
            (format!("layer_{}/part_{index}", index % 7), shape, values)
        })
        .chain([("scalar".to_owned(), vec![], vec![0.5]), ("long".to_owned(), vec![500], vec![1.5; 500])])
        .collect()
}

#[test]
fn arrays_come_out_as_they_went_in() {
    let [index, data] = checkpoint(&arrays());
    let checkpoint = Checkpoint::open(&index, &data).unwrap();
    for (name, shape, values) in arrays() {
        assert_eq!(checkpoint.f32(&name, &shape).unwrap(), values, "{name}");
    }
    assert_eq!(checkpoint.shapes().count(), 92);
}

#[test]
fn other_shapes_and_names_are_refused() {
    let [index, data] = checkpoint(&arrays());
    let checkpoint = Checkpoint::open(&index, &data).unwrap();
    assert!(matches!(checkpoint.f32("long", &[499]), Err(CheckpointError::Unexpected { .. })));
    assert!(matches!(checkpoint.f32("long", &[500, 1]), Err(CheckpointError::Unexpected { .. })));
    assert!(matches!(checkpoint.f32("longer", &[500]), Err(CheckpointError::Missing { .. })));
}

#[test]
fn changed_data_is_refused() {
    let [index, mut data] = checkpoint(&arrays());
    data[17] ^= 1;
    let opened = Checkpoint::open(&index, &data).unwrap();
    let refused = arrays()
        .iter()
        .filter(|(name, shape, _)| matches!(opened.f32(name, shape), Err(CheckpointError::Checksum { .. })))
        .count();
    assert_eq!(refused, 1);
    let opened = Checkpoint::open(&index, &data[..100]).unwrap();
    assert!(matches!(opened.f32("scalar", &[]), Err(CheckpointError::Extent { .. })));
}

#[test]
fn every_changed_byte_of_the_index_is_noticed() {
    let [index, data] = checkpoint(&arrays());
    for at in 0..index.len() - 48 {
        let mut changed = index.clone();
        changed[at] ^= 0x10;
        let opened = Checkpoint::open(&changed, &data);
        // The metaindex is not read.
        if let Ok(opened) = opened {
            assert_eq!(opened.shapes().count(), 92, "byte {at}");
        }
    }
}

#[test]
fn other_files_are_refused() {
    for file in [&b""[..], &[0; 48], &[0xFF; 100]] {
        assert!(matches!(Checkpoint::open(file, &[]), Err(CheckpointError::NotATable { .. })));
    }
    let without_header = table(&[(b"a".to_vec(), vec![0x08, 1])]);
    assert!(matches!(Checkpoint::open(&without_header, &[]), Err(CheckpointError::Message { .. })));
    for (header, setting) in [(&[0x08, 2][..], "files"), (&[0x08, 1, 0x10, 1][..], "byte order")] {
        let error = Checkpoint::open(&table(&[(Vec::new(), header.to_vec())]), &[]).unwrap_err();
        assert!(error.to_string().contains(setting), "{error}");
    }
}

#[test]
fn names_must_ascend() {
    let entry = |name: &[u8]| (name.to_vec(), vec![0x08, 1]);
    for names in [[&b"b"[..], b"a"], [b"a", b"a"]] {
        let file = table(&[entry(b""), entry(names[0]), entry(names[1])]);
        assert!(matches!(Checkpoint::open(&file, &[]), Err(CheckpointError::Order { .. })));
    }
}

#[test]
fn compressed_blocks_are_refused() {
    let mut file = table(&[(Vec::new(), vec![0x08, 1])]);
    let block = &block(&[(Vec::new(), vec![0x08, 1])]);
    file[block.len()] = 1;
    let checksum = crc::masked(&[block, &[1]]).to_le_bytes();
    file[block.len() + 1..][..4].copy_from_slice(&checksum);
    let error = Checkpoint::open(&file, &[]).unwrap_err();
    assert!(matches!(error, CheckpointError::Compressed { offset: 0, method: 1 }), "{error}");
}

#[test]
fn limit_name_bytes_at_and_past() {
    for (length, fits) in [(MAX_NAME_BYTES, true), (MAX_NAME_BYTES + 1, false)] {
        let file = table(&[(Vec::new(), vec![0x08, 1]), (vec![b'x'; length], vec![0x08, 1])]);
        assert_eq!(Checkpoint::open(&file, &[]).is_ok(), fits, "{length}");
    }
}

#[test]
fn limit_tensors_at_and_past() {
    for (count, fits) in [(MAX_TENSORS - 1, true), (MAX_TENSORS, false)] {
        let entries: Vec<_> = std::iter::once((Vec::new(), vec![0x08, 1]))
            .chain((0..count).map(|index| (format!("{index:06}").into_bytes(), vec![0x08, 1])))
            .collect();
        assert_eq!(Checkpoint::open(&table(&entries), &[]).is_ok(), fits, "{count}");
    }
}

#[test]
fn limit_index_bytes_past() {
    let error = Checkpoint::open(&vec![0; MAX_INDEX_BYTES + 1], &[]).unwrap_err();
    assert!(matches!(error, CheckpointError::Limit { limit: MAX_INDEX_BYTES, .. }));
}

#[test]
fn limit_dimensions_at_and_past() {
    for (count, fits) in [(MAX_DIMENSIONS, true), (MAX_DIMENSIONS + 1, false)] {
        let [index, data] = checkpoint(&[("a".to_owned(), vec![1; count], vec![0.0])]);
        assert_eq!(Checkpoint::open(&index, &data).is_ok(), fits, "{count}");
    }
}

/// Sizes whose product does not fit 64 bits, offsets past the end, lengths that claim everything.
#[test]
fn huge_claims_cost_nothing() {
    let huge = varint(u64::MAX);
    let dimension = [vec![0x12, 11, 0x08], huge.clone()].concat();
    for entry in [
        [vec![0x08, 1, 0x12, 26], dimension.clone(), dimension].concat(),
        [vec![0x08, 1, 0x20], huge.clone(), vec![0x28, 4]].concat(),
        [vec![0x08, 1, 0x28], huge.clone()].concat(),
    ] {
        let file = table(&[(Vec::new(), vec![0x08, 1]), (b"a".to_vec(), entry)]);
        fuzz_checkpoint(&framed(&file, &[0; 8]));
        let opened = Checkpoint::open(&file, &[0; 8]).unwrap();
        let shape: Vec<usize> = opened.shapes().next().unwrap().1.iter().map(|size| *size as usize).collect();
        assert!(opened.f32("a", &shape).is_err());
    }
}

fn framed(index: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(index.len()).unwrap().to_le_bytes();
    [&length[..], index, data].concat()
}

/// Truncations, changed bytes, and changed bytes with every checksum mended so that the layers behind are reached.
#[test]
fn the_fuzz_body_returns_for_damaged_checkpoints() {
    let [index, data] = checkpoint(&arrays());
    let whole = framed(&index, &data);
    fuzz_checkpoint(&whole);
    for length in (0..whole.len()).step_by(7) {
        fuzz_checkpoint(&whole[..length]);
        fuzz_checkpoint(&framed(&index[..length.min(index.len())], &data));
    }
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..3000 {
        let mut changed = index.clone();
        for _ in 0..=random(3) {
            let at = random(changed.len());
            changed[at] = random(256) as u8;
        }
        fuzz_checkpoint(&framed(&changed, &data));
        let mut entries = vec![(Vec::new(), vec![0x08, 1]), (b"a".to_vec(), vec![0x08, 1, 0x28, 4])];
        entries[random(2)].1 = (0..random(40)).map(|_| random(256) as u8).collect();
        fuzz_checkpoint(&framed(&table(&entries), &data));
        let mut file = Vec::new();
        let noise: Vec<u8> = (0..random(60)).map(|_| random(256) as u8).collect();
        let handle = append(&mut file, &noise);
        file.extend([&handle[..], &handle, &[0; 40]].concat()[..40].iter());
        file.extend(0xDB47_7524_8B80_FB57_u64.to_le_bytes());
        fuzz_checkpoint(&framed(&file, &data));
    }
}

proptest! {
    #[test]
    fn prop_any_bytes_return(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        fuzz_checkpoint(&bytes);
    }
}
