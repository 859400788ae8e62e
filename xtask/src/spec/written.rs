//! What is written from the text of the rules.

use crate::files::write_if_changed;
use anyhow::Result;
use rulebook::{Sources, lay_out as laid_out, page};
use std::fs;
use std::path::Path;

const SPECS: &str = "crates/submission/specs";
const PAGES: &str = "docs/edits";

/// Lays out every file of rules.
///
/// # Errors
/// The first mistake in their text.
pub fn lay_out() -> Result<()> {
    let sources = on_disk()?;
    for (name, text) in sources.files().filter(|(name, _)| name.contains("/edits/")) {
        let laid_out = laid_out(name, text)?;
        write_if_changed(&Path::new(SPECS).join(name), laid_out.as_bytes())?;
    }
    Ok(())
}

/// Writes a page for each pack.
///
/// # Errors
/// The first mistake in its text.
pub fn pages() -> Result<()> {
    let sources = on_disk()?;
    fs::create_dir_all(PAGES)?;
    for pack in sources.packs() {
        let page = page(&sources.book(pack)?);
        write_if_changed(
            &Path::new(PAGES).join(format!("{pack}.md")),
            page.as_bytes(),
        )?;
    }
    Ok(())
}

/// As they are now, not as they were when this program was built.
fn on_disk() -> Result<Sources> {
    let mut sources = Sources::default();
    sources.add_folder(Path::new(SPECS))?;
    Ok(sources)
}
