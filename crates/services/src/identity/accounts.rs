//! Accounts as whoever operates an installation sees them, at its command line. The first Help Desk person has nobody
//! else who could grant them their role, or decide that they are who they say. What is done is written down with who
//! did it, and when.

pub(crate) mod first_password;
pub(crate) mod import;
pub(crate) mod switching_off;
pub(crate) mod vouch;

use std::{collections::BTreeSet, fmt};

use domain::{
    access::{Organizations, Role},
    audit::{Act, Event, Object, Record, Who},
    identity::{AccountState, Registration, UserId, UserName},
    messages::Words,
    providers::{Ccn, NotACcn, NotAState, ProviderId, StateCode},
    time::Instant,
};
use jiff::civil::Date;
use store::{DbError, Tx, exec, fetch};
use uuid::Uuid;

use crate::{
    ServiceError, Services,
    access::{gift::may_be_given, place::Place, take_turn},
    audit,
    messages::{self, To},
};

pub use first_password::first_password;
pub use import::{AccountReport, AccountsUnreadable, import_accounts};
pub use switching_off::{disable, enable};
pub use vouch::vouch;

store::sql! {
    /// Reads every account and grant: for an installation's operator alone.
    LIST = "select u.user_name, u.full_name, u.email, u.state, u.registration, g.role from user_account u
        left join role_grant g on g.user_id = u.id and g.ended_at is null
        order by u.user_name, g.granted_at, g.id";
    /// Served by the unique user name.
    FIND = "select id, email from user_account where user_name = $1 and state = 'active'";
    /// Served by the unique CCN.
    PROVIDER = "select id, name from provider where ccn = $1";
    /// Served by role_grant_user and the primary key.
    PROVIDERS_HELD = "select gp.provider_id from role_grant g join role_grant_provider gp on gp.grant_id = g.id
        where g.user_id = $1 and g.role = $2 and g.ended_at is null";
    /// Served by role_grant_user.
    STATES_HELD = "select coalesce(state_code, '') from role_grant
        where user_id = $1 and role = $2 and ended_at is null";
    GRANT = "insert into role_grant (id, user_id, role, state_code, granted_at, granted_by)
        values ($1, $2, $3, $4, $5, $6)";
    GRANT_PROVIDER = "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)";
}

/// An account, with the roles that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    pub user_name: String,
    pub full_name: String,
    pub email: String,
    pub is_active: bool,
    /// The step of registration that comes next.
    pub registration: Registration,
    pub roles: Vec<Role>,
}

#[derive(store::FromRow)]
struct LineRow {
    user_name: String,
    full_name: String,
    email: String,
    #[row(try_from = String)]
    state: AccountState,
    registration: String,
    role: Option<String>,
}

/// Every account, by user ID. That an operator (`by`) looks is recorded.
///
/// # Errors
/// [`ServiceError::Unrecorded`], the database's, and [`ServiceError::Corrupt`].
pub async fn accounts(
    services: &Services,
    by: &str,
    now: Instant,
) -> Result<Vec<AccountLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let rows = fetch!(fetch_all, LineRow, tx, LIST)?;
    drop(tx);
    let mut accounts: Vec<AccountLine> = Vec::new();
    for row in rows {
        let role = row.role.as_deref().map(Role::from_key).transpose();
        let role = role.map_err(|_| ServiceError::Corrupt { what: "role" })?;
        match accounts.last_mut() {
            Some(known) if known.user_name == row.user_name => known.roles.extend(role),
            _ => accounts.push(AccountLine {
                registration: Registration::from_key(&row.registration).ok_or(
                    ServiceError::Corrupt {
                        what: "registration",
                    },
                )?,
                is_active: row.state.is_usable(),
                user_name: row.user_name,
                full_name: row.full_name,
                email: row.email,
                roles: role.into_iter().collect(),
            }),
        }
    }
    let event = Event::new(Act::Read, Who::Operator(by.trim().to_owned()), now)
        .about(Object::List(Record::Accounts))
        .count("rows", accounts.len());
    audit::read(services, event).await?;
    Ok(accounts)
}

/// A role to be granted, as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct NewGrant<'a> {
    pub user_name: &'a str,
    /// Its key or its name.
    pub role: &'a str,
    /// CCNs, for the roles of providers and vendors.
    pub facilities: &'a [String],
    /// `IA`, for the roles of state agencies.
    pub states: &'a [String],
    /// Since when it has been held elsewhere; none from now on.
    pub since: Option<Date>,
    /// Who grants it.
    pub by: &'a str,
}

