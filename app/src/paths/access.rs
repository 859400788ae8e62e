//! Asking for roles, and deciding on those of others.

use domain::{
    access::{
        Category, Decision, GrantAt, RecertificationFilter, RequestFilter, RequestId, RequestState,
        Role, SearchBy, UnattendedFilter, UserFilter,
    },
    identity::UserId,
    listing::Query,
    notices::EndedRole,
    providers::StateCode,
};

/// Request User Role: the three steps.
pub const REQUEST_ROLE: &str = "/request-role";
pub const SELECT_ROLE: &str = "/request-role/role";
pub const ADD_ORGANIZATIONS: &str = "/request-role/organizations";
/// Role requests, for those who decide on them.
pub const ROLE_REQUESTS: &str = "/access/requests";
/// User Management: their people, with the roles that these hold and ask for.
pub const USERS: &str = "/access/users";
/// Deciding on several requests at once.
pub const SEVERAL_REQUESTS: &str = "/access/requests/several";
/// The roles that are to be confirmed.
pub const RECERTIFICATION: &str = "/access/recertification";
/// Taking several of them away.
pub const REMOVE_ROLES: &str = "/access/recertification/remove";
/// Organizations without a security official.
pub const UNATTENDED: &str = "/access/organizations";

/// What was done in the third step of a role request before one went back: the steps before it hand it on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The organizations that were added, as `OrganizationLine::slug` gives them.
    pub slugs: Vec<String>,
    /// What was chosen and typed besides, as it is kept.
    pub flash: Option<String>,
}

/// The first step of a role request, with what was chosen, and what was done in the third.
#[must_use]
pub fn request_role(category: Category, before: &Before) -> String {
    let query = Query::default().with("category", Some(category.key()));
    with_before(query, before).after(REQUEST_ROLE)
}

/// The second step, likewise.
#[must_use]
pub fn select_role(category: Category, role: Option<Role>, before: &Before) -> String {
    let query = Query::default()
        .with("category", Some(category.key()))
        .with("role", role.map(Role::key));
    with_before(query, before).after(SELECT_ROLE)
}

fn with_before(query: Query, before: &Before) -> Query {
    with_organizations(query, &before.slugs).with("flash", before.flash.as_deref())
}

/// The third step, with the organizations that were added: slugs as `OrganizationLine::slug` gives them.
#[must_use]
pub fn add_organizations(role: Role, slugs: &[String], by: SearchBy) -> String {
    third_step(role, slugs, by).after(ADD_ORGANIZATIONS)
}

/// The same at the list, which says that an organization was just added or removed: the focus goes there.
#[must_use]
pub fn organizations_changed(role: Role, slugs: &[String], by: SearchBy, change: &str) -> String {
    let query = third_step(role, slugs, by).with("change", Some(change));
    format!("{}#added", query.after(ADD_ORGANIZATIONS))
}

fn third_step(role: Role, slugs: &[String], by: SearchBy) -> Query {
    let query = Query::default().with("role", Some(role.key()));
    let by = (by != SearchBy::default()).then_some(by.key());
    with_organizations(query, slugs).with("by", by)
}

fn with_organizations(query: Query, slugs: &[String]) -> Query {
    let slugs = slugs.join(",");
    let slugs = Some(slugs.as_str()).filter(|slugs| !slugs.is_empty());
    query.with("ccn", slugs)
}

/// The third step with everything that a role which ended was for.
#[must_use]
pub fn request_again(ended: &EndedRole) -> String {
    let slugs: Vec<String> = ended.providers.iter().map(|id| id.0.to_string()).collect();
    third_step(ended.role, &slugs, SearchBy::default())
        .with("state", ended.state.map(StateCode::as_str))
        .with("jurisdiction", ended.jurisdiction.as_deref())
        .after(ADD_ORGANIZATIONS)
}

#[must_use]
pub fn role_requests(filter: &RequestFilter) -> String {
    filter.to_query().after(ROLE_REQUESTS)
}

