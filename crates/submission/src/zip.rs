//! Reads ZIP archives strictly: one end, nothing before, between or after the entries, the two
//! descriptions of an entry the same, stored or deflated, never more bytes than declared.
//! Whatever two programs could read differently is refused. Names are labels, never paths.

mod directory;
mod end;
mod fields;
mod layout;
mod member;
mod name;

pub(crate) use directory::Entry;
pub(crate) use member::{CRC, Member, Unpacker};

use crate::{
    intake::{Refused, Stop},
    limits::Limits,
    source::Input,
};

/// The local file header's signature, with which every archive that holds something begins.
pub(crate) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// The end record's, with which an empty one begins.
pub(crate) const END: [u8; 4] = *b"PK\x05\x06";

/// The files of an archive whose description holds together. Nothing has been unpacked yet.
pub(crate) fn open(source: &mut Input<'_>, limits: &Limits) -> Result<Vec<Entry>, Stop> {
    let end = end::find(source)?;
    if end.entries > limits.members {
        return Err(Refused::EntryCount.into());
    }
    let mut entries = directory::read(source, &end, limits)?;
    layout::check(source, &mut entries, end.directory_at)?;
    if directory::has_duplicates(&entries) {
        return Err(Refused::DuplicateEntry.into());
    }
    entries.retain(|entry| !entry.is_folder && !name::is_junk(&entry.name));
    if entries.is_empty() {
        return Err(Refused::NoFiles.into());
    }
    let total = entries
        .iter()
        .try_fold(0_u64, |total, entry| total.checked_add(entry.size));
    if total.is_none_or(|total| total > limits.total_bytes) {
        return Err(Refused::TotalSize.into());
    }
    Ok(entries)
}

/// Whether the last bytes hold an end record, so that some program would read a ZIP here.
pub(crate) fn has_end(source: &mut Input<'_>) -> Result<bool, Stop> {
    match end::find(source) {
        Err(Stop::Refused(refusal)) => Ok(refusal.reason != Refused::NotZip),
        Err(stop) => Err(stop),
        Ok(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests;
