use domain::{
    access::{Category, Grant, Role, Scope},
    time::Now,
};
use store::{Db, db_test};

use super::*;

const NOON: Instant = Instant(1_795_348_800_000_000);

/// Somebody with an account, in the roles given.
async fn person(services: &Services, number: u128, roles: &[Role]) -> Actor {
    let user_name = format!("PERSON.{number}");
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, $3, $4, 'active', 0)",
        Uuid::from_u128(number),
        user_name.as_str(),
        format!("Person {number}"),
        format!("person.{number}@example.org")
    )
    .unwrap();
    tx.commit().await.unwrap();
    let held = |role: &Role| Grant {
        role: *role,
        scope: Scope::Nation,
    };
    Actor {
        user: UserId(Uuid::from_u128(number)),
        user_name,
        category: Category::Cms,
        grants: roles.iter().map(held).collect(),
        now: Now {
            system: NOON,
            rules: NOON,
        },
        viewing: None,
    }
}

async fn provider(services: &Services) {
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
         values ($1, '165001', 'IA0001', 'IA', 'nursing_home', 'Maple Ridge', 'maple ridge', '1 Main Street', 'Springfield',
             '50001', 0, 0)",
        Uuid::from_u128(900)
    )
    .unwrap();
    tx.commit().await.unwrap();
}

fn question() -> NewTicket {
    NewTicket {
        subject: " The report is empty ".into(),
        ccn: String::new(),
        words: "I cannot read it.".into(),
    }
}

/// What was mailed to this person: the subjects.
async fn mails(services: &Services, actor: &Actor) -> Vec<String> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select subject from message where user_id = $1 order by created_at, id";
    let rows = fetch!(fetch_all, (String,), tx, sql, actor.user.0).unwrap();
    rows.into_iter().map(|(subject,)| subject).collect()
}

async fn state(services: &Services, actor: &Actor, number: TicketNumber) -> TicketState {
    find(services, actor, number).await.unwrap().line.state
}

#[db_test]
async fn a_ticket_is_asked_answered_and_closed(db: Db) {
    let services = crate::tests::services(db);
    provider(&services).await;
    let asker = person(&services, 1, &[]).await;
    let help_desk = person(&services, 2, &[Role::HelpDesk]).await;
    let new = NewTicket {
        ccn: "165001".into(),
        ..question()
    };
    let number = open(&services, &asker, &new).await.unwrap();
    assert_eq!(count_open(&services, &help_desk).await.unwrap(), 1);

    let seen = find(&services, &help_desk, number).await.unwrap();
    assert_eq!(seen.line.subject, "The report is empty");
    assert_eq!(seen.line.asker, "Person 1 (PERSON.1)");
    let ccn = Ccn::parse("165001").ok();
    assert_eq!(seen.line.provider, Some(("Maple Ridge".to_owned(), ccn)));
    assert!(!seen.is_own);

    write_to(&services, &help_desk, number, "Load it again.")
        .await
        .unwrap();
    let answered = find(&services, &asker, number).await.unwrap();
    assert_eq!(answered.line.state, TicketState::Answered);
    let thread: Vec<_> = answered
        .messages
        .iter()
        .map(|message| (message.author.as_str(), message.words.as_str()))
        .collect();
    let whole = [
        ("Person 1", "I cannot read it."),
        ("Help Desk", "Load it again."),
    ];
    assert_eq!(thread, whole);
    assert_eq!(count_open(&services, &help_desk).await.unwrap(), 0);

    write_to(&services, &asker, number, "Still empty.")
        .await
        .unwrap();
    assert_eq!(state(&services, &asker, number).await, TicketState::Open);
    close(&services, &help_desk, number, "").await.unwrap();
    assert_eq!(state(&services, &asker, number).await, TicketState::Closed);
    let again = close(&services, &asker, number, " ").await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    write_to(&services, &asker, number, "It is empty again.")
        .await
        .unwrap();
    assert_eq!(state(&services, &asker, number).await, TicketState::Open);
}

