//! Beginning, filling in, sending and throwing away.

use domain::{
    access::Role,
    assessments::{
        CarriedOver, Clash, DraftEnd, DraftId, DraftState, NewDraft, PatientNumber, Saved,
    },
    submissions::SubmissionNumber,
};
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;

use super::{
    World, change, correcting::NUMBER, end_of, is_conflict, is_denied, is_not_found, noon,
    start_of_care,
};
use crate::{
    ServiceError,
    assessments::drafts::{
        begin, choices, discard, enters_for, find, find_standing, list, review, save, submit,
    },
};

#[db_test]
async fn a_form_begins_with_what_is_known_of_its_facility(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.cora).await;
    for (item, answer) in [
        ("STATE_CD", "OH"),
        ("HHA_AGENCY_ID", "OHDEMO01"),
        ("M0010_CCN", "367001"),
        ("TRANS_TYPE_CD", "1"),
        ("CORRECTION_NUM", "00"),
        ("ITM_SBST_CD", "01"),
        ("M0016_BRANCH_ID", "N"),
        ("M0040_PAT_LNAME", ""),
    ] {
        assert_eq!(world.answer(&world.cora, id, item).await, answer, "{item}");
    }
    let line = find(&world.services, &world.cora, id).await.unwrap().line;
    assert_eq!(
        (line.kind.as_str(), line.state),
        ("Start of care", DraftState::Open)
    );
    assert_eq!(line.begun_by, "CORA");
}

#[db_test]
async fn a_form_begins_with_what_is_known_of_its_patient(db: Db) {
    let world = World::new(db).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into patient (id, number, provider_id, first_name, last_name, birth, sex, ssn, medicare, search_key, created_at, \
                              updated_at, version) \
         values ($1, 500100, $2, 'ADA', 'INVENTED', '19400315', '2', '219099999', '1EG4TE5MK73', 'invented, ada', 0, 0, 1)",
        Uuid::now_v7(),
        world.agency.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let with = |number| NewDraft {
        patient: Some(domain::assessments::PatientNumber(number)),
        ..world.start_of_care()
    };
    let id = begin(&world.services, &world.cora, &with(500_100))
        .await
        .unwrap();
    for (item, answer) in [
        ("M0040_PAT_LNAME", "INVENTED"),
        ("M0066_PAT_BIRTH_DT", "19400315"),
        ("A0810", "2"),
        ("M0064_SSN", "219099999"),
    ] {
        assert_eq!(world.answer(&world.cora, id, item).await, answer, "{item}");
    }
    let line = find(&world.services, &world.cora, id).await.unwrap().line;
    assert_eq!(line.patient, "INVENTED, ADA");
    // Begun twice, by whomever, it is one form; another reason is another one.
    let again = begin(&world.services, &world.adele, &with(500_100)).await;
    assert_eq!(again.unwrap(), id);
    let other = NewDraft {
        reasons: vec![("M0100_ASSMT_REASON".to_owned(), "04".to_owned())],
        ..with(500_100)
    };
    let other = begin(&world.services, &world.cora, &other).await;
    assert_ne!(other.unwrap(), id);
    let unknown = begin(&world.services, &world.cora, &with(500_101)).await;
    assert!(matches!(unknown, Err(ServiceError::Refused(errors)) if errors[0].field == "patient"));
}

impl World {
    /// A form for Ada, whose start of care is stored.
    async fn begun_for_ada(&self, reason: &str) -> DraftId {
        let new = NewDraft {
            reasons: vec![("M0100_ASSMT_REASON".to_owned(), reason.to_owned())],
            patient: Some(PatientNumber(500_100)),
            ..self.start_of_care()
        };
        begin(&self.services, &self.cora, &new).await.unwrap()
    }

    async fn carried(&self, id: DraftId) -> Option<CarriedOver> {
        let found = find_standing(&self.services, &self.cora, id).await;
        let (_, _, carried) = found.unwrap();
        carried
    }
}

