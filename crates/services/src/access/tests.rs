//! Requests and decisions in a small country: three homes in two states, and those who decide.

mod asking;
mod changing;
mod deciding;
mod own;
mod recertifying;
mod several;
mod unattended;
mod users;

use domain::{
    access::{
        Approval, Entry, GrantAt, Holding, RequestFilter, RequestId, Role, RoleRequest, Scope,
        Shown, SurveyorAnswer, SurveyorId, SurveyorOrigin, UserFilter, UserLine,
    },
    identity::UserId,
    listing::SealedSearch,
    objection::Objection,
    providers::{Ccn, FacilityId, ProviderId, ProviderType, StateCode},
    time::{Instant, Now},
};
use futures::future::join;
use jiff::civil::{Date, date};
use store::{Db, exec, fetch, testing::until_waited_for};
use uuid::Uuid;

use super::{list_requests, list_users, request, take_turn};
use crate::{
    ServiceError, Services,
    identity::{Session, grants},
    messages::tests::sent_to,
    providers::record::ProviderRecord,
    search,
    tests::{people, places},
};

const DAY: i64 = 86_400;
const DAVIS: &str = "16E724";
const OTHER: &str = "166400";
const OHIO: &str = "366401";
const CLOSED: &str = "366402";
const DISABLE: &str = "update user_account set state = 'disabled' where user_name = $1";
const ENABLE: &str = "update user_account set state = 'active' where user_name = $1";
const END_ROLES: &str = "update role_grant set ended_at = 1
    where user_id = (select u.id from user_account u where u.user_name = $1)";
/// Of a CCN, as the closed home was.
const TERMINATE: &str = "update provider
    set terminated_on = (select c.terminated_on from provider c where c.ccn = '366402') where ccn = $1";

