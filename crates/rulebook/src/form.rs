//! Patterns of forms.

use submission::assessments::{Atom, Row};

/// First and last of each stretch of characters.
type Stretches = Vec<(u8, u8)>;

/// Reads a row of classes, each with how often it may come.
///
/// # Errors
/// What is wrong with it.
pub fn pattern(text: &str) -> Result<Row, &'static str> {
    let mut signs = Signs {
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut row = Vec::new();
    while let Some(byte) = signs.next() {
        let (stretches, not) = match byte {
            b'[' => signs.class()?,
            b'\\' => signs
                .next()
                .map(|byte| (vec![(byte, byte)], false))
                .ok_or("nothing follows \\")?,
            b'{' | b'+' | b'*' | b'?' => return Err("it repeats nothing"),
            byte => (vec![(byte, byte)], false),
        };
        let (least, most) = signs.repeats()?;
        row.push(Atom {
            stretches,
            not,
            least,
            most,
        });
    }
    if row.is_empty() {
        Err("it is empty")
    } else {
        Ok(row)
    }
}

struct Signs<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Signs<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn take(&mut self, wanted: u8) -> bool {
        let is_there = self.bytes.get(self.at) == Some(&wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// After `[`.
    fn class(&mut self) -> Result<(Stretches, bool), &'static str> {
        let not = self.take(b'^');
        let mut stretches = Vec::new();
        while !self.take(b']') {
            let first = self.sign()?;
            // A dash at the end stands for itself.
            let is_stretch = self.bytes.get(self.at) == Some(&b'-')
                && self.bytes.get(self.at + 1) != Some(&b']');
            let last = if is_stretch {
                self.at += 1;
                self.sign()?
            } else {
                first
            };
            if last < first {
                return Err("a stretch runs backwards");
            }
            stretches.push((first, last));
        }
        if stretches.is_empty() {
            Err("a class is empty")
        } else {
            Ok((stretches, not))
        }
    }

    fn sign(&mut self) -> Result<u8, &'static str> {
        match self.next() {
            Some(b'\\') => self.next().ok_or("nothing follows \\"),
            Some(byte) if byte.is_ascii() => Ok(byte),
            Some(_) => Err("only ASCII can be matched"),
            None => Err("a class does not end"),
        }
    }

    fn repeats(&mut self) -> Result<(u8, Option<u8>), &'static str> {
        if self.take(b'+') {
            return Ok((1, None));
        }
        if self.take(b'*') {
            return Ok((0, None));
        }
        if self.take(b'?') {
            return Ok((0, Some(1)));
        }
        if !self.take(b'{') {
            return Ok((1, Some(1)));
        }
        let least = self.count()?.ok_or("a number is missing after {")?;
        let most = if self.take(b',') {
            self.count()?
        } else {
            Some(least)
        };
        if self.take(b'}') {
            Ok((least, most))
        } else {
            Err("} is missing")
        }
    }

    fn count(&mut self) -> Result<Option<u8>, &'static str> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        let digits = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        if digits.is_empty() {
            Ok(None)
        } else {
            digits
                .parse()
                .map(Some)
                .map_err(|_| "a number is too large")
        }
    }
}
