//! `openqies account …`: what an installation's operator does before anybody can log in to do it.

use anyhow::Result;
use clap::{Args, Subcommand};
use domain::identity::Registration;
use jiff::civil::Date;
use services::Services;
use services::identity::{self, AccountLine, NewGrant};

use crate::clock::clock;
use crate::config::Storage;
use crate::serve::open_begun;

#[derive(Args)]
pub struct Account {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Names every account, how far its registration is, and its roles
    List(List),
    /// Grants a role to someone who has registered, and tells them by mail
    GrantRole(GrantRole),
    /// Ends the identity proofing of someone whom you have proofed yourself
    ConfirmIdentity(ConfirmIdentity),
    /// Makes a first password for an imported account from EIDM, to be told to someone whom you know
    FirstPassword(FirstPassword),
    /// Switches an account off: nobody logs in with it, and its roles count for nothing
    Disable(Switch),
    /// Switches an account on again
    Enable(Switch),
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    operator: Operator,
}

#[derive(Args)]
struct Switch {
    #[command(flatten)]
    storage: Storage,
    /// The user ID
    user: String,
    #[command(flatten)]
    operator: Operator,
}

#[derive(Args)]
struct GrantRole {
    #[command(flatten)]
    storage: Storage,
    /// The user ID
    user: String,
    /// Such as `help_desk` or "iQIES Help Desk"; a role that does not exist is answered with all that do
    role: String,
    /// A CCN, for the roles of providers and vendors; may be said several times
    #[arg(long = "facility", value_name = "CCN")]
    facilities: Vec<String>,
    /// A state's two letters, for the roles of state agencies; may be said several times
    #[arg(long = "state", value_name = "ST")]
    states: Vec<String>,
    /// Since when they have held it, YYYY-MM-DD, where it comes over from elsewhere with its account
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    #[command(flatten)]
    operator: Operator,
}

#[derive(Args)]
struct ConfirmIdentity {
    #[command(flatten)]
    storage: Storage,
    /// The user ID
    user: String,
    /// What you looked at, for the record
    #[arg(long)]
    record: String,
    #[command(flatten)]
    operator: Operator,
}

#[derive(Args)]
struct FirstPassword {
    #[command(flatten)]
    storage: Storage,
    /// The user ID
    user: String,
    #[command(flatten)]
    operator: Operator,
}

#[derive(Args)]
struct Operator {
    /// Who does it, for the record; by default whoever is logged in to this machine
    #[arg(long, env = "USER")]
    by: String,
}

impl Account {
    /// # Errors
    /// With what is wrong, for whoever typed it; nothing was changed then.
    pub async fn run(&self) -> Result<()> {
        let services = open_begun(self.what.storage()).await?;
        let done = self.what.done(&services).await;
        services.db.close().await;
        println!("{}", done?);
        Ok(())
    }
}

impl What {
    fn storage(&self) -> &Storage {
        match self {
            Self::List(list) => &list.storage,
            Self::GrantRole(grant) => &grant.storage,
            Self::ConfirmIdentity(confirm) => &confirm.storage,
            Self::FirstPassword(first) => &first.storage,
            Self::Disable(switch) | Self::Enable(switch) => &switch.storage,
        }
    }

    async fn done(&self, services: &Services) -> Result<String> {
        let now = clock(None)().system;
        match self {
            Self::List(list) => {
                let accounts = identity::accounts(services, &list.operator.by, now).await?;
                let lines: Vec<String> = accounts.iter().map(line).collect();
                Ok(lines.join("\n"))
            }
            Self::GrantRole(grant) => {
                let new = NewGrant {
                    user_name: &grant.user,
                    role: &grant.role,
                    facilities: &grant.facilities,
                    states: &grant.states,
                    since: grant.since,
                    by: &grant.operator.by,
                };
                let (role, places) = identity::grant_role(services, new, now).await?;
                Ok(if places.is_empty() {
                    format!("{} holds {} there already.", grant.user, role.name())
                } else {
                    let places = places.join(", ");
                    format!("{} now holds {}: {places}.", grant.user, role.name())
                })
            }
            Self::ConfirmIdentity(confirm) => {
                let (user, by) = (&confirm.user, &confirm.operator.by);
                let reference = identity::vouch(services, user, &confirm.record, by, now).await?;
                let reference = reference.as_str();
                Ok(format!(
                    "The identity of {user} is confirmed, under the number {reference}."
                ))
            }
            Self::FirstPassword(first) => {
                let (user, by) = (&first.user, &first.operator.by);
                let password = identity::first_password(services, user, by, now).await?;
                Ok(format!("The first password of {user} is {password}"))
            }
            Self::Disable(switch) => {
                identity::disable(services, &switch.user, &switch.operator.by, now).await?;
                Ok(format!("{} is switched off.", switch.user))
            }
            Self::Enable(switch) => {
                identity::enable(services, &switch.user, &switch.operator.by, now).await?;
                Ok(format!("{} is switched on.", switch.user))
            }
        }
    }
}

/// `ANNE.EXAMPLE, Anne Example <anne@example.org>: iQIES Help Desk`.
fn line(account: &AccountLine) -> String {
    let AccountLine {
        user_name,
        full_name,
        email,
        ..
    } = account;
    let roles: Vec<&str> = account.roles.iter().map(|role| role.name()).collect();
    let standing = match (account.is_active, account.registration) {
        (false, _) => "cannot be used".to_owned(),
        (_, Registration::Complete) if roles.is_empty() => "no role".to_owned(),
        (_, Registration::Complete) => roles.join(", "),
        (_, step) => {
            let next = format!("registers, next step: {}", step.key());
            [vec![next.as_str()], roles].concat().join(", ")
        }
    };
    format!("{user_name}, {full_name} <{email}>: {standing}")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::tests::begin;
    use crate::{Cli, Command};

    async fn said(words: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path()).await;
        let data = folder.path().to_str().unwrap();
        let (before, after) = (["openqies", "account"], ["--data", data]);
        let words = before.iter().chain(words).chain(&after).copied();
        let Command::Account(account) = Cli::try_parse_from(words).unwrap().command else {
            panic!("not the command that was told");
        };
        account.run().await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn an_unknown_user_or_role_is_refused_in_words_that_say_what_there_is() {
        let grant = |role| ["grant-role", "anne.example", role, "--by", "a test"];
        let refusal = said(&grant("king")).await;
        assert!(
            refusal.contains("the roles are assessment_submitter, "),
            "{refusal}"
        );
        let refusal = said(&grant("help_desk")).await;
        assert!(refusal.contains("no account that can be used"), "{refusal}");
        let confirm = [
            "confirm-identity",
            "nobody.at.all",
            "--record",
            "passport",
            "--by",
            "a test",
        ];
        let refusal = said(&confirm).await;
        assert!(refusal.contains("no account that can be used"), "{refusal}");
    }
}
