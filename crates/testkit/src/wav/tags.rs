//! Tags of a WAV file in both forms that readers look for: RIFF `LIST/INFO`, and an ID3v2.4 tag in an `id3 `
//! chunk, because INFO has no field for the tempo.

use super::Chunk;

/// What a tag reader should find. Absent fields are not written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// Name of the piece (`INAM`, `TIT2`).
    pub title: Option<String>,
    /// Performer (`IART`, `TPE1`).
    pub artist: Option<String>,
    /// Record (`IPRD`, `TALB`).
    pub album: Option<String>,
    /// Genre by name (`IGNR`, `TCON`).
    pub genre: Option<String>,
    /// Year of release (`ICRD`, `TDRC`).
    pub year: Option<u16>,
    /// Beats a minute, rounded to a whole number as ID3 demands (`TBPM`).
    pub bpm: Option<f32>,
}

impl Tags {
    pub(super) fn info(&self) -> Option<Chunk> {
        let fields = [
            (b"INAM", self.title.clone()),
            (b"IART", self.artist.clone()),
            (b"IPRD", self.album.clone()),
            (b"IGNR", self.genre.clone()),
            (b"ICRD", self.year.map(|y| y.to_string())),
        ];
        let mut body = b"INFO".to_vec();
        for (id, text) in fields {
            let Some(text) = text else { continue };
            body.extend(id);
            body.extend((text.len() as u32 + 1).to_le_bytes());
            body.extend(text.bytes());
            body.push(0);
            if body.len() % 2 == 1 {
                body.push(0);
            }
        }
        (body.len() > 4).then_some(Chunk { id: *b"LIST", body })
    }

    pub(super) fn id3(&self) -> Option<Chunk> {
        let fields = [
            (b"TIT2", self.title.clone()),
            (b"TPE1", self.artist.clone()),
            (b"TALB", self.album.clone()),
            (b"TCON", self.genre.clone()),
            (b"TDRC", self.year.map(|y| y.to_string())),
            (b"TBPM", self.bpm.map(|b| format!("{:.0}", b.round()))),
        ];
        let mut frames = Vec::new();
        for (id, text) in fields {
            let Some(text) = text else { continue };
            frames.extend(id);
            frames.extend(synchsafe(text.len() as u32 + 1));
            frames.extend([0, 0, 3]); // no flags; the text is UTF-8
            frames.extend(text.bytes());
        }
        let mut body = b"ID3\x04\x00\x00".to_vec();
        body.extend(synchsafe(frames.len() as u32));
        body.extend(&frames);
        (!frames.is_empty()).then_some(Chunk { id: *b"id3 ", body })
    }
}

/// A number in four bytes of seven bits each (ID3v2.4, section 6.2).
fn synchsafe(n: u32) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| ((n >> shift) & 0x7F) as u8)
}
