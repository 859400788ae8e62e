//! What an installation refuses to start with.

use std::path::Path;
use std::sync::Arc;

use clap::{CommandFactory as _, Parser};
use domain::assessments::Sequence;
use domain::identity::ProofingMethod;
use domain::patients::MatchKeys;
use domain::reports::DueRules;
use domain::site::SiteMode;
use services::identity::RegistrationRules;
use services::identity::proofing::IdentityProofing;
use submission::assessments::ExtraItems;
use tempfile::TempDir;

use super::house::House;
use crate::config::{AssessmentRules, Config, RecalledArgs};
use crate::{Cli, Command, serve};

/// Two options of one name would end the program with a panic, and only the command that has them.
#[test]
fn every_command_can_be_read() {
    Cli::command().debug_assert();
}

/// The folder of a site, without any files.
fn site() -> TempDir {
    let site = tempfile::tempdir().unwrap();
    let pkg = site.path().join("pkg");
    std::fs::create_dir(&pkg).unwrap();
    std::fs::write(pkg.join("builds"), "none\n").unwrap();
    site
}

async fn refusal(words: &[&str]) -> String {
    let site = site();
    refusal_of(site.path(), "0", words).await
}

/// With this folder of a site, and at this port.
async fn refusal_of(site: &Path, port: &str, words: &[&str]) -> String {
    let there = ["--site", site.to_str().unwrap(), "--port", port];
    let words = ["openqies", "serve"].iter().chain(&there).chain(words);
    let Command::Serve(told) = Cli::try_parse_from(words).unwrap().command else {
        panic!("not the command that was told");
    };
    let refused = serve::serve(&told).await.unwrap_err();
    format!("{refused:#}")
}

#[tokio::test]
async fn what_is_wrong_is_found_before_a_database_is_made_or_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let missing = missing.to_str().unwrap();
    let data = folder.path().join("data");
    let data_of = ["--data", data.to_str().unwrap()];
    let service = "https://bureau.example.com";
    for words in [
        &["--specs", missing][..],
        &["--consent-file", missing],
        &["--roles", missing],
        &["--proofing", service, "--proofing-token-file", missing],
    ] {
        let refused = refusal(&[words, &data_of].concat()).await;
        assert!(refused.contains("missing"), "{words:?}: {refused}");
        assert!(!data.exists(), "{words:?}");
    }
    let refused = refusal_of(Path::new(missing), "0", &data_of).await;
    assert!(refused.contains("set OPENQIES_SITE"), "{refused}");
    assert!(!data.exists());

    let other = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let site = site();
    let refused = refusal_of(site.path(), &port, &data_of).await;
    let expected = format!("listening on 127.0.0.1:{port}");
    assert!(refused.starts_with(&expected), "{refused}");
    assert!(!data.exists());
}

