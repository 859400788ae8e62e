//! What a receipt and the reports say of the records of a submission.

use domain::{
    access::{Role, Scope, Sight},
    masking::HIDDEN,
    reports::{Cell, ReportKind},
    submissions::{
        ProviderCounts,
        SubmissionState::{PartlyRejected, Rejected},
    },
};
use store::{Db, db_test};
use submission::generate::zip;

use crate::{
    ServiceError,
    assessments::tests::world::Place,
    submissions::{list, providers_csv, tests::world::World},
};

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
