//! From the fields of a file to what is wrong with its record.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Breach, Decision, Fields, ItemKind, Library, Pack, Record, Slip, Submitted, Wanted,
    fields::Met,
    found::{Found, RecordFinding},
    library::Choice,
};
use crate::{finding::Finding, xml::Content};

/// What is done with an assessment.
#[derive(Clone, Copy)]
pub enum Assessments<'a> {
    /// None is taken.
    Refused,
    /// Another program checks them: see [`Wanted::Checker`].
    Elsewhere,
    Checked(&'a dyn Judge),
}

/// Who checks assessments. Behind a trait, so that a program which only checks payroll files does not have to hold the checks of these.
pub trait Judge {
    /// Takes in a file that holds an assessment.
    fn begin(&self) -> Box<dyn Intake>;

    /// What is wrong with it.
    ///
    /// # Errors
    /// The pack that must be fetched first.
    fn judge(&self, fields: &Fields, file: &str, today: Date) -> Result<Judged, Wanted>;
}

/// A file that is being taken in.
pub trait Intake: Content {
    fn end(self: Box<Self>) -> Fields;
}

/// A record that was checked.
#[derive(Debug, Clone)]
pub struct Judged {
    /// In the order of the file.
    pub findings: Vec<Finding>,
    pub summary: RecordSummary,
}

/// Whose record it is and what it is about, as submitted; empty where the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordSummary {
    /// `OASIS`, `MDS`.
    pub instrument: String,
    /// The item subset code.
    pub subset: String,
    pub target: Option<Date>,
    pub facility_id: String,
    pub state: String,
    /// 1 new, 2 modification, 3 inactivation.
    pub transaction: String,
    /// The reason for the assessment.
    pub reason: String,
    pub first_name: String,
    pub last_name: String,
    pub ssn: String,
    pub medicare_id: String,
    /// The rules that it was checked by; none when none are held for it.
    pub rules: Option<RulesUsed>,
}

/// A pack, as people are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesUsed {
    /// `OASIS 3.02.0`.
    pub name: String,
    /// Edits that were checked.
    pub edits: u32,
}

impl Judge for Library {
    fn begin(&self) -> Box<dyn Intake> {
        Box::new(Fields::default())
    }

    fn judge(&self, fields: &Fields, file: &str, today: Date) -> Result<Judged, Wanted> {
        let mut findings: Vec<RecordFinding> =
            fields.slips.iter().map(RecordFinding::of_slip).collect();
        let mut pack = match self.choose(fields) {
            Choice::Pack(pack) => pack,
            Choice::Wanted(wanted) => return Err(wanted),
            Choice::None {
                slip,
                value,
                allowed,
            } => {
                findings.push(RecordFinding {
                    allowed,
                    ..RecordFinding::new(slip, "", &value, (0, 0))
                });
                return Ok(Judged {
                    findings: findings
                        .iter()
                        .map(|finding| finding.told(file, None))
                        .collect(),
                    summary: fields.summary(None),
                });
            }
        };
        let mut record = fields.record(&pack, today);
        let target = record.target(&pack);
        if let Some(date) = target.filter(|date| !pack.covers(*date)) {
            match self.in_force(&pack, date) {
                Some(Choice::Wanted(wanted)) => return Err(wanted),
                Some(Choice::Pack(other)) => {
                    pack = other;
                    record = fields.record(&pack, today);
                }
                _ => {
                    let shown = domain::time::display_date(date);
                    findings.push(RecordFinding::new(Slip::DateNotHeld, "", &shown, (0, 0)));
                }
            }
        }
        fields.outline(&pack, &record, &mut findings);
        let mut breaches = Vec::new();
        pack.check(&record, &mut breaches);
        findings.extend(
            breaches
                .iter()
                .map(|breach| of_breach(&pack, &record, *breach)),
        );
        findings.sort_by_key(|finding| finding.place);
        Ok(Judged {
            findings: findings
                .iter()
                .map(|finding| finding.told(file, Some(&pack)))
                .collect(),
            summary: RecordSummary {
                rules: Some(RulesUsed::of(&pack)),
                ..fields.summary(target)
            },
        })
    }
}

