use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{EntryKind, form::day_problem};
use crate::{forms::FieldError, money::Cents};

/// Characters of a check number, a trace number or a payer's name.
pub const LONGEST_WORD: usize = 100;

/// How money comes in. What is kept back from sums that are owed to the facility is an offset (42 CFR 488.442(b)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    Check,
    Eft,
    PayGov,
    Wire,
    MacOffset,
    MedicaidOffset,
    TreasuryOffset,
}

impl PaymentMethod {
    pub const ALL: [Self; 7] = [
        Self::Check,
        Self::Eft,
        Self::PayGov,
        Self::Wire,
        Self::MacOffset,
        Self::MedicaidOffset,
        Self::TreasuryOffset,
    ];

    /// As stored, and as in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Eft => "eft",
            Self::PayGov => "pay_gov",
            Self::Wire => "wire",
            Self::MacOffset => "mac_offset",
            Self::MedicaidOffset => "medicaid_offset",
            Self::TreasuryOffset => "treasury_offset",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Check => "Check",
            Self::Eft => "EFT or ACH",
            Self::PayGov => "Pay.gov",
            Self::Wire => "Wire",
            Self::MacOffset => "Offset by the Medicare contractor",
            Self::MedicaidOffset => "Offset by the State Medicaid agency",
            Self::TreasuryOffset => "Offset by Treasury",
        }
    }

    /// What it is in the ledger.
    #[must_use]
    pub const fn kind(self) -> EntryKind {
        match self {
            Self::Check | Self::Eft | Self::PayGov | Self::Wire => EntryKind::Payment,
            Self::MacOffset | Self::MedicaidOffset | Self::TreasuryOffset => EntryKind::Offset,
        }
    }

    /// Whether it always has a check or trace number.
    #[must_use]
    pub const fn has_trace(self) -> bool {
        matches!(self.kind(), EntryKind::Payment)
    }
}

/// Money that has come in, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub amount: Cents,
    pub received_on: Date,
    pub method: PaymentMethod,
    /// Check number or trace number; may be empty for offsets.
    pub trace: String,
    /// May be empty, as may be the comment.
    pub payer: String,
    pub comment: String,
    /// Whether it is meant to be more than what is owed.
    pub overpayment: bool,
    /// Whether it is meant to be another receipt than the one that was recorded under its number.
    pub another: bool,
}

/// What a payment is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The day of the notice of the penalty.
    #[serde(with = "crate::time::wire")]
    pub notice_on: Date,
    /// What is unpaid, with the interest up to the day of receipt.
    pub balance: Cents,
}

impl Payment {
    /// What speaks against recording it today, each at its field.
    #[must_use]
    pub fn problems(&self, owed: Owed, today: Date) -> Vec<FieldError> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, message: String| {
            problems.push(FieldError::new(field, message));
        };
        if self.amount <= Cents::ZERO {
            refuse("amount", "Enter an amount of more than $0.00.".to_owned());
        } else if self.amount > owed.balance && !self.overpayment {
            let unpaid = owed.balance.max(Cents::ZERO);
            let message = format!(
                "{unpaid} is owed. Enter at most that, or mark the payment as an overpayment."
            );
            refuse("amount", message);
        }
        if let Some(problem) = day_problem(self.received_on, owed.notice_on, today) {
            refuse("received_on", problem);
        }
        if self.method.has_trace() && self.trace.is_empty() {
            refuse("trace", "Enter the check or trace number.".to_owned());
        }
        problems
    }
}
