use std::borrow::Cow;

use csv::ByteRecord;
use domain::spreadsheet::letters_and_digits;
use encoding_rs::WINDOWS_1252;

use super::ImportError;

/// What a column may say about a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Ccn,
    FacilityId,
    State,
    Name,
    Address,
    AddressMore,
    City,
    Zip,
    Phone,
    Ownership,
    Beds,
    CertifiedOn,
    TerminatedOn,
    AccreditedBy,
}

/// The names of columns in CMS's files, letters and digits only; of several, the first that is not blank counts.
const NAMES: [(Field, &[&str]); 14] = [
    (
        Field::Ccn,
        &[
            "ccn",
            "cmscertificationnumberccn",
            "federalprovidernumber",
            "prvdrnum",
        ],
    ),
    (Field::FacilityId, &["facilityid", "assessmentfacid"]),
    (Field::State, &["state", "statecd"]),
    (
        Field::Name,
        &[
            "name",
            "providername",
            "facilityname",
            "nursinghomeprovidername",
            "facname",
            "lglname",
            "doingbusinessasname",
            "organizationname",
        ],
    ),
    (
        Field::Address,
        &["address", "provideraddress", "addressline1", "stadr"],
    ),
    (Field::AddressMore, &["addressline2"]),
    (Field::City, &["city", "citytown", "cityname"]),
    (Field::Zip, &["zip", "zipcode", "zipcd"]),
    (Field::Phone, &["telephonenumber", "phonenumber", "phnenum"]),
    (
        Field::Ownership,
        &["ownershiptype", "typeofownership", "hospitalownership"],
    ),
    (
        Field::Beds,
        &["certifiedbeds", "numberofcertifiedbeds", "crtfdbedcnt"],
    ),
    (Field::CertifiedOn, &["certificationdate", "crtfctndt"]),
    (Field::TerminatedOn, &["terminationdate"]),
    (
        Field::AccreditedBy,
        &[
            "accreditedby",
            "accreditingorganization",
            "accreditationorganization",
        ],
    ),
];

/// Which column says what.
#[derive(Debug)]
pub struct Columns(Vec<(Field, usize)>);

impl Columns {
    pub fn find(headings: &ByteRecord) -> Result<Self, ImportError> {
        let headings: Vec<String> = headings
            .iter()
            .map(|heading| letters_and_digits(&decoded(heading)))
            .collect();
        let places = |(field, names): &(Field, &[&str])| {
            let field = *field;
            let places = names
                .iter()
                .filter_map(|name| headings.iter().position(|heading| heading == name));
            places.map(move |place| (field, place)).collect::<Vec<_>>()
        };
        let mut columns = Self(NAMES.iter().flat_map(places).collect());
        if !columns.has(Field::Ccn) && columns.has(Field::Name) {
            // CMS's hospital file calls the CCN Facility ID.
            columns.rename(Field::FacilityId, Field::Ccn);
        }
        match (columns.has(Field::Ccn), columns.0.len()) {
            (false, _) => Err(ImportError::NoCcnColumn),
            (true, 1) => Err(ImportError::NothingToRead),
            _ => Ok(columns),
        }
    }

    /// The cell as text without blanks around it or doubled inside it; none when nothing is said.
    pub fn cell(&self, line: &ByteRecord, field: Field) -> Option<String> {
        let places = self.0.iter().filter(|(known, _)| *known == field);
        places
            .filter_map(|(_, place)| line.get(*place))
            .map(text)
            .find(|text| !text.is_empty())
    }

    /// What stands in the column of CCNs.
    pub fn ccn(&self, line: &ByteRecord) -> String {
        self.cell(line, Field::Ccn).unwrap_or_default()
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(known, _)| *known == field)
    }

    fn rename(&mut self, from: Field, to: Field) {
        for (field, _) in self.0.iter_mut().filter(|(field, _)| *field == from) {
            *field = to;
        }
    }
}

fn decoded(cell: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(cell).map_or_else(
        |_| WINDOWS_1252.decode_without_bom_handling(cell).0,
        Cow::Borrowed,
    )
}

fn text(cell: &[u8]) -> String {
    let decoded = decoded(cell);
    let words = decoded
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    // Provider of Services files spell out what is blank.
    if matches!(text.as_str(), "Not Available" | "Not Applicable") {
        String::new()
    } else {
        text
    }
}