#[tokio::test]
async fn an_installation_does_not_start_with_limits_that_stop_nobody_or_everybody() {
    for flag in [
        "--log-ins-per-minute",
        "--mailed-links-per-hour",
        "--security-codes-per-hour",
        "--uploads-per-hour",
        "--public-checks-per-minute",
        "--api-requests-per-minute",
        "--raise-limits",
        "--page-seconds",
        "--stop-seconds",
        "--zip-bytes",
        "--xml-bytes",
        "--xml-events",
    ] {
        let refused = config_of(&[flag, "0"]).unwrap_err().to_string();
        assert!(refused.contains(flag), "{refused}");
        config_of(&[flag, "1"]).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let raised = ["--raise-limits", "2", "--data", data.to_str().unwrap()];
    let refused = refusal(&raised).await;
    assert!(refused.contains("--raise-limits"), "{refused}");
    assert!(!data.exists());
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
async fn an_installation_does_not_start_with_proofing_that_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for mode in ["agency", "gov"] {
        let refusal = refusal(&["--mode", mode, "--proofing", "simulated", "--data", data]).await;
        assert!(refusal.contains("proves nothing"), "{refusal}");
    }
}

#[tokio::test]
async fn an_installation_sends_people_to_no_proofing_service_that_others_listen_to() {
    for address in [
        "http://bureau.example.com",
        "bureau",
        "https://bureau.example.com/?key=1",
    ] {
        let told = Cli::try_parse_from(["openqies", "serve", "--proofing", address]);
        assert!(told.is_err(), "{address}");
    }
}

fn proofing_of(words: &[&str], mode: SiteMode) -> anyhow::Result<Arc<dyn IdentityProofing>> {
    let words = ["openqies", "serve"].iter().chain(words);
    let Command::Serve(told) = Cli::try_parse_from(words).unwrap().command else {
        panic!("not the command that was told");
    };
    told.config.proofing.open(mode, "https://qies.example.org")
}

#[test]
fn the_demonstration_simulates_proofing_and_elsewhere_people_decide_or_a_service() {
    let method = |words: &[&str], mode| proofing_of(words, mode).unwrap().method();
    assert_eq!(method(&[], SiteMode::Demo), ProofingMethod::Simulated);
    for mode in [SiteMode::Agency, SiteMode::Gov] {
        assert_eq!(method(&[], mode), ProofingMethod::Manual);
    }
    let service = ["--proofing", "https://bureau.example.com/v1"];
    assert_eq!(method(&service, SiteMode::Agency), ProofingMethod::Service);
}

#[test]
fn only_a_service_is_given_social_security_numbers() {
    let asks = "--proofing-asks-ssn";
    let refused = proofing_of(&[asks], SiteMode::Agency).unwrap_err();
    assert!(refused.to_string().contains("only a proofing service"));
    let address = "https://bureau.example.com";
    for (words, expected) in [
        (vec!["--proofing", address], false),
        (vec!["--proofing", address, asks], true),
    ] {
        let proofing = proofing_of(&words, SiteMode::Gov).unwrap();
        assert_eq!(proofing.asks_social_security_number(), expected);
    }
}

#[test]
fn the_services_token_is_read_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let words = [
        "--proofing",
        "https://bureau.example.com",
        "--proofing-token-file",
        path.to_str().unwrap(),
    ];
    assert!(proofing_of(&words, SiteMode::Agency).is_err());
    for (text, fits) in [
        ("", false),
        ("a b", false),
        ("a\nb", false),
        ("token\n", true),
    ] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(
            proofing_of(&words, SiteMode::Agency).is_ok(),
            fits,
            "{text:?}"
        );
    }
}

/// The rules of an installation whose text of this flag stands in this file.
fn rules_of(flag: &str, file: &Path) -> anyhow::Result<RegistrationRules> {
    let words = ["openqies", "serve", flag, file.to_str().unwrap()];
    match Cli::try_parse_from(words).unwrap().command {
        Command::Serve(told) => told.config.registration(),
        _ => panic!("not the command that was told"),
    }
}

/// What is said of rules that are recalled.
fn recalled_of(words: &[&str]) -> anyhow::Result<RecalledArgs> {
    Ok(config_of(words)?.recalled)
}

fn rules_of_assessments(words: &[&str]) -> anyhow::Result<AssessmentRules> {
    Ok(config_of(words)?.assessment_rules)
}

fn config_of(words: &[&str]) -> anyhow::Result<Config> {
    let words = ["openqies", "serve"].iter().chain(words);
    match Cli::try_parse_from(words)?.command {
        Command::Serve(told) => Ok(told.config),
        _ => panic!("not the command that was told"),
    }
}

#[test]
fn what_is_recalled_is_a_setting_and_its_default_what_we_recall() {
    let usual = recalled_of(&[]).unwrap();
    assert_eq!(usual.due().unwrap(), DueRules::default());
    assert_eq!(usual.sequence().unwrap(), Sequence::default());
    assert_eq!(usual.patient_keys, MatchKeys::default());
    let usual = rules_of_assessments(&[]).unwrap();
    assert_eq!(usual.extra_items, ExtraItems::Ignored);
    let own = recalled_of(&[
        "--admission-day",
        "15",
        "--return-is-admission",
        "true",
        "--resumption-recertifies",
        "false",
        "--patient-keys",
        "medicare+birth",
    ])
    .unwrap();
    let due = own.due().unwrap();
    assert_eq!((due.admission_day, due.quarterly_days), (15, 92));
    assert!(due.return_is_admission && !due.resumption_recertifies);
    assert_eq!(own.patient_keys.to_string(), "medicare+birth");
    let own = rules_of_assessments(&["--extra-items", "refused"]).unwrap();
    assert_eq!(own.extra_items, ExtraItems::Refused);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sequence.txt");
    std::fs::write(&file, "OASIS 06 01\nOASIS 01\n").unwrap();
    let own = recalled_of(&["--sequence", file.to_str().unwrap()]).unwrap();
    assert!(own.sequence().unwrap().may_follow("OASIS", "06", "01"));
}

