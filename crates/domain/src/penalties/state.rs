use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::DUE_DAYS;
use crate::money::Cents;

/// How far a case has come. [R?]: the states are recalled; the table is [`CaseState::next`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    Imposed,
    InEscrowWindow,
    EscrowDue,
    EscrowHeld,
    DueAndPayable,
    PartiallyPaid,
    PaidInFull,
    Closed,
    Appealed,
    Rescinded,
    RefundDue,
    Refunded,
    PaymentPlan,
    Overdue,
    ReferredForOffset,
    ReferredToTreasury,
    WrittenOff,
}

impl CaseState {
    pub const ALL: [Self; 17] = [
        Self::Imposed,
        Self::InEscrowWindow,
        Self::EscrowDue,
        Self::EscrowHeld,
        Self::DueAndPayable,
        Self::PartiallyPaid,
        Self::PaidInFull,
        Self::Closed,
        Self::Appealed,
        Self::Rescinded,
        Self::RefundDue,
        Self::Refunded,
        Self::PaymentPlan,
        Self::Overdue,
        Self::ReferredForOffset,
        Self::ReferredToTreasury,
        Self::WrittenOff,
    ];

    /// As stored, and as in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Imposed => "imposed",
            Self::InEscrowWindow => "in_escrow_window",
            Self::EscrowDue => "escrow_due",
            Self::EscrowHeld => "escrow_held",
            Self::DueAndPayable => "due_and_payable",
            Self::PartiallyPaid => "partially_paid",
            Self::PaidInFull => "paid_in_full",
            Self::Closed => "closed",
            Self::Appealed => "appealed",
            Self::Rescinded => "rescinded",
            Self::RefundDue => "refund_due",
            Self::Refunded => "refunded",
            Self::PaymentPlan => "payment_plan",
            Self::Overdue => "overdue",
            Self::ReferredForOffset => "referred_for_offset",
            Self::ReferredToTreasury => "referred_to_treasury",
            Self::WrittenOff => "written_off",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Imposed => "Imposed",
            Self::InEscrowWindow => "In escrow window",
            Self::EscrowDue => "Escrow due",
            Self::EscrowHeld => "Held in escrow",
            Self::DueAndPayable => "Due and payable",
            Self::PartiallyPaid => "Partially paid",
            Self::PaidInFull => "Paid in full",
            Self::Closed => "Closed",
            Self::Appealed => "Appealed",
            Self::Rescinded => "Rescinded",
            Self::RefundDue => "Refund due",
            Self::Refunded => "Refunded",
            Self::PaymentPlan => "Payment plan",
            Self::Overdue => "Overdue",
            Self::ReferredForOffset => "Referred for offset",
            Self::ReferredToTreasury => "Referred to Treasury",
            Self::WrittenOff => "Written off",
        }
    }

    /// The states that may follow this one. From those of the ledger a reversal leads back to any that led there.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table")]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Imposed => &[
                Self::InEscrowWindow,
                Self::EscrowHeld,
                Self::DueAndPayable,
                Self::Appealed,
                Self::Rescinded,
                Self::RefundDue,
            ],
            Self::InEscrowWindow => &[
                Self::EscrowDue,
                Self::EscrowHeld,
                Self::DueAndPayable,
                Self::Appealed,
                Self::Rescinded,
                Self::RefundDue,
            ],
            Self::EscrowDue => &[
                Self::EscrowHeld,
                Self::DueAndPayable,
                Self::Appealed,
                Self::Rescinded,
                Self::RefundDue,
                Self::Overdue,
            ],
            Self::EscrowHeld => &[
                Self::Imposed,
                Self::InEscrowWindow,
                Self::EscrowDue,
                Self::DueAndPayable,
                Self::PaidInFull,
                Self::Appealed,
                Self::Rescinded,
                Self::RefundDue,
            ],
            Self::DueAndPayable => &[
                Self::Overdue,
                Self::PartiallyPaid,
                Self::PaidInFull,
                Self::PaymentPlan,
                Self::Appealed,
                Self::Rescinded,
                Self::RefundDue,
            ],
            Self::PartiallyPaid => &[
                Self::DueAndPayable,
                Self::PaidInFull,
                Self::Overdue,
                Self::PaymentPlan,
                Self::ReferredForOffset,
                Self::RefundDue,
            ],
            Self::PaidInFull => &[
                Self::Closed,
                Self::Rescinded,
                Self::PartiallyPaid,
                Self::DueAndPayable,
                Self::PaymentPlan,
                Self::Overdue,
                Self::ReferredForOffset,
                Self::ReferredToTreasury,
                Self::RefundDue,
            ],
            Self::Closed => &[],
            Self::Appealed => &[
                Self::EscrowDue,
                Self::EscrowHeld,
                Self::DueAndPayable,
                Self::Rescinded,
                Self::RefundDue,
            ],
            Self::Rescinded => &[Self::RefundDue, Self::Closed],
            Self::RefundDue => &[
                Self::Refunded,
                Self::PaidInFull,
                Self::PartiallyPaid,
                Self::DueAndPayable,
                Self::Imposed,
                Self::InEscrowWindow,
                Self::EscrowDue,
                Self::EscrowHeld,
                Self::Appealed,
                Self::PaymentPlan,
                Self::Overdue,
                Self::ReferredForOffset,
                Self::ReferredToTreasury,
            ],
            Self::Refunded => &[
                Self::Closed,
                Self::Rescinded,
                Self::RefundDue,
                Self::PaidInFull,
                Self::PartiallyPaid,
                Self::DueAndPayable,
                Self::PaymentPlan,
                Self::Overdue,
                Self::ReferredForOffset,
                Self::ReferredToTreasury,
            ],
            Self::WrittenOff => &[Self::Closed],
            Self::PaymentPlan => &[Self::PaidInFull, Self::Overdue, Self::RefundDue],
            Self::Overdue => &[
                Self::DueAndPayable,
                Self::PaidInFull,
                Self::PaymentPlan,
                Self::ReferredForOffset,
                Self::ReferredToTreasury,
                Self::WrittenOff,
                Self::RefundDue,
            ],
            Self::ReferredForOffset => &[
                Self::PaidInFull,
                Self::Overdue,
                Self::ReferredToTreasury,
                Self::WrittenOff,
                Self::RefundDue,
            ],
            Self::ReferredToTreasury => &[Self::PaidInFull, Self::WrittenOff, Self::RefundDue],
        }
    }

    /// The states that people may put a case into that stands in this one: of [`Self::next`] those that the ledger does
    /// not set. What follows a state of the ledger there is mostly the way back of a reversal, and is left out.
    #[must_use]
    pub fn steps(self) -> Vec<Self> {
        match self {
            // Not rescinded: money has come in, and goes back first.
            Self::EscrowHeld => vec![Self::DueAndPayable, Self::Appealed],
            Self::PartiallyPaid => vec![Self::Overdue, Self::PaymentPlan, Self::ReferredForOffset],
            Self::PaidInFull | Self::Refunded => vec![Self::Closed, Self::Rescinded],
            Self::RefundDue => Vec::new(),
            // Back to due and payable it goes once the day is corrected that made it so.
            Self::Overdue => vec![
                Self::PaymentPlan,
                Self::ReferredForOffset,
                Self::ReferredToTreasury,
                Self::WrittenOff,
            ],
            _ => {
                let next = self.next().iter().copied();
                next.filter(|state| !state.is_of_ledger()).collect()
            }
        }
    }

    /// Whether something is still to come in, to go back, or to be decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(
            self,
            Self::PaidInFull | Self::Closed | Self::Rescinded | Self::Refunded | Self::WrittenOff
        )
    }

    /// Whether its ledger still takes entries.
    #[must_use]
    pub const fn keeps_books(self) -> bool {
        !matches!(self, Self::Closed | Self::Rescinded | Self::WrittenOff)
    }

    /// Whether a payment may be recorded.
    #[must_use]
    pub const fn takes_payments(self) -> bool {
        self.keeps_books() && !matches!(self, Self::RefundDue | Self::Refunded)
    }

    /// Whether the ledger alone puts a case into it.
    #[must_use]
    pub const fn is_of_ledger(self) -> bool {
        matches!(
            self,
            Self::EscrowHeld
                | Self::PartiallyPaid
                | Self::PaidInFull
                | Self::RefundDue
                | Self::Refunded
        )
    }

    /// Whether its penalty has not come due, so that money waits in escrow (42 CFR 488.431).
    #[must_use]
    pub const fn is_before_due(self) -> bool {
        matches!(
            self,
            Self::Imposed | Self::InEscrowWindow | Self::EscrowDue | Self::EscrowHeld
        )
    }

    /// The state of a case that people put into this one, once its ledger says so: what came in so far, offsets among it,
    /// and what is still owed.
    #[must_use]
    pub fn after_entry(self, received: Cents, balance: Cents) -> Self {
        let is_before_due = self.is_before_due();
        match self {
            // An appeal goes on, whatever is paid meanwhile; what is too much goes back.
            Self::Appealed if balance >= Cents::ZERO => self,
            _ if !self.keeps_books() => self,
            _ if balance < Cents::ZERO => Self::RefundDue,
            _ if is_before_due && balance == Cents::ZERO && received > Cents::ZERO => {
                Self::EscrowHeld
            }
            Self::EscrowHeld => Self::EscrowDue,
            _ if is_before_due => self,
            _ if balance == Cents::ZERO => Self::PaidInFull,
            Self::Overdue
            | Self::PaymentPlan
            | Self::ReferredForOffset
            | Self::ReferredToTreasury => self,
            _ if received > Cents::ZERO => Self::PartiallyPaid,
            _ => Self::DueAndPayable,
        }
    }
}

