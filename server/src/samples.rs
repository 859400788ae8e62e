//! Sample files of the demonstration, invented as they are asked for.

use std::io::{self, BufWriter};

use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::staffing::FiscalQuarter;
use domain::submissions::{Sample, SendsFor, SubmissionKind};
use jiff::civil::Date;
use services::submissions::sends_for;
use submission::generate::{Mistakes, Plan, broken_zip};
use tokio_util::io::{ReaderStream, SyncIoBridge};

use crate::downloads::saved_as;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::AppState;

/// Bytes that wait for a slow reader; the file is made no faster than it is taken.
const PIPE: usize = 64 * 1024;

pub fn routes() -> Routes {
    Routes::default().get("/demo/samples/{name}", sample)
}

/// A sample for the first of the reader's facilities and a quarter that is open today.
async fn sample(
    State(state): State<AppState>,
    LoggedIn(session): LoggedIn,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let facilities = sends_for(&state.services, &session.actor, SubmissionKind::Staffing).await?;
    let sample = Sample::named(&name).filter(|_| state.services.site.is_demo());
    let (Some(sample), Some(facility)) = (sample, facilities.first()) else {
        return Err(Problem(ApiError::NotFound));
    };
    let today = session.actor.now.today();
    let Some(quarter) = open_quarter(today) else {
        return Err(Problem(ApiError::NotFound));
    };
    let plan = plan(
        sample,
        facility,
        quarter,
        today,
        state.services.rules.file_limits.xml_bytes,
    );
    let (reader, writer) = tokio::io::duplex(PIPE);
    // When the reader goes away, writing fails, and there is nobody to tell.
    tokio::task::spawn_blocking(move || {
        write(
            sample,
            &plan,
            &mut BufWriter::new(SyncIoBridge::new(writer)),
        )
    });
    let kind = (header::CONTENT_TYPE, "application/octet-stream");
    Ok((
        [kind],
        [saved_as(sample.file_name())],
        Body::from_stream(ReaderStream::new(reader)),
    )
        .into_response())
}

/// The quarter before this one while its files are taken, for it is whole; else the running one.
fn open_quarter(today: Date) -> Option<FiscalQuarter> {
    let running = FiscalQuarter::containing(today)?;
    running
        .previous()
        .filter(|quarter| quarter.is_open(today))
        .or(Some(running))
}

fn plan(
    sample: Sample,
    facility: &SendsFor,
    quarter: FiscalQuarter,
    today: Date,
    largest: u64,
) -> Plan {
    Plan {
        through: quarter.last_day().min(today),
        bytes: if sample == Sample::Large { largest } else { 0 },
        mistakes: match sample {
            Sample::TwelveProblems => Mistakes::Twelve,
            Sample::UnknownEmployees => Mistakes::UnknownEmployee,
            Sample::Clean | Sample::Large | Sample::BrokenZip => Mistakes::None,
        },
        ..Plan::new(facility.facility_id.as_str(), facility.state, quarter)
    }
}

fn write(sample: Sample, plan: &Plan, out: &mut impl io::Write) -> io::Result<()> {
    match sample {
        Sample::BrokenZip => out.write_all(&broken_zip("pbj.xml", &plan.to_vec())?)?,
        _ => plan.write(out)?,
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::open_quarter;
    use domain::staffing::FiscalQuarter;
    use jiff::civil::date;

    #[test]
    fn samples_are_of_the_last_quarter_while_it_is_open() {
        let named = |day| open_quarter(day).map(|quarter| quarter.to_string());
        assert_eq!(named(date(2026, 11, 14)), Some(String::from("FY 2026 Q4")));
        assert_eq!(named(date(2026, 11, 15)), Some(String::from("FY 2027 Q1")));
        assert!(
            FiscalQuarter::new(2027, 1).is_ok_and(|quarter| quarter.is_open(date(2026, 11, 15)))
        );
    }
}
