//! Where an installation keeps what it has.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::Args;
use services::installation;
use services::keys::Keys;
use store::files::FileStore;
use store::{Db, private};

/// What every command that opens the database is told.
#[derive(Args, Debug, Clone)]
pub struct Storage {
    /// The folder of the database file and of the files that people sent
    #[arg(long, env = "OPENQIES_DATA_FOLDER", default_value = "data")]
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://user@host/name`; by default a file in the data folder
    #[arg(long, env = "OPENQIES_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Where sent files lie: a folder, or `s3://bucket/prefix` with the usual `AWS_…` variables (only where the
    /// program was built with the feature `s3`); by default a folder in the data folder
    #[arg(long, env = "OPENQIES_FILES")]
    pub files: Option<String>,
    /// The file of the installation's own key, which is made where there is none; by default `key` in the data folder.
    /// Keep a copy of it apart from the database: without it no password and no second factor works
    #[arg(long, env = "OPENQIES_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

/// What the database file, the folder of files and the file of checkpoints are called in the data folder, where no other place is told.
#[derive(Debug, Clone)]
pub struct Names {
    pub database: String,
    pub files: String,
    /// The audit trail's checkpoints.
    pub checkpoints: String,
}

/// Those of an installation of one's own.
impl Default for Names {
    fn default() -> Self {
        Self {
            database: "openqies.db".to_owned(),
            files: "files".to_owned(),
            checkpoints: "audit/checkpoints.ndjson".to_owned(),
        }
    }
}

impl Storage {
    /// The database's address.
    #[must_use]
    pub fn database_url(&self, names: &Names) -> String {
        let in_folder = || format!("sqlite:{}", self.data.join(&names.database).display());
        self.database.clone().unwrap_or_else(in_folder)
    }

    /// Whether an installation has begun here: with its key, and the file of its database, where that is one.
    ///
    /// # Errors
    /// With what is not there.
    pub fn check_begun(&self, names: &Names) -> anyhow::Result<()> {
        if let Some(file) = Db::file_of(&self.database_url(names))? {
            ensure!(
                file.is_file(),
                "There is no database at {}: name the one of an installation with --data or --database",
                file.display()
            );
        }
        let key = self.key_path();
        ensure!(
            key.exists(),
            "There is no key file at {}: put your copy of it there, or name it with --key-file",
            key.display()
        );
        Ok(())
    }

    /// Says so where others on this machine may look into what is kept of people.
    pub fn warn_of_others(&self) {
        let files = self.files.iter().map(PathBuf::from);
        for folder in std::iter::once(self.data.clone()).chain(files) {
            // A bucket is no folder.
            if private::is_open_to_others(&folder).unwrap_or_default() {
                tracing::warn!(
                    folder = %folder.display(),
                    "other users of this machine may look into this folder: `chmod 700` closes it"
                );
            }
        }
    }

    /// # Errors
    /// When the key's file can be neither read nor made, or is not the one of this database.
    pub async fn open_keys(&self, db: &Db) -> anyhow::Result<Keys> {
        let path = self.key_path();
        installation::open_keys(db, &path)
            .await
            .with_context(|| format!("opening the key file {}", path.display()))
    }

    fn key_path(&self) -> PathBuf {
        let in_folder = || self.data.join("key");
        self.key_file.clone().unwrap_or_else(in_folder)
    }

    /// # Errors
    /// When the folder cannot be made, or the bucket not be named.
    pub fn open_files(&self, names: &Names) -> anyhow::Result<FileStore> {
        let folder = match self.files.as_deref() {
            Some(address) if address.starts_with("s3://") => return open_bucket(address),
            Some(folder) => PathBuf::from(folder),
            None => self.data.join(&names.files),
        };
        FileStore::local(folder).context("opening the folder of files")
    }
}

#[cfg(feature = "s3")]
fn open_bucket(address: &str) -> anyhow::Result<FileStore> {
    FileStore::s3(address).context("opening the bucket of files")
}

#[cfg(not(feature = "s3"))]
fn open_bucket(address: &str) -> anyhow::Result<FileStore> {
    anyhow::bail!("{address} is a bucket: build the program with --features s3, or name a folder")
}
