//! From the fields of a file to what is wrong with its record.

use std::sync::Arc;

use domain::time::display_date;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Breach, Decision, ExtraItems, Fields, ItemKind, Key, Library, Pack, Record, Slip, Subsets,
    Wanted,
    fields::Met,
    found::Subject,
    keys::{BLANK, INSTRUMENT, ITEM_SET, SPECIFICATION},
    library::UnknownInstrument,
};
use crate::{finding::Finding, findings::Told, sorted, xml::Content};

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

/// What a check says of a record.
#[derive(Debug, Clone)]
pub struct Judged {
    /// In the order of the file.
    pub findings: Arc<dyn Told>,
    pub summary: RecordSummary,
}

/// A record with the rules that it was held against.
#[derive(Debug, Clone)]
pub struct Checked {
    pub pack: Arc<Pack>,
    pub record: Record,
    /// What is wrong beside the edits: in the outline of its file, and with its version.
    outline: Vec<Finding>,
}

/// Whose record it is and what it is about, as submitted; empty where the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordSummary {
    /// `OASIS`, `MDS`.
    pub instrument: String,
    /// The version code of the data specifications.
    pub specification: String,
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

impl Checked {
    /// What is wrong with it, also after something in it was changed.
    #[must_use]
    pub fn findings(&self, file: &str) -> Vec<Finding> {
        let mut breaches = Vec::new();
        self.pack.check(&self.record, &mut breaches);
        let whole = Subject {
            file,
            ..Subject::default()
        };
        self.told(whole, &breaches)
    }

    /// In the order of the file; what is about the record as a whole comes first.
    fn told(&self, whole: Subject<'_>, breaches: &[Breach]) -> Vec<Finding> {
        let Self {
            pack,
            record,
            outline,
        } = self;
        let broken = breaches
            .iter()
            .map(|breach| of_breach(pack, record, whole, *breach));
        sorted::by_key(outline.iter().cloned().chain(broken), |finding| {
            (finding.place.line, finding.place.column)
        })
    }
}

impl Judge for Library {
    fn begin(&self) -> Box<dyn Intake> {
        Box::new(Fields::default())
    }

    fn judge(&self, fields: &Fields, file: &str, today: Date) -> Result<Judged, Wanted> {
        self.judge_record(fields, file, today)
            .map(|(judged, _)| judged)
    }
}

impl Library {
    /// As [`Judge::judge`], with the record itself; none when no rules are held for it.
    ///
    /// # Errors
    /// The pack that must be fetched first.
    pub fn judge_record(
        &self,
        fields: &Fields,
        file: &str,
        today: Date,
    ) -> Result<(Judged, Option<Checked>), Wanted> {
        let whole = Subject {
            file,
            ..Subject::default()
        };
        let mut findings = fields.slipped(whole);
        let Some(read) = self.read(fields, today, whole, &mut findings)? else {
            let judged = Judged {
                findings: Arc::new(findings),
                summary: fields.summary(),
            };
            return Ok((judged, None));
        };
        let Read {
            pack,
            items,
            record,
            target,
            is_published,
        } = read;
        let extra = match self.extra_items {
            ExtraItems::Ignored => (Slip::UnknownItem, Slip::InactiveItem),
            ExtraItems::Refused => (Slip::RefusedUnknownItem, Slip::RefusedInactiveItem),
        };
        fields.outline(&pack, &items, &record, extra, whole, &mut findings);
        let mut breaches = Vec::new();
        pack.check(&record, &mut breaches);
        let breaks = |item| breaches.iter().any(|breach| Some(breach.item) == item);
        let is_told = findings.iter().any(|found| found.item == SPECIFICATION);
        if !is_published && !is_told && !breaks(pack.item(SPECIFICATION)) {
            findings.push(self.unknown_version(fields, &pack.instrument, whole));
        }
        if !breaks(pack.item(ITEM_SET)) {
            findings.extend(fields.wrong_item_set(&pack, &record, whole));
        }
        if record.subset() == Subsets::default() && !breaks(Some(pack.subset_item)) {
            findings.push(fields.unknown_kind(&pack, whole));
        }
        let checked = Checked {
            pack,
            record,
            outline: findings,
        };
        let Checked { pack, record, .. } = &checked;
        let judged = Judged {
            findings: Arc::new(checked.told(whole, &breaches)),
            summary: RecordSummary {
                target,
                rules: Some(RulesUsed::of(pack)),
                ..record.summary(pack, fields.summary())
            },
        };
        Ok((judged, Some(checked)))
    }

