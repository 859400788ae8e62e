//! What waits for a decision at a place when its security officials change: whoever has more to decide than before is
//! told of it.

use std::collections::BTreeMap;

use domain::{
    access::{Jurisdiction, Role},
    identity::UserId,
    providers::StateCode,
    time::Instant,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    mails,
    place::{Official, Place, deciders_of},
};
use crate::{ServiceError, Services};

store::sql! {
    /// Served by role_request_provider, role_request_state and role_request_jurisdiction; what is asked for nationwide, by role_request_queue.
    WAITING = "select role, user_id from role_request
        where state = 'pending' and (provider_id = $1 or state_code = $2 or jurisdiction = $4
            or ($3 and provider_id is null and state_code is null and jurisdiction is null))";
}

/// Those who decide at a place, by their accounts, each with the number of requests.
type Deciding = BTreeMap<Uuid, (Official, usize)>;

/// The security officials of a place are about to change.
pub(super) struct Handover {
    role: Role,
    place: Place,
    before: Deciding,
}

impl Handover {
    /// To be called before a role is given or ended. Other roles than those of security officials hand nothing over.
    pub async fn begin(tx: &mut Tx, role: Role, place: Place) -> Result<Self, ServiceError> {
        let before = deciding(tx, role, place).await?;
        Ok(Self {
            role,
            place,
            before,
        })
    }

    /// The last official is gone already: whoever decides now did not before.
    pub fn from_the_last(role: Role, place: Place) -> Self {
        Self {
            role,
            place,
            before: Deciding::new(),
        }
    }

    /// Tells whoever has more to decide now, but for whoever did it. `words` are those for the place.
    pub async fn tell(
        self,
        tx: &mut Tx,
        services: &Services,
        words: &str,
        but: UserId,
        now: Instant,
    ) -> Result<(), ServiceError> {
        for (user, (official, count)) in deciding(tx, self.role, self.place).await? {
            let before = self.before.get(&user).map_or(0, |(_, count)| *count);
            if count > before {
                let words = mails::handed_over(words, count);
                mails::tell_all(tx, services, &[official], but, &words, now).await?;
            }
        }
        Ok(())
    }
}

async fn deciding(tx: &mut Tx, role: Role, place: Place) -> Result<Deciding, ServiceError> {
    let mut deciding = Deciding::new();
    if !role.is_security_official() {
        return Ok(deciding);
    }
    let waiting = fetch!(
        fetch_all,
        (String, Uuid),
        tx,
        WAITING,
        place.provider(),
        place.state().map(StateCode::as_str),
        place == Place::Nation,
        place.jurisdiction().map(Jurisdiction::key)
    )?;
    for (role, requester) in waiting {
        let role = Role::from_key(&role).map_err(|_| ServiceError::Corrupt {
            what: "role request",
        })?;
        for decider in deciders_of(tx, role, place, UserId(requester)).await? {
            let entry = deciding.entry(decider.user().0);
            let (_, count) = entry.or_insert((decider, 0));
            *count += 1;
        }
    }
    Ok(deciding)
}
