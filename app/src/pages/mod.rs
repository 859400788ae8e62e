//! One module for each area, one file for each page.

pub mod about;
pub mod welcome;
