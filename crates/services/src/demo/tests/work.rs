//! What there is to see and to do for each of its people.

use std::sync::Arc;

use domain::{
    access::{Action, Actor, RecertificationFilter, RequestFilter, UnattendedFilter},
    assessments::{DraftState, InboxCounts},
    dashboards::{Dashboard, DashboardFilter, PlaceFigures},
    money::Cents,
    penalties::CaseState,
    providers::Ccn,
    support::JobState,
    time::Instant,
};
use rulebook::Sources;
use store::{Db, db_test, fetch};

use super::{QUARTERS, count, noon};
use crate::{
    Services, access,
    assessments::{drafts, inbox, tests::world::library},
    dashboards,
    demo::{PEOPLE, history, lay_out, providers},
    penalties,
    tests::services,
};

/// What the cards of a person's dashboard show, in the order of the page.
async fn cards(services: &Services, actor: &Actor, filter: &DashboardFilter) -> Vec<i64> {
    let Dashboard {
        submissions,
        oversight,
        jobs,
        tickets,
        ..
    } = dashboards::find(services, actor, filter).await.unwrap();
    let mut cards = Vec::from_iter(tickets);
    if let Some(board) = submissions {
        cards.extend([
            board.received,
            board.checked,
            board.accepted,
            board.accepted_with_warnings,
            board.rejected,
        ]);
    }
    if let Some(board) = oversight {
        let PlaceFigures {
            providers,
            changed,
            status,
            ..
        } = board.figures;
        cards.push(providers);
        cards.extend(board.kinds.iter().map(|(_, count)| *count));
        cards.push(changed);
        cards.extend([status.accepted, status.rejected_only, status.missing]);
    }
    if let Some(jobs) = jobs {
        // Nothing runs while nobody has started the worker.
        let not_running = |(state, _): &&(JobState, i64)| *state != JobState::Running;
        cards.extend(jobs.iter().filter(not_running).map(|(_, count)| *count));
    }
    cards
}

#[db_test]
async fn the_demonstration_has_forms_that_somebody_has_begun_and_not_finished(db: Db) {
    let mut services = services(db);
    services.packs.forms = Arc::new(crate::assessments::drafts::tests::forms());
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    lay_out(&services, 1, now, 0).await.unwrap();
    for (coordinator, instrument) in [("HOLLY.BRECHT", "MDS"), ("LENA.HARTWIG", "OASIS")] {
        let actor = history::sender(&services, coordinator, now).await.unwrap();
        let forms = drafts::list(&services, &actor).await.unwrap();
        let [form] = forms.as_slice() else {
            panic!("one form: {forms:?}");
        };
        assert_eq!(
            (form.instrument.as_str(), form.state),
            (instrument, DraftState::Open)
        );
        assert!(!form.patient.is_empty(), "of an invented patient");
        let whole = drafts::find(&services, &actor, form.id).await.unwrap();
        assert!(whole.answers.contains("B0200=1"), "{}", whole.answers);
        let review = drafts::review(&services, &actor, form.id).await.unwrap();
        assert!(review.fatal() > 0, "it is half filled in");
    }
}

#[db_test]
async fn whoever_sees_to_records_that_came_back_has_some_of_each_kind(db: Db) {
    let mut services = services(db);
    let sources = Sources::built_in();
    let books = ["mds-3.10.0", "oasis-3.02.0"].map(|pack| sources.book(pack).unwrap());
    let [mds, oasis] = &books;
    services.packs.library = Arc::new(library(&sources, &[mds, oasis]));
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for coordinator in ["HOLLY.BRECHT", "LENA.HARTWIG"] {
        let actor = history::sender(&services, coordinator, now).await.unwrap();
        let counts = inbox::counts(&services, &actor).await.unwrap();
        let InboxCounts {
            open,
            mine,
            overdue,
        } = counts;
        let all = [open - mine, mine, overdue];
        assert!(all.into_iter().all(|count| count > 0), "{counts:?}");
    }
}

#[db_test]
async fn each_kind_of_security_official_of_the_demonstration_has_a_request_to_decide(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for (decider, waiting) in [
        ("GRACE.NOVAK", vec!["LEO.FINCH"]),
        ("VERA.STOLL", vec!["IDA.MARSH"]),
        ("AMOS.PELL", vec!["LEO.FINCH", "IDA.MARSH"]),
        ("JUNE.ARCHER", vec!["LEO.FINCH", "IDA.MARSH"]),
    ] {
        let actor = history::sender(&services, decider, now).await.unwrap();
        let queue = access::list_requests(&services, &actor, &RequestFilter::default())
            .await
            .unwrap();
        let names: Vec<_> = queue
            .rows
            .iter()
            .map(|line| line.user_name.as_str())
            .collect();
        assert_eq!(names, waiting, "{decider}");
    }
    let sql = "select count(*) from role_request where state = 'rejected' and reason is not null";
    assert_eq!(count(&services, sql).await, 1);
}

