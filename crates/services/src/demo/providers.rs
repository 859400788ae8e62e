use domain::{
    access::AccreditingOrganization,
    providers::{Ccn, Certification, FacilityId, ProviderId, ProviderType, StateCode},
    time::{Instant, Now},
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use store::{Tx, exec, row::Day};
use uuid::Uuid;

use super::{dice::Dice, words};
use crate::{
    ServiceError,
    providers::record::{self, FieldChange, ProviderRecord},
};

/// DAVIS COUNTY HOSPITAL, the one provider that the seeds print (seed 003, figure 10).
pub const DAVIS: &str = "16E724";
/// The second home of its administrator.
pub const SECOND_HOME: &str = "166400";
/// The home whose Facility ID is SRDEMO01.
pub const SAMPLE_HOME: &str = "366400";
/// A home that ceased to take part in the programs.
pub const TERMINATED_HOME: &str = "446407";
/// A home that has sent nothing for the open quarter, and sent the last one too late.
pub const LATE_HOME: &str = "346407";
/// A home that has sent nothing for the quarter that has just ended.
pub const SILENT_HOME: &str = "166407";
/// A home whose only file for the quarter that has just ended was rejected.
pub const REJECTED_HOME: &str = "166408";
/// The home health agency that has an Assessment Coordinator of its own.
pub const SAMPLE_AGENCY: &str = "118400";
/// What the vendor sends for: homes and agencies of three states.
pub const VENDOR_CLIENTS: [&str; 6] = [
    "106400",
    "108400",
    "116400",
    "116401",
    SAMPLE_AGENCY,
    "346400",
];
/// Two homes of one name, in neighbouring states.
const NAMESAKES: (&str, &str) = ("186402", "446402");

/// State, number of nursing homes, first digits of its ZIP codes.
const STATES: [(&str, i32, i32); 12] = [
    ("AL", 8, 351),
    ("FL", 8, 326),
    ("GA", 8, 310),
    ("KY", 8, 403),
    ("MS", 8, 392),
    ("NC", 8, 278),
    ("SC", 8, 296),
    ("TN", 8, 377),
    ("IA", 9, 503),
    ("OH", 9, 438),
    ("CA", 9, 937),
    ("NY", 8, 126),
];

/// A provider in the making.
#[derive(Debug)]
pub struct DemoProvider {
    pub id: ProviderId,
    pub record: ProviderRecord,
    certifications: Vec<Certification>,
    changes: Vec<(Uuid, Instant, FieldChange)>,
}

impl DemoProvider {
    pub fn ccn(&self) -> &str {
        self.record.ccn.as_ref().map_or("", Ccn::as_str)
    }
}

store::sql! {
    CERTIFIED = "insert into provider_certification (provider_id, from_date, to_date, action) values ($1, $2, $3, $4)";
}

/// The 160 providers, the same for the same seed and day.
pub fn invent(seed: u32, now: Now) -> Vec<DemoProvider> {
    let mut dice = Dice::new(seed, "providers");
    let mut names = words::names(&mut dice).into_iter();
    let mut records = Vec::new();
    for (code, homes, zip) in STATES {
        for (kind, first, count) in [
            (ProviderType::NursingHome, "6400", homes),
            (ProviderType::SwingBed, "Z380", 1),
            (ProviderType::HomeHealthAgency, "8400", 3),
            (ProviderType::Hospice, "1790", 1),
        ] {
            let (prefix, last) = first.split_at(2);
            let last: i32 = last.parse().expect("a number ends in digits");
            for number in last..last + count {
                let name = names.next().expect("there are more names than providers");
                let place = Place {
                    code,
                    zip,
                    numbered: format!("{prefix}{number:02}"),
                    order: records.len(),
                };
                records.push(record(&mut dice, kind, &name, place));
            }
        }
    }
    records.push(davis());
    set_apart(&mut records, now.today());
    records
        .into_iter()
        .enumerate()
        .map(|(index, record)| with_history(&mut dice, index, record, now))
        .collect()
}

struct Place {
    code: &'static str,
    zip: i32,
    /// The four characters of the CCN after its state's.
    numbered: String,
    order: usize,
}

fn record(dice: &mut Dice, kind: ProviderType, name: &str, place: Place) -> ProviderRecord {
    let state = StateCode::parse(place.code).expect("the states are real ones");
    let ccn = format!(
        "{}{}",
        state.first_ccn_code().expect("a state has providers"),
        place.numbered
    );
    let (suffixes, beds): (&[&str], _) = match kind {
        ProviderType::NursingHome => (&words::NURSING_HOMES, Some(dice.number(30..=160))),
        ProviderType::SwingBed | ProviderType::Hospital => {
            (&words::SWING_BEDS, Some(dice.number(10..=25)))
        }
        ProviderType::HomeHealthAgency => (&words::HOME_HEALTH_AGENCIES, None),
        ProviderType::Hospice => (&words::HOSPICES, None),
    };
    ProviderRecord {
        ccn: Some(Ccn::parse(&ccn).expect("the demonstration's CCNs are well-formed")),
        facility_id: Some(facility_id(&format!(
            "{}{}",
            place.code,
            2001 + place.order
        ))),
        state,
        kind,
        name: format!("{name} {}", dice.pick(suffixes)),
        address: words::street(dice),
        city: words::town(dice),
        zip: format!("{}{:02}", place.zip, dice.number(1..=99)),
        phone: Some(words::telephone(dice)),
        ownership: Some((*dice.pick(&words::OWNERSHIPS)).to_owned()),
        certified_beds: beds,
        certified_on: Some(
            date(
                i16::try_from(dice.number(1974..=2016)).unwrap_or(2000),
                1,
                1,
            ) + dice.number(0..=360).days(),
        ),
        terminated_on: None,
        accredited_by: accreditor(kind, place.order),
    }
}

/// Some hospitals, agencies and hospices are deemed to meet the conditions: no state surveys them for it. Nursing homes
/// never are (42 CFR 488.5).
fn accreditor(kind: ProviderType, order: usize) -> Option<AccreditingOrganization> {
    let key = match (kind, order % 3) {
        (ProviderType::NursingHome, _) | (_, 0) => return None,
        (ProviderType::HomeHealthAgency | ProviderType::Hospice, 1) => "chap",
        _ => "tjc",
    };
    AccreditingOrganization::from_key(key)
}

fn facility_id(text: &str) -> FacilityId {
    FacilityId::parse(text).expect("the demonstration's Facility IDs are well-formed")
}

fn davis() -> ProviderRecord {
    ProviderRecord {
        ccn: Some(Ccn::parse(DAVIS).expect("seed 003 prints a CCN")),
        facility_id: Some(facility_id("IA1077")),
        state: StateCode::parse("IA").expect("Iowa is a state"),
        kind: ProviderType::NursingHome,
        name: "DAVIS COUNTY HOSPITAL".to_owned(),
        address: "509 NORTH MADISON STREET".to_owned(),
        city: "BLOOMFIELD".to_owned(),
        zip: "52537".to_owned(),
        phone: None,
        ownership: Some("Government - County".to_owned()),
        certified_beds: Some(32),
        certified_on: Some(date(1978, 7, 1)),
        terminated_on: None,
        accredited_by: None,
    }
}

/// The few that a story is told about.
fn set_apart(records: &mut [ProviderRecord], today: Date) {
    let at = |records: &[ProviderRecord], ccn: &str| {
        records
            .iter()
            .position(|record| {
                record
                    .ccn
                    .as_ref()
                    .is_some_and(|known| known.as_str() == ccn)
            })
            .expect("the demonstration has this provider")
    };
    let sample = at(records, SAMPLE_HOME);
    records[sample].facility_id = Some(facility_id("SRDEMO01"));
    let terminated = at(records, TERMINATED_HOME);
    records[terminated].terminated_on = Some(today - 140.days());
    let (first, second) = (at(records, NAMESAKES.0), at(records, NAMESAKES.1));
    let name = records[first].name.clone();
    records[second].name = name;
}

fn with_history(dice: &mut Dice, index: usize, record: ProviderRecord, now: Now) -> DemoProvider {
    let id = ProviderId(dice.id(now.rules));
    let certifications = certifications(dice, &record, now.today());
    let told_about = [DAVIS, SECOND_HOME, SAMPLE_HOME, LATE_HOME]
        .into_iter()
        .chain(VENDOR_CLIENTS);
    let ccn = record.ccn.as_ref().map_or("", Ccn::as_str);
    let is_told = index.is_multiple_of(7) || told_about.into_iter().any(|told| told == ccn);
    let changes = if is_told {
        changes(dice, &record, now)
    } else {
        Vec::new()
    };
    DemoProvider {
        id,
        record,
        certifications,
        changes,
    }
}

/// The first certification and the last three: about a year apart for nursing homes (42 CFR
/// 488.308), three for the others.
fn certifications(dice: &mut Dice, record: &ProviderRecord, today: Date) -> Vec<Certification> {
    let Some(certified_on) = record.certified_on else {
        return Vec::new();
    };
    let months = if record.kind == ProviderType::NursingHome {
        12
    } else {
        36
    };
    let last = record.terminated_on.unwrap_or(today) - dice.number(20..=330).days();
    let mut starts = vec![(certified_on, "Initial")];
    for back in [2, 1, 0] {
        let changed_hands = dice.percent(8);
        let action = if changed_hands {
            "Change of ownership"
        } else {
            "Recertification"
        };
        starts.push((
            last - (back * months).months() + dice.number(0..=20).days(),
            action,
        ));
    }
    starts.extend(record.terminated_on.map(|day| (day, "Termination")));
    let ends = starts
        .iter()
        .skip(1)
        .map(|(from, _)| Some(*from - 1.day()))
        .chain([None])
        .collect::<Vec<_>>();
    starts
        .into_iter()
        .zip(ends)
        .map(|((from, action), to)| Certification {
            from,
            to,
            action: action.to_owned(),
        })
        .collect()
}

/// One or two fields that changed in the last four weeks, and now are what the record says.
fn changes(
    dice: &mut Dice,
    record: &ProviderRecord,
    now: Now,
) -> Vec<(Uuid, Instant, FieldChange)> {
    let mut changes = vec![match record.certified_beds {
        Some(beds) => FieldChange {
            field: "Certified beds",
            before: Some((beds + dice.number(1..=6)).to_string()),
            after: Some(beds.to_string()),
        },
        None => FieldChange {
            field: "Address",
            before: Some(words::street(dice)),
            after: Some(record.address.clone()),
        },
    }];
    if record.phone.is_some() && dice.percent(50) {
        changes.push(FieldChange {
            field: "Telephone",
            before: Some(words::telephone(dice)),
            after: record.phone.clone(),
        });
    }
    let day = now.today() - dice.number(1..=28).days();
    let at = Instant::from_eastern(day.at(10, 30, 0, 0));
    changes
        .into_iter()
        .map(|change| (dice.id(at), at, change))
        .collect()
}

/// Who reported the changes, as an import's file would be named.
const SOURCE: &str = "State licensing update";

pub async fn insert(tx: &mut Tx, provider: &DemoProvider, now: Now) -> Result<(), ServiceError> {
    let known_since = Instant::from_eastern((now.today() - 3.years()).at(9, 0, 0, 0));
    record::insert(tx, provider.id, &provider.record, known_since).await?;
    for period in &provider.certifications {
        exec!(
            tx,
            CERTIFIED,
            provider.id.0,
            Day::from(period.from),
            period.to.map(Day::from),
            &period.action
        )?;
    }
    for (id, at, change) in &provider.changes {
        record::record_change(tx, *id, provider.id, change, SOURCE, *at).await?;
    }
    Ok(())
}
