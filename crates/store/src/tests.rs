mod database;
mod schema;

use crate::{Db, db_test, files, jobs, testing::every_statement_prepares, turn};

#[db_test]
async fn every_statement_prepares_here(db: Db) {
    let modules = [
        jobs::STATEMENTS,
        jobs::staff::STATEMENTS,
        files::STATEMENTS,
        files::sweep::STATEMENTS,
    ];
    every_statement_prepares(&db, &modules).await;
    let own = if db.is_postgres() {
        [
            jobs::POSTGRES_STATEMENTS,
            files::POSTGRES_STATEMENTS,
            files::sweep::POSTGRES_STATEMENTS,
            turn::POSTGRES_STATEMENTS,
        ]
        .to_vec()
    } else {
        vec![jobs::SQLITE_STATEMENTS]
    };
    every_statement_prepares(&db, &own).await;
}
