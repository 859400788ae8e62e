//! What both sides are told at each step. Every mail is written in the transaction of what it tells about.

use domain::{
    access::{Decider, Role, SurveyorOrigin},
    identity::UserId,
    messages::Words,
    time::{Instant, display_date},
};
use store::Tx;

use super::place::Official;
use crate::{
    ServiceError, Services,
    identity::Session,
    messages::{self, email_of},
    notices::{pages, unused_account::UNUSED_DAYS},
};

/// Whose role, and where.
pub(super) struct Matter<'a> {
    pub full_name: &'a str,
    pub user_name: &'a str,
    pub role: Role,
    pub places: &'a [String],
}

impl Matter<'_> {
    /// `the role PBJ Viewer (DAVIS COUNTY HOSPITAL (16E724), Iowa)`, in the middle of a sentence.
    fn role(&self) -> String {
        format!("the role {}: {}", self.role.name(), self.places.join(", "))
    }

    fn person(&self) -> String {
        format!("{} ({})", self.full_name, self.user_name)
    }
}

pub(super) async fn tell(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    email: &str,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    messages::post_notice(tx, &services.keys, user, email, words, now).await
}

/// The same to each of them, but for whoever did it.
pub(super) async fn tell_all(
    tx: &mut Tx,
    services: &Services,
    officials: &[Official],
    but: UserId,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    for official in officials.iter().filter(|official| official.user() != but) {
        tell(tx, services, official.user(), &official.email, words, now).await?;
    }
    Ok(())
}

pub(super) fn submitted(matter: &Matter<'_>) -> Words {
    Words::new("Your role request was submitted")
        .say(format!("You asked for {}.", matter.role()))
        .say("My Profile says who decides on it, and how to reach them. You are told by mail what they decided.")
        .link("My Profile", pages::PROFILE)
}

/// Tells somebody in the training environment, where nobody decides, that they hold the role.
pub(super) fn granted_at_once(matter: &Matter<'_>) -> Words {
    Words::new("Your role is available in the training environment")
        .say(format!("You hold {}. It works at once.", matter.role()))
        .say("Nobody had to decide on it. In the production system you ask for your roles yourself, and they are decided on.")
        .link("My Profile", pages::PROFILE)
}

/// `of_surveyor`: they answered that they are one, so there is an ID to verify (seed 000).
pub(super) fn pending(matter: &Matter<'_>, of_surveyor: bool) -> Words {
    let words = Words::new("A role request waits for a decision")
        .say(format!("{} asks for {}.", matter.person(), matter.role()))
        .say("You are one of those who decide. The first decision counts.");
    let words = if of_surveyor {
        words.say("They are a surveyor: verify their federal surveyor ID, or create one, before you approve.")
    } else {
        words
    };
    words.link("Role Requests", pages::ROLE_REQUESTS)
}

/// For those who decide from now on, as the security officials of a place have changed.
pub(super) fn handed_over(place: &str, count: usize) -> Words {
    let waiting = if count == 1 {
        "1 role request waits for a decision".to_owned()
    } else {
        format!("{count} role requests wait for a decision")
    };
    Words::new("Role requests wait for you")
        .say(format!(
            "The security officials have changed: {place}. You are one of those who decide now."
        ))
        .say(format!("{waiting} there. The first decision counts."))
        .link("Role Requests", pages::ROLE_REQUESTS)
}

pub(super) fn reminded(matter: &Matter<'_>) -> Words {
    Words::new("Your reminder was sent")
        .say(format!(
            "Those who decide on your request were reminded of it. You asked for {}.",
            matter.role()
        ))
        .link("My Profile", pages::PROFILE)
}

pub(super) fn reminder(matter: &Matter<'_>) -> Words {
    Words::new("A role request still waits for a decision")
        .say(format!(
            "{} asks for {}, and reminds you of it.",
            matter.person(),
            matter.role()
        ))
        .link("Role Requests", pages::ROLE_REQUESTS)
}

pub(super) fn own_withdrawn(matter: &Matter<'_>) -> Words {
    Words::new("You withdrew your role request")
        .say(format!("You had asked for {}.", matter.role()))
        .say("Nobody decides on it any more. You may ask again.")
        .link("Request User Role", pages::REQUEST_ROLE)
}

