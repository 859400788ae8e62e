use domain::{
    access::{Actor, RequestFilter, Shown, UserFilter},
    dashboards::{DashboardFilter, PlaceFigures, SubmissionBoard},
    identity::{ProofingFilter, ProofingOutcome},
    listing::{PageRequest, Total},
    providers::{Ccn, ProviderFilter, ProviderStatus, StateCode},
    staffing::{StatusCounts, StatusFilter, SubmissionStatus},
    submissions::{Progress, SubmissionFilter},
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test};

use super::find;
use crate::{
    ServiceError, Services, access, demo,
    identity::{self, Presented, proofing},
    providers, staffing, submissions,
};

fn now() -> Now {
    let noon = Instant::from_eastern(date(2026, 11, 10).at(12, 0, 0, 0));
    Now {
        system: noon,
        rules: noon,
    }
}

async fn demonstration(db: Db) -> Services {
    let services = crate::tests::services(db);
    // The running quarter and the one before: all that the cards count.
    demo::lay_out(&services, 1, now(), 2).await.unwrap();
    services
}

async fn log_in(services: &Services, user_name: &str) -> Actor {
    let visitor = identity::Visitor {
        address: "192.0.2.1",
        agent: "",
        before: None,
    };
    let token = identity::demo_log_in(services, user_name, visitor, now().system)
        .await
        .unwrap();
    match identity::session(services, &token, identity::AskedBy::Person, now())
        .await
        .unwrap()
    {
        Presented::Open(session) => session.actor,
        _ => panic!("{user_name} is not logged in"),
    }
}

async fn board(services: &Services, actor: &Actor, facility: Option<&str>) -> SubmissionBoard {
    let filter = DashboardFilter {
        facility: facility.map(|ccn| Ccn::parse(ccn).unwrap()),
        state: None,
    };
    let dashboard = find(services, actor, &filter).await.unwrap();
    dashboard.submissions.unwrap()
}

/// The numbers of the cards are those of the lists that they lead to, and none is zero.
async fn cards_prove_themselves(services: &Services, actor: &Actor, facility: Option<&str>) {
    let board = board(services, actor, facility).await;
    let list = SubmissionFilter {
        facility: facility.map(|ccn| Ccn::parse(ccn).unwrap()),
        from: Some(board.since),
        ..SubmissionFilter::default()
    };
    let cards = [
        (None, board.received),
        (Some(Progress::Checked), board.checked),
        (Some(Progress::Accepted), board.accepted),
        (
            Some(Progress::AcceptedWithWarnings),
            board.accepted_with_warnings,
        ),
        (Some(Progress::Rejected), board.rejected),
    ];
    for (progress, shown) in cards {
        let filter = SubmissionFilter {
            progress,
            ..list.clone()
        };
        let listed = submissions::list(services, actor, &filter).await.unwrap();
        let total = Total::from(shown);
        assert_eq!(total, listed.total, "{} {progress:?}", actor.user_name);
    }
    assert!(cards.iter().all(|(_, shown)| *shown > 0), "{board:?}");
}

async fn place_proves_itself(
    services: &Services,
    actor: &Actor,
    state: Option<StateCode>,
    figures: &PlaceFigures,
) {
    let list = ProviderFilter {
        state,
        ..ProviderFilter::default()
    };
    let active = ProviderFilter {
        status: Some(ProviderStatus::Active),
        ..list.clone()
    };
    let changed = ProviderFilter {
        changed_recently: true,
        ..list
    };
    for (filter, shown) in [(active, figures.providers), (changed, figures.changed)] {
        let listed = providers::list(services, actor, &filter).await.unwrap();
        assert_eq!(shown, listed.total, "{state:?} {filter:?}");
    }
    let StatusCounts {
        accepted,
        rejected_only,
        missing,
    } = figures.status;
    for (status, shown) in [
        (SubmissionStatus::Accepted, accepted),
        (SubmissionStatus::RejectedOnly, rejected_only),
        (SubmissionStatus::Missing, missing),
    ] {
        let filter = StatusFilter {
            state,
            status: Some(status),
            page: PageRequest::new(1, 100),
            ..StatusFilter::default()
        };
        let listed = staffing::status(services, actor, &filter).await.unwrap();
        assert_eq!(shown, listed.lines.total, "{state:?} {status:?}");
    }
}