/// A role request, for those who decide on it.
#[must_use]
pub fn role_request(id: RequestId) -> String {
    format!("{ROLE_REQUESTS}/{id}")
}

/// The same page, which says that the request was just put into this state.
#[must_use]
pub fn role_request_done(id: RequestId, state: RequestState) -> String {
    Query::default()
        .with("done", Some(state.key()))
        .after(&role_request(id))
}

/// The page of a request that somebody else had decided on before.
#[must_use]
pub fn role_request_late(id: RequestId) -> String {
    Query::default()
        .with("late", Some("true"))
        .after(&role_request(id))
}

/// What deciding on these requests would come to.
#[must_use]
pub fn several_requests(decision: Decision, ids: &[RequestId]) -> String {
    Query::default()
        .with("decision", Some(decision.key()))
        .with("requests", Some(&joined(ids)))
        .after(SEVERAL_REQUESTS)
}

/// What became of them: those that were decided, and the others.
#[must_use]
pub fn several_requests_done(
    decision: Decision,
    done: &[RequestId],
    missed: &[RequestId],
) -> String {
    let listed = |ids: &[RequestId]| Some(joined(ids)).filter(|list| !list.is_empty());
    Query::default()
        .with("decision", Some(decision.key()))
        .with("done", listed(done).as_deref())
        .with("missed", listed(missed).as_deref())
        .after(SEVERAL_REQUESTS)
}

fn joined<T: ToString>(ids: &[T]) -> String {
    let ids: Vec<String> = ids.iter().map(T::to_string).collect();
    ids.join(",")
}

#[must_use]
pub fn recertification(filter: &RecertificationFilter) -> String {
    filter.to_query().after(RECERTIFICATION)
}

/// The list, which says how many roles were just kept or removed, and how many were not.
#[must_use]
pub fn recertification_done(
    filter: &RecertificationFilter,
    what: &str,
    (done, missed): (usize, usize),
) -> String {
    let missed = (missed > 0).then(|| missed.to_string());
    filter
        .to_query()
        .with(what, Some(&done.to_string()))
        .with("missed", missed.as_deref())
        .after(RECERTIFICATION)
}

/// Taking these roles away.
#[must_use]
pub fn remove_roles(grants: &[GrantAt]) -> String {
    Query::default()
        .with("rows", Some(&joined(grants)))
        .after(REMOVE_ROLES)
}

#[must_use]
pub fn unattended(filter: &UnattendedFilter) -> String {
    filter.to_query().after(UNATTENDED)
}

#[must_use]
pub fn unattended_csv(filter: &UnattendedFilter) -> String {
    filter.to_query().after("/access/organizations.csv")
}

#[must_use]
pub fn users(filter: &UserFilter) -> String {
    filter.to_query().after(USERS)
}

/// The same list, whole, as a file.
#[must_use]
pub fn users_csv(filter: &UserFilter) -> String {
    filter.to_query().after("/access/users.csv")
}

/// The list, which says what was just done.
#[must_use]
pub fn users_done(filter: &UserFilter, done: &str) -> String {
    filter.to_query().with("done", Some(done)).after(USERS)
}

/// One person of the list that one came from.
#[must_use]
pub fn user(filter: &UserFilter, id: UserId) -> String {
    filter.to_query().after(&user_page(id))
}

/// The same page, which says what was just done.
#[must_use]
pub fn user_done(filter: &UserFilter, id: UserId, done: &str) -> String {
    let query = filter.to_query().with("done", Some(done));
    query.after(&user_page(id))
}

/// What may be done about one role of somebody.
#[must_use]
pub fn user_grant(filter: &UserFilter, id: UserId, grant: GrantAt) -> String {
    let query = filter.to_query().with("grant", Some(&grant.to_string()));
    query.after(&user_page(id))
}

fn user_page(id: UserId) -> String {
    format!("{USERS}/{}", id.0)
}
