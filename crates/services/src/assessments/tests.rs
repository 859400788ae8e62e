//! Records from receipt to report, on both databases.

mod correcting;
mod settling;
mod world;
