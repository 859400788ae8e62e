//! What the database says about a file: the edits that need what is stored, and what its quarter would become.

use std::collections::{HashMap, HashSet};

use domain::{
    providers::{FacilityId, ProviderId, StateCode},
    staffing::{FiscalQuarter, ProcessType},
    time::Instant,
};
use futures::TryStreamExt;
use store::{Tx, fetch, jobs::JobError, row::Day, stream};
use submission::{Finding, Header, replaces_sibling};
use uuid::Uuid;

use crate::{
    identity::access_tokens::bearer::is_out_of_reach,
    staffing::{
        generation::{self, FacilityQuarter, Plan},
        hours::QuarterHours,
    },
    submissions::{
        check::{Sent, Work},
        edits,
        read::ReadFile,
    },
};

store::sql! {
    /// Served by the unique index `provider(state_code, facility_id)`.
    FACILITY = "select id, ccn, terminated_on from provider where state_code = $1 and facility_id = $2 and kind = 'nursing_home'";
    /// Whether the sender's grant reached the facility when the file arrived. Served by the index `role_grant(user_id)`.
    GRANTS = "select count(*) from role_grant g join role_grant_provider gp on gp.grant_id = g.id \
              where g.user_id = $1 and g.role = $2 and gp.provider_id = $3 \
                and g.granted_at <= $4 and (g.ended_at is null or g.ended_at > $4)";
    /// Served by the primary key.
    KNOWN_EMPLOYEES = "select e.employee_id from employee e join submission_file f on f.id = e.file_id \
                       where e.provider_id = $1 and f.state in ('accepted', 'accepted_with_warnings')";
}

/// What the database says about a file.
pub(super) struct Verdict {
    /// None unless the sender may send for it.
    pub provider: Option<ProviderId>,
    /// Beyond what the file alone shows.
    pub found: Vec<Finding>,
    /// What an accepted file makes of its quarter.
    pub plan: Option<Plan>,
}

impl Verdict {
    pub(super) async fn weigh(
        work: &Work<'_>,
        sent: &Sent,
        file: &ReadFile,
    ) -> Result<Self, JobError> {
        let header = &file.summary.header;
        let mut verdict = Self {
            provider: None,
            found: Vec::new(),
            plan: None,
        };
        let mut tx = work.services.db.read().await?;
        if let Some(state) = header.state
            && !header.facility_id.is_empty()
        {
            match find_facility(&mut tx, sent, state, header).await? {
                Ok(provider) => verdict.provider = Some(provider),
                Err(finding) => verdict.found.push(*finding),
            }
        }
        if let Some(quarter) = header.quarter {
            let closed = quarter_open(header, quarter, sent.received_at());
            verdict.found.extend(closed);
        }
        let Some(provider) = verdict.provider else {
            return Ok(verdict);
        };
        let unknown = unknown_employees(&mut tx, provider, file).await?;
        verdict.found.extend(unknown);
        if let (Some(quarter), Some((process_type, hours))) = (header.quarter, &file.hours) {
            let place = FacilityQuarter { provider, quarter };
            verdict
                .plan(&mut tx, sent, place, file, (*process_type, hours))
                .await?;
        }
        Ok(verdict)
    }

    /// What the quarter becomes, and edit -4025 over it.
    async fn plan(
        &mut self,
        tx: &mut Tx,
        sent: &Sent,
        place: FacilityQuarter,
        file: &ReadFile,
        (process_type, hours): (ProcessType, &QuarterHours),
    ) -> Result<(), JobError> {
        let current = generation::current(tx, place).await?;
        if let Some(later) = current
            .as_ref()
            .map(|current| current.submission)
            .filter(|number| *number > sent.number)
        {
            self.found
                .push(edits::overtaken(&file.summary.header, place.quarter, later));
            return Ok(());
        }
        let previous = current.as_ref().map(|current| current.generation);
        let stored = match previous {
            Some(generation) => generation::load(tx, generation, place.quarter).await?,
            None => QuarterHours::empty(place.quarter),
        };
        let next = match process_type {
            ProcessType::Replace => hours.clone(),
            ProcessType::Merge => QuarterHours::merge(&stored, hours),
        };
        if process_type == ProcessType::Merge {
            // Days that are too long in the file itself are found already.
            let alone: HashSet<_> = hours
                .long_days()
                .map(|day| (day.employee, day.date))
                .collect();
            let together = next
                .long_days()
                .filter(|day| !alone.contains(&(day.employee, day.date)));
            let line = |employee| file.staff.get(employee).copied();
            self.found
                .extend(together.map(|day| edits::long_day(&day, line(day.employee))));
        }
        if self.found.is_empty() && file.findings.state().is_accepted() {
            let replaces = process_type == ProcessType::Replace;
            let sibling = current
                .filter(|current| replaces && current.submission == sent.number)
                .map(|current| replaces_sibling(&current.file_name, place.quarter));
            self.found.extend(sibling);
            self.found.extend(taken_away(sent, &stored, &next));
        }
        let change = next.change_from(&stored);
        self.plan = Some(Plan {
            place,
            process_type,
            previous,
            hours: next,
            change,
        });
        Ok(())
    }
}

