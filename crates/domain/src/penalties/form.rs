use jiff::civil::Date;

use super::{LONGEST_WORD, Payment, PaymentMethod};
use crate::{
    forms::{FieldError, Reader},
    identity::LONGEST_REASON,
    money::Cents,
    time::{day_of, display_date},
};

/// A payment as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentForm {
    pub amount: String,
    pub received_on: String,
    pub method: String,
    pub trace: String,
    pub payer: String,
    pub comment: String,
    /// Anything but empty says yes.
    pub overpayment: String,
    /// So does this.
    pub another: String,
}

impl PaymentForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 8] {
        [
            ("amount", &self.amount),
            ("received_on", &self.received_on),
            ("method", &self.method),
            ("trace", &self.trace),
            ("payer", &self.payer),
            ("comment", &self.comment),
            ("overpayment", &self.overpayment),
            ("another", &self.another),
        ]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self) -> Result<Payment, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let amount = reader.result("amount", Cents::parse(&self.amount));
        let day = "Enter the day of receipt as month, day and year, such as 11/22/2026.";
        let received_on = reader.result("received_on", day_of(self.received_on.trim()).ok_or(day));
        let method = PaymentMethod::from_key(&self.method).ok_or("Select how the money came.");
        let method = reader.result("method", method);
        let trace = reader.text("trace", &self.trace, LONGEST_WORD);
        let payer = reader.text("payer", &self.payer, LONGEST_WORD);
        let comment = reader.text("comment", &self.comment, LONGEST_REASON);
        match (amount, received_on, method, trace, payer, comment) {
            (
                Some(amount),
                Some(received_on),
                Some(method),
                Some(trace),
                Some(payer),
                Some(comment),
            ) => Ok(Payment {
                amount,
                received_on,
                method,
                trace,
                payer,
                comment,
                overpayment: !self.overpayment.is_empty(),
                another: !self.another.is_empty(),
            }),
            _ => Err(reader.0),
        }
    }
}

/// What speaks against a day on which something happened to a case.
pub(super) fn day_problem(day: Date, notice_on: Date, today: Date) -> Option<String> {
    if day > today {
        Some("Enter a day that is not in the future.".to_owned())
    } else if day < notice_on {
        let notice = display_date(notice_on);
        Some(format!(
            "Enter a day that is not before the notice of {notice}."
        ))
    } else {
        None
    }
}