#[db_test]
async fn what_is_typed_when_a_ticket_is_closed_is_sent_with_it(db: Db) {
    let services = crate::tests::services(db);
    let asker = person(&services, 1, &[]).await;
    let help_desk = person(&services, 2, &[Role::HelpDesk]).await;
    let number = open(&services, &asker, &question()).await.unwrap();
    let long = "x".repeat(TicketMessage::LONGEST + 1);
    let refused = close(&services, &help_desk, number, &long).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))));
    assert_eq!(state(&services, &asker, number).await, TicketState::Open);

    close(&services, &help_desk, number, " Load it again. ")
        .await
        .unwrap();
    let told = format!("The Help Desk answered and closed your ticket {number}");
    assert_eq!(mails(&services, &asker).await, [told]);
    // Somebody who still sees it open writes to it and closes it.
    close(&services, &asker, number, "It helped.")
        .await
        .unwrap();
    let closed = find(&services, &asker, number).await.unwrap();
    assert_eq!(closed.line.state, TicketState::Closed);
    let thread = closed.messages.iter().map(|message| message.words.as_str());
    let whole = ["I cannot read it.", "Load it again.", "It helped."];
    assert_eq!(thread.collect::<Vec<_>>(), whole);
    let mut tx = services.db.read().await.unwrap();
    let sql = "select act from audit_event where object_id = $1 order by seq";
    let acts = fetch!(fetch_all, (String,), tx, sql, number.to_string()).unwrap();
    let acts: Vec<_> = acts.iter().map(|(act,)| act.as_str()).collect();
    let expected = [
        Act::TicketOpened,
        Act::TicketWrittenTo,
        Act::TicketClosed,
        Act::TicketWrittenTo,
    ];
    assert_eq!(acts, expected.map(Act::key));
}

#[db_test]
async fn mails_about_a_ticket_name_nobody_and_say_nothing_of_it(db: Db) {
    let services = crate::tests::services(db);
    let asker = person(&services, 1, &[]).await;
    let help_desk = person(&services, 2, &[Role::HelpDesk]).await;
    let number = open(&services, &asker, &question()).await.unwrap();
    assert!(mails(&services, &asker).await.is_empty());
    write_to(&services, &help_desk, number, "Load it again.")
        .await
        .unwrap();
    close(&services, &help_desk, number, "").await.unwrap();
    let subjects = mails(&services, &asker).await;
    let told = |what| format!("The Help Desk {what} your ticket {number}");
    assert_eq!(subjects, ["answered", "closed"].map(told));
    assert!(mails(&services, &help_desk).await.is_empty());
    let sent = [
        answered(number),
        closed(number, false),
        closed(number, true),
    ];
    let words = serde_json::to_string(&sent).unwrap();
    for secret in ["Person", "PERSON", "Load it", "empty", "example.org"] {
        assert!(!words.contains(secret), "{words}");
    }
}

#[db_test]
async fn a_ticket_is_of_whoever_asked_and_of_the_help_desk(db: Db) {
    let services = crate::tests::services(db);
    let asker = person(&services, 1, &[]).await;
    let others = [
        person(&services, 2, &[]).await,
        person(&services, 3, &[Role::CmsGeneralUser, Role::Auditor]).await,
    ];
    let number = open(&services, &asker, &question()).await.unwrap();
    for other in &others {
        let refused = [
            find(&services, other, number).await.err(),
            write_to(&services, other, number, "Me too.").await.err(),
            close(&services, other, number, "Me too.").await.err(),
        ];
        for error in refused {
            assert!(matches!(error, Some(ServiceError::NotFound)), "{error:?}");
        }
        assert!(list_own(&services, other).await.unwrap().is_empty());
        let denied = [
            list(&services, other, TicketFilter::default()).await.err(),
            count_open(&services, other).await.err(),
        ];
        for error in denied {
            assert!(matches!(error, Some(ServiceError::Denied(_))), "{error:?}");
        }
    }
    assert_eq!(list_own(&services, &asker).await.unwrap().len(), 1);
}

