//! How large a submission and its parts may be. Configuration; the defaults are CMS's limits
//! where CMS has one, and otherwise far above any real file.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of a ZIP. CMS's limit: 5 MB.
    pub zip_bytes: u64,
    /// Bytes of one XML file, unpacked. CMS's limit: 50 MB.
    pub xml_bytes: u64,
    /// Bytes of all files of a ZIP together, unpacked.
    pub total_bytes: u64,
    /// Entries of a ZIP, folders included.
    pub members: usize,
    /// How many times larger than its packed form a file may be, once it is over
    /// [`Self::ratio_from`] bytes.
    pub ratio: u64,
    pub ratio_from: u64,
    /// Tags, texts, comments and instructions of one XML file.
    pub events: u64,
    /// Elements inside elements.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Bytes of one name.
    pub name_bytes: usize,
    /// Bytes of one text or attribute value.
    pub value_bytes: usize,
    /// Elements of a file that holds one assessment.
    pub record_elements: u64,
    /// Different employees in one PBJ file.
    pub employees: usize,
    /// Findings of an upload kept with their place and wording; those beyond are counted only.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            zip_bytes: 5_242_880,
            xml_bytes: 52_428_800,
            total_bytes: 524_288_000,
            members: 5_000,
            ratio: 200,
            ratio_from: 1_048_576,
            events: 20_000_000,
            depth: 64,
            attributes: 64,
            name_bytes: 256,
            value_bytes: 65_536,
            record_elements: 50_000,
            employees: 100_000,
            findings: 100_000,
        }
    }
}
