//! What only the server can find: the edits that need what is stored. Official numbers where CMS has one, ours
//! begin with `server:`, or with `note:` where nothing is wrong.

use domain::{
    staffing::{FiscalQuarter, Hundredths},
    submissions::Severity,
    time::{Instant, display_date},
};
use jiff::civil::Date;
use submission::{Finding, Header, Place};

use crate::staffing::hours::LongDay;

const FACILITY_ID: &str = "/nursingHomeData/header/facilityId";
const REPORT_QUARTER: &str = "/nursingHomeData/header/reportQuarter";
const PROCESS_TYPE: &str = "/nursingHomeData/staffingHours/@processType";
const HOURS_EMPLOYEE: &str = "/nursingHomeData/staffingHours/staffHours/employeeId";
const HOURS: &str =
    "/nursingHomeData/staffingHours/staffHours/workDays/workDay/hourEntries/hourEntry/hours";

/// What is found, and where: the edit, the element with its line as far as that is known, its value, and what may
/// stand there.
struct Fatal<'a> {
    code: &'a str,
    path: &'a str,
    line: Option<u32>,
    value: &'a str,
    allowed: String,
}

impl Fatal<'_> {
    fn finding(self, message: String, fix: &str) -> Finding {
        let item = self.path.rsplit('/').next().unwrap_or_default();
        Finding {
            code: self.code.to_owned(),
            severity: Severity::Fatal,
            message,
            fix: fix.to_owned(),
            item: item.to_owned(),
            value: Some(self.value.to_owned()),
            allowed: Some(self.allowed),
            place: Place {
                path: self.path.to_owned(),
                line: self.line,
                ..Place::default()
            },
        }
    }
}

fn facility(header: &Header, allowed: String) -> Fatal<'_> {
    Fatal {
        code: "-3693",
        path: FACILITY_ID,
        line: header.facility_id_line,
        value: &header.facility_id,
        allowed,
    }
}

/// An edit of ours about the quarter.
fn quarter_of<'a>(code: &'a str, header: &Header, value: &'a str, allowed: String) -> Fatal<'a> {
    Fatal {
        code,
        path: REPORT_QUARTER,
        line: header.report_quarter_line,
        value,
        allowed,
    }
}

/// -3693 a and b in one: the state has no such facility ID, or the sender had no grant for that facility when the
/// file arrived. Outside someone's scope a thing is not told from nothing.
pub fn facility_not_found(header: &Header, state: &str) -> Finding {
    let id = &header.facility_id;
    let allowed =
        format!("the facility ID of a nursing home in {state} that you may send files for");
    facility(header, allowed).finding(
        format!("No nursing home in {state} that you may send files for has the facility ID {id}."),
        "Check the state and the facility ID, which the state agency assigned and which is not the CCN. If both are right, \
         request the role PBJ Submitter for that facility, then send the file again.",
    )
}

/// -3693 a: known, but not certified yet.
pub fn facility_without_ccn(header: &Header) -> Finding {
    let id = &header.facility_id;
    facility(header, "a facility that has a CCN".to_owned()).finding(
        format!("The facility with the ID {id} has no CCN yet, so nothing can be stored for it."),
        "Ask the state agency to enter the CCN, then send the file again.",
    )
}

/// -3693 a: the agreement ended before the quarter began.
pub fn facility_terminated(header: &Header, terminated_on: Date) -> Finding {
    let id = &header.facility_id;
    let day = display_date(terminated_on);
    facility(header, "a facility that took part in the quarter".to_owned()).finding(
        format!("The facility with the ID {id} left Medicare and Medicaid on {day}, before this quarter began."),
        "Check the facility ID and the quarter. If the date is wrong, ask the state agency to correct it.",
    )
}

/// The quarter's 45 days are over (42 CFR 483.70(p)(5); ADR 0008).
pub fn quarter_closed(header: &Header, quarter: FiscalQuarter, received_at: Instant) -> Finding {
    let deadline = display_date(quarter.deadline());
    let value = quarter.to_string();
    let allowed = "a quarter whose 45 days are not over".to_owned();
    quarter_of("server:quarter-closed", header, &value, allowed).finding(
        format!(
            "{quarter} closed on {deadline} at 11:59 PM ET; the last byte of this file arrived on {}.",
            received_at.display()
        ),
        "Files of a closed quarter are not taken. Check fiscal year and quarter in the header.",
    )
}

/// The quarter lies in the future.
pub fn quarter_not_begun(header: &Header, quarter: FiscalQuarter) -> Finding {
    let value = quarter.to_string();
    let allowed = "a quarter that has begun".to_owned();
    quarter_of("server:quarter-not-begun", header, &value, allowed).finding(
        format!("{quarter} begins on {}.", display_date(quarter.first_day())),
        "Check fiscal year and quarter in the header; fiscal quarter 1 begins in October of the year before.",
    )
}

/// -4016: neither this file nor an accepted one before it lists the employee, whom `line` names first.
pub fn employee_unknown(employee: &str, line: u32) -> Finding {
    let fatal = Fatal {
        code: "-4016",
        path: HOURS_EMPLOYEE,
        line: Some(line),
        value: employee,
        allowed: "an employee of the employees section, here or in a file accepted earlier"
            .to_owned(),
    };
    let mut finding = fatal.finding(
        format!(
            "The staffing hours section names employee {employee}, but neither this file nor an earlier accepted one lists that \
             employee."
        ),
        "Add the employee to the employees section of this file, or correct the ID.",
    );
    finding.place.employee = Some(employee.to_owned());
    finding
}

/// -4025 across what is stored and what was sent. `line` is where this file first names the employee's hours.
pub fn long_day(day: &LongDay<'_>, line: Option<u32>) -> Finding {
    let date = display_date(day.date);
    let value = day.hours.to_string();
    let fatal = Fatal {
        code: "-4025",
        path: HOURS,
        line,
        value: &value,
        allowed: format!(
            "at most {} hours of one employee on one date",
            Hundredths::DAY_LIMIT
        ),
    };
    let mut finding = fatal.finding(
        format!(
            "Together with the hours already stored, employee {} would have {} hours on {date}.",
            day.employee, day.hours
        ),
        "Send the right hours for this employee and date, also those of the job titles sent earlier, or replace the quarter.",
    );
    finding.place.employee = Some(day.employee.to_owned());
    finding.place.date = Some(day.date);
    finding
}

/// What an accepted file took away, for whoever did not mean it.
pub fn taken_away(words: String) -> Finding {
    Finding {
        code: "note:taken-away".to_owned(),
        severity: Severity::Information,
        message: words,
        fix: "If that was not meant, send the whole quarter again, or what is missing with processType=\"merge\"."
            .to_owned(),
        item: "processType".to_owned(),
        value: None,
        allowed: None,
        place: Place {
            path: PROCESS_TYPE.to_owned(),
            ..Place::default()
        },
    }
}

/// After a failure of ours this file's turn came when a later one had been accepted.
pub fn overtaken(header: &Header, quarter: FiscalQuarter, later: i64) -> Finding {
    let value = quarter.to_string();
    let allowed = "a quarter for which no later file was accepted".to_owned();
    quarter_of("server:overtaken", header, &value, allowed).finding(
        format!(
            "A failure of ours delayed this file; meanwhile Submission {later}, sent after it, was accepted for {quarter}. \
             This file was not stored, so that it does not undo the later one."
        ),
        "Look at the stored quarter. If the hours of this file are missing there, send it again.",
    )
}
