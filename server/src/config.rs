//! What an installation is told at its start: flags, or the environment.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use app::paths;
use axum::http::Uri;
use clap::{Args, ValueEnum};
use domain::identity::Registration;
use domain::site::{Environment, Site, SiteMode};
use jiff::civil::Date;
use services::access::{Offer, RecertificationRules, read_offer};
use services::assessments::drafts::DraftRules;
use services::identity::openid::{Issuer, Provider, Settings};
use services::identity::proofing::{
    IdentityProofing, Manual, ProofingService, ServiceAddress, Simulated, UnsafeAddress,
};
use services::identity::{LockOut, PERSONAL_DOMAINS, RegistrationRules, SessionTimes};
use services::installation;
use services::keys::Keys;
use services::limits::Limits;
use store::Db;
use store::files::FileStore;

use crate::outbox::{OutboxArgs, Secret};

/// What every command that opens the database is told.
#[derive(Args, Debug, Clone)]
pub struct Storage {
    /// The folder of the database file and of the files that people sent
    #[arg(long, env = "OPENQIES_DATA_FOLDER", default_value = "data")]
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://user@host/name`; by default a file in the data folder
    #[arg(long, env = "OPENQIES_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Where sent files lie: a folder, or `s3://bucket/prefix` with the usual `AWS_…` variables (only where the
    /// program was built with the feature `s3`); by default a folder in the data folder
    #[arg(long, env = "OPENQIES_FILES")]
    pub files: Option<String>,
    /// The file of the installation's own key, which is made where there is none; by default `key` in the data folder.
    /// Keep a copy of it apart from the database: without it no password and no second factor works
    #[arg(long, env = "OPENQIES_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

/// What the database file, the folder of files and the file of checkpoints are called in the data folder, where no other place is told.
#[derive(Debug, Clone)]
pub struct Names {
    pub database: String,
    pub files: String,
    /// The audit trail's checkpoints.
    pub checkpoints: String,
}

/// Those of an installation of one's own.
impl Default for Names {
    fn default() -> Self {
        Self {
            database: "openqies.db".to_owned(),
            files: "files".to_owned(),
            checkpoints: "audit/checkpoints.ndjson".to_owned(),
        }
    }
}

/// What `serve` and `demo` share.
#[derive(Args, Debug, Clone)]
pub struct Config {
    #[command(flatten)]
    pub storage: Storage,
    #[command(flatten)]
    pub network: NetworkArgs,
    #[command(flatten)]
    pub outbox: OutboxArgs,
    /// The folder that `cargo xtask build` writes
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
    /// Raises every rate limit so many times, for tests
    #[arg(long, env = "OPENQIES_RAISE_LIMITS", default_value_t = 1)]
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
    /// Log-ins a minute, for each address and for each user ID
    #[arg(long, env = "OPENQIES_LOG_INS_PER_MINUTE", default_value_t = Limits::default().log_in.requests)]
    pub log_ins_per_minute: u32,
    /// Links for a registration or a recovery that are mailed in an hour, for each address that asks and for each person
    #[arg(long, env = "OPENQIES_MAILED_LINKS_PER_HOUR", default_value_t = Limits::default().mailed_link.requests)]
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
    #[arg(long, env = "OPENQIES_SECURITY_CODES_PER_HOUR", default_value_t = Limits::default().security_code.requests)]
    pub security_codes_per_hour: u32,
    /// Uploads an hour, for each person
    #[arg(long, env = "OPENQIES_UPLOADS_PER_HOUR", default_value_t = Limits::default().upload.requests)]
    pub uploads_per_hour: u32,
    /// Loads of the public checker's page a minute without log-in, for each address
    #[arg(long, env = "OPENQIES_PUBLIC_CHECKS_PER_MINUTE", default_value_t = Limits::default().public_check.requests)]
    pub public_checks_per_minute: u32,
    /// Requests of programs a minute, for each access token
    #[arg(long, env = "OPENQIES_API_REQUESTS_PER_MINUTE", default_value_t = Limits::default().program.requests)]
    pub api_requests_per_minute: u32,
    /// A folder of packs of assessments' rules, beside or instead of those that come with the program
    #[arg(long, env = "OPENQIES_SPECS")]
    pub specs: Option<PathBuf>,
    #[command(flatten)]
    pub file_limits: FileLimits,
    /// Seconds that a page may take
    #[arg(long, env = "OPENQIES_PAGE_SECONDS", default_value_t = 30)]
    pub page_seconds: u64,
    /// Seconds that running requests are given when the program is told to stop
    #[arg(long, env = "OPENQIES_STOP_SECONDS", default_value_t = 30)]
    pub stop_seconds: u64,
}

/// How long sessions last, and what stops guessers; by default as ARS 5.0 moderate has it.
#[derive(Args, Debug, Clone, Copy)]
pub struct LogInArgs {
    /// Seconds without use after which a session ends
    #[arg(long, env = "OPENQIES_IDLE_SECONDS", default_value_t = SessionTimes::default().idle_seconds, value_parser = seconds())]
    pub idle_seconds: i64,
    /// Seconds after which a session ends, however busy it is
    #[arg(long, env = "OPENQIES_SESSION_SECONDS", default_value_t = SessionTimes::default().lasting_seconds, value_parser = seconds())]
    pub session_seconds: i64,
    /// Seconds for which a proven second factor lets a session do what is dangerous
    #[arg(long, env = "OPENQIES_CONFIRMED_SECONDS", default_value_t = SessionTimes::default().confirmed_seconds, value_parser = seconds())]
    pub confirmed_seconds: i64,
    /// Failed log-ins that lock a user ID
    #[arg(long, env = "OPENQIES_LOCK_OUT_FAILURES", default_value_t = LockOut::default().failures, value_parser = clap::value_parser!(i32).range(1..))]
    pub lock_out_failures: i32,
    /// Seconds within which they count together
    #[arg(long, env = "OPENQIES_LOCK_OUT_WINDOW_SECONDS", default_value_t = LockOut::default().window_seconds, value_parser = seconds())]
    pub lock_out_window_seconds: i64,
    /// Seconds for which the user ID is locked then
    #[arg(long, env = "OPENQIES_LOCK_OUT_SECONDS", default_value_t = LockOut::default().locked_seconds, value_parser = seconds())]
    pub lock_out_seconds: i64,
}

/// From what a person can still use to a year.
fn seconds() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(12..=366 * 24 * 60 * 60)
}

