//! Embeds the migrations of both databases: each file's number, name and text.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=../../migrations");
    let mut text = String::new();
    for (constant, folder) in [("SQLITE", "sqlite"), ("POSTGRES", "postgres")] {
        let files = embedded(&Path::new("../../migrations").join(folder))?;
        writeln!(text, "pub static {constant}: &[File] = &[\n{files}];")
            .map_err(io::Error::other)?;
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("migrations.rs"), text)
}

/// `0003_providers.sql` as `(3, "providers", include_str!("…")),`.
fn embedded(folder: &Path) -> io::Result<String> {
    let mut lines = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path().canonicalize()?;
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let (number, name) = stem
            .and_then(|stem| stem.split_once('_'))
            .and_then(|(number, name)| Some((number.parse::<i64>().ok()?, name)))
            .ok_or_else(|| io::Error::other(format!("{}: NNNN_name.sql", path.display())))?;
        let name = name.replace('_', " ");
        let path = path.display();
        lines.push(format!(
            "    ({number}, {name:?}, include_str!(r\"{path}\")),\n"
        ));
    }
    lines.sort();
    Ok(lines.concat())
}
