//! From the first byte to the report, on both databases.

mod checking;
mod facility;
mod kills;
mod order;
pub(crate) mod programs;
mod reading;
mod receiving;
mod reports;
pub(crate) mod world;