impl LogInArgs {
    #[must_use]
    pub fn sessions(&self) -> SessionTimes {
        SessionTimes {
            idle_seconds: self.idle_seconds,
            lasting_seconds: self.session_seconds,
            confirmed_seconds: self.confirmed_seconds,
        }
    }

    #[must_use]
    pub fn lock_out(&self) -> LockOut {
        LockOut {
            failures: self.lock_out_failures,
            window_seconds: self.lock_out_window_seconds,
            locked_seconds: self.lock_out_seconds,
            ..LockOut::default()
        }
    }
}

/// How often roles are confirmed by those who decide; by default as ARS 5.0 moderate has it (AC-2 j, AC-6(7)).
#[derive(Args, Debug, Clone, Copy)]
pub struct RecertificationArgs {
    /// Days within which every role is confirmed, or suspended
    #[arg(long = "recertify-days", env = "OPENQIES_RECERTIFY_DAYS", default_value_t = RecertificationRules::default().yearly_days, value_parser = days())]
    pub yearly: i64,
    /// The same for security officials, the Help Desk, Production Control and auditors
    #[arg(long = "recertify-privileged-days", env = "OPENQIES_RECERTIFY_PRIVILEGED_DAYS", default_value_t = RecertificationRules::default().privileged_days, value_parser = days())]
    pub privileged: i64,
    /// Days for which those who confirm are given time; less than half of the others
    #[arg(long = "recertify-open-days", env = "OPENQIES_RECERTIFY_OPEN_DAYS", default_value_t = RecertificationRules::default().open_days, value_parser = days())]
    pub open: i64,
}

/// From a week to ten years.
fn days() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(7..=3660)
}

impl RecertificationArgs {
    /// # Errors
    /// When a campaign would still be open as the next one begins.
    pub fn rules(&self) -> anyhow::Result<RecertificationRules> {
        let shorter = self.yearly.min(self.privileged);
        ensure!(
            2 * self.open < shorter,
            "--recertify-open-days is to be less than half of --recertify-days and --recertify-privileged-days"
        );
        Ok(RecertificationRules {
            yearly_days: self.yearly,
            privileged_days: self.privileged,
            open_days: self.open,
        })
    }
}

