//! The style sheet, by npm's sass.

use crate::files::{Fingerprint, all_below, made_from, read};
use crate::process;
use anyhow::{Result, ensure};
use std::path::Path;
use std::process::Command;

pub const MODULES: &str = "style/node_modules";

/// Compiles style/openqies.scss to `css/openqies.css` in the stage folder.
pub fn build(stage: &Path) -> Result<()> {
    ensure!(
        Path::new(MODULES).exists(),
        "{MODULES} is not there: run scripts/setup-node style"
    );
    made_from(sources()?, &stage.join("css"), |folder| {
        let output = folder.join("openqies.css");
        let sass = format!("{MODULES}/.bin/sass");
        process::run(
            Command::new(sass)
                .args(["--style=compressed", "--no-source-map", "--no-charset"])
                .arg(format!("--load-path={MODULES}/@uswds/uswds/packages"))
                .arg(format!("style/openqies.scss:{}", output.display())),
        )
    })
}

/// Our own files, and the lock file for those of npm.
fn sources() -> Result<Fingerprint> {
    let mut inputs = Fingerprint::default();
    for path in all_below(Path::new("style"))? {
        let ours =
            !path.starts_with(MODULES) && path.extension().is_some_and(|kind| kind == "scss");
        if ours || path.ends_with("package-lock.json") {
            inputs.add(&path.to_string_lossy(), &read(&path)?);
        }
    }
    Ok(inputs)
}
