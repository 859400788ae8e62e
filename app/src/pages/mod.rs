//! One module for each area, one file for each page.

pub mod access;
pub mod assessments;
pub mod audit;
pub mod dashboards;
pub mod demo;
pub mod drafts;
pub mod errors;
pub mod help;
pub mod identity;
mod leaving;
pub mod messages;
pub mod notices;
pub mod patients;
pub mod penalties;
mod people_search;
pub mod providers;
pub mod reports;
pub mod staffing;
pub mod submissions;
pub mod support;
pub mod vut;
