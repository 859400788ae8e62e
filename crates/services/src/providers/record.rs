//! A provider's record as it is kept, and what a change of it leaves behind.

use domain::{
    access::{AccreditingOrganization, Jurisdiction},
    listing::collapsed,
    providers::{Ccn, FacilityId, ProviderId, ProviderType, StateCode},
    time::{Instant, display_date},
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use crate::ServiceError;

/// Everything that a provider's record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRecord {
    pub ccn: Option<Ccn>,
    pub facility_id: Option<FacilityId>,
    pub state: StateCode,
    pub kind: ProviderType,
    pub name: String,
    pub address: String,
    pub city: String,
    pub zip: String,
    pub phone: Option<String>,
    pub ownership: Option<String>,
    pub certified_beds: Option<i32>,
    pub certified_on: Option<Date>,
    pub terminated_on: Option<Date>,
    /// Who accredited it, where it is deemed to meet the conditions.
    pub accredited_by: Option<AccreditingOrganization>,
}

/// One field that differs: its name on the screens, and its value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub field: &'static str,
    pub before: Option<String>,
    pub after: Option<String>,
}

store::sql! {
    INSERT = "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, \
              phone, ownership, certified_beds, certified_on, terminated_on, created_at, updated_at, \
              accredited_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)";
    /// The CCN and the type stay what they are (42 CFR 489.18: a change of ownership keeps the number).
    UPDATE = "update provider set facility_id = $2, state_code = $3, name = $4, search_key = $5, address = $6, city = $7, \
              zip = $8, phone = $9, ownership = $10, certified_beds = $11, certified_on = $12, terminated_on = $13, \
              updated_at = $14, accredited_by = $15 where id = $1";
    CHANGED = "insert into provider_change (id, provider_id, changed_at, field, before_value, after_value, source) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    /// Served by the unique CCN.
    OF_CCN = "select id, ccn, facility_id, state_code, kind, name, address, city, zip, phone, ownership, certified_beds, \
              certified_on, terminated_on, accredited_by from provider where ccn = $1";
}

#[derive(store::FromRow)]
struct RecordRow {
    id: Uuid,
    ccn: Option<String>,
    facility_id: Option<String>,
    state_code: String,
    kind: String,
    name: String,
    address: String,
    city: String,
    zip: String,
    phone: Option<String>,
    ownership: Option<String>,
    certified_beds: Option<i32>,
    certified_on: Option<Day>,
    terminated_on: Option<Day>,
    accredited_by: Option<String>,
}

impl RecordRow {
    fn read(self) -> Result<(ProviderId, ProviderRecord), ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        let facility_id = self
            .facility_id
            .as_deref()
            .map(FacilityId::parse)
            .transpose();
        let record = ProviderRecord {
            ccn: ccn.map_err(|_| corrupt("CCN"))?,
            facility_id: facility_id.map_err(|_| corrupt("Facility ID"))?,
            state: StateCode::parse(&self.state_code).map_err(|_| corrupt("state"))?,
            kind: ProviderType::from_key(&self.kind).map_err(|_| corrupt("provider type"))?,
            name: self.name,
            address: self.address,
            city: self.city,
            zip: self.zip,
            phone: self.phone,
            ownership: self.ownership,
            certified_beds: self.certified_beds,
            certified_on: self.certified_on.map(Day::to_jiff),
            terminated_on: self.terminated_on.map(Day::to_jiff),
            accredited_by: accredited_by(self.accredited_by.as_deref())?,
        };
        Ok((ProviderId(self.id), record))
    }
}

/// Reads it as it is stored.
pub fn accredited_by(key: Option<&str>) -> Result<Option<AccreditingOrganization>, ServiceError> {
    match key.map(Jurisdiction::parse).transpose() {
        Ok(None) => Ok(None),
        Ok(Some(Jurisdiction::Accreditation(one))) => Ok(Some(one)),
        Ok(Some(_)) | Err(_) => Err(ServiceError::Corrupt {
            what: "accrediting organization",
        }),
    }
}

/// As it is stored, so that it meets the grants of an accrediting organization's people.
fn key_of(organization: Option<AccreditingOrganization>) -> Option<String> {
    organization.map(|one| Jurisdiction::Accreditation(one).key())
}

