//! What the system does, one module per area.
//!
//! Every public function takes [`Services`] and the [`Actor`](domain::access::Actor), and reads:
//! authorise, read, decide, write, audit. Its SQL stands beside it in [`store::sql!`]; every list query
//! carries the actor's scope ([`scope`]). Nothing here reads a clock: the moment comes with the
//! actor, or as [`Now`](domain::time::Now) where nobody is logged in.

pub mod access;
pub mod assessments;
pub mod audit;
mod csv_import;
mod csv_table;
pub mod daily;
pub mod dashboards;
pub mod demo;
mod error;
pub mod flash;
pub mod held_forms;
mod housekeeping;
pub mod identity;
pub mod incident;
pub mod installation;
pub mod keys;
pub mod limits;
mod listing;
pub mod messages;
pub mod notices;
pub mod patients;
pub mod penalties;
mod prose;
pub mod providers;
pub mod reports;
pub mod scope;
pub mod search;
pub mod staffing;
pub mod submissions;
pub mod support;
pub mod token;

use std::{path::Path, sync::Arc};

use domain::{
    access::Withheld, assessments::Sequence, patients::MatchKeys, reports::DueRules, site::Site,
    time::Now,
};
use futures::future::BoxFuture;
use store::{
    Db,
    files::FileStore,
    jobs::{Finished, Job, JobError, Worker},
};

use access::RecertificationRules;
use assessments::drafts::DraftRules;
use identity::{
    LockOut, Passwords, RegistrationRules, SessionTimes,
    openid::Provider,
    proofing::{IdentityProofing, Simulated},
};
use keys::Keys;
use limits::Limits;
use messages::Outbox;
use submission::assessments::{Library, entry::Questionnaires};

pub use error::ServiceError;

/// What the services work on. Cheap to clone; one per program.
#[derive(Debug, Clone)]
pub struct Services {
    pub db: Db,
    pub files: FileStore,
    pub keys: Keys,
    pub passwords: Passwords,
    /// Which installation this is, as its pages show it.
    pub site: Arc<Site>,
    /// What people's browsers show before the first slash, for the links in mails.
    pub public_origin: Arc<str>,
    pub rules: Rules,
    pub packs: Packs,
    pub partners: Partners,
    /// Where this request comes from, for the audit trail; the server sets it for each.
    pub origin: audit::Origin,
    /// Has the demonstration laid out anew; none where that cannot be done.
    pub reset: Option<demo::Reset>,
    /// The file of the audit trail's checkpoints; none in tests.
    pub checkpoints: Option<Arc<Path>>,
    /// Where the audit trail ended last.
    pub(crate) last_end: audit::chain::LastEnd,
}

/// What an operator decides: who is let in for how long, how much at once, and what regulations leave open. The rules by
/// which records are checked are [`Packs`].
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// How often things may be asked for.
    pub limits: Limits,
    /// How large a submission may be.
    pub file_limits: submission::Limits,
    pub lock_out: LockOut,
    pub sessions: SessionTimes,
    pub registration: Arc<RegistrationRules>,
    /// The roles that nobody may ask for here.
    pub withheld: Arc<Withheld>,
    pub recertification: RecertificationRules,
    pub drafts: DraftRules,
    /// By when assessments are due.
    pub due: DueRules,
    /// Which record may follow which.
    pub sequence: Arc<Sequence>,
    /// By what a record finds its patient.
    pub match_keys: Arc<MatchKeys>,
}

/// The rules of assessments, by which records are checked; without any, none can be.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    pub library: Arc<Library>,
    /// The same as forms, to enter assessments in.
    pub forms: Arc<Questionnaires>,
}

/// The systems of others that this installation works with.
#[derive(Debug, Clone)]
pub struct Partners {
    /// Who carries messages out of here.
    pub outbox: Outbox,
    /// Who finds out that people are who they say.
    pub proofing: Arc<dyn IdentityProofing>,
    /// An identity provider that people may log in through, beside user ID and password.
    pub openid: Option<Provider>,
}

impl Default for Partners {
    /// None: messages stay in the mailbox, and identity proofing is only played.
    fn default() -> Self {
        Self {
            outbox: Outbox::mailbox(),
            proofing: Arc::new(Simulated),
            openid: None,
        }
    }
}

impl Services {
    /// A demonstration over `db` and `files`; the server sets what its configuration says otherwise.
    #[must_use]
    pub fn new(db: Db, files: FileStore, keys: Keys) -> Self {
        Self {
            db,
            files,
            passwords: Passwords::new(&keys),
            keys,
            site: Arc::default(),
            public_origin: "http://localhost:3000".into(),
            rules: Rules::default(),
            packs: Packs::default(),
            partners: Partners::default(),
            origin: audit::Origin::default(),
            reset: None,
            checkpoints: None,
            last_end: audit::chain::LastEnd::default(),
        }
    }

    /// The same for what concerns somebody's viewing as a role: both of them stand in the record.
    #[must_use]
    pub(crate) fn behind(&self, viewer: audit::Viewer) -> Self {
        let mut services = self.clone();
        services.origin.viewer = Some(viewer);
        services
    }
}

/// The two clocks, handed in to what runs without a request.
pub type Clock = Arc<dyn Fn() -> Now + Send + Sync>;

/// One attempt of a job.
pub(crate) type JobFuture<'a> = BoxFuture<'a, Result<Finished, JobError>>;

/// Adds the handler of a kind of jobs, which works on these services.
fn on<F>(
    worker: Worker,
    kind: &'static str,
    services: &Services,
    clock: &Clock,
    handler: F,
) -> Worker
where
    F: for<'a> Fn(&'a Services, &'a Job, &'a Clock) -> JobFuture<'a> + Send + Sync + 'static,
{
    let shared = Arc::new((services.clone(), clock.clone(), handler));
    worker.on(kind, move |job| {
        let shared = Arc::clone(&shared);
        async move {
            let (services, clock, handler) = &*shared;
            handler(services, &job, clock).await
        }
    })
}

/// The workers of a program: for files and the daily work, for messages that somebody waits for, and for those that
/// nobody does. A mail server that hangs holds up no file, a large file no code, and a thousand reminders neither.
#[must_use]
pub fn workers(worker: impl Fn() -> Worker, services: &Services, clock: &Clock) -> [Worker; 3] {
    [
        work_handlers(worker(), services, clock),
        awaited_handlers(worker(), services, clock),
        messages::notice_handlers(worker(), services, clock),
    ]
}

/// One worker with every handler that these services have.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let worker = work_handlers(worker, services, clock);
    let worker = awaited_handlers(worker, services, clock);
    messages::notice_handlers(worker, services, clock)
}

/// Links and codes, and finding out whom a link is for.
fn awaited_handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let worker = identity::handlers(worker, services, clock);
    messages::handlers(worker, services, clock)
}

fn work_handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let worker = submissions::handlers(worker, services, clock);
    let worker = access::handlers(worker, services, clock);
    let worker = notices::handlers(worker, services, clock);
    let worker = identity::proofing::handlers(worker, services, clock);
    let worker = staffing::handlers(worker, services, clock);
    let worker = reports::handlers(worker, services, clock);
    let worker = support::viewing::handlers(worker, services, clock);
    let worker = audit::handlers(worker, services, clock);
    housekeeping::handlers(worker, services, clock)
}

#[cfg(test)]
mod tests;
