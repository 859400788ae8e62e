//! Invented PBJ files, the same for the same seed: samples for the demonstration, input for tests
//! and benchmarks. No real facility, person or payroll is in any of them.

mod archive;
mod plan;
mod random;

pub use archive::{broken_zip, zip};
pub use plan::{Mistakes, Plan};

#[cfg(test)]
mod tests;