#[db_test]
async fn each_kind_of_security_official_of_the_demonstration_has_roles_to_confirm(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for (decider, person) in [
        ("GRACE.NOVAK", Some("OWEN.SANDOVAL")),
        ("VERA.STOLL", Some("TOMAS.BERG")),
        ("AMOS.PELL", Some("GRACE.NOVAK")),
        ("JUNE.ARCHER", Some("VERA.STOLL")),
        // Everything at her homes was confirmed of late.
        ("DANA.WHITLOCK", None),
    ] {
        let actor = history::sender(&services, decider, now).await.unwrap();
        let filter = RecertificationFilter::default();
        let found = access::list_unconfirmed(&services, &actor, &filter)
            .await
            .unwrap();
        let mut names = found.lines.rows.iter().map(|line| line.user_name.as_str());
        match person {
            Some(person) => assert!(names.any(|name| name == person), "{decider}"),
            None => assert_eq!(names.next(), None, "{decider}"),
        }
    }
    for decider in ["AMOS.PELL", "JUNE.ARCHER"] {
        let actor = history::sender(&services, decider, now).await.unwrap();
        let filter = UnattendedFilter::default();
        let count = access::count_unattended(&services, &actor, &filter).await;
        assert!(count.unwrap() > 0, "{decider}");
    }
}

#[db_test]
async fn no_card_of_anyone_in_the_demonstration_is_empty(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 22);
    lay_out(&services, 1, now, QUARTERS).await.unwrap();
    let boards = [
        Action::ViewStaffingSubmissions,
        Action::ViewStaffingStatus,
        Action::ManageJobs,
    ];
    let mut with_board = 0;
    for person in PEOPLE {
        let actor = history::sender(&services, person.user_name, now)
            .await
            .unwrap();
        if !boards.iter().any(|action| actor.may(*action)) {
            continue;
        }
        with_board += 1;
        let whole = cards(&services, &actor, &DashboardFilter::default()).await;
        assert!(whole.len() >= 4, "{} {whole:?}", person.user_name);
        assert!(!whole.contains(&0), "{} {whole:?}", person.user_name);
    }
    assert_eq!(with_board, 11);
    let dana = history::sender(&services, "DANA.WHITLOCK", now)
        .await
        .unwrap();
    for ccn in [providers::DAVIS, providers::SECOND_HOME] {
        let of_home = DashboardFilter {
            facility: Ccn::parse(ccn).ok(),
            state: None,
        };
        let cards = cards(&services, &dana, &of_home).await;
        assert!(!cards.contains(&0), "{ccn} {cards:?}");
    }

    // 16E724 and SRDEMO01 have hours of the running quarter.
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from staffing_quarter q join provider p on p.id = q.provider_id \
               where p.ccn in ('16E724', '366400') and q.fiscal_year = 2027 and q.quarter = 1";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (2,));
    let sql = "select count(*) from submission_file f join provider p on p.id = f.provider_id \
               where p.ccn = '346407' and not f.on_time";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (1,));
    let sql = "select run_at from job where state = 'queued' and attempts > 0";
    let (next_try,) = fetch!(fetch_one, (i64,), tx, sql).unwrap();
    assert!(Instant(next_try) > now.system.plus_seconds(3_000));
    drop(tx);
    for (sql, expected) in [
        ("select count(*) from job where state = 'dead'", 1),
        ("select count(*) from job where state = 'given_up'", 1),
        (
            "select count(*) from job where state = 'queued' and kind not like 'deliver_%'",
            1,
        ),
        ("select count(*) from job where state = 'running'", 0),
        (
            "select count(*) from submission where state = 'received'",
            3,
        ),
    ] {
        assert_eq!(count(&services, sql).await, expected, "{sql}");
    }
}

#[db_test]
async fn the_demonstration_has_penalty_cases_in_every_state_and_marks_them_as_invented(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    let states = "select count(*) from (select distinct state from penalty_case) states";
    assert_eq!(
        count(&services, states).await,
        i64::try_from(CaseState::ALL.len()).unwrap()
    );
    let others = "select count(*) from penalty_case where origin <> 'invented'";
    assert_eq!(count(&services, others).await, 0);
    let finance = history::sender(&services, "NORA.VANCE", now).await.unwrap();
    let board = dashboards::find(&services, &finance, &DashboardFilter::default())
        .await
        .unwrap();
    assert!(board.submissions.is_none() && board.oversight.is_none() && board.later.is_empty());
    let board = board.penalties.unwrap();
    for figure in [board.open, board.due_soon, board.overdue] {
        assert!(figure > 0, "{board:?}");
    }
    for amount in [board.this_month, board.this_fiscal_year] {
        assert!(amount > Cents::ZERO, "{board:?}");
    }
    for line in penalties::ages(&services, &finance).await.unwrap() {
        assert!(line.cases > 0 && line.unpaid > Cents::ZERO, "{line:?}");
    }
    // What is paid in full or rescinded owes nothing, and what the ledger says is what the case says.
    let paid = "select count(*) from penalty_case c join penalty_balance b on b.case_id = c.id \
                where (c.state in ('paid_in_full', 'closed', 'refunded', 'escrow_held', 'rescinded')) <> (b.balance_cents = 0)";
    assert_eq!(count(&services, paid).await, 0);
}
