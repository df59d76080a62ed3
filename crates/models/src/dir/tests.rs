//! An empty or missing folder; what is installed is tested with pulling.

use super::*;

#[test]
fn nothing_installed_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    for dir in [ModelDir::new(folder.path()), ModelDir::new(folder.path().join("missing"))] {
        assert!(!dir.has(KnownModel::AllMiniLmL6V2));
        assert!(list(&dir).iter().all(|status| status.installed.is_none()));
        let verification = verify(&dir).remove(0);
        assert_eq!(verification.file, None);
        let error = verification.outcome.unwrap_err();
        assert!(matches!(error, Error::NotInstalled { .. }));
        assert!(error.to_string().contains("hark models pull"), "{error}");
    }
}

#[test]
fn checksums_are_those_of_the_standard() {
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn limit_file_bytes_at_and_past() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, [0; 10]).unwrap();
    assert_eq!(read_bounded(&path, 10).unwrap().len(), 10);
    assert!(matches!(read_bounded(&path, 9), Err(Error::TooLong { limit: 9, .. })));
}
