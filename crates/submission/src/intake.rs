//! The layer before content: container, encoding, well-formedness, limits. What it refuses is
//! not read any further.

mod gate;

pub(crate) use gate::{Gate, Kind};

use domain::submissions::Severity;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Place};

/// Writes the enum and its facts from one table: code, what is wrong, what to change.
macro_rules! refused {
    ($($name:ident $code:literal $message:literal $fix:literal,)*) => {
        /// Why a file is not read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Refused { $($name,)* }

        impl Refused {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// `intake:doctype`: ours, for CMS has no number for it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => concat!("intake:", $code),)* }
            }

            /// What is wrong.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => $message,)* }
            }

            /// What to change.
            #[must_use]
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$name => $fix,)* }
            }
        }
    };
}

refused! {
    Empty "empty" "The file is empty." "Export it again.",
    TooLarge "too-large" "The file is larger than it may be." "Split it into several files.",
    TypeMismatch "type-mismatch" "The content is not what the file's name says." "Send the XML file that the software exported, or a ZIP of such files, under its own name.",

    NotZip "not-zip" "The ZIP is cut off: its end is missing." "Copy or create the ZIP again.",
    Ambiguous "ambiguous" "The ZIP has more than one end, so programs would read different files from it." "Create the ZIP again from the XML files.",
    TrailingBytes "trailing-bytes" "There are bytes after the end of the ZIP." "Create the ZIP again from the XML files.",
    Prefix "prefix" "There are bytes before the start of the ZIP." "Create the ZIP again from the XML files.",
    MultiDisk "multi-disk" "The ZIP is one part of a split archive." "Create one whole ZIP.",
    Zip64 "zip64" "The ZIP uses the form for archives over 4 GB." "Create it with an ordinary ZIP program.",
    EntryCount "entry-count" "The ZIP holds too many entries." "Split it into several ZIPs.",
    NoFiles "no-files" "The ZIP holds no file." "Put the XML files into it.",
    Inconsistent "inconsistent" "The ZIP contradicts itself about what it holds." "Create the ZIP again from the XML files.",
    Overlap "overlap" "Entries of the ZIP lie over one another." "Create the ZIP again from the XML files.",
    DuplicateEntry "duplicate-entry" "Two entries of the ZIP have the same name." "Give each file its own name.",
    EntryName "entry-name" "A name in the ZIP is not a plain file name." "Rename the file, with letters, digits, - and _, and create the ZIP again.",
    Symlink "symlink" "The ZIP holds a link instead of a file." "Put the file itself into the ZIP.",
    SpecialFile "special-file" "The ZIP holds a device or pipe instead of a file." "Create the ZIP again from the XML files.",
    Encrypted "encrypted" "The ZIP is protected by a password." "Create it without a password.",
    Method "method" "The ZIP is packed in a way that is not read here." "Create it with the usual method, Deflate.",
    DeclaredSize "declared-size" "The ZIP says that a file in it is far larger than it can be." "Create the ZIP again from the XML files.",
    TotalSize "total-size" "The files in the ZIP are too large together." "Split it into several ZIPs.",

    EntryType "entry-type" "This entry of the ZIP is not an XML file." "Leave it out of the ZIP.",
    Nested "nested" "This entry of the ZIP is an archive itself." "Put the XML files themselves into the ZIP.",
    Ratio "ratio" "The file unpacks to more than 200 times its packed size." "Send it unpacked.",
    SizeMismatch "size-mismatch" "The file does not have the size that the ZIP says." "Create the ZIP again.",
    Crc "crc" "The file was damaged inside the ZIP: its checksum differs." "Create the ZIP again.",
    Corrupt "corrupt" "The file was damaged inside the ZIP and cannot be unpacked." "Create the ZIP again.",

    Encoding "encoding" "The file's text is not UTF-8 or ASCII." "Save it as UTF-8, and name UTF-8 in its first line.",
    DeclaredEncoding "encoding" "The file's first line names an encoding other than UTF-8 and ASCII." "Save the file as UTF-8, and write encoding=\"UTF-8\" in its first line.",
    XmlVersion "xml-version" "The file does not say that it is XML 1.0." "Write version=\"1.0\" in its first line.",
    Doctype "doctype" "The file has a DOCTYPE, which is never read here." "Remove the DOCTYPE.",
    Character "character" "The file holds a character that XML does not allow." "Remove the character.",
    UndefinedEntity "undefined-entity" "The file uses an entity that XML does not define." "Write the character itself.",
    Namespace "namespace" "A name uses a prefix that is not declared, or the wrong number of colons." "Declare the prefix, or remove it.",
    Syntax "syntax" "The file is not well-formed XML from here on." "Export the file again. A file that was edited by hand may lack a tag, a quote or a bracket here.",
    NoRoot "no-root" "The file has no element." "Export it again.",
    Depth "depth" "Elements are nested too deeply." "Export the file again.",
    ElementCount "element-count" "The file has more elements than one record can have." "Send one record per file.",
    EventCount "event-count" "The file has too many parts." "Split it into several files.",
    AttributeCount "attribute-count" "An element has too many attributes." "Export the file again.",
    NameLength "name-length" "A name is too long." "Export the file again.",
    ValueLength "value-length" "A text, value or comment is too long." "Export the file again.",
    Root "root" "The file is no submission: its first element is not known here." "Send a PBJ file (nursingHomeData) or an assessment (ASSESSMENT).",
    UnknownElement "unknown-element" "The file asks for another file to be included, which is never done." "Put the content itself into the file.",
    EmployeeCount "employee-count" "The file names more different employees than one facility can have." "Send one facility's quarter per file.",
}

