use serde::{Deserialize, Serialize};

use super::{
    Action, Category, Jurisdiction, Organizations, Reach, Role, Sight, policy, roles_that_may,
};
use crate::{
    identity::UserId,
    providers::{ProviderId, StateCode},
    time::Now,
};

/// Where a grant holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Providers(Vec<ProviderId>),
    State(StateCode),
    Jurisdiction(Jurisdiction),
    Nation,
}

/// A role that was granted, with its own scope: the scope travels with the grant, not the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub role: Role,
    pub scope: Scope,
}

/// Who acts: a person in one category with every grant held in it, at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub user_name: String,
    pub category: Category,
    pub grants: Vec<Grant>,
    pub now: Now,
    /// Where somebody views as a role: they only look, and `user` is nobody's account.
    pub viewing: Option<Sight>,
}

/// Where an actor may do one thing: the union over the grants that allow it.
/// List queries carry it in their SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    pub nation: bool,
    pub states: Vec<StateCode>,
    pub jurisdictions: Vec<Jurisdiction>,
    pub providers: Vec<ProviderId>,
    /// Providers of which only what this person sent may be seen.
    pub own_at: Vec<ProviderId>,
}

/// Why not, and who could.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("Your roles do not let you {}.", self.action.words())]
pub struct Denial {
    pub action: Action,
}

impl Denial {
    /// Roles that would allow it.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        roles_that_may(self.action)
    }
}

impl Actor {
    /// Where this person may do `action`.
    ///
    /// # Errors
    /// [`Denial`] when no grant of the active category allows it anywhere, and for whatever changes something while one
    /// views as a role.
    pub fn coverage(&self, action: Action) -> Result<Coverage, Denial> {
        if self.viewing.is_some() && action.changes() {
            return Err(Denial { action });
        }
        self.form_coverage(action)
    }

    /// Where the roles of this person may do `action`, also while they only look: for the page of its form, which shows the
    /// form as the role sees it. What carries it out asks [`Self::coverage`].
    ///
    /// # Errors
    /// [`Denial`] when no grant of the active category allows it anywhere.
    pub fn form_coverage(&self, action: Action) -> Result<Coverage, Denial> {
        let mut coverage = Coverage::default();
        for grant in &self.grants {
            match (policy(grant.role, action), &grant.scope) {
                (Some(Reach::Nation), _) => coverage.nation = true,
                (Some(Reach::State), Scope::State(state)) => coverage.states.push(*state),
                (Some(Reach::Region | Reach::Accreditation), Scope::Jurisdiction(one)) => {
                    coverage.jurisdictions.push(*one);
                }
                (Some(Reach::Granted), Scope::Providers(ids)) => coverage.providers.extend(ids),
                (Some(Reach::GrantedOwn), Scope::Providers(ids)) => coverage.own_at.extend(ids),
                _ => {}
            }
        }
        if coverage == Coverage::default() {
            Err(Denial { action })
        } else {
            Ok(coverage)
        }
    }

    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.coverage(action).is_ok()
    }

    /// Whether the page of its form is theirs to see.
    #[must_use]
    pub fn sees_form(&self, action: Action) -> bool {
        self.form_coverage(action).is_ok()
    }
}

impl Coverage {
    /// Whether a provider of `state` lies inside, with everything of it. Who accredits it is asked in SQL alone
    /// (`services::scope`): an accreditation's providers are not covered here.
    #[must_use]
    pub fn covers(&self, provider: ProviderId, state: StateCode) -> bool {
        self.nation || self.reaches(state) || self.providers.contains(&provider)
    }

    /// Whether all of a state lies inside.
    #[must_use]
    pub fn reaches(&self, state: StateCode) -> bool {
        let in_jurisdiction = |one: &Jurisdiction| one.states().contains(&state);
        self.states.contains(&state) || self.jurisdictions.iter().any(in_jurisdiction)
    }

    /// The roles that somebody may hold or ask for inside: those that are for such a place.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        let lies_inside = |role: &Role| match role.organizations() {
            Organizations::Providers => !self.providers.is_empty(),
            Organizations::State => !self.states.is_empty(),
            Organizations::Region | Organizations::Accreditation | Organizations::Contract => {
                let offered = role.jurisdictions();
                self.jurisdictions.iter().any(|one| offered.contains(one))
            }
            Organizations::Nothing => false,
        };
        let roles = Role::ALL.into_iter();
        roles
            .filter(|role| self.nation || lies_inside(role))
            .collect()
    }

    /// Whether it goes by a place, and not by providers that a grant names.
    #[must_use]
    pub fn is_of_a_place(&self) -> bool {
        self.nation || !self.states.is_empty() || !self.jurisdictions.is_empty()
    }

    /// Whether a provider lies inside at least with what this person sent for it.
    #[must_use]
    pub fn touches(&self, provider: ProviderId, state: StateCode) -> bool {
        self.covers(provider, state) || self.own_at.contains(&provider)
    }
}