/// What a patient's records repeat stands in a form from the beginning, and it says from which record.
#[db_test]
async fn a_form_carries_over_what_the_patients_records_repeat(db: Db) {
    const STARTED: &str = "M0030_START_CARE_DT";
    const ZIP: &str = "M0060_PAT_ZIP";
    let world = World::new(db).await;
    world.stored("current").await;
    let id = world.begun_for_ada("04").await;
    for (item, answer) in [
        (STARTED, "20260413"),
        (ZIP, "06101"),
        ("M0018_PHYSICIAN_ID", "1234567893"),
        ("M0020_PAT_ID", "SAMPLE-PATIENT-1"),
        ("M0090_INFO_COMPLETED_DT", ""),
    ] {
        assert_eq!(world.answer(&world.cora, id, item).await, answer, "{item}");
    }
    let has = |carried: &CarriedOver, wanted: &str| carried.items.iter().any(|item| item == wanted);
    let carried = world.carried(id).await.unwrap();
    assert_eq!(carried.from, NUMBER);
    assert!(has(&carried, STARTED) && has(&carried, ZIP));
    let moved = change(ZIP, "06101", "06102");
    save(&world.services, &world.cora, id, &moved)
        .await
        .unwrap();
    let carried = world.carried(id).await.unwrap();
    assert!(has(&carried, STARTED) && !has(&carried, ZIP));

    // Other care begins on another day: with a start of care, and once the patient was discharged.
    let start = world.begun_for_ada("01").await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update assessment set reasons = '09'").unwrap();
    tx.commit().await.unwrap();
    let discharged = world.begun_for_ada("05").await;
    for id in [start, discharged] {
        assert_eq!(world.answer(&world.cora, id, STARTED).await, "");
        assert_eq!(world.answer(&world.cora, id, ZIP).await, "06101");
    }
    let nobodys = world.begun(&world.cora).await;
    assert_eq!(world.carried(nobodys).await, None);
}

#[db_test]
async fn a_form_is_begun_where_one_may_enter_and_nowhere_else(db: Db) {
    let world = World::new(db).await;
    let services = &world.services;
    let of_foreign = NewDraft {
        provider: world.foreign,
        ..world.start_of_care()
    };
    assert!(is_not_found(
        &begin(services, &world.cora, &of_foreign).await
    ));
    for role in [
        Role::AssessmentSubmitter,
        Role::ProviderAssessmentViewer,
        Role::PbjSubmitter,
    ] {
        let other = world.person(role.key(), role).await;
        assert!(
            is_denied(&begin(services, &other, &world.start_of_care()).await),
            "{role:?}"
        );
        assert!(is_denied(&enters_for(services, &other, None).await));
        assert!(is_denied(&list(services, &other).await));
    }
    let official = world
        .person("OFFICIAL", Role::ProviderSecurityOfficial)
        .await;
    assert!(
        begin(services, &official, &world.start_of_care())
            .await
            .is_ok()
    );
    let facilities = enters_for(services, &world.cora, None).await.unwrap();
    assert_eq!(facilities.len(), 1);
    assert_eq!(facilities[0].instrument, "OASIS");
}

#[db_test]
async fn reasons_that_are_missing_are_told_at_their_fields(db: Db) {
    let world = World::new(db).await;
    let reasons = choices(&world.services, &world.cora, "OASIS");
    assert_eq!(reasons.len(), 1);
    assert_eq!(choices(&world.services, &world.cora, "MDS").len(), 5);
    for wrong in ["", "02"] {
        let new = NewDraft {
            reasons: vec![("M0100_ASSMT_REASON".to_owned(), wrong.to_owned())],
            ..world.start_of_care()
        };
        let refused = begin(&world.services, &world.cora, &new).await;
        assert!(
            matches!(refused, Err(ServiceError::Refused(errors)) if errors[0].field == "M0100_ASSMT_REASON")
        );
    }
}

#[db_test]
async fn two_who_fill_in_one_form_do_not_overwrite_each_other(db: Db) {
    let world = World::new(db).await;
    let (services, item) = (&world.services, "M0040_PAT_LNAME");
    let id = world.begun(&world.cora).await;
    let by_cora = save(services, &world.cora, id, &change(item, "", "Oak")).await;
    assert_eq!(by_cora.unwrap(), Saved::At(2));
    // Adele looked at it before.
    let by_adele = save(services, &world.adele, id, &change(item, "", "Elm")).await;
    let clash = Clash {
        item: item.to_owned(),
        stored: "Oak".to_owned(),
        yours: "Elm".to_owned(),
    };
    let clashed = Saved::Clashed {
        version: 2,
        clashes: vec![clash],
    };
    assert_eq!(by_adele.unwrap(), clashed);
    assert_eq!(world.answer(&world.adele, id, item).await, "Oak");
    // Other items are nobody's loss; and once she has seen what stands there, hers counts.
    let other = save(
        services,
        &world.adele,
        id,
        &change("M0040_PAT_FNAME", "", "Ada"),
    )
    .await;
    assert_eq!(other.unwrap(), Saved::At(3));
    let seen = save(services, &world.adele, id, &change(item, "Oak", "Elm")).await;
    assert_eq!(seen.unwrap(), Saved::At(4));
    assert_eq!(world.answer(&world.cora, id, item).await, "Elm");
    // The same again changes nothing.
    let again = save(services, &world.adele, id, &change(item, "Oak", "Elm")).await;
    assert_eq!(again.unwrap(), Saved::At(4));
}

