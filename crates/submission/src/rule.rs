//! What the checks of content can find, by meaning, and in which words. Several rules may share
//! one edit number. Official numbers are kept; the sentences are our own.

use domain::submissions::Severity::{self, Fatal, Information, Warning};
use serde::{Deserialize, Serialize};

/// Writes the enum, the list of all, and the facts of each from one table:
/// name, code, severity, what is wrong, what to change. [`crate::wording`] fills the braces.
macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $message:literal $fix:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Rule { $($name,)* }

        impl Rule {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The official edit number, or our own code where CMS has none.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => $severity,)* }
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

rules! {
    VersionRetired "-1021" Fatal
        "File version {value} was retired on 04/01/2026."
        "Export the file in version 4.10.0. The software's vendor can provide an update.",
    VersionRetiring "-1020" Warning
        "File version {value} will be retired on 04/01/2026. Until then it is still taken."
        "Export the file in version 4.10.0. The software's vendor can provide an update.",
    VersionUnknown "-3676" Fatal
        r#""{value}" is not a file version in use."#
        "Export the file in version 4.10.0. The software's vendor can provide an update.",
    RequiredInHeader "-4003" Fatal
        "{name} is missing or blank. Every {parent} needs it."
        "Enter {name}.",
    RequiredForEmployee "-4004" Fatal
        "{name} is missing or blank. Every {parent} needs it."
        "Enter {name}.",
    RequiredForHours "-4006" Fatal
        "{name} is missing or blank. Every {parent} needs it."
        "Enter {name}.",
    ProcessTypeMissing "-4008" Fatal
        "The staffing hours do not say whether they merge with or replace the hours stored."
        r#"Add processType="merge" or processType="replace" to staffingHours."#,
    FacilityIdBlank "-3702" Fatal
        "The facility ID is blank."
        "Enter the facility ID that the state assigned.",
    NotInList "-3676" Fatal
        r#""{value}" is not one of the codes for {name}."#
        "Enter one of the codes of {name}.",
    NotInRange "-3679" Fatal
        r#""{value}" is not a number that {name} may have."#
        "Enter a number in the range.",
    NotADate "-3677" Fatal
        r#""{value}" is not a date in the form YYYY-MM-DD."#
        "Write the date with four digits for the year and two each for month and day, for example 2026-07-01.",
    YearBefore1895 "-1009" Fatal
        "The year of {name} is before 1895."
        "Correct the year.",
    YearAfter2050 "-4019" Fatal
        "The year of {name} is after 2050."
        "Correct the year.",
    DateInFuture "-4002" Fatal
        "This work date is after today, {today}."
        "Correct the date, or send these hours once they have been worked.",
    DateOutsideQuarter "-1010" Warning
        "This work date lies outside the quarter of the file, {first} to {last}. Its hours are not processed."
        "Correct the date, or send these hours in a file of their own quarter.",
    EmployeeIdCharacters "-4018" Fatal
        r#"The employee ID "{value}" has a character that is not allowed."#
        "Use only letters, digits, spaces between them, and _ , . - \\",
    TextCharacters "-3802" Fatal
        "{name} is empty or has a character that is not allowed."
        "Use only the characters listed, or leave out {name}.",
    VersionCharacters "-3690" Fatal
        "{name} is empty or has a character that is not allowed."
        "Use only the characters listed, or leave out {name}.",
    EmailForm "-3692" Fatal
        r#""{value}" does not have the form of an e-mail address."#
        "Write it as name@example.com, or leave it out.",
    TooLong "-3793" Fatal
        "{name} is longer than {max} characters."
        "Shorten {name}.",
    DayOverLimit "-4025" Fatal
        "Employee {employee} has {value} hours on one date. The most is 22.50, over all job titles together."
        "Check the entries of this employee on this date, also under other job titles.",
    WrongRoot "structure:root" Fatal
        "The file begins with the element {value}. A PBJ file begins with nursingHomeData."
        "Choose the PBJ file that the payroll software exported.",
    UnexpectedElement "structure:unexpected-element" Fatal
        "The element {value} does not belong in {name}."
        "Remove it, or export the file in version 4.10.0.",
    RepeatedElement "structure:repeated-element" Fatal
        "{name} stands more than once in the same {parent}."
        "Keep one of them.",
    ElementOrder "structure:element-order" Fatal
        "{name} stands after an element that must follow it."
        "The order is: {order}.",
    MissingElement "structure:missing-element" Fatal
        "{parent} has no {name}."
        "The order is: {order}.",
    UnexpectedAttribute "structure:unexpected-attribute" Fatal
        "The attribute {value} does not belong on {name}."
        "Remove it, or export the file in version 4.10.0.",
    UnexpectedText "structure:unexpected-text" Fatal
        r#"{name} holds the text "{value}" where only elements may stand."#
        "Remove it, or export the file in version 4.10.0.",
    NilNotAllowed "structure:nil-not-allowed" Fatal
        "{name} may not be marked as nil."
        "Enter a value for {name}.",
    NilWithValue "structure:nil-with-value" Fatal
        "{name} is marked as nil and has a value as well, or its xsi:nil is neither true nor false."
        "Keep the value and remove xsi:nil, or the other way round.",
    NoSection "structure:no-section" Warning
        "The file has neither employees nor staffing hours, so there is nothing to store."
        "Add the employees, the staffing hours, or both.",
    NonAscii "intake:non-ascii" Warning
        "The file says that it is ASCII, but has a character beyond it."
        "Save the file as UTF-8 and say so in its first line, or remove the character.",
    DuplicateEmployee "note:duplicate-employee" Information
        "Employee {value} is listed more than once."
        "List each employee once.",
    DateOrder "note:date-order" Information
        "Employee {employee} has a termination date before the hire date."
        "Check both dates.",
    HoursPerMonth "note:hours-per-month" Information
        "Employee {employee} has more than 400 hours in one month."
        "Check that the ID belongs to one person only. Audits look for this.",
    DaysWithoutRegisteredNurse "note:days-without-rn" Information
        "By this file alone, {value} days of the quarter have no hours of a registered nurse."
        "Check that all hours of job titles 5, 6 and 7 are in the file. Four such days in a quarter lower the staffing rating to one star.",
    EmptyReplace "note:empty-replace" Information
        "The file replaces the quarter and has no hours: all stored hours of the quarter would go."
        r#"Use processType="merge" unless the quarter is to be emptied."#,
    IdLikeSsn "note:id-like-ssn" Information
        "An employee ID looks like a Social Security number."
        "Use an ID that the facility gives. Social Security numbers do not belong in PBJ files.",
}
