use domain::{
    access::{Action, Actor},
    penalties::{CaseFilter, PenaltyBoard, ReceiptFilter, Standing},
};

use crate::{ServiceError, Services, penalties};

/// The board of those who collect penalties.
pub(super) async fn board(
    services: &Services,
    actor: &Actor,
) -> Result<Option<PenaltyBoard>, ServiceError> {
    if !actor.may(Action::RecordPayments) {
        return Ok(None);
    }
    let count = async |standing| {
        let filter = CaseFilter::of_standing(standing);
        let (count, _) = penalties::totals(services, actor, &filter).await?;
        Ok::<_, ServiceError>(count)
    };
    let received = async |filter: ReceiptFilter| penalties::received(services, actor, filter).await;
    let today = actor.now.today();
    Ok(Some(PenaltyBoard {
        open: count(Standing::Open).await?,
        due_soon: count(Standing::DueSoon).await?,
        overdue: count(Standing::Overdue).await?,
        today,
        this_month: received(ReceiptFilter::this_month(today)).await?,
        this_fiscal_year: received(ReceiptFilter::this_fiscal_year(today)).await?,
        ages: penalties::ages(services, actor).await?,
    }))
}