    fn unknown_version(&self, fields: &Fields, instrument: &str, whole: Subject<'_>) -> Finding {
        let said = fields.get(SPECIFICATION).unwrap_or_default();
        let subject = fields.subject(SPECIFICATION, said.trim_ascii(), whole);
        let allowed = &self.specifications(instrument);
        Subject { allowed, ..subject }.slipped(Slip::UnknownVersion)
    }

    /// The record, read by the rules that are meant for it; none when they are not held. What is to be said about its version joins the findings.
    fn read(
        &self,
        fields: &Fields,
        today: Date,
        whole: Subject<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Read>, Wanted> {
        let named = match self.named(fields) {
            Ok(named) => named,
            Err(unknown) => {
                findings.push(unknown.told(fields, whole));
                return Ok(None);
            }
        };
        let read = Read::by(named.rules.unwrap_or(named.latest).pack()?, fields, today);
        let target = read.target;
        let Some(in_force) = named.in_force else {
            // Its date says by which rules it is to be checked; what its version is worth, they say themselves.
            if let Some(due) = target.and_then(|date| self.on(named.instrument, date)) {
                return Ok(Some(Read {
                    target,
                    is_published: false,
                    ..Read::by(due.pack()?, fields, today)
                }));
            }
            findings.push(self.unknown_version(fields, named.instrument, whole));
            return Ok(None);
        };
        let told = |slip, allowed: &str| {
            let version = Subject {
                allowed,
                in_force: &in_force.to_string(),
                target: &target.map(display_date).unwrap_or_default(),
                ..fields.subject(SPECIFICATION, named.specification, whole)
            };
            version.slipped(slip)
        };
        let outside = target.filter(|date| !in_force.covers(*date));
        if let Some(date) = outside {
            let right = self.published_on(named.instrument, date);
            findings.push(told(Slip::WrongVersion, right.unwrap_or_default()));
            if let Some(due) = self.on(named.instrument, date) {
                let read = Read::by(due.pack()?, fields, today);
                return Ok(Some(Read { target, ..read }));
            }
        }
        if named.rules.is_none() {
            let held = self.specifications(named.instrument);
            findings.push(told(Slip::UnheldVersion, &held));
            return Ok(None);
        }
        if outside.is_some() {
            findings.push(told(Slip::DateNotHeld, ""));
        }
        Ok(Some(read))
    }
}

/// A record as the items of a pack say what it holds.
struct Read {
    pack: Arc<Pack>,
    /// Each field's item.
    items: Vec<Option<u16>>,
    record: Record,
    target: Option<Date>,
    /// Whether CMS published the version that it names.
    is_published: bool,
}

impl Read {
    fn by(pack: Arc<Pack>, fields: &Fields, today: Date) -> Self {
        let items = fields.located(&pack);
        let record = fields.record(&pack, &items, today);
        Self {
            target: record.target(&pack),
            pack,
            items,
            record,
            is_published: true,
        }
    }
}

impl UnknownInstrument<'_> {
    fn told(&self, fields: &Fields, whole: Subject<'_>) -> Finding {
        let subject = fields.subject(INSTRUMENT, self.value, whole);
        let allowed = &self.known;
        Subject { allowed, ..subject }.slipped(Slip::UnknownInstrument)
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
    /// Each field's item in the pack. Files mostly have them in the order of the item master.
    fn located(&self, pack: &Pack) -> Vec<Option<u16>> {
        let mut next = 0;
        self.iter()
            .map(|field| {
                let item = pack.item_after(next, field.id);
                next = item.map_or(next, |item| item + 1);
                item
            })
            .collect()
    }

    fn record(&self, pack: &Pack, items: &[Option<u16>], today: Date) -> Record {
        let mut record = Record::new(pack, today);
        for (field, item) in self.iter().zip(items) {
            if let Some(item) = *item
                && record.submitted(item).is_none()
            {
                record.set(item, field.value, field.place);
            }
        }
        record.classify(pack);
        record
    }

    /// An item that names instrument or version, where it stands.
    fn subject<'a>(&self, id: &'a str, value: &'a str, whole: Subject<'a>) -> Subject<'a> {
        let place = self
            .iter()
            .find(|field| field.id == id)
            .map(|field| field.place);
        Subject {
            item: id,
            name: id,
            value,
            place: place.unwrap_or_default(),
            ..whole
        }
    }

    /// That it names an item set which CMS published for records of other dates.
    fn wrong_item_set(&self, pack: &Pack, record: &Record, whole: Subject<'_>) -> Option<Finding> {
        let index = pack.item(ITEM_SET)?;
        let item = &pack.items[usize::from(index)];
        let target = record
            .target(pack)
            .filter(|day| pack.in_force.covers(*day))?;
        let said = record.known(index)?;
        let mut listed = item.values.iter();
        let is_known = listed.any(|value| value.admits(said, item.kind));
        if !is_known || pack.item_sets.iter().any(|own| own == said) {
            return None;
        }
        let subject = Subject {
            allowed: &pack.item_sets.join(", "),
            target: &display_date(target),
            ..self.subject(ITEM_SET, said, whole)
        };
        Some(subject.slipped(Slip::WrongItemSet))
    }

    /// That the rules know no record of the kind that this one says to be, which leaves hardly an item of it to be looked at.
    fn unknown_kind(&self, pack: &Pack, whole: Subject<'_>) -> Finding {
        let id = &pack.items[usize::from(pack.subset_item)].id;
        let subject = self.subject(id, self.get(id).unwrap_or_default(), whole);
        let allowed = &pack.subsets.join(", ");
        Subject { allowed, ..subject }.slipped(Slip::UnknownKind)
    }

    /// What was wrong with the outline of the file.
    fn slipped(&self, whole: Subject<'_>) -> Vec<Finding> {
        let told = |met: &Met| {
            let subject = Subject {
                item: &met.item,
                name: &met.item,
                value: &met.value,
                place: met.place,
                ..whole
            };
            subject.slipped(met.slip)
        };
        self.slips.iter().map(told).collect()
    }

    /// Items that are there twice, unknown, not of this kind of record, or missing.
    fn outline(
        &self,
        pack: &Pack,
        items: &[Option<u16>],
        record: &Record,
        (unknown, inactive): (Slip, Slip),
        whole: Subject<'_>,
        findings: &mut Vec<Finding>,
    ) {
        // What does not belong to a record of unknown kind is not known either.
        let is_of_kind = record.subset() != Subsets::default();
        for (field, item) in self.iter().zip(items) {
            let slip = match *item {
                None => unknown,
                Some(item) if record.place(item) != field.place => Slip::RepeatedItem,
                Some(item) if is_of_kind && !record.is_active(item) && field.value != BLANK => {
                    inactive
                }
                Some(_) => continue,
            };
            let subject = Subject {
                item: field.id,
                name: field.id,
                value: field.value,
                place: field.place,
                ..whole
            };
            findings.push(subject.slipped(slip));
        }
        for (index, item) in (0..).zip(&pack.items) {
            if record.is_active(index) && record.submitted(index).is_none() {
                let (item, name) = (item.id.as_str(), item.id.as_str());
                findings.push(
                    Subject {
                        item,
                        name,
                        ..whole
                    }
                    .slipped(Slip::MissingItem),
                );
            }
        }
    }

    /// What any record says of itself.
    fn summary(&self) -> RecordSummary {
        let said = |id| self.get(id).unwrap_or_default().trim().to_owned();
        RecordSummary {
            instrument: said(INSTRUMENT),
            specification: said(SPECIFICATION),
            subset: said("ITM_SBST_CD"),
            ..RecordSummary::default()
        }
    }
}

