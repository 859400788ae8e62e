//! What pages show and the server makes, one file for each area. Nothing here asks for anything, so that one way leads
//! through the app: pages ask [`api`](crate::api), which asks the server, and all three know these.

pub mod access;
pub mod access_tokens;
pub mod dashboards;
pub mod devices;
pub mod drafts;
pub mod help;
pub mod identity;
pub mod inbox;
pub mod openid;
pub mod own_profile;
pub mod patients;
pub mod penalties;
pub mod people;
pub mod proofing;
pub mod providers;
pub mod recertification;
pub mod registration;
pub mod reports;
pub mod staffing;
pub mod submissions;
pub mod support;
pub mod tickets;
pub mod uploads;
pub mod users;
pub mod viewing;
