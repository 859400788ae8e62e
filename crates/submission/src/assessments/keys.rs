//! Which items of a pack say who and what a record is about, and which of its edits need what is stored. The pack names them, so
//! that no code does.

use serde::{Deserialize, Serialize};

use domain::submissions::Severity;
use jiff::civil::Date;

use super::{Checked, Condition, Decision, Edit, Item, Pack, Record, date, found::Subject};
use crate::finding::Finding;

/// What an item says about a record as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    /// The state of the provider.
    State,
    /// The state's own number for the provider.
    Facility,
    Ccn,
    Branch,
    /// 1 new, 2 modification, 3 inactivation.
    Transaction,
    /// The number of the correction.
    Correction,
    /// Why the assessment was made; there may be several.
    Reason,
    FirstName,
    LastName,
    Birth,
    Sex,
    SocialSecurityNumber,
    Medicare,
    Medicaid,
    /// When the assessment was complete.
    Completed,
    /// From when the days count in which it is to be sent (MDS edit -3810).
    Clock,
    /// When the stay began of which the record is: the start of care, the entry.
    Start,
    /// The provider's own mark for the document.
    Document,
}

impl Key {
    pub const ALL: [Self; 18] = [
        Self::State,
        Self::Facility,
        Self::Ccn,
        Self::Branch,
        Self::Transaction,
        Self::Correction,
        Self::Reason,
        Self::FirstName,
        Self::LastName,
        Self::Birth,
        Self::Sex,
        Self::SocialSecurityNumber,
        Self::Medicare,
        Self::Medicaid,
        Self::Completed,
        Self::Clock,
        Self::Start,
        Self::Document,
    ];

    /// As the pack writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Facility => "facility",
            Self::Ccn => "ccn",
            Self::Branch => "branch",
            Self::Transaction => "transaction",
            Self::Correction => "correction",
            Self::Reason => "reason",
            Self::FirstName => "first-name",
            Self::LastName => "last-name",
            Self::Birth => "birth",
            Self::Sex => "sex",
            Self::SocialSecurityNumber => "social-security-number",
            Self::Medicare => "medicare",
            Self::Medicaid => "medicaid",
            Self::Completed => "completed",
            Self::Clock => "clock",
            Self::Start => "start",
            Self::Document => "document",
        }
    }
}

/// By what a correction finds the record that it corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Located {
    /// What that record says in `stored`, the correction says in `said`.
    Item { stored: u16, said: u16 },
    /// That record's target date is in the first of these that says something.
    Target(Vec<u16>),
}

/// What the server looks at for an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ServerCheck {
    /// The provider is known.
    Facility,
    /// The sender may send for it.
    Authorization,
    /// The CCN is the provider's.
    Ccn,
    /// The record to be corrected is there.
    Located,
    /// Corrections are numbered without gaps.
    CorrectionNumber,
    /// A modification keeps the item subset.
    SameSubset,
    /// A provider without branches says so.
    NoBranches,
    /// The home office of a provider with branches says so.
    HomeOffice,
    /// The branch is one of the provider's.
    OwnBranch,
    /// The payment groups of the fiscal year know the diagnosis.
    PdpmDiagnosis,
    /// They know it, or those that states pay by do.
    StatePdpmDiagnosis,
}

impl ServerCheck {
    pub const ALL: [Self; 11] = [
        Self::Facility,
        Self::Authorization,
        Self::Ccn,
        Self::Located,
        Self::CorrectionNumber,
        Self::SameSubset,
        Self::NoBranches,
        Self::HomeOffice,
        Self::OwnBranch,
        Self::PdpmDiagnosis,
        Self::StatePdpmDiagnosis,
    ];

    /// As the pack writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Facility => "facility",
            Self::Authorization => "authorization",
            Self::Ccn => "ccn",
            Self::Located => "located",
            Self::CorrectionNumber => "correction-number",
            Self::SameSubset => "same-subset",
            Self::NoBranches => "no-branches",
            Self::HomeOffice => "home-office",
            Self::OwnBranch => "own-branch",
            Self::PdpmDiagnosis => "pdpm-diagnosis",
            Self::StatePdpmDiagnosis => "state-pdpm-diagnosis",
        }
    }
}

