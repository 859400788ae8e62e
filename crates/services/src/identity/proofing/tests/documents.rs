use std::sync::Arc;

use domain::{
    access::Role,
    identity::{DOCUMENT_BYTES, DocumentKind, Evidence, MOST_DOCUMENTS, ProofingReference},
};
use futures::{TryStreamExt as _, future::join_all};
use store::{
    files::ContentHash,
    jobs::{Worker, WorkerSettings},
    testing::{JOBS_LEFT, until_none},
};

use super::*;
use crate::{
    Clock,
    identity::proofing::{Decision, decide, document},
};

fn file(name: &str, bytes: &[u8]) -> Document {
    Document {
        name: name.to_owned(),
        content: Content::Bytes(bytes.to_vec()),
    }
}

async fn waiting(services: &Services, holder: &Holder) -> ProofingReference {
    match stands(services, holder, NOON).await {
        Standing::Waiting { reference, .. } => reference,
        other => panic!("it does not wait: {other:?}"),
    }
}

/// What lies in the file store for the documents of all cases.
async fn stored(services: &Services) -> Vec<Vec<u8>> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select file_hash from proofing_document order by ordinal";
    let rows = fetch!(fetch_all, (Vec<u8>,), tx, sql).unwrap();
    let mut stored = Vec::new();
    for (hash,) in rows {
        let hash = ContentHash::try_from(hash).unwrap();
        let parts: Vec<bytes::Bytes> = services
            .files
            .read(&hash)
            .await
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        stored.push(parts.concat());
    }
    stored
}

async fn named_files(services: &Services) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, "select count(*) from stored_file")
        .unwrap()
        .0
}

/// How many files lie there that no row names; they are removed.
async fn unnamed_files(services: &Services) -> u64 {
    let much_later = at(100 * 365 * 24 * 60 * 60);
    let swept = services.files.sweep(&services.db, much_later).await;
    swept.unwrap().unnamed
}

/// Runs the jobs that there are to their end.
async fn work(services: &Services) {
    // When everything that was enqueued is due.
    let later = NOON.plus_seconds(60);
    let clock: Clock = Arc::new(move || Now {
        system: later,
        rules: later,
    });
    let worker = Worker::new(
        services.db.clone(),
        Arc::new(move || later),
        WorkerSettings::default(),
    );
    crate::handlers(worker, services, &clock)
        .run(until_none(&services.db, JOBS_LEFT))
        .await;
}

#[db_test]
async fn documents_lie_encrypted_and_come_back_to_whoever_decides(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let (png, jpeg) = (b"\x89PNG\r\n\x1a\n my bill", b"\xFF\xD8\xFF my license");
    let documents = vec![pdf("Rita's passport.pdf"), file("b", png), file("c", jpeg)];
    send_documents(&services, &holder, documents, NOON)
        .await
        .unwrap();
    let reference = waiting(&services, &holder).await;
    let stored = stored(&services).await;
    assert_eq!(stored.len(), 3);
    for bytes in &stored {
        for words in [b"my ".as_slice(), b"%PDF", b"PNG"] {
            assert!(!bytes.windows(words.len()).any(|part| part == words));
        }
    }
    let helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    let expected: [(DocumentKind, &[u8]); 3] = [
        (DocumentKind::Pdf, b"%PDF-1.7 my passport"),
        (DocumentKind::Png, png),
        (DocumentKind::Jpeg, jpeg),
    ];
    for (ordinal, (kind, bytes)) in (1..).zip(expected) {
        let found = document(&services, &helper.actor, &reference, ordinal).await;
        let found = found.unwrap();
        assert_eq!((found.kind, found.bytes.as_slice()), (kind, bytes));
    }
    for ordinal in [0, 4, -1] {
        let none = document(&services, &helper.actor, &reference, ordinal).await;
        assert!(matches!(none, Err(ServiceError::NotFound)));
    }
}

#[db_test]
async fn nobody_but_the_help_desk_is_given_a_document(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    send_documents(&services, &holder, vec![pdf("a.pdf")], NOON)
        .await
        .unwrap();
    let reference = waiting(&services, &holder).await;
    for role in Role::ALL {
        let reader = session_of(holder.user, "SOME.READER", role);
        let found = document(&services, &reader.actor, &reference, 1).await;
        let may = matches!(role, Role::HelpDesk | Role::HelpDeskProductionControl);
        assert_eq!(found.is_ok(), may, "{role:?}");
        assert!(may || matches!(found, Err(ServiceError::Denied(_))));
    }
}

