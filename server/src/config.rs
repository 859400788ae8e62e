//! What an installation is told at its start: flags, or the environment.

mod log_in;
mod network;
mod openid;
mod proofing;
mod recalled;
mod storage;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use domain::site::{Environment, Site, SiteMode};
use jiff::civil::Date;
use services::access::{Offer, read_offer};
use services::assessments::drafts::DraftRules;
use services::identity::{PERSONAL_DOMAINS, RegistrationRules};
use services::limits::Limits;
use submission::assessments::ExtraItems;

use crate::outbox::OutboxArgs;

pub use log_in::{LogInArgs, RecertificationArgs};
pub use network::{Network, NetworkArgs};
pub use openid::OpenIdArgs;
pub use proofing::{ProofingArgs, ProofingWay};
pub use recalled::RecalledArgs;
pub use storage::{Names, Storage};

/// What `serve` and `demo` share.
#[derive(Args, Debug, Clone)]
pub struct Config {
    #[command(flatten)]
    pub storage: Storage,
    #[command(flatten)]
    pub network: NetworkArgs,
    #[command(flatten)]
    pub outbox: OutboxArgs,
    /// The folder of style sheets, scripts and fonts, which `make release` writes
    #[arg(long, env = "OPENQIES_SITE", default_value = "target/site")]
    pub site: PathBuf,
    /// The name in the header
    #[arg(long, env = "OPENQIES_NAME", default_value = "OpenQIES")]
    pub name: String,
    /// The Service Center's telephone number, in the footer and on the help page
    #[arg(long, env = "OPENQIES_SERVICE_CENTER_PHONE", default_value_t = Site::default().service_center_phone)]
    pub service_center_phone: String,
    /// The Service Center's e-mail address
    #[arg(long, env = "OPENQIES_SERVICE_CENTER_EMAIL", default_value_t = Site::default().service_center_email)]
    pub service_center_email: String,
    /// Raises every rate limit, and the failures that lock a user ID, so many times, for tests; the demonstration alone may have them
    #[arg(long, env = "OPENQIES_RAISE_LIMITS", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub raise_limits: u32,
    /// Milliseconds that checking a password takes at least; measured when the program starts
    #[arg(long, env = "OPENQIES_PASSWORD_MILLISECONDS", default_value_t = 250)]
    pub password_milliseconds: u64,
    #[command(flatten)]
    pub proofing: ProofingArgs,
    #[command(flatten)]
    pub openid: OpenIdArgs,
    #[command(flatten)]
    pub log_in: LogInArgs,
    #[command(flatten)]
    pub recertification: RecertificationArgs,
    /// Days after which a form of an assessment is deleted that nobody goes on with; two weeks before, the list of forms says so
    #[arg(long, env = "OPENQIES_DRAFT_DAYS", default_value_t = DraftRules::default().kept_days, value_parser = clap::value_parser!(i64).range(DraftRules::TOLD_DAYS + 1..=3660))]
    pub draft_days: i64,
    #[command(flatten)]
    pub recalled: RecalledArgs,
    /// Log-ins a minute, for each address and for each user ID
    #[arg(long, env = "OPENQIES_LOG_INS_PER_MINUTE", default_value_t = Limits::default().log_in.requests, value_parser = clap::value_parser!(u32).range(1..))]
    pub log_ins_per_minute: u32,
    /// Links for a registration or a recovery that are mailed in an hour, for each address that asks and for each person
    #[arg(long, env = "OPENQIES_MAILED_LINKS_PER_HOUR", default_value_t = Limits::default().mailed_link.requests, value_parser = clap::value_parser!(u32).range(1..))]
    pub mailed_links_per_hour: u32,
    /// Hosts of personal e-mail addresses, with commas between them: for these a registration asks whether there is no
    /// corporate one
    #[arg(long, env = "OPENQIES_PERSONAL_EMAIL_DOMAINS", value_delimiter = ',', default_values = PERSONAL_DOMAINS)]
    pub personal_email_domains: Vec<String>,
    /// A text file with the terms and conditions of an account, paragraphs parted by empty lines; by default words of our own
    #[arg(long, env = "OPENQIES_TERMS_FILE")]
    pub terms_file: Option<PathBuf>,
    /// A text file with the privacy and security notice that people consent to at each log-in, paragraphs parted by empty
    /// lines; by default words of our own
    #[arg(long, env = "OPENQIES_CONSENT_FILE")]
    pub consent_file: Option<PathBuf>,
    /// A CSV file (`role,offered,name,text`) that offers, renames or withholds the roles of accrediting organizations,
    /// contractors, federal agencies, QIOs, vendors and ADO; by default all are offered by the names that we recall
    #[arg(long, env = "OPENQIES_ROLES")]
    pub roles: Option<PathBuf>,
    /// Security codes sent in an hour, for each person and for each address and telephone
    #[arg(long, env = "OPENQIES_SECURITY_CODES_PER_HOUR", default_value_t = Limits::default().security_code.requests, value_parser = clap::value_parser!(u32).range(1..))]
    pub security_codes_per_hour: u32,
    /// Uploads an hour, for each person
    #[arg(long, env = "OPENQIES_UPLOADS_PER_HOUR", default_value_t = Limits::default().upload.requests, value_parser = clap::value_parser!(u32).range(1..))]
    pub uploads_per_hour: u32,
    /// Loads of the public checker's page a minute without log-in, for each address
    #[arg(long, env = "OPENQIES_PUBLIC_CHECKS_PER_MINUTE", default_value_t = Limits::default().public_check.requests, value_parser = clap::value_parser!(u32).range(1..))]
    pub public_checks_per_minute: u32,
    /// Requests of programs a minute, for each access token
    #[arg(long, env = "OPENQIES_API_REQUESTS_PER_MINUTE", default_value_t = Limits::default().program.requests, value_parser = clap::value_parser!(u32).range(1..))]
    pub api_requests_per_minute: u32,
    #[command(flatten)]
    pub assessment_rules: AssessmentRules,
    #[command(flatten)]
    pub file_limits: FileLimits,
    /// Seconds that a page may take
    #[arg(long, env = "OPENQIES_PAGE_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub page_seconds: u64,
    /// Seconds that running requests are given when the program is told to stop
    #[arg(long, env = "OPENQIES_STOP_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub stop_seconds: u64,
}

