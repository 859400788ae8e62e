//! Records from receipt to report, on both databases.

mod correcting;
mod entered;
mod settling;
pub(crate) mod world;
