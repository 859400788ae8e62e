use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Where transactions end without an event, by `file::function`, as ADR 0024 lists them with their reasons.
fn listed() -> BTreeSet<String> {
    let adr = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/adr/0024-audit.md");
    let text = fs::read_to_string(adr).unwrap();
    let names = text.lines().filter_map(|line| {
        let name = line.strip_prefix("| `")?.split_once('`')?.0;
        name.contains("::").then(|| name.to_owned())
    });
    names.collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| !path.ends_with("tests") && !path.ends_with("tests.rs"))
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The functions of a source that commit a transaction themselves.
fn committing(text: &str) -> BTreeSet<&str> {
    let mut function = "";
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let words = line.trim_start();
        if words.starts_with("#[cfg(test)]") {
            break;
        }
        let declared = words.split_once("fn ").filter(|(before, _)| {
            let is_modifier =
                |word: &str| word.starts_with("pub") || matches!(word, "async" | "const");
            before.split_whitespace().all(is_modifier)
        });
        if let Some((_, rest)) = declared {
            function = rest.split(['(', '<']).next().unwrap_or_default();
        }
        if words.contains(".commit()") {
            found.insert(function);
        }
    }
    found
}

#[test]
fn every_transaction_ends_with_its_event_or_is_listed_with_the_reason_why_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for path in sources(&folder) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&folder).unwrap().with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        found.extend(
            committing(&text)
                .into_iter()
                .map(|function| format!("{name}::{function}")),
        );
    }
    let unlisted: Vec<_> = found.difference(&listed()).cloned().collect();
    assert!(
        unlisted.is_empty(),
        "end with audit::commit, or say in ADR 0024 why not: {unlisted:#?}"
    );
    let gone: Vec<_> = listed().difference(&found).cloned().collect();
    assert!(
        gone.is_empty(),
        "listed in ADR 0024 and not there: {gone:#?}"
    );
}

#[test]
fn the_function_that_commits_is_found() {
    let text = "pub async fn one(tx: Tx) {\n    tx.commit().await?;\n}\n\nasync fn two<T>() {}\n\nfn three() {}\n\
                pub(super) async fn four() {\n    Ok(tx.commit().await?)\n}\n";
    assert_eq!(committing(text), BTreeSet::from(["one", "four"]));
}
