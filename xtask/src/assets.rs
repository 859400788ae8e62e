//! Fonts and icons under /assets/, and the files of public/ at the root of the site.

use crate::files::{all_below, read, write_if_changed};
use crate::{compress, styles};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const DESIGN_SYSTEM: &str = "@uswds/uswds/dist";

pub fn copy(stage: &Path, site: &Path) -> Result<()> {
    let from = Path::new(styles::MODULES).join(DESIGN_SYSTEM);
    let css = fs::read_to_string(stage.join("css/openqies.css"))?;
    for name in named_in(&css) {
        put(&site.join("assets").join(name), &read(&from.join(name))?)?;
    }
    put(&site.join("assets/icons.svg"), icons(&from)?.as_bytes())?;
    for path in all_below(Path::new("public"))? {
        put(&site.join(path.strip_prefix("public")?), &read(&path)?)?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if write_if_changed(path, bytes)? {
        compress::beside(path, compress::Effort::Best)?;
    }
    Ok(())
}

/// The fonts and pictures that the style sheet asks for: every `/assets/…` in it, without that prefix.
fn named_in(css: &str) -> BTreeSet<&str> {
    css.split("/assets/")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '\'', ')']).next())
        .collect()
}

/// One file with the icons named in style/icons.txt, for `<use href="/assets/icons.svg#name">`.
fn icons(from: &Path) -> Result<String> {
    let mut sprite = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    let names = fs::read_to_string("style/icons.txt")?;
    for name in names
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let path = from.join(format!("img/usa-icons/{name}.svg"));
        let icon = fs::read_to_string(&path)
            .with_context(|| format!("style/icons.txt: no icon {name}"))?;
        let (_, rest) = icon
            .split_once('>')
            .with_context(|| format!("{} is no SVG", path.display()))?;
        let drawing = rest.trim_end().trim_end_matches("</svg>");
        write!(
            sprite,
            r#"<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>"#
        )?;
    }
    sprite.push_str("</svg>");
    Ok(sprite)
}
