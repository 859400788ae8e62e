use crate::intake::Refused;

/// Takes little-endian numbers from the front; running out of bytes is an inconsistency.
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], Refused> {
        let (front, rest) = self
            .0
            .split_at_checked(count)
            .ok_or(Refused::Inconsistent)?;
        self.0 = rest;
        Ok(front)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Refused> {
        self.bytes(N)?.try_into().map_err(|_| Refused::Inconsistent)
    }

    pub fn u16(&mut self) -> Result<u16, Refused> {
        self.array().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Result<u32, Refused> {
        self.array().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Result<u64, Refused> {
        self.array().map(u64::from_le_bytes)
    }

    pub fn signature(&mut self, expected: [u8; 4]) -> Result<(), Refused> {
        if self.array::<4>()? == expected {
            Ok(())
        } else {
            Err(Refused::Inconsistent)
        }
    }
}

/// The body of the first extra field with this number (APPNOTE 4.5).
pub fn extra(fields: &[u8], number: u16) -> Result<Option<&[u8]>, Refused> {
    let mut fields = Fields(fields);
    while !fields.0.is_empty() {
        let (id, length) = (fields.u16()?, fields.u16()?);
        let body = fields.bytes(usize::from(length))?;
        if id == number {
            return Ok(Some(body));
        }
    }
    Ok(None)
}

/// Sizes that did not fit in 32 bits, from extra field 1: unpacked, then packed.
pub fn sizes(size: u32, packed: u32, extra_fields: &[u8]) -> Result<(u64, u64), Refused> {
    let mut wide = Fields(extra(extra_fields, 1)?.unwrap_or_default());
    let mut resolve = |narrow: u32| {
        if narrow == u32::MAX {
            wide.u64()
        } else {
            Ok(u64::from(narrow))
        }
    };
    Ok((resolve(size)?, resolve(packed)?))
}