/// What is wrong with a grant, in words for whoever typed it.
#[derive(Debug, thiserror::Error)]
pub enum GrantFault {
    #[error(
        "no account that can be used has the user ID {0:?}; `openqies account list` names them"
    )]
    NoAccount(String),
    #[error("no account that is switched off has the user ID {0:?}")]
    NotDisabled(String),
    #[error("no role is called {typed:?}; the roles are {keys}", keys = Keys)]
    NoRole { typed: String },
    #[error("{} holds nationwide: leave --facility and --state away", .0.name())]
    Nationwide(Role),
    #[error("{} holds in states: name them with --state, such as --state IA, and nothing else", .0.name())]
    InStates(Role),
    #[error("{} holds for providers: name them with --facility CCN, and nothing else", .0.name())]
    ForProviders(Role),
    #[error("{} holds for a region, an accrediting organization or a contract: its people ask for it themselves, and CMS decides", .0.name())]
    ByRequest(Role),
    #[error("{} is not offered here", .0.name())]
    NotOffered(Role),
    #[error("{typed:?} is not a CCN: {why}")]
    NotACcn { typed: String, why: NotACcn },
    #[error("no provider has the CCN {0}; `openqies import providers` reads CMS's files")]
    NoProvider(String),
    #[error("{typed:?} is not a state: {why}")]
    NotAState { typed: String, why: NotAState },
    #[error(
        "{0} has a password already, or did not come from EIDM: \"Forgot your user ID or password?\" makes a new one"
    )]
    HasPassword(String),
    #[error("say who does it")]
    Nobody,
    #[error("{0}")]
    Record(String),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<DbError> for GrantFault {
    fn from(error: DbError) -> Self {
        Self::Service(error.into())
    }
}

/// The keys of all roles, with commas.
struct Keys;

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Role::ALL.map(Role::key).join(", "))
    }
}

/// Grants a role, and tells its person by mail. What somebody holds already is not granted a second time, and what forbids a
/// role to whoever decides on requests forbids it here.
/// Gives the role and the places where it holds from now on; none when it held everywhere already.
///
/// # Errors
/// [`GrantFault`]; nothing was granted then.
pub async fn grant_role(
    services: &Services,
    new: NewGrant<'_>,
    now: Instant,
) -> Result<(Role, Vec<String>), GrantFault> {
    let role = read_role(new.role)?;
    if new.by.trim().is_empty() {
        return Err(GrantFault::Nobody);
    }
    let mut tx = services.db.write().await?;
    // Of two roles that exclude each other, given at once, the second finds the first.
    take_turn(&mut tx).await?;
    let (user, email) = find(&mut tx, new.user_name).await?;
    let since = new.since.map(Instant::start_of);
    let granting = Granting {
        user,
        role,
        by: new.by.trim(),
        // Nobody holds a role from tomorrow on.
        since: since.unwrap_or(now).min(now),
        today: now.eastern().date(),
    };
    if !services
        .rules
        .withheld
        .offers(role, services.site.is_training)
    {
        return Err(GrantFault::NotOffered(role));
    }
    let places = match (role.organizations(), new.facilities, new.states) {
        (Organizations::Nothing, [], []) => granting.nationwide(&mut tx).await?,
        (Organizations::Nothing, ..) => return Err(GrantFault::Nationwide(role)),
        (Organizations::State, [], [_, ..]) => granting.in_states(&mut tx, new.states).await?,
        (Organizations::State, ..) => return Err(GrantFault::InStates(role)),
        (Organizations::Providers, [_, ..], []) => {
            granting.for_providers(&mut tx, new.facilities).await?
        }
        (Organizations::Providers, ..) => return Err(GrantFault::ForProviders(role)),
        (Organizations::Region | Organizations::Accreditation | Organizations::Contract, ..) => {
            return Err(GrantFault::ByRequest(role));
        }
    };
    let words_of = |given: &Given| given.words.clone();
    let words_of_places: Vec<String> = places.iter().map(words_of).collect();
    if !places.is_empty() {
        let words = words(role, &words_of_places);
        let to = To::mail(Some(user), &email);
        messages::post(&mut tx, &services.keys, to, &words, now).await?;
    }
    let events = places.iter().map(|given| {
        Event::new(
            Act::RoleGranted,
            Who::Operator(new.by.trim().to_owned()),
            now,
        )
        .of(user)
        .at(given.provider)
        .within(given.state)
        .word("role", role.key())
    });
    audit::commit_all(tx, services, events).await?;
    tracing::info!(user = %user.0, role = role.key(), by = new.by, "a role was granted");
    Ok((role, words_of_places))
}

/// `help_desk`, `help-desk` or `iQIES Help Desk`.
fn read_role(typed: &str) -> Result<Role, GrantFault> {
    let typed = typed.trim();
    let key = typed.to_ascii_lowercase().replace('-', "_");
    let mut all = Role::ALL.into_iter();
    all.find(|role| role.key() == key || role.name().eq_ignore_ascii_case(typed))
        .ok_or_else(|| GrantFault::NoRole {
            typed: typed.to_owned(),
        })
}

