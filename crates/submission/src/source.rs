//! Where bytes come from: memory, a file, or a browser's `File` through its own implementation.

use std::io::{self, Read as _, Seek as _, SeekFrom};

use crate::intake::Stop;

/// Bytes that can be read at any place. A ZIP reader needs its end first.
pub trait ReadAt {
    /// Length in bytes.
    ///
    /// # Errors
    /// What the system says.
    fn len(&mut self) -> io::Result<u64>;

    /// Fills `buffer` from `offset` on and returns how many bytes were read: fewer than asked
    /// only at the end, 0 past it.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// # Errors
    /// As [`Self::len`].
    fn is_empty(&mut self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
}

impl<S: ReadAt + ?Sized> ReadAt for &mut S {
    fn len(&mut self) -> io::Result<u64> {
        (**self).len()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

impl ReadAt for &[u8] {
    fn len(&mut self) -> io::Result<u64> {
        Ok(<[u8]>::len(self) as u64)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|at| self.get(at..))
            .unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl ReadAt for std::fs::File {
    fn len(&mut self) -> io::Result<u64> {
        self.metadata().map(|data| data.len())
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// A source under way: keeps the error that ended it, so that those who read need not carry it.
pub(crate) struct Input<'a> {
    source: &'a mut dyn ReadAt,
    length: u64,
    error: Option<io::Error>,
}

impl<'a> Input<'a> {
    pub fn new(source: &'a mut dyn ReadAt) -> io::Result<Self> {
        let length = source.len()?;
        Ok(Self {
            source,
            length,
            error: None,
        })
    }

    pub const fn len(&self) -> u64 {
        self.length
    }

    /// As [`ReadAt::read_at`].
    pub fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, Stop> {
        self.source.read_at(offset, buffer).map_err(|error| {
            self.error = Some(error);
            Stop::Source
        })
    }

    /// The error that ended the reading.
    pub fn into_error(self) -> io::Error {
        self.error.unwrap_or_else(|| io::ErrorKind::Other.into())
    }
}