/// How large a file may be, for every command that checks files.
#[derive(Args, Debug, Clone)]
pub struct FileLimits {
    /// Bytes of a ZIP
    #[arg(long, env = "OPENQIES_ZIP_BYTES", default_value_t = submission::Limits::default().zip_bytes)]
    pub zip_bytes: u64,
    /// Bytes of an XML file, by itself or in a ZIP
    #[arg(long, env = "OPENQIES_XML_BYTES", default_value_t = submission::Limits::default().xml_bytes)]
    pub xml_bytes: u64,
    /// Tags, texts, comments and instructions of an XML file
    #[arg(long, env = "OPENQIES_XML_EVENTS", default_value_t = submission::Limits::default().events)]
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

/// How browsers reach the program.
#[derive(Args, Debug, Clone)]
pub struct NetworkArgs {
    /// The address to listen on, for a program behind a proxy or in a container
    #[arg(long, env = "OPENQIES_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The port on the loopback addresses, while no other address is told; 0 takes a free one
    #[arg(long, env = "PORT", default_value_t = 3000)]
    pub port: u16,
    /// What people's browsers show before the first slash; by default http://localhost:PORT
    #[arg(long, env = "OPENQIES_PUBLIC_ORIGIN")]
    pub public_origin: Option<String>,
    /// How many proxies of one's own add to X-Forwarded-For
    #[arg(long, env = "OPENQIES_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
    /// Session cookies that browsers send without TLS; the demonstration alone may have them
    #[arg(long, env = "OPENQIES_INSECURE_COOKIES")]
    pub insecure_cookies: bool,
}

/// How people's identity is proofed; docs/identity-proofing.md says more.
#[derive(Args, Debug, Clone)]
pub struct ProofingArgs {
    /// `manual`: people decide on documents and video calls; an https address: a proofing service asks; `simulated`: asks
    /// about an invented person, in the demonstration alone, whose default it is
    #[arg(long = "proofing", env = "OPENQIES_PROOFING", value_parser = ProofingWay::parse)]
    pub way: Option<ProofingWay>,
    /// The file of the token by which the proofing service knows this installation
    #[arg(long = "proofing-token-file", env = "OPENQIES_PROOFING_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// The proofing service is to be given social security numbers: people are asked for theirs, and nothing keeps it
    #[arg(long = "proofing-asks-ssn", env = "OPENQIES_PROOFING_ASKS_SSN")]
    pub asks_social_security_number: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofingWay {
    Simulated,
    Manual,
    Service(ServiceAddress),
}

impl ProofingWay {
    fn parse(text: &str) -> Result<Self, UnsafeAddress> {
        match text {
            "simulated" => Ok(Self::Simulated),
            "manual" => Ok(Self::Manual),
            address => ServiceAddress::parse(address).map(Self::Service),
        }
    }
}

impl ProofingArgs {
    /// What proofs in an installation of this mode; `origin` is what browsers show before the first slash.
    ///
    /// # Errors
    /// When the token's file cannot be read, or a number is to be asked for that nothing takes.
    pub fn open(&self, mode: SiteMode, origin: &str) -> anyhow::Result<Arc<dyn IdentityProofing>> {
        let usual = match mode {
            SiteMode::Demo => ProofingWay::Simulated,
            _ => ProofingWay::Manual,
        };
        let way = self.way.as_ref().unwrap_or(&usual);
        ensure!(
            matches!(way, ProofingWay::Service(_)) || !self.asks_social_security_number,
            "only a proofing service may be given social security numbers: take --proofing-asks-ssn away"
        );
        Ok(match way {
            ProofingWay::Simulated => Arc::new(Simulated),
            ProofingWay::Manual => Arc::new(Manual),
            ProofingWay::Service(address) => Arc::new(ProofingService::new(
                address.clone(),
                self.token()?.as_deref(),
                self.asks_social_security_number,
                format!("{origin}{}", paths::registration(Registration::Proofing)),
            )),
        })
    }

    fn token(&self) -> anyhow::Result<Option<String>> {
        let path = self.token_file.as_deref();
        path.map(|path| token_in(path, "proofing token"))
            .transpose()
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

/// An agency's own identity provider (OpenID Connect), through which people may log in beside user ID and password.
#[derive(Args, Debug, Clone)]
pub struct OpenIdArgs {
    /// The provider's issuer, to the letter: an https address (http on this machine alone). It sends people back to
    /// `/openid/return` at the public origin
    #[arg(long = "openid-issuer", env = "OPENQIES_OPENID_ISSUER", value_parser = Issuer::parse, requires = "client")]
    pub issuer: Option<Issuer>,
    /// What the provider knows this installation by
    #[arg(
        long = "openid-client",
        env = "OPENQIES_OPENID_CLIENT",
        requires = "issuer"
    )]
    pub client: Option<String>,
    /// The client's secret; none for a public client
    #[arg(
        long = "openid-secret",
        env = "OPENQIES_OPENID_SECRET",
        hide_env_values = true,
        conflicts_with = "secret_file",
        requires = "issuer"
    )]
    pub secret: Option<Secret>,
    /// The file of the client's secret
    #[arg(
        long = "openid-secret-file",
        env = "OPENQIES_OPENID_SECRET_FILE",
        requires = "issuer"
    )]
    pub secret_file: Option<PathBuf>,
    /// What people call the provider, on the log-in page
    #[arg(
        id = "openid_name",
        long = "openid-name",
        env = "OPENQIES_OPENID_NAME",
        default_value = "your organization",
        requires = "issuer"
    )]
    pub name: String,
    /// Whose second factor counts: `ours`, or `provider`, which takes the provider's word where its token says that more
    /// than one factor was checked (`mfa` among the `amr`) for this very log-in (`auth_time`), and asks for ours elsewhere
    #[arg(long = "openid-second-factor", env = "OPENQIES_OPENID_SECOND_FACTOR", value_enum, default_value_t = SecondFactor::Ours, requires = "issuer")]
    pub second_factor: SecondFactor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecondFactor {
    /// Everybody proves one of the devices of their account here
    Ours,
    /// The provider may have checked one
    Provider,
}

