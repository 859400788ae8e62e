//! The stored quarter of a facility: figures, hours, and what each file changed.

use super::quarter_hours::{NurseChart, WeekTable};
use crate::api::staffing::find_quarter;
use crate::layout::HonestNote;
use crate::pages::submissions::{ChangeHeadings, FacilityText, change_cells};
use crate::paths;
use crate::ui::{
    Choice, DataTable, DateText, FilterForm, LeftOut, Loaded, Moment, Page, SectionBar,
    SelectField, TextField, load, number, use_query,
};
use domain::providers::Ccn;
use domain::staffing::{FiscalQuarter, QuarterChange, QuarterFilter, StaffingPage, StoredQuarter};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

type Found = (QuarterFilter, StaffingPage);

pub struct QuarterPage;

#[lazy_route]
impl LazyRoute for QuarterPage {
    fn data() -> Self {
        Self
    }

    fn view(QuarterPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(QuarterFilter::from_query);
        let found = load(filter, async |filter| {
            find_quarter(filter.clone())
                .await
                .map(|page| (filter, page))
        });
        view! { <Loaded resource=found let:found><Staffing found/></Loaded> }.into_any()
    }
}

#[component]
fn Staffing(found: Found) -> impl IntoView {
    let (
        filter,
        StaffingPage {
            facilities,
            quarters,
            quarter,
            stored,
        },
    ) = found;
    let facility = stored
        .as_ref()
        .and_then(|stored| stored.facility.ccn.clone())
        .or(filter.facility);
    let choices = quarters
        .into_iter()
        .map(|quarter| Choice::new(quarter.key(), quarter.to_string()));
    view! {
        <Page heading="Staffing Hours">
            <HonestNote/>
            <FilterForm action=paths::STAFFING label="Choose a facility and a quarter">
                <TextField name="facility" label="CCN" value=facility.map(String::from).unwrap_or_default()/>
                <SelectField
                    name="quarter"
                    label="Quarter"
                    choices=choices.collect()
                    value=quarter.map(FiscalQuarter::key).unwrap_or_default()
                />
            </FilterForm>
            <LeftOut read=|query| QuarterFilter::from_query(query).to_query() fields=&FIELDS/>
            {match stored {
                Some(stored) => view! { <Stored stored/> }.into_any(),
                None => view! { <Facilities facilities quarter/> }.into_any(),
            }}
        </Page>
    }
}

const FIELDS: [(&str, &str); 3] = [
    ("facility", "CCN"),
    ("quarter", "Quarter"),
    ("from", "From"),
];

#[component]
fn Facilities(
    facilities: Vec<domain::submissions::Facility>,
    /// The one that the form above offers.
    quarter: Option<FiscalQuarter>,
) -> impl IntoView {
    let many = facilities.len() == StaffingPage::FACILITIES;
    let link = |facility: domain::submissions::Facility| {
        let filter = QuarterFilter {
            facility: facility.ccn.clone(),
            quarter,
            from: None,
        };
        let ccn = facility
            .ccn
            .as_ref()
            .map(Ccn::as_str)
            .unwrap_or_default()
            .to_owned();
        view! { <li><a class="usa-link" href=paths::staffing_quarter(&filter)>{facility.name}</a>" "{ccn}</li> }
    };
    view! {
        <SectionBar heading="Facilities"/>
        {many.then(|| view! {
            <p>{format!("These are the first {}; enter the CCN of another.", StaffingPage::FACILITIES)}</p>
        })}
        <ul class="usa-list">{facilities.into_iter().map(link).collect_view()}</ul>
    }
}

#[component]
fn Stored(stored: StoredQuarter) -> impl IntoView {
    let filter = QuarterFilter {
        facility: stored.facility.ccn.clone(),
        quarter: Some(stored.quarter),
        from: None,
    };
    let heading = format!("{}, {}", stored.facility.name, stored.quarter);
    let Some(figures) = stored.figures else {
        return view! {
            <SectionBar heading=heading/>
            <p>"No accepted file has brought hours for this quarter yet."</p>
        }
        .into_any();
    };
    view! {
        <SectionBar heading=heading/>
        <dl class="q-facts">
            <dt>"Facility"</dt><dd><FacilityText facility=Some(stored.facility.clone())/></dd>
            <dt>"Days of the quarter"</dt>
            <dd><DateText date=stored.quarter.first_day()/>" to "<DateText date=stored.quarter.last_day()/></dd>
            <dt>"Files are taken until"</dt><dd><DateText date=stored.quarter.deadline()/>" 11:59 PM ET"</dd>
            <dt>"Employees with hours"</dt><dd>{number(figures.employees)}</dd>
            <dt>"Hours"</dt><dd>{figures.hours.grouped()}</dd>
            <dt>"Days without a registered nurse"</dt><dd>{number(figures.days_without_rn)}</dd>
        </dl>
        <p>
            <a class="usa-link q-download" rel="external" href=paths::staffing_csv(&filter)>"Download CSV of all hour entries"</a>
        </p>
        <DaysWithoutNurse days=stored.days_without_rn.clone()/>
        <SectionBar heading="Nurse hours by week"/>
        <NurseChart weeks=stored.weeks.clone()/>
        <SectionBar heading="Hours by job title and day"/>
        <WeekTable stored=stored.clone()/>
        <SectionBar heading="What each file changed"/>
        <Changes changes=stored.changes/>
    }
    .into_any()
}

/// Four or more lower a home's rating (Five-Star Technical Users' Guide).
#[component]
fn DaysWithoutNurse(days: Vec<Date>) -> impl IntoView {
    (!days.is_empty()).then(|| {
        let count = days.len();
        let items = days
            .into_iter()
            .map(|date| view! { <li><DateText date/></li> })
            .collect_view();
        view! {
            <details class="q-details">
                <summary>{format!("The {count} days without hours of a registered nurse")}</summary>
                <ul class="usa-list">{items}</ul>
            </details>
        }
    })
}

#[component]
fn Changes(changes: Vec<QuarterChange>) -> impl IntoView {
    let rows = changes
        .into_iter()
        .map(|change| view! { <ChangeRow change/> })
        .collect_view();
    view! {
        <DataTable id="changes" caption="Accepted files, the latest first">
            <thead>
                <tr>
                    <th scope="col">"Submission"</th>
                    <th scope="col">"Accepted"</th>
                    <ChangeHeadings/>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn ChangeRow(change: QuarterChange) -> impl IntoView {
    let submission = change.number.to_string();
    let submission = if change.may_open {
        let report = paths::report(change.number, change.ordinal);
        view! { <a class="usa-link" href=report>{submission}</a> }.into_any()
    } else {
        submission.into_any()
    };
    view! {
        <tr>
            <th scope="row">{submission}</th>
            <td><Moment at=change.at/></td>
            {change_cells(&change.change)}
        </tr>
    }
}
