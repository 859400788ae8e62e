//! Two agencies and a nursing home, those who enter and correct there, and those who may not.

mod correcting;
mod expiring;
mod filling_in;

use std::sync::Arc;

use domain::{
    access::{Actor, Role, Scope},
    assessments::{ChangedAnswer, DraftEnd, DraftId, NewDraft, Saved},
    providers::{Ccn, FacilityId, ProviderId, ProviderType},
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use rulebook::Sources;
use store::Db;
use submission::assessments::{
    PackLabel,
    entry::{Entry, Questionnaire, Questionnaires},
};

use super::{begin, find, save};
use crate::{
    ServiceError, Services,
    providers::record::ProviderRecord,
    tests::{people, places},
};

/// The day of the packs' base records.
const TODAY: Date = date(2026, 5, 1);

struct World {
    services: Services,
    agency: ProviderId,
    /// Of another state.
    foreign: ProviderId,
    /// Administrator of the agency.
    adele: Actor,
    /// Assessment coordinator of the agency.
    cora: Actor,
    /// Administrator of the foreign agency.
    fred: Actor,
}

fn noon() -> Instant {
    Instant::from_eastern(TODAY.at(12, 0, 0, 0))
}

pub(crate) fn forms() -> Questionnaires {
    let sources = Sources::built_in();
    let mut forms = Questionnaires::default();
    for name in ["oasis-3.02.0", "mds-3.10.0"] {
        let book = sources.book(name).unwrap();
        let label = PackLabel::new(&book.pack, format!("/specs/{name}.pack"));
        forms.add(label, Questionnaire::new(Arc::new(book.pack), book.answers));
    }
    forms
}

/// The base record of a start of care, which passes all edits.
fn start_of_care() -> String {
    let book = Sources::built_in().book("oasis-3.02.0").unwrap();
    let mut record = book.passing().next().unwrap();
    record.capitalize();
    record.lines(&book.pack)
}

impl World {
    async fn new(db: Db) -> Self {
        let mut services = crate::tests::services(db);
        services.packs.forms = Arc::new(forms());
        let agency = provider(&services, "367001", "OH", "OHDEMO01").await;
        let foreign = provider(&services, "167001", "IA", "IADEMO01").await;
        let at = |place| Scope::Providers(vec![place]);
        let administrator = Role::ProviderAdministrator;
        let coordinator = Role::ProviderAssessmentCoordinator;
        Self {
            adele: person(&services, "ADELE", administrator, at(agency)).await,
            cora: person(&services, "CORA", coordinator, at(agency)).await,
            fred: person(&services, "FRED", administrator, at(foreign)).await,
            services,
            agency,
            foreign,
        }
    }

    async fn person(&self, name: &str, role: Role) -> Actor {
        person(
            &self.services,
            name,
            role,
            Scope::Providers(vec![self.agency]),
        )
        .await
    }

    fn start_of_care(&self) -> NewDraft {
        NewDraft {
            provider: self.agency,
            instrument: "OASIS".to_owned(),
            reasons: vec![("M0100_ASSMT_REASON".to_owned(), "01".to_owned())],
            patient: None,
        }
    }

    async fn begun(&self, actor: &Actor) -> DraftId {
        begin(&self.services, actor, &self.start_of_care())
            .await
            .unwrap()
    }

    /// Fills a draft in as the base record has it.
    async fn filled_in(&self, actor: &Actor) -> DraftId {
        let id = self.begun(actor).await;
        let draft = find(&self.services, actor, id).await.unwrap();
        let stands = |item: &str| {
            let of_item = |line: &str| {
                line.split_once('=')
                    .filter(|(id, _)| *id == item)
                    .map(|(_, value)| value.to_owned())
            };
            draft.answers.lines().find_map(of_item).unwrap_or_default()
        };
        let lines = start_of_care();
        let answers = lines.lines().filter_map(|line| line.split_once('='));
        let changes: Vec<ChangedAnswer> = answers
            .map(|(item, after)| ChangedAnswer {
                item: item.to_owned(),
                before: stands(item),
                after: after.to_owned(),
            })
            .collect();
        let saved = save(&self.services, actor, id, &changes).await.unwrap();
        assert!(matches!(saved, Saved::At(_)), "{saved:?}");
        id
    }

    /// What a draft has for an item; empty for nothing.
    async fn answer(&self, actor: &Actor, id: DraftId, item: &str) -> String {
        let draft = find(&self.services, actor, id).await.unwrap();
        let form = self
            .services
            .packs
            .forms
            .of_version(&draft.line.instrument, &draft.specification);
        let (_, form) = form.unwrap();
        let entry = Entry::read(form, &draft.answers, TODAY);
        let item = form.pack.item(item).unwrap();
        entry.answered(item).unwrap_or_default().to_owned()
    }
}

fn change(item: &str, before: &str, after: &str) -> Vec<ChangedAnswer> {
    vec![ChangedAnswer {
        item: item.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    }]
}

fn is_not_found<T: std::fmt::Debug>(answer: &Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::NotFound))
}

fn is_denied<T: std::fmt::Debug>(answer: &Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::Denied(_)))
}

fn is_conflict<T: std::fmt::Debug>(answer: &Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::Conflict(_)))
}

/// Why a form is not gone on with, if that is the answer.
fn end_of<T>(answer: Result<T, ServiceError>) -> Option<DraftEnd> {
    match answer {
        Err(ServiceError::FormEnded(end)) => Some(end),
        _ => None,
    }
}

async fn provider(services: &Services, ccn: &str, state: &str, number: &str) -> ProviderId {
    let record = ProviderRecord {
        ccn: Ccn::parse(ccn).ok(),
        facility_id: Some(FacilityId::parse(number).unwrap()),
        certified_on: Some(date(2001, 5, 1)),
        ..places::provider(
            ProviderType::HomeHealthAgency,
            &format!("Agency {number}"),
            state,
        )
    };
    places::insert(services, &record, noon()).await
}

async fn person(services: &Services, name: &str, role: Role, scope: Scope) -> Actor {
    let now = Now {
        system: noon(),
        rules: noon(),
    };
    let mut tx = services.db.write().await.unwrap();
    let person = people::person(&mut tx, name, role, scope, now).await;
    tx.commit().await.unwrap();
    person
}
