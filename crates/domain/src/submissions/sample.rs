//! The sample files of the demonstration: each shows one thing that can happen to a file.

/// A file to try things out with, made for the reader's own facility and an open quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    Clean,
    TwelveProblems,
    UnknownEmployees,
    Large,
    BrokenZip,
}

impl Sample {
    pub const ALL: [Self; 5] = [
        Self::Clean,
        Self::TwelveProblems,
        Self::UnknownEmployees,
        Self::Large,
        Self::BrokenZip,
    ];

    /// Its name in addresses and on disk.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Clean => "pbj-clean.xml",
            Self::TwelveProblems => "pbj-twelve-problems.xml",
            Self::UnknownEmployees => "pbj-unknown-employees.xml",
            Self::Large => "pbj-50-mb.xml",
            Self::BrokenZip => "pbj-broken.zip",
        }
    }

    #[must_use]
    pub fn named(file_name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|sample| sample.file_name() == file_name)
    }

    /// What there is to see.
    #[must_use]
    pub const fn shows(self) -> &'static str {
        match self {
            Self::Clean => "nothing is found, and the server accepts it",
            Self::TwelveProblems => "twelve problems, each with its place and what to change",
            Self::UnknownEmployees => {
                "a browser finds nothing, but the server rejects it: it has hours of employees nobody submitted (-4016)"
            }
            Self::Large => "50 MB: progress, time left and cancelling",
            Self::BrokenZip => "a ZIP that was cut off and cannot be opened",
        }
    }
}
