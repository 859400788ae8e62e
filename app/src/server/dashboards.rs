//! The boards of a dashboard that are figures and links, written out.

use domain::{
    access::{Action, Actor, RequestFilter, Role, RolesLost, Shown, UnattendedFilter, UserFilter},
    assessments::{InboxCounts, InboxFilter, InboxPart},
    dashboards::{Dashboard, DashboardFilter, RequestBoard},
    identity::{ProofingFilter, ProofingOutcome},
    penalties::{CaseFilter, PenaltyBoard, ReceiptFilter, Standing},
    support::{JobFilter, JobState, TicketFilter, TicketState},
};

use crate::{
    error::ApiError,
    paths,
    ui::number,
    view::dashboards::{DashboardView, Figure, WorkBoard},
};

/// The dashboard of the active category. Whoever holds no role and waits for one is led to what is pending and who decides.
///
/// # Errors
/// [`ApiError::Unauthenticated`]; [`ApiError::NotFound`] when the filter names a place outside of the person's reach.
pub async fn dashboard(filter: &DashboardFilter) -> Result<DashboardView, ApiError> {
    let (services, actor) = (super::services(), super::actor()?);
    let holds_none = actor.grants.is_empty();
    if holds_none && services::access::awaits_decision(&services, &actor).await? {
        leptos_axum::redirect(paths::PROFILE);
    }
    let lost = if holds_none {
        services::access::roles_lost(&services, &actor).await?
    } else {
        RolesLost::default()
    };
    let found = services::dashboards::find(&services, &actor, filter).await?;
    Ok(written(found, lost, &actor))
}

fn written(found: Dashboard, lost: RolesLost, actor: &Actor) -> DashboardView {
    let ages = found.penalties.as_ref().map(|board| board.ages.clone());
    let work = [
        found.requests.map(requests),
        found.grants.map(|counts| people_and_roles(&counts, actor)),
        actor.may(Action::HelpPeople).then(people),
        found.tickets.map(tickets),
        found.inbox.map(|counts| inbox(counts, actor)),
        actor
            .sees_form(Action::ManageExclusions)
            .then(stored_assessments),
        found.jobs.map(jobs),
        found.proofing.map(proofing),
        found.penalties.map(|board| penalties(&board)),
        found.audits.then(audits),
        (!found.later.is_empty()).then(|| today(actor)),
    ];
    DashboardView {
        submissions: found.submissions,
        oversight: found.oversight,
        work: work.into_iter().flatten().collect(),
        ages: ages.unwrap_or_default(),
        later: found.later,
        lost,
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

/// Finding people: for the Help Desk and Production Control.
fn people() -> WorkBoard {
    WorkBoard {
        heading: "People".to_owned(),
        figures: Vec::new(),
        links: vec![
            link("Find a person", paths::PEOPLE),
            link("User Management", paths::USERS),
        ],
    }
}

/// Background jobs: for the Help Desk.
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

/// Role requests: for security officials and Production Control.
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
        let href = paths::users(&UserFilter::only_officials());
        Figure {
            note: Some(NAME_A_SECOND.to_owned()),
            ..figure("without a second security official", count, href)
        }
    });
    let surveyors = board.surveyors.map(|count| {
        let href = paths::users(&UserFilter::surveyors_to_verify());
        figure("surveyor IDs to verify", count, href)
    });
    let unused = Figure {
        note: Some(ENDS_UNUSED.to_owned()),
        ..figure(
            "roles not used for 30 days",
            board.unused,
            paths::users(&UserFilter::held_unused()),
        )
    };
    let unattended = board.unattended.map(|count| {
        let href = paths::unattended(&UnattendedFilter::default());
        figure("organizations without a security official", count, href)
    });
    WorkBoard {
        heading: "Role requests".to_owned(),
        figures: figures
            .chain(surveyors)
            .chain([unconfirmed, unused])
            .chain(alone)
            .chain(unattended)
            .collect(),
        links: Vec::new(),
    }
}

/// All roles of one's people, and those of the security officials among them: for security officials and Production Control.
fn people_and_roles(counts: &[(Role, i64)], actor: &Actor) -> WorkBoard {
    let all = counts.iter().map(|(_, count)| count).sum();
    let officials = counts
        .iter()
        .filter(|(role, _)| role.is_security_official());
    let held_as = |role| {
        paths::users(&UserFilter {
            role,
            shown: Shown::Held,
            ..UserFilter::default()
        })
    };
    let officials =
        officials.map(|(role, count)| figure(role.name(), *count, held_as(Some(*role))));
    let held = figure("roles of your people", all, held_as(None));
    let record = actor.may(Action::ViewAccessRecord);
    let record = record.then(|| link("Who Saw This", paths::ACCESS_RECORD));
    WorkBoard {
        heading: "People and roles".to_owned(),
        figures: [held].into_iter().chain(officials).collect(),
        links: [link("User Management", paths::USERS)]
            .into_iter()
            .chain(record)
            .collect(),
    }
}