/// How long a debt is past its due date, in the steps of the ageing report. The due date itself is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    UpTo30,
    UpTo60,
    UpTo90,
    UpTo120,
    Over120,
}

pub const AGES: [Age; 5] = [
    Age::UpTo30,
    Age::UpTo60,
    Age::UpTo90,
    Age::UpTo120,
    Age::Over120,
];

impl Age {
    /// The days past due that it stands for; the last step has no end.
    #[must_use]
    pub const fn days(self) -> (i32, Option<i32>) {
        match self {
            Self::UpTo30 => (0, Some(30)),
            Self::UpTo60 => (31, Some(60)),
            Self::UpTo90 => (61, Some(90)),
            Self::UpTo120 => (91, Some(120)),
            Self::Over120 => (121, None),
        }
    }

    /// The step of so many days past due; none before the due date.
    #[must_use]
    pub fn of(days: i32) -> Option<Self> {
        AGES.into_iter().find(|age| {
            let (least, most) = age.days();
            days >= least && most.is_none_or(|most| days <= most)
        })
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::UpTo30 => "0-30 days",
            Self::UpTo60 => "31-60 days",
            Self::UpTo90 => "61-90 days",
            Self::UpTo120 => "91-120 days",
            Self::Over120 => "Over 120 days",
        }
    }
}

