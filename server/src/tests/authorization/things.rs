//! What belongs to each home that is asked about: by SQL, since it takes people of many roles and days to come about.

use domain::access::Role;
use store::exec;
use uuid::Uuid;

use crate::tests::house::{Home, House, NOON, OTHER, OWN, user_of};

/// Another home of one's own state.
pub const NEAR: Home = Home {
    id: Uuid::from_u128(3),
    thing: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0013),
    name: "Cedar Bend Care Center",
    ccn: "165124",
    facility_id: "IA1002",
    state: "IA",
    sender: "SENDER.NEAR",
    number: "1000003",
    case: "2026-07-LTC-0002",
};

/// A home that there is not.
pub const NOBODYS: Home = Home {
    id: Uuid::from_u128(4),
    thing: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0014),
    name: "Nowhere Care Center",
    ccn: "165888",
    facility_id: "IA1888",
    state: "IA",
    sender: "SENDER.NOBODYS",
    number: "1999999",
    case: "2026-07-LTC-0999",
};

/// `$1` is the id of what belongs to the home, `$2` the home, `$3` its number, `$4` its name, `$5` its state, `$6` its sender, `$7` a
/// moment, `$8` of the Help Desk. Whoever asks for a role here has one already.
const ROWS: [&str; 13] = [
    "insert into user_account (id, user_name, full_name, email, password_hash, state, created_at)
     values ($1, 'ASKS.' || $3, 'Asker of ' || $4, 'someone@example.org', null, 'active', 0)",
    "insert into role_grant (id, user_id, role, granted_at) values ($1, $1, 'pbj_viewer', 0)",
    "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
    "insert into role_request (id, user_id, role, provider_id, state, requested_at) values ($1, $1, 'pbj_submitter', $2, 'pending', $7)",
    "insert into recertification (id, kind, provider_id, opened_at, due_at) values ($1, 'yearly', $2, $7, $7 + 86400000000)",
    "insert into recertification_item (recertification_id, user_id, role) values ($1, $1, 'pbj_viewer')",
    "insert into ticket (id, number, user_id, provider_id, subject, state, opened_at, changed_at)
     select $1, cast($3 as integer), u.id, $2, $4, 'open', $7, $7 from user_account u where u.user_name = $6",
    "insert into ticket_message (id, ticket_id, author_id, by_help_desk, words, written_at) values ($1, $1, $1, 0, 'Help', $7)",
    "insert into viewing (id, user_id, ticket_id, role, provider_id, reason, words, session_hash, begun_at, ends_at, ended_at)
     select $1, u.id, $1, 'pbj_submitter', $2, 'explain', '', x'00', $7, $7, $7 from user_account u where u.user_name = $8",
    "insert into draft (id, provider_id, instrument, specification, transaction_code, answers, version, begun_by, begun_at, touched_by,
         touched_at)
     values ($1, $2, 'OASIS', '3.02.0', '1', 'ITM_SBST_CD=01', 1, $1, $7, $1, $7)",
    // It was sent and accepted: nobody can throw it away while the others ask.
    "update draft set submission_id = (select submission_id from submission_file where provider_id = $2) where id = $1",
    "insert into report_run (id, user_id, category, reach, report, parameters, asked_at, as_of, state, progress, steps, row_count,
         content)
     select $1, u.id, 'provider', '', 'roster', '', $7, $7, 'done', 1, 1, 0, '' from user_account u where u.user_name = $6",
    // It was applied: nobody can delete it while the others ask.
    "insert into icd_exclusion (id, state_code, code, from_date, added_by, added_at, applied_at)
     values ($1, $5, 'Z' || substr($3, 6), '2026-01-01', $1, $7, $7)",
];

pub async fn belong(house: &House) {
    house.add_home(NEAR).await;
    let help_desk = user_of(Role::HelpDesk);
    let mut tx = house.services.db.write().await.unwrap();
    for home in [OWN, NEAR, OTHER] {
        for row in ROWS {
            exec!(
                tx,
                row,
                home.thing,
                home.id,
                home.number,
                home.name,
                home.state,
                home.sender,
                NOON.0,
                help_desk.as_str()
            )
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}
