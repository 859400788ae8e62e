use jiff::civil::Date;

use super::{LONGEST_WORD, form::day_problem};
use crate::{
    forms::{FieldError, Reader},
    identity::LONGEST_REASON,
    money::Cents,
    time::day_of,
};

/// Money that went back to a facility, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub amount: Cents,
    pub refunded_on: Date,
    /// Check number or trace number.
    pub trace: String,
    /// May be empty.
    pub comment: String,
}

impl Refund {
    /// What speaks against recording it today, each at its field. `owed` is what is to go back.
    #[must_use]
    pub fn problems(&self, owed: Cents, notice_on: Date, today: Date) -> Vec<FieldError> {
        let amount = if self.amount <= Cents::ZERO {
            Some("Enter an amount of more than $0.00.".to_owned())
        } else if self.amount > owed {
            Some(format!("{owed} is to go back. Enter at most that."))
        } else {
            None
        };
        let day = day_problem(self.refunded_on, notice_on, today);
        let problems = [("amount", amount), ("refunded_on", day)].into_iter();
        problems
            .filter_map(|(field, problem)| Some(FieldError::new(field, problem?)))
            .collect()
    }
}

/// A refund as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefundForm {
    pub amount: String,
    pub refunded_on: String,
    pub trace: String,
    pub comment: String,
}

impl RefundForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 4] {
        [
            ("amount", &self.amount),
            ("refunded_on", &self.refunded_on),
            ("trace", &self.trace),
            ("comment", &self.comment),
        ]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self) -> Result<Refund, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let amount = reader.result("amount", Cents::parse(&self.amount));
        let day = "Enter the day of the refund as month, day and year, such as 11/22/2026.";
        let refunded_on = day_of(self.refunded_on.trim()).ok_or(day);
        let refunded_on = reader.result("refunded_on", refunded_on);
        let missing = "Enter the check or trace number.";
        let trace = reader.needed("trace", &self.trace, LONGEST_WORD, missing);
        let comment = reader.text("comment", &self.comment, LONGEST_REASON);
        match (amount, refunded_on, trace, comment) {
            (Some(amount), Some(refunded_on), Some(trace), Some(comment)) => Ok(Refund {
                amount,
                refunded_on,
                trace,
                comment,
            }),
            _ => Err(reader.0),
        }
    }
}
