//! Asking for a role: the end of the third step.

use std::collections::BTreeMap;

use domain::{
    access::{
        Actor, Jurisdiction, OrganizationLine, Organizations, RequestId, Role, RoleRequest,
        SearchBy, SurveyorAnswer, SurveyorId,
    },
    audit::{Act, Event, Object, Who},
    forms::FieldError,
    providers::StateCode,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    conflicts,
    gift::{Gift, give},
    grants::take_turn,
    mails::{self, Matter},
    organizations::{self, MOST, SEARCH_FOR},
    place::{Official, Place, deciders_of, ever_had_official, officials},
};
use crate::{
    ServiceError, Services, audit, error::or_set_aside, identity::Session, limits,
    messages::email_of,
};

store::sql! {
    /// What is held, or would be if it were not suspended. Served by role_grant_user and the primary key.
    HELD = "select g.state_code, gp.provider_id, g.jurisdiction, g.ended_at from role_grant g
        left join role_grant_provider gp on gp.grant_id = g.id
        where g.user_id = $1 and g.role = $2
            and (g.ended_at is null or (g.ended_why = 'suspended' and g.taken_up_at is null))";
    /// Served by role_request_user.
    PENDING = "select state_code, provider_id, jurisdiction from role_request
        where user_id = $1 and role = $2 and state = 'pending'";
    /// Served by role_grant_user and role_request_user.
    ROLES = "select role from role_grant where user_id = $1 and ended_at is null
        union select role from role_request where user_id = $1 and state = 'pending'";
    /// Two that are sent at once find the unique indexes of pending requests.
    ADD = "insert into role_request
            (id, user_id, role, provider_id, state_code, surveyor, surveyor_id, state, requested_at,
            jurisdiction)
        values ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9) on conflict do nothing";
    /// Grants a request of the training environment, where nobody decides.
    GRANTED = "update role_request set state = 'approved', decided_at = $2 where id = $1 and state = 'pending'";
}

#[derive(store::FromRow)]
struct HeldRow {
    state_code: Option<String>,
    provider_id: Option<Uuid>,
    jurisdiction: Option<String>,
    ended_at: Option<i64>,
}

/// State, provider and jurisdiction of a request.
type Pending = (Option<String>, Option<Uuid>, Option<String>);

/// A place that is asked for, with the words for it.
struct Asked {
    place: Place,
    words: String,
}

const IS_HELD: &str = "you hold this role already.";
const IS_SUSPENDED: &str = "this role is suspended. Whoever suspended it can give it back.";
/// What is said of a role that this installation withholds, or that is of the training environment alone.
pub const NOT_OFFERED: &str = "This role cannot be requested here. Choose another one.";
const IS_PENDING: &str = "you have asked for this role already, and it waits for a decision.";

/// The provider of a number that somebody wants to add to their request for a role. Everybody who is logged in may ask: name
/// and address of a provider are public.
///
/// # Errors
/// [`ServiceError::Refused`] at `search_for` when the number leads to no provider, or something stands in the way of asking
/// for the role there, and at `role` when it cannot be asked for here; the database's.
pub async fn find_organization(
    services: &Services,
    actor: &Actor,
    role: Role,
    number: (SearchBy, &str),
) -> Result<OrganizationLine, ServiceError> {
    let asking = Asking::new(services, actor, role)?;
    let mut tx = services.db.read().await?;
    let found = organizations::by_number(&mut tx, number, actor.now.today()).await?;
    let taken = asking.taken(&mut tx).await?;
    let asked = asking.at_provider(&mut tx, &found.slug, &taken).await;
    match asked {
        Err(ServiceError::Refused(errors)) => {
            let here = |error: FieldError| FieldError::new(SEARCH_FOR, error.message);
            Err(ServiceError::Refused(
                errors.into_iter().map(here).collect(),
            ))
        }
        asked => asked.map(|_| found),
    }
}

