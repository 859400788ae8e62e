use domain::providers::{ProviderType, StateCode};
use store::{Db, DbError, exec};

/// For an id of its own for each row.
macro_rules! homes {
    ($id:literal) => {
        concat!(
            "insert into provider (id, ccn, state_code, kind, name, search_key, address, city, zip, created_at, updated_at) \
             with recursive home(number) as (select 0 union all select number + 1 from home where number + 1 < $5) \
             select ",
            $id,
            ", cast($2 as text) || cast($3 + number as text), $1, $4, 'Home ' || cast(number * 7919 % 1000 as text), \
             'home ' || cast(number * 7919 % 1000 as text) || ' ashfield ' || cast($2 as text) || cast($3 + number as text), \
             '1 Main Street', 'Ashfield', '50001', 0, 0 from home"
        )
    };
}

const STATES: usize = 50;
/// Of each state: a fiftieth of the nation's 14,700 nursing homes and 12,000 home health agencies, and where their CCNs begin.
const OF_EACH: [(ProviderType, i32, i32); 2] = [
    (ProviderType::NursingHome, 5_000, 294),
    (ProviderType::HomeHealthAgency, 7_000, 240),
];

/// Fills an empty database with invented providers of fifty states, or of one of them, and has it take stock of what it holds.
pub async fn store(db: &Db, of: Option<StateCode>) -> Result<(), DbError> {
    let sql = if db.is_postgres() {
        homes!("gen_random_uuid()")
    } else {
        homes!("randomblob(16)")
    };
    let mut tx = db.write().await?;
    let states = StateCode::all()
        .filter_map(|state| Some((state, state.first_ccn_code()?)))
        .take(STATES);
    for (state, code) in states.filter(|(state, _)| of.is_none_or(|one| one == *state)) {
        for (kind, first, count) in OF_EACH {
            exec!(tx, sql, state.as_str(), code, first, kind.key(), count)?;
        }
    }
    exec!(tx, "analyze")?;
    tx.commit().await
}
