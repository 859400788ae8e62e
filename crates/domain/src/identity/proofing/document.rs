use serde::{Deserialize, Serialize};

/// Documents that may be sent at once.
pub const MOST_DOCUMENTS: usize = 3;
/// Bytes that one document may have.
pub const DOCUMENT_BYTES: usize = 10 * 1024 * 1024;

/// A document's kind, told by its first bytes and by nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Pdf,
    Jpeg,
    Png,
}

impl DocumentKind {
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// As stored, and how its file's name ends.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
        }
    }

    /// What the bytes begin as (ISO 32000-1, 7.5.2; ITU T.81, B.1.1.3; W3C PNG, 5.2).
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| bytes.starts_with(kind.mark()))
    }

    const fn mark(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => &[0xFF, 0xD8, 0xFF],
            Self::Png => b"\x89PNG\r\n\x1a\n",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// 1 for the first.
    pub ordinal: i32,
    pub kind: DocumentKind,
    pub bytes: i64,
}