/// Cases of manual identity proofing: for the Help Desk and Production Control.
fn proofing(waiting: i64) -> WorkBoard {
    let href = paths::proofing_cases(ProofingFilter {
        outcome: Some(ProofingOutcome::Waiting),
        ..ProofingFilter::default()
    });
    let none = (waiting == 0).then(|| "None at this moment.".to_owned());
    WorkBoard {
        heading: "Identity proofing".to_owned(),
        figures: vec![Figure {
            note: none,
            ..figure("cases wait for a decision", waiting, href)
        }],
        links: Vec::new(),
    }
}

/// Tickets that wait for an answer: for the Help Desk and Production Control.
fn tickets(open: i64) -> WorkBoard {
    let href = paths::tickets(TicketFilter {
        state: Some(TicketState::Open),
        ..TicketFilter::default()
    });
    let none = (open == 0).then(|| "None at this moment.".to_owned());
    WorkBoard {
        heading: "Tickets".to_owned(),
        figures: vec![Figure {
            note: none,
            ..figure("tickets wait for an answer", open, href)
        }],
        links: vec![link("All tickets", paths::TICKETS)],
    }
}

/// Where people can go meanwhile whose role's work is not built yet.
fn today(actor: &Actor) -> WorkBoard {
    let pages = [
        (Action::ViewProviders, "Providers", paths::PROVIDERS),
        (Action::SubmitStaffing, "Upload PBJ Files", paths::UPLOAD),
        (
            Action::ViewStaffingSubmissions,
            "Submissions",
            paths::SUBMISSIONS,
        ),
        (
            Action::ViewStaffingStatus,
            "Who Has Submitted",
            paths::STAFFING_STATUS,
        ),
        (Action::ViewAssessments, "Assessments", paths::ASSESSMENTS),
        (Action::ViewPenaltyCases, "Penalty Cases", paths::PENALTIES),
        (
            Action::DecideRequests,
            "Role Requests",
            paths::ROLE_REQUESTS,
        ),
    ];
    let allowed = pages
        .into_iter()
        .filter(|(action, ..)| actor.sees_form(*action));
    let allowed = allowed.map(|(_, words, href)| link(words, href));
    let everyone = [
        link("Check a file", paths::CHECKER),
        link("What each role may do", paths::ROLES_MATRIX),
    ];
    WorkBoard {
        heading: "What you can do today".to_owned(),
        figures: Vec::new(),
        links: allowed.chain(everyone).collect(),
    }
}

const NAME_A_SECOND: &str = "You are the only one. Have a second person request the role, so that somebody decides while you are \
                             away.";

const ENDS_UNUSED: &str =
    "After 60 days without a log-in they end. Each person is told by mail before.";

/// Records that came back: for those who send assessments of a facility, or see what was sent.
fn inbox(counts: InboxCounts, actor: &Actor) -> WorkBoard {
    let of = |part| paths::inbox(&InboxFilter::of(part));
    let stored = actor
        .may(Action::ViewAssessments)
        .then(|| link("Assessments", paths::ASSESSMENTS));
    WorkBoard {
        heading: "Assessment inbox".to_owned(),
        figures: vec![
            figure("records to look at", counts.open, of(InboxPart::Open)),
            figure("in my hands", counts.mine, of(InboxPart::Mine)),
            figure("overdue", counts.overdue, of(InboxPart::Overdue)),
        ],
        links: stored.into_iter().collect(),
    }
}

/// Stored assessments, and the codes that states exclude: for a state's coordinator and Production Control
/// (survey-and-certification 6.2).
fn stored_assessments() -> WorkBoard {
    WorkBoard {
        heading: "Stored assessments".to_owned(),
        figures: Vec::new(),
        links: vec![
            link("Assessments", paths::ASSESSMENTS),
            link(
                "Late and missing assessments, and other reports",
                paths::REPORTS,
            ),
            link("Excluded ICD-10 codes", paths::EXCLUSIONS),
        ],
    }
}

/// What is owed of civil money penalties: for those who collect them.
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
