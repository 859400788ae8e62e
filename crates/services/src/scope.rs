//! The actor's scope as SQL binds, so that every list query carries it.
//!
//! A query over a provider `p` says [`provider_in_scope!`] among its conditions, and binds the first four
//! words of [`ScopeBinds`] in their order as `$1` to `$4`.
//!
//! The grants are read again in the query itself, so a removal works at once.

use std::iter;

use domain::{
    access::{Action, Actor, Coverage, Reach, Role, policy, roles_that_may},
    providers::{ProviderId, StateCode},
};
use uuid::Uuid;

/// The condition that a place lies within the scope bound as `$1` to `$4`: the columns of its state and of its provider,
/// of which a row may have the one, the other or neither. The providers that an accrediting organization has accredited
/// count as those of its people. Where somebody views as a role, `$3` is the viewing, which stands for a person of that role.
/// Served by `role_grant_user` and `provider_accredited_by`.
macro_rules! place_in_scope {
    ($state:literal, $provider:literal) => {
        concat!(
            "($1 or $2 like '%,' || ",
            $state,
            " || ',%' or ",
            $provider,
            " in (",
            crate::scope::listed_providers!(),
            "))"
        )
    };
}
pub(crate) use place_in_scope;

/// The providers that grants list, or that an accrediting organization has accredited.
macro_rules! listed_providers {
    () => {
        "select gp.provider_id from role_grant g \
             join role_grant_provider gp on gp.grant_id = g.id \
             where g.user_id = $3 and g.ended_at is null and $4 like '%,' || g.role || ',%' \
             union all \
             select a.id from role_grant g join provider a on a.accredited_by = g.jurisdiction \
             where g.user_id = $3 and g.ended_at is null and $4 like '%,' || g.role || ',%' \
             union all \
             select v.provider_id from viewing v \
             where v.id = $3 and v.ended_at is null and v.provider_id is not null and $4 like '%,' || v.role || ',%' \
             union all \
             select a.id from viewing v join provider a on a.accredited_by = v.jurisdiction \
             where v.id = $3 and v.ended_at is null and $4 like '%,' || v.role || ',%'"
    };
}
pub(crate) use listed_providers;

/// Every state and territory, as rows of a query: SQL of both databases cannot take a list of words apart.
macro_rules! every_state {
    () => {
        "values ('AK'), ('AL'), ('AR'), ('AS'), ('AZ'), ('CA'), ('CO'), ('CT'), ('DC'), ('DE'), ('FL'), ('FM'), \
             ('GA'), ('GU'), ('HI'), ('IA'), ('ID'), ('IL'), ('IN'), ('KS'), ('KY'), ('LA'), ('MA'), ('MD'), \
             ('ME'), ('MH'), ('MI'), ('MN'), ('MO'), ('MP'), ('MS'), ('MT'), ('NC'), ('ND'), ('NE'), ('NH'), \
             ('NJ'), ('NM'), ('NV'), ('NY'), ('OH'), ('OK'), ('OR'), ('PA'), ('PR'), ('PW'), ('RI'), ('SC'), \
             ('SD'), ('TN'), ('TX'), ('UT'), ('VA'), ('VI'), ('VT'), ('WA'), ('WI'), ('WV'), ('WY')"
    };
}
pub(crate) use every_state;

/// The providers of the states of the scope: all that somebody sees whose roles list none.
macro_rules! providers_of_states {
    () => {
        concat!(
            "select s.* from provider s where s.state_code in (select column1 from (",
            crate::scope::every_state!(),
            ") as state where $1 or $2 like '%,' || column1 || ',%')"
        )
    };
}
pub(crate) use providers_of_states;

/// [`provider_in_scope!`] as a table of its own, for whoever sees part of the nation: its providers are found by the indexes of
/// state and id, where the condition would be held against every provider there is.
macro_rules! scoped_providers {
    () => {
        concat!(
            crate::scope::providers_of_states!(),
            " union all select s.* from provider s where s.id in (",
            crate::scope::listed_providers!(),
            ") and not ($1 or $2 like '%,' || s.state_code || ',%')"
        )
    };
}
pub(crate) use scoped_providers;

/// The providers of [`provider_in_scope!`], one below the other.
macro_rules! providers_in_scope {
    () => {
        concat!(
            "select s.id from provider s where $1 or $2 like '%,' || s.state_code || ',%' union all ",
            crate::scope::listed_providers!()
        )
    };
}
pub(crate) use providers_in_scope;

