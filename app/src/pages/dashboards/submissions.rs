//! The board of those who send PBJ files or read them: deadlines, counts, what to fix, hours.

use super::to_fix::ToFixTable;
use crate::paths;
use crate::ui::{
    BarChart, ChartBar, DataTable, DateText, LinkButton, Moment, SectionBar, StatCard, StatCards,
    Tag, Tone, number,
};
use domain::dashboards::{DashboardFilter, Deadline, HoursBoard, SubmissionBoard};
use domain::staffing::{QuarterFilter, StatusLine, SubmissionStatus, TotalHours};
use domain::submissions::{Facility, Progress, SubmissionFilter};
use domain::time::display_date;
use leptos::prelude::*;

#[component]
pub fn Submissions(board: SubmissionBoard) -> impl IntoView {
    let files = if board.own_only {
        "Payroll-Based Journal: files that you sent"
    } else {
        "Payroll-Based Journal: files"
    };
    let due = board.deadlines.first().copied();
    view! {
        <FacilitySwitch facilities=board.facilities.clone() facility=board.facility.clone()/>
        <SectionBar heading="Payroll-Based Journal: deadlines"/>
        <Deadlines deadlines=board.deadlines.clone()/>
        {board.may_send.then(|| view! { <LinkButton href=paths::UPLOAD>"Upload PBJ Files"</LinkButton> })}
        {due.filter(|_| !board.statuses.is_empty()).map(|due| view! {
            <Statuses lines=board.statuses.clone() due/>
        })}
        <SectionBar heading=files/>
        <p>"Received since " <DateText date=board.since/> "."</p>
        <Counts board=board.clone()/>
        <SectionBar heading="Payroll-Based Journal: problems to fix"/>
        <ToFixTable files=board.to_fix.clone() total=board.rejected href=listed(&board, Some(Progress::Rejected))/>
        {board.own_only.then(|| view! { <Clients board=board.clone()/> })}
        {board.hours.map(|hours| view! { <Hours hours facility=board.facility/> })}
    }
}

/// The address of the files behind a number.
fn listed(board: &SubmissionBoard, progress: Option<Progress>) -> String {
    paths::submissions(&SubmissionFilter {
        facility: board
            .facility
            .as_ref()
            .and_then(|facility| facility.ccn.clone()),
        from: Some(board.since),
        progress,
        ..SubmissionFilter::default()
    })
}

/// One facility, or all of them; nothing to choose when there is one only.
#[component]
fn FacilitySwitch(facilities: Vec<Facility>, facility: Option<Facility>) -> impl IntoView {
    let entry = |name: String, filter: DashboardFilter, here: bool| {
        let href = paths::dashboard(&filter);
        view! { <li><a href=href aria-current=here.then_some("true")>{name}</a></li> }
    };
    let several = facilities.len() > 1;
    let all = entry(
        "All facilities".to_owned(),
        DashboardFilter::default(),
        facility.is_none(),
    );
    let each = facilities
        .into_iter()
        .filter(|one| one.ccn.is_some())
        .map(|one| {
            let here = facility.as_ref() == Some(&one);
            entry(
                one.name,
                DashboardFilter {
                    facility: one.ccn,
                    state: None,
                },
                here,
            )
        })
        .collect_view();
    several
        .then(|| view! { <nav aria-label="Facility"><ul class="q-switch">{all}{each}</ul></nav> })
}

#[component]
fn Deadlines(deadlines: Vec<Deadline>) -> impl IntoView {
    let lines = deadlines
        .into_iter()
        .map(|deadline| {
            let quarter = deadline.quarter;
            let (from, to) = (
                display_date(quarter.first_day()),
                display_date(quarter.last_day()),
            );
            view! {
                <li>
                    <strong>{quarter.to_string()}</strong>
                    {format!(" ({from} to {to}): ")}
                    <DeadlineTag deadline/>
                </li>
            }
        })
        .collect_view();
    view! { <ul>{lines}</ul> }
}

#[component]
pub fn DeadlineTag(deadline: Deadline) -> impl IntoView {
    let tone = match deadline.days_left {
        ..0 => Tone::Bad,
        0..=7 => Tone::Caution,
        _ => Tone::Neutral,
    };
    view! { <Tag tone text=deadline.words()/> }
}

