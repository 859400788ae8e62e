use std::sync::LazyLock;

use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use flate2::{Decompress, FlushDecompress, Status};

use crate::{
    intake::{Refusal, Refused, Stop},
    limits::Limits,
    source::Input,
    xml::Bytes,
    zip::{
        directory::{Entry, Method},
        name,
    },
};

/// The checksum of ZIP (APPNOTE 4.4.7). Its tables of 16 kB are made when they are first needed: nobody has to load them.
pub(crate) static CRC: LazyLock<Crc<u32, Table<16>>> =
    LazyLock::new(|| Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC));

const INPUT: usize = 64 * 1024;

/// What one entry after the other is unpacked with.
pub struct Unpacker {
    inflate: Decompress,
    input: Vec<u8>,
}

impl Default for Unpacker {
    fn default() -> Self {
        Self {
            inflate: Decompress::new(false),
            input: Vec::new(),
        }
    }
}

/// Unpacks one entry as a stream, counting every byte.
pub struct Member<'a, 's> {
    source: &'a mut Input<'s>,
    entry: &'a Entry,
    /// None where the entry is stored as it is.
    inflate: Option<&'a mut Decompress>,
    input: &'a mut Vec<u8>,
    used: usize,
    next_at: u64,
    left: u64,
    size: u64,
    crc: Digest<'static, u32, Table<16>>,
    ended: bool,
}

impl<'a, 's> Member<'a, 's> {
    /// Begins with what the directory alone tells against the entry.
    pub fn open(
        source: &'a mut Input<'s>,
        entry: &'a Entry,
        limits: &Limits,
        unpacker: &'a mut Unpacker,
    ) -> Result<Self, Refusal> {
        name::check_type(&entry.name)?;
        if entry.size == 0 {
            return Err(Refused::Empty.into());
        }
        if entry.size > limits.ratio_from && entry.size / entry.packed.max(1) >= limits.ratio {
            return Err(Refused::Ratio.into());
        }
        if entry.size > limits.xml_bytes {
            return Err(Refusal::too_large(limits.xml_bytes));
        }
        let Unpacker { inflate, input } = unpacker;
        inflate.reset(false);
        input.clear();
        Ok(Self {
            source,
            entry,
            inflate: (entry.method == Method::Deflated).then_some(inflate),
            input,
            used: 0,
            next_at: entry.data_at,
            left: entry.packed,
            size: 0,
            crc: CRC.digest(),
            ended: false,
        })
    }

    fn refill(&mut self) -> Result<(), Stop> {
        let count = usize::try_from(self.left).unwrap_or(INPUT).min(INPUT);
        self.input.resize(count, 0);
        self.used = 0;
        if self.source.read_at(self.next_at, self.input)? != count {
            return Err(Refused::Corrupt.into());
        }
        self.next_at += count as u64;
        self.left -= count as u64;
        Ok(())
    }

    /// Bytes for `output` from what is packed; none when there is nothing left.
    fn unpack(&mut self, output: &mut [u8]) -> Result<usize, Stop> {
        loop {
            if self.used == self.input.len() && self.left > 0 {
                self.refill()?;
            }
            let packed = self.input.get(self.used..).unwrap_or_default();
            let Some(inflate) = &mut self.inflate else {
                let count = packed.len().min(output.len());
                output[..count].copy_from_slice(&packed[..count]);
                self.used += count;
                self.ended = count == 0;
                return Ok(count);
            };
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let status = inflate
                .decompress(packed, output, FlushDecompress::None)
                .map_err(|_| Refused::Corrupt)?;
            let taken = usize::try_from(inflate.total_in() - before_in).unwrap_or(0);
            let given = usize::try_from(inflate.total_out() - before_out).unwrap_or(0);
            self.used += taken;
            self.ended = status == Status::StreamEnd;
            if given > 0 || self.ended {
                return Ok(given);
            }
            if taken == 0 && self.left == 0 {
                return Err(Refused::Corrupt.into());
            }
        }
    }

    fn check_end(&self) -> Result<(), Refused> {
        if self.left > 0 || self.used < self.input.len() {
            Err(Refused::Corrupt)
        } else if self.size != self.entry.size {
            Err(Refused::SizeMismatch)
        } else if self.crc.clone().finalize() != self.entry.crc {
            Err(Refused::Crc)
        } else {
            Ok(())
        }
    }
}

impl Bytes for Member<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let count = self.unpack(buffer)?;
        let bytes = &buffer[..count];
        if self.size == 0 && (bytes.starts_with(&super::LOCAL) || bytes.starts_with(&super::END)) {
            return Err(Refused::TypeMismatch.into());
        }
        self.size += count as u64;
        self.crc.update(bytes);
        if self.size > self.entry.size {
            return Err(Refused::SizeMismatch.into());
        }
        if self.ended {
            self.check_end()?;
        }
        Ok(count)
    }
}
