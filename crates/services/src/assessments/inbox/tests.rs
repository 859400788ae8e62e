//! Records as the check of a submission leaves them in the inbox.

use domain::{
    access::{Actor, Role, Sight},
    assessments::{AssessmentNumber, DoneWhy, Inbox, InboxFilter, InboxPart, Transaction},
    masking::HIDDEN,
    submissions::SubmissionNumber,
};
use jiff::civil::{Date, date};
use store::{Db, db_test, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    Answer, COUNTS, OPEN, close, close_answered, counts, export, find, hand_over, list, reopen,
    scope, take,
};
use crate::{
    ServiceError,
    assessments::stored::tests::world::{Patient, Stored, TODAY, World, noon},
};

const TARGET: Date = date(2026, 10, 1);

/// A start of care of Ada's or somebody else's, that came back.
async fn came_back(world: &World, patient: Patient, name: &str, due: Date) -> SubmissionNumber {
    let file = world.file(patient.provider, "rejected", TARGET).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into sent_record (file_id, instrument, reasons, transaction_code, target_date, first_name, last_name, is_test, due_on)
         values ($1, 'OASIS', '01', '1', $2, $3, 'INVENTED', $4, $5)",
        file,
        Day::from(TARGET),
        name,
        false,
        Day::from(due)
    )
    .unwrap();
    let find = "select s.number from submission s join submission_file f on f.submission_id = s.id where f.id = $1";
    let (number,) = fetch!(fetch_one, (i64,), tx, find, file).unwrap();
    tx.commit().await.unwrap();
    SubmissionNumber(number)
}

/// The check knew whose the record is.
async fn is_of(world: &World, number: SubmissionNumber, patient: Patient) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update sent_record set patient_id = $1 where file_id in
            (select f.id from submission_file f join submission s on s.id = f.submission_id where s.number = $2)",
        patient.id,
        number.0
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// The record says when its patient was born.
async fn born(world: &World, number: SubmissionNumber, birth: &str) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update sent_record set birth = $1 where file_id in
            (select f.id from submission_file f join submission s on s.id = f.submission_id where s.number = $2)",
        birth,
        number.0
    )
    .unwrap();
    tx.commit().await.unwrap();
}

async fn merge(world: &World, merged: Patient, kept: Patient) {
    let mut tx = world.services.db.write().await.unwrap();
    let point = "update patient set merged_into = $2 where id = $1";
    exec!(tx, point, merged.id, kept.id).unwrap();
    tx.commit().await.unwrap();
}

async fn of(world: &World, actor: &Actor, part: InboxPart) -> Inbox {
    list(&world.services, actor, &InboxFilter::of(part))
        .await
        .unwrap()
}

fn numbers(inbox: &Inbox) -> Vec<i64> {
    let lines = inbox.lines.rows.iter();
    lines.map(|line| line.submission.0).collect()
}

#[db_test]
async fn everybody_at_the_facility_sees_what_came_back_with_its_days_left(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    let later = came_back(&world, ada, "ADA", date(2026, 10, 31)).await;
    let late = came_back(&world, ada, "ADA", date(2026, 10, 19)).await;
    let foreign = came_back(&world, carl, "CARL", TODAY).await;
    for actor in [&world.sam, &world.adele] {
        let seen = of(&world, actor, InboxPart::Open).await;
        assert_eq!(
            numbers(&seen),
            [late.0, later.0],
            "what is due first comes first"
        );
        let left = |row: usize| seen.lines.rows[row].due.map(|due| due.days_left);
        assert_eq!([left(0), left(1)], [Some(-1), Some(11)]);
        assert!(seen.lines.rows[0].may_act && seen.lines.rows[0].is_rejected);
        assert_eq!(
            (seen.counts.open, seen.counts.mine, seen.counts.overdue),
            (2, 0, 1)
        );
    }
    let overdue = of(&world, &world.adele, InboxPart::Overdue).await;
    assert_eq!(
        numbers(&overdue),
        [late.0],
        "what is due today is not overdue"
    );
    assert_eq!(
        numbers(&of(&world, &world.fred, InboxPart::Open).await),
        [foreign.0]
    );
    let viewer = world.person("VERA", Role::ProviderAssessmentViewer).await;
    let seen = of(&world, &viewer, InboxPart::Open).await;
    assert_eq!(seen.lines.total, 2);
    assert!(!seen.lines.rows[0].may_act, "a viewer only looks");
    let refused = take(&world.services, &viewer, late, 1).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
    let hidden = take(&world.services, &world.fred, late, 1).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    let mut masked = viewer.clone();
    masked.viewing = Some(Sight::Masked);
    let seen = of(&world, &masked, InboxPart::Open).await;
    assert!(!format!("{seen:?}").contains("INVENTED"));
}

