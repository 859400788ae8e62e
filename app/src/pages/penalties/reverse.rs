//! Takes an entry of a case's ledger back: by somebody else than who recorded it, with a reason.

use super::act::{ActPage, reason_field};
use super::{
    Amount,
    entries::{method_and_trace, title},
    load_of_case,
};
use crate::api::penalties::ReverseEntry;
use crate::paths;
use crate::ui::{Button, ButtonKind, DateText, Loaded, Moment, PostForm};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, Entry, EntryId};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct ReverseEntryPage;

#[lazy_route]
impl LazyRoute for ReverseEntryPage {
    fn data() -> Self {
        Self
    }

    fn view(ReverseEntryPage: Self) -> AnyView {
        let found = load_of_case("entry", EntryId::parse, |case, id| {
            let ledger = case.ledger.as_ref().filter(|_| case.may_keep_books)?;
            ledger.entries.iter().find(|entry| entry.id == id).cloned()
        });
        view! {
            <Loaded resource=found let:found>
                <ReverseOne entry=found.0 found=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn ReverseOne(entry: Entry, found: CaseView) -> impl IntoView {
    let CaseView {
        case,
        is_confirmed,
        form,
        ..
    } = found;
    let number = case.line.number.clone();
    let errors = form.errors.clone();
    let held_by = entry.held_by().map(|objection| objection.to_string());
    let here = paths::reverse_entry(&number, entry.id);
    let heading = format!("Reverse an entry of case {number}");
    let facts = view! {
        <dt>"Entry"</dt><dd>{title(&entry)}</dd>
        <dt>"Amount"</dt><dd class="q-number"><Amount amount=entry.amount/></dd>
        <dt>"Date"</dt><dd><DateText date=entry.on/></dd>
        <dt>"Method and number"</dt><dd>{method_and_trace(entry.method, &entry.trace)}</dd>
        <dt>"Recorded"</dt><dd><Moment at=entry.recorded_at/>" by "{entry.recorded_by}</dd>
    };
    view! {
        <ActPage heading errors line=case.line facts=facts.into_any() held_by is_confirmed here>
            <ReverseForm number id=entry.id form/>
        </ActPage>
    }
}

#[component]
fn ReverseForm(number: CaseNumber, id: EntryId, form: ReturnedForm) -> impl IntoView {
    view! {
        <PostForm action=ReverseEntry::url() label="Reverse" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="entry" value=id.to_string()/>
            {reason_field(&form, "It stays in the ledger, as the entry does.")}
            <Button kind=ButtonKind::Danger>"Reverse the entry"</Button>
        </PostForm>
    }
}
