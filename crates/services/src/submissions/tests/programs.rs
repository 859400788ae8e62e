//! What programs see through their tokens: no more than their owner, and no more than the token is for.

use bytes::Bytes;
use domain::{
    access::{Role, Scope},
    identity::{AccessTokenId, TokenRight},
    providers::ProviderId,
    submissions::{SubmissionKind, SubmissionNumber, SubmissionState},
    time::Instant,
};
use futures::TryStreamExt as _;
use store::{Db, db_test, exec};
use uuid::Uuid;

use super::world::{Pbj, World};
use crate::{
    ServiceError,
    identity::Bearer,
    submissions::{
        AllReports, ReportsPage, all_reports_for,
        program::{Since, list_since, receipt_for, report_csv_for},
    },
};

/// A token of the world's submitter for these homes, or for all.
pub(crate) async fn token(world: &World, limit: Option<Vec<ProviderId>>) -> Bearer {
    let id = Uuid::now_v7();
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into access_token (id, user_id, category, name, token_hash, tail, rights, is_limited, created_at, ends_at)
         values ($1, $2, 'provider', 'x', $3, 'x', ',submit,read_reports,', $4, 0, 9000000000000000000)",
        id,
        world.submitter.user.0,
        id.as_bytes().as_slice(),
        limit.is_some()
    )
    .unwrap();
    for home in limit.iter().flatten() {
        exec!(
            tx,
            "insert into access_token_provider (token_id, provider_id) values ($1, $2)",
            id,
            home.0
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    Bearer {
        token: AccessTokenId(id),
        token_hash: [0; 32],
        actor: world.submitter.clone(),
        rights: TokenRight::ALL.to_vec(),
        limit,
    }
}

async fn of_two_homes(db: Db) -> World {
    let mut world = World::new(db).await;
    let homes = Scope::Providers(vec![world.home, world.other_home]);
    world.submitter = world.add_person("TWO", Role::PbjSubmitter, homes).await;
    world
}

fn for_other_home() -> Pbj<'static> {
    Pbj {
        facility: "OTHER2",
        ..Pbj::default()
    }
}

fn since(after: i64, limit: i64) -> Since {
    Since {
        kind: SubmissionKind::Staffing,
        since: Instant(0),
        after: SubmissionNumber(after),
        limit,
    }
}

async fn numbers(world: &World, bearer: &Bearer, asked: Since) -> Vec<SubmissionNumber> {
    let heads = list_since(&world.services, bearer, asked).await.unwrap();
    heads.into_iter().map(|head| head.number).collect()
}

#[db_test]
async fn a_file_for_a_facility_that_the_token_is_not_for_is_refused_like_a_strangers(db: Db) {
    let mut world = of_two_homes(db).await;
    let limited = token(&world, Some(vec![world.home])).await;
    world.services.origin.token = Some(limited.token);
    let own = world.submit(&Pbj::default()).await;
    assert_eq!(own.progress.state, SubmissionState::Accepted);
    let other = world.submit(&for_other_home()).await;
    assert_eq!(other.progress.state, SubmissionState::Rejected);
    assert_eq!(world.edits(other.number).await, ["-3693"]);
    assert_eq!(other.files[0].facility, None);
    // What it sent it may read: that nobody's facility was named.
    let seen = receipt_for(&world.services, &limited, other.number)
        .await
        .unwrap();
    assert_eq!(seen.files.len(), 1);
    let unlimited = token(&world, None).await;
    world.services.origin.token = Some(unlimited.token);
    let other = world.submit(&for_other_home()).await;
    assert_eq!(other.progress.state, SubmissionState::Accepted);
}

#[db_test]
async fn a_limited_token_reads_what_is_of_its_facilities(db: Db) {
    let mut world = of_two_homes(db).await;
    let own = world.submit(&Pbj::default()).await.number;
    let other = world.submit(&for_other_home()).await.number;
    let limited = token(&world, Some(vec![world.home])).await;
    let unlimited = token(&world, None).await;
    assert_eq!(numbers(&world, &limited, since(0, 9)).await, [own]);
    assert_eq!(numbers(&world, &unlimited, since(0, 9)).await, [own, other]);
    receipt_for(&world.services, &limited, own).await.unwrap();
    let hidden = receipt_for(&world.services, &limited, other).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)));
    let hidden = report_csv_for(&world.services, &limited, other, 1).await;
    assert!(matches!(hidden.map(drop), Err(ServiceError::NotFound)));
    let shown = report_csv_for(&world.services, &limited, own, 1).await;
    assert!(shown.is_ok());
}

#[db_test]
async fn a_program_learns_nothing_of_what_others_send(db: Db) {
    let mut world = of_two_homes(db).await;
    let first = world.submit(&Pbj::default()).await.number;
    world.submit(&for_other_home()).await;
    let next = Pbj {
        entries: &[("E1", "2026-07-02", "8.00", 7)],
        ..Pbj::default()
    };
    let last = world.submit(&next).await.number;
    let home = Scope::Providers(vec![world.home]);
    world.submitter = world.add_person("ONE", Role::PbjSubmitter, home).await;
    let bearer = token(&world, None).await;
    assert_eq!(numbers(&world, &bearer, since(0, 9)).await, [first, last]);
    let page = async |after: SubmissionNumber| {
        let asked = AllReports {
            kind: SubmissionKind::Staffing,
            since: Instant(0),
        };
        let page = ReportsPage { after, limit: 1 };
        let (until, rows) = all_reports_for(&world.services, &bearer, asked, page)
            .await
            .unwrap();
        let rows: Vec<Bytes> = rows.try_collect().await.unwrap();
        (until, String::from_utf8(rows.concat()).unwrap())
    };
    let (until, rows) = page(SubmissionNumber(0)).await;
    assert_eq!(until, Some(first));
    assert!(
        rows.contains("SRDEMO01") && !rows.contains("OTHER2"),
        "{rows}"
    );
    let (until, rows) = page(first).await;
    assert_eq!(until, None, "there is none of theirs after the last");
    assert!(rows.contains(&last.to_string()), "{rows}");
    let told = "select count(*) from audit_event e join provider p on p.id = e.provider_id
        where e.act = 'sensitive_export' and p.facility_id = 'SRDEMO01'";
    assert_eq!(world.count(told).await, 2, "each is about the one home");
}

#[db_test]
async fn the_list_goes_on_where_it_ended(db: Db) {
    let mut world = of_two_homes(db).await;
    let mut sent = Vec::new();
    for name in ["a.xml", "b.xml", "c.xml"] {
        sent.push(world.send(name, "<a/>").await);
    }
    let bearer = token(&world, None).await;
    let first = numbers(&world, &bearer, since(0, 2)).await;
    assert_eq!(first, sent[..2]);
    let rest = numbers(&world, &bearer, since(sent[1].0, 2)).await;
    assert_eq!(rest, sent[2..]);
    let later = Since {
        since: world.now().rules.plus_seconds(1),
        ..since(0, 2)
    };
    assert_eq!(numbers(&world, &bearer, later).await, []);
}
