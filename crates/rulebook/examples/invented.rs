//! Writes a ZIP of invented records of a pack, and the pack as browsers fetch it:
//! `cargo run --release -p rulebook --example invented -- oasis-3.02.0 3000 FOLDER`.

use std::{error::Error, fs, path::Path};

use rulebook::Sources;
use submission::generate::zip;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let usage = "name a pack, how many records, and a folder";
    let (Some(pack), Some(records), Some(folder)) = (words.next(), words.next(), words.next())
    else {
        return Err(usage.into());
    };
    let book = Sources::built_in().book(&pack)?;
    let files: Vec<(String, String)> = (0..records.parse()?)
        .map(|number| (format!("{number:05}.xml"), book.invented(number)))
        .collect();
    let members: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, file)| (name.as_str(), file.as_bytes()))
        .collect();
    let folder = Path::new(&folder);
    fs::write(folder.join("records.zip"), zip(&members)?)?;
    fs::write(folder.join("records.pack"), book.pack.to_bytes())?;
    Ok(())
}