impl OpenIdArgs {
    /// The provider, if there is one; `origin` is what browsers show before the first slash. It is not asked yet: the
    /// program starts without it, too.
    ///
    /// # Errors
    /// When the secret's file cannot be read.
    pub fn open(&self, origin: &str) -> anyhow::Result<Option<Provider>> {
        let (Some(issuer), Some(client)) = (&self.issuer, &self.client) else {
            return Ok(None);
        };
        let client_secret = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => Some(secret.text().to_owned()),
            (None, Some(path)) => Some(token_in(path, "identity provider secret")?),
            (None, None) => None,
        };
        let settings = Settings {
            issuer: issuer.clone(),
            client_id: client.clone(),
            client_secret,
            name: self.name.clone(),
            trusts_second_factor: self.second_factor == SecondFactor::Provider,
        };
        let return_to = format!("{origin}{}", paths::OPENID_RETURN);
        let provider = Provider::new(settings, return_to).context("the public origin")?;
        Ok(Some(provider))
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

impl Storage {
    /// The database's address.
    #[must_use]
    pub fn database_url(&self, names: &Names) -> String {
        let in_folder = || format!("sqlite:{}", self.data.join(&names.database).display());
        self.database.clone().unwrap_or_else(in_folder)
    }

    /// # Errors
    /// When the key's file can be neither read nor made, or is not the one of this database.
    pub async fn open_keys(&self, db: &Db) -> anyhow::Result<Keys> {
        let in_folder = || self.data.join("key");
        let path = self.key_file.clone().unwrap_or_else(in_folder);
        installation::open_keys(db, &path)
            .await
            .with_context(|| format!("opening the key file {}", path.display()))
    }

    /// # Errors
    /// When the folder cannot be made, or the bucket not be named.
    pub fn open_files(&self, names: &Names) -> anyhow::Result<FileStore> {
        let folder = match self.files.as_deref() {
            Some(address) if address.starts_with("s3://") => return open_bucket(address),
            Some(folder) => PathBuf::from(folder),
            None => self.data.join(&names.files),
        };
        FileStore::local(folder).context("opening the folder of files")
    }
}

#[cfg(feature = "s3")]
fn open_bucket(address: &str) -> anyhow::Result<FileStore> {
    FileStore::s3(address).context("opening the bucket of files")
}

#[cfg(not(feature = "s3"))]
fn open_bucket(address: &str) -> anyhow::Result<FileStore> {
    anyhow::bail!("{address} is a bucket: build the program with --features s3, or name a folder")
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
            self.config.proofing.way != Some(ProofingWay::Simulated),
            "simulated identity proofing proves nothing and is for the demonstration alone: choose --proofing manual, or the address of a proofing service"
        );
        Ok(())
    }
}

/// How sessions and addresses come over the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// `https://qies.example.org`, without a slash at its end.
    pub public_origin: String,
    pub trusted_proxies: usize,
    pub insecure_cookies: bool,
}

impl Network {
    /// # Errors
    /// When the public origin is none.
    pub fn new(args: &NetworkArgs, port: u16) -> anyhow::Result<Self> {
        let local = || format!("http://localhost:{port}");
        let public_origin = args.public_origin.clone().unwrap_or_else(local);
        let uri: Uri = public_origin
            .parse()
            .context("the public origin is not an address")?;
        let is_origin = matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.path() == "/"
            && uri.query().is_none()
            && !public_origin.ends_with('/');
        ensure!(
            is_origin,
            "the public origin is a scheme and a host, such as https://qies.example.org"
        );
        Ok(Self {
            public_origin,
            trusted_proxies: args.trusted_proxies,
            insecure_cookies: args.insecure_cookies,
        })
    }

    /// Whether browsers reach this installation over TLS.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.public_origin.starts_with("https://")
    }
}
