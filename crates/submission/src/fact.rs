//! What a check found, before it is put in words. The words are many, and whoever checks does not need them.

use domain::staffing::FiscalQuarter;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{finding::Finding, intake::Refusal, pbj::Item, rule::Rule};

/// A [`Finding`] without its words. A checker in the browser hands these out, and the page words those it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A rule is broken.
    Broken(Broken),
    /// The file was not read to its end.
    Refused { file: String, refusal: Refusal },
    /// In words already: only who has the record's pack has them.
    Told(Box<Finding>),
}

/// One rule, broken at one place: all that its sentences may speak of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    pub rule: Rule,
    pub item: Item,
    /// Line and column, both from 1; 0 for the file as a whole.
    pub place: (u32, u32),
    /// The submitted value; for structure, the name of the element or attribute met.
    pub value: String,
    pub employee: String,
    /// The work date concerned.
    #[serde(with = "domain::time::wire")]
    pub date: Option<Date>,
    pub file: String,
    /// The file's.
    pub quarter: Option<FiscalQuarter>,
    /// The day of the check, in Eastern Time.
    #[serde(with = "domain::time::wire")]
    pub today: Date,
}

impl Fact {
    /// The same in words.
    #[must_use]
    pub fn told(&self) -> Finding {
        match self {
            Self::Broken(broken) => broken.told(),
            Self::Refused { file, refusal } => refusal.finding(file),
            Self::Told(finding) => (**finding).clone(),
        }
    }
}
