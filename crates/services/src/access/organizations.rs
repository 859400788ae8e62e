//! The organizations of a request's third step, found by the numbers that people type.

use domain::{
    access::{Actor, OrganizationLine, SearchBy},
    providers::{Ccn, FacilityId, ProviderId, ProviderType, StateCode},
};
use jiff::civil::Date;
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use crate::{ServiceError, Services};

/// The field of the form in which a number is typed.
pub(super) const SEARCH_FOR: &str = "search_for";
/// As many as one request takes.
pub(super) const MOST: usize = 100;

macro_rules! selecting {
    ($condition:literal) => {
        concat!(
            "select p.id, p.name, p.address, p.city, p.state_code, p.zip, p.kind, p.ccn, p.facility_id, p.terminated_on \
             from provider p where ",
            $condition
        )
    };
}

store::sql! {
    /// Served by the unique CCN.
    BY_CCN = selecting!("p.ccn = $1");
    /// Served by provider_facility_id. A Facility ID is unique in its state alone.
    BY_FACILITY_ID = selecting!("p.facility_id = $1 order by p.state_code, p.id limit 2");
    /// Served by the primary key, or the unique CCN.
    BY_SLUG = selecting!("p.id = $1 or p.ccn = $2");
}

#[derive(store::FromRow)]
struct OrganizationRow {
    id: Uuid,
    name: String,
    address: String,
    city: String,
    state_code: String,
    zip: String,
    kind: String,
    ccn: Option<String>,
    facility_id: Option<String>,
    terminated_on: Option<Day>,
}

/// An organization, with what decides whether one may ask for a role there.
pub(super) struct Organization {
    pub line: OrganizationLine,
    pub state: StateCode,
    pub is_terminated: bool,
}

impl OrganizationRow {
    fn read(self, today: Date) -> Result<Organization, ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        let ccn = ccn.map_err(|_| corrupt("CCN"))?;
        let facility_id = self.facility_id.as_deref().map(FacilityId::parse);
        let facility_id = facility_id
            .transpose()
            .map_err(|_| corrupt("Facility ID"))?;
        let slug = ccn
            .as_ref()
            .map_or_else(|| self.id.to_string(), |ccn| ccn.as_str().to_owned());
        Ok(Organization {
            state: StateCode::parse(&self.state_code).map_err(|_| corrupt("state"))?,
            is_terminated: self.terminated_on.is_some_and(|day| day.to_jiff() <= today),
            line: OrganizationLine {
                id: ProviderId(self.id),
                slug,
                name: self.name,
                address: self.address,
                place: format!("{}, {} {}", self.city, self.state_code, self.zip),
                kind: ProviderType::from_key(&self.kind).map_err(|_| corrupt("provider type"))?,
                ccn,
                facility_id,
            },
        })
    }
}

/// `DAVIS COUNTY HOSPITAL (16E724)`.
pub(super) fn name_of(line: &OrganizationLine) -> String {
    line.ccn
        .as_ref()
        .map_or_else(|| line.name.clone(), |ccn| format!("{} ({ccn})", line.name))
}

/// Why nobody may ask for a role at a provider that is no more.
pub(super) fn terminated(line: &OrganizationLine) -> String {
    format!(
        "{} is terminated. Nobody gets a role there any more.",
        name_of(line)
    )
}

/// The provider of a number. Refused, at `search_for`, when nothing was typed, when it is no such number, when no provider or
/// more than one has it, and when the provider is terminated.
pub(super) async fn by_number(
    tx: &mut Tx,
    (by, text): (SearchBy, &str),
    today: Date,
) -> Result<OrganizationLine, ServiceError> {
    let refused = |message: String| ServiceError::field(SEARCH_FOR, message);
    let (text, label) = (text.trim(), by.label());
    if text.is_empty() {
        return Err(refused(format!("Enter a {label}.")));
    }
    let rows = match by {
        SearchBy::Ccn => {
            // As letters write it, in groups.
            let text: String = text.split_whitespace().collect();
            let ccn = Ccn::parse(&text).map_err(|why| refused(why.to_string()))?;
            fetch!(fetch_all, OrganizationRow, tx, BY_CCN, ccn.as_str())?
        }
        SearchBy::FacilityId => {
            let id = FacilityId::parse(text).map_err(|why| refused(why.to_string()))?;
            fetch!(fetch_all, OrganizationRow, tx, BY_FACILITY_ID, id.as_str())?
        }
    };
    let mut rows = rows.into_iter();
    let found = match (rows.next(), rows.next()) {
        (Some(row), None) => row.read(today)?,
        (Some(_), Some(_)) => {
            let message = "Providers of several states have this Facility ID. Search by CCN.";
            return Err(refused(message.to_owned()));
        }
        (None, _) => {
            return Err(refused(format!(
                "No provider has this {label}. Look at the number again; if it is right, ask the Service Center."
            )));
        }
    };
    if found.is_terminated {
        return Err(refused(terminated(&found.line)));
    }
    Ok(found.line)
}

/// The providers of these slugs, in their order and each once. Unknown ones are left out.
///
/// # Errors
/// The database's.
pub async fn organizations(
    services: &Services,
    actor: &Actor,
    slugs: &[String],
) -> Result<Vec<OrganizationLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let mut lines: Vec<OrganizationLine> = Vec::new();
    for slug in slugs.iter().take(MOST) {
        if let Some(found) = by_slug(&mut tx, slug, actor.now.today()).await?
            && lines.iter().all(|line| line.id != found.line.id)
        {
            lines.push(found.line);
        }
    }
    Ok(lines)
}

pub(super) async fn by_slug(
    tx: &mut Tx,
    slug: &str,
    today: Date,
) -> Result<Option<Organization>, ServiceError> {
    let ccn = Ccn::parse(slug).ok();
    let row = fetch!(
        fetch_optional,
        OrganizationRow,
        tx,
        BY_SLUG,
        Uuid::try_parse(slug).ok(),
        ccn.as_ref().map(Ccn::as_str)
    )?;
    row.map(|row| row.read(today)).transpose()
}

pub(super) async fn by_id(
    tx: &mut Tx,
    id: ProviderId,
    today: Date,
) -> Result<Option<Organization>, ServiceError> {
    let row = fetch!(
        fetch_optional,
        OrganizationRow,
        tx,
        BY_SLUG,
        id.0,
        None::<&str>
    )?;
    row.map(|row| row.read(today)).transpose()
}
