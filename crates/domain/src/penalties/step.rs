use jiff::civil::Date;

use super::{CaseState, due_date, form::day_problem};
use crate::{
    forms::{FieldError, Reader},
    identity::LONGEST_REASON,
    time::day_of,
};

const NO_DAY: &str = "Enter the day as month, day and year, such as 11/22/2026.";
const NO_REASON: &str = "Enter the reason: it stays in the history of the case.";

/// A step of a case that somebody takes: to another state, with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub to: CaseState,
    /// The day that made the penalty payable; only, and always, of a step to [`CaseState::DueAndPayable`].
    pub payable_on: Option<Date>,
    pub reason: String,
}

impl Step {
    /// What speaks against taking it today, each at its field.
    #[must_use]
    pub fn problems(&self, notice_on: Date, today: Date) -> Vec<FieldError> {
        let problem = self
            .payable_on
            .and_then(|day| day_problem(day, notice_on, today));
        let problem = problem.map(|problem| FieldError::new("payable_on", problem));
        problem.into_iter().collect()
    }

    /// The days on which the penalty is payable and due after it, out of those before. Nothing is due of a penalty that
    /// is appealed until a final decision (42 CFR 488.442(a)).
    #[must_use]
    pub fn payable(&self, before: Option<(Date, Date)>) -> Option<(Date, Date)> {
        match self.to {
            CaseState::DueAndPayable => self.payable_on.map(|day| (day, due_date(day))),
            CaseState::Appealed => None,
            _ => before,
        }
    }
}

/// A step as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepForm {
    pub state: String,
    pub payable_on: String,
    pub reason: String,
}

impl StepForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 3] {
        [
            ("state", &self.state),
            ("payable_on", &self.payable_on),
            ("reason", &self.reason),
        ]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self) -> Result<Step, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let to = CaseState::from_key(&self.state).ok_or("Select the next state of the case.");
        let to = reader.result("state", to);
        let payable_on = to.map(|to| reader.result("payable_on", self.day(to)));
        let reason = reader.needed("reason", &self.reason, LONGEST_REASON, NO_REASON);
        match (to, payable_on.flatten(), reason) {
            (Some(to), Some(payable_on), Some(reason)) => Ok(Step {
                to,
                payable_on,
                reason,
            }),
            _ => Err(reader.0),
        }
    }

    /// The day that goes with a step to this state.
    fn day(&self, to: CaseState) -> Result<Option<Date>, &'static str> {
        let typed = self.payable_on.trim();
        if to == CaseState::DueAndPayable {
            let day = day_of(typed).map(Some);
            day.ok_or(NO_DAY)
        } else if typed.is_empty() {
            Ok(None)
        } else {
            Err("Leave the day empty: it goes with the state Due and payable alone.")
        }
    }
}

/// Another day on which a penalty became payable, instead of one that was mistyped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayableDay {
    pub payable_on: Date,
    pub reason: String,
}

impl PayableDay {
    /// What speaks against it today, each at its field; `before` is the day that it takes the place of.
    #[must_use]
    pub fn problems(&self, before: Date, notice_on: Date, today: Date) -> Vec<FieldError> {
        let same = (self.payable_on == before)
            .then(|| "This is the day that the case has: enter another one.".to_owned());
        let problem = day_problem(self.payable_on, notice_on, today).or(same);
        let problem = problem.map(|problem| FieldError::new("payable_on", problem));
        problem.into_iter().collect()
    }
}

/// The correction of a day as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayableDayForm {
    pub payable_on: String,
    pub reason: String,
}

impl PayableDayForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 2] {
        [("payable_on", &self.payable_on), ("reason", &self.reason)]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self) -> Result<PayableDay, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let day = day_of(self.payable_on.trim()).ok_or(NO_DAY);
        let day = reader.result("payable_on", day);
        let reason = reader.needed("reason", &self.reason, LONGEST_REASON, NO_REASON);
        match (day, reason) {
            (Some(payable_on), Some(reason)) => Ok(PayableDay { payable_on, reason }),
            _ => Err(reader.0),
        }
    }
}
