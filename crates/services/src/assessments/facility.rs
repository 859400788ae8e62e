//! Whose record it is, and whether the sender may send it.

use std::collections::HashMap;

use domain::{
    access::{Action, Reach, Role, policy, roles_that_may},
    providers::{ProviderId, ProviderType, StateCode},
};
use store::{Tx, fetch, jobs::JobError, row::Day};
use uuid::Uuid;

use crate::{
    error::unreadable, identity::access_tokens::bearer::is_out_of_reach, scope::listed,
    submissions::check::Sent,
};

store::sql! {
    /// By the state's own number. An agency of American Samoa, Guam or the Northern Marianas writes HI (OASIS edit -9130). Served by the
    /// unique index `provider(state_code, facility_id)`.
    FACILITY = "select id, state_code, kind, ccn, terminated_on from provider \
                where facility_id = $2 and (state_code = $1 or $1 = 'HI' and state_code in ('AS', 'GU', 'MP'))";
    /// Whether a grant of the sender's reached the provider when the file arrived: of the roles of `$2` those that list it, of `$3` those
    /// of its state, of `$4` all. Served by the index `role_grant(user_id)`.
    GRANTS = "select count(*) from role_grant g \
              where g.user_id = $1 and g.granted_at <= $5 and (g.ended_at is null or g.ended_at > $5) \
                and ($4 like '%,' || g.role || ',%' or $3 like '%,' || g.role || ',%' and g.state_code = $7 \
                     or $2 like '%,' || g.role || ',%' and exists \
                        (select 1 from role_grant_provider gp where gp.grant_id = g.id and gp.provider_id = $6))";
    /// Served by the primary key.
    BRANCHES = "select branch_id from provider_branch where provider_id = $1";
}

/// A provider as its records are held against it.
#[derive(Debug, Clone)]
pub(crate) struct Facility {
    pub id: ProviderId,
    pub state: StateCode,
    pub ccn: Option<String>,
    pub terminated_on: Option<jiff::civil::Date>,
    /// Whether the sender may send for it.
    pub is_senders: bool,
    /// Its branches of today and before.
    pub branches: Vec<String>,
}

impl Facility {
    /// Letters may be small (information edit -9006).
    pub fn has_ccn(&self, ccn: &str) -> bool {
        let own = self.ccn.as_deref();
        own.is_some_and(|own| own.eq_ignore_ascii_case(ccn))
    }
}

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    state_code: String,
    kind: String,
    ccn: Option<String>,
    terminated_on: Option<Day>,
}

/// The facilities of one submission: each is looked up once.
#[derive(Debug, Default)]
pub(super) struct Facilities(HashMap<(String, String, String), Option<Facility>>);

impl Facilities {
    /// The provider of a record that takes part with this instrument.
    pub async fn find(
        &mut self,
        tx: &mut Tx,
        sent: &Sent,
        instrument: &str,
        (state, number): (&str, &str),
    ) -> Result<Option<Facility>, JobError> {
        // Letters may be small (information edit -9006).
        let (state, number) = (state.to_ascii_uppercase(), number.to_ascii_uppercase());
        let key = (instrument.to_owned(), state, number);
        if let Some(known) = self.0.get(&key) {
            return Ok(known.clone());
        }
        let found = look_up(tx, sent, instrument, (&key.1, &key.2)).await?;
        self.0.insert(key, found.clone());
        Ok(found)
    }
}

async fn look_up(
    tx: &mut Tx,
    sent: &Sent,
    instrument: &str,
    (state, number): (&str, &str),
) -> Result<Option<Facility>, JobError> {
    let rows = fetch!(fetch_all, Row, tx, FACILITY, state, number)?;
    let takes_part = |row: &Row| {
        ProviderType::from_key(&row.kind).is_ok_and(|kind| kind.instrument() == Some(instrument))
    };
    let Some(row) = rows.into_iter().find(takes_part) else {
        return Ok(None);
    };
    let state = StateCode::parse(&row.state_code).map_err(|_| unreadable("provider"))?;
    let right = Action::from_key(&sent.by_right).ok_or_else(|| unreadable("submission"))?;
    let sent_as = Role::from_key(&sent.role).map_err(|_| unreadable("submission"))?;
    let roles = |reaches: &[Reach]| {
        let roles = with_reach(right, reaches);
        // Rights of two categories never add up (ADR 25).
        let of_category = roles.filter(|role| role.category() == sent_as.category());
        listed(of_category.map(Role::key))
    };
    let (grants,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        GRANTS,
        sent.user_id,
        roles(&[Reach::Granted, Reach::GrantedOwn]),
        roles(&[Reach::State]),
        roles(&[Reach::Nation]),
        sent.stored_at,
        row.id,
        state.as_str(),
    )?;
    let branches = fetch!(fetch_all, (String,), tx, BRANCHES, row.id)?;
    Ok(Some(Facility {
        id: ProviderId(row.id),
        state,
        ccn: row.ccn,
        terminated_on: row.terminated_on.map(Day::to_jiff),
        is_senders: grants > 0 && !is_out_of_reach(tx, sent.id, row.id).await?,
        branches: branches.into_iter().map(|(id,)| id).collect(),
    }))
}

fn with_reach(right: Action, reaches: &[Reach]) -> impl Iterator<Item = Role> {
    roles_that_may(right)
        .filter(move |role| policy(*role, right).is_some_and(|reach| reaches.contains(&reach)))
}