/// What of an edit only the server can decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerPart {
    /// None where nobody can here: it needs lists that are not held.
    pub check: Option<ServerCheck>,
    /// It asks this of records alone of which this holds.
    pub when: Option<Condition>,
    pub reason: String,
}

impl ServerPart {
    /// Whether nobody can decide it here.
    #[must_use]
    pub const fn is_nowhere(&self) -> bool {
        self.check.is_none()
    }
}

impl Edit {
    /// What the server decides of it.
    #[must_use]
    pub const fn on_server(&self) -> Option<&ServerPart> {
        match &self.decision {
            Decision::Server(part) => Some(part),
            _ => self.rest.as_ref(),
        }
    }
}

impl Pack {
    /// The items of a key, in the order of the pack.
    pub fn keyed(&self, key: Key) -> impl Iterator<Item = u16> + '_ {
        self.keys
            .iter()
            .filter(move |(one, _)| *one == key)
            .map(|(_, item)| *item)
    }

    /// The edit that a check of the server decides. Where a pack knows none for whether the sender may send, it is the one
    /// about the provider.
    #[must_use]
    pub fn server_edit(&self, check: ServerCheck) -> Option<&Edit> {
        let of = |wanted| {
            self.edits.iter().find(move |edit| {
                edit.on_server()
                    .is_some_and(|part| part.check == Some(wanted))
            })
        };
        match check {
            ServerCheck::Authorization => of(check).or_else(|| of(ServerCheck::Facility)),
            check => of(check),
        }
    }
}

/// The items that name instrument and version; they are called alike in every instrument.
pub(super) const INSTRUMENT: &str = "ASMT_SYS_CD";
pub(super) const ITEM_SET: &str = "ITM_SET_VRSN_CD";
pub(super) const SPECIFICATION: &str = "SPEC_VRSN_CD";

/// The code for no.
pub(super) const NO: &str = "0";

/// What says that an item is skipped.
pub const BLANK: &str = "^";

impl Record {
    /// The first item of a key that says something.
    #[must_use]
    pub fn said(&self, pack: &Pack, key: Key) -> Option<&str> {
        pack.keyed(key).find_map(|item| self.known(item))
    }

    /// The number in the first item of a key that has one. What the table of a text lists by itself says that there is none, or none yet:
    /// MDS A0700 is `+` while it is applied for, and `N` for who has none.
    #[must_use]
    pub fn number(&self, pack: &Pack, key: Key) -> Option<&str> {
        let is_number = |item: u16, value: &str| {
            let Item { values, kind, .. } = &pack.items[usize::from(item)];
            let mut listed = values.iter().filter(|listed| !listed.is_open());
            !listed.any(|listed| listed.admits(value, *kind))
        };
        pack.keyed(key)
            .find_map(|item| self.known(item).filter(|value| is_number(item, value)))
    }

    /// The item of a key that says something, else its first one that is active.
    #[must_use]
    pub fn keyed(&self, pack: &Pack, key: Key) -> Option<u16> {
        let mut items = pack.keyed(key);
        let says = |item: &u16| self.known(*item).is_some();
        pack.keyed(key)
            .find(says)
            .or_else(|| items.find(|item| self.is_active(*item)))
    }

    /// What the item says; nothing when it is not active, or blank.
    #[must_use]
    pub fn known(&self, item: u16) -> Option<&str> {
        self.value(item)
            .map(str::trim)
            .filter(|value| !value.is_empty() && *value != BLANK)
    }

    /// The whole day in the first item of a key that says something.
    #[must_use]
    pub fn day(&self, pack: &Pack, key: Key) -> Option<Date> {
        self.said(pack, key).and_then(date::day)
    }

