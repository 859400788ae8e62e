use crate::{
    intake::{Refused, Stop},
    source::Input,
    zip::{
        LOCAL,
        directory::{Entry, STREAMED},
        fields::{self, Fields},
    },
};

const HEADER: usize = 30;

/// What the header in front of an entry's data says (APPNOTE 4.3.7).
struct Local {
    agrees: bool,
    data_at: u64,
}

/// Checks that the entries lie one after the other from the first byte to the directory, and
/// that each is described there as in the directory. Notes where the data begins.
pub fn check(source: &mut Input<'_>, entries: &mut [Entry], directory_at: u64) -> Result<(), Stop> {
    let order = by_place(entries);
    let mut locals = Vec::with_capacity(entries.len());
    for index in &order {
        locals.push(local(source, &entries[*index])?);
    }
    let mut expected_at = 0;
    let mut descriptors = Vec::new();
    for (place, (index, local)) in order.iter().zip(&locals).enumerate() {
        let entry = &mut entries[*index];
        entry.data_at = local.data_at;
        if entry.header_at < expected_at {
            return Err(Refused::Overlap.into());
        }
        if entry.header_at > expected_at {
            return Err(Refused::Inconsistent.into());
        }
        let data_end = local.data_at.saturating_add(entry.packed);
        expected_at = data_end;
        if entry.streamed {
            expected_at = order
                .get(place + 1)
                .map_or(directory_at, |next| entries[*next].header_at);
            descriptors.push((*index, data_end, expected_at));
        }
        if data_end > expected_at || data_end > directory_at {
            return Err(Refused::Overlap.into());
        }
    }
    if expected_at != directory_at || locals.iter().any(|local| !local.agrees) {
        return Err(Refused::Inconsistent.into());
    }
    for (index, from, to) in descriptors {
        check_descriptor(source, &entries[index], from, to)?;
    }
    Ok(())
}

/// The entries' indices in the order of their data. They are few, and nearly always in order.
fn by_place(entries: &[Entry]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let after = order
            .iter()
            .rposition(|other| entries[*other].header_at <= entry.header_at);
        order.insert(after.map_or(0, |place| place + 1), index);
    }
    order
}

fn local(source: &mut Input<'_>, entry: &Entry) -> Result<Local, Stop> {
    let mut header = [0; HEADER];
    let count = source.read_at(entry.header_at, &mut header)?;
    let mut fields = Fields(&header[..count]);
    fields.signature(LOCAL)?;
    let _needed_version = fields.u16()?;
    let (flags, method) = (fields.u16()?, fields.u16()?);
    let _time = fields.u32()?;
    let crc = fields.u32()?;
    let (packed, size) = (fields.u32()?, fields.u32()?);
    let (name_length, extra_length) = (usize::from(fields.u16()?), usize::from(fields.u16()?));

    let mut rest = vec![0; name_length + extra_length];
    let count = source.read_at(entry.header_at + HEADER as u64, &mut rest)?;
    if count != rest.len() {
        return Err(Refused::Inconsistent.into());
    }
    let (name, extra) = rest.split_at(name_length);
    let (size, packed) = fields::sizes(size, packed, extra)?;
    let method_code = u16::from(entry.method == super::directory::Method::Deflated) * 8;
    let same_figures = (crc, size, packed) == (entry.crc, entry.size, entry.packed);
    let left_open = entry.streamed && (crc, size, packed) == (0, 0, 0);
    Ok(Local {
        agrees: name == entry.name.as_bytes()
            && method == method_code
            && (flags & STREAMED != 0) == entry.streamed
            && (same_figures || left_open),
        data_at: entry.header_at + (HEADER + name_length + extra_length) as u64,
    })
}

/// The figures after the data of a streamed entry: with or without a signature, sizes of 4 or 8
/// bytes (APPNOTE 4.3.9). The room there decides which.
fn check_descriptor(source: &mut Input<'_>, entry: &Entry, from: u64, to: u64) -> Result<(), Stop> {
    const SIGNATURE: [u8; 4] = *b"PK\x07\x08";
    let mut room = [0; 24];
    let length = usize::try_from(to - from).unwrap_or(usize::MAX);
    let Some(bytes) = room.get_mut(..length) else {
        return Err(Refused::Inconsistent.into());
    };
    source.read_at(from, bytes)?;
    let mut fields = Fields(bytes);
    if matches!(length, 16 | 24) {
        fields.signature(SIGNATURE)?;
    }
    let crc = fields.u32()?;
    let (packed, size) = match fields.0.len() {
        8 => (u64::from(fields.u32()?), u64::from(fields.u32()?)),
        16 => (fields.u64()?, fields.u64()?),
        _ => return Err(Refused::Inconsistent.into()),
    };
    if (crc, packed, size) == (entry.crc, entry.packed, entry.size) {
        Ok(())
    } else {
        Err(Refused::Inconsistent.into())
    }
}
