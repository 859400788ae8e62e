//! Mails through a mail server.

use std::{error::Error, fmt, io, time::Duration};

use futures::future::BoxFuture;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use url::Url;

use super::{
    compose,
    outbox::{Gateway, GatewayFault, Outcome, Outgoing, SettingFault},
};

/// For each answer of the mail server; far under a job's lease.
const PATIENCE: Duration = Duration::from_secs(20);
/// RFC 3834: no machine answers a message of a machine.
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// A mail server, and the address that mails come from.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// `address` is `smtps://user:password@host:port`, or `smtp://…`, which turns to TLS before anything is said
    /// (STARTTLS) unless the host is this machine; `?tls=opportunistic` does without where the server has none.
    /// `from` is like `OpenQIES <no-reply@example.org>`.
    ///
    /// # Errors
    /// [`SettingFault`] when either cannot be read.
    pub fn new(address: &str, from: &str) -> Result<Self, SettingFault> {
        let from = from.parse().map_err(|_| SettingFault::MailFrom)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(with_tls(address)?.as_str())
            .map_err(|_| SettingFault::MailServer)?;
        let transport = builder.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, from })
    }

    fn mail(&self, message: Outgoing<'_>) -> Result<Message, GatewayFault> {
        let Outgoing {
            id,
            recipient,
            words,
            letterhead,
            ..
        } = message;
        let address = recipient.parse().map_err(|_| GatewayFault::Recipient)?;
        let id = format!("<{id}@{}>", self.from.email.domain());
        Message::builder()
            .message_id(Some(id))
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(compose::subject(words))
            .raw_header(HeaderValue::new(
                AUTO_SUBMITTED,
                "auto-generated".to_owned(),
            ))
            .multipart(MultiPart::alternative_plain_html(
                compose::text(letterhead, words),
                compose::html(letterhead, words),
            ))
            .map_err(|_| GatewayFault::Recipient)
    }
}

impl Gateway for Smtp {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        Box::pin(async move {
            let mail = self.mail(message)?;
            match self.transport.send(mail).await {
                Ok(_) => Ok(Outcome::Sent),
                Err(error) => Err(fault(&error)),
            }
        })
    }
}

/// Without what the server is and who we are to it.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp(…)")
    }
}

/// Codes 550 to 555 are about this message (RFC 5321, section 4.2.3); others, such as a log-in that is refused, may
/// be mended on either side.
fn fault(error: &lettre::transport::smtp::Error) -> GatewayFault {
    match error.status().map(u16::from) {
        Some(code @ 550..=555) => GatewayFault::Refused { code },
        Some(code) => GatewayFault::NotNow { code },
        None => GatewayFault::NoAnswer { why: why(error) },
    }
}

/// What the network says; the server's own words stay out.
fn why(error: &lettre::transport::smtp::Error) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(network) = inner.downcast_ref::<io::Error>() {
            return network.kind().to_string();
        }
        cause = inner.source();
    }
    let why = if error.is_tls() {
        "TLS failed"
    } else {
        "the connection failed"
    };
    why.to_owned()
}

/// Asks for STARTTLS where nothing else is said, unless the server is on this machine.
pub(super) fn with_tls(address: &str) -> Result<Url, SettingFault> {
    let mut url = Url::parse(address).map_err(|_| SettingFault::MailServer)?;
    let is_said = url.query_pairs().any(|(key, _)| key == "tls");
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let is_here = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    if url.scheme() == "smtp" && !is_said && !is_here {
        url.query_pairs_mut().append_pair("tls", "required");
    }
    Ok(url)
}