    /// The reasons for the assessment, with dashes between several.
    #[must_use]
    pub fn reasons(&self, pack: &Pack) -> String {
        let values: Vec<&str> = pack
            .keyed(Key::Reason)
            .map(|item| {
                self.known(item)
                    .or_else(|| self.repeated(pack, item))
                    .unwrap_or(BLANK)
            })
            .collect();
        values.join("-")
    }

    /// What a correction that does not have the item itself repeats of it: an inactivation of MDS.
    fn repeated(&self, pack: &Pack, item: u16) -> Option<&str> {
        let said = pack.locator.iter().find_map(|located| match located {
            Located::Item { stored, said } if *stored == item => Some(*said),
            _ => None,
        });
        self.known(said?)
    }

    /// What a correction of this record must repeat, in the order of the pack's locator.
    #[must_use]
    pub fn stored_locator(&self, pack: &Pack) -> Vec<String> {
        let of = |located: &Located| match located {
            Located::Item { stored, .. } => capitals(self.known(*stored)),
            Located::Target(_) => capitals(self.target(pack).map(packed).as_deref()),
        };
        pack.locator.iter().map(of).collect()
    }

    /// What this correction says of the record that it corrects, in the same order.
    #[must_use]
    pub fn said_locator(&self, pack: &Pack) -> Vec<String> {
        let of = |located: &Located| match located {
            Located::Item { said, .. } => capitals(self.known(*said)),
            Located::Target(items) => capitals(items.iter().find_map(|item| self.known(*item))),
        };
        pack.locator.iter().map(of).collect()
    }

    /// `ID=value` lines of the active items, in the order of the item master: the record as it is kept.
    #[must_use]
    pub fn lines(&self, pack: &Pack) -> String {
        let mut lines = String::new();
        for (index, item) in (0..).zip(&pack.items) {
            if let Some(value) = self.value(index) {
                lines.push_str(&item.id);
                lines.push('=');
                lines.push_str(value.trim());
                lines.push('\n');
            }
        }
        lines
    }
}

/// `20261014`.
fn packed(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// A code for no and nothing at all find the same record: what one kind of record does not have, the locator of every kind asks for.
fn capitals(value: Option<&str>) -> String {
    value
        .filter(|value| *value != NO)
        .unwrap_or(BLANK)
        .to_ascii_uppercase()
}

impl Located {
    /// The item in which a correction says it.
    #[must_use]
    pub fn said(&self) -> Option<u16> {
        match self {
            Self::Item { said, .. } => Some(*said),
            Self::Target(items) => items.first().copied(),
        }
    }
}

impl Checked {
    /// What the server found about an edit, told on an item of the record. `fix` takes the place of the edit's own advice.
    #[must_use]
    pub fn finding(&self, edit: &Edit, item: Option<u16>, fix: Option<&str>) -> Finding {
        let advice = fix.or(edit.fix.as_deref()).unwrap_or_default();
        self.subject(item)
            .told(edit.number.to_string(), edit.severity, &edit.says, advice)
    }

    /// What the server found that CMS has no number for.
    #[must_use]
    pub fn remark(&self, remark: &Remark<'_>, item: Option<u16>) -> Finding {
        let Remark {
            code,
            severity,
            message,
            fix,
        } = *remark;
        self.subject(item)
            .told(code.to_owned(), severity, message, fix)
    }

    fn subject(&self, item: Option<u16>) -> Subject<'_> {
        let found = item.map(|index| (&self.pack.items[usize::from(index)], index));
        Subject {
            item: found.map_or("", |(item, _)| item.id.as_str()),
            name: found.map_or("", |(item, _)| item.name.as_str()),
            value: item
                .and_then(|index| self.record.submitted(index))
                .unwrap_or_default(),
            place: item.map_or((0, 0), |index| self.record.place(index)),
            ..Subject::default()
        }
    }
}

/// A finding of ours.
#[derive(Debug, Clone, Copy)]
pub struct Remark<'a> {
    pub code: &'a str,
    pub severity: Severity,
    pub message: &'a str,
    pub fix: &'a str,
}
