//! Server functions, one file for each area: what pages ask the server. Each asks one service.

pub mod access;
pub mod audit;
pub mod dashboards;
pub mod demo;
pub mod devices;
pub mod drafts;
pub mod help;
pub mod identity;
pub mod messages;
pub mod notices;
pub mod openid;
pub mod own_profile;
pub mod penalties;
pub mod people;
pub mod proofing;
pub mod providers;
pub mod recertification;
pub mod registration;
pub mod search;
pub mod staffing;
pub mod submissions;
pub mod support;
pub mod tickets;
pub mod uploads;
pub mod users;
pub mod viewing;
