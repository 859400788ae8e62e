//! People whose roles are guarded (`Role::is_guarded`): only Production Control begins their identity proofing anew, and
//! whoever decides on these roles is told of it, since nobody should find a way to the roles of others past their owners.

use domain::{access::Scope, identity::UserId, messages::Words, time::Instant};
use store::Tx;

use super::{
    mails,
    place::{Place, deciders_of, without},
};
use crate::{ServiceError, Services, identity::grants};

/// Whether somebody holds a guarded role.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(crate) async fn is_guarded(tx: &mut Tx, user: UserId) -> Result<bool, ServiceError> {
    let held = grants::of(tx, user).await?;
    Ok(held.iter().any(|held| held.grant.role.is_guarded()))
}

/// What became of the proofing of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proofing {
    BegunAnew,
    Approved,
}

/// Whose proofing it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proofed<'a> {
    pub user: UserId,
    pub full_name: &'a str,
    pub user_name: &'a str,
}

/// Tells whoever decides on somebody's guarded roles what became of their proofing, but for whoever did it.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(crate) async fn tell_of_proofing(
    tx: &mut Tx,
    services: &Services,
    whose: Proofed<'_>,
    proofing: Proofing,
    by: UserId,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut deciders = Vec::new();
    for held in grants::of(tx, whose.user).await? {
        if held.grant.role.is_guarded() {
            for place in places(&held.grant.scope) {
                deciders.extend(deciders_of(tx, held.grant.role, place, whose.user).await?);
            }
        }
    }
    let deciders = without(deciders, whose.user);
    let phone = &services.site.service_center_phone;
    let words = words(whose, proofing, phone);
    mails::tell_all(tx, services, &deciders, by, &words, now).await
}

fn places(scope: &Scope) -> Vec<Place> {
    match scope {
        Scope::Providers(ids) => ids.iter().copied().map(Place::Provider).collect(),
        Scope::State(state) => vec![Place::State(*state)],
        Scope::Jurisdiction(one) => vec![Place::Jurisdiction(*one)],
        Scope::Nation => vec![Place::Nation],
    }
}

fn words(whose: Proofed<'_>, proofing: Proofing, phone: &str) -> Words {
    let person = format!("{} ({})", whose.full_name, whose.user_name);
    let words = match proofing {
        Proofing::BegunAnew => Words::new("The identity of somebody is proofed again whose role you decide on").say(
            format!(
                "Production Control has begun the identity proofing of {person} anew, because every device of theirs for \
                 Two-Factor Authentication was reported as lost. Their roles stay as they are."
            ),
        ),
        Proofing::Approved => Words::new("The identity of somebody was confirmed whose role you decide on").say(format!(
            "The identity proofing of {person} was approved. They can set up a new device now, and use their roles."
        )),
    };
    words
        .say(format!(
            "If you know that it is not them, suspend their role at once and tell the Service Center: {phone}."
        ))
        .link("User Management", crate::notices::pages::USERS)
}
