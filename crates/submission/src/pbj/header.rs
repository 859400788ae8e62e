use domain::{providers::StateCode, staffing::FiscalQuarter};

use crate::{pbj::item::Item, pbj::values, rule::Rule, summary::Header, xml::Here};

/// The versions that CMS retired on April 1, 2026 (edits -1020 and -1021).
const RETIRED: [&str; 3] = ["2.00.0", "2.00.3", "4.00.0"];
const CURRENT: &str = "4.10.0";
const RETIRED_FROM: jiff::civil::Date = jiff::civil::date(2026, 4, 1);

/// Territories that have a postal code but no PBJ files.
const WITHOUT_PBJ: [&str; 6] = ["AS", "FM", "GU", "MH", "MP", "PW"];

/// The header as it is read.
#[derive(Debug, Default)]
pub struct Draft {
    pub header: Header,
    fiscal_year: Option<i16>,
    quarter: Option<u8>,
}

impl Draft {
    /// What a file version breaks on this day, if anything.
    pub fn set_version(&mut self, version: &str, today: jiff::civil::Date) -> Option<Rule> {
        version.clone_into(&mut self.header.file_spec_version);
        match version {
            CURRENT => None,
            _ if !RETIRED.contains(&version) => Some(Rule::VersionUnknown),
            _ if today < RETIRED_FROM => Some(Rule::VersionRetiring),
            _ => Some(Rule::VersionRetired),
        }
    }

    /// Takes the value of an item of the header; returns what it breaks, if anything.
    /// Length is checked apart.
    pub fn set(&mut self, item: Item, value: &str) -> Option<Rule> {
        match item {
            Item::FacilityId => {
                value.clone_into(&mut self.header.facility_id);
                value.is_empty().then_some(Rule::FacilityIdBlank)
            }
            Item::StateCode => {
                self.header.state = pbj_state(value);
                self.header.state.is_none().then_some(Rule::NotInList)
            }
            Item::ReportQuarter => {
                self.quarter = match value {
                    "1" => Some(1),
                    "2" => Some(2),
                    "3" => Some(3),
                    "4" => Some(4),
                    _ => None,
                };
                self.quarter.is_none().then_some(Rule::NotInList)
            }
            Item::FederalFiscalYear => {
                let years = FiscalQuarter::FIRST_YEAR..=FiscalQuarter::LAST_YEAR;
                let year =
                    values::integer(value.as_bytes()).and_then(|year| i16::try_from(year).ok());
                self.fiscal_year = year.filter(|year| years.contains(year));
                self.fiscal_year.is_none().then_some(Rule::NotInRange)
            }
            Item::SoftwareVendorEmail => (!values::is_email(value)).then_some(Rule::EmailForm),
            Item::SoftwareProductVersion => {
                (!values::is_plain_text(value, false)).then_some(Rule::VersionCharacters)
            }
            _ => {
                let kept = if item == Item::SoftwareVendorName {
                    &mut self.header.software_vendor
                } else {
                    &mut self.header.software_product
                };
                value.clone_into(kept);
                (!values::is_plain_text(value, true)).then_some(Rule::TextCharacters)
            }
        }
    }

    /// Keeps the lines that the server's edits point to.
    pub fn stands(&mut self, item: Item, here: &mut Here<'_>) {
        let line = match item {
            Item::FacilityId => &mut self.header.facility_id_line,
            Item::ReportQuarter => &mut self.header.report_quarter_line,
            _ => return,
        };
        *line = Some(here.place().0);
    }

    /// The header has ended: its quarter, if both parts of it are known.
    pub fn finish(&mut self) -> Option<FiscalQuarter> {
        self.header.quarter = FiscalQuarter::new(self.fiscal_year?, self.quarter?).ok();
        self.header.quarter
    }
}

/// One of the 53 codes of item stateCode, in capitals.
fn pbj_state(code: &str) -> Option<StateCode> {
    StateCode::parse(code)
        .ok()
        .filter(|state| state.as_str() == code && !WITHOUT_PBJ.contains(&code))
}
