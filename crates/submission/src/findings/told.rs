//! Findings that are in words from the start.

use std::fmt::{self, Debug};

use domain::submissions::Severity;

use crate::{fact::Fact, finding::Finding};

/// Findings in words: those of an assessment, in the order of its file. Behind a trait, so that a program which checks payroll files alone
/// holds none of their code. An index past their end is none of them.
pub trait Told: Send + Sync {
    fn total(&self) -> usize;

    fn count(&self, severity: Severity) -> u64;

    /// Gives each code once, with its severity and how often it was found.
    fn each_code(&self, give: &mut dyn FnMut(String, Severity, u64));

    fn fact(&self, index: usize) -> Option<Fact>;

    fn severity(&self, index: usize) -> Option<Severity>;

    fn code(&self, index: usize) -> Option<&str>;

    fn item(&self, index: usize) -> Option<&str>;
}

// Not asked of each kind: the browser would load what nobody looks at there.
impl Debug for dyn Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries((0..self.total()).map_while(|index| self.fact(index)))
            .finish()
    }
}

impl Told for Vec<Finding> {
    fn total(&self) -> usize {
        self.len()
    }

    fn count(&self, severity: Severity) -> u64 {
        self.iter()
            .filter(|finding| finding.severity == severity)
            .count() as u64
    }

    fn each_code(&self, give: &mut dyn FnMut(String, Severity, u64)) {
        for (index, finding) in self.iter().enumerate() {
            let same = |other: &&Finding| other.code == finding.code;
            if !self.iter().take(index).any(|other| same(&other)) {
                let count = self.iter().filter(same).count() as u64;
                give(finding.code.clone(), finding.severity, count);
            }
        }
    }

    fn fact(&self, index: usize) -> Option<Fact> {
        let finding = self.get(index)?;
        Some(Fact::Told(Box::new(finding.clone())))
    }

    fn severity(&self, index: usize) -> Option<Severity> {
        Some(self.get(index)?.severity)
    }

    fn code(&self, index: usize) -> Option<&str> {
        Some(&self.get(index)?.code)
    }

    fn item(&self, index: usize) -> Option<&str> {
        Some(&self.get(index)?.item)
    }
}
