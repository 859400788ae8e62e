mod database;
mod schema;

use std::path::Path;

use crate::{
    Db, Statements, db_test, files, jobs,
    testing::{every_statement_is_listed, every_statement_prepares},
    turn,
};

const MODULES: &[Statements] = &[
    jobs::STATEMENTS,
    jobs::staff::STATEMENTS,
    files::STATEMENTS,
    files::sweep::STATEMENTS,
];
const SQLITE_MODULES: &[Statements] = &[jobs::SQLITE_STATEMENTS];
const POSTGRES_MODULES: &[Statements] = &[
    jobs::POSTGRES_STATEMENTS,
    files::POSTGRES_STATEMENTS,
    files::sweep::POSTGRES_STATEMENTS,
    turn::POSTGRES_STATEMENTS,
];

#[db_test]
async fn every_statement_prepares_here(db: Db) {
    every_statement_prepares(&db, MODULES).await;
    let own = if db.is_postgres() {
        POSTGRES_MODULES
    } else {
        SQLITE_MODULES
    };
    every_statement_prepares(&db, own).await;
}

#[test]
fn no_statement_is_left_unprepared() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lists = [MODULES, SQLITE_MODULES, POSTGRES_MODULES].concat();
    every_statement_is_listed("store", &sources, &lists);
}