/// A refusal and where the reader stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub reason: Refused,
    /// How many bytes the file may have, where it has more ([`Refused::TooLarge`]); else which entry of the ZIP it is about, counted
    /// from 1.
    pub number: Option<u64>,
    /// Line and column from 1; none when it is about the file as a whole.
    pub line: Option<u32>,
    pub column: Option<u32>,
}

impl Refusal {
    /// A file that has more than `limit` bytes.
    pub(crate) const fn too_large(limit: u64) -> Self {
        Self {
            number: Some(limit),
            ..Self::of(Refused::TooLarge)
        }
    }

    /// What an archive says of the entry of this number, counted from 1.
    pub(crate) const fn of_entry(reason: Refused, entry: u64) -> Self {
        Self {
            number: Some(entry),
            ..Self::of(reason)
        }
    }

    const fn of(reason: Refused) -> Self {
        Self {
            reason,
            number: None,
            line: None,
            column: None,
        }
    }

    /// The same as a finding, fatal.
    #[must_use]
    pub fn finding(&self, file: &str) -> Finding {
        let mut message = self.reason.message().to_owned();
        match (self.reason, self.number) {
            (Refused::TooLarge, Some(limit)) => {
                message += &format!(" At most {limit} bytes are read.");
            }
            (_, Some(entry)) => message += &format!(" This is about entry {entry} of the ZIP."),
            (_, None) => {}
        }
        Finding {
            code: self.reason.code().to_owned(),
            severity: Severity::Fatal,
            message,
            fix: self.reason.fix().to_owned(),
            item: String::new(),
            value: None,
            allowed: None,
            place: Place {
                file: file.to_owned(),
                line: self.line,
                column: self.column,
                ..Place::default()
            },
        }
    }
}

impl From<Refused> for Refusal {
    fn from(reason: Refused) -> Self {
        Self::of(reason)
    }
}

/// Why reading ended before the end of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The file is not to be read further.
    Refused(Refusal),
    /// The source failed, which says nothing about the file. Whoever reads it keeps its error.
    Source,
    /// Whoever watches the progress asked to stop.
    Cancelled,
}

impl From<Refused> for Stop {
    fn from(reason: Refused) -> Self {
        Self::Refused(reason.into())
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
