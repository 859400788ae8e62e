use std::io::{self, Write as _};

use flate2::{Compression, write::DeflateEncoder};

use crate::zip::CRC;

/// A ZIP of these files, deflated, as any program would write it.
///
/// # Errors
/// When a file or the archive passes 4 GB.
pub fn zip(files: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes)?;
        let packed = encoder.finish()?;
        let header_at = number(archive.len())?;

        let mut header = Vec::new();
        put(&mut header, &[20, UTF8_NAME, DEFLATED, NO_TIME, NO_DATE]);
        for figure in [
            CRC.checksum(bytes),
            number(packed.len())?,
            number(bytes.len())?,
        ] {
            header.extend_from_slice(&figure.to_le_bytes());
        }
        put(
            &mut header,
            &[u16::try_from(name.len()).map_err(io::Error::other)?, 0],
        );

        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&header);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(&packed);

        directory.extend_from_slice(b"PK\x01\x02");
        put(&mut directory, &[20]);
        directory.extend_from_slice(&header);
        put(&mut directory, &[0, 0, 0, 0, 0]);
        directory.extend_from_slice(&header_at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (at, size) = (number(archive.len())?, number(directory.len())?);
    let count = u16::try_from(files.len()).map_err(io::Error::other)?;
    archive.append(&mut directory);
    archive.extend_from_slice(b"PK\x05\x06");
    put(&mut archive, &[0, 0, count, count]);
    archive.extend_from_slice(&size.to_le_bytes());
    archive.extend_from_slice(&at.to_le_bytes());
    put(&mut archive, &[0]);
    Ok(archive)
}

/// A ZIP whose second half was lost on the way.
///
/// # Errors
/// As [`zip`].
pub fn broken_zip(name: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut archive = zip(&[(name, bytes)])?;
    archive.truncate(archive.len() / 2);
    Ok(archive)
}

const UTF8_NAME: u16 = 1 << 11;
const DEFLATED: u16 = 8;
const NO_TIME: u16 = 0;
/// January 1, 1980: the earliest that a ZIP can say.
const NO_DATE: u16 = 0x21;

fn put(bytes: &mut Vec<u8>, numbers: &[u16]) {
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
}

fn number(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(io::Error::other)
}
