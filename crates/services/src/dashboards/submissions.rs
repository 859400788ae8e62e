use domain::{
    access::{Action, Actor},
    count::as_count,
    dashboards::{DashboardFilter, Deadline, HoursBoard, SubmissionBoard, ToFix},
    listing::PageRequest,
    providers::{Ccn, ProviderId},
    staffing::{FiscalQuarter, StatusFilter, StatusLine},
    submissions::{Facility, Progress, SubmissionFilter, SubmissionLine},
};
use jiff::{ToSpan as _, civil::Date};
use store::fetch;
use uuid::Uuid;

use crate::{ServiceError, Services, scope::ScopeBinds, staffing, submissions};

store::sql! {
    /// Lists the facilities of somebody's grants, or of the viewing that stands for them. Served by the index
    /// `role_grant(user_id)` and the primary keys.
    FACILITIES = "select p.id, p.name, p.ccn from provider p where p.id in ( \
                      select gp.provider_id from role_grant g join role_grant_provider gp on gp.grant_id = g.id \
                      where g.user_id = $1 and g.ended_at is null \
                          and ($2 like '%,' || g.role || ',%' or $3 like '%,' || g.role || ',%') \
                      union all \
                      select v.provider_id from viewing v \
                      where v.id = $1 and v.ended_at is null \
                          and ($2 like '%,' || v.role || ',%' or $3 like '%,' || v.role || ',%')) \
                  order by p.name, p.id limit $4";
}

/// The board of those who send files, or read them for facilities that their grants list.
pub(super) async fn board(
    services: &Services,
    actor: &Actor,
    filter: &DashboardFilter,
) -> Result<Option<SubmissionBoard>, ServiceError> {
    let action = Action::ViewStaffingSubmissions;
    let Ok(coverage) = actor.coverage(action) else {
        return Ok(None);
    };
    if coverage.nation {
        return Ok(None);
    }
    let scope = ScopeBinds::new(actor, action, &coverage);
    let facilities = facilities(services, &scope).await?;
    let facility = chosen(&facilities, filter.facility.as_ref())?;
    let ccn = facility.as_ref().and_then(|facility| facility.ccn.clone());
    let today = actor.now.today();
    let since = today.saturating_sub(SubmissionBoard::DAYS.days());
    let counts = Counts {
        services,
        actor,
        of: SubmissionFilter {
            facility: ccn.clone(),
            from: Some(since),
            ..SubmissionFilter::default()
        },
    };
    let own_only = !coverage.own_at.is_empty();
    Ok(Some(SubmissionBoard {
        own_only,
        may_send: actor.sees_form(Action::SubmitStaffing),
        deadlines: deadlines(today),
        since,
        received: counts.all().await?,
        checked: counts.with(Progress::Checked).await?,
        accepted: counts.with(Progress::Accepted).await?,
        accepted_with_warnings: counts.with(Progress::AcceptedWithWarnings).await?,
        rejected: counts.with(Progress::Rejected).await?,
        to_fix: counts.to_fix(today).await?,
        statuses: statuses(services, actor, ccn.as_ref()).await?,
        clients: if own_only {
            counts.by_facility(&facilities).await?
        } else {
            Vec::new()
        },
        hours: hours(services, actor, ccn.as_ref()).await?,
        facilities,
        facility,
    }))
}

/// The quarter that is due or closed last, and the one that runs.
fn deadlines(today: Date) -> Vec<Deadline> {
    let quarters = [FiscalQuarter::due(today), FiscalQuarter::containing(today)];
    let deadline = |quarter| Deadline::new(quarter, today);
    quarters.into_iter().flatten().map(deadline).collect()
}

async fn facilities(
    services: &Services,
    scope: &ScopeBinds,
) -> Result<Vec<Facility>, ServiceError> {
    let limit = as_count(SubmissionBoard::FACILITIES);
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        (Uuid, String, Option<String>),
        tx,
        FACILITIES,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        limit
    )?;
    let facility = |(id, name, ccn): (Uuid, String, Option<String>)| Facility {
        id: ProviderId(id),
        name,
        ccn: ccn.and_then(|ccn| Ccn::parse(&ccn).ok()),
    };
    Ok(rows.into_iter().map(facility).collect())
}

