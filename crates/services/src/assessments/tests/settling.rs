//! What becomes of the records that were sent.

mod exclusions;
mod receipts;
mod senders;

use std::sync::Arc;

use domain::{
    assessments::Sequence,
    submissions::{
        SubmissionKind,
        SubmissionState::{Accepted, AcceptedWithWarnings, PartlyRejected, Rejected},
    },
};
use jiff::civil::{Date, date};
use store::{Db, db_test, fetch, jobs::JobError, row::Day};
use submission::{Findings, assessments::RecordSummary, generate::zip};

use super::world::{MDS, Place, STARTED, add_agency};
use crate::{
    assessments::{read::ReadRecord, settle::Desk},
    submissions::{
        check::{CHECK, Work},
        sends_for,
    },
};

#[db_test]
async fn a_record_becomes_an_assessment_of_its_patient(db: Db) {
    let mut place = Place::new(db).await;
    let (number, state, edits) = place.send(place.oasis("01", &[])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    assert_eq!(
        place.versions().await,
        [("01".into(), 0, "current".into(), "1".into())]
    );
    let report = place.world.report(number, 1).await;
    assert_eq!(report.file.facility.unwrap().id, place.agency);
    let patients = "select count(*) from patient where last_name <> '' and ssn = '219099999'";
    assert_eq!(place.world.count(patients).await, 1);
    let kept = "select count(*) from assessment_items where items like 'ASMT_SYS_CD=OASIS%' and items like '%M0064_SSN=219099999%'";
    assert_eq!(place.world.count(kept).await, 1);
}

#[db_test]
async fn messages_stand_in_the_order_of_the_file_whoever_found_them(db: Db) {
    const SWAPPED: &str = "select count(*) from finding a join finding b on b.file_id = a.file_id \
        where a.ordinal < b.ordinal and a.line > b.line";
    let mut place = Place::new(db).await;
    let found = [("ITM_SET_VRSN_CD", "D-012019"), ("M0010_CCN", "077999")];
    let (_, _, edits) = place.send(place.oasis("01", &found)).await;
    for edit in ["record:wrong-item-set", "-3170"] {
        assert!(edits.contains(&edit.to_owned()), "{edits:?}");
    }
    assert_eq!(place.world.count(SWAPPED).await, 0);
}

/// The list of everybody's inbox has them.
#[db_test]
async fn a_name_that_is_too_long_for_its_item_is_kept_as_far_as_one_reads_it(db: Db) {
    let mut place = Place::new(db).await;
    let name = "A".repeat(10_000);
    let (_, state, _) = place
        .send(place.oasis("01", &[("M0040_PAT_LNAME", &name)]))
        .await;
    assert_eq!(state, Rejected);
    let kept =
        "select count(*) from sent_record where length(last_name) = 41 and last_name like '%A…'";
    assert_eq!(place.world.count(kept).await, 1);
}

/// MDS A0700: `+` while Medicaid is applied for, `N` for who does not get it. OASIS ticks `M0065_MEDICAID_NA` beside an empty number.
#[db_test]
async fn that_there_is_no_number_is_stored_as_none(db: Db) {
    const NUMBERS: &str = "select count(*) from patient where medicaid is not null";
    const CHANGES: &str = "select count(*) from patient_change where field = 'medicaid'";
    let mut place = Place::new(db).await;
    let (_, state, edits) = place.send(place.oasis("01", &[])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    for (ssn, said) in [("219010001", "+"), ("219010002", "N"), ("219010003", "n")] {
        let entry = place.mds("NT", &[("A0600A", ssn), ("A0700", said)]);
        let (_, state, edits) = place.send(entry).await;
        assert_ne!(state, Rejected, "{said}: {edits:?}");
    }
    assert_eq!(place.world.count("select count(*) from patient").await, 4);
    assert_eq!(place.world.count(NUMBERS).await, 0);
    // A number that is known is not lost when a record says that there is none.
    for (days, said) in [(-1, "77A001"), (-2, "+")] {
        let changes = [("A0600A", "219010001"), ("A0700", said), MDS[0]];
        let entry = place.mds.file("NT", days, &changes).unwrap();
        let (_, state, edits) = place.send(entry).await;
        assert_ne!(state, Rejected, "{said}: {edits:?}");
    }
    let kept = "select count(*) from patient where medicaid = '77A001' and ssn = '219010001'";
    assert_eq!(place.world.count(kept).await, 1);
    assert_eq!(place.world.count(NUMBERS).await, 1);
    assert_eq!(place.world.count(CHANGES).await, 1);
}

/// ADR 34: it is listed with the patient who stays, and goes back when the merge is undone.
#[db_test]
async fn a_new_record_of_a_patient_who_was_merged_is_written_down_as_theirs(db: Db) {
    const OTHER: (&str, &str) = ("M0064_SSN", "219010002");
    const SENT: &str = "select count(*) from sent_record r join patient t on t.id = r.patient_id
        where t.ssn = '219010002' and r.subset = '04'";
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let (_, state, edits) = place.send(place.oasis("01", &[OTHER])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    place
        .run(
            "update patient set merged_into = (select k.id from patient k where k.ssn = '219099999')
             where ssn = '219010002'",
        )
        .await;
    place
        .run(
            "insert into patient_merge (id, kept_id, merged_id, merged_at, merged_by)
             select k.id, k.id, m.id, 0, s.user_id
             from patient k join patient m on m.merged_into = k.id
             join submission s on s.number = (select min(number) from submission)",
        )
        .await;
    let (_, state, edits) = place.send(place.oasis("04", &[OTHER])).await;
    assert_ne!(state, Rejected, "{edits:?}");
    let theirs = "select count(*) from assessment a
        join patient_merge_record r on r.record_id = a.record_id
        join patient k on k.id = a.patient_id where k.ssn = '219099999' and a.subset = '04'";
    assert_eq!(place.world.count(theirs).await, 1);
    // What was sent knows whom it is said of, whether it was stored, a duplicate or a correction that was refused: it needs no undoing.
    assert_eq!(place.world.count(SENT).await, 1);
    let again = [OTHER, ("ACY_DOC_CD", "AGAIN")];
    let gap = [OTHER, ("TRANS_TYPE_CD", "2"), ("CORRECTION_NUM", "07")];
    for (changes, sent) in [(&again[..], 2), (&gap[..], 3)] {
        let (_, state, edits) = place.send(place.oasis("04", changes)).await;
        assert_eq!(state, Rejected, "{edits:?}");
        assert_eq!(place.world.count(SENT).await, sent, "{edits:?}");
    }
}

#[db_test]
async fn a_zip_may_mix_instruments_and_each_record_has_its_own_end(db: Db) {
    let mut place = Place::new(db).await;
    let files = [
        ("one.xml", place.oasis("01", &[])),
        ("two.xml", place.mds("NT", &[])),
        (
            "three.xml",
            place.oasis("01", &[("M0064_SSN", "154-87-5926")]),
        ),
    ];
    let members: Vec<_> = files
        .iter()
        .map(|(name, file)| (*name, file.as_bytes()))
        .collect();
    let (number, state, _) = place.send(zip(&members).unwrap()).await;
    assert_eq!(state, PartlyRejected);
    let receipt = place.world.receipt(number).await;
    let states: Vec<_> = receipt.files.iter().map(|file| file.state).collect();
    assert_eq!(states[0], Accepted);
    assert!(matches!(states[1], Accepted | AcceptedWithWarnings));
    assert_eq!(states[2], Rejected);
    assert_eq!(place.versions().await.len(), 2);
}

#[db_test]
async fn the_same_record_twice_is_a_duplicate_and_changes_nothing(db: Db) {
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let again = place.oasis("01", &[("ACY_DOC_CD", "OTHER")]);
    let (_, state, edits) = place.send(again).await;
    assert_eq!(
        (state, edits),
        (Rejected, vec!["server:duplicate".to_owned()])
    );
    assert_eq!(place.versions().await.len(), 1);
    let twice = [
        ("a.xml", place.oasis("04", &[])),
        ("b.xml", place.oasis("04", &[("ACY_DOC_CD", "B")])),
    ];
    let members: Vec<_> = twice
        .iter()
        .map(|(name, file)| (*name, file.as_bytes()))
        .collect();
    let (number, ..) = place.send(zip(&members).unwrap()).await;
    let receipt = place.world.receipt(number).await;
    assert_eq!(receipt.files[1].state, Rejected);
    assert_eq!(place.versions().await.len(), 2);
}

#[db_test]
async fn an_accepted_record_closes_no_rejected_one_of_a_namesake(db: Db) {
    const OPEN: &str =
        "select count(*) from sent_record where due_on is not null and done_at is null";
    const OF_NAMESAKE: &str =
        "select count(*) from sent_record where done_at is null and birth = '19310203'";
    const WRONG: (&str, &str) = ("M0064_SSN", "154-87-5926");
    let mut place = Place::new(db).await;
    let own = place.oasis("01", &[WRONG, ("M0040_PAT_FNAME", "A  da")]);
    let of_namesake = place.oasis(
        "01",
        &[
            WRONG,
            ("M0040_PAT_FNAME", "A da"),
            ("M0066_PAT_BIRTH_DT", "19310203"),
        ],
    );
    for rejected in [own, of_namesake] {
        let (_, state, edits) = place.send(rejected).await;
        assert_eq!(state, Rejected, "{edits:?}");
    }
    assert_eq!(place.world.count(OPEN).await, 2);
    let accepted = place.oasis("01", &[("M0040_PAT_FNAME", "A da")]);
    let (_, state, edits) = place.send(accepted).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    assert_eq!(place.world.count(OPEN).await, 1);
    assert_eq!(place.world.count(OF_NAMESAKE).await, 1);
}

#[db_test]
async fn an_installation_says_which_record_may_follow_which(db: Db) {
    const WARNING: &str = "server:sequence";
    let mut place = Place::new(db).await;
    place.send(place.oasis.file("01", -9, &[]).unwrap()).await;
    let again = place.oasis.file("01", -6, &[]).unwrap();
    let (_, state, edits) = place.send(again).await;
    assert_eq!((state, edits), (AcceptedWithWarnings, vec![WARNING.into()]));
    let own = Sequence::parse("OASIS 01 01").unwrap();
    place.world.services.rules.sequence = Arc::new(own);
    let again = place.oasis.file("01", -3, &[]).unwrap();
    let (_, state, edits) = place.send(again).await;
    assert_eq!((state, edits), (Accepted, vec![]));
}

/// Information edit -9060: of two starts of care on one day, which were completed on two days, no duplicate rule tells.
#[db_test]
async fn a_second_record_of_one_event_is_warned_of(db: Db) {
    const NAMED: &str =
        "select count(*) from finding f join assessment a on f.message like '%' || a.number || '%'
        where f.edit = 'server:same-event' and a.number = (select min(number) from assessment)";
    let mut place = Place::new(db).await;
    let (_, state, edits) = place.send(place.oasis("01", &[])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    let later = place.oasis("01", &[("M0090_INFO_COMPLETED_DT", "20260416")]);
    let (_, state, edits) = place.send(later).await;
    let warning = vec!["server:same-event".to_owned()];
    assert_eq!((state, edits), (AcceptedWithWarnings, warning));
    assert_eq!(place.world.count(NAMED).await, 1);
    // Another start of care, which was completed a day after that, is another event.
    let other = place.oasis(
        "01",
        &[
            ("M0030_START_CARE_DT", "20260414"),
            ("M0090_INFO_COMPLETED_DT", "20260417"),
        ],
    );
    let (_, _, edits) = place.send(other).await;
    assert!(
        !edits.contains(&"server:same-event".to_owned()),
        "{edits:?}"
    );
}

/// What comes in late is held against what is stored after it.
#[db_test]
async fn a_record_that_comes_late_is_held_against_the_next_one(db: Db) {
    const NAMED: &str =
        "select count(*) from finding f join assessment a on f.message like '%' || a.number || '%'
        where f.edit = 'server:sequence' and a.number = (select min(number) from assessment)";
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let late = place.oasis.file("01", -9, &[]).unwrap();
    let (_, state, edits) = place.send(late).await;
    let warning = vec!["server:sequence".to_owned()];
    assert_eq!((state, edits), (AcceptedWithWarnings, warning));
    assert_eq!(place.world.count(NAMED).await, 1);
}

/// Whoever comes back on the day of the discharge is sent in two records, in whichever order.
#[db_test]
async fn a_discharge_and_an_entry_of_one_day_follow_each_other(db: Db) {
    let warning = "server:sequence".to_owned();
    let mut place = Place::new(db).await;
    for (ssn, records) in [
        (
            "219010001",
            [("NQ", 0, false), ("ND", 5, false), ("NT", 0, false)],
        ),
        (
            "219010002",
            [("NQ", 0, false), ("NT", 0, true), ("ND", 5, false)],
        ),
    ] {
        for (subset, days, is_warned) in records {
            let own = [("A0600A", ssn), MDS[0]];
            let file = place.mds.file(subset, days, &own).unwrap();
            let (_, state, edits) = place.send(file).await;
            assert_ne!(state, Rejected, "{subset}: {edits:?}");
            assert_eq!(
                edits.contains(&warning),
                is_warned,
                "{ssn} {subset}: {edits:?}"
            );
        }
    }
}

/// M0030 is what every window counts from.
#[db_test]
async fn a_record_of_care_that_began_on_another_day_is_warned_of(db: Db) {
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let (_, state, edits) = place.send(place.oasis("04", &[STARTED])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    let (_, state, edits) = place.send(place.oasis("05", &[])).await;
    let warning = vec!["server:other-start".to_owned()];
    assert_eq!((state, edits), (AcceptedWithWarnings, warning));
}

/// ADR 25: rights of two categories never add up. The page of whoever sends foretells the same by the facilities that it is told.
#[db_test]
async fn a_role_of_another_category_sends_nothing_for_its_facility(db: Db) {
    let mut place = Place::new(db).await;
    add_agency(&place.world, "OTHER3", Some("077003")).await;
    place
        .run(
            "insert into role_grant (id, user_id, role, granted_at)
             select p.id, u.id, 'vendor_assessment_submitter', 0 from user_account u, provider p
             where u.user_name = 'SENDER' and p.facility_id = 'OTHER3'",
        )
        .await;
    place
        .run(
            "insert into role_grant_provider (grant_id, provider_id)
             select id, id from provider where facility_id = 'OTHER3'",
        )
        .await;
    let own = [("HHA_AGENCY_ID", "OTHER3"), ("M0010_CCN", "077003")];
    let (_, state, edits) = place.send(place.oasis("01", &own)).await;
    assert_eq!((state, edits), (Rejected, vec!["-3162".to_owned()]));
    let kind = SubmissionKind::Assessments;
    let world = &place.world;
    let offered = sends_for(&world.services, &world.submitter, kind).await;
    let offered: Vec<_> = offered.unwrap().iter().map(|one| one.facility.id).collect();
    assert_eq!(offered.len(), 2);
    assert!(offered.contains(&world.home) && offered.contains(&place.agency));
    let (_, state, edits) = place.send(place.oasis("01", &[])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
}

/// Letters are kept in capitals, and told as they were sent.
#[db_test]
async fn what_was_sent_is_told_in_its_own_letters(db: Db) {
    let mut place = Place::new(db).await;
    let file = place.oasis("01", &[("M0040_PAT_LNAME", "Invented-Name")]);
    let (_, state, edits) = place.send(file).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    let told = "select count(*) from finding where edit = 'server:patient-created' and item_value = 'Invented-Name'";
    assert_eq!(place.world.count(told).await, 1);
    let kept = "select count(*) from patient where last_name = 'INVENTED-NAME'";
    assert_eq!(place.world.count(kept).await, 1);
}

/// A slip in a birth date splits somebody's history in two: whoever sent it hears of it.
#[db_test]
async fn whoever_has_the_number_of_somebody_else_is_warned_of(db: Db) {
    let mut place = Place::new(db).await;
    let (_, state, _) = place.send(place.oasis("01", &[])).await;
    assert_eq!(state, Accepted);
    let other = [
        ("M0040_PAT_LNAME", "Otherwise"),
        ("M0040_PAT_FNAME", "Somebody"),
        ("M0066_PAT_BIRTH_DT", "19310204"),
    ];
    let (_, state, edits) = place.send(place.oasis("01", &other)).await;
    assert_eq!(
        (state, edits),
        (
            AcceptedWithWarnings,
            vec!["server:patient-created".to_owned()]
        )
    );
    let told = "select count(*) from finding f join patient p on f.message like '%Patient ID ' || p.number || ' %' \
                where f.edit = 'server:patient-created' and p.last_name <> 'OTHERWISE'";
    assert_eq!(place.world.count(told).await, 1);
}

#[db_test]
async fn an_inactivation_is_told_with_the_reasons_that_it_repeats(db: Db) {
    let mut place = Place::new(db).await;
    place.send(place.mds("XX", &[])).await;
    let told = "select count(*) from sent_record where reasons like '0%' or reasons like '99-%'";
    assert_eq!(place.world.count(told).await, 1);
}

#[db_test]
async fn a_payroll_file_is_not_an_assessment(db: Db) {
    let mut place = Place::new(db).await;
    let staffing = crate::submissions::tests::world::Pbj::default().xml();
    let (_, state, edits) = place.send(staffing).await;
    assert_eq!(
        (state, edits),
        (Rejected, vec!["server:not-an-assessment".to_owned()])
    );
}

/// A record is ended by its own job alone. Found ended, it is a fault that staff read of, and no lost lease, which nobody is told.
#[db_test]
async fn a_record_that_something_else_has_ended_fails_its_job(db: Db) {
    let mut place = Place::new(db).await;
    let (number, ..) = place.send(place.oasis("01", &[])).await;
    for written in [
        "delete from finding",
        "delete from finding_count",
        "delete from sent_record",
    ] {
        place.run(written).await;
    }
    let other = place.oasis("04", &[]);
    let world = &mut place.world;
    world.send("other.xml", other).await;
    let (job, clock) = (world.claim(CHECK).await.unwrap(), world.clock());
    let work = Work {
        services: &world.services,
        job: &job,
        clock: &clock,
    };
    let sent = world.sent(number).await;
    let record = ReadRecord {
        name: "record.xml".to_owned(),
        findings: Findings::new("record.xml", date(2026, 5, 1), 1),
        summary: RecordSummary::default(),
        checked: None,
    };
    let open = [(1, world.first_file(&sent).await, &record)];
    let ended = Desk::new(&work, &sent, None).settle_some(&open).await;
    assert!(matches!(ended, Err(JobError::Failed(_))), "{ended:?}");
}

#[db_test]
async fn a_right_that_cannot_be_read_rejects_no_record(db: Db) {
    let mut place = Place::new(db).await;
    let file = place.oasis("01", &[]);
    place.world.send("record.xml", file).await;
    place
        .run("update submission set sent_right = 'unheard_of'")
        .await;
    let job = place.world.claim(CHECK).await.unwrap();
    let refused = place.world.check(&job).await;
    assert!(matches!(refused, Err(JobError::Hopeless(_))), "{refused:?}");
    let told = "select count(*) from finding";
    assert_eq!(place.world.count(told).await, 0);
}

#[db_test]
async fn what_is_to_be_sent_again_has_a_day(db: Db) {
    let mut place = Place::new(db).await;
    place
        .send(place.oasis("01", &[("M0064_SSN", "154-87-5926")]))
        .await;
    place.send(place.oasis("04", &[])).await;
    let due = "select count(*) from sent_record where cast(due_on as text) = '2026-05-15'";
    assert_eq!(place.world.count(due).await, 1);
    assert_eq!(
        place
            .world
            .count("select count(*) from sent_record where due_on is null")
            .await,
        1
    );
}

#[db_test]
async fn what_is_not_stored_is_not_accepted(db: Db) {
    let mut place = Place::new(db).await;
    // Published by CMS, for its dates; but no rules are held.
    let unheld = [
        ("SPEC_VRSN_CD", "3.01"),
        ("M0090_INFO_COMPLETED_DT", "20260301"),
    ];
    for unheard in [
        place.oasis("01", &[("SPEC_VRSN_CD", "9.99")]),
        place.oasis("01", &unheld),
        place.mds("NC", &[("A0310F", "77")]),
        place.oasis("01", &[("STATE_CD", "^")]),
        place.oasis("01", &[("TRANS_TYPE_CD", "7")]),
        place.oasis("01", &[("M0090_INFO_COMPLETED_DT", "^")]),
    ] {
        let (_, state, edits) = place.send(unheard).await;
        assert_eq!(state, Rejected, "{edits:?}");
    }
    assert!(place.versions().await.is_empty());
}

/// From when the days to send a record count (MDS edit -3810).
#[db_test]
async fn a_version_says_from_when_its_days_count(db: Db) {
    const DEATH: [(&str, &str); 3] = [("A0310F", "12"), ("A2000", "20260425"), ("A2105", "13")];
    let mut place = Place::new(db).await;
    let files = [
        (place.oasis("01", &[]), "M0090_INFO_COMPLETED_DT"),
        (place.mds("NC", &[]), "V0200C2"),
        (place.mds("NQ", &[]), "Z0500B"),
        (place.mds("NT", &[]), "A1600"),
        (place.mds("NT", &DEATH), "A2000"),
        (place.mds("XX", &[]), "X1100E"),
    ];
    for (file, item) in files {
        let (_, state, edits) = place.send(file).await;
        assert_ne!(state, Rejected, "{item}: {edits:?}");
        let mut tx = place.world.services.db.read().await.unwrap();
        let newest = "select a.clock_from, i.items from assessment a join assessment_items i on i.assessment_id = a.id
            order by a.number desc limit 1";
        let (from, items) = fetch!(fetch_one, (Option<Day>, String), tx, newest).unwrap();
        drop(tx);
        let packed = from.unwrap().to_jiff().strftime("%Y%m%d").to_string();
        assert!(
            items.contains(&format!("\n{item}={packed}\n")),
            "{item}: {packed}"
        );
    }

    // The migration fills versions in that were stored before, with the same days.
    let stored = clocks(&place).await;
    place.run("update assessment set clock_from = null").await;
    fill_in(
        &place,
        [
            include_str!("../../../../../migrations/postgres/0048_clocks.sql"),
            include_str!("../../../../../migrations/sqlite/0048_clocks.sql"),
        ],
    )
    .await;
    assert_eq!(clocks(&place).await, stored);
}

/// From when the days of each version count.
async fn clocks(place: &Place) -> Vec<Option<Date>> {
    let sql = "select clock_from from assessment order by number";
    let mut tx = place.world.services.db.read().await.unwrap();
    let rows = fetch!(fetch_all, (Option<Day>,), tx, sql).unwrap();
    rows.into_iter()
        .map(|(day,)| day.map(Day::to_jiff))
        .collect()
}

/// Runs the updates of a migration of both databases again.
async fn fill_in(place: &Place, [postgres, sqlite]: [&'static str; 2]) {
    let migration = if place.world.services.db.is_postgres() {
        postgres
    } else {
        sqlite
    };
    for fills in migration
        .split(";\n")
        .filter(|sql| sql.starts_with("update"))
    {
        place.run(fills).await;
    }
}

/// On which day a record takes effect (OASIS information edit -9060) where it is not its target date, and when its stay began.
#[db_test]
async fn a_version_says_on_which_day_its_event_was(db: Db) {
    let mut place = Place::new(db).await;
    let sent = [
        (
            place.oasis("01", &[]),
            Some(date(2026, 4, 13)),
            date(2026, 4, 13),
        ),
        (
            place.oasis("03", &[]),
            Some(date(2026, 4, 13)),
            date(2026, 3, 1),
        ),
        (place.oasis("04", &[]), None, date(2026, 2, 17)),
        (place.oasis("05", &[]), None, date(2026, 3, 1)),
        (
            place.oasis("06", &[]),
            Some(date(2026, 4, 14)),
            date(2026, 3, 2),
        ),
        (
            place.oasis("09", &[]),
            Some(date(2026, 4, 14)),
            date(2026, 3, 2),
        ),
        (place.mds("NT", &[]), None, date(2026, 4, 20)),
        (place.mds("ND", &[]), None, date(2026, 1, 12)),
    ];
    let mut expected = Vec::new();
    for (file, effective, started) in sent {
        let (_, state, edits) = place.send(file).await;
        assert_ne!(state, Rejected, "{edits:?}");
        expected.push((effective, Some(started)));
    }
    assert_eq!(days(&place).await, expected);
    let emptied = "update assessment set effective_on = null, started_on = null";
    place.run(emptied).await;
    fill_in(
        &place,
        [
            include_str!("../../../../../migrations/postgres/0056_days_of_events.sql"),
            include_str!("../../../../../migrations/sqlite/0056_days_of_events.sql"),
        ],
    )
    .await;
    assert_eq!(days(&place).await, expected);
}

/// The day of each version's event, and when its stay began.
async fn days(place: &Place) -> Vec<(Option<Date>, Option<Date>)> {
    let sql = "select effective_on, started_on from assessment order by number";
    let mut tx = place.world.services.db.read().await.unwrap();
    let rows = fetch!(fetch_all, (Option<Day>, Option<Day>), tx, sql).unwrap();
    let plain = |day: Option<Day>| day.map(Day::to_jiff);
    rows.into_iter()
        .map(|(effective, started)| (plain(effective), plain(started)))
        .collect()
}
