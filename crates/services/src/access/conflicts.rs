//! What speaks against a role for somebody who holds others: some of it forbids the role, some of it a decider should
//! know (survey-and-certification 5.5).

use domain::{
    access::{Category, Role, Scope},
    objection::Objection,
    providers::StateCode,
};

use super::place::Place;
use crate::identity::grants::Held;

/// Why somebody with these roles may not get this one.
pub(super) fn forbidden(role: Role, others: &[Role]) -> Option<Objection> {
    others
        .iter()
        .find_map(|other| role.forbidden_beside(*other))
}

/// What a decider should know. `state` is that of the request's place; `states_at` are the states of the providers at
/// which the person holds roles.
pub(super) fn warnings(
    role: Role,
    place: Place,
    state: Option<StateCode>,
    held: &[Held],
    states_at: &[StateCode],
) -> Vec<String> {
    let mut warnings = Vec::new();
    let Some(state) = state else {
        return warnings;
    };
    let surveys_there = held
        .iter()
        .any(|held| held.grant.role.surveys_its_state() && held.grant.scope == Scope::State(state));
    let name = state.name();
    if matches!(place, Place::Provider(_)) && surveys_there {
        warnings.push(format!(
            "This person is State Agency S&C General User of {name}, whose agency surveys this provider: a conflict of \
             interest (compare 42 CFR 488.314(a)(4))."
        ));
    }
    if role.surveys_its_state() && states_at.contains(&state) {
        warnings.push(format!(
            "This person holds a role at a provider in {name}, which they would survey: a conflict of interest (compare \
             42 CFR 488.314(a)(4))."
        ));
    }
    let would_be_forbidden = held
        .iter()
        .any(|held| held.grant.role.forbidden_beside(role).is_some());
    if role.category() == Category::Vendor && would_be_forbidden {
        warnings.push(
            "This person is Provider Security Official of a provider, and would send as a vendor as well.".to_owned(),
        );
    }
    warnings
}
