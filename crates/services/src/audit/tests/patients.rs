//! Who has seen one patient: each look at their pages, and at every list and report on which they stood.

use domain::{
    access::{Actor, Role, Sight},
    assessments::{AssessmentFilter, AssessmentNumber, DraftId, InboxFilter, PatientNumber},
    audit::{AuditFilter, EventLine, Object, Record},
    listing::PageRequest,
    patients::PatientFilter,
    providers::{Ccn, ProviderId},
    reports::{ReportKind, ReportParameters},
    submissions::{SubmissionKind, SubmissionNumber},
};
use futures::TryStreamExt as _;
use jiff::civil::{Date, date};
use store::{Db, db_test, exec, fetch, row::Day};
use uuid::Uuid;

use super::*;
use crate::{
    assessments::{
        drafts, inbox,
        stored::{
            self,
            tests::world::{Patient, Stored, World, noon},
        },
    },
    audit::{list_access_record, list_events},
    patients, reports, search, submissions,
};

const DAY: Date = date(2026, 10, 1);

/// The agency with two patients, one elsewhere, and the agency's official.
struct Home {
    world: World,
    ada: Patient,
    bert: Patient,
    carl: Patient,
    official: Actor,
    /// Who makes patients and enters assessments.
    lena: Actor,
}

impl Home {
    async fn new(db: Db) -> Self {
        let world = World::new(db).await;
        Self {
            ada: world.patient(world.agency, "ADA", "INVENTED").await,
            bert: world.patient(world.agency, "BERT", "INVENTED").await,
            carl: world.patient(world.elsewhere, "CARL", "INVENTED").await,
            official: world.person("OLGA", Role::ProviderSecurityOfficial).await,
            lena: world
                .person("LENA", Role::ProviderAssessmentCoordinator)
                .await,
            world,
        }
    }

    async fn number(&self, patient: Patient) -> PatientNumber {
        let mut tx = self.world.services.db.read().await.unwrap();
        let number = "select number from patient where id = $1";
        PatientNumber(fetch!(fetch_one, (i64,), tx, number, patient.id).unwrap().0)
    }

    async fn filter(&self, patient: Patient) -> AuditFilter {
        AuditFilter {
            patient: Some(self.number(patient).await),
            ..AuditFilter::default()
        }
    }

    /// What an official finds when they ask who has seen a patient.
    async fn seen_by(&self, official: &Actor, patient: Patient) -> Vec<EventLine> {
        let filter = self.filter(patient).await;
        let found = list_access_record(&self.world.services, official, &filter).await;
        found.unwrap().events
    }

    /// What was looked at, the newest first.
    async fn seen(&self, patient: Patient) -> Vec<String> {
        let events = self.seen_by(&self.official, patient).await;
        events.into_iter().map(|line| line.object).collect()
    }

    /// Looks at the patients of one's home by name.
    async fn search(&self, actor: &Actor, text: &str) {
        let services = &self.world.services;
        let filter = PatientFilter {
            search: search::seal(services, actor, text).unwrap(),
            ..PatientFilter::default()
        };
        patients::list(services, actor, &filter).await.unwrap();
    }

    /// A record that came back, of a patient that the check knew; its submission.
    async fn came_back(&self, patient: Patient) -> SubmissionNumber {
        let file = self.world.file(patient.provider, "rejected", DAY).await;
        let mut tx = self.world.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into sent_record (file_id, instrument, reasons, transaction_code, target_date, first_name, last_name, is_test,
                 patient_id, due_on)
             values ($1, 'OASIS', '01', '1', $2, 'ADA', 'INVENTED', $3, $4, $2)",
            file,
            Day::from(DAY),
            false,
            patient.id
        )
        .unwrap();
        let find = "select s.number from submission s join submission_file f on f.submission_id = s.id where f.id = $1";
        let (number,) = fetch!(fetch_one, (i64,), tx, find, file).unwrap();
        tx.commit().await.unwrap();
        SubmissionNumber(number)
    }

    async fn draft(&self, patient: Patient) -> DraftId {
        let id = Uuid::now_v7();
        let mut tx = self.world.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into draft (id, provider_id, patient_id, instrument, specification, transaction_code, answers, version, begun_by,
                 begun_at, touched_by, touched_at)
             values ($1, $2, $3, 'OASIS', '3.02.0', '1', '', 1, $4, 0, $4, 0)",
            id,
            patient.provider.0,
            patient.id,
            self.lena.user.0
        )
        .unwrap();
        tx.commit().await.unwrap();
        DraftId(id)
    }

    async fn merge(&self, merged: Patient, kept: Option<Patient>) {
        let mut tx = self.world.services.db.write().await.unwrap();
        let point = "update patient set merged_into = $2 where id = $1";
        exec!(tx, point, merged.id, kept.map(|kept| kept.id)).unwrap();
        tx.commit().await.unwrap();
    }
}