/// Edit -3330 asks a new record of OASIS alone to come within its days.
#[db_test]
async fn no_clock_runs_for_a_rejected_correction_of_oasis(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let correction = came_back(&world, ada, "ADA", date(2026, 8, 1)).await;
    let of_mds = came_back(&world, ada, "BEA", date(2026, 8, 2)).await;
    let new = came_back(&world, ada, "CYD", date(2026, 9, 1)).await;
    for (number, instrument, transaction) in [(correction, "OASIS", "3"), (of_mds, "MDS", "2")] {
        let mut tx = world.services.db.write().await.unwrap();
        exec!(
            tx,
            "update sent_record set instrument = $2, transaction_code = $3 where file_id in
                (select f.id from submission_file f join submission s on s.id = f.submission_id where s.number = $1)",
            number.0,
            instrument,
            transaction
        )
        .unwrap();
        tx.commit().await.unwrap();
    }
    let open = of(&world, &world.adele, InboxPart::Open).await;
    assert_eq!(
        numbers(&open),
        [of_mds.0, new.0, correction.0],
        "what may come at any time comes after what is due"
    );
    assert_eq!(open.lines.rows[2].due, None);
    assert_eq!((open.counts.open, open.counts.overdue), (3, 2));
    let overdue = of(&world, &world.adele, InboxPart::Overdue).await;
    assert_eq!(numbers(&overdue), [of_mds.0, new.0]);
}

/// It was accepted a day late: that is told by its warning, and nothing has to be sent.
#[db_test]
async fn what_was_accepted_with_warnings_has_no_day_and_is_not_overdue(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let accepted = came_back(&world, ada, "ADA", date(2026, 8, 1)).await;
    let rejected = came_back(&world, ada, "BEA", date(2026, 9, 1)).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update submission_file set state = 'accepted_with_warnings'
         where submission_id in (select s.id from submission s where s.number = $1)",
        accepted.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let open = of(&world, &world.adele, InboxPart::Open).await;
    assert_eq!(
        numbers(&open),
        [rejected.0, accepted.0],
        "what is to be sent comes first"
    );
    assert!(open.lines.rows[0].due.is_some());
    assert_eq!(open.lines.rows[1].due, None);
    assert_eq!((open.counts.open, open.counts.overdue), (2, 1));
    let overdue = of(&world, &world.adele, InboxPart::Overdue).await;
    assert_eq!(numbers(&overdue), [rejected.0]);

    let file = async |part| {
        let filter = InboxFilter::of(part);
        let csv = export(&world.services, &world.adele, &filter).await;
        String::from_utf8(csv.unwrap()).unwrap()
    };
    let csv = file(InboxPart::Open).await;
    let rows: Vec<&str> = csv.lines().skip(1).collect();
    let of_rejected = format!("{rejected},1,Rejected,09/01/2026,-");
    assert!(rows[0].starts_with(&of_rejected), "{csv}");
    let of_accepted = format!("{accepted},1,Accepted with warnings,,,");
    assert!(rows[1].starts_with(&of_accepted), "{csv}");
    assert!(rows[0].contains("INVENTED, BEA"), "{csv}");
    assert_eq!(rows.len(), 2);
    assert!(!file(InboxPart::Overdue).await.contains(&of_accepted));
    let act = "select count(*) from audit_event where act = 'sensitive_export'";
    let mut tx = world.services.db.read().await.unwrap();
    let (saved,) = fetch!(fetch_one, (i64,), tx, act).unwrap();
    drop(tx);
    assert_eq!(saved, 2, "each file is written down");
    let shown = serde_json::json!({ "rows": 1, "files": [format!("{rejected}/1")] });
    assert_eq!(world.newest_detail().await, shown);
    let stranger = world.person("PIA", Role::PbjSubmitter).await;
    let refused = export(&world.services, &stranger, &InboxFilter::default()).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
}

