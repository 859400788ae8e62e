use std::sync::Arc;

use domain::{
    access::{Role, Scope, Sight},
    assessments::Sequence,
    masking::HIDDEN,
    reports::{Cell, ReportKind},
    submissions::{
        ProviderCounts, SubmissionKind,
        SubmissionState::{Accepted, AcceptedWithWarnings, PartlyRejected, Rejected},
    },
};
use jiff::civil::{Date, date};
use store::{Db, db_test, fetch, jobs::JobError, row::Day};
use submission::{Findings, assessments::RecordSummary, generate::zip};

use super::world::{MDS, Place, add_agency};
use crate::{
    ServiceError,
    assessments::{read::ReadRecord, settle::Desk},
    submissions::{
        check::{CHECK, Work},
        list,
        program::receipt_for,
        providers_csv, sends_for,
        tests::{programs::token, world::World},
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
    place.world.services.sequence = Arc::new(own);
    let again = place.oasis.file("01", -3, &[]).unwrap();
    let (_, state, edits) = place.send(again).await;
    assert_eq!((state, edits), (Accepted, vec![]));
}

#[db_test]
async fn a_receipt_leads_to_the_report_of_each_facility_of_the_readers(db: Db) {
    let mut place = Place::new(db).await;
    let files = [
        ("one.xml", place.oasis("01", &[])),
        ("two.xml", place.mds("NT", &[])),
        ("three.xml", place.oasis("04", &[])),
    ];
    let members: Vec<_> = files
        .iter()
        .map(|(name, file)| (*name, file.as_bytes()))
        .collect();
    let (number, ..) = place.send(zip(&members).unwrap()).await;
    let own = place.world.receipt(number).await;
    assert_eq!(own.providers.len(), 2, "each once: {:?}", own.providers);
    assert!(own.has_own_report);
    let administrator = place
        .world
        .add_person(
            "OTHER",
            Role::ProviderAdministrator,
            Scope::Providers(vec![place.agency]),
        )
        .await;
    let services = &place.world.services;
    let seen = crate::submissions::receipt(services, &administrator, number)
        .await
        .unwrap();
    let [counts] = seen.providers.as_slice() else {
        panic!("the home is somebody else's: {:?}", seen.providers);
    };
    let agency = counts.facility.as_ref().unwrap();
    assert_eq!((agency.id, counts.processed), (place.agency, 2));
    let files: Vec<_> = seen.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(files, ["one.xml", "three.xml"]);
    assert!(!seen.has_own_report, "somebody else has sent it");
    let kind = ReportKind::FacilityValidation;
    let asked = seen.report_parameters(agency.ccn.clone());
    let report = crate::reports::table(services, &administrator, kind, &asked)
        .await
        .unwrap();
    let rows = report.rows.iter();
    let of_this = rows.filter(|row| row.contains(&Cell::Submission(number)));
    assert!(of_this.count() >= 2, "{:?}", report.rows);
}

/// Issue 5: the Final Validation Report has counts for each provider in the file.
#[db_test]
async fn a_receipt_counts_what_became_of_the_records_of_each_provider(db: Db) {
    let mut place = Place::new(db).await;
    let twice = place.oasis("01", &[]);
    let files = [
        ("one.xml", twice.clone()),
        ("two.xml", place.mds("NT", &[])),
        ("three.xml", place.oasis("04", &[("M0010_CCN", "077009")])),
        ("four.xml", twice),
        (
            "five.xml",
            place.oasis("01", &[("HHA_AGENCY_ID", "NOWHERE")]),
        ),
    ];
    let members: Vec<_> = files
        .iter()
        .map(|(name, file)| (*name, file.as_bytes()))
        .collect();
    let (number, ..) = place.send(zip(&members).unwrap()).await;
    let receipt = place.world.receipt(number).await;
    let figures = |counts: &ProviderCounts| {
        let of = counts.facility.as_ref().map(|facility| facility.id);
        let records = (counts.processed, counts.accepted, counts.rejected);
        (of, records, counts.with_warnings)
    };
    let told: Vec<_> = receipt.providers.iter().map(figures).collect();
    let home = receipt
        .providers
        .iter()
        .find(|counts| figures(counts).0 == Some(place.world.home));
    let home_warned = home.unwrap().with_warnings;
    let mut expected = vec![
        (Some(place.agency), (3, 2, 1), 1),
        (Some(place.world.home), (1, 1, 0), home_warned),
    ];
    expected.sort_by_key(|(of, ..)| told.iter().position(|(told, ..)| told == of));
    expected.push((None, (1, 0, 1), 0));
    assert_eq!(
        told, expected,
        "what names no provider that is known comes last"
    );
    // The sums are those of the files, and each row leads to its own.
    let sums = receipt
        .files
        .iter()
        .fold((0, 0), |(fatal, warnings), file| {
            (fatal + file.fatal, warnings + file.warnings)
        });
    let of_all = receipt
        .providers
        .iter()
        .fold((0, 0), |(fatal, warnings), counts| {
            (fatal + counts.fatal, warnings + counts.warnings)
        });
    assert_eq!(sums, of_all);
    for counts in &receipt.providers {
        let Some(filter) = counts.files(number, receipt.kind) else {
            assert_eq!(counts.facility, None);
            continue;
        };
        let listed = list(&place.world.services, &place.world.submitter, &filter).await;
        assert_eq!(listed.unwrap().total.least(), counts.processed);
    }
    let csv = providers_csv(&place.world.services, &place.world.submitter, number).await;
    let csv = String::from_utf8(csv.unwrap()).unwrap();
    assert!(
        csv.contains(&format!("{number},Agency SRDEMO01,077001,3,2,1,1,")),
        "{csv}"
    );
    assert!(csv.contains("No provider that is known,,1,0,0,1,"), "{csv}");
    let scope = Scope::Providers(vec![place.agency]);
    let other = place
        .world
        .add_person("OTHER", Role::ProviderAdministrator, scope)
        .await;
    let own = providers_csv(&place.world.services, &other, number).await;
    let own = String::from_utf8(own.unwrap()).unwrap();
    let rows = own
        .lines()
        .filter(|line| line.starts_with(&number.to_string()));
    assert_eq!(rows.count(), 1, "{own}");
    let nobody = place
        .world
        .add_person(
            "NOBODY",
            Role::PbjSubmitter,
            Scope::Providers(vec![place.agency]),
        )
        .await;
    let hidden = providers_csv(&place.world.services, &nobody, number).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
}

#[db_test]
async fn a_record_of_somebody_elses_provider_is_not_taken_nor_shown_to_its_people(db: Db) {
    let mut place = Place::new(db).await;
    let other = add_agency(&place.world, "OTHER3", Some("077003")).await;
    let file = place.oasis(
        "01",
        &[("HHA_AGENCY_ID", "OTHER3"), ("M0010_CCN", "077003")],
    );
    let (number, state, edits) = place.send(file).await;
    assert_eq!((state, edits), (Rejected, vec!["-3162".to_owned()]));
    let official = place
        .world
        .add_person(
            "OTHER",
            Role::ProviderSecurityOfficial,
            Scope::Providers(vec![other]),
        )
        .await;
    let seen = crate::submissions::receipt(&place.world.services, &official, number).await;
    assert!(seen.is_err());
    let nowhere = place.oasis("01", &[("HHA_AGENCY_ID", "NOWHERE")]);
    assert_eq!(place.send(nowhere).await.2, ["-3160"]);
    let home = place.mds("NT", &[("FAC_ID", "OTHER2"), ("A0100B", "366002")]);
    assert!(place.send(home).await.2.contains(&"-3693".to_owned()));
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

#[db_test]
async fn a_limited_token_sends_no_assessments_of_another_facility(db: Db) {
    let mut place = Place::new(db).await;
    let limited = token(&place.world, Some(vec![place.agency])).await;
    place.world.services.origin.token = Some(limited.token);
    let (_, state, edits) = place.send(place.oasis("01", &[])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    // The home is its owner's, and not the token's.
    let entry = place.mds("NT", &[]);
    let (number, state, edits) = place.send(entry.clone()).await;
    assert_eq!(state, Rejected);
    assert!(edits.contains(&"-3693".to_owned()), "{edits:?}");
    assert_eq!(place.versions().await.len(), 1);
    let seen = receipt_for(&place.world.services, &limited, number)
        .await
        .unwrap();
    assert_eq!(seen.files[0].facility, None, "as a stranger's");
    let unlimited = token(&place.world, None).await;
    place.world.services.origin.token = Some(unlimited.token);
    let (_, state, _) = place.send(entry).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
}

#[db_test]
async fn the_register_decides_about_number_and_branch(db: Db) {
    let mut place = Place::new(db).await;
    let wrong = place.oasis("01", &[("M0010_CCN", "077009")]);
    assert_eq!(place.send(wrong).await.1, AcceptedWithWarnings);
    let branch = [
        ("M0016_BRANCH_ID", "07Q7001001"),
        ("M0014_BRANCH_STATE", "CT"),
    ];
    let (_, _, edits) = place.send(place.oasis("04", &branch)).await;
    assert_eq!(edits, ["-4690"]);
    place
        .run(
            "insert into provider_branch (provider_id, branch_id, state_code, from_date) \
             select id, '07Q7001001', 'CT', '2020-01-01' from provider where facility_id = 'SRDEMO01' and state_code = 'CT'",
        )
        .await;
    let (_, _, edits) = place.send(place.oasis("04", &branch)).await;
    assert!(
        !edits
            .iter()
            .any(|edit| edit.starts_with("-46") || edit.starts_with("-47"))
    );
    let (_, _, edits) = place.send(place.oasis("09", &[])).await;
    assert!(edits.contains(&"-4700".to_owned()), "{edits:?}");
}

/// Information edit -9006.
#[db_test]
async fn the_ccn_may_have_small_letters(db: Db) {
    let mut place = Place::new(db).await;
    place
        .run("update provider set ccn = '36E001' where ccn = '366001'")
        .await;
    for (ccn, is_warned) in [("36E001", false), ("36e001", false), ("36e002", true)] {
        let (_, _, edits) = place.send(place.mds("NT", &[("A0100B", ccn)])).await;
        let warned = edits.iter().any(|edit| edit == "-3695");
        assert_eq!(warned, is_warned, "{ccn}: {edits:?}");
    }
}

#[db_test]
async fn a_provider_without_a_number_sends_test_records_of_which_nothing_is_kept(db: Db) {
    let mut place = Place::new(db).await;
    let fresh = add_agency(&place.world, "FRESH1", None).await;
    let scope = Scope::Providers(vec![fresh]);
    place.world.submitter = place
        .world
        .add_person("FRESH", Role::AssessmentSubmitter, scope)
        .await;
    let file = place.oasis("01", &[("HHA_AGENCY_ID", "FRESH1")]);
    let (_, state, _) = place.send(file).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
    assert!(place.versions().await.is_empty());
    assert_eq!(place.world.count("select count(*) from patient").await, 0);
}

impl Place {
    /// The agency's state keeps out codes that begin with B20.
    pub(super) async fn forbid(&self) {
        self.run(
            "insert into icd_exclusion (id, state_code, code, from_date, added_by, added_at) \
             select id, 'CT', 'B20', '2020-01-01', id, 0 from user_account where user_name = 'SENDER'",
        )
        .await;
    }
}

const NAMES_B20: &str = "select count(*) from finding where item_value like '%B20%' or message like '%B20%' or fix like '%B20%'";

#[db_test]
async fn codes_that_the_state_forbids_are_not_kept_anywhere(db: Db) {
    let mut place = Place::new(db).await;
    place.forbid().await;
    let file = place.oasis(
        "01",
        &[
            ("M1023_OTH_DIAG1_ICD", "b20.^^^^"),
            ("M1023_OTH_DIAG1_SEVERITY", "02"),
        ],
    );
    let (_, state, edits) = place.send(file).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    let kept = "select count(*) from assessment_items where upper(items) like '%B20%'";
    assert_eq!(place.world.count(kept).await, 0);
    let told = "select count(*) from finding where edit = '-9110' and item_value is null";
    assert_eq!(place.world.count(told).await, 1);
}

/// What it took out stays out, so it is ended from then on, and not deleted.
#[db_test]
async fn an_exclusion_knows_that_it_was_applied(db: Db) {
    let mut place = Place::new(db).await;
    place.forbid().await;
    let applied = "select count(*) from icd_exclusion where applied_at is not null";
    place.send(place.oasis("01", &[])).await;
    assert_eq!(place.world.count(applied).await, 0);
    let file = place.oasis(
        "01",
        &[
            ("M1023_OTH_DIAG1_ICD", "B20.^^^^"),
            ("M1023_OTH_DIAG1_SEVERITY", "02"),
        ],
    );
    // Its report says that a code was taken out, though the record is there already.
    let (_, state, _) = place.send(file).await;
    assert_eq!(state, Rejected);
    assert_eq!(place.world.count(applied).await, 1);
}

/// The record is held against the edits as it is without them (-9110).
#[db_test]
async fn a_list_that_needs_a_code_and_has_forbidden_ones_alone_is_refused(db: Db) {
    let mut place = Place::new(db).await;
    place.forbid().await;
    let (_, state, edits) = place
        .send(place.oasis("01", &[("M1021_PRIMARY_DIAG_ICD", "B20.^^^^")]))
        .await;
    assert_eq!(state, Rejected);
    assert!(edits.contains(&"-7045".to_owned()), "{edits:?}");
    assert_eq!(place.world.count(NAMES_B20).await, 0);
    // Nor is a record refused for what is taken out of it, or the code told in another edit's message.
    let twice = [
        ("M1023_OTH_DIAG1_ICD", "B20.^^^^"),
        ("M1023_OTH_DIAG1_SEVERITY", "^"),
        ("M1023_OTH_DIAG2_ICD", "B20"),
        ("M1023_OTH_DIAG2_SEVERITY", "01"),
    ];
    let (_, state, edits) = place.send(place.oasis("01", &twice)).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    assert_eq!(place.world.count(NAMES_B20).await, 0);
    // What is wrong with the outline of its file is said all the same.
    let unknown = place.oasis("01", &[("M1021_PRIMARY_DIAG_ICD", "B20.^^^^")]);
    let unknown = unknown.replacen("<ITM_SBST_CD>", "<MADE_UP>1</MADE_UP><ITM_SBST_CD>", 1);
    let (_, _, edits) = place.send(unknown).await;
    for edit in ["structure:unknown-item", "-7045"] {
        assert!(edits.contains(&edit.to_owned()), "{edits:?}");
    }
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

/// Information edit -9006.
#[db_test]
async fn the_states_number_of_a_facility_may_have_small_letters(db: Db) {
    let mut place = Place::new(db).await;
    let file = place.oasis("01", &[("HHA_AGENCY_ID", "srdemo01")]);
    let (_, state, edits) = place.send(file).await;
    assert_eq!((state, edits), (Accepted, vec![]));
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
async fn what_is_no_record_counts_as_none(db: Db) {
    let mut place = Place::new(db).await;
    let staffing = crate::submissions::tests::world::Pbj::default().xml();
    let good = place.oasis("01", &[]);
    let mixed = [
        ("hours.xml", staffing.as_bytes()),
        ("broken.xml", b"<ASSESSMENT><unended>".as_slice()),
        ("good.xml", good.as_bytes()),
    ];
    let (mixed, state, _) = place.send(zip(&mixed).unwrap()).await;
    assert_eq!(state, PartlyRejected);
    let (empty, state, _) = place.send(zip(&[]).unwrap()).await;
    assert_eq!(state, Rejected);
    let receipt = place.world.receipt(mixed).await;
    assert_eq!(receipt.files.len(), 3, "all of them are listed");
    let counts: Vec<_> = receipt
        .providers
        .iter()
        .map(|counts| (counts.processed, counts.rejected))
        .collect();
    assert_eq!(counts, [(1, 0)]);
    assert!(place.world.receipt(empty).await.providers.is_empty());
    assert!(!place.world.report(empty, 1).await.is_record());
    assert!(place.world.report(mixed, 3).await.is_record());
    let reader = &place.world.submitter;
    let column = async |kind, name: &str| {
        let asked = receipt.report_parameters(None);
        let table = crate::reports::table(&place.world.services, reader, kind, &asked)
            .await
            .unwrap();
        let at = table.columns.iter().position(|one| one == name).unwrap();
        let rows = table.rows.iter();
        rows.map(|row| row[at].plain()).collect::<Vec<_>>()
    };
    assert_eq!(column(ReportKind::Statistics, "Records sent").await, ["1"]);
    assert_eq!(column(ReportKind::Statistics, "Rejected").await, ["0"]);
    let severities = column(ReportKind::ErrorSummary, "Severity").await;
    let records = column(ReportKind::ErrorSummary, "Records").await;
    let fatal: Vec<_> = severities
        .iter()
        .zip(&records)
        .filter(|(severity, _)| *severity == "Fatal")
        .map(|(_, records)| records.as_str())
        .collect();
    assert!(
        fatal.len() >= 3 && fatal.iter().all(|records| *records == "0"),
        "messages about files, of no records: {fatal:?}"
    );
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

/// There may be two of one name, and who is rejected has no profile.
#[db_test]
async fn a_rejected_record_says_when_its_patient_was_born(db: Db) {
    let mut place = Place::new(db).await;
    let file = place.oasis(
        "01",
        &[
            ("M0064_SSN", "154-87-5926"),
            ("M0066_PAT_BIRTH_DT", "19331102"),
        ],
    );
    let (number, state, _) = place.send(file).await;
    assert_eq!(state, Rejected);
    let kept = "select count(*) from sent_record where birth = '19331102' and patient_id is null";
    assert_eq!(place.world.count(kept).await, 1);
    let agency = Scope::Providers(vec![place.agency]);
    let administrator = place
        .world
        .add_person("ADELE", Role::ProviderAdministrator, agency)
        .await;
    place.world.submitter = administrator;
    let born = async |world: &World| world.report(number, 1).await.record.unwrap().patient_birth;
    assert_eq!(born(&place.world).await, "11/02/1933");
    place.world.submitter.viewing = Some(Sight::Masked);
    assert_eq!(born(&place.world).await, HIDDEN);
    // Who sends records sees no profiles.
    let agency = Scope::Providers(vec![place.agency]);
    place.world.submitter = place
        .world
        .add_person("SAM", Role::AssessmentSubmitter, agency)
        .await;
    assert_eq!(born(&place.world).await, "");
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
    let stored = days(&place).await;
    place.run("update assessment set clock_from = null").await;
    let migration = if place.world.services.db.is_postgres() {
        include_str!("../../../../../migrations/postgres/0048_clocks.sql")
    } else {
        include_str!("../../../../../migrations/sqlite/0048_clocks.sql")
    };
    for fills in migration
        .split(";\n")
        .filter(|sql| sql.starts_with("update"))
    {
        place.run(fills).await;
    }
    assert_eq!(days(&place).await, stored);
}

/// From when the days of each version count.
async fn days(place: &Place) -> Vec<Option<Date>> {
    let sql = "select clock_from from assessment order by number";
    let mut tx = place.world.services.db.read().await.unwrap();
    let rows = fetch!(fetch_all, (Option<Day>,), tx, sql).unwrap();
    rows.into_iter()
        .map(|(day,)| day.map(Day::to_jiff))
        .collect()
}
