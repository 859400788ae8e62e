use core::fmt;
use std::collections::BTreeSet;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::Act;
use crate::{
    access::{
        Action, Actor, Category, GrantId, Jurisdiction, RequestId, Role, Sight, SurveyorId,
        SurveyorOrigin, policy,
    },
    assessments::{AssessmentNumber, DraftId, PatientNumber},
    count::as_count,
    identity::{AccessTokenId, DeviceId, ProofingReference, UserId},
    penalties::CaseNumber,
    providers::{ProviderId, StateCode},
    staffing::FiscalQuarter,
    submissions::SubmissionNumber,
    support::TicketNumber,
    time::Instant,
};

/// Whether it happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Done,
    /// It was tried, and refused.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 2] = [Self::Done, Self::Failed];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Failed => "Refused",
        }
    }
}

/// What a session is known by in the record: the first bytes of its token's hash, of which nobody makes a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionMark(pub [u8; 8]);

impl SessionMark {
    /// Of the SHA-256 of a session's token.
    #[must_use]
    pub const fn of(token_hash: &[u8; 32]) -> Self {
        let mut mark = [0; 8];
        mark.copy_from_slice(token_hash.split_at(8).0);
        Self(mark)
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for SessionMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Someone who is logged in, at work in a category, with the roles that allowed it.
    Person {
        user: UserId,
        category: Category,
        roles: Vec<Role>,
    },
    /// Someone who acts for their own account: what they do needs no role.
    Owner(UserId),
    /// Whoever typed it at the machine, as they are known there.
    Operator(String),
    /// A job of the program.
    Program,
    /// Nobody knows who.
    Unknown,
}

impl Who {
    /// Someone who does what a right of theirs allows.
    #[must_use]
    pub fn may(actor: &Actor, action: Action) -> Self {
        let allows = |role: &Role| policy(*role, action).is_some();
        let mut roles: Vec<Role> = actor
            .grants
            .iter()
            .map(|grant| grant.role)
            .filter(allows)
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Self::Person {
            user: actor.user,
            category: actor.category,
            roles,
        }
    }

    /// Someone who does what everybody may who is logged in.
    #[must_use]
    pub const fn logged_in(actor: &Actor) -> Self {
        Self::Person {
            user: actor.user,
            category: actor.category,
            roles: Vec::new(),
        }
    }

    /// As stored.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::Owner(_) => "owner",
            Self::Operator(_) => "operator",
            Self::Program => "program",
            Self::Unknown => "unknown",
        }
    }
}

/// What is listed or saved as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Record {
    Providers,
    Submissions,
    Drafts,
    Assessments,
    AssessmentInbox,
    /// One of those of [`crate::reports`].
    AssessmentReports,
    /// Final Validation Reports of many files.
    Reports,
    StaffingStatus,
    ProofingCases,
    RoleRequests,
    PeopleAndRoles,
    People,
    AuditTrail,
    AccessRecord,
    PenaltyCases,
    Unattended,
    Tickets,
    Viewings,
    Patients,
    /// All accounts, at the command line.
    Accounts,
    /// Of the demonstration.
    Mailbox,
}

impl Record {
    const fn key(self) -> &'static str {
        match self {
            Self::Providers => "providers",
            Self::Submissions => "submissions",
            Self::Drafts => "drafts",
            Self::Assessments => "assessments",
            Self::AssessmentInbox => "assessment_inbox",
            Self::AssessmentReports => "assessment_reports",
            Self::Reports => "reports",
            Self::StaffingStatus => "staffing_status",
            Self::ProofingCases => "proofing_cases",
            Self::RoleRequests => "role_requests",
            Self::PeopleAndRoles => "people_and_roles",
            Self::People => "people",
            Self::AuditTrail => "audit_trail",
            Self::AccessRecord => "access_record",
            Self::PenaltyCases => "penalty_cases",
            Self::Unattended => "organizations_without_official",
            Self::Tickets => "tickets",
            Self::Viewings => "viewings",
            Self::Patients => "patients",
            Self::Accounts => "accounts",
            Self::Mailbox => "mailbox",
        }
    }
}

/// What it was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    Session(SessionMark),
    Device(DeviceId),
    AccessToken(AccessTokenId),
    Request(RequestId),
    Grant(GrantId),
    Recertification(Uuid),
    Submission(SubmissionNumber),
    /// A file of a submission, counted from 1, with its report.
    File(SubmissionNumber, i32),
    /// A form of an assessment that is being filled in.
    Draft(DraftId),
    /// One version of a record.
    Assessment(AssessmentNumber),
    Quarter(FiscalQuarter),
    ProofingCase(ProofingReference),
    /// A document of a case, counted from 1.
    Document(ProofingReference, i32),
    PenaltyCase(CaseNumber),
    /// By their Patient ID, which tells nothing of them.
    Patient(PatientNumber),
    /// A diagnosis code that a state excludes.
    Exclusion(Uuid),
    Job(Uuid),
    Ticket(TicketNumber),
    /// Viewing as a role.
    Viewing(Uuid),
    /// A page, by the name that this program has for it: no address, and nothing that somebody typed.
    Page(&'static str),
    /// A right that somebody does not have.
    Right(Action),
    /// A route, as the program's table of routes spells it: what an address has of ids or of typed words is a name in braces.
    Route(String),
    /// A row of the audit trail.
    Event(i64),
    List(Record),
}

