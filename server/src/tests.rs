//! The whole program in one process, without sockets: requests in, answers out.

mod access;
mod audit;
mod authorization;
mod cross_site;
mod devices;
mod fixation;
mod forms;
mod headers;
mod held;
pub mod house;
mod log_in;
mod naughty;
mod notices;
mod openid;
mod pages;
mod penalties;
mod planted;
mod problems;
mod profile;
mod proofing;
mod recovery;
mod redirects;
mod registration;
mod roles;
mod sessions;
mod start;
mod uploads;
