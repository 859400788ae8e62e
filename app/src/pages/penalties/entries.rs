//! Entries of a case's ledger.

use super::Amount;
use crate::paths;
use crate::ui::{DataTable, DateText, Moment, Tag, Tone};
use domain::penalties::{CaseNumber, Entry, EntryKind, PaymentMethod};
use leptos::prelude::*;

/// Entries in the order in which they were recorded, with the way to take each back.
#[component]
pub fn Entries(
    id: &'static str,
    #[prop(into)] caption: String,
    number: CaseNumber,
    entries: Vec<Entry>,
    /// Whether the viewer keeps the ledger.
    may_keep_books: bool,
) -> impl IntoView {
    let rows = entries
        .into_iter()
        .map(|entry| view! { <EntryRow number=number.clone() entry may_keep_books/> })
        .collect_view();
    view! {
        <DataTable id caption>
            <thead>
                <tr>
                    <th scope="col">"Date"</th>
                    <th scope="col">"Entry"</th>
                    <th scope="col" class="q-number">"Amount"</th>
                    <th scope="col">"Method and number"</th>
                    <th scope="col">"Payer"</th>
                    <th scope="col">"Note"</th>
                    <th scope="col">"Recorded"</th>
                    {may_keep_books.then(|| view! { <th scope="col">"Correction"</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn EntryRow(number: CaseNumber, entry: Entry, may_keep_books: bool) -> impl IntoView {
    let title = title(&entry);
    let reversed = entry
        .is_reversed
        .then(|| view! { " "<Tag tone=Tone::Neutral text="Reversed"/> });
    let correction = may_keep_books.then(|| view! { <td>{correction(&number, &entry)}</td> });
    view! {
        <tr>
            <td><DateText date=entry.on/></td>
            <th scope="row">{title}{reversed}</th>
            <td class="q-number"><Amount amount=entry.amount/></td>
            <td>{method_and_trace(entry.method, &entry.trace)}</td>
            <td>{entry.payer}</td>
            <td class="q-prose">{entry.note}</td>
            <td><Moment at=entry.recorded_at/>" by "{entry.recorded_by}</td>
            {correction}
        </tr>
    }
}

/// `Payment`, `Reversal of an offset`.
pub fn title(entry: &Entry) -> String {
    match (entry.kind, entry.account) {
        (EntryKind::Reversal, EntryKind::Payment) => "Reversal of a payment".to_owned(),
        (EntryKind::Reversal, EntryKind::Offset) => "Reversal of an offset".to_owned(),
        (EntryKind::Reversal, EntryKind::Interest) => "Reversal of interest".to_owned(),
        (EntryKind::Reversal, EntryKind::Refund) => "Reversal of a refund".to_owned(),
        (kind, _) => kind.title().to_owned(),
    }
}

/// `Check 1077`.
pub fn method_and_trace(method: Option<PaymentMethod>, trace: &str) -> String {
    match method {
        Some(method) if trace.is_empty() => method.title().to_owned(),
        Some(method) => format!("{} {trace}", method.title()),
        None => trace.to_owned(),
    }
}

/// The way to take an entry back, or why there is none.
fn correction(number: &CaseNumber, entry: &Entry) -> AnyView {
    if entry.is_reversed || entry.kind == EntryKind::Reversal {
        ().into_any()
    } else if entry.is_own {
        "Yours: a colleague reverses it".into_any()
    } else {
        let href = paths::reverse_entry(number, entry.id);
        let which = format!(" {} of {}", title(entry), entry.amount);
        view! { <a href=href>"Reverse"<span class="usa-sr-only">{which}</span></a> }.into_any()
    }
}
