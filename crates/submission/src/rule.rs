//! What the checks of content can find, by meaning. Several rules may share one edit number.

use domain::submissions::Severity::{self, Fatal, Information, Warning};

/// Writes the enum, the list of all, and the two facts of each from one table.
macro_rules! rules {
    ($($name:ident $code:literal $severity:ident,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
        }
    };
}

rules! {
    VersionRetired "-1021" Fatal,
    VersionRetiring "-1020" Warning,
    VersionUnknown "-3676" Fatal,
    RequiredInHeader "-4003" Fatal,
    RequiredForEmployee "-4004" Fatal,
    RequiredForHours "-4006" Fatal,
    ProcessTypeMissing "-4008" Fatal,
    FacilityIdBlank "-3702" Fatal,
    NotInList "-3676" Fatal,
    NotInRange "-3679" Fatal,
    NotADate "-3677" Fatal,
    YearBefore1895 "-1009" Fatal,
    YearAfter2050 "-4019" Fatal,
    DateInFuture "-4002" Fatal,
    DateOutsideQuarter "-1010" Warning,
    EmployeeIdCharacters "-4018" Fatal,
    TextCharacters "-3802" Fatal,
    VersionCharacters "-3690" Fatal,
    EmailForm "-3692" Fatal,
    TooLong "-3793" Fatal,
    DayOverLimit "-4025" Fatal,
    WrongRoot "structure:root" Fatal,
    UnexpectedElement "structure:unexpected-element" Fatal,
    RepeatedElement "structure:repeated-element" Fatal,
    ElementOrder "structure:element-order" Fatal,
    MissingElement "structure:missing-element" Fatal,
    UnexpectedAttribute "structure:unexpected-attribute" Fatal,
    UnexpectedText "structure:unexpected-text" Fatal,
    NilNotAllowed "structure:nil-not-allowed" Fatal,
    NilWithValue "structure:nil-with-value" Fatal,
    NoSection "structure:no-section" Warning,
    NonAscii "intake:non-ascii" Warning,
    DuplicateEmployee "note:duplicate-employee" Information,
    DateOrder "note:date-order" Information,
    HoursPerMonth "note:hours-per-month" Information,
    DaysWithoutRegisteredNurse "note:days-without-rn" Information,
    EmptyReplace "note:empty-replace" Information,
    IdLikeSsn "note:id-like-ssn" Information,
}
