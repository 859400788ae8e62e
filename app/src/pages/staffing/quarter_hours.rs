//! The hours of a stored quarter: a chart of its weeks, and a week's table.

use crate::paths;
use crate::ui::{BarChart, ChartBar, DataTable, inherit_focus};
use domain::staffing::{NurseWeek, QuarterFilter, StoredQuarter, TitleHours, TotalHours};
use domain::time::display_date;
use jiff::ToSpan as _;
use leptos::prelude::*;

#[component]
pub fn NurseChart(weeks: Vec<NurseWeek>) -> impl IntoView {
    let fewest = NurseWeek::fewest_registered(&weeks);
    let finding = fewest.map_or_else(String::new, |week| {
        format!(
            "Registered nurses have the fewest hours, {}, in the week of {}.",
            week.registered.grouped(),
            display_date(week.from)
        )
    });
    view! {
        <BarChart
            id="nurse-hours"
            title="Nurse hours by week"
            finding
            axis="Week beginning"
            series=vec!["Registered nurses", "Licensed practical nurses", "Nurse aides"]
            bars=weeks.into_iter().map(ChartBar::from).collect()
            format=hours_of
        />
    }
}

fn hours_of(hundredths: i64) -> String {
    TotalHours(hundredths).grouped()
}

#[component]
pub fn WeekTable(stored: StoredQuarter) -> impl IntoView {
    let (Some(first), Some(last)) = (stored.days.first().copied(), stored.days.last().copied())
    else {
        return ().into_any();
    };
    let caption = format!(
        "Hours from {} to {}",
        display_date(first),
        display_date(last)
    );
    let headers = stored
        .days
        .iter()
        .map(|day| {
            let text = format!("{:02}/{:02}", day.month(), day.day());
            view! { <th scope="col" class="q-number"><time datetime=day.to_string()>{text}</time></th> }
        })
        .collect_view();
    let day_totals = (0..stored.days.len())
        .map(|day| {
            let total: TotalHours = stored
                .titles
                .iter()
                .filter_map(|title| title.by_day.get(day).copied())
                .sum();
            view! { <td class="q-number">{total.grouped()}</td> }
        })
        .collect_view();
    let week: TotalHours = stored.titles.iter().map(|title| title.week).sum();
    let quarter: TotalHours = stored.titles.iter().map(|title| title.quarter).sum();
    let rows = stored.titles.iter().map(title_row).collect_view();
    view! {
        <Weeks stored=stored.clone()/>
        <DataTable id="hours" caption>
            <thead>
                <tr>
                    <th scope="col">"Job title"</th>
                    {headers}
                    <th scope="col" class="q-number">"Week"</th>
                    <th scope="col" class="q-number">"Quarter"</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                <tr>
                    <th scope="row">"All job titles"</th>
                    {day_totals}
                    <td class="q-number">{week.grouped()}</td>
                    <td class="q-number">{quarter.grouped()}</td>
                </tr>
            </tbody>
        </DataTable>
    }
    .into_any()
}

fn title_row(title: &TitleHours) -> impl IntoView + use<> {
    let name = format!("{} {}", title.title.code(), title.title.title());
    let days = title
        .by_day
        .iter()
        .map(|hours| view! { <td class="q-number">{hours.grouped()}</td> })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{name}</th>
            {days}
            <td class="q-number">{title.week.grouped()}</td>
            <td class="q-number">{title.quarter.grouped()}</td>
        </tr>
    }
}

/// The ways to the weeks before and after.
#[component]
fn Weeks(stored: StoredQuarter) -> impl IntoView {
    let (first, last) = (stored.days.first().copied(), stored.days.last().copied());
    let before = first.map(|day| day.saturating_sub(7.days()));
    let after = last.map(|day| day.saturating_add(1.day()));
    let link = |text: &'static str, from: Option<jiff::civil::Date>| {
        let from = from.filter(|day| stored.quarter.contains(*day))?;
        let facility = stored.facility.ccn.clone();
        let filter = QuarterFilter {
            facility,
            quarter: Some(stored.quarter),
            from: Some(from),
        };
        Some(view! { <a class="usa-link" href=paths::staffing_quarter(&filter)>{text}</a>" " })
    };
    inherit_focus("weeks");
    view! {
        <nav id="weeks" class="q-weeks" aria-label="Weeks" tabindex="-1">
            <p>{link("Week before", before)}{link("Week after", after)}</p>
        </nav>
    }
}