fn noon(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

fn state(code: &str) -> StateCode {
    StateCode::parse(code).unwrap()
}

/// A role at one place, as it is changed.
struct Grant {
    id: domain::access::GrantId,
    provider: Option<ProviderId>,
    suspended: bool,
    is_last_official: bool,
    is_own: bool,
    granted_at: Instant,
}

struct World {
    services: Services,
    now: Instant,
    davis: ProviderId,
    other: ProviderId,
    ohio: ProviderId,
}

impl World {
    /// Homes, and nobody in them.
    async fn empty(db: Db) -> Self {
        let services = crate::tests::services(db);
        let davis = home(&services, DAVIS, "IA1077", "IA", None).await;
        let other = home(&services, OTHER, "IA1078", "IA", None).await;
        let ohio = home(&services, OHIO, "IA1078", "OH", None).await;
        home(&services, CLOSED, "OH1", "OH", Some(date(2026, 11, 10))).await;
        Self {
            services,
            now: noon(date(2026, 11, 10)),
            davis,
            other,
            ohio,
        }
    }

    /// With a security official of Davis, one of Iowa, one of CMS, and Production Control.
    async fn new(db: Db) -> Self {
        let world = Self::empty(db).await;
        let davis = at(&[world.davis]);
        world
            .add("PSO.DAVIS", &[(Role::ProviderSecurityOfficial, davis)])
            .await;
        world
            .add(
                "SASO.IOWA",
                &[(Role::StateAgencySecurityOfficial, Scope::State(state("IA")))],
            )
            .await;
        world
            .add("SO.OF.CMS", &[(Role::CmsSecurityOfficial, Scope::Nation)])
            .await;
        world
            .add(
                "PRODUCTION",
                &[(Role::HelpDeskProductionControl, Scope::Nation)],
            )
            .await;
        world
    }

    /// An account that holds these roles.
    async fn add(&self, user_name: &str, roles: &[(Role, Scope)]) -> Session {
        let mut tx = self.services.db.write().await.unwrap();
        let user = people::account(&mut tx, user_name, &address(user_name)).await;
        for (role, scope) in roles {
            people::hold(&mut tx, user, *role, scope).await;
        }
        tx.commit().await.unwrap();
        self.session(user_name).await
    }

    /// Changes what is stored about a user ID or a CCN, as if somebody else did.
    async fn change(&self, sql: &'static str, of: &str) {
        let mut tx = self.services.db.write().await.unwrap();
        exec!(tx, sql, of).unwrap();
        tx.commit().await.unwrap();
    }

    /// What comes of an act that begins while somebody else is about to change what is stored about a user ID.
    async fn during<T>(&self, (sql, of): (&'static str, &str), act: impl Future<Output = T>) -> T {
        let mut tx = self.services.db.write().await.unwrap();
        take_turn(&mut tx).await.unwrap();
        exec!(tx, sql, of).unwrap();
        let ending = async {
            until_waited_for(&self.services.db).await;
            tx.commit().await.unwrap();
        };
        join(act, ending).await.0
    }

    /// Logged in a moment ago, with what the account holds now.
    async fn session(&self, user_name: &str) -> Session {
        let mut tx = self.services.db.read().await.unwrap();
        let sql = "select id from user_account where user_name = $1";
        let (id,) = fetch!(fetch_one, (Uuid,), tx, sql, user_name).unwrap();
        let user = UserId(id);
        let held = grants::of(&mut tx, user).await.unwrap();
        let category = grants::first_category(&held);
        let (grants, roles) = grants::of_category(held, category);
        let mut session = people::session(domain::access::Actor {
            user,
            user_name: user_name.to_owned(),
            category,
            grants,
            now: Now {
                system: self.now,
                rules: self.now,
            },
            viewing: None,
        });
        session.person.roles = roles;
        session
    }

    async fn ask(
        &self,
        who: &Session,
        wanted: &RoleRequest,
    ) -> Result<Vec<RequestId>, ServiceError> {
        request(&self.services, who, wanted).await
    }

    /// A request that nothing stands in the way of.
    async fn asked(&self, who: &Session, wanted: &RoleRequest) -> RequestId {
        self.ask(who, wanted).await.unwrap()[0]
    }

    /// The requests that somebody sees, by who asks and for what.
    async fn seen_by(&self, who: &Session, filter: &RequestFilter) -> Vec<(String, Role)> {
        let page = list_requests(&self.services, &who.actor, filter)
            .await
            .unwrap();
        assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
        let rows = page.rows.into_iter();
        rows.map(|line| (line.person, line.role)).collect()
    }

    /// What somebody searches for, as it stands in an address.
    fn sealed(&self, who: &Session, text: &str) -> Option<SealedSearch> {
        search::seal(&self.services, &who.actor, text).unwrap()
    }

    /// The filter of User Management that finds somebody.
    fn finding(&self, who: &Session, name: &str) -> UserFilter {
        UserFilter {
            search: self.sealed(who, name),
            shown: Shown::Held,
            ..UserFilter::default()
        }
    }

    /// The rows of User Management that somebody sees.
    async fn users(&self, who: &Session, filter: &UserFilter) -> Vec<UserLine> {
        let users = list_users(&self.services, &who.actor, filter)
            .await
            .unwrap();
        users.lines.rows
    }

    /// The grant of somebody that a decider sees.
    async fn grant_of(&self, who: &Session, of: &str, role: Role) -> Grant {
        let filter = UserFilter {
            role: Some(role),
            ..self.finding(who, of)
        };
        let rows = self.users(who, &filter).await;
        let line = rows.into_iter().next().expect("a grant in this scope");
        let Entry::Grant(GrantAt { id, provider }) = line.entry else {
            panic!("not held: {line:?}");
        };
        Grant {
            id,
            provider,
            suspended: line.holding == Holding::Suspended,
            is_last_official: line.is_last_official,
            is_own: line.is_own,
            granted_at: line.since,
        }
    }

    /// Role and place of everything that somebody holds.
    async fn held_by(&self, user_name: &str) -> Vec<(Role, String)> {
        let user = self.session(user_name).await.actor.user;
        let mut tx = self.services.db.read().await.unwrap();
        let held = grants::of(&mut tx, user).await.unwrap();
        let held = held.into_iter();
        held.map(|held| (held.grant.role, held.place)).collect()
    }

    /// The subjects of somebody's mails, the newest first.
    async fn subjects(&self, user_name: &str) -> Vec<String> {
        let mails = sent_to(&self.services, &address(user_name)).await;
        mails.into_iter().map(|words| words.subject).collect()
    }

    /// What the newest mail of somebody says.
    async fn newest_mail(&self, user_name: &str) -> String {
        let mails = sent_to(&self.services, &address(user_name)).await;
        mails[0].paragraphs.join("\n")
    }
}

async fn home(
    services: &Services,
    ccn: &str,
    facility_id: &str,
    code: &str,
    terminated_on: Option<Date>,
) -> ProviderId {
    let record = ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        facility_id: Some(FacilityId::parse(facility_id).unwrap()),
        terminated_on,
        ..places::provider(ProviderType::NursingHome, &format!("Home {ccn}"), code)
    };
    places::insert(services, &record, noon(date(2026, 1, 1))).await
}

fn at(homes: &[ProviderId]) -> Scope {
    Scope::Providers(homes.to_vec())
}

fn address(user_name: &str) -> String {
    format!("{}@example.org", user_name.to_lowercase())
}

/// An approval that brings a federal surveyor ID that was looked up.
fn with_id(number: &str) -> Approval {
    Approval {
        surveyor: Some((SurveyorId::parse(number).unwrap(), SurveyorOrigin::Verified)),
        ..Approval::default()
    }
}

fn nationwide(role: Role) -> RoleRequest {
    RoleRequest {
        role,
        organizations: Vec::new(),
        state: None,
        jurisdiction: None,
        surveyor: None,
        surveyor_id: None,
    }
}

fn at_homes(role: Role, ccns: &[&str]) -> RoleRequest {
    RoleRequest {
        organizations: ccns.iter().map(|ccn| (*ccn).to_owned()).collect(),
        ..nationwide(role)
    }
}

fn in_state(role: Role, code: &str) -> RoleRequest {
    RoleRequest {
        state: Some(state(code)),
        ..nationwide(role)
    }
}

/// A state's general user who says that they are a surveyor.
fn as_surveyor() -> RoleRequest {
    RoleRequest {
        surveyor: Some(SurveyorAnswer::Yes),
        ..in_state(Role::StateAgencyGeneralUser, "IA")
    }
}

/// The one field that was refused, and why.
fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> (String, String) {
    match result {
        Err(ServiceError::Refused(errors)) => match errors.as_slice() {
            [error] => (error.field.clone(), error.message.clone()),
            several => panic!("not one problem: {several:?}"),
        },
        other => panic!("not refused: {other:?}"),
    }
}

fn conflict<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Objection {
    match result {
        Err(ServiceError::Conflict(objection)) => objection,
        other => panic!("no conflict: {other:?}"),
    }
}
