//! What goes out to people by mail and telephone.

use serde::{Deserialize, Serialize};

use crate::{listing::Query, time::Instant};

/// The way a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Mail,
    Text,
    Voice,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Mail, Self::Text, Self::Voice];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
            Self::Voice => "voice",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "E-mail",
            Self::Text => "Text message",
            Self::Voice => "Voice call",
        }
    }
}

/// What a message says. Patient data stands in none, and no secret in a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// Shown large and by itself.
    pub code: Option<String>,
    pub link: Option<Link>,
}

/// Where a message leads to: a page of this site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub label: String,
    /// Path and query.
    pub path: String,
}

impl Words {
    #[must_use]
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn say(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    #[must_use]
    pub fn code(self, code: impl Into<String>) -> Self {
        Self {
            code: Some(code.into()),
            ..self
        }
    }

    #[must_use]
    pub fn link(self, label: impl Into<String>, path: impl Into<String>) -> Self {
        let link = Link {
            label: label.into(),
            path: path.into(),
        };
        Self {
            link: Some(link),
            ..self
        }
    }
}

/// A message as the demonstration's mailbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxMessage {
    pub channel: Channel,
    /// An e-mail address or a telephone number.
    pub recipient: String,
    pub at: Instant,
    pub words: Words,
}

/// The mailbox's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxFilter {
    /// Whose messages; everybody's while it is empty.
    pub to: String,
}

impl MailboxFilter {
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            to: query.get("to").unwrap_or_default().trim().to_owned(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default().with("to", Some(self.to.as_str()).filter(|to| !to.is_empty()))
    }
}
