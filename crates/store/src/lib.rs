//! The store: one [`Db`] over SQLite and PostgreSQL, the files people sent, and the jobs to do.
//!
//! - [`Db::read`] and [`Db::write`] open a [`Tx`], the only way to touch data; [`exec!`], [`fetch!`]
//!   and [`stream!`] run one SQL text with `$1` placeholders on either database.
//! - SQL stands in constants declared by [`sql!`], so that a test prepares every one of them on both.
//! - `row` names the column types that both databases store and sort alike.
//! - `testing` (feature `testing`) gives `#[db_test]`: each test runs on both.
//!
//! Migrations stand in `migrations/{sqlite,postgres}` under equal file names; a test compares the
//! schemas they make.

// The derive macro names this crate as those above do.
extern crate self as store;

pub mod bulk;
mod db;
mod error;
pub mod files;
pub mod jobs;
mod macros;
mod migrations;
pub mod private;
pub mod row;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod turn;

pub use db::{Connection, Db, Tx};
pub use error::DbError;
pub use sqlx;
pub use store_macros::FromRow;
#[cfg(any(test, feature = "testing"))]
pub use store_macros::db_test;

/// The statements of one module: name and SQL text, as [`sql!`] declares them.
pub type Statements = &'static [(&'static str, &'static str)];

#[cfg(test)]
mod tests;