impl Object {
    /// As stored: what kind of thing.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Session(_) => "session",
            Self::Device(_) => "device",
            Self::AccessToken(_) => "access_token",
            Self::Request(_) => "role_request",
            Self::Grant(_) => "role_grant",
            Self::Recertification(_) => "recertification",
            Self::Submission(_) => "submission",
            Self::File(..) => "submission_file",
            Self::Draft(_) => "draft",
            Self::Assessment(_) => "assessment",
            Self::Quarter(_) => "staffing_quarter",
            Self::ProofingCase(_) => "proofing_case",
            Self::Document(..) => "proofing_document",
            Self::PenaltyCase(_) => "penalty_case",
            Self::Patient(_) => "patient",
            Self::Exclusion(_) => "icd_exclusion",
            Self::Job(_) => "job",
            Self::Ticket(_) => "ticket",
            Self::Viewing(_) => "viewing",
            Self::Page(_) => "page",
            Self::Right(_) => "right",
            Self::Route(_) => "route",
            Self::Event(_) => "audit_event",
            Self::List(_) => "list",
        }
    }

    /// As stored: which one.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Session(mark) => mark.to_string(),
            Self::Device(id) => id.0.to_string(),
            Self::AccessToken(id) => id.0.to_string(),
            Self::Request(id) => id.to_string(),
            Self::Grant(id) => id.to_string(),
            Self::Submission(number) => number.to_string(),
            Self::File(number, ordinal) => FileMark(*number, *ordinal).to_string(),
            Self::Draft(id) => id.to_string(),
            Self::Assessment(number) => number.to_string(),
            Self::Quarter(quarter) => quarter.key(),
            Self::ProofingCase(reference) => reference.as_str().to_owned(),
            Self::Document(reference, ordinal) => format!("{}/{ordinal}", reference.as_str()),
            Self::PenaltyCase(number) => number.to_string(),
            Self::Patient(number) => number.to_string(),
            Self::Recertification(id) | Self::Job(id) | Self::Viewing(id) | Self::Exclusion(id) => {
                id.to_string()
            }
            Self::Ticket(number) => number.to_string(),
            Self::Page(name) => (*name).to_owned(),
            Self::Right(action) => action.key().to_owned(),
            Self::Route(route) => route.clone(),
            Self::Event(seq) => seq.to_string(),
            Self::List(record) => record.key().to_owned(),
        }
    }
}

/// A file of a submission, counted from 1: `1000001/2`, as [`Object::File`] has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileMark(pub SubmissionNumber, pub i32);

impl fmt::Display for FileMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0, self.1)
    }
}

impl Serialize for FileMark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A small thing that is known of an event. Texts are this program's own words: of what somebody typed, only digits fit in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    Count(i64),
    Word(&'static str),
    /// Such as the names of the fields that were changed.
    Words(Vec<&'static str>),
    Id(Uuid),
    Ids(Vec<Uuid>),
    Numbers(Vec<i64>),
    Files(Vec<FileMark>),
    /// Of too many to name each.
    Ends {
        different: usize,
        lowest_and_highest: Box<Fact>,
    },
    Jurisdiction(Jurisdiction),
    /// Digits alone, which an official typed.
    Surveyor(SurveyorId),
}

/// The facts of an event, each with its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail(Vec<(&'static str, Fact)>);

impl Serialize for Detail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, fact)| (name, fact)))
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an event is recorded with the change that it tells of"]
pub struct Event {
    pub act: Act,
    pub outcome: Outcome,
    pub at: Instant,
    pub who: Who,
    /// The session, where it is another than the request's own.
    pub session: Option<SessionMark>,
    /// Whose account it concerns.
    pub account: Option<UserId>,
    pub object: Option<Object>,
    /// The providers that it concerns, each once, in the order of their ids.
    pub providers: Vec<ProviderId>,
    pub state: Option<StateCode>,
    pub detail: Detail,
}

impl Event {
    /// As many of what it shows as an event names one by one. A page has at most a hundred; a file may have 50,000, and the
    /// trail is read by people.
    pub const NAMED: usize = 1_000;