/// [`provider_in_scope!`] as one list of providers, from which a database can begin: it knows that few of many rows are theirs.
macro_rules! provider_among {
    () => {
        concat!("p.id in (", crate::scope::providers_in_scope!(), ")")
    };
}
pub(crate) use provider_among;

/// The condition that a request or a grant lies within the scope that [`ScopeBinds::of_places`] binds: as
/// [`place_in_scope!`], with the column of its region, accrediting organization or contract.
macro_rules! request_in_scope {
    ($state:literal, $provider:literal, $jurisdiction:literal) => {
        concat!(
            "(",
            crate::scope::place_in_scope!($state, $provider),
            " or $2 like '%,' || ",
            $jurisdiction,
            " || ',%')"
        )
    };
}
pub(crate) use request_in_scope;

/// The condition that provider `p` lies within the scope bound as `$1` to `$4`.
macro_rules! provider_in_scope {
    () => {
        crate::scope::place_in_scope!("p.state_code", "p.id")
    };
}
pub(crate) use provider_in_scope;

/// Whether a right of somebody's reaches a provider of a state, also where they only look.
pub(crate) fn reaches(
    actor: &Actor,
    action: Action,
    (provider, state): (ProviderId, StateCode),
) -> bool {
    actor
        .form_coverage(action)
        .is_ok_and(|coverage| coverage.covers(provider, state))
}

/// What a scoped query binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeBinds {
    /// Everything, nationwide.
    pub nation: bool,
    /// `,IA,OH,`: states seen whole; `,` alone for none. Of requests and grants, regions and their like as well.
    pub states: String,
    /// Whose grants list providers.
    pub user: Uuid,
    /// `,pbj_submitter,pbj_viewer,`: the roles whose listed providers are seen whole.
    pub roles: String,
    /// The roles at whose listed providers only what this person sent is seen.
    pub own_roles: String,
}

/// What a list has to look through for a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    Nation,
    /// Whole states alone.
    States,
    /// Providers that grants list or that are accredited, whatever else.
    Listed,
}

impl ScopeBinds {
    /// Binds for queries about providers. Regions and contracts count as their states, an accrediting organization as the
    /// providers that it accredited.
    #[must_use]
    pub fn new(actor: &Actor, action: Action, coverage: &Coverage) -> Self {
        let of_jurisdictions = coverage.jurisdictions.iter().flat_map(|one| one.states());
        let states: Vec<StateCode> = coverage
            .states
            .iter()
            .copied()
            .chain(of_jurisdictions)
            .collect();
        Self {
            nation: coverage.nation,
            states: listed(states.iter().map(|state| state.as_str())),
            user: actor.user.0,
            roles: roles(actor, action, &[Reach::Granted, Reach::Accreditation]),
            own_roles: roles(actor, action, &[Reach::GrantedOwn]),
        }
    }

    /// How wide this is.
    pub(crate) fn width(&self) -> Width {
        if self.nation {
            Width::Nation
        } else if self.roles == listed(iter::empty()) {
            Width::States
        } else {
            Width::Listed
        }
    }

    /// Binds for [`request_in_scope!`]: requests and grants. An official of a region or an accrediting organization decides
    /// on rows that name it alone, and on nothing of its providers.
    #[must_use]
    pub fn of_places(actor: &Actor, action: Action, coverage: &Coverage) -> Self {
        let keys: Vec<String> = coverage.jurisdictions.iter().map(|one| one.key()).collect();
        let states = coverage.states.iter().map(|state| state.as_str());
        Self {
            nation: coverage.nation,
            states: listed(states.chain(keys.iter().map(String::as_str))),
            user: actor.user.0,
            roles: roles(actor, action, &[Reach::Granted]),
            own_roles: roles(actor, action, &[Reach::GrantedOwn]),
        }
    }
}

/// Those of the actor's roles that allow `action` in one of these ways.
fn roles(actor: &Actor, action: Action, reaches: &[Reach]) -> String {
    let held = roles_that_may(action).filter(|role| {
        policy(*role, action).is_some_and(|reach| reaches.contains(&reach))
            && actor.grants.iter().any(|grant| grant.role == *role)
    });
    listed(held.map(Role::key))
}

/// `,a,b,`, in which `like '%,a,%'` finds whole words only.
pub(crate) fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.fold(String::from(","), |list, word| list + word + ",")
}
