//! Splits the text into words, signs and quoted texts.

use crate::{Mistake, What};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// Both counted from 1.
    pub line: usize,
    pub column: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A word, an id, a code, a number or a date. A sign may stand inside it, not at its end.
    Word(String),
    Quoted(String),
    Sign(&'static str),
    /// The rest of a line that begins with `passes`, `breaks` or `sample`.
    Rest(String),
    /// From `#` to the end of the line.
    Comment(String),
    End,
}

impl Kind {
    /// As it stands in the text, for messages.
    pub fn shown(&self) -> String {
        match self {
            Self::Word(text) | Self::Rest(text) | Self::Comment(text) => text.clone(),
            Self::Quoted(text) => format!("\"{text}\""),
            Self::Sign(sign) => (*sign).to_owned(),
            Self::End => "the end of the file".to_owned(),
        }
    }
}

const SIGNS: [&str; 12] = [
    "<=", ">=", "!=", "<", ">", "=", "(", ")", ",", "+", "*", "/",
];

/// All tokens of a file, comments among them; the last is [`Kind::End`].
pub fn tokens(file: &str, text: &str) -> Result<Vec<Token>, Mistake> {
    let mut tokens = Vec::new();
    let mut end = 1;
    for (line, text) in text.lines().enumerate() {
        let mut line = Line {
            file,
            number: line + 1,
            text,
            at: 0,
        };
        end = line.number + 1;
        line.split(&mut tokens)?;
    }
    tokens.push(Token {
        kind: Kind::End,
        line: end,
        column: 1,
    });
    Ok(tokens)
}

struct Line<'a> {
    file: &'a str,
    number: usize,
    text: &'a str,
    /// In bytes.
    at: usize,
}

impl Line<'_> {
    fn split(&mut self, tokens: &mut Vec<Token>) -> Result<(), Mistake> {
        let mut is_first = true;
        while let Some(start) = self.rest().find(|sign: char| !sign.is_whitespace()) {
            self.at += start;
            let column = self.text[..self.at].chars().count() + 1;
            let kind = self.next()?;
            let example = is_first
                && matches!(&kind, Kind::Word(word) if ["passes", "breaks", "sample"].contains(&word.as_str()));
            is_first = false;
            tokens.push(Token {
                kind,
                line: self.number,
                column,
            });
            if example {
                let rest = self.rest().trim().to_owned();
                tokens.push(Token {
                    kind: Kind::Rest(rest),
                    line: self.number,
                    column: column + 7,
                });
                break;
            }
        }
        Ok(())
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&mut self) -> Result<Kind, Mistake> {
        let rest = &self.text[self.at..];
        if let Some(comment) = rest.strip_prefix('#') {
            self.at = self.text.len();
            return Ok(Kind::Comment(comment.trim().to_owned()));
        }
        if rest.starts_with('"') {
            return self.quoted();
        }
        let length = word(rest);
        if length > 0 {
            self.at += length;
            return Ok(Kind::Word(rest[..length].to_owned()));
        }
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            self.at += sign.len();
            return Ok(Kind::Sign(sign));
        }
        match rest.chars().next() {
            Some('-') => {
                self.at += 1;
                Ok(Kind::Sign("-"))
            }
            Some(sign) => Err(self.mistake(What::Sign(sign))),
            None => Ok(Kind::End),
        }
    }

    fn quoted(&mut self) -> Result<Kind, Mistake> {
        let mut text = String::new();
        let mut signs = self.text[self.at + 1..].char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.at += at + 2;
                    return Ok(Kind::Quoted(text));
                }
                '\\' => match signs.next() {
                    // A pattern keeps the mark of every other sign.
                    Some((_, sign @ '"')) => text.push(sign),
                    Some((_, sign)) => text.extend(['\\', sign]),
                    None => break,
                },
                sign => text.push(sign),
            }
        }
        Err(self.mistake(What::Unclosed))
    }

    fn mistake(&self, what: What) -> Mistake {
        let column = self.text[..self.at].chars().count() + 1;
        Mistake {
            file: self.file.to_owned(),
            line: self.number,
            column,
            what,
        }
    }
}

/// How many bytes of the text are a word. `-` and `.` belong to it before a letter or digit: `none-of-above`,
/// `2026-05-01`, `-5930`; a minus stands between spaces.
fn word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let inner = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    let mut at = usize::from(text.starts_with('$') || text.starts_with('-') && inner(1));
    while inner(at) || at > 0 && matches!(bytes.get(at), Some(b'-' | b'.')) && inner(at + 1) {
        at += 1;
    }
    at
}