    pub fn new(act: Act, who: Who, at: Instant) -> Self {
        Self {
            act,
            outcome: Outcome::Done,
            at,
            who,
            session: None,
            account: None,
            object: None,
            providers: Vec::new(),
            state: None,
            detail: Detail::default(),
        }
    }

    /// What a right of somebody's allows, at the moment of their request.
    pub fn by(act: Act, actor: &Actor, action: Action) -> Self {
        let event = Self::new(act, Who::may(actor, action), actor.now.system);
        match actor.viewing {
            // Who sees them unmasked is told apart from who sees none.
            Some(Sight::Revealed) => event.word("identifiers", "revealed"),
            Some(Sight::Masked) | None => event,
        }
    }

    /// What somebody does who is logged in, for themselves, at the moment of their request.
    pub fn by_oneself(act: Act, actor: &Actor) -> Self {
        Self::new(act, Who::logged_in(actor), actor.now.system).of(actor.user)
    }

    /// What somebody does with their own account.
    pub fn own(act: Act, user: UserId, at: Instant) -> Self {
        Self::new(act, Who::Owner(user), at).of(user)
    }

    /// Concerns this person's account.
    pub fn of(self, user: UserId) -> Self {
        Self {
            account: Some(user),
            ..self
        }
    }

    /// Was done to this.
    pub fn about(self, object: Object) -> Self {
        Self {
            object: Some(object),
            ..self
        }
    }

    /// Concerns these providers.
    pub fn at(mut self, providers: impl IntoIterator<Item = ProviderId>) -> Self {
        self.providers.extend(providers);
        self.providers.sort_unstable();
        self.providers.dedup();
        self
    }

    /// Concerns a state.
    pub fn within(self, state: Option<StateCode>) -> Self {
        Self { state, ..self }
    }

    /// In another session than the request's own: one that begins or ends.
    pub fn in_session(self, token_hash: &[u8; 32]) -> Self {
        Self {
            session: Some(SessionMark::of(token_hash)),
            ..self
        }
    }

    /// It was tried, and refused.
    pub fn failed(self) -> Self {
        Self {
            outcome: Outcome::Failed,
            ..self
        }
    }

    /// With a fact.
    pub fn with(mut self, name: &'static str, fact: Fact) -> Self {
        self.detail.0.push((name, fact));
        self
    }

    /// With a number of something.
    pub fn count(self, name: &'static str, number: impl TryInto<i64>) -> Self {
        self.with(name, Fact::Count(as_count(number)))
    }

    /// Shows these people's data, or tells of it.
    pub fn showing(self, accounts: impl IntoIterator<Item = Uuid>) -> Self {
        self.with("accounts", Fact::Ids(accounts.into_iter().collect()))
    }

    /// Shows these patients, or changes something of theirs: it is found by each of them.
    pub fn patients(self, shown: impl IntoIterator<Item = PatientNumber>) -> Self {
        let numbers = shown.into_iter().map(|number| number.0);
        self.naming("patients", numbers, Fact::Numbers)
    }

    /// Shows these versions of records.
    pub fn assessments(self, shown: impl IntoIterator<Item = AssessmentNumber>) -> Self {
        let numbers = shown.into_iter().map(|number| number.0);
        self.naming("assessments", numbers, Fact::Numbers)
    }

    /// Shows what these files have of their patients.
    pub fn files(self, shown: impl IntoIterator<Item = FileMark>) -> Self {
        self.naming("files", shown, Fact::Files)
    }

    /// Shows these forms that are being filled in.
    pub fn drafts(self, shown: impl IntoIterator<Item = DraftId>) -> Self {
        self.naming("drafts", shown.into_iter().map(|draft| draft.0), Fact::Ids)
    }

    /// With each of these once, in order, if there are any; of more than [`Self::NAMED`], the lowest and the highest.
    fn naming<T: Ord + Copy>(
        self,
        name: &'static str,
        shown: impl IntoIterator<Item = T>,
        fact: fn(Vec<T>) -> Fact,
    ) -> Self {
        let shown: BTreeSet<T> = shown.into_iter().collect();
        let different = shown.len();
        if different == 0 {
            return self;
        }
        if different <= Self::NAMED {
            return self.with(name, fact(shown.into_iter().collect()));
        }
        let ends = shown.first().into_iter().chain(shown.last()).copied();
        let ends = Fact::Ends {
            different,
            lowest_and_highest: Box::new(fact(ends.collect())),
        };
        self.with(name, ends)
    }

    /// With the federal surveyor ID that somebody has got, and how they came to it.
    pub fn surveyor(self, id: SurveyorId, origin: SurveyorOrigin) -> Self {
        self.word("origin", origin.key())
            .with("surveyor_id", Fact::Surveyor(id))
    }

    /// With a word of this program.
    pub fn word(self, name: &'static str, word: &'static str) -> Self {
        self.with(name, Fact::Word(word))
    }
}