#[db_test]
async fn a_wrong_file_is_refused_with_its_reason_and_nothing_is_stored(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let large = Document {
        name: "large.pdf".to_owned(),
        content: Content::TooLarge,
    };
    for (document, words) in [
        (file("empty.pdf", b""), "empty.pdf is empty"),
        (
            file("setup.pdf", b"MZ\x90\0"),
            "setup.pdf is not a PDF, JPEG or PNG",
        ),
        (
            file("page.png", b"<svg onload=alert(1)>"),
            "page.png is not",
        ),
        (
            file("C:\\Users\\rita\\a.docx", b"PK\x03\x04"),
            "a.docx is not",
        ),
        (large, "large.pdf is larger than 10 MB"),
    ] {
        // One that is good beside it does not help.
        let documents = vec![pdf("good.pdf"), document];
        let errors = refusals(send_documents(&services, &holder, documents, NOON).await);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].field, "documents");
        assert!(errors[0].message.starts_with(words), "{errors:?}");
    }
    for documents in [
        Vec::new(),
        (0..=MOST_DOCUMENTS).map(|_| pdf("a.pdf")).collect(),
    ] {
        let errors = refusals(send_documents(&services, &holder, documents, NOON).await);
        assert_eq!(errors.len(), 1);
    }
    assert!(attempts(&services).await.is_empty());
    assert_eq!(named_files(&services).await, 0);
}

#[db_test]
async fn a_file_may_be_called_anything_and_its_name_is_forgotten(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    for name in NAUGHTY {
        let errors = refusals(
            send_documents(&services, &holder, vec![file(name, b"no document")], NOON).await,
        );
        assert!(!errors[0].message.contains(char::is_control), "{errors:?}");
    }
    let documents = vec![pdf(NAUGHTY[0]), pdf(NAUGHTY[8]), pdf(NAUGHTY[5])];
    send_documents(&services, &holder, documents, NOON)
        .await
        .unwrap();
    waiting(&services, &holder).await;
}

#[db_test]
async fn a_document_may_have_all_of_its_bytes(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let mut bytes = b"%PDF-1.7".to_vec();
    bytes.resize(DOCUMENT_BYTES, b' ');
    let documents = vec![file("large.pdf", &bytes)];
    send_documents(&services, &holder, documents, NOON)
        .await
        .unwrap();
    let helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    let reference = waiting(&services, &holder).await;
    let found = document(&services, &helper.actor, &reference, 1)
        .await
        .unwrap();
    assert_eq!(found.bytes.len(), DOCUMENT_BYTES);
}

#[db_test]
async fn of_documents_sent_twice_at_once_one_set_is_kept(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let send = || send_documents(&services, &holder, vec![pdf("a.pdf")], NOON);
    let outcomes = join_all([send(), send(), send()]).await;
    assert_eq!(
        outcomes.iter().filter(|sent| sent.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(attempts(&services).await.len(), 1);
    assert_eq!(named_files(&services).await, 1);
    assert_eq!(unnamed_files(&services).await, 0);
    let again = ask_for_video_call(&services, &holder, at(1)).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
}

/// A commit that fails may have come through, and a case without its documents could not be decided.
#[db_test]
async fn documents_of_a_case_that_may_be_there_are_left_to_housekeeping(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "alter table audit_event rename to gone").unwrap();
    tx.commit().await.unwrap();
    let sent = send_documents(&services, &holder, vec![pdf("a.pdf")], NOON).await;
    assert!(matches!(sent, Err(ServiceError::Database(_))), "{sent:?}");
    assert_eq!(unnamed_files(&services).await, 1);
}

#[db_test]
async fn documents_are_deleted_once_their_case_is_decided(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let documents = vec![pdf("a.pdf"), pdf("b.pdf")];
    send_documents(&services, &holder, documents, NOON)
        .await
        .unwrap();
    let reference = waiting(&services, &holder).await;
    let mut tx = services.db.read().await.unwrap();
    let sql = "select file_hash from proofing_document";
    let hashes = fetch!(fetch_all, (Vec<u8>,), tx, sql).unwrap();
    drop(tx);
    let helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    decide(
        &services,
        &helper,
        &reference,
        Decision::Reject,
        "Not readable.",
        at(1),
    )
    .await
    .unwrap();
    // From the decision on nobody is given one, whether the job has run or not.
    let gone = document(&services, &helper.actor, &reference, 1).await;
    assert!(matches!(gone, Err(ServiceError::NotFound)));
    work(&services).await;
    assert!(stored(&services).await.is_empty());
    assert_eq!(named_files(&services).await, 0);
    assert_eq!(hashes.len(), 2);
    for (hash,) in hashes {
        let hash = ContentHash::try_from(hash).unwrap();
        assert!(services.files.read(&hash).await.is_err());
    }
}

#[db_test]
async fn a_document_cannot_be_put_in_anothers_place(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let documents = vec![pdf("a.pdf"), file("b.png", b"\x89PNG\r\n\x1a\n")];
    send_documents(&services, &holder, documents, NOON)
        .await
        .unwrap();
    let reference = waiting(&services, &holder).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "update proofing_document set file_hash = (select file_hash from proofing_document where ordinal = 2)"
    )
    .unwrap();
    tx.commit().await.unwrap();
    let helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    let swapped = document(&services, &helper.actor, &reference, 1).await;
    assert!(matches!(swapped, Err(ServiceError::Corrupt { .. })));
}

#[db_test]
async fn a_wish_for_a_video_call_waits_without_documents(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    ask_for_video_call(&services, &holder, NOON).await.unwrap();
    let stands = stands(&services, &holder, at(1)).await;
    assert!(
        matches!(
            stands,
            Standing::Waiting {
                evidence: Evidence::VideoCall,
                since: NOON,
                ..
            }
        ),
        "{stands:?}"
    );
}
