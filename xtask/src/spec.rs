//! `cargo xtask spec import`: from CMS's tables of an instrument's items to ours, which docs/RULES.md describes.
//!
//! Facts are carried over (ids, lengths, values, which records have an item, short labels), sentences are not: in place of
//! a label that is longer than [`tables::LONGEST_LABEL`] stands ours, from the pack's `own-answers.tsv`.

mod source;
mod tables;
mod values;
mod written;

use crate::files::{read, write_if_changed};
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// Item tables of assessments from those that CMS publishes
#[derive(Args)]
pub struct Spec {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lays out the text of all rules
    LayOut,
    /// Writes the pages of the documents that list each pack's edits
    Pages,
    /// Writes items.tsv, answers.tsv, optional.tsv and published.tsv of a pack from CMS's item master and item values
    Import {
        instrument: Instrument,
        /// Folder of CMS's tables
        #[arg(long)]
        from: PathBuf,
        /// Folder of the pack
        #[arg(long)]
        to: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Instrument {
    Oasis,
    Mds,
}

impl Spec {
    /// # Errors
    /// When CMS's tables are not there or not of the shape that is known.
    pub fn run(self) -> Result<()> {
        let (instrument, from, to) = match self.command {
            Command::LayOut => return written::lay_out(),
            Command::Pages => return written::pages(),
            Command::Import {
                instrument,
                from,
                to,
            } => (instrument, from, to),
        };
        let tables = import(instrument, &from, &to)?;
        write_if_changed(&to.join("items.tsv"), tables.items.as_bytes())?;
        write_if_changed(&to.join("answers.tsv"), tables.answers.as_bytes())?;
        write_if_changed(&to.join("published.tsv"), tables.published.as_bytes())?;
        if let Some(optional) = &tables.optional {
            write_if_changed(&to.join("optional.tsv"), optional.as_bytes())?;
        }
        println!("{}: {}", to.display(), tables.summary);
        Ok(())
    }
}

fn import(instrument: Instrument, from: &Path, pack: &Path) -> Result<tables::Tables> {
    let items = match instrument {
        Instrument::Oasis => source::oasis(from)?,
        Instrument::Mds => source::mds(from)?,
    };
    let own = pack.join("own-answers.tsv");
    let own = if own.exists() {
        String::from_utf8(read(&own)?)?
    } else {
        String::new()
    };
    tables::tables(items, &own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root;
    use std::fs;

    const PACKS: [(Instrument, &str, &str); 3] = [
        (Instrument::Oasis, "oasis/e2-v3.02.0", "oasis-3.02.0"),
        (Instrument::Mds, "mds/v3.10.0", "mds-3.10.0"),
        (Instrument::Mds, "mds/v3.00.1", "mds-3.00.1"),
    ];

    #[test]
    fn what_is_checked_in_is_what_cms_published() -> Result<()> {
        for (instrument, from, pack) in PACKS {
            let Some(from) = public_data::path(from) else {
                return Ok(());
            };
            let pack = root().join("crates/submission/specs").join(pack);
            let tables = import(instrument, &from, &pack)?;
            for (name, table) in [
                ("items.tsv", Some(tables.items)),
                ("answers.tsv", Some(tables.answers)),
                ("optional.tsv", tables.optional),
                ("published.tsv", Some(tables.published)),
            ] {
                let checked_in = fs::read_to_string(pack.join(name)).ok();
                assert!(table == checked_in, "{name} of {}", pack.display());
            }
        }
        Ok(())
    }
}
