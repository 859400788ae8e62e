//! What lists, case pages and the dashboard show.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Age, CaseNumber, CaseState, PaymentMethod, Rate, ReductionKind};
use crate::{
    listing::Page,
    money::Cents,
    objection::Objection,
    providers::{Ccn, StateCode},
    time::{Instant, display_date},
};

/// A row of the list of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    pub number: CaseNumber,
    pub provider: String,
    pub ccn: Option<Ccn>,
    pub place: StateCode,
    pub state: CaseState,
    #[serde(with = "crate::time::wire")]
    pub notice_on: Date,
    /// None while nothing has made the penalty payable.
    #[serde(with = "crate::time::wire")]
    pub due_on: Option<Date>,
    /// After its adjustments.
    pub net: Cents,
    /// None for those who see cases and no payments.
    pub balance: Option<Cents>,
}

/// The list of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cases {
    pub lines: Page<CaseLine>,
    /// The sum over all of its pages; none for those who see cases and no payments.
    pub balance: Option<Cents>,
}

/// Where a case comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// CMS's public file of penalties: day and amount are facts, and nothing else is known.
    PublicFile,
    /// The demonstration: all of it is invented.
    Invented,
}

impl Origin {
    pub const ALL: [Self; 2] = [Self::PublicFile, Self::Invented];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::PublicFile => "public_file",
            Self::Invented => "invented",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.key() == key)
    }
}

/// A part of a case's page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseTab {
    #[default]
    Summary,
    Rows,
    Adjustments,
    Payments,
    Interest,
    Offsets,
    History,
}

impl CaseTab {
    pub const ALL: [Self; 7] = [
        Self::Summary,
        Self::Rows,
        Self::Adjustments,
        Self::Payments,
        Self::Interest,
        Self::Offsets,
        Self::History,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Rows => "rows",
            Self::Adjustments => "adjustments",
            Self::Payments => "payments",
            Self::Interest => "interest",
            Self::Offsets => "offsets",
            Self::History => "history",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Rows => "CMP rows",
            Self::Adjustments => "Adjustments",
            Self::Payments => "Payments",
            Self::Interest => "Interest",
            Self::Offsets => "Offsets",
            Self::History => "History",
        }
    }
}

/// The page of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    pub line: CaseLine,
    /// Street, city, state and ZIP code.
    pub address: String,
    pub origin: Origin,
    pub gross: Cents,
    /// What made the penalty payable, and on which day.
    #[serde(with = "crate::time::wire")]
    pub payable_on: Option<Date>,
    pub rows: Vec<PenaltyRow>,
    pub adjustments: Vec<Adjustment>,
    /// None for those who see cases and no payments.
    pub ledger: Option<Ledger>,
    /// The latest first.
    pub history: Vec<StateChange>,
    /// Whether the viewer keeps the ledger, and it takes a payment.
    pub may_pay: bool,
    /// Whether the viewer keeps the ledger, and it takes entries.
    pub may_keep_books: bool,
    /// Whether the viewer keeps the ledger, and something is to go back.
    pub may_refund: bool,
    /// The states that the viewer may put the case into.
    pub steps: Vec<CaseState>,
    /// The step that the viewer may take back, the last one that holds; a closed ledger does not matter.
    pub step_back: Option<ChangeId>,
}

impl CaseDetail {
    /// Whether the viewer may put another day in the place of the one that made the penalty payable.
    #[must_use]
    pub const fn may_correct_day(&self) -> bool {
        self.may_keep_books && self.payable_on.is_some()
    }

    /// The parts that have something to show.
    #[must_use]
    pub fn tabs(&self) -> Vec<CaseTab> {
        let has = |kind: EntryKind| {
            let mut entries = self.ledger.iter().flat_map(|ledger| &ledger.entries);
            entries.any(|entry| entry.account == kind)
        };
        let has_interest = self
            .ledger
            .as_ref()
            .is_some_and(|ledger| ledger.uncharged != Cents::ZERO);
        let shows = |tab: &CaseTab| match tab {
            CaseTab::Summary => true,
            CaseTab::Rows => !self.rows.is_empty(),
            CaseTab::Adjustments => !self.adjustments.is_empty(),
            CaseTab::Payments => has(EntryKind::Payment) || has(EntryKind::Refund),
            CaseTab::Interest => has(EntryKind::Interest) || has_interest,
            CaseTab::Offsets => has(EntryKind::Offset),
            CaseTab::History => !self.history.is_empty(),
        };
        CaseTab::ALL.into_iter().filter(shows).collect()
    }
}

