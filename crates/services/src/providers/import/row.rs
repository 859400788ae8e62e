use csv::ByteRecord;
use domain::{
    access::AccreditingOrganization,
    providers::{Ccn, FacilityId, StateCode},
};
use jiff::civil::Date;

use super::{
    WhyRefused,
    columns::{Columns, Field},
};
use crate::providers::record::ProviderRecord;

/// What a line says about a provider; none where it says nothing.
#[derive(Debug)]
pub struct Row {
    pub ccn: Ccn,
    facility_id: Option<FacilityId>,
    state: Option<StateCode>,
    name: Option<String>,
    address: Option<String>,
    city: Option<String>,
    zip: Option<String>,
    phone: Option<String>,
    ownership: Option<String>,
    certified_beds: Option<i32>,
    certified_on: Option<Date>,
    terminated_on: Option<Date>,
    accredited_by: Option<AccreditingOrganization>,
}

impl Row {
    pub fn read(columns: &Columns, line: &ByteRecord) -> Result<Self, WhyRefused> {
        let cell = |field| columns.cell(line, field);
        let date = |field| cell(field).map(|text| read_date(&text)).transpose();
        Ok(Self {
            ccn: Ccn::parse(&columns.ccn(line))?,
            facility_id: cell(Field::FacilityId)
                .map(|text| FacilityId::parse(&text))
                .transpose()?,
            state: cell(Field::State)
                .map(|text| StateCode::parse(&text))
                .transpose()?,
            name: cell(Field::Name),
            address: address(cell(Field::Address), cell(Field::AddressMore)),
            city: cell(Field::City),
            zip: cell(Field::Zip).map(zip),
            phone: cell(Field::Phone).map(phone),
            ownership: cell(Field::Ownership),
            certified_beds: cell(Field::Beds)
                .map(|text| text.parse().map_err(|_| WhyRefused::Beds))
                .transpose()?,
            certified_on: date(Field::CertifiedOn)?,
            terminated_on: date(Field::TerminatedOn)?,
            // A name that we do not know says nothing that anything here could go by.
            accredited_by: cell(Field::AccreditedBy)
                .and_then(|text| AccreditingOrganization::from_text(&text)),
        })
    }

    /// The record of a provider that was not known before.
    pub fn record(&self) -> Result<ProviderRecord, WhyRefused> {
        let name = self.name.clone().ok_or(WhyRefused::Unknown)?;
        let kind = self.ccn.provider_type().ok_or(WhyRefused::Kind)?;
        let state = self
            .state
            .or_else(|| self.ccn.state())
            .ok_or(WhyRefused::Kind)?;
        Ok(self.onto(ProviderRecord {
            ccn: Some(self.ccn.clone()),
            facility_id: None,
            state,
            kind,
            name,
            address: String::new(),
            city: String::new(),
            zip: String::new(),
            phone: None,
            ownership: None,
            certified_beds: None,
            certified_on: None,
            terminated_on: None,
            accredited_by: None,
        }))
    }

    /// The record with what this line says put into it.
    pub fn onto(&self, mut record: ProviderRecord) -> ProviderRecord {
        fn put<T: Clone>(said: Option<&T>, into: &mut T) {
            if let Some(said) = said {
                into.clone_from(said);
            }
        }
        put(self.state.as_ref(), &mut record.state);
        put(self.name.as_ref(), &mut record.name);
        put(self.address.as_ref(), &mut record.address);
        put(self.city.as_ref(), &mut record.city);
        put(self.zip.as_ref(), &mut record.zip);
        record.facility_id = self.facility_id.clone().or(record.facility_id);
        record.phone = self.phone.clone().or(record.phone);
        record.ownership = self.ownership.clone().or(record.ownership);
        record.certified_beds = self.certified_beds.or(record.certified_beds);
        record.certified_on = self.certified_on.or(record.certified_on);
        record.terminated_on = self.terminated_on.or(record.terminated_on);
        record.accredited_by = self.accredited_by.or(record.accredited_by);
        record
    }
}

fn address(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}, {second}")),
        (first, second) => first.or(second),
    }
}

fn read_date(text: &str) -> Result<Date, WhyRefused> {
    text.parse()
        .or_else(|_| Date::strptime("%m/%d/%Y", text))
        .map_err(|_: jiff::Error| WhyRefused::Date)
}

/// `275263602` and `2852` as `27526-3602` and `02852`.
fn zip(text: String) -> String {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    match text.len() {
        9 => format!("{}-{}", &text[..5], &text[5..]),
        4 => format!("0{text}"),
        _ => text,
    }
}

/// Ten digits as `(555) 555-0142`.
fn phone(text: String) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 10 {
        format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])
    } else {
        text
    }
}
