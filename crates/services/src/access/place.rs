//! Where a role holds, who its security officials are, and who decides on a request for it.

use std::collections::BTreeSet;

use domain::{
    access::{Actor, Decider, Jurisdiction, Role},
    audit::{Event, Fact},
    identity::UserId,
    providers::{ProviderId, StateCode},
};
use store::{Tx, fetch};
use uuid::Uuid;

use crate::{ServiceError, identity::grants};

store::sql! {
    /// Served by role_grant_provider_provider and the primary keys.
    AT_PROVIDER = "select distinct u.id, u.full_name, u.email from role_grant_provider gp
        join role_grant g on g.id = gp.grant_id
        join user_account u on u.id = g.user_id
        where gp.provider_id = $1 and g.role = 'provider_security_official' and g.ended_at is null
            and u.state = 'active'
        order by u.full_name, u.id";
    /// Served by role_grant_role.
    IN_STATE = "select distinct u.id, u.full_name, u.email from role_grant g
        join user_account u on u.id = g.user_id
        where g.role = 'state_agency_security_official' and g.state_code = $1 and g.ended_at is null
            and u.state = 'active'
        order by u.full_name, u.id";
    /// Served by role_grant_jurisdiction.
    IN_JURISDICTION = "select distinct u.id, u.full_name, u.email from role_grant g
        join user_account u on u.id = g.user_id
        where g.jurisdiction = $1 and g.role = $2 and g.ended_at is null and u.state = 'active'
        order by u.full_name, u.id";
    /// Served by role_grant_role.
    NATIONWIDE = "select distinct u.id, u.full_name, u.email from role_grant g
        join user_account u on u.id = g.user_id
        where g.role = $1 and g.ended_at is null and u.state = 'active'
        order by u.full_name, u.id";
    /// Served by role_grant_provider_provider and the primary key.
    EVER_AT_PROVIDER = "select count(*) from role_grant_provider gp join role_grant g on g.id = gp.grant_id
        where gp.provider_id = $1 and g.role = 'provider_security_official'";
    /// Served by role_grant_role.
    EVER_IN_STATE = "select count(*) from role_grant where role = 'state_agency_security_official' and state_code = $1";
    /// Served by the primary key.
    ACTIVE = "select count(*) from user_account where id = $1 and state = 'active'";
}

/// The one place that a request, or a row of a grant, is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Provider(ProviderId),
    State(StateCode),
    Jurisdiction(Jurisdiction),
    Nation,
}

impl Place {
    /// As it is stored.
    pub fn of(
        provider: Option<Uuid>,
        state: Option<&str>,
        jurisdiction: Option<&str>,
    ) -> Result<Self, ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        match (provider, state, jurisdiction) {
            (Some(id), ..) => Ok(Self::Provider(ProviderId(id))),
            (None, Some(code), _) => StateCode::parse(code)
                .map(Self::State)
                .map_err(|_| corrupt("state")),
            (None, None, Some(key)) => Jurisdiction::parse(key)
                .map(Self::Jurisdiction)
                .map_err(|_| corrupt("jurisdiction")),
            (None, None, None) => Ok(Self::Nation),
        }
    }

    pub fn provider(self) -> Option<Uuid> {
        match self {
            Self::Provider(id) => Some(id.0),
            Self::State(_) | Self::Jurisdiction(_) | Self::Nation => None,
        }
    }

    pub fn state(self) -> Option<StateCode> {
        match self {
            Self::State(state) => Some(state),
            Self::Provider(_) | Self::Jurisdiction(_) | Self::Nation => None,
        }
    }

    pub fn jurisdiction(self) -> Option<Jurisdiction> {
        match self {
            Self::Jurisdiction(one) => Some(one),
            Self::Provider(_) | Self::State(_) | Self::Nation => None,
        }
    }

    /// An event that concerns this place.
    pub fn concerned(self, event: Event) -> Event {
        match self {
            Self::Provider(id) => event.at([id]),
            Self::State(state) => event.within(Some(state)),
            Self::Jurisdiction(one) => event.with("jurisdiction", Fact::Jurisdiction(one)),
            Self::Nation => event,
        }
    }

    /// `DAVIS COUNTY HOSPITAL (16E724)`, `Iowa`, `The Joint Commission`, `Nationwide`.
    pub fn words(self, name: Option<&str>, ccn: Option<&str>) -> String {
        match self {
            Self::Provider(_) => {
                let name = name.unwrap_or_default();
                ccn.map_or_else(|| name.to_owned(), |ccn| format!("{name} ({ccn})"))
            }
            Self::State(state) => state.name().to_owned(),
            Self::Jurisdiction(one) => one.name(),
            Self::Nation => "Nationwide".to_owned(),
        }
    }
}