impl Record {
    /// With what the pack's keys find.
    fn summary(&self, pack: &Pack, of_fields: RecordSummary) -> RecordSummary {
        let said = |key| self.said(pack, key).unwrap_or_default().to_owned();
        let reason = pack
            .keyed(Key::Reason)
            .next()
            .and_then(|item| self.known(item));
        RecordSummary {
            facility_id: said(Key::Facility),
            state: said(Key::State),
            transaction: said(Key::Transaction),
            reason: reason.unwrap_or_default().to_owned(),
            first_name: said(Key::FirstName),
            last_name: said(Key::LastName),
            ssn: said(Key::SocialSecurityNumber),
            medicare_id: said(Key::Medicare),
            ..of_fields
        }
    }
}

fn of_breach(pack: &Pack, record: &Record, whole: Subject<'_>, breach: Breach) -> Finding {
    let item = &pack.items[usize::from(breach.item)];
    // What may be written there: a list of texts says nothing.
    let allowed = if item.kind == ItemKind::Text {
        String::new()
    } else {
        item.allowed()
    };
    let subject = Subject {
        item: &item.id,
        name: &item.name,
        value: record.submitted(breach.item).unwrap_or_default(),
        allowed: &allowed,
        place: record.place(breach.item),
        ..whole
    };
    subject.broke(pack, breach)
}
