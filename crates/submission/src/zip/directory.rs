use std::collections::BinaryHeap;

use crate::{
    intake::{Refusal, Refused, Stop},
    limits::Limits,
    source::Input,
    zip::{
        end::End,
        fields::{self, Fields},
        name,
    },
};

/// One entry, as the central directory describes it (APPNOTE 4.3.12).
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: String,
    pub is_folder: bool,
    pub method: Method,
    /// Sizes stand after the data, in a descriptor.
    pub streamed: bool,
    pub crc: u32,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes unpacked, as declared.
    pub size: u64,
    pub header_at: u64,
    /// Where its data begins; set by the layout.
    pub data_at: u64,
}

impl Entry {
    /// The name without the slash that marks a folder.
    fn label(&self) -> &str {
        self.name.strip_suffix('/').unwrap_or(&self.name)
    }
}

/// Whether two entries have the same name. There may be thousands.
pub fn has_duplicates(entries: &[Entry]) -> bool {
    let labels: BinaryHeap<&str> = entries.iter().map(Entry::label).collect();
    labels
        .into_sorted_vec()
        .array_windows()
        .any(|[one, next]| one == next)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Stored,
    Deflated,
}

const SIGNATURE: [u8; 4] = *b"PK\x01\x02";
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
pub const STREAMED: u16 = 1 << 3;
const AES_METHOD: u16 = 99;
const AES_EXTRA: u16 = 0x9901;
const UNICODE_PATH_EXTRA: u16 = 0x7075;
/// Deflate cannot do better: 258 bytes for two bits.
const DEFLATE_BEST: u64 = 1032;

/// Reads the whole directory: exactly as many entries as the end record says, and nothing else.
pub fn read(source: &mut Input<'_>, end: &End, limits: &Limits) -> Result<Vec<Entry>, Stop> {
    let mut bytes = vec![0; end.directory_size];
    if source.read_at(end.directory_at, &mut bytes)? != bytes.len() {
        return Err(Refused::Inconsistent.into());
    }
    let mut fields = Fields(&bytes);
    let mut entries = Vec::new();
    for number in (1_u64..).take(end.entries) {
        let entry = entry(&mut fields, limits);
        entries.push(entry.map_err(|reason| Refusal::of_entry(reason, number))?);
    }
    if !fields.0.is_empty() {
        return Err(Refused::Inconsistent.into());
    }
    Ok(entries)
}

fn entry(fields: &mut Fields<'_>, limits: &Limits) -> Result<Entry, Refused> {
    fields.signature(SIGNATURE)?;
    let made_by = fields.u16()?;
    let _needed_version = fields.u16()?;
    let (flags, method) = (fields.u16()?, fields.u16()?);
    let _time = fields.u32()?;
    let crc = fields.u32()?;
    let (packed, size) = (fields.u32()?, fields.u32()?);
    let (name_length, extra_length, comment_length) = (fields.u16()?, fields.u16()?, fields.u16()?);
    let disk = fields.u16()?;
    let _internal = fields.u16()?;
    let (external, header_at) = (fields.u32()?, fields.u32()?);
    let name_bytes = fields.bytes(usize::from(name_length))?;
    let extra = fields.bytes(usize::from(extra_length))?;
    fields.bytes(usize::from(comment_length))?;

    let name = name::check(name_bytes)?;
    if flags & ENCRYPTED != 0 || method == AES_METHOD || fields::extra(extra, AES_EXTRA)?.is_some()
    {
        return Err(Refused::Encrypted);
    }
    let method = match method {
        0 => Method::Stored,
        8 => Method::Deflated,
        _ => return Err(Refused::Method),
    };
    if disk != 0 {
        return Err(Refused::MultiDisk);
    }
    check_second_name(extra, name_bytes)?;
    let (size, packed) = fields::sizes(size, packed, extra)?;
    let entry = Entry {
        name: name.to_owned(),
        is_folder: name.ends_with('/'),
        method,
        streamed: flags & STREAMED != 0,
        crc,
        packed,
        size,
        header_at: u64::from(header_at),
        data_at: 0,
    };
    check_kind(&entry, made_by, external)?;
    check_size(&entry, limits)?;
    Ok(entry)
}

/// Info-ZIP's extra field may carry the name again; it must be the same.
fn check_second_name(extra: &[u8], name: &[u8]) -> Result<(), Refused> {
    match fields::extra(extra, UNICODE_PATH_EXTRA)? {
        Some(body) if body.get(5..) != Some(name) => Err(Refused::Inconsistent),
        _ => Ok(()),
    }
}

/// A file or a folder, by the Unix mode where there is one.
fn check_kind(entry: &Entry, made_by: u16, external: u32) -> Result<(), Refused> {
    const UNIX: u16 = 3;
    let mode = if made_by >> 8 == UNIX {
        (external >> 16) & 0o170_000
    } else {
        0
    };
    match mode {
        // Many programs write folders with the mode of a file.
        0 | 0o100_000 => {}
        0o040_000 if entry.is_folder => {}
        0o040_000 => return Err(Refused::Inconsistent),
        0o120_000 => return Err(Refused::Symlink),
        _ => return Err(Refused::SpecialFile),
    }
    if entry.is_folder && entry.size > 0 {
        Err(Refused::Inconsistent)
    } else {
        Ok(())
    }
}

/// A size that no packing could reach is a lie, and nothing is set aside for it.
fn check_size(entry: &Entry, limits: &Limits) -> Result<(), Refused> {
    if entry.method == Method::Stored && entry.packed != entry.size {
        return Err(Refused::Inconsistent);
    }
    let possible = entry
        .packed
        .saturating_mul(DEFLATE_BEST)
        .saturating_add(limits.ratio_from);
    if entry.size > limits.total_bytes || entry.size > possible {
        return Err(Refused::DeclaredSize);
    }
    Ok(())
}