/// What a list of cases may be about, besides their states. The dashboard counts by the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// [`CaseState::is_open`].
    Open,
    /// Open, with something unpaid that is due today or in the next [`DUE_DAYS`] days.
    DueSoon,
    /// Open, with something unpaid that was due before today.
    Overdue,
    /// Open, with something unpaid, so long past its due date.
    Aged(Age),
}

impl Standing {
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::DueSoon,
        Self::Overdue,
        Self::Aged(Age::UpTo30),
        Self::Aged(Age::UpTo60),
        Self::Aged(Age::UpTo90),
        Self::Aged(Age::UpTo120),
        Self::Aged(Age::Over120),
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::Aged(Age::UpTo30) => "past_due_0_30",
            Self::Aged(Age::UpTo60) => "past_due_31_60",
            Self::Aged(Age::UpTo90) => "past_due_61_90",
            Self::Aged(Age::UpTo120) => "past_due_91_120",
            Self::Aged(Age::Over120) => "past_due_over_120",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::DueSoon => "Due in 15 days",
            Self::Overdue => "Past due",
            Self::Aged(Age::UpTo30) => "Past due 0-30 days",
            Self::Aged(Age::UpTo60) => "Past due 31-60 days",
            Self::Aged(Age::UpTo90) => "Past due 61-90 days",
            Self::Aged(Age::UpTo120) => "Past due 91-120 days",
            Self::Aged(Age::Over120) => "Past due over 120 days",
        }
    }

    /// The due dates that it stands for, seen from today, both ends included; none where every one does. All but
    /// [`Self::Open`] want something unpaid besides.
    #[must_use]
    pub fn due_between(self, today: Date) -> Option<(Date, Date)> {
        let before = |days: i32| today.saturating_sub(days.days());
        match self {
            Self::Open => None,
            Self::DueSoon => Some((today, today.saturating_add(DUE_DAYS.days()))),
            Self::Overdue => Some((FIRST_DAY, before(1))),
            Self::Aged(age) => {
                let (least, most) = age.days();
                Some((most.map_or(FIRST_DAY, before), before(least)))
            }
        }
    }
}

/// Before every penalty of the program.
const FIRST_DAY: Date = jiff::civil::date(1900, 1, 1);
