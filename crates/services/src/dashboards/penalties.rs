use domain::{
    access::{Action, Actor},
    penalties::{AGES, CaseFilter, PenaltyBoard, ReceiptFilter, Standing},
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
    let of = async |standing: Standing| {
        let filter = CaseFilter {
            standing: Some(standing),
            ..CaseFilter::default()
        };
        penalties::totals(services, actor, &filter).await
    };
    let received = async |filter: ReceiptFilter| penalties::received(services, actor, filter).await;
    let today = actor.now.today();
    let mut ages = Vec::new();
    for age in AGES {
        let (count, unpaid) = of(Standing::Aged(age)).await?;
        ages.push((age, count, unpaid));
    }
    Ok(Some(PenaltyBoard {
        open: of(Standing::Open).await?.0,
        due_soon: of(Standing::DueSoon).await?.0,
        overdue: of(Standing::Overdue).await?.0,
        today,
        this_month: received(ReceiptFilter::this_month(today)).await?,
        this_fiscal_year: received(ReceiptFilter::this_fiscal_year(today)).await?,
        ages,
    }))
}
