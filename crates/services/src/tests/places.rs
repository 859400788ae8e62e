//! Providers, as tests lay them down.

use domain::{
    providers::{ProviderId, ProviderType, StateCode},
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Services,
    providers::record::{self, ProviderRecord},
};

/// A provider that has no numbers yet.
pub fn provider(kind: ProviderType, name: &str, state: &str) -> ProviderRecord {
    ProviderRecord {
        ccn: None,
        facility_id: None,
        state: StateCode::parse(state).unwrap(),
        kind,
        name: name.to_owned(),
        address: "1 Main Street".to_owned(),
        city: "Ashfield".to_owned(),
        zip: "50001".to_owned(),
        phone: None,
        ownership: None,
        certified_beds: (kind == ProviderType::NursingHome).then_some(50),
        certified_on: None,
        terminated_on: None,
        accredited_by: None,
    }
}

/// Lays it down, at this moment.
pub async fn insert(services: &Services, record: &ProviderRecord, at: Instant) -> ProviderId {
    let id = ProviderId(Uuid::now_v7());
    let mut tx = services.db.write().await.unwrap();
    record::insert(&mut tx, id, record, at).await.unwrap();
    tx.commit().await.unwrap();
    id
}