async fn find(tx: &mut Tx, typed: &str) -> Result<(UserId, String), GrantFault> {
    let unknown = || GrantFault::NoAccount(typed.to_owned());
    let user_name = UserName::parse(typed).map_err(|_| unknown())?;
    let row = fetch!(fetch_optional, (Uuid, String), tx, FIND, user_name.as_str())?;
    let (user, email) = row.ok_or_else(unknown)?;
    Ok((UserId(user), email))
}

/// A place at which a role holds from now on.
struct Given {
    words: String,
    provider: Option<ProviderId>,
    state: Option<StateCode>,
}

/// Each way gives the places that are new.
struct Granting<'a> {
    user: UserId,
    role: Role,
    by: &'a str,
    since: Instant,
    today: Date,
}

impl Granting<'_> {
    /// # Errors
    /// [`ServiceError::Conflict`] where the role may not be given there.
    async fn allowed(&self, tx: &mut Tx, place: Place) -> Result<(), ServiceError> {
        may_be_given(tx, self.user, self.role, place, self.today).await
    }

    async fn nationwide(&self, tx: &mut Tx) -> Result<Vec<Given>, GrantFault> {
        if !self.states_held(tx).await?.is_empty() {
            return Ok(Vec::new());
        }
        self.allowed(tx, Place::Nation).await?;
        self.grant(tx, None).await?;
        Ok(vec![Given {
            words: "Nationwide".to_owned(),
            provider: None,
            state: None,
        }])
    }

    async fn in_states(&self, tx: &mut Tx, typed: &[String]) -> Result<Vec<Given>, GrantFault> {
        let mut held = self.states_held(tx).await?;
        let mut places = Vec::new();
        for typed in typed {
            let state = StateCode::parse(typed).map_err(|why| GrantFault::NotAState {
                typed: typed.clone(),
                why,
            })?;
            if held.insert(state.as_str().to_owned()) {
                self.allowed(tx, Place::State(state)).await?;
                self.grant(tx, Some(state)).await?;
                places.push(Given {
                    words: state.name().to_owned(),
                    provider: None,
                    state: Some(state),
                });
            }
        }
        Ok(places)
    }

    async fn for_providers(&self, tx: &mut Tx, typed: &[String]) -> Result<Vec<Given>, GrantFault> {
        let role = self.role.key();
        let held = fetch!(fetch_all, (Uuid,), tx, PROVIDERS_HELD, self.user.0, role)?;
        let mut held: BTreeSet<Uuid> = held.into_iter().map(|(id,)| id).collect();
        let mut wanted = Vec::new();
        for typed in typed {
            let ccn = Ccn::parse(typed).map_err(|why| GrantFault::NotACcn {
                typed: typed.clone(),
                why,
            })?;
            let row = fetch!(fetch_optional, (Uuid, String), tx, PROVIDER, ccn.as_str())?;
            let (id, name) = row.ok_or_else(|| GrantFault::NoProvider(ccn.as_str().to_owned()))?;
            if held.insert(id) {
                let place = Place::Provider(ProviderId(id));
                self.allowed(tx, place).await?;
                wanted.push((id, format!("{name} ({})", ccn.as_str())));
            }
        }
        if !wanted.is_empty() {
            let grant = self.grant(tx, None).await?;
            for (provider, _) in &wanted {
                exec!(tx, GRANT_PROVIDER, grant, *provider)?;
            }
        }
        let given = |(id, words)| Given {
            words,
            provider: Some(ProviderId(id)),
            state: None,
        };
        Ok(wanted.into_iter().map(given).collect())
    }

    /// The states in which the role is held; one without a name for a role that holds nationwide.
    async fn states_held(&self, tx: &mut Tx) -> Result<BTreeSet<String>, GrantFault> {
        let role = self.role.key();
        let rows = fetch!(fetch_all, (String,), tx, STATES_HELD, self.user.0, role)?;
        Ok(rows.into_iter().map(|(state,)| state).collect())
    }

    async fn grant(&self, tx: &mut Tx, state: Option<StateCode>) -> Result<Uuid, DbError> {
        let id = Uuid::now_v7();
        exec!(
            tx,
            GRANT,
            id,
            self.user.0,
            self.role.key(),
            state.map(StateCode::as_str),
            self.since.0,
            self.by
        )?;
        Ok(id)
    }
}

fn words(role: Role, places: &[String]) -> Words {
    Words::new("You hold a new role")
        .say(format!(
            "Your account has been granted the role {}: {}.",
            role.name(),
            places.join(", ")
        ))
        .say("Log in to use it. My Profile shows every role that you hold.")
        .link("Log in", "/login")
}
