//! From the first byte to the report, on both databases.

mod checking;
mod kills;
mod reading;
mod receiving;
pub(crate) mod world;
