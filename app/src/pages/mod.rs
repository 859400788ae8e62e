//! One module for each area, one file for each page.

pub mod about;
pub mod providers;
pub mod submissions;
pub mod vut;
pub mod welcome;
