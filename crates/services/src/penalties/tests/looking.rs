//! Who sees which cases, and how much of them; lists as their addresses ask; receipts.

use domain::listing::{Direction, PageRequest, Query};
use domain::{
    access::{Actor, Role},
    money::Cents,
    penalties::{CaseFilter, CaseSort, CaseState, ReceiptFilter, Standing},
};
use jiff::civil::date;
use store::{Db, db_test, testing::plan};
use uuid::Uuid;

use super::super::{ages, case, export, find, list, list_receipts, received, reverse, totals};
use super::{DUE, PAYABLE, TODAY, World, dollars, payment, person};
use crate::ServiceError;

/// The providers of the cases that somebody sees, in their order.
async fn seen(world: &World, actor: &Actor, filter: &CaseFilter) -> Vec<String> {
    let cases = list(&world.services, actor, filter).await.unwrap();
    let page = cases.lines;
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    let counted = totals(&world.services, actor, filter).await.unwrap();
    assert_eq!((page.total, cases.balance.unwrap_or_default()), counted);
    // The list's sum is that of its lines.
    let balances = page.rows.iter().map(|line| line.balance);
    assert_eq!(balances.sum::<Option<Cents>>(), cases.balance);
    page.rows.into_iter().map(|line| line.provider).collect()
}

fn at(address: &str) -> CaseFilter {
    CaseFilter::from_query(&Query::parse(address))
}

#[db_test]
async fn a_state_agency_sees_the_cases_of_its_state_and_no_payments(db: Db) {
    let world = World::new(db).await;
    let ohio = world
        .add(world.ohio, "OH", CaseState::Imposed, None, dollars(5_000))
        .await;
    world.pay(&world.nora, &payment(dollars(10))).await.unwrap();
    let agency = person(&world.services, "AGENCY", Role::StateAgencyGeneralUser).await;
    assert_eq!(
        seen(&world, &agency.actor, &CaseFilter::default()).await,
        ["Oak Hollow"]
    );
    let case = find(&world.services, &agency.actor, &world.case)
        .await
        .unwrap();
    assert_eq!((case.ledger, case.line.balance), (None, None));
    assert!(case.history.is_empty() && !case.may_pay && !case.may_keep_books);
    let hidden = find(&world.services, &agency.actor, &ohio).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)));
    let paid = list_receipts(&world.services, &agency.actor, ReceiptFilter::default()).await;
    assert!(matches!(paid, Err(ServiceError::NotFound)));
    let file = export(&world.services, &agency.actor, &CaseFilter::default())
        .await
        .unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(
        file.contains("54990.00") && !file.contains("Balance"),
        "{file}"
    );
    let unpaid = totals(&world.services, &agency.actor, &CaseFilter::default())
        .await
        .unwrap();
    assert_eq!(unpaid, (1, Cents::ZERO));
}

#[db_test]
async fn cms_and_the_office_of_financial_management_see_all_and_others_nothing(db: Db) {
    let world = World::new(db).await;
    world
        .add(world.ohio, "OH", CaseState::Imposed, None, dollars(5_000))
        .await;
    let viewer = person(&world.services, "VIEWER", Role::CmsViewOnlyUser).await;
    for actor in [&world.nora.actor, &viewer.actor] {
        assert_eq!(seen(&world, actor, &CaseFilter::default()).await.len(), 2);
        let case = find(&world.services, actor, &world.case).await.unwrap();
        assert!(case.ledger.is_some());
    }
    for (name, role) in [
        ("HELP.DESK", Role::HelpDesk),
        ("OFFICIAL", Role::CmsSecurityOfficial),
        ("SASO.OHIO", Role::StateAgencySecurityOfficial),
        ("SUBMITTER", Role::PbjSubmitter),
    ] {
        let other = person(&world.services, name, role).await.actor;
        let listed = list(&world.services, &other, &CaseFilter::default()).await;
        assert!(matches!(listed, Err(ServiceError::Denied(_))), "{name}");
        let found = find(&world.services, &other, &world.case).await;
        assert!(matches!(found, Err(ServiceError::Denied(_))), "{name}");
    }
}

