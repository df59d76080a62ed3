//! Which files of a folder are worth opening. The content decides what they are; the name only whether to look.

use std::path::Path;

/// File name extensions of the formats that can be decoded, in lower case, without the dot.
pub const EXTENSIONS: &[&str] =
    &["mp3", "flac", "ogg", "oga", "opus", "wav", "wave", "aif", "aiff", "aifc", "m4a", "m4b", "mp4", "aac"];

/// Whether the name of `path` ends in one of [`EXTENSIONS`], in any case. Files whose name begins with a dot are
/// none: they are the companions that some systems leave beside the real ones (`._song.mp3`).
pub fn is_audio_path(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let known = |ext: &str| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(ext));
    !hidden && path.extension().and_then(|ext| ext.to_str()).is_some_and(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_in_any_case() {
        for yes in ["a.mp3", "b/c.FLAC", "x.tar.Opus", "ünïcode.M4a"] {
            assert!(is_audio_path(Path::new(yes)), "{yes}");
        }
        for no in ["a.txt", "mp3", "a.mp3.part", ".mp3", "._a.mp3", "", "/"] {
            assert!(!is_audio_path(Path::new(no)), "{no}");
        }
    }
}
