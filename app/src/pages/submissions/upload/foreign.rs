//! Assessments of facilities that one cannot send for: known before they are sent.

use super::picked::{PickedFile, PickedFiles};
use super::state::Check;
use crate::ui::counted;
use domain::submissions::{SendsFor, SubmissionKind};
use leptos::prelude::*;
use submission::checker::{Checked, SaidFacility};

/// Agencies of these write that they are in Hawaii (OASIS edit -9130).
const WRITE_HAWAII: [&str; 3] = ["AS", "GU", "MP"];

/// The server will say the same of each record.
#[component]
pub fn ForeignFacilities(files: PickedFiles, file: PickedFile) -> impl IntoView {
    let foreign = file.check.with_untracked(|check| of_check(files, check));
    foreign
        .into_iter()
        .map(|(facility, records)| {
            view! {
                <div class="usa-alert usa-alert--warning usa-alert--slim">
                    <div class="usa-alert__body"><p class="usa-alert__text">{words(&facility, records)}</p></div>
                </div>
            }
        })
        .collect_view()
}

/// How many records the server will reject because their sender may not send them for their facility.
pub fn foretold(files: PickedFiles, check: &Check) -> i64 {
    let foreign = of_check(files, check).into_iter();
    foreign.map(|(_, records)| records).sum()
}

fn of_check(files: PickedFiles, check: &Check) -> Vec<(SaidFacility, i64)> {
    match check {
        // Of payroll files the server says it (`comparison`); where files are only checked they have no sender.
        Check::Done(checked) if files.kind == SubmissionKind::Assessments => {
            files.own.with_value(|own| foreign(checked, own))
        }
        _ => Vec::new(),
    }
}

/// The facilities that are none of the person's, each once, with the number of its records.
pub fn foreign(checked: &Checked, own: &[SendsFor]) -> Vec<(SaidFacility, i64)> {
    let mut foreign: Vec<(SaidFacility, i64)> = Vec::new();
    let said = checked
        .members
        .iter()
        .filter_map(|member| member.facility.as_ref());
    // What a record does not say is a problem of its own.
    let told = said.filter(|said| !said.state.is_empty() && !said.number.is_empty());
    for facility in told.filter(|said| !own.iter().any(|own| is(own, said))) {
        match foreign.iter_mut().find(|(known, _)| known == facility) {
            Some((_, records)) => *records += 1,
            None => foreign.push((facility.clone(), 1)),
        }
    }
    foreign
}

/// As the server judges it (`services::assessments::facility`): the provider takes part with the record's instrument. Letters may be
/// small.
fn is(own: &SendsFor, said: &SaidFacility) -> bool {
    let state = own.state.as_str();
    let is_state = state.eq_ignore_ascii_case(&said.state)
        || said.state.eq_ignore_ascii_case("HI") && WRITE_HAWAII.contains(&state);
    let instrument = own.kind.instrument();
    is_state
        && instrument.is_some_and(|takes| takes.eq_ignore_ascii_case(&said.instrument))
        && own.facility_id.as_str().eq_ignore_ascii_case(&said.number)
}

fn words(facility: &SaidFacility, records: i64) -> String {
    let SaidFacility {
        instrument,
        state,
        number,
    } = facility;
    let rejected = match records {
        1 => "its record".to_owned(),
        records => format!("its {}", counted(records, "record")),
    };
    format!(
        "Facility ID {number} in {state} is not one that you can send {instrument} records for. The server will reject {rejected}."
    )
}
