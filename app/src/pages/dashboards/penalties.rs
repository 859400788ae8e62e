//! The board of those who collect civil money penalties.

use crate::paths;
use crate::ui::{
    BarChart, ChartBar, DataTable, LinkButton, SectionBar, StatCard, StatCards, number,
};
use domain::money::Cents;
use domain::penalties::{CaseFilter, PenaltyBoard, ReceiptFilter, Standing};
use leptos::prelude::*;

#[component]
pub fn Penalties(board: PenaltyBoard) -> impl IntoView {
    let counts = [
        ("open cases", board.open, Standing::Open),
        ("due in 15 days", board.due_soon, Standing::DueSoon),
        ("past due", board.overdue, Standing::Overdue),
    ];
    let counts = counts
        .into_iter()
        .map(|(label, value, standing)| view! { <StatCard label value href=listed(standing)/> })
        .collect_view();
    let sums = [
        (
            "received this month",
            board.this_month,
            ReceiptFilter::this_month(board.today),
        ),
        (
            "received this fiscal year",
            board.this_fiscal_year,
            ReceiptFilter::this_fiscal_year(board.today),
        ),
    ];
    let sums = sums
        .into_iter()
        .map(|(label, amount, filter)| {
            view! {
                <li class="q-card">
                    <a class="q-card__link" href=paths::receipts(filter)>
                        <span class="q-card__value">{amount.to_string()}</span>
                        " "
                        <span class="q-card__label">{label}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let bars = board.ages.iter().map(|(age, _, unpaid)| ChartBar {
        label: age.title().trim_end_matches(" days").to_owned(),
        values: vec![unpaid.0],
    });
    let rows = board
        .ages
        .iter()
        .map(|(age, count, unpaid)| {
            let list = listed(Standing::Aged(*age));
            view! {
                <tr>
                    <th scope="row">{age.title()}</th>
                    <td class="q-number"><a href=list.clone()>{cases_of(*count)}</a></td>
                    <td class="q-number"><a href=list>{unpaid.to_string()}</a></td>
                </tr>
            }
        })
        .collect_view();
    let owed: Cents = board.ages.iter().map(|(_, _, unpaid)| *unpaid).sum();
    view! {
        <SectionBar heading="Civil money penalties"/>
        <StatCards>{counts}{sums}</StatCards>
        <BarChart
            id="ageing"
            title="Unpaid penalties by days past due"
            finding=format!("{owed} is unpaid of penalties that have come due.")
            axis="Days past due"
            series=vec!["Unpaid"]
            bars=bars.collect()
            format=|cents| Cents(cents).to_string()
        />
        <DataTable id="ages" caption="Cases by days past due">
            <thead>
                <tr>
                    <th scope="col">"Past due"</th>
                    <th scope="col" class="q-number">"Cases"</th>
                    <th scope="col" class="q-number">"Unpaid"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        <LinkButton href=paths::PENALTIES>"All penalty cases"</LinkButton>
    }
}

/// `1 case`, `2 cases`.
fn cases_of(count: i64) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} case{ending}", number(count))
}

/// The cases that a number counts.
fn listed(standing: Standing) -> String {
    paths::penalties(&CaseFilter {
        standing: Some(standing),
        ..CaseFilter::default()
    })
}
