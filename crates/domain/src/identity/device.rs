//! Second factors. HARP and the seeds call them devices (seed 003, figure 3).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceId(pub Uuid);

/// How a device proves that it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// Shows a code that changes every 30 seconds (RFC 6238).
    Authenticator,
    /// Signs what the site sends it (`WebAuthn`).
    Passkey,
    Email,
    Text,
    Voice,
    /// A list on paper; each code works once.
    BackupCodes,
}

impl DeviceKind {
    /// The strongest first.
    pub const ALL: [Self; 6] = [
        Self::Passkey,
        Self::Authenticator,
        Self::Email,
        Self::Text,
        Self::Voice,
        Self::BackupCodes,
    ];

    /// As stored, and as forms say it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Authenticator => "authenticator",
            Self::Passkey => "passkey",
            Self::Email => "email",
            Self::Text => "text",
            Self::Voice => "voice",
            Self::BackupCodes => "backup_codes",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authenticator => "Authenticator app",
            Self::Passkey => "Passkey",
            Self::Email => "E-mail",
            Self::Text => "Text message",
            Self::Voice => "Voice call",
            Self::BackupCodes => "Backup codes",
        }
    }

    /// Whether the site sends it a code.
    #[must_use]
    pub const fn is_sent_to(self) -> bool {
        matches!(self, Self::Email | Self::Text | Self::Voice)
    }

    /// How many characters the Security Code has; none for a passkey, which has no code.
    #[must_use]
    pub const fn code_length(self) -> Option<usize> {
        match self {
            Self::Authenticator => Some(6),
            Self::Email | Self::Text | Self::Voice => Some(8),
            Self::BackupCodes => Some(16),
            Self::Passkey => None,
        }
    }
}

/// A device as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    pub id: DeviceId,
    pub kind: DeviceKind,
    pub name: String,
    /// Where codes go, masked: `d•••@example.org`.
    pub target: Option<String>,
    pub created_at: Instant,
    pub last_used_at: Option<Instant>,
    /// Backup codes that are left.
    pub codes_left: Option<i64>,
}

/// A device whose code is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub device: DeviceId,
    pub kind: DeviceKind,
    /// Where the code went, masked.
    pub target: Option<String>,
    /// What the message says, too, so that people know which code is for which page.
    pub reference: String,
    /// How many more codes may be sent.
    pub sends_left: i32,
    /// What a passkey is asked to sign, for the browser: JSON (Web Authentication,
    /// `PublicKeyCredentialRequestOptionsJSON`). None once it waits no more.
    pub passkey: Option<String>,
}

/// A device that is being set up: what its owner must see to do so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSetUp {
    pub id: DeviceId,
    pub kind: DeviceKind,
    pub name: String,
    /// Where the first code went, masked.
    pub target: Option<String>,
    /// An authenticator's key, to be typed: `ABCD EFGH …` (base 32).
    pub key: Option<String>,
    /// The same to be photographed.
    pub qr: Option<QrDrawing>,
    /// What a new passkey is to be made of, for the browser: JSON (Web Authentication,
    /// `PublicKeyCredentialCreationOptionsJSON`). None once the device waits no more.
    pub passkey: Option<String>,
}

/// A QR code: an SVG path of dark squares, each one unit wide, with the quiet zone around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrDrawing {
    /// Units on each side.
    pub size: u32,
    pub path: String,
}

/// `d•••@example.org` and `•••-•••-4567`: enough to know it again, too little to use it.
#[must_use]
pub fn mask(kind: DeviceKind, target: &str) -> String {
    if kind == DeviceKind::Email {
        let (local, host) = target.split_once('@').unwrap_or((target, ""));
        let first: String = local.chars().take(1).collect();
        return format!("{first}•••@{host}");
    }
    let digits: Vec<char> = target.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
    format!("•••-•••-{last}")
}