/// What an accepted file takes away, where that is much.
fn taken_away(sent: &Sent, stored: &QuarterHours, next: &QuarterHours) -> Option<Finding> {
    let today = sent.received_at().eastern().date();
    let words = stored.figures(today).taken_away(&next.figures(today))?;
    Some(edits::taken_away(words))
}

/// Edit -3693. A facility that is known but not the sender's is answered like one that is not there, and not named
/// in the file's row: its people do not see what a stranger sent.
async fn find_facility(
    tx: &mut Tx,
    sent: &Sent,
    state: StateCode,
    header: &Header,
) -> Result<Result<ProviderId, Box<Finding>>, JobError> {
    let state = state.as_str();
    let not_found = || Box::new(edits::facility_not_found(header, state));
    let Ok(id) = FacilityId::parse(&header.facility_id) else {
        return Ok(Err(not_found()));
    };
    let found = fetch!(
        fetch_optional,
        (Uuid, Option<String>, Option<Day>),
        tx,
        FACILITY,
        state,
        id.as_str()
    )?;
    let Some((provider, ccn, terminated_on)) = found else {
        return Ok(Err(not_found()));
    };
    let (grants,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        GRANTS,
        sent.user_id,
        &sent.role,
        provider,
        sent.stored_at
    )?;
    if grants == 0 || is_out_of_reach(tx, sent.id, provider).await? {
        return Ok(Err(not_found()));
    }
    if ccn.is_none() {
        return Ok(Err(Box::new(edits::facility_without_ccn(header))));
    }
    match (terminated_on.map(Day::to_jiff), header.quarter) {
        (Some(day), Some(quarter)) if day < quarter.first_day() => {
            Ok(Err(Box::new(edits::facility_terminated(header, day))))
        }
        _ => Ok(Ok(ProviderId(provider))),
    }
}

/// Taken from the quarter's first day until 11:59 PM Eastern Time of its 45th day after, by the last byte.
fn quarter_open(header: &Header, quarter: FiscalQuarter, received_at: Instant) -> Option<Finding> {
    let day = received_at.eastern().date();
    if day > quarter.deadline() {
        Some(edits::quarter_closed(header, quarter, received_at))
    } else if day < quarter.first_day() {
        Some(edits::quarter_not_begun(header, quarter))
    } else {
        None
    }
}

/// Edit -4016: every employee of the staffing hours section is listed here, or was in an accepted file before.
async fn unknown_employees(
    tx: &mut Tx,
    provider: ProviderId,
    file: &ReadFile,
) -> Result<Vec<Finding>, JobError> {
    let listed: HashSet<&str> = file
        .employees
        .iter()
        .map(|employee| &*employee.id)
        .collect();
    let named = file.staff.iter().map(|(id, line)| (&**id, *line));
    let mut unknown: HashMap<&str, u32> = named.filter(|(id, _)| !listed.contains(id)).collect();
    if !unknown.is_empty() {
        let mut known = stream!((String,), tx, KNOWN_EMPLOYEES, provider.0);
        while let Some((id,)) = known.try_next().await? {
            unknown.remove(id.as_str());
        }
    }
    let mut unknown: Vec<_> = unknown.into_iter().collect();
    unknown.sort_unstable();
    let found = unknown.into_iter();
    Ok(found
        .map(|(id, line)| edits::employee_unknown(id, line))
        .collect())
}
