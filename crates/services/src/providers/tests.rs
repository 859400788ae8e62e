mod list;
mod scope;

use domain::{
    access::{Actor, Role, Scope},
    providers::{Ccn, FacilityId, ProviderFilter, ProviderId, ProviderType, StateCode},
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use store::{Db, Tx};
use uuid::Uuid;

use super::record::{self, ProviderRecord};
use crate::{
    Services,
    tests::{people, places},
};

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
        city: city.to_owned(),
        ..places::provider(ProviderType::NursingHome, name, code)
    }
}

async fn insert(tx: &mut Tx, record: &ProviderRecord) -> ProviderId {
    let id = ProviderId(Uuid::now_v7());
    record::insert(tx, id, record, moment(date(2026, 1, 1)))
        .await
        .unwrap();
    id
}

async fn person(tx: &mut Tx, role: Role, scope: Scope) -> Actor {
    let now = Now {
        system: moment(TODAY),
        rules: moment(TODAY),
    };
    people::person(tx, &Uuid::now_v7().to_string(), role, scope, now).await
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
