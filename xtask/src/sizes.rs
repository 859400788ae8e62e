//! `cargo xtask sizes`: what a browser downloads, and whether that is within the budget.

use crate::files::read;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;

/// Kilobytes, compressed by brotli, as `cargo xtask build --release` does it.
const STYLE_SHEET: u64 = 30;
const WORKER: u64 = 60;
/// What comes to the worker once a file holds an assessment; the pack of its rules beside it.
const ASSESSOR: u64 = 130;
/// The first page after log-in; the code of other pages comes when they are opened.
const FIRST_PAGE: (&str, u64) = ("dashboard_page", 250);

/// Prints what the newest build makes a browser fetch.
///
/// # Errors
/// Once all is printed, when something is over its budget.
pub fn print(site: &Path) -> Result<()> {
    let pkg = site.join("pkg");
    let builds = String::from_utf8(read(&pkg.join("builds"))?)?;
    let folder = pkg.join(builds.lines().next().unwrap_or_default());
    let bytes_of =
        |name: &str| -> Result<u64> { Ok(folder.join(format!("{name}.br")).metadata()?.len()) };
    let together = |names: &[&str]| names.iter().map(|name| bytes_of(name)).sum::<Result<u64>>();

    let mut over = 0;
    let mut line = |what: &str, bytes: u64, budget: Option<u64>| {
        let of = budget.map_or(String::new(), |budget| format!("of {budget}"));
        println!("{:>8.1} kB {of:<6}  {what}", kilobytes(bytes));
        if budget.is_some_and(|budget| bytes > budget * 1000) {
            over += 1;
        }
    };
    line("style sheet", bytes_of("openqies.css")?, Some(STYLE_SHEET));
    line(
        "worker",
        together(&["worker-start.js", "worker.js", "worker_bg.wasm"])?,
        Some(WORKER),
    );
    line(
        "assessor",
        together(&["together.js", "assessor.js", "assessor_bg.wasm"])?,
        Some(ASSESSOR),
    );
    let every_page = [
        "openqies.js",
        "openqies_bg.wasm",
        "__wasm_split.______________________.js",
    ];
    let main = together(&every_page)?;
    line("what every page fetches first", main, None);
    let chunks: BTreeMap<String, Vec<String>> =
        serde_json::from_slice(&read(&folder.join("__wasm_split_manifest.json"))?)?;
    for (page, chunks) in chunks {
        let names: Vec<String> = chunks.iter().map(|chunk| format!("{chunk}.wasm")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let page = page
            .trim_matches(|letter: char| letter == '_' || letter.is_ascii_digit())
            .trim_end_matches("_view");
        let (first, budget) = FIRST_PAGE;
        line(
            &format!("{page}, with that, in {} files more", names.len()),
            main + together(&names)?,
            (page == first).then_some(budget),
        );
    }
    ensure!(over == 0, "{over} of these are over their budget");
    Ok(())
}

fn kilobytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1000.0
}