#[db_test]
async fn the_trail_says_which_files_the_inbox_showed(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let number = came_back(&world, ada, "ADA", TODAY).await;
    of(&world, &world.adele, InboxPart::Open).await;
    let shown = serde_json::json!({ "rows": 1, "files": [format!("{number}/1")] });
    assert_eq!(world.newest_detail().await, shown);
}

#[db_test]
async fn a_record_is_taken_handed_over_and_done_with_a_reason(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let number = came_back(&world, ada, "ADA", TODAY).await;
    let cora = world
        .person("CORA", Role::ProviderAssessmentCoordinator)
        .await;
    let services = &world.services;
    take(services, &world.sam, number, 1).await.unwrap();
    assert_eq!(
        numbers(&of(&world, &world.sam, InboxPart::Mine).await),
        [number.0]
    );
    let found = find(services, &world.sam, number, 1).await.unwrap();
    let names: Vec<&str> = found
        .colleagues
        .iter()
        .map(|(user, _)| user.as_str())
        .collect();
    assert_eq!(names, ["ADELE", "CORA", "SAM"]);
    let foreign = hand_over(services, &world.sam, number, 1, "FRED").await;
    assert!(
        matches!(foreign, Err(ServiceError::Refused(_))),
        "{foreign:?}"
    );
    hand_over(services, &world.sam, number, 1, "CORA")
        .await
        .unwrap();
    assert_eq!(
        numbers(&of(&world, &cora, InboxPart::Mine).await),
        [number.0]
    );
    assert!(
        of(&world, &world.sam, InboxPart::Nobodys)
            .await
            .lines
            .rows
            .is_empty()
    );

    let silent = close(services, &cora, number, 1, None, None).await;
    assert!(matches!(silent, Err(ServiceError::Refused(ref errors)) if errors[0].field == "why"));
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    world.store(&Stored::new(7, carl, "01", TARGET)).await;
    let sent_again = Some(DoneWhy::SentAgain);
    for answer in [None, Some(AssessmentNumber(7))] {
        let refused = close(services, &cora, number, 1, sent_again, answer).await;
        assert!(
            matches!(refused, Err(ServiceError::Refused(ref errors)) if errors[0].field == "assessment"),
            "another facility's record is no answer"
        );
    }
    close(services, &cora, number, 1, Some(DoneWhy::NotNeeded), None)
        .await
        .unwrap();
    assert_eq!(of(&world, &cora, InboxPart::Open).await.lines.total, 0);
    let done = of(&world, &cora, InboxPart::Done).await;
    let told = done.lines.rows[0].done.clone().unwrap();
    assert_eq!(
        (told.why, told.by.as_deref()),
        (DoneWhy::NotNeeded, Some("CORA"))
    );
    let elsewhere = of(&world, &world.fred, InboxPart::Done).await;
    assert_eq!((elsewhere.lines.total, numbers(&elsewhere)), (0, vec![]));
    let twice = take(services, &world.sam, number, 1).await;
    assert!(matches!(twice, Err(ServiceError::Conflict(_))), "{twice:?}");
}

