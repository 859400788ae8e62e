//! The whole program in one process, without sockets: requests in, answers out.

mod authorization;
mod cross_site;
mod headers;
pub mod house;
mod log_in;
mod pages;
mod problems;
mod proofing;
mod sessions;
mod start;
mod uploads;
