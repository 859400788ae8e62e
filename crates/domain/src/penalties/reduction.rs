use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::form::day_problem;
use crate::{
    forms::{FieldError, Reader},
    identity::LONGEST_REASON,
    money::Cents,
    time::day_of,
};

/// Why something is taken off a penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReductionKind {
    /// No hearing was requested, or it was waived (42 CFR 488.436).
    Waiver,
    /// The facility reported and corrected it before the survey (42 CFR 488.438(c)(2)).
    SelfReport,
    Settlement,
    /// Of an administrative law judge, or of the Departmental Appeals Board.
    Decision,
    /// State Operations Manual, section 7528 [R].
    Hardship,
    /// CMS does not impose the penalty after all: whatever is left of it is taken off.
    Rescission,
}

impl ReductionKind {
    pub const ALL: [Self; 6] = [
        Self::Waiver,
        Self::SelfReport,
        Self::Settlement,
        Self::Decision,
        Self::Hardship,
        Self::Rescission,
    ];

    /// As stored, and as in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::SelfReport => "self_report",
            Self::Settlement => "settlement",
            Self::Decision => "decision",
            Self::Hardship => "hardship",
            Self::Rescission => "rescission",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Waiver => "Hearing waived (35%)",
            Self::SelfReport => "Self-reported and corrected (50%)",
            Self::Settlement => "Settlement",
            Self::Decision => "Decision of a judge or the Departmental Appeals Board",
            Self::Hardship => "Financial hardship",
            Self::Rescission => "Rescinded (all that is left)",
        }
    }

    /// How much it takes off, where that is always the same.
    #[must_use]
    pub const fn size(self) -> Option<Size> {
        match self {
            Self::Waiver => Some(Size::Percent(35)),
            Self::SelfReport => Some(Size::Percent(50)),
            Self::Rescission => Some(Size::Rest),
            Self::Settlement | Self::Decision | Self::Hardship => None,
        }
    }

    /// Whether it is one of the two reductions of a fixed percent, of which a penalty has one at most
    /// (42 CFR 488.438(c)(2)).
    #[must_use]
    pub const fn is_fixed_percent(self) -> bool {
        matches!(self, Self::Waiver | Self::SelfReport)
    }
}

/// How much is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Amount(Cents),
    /// Of the penalty as imposed.
    Percent(i64),
    /// All that is left of it.
    Rest,
}

/// Something that is taken off a penalty, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    pub kind: ReductionKind,
    pub size: Size,
    pub on: Date,
    pub reason: String,
}

/// What a reduction is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imposed {
    pub notice_on: Date,
    pub gross: Cents,
    /// After the reductions so far.
    pub net: Cents,
    /// Whether one of them is of a fixed percent.
    pub has_fixed_percent: bool,
}

impl Reduction {
    /// What it takes off, a percent to the nearest cent.
    #[must_use]
    pub const fn amount(&self, imposed: Imposed) -> Cents {
        match self.size {
            Size::Amount(amount) => amount,
            Size::Percent(percent) => {
                Cents(imposed.gross.0.saturating_mul(percent).saturating_add(50) / 100)
            }
            Size::Rest => imposed.net,
        }
    }

    /// What speaks against recording it today, each at its field.
    #[must_use]
    pub fn problems(&self, imposed: Imposed, today: Date) -> Vec<FieldError> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, message: String| {
            problems.push(FieldError::new(field, message));
        };
        let size = match self.size {
            _ if self.kind.size().is_some() => "kind",
            Size::Percent(_) => "percent",
            Size::Amount(_) | Size::Rest => "amount",
        };
        let amount = self.amount(imposed);
        if self.kind.is_fixed_percent() && imposed.has_fixed_percent {
            let message = "The penalty was reduced by 35 or 50 percent already: one of the two is given once.";
            refuse("kind", message.to_owned());
        } else if imposed.net <= Cents::ZERO {
            refuse(size, "Nothing is left of the penalty.".to_owned());
        } else if amount <= Cents::ZERO {
            refuse(size, "Take off more than $0.00.".to_owned());
        } else if amount > imposed.net {
            let message = format!(
                "The penalty is {} now, and this takes off {amount}.",
                imposed.net
            );
            refuse(size, message);
        }
        if let Some(problem) = day_problem(self.on, imposed.notice_on, today) {
            refuse("adjusted_on", problem);
        }
        problems
    }
}

/// A reduction as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReductionForm {
    pub kind: String,
    pub amount: String,
    pub percent: String,
    pub adjusted_on: String,
    pub reason: String,
}

impl ReductionForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 5] {
        [
            ("kind", &self.kind),
            ("amount", &self.amount),
            ("percent", &self.percent),
            ("adjusted_on", &self.adjusted_on),
            ("reason", &self.reason),
        ]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self) -> Result<Reduction, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let kind = ReductionKind::from_key(&self.kind).ok_or("Select why it is reduced.");
        let kind = reader.result("kind", kind);
        let size = kind.and_then(|kind| self.size(kind, &mut reader));
        let day = "Enter the day as month, day and year, such as 11/22/2026.";
        let on = reader.result("adjusted_on", day_of(self.adjusted_on.trim()).ok_or(day));
        let missing = "Enter the reason: it stays with the case.";
        let reason = reader.needed("reason", &self.reason, LONGEST_REASON, missing);
        match (kind, size, on, reason) {
            (Some(kind), Some(size), Some(on), Some(reason)) => Ok(Reduction {
                kind,
                size,
                on,
                reason,
            }),
            _ => Err(reader.0),
        }
    }

    /// Amount or percent; neither is typed where the kind says how much.
    fn size(&self, kind: ReductionKind, reader: &mut Reader) -> Option<Size> {
        let (amount, percent) = (self.amount.trim(), self.percent.trim());
        if let Some(size) = kind.size() {
            let is_empty = amount.is_empty() && percent.is_empty();
            let said = "This kind says how much is taken off: leave amount and percent empty.";
            return reader.result("amount", is_empty.then_some(size).ok_or(said));
        }
        match (amount.is_empty(), percent.is_empty()) {
            (false, true) => reader
                .result("amount", Cents::parse(amount))
                .map(Size::Amount),
            (true, false) => {
                let whole = percent.trim_end_matches('%').trim_end().parse();
                let whole = whole.ok().filter(|whole| (1..=100).contains(whole));
                let whole = whole.ok_or("Enter a whole percent from 1 to 100.");
                reader.result("percent", whole).map(Size::Percent)
            }
            _ => reader.result("amount", Err("Enter either an amount or a percent.")),
        }
    }
}