impl ProviderRecord {
    /// What people search: name, city, CCN and Facility ID in lower case, a line each, so that no
    /// search runs from one into the next, and with single spaces, as searches have them.
    fn search_key(&self) -> String {
        let ccn = self.ccn.as_ref().map_or("", Ccn::as_str);
        let facility_id = self.facility_id.as_ref().map_or("", FacilityId::as_str);
        [&self.name, &self.city, ccn, facility_id]
            .map(collapsed)
            .join("\n")
            .to_lowercase()
    }

    /// What differs in `after`.
    pub fn differences(&self, after: &Self) -> Vec<FieldChange> {
        let fields = self.fields().into_iter().zip(after.fields());
        fields
            .filter(|((_, before), (_, after))| before != after)
            .map(|((field, before), (_, after))| FieldChange {
                field,
                before,
                after,
            })
            .collect()
    }

    fn fields(&self) -> [(&'static str, Option<String>); 12] {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        [
            ("Provider name", text(&self.name)),
            (
                "Facility ID",
                self.facility_id.as_ref().map(ToString::to_string),
            ),
            ("State", Some(self.state.to_string())),
            ("Address", text(&self.address)),
            ("City", text(&self.city)),
            ("ZIP code", text(&self.zip)),
            ("Telephone", self.phone.clone()),
            ("Ownership", self.ownership.clone()),
            (
                "Certified beds",
                self.certified_beds.map(|beds| beds.to_string()),
            ),
            ("Certified on", self.certified_on.map(display_date)),
            ("Terminated on", self.terminated_on.map(display_date)),
            (
                "Accredited by",
                self.accredited_by.map(|one| one.name().to_owned()),
            ),
        ]
    }
}

/// The record of this CCN, if there is one.
pub async fn of_ccn(
    tx: &mut Tx,
    ccn: &Ccn,
) -> Result<Option<(ProviderId, ProviderRecord)>, ServiceError> {
    let row = fetch!(fetch_optional, RecordRow, tx, OF_CCN, ccn.as_str())?;
    row.map(RecordRow::read).transpose()
}

pub async fn insert(
    tx: &mut Tx,
    id: ProviderId,
    record: &ProviderRecord,
    at: Instant,
) -> Result<(), ServiceError> {
    exec!(
        tx,
        INSERT,
        id.0,
        record.ccn.as_ref().map(Ccn::as_str),
        record.facility_id.as_ref().map(FacilityId::as_str),
        record.state.as_str(),
        record.kind.key(),
        &record.name,
        record.search_key(),
        &record.address,
        &record.city,
        &record.zip,
        &record.phone,
        &record.ownership,
        record.certified_beds,
        record.certified_on.map(Day::from),
        record.terminated_on.map(Day::from),
        at.0,
        key_of(record.accredited_by),
    )?;
    Ok(())
}

/// Keeps `after`, and each field in which it differs from `before` with who or what changed it.
pub async fn update(
    tx: &mut Tx,
    id: ProviderId,
    before: &ProviderRecord,
    after: &ProviderRecord,
    source: &str,
    at: Instant,
) -> Result<(), ServiceError> {
    exec!(
        tx,
        UPDATE,
        id.0,
        after.facility_id.as_ref().map(FacilityId::as_str),
        after.state.as_str(),
        &after.name,
        after.search_key(),
        &after.address,
        &after.city,
        &after.zip,
        &after.phone,
        &after.ownership,
        after.certified_beds,
        after.certified_on.map(Day::from),
        after.terminated_on.map(Day::from),
        at.0,
        key_of(after.accredited_by),
    )?;
    for change in before.differences(after) {
        record_change(tx, Uuid::now_v7(), id, &change, source, at).await?;
    }
    Ok(())
}

pub async fn record_change(
    tx: &mut Tx,
    change_id: Uuid,
    provider: ProviderId,
    change: &FieldChange,
    source: &str,
    at: Instant,
) -> Result<(), ServiceError> {
    exec!(
        tx,
        CHANGED,
        change_id,
        provider.0,
        at.0,
        change.field,
        &change.before,
        &change.after,
        source,
    )?;
    Ok(())
}
