//! What is entered here goes the way of all files: it is checked, stored, corrected and taken back.

use std::sync::Arc;

use domain::{
    access::{Actor, Role, Scope},
    assessments::{
        AssessmentNumber, ChangedAnswer, DraftId, DraftState, NewDraft, Saved, Transaction,
    },
};
use store::{Db, db_test, fetch};
use submission::assessments::{
    PackLabel,
    entry::{Questionnaire, Questionnaires},
};

use super::world::Place;
use crate::assessments::drafts;

impl Place {
    pub fn with_forms(mut self) -> Self {
        let mut forms = Questionnaires::default();
        for book in [&self.oasis, &self.mds] {
            let label = PackLabel::new(&book.pack, String::new());
            let form = Questionnaire::new(Arc::new(book.pack.clone()), book.answers.clone());
            forms.add(label, form);
        }
        self.world.services.packs.forms = Arc::new(forms);
        self
    }

    fn actor(&self) -> Actor {
        self.world.submitter.clone()
    }

    /// Gives a form these answers.
    async fn fill_in(&self, id: DraftId, answers: &str) {
        let services = &self.world.services;
        let draft = drafts::find(services, &self.actor(), id).await.unwrap();
        let stands = |item: &str| {
            let of_item = |line: &str| {
                let (id, value) = line.split_once('=')?;
                (id == item).then(|| value.to_owned())
            };
            draft.answers.lines().find_map(of_item).unwrap_or_default()
        };
        let changes: Vec<ChangedAnswer> = answers
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(item, after)| ChangedAnswer {
                item: item.to_owned(),
                before: stands(item),
                after: after.to_owned(),
            })
            .collect();
        let saved = drafts::save(services, &self.actor(), id, &changes).await;
        assert!(matches!(saved.unwrap(), Saved::At(_)));
    }

    /// A new form of a record that passes.
    async fn entered(&self) -> DraftId {
        let new = NewDraft {
            provider: self.agency,
            instrument: "OASIS".to_owned(),
            reasons: vec![("M0100_ASSMT_REASON".to_owned(), "01".to_owned())],
            patient: None,
        };
        let begun = drafts::begin(&self.world.services, &self.actor(), &new).await;
        let id = begun.unwrap();
        let record = self.oasis.passing().next().unwrap();
        self.fill_in(id, &record.lines(&self.oasis.pack)).await;
        id
    }

    /// Sends a form and has it checked.
    async fn submit(&self, id: DraftId) -> DraftState {
        let services = &self.world.services;
        let version = drafts::find(services, &self.actor(), id)
            .await
            .unwrap()
            .version;
        let sent = drafts::submit(services, &self.actor(), id, version).await;
        let number = sent.unwrap();
        self.world.work().await;
        let draft = drafts::find(services, &self.actor(), id).await.unwrap();
        assert_eq!(draft.line.submission, Some(number));
        draft.line.state
    }

    async fn current(&self) -> AssessmentNumber {
        let sql = "select number from assessment where state = 'current'";
        let mut tx = self.world.services.db.read().await.unwrap();
        let (number,) = fetch!(fetch_one, (i64,), tx, sql).unwrap();
        AssessmentNumber(number)
    }

    async fn correct(&self, transaction: Transaction) -> DraftId {
        let number = self.current().await;
        let begun = drafts::correct(&self.world.services, &self.actor(), number, transaction).await;
        begun.unwrap()
    }

    async fn states(&self) -> Vec<(i32, String)> {
        let versions = self.versions().await.into_iter();
        versions
            .map(|(_, correction, state, _)| (correction, state))
            .collect()
    }
}

fn stands(states: &[(i32, &str)]) -> Vec<(i32, String)> {
    let stands = states.iter();
    stands
        .map(|(correction, state)| (*correction, (*state).to_owned()))
        .collect()
}

#[db_test]
async fn what_is_entered_here_is_stored_modified_and_taken_back(db: Db) {
    let place = Place::new(db).await.with_forms();
    let id = place.entered().await;
    assert_eq!(place.submit(id).await, DraftState::Accepted);
    assert_eq!(place.states().await, stands(&[(0, "current")]));

    let id = place.correct(Transaction::Modification).await;
    place.fill_in(id, "M0060_PAT_ZIP=06102").await;
    assert_eq!(place.submit(id).await, DraftState::Accepted);
    assert_eq!(
        place.states().await,
        stands(&[(0, "replaced"), (1, "current")])
    );

    let id = place.correct(Transaction::Inactivation).await;
    assert_eq!(place.submit(id).await, DraftState::Accepted);
    let states = place.states().await;
    assert_eq!(
        states[1..],
        stands(&[(1, "inactivated"), (2, "inactivation")])
    );
}