/// The facility that the address names. The only one there is needs no name.
fn chosen(facilities: &[Facility], ccn: Option<&Ccn>) -> Result<Option<Facility>, ServiceError> {
    match (ccn, facilities) {
        (None, [only]) => Ok(Some(only.clone())),
        (None, _) => Ok(None),
        (Some(_), _) => {
            let found = facilities.iter().find(|known| known.ccn.as_ref() == ccn);
            found.cloned().map(Some).ok_or(ServiceError::NotFound)
        }
    }
}

/// Each facility's status for the quarter that is due.
async fn statuses(
    services: &Services,
    actor: &Actor,
    ccn: Option<&Ccn>,
) -> Result<Vec<StatusLine>, ServiceError> {
    if !actor.may(Action::ViewStaffingStatus) {
        return Ok(Vec::new());
    }
    let filter = StatusFilter {
        page: PageRequest::new(1, 100),
        ..StatusFilter::default()
    };
    let mut lines = staffing::status(services, actor, &filter).await?.lines.rows;
    lines.retain(|line| ccn.is_none() || line.facility.ccn.as_ref() == ccn);
    Ok(lines)
}

async fn hours(
    services: &Services,
    actor: &Actor,
    ccn: Option<&Ccn>,
) -> Result<Option<HoursBoard>, ServiceError> {
    if !actor.may(Action::ViewStaffing) {
        return Ok(None);
    }
    let today = actor.now.today();
    let due = FiscalQuarter::due(today).filter(|quarter| quarter.is_open(today));
    let Some(open) = due.or_else(|| FiscalQuarter::containing(today)) else {
        return Ok(None);
    };
    let latest = staffing::latest_weeks(services, actor, ccn, open).await?;
    Ok(latest.map(|(quarter, weeks)| HoursBoard { quarter, weeks }))
}

/// The history list, asked again and again with one word changed.
struct Counts<'a> {
    services: &'a Services,
    actor: &'a Actor,
    of: SubmissionFilter,
}

impl Counts<'_> {
    async fn count(&self, filter: &SubmissionFilter) -> Result<i64, ServiceError> {
        submissions::count(self.services, self.actor, filter).await
    }

    async fn all(&self) -> Result<i64, ServiceError> {
        self.count(&self.of).await
    }

    async fn with(&self, progress: Progress) -> Result<i64, ServiceError> {
        let filter = SubmissionFilter {
            progress: Some(progress),
            ..self.of.clone()
        };
        self.count(&filter).await
    }

    async fn by_facility(
        &self,
        facilities: &[Facility],
    ) -> Result<Vec<(Facility, i64)>, ServiceError> {
        let mut counts = Vec::new();
        for facility in facilities {
            let filter = SubmissionFilter {
                facility: facility.ccn.clone(),
                ..self.of.clone()
            };
            counts.push((facility.clone(), self.count(&filter).await?));
        }
        Ok(counts)
    }

    async fn to_fix(&self, today: Date) -> Result<Vec<ToFix>, ServiceError> {
        let rejected = SubmissionFilter {
            progress: Some(Progress::Rejected),
            ..self.of.clone()
        };
        let mut lines = submissions::list(self.services, self.actor, &rejected)
            .await?
            .rows;
        lines.truncate(SubmissionBoard::TO_FIX);
        let mut to_fix = Vec::new();
        for line in lines {
            to_fix.push(ToFix {
                replaced: self.is_replaced(&line).await?,
                deadline: line.quarter.map(|quarter| Deadline::new(quarter, today)),
                line,
            });
        }
        Ok(to_fix)
    }

    async fn is_replaced(&self, line: &SubmissionLine) -> Result<bool, ServiceError> {
        let facility = line.facility.as_ref().and_then(|known| known.ccn.clone());
        if facility.is_none() || line.quarter.is_none() {
            return Ok(false);
        }
        let accepted = SubmissionFilter {
            facility,
            quarter: line.quarter,
            progress: Some(Progress::Accepted),
            ..SubmissionFilter::default()
        };
        let latest = submissions::list(self.services, self.actor, &accepted).await?;
        Ok(latest
            .rows
            .first()
            .is_some_and(|accepted| accepted.received_at > line.received_at))
    }
}
