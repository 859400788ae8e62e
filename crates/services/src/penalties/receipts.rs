//! What came in by date: payments and offsets, without those that were reversed.

use domain::{
    access::Actor,
    listing::Page,
    money::Cents,
    penalties::{CaseNumber, PaymentMethod, ReceiptFilter, ReceiptLine, Receipts},
};
use jiff::civil::date;
use store::{Tx, fetch, row::Day};

use super::{CORRUPT, scope, sees_payments};
use crate::{
    ServiceError, Services,
    scope::{ScopeBinds, provider_in_scope},
};

macro_rules! matching {
    () => {
        concat!(
            " from penalty_entry e
             join penalty_case c on c.id = e.case_id
             join provider p on p.id = c.provider_id
             where ",
            provider_in_scope!(),
            " and e.kind in ('payment', 'offset') and e.counts_on between $5 and $6
              and not exists (select 1 from penalty_entry r where r.reverses_id = e.id)"
        )
    };
}

store::sql! {
    /// Served by penalty_entry_received, the unique reverses_id and the primary keys.
    TOTALS = concat!("select count(*), cast(coalesce(sum(e.amount_cents), 0) as bigint)", matching!());
    /// Served as the totals are.
    LIST = concat!(
        "select e.counts_on, c.number, p.name, e.method, e.trace, e.amount_cents", matching!(),
        " order by e.counts_on desc, e.id desc limit $7 offset $8"
    );
}

#[derive(store::FromRow)]
struct ReceiptRow {
    counts_on: Day,
    number: String,
    name: String,
    method: Option<String>,
    trace: String,
    amount_cents: i64,
}

impl ReceiptRow {
    fn read(self) -> Result<ReceiptLine, ServiceError> {
        let method = self.method.as_deref().map(PaymentMethod::from_key);
        Ok(ReceiptLine {
            on: self.counts_on.to_jiff(),
            number: CaseNumber::parse(&self.number).map_err(|_| CORRUPT)?,
            provider: self.name,
            method: method.flatten(),
            trace: self.trace,
            amount: Cents(self.amount_cents),
        })
    }
}

/// The receipts between two days, the latest first, and their sum.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows cases, [`ServiceError::NotFound`] for those who see cases
/// and no payments, or the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: ReceiptFilter,
) -> Result<Receipts, ServiceError> {
    let scope = allowed(actor)?;
    let (from, to) = days(filter);
    let mut tx = services.db.read().await?;
    let (count, total) = totals(&mut tx, &scope, filter).await?;
    let request = filter.page.within(count);
    let rows = fetch!(
        fetch_all,
        ReceiptRow,
        tx,
        LIST,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        from,
        to,
        i64::from(request.size),
        request.offset()
    )?;
    let rows = rows.into_iter().map(ReceiptRow::read);
    Ok(Receipts {
        lines: Page {
            rows: rows.collect::<Result<_, _>>()?,
            total: count,
            request,
        },
        total,
    })
}

/// The sum of that list.
///
/// # Errors
/// As [`list`].
pub async fn received(
    services: &Services,
    actor: &Actor,
    filter: ReceiptFilter,
) -> Result<Cents, ServiceError> {
    let scope = allowed(actor)?;
    let mut tx = services.db.read().await?;
    Ok(totals(&mut tx, &scope, filter).await?.1)
}

fn allowed(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    let scope = scope(actor)?;
    if sees_payments(actor) {
        Ok(scope)
    } else {
        Err(ServiceError::NotFound)
    }
}

fn days(filter: ReceiptFilter) -> (Day, Day) {
    let from = filter.from.unwrap_or(date(1900, 1, 1));
    (from.into(), filter.to.unwrap_or(date(9999, 12, 31)).into())
}

async fn totals(
    tx: &mut Tx,
    scope: &ScopeBinds,
    filter: ReceiptFilter,
) -> Result<(i64, Cents), ServiceError> {
    let (from, to) = days(filter);
    let (count, total) = fetch!(
        fetch_one,
        (i64, i64),
        tx,
        TOTALS,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        from,
        to
    )?;
    Ok((count, Cents(total)))
}
