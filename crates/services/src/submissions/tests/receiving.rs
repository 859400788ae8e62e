use std::{fs, path::Path};

use domain::{
    access::{Action, Role, Scope},
    submissions::{Receiving, SubmissionKind, SubmissionState},
    time::{Instant, Now},
};
use futures::stream;
use jiff::civil::date;
use store::{Db, db_test, files::FileStore};

use super::world::{Pbj, World};
use crate::{
    ServiceError,
    submissions::{self, Incoming},
};

fn field_of(error: ServiceError) -> String {
    match error {
        ServiceError::Refused(fields) => fields[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

#[db_test]
async fn a_receipt_says_what_arrived_when_and_from_whom(db: Db) {
    let mut world = World::new(db).await;
    let text = Pbj::default().xml();
    let number = world.send("C:\\payroll\\hours.xml", text.clone()).await;
    let receipt = world.receipt(number).await;
    assert_eq!(receipt.file_name, "hours.xml");
    assert_eq!(receipt.size, i64::try_from(text.len()).unwrap());
    assert_eq!(receipt.hash.len(), 64);
    assert_eq!(receipt.sender, "SUBMITTER");
    assert_eq!(receipt.role, Role::PbjSubmitter);
    assert_eq!(receipt.received_at, world.now().rules);
    assert_eq!(receipt.progress.state, SubmissionState::Received);
    assert!(receipt.files.is_empty());
}

/// With a mark that turns the writing direction it would be shown as `almx.jpg`.
#[db_test]
async fn the_name_of_a_file_shows_its_ending(db: Db) {
    let mut world = World::new(db).await;
    let number = world.send("a\u{202E}gpj.xml", Pbj::default().xml()).await;
    world.work().await;
    let receipt = world.receipt(number).await;
    assert_eq!(receipt.file_name, "agpj.xml");
    let names: Vec<_> = receipt.files.iter().map(|file| &file.name).collect();
    assert_eq!(names, ["agpj.xml"]);
}

#[db_test]
async fn the_same_bytes_with_the_same_key_give_the_same_receipt(db: Db) {
    let world = World::new(db).await;
    let text = Pbj::default().xml();
    let first = world
        .receive(&world.submitter, "key", "a.xml", text.clone(), false)
        .await
        .unwrap();
    let second = world
        .receive(&world.submitter, "key", "a.xml", text, false)
        .await
        .unwrap();
    assert!(matches!(first, Receiving::Received(_)));
    assert_eq!(first, second);
    assert_eq!(world.count("select count(*) from submission").await, 1);
    assert_eq!(world.count("select count(*) from job").await, 1);
}

#[db_test]
async fn the_same_key_sent_twice_at_once_gives_one_receipt(db: Db) {
    let world = World::new(db).await;
    let text = Pbj::default().xml();
    let (one, two) = tokio::join!(
        world.receive(&world.submitter, "key", "a.xml", text.clone(), false),
        world.receive(&world.submitter, "key", "a.xml", text.clone(), false),
    );
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(world.count("select count(*) from submission").await, 1);
}

#[db_test]
async fn a_key_that_brought_other_bytes_is_refused(db: Db) {
    let world = World::new(db).await;
    let first = world
        .receive(&world.submitter, "key", "a.xml", "one", false)
        .await;
    assert!(first.is_ok());
    let second = world
        .receive(&world.submitter, "key", "a.xml", "two", false)
        .await;
    assert_eq!(field_of(second.unwrap_err()), "key");
}

#[db_test]
async fn the_same_bytes_again_ask_first(db: Db) {
    let world = World::new(db).await;
    let text = Pbj::default().xml();
    let first = world
        .receive(&world.submitter, "one", "a.xml", text.clone(), false)
        .await
        .unwrap();
    let Receiving::Received(number) = first else {
        panic!("{first:?}")
    };
    let asked = world
        .receive(&world.submitter, "two", "a.xml", text.clone(), false)
        .await
        .unwrap();
    assert_eq!(asked, Receiving::SentBefore(number));
    assert_eq!(world.count("select count(*) from submission").await, 1);
    let again = world
        .receive(&world.submitter, "two", "a.xml", text, true)
        .await
        .unwrap();
    assert!(matches!(again, Receiving::Received(other) if other != number));
}

#[db_test]
async fn a_colleague_of_the_facility_is_asked_too_and_a_stranger_is_not(db: Db) {
    let mut world = World::new(db).await;
    let text = Pbj::default().xml();
    let number = world.send("a.xml", text.clone()).await;
    world.work().await;
    let home = Scope::Providers(vec![world.home]);
    let colleague = world
        .add_person("COLLEAGUE", Role::PbjSubmitter, home)
        .await;
    let asked = world
        .receive(&colleague, "key", "a.xml", text.clone(), false)
        .await
        .unwrap();
    assert_eq!(asked, Receiving::SentBefore(number));
    let elsewhere = Scope::Providers(vec![world.other_home]);
    let stranger = world
        .add_person("STRANGER", Role::PbjSubmitter, elsewhere)
        .await;
    let received = world
        .receive(&stranger, "key", "a.xml", text, false)
        .await
        .unwrap();
    assert!(matches!(received, Receiving::Received(_)));
}

#[db_test]
async fn a_zip_is_taken_up_to_5_mb_and_xml_up_to_50(db: Db) {
    let mut world = World::new(db).await;
    world.services.rules.file_limits.zip_bytes = 5_000;
    world.services.rules.file_limits.xml_bytes = 9_000;
    let too_large =
        |sent: Result<Receiving, ServiceError>| matches!(sent, Err(ServiceError::TooLarge { .. }));
    let send = async |text: &str, length: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(length, b' ');
        let key = format!("{text}{length}");
        world
            .receive(&world.submitter, &key, "a", bytes, false)
            .await
    };
    assert!(send("PK", 5_000).await.is_ok());
    assert!(too_large(send("PK", 5_001).await));
    assert!(send("<a/>", 9_000).await.is_ok());
    assert!(too_large(send("<a/>", 9_001).await));
    assert_eq!(world.count("select count(*) from submission").await, 2);
}

#[db_test]
async fn an_upload_that_breaks_off_leaves_no_receipt(db: Db) {
    let world = World::new(db).await;
    let parts = [
        Ok(bytes::Bytes::from_static(b"<nursing")),
        Err(std::io::Error::other("gone")),
    ];
    let incoming = Incoming {
        kind: SubmissionKind::Staffing,
        right: Action::SubmitStaffing,
        key: "key".to_owned(),
        file_name: "a.xml".to_owned(),
        again: false,
        started_at: world.now().rules,
    };
    let clock = || world.now();
    let sent = submissions::receive(
        &world.services,
        &world.submitter,
        incoming,
        stream::iter(parts),
        clock,
    )
    .await;
    assert!(matches!(sent, Err(ServiceError::File(_))), "{sent:?}");
    assert_eq!(world.count("select count(*) from submission").await, 0);
    assert_eq!(world.count("select count(*) from stored_file").await, 0);
}

#[db_test]
async fn an_empty_file_and_a_missing_key_are_refused(db: Db) {
    let world = World::new(db).await;
    let empty = world
        .receive(&world.submitter, "key", "a.xml", "", false)
        .await;
    assert_eq!(field_of(empty.unwrap_err()), "file");
    let keyless = world
        .receive(&world.submitter, "", "a.xml", "x", false)
        .await;
    assert_eq!(field_of(keyless.unwrap_err()), "key");
}

#[db_test]
async fn who_may_only_look_cannot_send(db: Db) {
    let world = World::new(db).await;
    let viewer = world
        .add_person(
            "VIEWER",
            Role::PbjViewer,
            Scope::Providers(vec![world.home]),
        )
        .await;
    let sent = world.receive(&viewer, "key", "a.xml", "x", false).await;
    assert!(matches!(sent, Err(ServiceError::Denied(_))), "{sent:?}");
}

#[db_test]
async fn the_last_byte_is_timed_by_the_rules_clock_however_long_the_disk_takes(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(db).await;
    world.services.files = FileStore::local(folder.path()).unwrap();
    let at = |day, hour, minute| Instant::from_eastern(date(2026, 11, day).at(hour, minute, 0, 0));
    let (began, ended, stored) = (at(14, 23, 58), at(14, 23, 59), at(15, 0, 1));
    let incoming = Incoming {
        kind: SubmissionKind::Staffing,
        right: Action::SubmitStaffing,
        key: "key".to_owned(),
        file_name: "a.xml".to_owned(),
        again: false,
        started_at: began,
    };
    let bytes = stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"x"))]);
    // Midnight passes while the bytes are put away.
    let clock = || Now {
        system: world.now().system,
        rules: if is_put_away(folder.path()) {
            stored
        } else {
            ended
        },
    };
    let sent = submissions::receive(&world.services, &world.submitter, incoming, bytes, clock)
        .await
        .unwrap();
    assert!(is_put_away(folder.path()));
    let Receiving::Received(number) = sent else {
        panic!("{sent:?}")
    };
    let receipt = world.receipt(number).await;
    assert_eq!((receipt.started_at, receipt.received_at), (began, ended));
}

/// Whether a whole file lies in the store: staged, or under its hash. One that is being written has `#` in its name.
fn is_put_away(store: &Path) -> bool {
    let names = |folder: &str| fs::read_dir(store.join(folder)).into_iter().flatten();
    let is_whole = |entry: std::io::Result<fs::DirEntry>| {
        !entry.unwrap().file_name().to_string_lossy().contains('#')
    };
    names("staging").chain(names("files")).any(is_whole)
}
