use std::{collections::BTreeSet, convert::Infallible, sync::Arc};

use bytes::Bytes;
use domain::{
    access::{Action, Actor, RecertificationFilter, RequestFilter, Role, UnattendedFilter},
    assessments::{DraftState, InboxCounts},
    audit::Act,
    dashboards::{Dashboard, DashboardFilter, PlaceFigures},
    identity::{SessionStage, UserName},
    money::Cents,
    penalties::CaseState,
    providers::Ccn,
    site::Site,
    staffing::FiscalQuarter,
    submissions::SubmissionKind,
    support::JobState,
    time::{Instant, Now},
};
use jiff::civil::date;
use rulebook::Sources;
use sha2::{Digest, Sha256};
use store::{Db, db_test, fetch, testing};

use super::{PASSWORD, PEOPLE, Seeded, history, lay_out, people, providers, seed_demo, story};
use crate::{
    ServiceError, Services, access,
    assessments::{drafts, inbox, tests::world::library},
    dashboards,
    identity::{LogIn, Visitor},
    penalties,
    submissions::{Incoming, receive},
    tests::services,
};

/// Enough of the story for a test: the running quarter and the one before.
const QUARTERS: usize = 2;

fn noon(year: i16, month: i8, day: i8) -> Now {
    let rules = Instant::from_eastern(date(year, month, day).at(12, 0, 0, 0));
    Now {
        system: rules.plus_seconds(-86_400),
        rules,
    }
}

async fn count(services: &Services, sql: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, sql).unwrap().0
}

/// What people see of a demonstration, without the ids inside.
async fn digest(services: &Services) -> Vec<(&'static str, String)> {
    let mut tx = services.db.read().await.unwrap();
    let mut digests = Vec::new();
    for (what, sql) in [
        (
            "providers",
            "select ccn || '|' || facility_id || '|' || search_key || '|' || address || '|' || zip || '|' || coalesce(cast(terminated_on as text), '') from provider order by ccn",
        ),
        (
            "changes",
            "select p.ccn || '|' || c.field || '|' || coalesce(c.before_value, '') || '|' || cast(c.changed_at as text) from provider_change c join provider p on p.id = c.provider_id order by 1",
        ),
        (
            "certifications",
            "select p.ccn || '|' || cast(c.from_date as text) || '|' || c.action from provider_certification c join provider p on p.id = c.provider_id order by 1",
        ),
        (
            "grants",
            "select u.user_name || '|' || g.role || '|' || cast(g.granted_at as text) || '|' || coalesce(g.state_code, '') || '|' || (select count(*) from role_grant_provider gp where gp.grant_id = g.id) from role_grant g join user_account u on u.id = g.user_id order by 1",
        ),
        (
            "submissions",
            "select cast(s.number as text) || '|' || s.file_name || '|' || cast(s.byte_count as text) || '|' || cast(s.received_at as text) || '|' || s.state || '|' || u.user_name from submission s join user_account u on u.id = s.user_id order by 1",
        ),
        (
            "files",
            "select cast(s.number as text) || '|' || cast(f.ordinal as text) || '|' || f.facility_id || '|' || f.state || '|' || cast(f.hours as text) || '|' || cast(f.fatal_count as text) from submission_file f join submission s on s.id = f.submission_id order by 1",
        ),
        (
            "findings",
            "select cast(s.number as text) || '|' || c.edit || '|' || cast(c.occurrences as text) from finding_count c join submission_file f on f.id = c.file_id join submission s on s.id = f.submission_id order by 1",
        ),
        (
            "penalties",
            "select c.number || '|' || c.state || '|' || cast(c.gross_cents as text) || '|' || cast(b.balance_cents as text) || '|' || (select count(*) from penalty_entry e where e.case_id = c.id) from penalty_case c join penalty_balance b on b.case_id = c.id order by 1",
        ),
        (
            "quarters",
            "select p.ccn || '|' || cast(q.fiscal_year as text) || '|' || cast(q.quarter as text) || '|' || cast(g.hours as text) || '|' || cast(g.employees as text) from staffing_quarter q join staffing_generation g on g.id = q.generation_id join provider p on p.id = q.provider_id order by 1",
        ),
    ] {
        let mut rows: Vec<(String,)> = fetch!(fetch_all, (String,), tx, sql).unwrap();
        // The databases sort letters differently.
        rows.sort();
        let mut hash = Sha256::new();
        for (row,) in &rows {
            hash.update(row);
        }
        digests.push((
            what,
            format!("{} rows {:x?}", rows.len(), &hash.finalize()[..8]),
        ));
    }
    digests
}

