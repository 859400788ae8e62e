use crate::{
    intake::{Refused, Stop},
    source::Input,
    zip::{END, LOCAL, fields::Fields},
};

/// What the end record says (APPNOTE 4.3.16).
pub struct End {
    pub entries: usize,
    pub directory_at: u64,
    pub directory_size: usize,
}

const LENGTH: usize = 22;
const LONGEST_COMMENT: usize = 65_535;
const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
const ZIP64_LOCATOR_LENGTH: usize = 20;

/// Finds the one end record that ends with the file, and checks what it says.
pub fn find(source: &mut Input<'_>) -> Result<End, Stop> {
    let length = source.len();
    let tail_length = length.min((LENGTH + LONGEST_COMMENT + ZIP64_LOCATOR_LENGTH) as u64);
    let mut tail = vec![0; usize::try_from(tail_length).unwrap_or(0)];
    let tail_at = length - tail_length;
    let count = source.read_at(tail_at, &mut tail)?;
    tail.truncate(count);

    let signatures: Vec<usize> = memchr::memchr_iter(END[0], &tail)
        .filter(|at| tail[*at..].starts_with(&END))
        .collect();
    let ends: Vec<usize> = signatures
        .iter()
        .copied()
        .filter(|at| reaches_end(&tail, *at))
        .collect();
    let at = match (ends.as_slice(), signatures.as_slice()) {
        ([at], _) => *at,
        ([], []) => return Err(Refused::NotZip.into()),
        ([], _) => return Err(Refused::TrailingBytes.into()),
        _ => return Err(Refused::Ambiguous.into()),
    };
    let end_at = tail_at + at as u64;
    let end = read(&tail[at..], end_at)?;
    let locator = at
        .checked_sub(ZIP64_LOCATOR_LENGTH)
        .and_then(|from| tail.get(from..at));
    if locator.is_some_and(|bytes| bytes.starts_with(ZIP64_LOCATOR)) {
        return Err(Refused::Zip64.into());
    }
    if end.entries > 0 {
        let mut start = [0; 4];
        source.read_at(0, &mut start)?;
        if start != LOCAL {
            return Err(Refused::Prefix.into());
        }
    }
    Ok(end)
}

/// Whether the record at this place ends, comment included, with the file.
fn reaches_end(tail: &[u8], at: usize) -> bool {
    let comment = tail
        .get(at + LENGTH - 2..at + LENGTH)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u16::from_le_bytes);
    comment.is_some_and(|comment| at + LENGTH + usize::from(comment) == tail.len())
}

fn read(record: &[u8], end_at: u64) -> Result<End, Refused> {
    let mut fields = Fields(record);
    fields.signature(END)?;
    let (disk, directory_disk) = (fields.u16()?, fields.u16()?);
    let (entries_here, entries) = (fields.u16()?, fields.u16()?);
    let (size, offset) = (fields.u32()?, fields.u32()?);
    if entries == u16::MAX || size == u32::MAX || offset == u32::MAX {
        return Err(Refused::Zip64);
    }
    if disk != 0 || directory_disk != 0 {
        return Err(Refused::MultiDisk);
    }
    if entries == 0 && end_at == 0 {
        return Err(Refused::NoFiles);
    }
    if entries_here != entries || u64::from(offset) + u64::from(size) != end_at {
        return Err(Refused::Inconsistent);
    }
    Ok(End {
        entries: usize::from(entries),
        directory_at: u64::from(offset),
        directory_size: usize::try_from(size).map_err(|_| Refused::Inconsistent)?,
    })
}