#[db_test]
async fn every_number_is_that_of_the_list_it_leads_to(db: Db) {
    let services = demonstration(db).await;

    let dana = log_in(&services, "DANA.WHITLOCK").await;
    cards_prove_themselves(&services, &dana, None).await;
    cards_prove_themselves(&services, &dana, Some("16E724")).await;
    let both = board(&services, &dana, None).await;
    assert_eq!(both.facilities.len(), 2);
    assert_eq!(both.statuses.len(), 2);
    assert!(both.hours.is_some());

    let vendor = log_in(&services, "LARKSPUR.DATA").await;
    cards_prove_themselves(&services, &vendor, None).await;
    let clients = board(&services, &vendor, None).await;
    assert!(clients.own_only && clients.statuses.is_empty() && clients.hours.is_none());
    let sent: i64 = clients.clients.iter().map(|(_, count)| count).sum();
    assert_eq!(sent, clients.received);

    let tomas = log_in(&services, "TOMAS.BERG").await;
    let iowa = find(&services, &tomas, &DashboardFilter::default())
        .await
        .unwrap();
    let of_iowa = iowa.oversight.unwrap();
    assert_eq!(of_iowa.state, StateCode::parse("IA").ok());
    place_proves_itself(&services, &tomas, of_iowa.state, &of_iowa.figures).await;
    let by_kind: i64 = of_iowa.kinds.iter().map(|(_, count)| count).sum();
    assert_eq!(by_kind, of_iowa.figures.providers);
    assert!(iowa.submissions.is_none(), "a state sees no files");

    let ruth = log_in(&services, "RUTH.ELLERY").await;
    let nation = find(&services, &ruth, &DashboardFilter::default())
        .await
        .unwrap();
    let nation = nation.oversight.unwrap();
    place_proves_itself(&services, &ruth, None, &nation.figures).await;
    for (state, figures) in &nation.places {
        place_proves_itself(&services, &ruth, Some(*state), figures).await;
    }
    let iowa = nation
        .places
        .iter()
        .find(|(state, _)| Some(*state) == of_iowa.state);
    assert_eq!(iowa.map(|(_, figures)| *figures), Some(of_iowa.figures));

    let other = DashboardFilter {
        facility: Ccn::parse("366400").ok(),
        state: None,
    };
    let refused = find(&services, &dana, &other).await;
    assert!(
        matches!(refused, Err(ServiceError::NotFound)),
        "{refused:?}"
    );
    let other = DashboardFilter {
        facility: None,
        state: StateCode::parse("OH").ok(),
    };
    let refused = find(&services, &tomas, &other).await;
    assert!(
        matches!(refused, Err(ServiceError::NotFound)),
        "{refused:?}"
    );

    let sam = log_in(&services, "SAM.OKAFOR").await;
    let support = find(&services, &sam, &DashboardFilter::default())
        .await
        .unwrap();
    assert!(support.jobs.is_some() && support.oversight.is_none() && support.submissions.is_none());
    let sends = find(&services, &dana, &DashboardFilter::default()).await;
    let sends = sends.unwrap();
    let inbox = sends.inbox.unwrap();
    assert!(inbox.overdue <= inbox.open && inbox.mine == 0, "{inbox:?}");
    assert!(sends.later.is_empty(), "{:?}", sends.later);
    assert!(support.inbox.is_none(), "the Help Desk sees no inbox");
}

#[db_test]
async fn the_numbers_of_those_who_decide_are_those_of_their_lists(db: Db) {
    let services = demonstration(db).await;
    for (name, surveyors) in [
        ("GRACE.NOVAK", false),
        ("VERA.STOLL", true),
        ("AMOS.PELL", true),
        ("JUNE.ARCHER", true),
    ] {
        let actor = log_in(&services, name).await;
        let dashboard = find(&services, &actor, &DashboardFilter::default())
            .await
            .unwrap();
        let requests = dashboard.requests.unwrap();
        let figures = [
            (requests.alone, UserFilter::only_officials()),
            (requests.surveyors, UserFilter::surveyors_to_verify()),
            (Some(requests.unused), UserFilter::held_unused()),
        ];
        for (shown, filter) in figures {
            let Some(shown) = shown else { continue };
            let listed = access::list_users(&services, &actor, &filter)
                .await
                .unwrap();
            assert_eq!(shown, listed.lines.total, "{name} {filter:?}");
        }
        let to_verify = requests.surveyors.is_some_and(|count| count > 0);
        // Most people of the demonstration have not logged in yet.
        assert_eq!(
            (to_verify, requests.unused > 0),
            (surveyors, true),
            "{name}"
        );
        for (state, shown) in requests.counts {
            let filter = RequestFilter {
                state: Some(state),
                ..RequestFilter::default()
            };
            let listed = access::list_requests(&services, &actor, &filter)
                .await
                .unwrap();
            assert_eq!(shown, listed.total, "{name} {state:?}");
        }
        let grants = dashboard.grants.unwrap();
        assert!(!grants.is_empty(), "{name}");
        for (role, shown) in &grants {
            let filter = UserFilter {
                role: Some(*role),
                shown: Shown::Held,
                ..UserFilter::default()
            };
            let listed = access::list_users(&services, &actor, &filter)
                .await
                .unwrap();
            assert_eq!(*shown, listed.lines.total, "{name} {role:?}");
        }
        let held = UserFilter {
            shown: Shown::Held,
            ..UserFilter::default()
        };
        let all = access::count_users(&services, &actor, &held).await.unwrap();
        let sum: i64 = grants.iter().map(|(_, count)| count).sum();
        assert_eq!(sum, all, "{name}");
    }
    for (name, has_queue) in [("SAM.OKAFOR", true), ("GRACE.NOVAK", false)] {
        let actor = log_in(&services, name).await;
        let filter = DashboardFilter::default();
        let shown = find(&services, &actor, &filter).await.unwrap().proofing;
        assert_eq!(shown.is_some(), has_queue, "{name}");
        if let Some(shown) = shown {
            let waiting = ProofingFilter {
                outcome: Some(ProofingOutcome::Waiting),
                ..ProofingFilter::default()
            };
            let (listed, _) = proofing::list_cases(&services, &actor, waiting)
                .await
                .unwrap();
            assert_eq!(shown, listed.total);
        }
    }
}