#[tokio::test]
async fn an_installation_does_not_start_with_recalled_rules_that_make_no_sense() {
    for words in [
        ["--admission-day", "0"],
        ["--quarterly-days", "soon"],
        ["--return-is-admission", "perhaps"],
        ["--patient-keys", "ssn"],
        ["--patient-keys", "medicaid+last_name"],
        ["--extra-items", "perhaps"],
    ] {
        let refused = recalled_of(&words).unwrap_err().to_string();
        assert!(refused.contains(words[0]), "{words:?}: {refused}");
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let days = ["--quarterly-days", "400", "--data", data];
    assert!(refusal(&days).await.contains("more than --quarterly-days"));
    let file = folder.path().join("sequence.txt");
    let words = ["--sequence", file.to_str().unwrap(), "--data", data];
    assert!(refusal(&words).await.contains("sequence.txt"));
    std::fs::write(&file, "OASIS 01 09\n").unwrap();
    let own = recalled_of(&words).unwrap();
    let why = format!("{:#}", own.sequence().unwrap_err());
    assert!(why.contains("OASIS 09 may follow something"), "{why}");
    assert!(refusal(&words).await.contains("sequence.txt"));
}

/// What the rules say of one text.
type Said = fn(RegistrationRules) -> Vec<String>;

#[test]
fn people_consent_to_what_the_files_of_the_installation_say() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("text");
    let flags: [(&str, Said); 2] = [
        ("--consent-file", |rules| rules.notice),
        ("--terms-file", |rules| rules.terms),
    ];
    for (flag, text_of) in flags {
        let missing = folder.path().join("missing");
        let refused = rules_of(flag, &missing).unwrap_err();
        assert!(refused.to_string().contains("missing"), "{refused}");
        for empty in ["", " \r\n\r\n \n"] {
            std::fs::write(&file, empty).unwrap();
            let refused = rules_of(flag, &file).unwrap_err();
            assert!(refused.to_string().ends_with("is empty"), "{refused}");
        }
        std::fs::write(&file, "For staff\r\nalone.\r\n\r\n\r\nAll is recorded.\n").unwrap();
        let rules = rules_of(flag, &file).unwrap();
        assert_eq!(text_of(rules), ["For staff\nalone.", "All is recorded."]);
    }
}

/// Each variable that this command or one below it reads.
fn variables_of(command: &clap::Command, variables: &mut Vec<String>) {
    let told = command.get_arguments().filter_map(clap::Arg::get_env);
    variables.extend(told.map(|name| name.to_str().unwrap().to_owned()));
    for command in command.get_subcommands() {
        variables_of(command, variables);
    }
}

#[test]
fn every_setting_is_explained_in_the_readme() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let mut variables = Vec::new();
    variables_of(&Cli::command(), &mut variables);
    let read = |name: &str| variables.iter().any(|known| known == name);
    assert!(read("OPENQIES_CONSENT_FILE") && read("OPENQIES_TERMS_FILE"));
    // The machine's own, of whoever is logged in to it.
    variables.retain(|name| name != "USER" && !readme.contains(&format!("`{name}`")));
    assert!(variables.is_empty(), "{variables:?}");
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

#[test]
fn an_identity_provider_is_told_whole_and_reached_safely() {
    let parsed = |words: &[&str]| {
        let words = ["openqies", "serve"].iter().chain(words);
        Cli::try_parse_from(words).map(|cli| cli.command)
    };
    let issuer = ["--openid-issuer", "https://login.example.org"];
    let client = ["--openid-client", "openqies"];
    for words in [
        issuer.to_vec(),
        client.to_vec(),
        [
            &["--openid-issuer", "http://login.example.org"][..],
            &client,
        ]
        .concat(),
        [&issuer[..], &client, &["--openid-second-factor", "none"]].concat(),
        // What says something about a provider that there is not.
        vec!["--openid-secret", "hush"],
        vec!["--openid-secret-file", "secret"],
        vec!["--openid-name", "Oak Agency"],
        vec!["--openid-second-factor", "provider"],
    ] {
        assert!(parsed(&words).is_err(), "{words:?}");
    }
    let opened = |words: &[&str]| match parsed(words).unwrap() {
        Command::Serve(told) => told.config.openid.open("https://qies.example.org"),
        _ => panic!("not the command that was told"),
    };
    assert!(opened(&[]).unwrap().is_none());
    let both = [issuer, client].concat();
    let provider = opened(&both).unwrap().unwrap();
    assert_eq!(provider.name(), "your organization");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let with_file = [&both[..], &["--openid-secret-file", file.to_str().unwrap()]].concat();
    opened(&with_file).unwrap_err();
    std::fs::write(&file, "hush-marked\n").unwrap();
    let provider = opened(&with_file).unwrap().unwrap();
    assert!(!format!("{provider:?}").contains("hush"));
}