#[db_test]
async fn a_record_is_answered_by_hand_by_what_may_have_been_sent_for_it_alone(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let adelaide = world.patient(world.agency, "ADELAIDE", "INVENTED").await;
    let bert = world.patient(world.agency, "BERT", "SECRETIVE").await;
    let before = Stored {
        state: "replaced",
        ..Stored::new(1, ada, "01", TARGET)
    };
    world.store(&before).await;
    let known = came_back(&world, adelaide, "ADELAIDE", TODAY).await;
    is_of(&world, known, adelaide).await;
    merge(&world, adelaide, ada).await;
    let unknown = came_back(&world, bert, "MISTYPED", TODAY).await;
    world.store(&Stored::new(2, bert, "01", TARGET)).await;
    let mds = Stored {
        instrument: "MDS",
        ..Stored::new(3, ada, "01", TARGET)
    };
    world.store(&mds).await;
    let taken_back = Stored {
        transaction: "3",
        state: "inactivation",
        ..Stored::new(4, ada, "01", TARGET)
    };
    world.store(&taken_back).await;
    world.store(&Stored::new(5, ada, "01", TARGET)).await;
    let answered = async |record, number| {
        let answer = Some(AssessmentNumber(number));
        let why = Some(DoneWhy::SentAgain);
        close(&world.services, &world.sam, record, 1, why, answer).await
    };
    for (number, why) in [
        (1, "received before"),
        (2, "another patient"),
        (3, "another instrument"),
        (4, "inactivation"),
        (6, "of this facility"),
    ] {
        let Err(ServiceError::Refused(errors)) = answered(known, number).await else {
            panic!("{number} was taken");
        };
        assert_eq!(errors[0].field, "assessment");
        let words = &errors[0].message;
        assert!(words.contains(why), "{number}: {words}");
        assert!(!words.contains("BERT") && !words.contains("SECRETIVE"));
    }
    assert_eq!(of(&world, &world.sam, InboxPart::Open).await.lines.total, 2);
    // She was merged into whom the assessment is about.
    answered(known, 5).await.unwrap();
    // Whose it is was not known when it was rejected.
    answered(unknown, 2).await.unwrap();
    let done = of(&world, &world.sam, InboxPart::Done).await.lines.rows;
    let mut answers: Vec<_> = done
        .iter()
        .filter_map(|line| Some((line.submission, line.done.as_ref()?.answer?.0)))
        .collect();
    answers.sort();
    assert_eq!(answers, [(known, 5), (unknown, 2)]);
}

/// What an assessment answers that came just now, of the reasons and the day of those that came back.
fn answer_of(assessment: Uuid, patient: Patient, transaction: Transaction) -> Answer<'static> {
    Answer {
        assessment,
        file: Uuid::now_v7(),
        patient: patient.id,
        transaction,
        instrument: "OASIS",
        reasons: "01",
        target: TARGET,
    }
}

async fn closed_by(world: &World, answer: &Answer<'_>) -> u64 {
    let mut tx = world.services.db.write().await.unwrap();
    let closed = close_answered(&mut tx, answer, noon(TODAY)).await.unwrap();
    tx.commit().await.unwrap();
    closed
}

#[db_test]
async fn a_record_of_a_patient_who_was_merged_is_answered_by_one_of_the_patient_who_stays(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let adelaide = world.patient(world.agency, "ADELAIDE", "OTHER").await;
    let adele = world.patient(world.agency, "ADELE", "THIRD").await;
    let bert = world.patient(world.agency, "BERT", "FOURTH").await;
    let mut found = Vec::new();
    for patient in [adelaide, adele, bert] {
        let number = came_back(&world, patient, "MISTYPED", TODAY).await;
        found.push(number);
        is_of(&world, number, patient).await;
    }
    // One after the other: she was merged into Adelaide, who was merged into Ada.
    for (merged, kept) in [(adele, adelaide), (adelaide, ada)] {
        merge(&world, merged, kept).await;
    }
    let assessment = world.store(&Stored::new(9, ada, "01", TARGET)).await;
    let answer = answer_of(assessment, ada, Transaction::New);
    assert_eq!(closed_by(&world, &answer).await, 2);
    let open = of(&world, &world.nora, InboxPart::Open).await;
    assert_eq!(numbers(&open), [found[2].0], "Bert is somebody else");
}

