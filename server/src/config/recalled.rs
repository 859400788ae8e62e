//! What is recalled of CMS's rules, and stands in no source that we hold: an installation may know better.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::{ArgAction, Args};
use domain::assessments::Sequence;
use domain::patients::MatchKeys;
use domain::reports::DueRules;

#[derive(Args, Debug, Clone)]
pub struct RecalledArgs {
    /// The day of a nursing home's stay by which the admission assessment is due; that of the entry is day 1
    #[arg(long, env = "OPENQIES_ADMISSION_DAY", default_value_t = DueRules::default().admission_day, value_parser = days())]
    pub admission_day: i64,
    /// Most days from an assessment of a nursing home's resident to the next one
    #[arg(long, env = "OPENQIES_QUARTERLY_DAYS", default_value_t = DueRules::default().quarterly_days, value_parser = days())]
    pub quarterly_days: i64,
    /// Most days from a comprehensive assessment to the next one; more than --quarterly-days
    #[arg(long, env = "OPENQIES_COMPREHENSIVE_DAYS", default_value_t = DueRules::default().comprehensive_days, value_parser = days())]
    pub comprehensive_days: i64,
    /// Whether an entry after an anticipated return needs an admission assessment of its own
    #[arg(long, env = "OPENQIES_RETURN_IS_ADMISSION", default_value_t = DueRules::default().return_is_admission, action = ArgAction::Set)]
    pub return_is_admission: bool,
    /// Whether a resumption of home health care in the last five days of an episode stands for its recertification
    #[arg(long, env = "OPENQIES_RESUMPTION_RECERTIFIES", default_value_t = DueRules::default().resumption_recertifies, action = ArgAction::Set)]
    pub resumption_recertifies: bool,
    /// A text file that says which record may follow which, such as docs/sequence.txt
    #[arg(long, env = "OPENQIES_SEQUENCE")]
    pub sequence: Option<PathBuf>,
    /// By what a record finds its patient: keys with commas between them, the strongest first, each of fields that must be alike
    #[arg(long, env = "OPENQIES_PATIENT_KEYS", default_value_t = MatchKeys::default())]
    pub patient_keys: MatchKeys,
}

/// From a day to two years.
fn days() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(1..=732)
}

impl RecalledArgs {
    /// # Errors
    /// When every assessment would have to be a comprehensive one.
    pub fn due(&self) -> anyhow::Result<DueRules> {
        ensure!(
            self.quarterly_days < self.comprehensive_days,
            "--comprehensive-days is to be more than --quarterly-days"
        );
        Ok(DueRules {
            admission_day: self.admission_day,
            quarterly_days: self.quarterly_days,
            comprehensive_days: self.comprehensive_days,
            return_is_admission: self.return_is_admission,
            resumption_recertifies: self.resumption_recertifies,
        })
    }

    /// # Errors
    /// When the file cannot be read, or says something that it cannot.
    pub fn sequence(&self) -> anyhow::Result<Sequence> {
        let Some(path) = &self.sequence else {
            return Ok(Sequence::default());
        };
        let reading = || {
            format!(
                "reading which record may follow which in {}",
                path.display()
            )
        };
        let text = fs::read_to_string(path).with_context(reading)?;
        Sequence::parse(&text).with_context(reading)
    }
}
