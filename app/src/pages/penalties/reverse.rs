//! Takes an entry of a case's ledger back: by somebody else than who recorded it, with a reason.

use super::act::{ActPage, reason_field};
use super::{
    Amount,
    entries::{method_and_trace, title},
    use_case_number,
};
use crate::api::penalties::{CaseView, ReverseEntry, find_case};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, DateText, Loaded, Moment, PostForm, ProveFirst, load,
    use_query,
};
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, Entry, EntryId, EntryKind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct ReverseEntryPage;

#[lazy_route]
impl LazyRoute for ReverseEntryPage {
    fn data() -> Self {
        Self
    }

    fn view(ReverseEntryPage: Self) -> AnyView {
        let (number, params, query) = (use_case_number(), use_params_map(), use_query());
        let asked = move || {
            let entry = params.with(|params| params.get("entry"));
            let entry = entry.and_then(|id| EntryId::parse(&id));
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number(), entry, flash)
        };
        let found = load(asked, async |(number, entry, flash)| {
            let (Some(number), Some(entry)) = (number, entry) else {
                return Err(ApiError::NotFound);
            };
            let found = find_case(number, flash).await?;
            let ledger = found
                .case
                .ledger
                .as_ref()
                .filter(|_| found.case.may_keep_books);
            let mut entries = ledger.into_iter().flat_map(|ledger| &ledger.entries);
            let entry = entries.find(|one| one.id == entry).cloned();
            entry.map(|entry| (entry, found)).ok_or(ApiError::NotFound)
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
    let said = if entry.is_reversed {
        Some("This entry is reversed already.")
    } else if entry.kind == EntryKind::Reversal {
        Some("A reversal is not reversed: record the entry anew.")
    } else if entry.is_own {
        Some("You recorded this entry, so a colleague has to reverse it.")
    } else {
        None
    };
    let act = if let Some(said) = said {
        view! { <Alert kind=AlertKind::Info>{said}</Alert> }.into_any()
    } else if is_confirmed {
        view! { <ReverseForm number=number.clone() id=entry.id form/> }.into_any()
    } else {
        view! { <ProveFirst page=paths::reverse_entry(&number, entry.id)/> }.into_any()
    };
    let heading = format!("Reverse an entry of case {number}");
    let facts = view! {
        <dt>"Entry"</dt><dd>{title(&entry)}</dd>
        <dt>"Amount"</dt><dd class="q-number"><Amount amount=entry.amount/></dd>
        <dt>"Date"</dt><dd><DateText date=entry.on/></dd>
        <dt>"Method and number"</dt><dd>{method_and_trace(entry.method, &entry.trace)}</dd>
        <dt>"Recorded"</dt><dd><Moment at=entry.recorded_at/>" by "{entry.recorded_by}</dd>
    };
    view! {
        <ActPage heading errors line=case.line facts=facts.into_any()>{act}</ActPage>
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