/// What each facility has sent for the quarter that is due; late when it has closed without.
#[component]
fn Statuses(lines: Vec<StatusLine>, due: Deadline) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let (tone, text) = match line.status {
                SubmissionStatus::Accepted => (Tone::Good, line.status.title().to_owned()),
                open if due.has_passed() => (
                    Tone::Bad,
                    format!("Late: {}", open.title().to_ascii_lowercase()),
                ),
                open => (Tone::Caution, open.title().to_owned()),
            };
            let hours = line.figures.map(|figures| figures.hours.grouped());
            let stored = line
                .facility
                .ccn
                .as_ref()
                .map(|ccn| paths::staffing(ccn, due.quarter));
            view! {
                <tr>
                    <th scope="row"><a href=stored.clone()>{line.facility.name}</a></th>
                    <td><Tag tone text/></td>
                    <td>{line.accepted_at.map(|at| view! { <Moment at/> })}</td>
                    <td class="q-number">{hours.map(|hours| view! { <a href=stored>{hours}</a> })}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="status" caption=format!("What was received for {}", due.quarter)>
            <thead>
                <tr>
                    <th scope="col">"Facility"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Last accepted"</th>
                    <th scope="col" class="q-number">"Hours stored"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn Counts(board: SubmissionBoard) -> impl IntoView {
    let all = board.clone();
    let card =
        move |label: &'static str, value: i64, progress: Option<Progress>, note: &'static str| {
            view! { <StatCard label value href=listed(&all, progress) note/> }
        };
    view! {
        <StatCards>
            {card("received", board.received, None, "Arrived and stored; not yet acceptance.")}
            {card("checked", board.checked, Some(Progress::Checked), "The server has decided.")}
            {card("accepted", board.accepted, Some(Progress::Accepted), "Their hours are stored.")}
            {card(
                "accepted with warnings",
                board.accepted_with_warnings,
                Some(Progress::AcceptedWithWarnings),
                "Some entries may be left out.",
            )}
            {card("rejected", board.rejected, Some(Progress::Rejected), "Problems to fix.")}
        </StatCards>
    }
}

/// A vendor's clients, with the files sent for each.
#[component]
fn Clients(board: SubmissionBoard) -> impl IntoView {
    let rows = board
        .clients
        .into_iter()
        .map(|(client, count)| {
            let href = paths::submissions(&SubmissionFilter {
                facility: client.ccn.clone(),
                from: Some(board.since),
                ..SubmissionFilter::default()
            });
            let profile = client.ccn.as_ref().map(|ccn| paths::provider(ccn.as_str()));
            view! {
                <tr>
                    <th scope="row"><a href=profile>{client.name}</a></th>
                    <td>{client.ccn.map(String::from)}</td>
                    <td class="q-number"><a href=href>{number(count)}</a></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <SectionBar heading="Your clients"/>
        <DataTable id="clients" caption="Payroll-Based Journal files that you sent for each client">
            <thead>
                <tr>
                    <th scope="col">"Client"</th>
                    <th scope="col">"CCN"</th>
                    <th scope="col" class="q-number">"Files"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn Hours(hours: HoursBoard, facility: Option<Facility>) -> impl IntoView {
    let quarter = hours.quarter;
    let total: TotalHours = hours
        .weeks
        .iter()
        .flat_map(|week| [week.registered, week.practical, week.aides])
        .sum();
    let bars = hours.weeks.into_iter().map(ChartBar::from).collect();
    // Without a facility: each of them, to choose from.
    let stored = paths::staffing_quarter(&QuarterFilter {
        facility: facility.and_then(|facility| facility.ccn),
        quarter: Some(quarter),
        from: None,
    });
    view! {
        <SectionBar heading=format!("Staffing hours, {quarter}")/>
        <BarChart
            id="hours"
            title=format!("Nurse staffing hours stored for {quarter}, by week")
            finding=format!("{} hours in all weeks together.", total.grouped())
            axis="Week beginning"
            series=vec!["Registered nurses", "Licensed practical nurses", "Nurse aides"]
            bars
            format=|hundredths| TotalHours(hundredths).grouped()
        />
        <p>
            <a href=stored>{format!("{} hours", total.grouped())}</a>
            {format!(" of nurses in all weeks together: what is stored for {quarter}, day by day.")}
        </p>
    }
}
