use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record},
    listing::Page,
    money::Cents,
    penalties::{AGES, AgeLine, CaseFilter, CaseLine, CaseSort, CaseState, Cases, Standing},
    providers::{Ccn, StateCode},
    time::display_date,
};
use jiff::civil::{Date, date};
use store::{
    Tx, fetch,
    row::{Day, Row},
};

use super::{LineRow, cases_in_scope, line_columns, scope, sees_payments};
use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    listing::EVERYTHING,
    providers::list::containing,
    scope::{ScopeBinds, listed},
};

const EXPORT_ROWS: i64 = CaseFilter::EXPORT_ROWS;

/// Every due date lies between these two.
const ALWAYS: (Date, Date) = (date(1900, 1, 1), date(9999, 12, 31));

/// After the four words of the scope: search, CCN, states of providers, state, open states, whether cases without a due
/// date count, first and last due date, whether paid ones count, least and most.
macro_rules! matching {
    () => {
        concat!(
            cases_in_scope!(),
            r" and (cast($5 as text) is null or lower(c.number) like $5 escape '\' or p.search_key like $5 escape '\'
                    or p.ccn = $6)
               and (cast($7 as text) is null or $7 like '%,' || p.state_code || ',%')
               and (cast($8 as text) is null or c.state = $8)
               and (cast($9 as text) is null or $9 like '%,' || c.state || ',%')
               and (($10 and c.due_on is null) or c.due_on between $11 and $12)
               and ($13 or b.balance_cents > 0)
               and b.net_cents between $14 and $15"
        )
    };
}

/// Blank values come last whichever way a column is sorted, and the id settles what is equal.
macro_rules! page_by {
    ($order:expr) => {
        concat!(
            "select ",
            line_columns!(),
            matching!(),
            " order by ",
            $order,
            ", c.id limit $16 offset $17"
        )
    };
}

store::sql! {
    /// Served by penalty_case_provider, or penalty_case_due where due dates are limited.
    TOTALS = concat!(
        "select count(*), cast(coalesce(sum(seen.balance_cents), 0) as bigint) from (select b.balance_cents",
        matching!(), " limit $16 offset $17) as seen"
    );
}

store::sorted! { page_by! of CaseSort
    // Served by the unique number.
    Number = "c.number", "c.number desc";
    // Served by provider_search and penalty_case_provider.
    Provider = "p.search_key", "p.search_key desc";
    Ccn = "p.ccn is null, p.ccn", "p.ccn is null, p.ccn desc";
    Place = "p.state_code, p.search_key", "p.state_code desc, p.search_key";
    State = "c.state, c.notice_on desc", "c.state desc, c.notice_on desc";
    // Served by penalty_case_notice.
    Notice = "c.notice_on", "c.notice_on desc";
    // Served by penalty_case_due.
    Due = "c.due_on is null, c.due_on", "c.due_on is null, c.due_on desc";
    Net = "b.net_cents", "b.net_cents desc";
    Balance = "b.balance_cents", "b.balance_cents desc";
}

/// The cases that this person may see and that the filter lets through.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows cases, or the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &CaseFilter,
) -> Result<Cases, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let (total, balance) = search.totals(&mut tx).await?;
    let request = search.filter.page.within(total);
    let rows = search.rows(&mut tx, i64::from(request.size), request.offset());
    let rows = rows.await?;
    Ok(Cases {
        lines: Page {
            rows,
            total,
            request,
        },
        balance: search.sees_payments.then_some(Cents(balance)),
    })
}

/// How many cases that list has, and what is unpaid of them; nothing for those who see no payments.
///
/// # Errors
/// As [`list`].
pub async fn totals(
    services: &Services,
    actor: &Actor,
    filter: &CaseFilter,
) -> Result<(i64, Cents), ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let (count, unpaid) = search.totals(&mut tx).await?;
    let shown = if search.sees_payments { unpaid } else { 0 };
    Ok((count, Cents(shown)))
}

/// How many cases are past due for how long, and what is unpaid of them.
///
/// # Errors
/// [`ServiceError::NotFound`] for those who see cases and no payments; else as [`list`].
pub async fn ages(services: &Services, actor: &Actor) -> Result<Vec<AgeLine>, ServiceError> {
    scope(actor)?;
    if !sees_payments(actor) {
        return Err(ServiceError::NotFound);
    }
    let mut lines = Vec::new();
    for age in AGES {
        let filter = CaseFilter::of_standing(Standing::Aged(age));
        let (cases, unpaid) = totals(services, actor, &filter).await?;
        lines.push(AgeLine { age, cases, unpaid });
    }
    Ok(lines)
}

