use super::{Keys, Purpose};

#[test]
fn what_was_sealed_opens_for_its_purpose_and_subject_alone() {
    let keys = Keys::random().unwrap();
    let sealed = keys.seal(Purpose::Device, b"one", b"secret").unwrap();
    assert!(!sealed.windows(6).any(|bytes| bytes == b"secret"));
    assert_eq!(
        keys.open(Purpose::Device, b"one", &sealed).unwrap(),
        b"secret"
    );
    keys.open(Purpose::Mail, b"one", &sealed).unwrap_err();
    keys.open(Purpose::Device, b"two", &sealed).unwrap_err();
    Keys::random()
        .unwrap()
        .open(Purpose::Device, b"one", &sealed)
        .unwrap_err();
    keys.open(Purpose::Device, b"one", b"short").unwrap_err();
}

#[test]
fn the_key_file_is_made_once_and_readable_by_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    assert!(Keys::read(&path).unwrap().is_none());
    let made = Keys::make(&path).unwrap();
    let read = Keys::read(&path).unwrap().unwrap();
    Keys::make(&path).unwrap_err();
    assert_eq!(made.derive(Purpose::Code), read.derive(Purpose::Code));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = std::fs::metadata(&path).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
    }
    std::fs::write(&path, b"too short").unwrap();
    Keys::read(&path).unwrap_err();
}
