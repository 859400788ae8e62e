use domain::{
    access::{Action, Actor},
    providers::{Ccn, FacilityId, ProviderId},
    staffing::{Comparison, Figures, FileFigures, FiscalQuarter, TotalHours},
    submissions::Facility,
};
use jiff::civil::Date;
use store::{Tx, fetch};
use uuid::Uuid;

use super::{generation::FacilityQuarter, has_staffing};
use crate::{
    ServiceError, Services,
    scope::{ScopeBinds, provider_in_scope},
};

store::sql! {
    /// Served by the unique index `provider(state_code, facility_id)`.
    FACILITY = concat!(
        "select p.id, p.name, p.ccn from provider p where ", provider_in_scope!(), " and ", has_staffing!(),
        " and p.state_code = $5 and p.facility_id = $6"
    );
    /// Served by the primary keys.
    FIGURES = "select g.employees, g.hours, g.days_with_rn from staffing_quarter q \
               join staffing_generation g on g.id = q.generation_id \
               where q.provider_id = $1 and q.fiscal_year = $2 and q.quarter = $3";
}

/// The figures of a generation as its row has them.
#[derive(Debug, Clone, Copy, store::FromRow)]
pub(crate) struct FiguresRow {
    pub employees: i64,
    pub hours: i64,
    pub days_with_rn: i64,
}

impl FiguresRow {
    pub fn read(self, quarter: FiscalQuarter, today: Date) -> Figures {
        Figures {
            employees: self.employees,
            hours: TotalHours(self.hours),
            days_without_rn: i64::from(quarter.days_begun(today)) - self.days_with_rn,
        }
    }
}

pub(super) async fn figures(
    tx: &mut Tx,
    place: FacilityQuarter,
    today: Date,
) -> Result<Option<Figures>, ServiceError> {
    let (provider, year, number) = place.binds();
    let row = fetch!(
        fetch_optional,
        FiguresRow,
        tx,
        FIGURES,
        provider,
        year,
        number
    )?;
    Ok(row.map(|row| row.read(place.quarter, today)))
}

/// A file that has not been sent, beside the stored quarter that it would change. Whoever may replace a
/// quarter may see the totals that this takes away. None when the person may not send for that facility,
/// or there is none: the check says so once the file is sent.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person sends staffing files.
pub async fn compare(
    services: &Services,
    actor: &Actor,
    file: &FileFigures,
) -> Result<Option<Comparison>, ServiceError> {
    let action = Action::SubmitStaffing;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let Ok(facility_id) = FacilityId::parse(&file.facility_id) else {
        return Ok(None);
    };
    let mut tx = services.db.read().await?;
    let found = fetch!(
        fetch_optional,
        (Uuid, String, Option<String>),
        tx,
        FACILITY,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        file.state.as_str(),
        facility_id.as_str(),
    )?;
    let Some((id, name, ccn)) = found else {
        return Ok(None);
    };
    let provider = ProviderId(id);
    let place = FacilityQuarter {
        provider,
        quarter: file.quarter,
    };
    let stored = figures(&mut tx, place, actor.now.today()).await?;
    Ok(Some(Comparison {
        facility: Facility {
            id: provider,
            name,
            ccn: ccn.and_then(|ccn| Ccn::parse(&ccn).ok()),
        },
        quarter: file.quarter,
        process_type: file.process_type,
        stored: stored.unwrap_or_default(),
        sent: file.figures,
        today: actor.now.today(),
    }))
}
