//! What the system does, one module per area.
//!
//! Every public function takes [`Services`] and the [`Actor`](domain::access::Actor), and reads:
//! authorise, read, decide, write. Its SQL stands beside it in [`store::sql!`]; every list query
//! carries the actor's scope ([`scope`]). Nothing here reads a clock: the moment comes with the
//! actor, or as [`Now`](domain::time::Now) where nobody is logged in.

mod csv_table;
mod error;
pub mod identity;
pub mod incident;
pub mod providers;
pub mod scope;

use std::sync::Arc;

use domain::site::Site;
use store::Db;

pub use error::ServiceError;

/// What the services work on. Cheap to clone; one per program.
#[derive(Debug, Clone)]
pub struct Services {
    pub db: Db,
    pub site: Arc<Site>,
}

impl Services {
    /// A demonstration over `db`; the server sets what its configuration says otherwise.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            site: Arc::default(),
        }
    }
}

#[cfg(test)]
mod tests;
