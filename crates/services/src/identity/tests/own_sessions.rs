use super::super::{end_other_sessions, end_own_session, own_sessions};
use super::*;

#[db_test]
async fn one_sees_ones_own_sessions_and_ends_them(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let (here, there) = (
        logged_in(&services).await,
        logged_in_at(&services, NOON.plus_seconds(60)).await,
    );
    let now = NOON.plus_seconds(61);
    let me = holder(&services, &here, now).await;
    let listed = own_sessions(&services, &me, now).await.unwrap();
    assert_eq!(listed.len(), 2);
    let other = listed.iter().find(|session| !session.is_this).unwrap();
    end_own_session(&services, &me, &other.id, now)
        .await
        .unwrap();
    // For a day its own browser is told why.
    for later in [62, 23 * 60 * 60] {
        assert_eq!(
            session(&services, &there, AskedBy::Person, at(later))
                .await
                .unwrap(),
            ended_by(SessionEnd::Elsewhere)
        );
    }
    open(&services, &here, at(62)).await;
    assert_eq!(own_sessions(&services, &me, now).await.unwrap().len(), 1);
}

#[db_test]
async fn logging_out_everywhere_else_leaves_this_session(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let tokens = [
        logged_in(&services).await,
        logged_in(&services).await,
        logged_in(&services).await,
    ];
    let me = holder(&services, &tokens[0], NOON).await;
    end_other_sessions(&services, &me, NOON).await.unwrap();
    open(&services, &tokens[0], at(1)).await;
    for token in &tokens[1..] {
        assert_eq!(
            session(&services, token, AskedBy::Person, at(1))
                .await
                .unwrap(),
            ended_by(SessionEnd::Elsewhere)
        );
    }
}

#[db_test]
async fn a_session_that_was_ended_takes_no_further_step(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let (here, there) = (logged_in(&services).await, logged_in(&services).await);
    let thief = holder(&services, &there, NOON).await;
    let code = code_for(&services, &thief, NOON).await;
    let me = holder(&services, &here, NOON).await;
    end_other_sessions(&services, &me, NOON).await.unwrap();
    let stepped = prove(&services, &thief, &code, NOON).await;
    assert!(
        matches!(stepped, Err(ServiceError::NotFound)),
        "{stepped:?}"
    );
}

#[db_test]
async fn anothers_session_cannot_be_ended(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let me = holder(&services, &token, NOON).await;
    let stranger = Holder {
        user: UserId(Uuid::from_u128(99)),
        ..me.clone()
    };
    let id = own_sessions(&services, &me, NOON)
        .await
        .unwrap()
        .remove(0)
        .id;
    end_own_session(&services, &stranger, &id, NOON)
        .await
        .unwrap();
    open(&services, &token, at(1)).await;
}

#[db_test]
async fn what_a_page_asks_by_itself_keeps_no_session_alive(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    for minute in 1..15 {
        let asked = session(&services, &token, AskedBy::Page, at(minute * 60))
            .await
            .unwrap();
        assert!(matches!(asked, Presented::Open(_)), "{minute}");
    }
    let ended = session(&services, &token, AskedBy::Page, at(15 * 60))
        .await
        .unwrap();
    assert_eq!(ended, ended_by(SessionEnd::Idle));
}