pub(super) fn withdrawn(matter: &Matter<'_>) -> Words {
    Words::new("A role request was withdrawn").say(format!(
        "{} had asked for {}. There is nothing left for you to do.",
        matter.person(),
        matter.role()
    ))
}

/// Whoever is logged in, as those read it on whom they decide.
pub(super) async fn decider(tx: &mut Tx, session: &Session) -> Result<Decider, ServiceError> {
    Ok(Decider {
        name: session.person.full_name.clone(),
        contact: email_of(tx, session.actor.user).await?,
    })
}

/// Who decided, and how to reach them.
fn decided_by(by: &Decider) -> String {
    format!("{} decided. Write to {} about it.", by.name, by.contact)
}

pub(super) fn approved(matter: &Matter<'_>, by: &Decider) -> Words {
    Words::new("Your role request was approved")
        .say(format!("You hold {}. It works at once.", matter.role()))
        .say(decided_by(by))
        .link("Log In", pages::LOG_IN)
}

pub(super) fn rejected(matter: &Matter<'_>, reason: &str, by: &Decider) -> Words {
    Words::new("Your role request was rejected")
        .say(format!("You asked for {}.", matter.role()))
        .say(format!("The reason: {reason}"))
        .say(decided_by(by))
        .say("You may ask again.")
        .link("Request User Role", pages::REQUEST_ROLE)
}

/// For the others who could have decided. `outcome` is `approved` or `rejected`.
pub(super) fn decided(matter: &Matter<'_>, outcome: &str, by: &str) -> Words {
    Words::new(format!("A role request was {outcome}"))
        .say(format!("{} asked for {}.", matter.person(), matter.role()))
        .say(format!(
            "{by} has decided. There is nothing left for you to do."
        ))
}

/// How a role changes hands after it was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Removed,
    Suspended,
    Resumed,
}

impl Change {
    /// The words for it in the middle of a sentence; those of the two ends are also how it is stored.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Suspended => "suspended",
            Self::Resumed => "given back",
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Removed => "If you still need it, you may ask for it again.",
            Self::Suspended => "Whoever suspended it, or a colleague of theirs, can give it back.",
            Self::Resumed => "It works at once.",
        }
    }
}

pub(super) fn own_changed(
    matter: &Matter<'_>,
    change: Change,
    reason: Option<&str>,
    by: &Decider,
) -> Words {
    let words = Words::new(format!("A role of yours was {}", change.key()))
        .say(format!("It is {}.", matter.role()));
    let words = match reason {
        Some(reason) => words.say(format!("The reason: {reason}")),
        None => words,
    };
    words
        .say(decided_by(by))
        .say(change.advice())
        .link("My Profile", pages::PROFILE)
}

/// For the officials of the place, or those who stand in for them.
pub(super) fn changed(matter: &Matter<'_>, change: Change, by: &str) -> Words {
    Words::new(format!("A role was {}", change.key()))
        .say(format!(
            "{by} has {} a role of {}. It is {}.",
            change.key(),
            matter.person(),
            matter.role()
        ))
        .link("User Management", pages::USERS)
}

/// How an organization lost its last security official.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost<'a> {
    /// Somebody of this name took their role away.
    Role(Change, &'a str),
    /// Their role was suspended, for nobody used their account.
    Unused,
    /// Their role was suspended, for nobody confirmed it.
    Unconfirmed,
    /// Their account was switched off.
    Account,
}

impl Lost<'_> {
    /// In the middle of a sentence, about them.
    fn words(self) -> String {
        match self {
            Self::Role(change, by) => format!("{by} has {} their role", change.key()),
            Self::Unused => format!(
                "their role was suspended by rule: nobody has logged in with their user ID for {UNUSED_DAYS} days"
            ),
            Self::Unconfirmed => "their role was suspended by rule: nobody confirmed in the recertification that they still need it"
                .to_owned(),
            Self::Account => "their account was switched off".to_owned(),
        }
    }
}