/// A penalty of a case: so much per day, or for an instance (42 CFR 488.438).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PenaltyRow {
    /// None for a penalty per instance.
    pub per_day: Option<Cents>,
    #[serde(with = "crate::time::wire")]
    pub from: Date,
    /// The last day that counts, the day before substantial compliance (42 CFR 488.440(b)).
    #[serde(with = "crate::time::wire")]
    pub to: Date,
    pub total: Cents,
}

impl PenaltyRow {
    /// The first and the last day included (42 CFR 488.440).
    #[must_use]
    pub fn days(&self) -> i32 {
        (self.to - self.from).get_days() + 1
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AdjustmentId(pub Uuid);

impl AdjustmentId {
    /// Reads it from an address or a form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl core::fmt::Display for AdjustmentId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(&self.0, f)
    }
}

/// What was taken off a penalty, or an adjustment that was taken back. It stays as it is for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub id: AdjustmentId,
    #[serde(with = "crate::time::wire")]
    pub on: Date,
    /// What it took off; negative where it takes another one back.
    pub amount: Cents,
    pub reason: String,
    /// Of what it takes back, where it does. None of what was recorded before there were kinds, and so below.
    pub kind: Option<ReductionKind>,
    /// By whom, and when; also none for those who see no payments.
    pub recorded: Option<(String, Instant)>,
    /// Whether the viewer recorded it, and so does not take it back.
    pub is_own: bool,
    pub is_taken_back: bool,
}

impl Adjustment {
    /// Whether it takes another one back.
    #[must_use]
    pub fn takes_back(&self) -> bool {
        self.amount < Cents::ZERO
    }

    /// Why the viewer does not take it back; none where they may. Two people stand behind it.
    #[must_use]
    pub fn held_by(&self) -> Option<Objection> {
        if self.is_taken_back {
            Some(Objection::AdjustmentTakenBack)
        } else if self.takes_back() {
            Some(Objection::AdjustmentTakesBack)
        } else if self.is_own {
            Some(Objection::OwnAdjustment)
        } else {
            None
        }
    }

    /// Whether it still lowers the penalty.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.takes_back() && !self.is_taken_back
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(pub Uuid);

impl EntryId {
    /// Reads it from an address or a form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl core::fmt::Display for EntryId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(&self.0, f)
    }
}

/// What an entry of the ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    Payment,
    Offset,
    Interest,
    /// Money that went back: negative.
    Refund,
    /// Takes another entry back, with its amount turned.
    Reversal,
}

impl EntryKind {
    pub const ALL: [Self; 5] = [
        Self::Payment,
        Self::Offset,
        Self::Interest,
        Self::Refund,
        Self::Reversal,
    ];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Offset => "offset",
            Self::Interest => "interest",
            Self::Refund => "refund",
            Self::Reversal => "reversal",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Payment => "Payment",
            Self::Offset => "Offset",
            Self::Interest => "Interest",
            Self::Refund => "Refund",
            Self::Reversal => "Reversal",
        }
    }
}

/// An entry of the ledger. It stays as it is for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub kind: EntryKind,
    /// Of a reversal: what it takes back.
    pub account: EntryKind,
    pub amount: Cents,
    /// The day from which it counts: of receipt, or until which interest was charged.
    #[serde(with = "crate::time::wire")]
    pub on: Date,
    pub method: Option<PaymentMethod>,
    pub trace: String,
    pub payer: String,
    /// A comment, or the reason of a reversal.
    pub note: String,
    pub recorded_by: String,
    pub recorded_at: Instant,
    /// Whether the viewer recorded it, and so does not reverse it.
    pub is_own: bool,
    pub is_reversed: bool,
}

