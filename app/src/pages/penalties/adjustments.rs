//! What was taken off the penalty of a case.

use super::Amount;
use crate::paths;
use crate::ui::{DataTable, DateText, Moment, Tag, Tone};
use domain::penalties::{Adjustment, CaseNumber, ReductionKind};
use leptos::prelude::*;

/// Adjustments by their day, with the way to take each back.
#[component]
pub fn Adjustments(
    number: CaseNumber,
    adjustments: Vec<Adjustment>,
    /// Whether the viewer keeps the ledger.
    may_keep_books: bool,
) -> impl IntoView {
    let rows = adjustments
        .into_iter()
        .map(|adjustment| {
            view! { <AdjustmentRow number=number.clone() adjustment may_keep_books/> }
        })
        .collect_view();
    view! {
        <DataTable id="adjustments" caption="What was taken off the penalty">
            <thead>
                <tr>
                    <th scope="col">"Kind"</th>
                    <th scope="col">"Date"</th>
                    <th scope="col" class="q-number">"Amount"</th>
                    <th scope="col">"Reason"</th>
                    <th scope="col">"Recorded"</th>
                    {may_keep_books.then(|| view! { <th scope="col">"Correction"</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn AdjustmentRow(
    number: CaseNumber,
    adjustment: Adjustment,
    may_keep_books: bool,
) -> impl IntoView {
    let title = title(&adjustment);
    let taken_back = adjustment
        .is_taken_back
        .then(|| view! { " "<Tag tone=Tone::Neutral text="Taken back"/> });
    let correction = may_keep_books.then(|| view! { <td>{correction(&number, &adjustment)}</td> });
    let recorded = adjustment
        .recorded
        .map(|(by, at)| view! { <Moment at/>" by "{by} });
    view! {
        <tr>
            <th scope="row">{title}{taken_back}</th>
            <td><DateText date=adjustment.on/></td>
            <td class="q-number"><Amount amount=adjustment.amount.turned()/></td>
            <td class="q-prose">{adjustment.reason}</td>
            <td>{recorded}</td>
            {correction}
        </tr>
    }
}

/// `Settlement`, `Taken back: Settlement`.
pub fn title(adjustment: &Adjustment) -> String {
    let kind = adjustment.kind.map_or("Adjustment", ReductionKind::title);
    if adjustment.takes_back() {
        format!("Taken back: {kind}")
    } else {
        kind.to_owned()
    }
}

/// The way to take an adjustment back, or why there is none.
fn correction(number: &CaseNumber, adjustment: &Adjustment) -> AnyView {
    if !adjustment.holds() {
        ().into_any()
    } else if adjustment.is_own {
        "Yours: a colleague takes it back".into_any()
    } else {
        let href = paths::take_adjustment_back(number, adjustment.id);
        let which = format!(" {} of {}", title(adjustment), adjustment.amount);
        view! { <a href=href>"Take back"<span class="usa-sr-only">{which}</span></a> }.into_any()
    }
}
