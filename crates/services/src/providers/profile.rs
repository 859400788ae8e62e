use domain::{
    access::{Action, Actor, Category, Scope},
    providers::{Ccn, Certification, ProviderChange, ProviderLine, ProviderProfile},
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{LineRow, identity, line_columns, record, sees_identity_only};
use crate::{
    ServiceError, Services,
    scope::{ScopeBinds, provider_in_scope},
};

/// The changes that a profile shows.
const CHANGES_SHOWN: i64 = 100;

store::sql! {
    /// Served by the primary key, or the unique CCN.
    PROFILE = concat!(
        "select ", line_columns!(), ", p.address, p.zip, p.phone, p.ownership, p.certified_beds, p.accredited_by",
        " from provider p where (p.id = $5 or p.ccn = $6) and ", provider_in_scope!()
    );
    CERTIFICATIONS = "select from_date, to_date, action from provider_certification where provider_id = $1 order by from_date desc";
    /// Served by the index provider_change(provider_id, changed_at).
    CHANGES = "select changed_at, field, before_value, after_value, source from provider_change \
               where provider_id = $1 order by changed_at desc, id desc limit $2";
}

#[derive(store::FromRow)]
struct ProfileRow {
    #[row(flatten)]
    line: LineRow,
    address: String,
    zip: String,
    phone: Option<String>,
    ownership: Option<String>,
    certified_beds: Option<i32>,
    accredited_by: Option<String>,
}

#[derive(store::FromRow)]
struct CertificationRow {
    from_date: Day,
    to_date: Option<Day>,
    action: String,
}

#[derive(store::FromRow)]
struct ChangeRow {
    changed_at: i64,
    field: String,
    before_value: Option<String>,
    after_value: Option<String>,
    source: String,
}

/// One provider's page, by the word that [`ProviderLine::slug`] gives.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or none within the person's scope;
/// [`ServiceError::Denied`] when no role of the person shows providers.
pub async fn profile(
    services: &Services,
    actor: &Actor,
    slug: &str,
) -> Result<ProviderProfile, ServiceError> {
    let action = Action::ViewProviders;
    let coverage = actor.coverage(action)?;
    let scope = ScopeBinds::new(actor, action, &coverage);
    let ccn = Ccn::parse(slug).ok();
    let mut tx = services.db.read().await?;
    let row = fetch!(
        fetch_optional,
        ProfileRow,
        tx,
        PROFILE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        Uuid::try_parse(slug).ok(),
        ccn.as_ref().map(Ccn::as_str),
    )?
    .ok_or(ServiceError::NotFound)?;
    let line = row.line.read(actor.now.today())?;
    if sees_identity_only(actor) {
        return Ok(ProviderProfile {
            line: identity(line),
            address: row.address,
            zip: row.zip,
            phone: None,
            ownership: None,
            certified_beds: None,
            accredited_by: None,
            certifications: Vec::new(),
            changes: Vec::new(),
            of_another_state: false,
            staffing_status: false,
            submissions: false,
            identity_only: true,
        });
    }
    Ok(ProviderProfile {
        address: row.address,
        zip: row.zip,
        phone: row.phone,
        ownership: row.ownership,
        certified_beds: row.certified_beds,
        accredited_by: record::accredited_by(row.accredited_by.as_deref())?
            .map(|one| one.name().to_owned()),
        certifications: certifications(&mut tx, line.id.0).await?,
        changes: changes(&mut tx, line.id.0).await?,
        of_another_state: is_of_another_state(actor, &line),
        staffing_status: sends_staffing_to(actor, &line, Action::ViewStaffingStatus),
        submissions: sends_staffing_to(actor, &line, Action::ViewStaffingSubmissions),
        identity_only: false,
        line,
    })
}

async fn certifications(tx: &mut Tx, provider: Uuid) -> Result<Vec<Certification>, ServiceError> {
    let rows = fetch!(fetch_all, CertificationRow, tx, CERTIFICATIONS, provider)?;
    Ok(rows
        .into_iter()
        .map(|row| Certification {
            from: row.from_date.to_jiff(),
            to: row.to_date.map(Day::to_jiff),
            action: row.action,
        })
        .collect())
}

async fn changes(tx: &mut Tx, provider: Uuid) -> Result<Vec<ProviderChange>, ServiceError> {
    let rows = fetch!(fetch_all, ChangeRow, tx, CHANGES, provider, CHANGES_SHOWN)?;
    Ok(rows
        .into_iter()
        .map(|row| ProviderChange {
            at: Instant(row.changed_at),
            field: row.field,
            before: row.before_value,
            after: row.after_value,
            source: row.source,
        })
        .collect())
}

/// State users keep the records of their own state and read those of the others (seed 000).
fn is_of_another_state(actor: &Actor, line: &ProviderLine) -> bool {
    let own = |scope: &Scope| matches!(scope, Scope::State(state) if *state == line.state);
    actor.category == Category::StateAgency && !actor.grants.iter().any(|grant| own(&grant.scope))
}

fn sends_staffing_to(actor: &Actor, line: &ProviderLine, action: Action) -> bool {
    line.kind.sends_staffing()
        && actor
            .coverage(action)
            .is_ok_and(|coverage| coverage.touches(line.id, line.state))
}
