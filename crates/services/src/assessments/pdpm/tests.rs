use domain::{
    audit::Act,
    submissions::SubmissionState::{Accepted, AcceptedWithWarnings, Rejected},
};
use store::{Db, db_test, fetch};

use super::{DiagnosesReport, ImportError, import_diagnoses};
use crate::{Services, assessments::tests::world::Place, submissions::tests::world::noon};

async fn import(services: &Services, file: &str) -> DiagnosesReport {
    let now = noon(jiff::civil::date(2026, 5, 1));
    import_diagnoses(services, file.as_bytes(), now)
        .await
        .unwrap()
}

async fn count(services: &Services, sql: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    let (count,) = fetch!(fetch_one, (i64,), tx, sql).unwrap();
    count
}

#[db_test]
async fn good_lines_are_taken_in_bad_ones_named_and_twice_is_once(db: Db) {
    const ALL: &str = "select count(*) from pdpm_diagnosis";
    let services = crate::tests::services(db);
    let file = "Fiscal Year,List,Code\n2026,1,I63.9\n2026,2,i639\n2026,3,I63.9\n26,1,I63.9\n2026,1,stroke\n2027,1,I639\n";
    let first = import(&services, file).await;
    assert_eq!(
        first.to_string(),
        "line 4, \"I63.9\": A list is 1 or 2.\n\
         line 5, \"I63.9\": A fiscal year has four digits, and is 2020 at least.\n\
         line 6, \"stroke\": An ICD-10 code begins with a letter and a digit, and has 3 to 7 letters and digits.\n\
         6 lines read: 3 added, 0 unchanged, 3 refused"
    );
    assert_eq!(count(&services, ALL).await, 3);
    let second = import(&services, file).await;
    assert_eq!((second.added, second.unchanged), (0, 3));
    assert_eq!(count(&services, ALL).await, 3);
    let without_lists = import(&services, "ICD-10 Code,FY\nS72.001D,2026\n").await;
    assert_eq!(without_lists.added, 1);
    let stored = "select count(*) from pdpm_diagnosis where fiscal_year = 2026 and list = 1 and code = 'S72001D'";
    assert_eq!(count(&services, stored).await, 1);
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from audit_event where act = $1";
    let act = Act::PdpmDiagnosesImported.key();
    let (events,) = fetch!(fetch_one, (i64,), tx, sql, act).unwrap();
    assert_eq!(events, 2, "a file that changes nothing is no event");
}

#[db_test]
async fn a_file_without_its_columns_is_not_read(db: Db) {
    let services = crate::tests::services(db);
    let now = noon(jiff::civil::date(2026, 5, 1));
    for (file, missing) in [
        ("Code\nI63.9\n", "Fiscal Year"),
        ("FY,Codes\n2026,I63.9\n", "Code"),
    ] {
        let refused = import_diagnoses(&services, file.as_bytes(), now).await;
        assert!(
            matches!(&refused, Err(ImportError::NoColumn { column }) if *column == missing),
            "{refused:?}"
        );
    }
}

/// The base record of the day is of fiscal year 2026, and its diagnosis is I63.9.
#[db_test]
async fn a_payment_assessment_has_a_diagnosis_of_its_fiscal_year(db: Db) {
    const EDIT: &str = "-3945";
    let mut place = Place::new(db).await;
    let send = async |place: &mut Place, ssn: &str, changes: &[(&str, &str)]| {
        let changes: Vec<_> = [("A0600A", ssn)].iter().chain(changes).copied().collect();
        let (_, state, edits) = place.send(place.mds("NP", &changes)).await;
        (state, edits.contains(&EDIT.to_owned()))
    };
    let (state, told) = send(&mut place, "219010001", &[]).await;
    assert!(state != Rejected && !told, "no list is there");
    import(&place.world.services, "FY,Code\n2025,I63.9\n2027,I63.9\n").await;
    let (state, told) = send(&mut place, "219010002", &[]).await;
    assert!(state != Rejected && !told, "none of this year");
    import(&place.world.services, "FY,Code\n2026,I63.8\n").await;
    let (state, told) = send(&mut place, "219010003", &[]).await;
    assert_eq!((state, told), (Rejected, true), "I63.8 is another one");
    import(&place.world.services, "FY,List,Code\n2026,2,I63.9\n").await;
    let (state, told) = send(&mut place, "219010004", &[]).await;
    assert_eq!(
        (state, told),
        (Rejected, true),
        "the other list is not for it"
    );
    import(&place.world.services, "FY,Code\n2026,I63.9\n").await;
    let (state, told) = send(&mut place, "219010005", &[]).await;
    assert!(state != Rejected && !told);
    // That there is none is another edit's word.
    let (state, told) = send(&mut place, "219010006", &[("I0020B", "^")]).await;
    assert_eq!((state, told), (Rejected, false));
}

#[db_test]
async fn where_a_state_pays_by_the_groups_a_diagnosis_of_neither_list_is_warned_of(db: Db) {
    const EDIT: &str = "-3967";
    let mut place = Place::new(db).await;
    let asks: &[(&str, &str)] = &[("STATE_PDPM_OBRA_CD", "1"), ("I0020B", "I63.9^^^")];
    let send = async |place: &mut Place, ssn: &str, changes: &[(&str, &str)]| {
        let own = [("A0600A", ssn), ("I0020", "01"), ("J2100", "0")];
        let changes: Vec<_> = own.iter().chain(changes).copied().collect();
        let (_, state, edits) = place.send(place.mds("NQ", &changes)).await;
        assert!(
            matches!(state, Accepted | AcceptedWithWarnings),
            "{edits:?}"
        );
        edits.contains(&EDIT.to_owned())
    };
    import(&place.world.services, "FY,Code\n2026,I63.8\n").await;
    assert!(
        !send(&mut place, "219010001", asks).await,
        "the second list may have it"
    );
    import(&place.world.services, "FY,List,Code\n2026,2,I63.7\n").await;
    assert!(send(&mut place, "219010002", asks).await);
    let does_not_ask: &[(&str, &str)] = &[("STATE_PDPM_OBRA_CD", "0"), ("J2100", "^")];
    assert!(!send(&mut place, "219010003", does_not_ask).await);
    import(&place.world.services, "FY,List,Code\n2026,2,I63.9\n").await;
    assert!(!send(&mut place, "219010004", asks).await);
}