#[db_test]
async fn the_queue_shows_first_who_waits_the_longest(db: Db) {
    let services = crate::tests::services(db);
    let asker = person(&services, 1, &[]).await;
    let help_desk = person(&services, 2, &[Role::HelpDeskProductionControl]).await;
    let mut numbers = Vec::new();
    for minute in 0..4 {
        let now = NOON.plus_seconds(60 * minute);
        let then = Actor {
            now: Now {
                system: now,
                rules: now,
            },
            ..asker.clone()
        };
        numbers.push(open(&services, &then, &question()).await.unwrap());
    }
    write_to(&services, &help_desk, numbers[0], "Done.")
        .await
        .unwrap();
    let (page, counts) = list(&services, &help_desk, TicketFilter::default())
        .await
        .unwrap();
    let listed: Vec<_> = page.rows.iter().map(|line| line.number).collect();
    assert_eq!(listed, [numbers[1], numbers[2], numbers[3], numbers[0]]);
    for (state, count) in counts {
        let filter = TicketFilter {
            state: Some(state),
            ..TicketFilter::default()
        };
        let (page, _) = list(&services, &help_desk, filter).await.unwrap();
        assert_eq!(
            (page.total, i64::try_from(page.rows.len()).unwrap()),
            (count, count),
            "{state:?}"
        );
    }
}

#[db_test]
async fn a_ticket_that_is_not_one_says_what_is_wrong_with_each_field(db: Db) {
    let services = crate::tests::services(db);
    let asker = person(&services, 1, &[]).await;
    let wrong = |subject: &str, ccn: &str, words: &str| NewTicket {
        subject: subject.to_owned(),
        ccn: ccn.to_owned(),
        words: words.to_owned(),
    };
    let long = "x".repeat(TicketMessage::LONGEST + 1);
    let turned = "\u{202E}gro.lluf";
    for new in [
        wrong(" ", "1", " "),
        wrong(&long, "165001", &long),
        wrong(turned, "165001", turned),
    ] {
        let Err(ServiceError::Refused(errors)) = open(&services, &asker, &new).await else {
            panic!("{new:?}");
        };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["subject", "ccn", "words"], "{new:?}");
    }
    assert!(list_own(&services, &asker).await.unwrap().is_empty());
}

#[db_test]
async fn nobody_fills_the_queue_and_the_help_desk_answers_as_often_as_it_likes(db: Db) {
    let mut services = crate::tests::services(db);
    services.rules.limits.ticket.requests = 2;
    let asker = person(&services, 1, &[]).await;
    let help_desk = person(&services, 2, &[Role::HelpDesk]).await;
    let number = open(&services, &asker, &question()).await.unwrap();
    for _ in 0..4 {
        write_to(&services, &help_desk, number, "Load it again.")
            .await
            .unwrap();
    }
    write_to(&services, &asker, number, "Still empty.")
        .await
        .unwrap();
    let refused = [
        open(&services, &asker, &question()).await.err(),
        write_to(&services, &asker, number, "Hello?").await.err(),
        close(&services, &asker, number, "Hello?").await.err(),
    ];
    for error in refused {
        assert!(
            matches!(error, Some(ServiceError::TooMany { .. })),
            "{error:?}"
        );
    }
    assert_eq!(list_own(&services, &asker).await.unwrap().len(), 1);
    let thread = find(&services, &asker, number).await.unwrap().messages;
    assert_eq!(thread.len(), 6);
    // Closing without a word writes nothing, and others count by themselves.
    close(&services, &asker, number, "").await.unwrap();
    open(&services, &help_desk, &question()).await.unwrap();
}

#[db_test]
async fn what_the_help_desk_reads_and_does_is_recorded(db: Db) {
    let services = crate::tests::services(db);
    let asker = person(&services, 1, &[]).await;
    let help_desk = person(&services, 2, &[Role::HelpDesk]).await;
    let number = open(&services, &asker, &question()).await.unwrap();
    // One's own ticket is no event.
    find(&services, &asker, number).await.unwrap();
    find(&services, &help_desk, number).await.unwrap();
    write_to(&services, &help_desk, number, "Load it again.")
        .await
        .unwrap();
    close(&services, &asker, number, " ").await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let sql = "select act, actor_id, account_id from audit_event where object_id = $1 order by seq";
    let found = fetch!(
        fetch_all,
        (String, Option<Uuid>, Option<Uuid>),
        tx,
        sql,
        number.to_string()
    )
    .unwrap();
    let (asks, helps) = (Some(asker.user.0), Some(help_desk.user.0));
    let expected = [
        (Act::TicketOpened, asks),
        (Act::Read, helps),
        (Act::TicketWrittenTo, helps),
        (Act::TicketClosed, asks),
    ]
    .map(|(act, who)| (act.key().to_owned(), who, asks));
    assert_eq!(found, expected);
}
