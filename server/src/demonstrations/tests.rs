use super::*;
use jiff::civil::date;

const OWN: Demonstration = Demonstration {
    seed: 1,
    day: date(2026, 11, 10),
    turn: 0,
};

/// A folder whose files and folders were last used so many days ago, and what is left of it.
fn left(parts: &[(&str, u64)]) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let now = SystemTime::now();
    for (name, days) in parts {
        let path = folder.path().join(name);
        if name.ends_with(FILES) {
            std::fs::create_dir(&path).unwrap();
        } else {
            std::fs::write(&path, "x").unwrap();
        }
        let used = now - Duration::from_hours(days * 24);
        std::fs::File::open(&path)
            .unwrap()
            .set_modified(used)
            .unwrap();
    }
    let removed = remove_unused(folder.path(), OWN, now).unwrap();
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    (removed.iter().map(ToString::to_string).collect(), left)
}

#[test]
fn a_demonstration_that_nobody_used_for_a_week_goes_with_all_its_parts() {
    let (removed, left) = left(&[
        ("demo-1-2026-11-02.db", 8),
        ("demo-1-2026-11-02.db-wal", 8),
        ("demo-1-2026-11-02.db-shm", 8),
        ("demo-1-2026-11-02.files", 9),
        ("demo-1-2026-11-02.audit", 9),
        ("demo-2-2026-11-10.db", 30),
    ]);
    assert_eq!(removed, ["demo-1-2026-11-02", "demo-2-2026-11-10"]);
    assert_eq!(left, [""; 0]);
}

#[test]
fn ones_own_demonstration_and_those_that_are_in_use_stay() {
    let parts = [
        ("demo-1-2026-11-04.db", 30),
        ("demo-1-2026-11-04.db-wal", 1),
        ("demo-1-2026-11-09.db", 1),
        ("demo-1-2026-11-10.db", 30),
        ("demo-1-2026-11-10.files", 30),
    ];
    let (removed, left) = left(&parts);
    assert_eq!(removed, [""; 0]);
    assert_eq!(left, parts.map(|(name, _)| name));
}

#[test]
fn the_one_that_was_laid_out_last_is_found_and_removed_whole() {
    let folder = tempfile::tempdir().unwrap();
    let latest = || Demonstration::latest(folder.path(), OWN.seed, OWN.day).unwrap();
    assert_eq!(latest(), OWN);
    for name in [
        "demo-1-2026-11-10.db",
        "demo-1-2026-11-10-2.db",
        "demo-1-2026-11-11-7.db",
    ] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    let second = OWN.next().next();
    assert_eq!(
        (latest(), second.to_string().as_str()),
        (second, "demo-1-2026-11-10-2")
    );
    std::fs::create_dir(folder.path().join("demo-1-2026-11-10-2.files")).unwrap();
    second.remove(folder.path()).unwrap();
    assert_eq!(latest(), OWN);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    second.remove(folder.path()).unwrap();
}

#[test]
fn nothing_of_another_name_is_touched() {
    let parts = [
        "demo-01-2026-11-02.db",
        "demo-1-2026-11-02-0.db",
        "demo-1-2026-11-02-x.db",
        "demo-1-2026-11-02.db.bak",
        "demo-1-2026-11-2.db",
        "demo-1-2026-13-02.db",
        "demo-1.db",
        "demo-x-2026-11-02.db",
        "my-demo-1-2026-11-02.db",
        "openqies.db",
    ];
    let (removed, left) = left(&parts.map(|name| (name, 400)));
    assert_eq!(removed, [""; 0]);
    assert_eq!(left, parts);
}
