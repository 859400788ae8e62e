//! Commands that do one thing and end.

mod account;
mod audit;
mod generate;
mod import;
mod validate;

use clap::Args;

pub use account::Account;
pub use audit::Audit;
pub use generate::Generate;
pub use import::Import;
pub use validate::Validate;

use crate::config::Storage;
use crate::serve::open_or_begin;

#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    storage: Storage,
}

impl Migrate {
    /// # Errors
    /// When the database cannot be opened or a migration fails.
    pub async fn run(&self) -> anyhow::Result<()> {
        let services = open_or_begin(&self.storage).await?;
        services.db.close().await;
        println!("The database is up to date.");
        Ok(())
    }
}

#[cfg(test)]
mod tests;