/// Tells those who step in that nobody decides there any more.
pub(super) fn unattended(matter: &Matter<'_>, lost: Lost<'_>) -> Words {
    Words::new("An organization is without a security official")
        .say(format!(
            "{} was the last one there, and {}. It is {}.",
            matter.person(),
            lost.words(),
            matter.role()
        ))
        .say("Requests for roles there come to you until it has a security official again.")
        .link("User Management", pages::USERS)
}

/// As many places, or roles, as a mail names.
const NAMED: usize = 20;

/// The first of them, and how many more there are.
fn listed(names: &[&str]) -> String {
    let first = names.iter().take(NAMED).copied();
    let first = first.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first}, and {more} more"),
    }
}

/// For those who confirm the roles that are held at these places.
pub(super) fn to_confirm(roles: usize, places: &[&str], due_at: Instant) -> Words {
    let what = if roles == 1 {
        "1 role is".to_owned()
    } else {
        format!("{roles} roles are")
    };
    let due = display_date(due_at.eastern().date());
    Words::new(format!("{what} to be confirmed by {due}"))
        .say(format!(
            "You are one of those who say whether they are still needed. They are held here: {}.",
            listed(places)
        ))
        .say("Keep or remove each of them. What nobody has confirmed by then is suspended.")
        .link("Recertification", pages::RECERTIFICATION)
}

/// `PBJ Viewer of Anna Ott (ANNA.OTT), DAVIS COUNTY HOSPITAL (16E724)`
pub(super) fn whose(matter: &Matter<'_>) -> String {
    let places = matter.places.join(", ");
    format!("{} of {}, {places}", matter.role.name(), matter.person())
}

/// For those who could have confirmed these roles.
pub(super) fn unconfirmed(roles: &[String]) -> Words {
    let what = if roles.len() == 1 {
        "1 role was suspended".to_owned()
    } else {
        format!("{} roles were suspended", roles.len())
    };
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    Words::new(what)
        .say(format!(
            "Nobody confirmed in time that they are still needed: {}.",
            listed(&roles)
        ))
        .say("If they are, give them back.")
        .link("User Management", pages::USERS)
}

/// For the security officials where these roles of one person ended.
pub(super) fn ended_unused(roles: &[String]) -> Words {
    let what = if roles.len() == 1 {
        "1 role ended unused".to_owned()
    } else {
        format!("{} roles ended unused", roles.len())
    };
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    Words::new(what)
        .say(format!(
            "By rule, and by no person: nobody has logged in with the account for {UNUSED_DAYS} days. What ended: {}.",
            listed(&roles)
        ))
        .say("There is nothing left for you to do. If the role is still needed, its holder asks for it again, and you decide.")
        .link("User Management", pages::USERS)
}

/// For the holder of a role that nobody confirmed by that day.
pub(super) fn own_unconfirmed(matter: &Matter<'_>, due_at: Instant, now: Instant) -> Words {
    let day = |at: Instant| display_date(at.eastern().date());
    Words::new("A role of yours was suspended")
        .say(format!("It is {}.", matter.role()))
        .say(format!(
            "You have been without it since {}. No person took it away, but a rule: roles are confirmed from time to time \
             (recertification), and nobody confirmed by {} that you still need this one.",
            day(now),
            day(due_at)
        ))
        .say("If you do, ask those whom My Profile names, or Production Control at the Service Center: they can give it back.")
        .link("My Profile", pages::PROFILE)
}

/// For the only security official of these places.
pub(super) fn second_official(places: &[&str]) -> Words {
    Words::new("Name a second security official")
        .say(format!(
            "You are the only security official here: {}.",
            listed(places)
        ))
        .say(
            "While you are away nobody there decides on requests, and your own requests go to CMS. Have a second person \
             request the role, and approve it.",
        )
        .link("User Management", pages::ALONE)
}

/// For somebody whose federal surveyor ID was looked up, or made. The number itself is in no mail.
pub(super) fn surveyor_verified(origin: SurveyorOrigin) -> Words {
    let done = match origin {
        SurveyorOrigin::Verified => "verified",
        SurveyorOrigin::Created => "created",
    };
    Words::new(format!("Your federal surveyor ID was {done}"))
        .say("A role that you asked for as a surveyor can be granted now. You are told by mail what was decided.")
        .link("My Profile", pages::PROFILE)
}
