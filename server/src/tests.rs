//! The whole program in one process, without sockets: requests in, answers out.

mod authorization;
mod cross_site;
mod devices;
mod headers;
mod held;
pub mod house;
mod log_in;
mod notices;
mod naughty;
mod pages;
mod problems;
mod recovery;
mod registration;
mod proofing;
mod sessions;
mod start;
mod uploads;