/// Asks for a role: a request for each organization. Who asks and who decides are told by mail. In the training
/// environment, and there alone, it is granted at once (seed 002).
///
/// # Errors
/// [`ServiceError::Refused`] at `search_for`, each provider, `state`, `jurisdiction` or `role`, with everything that stands in the
/// way there; nothing was asked for then. [`ServiceError::TooMany`]; the database's.
pub async fn request(
    services: &Services,
    session: &Session,
    wanted: &RoleRequest,
) -> Result<Vec<RequestId>, ServiceError> {
    let actor = &session.actor;
    let (limit, person) = (services.rules.limits.role_request, actor.user.0.to_string());
    limits::count(services, limit, &person, actor.now.system).await?;
    let mut tx = services.db.write().await?;
    let asking = Asking::new(services, actor, wanted.role)?;
    let (role, is_training) = (asking.role, asking.is_training);
    take_turn(&mut tx).await?;
    asking.may_hold(&mut tx).await?;
    let places = match wanted.role.organizations() {
        Organizations::Providers => {
            let slugs = &wanted.organizations;
            asking.at_providers(&mut tx, slugs).await?
        }
        Organizations::State => vec![asking.in_state(&mut tx, wanted.state).await?],
        Organizations::Region | Organizations::Accreditation | Organizations::Contract => {
            vec![asking.in_jurisdiction(&mut tx, wanted.jurisdiction).await?]
        }
        Organizations::Nothing => vec![asking.nationwide(&mut tx).await?],
    };
    let mut ids = Vec::new();
    for asked in &places {
        let id = asking.add(&mut tx, asked, wanted).await?;
        if is_training {
            asking.grant(&mut tx, asked, id).await?;
        }
        ids.push(id);
    }
    let of_surveyor = surveyor(wanted).0 == Some(SurveyorAnswer::Yes);
    asking
        .tell(&mut tx, services, session, &places, of_surveyor)
        .await?;
    let asked = Event::by_oneself(Act::RoleAsked, actor);
    let granted = Event::new(Act::RoleGranted, Who::Program, actor.now.system).of(actor.user);
    let happened = if is_training {
        vec![asked, granted]
    } else {
        vec![asked]
    };
    let events = ids.iter().zip(&places).flat_map(|(id, asked)| {
        let of_place = |event: &Event| {
            let event = event.clone().about(Object::Request(*id));
            asked.place.concerned(event.word("role", role.key()))
        };
        happened.iter().map(of_place).collect::<Vec<_>>()
    });
    audit::commit_all(tx, services, events).await?;
    tracing::info!(user = %session.actor.user.0, role = wanted.role.key(), requests = ids.len(), "a role was asked for");
    Ok(ids)
}

struct Asking<'a> {
    actor: &'a Actor,
    /// The telephone number of the Service Center.
    service_center: &'a str,
    role: Role,
    is_training: bool,
}

impl<'a> Asking<'a> {
    /// Refused, at `role`, for one that cannot be asked for here.
    fn new(services: &'a Services, actor: &'a Actor, role: Role) -> Result<Self, ServiceError> {
        let is_training = services.site.is_training;
        if !services.rules.withheld.offers(role, is_training) {
            return Err(ServiceError::field("role", NOT_OFFERED));
        }
        Ok(Self {
            actor,
            service_center: &services.site.service_center_phone,
            role,
            is_training,
        })
    }

    async fn may_hold(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        let keys = fetch!(fetch_all, (String,), tx, ROLES, self.actor.user.0)?;
        let others = keys.iter().map(|(key,)| Role::from_key(key));
        let others: Vec<Role> = others
            .collect::<Result<_, _>>()
            .map_err(|_| ServiceError::Corrupt { what: "role" })?;
        match conflicts::forbidden(self.role, &others) {
            Some(objection) => Err(ServiceError::field("role", objection.words())),
            None => Ok(()),
        }
    }

    async fn at_providers(
        &self,
        tx: &mut Tx,
        slugs: &[String],
    ) -> Result<Vec<Asked>, ServiceError> {
        if slugs.is_empty() {
            return Err(ServiceError::field(
                SEARCH_FOR,
                "Add at least one provider.",
            ));
        }
        if slugs.len() > MOST {
            let message = format!("Ask for at most {MOST} providers at a time.");
            return Err(ServiceError::field(SEARCH_FOR, message));
        }
        let taken = self.taken(tx).await?;
        let (mut asked, mut refused) = (Vec::<Asked>::new(), Vec::new());
        for slug in slugs {
            let one = self.at_provider(tx, slug, &taken).await;
            let one = or_set_aside(one, &mut refused)?;
            asked.extend(one.filter(|one| asked.iter().all(|known| known.place != one.place)));
        }
        if refused.is_empty() {
            Ok(asked)
        } else {
            Err(ServiceError::Refused(refused))
        }
    }