impl Entry {
    /// Why the viewer does not reverse it; none where they may. Two people stand behind a reversal: who recorded the entry, and
    /// who takes it back.
    #[must_use]
    pub fn held_by(&self) -> Option<Objection> {
        if self.is_reversed {
            Some(Objection::EntryReversed)
        } else if self.kind == EntryKind::Reversal {
            Some(Objection::EntryReverses)
        } else if self.is_own {
            Some(Objection::OwnEntry)
        } else {
            None
        }
    }
}

/// What has come in, and what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub payments: Cents,
    pub offsets: Cents,
    pub interest: Cents,
    /// Negative: money that went back.
    pub refunds: Cents,
    /// Net - payments - offsets + interest - refunds.
    pub balance: Cents,
    /// Interest up to today that is not charged yet; negative where too much was charged.
    pub uncharged: Cents,
    /// Today's.
    pub rate: Option<Rate>,
    /// In the order in which they were recorded.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// What pays the case off today.
    #[must_use]
    pub const fn to_pay(&self) -> Cents {
        self.balance.plus(self.uncharged)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeId(pub Uuid);

impl ChangeId {
    /// Reads it from an address or a form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl core::fmt::Display for ChangeId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(&self.0, f)
    }
}

/// Who changed the state of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The ledger or a file; so are all changes from before the steps of people were told apart.
    Followed,
    /// People took a step, and it holds.
    Step,
    /// People took a step, and took it back since.
    TakenBack,
    /// People took a step back.
    TakesBack,
}

/// A change of a case from one state to the next. It stays as it is for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChange {
    pub id: ChangeId,
    pub kind: ChangeKind,
    pub at: Instant,
    /// None for the first.
    pub from: Option<CaseState>,
    pub to: CaseState,
    /// A person's user ID, or a file's name.
    pub by: String,
    pub why: String,
}

impl StateChange {
    /// Why it is not taken back, by the history in which it stands, the latest first; none where it may be. A step rests
    /// on those before it, so the last one is taken back first.
    #[must_use]
    pub fn held_by(&self, history: &[Self]) -> Option<String> {
        let said = match self.kind {
            ChangeKind::Step => return self.later_steps(history),
            ChangeKind::Followed => {
                "Nobody took this as a step that can be taken back: it followed from the ledger or from a file, or is older than taking steps back."
            }
            ChangeKind::TakenBack => "This step is taken back already.",
            ChangeKind::TakesBack => {
                "What takes a step back is not taken back itself: move the case on anew."
            }
        };
        Some(said.to_owned())
    }

    fn later_steps(&self, history: &[Self]) -> Option<String> {
        let later = history
            .iter()
            .take_while(|one| one.id != self.id)
            .filter(|one| one.kind == ChangeKind::Step)
            .map(|one| {
                let (to, day) = (one.to.title(), display_date(one.at.eastern().date()));
                format!("\"{to}\" of {day}")
            });
        let later: Vec<_> = later.collect();
        (!later.is_empty()).then(|| {
            let later = later.join(", then ");
            format!("Later steps rest on this one. Take back first: {later}.")
        })
    }
}

/// A row of the list of receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    #[serde(with = "crate::time::wire")]
    pub on: Date,
    pub number: CaseNumber,
    pub provider: String,
    pub method: Option<PaymentMethod>,
    pub trace: String,
    pub amount: Cents,
}

/// Payments and offsets that came in between two days, but those that were reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipts {
    pub lines: Page<ReceiptLine>,
    pub total: Cents,
}

/// The dashboard of those who collect penalties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PenaltyBoard {
    pub open: i64,
    pub due_soon: i64,
    pub overdue: i64,
    pub today: Date,
    /// What was received since the first day of the month, and of the fiscal year.
    pub this_month: Cents,
    pub this_fiscal_year: Cents,
    /// What has come due and is unpaid.
    pub ages: Vec<AgeLine>,
}

/// What is past due for so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeLine {
    pub age: Age,
    pub cases: i64,
    pub unpaid: Cents,
}
