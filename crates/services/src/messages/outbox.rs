//! The ways that messages take: a mail server, a telephone gateway, or the demonstration's mailbox.

use std::{fmt::Debug, sync::Arc};

use domain::messages::{Channel, Words};
use futures::future::BoxFuture;
use uuid::Uuid;

use super::compose::Letterhead;

/// A message on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The same at every attempt, so that the other side can tell a repetition.
    pub id: Uuid,
    pub channel: Channel,
    pub recipient: &'a str,
    pub words: &'a Words,
    pub letterhead: Letterhead<'a>,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody else has it now.
    Sent,
    /// It stays here, to be read in the mailbox of the demonstration.
    Kept,
}

/// Why a message could not be handed over. Staff read it: it names nobody, and quotes nothing that the other side
/// said, for that may be an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayFault {
    #[error("the recipient's address cannot be read")]
    Recipient,
    #[error("refused for good, with code {code}")]
    Refused { code: u16 },
    #[error("not taken for now, with code {code}")]
    NotNow { code: u16 },
    #[error("no answer: {why}")]
    NoAnswer { why: String },
}

impl GatewayFault {
    /// Whether another attempt would end the same.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Recipient | Self::Refused { .. })
    }
}

/// Takes messages to where they go.
pub trait Gateway: Debug + Send + Sync {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>>;
}

/// The demonstration's: nothing leaves the program.
#[derive(Debug)]
struct Mailbox;

impl Gateway for Mailbox {
    fn carry<'a>(&'a self, _: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        Box::pin(async { Ok(Outcome::Kept) })
    }
}

/// A setting that no gateway can be made of. Says nothing of what was told, which bears a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingFault {
    #[error(
        "the mail server's address cannot be read: it is smtps://user:password@host:port, or smtp:// for STARTTLS"
    )]
    MailServer,
    #[error("the sender's address cannot be read: it is like 'OpenQIES <no-reply@example.org>'")]
    MailFrom,
    #[error(
        "the telephone gateway's address begins with https://, or with http:// on this machine"
    )]
    Webhook,
}

/// What leads out of this installation. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    mail: Option<Arc<dyn Gateway>>,
    telephone: Option<Arc<dyn Gateway>>,
}

impl Outbox {
    /// The demonstration's, which keeps everything for its mailbox.
    #[must_use]
    pub fn mailbox() -> Self {
        Self::default().mail(Mailbox).telephone(Mailbox)
    }

    /// With a way for mails.
    #[must_use]
    pub fn mail(self, gateway: impl Gateway + 'static) -> Self {
        Self {
            mail: Some(Arc::new(gateway)),
            ..self
        }
    }

    /// With a way for text messages and voice calls.
    #[must_use]
    pub fn telephone(self, gateway: impl Gateway + 'static) -> Self {
        Self {
            telephone: Some(Arc::new(gateway)),
            ..self
        }
    }

    /// Whether messages of this channel go out. A device of one that does not is not offered.
    #[must_use]
    pub fn reaches(&self, channel: Channel) -> bool {
        self.way(channel).is_some()
    }

    pub(super) fn way(&self, channel: Channel) -> Option<&dyn Gateway> {
        match channel {
            Channel::Mail => self.mail.as_deref(),
            Channel::Text | Channel::Voice => self.telephone.as_deref(),
        }
    }
}

/// Whether an address (what follows `://`) leads to this machine, where nobody listens in.
pub(super) fn is_this_machine(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next(),
        None => host.split(':').next(),
    };
    matches!(host, Some("localhost" | "127.0.0.1" | "::1"))
}
