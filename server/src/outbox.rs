//! How messages leave the program: what it is told about mail and telephone.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use axum::http::Uri;
use clap::Args;
use domain::messages::Channel;
use domain::site::Site;
use services::messages::{Outbox, SettingFault, Smtp, Webhook};

/// Flags about mail and telephone.
#[derive(Args, Debug, Clone)]
pub struct OutboxArgs {
    /// The mail server: `smtps://user:password@host:port`, or `smtp://…`, which turns to TLS (STARTTLS) unless the
    /// host is this machine. Without it the demonstration keeps mails for its mailbox, and an installation of one's
    /// own keeps them waiting
    #[arg(long, env = "OPENQIES_SMTP", hide_env_values = true)]
    pub smtp: Option<Secret>,
    /// Whom mails come from, as `Name <address>`; by default no-reply at the host of the public origin
    #[arg(long, env = "OPENQIES_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Where text messages and voice calls are posted to. Without it they are not offered outside the demonstration
    #[arg(
        long,
        env = "OPENQIES_TELEPHONE_WEBHOOK",
        hide_env_values = true,
        requires = "telephone_secret"
    )]
    pub telephone_webhook: Option<Secret>,
    /// What the telephone gateway knows this installation by
    #[arg(long, env = "OPENQIES_TELEPHONE_SECRET", hide_env_values = true)]
    pub telephone_secret: Option<Secret>,
}

/// What no log is to show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl FromStr for Secret {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl Secret {
    /// For whom it is meant.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl OutboxArgs {
    /// The ways out of a site at this origin.
    ///
    /// # Errors
    /// [`SettingFault`] with the setting that cannot be read.
    pub fn outbox(&self, site: &Site, origin: &str) -> Result<Outbox, SettingFault> {
        let mut outbox = if site.is_demo() {
            Outbox::mailbox()
        } else {
            Outbox::default()
        };
        if let Some(Secret(smtp)) = &self.smtp {
            let no_reply = || no_reply(site, origin);
            let from = self.mail_from.clone().unwrap_or_else(no_reply);
            outbox = outbox.mail(Smtp::new(smtp, &from)?);
        }
        if let (Some(Secret(address)), Some(Secret(secret))) =
            (&self.telephone_webhook, &self.telephone_secret)
        {
            outbox = outbox.telephone(Webhook::new(address, secret)?);
        }
        if !outbox.reaches(Channel::Mail) {
            tracing::warn!(
                "no mail server is told (OPENQIES_SMTP): mails, and the codes in them, wait until one is"
            );
        }
        Ok(outbox)
    }
}

/// The name is quoted: a site's may have a comma in it.
fn no_reply(site: &Site, origin: &str) -> String {
    let uri = origin.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or("localhost");
    let name = site.name.replace(['"', '\\'], "");
    format!("\"{name}\" <no-reply@{host}>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::site::SiteMode;

    const ORIGIN: &str = "https://qies.example.org";

    fn args(smtp: Option<&str>, webhook: Option<&str>) -> OutboxArgs {
        let secret = |text: Option<&str>| text.map(|text| Secret(text.to_owned()));
        OutboxArgs {
            smtp: secret(smtp),
            mail_from: None,
            telephone_webhook: secret(webhook),
            telephone_secret: secret(webhook.map(|_| "hush")),
        }
    }

    fn site(mode: SiteMode) -> Site {
        Site {
            mode,
            name: "Prairie, Plains & Co".to_owned(),
            ..Site::default()
        }
    }

    fn reached(args: &OutboxArgs, mode: SiteMode) -> Vec<Channel> {
        let outbox = args.outbox(&site(mode), ORIGIN).unwrap();
        let reached = Channel::ALL.into_iter();
        reached.filter(|channel| outbox.reaches(*channel)).collect()
    }

    #[tokio::test]
    async fn an_installation_reaches_people_by_what_it_was_told_and_the_demonstration_by_its_mailbox()
     {
        use Channel::{Mail, Text, Voice};
        let (smtp, webhook) = (
            Some("smtps://user:secret@mail.example.org"),
            Some("https://telephone.example.org/send"),
        );
        assert_eq!(reached(&args(None, None), SiteMode::Agency), []);
        assert_eq!(reached(&args(smtp, None), SiteMode::Agency), [Mail]);
        assert_eq!(reached(&args(None, webhook), SiteMode::Gov), [Text, Voice]);
        assert_eq!(
            reached(&args(None, None), SiteMode::Demo),
            [Mail, Text, Voice]
        );
    }

    #[tokio::test]
    async fn a_setting_that_cannot_be_read_is_named_without_its_secret() {
        for (args, fault) in [
            (
                args(Some("mail.example.org"), None),
                SettingFault::MailServer,
            ),
            (
                args(Some("http://u:hush@mail.example.org"), None),
                SettingFault::MailServer,
            ),
            (
                args(None, Some("http://telephone.example.org/hush")),
                SettingFault::Webhook,
            ),
        ] {
            assert!(!format!("{args:?}").contains("hush"));
            let found = args.outbox(&site(SiteMode::Agency), ORIGIN).unwrap_err();
            assert_eq!(found, fault);
            assert!(!found.to_string().contains("hush"));
        }
        let strange = OutboxArgs {
            mail_from: Some("nobody".to_owned()),
            ..args(Some("smtp://localhost:25"), None)
        };
        let found = strange.outbox(&site(SiteMode::Agency), ORIGIN).unwrap_err();
        assert_eq!(found, SettingFault::MailFrom);
    }
}
