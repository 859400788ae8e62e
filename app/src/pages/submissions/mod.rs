//! Sending files, and what became of them.

pub mod upload;
