use std::path::Path;

use store::{
    Db, Statements, db_test,
    files::FileStore,
    testing::{every_statement_is_listed, every_statement_prepares},
};

use crate::{Services, keys::Keys};

/// Services over a test's database; their files are gone with them.
pub fn services(db: Db) -> Services {
    Services::new(db, FileStore::in_memory(), Keys::of([7; 32]))
}

/// Every module of services with SQL: its statements are prepared on both databases.
const MODULES: &[Statements] = &[
    crate::access::ask::STATEMENTS,
    crate::access::decide::STATEMENTS,
    crate::access::gift::STATEMENTS,
    crate::access::grants::STATEMENTS,
    crate::access::handover::STATEMENTS,
    crate::access::organizations::STATEMENTS,
    crate::access::own::STATEMENTS,
    crate::access::place::STATEMENTS,
    crate::access::queue::STATEMENTS,
    crate::access::recertification::STATEMENTS,
    crate::access::recertification::campaigns::STATEMENTS,
    crate::access::recertification::confirm::STATEMENTS,
    crate::access::recertification::own::STATEMENTS,
    crate::access::removal::STATEMENTS,
    crate::access::second_official::STATEMENTS,
    crate::access::unattended::STATEMENTS,
    crate::access::users::STATEMENTS,
    crate::access::users::one::STATEMENTS,
    crate::access::users::surveyor::STATEMENTS,
    crate::audit::chain::STATEMENTS,
    crate::audit::failures::STATEMENTS,
    crate::audit::pages::STATEMENTS,
    crate::audit::verify::STATEMENTS,
    crate::dashboards::OVERSIGHT,
    crate::dashboards::SUBMISSIONS,
    crate::demo::STATEMENTS,
    crate::demo::history::STATEMENTS,
    crate::demo::penalties::STATEMENTS,
    crate::demo::people::STATEMENTS,
    crate::demo::providers::STATEMENTS,
    crate::demo::recertification::STATEMENTS,
    crate::demo::tickets::STATEMENTS,
    crate::flash::STATEMENTS,
    crate::held_forms::STATEMENTS,
    crate::identity::accounts::STATEMENTS,
    crate::identity::accounts::first_password::STATEMENTS,
    crate::identity::accounts::import::STATEMENTS,
    crate::identity::accounts::switching_off::STATEMENTS,
    crate::identity::accounts::vouch::STATEMENTS,
    crate::identity::devices::STATEMENTS,
    crate::identity::grants::STATEMENTS,
    crate::identity::lock_out::STATEMENTS,
    crate::identity::log_in::STATEMENTS,
    crate::identity::mail_links::STATEMENTS,
    crate::identity::new_password::STATEMENTS,
    crate::identity::openid::STATEMENTS,
    crate::identity::own_profile::STATEMENTS,
    crate::identity::own_sessions::STATEMENTS,
    crate::identity::recovery::STATEMENTS,
    crate::identity::registration::STATEMENTS,
    crate::identity::proofing::attempts::STATEMENTS,
    crate::identity::proofing::cases::STATEMENTS,
    crate::identity::proofing::documents::STATEMENTS,
    crate::identity::proofing::restart::STATEMENTS,
    crate::identity::proofing::undecided::STATEMENTS,
    crate::identity::passkeys::STATEMENTS,
    crate::identity::second_factor::STATEMENTS,
    crate::identity::sessions::STATEMENTS,
    crate::identity::switch::STATEMENTS,
    crate::installation::STATEMENTS,
    crate::limits::STATEMENTS,
    crate::messages::STATEMENTS,
    crate::messages::deliver::STATEMENTS,
    crate::messages::mailbox::STATEMENTS,
    crate::notices::STATEMENTS,
    crate::notices::choices::STATEMENTS,
    crate::notices::staffing_deadline::STATEMENTS,
    crate::notices::staffing_file::STATEMENTS,
    crate::notices::unused_account::STATEMENTS,
    crate::penalties::adjustments::STATEMENTS,
    crate::penalties::case::STATEMENTS,
    crate::penalties::import::STATEMENTS,
    crate::penalties::ledger::STATEMENTS,
    crate::penalties::list::STATEMENTS,
    crate::penalties::rates::STATEMENTS,
    crate::penalties::receipts::STATEMENTS,
    crate::penalties::steps::STATEMENTS,
    crate::providers::import::STATEMENTS,
    crate::providers::list::STATEMENTS,
    crate::providers::profile::STATEMENTS,
    crate::providers::record::STATEMENTS,
    crate::staffing::compare::STATEMENTS,
    crate::staffing::generation::STATEMENTS,
    crate::staffing::quarter::STATEMENTS,
    crate::staffing::status::STATEMENTS,
    crate::staffing::week::STATEMENTS,
    crate::submissions::check::STATEMENTS,
    crate::submissions::list::STATEMENTS,
    crate::submissions::receipt::STATEMENTS,
    crate::submissions::receive::STATEMENTS,
    crate::submissions::report::STATEMENTS,
    crate::submissions::report_file::STATEMENTS,
    crate::submissions::sender::STATEMENTS,
    crate::submissions::settle::STATEMENTS,
    crate::submissions::settle::report::STATEMENTS,
    crate::submissions::settle::verdict::STATEMENTS,
    crate::support::people::STATEMENTS,
    crate::support::people::acts::STATEMENTS,
    crate::support::people::one::STATEMENTS,
    crate::support::tickets::STATEMENTS,
    crate::support::viewing::STATEMENTS,
    crate::support::viewing::end::STATEMENTS,
    crate::support::viewing::record::STATEMENTS,
    crate::support::viewing::report::STATEMENTS,
    crate::support::viewing::start::STATEMENTS,
];

#[db_test]
async fn every_statement_of_the_services_prepares(db: Db) {
    every_statement_prepares(&db, MODULES).await;
}

#[test]
fn no_statement_of_the_services_is_left_unprepared() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    every_statement_is_listed("services", &sources, MODULES);
}
