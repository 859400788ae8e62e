//! `published.tsv`: which versions of an instrument's data specifications CMS published, as `cargo xtask spec import` writes it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use submission::assessments::{Published, Span};

use crate::{Mistake, What};

/// Reads the tables of all packs, which repeat each other. A version is in force until the day before the next one of its instrument.
pub fn read<'a>(
    tables: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Published>, Mistake> {
    let mut begins = BTreeMap::new();
    for (file, text) in tables {
        for (line, row) in text.lines().enumerate().skip(1) {
            let (instrument, specification, from) = columns(row).map_err(|what| Mistake {
                file: file.to_owned(),
                line: line + 1,
                column: 1,
                what,
            })?;
            begins.insert((instrument, from), specification);
        }
    }
    let mut after = begins.keys().skip(1);
    let published = begins.iter().map(|((instrument, from), specification)| {
        let next = after.next().filter(|(of, _)| of == instrument);
        Published {
            instrument: (*instrument).to_owned(),
            specification: (*specification).to_owned(),
            in_force: Span {
                from: *from,
                until: next.and_then(|(_, next)| next.yesterday().ok()),
            },
        }
    });
    Ok(published.collect())
}

/// `instrument specification from`, with tabs between them.
fn columns(row: &str) -> Result<(&str, &str, Date), What> {
    let [instrument, specification, from] = row.split('\t').collect::<Vec<_>>()[..] else {
        return Err(What::Columns(3));
    };
    let from = from.parse().map_err(|_| What::Date(from.to_owned()))?;
    Ok((instrument, specification, from))
}
