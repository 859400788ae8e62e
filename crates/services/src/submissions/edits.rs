//! What only the server can find: the edits that need what is stored. Official numbers where CMS has one, ours
//! begin with `server:`.

use domain::{
    staffing::{FiscalQuarter, Hundredths},
    submissions::Severity,
    time::{Instant, display_date},
};
use jiff::civil::Date;
use submission::{Finding, Place};

use crate::staffing::hours::LongDay;

const FACILITY_ID: &str = "/nursingHomeData/header/facilityId";
const REPORT_QUARTER: &str = "/nursingHomeData/header/reportQuarter";
const HOURS_EMPLOYEE: &str = "/nursingHomeData/staffingHours/staffHours/employeeId";
const HOURS: &str =
    "/nursingHomeData/staffingHours/staffHours/workDays/workDay/hourEntries/hourEntry/hours";

fn fatal(code: &str, path: &str, value: Option<&str>, message: String, fix: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        severity: Severity::Fatal,
        message,
        fix: fix.to_owned(),
        item: path.rsplit('/').next().unwrap_or_default().to_owned(),
        value: value.map(str::to_owned),
        allowed: None,
        place: Place {
            path: path.to_owned(),
            ..Place::default()
        },
    }
}

/// -3693 a and b in one: the state has no such facility ID, or the sender had no grant for that facility when the
/// file arrived. Outside someone's scope a thing is not told from nothing.
pub fn facility_not_found(facility_id: &str, state: &str) -> Finding {
    fatal(
        "-3693",
        FACILITY_ID,
        Some(facility_id),
        format!(
            "No nursing home in {state} that you may send files for has the facility ID {facility_id}."
        ),
        "Check the state and the facility ID, which the state agency assigned and which is not the CCN. If both are right, \
         request the role PBJ Submitter for that facility, then send the file again.",
    )
}

/// -3693 a: known, but not certified yet.
pub fn facility_without_ccn(facility_id: &str) -> Finding {
    fatal(
        "-3693",
        FACILITY_ID,
        Some(facility_id),
        format!(
            "The facility with the ID {facility_id} has no CCN yet, so nothing can be stored for it."
        ),
        "Ask the state agency to enter the CCN, then send the file again.",
    )
}

/// -3693 a: the agreement ended before the quarter began.
pub fn facility_terminated(facility_id: &str, terminated_on: Date) -> Finding {
    let day = display_date(terminated_on);
    fatal(
        "-3693",
        FACILITY_ID,
        Some(facility_id),
        format!(
            "The facility with the ID {facility_id} left Medicare and Medicaid on {day}, before this quarter began."
        ),
        "Check the facility ID and the quarter. If the date is wrong, ask the state agency to correct it.",
    )
}

/// The quarter's 45 days are over (42 CFR 483.70(p)(5); ADR 0008).
pub fn quarter_closed(quarter: FiscalQuarter, received_at: Instant) -> Finding {
    let deadline = display_date(quarter.deadline());
    fatal(
        "server:quarter-closed",
        REPORT_QUARTER,
        Some(&quarter.to_string()),
        format!(
            "{quarter} closed on {deadline} at 11:59 PM ET; the last byte of this file arrived on {}.",
            received_at.display()
        ),
        "Files of a closed quarter are not taken. Check fiscal year and quarter in the header.",
    )
}

/// The quarter lies in the future.
pub fn quarter_not_begun(quarter: FiscalQuarter) -> Finding {
    fatal(
        "server:quarter-not-begun",
        REPORT_QUARTER,
        Some(&quarter.to_string()),
        format!("{quarter} begins on {}.", display_date(quarter.first_day())),
        "Check fiscal year and quarter in the header; fiscal quarter 1 begins in October of the year before.",
    )
}

/// -4016: neither this file nor an accepted one before it lists the employee.
pub fn employee_unknown(employee: &str) -> Finding {
    let mut finding = fatal(
        "-4016",
        HOURS_EMPLOYEE,
        Some(employee),
        format!(
            "The staffing hours section names employee {employee}, but neither this file nor an earlier accepted one lists that \
             employee."
        ),
        "Add the employee to the employees section of this file, or correct the ID.",
    );
    finding.place.employee = Some(employee.to_owned());
    finding
}

/// -4025 across what is stored and what was sent.
pub fn long_day(day: &LongDay<'_>) -> Finding {
    let date = display_date(day.date);
    let mut finding = fatal(
        "-4025",
        HOURS,
        Some(&day.hours.to_string()),
        format!(
            "Together with the hours already stored, employee {} would have {} hours on {date}.",
            day.employee, day.hours
        ),
        "Send the right hours for this employee and date, also those of the job titles sent earlier, or replace the quarter.",
    );
    finding.allowed = Some(format!(
        "at most {} hours of one employee on one date",
        Hundredths::DAY_LIMIT
    ));
    finding.place.employee = Some(day.employee.to_owned());
    finding.place.date = Some(day.date);
    finding
}

/// After a failure of ours this file's turn came when a later one had been accepted.
pub fn overtaken(quarter: FiscalQuarter, later: i64) -> Finding {
    fatal(
        "server:overtaken",
        REPORT_QUARTER,
        Some(&quarter.to_string()),
        format!(
            "A failure of ours delayed this file; meanwhile Submission {later}, sent after it, was accepted for {quarter}. \
             This file was not stored, so that it does not undo the later one."
        ),
        "Look at the stored quarter. If the hours of this file are missing there, send it again.",
    )
}