/// The whole filtered list as a CSV file, in its order, up to [`CaseFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &CaseFilter,
) -> Result<Vec<u8>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let (total, _) = search.totals(&mut tx).await?;
    let columns = CaseSort::ALL
        .into_iter()
        .filter(|column| search.sees_payments || *column != CaseSort::Balance);
    let mut table = CsvTable::new(&columns.map(CaseSort::title).collect::<Vec<_>>());
    let lines = search.rows(&mut tx, EXPORT_ROWS, 0).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::ViewPenaltyCases)
        .about(Object::List(Record::PenaltyCases))
        .count("rows", lines.len());
    audit::read(services, event).await?;
    for line in lines {
        let mut cells = vec![
            line.number.to_string(),
            line.provider,
            line.ccn.map(String::from).unwrap_or_default(),
            line.place.as_str().to_owned(),
            line.state.title().to_owned(),
            display_date(line.notice_on),
            line.due_on.map(display_date).unwrap_or_default(),
            line.net.plain(),
        ];
        cells.extend(line.balance.map(Cents::plain));
        table.row(&cells);
    }
    table.tell_cut(EXPORT_ROWS, total, "cases");
    Ok(table.finish())
}

/// A filter in the words that its statements bind.
struct Search {
    scope: ScopeBinds,
    filter: CaseFilter,
    sees_payments: bool,
    pattern: Option<String>,
    ccn: Option<Ccn>,
    /// `,IA,KS,`: the states of the providers; none for all.
    places: Option<String>,
    /// `,imposed,overdue,`: the states that are open; none for all.
    open: Option<String>,
    /// None: also cases without a due date.
    due: Option<(Date, Date)>,
    unpaid: bool,
}

impl Search {
    fn new(actor: &Actor, filter: &CaseFilter) -> Result<Self, ServiceError> {
        let scope = scope(actor)?;
        // As an address would say it: whoever sends it may have put anything into it.
        let mut filter = CaseFilter::from_query(&filter.to_query());
        let sees_payments = sees_payments(actor);
        if !sees_payments && filter.sort == CaseSort::Balance {
            filter.sort = CaseSort::Net;
        }
        let of_standing = filter
            .standing
            .and_then(|standing| standing.due_between(actor.now.today()));
        let open = filter.standing.map(|_| {
            let open = CaseState::ALL.into_iter().filter(|state| state.is_open());
            listed(open.map(CaseState::key))
        });
        Ok(Self {
            scope,
            sees_payments,
            pattern: filter.search.as_deref().map(containing),
            ccn: filter
                .search
                .as_deref()
                .and_then(|text| Ccn::parse(text).ok()),
            places: places(&filter),
            open,
            due: both(both(of_standing, from(&filter)), to(&filter)),
            unpaid: filter
                .standing
                .is_some_and(|standing| standing != Standing::Open),
            filter,
        })
    }

    fn due(&self) -> (bool, Day, Day) {
        let (first, last) = self.due.unwrap_or(ALWAYS);
        (self.due.is_none(), first.into(), last.into())
    }

    fn amounts(&self) -> (i64, i64) {
        let least = self.filter.least.map_or(i64::MIN, |least| least.0);
        (least, self.filter.most.map_or(i64::MAX, |most| most.0))
    }

    /// Runs one of the statements: they bind the same words.
    async fn run<R: Row>(
        &self,
        tx: &mut Tx,
        sql: &'static str,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<R>, ServiceError> {
        let (undated, from, to) = self.due();
        let (least, most) = self.amounts();
        Ok(fetch!(
            fetch_all,
            R,
            tx,
            sql,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            &self.pattern,
            self.ccn.as_ref().map(Ccn::as_str),
            &self.places,
            self.filter.state.map(CaseState::key),
            &self.open,
            undated,
            from,
            to,
            !self.unpaid,
            least,
            most,
            limit,
            offset,
        )?)
    }

    async fn totals(&self, tx: &mut Tx) -> Result<(i64, i64), ServiceError> {
        let totals = self.run(tx, TOTALS, EVERYTHING, 0).await?;
        Ok(totals.into_iter().next().unwrap_or_default())
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<CaseLine>, ServiceError> {
        let sql = statement(self.filter.sort, self.filter.direction);
        let rows = self.run::<LineRow>(tx, sql, limit, offset).await?;
        rows.into_iter()
            .map(|row| row.read(self.sees_payments))
            .collect()
    }
}

fn places(filter: &CaseFilter) -> Option<String> {
    let (place, region) = (filter.place, filter.region);
    (place.is_some() || region.is_some()).then(|| {
        let passing = StateCode::all()
            .filter(|code| place.is_none_or(|place| place == *code))
            .filter(|code| region.is_none_or(|region| region == code.region()));
        listed(passing.map(StateCode::as_str))
    })
}

fn from(filter: &CaseFilter) -> Option<(Date, Date)> {
    filter.due_from.map(|day| (day, ALWAYS.1))
}

fn to(filter: &CaseFilter) -> Option<(Date, Date)> {
    filter.due_to.map(|day| (ALWAYS.0, day))
}

/// The days that lie in both; none stands for all.
fn both(one: Option<(Date, Date)>, other: Option<(Date, Date)>) -> Option<(Date, Date)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.max(other.0), one.1.min(other.1))),
        (one, other) => one.or(other),
    }
}
