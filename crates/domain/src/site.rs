//! What this installation is: whose it is, how it presents itself, and whom to call.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{identity::Person, submissions::SubmissionKind, support::Viewing, time::Zone};

/// Who stands behind an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteMode {
    /// Invented people and data, one-click log-in, a strip on every page that says so.
    Demo,
    /// An organization's own installation. What is sent here does not reach CMS.
    Agency,
    /// Run by or for CMS: the only mode with the official-government banner.
    Gov,
}

/// What a database is for, from its beginning to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Environment {
    #[default]
    Production,
    /// To learn in: roles are granted at once (seed 002).
    Training,
}

impl Environment {
    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Training => "training",
        }
    }

    /// Everything but the one word is production, where nothing is granted at once.
    #[must_use]
    pub fn from_key(key: &[u8]) -> Self {
        if key == Self::Training.key().as_bytes() {
            Self::Training
        } else {
            Self::Production
        }
    }
}

/// Configuration that screens show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub mode: SiteMode,
    /// Whether its database is marked as that of the training environment (seed 002).
    pub is_training: bool,
    /// The name in the header.
    pub name: String,
    /// The Service Center's telephone number (seeds 000 and 002).
    pub service_center_phone: String,
    /// Its e-mail address (seeds 002 and 004).
    pub service_center_email: String,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            mode: SiteMode::Demo,
            is_training: false,
            name: "OpenQIES".to_owned(),
            service_center_phone: "1-888-477-7876".to_owned(),
            service_center_email: "iQIES@cms.hhs.gov".to_owned(),
        }
    }
}

impl Site {
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.mode == SiteMode::Demo
    }

    /// Whether pages must say that nothing sent here reaches CMS.
    #[must_use]
    pub fn is_not_cms(&self) -> bool {
        self.mode != SiteMode::Gov
    }
}

/// What header, side navigation and footer of every page show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub site: Site,
    /// Today by the rules' clock, in Eastern Time.
    #[serde(with = "crate::time::wire")]
    pub today: Date,
    /// Whether `--today` shifted the rules' clock.
    pub clock_is_shifted: bool,
    /// Who is logged in.
    pub person: Option<Person>,
    /// What the side navigation leads them to: words and address.
    pub links: Vec<(String, String)>,
    /// Of which kind the submission is that they ask for first, if they do: its address does not say.
    pub submission: Option<SubmissionKind>,
    /// In which they see moments; Eastern Time where nobody is.
    pub time_zone: Zone,
    /// Of their session.
    pub session: Option<SessionClock>,
    /// As which role they view pages, if they do.
    pub viewing: Option<Viewing>,
}

/// When a session ends, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClock {
    /// Until it ends if nothing more is asked.
    pub seconds: u32,
    /// Before its end, when the warning is due.
    pub warning: u32,
}