#[db_test]
async fn a_list_is_searched_filtered_and_sorted_by_its_address(db: Db) {
    let world = World::new(db).await;
    let soon = Some((TODAY, date(2026, 11, 25)));
    world
        .add(
            world.ohio,
            "OH",
            CaseState::DueAndPayable,
            soon,
            dollars(7_950),
        )
        .await;
    world
        .add(
            world.ohio,
            "OH",
            CaseState::Closed,
            Some((PAYABLE, DUE)),
            dollars(100),
        )
        .await;
    let finds = async |address: &'static str| {
        let cases = list(&world.services, &world.nora.actor, &at(address))
            .await
            .unwrap();
        let net = cases.lines.rows.into_iter().map(|line| line.net.0 / 100);
        net.collect::<Vec<_>>()
    };
    let (large, small, closed) = (54_990, 7_950, 100);
    for (address, expected) in [
        ("q=oak", vec![large]),
        ("q=365001&status=closed", vec![closed]),
        ("q=2026-07-ltc", vec![large]),
        ("q=%25", vec![]),
        ("state=OH&standing=open", vec![small]),
        ("region=7", vec![large]),
        ("standing=due_soon", vec![small]),
        ("standing=overdue", vec![large]),
        ("standing=past_due_31_60", vec![large]),
        ("standing=past_due_1_30", vec![]),
        ("due_from=11/01/2026", vec![small]),
        ("due_to=2026-09-16&least=1,000", vec![large]),
        ("most=100.00", vec![closed]),
        ("sort=net", vec![closed, small, large]),
        ("sort=net&dir=desc", vec![large, small, closed]),
        ("sort=provider&dir=desc&least=1000", vec![large, small]),
    ] {
        assert_eq!(finds(address).await, expected, "{address}");
    }
    for sort in CaseSort::ALL {
        for direction in [Direction::Asc, Direction::Desc] {
            let filter = CaseFilter {
                sort,
                direction,
                page: PageRequest::new(1, 50),
                ..CaseFilter::default()
            };
            assert_eq!(seen(&world, &world.nora.actor, &filter).await.len(), 3);
        }
    }
}

#[db_test]
async fn what_is_paid_is_not_overdue_however_old(db: Db) {
    let world = World::new(db).await;
    let overdue = CaseFilter {
        standing: Some(Standing::Overdue),
        ..CaseFilter::default()
    };
    let owed = totals(&world.services, &world.nora.actor, &overdue)
        .await
        .unwrap();
    assert_eq!(owed, (1, dollars(54_990)));
    world
        .pay(&world.nora, &payment(dollars(54_990)))
        .await
        .unwrap();
    let owed = totals(&world.services, &world.nora.actor, &overdue)
        .await
        .unwrap();
    assert_eq!(owed, (0, Cents::ZERO));
}

#[db_test]
async fn what_is_past_due_is_counted_by_its_age_for_those_who_see_payments(db: Db) {
    let world = World::new(db).await;
    let old = Some((date(2026, 6, 1), date(2026, 6, 16)));
    for gross in [dollars(300), dollars(200)] {
        let state = CaseState::DueAndPayable;
        world.add(world.ohio, "OH", state, old, gross).await;
    }
    let viewer = person(&world.services, "VIEWER", Role::CmsViewOnlyUser).await;
    for actor in [&world.nora.actor, &viewer.actor] {
        let found = ages(&world.services, actor).await.unwrap();
        let found = found.iter().map(|line| (line.cases, line.unpaid));
        let (none, one, two) = ((0, Cents::ZERO), (1, dollars(54_990)), (2, dollars(500)));
        assert_eq!(found.collect::<Vec<_>>(), [none, one, none, none, two]);
    }
    let agency = person(&world.services, "AGENCY", Role::StateAgencyGeneralUser).await;
    let hidden = ages(&world.services, &agency.actor).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)));
}

#[db_test]
async fn receipts_are_those_of_their_days_that_nobody_reversed(db: Db) {
    let world = World::new(db).await;
    world.pay(&world.nora, &payment(dollars(10))).await.unwrap();
    world.pay(&world.nora, &payment(dollars(20))).await.unwrap();
    let sum = async |filter: ReceiptFilter| {
        received(&world.services, &world.nora.actor, filter)
            .await
            .unwrap()
    };
    let september = ReceiptFilter {
        from: Some(date(2026, 9, 1)),
        to: Some(date(2026, 9, 30)),
        ..ReceiptFilter::default()
    };
    assert_eq!(sum(september).await, dollars(30));
    assert_eq!(sum(ReceiptFilter::this_month(TODAY)).await, Cents::ZERO);
    let found = find(&world.services, &world.nora.actor, &world.case)
        .await
        .unwrap();
    let first = found.ledger.unwrap().entries[0].id;
    reverse(&world.services, &world.eli, &world.case, first, "Wrong.")
        .await
        .unwrap();
    let listed = list_receipts(&world.services, &world.nora.actor, september)
        .await
        .unwrap();
    assert_eq!(listed.total, dollars(20));
    assert_eq!((listed.lines.total, listed.lines.rows.len()), (1, 1));
    assert_eq!(sum(september).await, listed.total);
}

#[db_test]
async fn a_ledger_is_read_by_the_index_of_its_case(db: Db) {
    let whole = if db.is_postgres() {
        "Seq Scan"
    } else {
        "SCAN "
    };
    for name in ["::ENTRIES", "::ROWS", "::ADJUSTMENTS", "::HISTORY"] {
        let mut statements = case::STATEMENTS.iter();
        let (_, text) = statements.find(|(known, _)| known.ends_with(name)).unwrap();
        let plan = plan(&db, text, Uuid::nil()).await;
        assert!(!plan.iter().any(|line| line.contains(whole)), "{plan:#?}");
    }
}