#[db_test]
async fn an_inactivation_closes_what_asked_to_correct_the_record(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let current = world.store(&Stored::new(1, ada, "01", TARGET)).await;
    let [modification, warned, refused, inactivation] = [
        came_back(&world, ada, "ADA", TODAY).await,
        came_back(&world, ada, "ADA", TODAY).await,
        came_back(&world, ada, "ADA", TODAY).await,
        came_back(&world, ada, "ADA", TODAY).await,
    ];
    let mut tx = world.services.db.write().await.unwrap();
    for (number, code, assessment) in [
        (modification, "2", None),
        (warned, "1", Some(current)),
        (inactivation, "3", None),
    ] {
        exec!(
            tx,
            "update sent_record set transaction_code = $1, assessment_id = $2 where file_id in
                (select f.id from submission_file f join submission s on s.id = f.submission_id where s.number = $3)",
            code,
            assessment,
            number.0
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    let taken_back = Stored {
        transaction: "3",
        state: "inactivation",
        ..Stored::new(2, ada, "01", TARGET)
    };
    let answer = answer_of(
        world.store(&taken_back).await,
        ada,
        Transaction::Inactivation,
    );
    assert_eq!(closed_by(&world, &answer).await, 3);
    let open = of(&world, &world.sam, InboxPart::Open).await;
    assert_eq!(numbers(&open), [refused.0], "it may still be sent as new");
    let done = of(&world, &world.sam, InboxPart::Done).await.lines.rows;
    let mut whys: Vec<_> = done
        .iter()
        .filter_map(|line| Some((line.submission, line.done.as_ref()?.why)))
        .collect();
    whys.sort_by_key(|(number, _)| *number);
    let expected = [
        (modification, DoneWhy::NotNeeded),
        (warned, DoneWhy::NotNeeded),
        (inactivation, DoneWhy::SentAgain),
    ];
    assert_eq!(whys, expected);
}

#[db_test]
async fn a_record_that_was_closed_by_mistake_is_opened_again_by_whom_and_when(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let number = came_back(&world, ada, "ADA", TODAY).await;
    let services = &world.services;
    take(services, &world.sam, number, 1).await.unwrap();
    let open = reopen(services, &world.sam, number, 1).await;
    assert!(
        matches!(open, Err(ServiceError::Conflict(_))),
        "nothing was closed: {open:?}"
    );
    close(
        services,
        &world.sam,
        number,
        1,
        Some(DoneWhy::NotNeeded),
        None,
    )
    .await
    .unwrap();
    let viewer = world.person("VERA", Role::ProviderAssessmentViewer).await;
    let refused = reopen(services, &viewer, number, 1).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
    let hidden = reopen(services, &world.fred, number, 1).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    reopen(services, &world.adele, number, 1).await.unwrap();
    assert_eq!(of(&world, &world.sam, InboxPart::Done).await.lines.total, 0);
    let mine = of(&world, &world.sam, InboxPart::Mine).await;
    assert_eq!(numbers(&mine), [number.0], "whoever had it has it again");
    let line = find(services, &world.adele, number, 1).await.unwrap().line;
    let (at, by) = line.reopened.unwrap();
    assert_eq!((at, by.as_str()), (world.adele.now.system, "ADELE"));
    assert!(line.done.is_none() && line.may_act);
    let events = "select count(*) from audit_event where act = 'assessment_inbox_reopened'";
    let mut tx = services.db.read().await.unwrap();
    let (events,) = fetch!(fetch_one, (i64,), tx, events).unwrap();
    assert_eq!(events, 1);
}

#[db_test]
async fn a_record_that_is_accepted_closes_those_that_asked_for_it_and_no_others(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let bert = world.patient(world.agency, "BERT", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "ADA", "INVENTED").await;
    let own = came_back(&world, ada, "Ada", TODAY).await;
    let of_bert = came_back(&world, bert, "BERT", TODAY).await;
    let of_namesake = came_back(&world, carl, "ADA", TODAY).await;
    let assessment = world.store(&Stored::new(9, ada, "01", TARGET)).await;
    let answer = answer_of(assessment, ada, Transaction::New);
    let others = [
        Answer {
            reasons: "04",
            ..answer
        },
        Answer {
            target: date(2026, 10, 2),
            ..answer
        },
        Answer {
            instrument: "MDS",
            ..answer
        },
        Answer {
            transaction: Transaction::Inactivation,
            ..answer
        },
        Answer {
            file: Uuid::nil(),
            ..answer
        },
    ];
    let mut tx = world.services.db.write().await.unwrap();
    for other in &others {
        assert_eq!(
            close_answered(&mut tx, other, noon(TODAY)).await.unwrap(),
            0
        );
    }
    assert_eq!(
        close_answered(&mut tx, &answer, noon(TODAY)).await.unwrap(),
        1
    );
    tx.commit().await.unwrap();
    let open = of(&world, &world.nora, InboxPart::Open).await;
    assert_eq!(numbers(&open), [of_bert.0, of_namesake.0]);
    let found = find(&world.services, &world.adele, own, 1).await.unwrap();
    let done = found.line.done.unwrap();
    assert_eq!((done.why, done.by), (DoneWhy::SentAgain, None));
    assert_eq!(done.answer, Some(AssessmentNumber(9)));
}

/// Both dates are known to be others, or one of them is not known: then the name stands for the patient.
#[db_test]
async fn a_record_of_a_namesake_who_was_born_on_another_day_stays_in_the_inbox(db: Db) {
    let world = World::new(db).await;
    // Everybody of this world was born on 03/15/1940.
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let own = came_back(&world, ada, "ADA", TODAY).await;
    let of_namesake = came_back(&world, ada, "ADA", TODAY).await;
    let without = came_back(&world, ada, "ADA", TODAY).await;
    born(&world, own, "19400315").await;
    born(&world, of_namesake, "19331102").await;
    let assessment = world.store(&Stored::new(9, ada, "01", TARGET)).await;
    let answer = answer_of(assessment, ada, Transaction::New);
    assert_eq!(closed_by(&world, &answer).await, 2);
    let open = of(&world, &world.nora, InboxPart::Open).await;
    assert_eq!(numbers(&open), [of_namesake.0]);
    let done = of(&world, &world.nora, InboxPart::Done).await;
    let mut done = numbers(&done);
    done.sort_unstable();
    assert_eq!(done, [own.0, without.0]);
    // Of a patient whose date of birth nobody knows.
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update patient set birth = null").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(closed_by(&world, &answer).await, 1);
}

#[db_test]
async fn what_is_counted_at_once_is_what_the_parts_list(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    let mine = came_back(&world, ada, "ADA", date(2026, 10, 31)).await;
    came_back(&world, ada, "ADA", date(2026, 10, 19)).await;
    came_back(&world, ada, "ADA", date(2026, 10, 18)).await;
    came_back(&world, carl, "CARL", date(2026, 10, 1)).await;
    take(&world.services, &world.sam, mine, 1).await.unwrap();
    for (actor, expected) in [
        (&world.sam, (3, 1, 2)),
        (&world.adele, (3, 0, 2)),
        (&world.nora, (4, 0, 3)),
    ] {
        let counted = counts(&world.services, actor).await.unwrap();
        assert_eq!((counted.open, counted.mine, counted.overdue), expected);
        let mut listed = Vec::new();
        for part in [InboxPart::Open, InboxPart::Mine, InboxPart::Overdue] {
            listed.push(of(&world, actor, part).await.lines.total);
        }
        assert_eq!(listed, [expected.0, expected.1, expected.2]);
    }
}

/// PostgreSQL decides by what it has counted of the rows, which a test has too few of.
#[db_test]
async fn the_inbox_of_a_facility_is_found_by_its_files_and_not_by_all_that_is_open(db: Db) {
    if db.is_postgres() {
        return;
    }
    let world = World::new(db).await;
    let bound = scope(&world.sam).unwrap();
    let explained = |text: &str| -> &'static str { format!("explain query plan {text}").leak() };
    let mut tx = world.services.db.read().await.unwrap();
    let counts = fetch!(
        fetch_all,
        (i64, i64, i64, String),
        tx,
        explained(COUNTS),
        bound.nation,
        &bound.states,
        bound.user,
        &bound.roles,
        &bound.own_roles,
        world.sam.user.0,
        Day::from(TODAY)
    );
    let open = fetch!(
        fetch_all,
        (i64, i64, i64, String),
        tx,
        explained(OPEN),
        bound.nation,
        &bound.states,
        bound.user,
        &bound.roles,
        &bound.own_roles,
        None::<String>,
        None::<Uuid>,
        false,
        None::<Day>,
        25_i64,
        0_i64
    );
    for plan in [counts, open] {
        let plan: Vec<String> = plan.unwrap().into_iter().map(|(.., line)| line).collect();
        let has = |part| plan.iter().any(|line: &String| line.contains(part));
        assert!(
            has("SEARCH f USING INDEX submission_file_provider (provider_id=?)"),
            "{plan:#?}"
        );
        assert!(!has("SCAN r") && !has("sent_record_open"), "{plan:#?}");
    }
}

/// There may be two of one name. Who sends records sees no profiles.
#[db_test]
async fn whoever_may_see_the_patient_sees_when_they_were_born(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let known = came_back(&world, ada, "ADA", TODAY).await;
    is_of(&world, known, ada).await;
    let births = async |actor: &Actor| -> Vec<String> {
        let seen = of(&world, actor, InboxPart::Open).await.lines.rows;
        seen.into_iter().map(|line| line.patient_birth).collect()
    };
    assert_eq!(births(&world.adele).await, ["03/15/1940"]);
    assert_eq!(births(&world.sam).await, [""]);
    let mut viewer = world.person("VERA", Role::ProviderAssessmentViewer).await;
    viewer.viewing = Some(Sight::Masked);
    assert_eq!(births(&viewer).await, ["••••"]);
    viewer.viewing = Some(Sight::Revealed);
    assert_eq!(births(&viewer).await, ["03/15/1940"]);
    let unknown = came_back(&world, ada, "ADA", date(2026, 12, 1)).await;
    let found = find(&world.services, &world.adele, unknown, 1).await;
    assert_eq!(found.unwrap().line.patient_birth, "");
}

/// Who was rejected has no profile.
#[db_test]
async fn whoever_is_not_known_was_born_when_the_record_says(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let number = came_back(&world, ada, "ADA", TODAY).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update sent_record set birth = '19331102'").unwrap();
    tx.commit().await.unwrap();
    let born = async |actor: &Actor| {
        let found = find(&world.services, actor, number, 1).await;
        found.unwrap().line.patient_birth
    };
    assert_eq!(born(&world.adele).await, "11/02/1933");
    assert_eq!(born(&world.sam).await, "");
    let mut masked = world.person("VERA", Role::ProviderAssessmentViewer).await;
    masked.viewing = Some(Sight::Masked);
    assert_eq!(born(&masked).await, HIDDEN);
    // The file's own word goes before the profile's, as with names.
    is_of(&world, number, ada).await;
    assert_eq!(born(&world.adele).await, "11/02/1933");
}
