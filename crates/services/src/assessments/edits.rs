//! What only the server can find about a record. Numbers and words of CMS's edits come from the pack; what has no number there begins
//! with `server:`.

use domain::{
    assessments::{AssessmentNumber, Neighbour, PatientNumber},
    patients::Field,
    submissions::Severity,
};
use submission::{
    Finding, Place,
    assessments::{Checked, Key, Remark, ServerCheck},
};

use super::{facility::Facility, locate::Missed};

/// What follows from whether the provider is certified.
const CERTIFIED: i16 = -9180;

/// An edit of the pack, if it has it, on the item of a key or else where the pack reports it.
pub(super) fn edit(
    checked: &Checked,
    check: ServerCheck,
    key: Option<Key>,
    fix: Option<&str>,
) -> Option<Finding> {
    let Checked { pack, record, .. } = checked;
    let edit = pack.server_edit(check)?;
    let item = key
        .and_then(|key| record.keyed(pack, key))
        .or_else(|| edit.on.first().map(|span| span.first));
    Some(checked.finding(edit, item, fix))
}

/// What the register of providers says: the CCN (-3170, -3695) and the branch (-4690, -4700, -4710).
pub(super) fn of_register(checked: &Checked, facility: &Facility) -> Vec<Finding> {
    let Checked { pack, record, .. } = checked;
    let mut found = Vec::new();
    match (record.said(pack, Key::Ccn), record.keyed(pack, Key::Ccn)) {
        (Some(ccn), _) if !facility.has_ccn(ccn) => {
            found.extend(edit(checked, ServerCheck::Ccn, Some(Key::Ccn), None));
        }
        (None, Some(_)) if pack.edits.iter().any(|edit| edit.number == CERTIFIED) => {
            found.push(without_ccn(checked));
        }
        _ => {}
    }
    if let Some(branch) = record.said(pack, Key::Branch) {
        let has_branches = !facility.branches.is_empty();
        let check = match branch {
            "P" if !has_branches => Some(ServerCheck::NoBranches),
            "N" if has_branches => Some(ServerCheck::HomeOffice),
            "N" | "P" => None,
            _ if !has_branches => Some(ServerCheck::NoBranches),
            _ if facility.branches.iter().any(|own| own == branch) => None,
            _ => Some(ServerCheck::OwnBranch),
        };
        found.extend(check.and_then(|check| edit(checked, check, Some(Key::Branch), None)));
    }
    found
}

/// The agreement ended before the record's day.
pub(super) fn terminated(checked: &Checked, ended: &str) -> Finding {
    checked.remark(
        &Remark {
            code: "server:provider-terminated",
            severity: Severity::Fatal,
            message: &format!("The provider left Medicare and Medicaid on {ended}, before the day of this record."),
            fix: "Check the provider's number and the dates. If the day of termination is wrong, ask the state agency to correct it.",
        },
        checked.record.keyed(&checked.pack, Key::Facility),
    )
}

/// The provider is not certified (information edit -9180): the record is checked and not kept.
pub(super) fn is_test(checked: &Checked) -> Finding {
    checked.remark(
        &Remark {
            code: "-9180",
            severity: Severity::Information,
            message: "The provider is not certified yet, so this is a test record: it was checked, and nothing of it is kept.",
            fix: "",
        },
        checked.record.keyed(&checked.pack, Key::Ccn),
    )
}

/// A certified provider's record must name its CCN (-9180).
fn without_ccn(checked: &Checked) -> Finding {
    checked.remark(
        &Remark {
            code: "-9180",
            severity: Severity::Fatal,
            message: "The provider is certified, so that its records must have its CCN.",
            fix: "Write the provider's CCN.",
        },
        checked.record.keyed(&checked.pack, Key::Ccn),
    )
}

