use std::fs;
use std::path::Path;

use clap::Parser;

use super::*;
use crate::{Cli, Command};

pub fn storage_in(folder: &Path) -> Storage {
    Storage {
        data: folder.to_owned(),
        database: None,
        files: None,
        key_file: None,
    }
}

/// An installation in this folder, for the commands that ask for one.
pub async fn begin(folder: &Path) {
    let services = open_or_begin(&storage_in(folder)).await.unwrap();
    services.db.close().await;
}

/// Each command that acts on an installation.
const COMMANDS: [&[&str]; 8] = [
    &["audit", "verify"],
    &["audit", "export", "--by", "a test"],
    &["account", "list", "--by", "a test"],
    &[
        "account",
        "grant-role",
        "A.B",
        "help_desk",
        "--by",
        "a test",
    ],
    &[
        "account",
        "confirm-identity",
        "A.B",
        "--record",
        "passport",
        "--by",
        "a test",
    ],
    &["account", "first-password", "A.B", "--by", "a test"],
    &["account", "disable", "A.B", "--by", "a test"],
    &["account", "enable", "A.B", "--by", "a test"],
];

async fn refusal(words: &[&str], storage: &[&str]) -> String {
    let words = ["openqies"].iter().chain(words).chain(storage);
    let refused = match Cli::try_parse_from(words).unwrap().command {
        Command::Audit(audit) => audit.run().await.unwrap_err(),
        Command::Account(account) => account.run().await.unwrap_err(),
        _ => panic!("another command"),
    };
    refused.to_string()
}

#[tokio::test]
async fn what_acts_on_an_installation_makes_none() {
    for words in COMMANDS {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("elsewhere");
        let in_data = ["--data", data.to_str().unwrap()];
        let refused = refusal(words, &in_data).await;
        let expected = format!("There is no database at {}", data.display());
        assert!(refused.starts_with(&expected), "{words:?}: {refused}");

        let file = folder.path().join("other.db");
        let database = format!("sqlite:{}", file.display());
        let by_name = [&in_data[..], &["--database", database.as_str()]].concat();
        let refused = refusal(words, &by_name).await;
        let expected = format!("There is no database at {}", file.display());
        assert!(refused.starts_with(&expected), "{words:?}: {refused}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{words:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_missing_is_asked_for_and_not_made() {
    for words in COMMANDS {
        let folder = tempfile::tempdir().unwrap();
        // Nothing is in it yet: it does not say that it was used with a key.
        let file = folder.path().join("openqies.db");
        fs::write(&file, "").unwrap();
        let in_folder = ["--data", folder.path().to_str().unwrap()];
        let refused = refusal(words, &in_folder).await;
        let key = folder.path().join("key");
        let expected = format!("There is no key file at {}", key.display());
        assert!(refused.starts_with(&expected), "{words:?}: {refused}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{words:?}");
        assert_eq!(fs::read(&file).unwrap(), b"", "{words:?}");
    }
}
