mod list;
mod scope;

use domain::{
    access::{Actor, Grant, Role, Scope},
    identity::UserId,
    providers::{Ccn, FacilityId, ProviderFilter, ProviderId, ProviderType, StateCode},
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use store::{Db, Tx, exec};
use uuid::Uuid;

use super::record::{self, ProviderRecord};
use crate::Services;

const TODAY: Date = date(2026, 11, 10);

fn moment(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

fn state(code: &str) -> StateCode {
    StateCode::parse(code).unwrap()
}

pub(super) fn home(ccn: &str, name: &str, city: &str, code: &str) -> ProviderRecord {
    ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        facility_id: None,
        state: state(code),
        kind: ProviderType::NursingHome,
        name: name.to_owned(),
        address: "1 Main Street".to_owned(),
        city: city.to_owned(),
        zip: "50001".to_owned(),
        phone: None,
        ownership: None,
        certified_beds: Some(50),
        certified_on: None,
        terminated_on: None,
        accredited_by: None,
    }
}

async fn insert(tx: &mut Tx, record: &ProviderRecord) -> ProviderId {
    let id = ProviderId(Uuid::now_v7());
    record::insert(tx, id, record, moment(date(2026, 1, 1)))
        .await
        .unwrap();
    id
}

/// A person who holds `role` there, with the rows that the scope's SQL reads.
async fn person(tx: &mut Tx, role: Role, scope: Scope) -> Actor {
    let (user, grant) = (Uuid::now_v7(), Uuid::now_v7());
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at) values ($1, $2, 'A', 'a@example.org', 'active', 0)",
        user, user.to_string(),
    ).unwrap();
    let of_state = match &scope {
        Scope::State(state) => Some(state.as_str()),
        _ => None,
    };
    let jurisdiction = match &scope {
        Scope::Jurisdiction(one) => Some(one.key()),
        _ => None,
    };
    exec!(tx, "insert into role_grant (id, user_id, role, state_code, jurisdiction, granted_at) values ($1, $2, $3, $4, $5, 0)", grant, user, role.key(), of_state, jurisdiction).unwrap();
    if let Scope::Providers(providers) = &scope {
        for provider in providers {
            exec!(
                tx,
                "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
                grant,
                provider.0
            )
            .unwrap();
        }
    }
    let at = moment(TODAY);
    Actor {
        user: UserId(user),
        user_name: "A".to_owned(),
        category: role.category(),
        grants: vec![Grant { role, scope }],
        now: Now {
            system: at,
            rules: at,
        },
        viewing: None,
    }
}

/// Three homes, and a nationwide viewer.
async fn three_homes(db: &Db) -> (Services, Actor) {
    let mut tx = db.write().await.unwrap();
    let mut davis = home("16E724", "DAVIS COUNTY HOSPITAL", "BLOOMFIELD", "IA");
    davis.facility_id = Some(FacilityId::parse("IA1077").unwrap());
    davis.certified_on = Some(date(2001, 5, 1));
    let mut closed = home("366401", "100% Care_Home", "Ashfield", "OH");
    closed.terminated_on = Some(TODAY);
    let mut agency = home("168401", "amber Health", "Bloomfield", "IA");
    agency.kind = ProviderType::HomeHealthAgency;
    for record in [&davis, &closed, &agency] {
        insert(&mut tx, record).await;
    }
    let viewer = person(&mut tx, Role::CmsViewOnlyUser, Scope::Nation).await;
    tx.commit().await.unwrap();
    (crate::tests::services(db.clone()), viewer)
}

async fn names(services: &Services, actor: &Actor, filter: &ProviderFilter) -> Vec<String> {
    let page = super::list(services, actor, filter).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|line| line.name).collect()
}