/// By what assessments are checked, for every command that checks files.
#[derive(Args, Debug, Clone, Default)]
pub struct AssessmentRules {
    /// A folder of packs of assessments' rules, beside or instead of those that come with the program
    #[arg(long, env = "OPENQIES_SPECS")]
    pub specs: Option<PathBuf>,
    /// What becomes of a record with items that its version or its kind does not have: they are `ignored`, with a warning, or it is `refused`
    #[arg(long, env = "OPENQIES_EXTRA_ITEMS", default_value = "ignored")]
    pub extra_items: ExtraItems,
}

/// How large a file may be, for every command that checks files.
#[derive(Args, Debug, Clone)]
pub struct FileLimits {
    /// Bytes of a ZIP
    #[arg(long, env = "OPENQIES_ZIP_BYTES", default_value_t = submission::Limits::default().zip_bytes, value_parser = clap::value_parser!(u64).range(1..))]
    pub zip_bytes: u64,
    /// Bytes of an XML file, by itself or in a ZIP
    #[arg(long, env = "OPENQIES_XML_BYTES", default_value_t = submission::Limits::default().xml_bytes, value_parser = clap::value_parser!(u64).range(1..))]
    pub xml_bytes: u64,
    /// Tags, texts, comments and instructions of an XML file
    #[arg(long, env = "OPENQIES_XML_EVENTS", default_value_t = submission::Limits::default().events, value_parser = clap::value_parser!(u64).range(1..))]
    pub xml_events: u64,
}

impl From<&FileLimits> for submission::Limits {
    fn from(told: &FileLimits) -> Self {
        let usual = Self::default();
        Self {
            zip_bytes: told.zip_bytes,
            xml_bytes: told.xml_bytes,
            // A ZIP holds at least one file of the largest size.
            total_bytes: usual.total_bytes.max(told.xml_bytes),
            events: told.xml_events,
            ..usual
        }
    }
}

/// An installation of one's own.
#[derive(Args, Debug, Clone)]
pub struct Serve {
    #[command(flatten)]
    pub config: Config,
    /// Who stands behind this installation
    #[arg(long, env = "OPENQIES_MODE", value_enum, default_value_t = Mode::Agency)]
    pub mode: Mode,
    /// What the database is for. It is marked when it is new and keeps its mark; in `training` roles are granted at once
    #[arg(long, env = "OPENQIES_ENVIRONMENT", value_enum, default_value_t = Kind::Production)]
    pub environment: Kind,
}

