//! What leads from a stored record to its corrections.

use super::{Button, ButtonKind};
use crate::api::drafts::CorrectRecord as CorrectRecordForm;
use domain::assessments::{AssessmentNumber, Transaction};
use leptos::prelude::*;
use server_fn::ServerFn;

/// *Modify* and *Inactivate*, for whoever may correct the current version of a record.
#[component]
pub fn CorrectRecord(number: AssessmentNumber) -> impl IntoView {
    let one = |transaction: Transaction, word: &'static str, text: &'static str, kind| {
        view! {
            <form
                method="post"
                action=crate::sent_from(CorrectRecordForm::url().to_owned())
                aria-label=format!("{text} assessment {number}")
            >
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="transaction" value=word/>
                <Button kind>{format!("{text} this record")}</Button>
                <p class="usa-hint">{hint(transaction)}</p>
            </form>
        }
    };
    view! {
        <div class="q-correct">
            {one(Transaction::Modification, "modification", "Modify", ButtonKind::Primary)}
            {one(Transaction::Inactivation, "inactivation", "Inactivate", ButtonKind::Outline)}
        </div>
    }
}

const fn hint(transaction: Transaction) -> &'static str {
    match transaction {
        Transaction::Inactivation => {
            "Takes the record back: the event did not happen, or what identifies the record is wrong."
        }
        _ => {
            "Begins a form with everything that is stored, and what a modification must say filled in."
        }
    }
}
