//! What an installation refuses to start with.

use clap::Parser;

use super::house::House;
use crate::{Cli, Command, serve};

async fn refusal(words: &[&str]) -> String {
    let words = ["openqies", "serve"].iter().chain(words);
    let Command::Serve(told) = Cli::try_parse_from(words).unwrap().command else {
        panic!("not the command that was told");
    };
    serve::serve(&told).await.unwrap_err().to_string()
}

#[tokio::test]
async fn an_installation_does_not_start_with_cookies_that_travel_without_tls() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for mode in ["agency", "gov"] {
        let refusal = refusal(&["--mode", mode, "--insecure-cookies", "--data", data]).await;
        assert!(refusal.contains("cookies without TLS"), "{refusal}");
    }
}

#[tokio::test]
async fn an_installation_does_not_start_on_a_demonstrations_database() {
    let house = House::new().await;
    let mut tx = house.services.db.write().await.unwrap();
    store::exec!(
        tx,
        "insert into demo (id, seed, laid_out_on, complete) values (1, 1, '2026-11-10', 1)"
    )
    .unwrap();
    tx.commit().await.unwrap();
    let database = format!("sqlite:{}", house.folder().join("house.db").display());
    let data = house.folder().to_str().unwrap();
    for mode in ["agency", "gov"] {
        let refusal = refusal(&["--mode", mode, "--database", &database, "--data", data]).await;
        assert!(refusal.contains("holds a demonstration"), "{refusal}");
    }
}

#[tokio::test]
async fn there_is_no_demonstration_under_the_name_of_an_agency() {
    assert!(Cli::try_parse_from(["openqies", "serve", "--mode", "demo"]).is_err());
}

#[cfg(not(feature = "s3"))]
#[tokio::test]
async fn a_bucket_needs_a_program_that_was_built_for_buckets() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let refusal = refusal(&["--files", "s3://bucket/files", "--data", data]).await;
    assert!(refusal.contains("--features s3"), "{refusal}");
}