#[db_test]
async fn the_same_seed_and_day_give_the_same_demonstration_also_after_an_interruption(db: Db) {
    let now = noon(2026, 11, 10);
    let whole = services(db);
    assert_eq!(
        lay_out(&whole, 1, now, QUARTERS).await.unwrap(),
        Seeded::Now
    );

    let folder = tempfile::tempdir().unwrap();
    let other = Db::open(&format!(
        "sqlite:{}",
        folder.path().join("other.db").display()
    ))
    .await
    .unwrap();
    other.migrate().await.unwrap();
    let other = services(other);
    lay_out(&other, 1, now, 0).await.unwrap();
    let invented = providers::invent(1, now);
    let mut half = story::tell(1, now.today(), &invented, QUARTERS);
    half.truncate(half.len() / 2);
    history::happen(&other, half, now).await.unwrap();
    let mut tx = other.db.write().await.unwrap();
    store::exec!(tx, "update demo set complete = $1", false).unwrap();
    tx.commit().await.unwrap();
    let later = Now {
        system: now.system.plus_seconds(60),
        rules: now.rules.plus_seconds(60),
    };
    assert_eq!(
        lay_out(&other, 1, later, QUARTERS).await.unwrap(),
        Seeded::Now
    );

    assert_eq!(digest(&whole).await, digest(&other).await);
    assert_eq!(
        lay_out(&other, 1, later, QUARTERS).await.unwrap(),
        Seeded::Already
    );
    other.db.close().await;
}

#[db_test]
async fn a_demonstration_goes_into_an_empty_database_only(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for (seed, now) in [(2, now), (1, noon(2026, 11, 11))] {
        let refused = seed_demo(&services, seed, now).await;
        assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    }
}

#[db_test]
async fn the_demonstration_has_the_providers_that_stories_are_told_about(db: Db) {
    type Printed = (String, String, String, String, String, String);
    let services = services(db);
    lay_out(&services, 1, noon(2026, 11, 10), 0).await.unwrap();
    assert_eq!(count(&services, "select count(*) from provider").await, 160);
    let mut tx = services.db.read().await.unwrap();
    let sql = "select ccn, facility_id, name, address, city, zip from provider where ccn in ('16E724', '366400') order by ccn";
    let rows = fetch!(fetch_all, Printed, tx, sql).unwrap();
    assert_eq!(
        rows[0],
        [
            "16E724",
            "IA1077",
            "DAVIS COUNTY HOSPITAL",
            "509 NORTH MADISON STREET",
            "BLOOMFIELD",
            "52537"
        ]
        .map(str::to_owned)
        .into()
    );
    assert_eq!(rows[1].1, "SRDEMO01");
    for (ccn,) in fetch!(fetch_all, (String,), tx, "select ccn from provider").unwrap() {
        assert!(Ccn::parse(&ccn).unwrap().provider_type().is_some());
    }
    drop(tx);
    let twice =
        "select count(*) from (select name from provider group by name having count(*) > 1) twice";
    assert_eq!(count(&services, twice).await, 1);
    assert_eq!(
        count(
            &services,
            "select count(*) from provider where terminated_on is not null"
        )
        .await,
        1
    );
    let states = "select count(*) from (select distinct state_code from provider) states";
    assert_eq!(count(&services, states).await, 12);
}

#[db_test]
async fn everyone_who_is_offered_logs_in_with_the_password_of_the_demonstration(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for person in PEOPLE {
        assert_eq!(
            UserName::parse(person.user_name).unwrap().as_str(),
            person.user_name
        );
        let form = LogIn {
            user_name: person.user_name,
            password: PASSWORD,
            consent: true,
            visitor: visitor(person.user_name),
        };
        let entered = crate::identity::log_in(&services, form, now.system)
            .await
            .unwrap();
        // A device waits for each of them.
        assert_eq!(entered.stage, SessionStage::SecondFactor);
    }
}

