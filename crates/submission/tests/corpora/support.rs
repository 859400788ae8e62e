//! What the tests share: archives read in memory, and files read as XML alone.

use std::{fs, io::Read as _, path::Path};

use submission::{
    Limits,
    intake::{Refused, Stop},
    xml::{self, Bytes, Content, Here, Tag},
};

/// The files of a `.tar.gz`, in memory: some of them must never lie on a disk unpacked.
pub fn untar(path: &Path) -> Vec<(String, Vec<u8>)> {
    let packed = fs::read(path).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&packed[..]));
    let mut files = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.push((entry.path().unwrap().to_string_lossy().into_owned(), bytes));
        }
    }
    files
}

/// The files of a well-meant ZIP, in memory, without any of the product's strictness.
pub fn unzip(path: &Path) -> Vec<(String, Vec<u8>)> {
    let archive = fs::read(path).unwrap();
    let u16_at =
        |at: usize| usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
    let end = archive
        .windows(4)
        .rposition(|bytes| bytes == b"PK\x05\x06")
        .unwrap();
    let mut at = u32_at(end + 16);
    let mut files = Vec::new();
    while archive[at..].starts_with(b"PK\x01\x02") {
        let (method, packed, size) = (u16_at(at + 10), u32_at(at + 20), u32_at(at + 24));
        let name =
            String::from_utf8_lossy(&archive[at + 46..at + 46 + u16_at(at + 28)]).into_owned();
        let header = u32_at(at + 42);
        let data = header + 30 + u16_at(header + 26) + u16_at(header + 28);
        let mut bytes = archive[data..data + packed].to_vec();
        if method == 8 {
            let mut unpacked = Vec::with_capacity(size);
            flate2::read::DeflateDecoder::new(&bytes[..])
                .read_to_end(&mut unpacked)
                .unwrap();
            bytes = unpacked;
        }
        files.push((name, bytes));
        at += 46 + u16_at(at + 28) + u16_at(at + 30) + u16_at(at + 32);
    }
    files
}

struct Slice<'a>(&'a [u8]);

impl Bytes for Slice<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        let count = self.0.len().min(buffer.len());
        let (front, rest) = self.0.split_at(count);
        buffer[..count].copy_from_slice(front);
        self.0 = rest;
        Ok(count)
    }
}

struct Nothing;

impl Content for Nothing {
    fn open(&mut self, _: &Tag<'_>, _: &[u8], _: &mut Here<'_>) -> Result<(), Refused> {
        Ok(())
    }

    fn close(&mut self, _: &[u8], _: &mut Here<'_>) -> Result<(), Refused> {
        Ok(())
    }
}

/// Whether the bytes are well-formed XML, content aside.
pub fn read_xml(bytes: &[u8]) -> Result<(), Refused> {
    match xml::read(&mut Slice(bytes), &Limits::default(), &mut Nothing) {
        Ok(()) => Ok(()),
        Err(Stop::Refused(refusal)) => Err(refusal.reason),
        Err(stop) => panic!("{stop:?}"),
    }
}
