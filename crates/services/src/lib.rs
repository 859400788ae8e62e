//! What the system does, one module per area.
//!
//! Every public function takes [`Services`] and the [`Actor`](domain::access::Actor), and reads:
//! authorise, read, decide, write. Its SQL stands beside it in [`store::sql!`]; every list query
//! carries the actor's scope ([`scope`]). Nothing here reads a clock: the moment comes with the
//! actor, or as [`Now`](domain::time::Now) where nobody is logged in.

mod error;
pub mod scope;

use store::Db;

pub use error::ServiceError;

/// What the services work on. Cheap to clone; one per program.
#[derive(Debug, Clone)]
pub struct Services {
    pub db: Db,
}

#[cfg(test)]
mod tests;