fn visitor(address: &str) -> Visitor<'_> {
    Visitor {
        address,
        agent: "",
        before: None,
    }
}

#[db_test]
async fn somebody_holds_each_role_but_that_of_the_training_environment(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    let held = held(&services).await;
    for role in Role::ALL {
        let is_held = held.contains(role.key());
        assert_eq!(is_held, role != Role::AdoDeveloper, "{role:?}");
    }
    let visitor = visitor("192.0.2.1");
    let trainee = crate::identity::demo_log_in(&services, "ODA.LINDGREN", visitor, now.system);
    assert!(matches!(trainee.await, Err(ServiceError::NotFound)));
}

#[db_test]
async fn somebody_holds_each_role_in_a_training_environment(db: Db) {
    let mut services = services(db);
    services.site = Arc::new(Site {
        is_training: true,
        ..(*services.site).clone()
    });
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    let held = held(&services).await;
    assert!(Role::ALL.iter().all(|role| held.contains(role.key())));
    let trainee = people(&services.site).last().unwrap().user_name;
    crate::identity::demo_log_in(&services, trainee, visitor("192.0.2.1"), now.system)
        .await
        .unwrap();
}

/// The keys of the roles that somebody holds.
async fn held(services: &Services) -> BTreeSet<String> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select distinct role from role_grant where ended_at is null";
    let held = fetch!(fetch_all, (String,), tx, sql).unwrap();
    held.into_iter().map(|(key,)| key).collect()
}

#[db_test]
async fn accounts_of_the_demonstration_have_come_to_each_state(db: Db) {
    let services = services(db);
    lay_out(&services, 1, noon(2026, 11, 10), 0).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    for (what, sql) in [
        (
            "whose role ended",
            "select count(*) from user_account u join role_grant g on g.user_id = u.id
             where u.user_name = 'HUGO.LANDE' and g.ended_why = 'unused' and u.roles_ended_at = g.ended_at",
        ),
        (
            "who was warned three days before",
            "select count(*) from user_account u join message m on m.user_id = u.id
             where u.user_name = 'ALMA.REYES' and u.unused_warning = 3 and m.subject = 'Your roles end in 3 days'",
        ),
        (
            "whose log-in is locked",
            "select count(*) from log_in_guard where locked_until is not null",
        ),
        (
            "who has asked for no role",
            "select count(*) from user_account u where u.user_name = 'OLIVE.TARN'
                and not exists (select 1 from role_request r where r.user_id = u.id)",
        ),
    ] {
        assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (1,), "{what}");
    }
}

#[db_test]
async fn every_mail_of_the_demonstration_came_when_it_was_written(db: Db) {
    let services = services(db);
    lay_out(&services, 1, noon(2026, 11, 10), QUARTERS)
        .await
        .unwrap();
    assert!(count(&services, "select count(*) from message").await > 0);
    let late = "select count(*) from message
        where state <> 'kept' or sent_at is null or sent_at - created_at > 3600000000";
    assert_eq!(count(&services, late).await, 0);
}

#[db_test]
async fn whoever_is_locked_in_the_demonstration_has_failed_before(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    // What was interrupted and goes on tells it once.
    for _ in 0..2 {
        lay_out(&services, 1, now, 0).await.unwrap();
        people::age(&services, now).await.unwrap();
    }
    let mut tx = services.db.read().await.unwrap();
    let sql = "select e.act from audit_event e join user_account u on u.id = e.account_id
        where u.user_name = 'TESS.QUILL' order by e.seq";
    let found = fetch!(fetch_all, (String,), tx, sql).unwrap();
    let acts: Vec<_> = found.iter().map(|(act,)| act.as_str()).collect();
    let mut expected = vec![Act::LogInFailed.key(); 5];
    expected.push(Act::LockedOut.key());
    assert_eq!(acts, expected);
}