/// Someone who decides, whose account can be used.
#[derive(Debug, Clone, PartialEq, Eq, store::FromRow)]
pub(crate) struct Official {
    id: Uuid,
    full_name: String,
    pub email: String,
}

impl Official {
    pub fn user(&self) -> UserId {
        UserId(self.id)
    }
}

impl From<Official> for Decider {
    fn from(official: Official) -> Self {
        Self {
            name: official.full_name,
            contact: official.email,
        }
    }
}

/// Whether an account can be used.
pub(super) async fn is_active(tx: &mut Tx, user: UserId) -> Result<bool, ServiceError> {
    Ok(fetch!(fetch_one, (i64,), tx, ACTIVE, user.0)? == (1,))
}

/// An actor with what they hold in this transaction: whoever lost a role, or the use of their account, while they waited
/// for their turn to write decides nothing any more.
pub(crate) async fn as_now(tx: &mut Tx, actor: &Actor) -> Result<Actor, ServiceError> {
    let held = if is_active(tx, actor.user).await? {
        grants::of(tx, actor.user).await?
    } else {
        Vec::new()
    };
    let (grants, _) = grants::of_category(held, actor.category);
    Ok(Actor {
        grants,
        ..actor.clone()
    })
}

/// The security officials of a place: of the provider, of the state, of the region, accrediting organization or
/// contractor, or of CMS.
pub(crate) async fn officials(tx: &mut Tx, place: Place) -> Result<Vec<Official>, ServiceError> {
    match place {
        Place::Provider(id) => Ok(fetch!(fetch_all, Official, tx, AT_PROVIDER, id.0)?),
        Place::State(state) => Ok(fetch!(fetch_all, Official, tx, IN_STATE, state.as_str())?),
        Place::Jurisdiction(one) => match one.official() {
            Some(role) => {
                let (key, role) = (one.key(), role.key());
                Ok(fetch!(
                    fetch_all,
                    Official,
                    tx,
                    IN_JURISDICTION,
                    &key,
                    role
                )?)
            }
            None => Ok(Vec::new()),
        },
        Place::Nation => holders(tx, Role::CmsSecurityOfficial).await,
    }
}

/// Whether a provider or a state has, or once had, a security official, whose role may be suspended or whose account cannot be
/// used.
pub(super) async fn ever_had_official(tx: &mut Tx, place: Place) -> Result<bool, ServiceError> {
    let (count,) = match place {
        Place::Provider(id) => fetch!(fetch_one, (i64,), tx, EVER_AT_PROVIDER, id.0)?,
        Place::State(state) => fetch!(fetch_one, (i64,), tx, EVER_IN_STATE, state.as_str())?,
        Place::Jurisdiction(_) | Place::Nation => return Ok(false),
    };
    Ok(count > 0)
}

/// The security officials of a place but for one person.
pub(super) async fn other_officials(
    tx: &mut Tx,
    place: Place,
    but: UserId,
) -> Result<Vec<Official>, ServiceError> {
    Ok(without(officials(tx, place).await?, but))
}

/// Whoever holds a role that holds nationwide.
pub(crate) async fn holders(tx: &mut Tx, role: Role) -> Result<Vec<Official>, ServiceError> {
    Ok(fetch!(fetch_all, Official, tx, NATIONWIDE, role.key())?)
}

/// Who decides on somebody's request, and is told of it: the security officials of the place. The CMS Security Officials
/// do as well on the officials of a state, an accrediting organization, a contractor or a QIO. Where the place has nobody
/// but the requester, as with the first official of a provider and the own request or recertification of a lone one,
/// Production Control and the CMS Security Officials do.
pub(super) async fn deciders_of(
    tx: &mut Tx,
    role: Role,
    place: Place,
    requester: UserId,
) -> Result<Vec<Official>, ServiceError> {
    let mut deciders = other_officials(tx, place, requester).await?;
    if deciders.is_empty() {
        deciders = staff(tx).await?;
    } else if role.is_decided_by_cms_too() {
        deciders.extend(holders(tx, Role::CmsSecurityOfficial).await?);
    }
    Ok(without(deciders, requester))
}

/// Those who stand in for the security officials of a place that has none: the CMS Security Officials and Production
/// Control.
pub(crate) async fn staff(tx: &mut Tx) -> Result<Vec<Official>, ServiceError> {
    let mut staff = holders(tx, Role::CmsSecurityOfficial).await?;
    staff.extend(holders(tx, Role::HelpDeskProductionControl).await?);
    Ok(staff)
}

/// Each once, and one of them not at all.
pub(super) fn without(mut officials: Vec<Official>, but: UserId) -> Vec<Official> {
    let mut seen = BTreeSet::from([but.0]);
    officials.retain(|official| seen.insert(official.id));
    officials
}
