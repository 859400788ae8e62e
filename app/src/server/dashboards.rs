//! The boards of a dashboard that are figures and links, written out.

use domain::{
    access::{GrantFilter, RequestFilter, UnattendedFilter},
    dashboards::{Dashboard, RequestBoard},
    penalties::{CaseFilter, PenaltyBoard, ReceiptFilter, Standing},
    support::{JobFilter, JobState},
};

use crate::{
    api::dashboards::{DashboardView, Figure, WorkBoard},
    paths,
    ui::number,
};

/// A dashboard as the page shows it.
#[must_use]
pub fn written(found: Dashboard) -> DashboardView {
    let work = [
        found.jobs.map(jobs),
        found.requests.map(requests),
        found.penalties.map(|board| penalties(&board)),
        found.audits.then(audits),
    ];
    DashboardView {
        submissions: found.submissions,
        oversight: found.oversight,
        work: work.into_iter().flatten().collect(),
        later: found.later,
    }
}

fn figure(label: &str, value: i64, href: String) -> Figure {
    Figure {
        label: label.to_owned(),
        value: number(value),
        href,
        note: None,
    }
}

fn link(words: &str, href: &str) -> (String, String) {
    (words.to_owned(), href.to_owned())
}

/// The Help Desk's.
fn jobs(counts: Vec<(JobState, i64)>) -> WorkBoard {
    let figures = counts.into_iter().map(|(state, count)| {
        let href = paths::jobs(JobFilter {
            state: Some(state),
            ..JobFilter::default()
        });
        let is_idle = state == JobState::Running && count == 0;
        Figure {
            note: is_idle.then(|| "None at this moment.".to_owned()),
            ..figure(state.title(), count, href)
        }
    });
    WorkBoard {
        heading: "Background jobs".to_owned(),
        figures: figures.collect(),
        links: Vec::new(),
    }
}

/// Of security officials and Production Control.
fn requests(board: RequestBoard) -> WorkBoard {
    let figures = board.counts.into_iter().map(|(state, count)| {
        let href = paths::role_requests(&RequestFilter {
            state: Some(state),
            ..RequestFilter::default()
        });
        figure(state.title(), count, href)
    });
    let unconfirmed = figure(
        "roles to confirm",
        board.unconfirmed,
        paths::RECERTIFICATION.to_owned(),
    );
    let alone = board.alone.filter(|count| *count > 0).map(|count| {
        let href = paths::grants(&GrantFilter {
            alone: true,
            ..GrantFilter::default()
        });
        Figure {
            note: Some(NAME_A_SECOND.to_owned()),
            ..figure("without a second security official", count, href)
        }
    });
    let unattended = board.unattended.map(|count| {
        let href = paths::unattended(&UnattendedFilter::default());
        figure("organizations without a security official", count, href)
    });
    WorkBoard {
        heading: "Role requests".to_owned(),
        figures: figures
            .chain([unconfirmed])
            .chain(alone)
            .chain(unattended)
            .collect(),
        links: vec![link("People and Roles", paths::GRANTS)],
    }
}

const NAME_A_SECOND: &str = "You are the only one. Have a second person request the role, so that somebody decides while you are \
                             away.";

/// Of those who collect civil money penalties.
fn penalties(board: &PenaltyBoard) -> WorkBoard {
    let counts = [
        ("open cases", board.open, Standing::Open),
        ("due in 15 days", board.due_soon, Standing::DueSoon),
        ("past due", board.overdue, Standing::Overdue),
    ];
    let counts = counts.map(|(label, value, standing)| {
        let href = paths::penalties(&CaseFilter::of_standing(standing));
        figure(label, value, href)
    });
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
    let sums = sums.map(|(label, amount, filter)| Figure {
        value: amount.to_string(),
        ..figure(label, 0, paths::receipts(filter))
    });
    WorkBoard {
        heading: "Civil money penalties".to_owned(),
        figures: counts.into_iter().chain(sums).collect(),
        links: vec![
            link("Unpaid penalties by age", paths::AGEING),
            link("All penalty cases", paths::PENALTIES),
        ],
    }
}

fn audits() -> WorkBoard {
    WorkBoard {
        heading: "Audit".to_owned(),
        figures: Vec::new(),
        links: vec![link("Audit Trail", paths::AUDIT)],
    }
}