#[db_test]
async fn one_click_waits_like_a_log_in_when_an_address_asks_too_often(db: Db) {
    let mut services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    services.rules.limits.demo_log_in.requests = 2;
    let click = |address| {
        let visitor = visitor(address);
        crate::identity::demo_log_in(&services, PEOPLE[0].user_name, visitor, now.system)
    };
    for address in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
        click(address).await.unwrap();
    }
    let refused = click("192.0.2.1").await;
    assert!(
        matches!(refused, Err(ServiceError::TooMany { .. })),
        "{refused:?}"
    );
}

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

/// A quarter's fiscal year and number; homes with stored hours, files, those rejected, and those late.
type Told = (i64, i64, i64, i64, i64, i64);

/// How many of a hundred.
fn share(some: i64, all: i64) -> i64 {
    (100 * some + all / 2) / all
}

/// One database will do: the same demonstration is in both, as another test shows.
#[test]
fn two_years_of_files_are_accepted_rejected_and_late_in_the_proportions_that_the_story_intends() {
    testing::on_sqlite(async |db| {
        let services = services(db);
        let now = noon(2026, 11, 10);
        seed_demo(&services, 1, now).await.unwrap();
        let mut tx = services.db.read().await.unwrap();
        let sql = "select f.fiscal_year, f.quarter, \
                   (select count(*) from staffing_quarter q where q.fiscal_year = f.fiscal_year and q.quarter = f.quarter), \
                   count(*), sum(f.state = 'rejected'), sum(not f.on_time) from submission_file f \
                   where f.state <> 'received' group by f.fiscal_year, f.quarter order by f.fiscal_year desc, f.quarter desc";
        let told = fetch!(fetch_all, Told, tx, sql).unwrap();
        drop(tx);
        let homes = "select count(*) from provider where kind = 'nursing_home'";
        let homes = count(&services, homes).await;

        let quarters = FiscalQuarter::latest(now.today()).take(story::QUARTERS);
        let quarters: Vec<_> = quarters
            .map(|quarter| {
                (
                    i64::from(quarter.fiscal_year()),
                    i64::from(quarter.quarter()),
                )
            })
            .collect();
        let covered: Vec<_> = told.iter().map(|of| (of.0, of.1)).collect();
        assert_eq!(covered, quarters);
        let [running, open, closed @ ..] = told.as_slice() else {
            panic!("{told:?}");
        };
        for (of, intended) in [(running, 20..=45), (open, 35..=65)] {
            assert!(intended.contains(&share(of.2, homes)), "{homes} {of:?}");
        }
        for of in closed {
            assert!((80..=97).contains(&share(of.2, homes)), "{homes} {of:?}");
        }
        // Of a hundred homes 88 bring a closed quarter in, 80 of them at once and 8 after a rejected file; 18 of them
        // in two files. 5 are late and so rejected, and 7 send nothing.
        let sum = |figure: fn(&Told) -> i64| closed.iter().map(figure).sum::<i64>();
        let (stored, files) = (sum(|of| of.2), sum(|of| of.3));
        let (rejected, late) = (sum(|of| of.4), sum(|of| of.5));
        let expected = homes * sum(|_| 1);
        let shares = (
            share(stored, expected),
            share(rejected, files),
            share(late, expected),
        );
        assert!((85..=93).contains(&shares.0), "stored: {shares:?}");
        assert!((8..=14).contains(&shares.1), "rejected: {shares:?}");
        assert!((3..=8).contains(&shares.2), "late: {shares:?}");
    });
}

#[db_test]
async fn the_public_sample_file_of_srdemo01_is_accepted_while_its_quarter_is_open(db: Db) {
    let Some(bytes) = public_data::read("pbj/pbj-pass.xml") else {
        return;
    };
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, QUARTERS).await.unwrap();
    let owen = history::sender(&services, "OWEN.SANDOVAL", now)
        .await
        .unwrap();
    let incoming = Incoming {
        kind: SubmissionKind::Staffing,
        right: Action::SubmitStaffing,
        key: "sample".to_owned(),
        file_name: "pbj-pass.xml".to_owned(),
        again: false,
        started_at: now.rules,
    };
    let stream = futures::stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
    receive(&services, &owen, incoming, stream, || now)
        .await
        .unwrap();
    history::work(&services, now).await.unwrap();
    let sql =
        "select count(*) from submission where file_name = 'pbj-pass.xml' and state = 'accepted'";
    assert_eq!(count(&services, sql).await, 1);
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
