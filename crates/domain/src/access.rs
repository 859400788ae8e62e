//! Who may do what: categories, roles, grants and the policy table that server and page share.

mod actor;
mod bulk;
mod description;
mod jurisdiction;
mod lost;
mod offer;
mod people_list;
mod policy;
mod recertification;
mod request;
mod role;
mod unattended;
mod user;
mod viewing;

pub use actor::{Actor, Coverage, Denial, Grant, Scope};
pub use bulk::{BulkLine, Decision, MOST_AT_ONCE};
pub use jurisdiction::{AccreditingOrganization, Jurisdiction, Mac, NotAJurisdiction};
pub use lost::{RoleLost, RolesLost};
pub use offer::{RoleWords, Withheld, call_roles, called_roles};
pub use people_list::PeopleList;
pub use policy::{Action, Reach, policy, roles_that_may};
pub use recertification::{
    GrantAt, OwnConfirmation, RecertificationFilter, RecertificationLine, Recertifications,
    Recertified,
};
pub use request::{
    Approval, Decider, GrantId, NotASurveyorId, OrganizationLine, Organizations, OwnRequest,
    RequestDetail, RequestFilter, RequestId, RequestLine, RequestState, RoleRequest, SearchBy,
    SurveyorAnswer, SurveyorId,
};
pub use role::{Category, NotARole, Role};
pub use unattended::{UnattendedFilter, UnattendedLine, WhyUnattended};
pub use user::{
    Entry, Holding, LastLogIn, Shown, Surveying, SurveyorFacts, SurveyorOrigin, SurveyorRecord,
    UserDetail, UserFilter, UserLine, UserSort, Users,
};
pub use viewing::Sight;

#[cfg(test)]
mod tests;