/// The demonstration.
#[derive(Args, Debug, Clone)]
pub struct Demo {
    #[command(flatten)]
    pub config: Config,
    /// The day on which the demonstration begins; its clock ticks on from there
    #[arg(long, env = "OPENQIES_TODAY")]
    pub today: Option<Date>,
    /// The number from which everything in it is invented
    #[arg(long, env = "OPENQIES_SEED", default_value_t = 1)]
    pub seed: u32,
    /// A training environment, beside the other demonstrations: roles are granted at once
    #[arg(long)]
    pub training: bool,
}

impl Demo {
    #[must_use]
    pub fn environment(&self) -> Environment {
        if self.training {
            Environment::Training
        } else {
            Environment::Production
        }
    }

    /// Where it lies: a training environment has a folder of its own in the data folder.
    #[must_use]
    pub fn storage(&self) -> Storage {
        let mut storage = self.config.storage.clone();
        if self.training {
            storage.data = storage.data.join(Environment::Training.key());
        }
        storage
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// People's true work
    Production,
    /// To learn in
    Training,
}

impl From<Kind> for Environment {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Production => Self::Production,
            Kind::Training => Self::Training,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// An organization's own; what is sent here does not reach CMS
    Agency,
    /// Run by or for CMS
    Gov,
}

impl From<Mode> for SiteMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Agency => Self::Agency,
            Mode::Gov => Self::Gov,
        }
    }
}

impl Config {
    #[must_use]
    pub fn site(&self, mode: SiteMode, environment: Environment) -> Site {
        Site {
            mode,
            is_training: environment == Environment::Training,
            name: self.name.clone(),
            service_center_phone: self.service_center_phone.clone(),
            service_center_email: self.service_center_email.clone(),
        }
    }

    #[must_use]
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.log_in.requests = self.log_ins_per_minute;
        limits.mailed_link.requests = self.mailed_links_per_hour;
        limits.security_code.requests = self.security_codes_per_hour;
        limits.upload.requests = self.uploads_per_hour;
        limits.public_check.requests = self.public_checks_per_minute;
        limits.program.requests = self.api_requests_per_minute;
        limits.raised(self.raise_limits)
    }

    /// What people may ask for, and by which names.
    ///
    /// # Errors
    /// When the file of roles cannot be read, or says something that it cannot.
    pub fn offer(&self) -> anyhow::Result<Offer> {
        let Some(path) = &self.roles else {
            return Ok(Offer::default());
        };
        let reading = || format!("reading the roles in {}", path.display());
        let file = fs::File::open(path).with_context(reading)?;
        read_offer(file).with_context(reading)
    }

    /// # Errors
    /// When the file of the terms or of the notice cannot be read, or is empty.
    pub fn registration(&self) -> anyhow::Result<RegistrationRules> {
        let hosts = self.personal_email_domains.iter();
        let mut rules = RegistrationRules {
            personal_domains: hosts.map(|host| host.trim().to_ascii_lowercase()).collect(),
            ..RegistrationRules::default()
        };
        if let Some(path) = &self.terms_file {
            rules.terms = paragraphs(path)?;
        }
        if let Some(path) = &self.consent_file {
            rules.notice = paragraphs(path)?;
        }
        Ok(rules)
    }
}

fn paragraphs(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("reading the text in {}", path.display()))?;
    let paragraphs = RegistrationRules::paragraphs(&text);
    ensure!(!paragraphs.is_empty(), "{} is empty", path.display());
    Ok(paragraphs)
}

impl Serve {
    /// Refuses what would be unsafe for real people's data.
    ///
    /// # Errors
    /// With what is wrong, for whoever started the program.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(
            !self.config.network.insecure_cookies,
            "cookies without TLS are for the demonstration alone: take --insecure-cookies away"
        );
        ensure!(
            self.config.raise_limits == 1,
            "raised limits let passwords be guessed and are for the demonstration alone: take --raise-limits away"
        );
        ensure!(
            self.config.proofing.way != Some(ProofingWay::Simulated),
            "simulated identity proofing proves nothing and is for the demonstration alone: choose --proofing manual, or the address of a proofing service"
        );
        Ok(())
    }
}

/// The token in a file; `what` says whose.
fn token_in(path: &Path, what: &str) -> anyhow::Result<String> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("reading the {what}'s file {}", path.display()))?;
    let token = text.trim();
    ensure!(
        !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic()),
        "the {what}'s file {} holds no token",
        path.display()
    );
    Ok(token.to_owned())
}