#[db_test]
async fn a_look_at_a_list_is_found_by_each_patient_who_stood_on_it_and_by_no_other(db: Db) {
    let home = Home::new(db).await;
    home.search(&home.world.adele, "ada").await;
    assert_eq!(home.seen(home.ada).await, ["List of patients"]);
    assert!(home.seen(home.bert).await.is_empty(), "he stood not on it");
    home.search(&home.world.nora, "").await;
    let events = home.seen_by(&home.official, home.bert).await;
    assert_eq!(
        (
            events[0].who.as_str(),
            events[0].place.as_str(),
            events.len()
        ),
        ("NORA", "Several providers", 1)
    );
    assert_eq!(home.seen(home.ada).await.len(), 2);
    let mut viewer = home.world.adele.clone();
    viewer.viewing = Some(Sight::Masked);
    home.search(&viewer, "bert").await;
    assert_eq!(home.seen(home.bert).await.len(), 2, "also a masked row");
    for name in ["ADA", "BERT", "INVENTED"] {
        assert!(!exported(&home.world.services).await.contains(name));
    }
    assert_eq!(broken(&home.world.services).await, None);
}

#[db_test]
async fn every_list_report_and_file_that_shows_a_patient_is_found_by_them(db: Db) {
    let home = Home::new(db).await;
    let (services, adele, lena) = (&home.world.services, &home.world.adele, &home.lena);
    home.world
        .store(&Stored::new(77, home.ada, "01", DAY))
        .await;
    home.world
        .store(&Stored::new(78, home.bert, "01", date(2026, 10, 2)))
        .await;
    let number = home.came_back(home.ada).await;
    let draft = home.draft(home.ada).await;

    patients::find(services, adele, home.number(home.ada).await)
        .await
        .unwrap();
    let all = AssessmentFilter::default();
    stored::list(services, adele, &all).await.unwrap();
    stored::export(services, adele, &all).await.unwrap();
    stored::find(services, adele, AssessmentNumber(77), None)
        .await
        .unwrap();
    inbox::list(services, adele, &InboxFilter::default())
        .await
        .unwrap();
    inbox::find(services, adele, number, 1).await.unwrap();
    let page = PageRequest::default();
    submissions::report(services, adele, number, 1, None, page)
        .await
        .unwrap();
    drop(
        submissions::report_csv(services, adele, number, 1)
            .await
            .unwrap(),
    );
    let reports_of = submissions::AllReports {
        kind: SubmissionKind::Assessments,
        since: noon(date(2026, 1, 1)),
    };
    let file = submissions::all_reports(services, adele, reports_of).await;
    let _: Vec<bytes::Bytes> = file.unwrap().try_collect().await.unwrap();
    let of_all = ReportParameters::default();
    for kind in [ReportKind::Roster, ReportKind::FacilityValidation] {
        reports::table(services, adele, kind, &of_all)
            .await
            .unwrap();
    }
    reports::export(services, adele, ReportKind::Movements, &of_all)
        .await
        .unwrap();
    drafts::list(services, lena).await.unwrap();
    drafts::find(services, lena, draft).await.unwrap();

    let mut seen = home.seen(home.ada).await;
    seen.reverse();
    let patient = format!("Patient {}", home.number(home.ada).await);
    let file = format!("Report of file {number}/1");
    assert_eq!(
        seen,
        [
            patient.as_str(),
            "List of assessments",
            "List of assessments",
            "Assessment 77",
            "Assessment inbox",
            &file,
            &file,
            &file,
            "Reports of many files",
            "Report: Roster",
            "Report: Agency/Facility Final Validation",
            "Report: Admissions/Discharges",
            "List of forms of assessments",
            "A form of an assessment",
        ]
    );
    let mut others = home.seen(home.bert).await;
    others.reverse();
    assert_eq!(
        others,
        [
            "List of assessments",
            "List of assessments",
            "Report: Roster",
            "Report: Admissions/Discharges",
        ]
    );
    assert_eq!(broken(services).await, None);
}