#[db_test]
async fn what_the_program_says_of_a_record_nobody_changes(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.cora).await;
    for (item, before) in [
        ("HHA_AGENCY_ID", "OHDEMO01"),
        ("TRANS_TYPE_CD", "1"),
        ("ITM_SBST_CD", "01"),
    ] {
        let saved = save(&world.services, &world.cora, id, &change(item, before, "3")).await;
        assert_eq!(saved.unwrap(), Saved::At(1));
        assert_eq!(world.answer(&world.cora, id, item).await, before);
    }
}

#[db_test]
async fn a_draft_is_seen_where_it_was_begun_and_nowhere_else(db: Db) {
    let world = World::new(db).await;
    let services = &world.services;
    let id = world.begun(&world.cora).await;
    assert_eq!(list(services, &world.adele).await.unwrap().len(), 1);
    let mut tx = services.db.read().await.unwrap();
    let newest = "select detail from audit_event order by seq desc limit 1";
    let (detail,) = fetch!(fetch_one, (String,), tx, newest).unwrap();
    drop(tx);
    assert_eq!(detail, format!(r#"{{"rows":1,"drafts":["{id}"]}}"#));
    assert_eq!(list(services, &world.fred).await.unwrap(), []);
    assert!(is_not_found(&find(services, &world.fred, id).await));
    assert!(is_not_found(&review(services, &world.fred, id).await));
    let item = "M0040_PAT_LNAME";
    assert!(is_not_found(
        &save(services, &world.fred, id, &change(item, "", "Oak")).await
    ));
    assert!(is_not_found(&discard(services, &world.fred, id).await));
    assert!(is_not_found(&submit(services, &world.fred, id, 1).await));
}

#[db_test]
async fn a_draft_that_is_thrown_away_is_gone(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.cora).await;
    discard(&world.services, &world.adele, id).await.unwrap();
    assert_eq!(list(&world.services, &world.cora).await.unwrap(), []);
}

/// In another tab, or at another desk.
#[db_test]
async fn whoever_goes_on_with_a_form_that_was_thrown_away_is_told_by_whom(db: Db) {
    let world = World::new(db).await;
    let (services, cora) = (&world.services, &world.cora);
    let id = world.begun(cora).await;
    discard(services, &world.adele, id).await.unwrap();
    let discarded = DraftEnd::Discarded {
        by: Some("ADELE".to_owned()),
        at: noon(),
    };
    let changes = change("M0040_PAT_LNAME", "", "Oak");
    for told in [
        end_of(find(services, cora, id).await),
        end_of(review(services, cora, id).await),
        end_of(save(services, cora, id, &changes).await),
        end_of(submit(services, cora, id, 1).await),
        end_of(discard(services, cora, id).await),
    ] {
        assert_eq!(told, Some(discarded.clone()));
    }
    // Nobody elsewhere learns that there was one.
    assert!(is_not_found(&find(services, &world.fred, id).await));
    let kept = "select count(*) from discarded_draft where id = $1 and transaction_code = '1'";
    let mut tx = services.db.read().await.unwrap();
    let (kept,) = fetch!(fetch_one, (i64,), tx, kept, id.0).unwrap();
    assert_eq!(kept, 1);
}

/// Corrections are told of to those alone who correct.
#[db_test]
async fn whoever_may_not_see_a_form_is_not_told_that_it_was_thrown_away(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.adele).await;
    discard(&world.services, &world.adele, id).await.unwrap();
    let mut tx = world.services.db.write().await.unwrap();
    let correction = "update discarded_draft set transaction_code = '3'";
    exec!(tx, correction).unwrap();
    tx.commit().await.unwrap();
    assert!(is_not_found(&find(&world.services, &world.cora, id).await));
    assert!(end_of(find(&world.services, &world.adele, id).await).is_some());
}