/// A current record of the same patient, reasons and date is stored.
pub(super) fn duplicate(checked: &Checked, number: i64) -> Finding {
    checked.remark(
        &Remark {
            code: "server:duplicate",
            severity: Severity::Fatal,
            message: &format!("A record of this patient for the same reason and date was accepted before: assessment {number}."),
            fix: "To change it, send a modification. If it is about somebody else, check the patient's name, birth date and numbers.",
        },
        checked.record.keyed(&checked.pack, Key::Reason),
    )
}

/// The correction is not the next one of its record. `next` is the number that would be.
pub(super) fn correction_number(checked: &Checked, next: i32) -> Option<Finding> {
    let fix = match next - 1 {
        0 => "Write 01: the record has not been corrected yet.".to_owned(),
        1 => "Write 02: the record was corrected once.".to_owned(),
        times => format!("Write {next:02}: the record was corrected {times} times."),
    };
    edit(
        checked,
        ServerCheck::CorrectionNumber,
        Some(Key::Correction),
        Some(&fix),
    )
}

/// The record to be corrected is not there; with what is.
pub(super) fn not_located(checked: &Checked, missed: Missed) -> Option<Finding> {
    let fix = match missed {
        Missed::TakenBack(by) => return taken_back(checked, by),
        Missed::Near(number, items) => format!(
            "Assessment {number} of that day differs from what is said here in {} only. Say what was accepted.",
            items.join(" and ")
        ),
        Missed::Nothing => "Repeat names, numbers, dates and reasons as they were accepted. \"Modify\" and \"Inactivate\" on the record's page fill them in."
            .to_owned(),
    };
    edit(checked, ServerCheck::Located, None, Some(&fix))
}

/// The record to be corrected was there.
fn taken_back(checked: &Checked, by: i64) -> Option<Finding> {
    let fix = "What was taken back is not corrected any more: send a new record in its place.";
    let finding = edit(checked, ServerCheck::Located, None, Some(fix))?;
    Some(Finding {
        message: format!(
            "The record that this correction means was inactivated by assessment {by}."
        ),
        ..finding
    })
}

/// A current record for the same reason takes effect on the same day. It is no duplicate by the target date, and the texts that are held
/// give no other key. [R]
pub(super) fn same_event(checked: &Checked, number: AssessmentNumber) -> Finding {
    checked.remark(
        &Remark {
            code: "server:same-event",
            severity: Severity::Warning,
            message: &format!("Assessment {number} of this patient is for the same reason and tells of an event of the same day; only the day of its completion is another."),
            fix: "If both tell of one event, inactivate one of them. If not, check the day of the event in both.",
        },
        checked.record.keyed(&checked.pack, Key::Reason),
    )
}

/// The record stands where none of its kind is expected. [R]
pub(super) fn unexpected_after(checked: &Checked, before: &Neighbour) -> Finding {
    let Neighbour { number, reasons } = before;
    sequence(
        checked,
        &format!(
            "After the patient's record before it (assessment {number}, reason {reasons}), a record for this reason is not expected."
        ),
    )
}

/// The same, by what follows it.
pub(super) fn unexpected_before(checked: &Checked, after: &Neighbour) -> Finding {
    let Neighbour { number, reasons } = after;
    sequence(
        checked,
        &format!(
            "After this record, the patient's next one (assessment {number}, reason {reasons}) is not expected."
        ),
    )
}

fn sequence(checked: &Checked, message: &str) -> Finding {
    checked.remark(
        &Remark {
            code: "server:sequence",
            severity: Severity::Warning,
            message,
            fix: "Look whether a record in between was not sent, or has a wrong date.",
        },
        checked.record.keyed(&checked.pack, Key::Reason),
    )
}

/// The record says that its stay began on another day than the record of its beginning. [R]
pub(super) fn other_start(checked: &Checked, number: AssessmentNumber) -> Finding {
    checked.remark(
        &Remark {
            code: "server:other-start",
            severity: Severity::Warning,
            message: &format!("The day on which the stay began is another one here than in assessment {number}, which tells of its beginning."),
            fix: "Check the day. If that assessment has the wrong one, correct it; if this is another stay, send the record of its beginning.",
        },
        checked.record.keyed(&checked.pack, Key::Start),
    )
}