/// The same once more is rejected by what is stored, and the form is there to be mended.
#[db_test]
async fn what_is_rejected_by_what_is_stored_can_be_mended(db: Db) {
    let place = Place::new(db).await.with_forms();
    let mut states = Vec::new();
    for _ in 0..2 {
        let id = place.entered().await;
        states.push(place.submit(id).await);
    }
    assert_eq!(states, [DraftState::Accepted, DraftState::Rejected]);
}

#[db_test]
async fn a_record_that_is_stored_already_is_foretold_before_it_is_sent(db: Db) {
    let place = Place::new(db).await.with_forms();
    let first = place.entered().await;
    let obstacle = async |id| {
        let review = drafts::review(&place.world.services, &place.actor(), id).await;
        review.unwrap().obstacle
    };
    assert_eq!(obstacle(first).await, None);
    assert_eq!(place.submit(first).await, DraftState::Accepted);
    assert_eq!(obstacle(first).await, None, "it is the record itself");
    let number = place.current().await;
    let told = obstacle(place.entered().await).await.unwrap();
    assert!(told.contains(&format!("assessment {number}")), "{told}");

    let modification = place.correct(Transaction::Modification).await;
    assert_eq!(obstacle(modification).await, None);
    let inactivation = place.correct(Transaction::Inactivation).await;
    assert_eq!(place.submit(inactivation).await, DraftState::Accepted);
    let told = obstacle(modification).await.unwrap();
    assert!(told.contains("corrected otherwise"), "{told}");
}

/// What was accepted is what is stored, in the form too: its state's law keeps the code out (-9110).
#[db_test]
async fn an_accepted_form_holds_no_code_that_the_state_forbids(db: Db) {
    let place = Place::new(db).await.with_forms();
    place.forbid().await;
    let services = &place.world.services;
    let id = place.entered().await;
    let forbidden = "M1023_OTH_DIAG1_ICD=B20.^^^^\nM1023_OTH_DIAG1_SEVERITY=02";
    place.fill_in(id, forbidden).await;
    let of_form = "select count(*) from draft where answers like '%B20%'";
    assert_eq!(place.world.count(of_form).await, 1);
    assert_eq!(place.submit(id).await, DraftState::Accepted);
    assert_eq!(place.world.count(of_form).await, 0);
    let same = "select count(*) from draft d join assessment_items i on i.items = d.answers";
    assert_eq!(place.world.count(same).await, 1);
    // It is shown, and looked at once more, as any other.
    let sent = drafts::find(services, &place.actor(), id).await.unwrap();
    assert!(!sent.line.patient.is_empty() && sent.answers.contains("M0040_PAT_LNAME="));
    let review = drafts::review(services, &place.actor(), id).await.unwrap();
    assert_eq!(review.fatal(), 0);
}

/// It is the sender's to mend, and was not accepted.
#[db_test]
async fn a_rejected_form_keeps_what_was_typed(db: Db) {
    let place = Place::new(db).await.with_forms();
    place.forbid().await;
    let mut states = Vec::new();
    for other in [
        "",
        "M1023_OTH_DIAG1_ICD=B20.^^^^\nM1023_OTH_DIAG1_SEVERITY=02",
    ] {
        let id = place.entered().await;
        place.fill_in(id, other).await;
        states.push(place.submit(id).await);
    }
    assert_eq!(states, [DraftState::Accepted, DraftState::Rejected]);
    let of_form = "select count(*) from draft where answers like '%B20%'";
    assert_eq!(place.world.count(of_form).await, 1);
}

/// The form and its receipt are written together: of two who send one version, the second sends nothing.
#[db_test]
async fn a_version_of_a_form_is_sent_once_whoever_sends_it(db: Db) {
    let place = Place::new(db).await.with_forms();
    let services = &place.world.services;
    let id = place.entered().await;
    let other = place
        .world
        .add_person(
            "OTHER",
            Role::ProviderSecurityOfficial,
            Scope::Providers(vec![place.agency]),
        )
        .await;
    let version = drafts::find(services, &other, id).await.unwrap().version;
    let actor = place.actor();
    let (one, two) = tokio::join!(
        drafts::submit(services, &actor, id, version),
        drafts::submit(services, &other, id, version)
    );
    assert_ne!(one.is_ok(), two.is_ok(), "{one:?} {two:?}");
    let sent = "select count(*) from submission";
    assert_eq!(place.world.count(sent).await, 1);
}
