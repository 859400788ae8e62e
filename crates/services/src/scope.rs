//! The actor's scope as SQL binds, so that every list query carries it.
//!
//! A query over a provider `p` says [`provider_in_scope!`] among its conditions, and binds the first four
//! words of [`ScopeBinds`] in their order as `$1` to `$4`.
//!
//! The grants are read again in the query itself, so a removal works at once.

use domain::access::{Action, Actor, Coverage, Reach, policy, roles_that_may};
use uuid::Uuid;

/// The condition that a place lies within the scope bound as `$1` to `$4`: the columns of its state and of its provider,
/// of which a row may have the one, the other or neither.
macro_rules! place_in_scope {
    ($state:literal, $provider:literal) => {
        concat!(
            "($1 or $2 like '%,' || ",
            $state,
            " || ',%' or ",
            $provider,
            " in (select gp.provider_id from role_grant g \
                  join role_grant_provider gp on gp.grant_id = g.id \
                  where g.user_id = $3 and g.ended_at is null and $4 like '%,' || g.role || ',%'))"
        )
    };
}
pub(crate) use place_in_scope;

/// The condition that provider `p` lies within the scope bound as `$1` to `$4`.
macro_rules! provider_in_scope {
    () => {
        crate::scope::place_in_scope!("p.state_code", "p.id")
    };
}
pub(crate) use provider_in_scope;

/// What a scoped query binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeBinds {
    /// Everything, nationwide.
    pub nation: bool,
    /// `,IA,OH,`: states seen whole; `,` alone for none.
    pub states: String,
    /// Whose grants list providers.
    pub user: Uuid,
    /// `,pbj_submitter,pbj_viewer,`: the roles whose listed providers are seen whole.
    pub roles: String,
    /// The roles at whose listed providers only what this person sent is seen.
    pub own_roles: String,
}

impl ScopeBinds {
    #[must_use]
    pub fn new(actor: &Actor, action: Action, coverage: &Coverage) -> Self {
        let roles = |reach| {
            let held = roles_that_may(action).filter(|role| {
                policy(*role, action) == Some(reach)
                    && actor.grants.iter().any(|grant| grant.role == *role)
            });
            listed(held.map(domain::access::Role::key))
        };
        Self {
            nation: coverage.nation,
            states: listed(coverage.states.iter().map(|state| state.as_str())),
            user: actor.user.0,
            roles: roles(Reach::Granted),
            own_roles: roles(Reach::GrantedOwn),
        }
    }
}

/// `,a,b,`, in which `like '%,a,%'` finds whole words only.
pub(crate) fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.fold(String::from(","), |list, word| list + word + ",")
}