/// A patient was not known at the provider before. Where somebody else has their Social Security number, a record has a slip in it.
pub(super) fn patient_created(checked: &Checked, twin: Option<PatientNumber>) -> Finding {
    if let Some(twin) = twin {
        return has_ssn_of(checked, twin);
    }
    checked.remark(
        &Remark {
            code: "server:patient-created",
            severity: Severity::Information,
            message: "The patient was not known at this provider, and has a profile now.",
            fix: "If the patient was known, look for the difference in name, birth date and numbers, and merge the two profiles.",
        },
        checked.record.keyed(&checked.pack, Key::LastName),
    )
}

fn has_ssn_of(checked: &Checked, twin: PatientNumber) -> Finding {
    checked.remark(
        &Remark {
            code: "server:patient-created",
            severity: Severity::Warning,
            message: &format!(
                "No patient of this provider fits, so that a profile was made. But Patient ID {twin} has the same Social Security number, with another name or birth date."
            ),
            fix: "If the two are one person, merge their profiles. If not, correct the number where it is wrong.",
        },
        checked.record.keyed(&checked.pack, Key::LastName),
    )
}

/// What the record says of the patient is not what was stored, and takes its place.
pub(super) fn patient_updated(checked: &Checked, fields: &[&'static str]) -> Finding {
    let titles = fields
        .iter()
        .map(|field| Field::from_key(field).map_or(*field, Field::title));
    let titles: Vec<_> = titles.collect();
    checked.remark(
        &Remark {
            code: "server:patient-updated",
            severity: Severity::Information,
            message: &format!(
                "The patient's profile said otherwise and was updated: {}.",
                titles.join(", ")
            ),
            fix: "",
        },
        checked.record.keyed(&checked.pack, Key::LastName),
    )
}

/// A code that the state's law keeps out (-9110). Neither it is told, nor what moved up into its place.
pub(super) fn excluded(checked: &Checked, item: u16) -> Finding {
    let finding = checked.remark(
        &Remark {
            code: "-9110",
            severity: Severity::Information,
            message: "The law of the provider's state does not allow this diagnosis code to be sent. It was removed, and codes that stood after it in its list moved up.",
            fix: "",
        },
        Some(item),
    );
    Finding {
        value: None,
        ..finding
    }
}

/// A code stood after an empty item of its list (-9150), and what is stored has none before it. What moved up is not told: it may be what a
/// state's law would keep out elsewhere.
pub(super) fn moved_up(checked: &Checked, item: u16) -> Finding {
    let finding = checked.remark(
        &Remark {
            code: "-9150",
            severity: Severity::Information,
            message: "This item of a list of diagnosis codes is empty, and one after it is not. The codes after it move up in what is stored.",
            fix: "",
        },
        Some(item),
    );
    Finding {
        value: None,
        ..finding
    }
}

/// What was found of the record in capitals tells each value in the letters in which it was sent.
pub(super) fn tell_as_sent(found: &mut [Finding], sent: &Checked) {
    for finding in found {
        let item = sent.pack.item(&finding.item);
        let value = item.and_then(|item| sent.record.submitted(item));
        if let (Some(told), Some(value)) = (&mut finding.value, value) {
            let as_sent: String = value.chars().take(told.chars().count()).collect();
            // Nothing but letters may differ: a code that was taken out is not told.
            if as_sent.eq_ignore_ascii_case(told) {
                *told = as_sent;
            }
        }
    }
}

/// Nothing is wrong with the record, and yet it does not say what is needed to store it.
pub(super) fn not_stored() -> Finding {
    Finding {
        code: "server:not-stored".to_owned(),
        severity: Severity::Fatal,
        message: "This record does not say by which rules, for which provider, as which transaction or of which day it is to be stored."
            .to_owned(),
        fix: "Check the items of control, the transaction and the dates.".to_owned(),
        item: String::new(),
        value: None,
        allowed: None,
        place: Place::default(),
    }
}
