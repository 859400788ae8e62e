//! Patients of providers (ADR 29): found or made when a record is accepted.

pub(crate) mod exclusions;
pub mod matching;
pub(crate) mod record;

#[cfg(test)]
mod tests;
