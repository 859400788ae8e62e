//! Who may do what: categories, roles, grants and the policy table that server and page share.

mod actor;
mod description;
mod jurisdiction;
mod offer;
mod policy;
mod request;
mod role;

pub use actor::{Actor, Coverage, Denial, Grant, Scope};
pub use jurisdiction::{AccreditingOrganization, Jurisdiction, Mac, NotAJurisdiction};
pub use offer::{RoleWords, Withheld, call_roles, called_roles};
pub use policy::{Action, Reach, policy, roles_that_may};
pub use request::{
    Decider, GrantFilter, GrantId, GrantLine, NotASurveyorId, OrganizationLine, Organizations,
    OwnRequest, RequestDetail, RequestFilter, RequestId, RequestLine, RequestState, RoleRequest,
    SearchBy, SurveyorAnswer, SurveyorId,
};
pub use role::{Category, NotARole, Role};

#[cfg(test)]
mod tests;
