use serde::{Deserialize, Serialize};

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
