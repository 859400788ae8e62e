//! The organizations of whoever asks in a ticket: it is about them, and so is what is looked at for it.

use domain::{
    access::Action,
    audit::{Act, Event, Object},
    identity::UserId,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::start::ticket;
use crate::{ServiceError, Services, access::place::Place, audit, identity::Session};

store::sql! {
    /// Where somebody holds a role, or asks for one. Served by role_grant_user, role_request_user and the primary keys.
    OF_PERSON = "select gp.provider_id, g.state_code as state_code, g.jurisdiction as jurisdiction, p.name as provider_name, p.ccn
        from role_grant g
        left join role_grant_provider gp on gp.grant_id = g.id
        left join provider p on p.id = gp.provider_id
        where g.user_id = $1 and g.ended_at is null
        union
        select r.provider_id, r.state_code, r.jurisdiction, p.name as provider_name, p.ccn
        from role_request r
        left join provider p on p.id = r.provider_id
        where r.user_id = $1 and r.state = 'pending'
        order by provider_name, state_code, jurisdiction";
}

#[derive(store::FromRow)]
struct OrganizationRow {
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_name: Option<String>,
    ccn: Option<String>,
}

impl OrganizationRow {
    fn place(&self) -> Result<Place, ServiceError> {
        let jurisdiction = self.jurisdiction.as_deref();
        Place::of(self.provider_id, self.state_code.as_deref(), jurisdiction)
    }

    /// The organization as the form takes it, and in words; none of a role that is at no organization, nor of a provider without a CCN.
    fn offered(&self) -> Result<Option<(String, String)>, ServiceError> {
        let place = self.place()?;
        let key = match place {
            Place::Provider(_) => self.ccn.clone(),
            Place::State(state) => Some(state.as_str().to_owned()),
            Place::Jurisdiction(one) => Some(one.key()),
            Place::Nation => None,
        };
        let words = place.words(self.provider_name.as_deref(), self.ccn.as_deref());
        Ok(key.map(|key| (key, words)))
    }
}

async fn of_person(tx: &mut Tx, person: UserId) -> Result<Vec<OrganizationRow>, ServiceError> {
    let rows = fetch!(fetch_all, OrganizationRow, tx, OF_PERSON, person.0)?;
    Ok(rows)
}

/// Whether somebody holds a role at this place, or asks for one.
pub(super) async fn is_theirs(
    tx: &mut Tx,
    person: UserId,
    place: Place,
) -> Result<bool, ServiceError> {
    let rows = of_person(tx, person).await?;
    let places: Result<Vec<_>, _> = rows.iter().map(OrganizationRow::place).collect();
    Ok(places?.contains(&place))
}

/// The organizations of whoever asks in a ticket, which the form offers first: each as the form takes it, and in words. None of a ticket
/// at which nobody can begin. That somebody's are shown is an event.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAs`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn organizations_of_asker(
    services: &Services,
    session: &Session,
    number: &str,
) -> Result<Vec<(String, String)>, ServiceError> {
    session.actor.coverage(Action::ViewAs)?;
    let mut tx = services.db.read().await?;
    let (_, number, asker) = match ticket(&mut tx, session.holder.user, number).await {
        // The form says what is wrong with it once it is sent.
        Err(ServiceError::Refused(_)) => return Ok(Vec::new()),
        found => found?,
    };
    let rows = of_person(&mut tx, asker).await?;
    drop(tx);
    let offered = rows
        .iter()
        .filter_map(|row| row.offered().transpose())
        .collect::<Result<Vec<_>, _>>()?;
    if !offered.is_empty() {
        let event = Event::by(Act::Read, &session.actor, Action::ViewAs)
            .of(asker)
            .about(Object::Ticket(number))
            .count("organizations", offered.len());
        audit::read(services, event).await?;
    }
    Ok(offered)
}
