use domain::submissions::Severity;

/// What can be wrong with a record beside CMS's edits: its outline, and which items it has. CMS has no number for these in the specifications that
/// we hold; the codes are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    UnexpectedAttribute,
    NestedElement,
    UnexpectedText,
    NonAscii,
    RepeatedItem,
    UnknownItem,
    RefusedUnknownItem,
    InactiveItem,
    RefusedInactiveItem,
    MissingItem,
    UnknownInstrument,
    UnknownVersion,
    UnknownKind,
    UnheldVersion,
    WrongVersion,
    WrongItemSet,
    DateNotHeld,
}

/// Code, severity, what is wrong, what to change.
type Told = (&'static str, Severity, &'static str, &'static str);

use Severity::{Fatal, Warning};

impl Slip {
    #[expect(clippy::too_many_lines, reason = "a table, with an entry for each")]
    const fn told(self) -> Told {
        match self {
            Self::UnexpectedAttribute => (
                "structure:unexpected-attribute",
                Fatal,
                "{item} has the attribute {value}. Items of an assessment have none.",
                "Remove it.",
            ),
            Self::NestedElement => (
                "structure:nested-element",
                Fatal,
                "{item} stands inside another item. In an assessment all items stand side by side.",
                "Move it out.",
            ),
            Self::UnexpectedText => (
                "structure:unexpected-text",
                Fatal,
                "There is text between the items: {value}",
                "Remove it.",
            ),
            Self::NonAscii => (
                "intake:non-ascii",
                Warning,
                "The file says that it is ASCII, but has a character beyond it.",
                "Save the file as UTF-8 and say so in its first line, or remove the character.",
            ),
            Self::RepeatedItem => (
                "structure:repeated-item",
                Fatal,
                "{item} stands in the record more than once.",
                "Keep one of them.",
            ),
            Self::UnknownItem => (
                "structure:unknown-item",
                Warning,
                "{item} is no item of this version. It is not looked at.",
                "Remove it, or check its spelling.",
            ),
            Self::RefusedUnknownItem => (
                "structure:unknown-item",
                Fatal,
                "{item} is no item of this version. A record that has it is not taken here.",
                "Remove it, or check its spelling.",
            ),
            Self::InactiveItem => (
                "structure:inactive-item",
                Warning,
                "{item} does not belong to this kind of record. It is not looked at.",
                "Remove it.",
            ),
            Self::RefusedInactiveItem => (
                "structure:inactive-item",
                Fatal,
                "{item} does not belong to this kind of record. One that has it is not taken here.",
                "Remove it.",
            ),
            Self::MissingItem => (
                "structure:missing-item",
                Fatal,
                "{item} is missing. A record of this kind needs it, even when it is blank.",
                "Add it; where there is nothing to say, with the value ^.",
            ),
            Self::UnknownInstrument => (
                "record:unknown-instrument",
                Fatal,
                "Records of this kind cannot be checked here: {value}",
                "ASMT_SYS_CD must be one of: {allowed}.",
            ),
            Self::UnknownVersion => (
                "record:unknown-version",
                Fatal,
                "CMS published no specification of this version, as far as is known here: {value}",
                "SPEC_VRSN_CD can be one of: {allowed}.",
            ),
            Self::UnknownKind => (
                "record:unknown-kind",
                Fatal,
                "The rules of its version know no record of this kind, so that it cannot be checked: {value}",
                "{item} can be one of: {allowed}.",
            ),
            Self::UnheldVersion => (
                "record:version-not-held",
                Fatal,
                "CMS published version {value} for records dated {in force}. Its rules are not held here, so that the record cannot be checked.",
                "If the version is right, the record cannot be taken here. Rules are held of: {allowed}.",
            ),
            Self::WrongVersion => (
                "record:wrong-version",
                Warning,
                "Version {value} is for records dated {in force}, and not for this one, which is dated {target}.",
                "Check the date and SPEC_VRSN_CD.",
            ),
            Self::WrongItemSet => (
                "record:wrong-item-set",
                Warning,
                "The item set {value} is not that of a record which is dated {target}: it is {allowed}.",
                "Check the date and {item}.",
            ),
            Self::DateNotHeld => (
                "record:date-not-held",
                Warning,
                "The rules that are in force on the date of this record, {target}, are not held here. It was checked by those of its version.",
                "Check the date and SPEC_VRSN_CD.",
            ),
        }
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        self.told().0
    }

    #[must_use]
    pub const fn severity(self) -> Severity {
        self.told().1
    }

    /// What is wrong, with `{item}`, `{value}` and what else [`super::found::Subject`] speaks of.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.told().2
    }

    /// What to change.
    #[must_use]
    pub const fn fix(self) -> &'static str {
        self.told().3
    }
}