impl RulesUsed {
    fn of(pack: &Pack) -> Self {
        let checked = pack
            .edits
            .iter()
            .filter(|edit| matches!(edit.decision, Decision::Rules(_)));
        Self {
            name: format!("{} {}", pack.instrument, pack.version),
            edits: u32::try_from(checked.count()).unwrap_or(u32::MAX),
        }
    }
}

impl Intake for Fields {
    fn end(self: Box<Self>) -> Fields {
        *self
    }
}

impl Fields {
    fn record(&self, pack: &Pack, today: Date) -> Record {
        let mut record = Record::new(pack, today);
        self.fill(pack, &mut record);
        record
    }

    fn fill(&self, pack: &Pack, record: &mut Record) {
        for (field, item) in self.located(pack) {
            if let Some(item) = item
                && record.submitted(item).is_none()
            {
                record.set(item, field.value, field.place);
            }
        }
        record.classify(pack);
    }

    /// Each field with its item in the pack. Files mostly have them in the order of the item master.
    fn located<'a>(&'a self, pack: &'a Pack) -> impl Iterator<Item = (Submitted<'a>, Option<u16>)> {
        let mut next = 0;
        self.iter().map(move |field| {
            let item = pack.item_after(next, field.id);
            next = item.map_or(next, |item| item + 1);
            (field, item)
        })
    }

    /// Items that are there twice, unknown, not of this kind of record, or missing.
    fn outline(&self, pack: &Pack, record: &Record, findings: &mut Vec<RecordFinding>) {
        for (field, item) in self.located(pack) {
            let mut tell =
                |slip| findings.push(RecordFinding::new(slip, field.id, field.value, field.place));
            match item {
                None => tell(Slip::UnknownItem),
                Some(item) if record.place(item) != field.place => tell(Slip::RepeatedItem),
                Some(item) if !record.is_active(pack, item) && field.value != "^" => {
                    tell(Slip::InactiveItem);
                }
                Some(_) => {}
            }
        }
        for (index, item) in (0..).zip(&pack.items) {
            if record.is_active(pack, index) && record.submitted(index).is_none() {
                findings.push(RecordFinding::new(Slip::MissingItem, &item.id, "", (0, 0)));
            }
        }
    }

    fn summary(&self, target: Option<Date>) -> RecordSummary {
        let first = |ids: &[&str]| {
            ids.iter()
                .find_map(|id| self.get(id))
                .map(|value| value.trim().to_owned())
                .unwrap_or_default()
        };
        RecordSummary {
            instrument: first(&["ASMT_SYS_CD"]),
            subset: first(&["ITM_SBST_CD"]),
            target,
            facility_id: first(&["HHA_AGENCY_ID", "FAC_ID"]),
            state: first(&["STATE_CD"]),
            transaction: first(&["TRANS_TYPE_CD", "A0050"]),
            reason: first(&["M0100_ASSMT_REASON", "A0310A"]),
            first_name: first(&["M0040_PAT_FNAME", "A0500A"]),
            last_name: first(&["M0040_PAT_LNAME", "A0500C"]),
            ssn: first(&["M0064_SSN", "A0600A"]),
            medicare_id: first(&["M0063_MEDICARE_NUM", "A0600B"]),
            rules: None,
        }
    }
}

fn of_breach(pack: &Pack, record: &Record, breach: Breach) -> RecordFinding {
    let item = &pack.items[usize::from(breach.item)];
    // What may be written there: a list of texts says nothing.
    let allowed = if item.kind == ItemKind::Text {
        String::new()
    } else {
        item.allowed()
    };
    RecordFinding {
        found: Found::Breach(breach),
        item: item.id.clone(),
        value: record.submitted(breach.item).unwrap_or_default().to_owned(),
        place: record.place(breach.item),
        allowed,
    }
}

impl RecordFinding {
    fn of_slip(met: &Met) -> Self {
        Self::new(met.slip, &met.item, &met.value, met.place)
    }
}
