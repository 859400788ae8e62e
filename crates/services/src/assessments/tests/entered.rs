//! What is entered here goes the way of all files: it is checked, stored, corrected and taken back.

use std::sync::Arc;

use domain::{
    access::Actor,
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
    fn with_forms(mut self) -> Self {
        let mut forms = Questionnaires::default();
        for book in [&self.oasis, &self.mds] {
            let label = PackLabel::new(&book.pack, String::new());
            let form = Questionnaire::new(Arc::new(book.pack.clone()), book.answers.clone());
            forms.add(label, form);
        }
        self.world.services.forms = Arc::new(forms);
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
    let new = NewDraft {
        provider: place.agency,
        instrument: "OASIS".to_owned(),
        reasons: vec![("M0100_ASSMT_REASON".to_owned(), "01".to_owned())],
        patient: None,
    };
    let id = drafts::begin(&place.world.services, &place.actor(), &new)
        .await
        .unwrap();
    let record = place.oasis.passing().next().unwrap();
    place.fill_in(id, &record.lines(&place.oasis.pack)).await;
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
    let record = place.oasis.passing().next().unwrap();
    let mut states = Vec::new();
    for _ in 0..2 {
        let new = NewDraft {
            provider: place.agency,
            instrument: "OASIS".to_owned(),
            reasons: vec![("M0100_ASSMT_REASON".to_owned(), "01".to_owned())],
            patient: None,
        };
        let id = drafts::begin(&place.world.services, &place.actor(), &new)
            .await
            .unwrap();
        place.fill_in(id, &record.lines(&place.oasis.pack)).await;
        states.push(place.submit(id).await);
    }
    assert_eq!(states, [DraftState::Accepted, DraftState::Rejected]);
}
