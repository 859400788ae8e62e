//! Patients of providers: who counts as the same patient (ADR 29).

mod matching;

pub use matching::{Ground, Identity, ground};

#[cfg(test)]
mod tests;
