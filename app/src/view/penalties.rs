//! What the pages of civil money penalties show.

use domain::{
    forms::ReturnedForm,
    money::Cents,
    penalties::{CaseDetail, CaseState},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The page of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    pub case: CaseDetail,
    /// Whether the second factor was proven a moment ago, as whoever writes to the ledger must.
    pub is_confirmed: bool,
    /// The form of its page, when it came back.
    pub form: ReturnedForm,
    /// Under which a form of its page is recorded: once, however often it is sent.
    pub key: Uuid,
}

/// What a payment would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    pub amount: Cents,
    pub interest: Cents,
    pub balance_before: Cents,
    pub balance_after: Cents,
    pub state_after: CaseState,
}

/// *Record payment*: the form, or the step in which it is looked at once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    pub case: CaseDetail,
    pub is_confirmed: bool,
    pub form: ReturnedForm,
    /// Only of a form that can be recorded as it is.
    pub review: Option<ReviewView>,
}

/// What an adjustment would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentReviewView {
    pub amount: Cents,
    pub net_before: Cents,
    pub net_after: Cents,
    pub balance_before: Cents,
    pub balance_after: Cents,
    pub state_after: CaseState,
}

/// *Adjust*: the form, or the step in which it is looked at once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentView {
    pub case: CaseDetail,
    pub is_confirmed: bool,
    pub form: ReturnedForm,
    /// Only of a form that can be recorded as it is.
    pub review: Option<AdjustmentReviewView>,
}
