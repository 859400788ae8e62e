//! The words and rules of the field, native and WASM alike.
//!
//! Every type here is parsed at the edge and trusted afterwards; nothing reads a clock,
//! a file or a database. One module per area, named as on every other floor.

pub mod access;
pub mod assessments;
pub mod audit;
pub mod count;
pub mod dashboards;
pub mod demo;
pub mod file_name;
pub mod forms;
pub mod identity;
pub mod listing;
pub mod masking;
pub mod messages;
pub mod money;
pub mod notices;
pub mod objection;
pub mod patients;
pub mod penalties;
pub mod programs;
pub mod providers;
pub mod reports;
pub mod site;
pub mod spreadsheet;
pub mod staffing;
pub mod submissions;
pub mod support;
pub mod time;
