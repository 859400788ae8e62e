//! One module for each area, one file for each page.

pub mod errors;
pub mod identity;
pub mod providers;
pub mod staffing;
pub mod submissions;
pub mod vut;