#[db_test]
async fn officials_of_another_organization_find_nothing_of_a_patient(db: Db) {
    let home = Home::new(db).await;
    home.search(&home.world.nora, "").await;
    let role = Role::ProviderSecurityOfficial;
    let elsewhere = vec![home.world.elsewhere];
    let other = home.world.person_at("OTTO", role, elsewhere).await;
    assert!(home.seen_by(&other, home.ada).await.is_empty());
    assert_eq!(home.seen_by(&other, home.carl).await.len(), 1);
    assert!(home.seen(home.carl).await.is_empty());
    let nobody = AuditFilter {
        patient: Some(PatientNumber(1)),
        ..AuditFilter::default()
    };
    let services = &home.world.services;
    let none = list_access_record(services, &home.official, &nobody).await;
    assert!(none.unwrap().events.is_empty());
    let auditor = home.world.person_at("ANNA", Role::Auditor, vec![]).await;
    for patient in [home.ada, home.carl] {
        let filter = home.filter(patient).await;
        let found = list_events(services, &auditor, &filter).await.unwrap();
        assert_eq!(found.events.len(), 1, "an auditor finds both");
    }
    let by_act = AuditFilter {
        act: Some(Act::Exported),
        ..home.filter(home.ada).await
    };
    let none = list_events(services, &auditor, &by_act).await.unwrap();
    assert!(none.events.is_empty(), "the other filters hold as well");
}

#[db_test]
async fn looks_at_a_patient_who_was_merged_are_found_under_the_one_who_was_kept(db: Db) {
    let home = Home::new(db).await;
    home.search(&home.world.adele, "bert").await;
    assert!(home.seen(home.ada).await.is_empty());
    home.merge(home.bert, Some(home.ada)).await;
    assert_eq!(home.seen(home.ada).await, ["List of patients"]);
    home.search(&home.world.adele, "ada").await;
    assert_eq!(home.seen(home.ada).await.len(), 2);
    assert_eq!(home.seen(home.bert).await.len(), 1, "of their own number");
    home.merge(home.bert, None).await;
    assert_eq!(home.seen(home.ada).await.len(), 1, "taken apart again");
}

#[db_test]
async fn a_file_of_more_patients_than_it_names_is_found_by_each_of_its_homes(db: Db) {
    let home = Home::new(db).await;
    let services = &home.world.services;
    let many = |places: &[ProviderId]| {
        let event = Event::by(
            Act::Exported,
            &home.world.nora,
            domain::access::Action::ViewPatients,
        )
        .about(Object::List(Record::Patients))
        .at(places.iter().copied());
        let count = i64::try_from(Event::NAMED).unwrap() + 1;
        event.patients((1..=count).map(PatientNumber))
    };
    write(services, many(&[home.world.agency])).await;
    let words = "List of patients (1001 patients, too many to name each)";
    assert_eq!(home.seen(home.ada).await, [words]);
    write(services, many(&[home.world.agency, home.world.elsewhere])).await;
    assert_eq!(home.seen(home.bert).await, [words, words]);
    let auditor = home.world.person_at("ANNA", Role::Auditor, vec![]).await;
    let filter = home.filter(home.carl).await;
    let found = list_events(services, &auditor, &filter).await.unwrap();
    assert_eq!(found.events.len(), 1, "only the second was of his home");
    let place = AuditFilter {
        organization: Some(domain::audit::Organization::Provider(
            Ccn::parse("367001").unwrap(),
        )),
        ..filter
    };
    let found = list_events(services, &auditor, &place).await.unwrap();
    assert_eq!(found.events.len(), 1);
    assert_eq!(broken(services).await, None);
}