#[db_test]
async fn an_empty_form_is_not_sent(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.cora).await;
    let looked_at = review(&world.services, &world.cora, id).await.unwrap();
    assert!(looked_at.fatal() > 10);
    let mut named: Vec<_> = looked_at
        .problems
        .iter()
        .flat_map(|section| &section.unanswered)
        .map(|lacking| &lacking.item)
        .collect();
    let all = named.len();
    named.sort();
    named.dedup();
    assert_eq!(named.len(), all, "each is named once, whatever it breaks");
    let wrong = looked_at.problems.iter().flat_map(|section| &section.wrong);
    let wrong: Vec<_> = wrong.map(|problem| &problem.item).collect();
    assert!(wrong.iter().all(|item| !named.contains(item)), "{wrong:?}");
    let refused = submit(&world.services, &world.cora, id, 1).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))));
}

#[db_test]
async fn a_whole_form_becomes_a_file_like_any_other(db: Db) {
    let world = World::new(db).await;
    let services = &world.services;
    let id = world.filled_in(&world.cora).await;
    let looked_at = review(services, &world.cora, id).await.unwrap();
    assert_eq!(looked_at.problems, []);
    assert!(
        looked_at
            .file
            .contains("<HHA_AGENCY_ID>OHDEMO01</HHA_AGENCY_ID>")
    );
    let version = find(services, &world.cora, id).await.unwrap().version;
    assert!(is_conflict(
        &submit(services, &world.cora, id, version - 1).await
    ));
    let number = submit(services, &world.cora, id, version).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let (kind, right, bytes) = fetch!(
        fetch_one,
        (String, String, i64),
        tx,
        "select kind, sent_right, byte_count from submission where number = $1",
        number.0
    )
    .unwrap();
    drop(tx);
    assert_eq!(
        (kind.as_str(), right.as_str()),
        ("assessments", "enter_assessments")
    );
    assert_eq!(bytes, i64::try_from(looked_at.file.len()).unwrap());
    let line = find(services, &world.cora, id).await.unwrap().line;
    assert_eq!(
        (line.state, line.submission),
        (DraftState::Sent, Some(number))
    );
    // It is on its way: nobody changes it, sends it again or throws it away.
    let changes = change("M0040_PAT_LNAME", "INVENTED", "Oak");
    let sent = DraftEnd::Sent {
        submission: number,
        is_accepted: false,
    };
    for told in [
        end_of(save(services, &world.cora, id, &changes).await),
        end_of(submit(services, &world.cora, id, version).await),
        end_of(discard(services, &world.adele, id).await),
    ] {
        assert_eq!(told, Some(sent.clone()));
    }
}

#[db_test]
async fn a_rejected_form_is_mended_and_sent_again(db: Db) {
    let world = World::new(db).await;
    let services = &world.services;
    let id = world.filled_in(&world.cora).await;
    let version = find(services, &world.cora, id).await.unwrap().version;
    let first = submit(services, &world.cora, id, version).await.unwrap();
    decided(&world, first, "rejected").await;
    assert_eq!(
        find(services, &world.cora, id).await.unwrap().line.state,
        DraftState::Rejected
    );
    let mended = save(
        services,
        &world.cora,
        id,
        &change("M0060_PAT_ZIP", "06101", "06102"),
    )
    .await;
    let Saved::At(version) = mended.unwrap() else {
        panic!("nobody else has changed it")
    };
    let second = submit(services, &world.cora, id, version).await.unwrap();
    assert_ne!(first, second);
    decided(&world, second, "accepted").await;
    assert_eq!(
        find(services, &world.cora, id).await.unwrap().line.state,
        DraftState::Accepted
    );
    let changes = change("M0060_PAT_ZIP", "06102", "");
    let accepted = DraftEnd::Sent {
        submission: second,
        is_accepted: true,
    };
    let saved = save(services, &world.cora, id, &changes).await;
    assert_eq!(end_of(saved), Some(accepted));
}

/// As the check of the submission would.
async fn decided(world: &World, number: SubmissionNumber, state: &str) {
    let mut tx = world.services.db.write().await.unwrap();
    let sql = "update submission set state = $2, finished_at = 1 where number = $1";
    exec!(tx, sql, number.0, state).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn whoever_sits_at_a_form_is_written_down_once(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.cora).await;
    for (before, after) in [("", "O"), ("O", "Oa"), ("Oa", "Oak")] {
        let change = change("M0040_PAT_LNAME", before, after);
        save(&world.services, &world.cora, id, &change)
            .await
            .unwrap();
    }
    let change = change("M0040_PAT_FNAME", "", "Ada");
    save(&world.services, &world.adele, id, &change)
        .await
        .unwrap();
    let mut tx = world.services.db.read().await.unwrap();
    let (count,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        "select count(*) from audit_event where act = 'assessment_draft_filled_in'",
    )
    .unwrap();
    assert_eq!(count, 2);
    assert!(!start_of_care().is_empty());
}