    /// The provider. Refused is, at its row, what stands in the way of asking for the role there.
    async fn at_provider(
        &self,
        tx: &mut Tx,
        slug: &str,
        taken: &[(Place, &'static str)],
    ) -> Result<Asked, ServiceError> {
        let today = self.actor.now.today();
        let found = organizations::by_slug(tx, slug, today).await?;
        let unknown = || {
            let message = format!("{slug} is not known here, and is left out of the list.");
            ServiceError::field(SEARCH_FOR, message)
        };
        let found = found.ok_or_else(unknown)?;
        let refused = |message: String| ServiceError::field(&found.line.field(), message);
        if found.is_terminated {
            return Err(refused(organizations::terminated(&found.line)));
        }
        let place = Place::Provider(found.line.id);
        let words = organizations::name_of(&found.line);
        if let Some(problem) = problem_of(taken, place, &words) {
            return Err(refused(problem));
        }
        if let Some(problem) = self.nobody_decides(tx, place, &words).await? {
            return Err(refused(problem));
        }
        Ok(Asked { place, words })
    }

    /// Whether an official of the place must be there already, to decide.
    fn needs_official(&self) -> bool {
        !self.role.is_security_official() && !self.is_training
    }

    /// What is to be done first, at a provider or in a state where nobody could decide.
    async fn nobody_decides(
        &self,
        tx: &mut Tx,
        place: Place,
        words: &str,
    ) -> Result<Option<String>, ServiceError> {
        if !self.needs_official() || !officials(tx, place).await?.is_empty() {
            return Ok(None);
        }
        let (official, who, decider) = if place.state().is_some() {
            let decider = "a CMS Security Official decides";
            (
                Role::StateAgencySecurityOfficial,
                "of the state agency",
                decider,
            )
        } else {
            let decider = "CMS decides";
            (Role::ProviderSecurityOfficial, "who works there", decider)
        };
        let (official, phone) = (official.name(), self.service_center);
        Ok(Some(if ever_had_official(tx, place).await? {
            format!(
                "{words} has no security official at present, so nobody there could decide. Call the Service Center, {phone}: \
                 Production Control there can give back a role {official} that was suspended. Or somebody {who} asks for \
                 that role; {decider} on it."
            )
        } else {
            format!(
                "{words} has no security official yet, so nobody there could decide. First somebody {who} asks for the \
                 role {official}; {decider} on it."
            )
        }))
    }

    async fn in_state(&self, tx: &mut Tx, state: Option<StateCode>) -> Result<Asked, ServiceError> {
        let refused = |message: String| ServiceError::field("state", message);
        let state = state.ok_or_else(|| refused("Choose a state.".to_owned()))?;
        let place = Place::State(state);
        let words = state.name().to_owned();
        if let Some(problem) = problem_of(&self.taken(tx).await?, place, &words) {
            return Err(refused(problem));
        }
        if let Some(problem) = self.nobody_decides(tx, place, &words).await? {
            return Err(refused(problem));
        }
        Ok(Asked { place, words })
    }

    /// Where nobody decides there yet, CMS does: nobody is refused for it.
    async fn in_jurisdiction(
        &self,
        tx: &mut Tx,
        wanted: Option<Jurisdiction>,
    ) -> Result<Asked, ServiceError> {
        let refused = |message: String| ServiceError::field("jurisdiction", message);
        let offered = self.role.jurisdictions();
        let one = wanted
            .filter(|one| offered.contains(one))
            .ok_or_else(|| refused("Choose one of the list.".to_owned()))?;
        let (place, words) = (Place::Jurisdiction(one), one.name());
        match problem_of(&self.taken(tx).await?, place, &words) {
            Some(problem) => Err(refused(problem)),
            None => Ok(Asked { place, words }),
        }
    }

    async fn nationwide(&self, tx: &mut Tx) -> Result<Asked, ServiceError> {
        let (place, words) = (Place::Nation, "Nationwide".to_owned());
        match problem_of(&self.taken(tx).await?, place, &words) {
            Some(problem) => Err(ServiceError::field("role", problem)),
            None => Ok(Asked { place, words }),
        }
    }

    /// Where the role is held or asked for already, and what to say of it.
    async fn taken(&self, tx: &mut Tx) -> Result<Vec<(Place, &'static str)>, ServiceError> {
        let (user, role) = (self.actor.user.0, self.role.key());
        let mut taken = Vec::new();
        for row in fetch!(fetch_all, HeldRow, tx, HELD, user, role)? {
            let why = if row.ended_at.is_some() {
                IS_SUSPENDED
            } else {
                IS_HELD
            };
            let place = Place::of(
                row.provider_id,
                row.state_code.as_deref(),
                row.jurisdiction.as_deref(),
            )?;
            taken.push((place, why));
        }
        for (state, provider, jurisdiction) in fetch!(fetch_all, Pending, tx, PENDING, user, role)?
        {
            let place = Place::of(provider, state.as_deref(), jurisdiction.as_deref())?;
            taken.push((place, IS_PENDING));
        }
        Ok(taken)
    }

    async fn add(
        &self,
        tx: &mut Tx,
        asked: &Asked,
        wanted: &RoleRequest,
    ) -> Result<RequestId, ServiceError> {
        let id = Uuid::now_v7();
        let (surveyor, surveyor_id) = surveyor(wanted);
        let added = exec!(
            tx,
            ADD,
            id,
            self.actor.user.0,
            self.role.key(),
            asked.place.provider(),
            asked.place.state().map(StateCode::as_str),
            surveyor.map(SurveyorAnswer::key),
            surveyor_id.map(SurveyorId::as_str),
            self.actor.now.system.0,
            asked.place.jurisdiction().map(Jurisdiction::key)
        )?;
        if added == 1 {
            Ok(RequestId(id))
        } else {
            let field = match asked.place {
                Place::Provider(_) => SEARCH_FOR,
                Place::State(_) => "state",
                Place::Jurisdiction(_) => "jurisdiction",
                Place::Nation => "role",
            };
            let message = format!("{}: {IS_PENDING}", asked.words);
            Err(ServiceError::field(field, message))
        }
    }

    /// The role is there at once, and the request says that nobody decided on it.
    async fn grant(&self, tx: &mut Tx, asked: &Asked, id: RequestId) -> Result<(), ServiceError> {
        let now = self.actor.now.system;
        exec!(tx, GRANTED, id.0, now.0)?;
        let gift = Gift {
            user: self.actor.user,
            role: self.role,
            place: asked.place,
            by: "training environment",
            request: Some(id.0),
        };
        give(tx, gift, now).await
    }

    /// One mail for each reader, whatever the number of organizations.
    async fn tell(
        &self,
        tx: &mut Tx,
        services: &Services,
        session: &Session,
        places: &[Asked],
        of_surveyor: bool,
    ) -> Result<(), ServiceError> {
        let (user, now) = (self.actor.user, self.actor.now.system);
        let all: Vec<String> = places.iter().map(|asked| asked.words.clone()).collect();
        let email = email_of(tx, user).await?;
        if self.is_training {
            let words = mails::granted_at_once(&matter(session, self.role, &all));
            return mails::tell(tx, services, user, &email, &words, now).await;
        }
        let mut by_decider: BTreeMap<Uuid, (Official, Vec<String>)> = BTreeMap::new();
        for asked in places {
            for decider in deciders_of(tx, self.role, asked.place, user).await? {
                let entry = by_decider.entry(decider.user().0);
                let (_, words) = entry.or_insert_with(|| (decider, Vec::new()));
                words.push(asked.words.clone());
            }
        }
        for (decider, places) in by_decider.values() {
            let words = mails::pending(&matter(session, self.role, places), of_surveyor);
            mails::tell(tx, services, decider.user(), &decider.email, &words, now).await?;
        }
        let words = mails::submitted(&matter(session, self.role, &all));
        mails::tell(tx, services, user, &email, &words, now).await
    }
}

/// What mails say of a request of whoever is logged in.
pub(super) fn matter<'a>(session: &'a Session, role: Role, places: &'a [String]) -> Matter<'a> {
    Matter {
        full_name: &session.person.full_name,
        user_name: session.person.user_name.as_str(),
        role,
        places,
    }
}

/// What stands in the way at a place that is held or asked for already.
fn problem_of(taken: &[(Place, &'static str)], place: Place, words: &str) -> Option<String> {
    let (_, why) = taken.iter().find(|(known, _)| *known == place)?;
    Some(format!("{words}: {why}"))
}

/// The answer as it counts: a question that is not answered is skipped (seed 002, step 2.6), and only a yes has a number.
fn surveyor(wanted: &RoleRequest) -> (Option<SurveyorAnswer>, Option<&SurveyorId>) {
    if !wanted.role.asks_surveyor() {
        return (None, None);
    }
    let answer = wanted.surveyor.unwrap_or(SurveyorAnswer::Skip);
    let id = wanted.surveyor_id.as_ref();
    (Some(answer), id.filter(|_| answer == SurveyorAnswer::Yes))
}
