//! Reports on what was sent, and on what was found in it.

use domain::{
    access::{Actor, Role, Sight},
    listing::PageRequest,
    providers::StateCode,
    reports::{ReportKind, ReportParameters},
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch};

use super::{column, four_records, made, made_long, sent};
use crate::{
    ServiceError,
    assessments::stored::tests::world::World,
    reports::{ask, export, states, table},
};

#[db_test]
async fn final_validation_has_each_record_and_error_detail_each_message(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let validation = made(&world, &world.sam, ReportKind::FacilityValidation).await;
    assert_eq!(column(&validation, "Submission ID"), ["3", "2", "1", "1"]);
    assert_eq!(column(&validation, "Edit"), ["", "-3810", "-3810", "-3820"]);
    assert_eq!(column(&validation, "Record")[0], "Accepted");
    let own = made(&world, &world.sam, ReportKind::SubmitterValidation).await;
    assert_eq!(own.rows.len(), 4, "Sam sent them");
    let others = made(&world, &world.adele, ReportKind::SubmitterValidation).await;
    assert_eq!(others.rows.len(), 0, "Adele sent none");
    let detail = made(&world, &world.adele, ReportKind::ErrorDetail).await;
    assert_eq!(column(&detail, "Edit"), ["-3810", "-3810", "-3820"]);
    let of_edit = ReportParameters {
        edit: Some("-3820".to_owned()),
        ..ReportParameters::default()
    };
    for kind in [ReportKind::ErrorDetail, ReportKind::FacilityValidation] {
        let found = table(&world.services, &world.adele, kind, &of_edit).await;
        assert_eq!(column(&found.unwrap(), "Edit"), ["-3820"]);
    }
    let foreign = made(&world, &world.fred, ReportKind::FacilityValidation).await;
    assert_eq!(column(&foreign, "Submission ID"), ["4"]);
    let mut viewer = world.adele.clone();
    viewer.viewing = Some(Sight::Masked);
    let masked = made(&world, &viewer, ReportKind::ErrorDetail).await;
    assert!(!format!("{masked:?}").contains("987654321"));
}

/// Whoever turns to a page has seen no more than that.
#[db_test]
async fn a_table_has_pages_and_its_file_has_all_of_them(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    for _ in 0..30 {
        sent(&world, ada, "rejected", date(2026, 10, 1), &["-3810"]).await;
    }
    let kind = ReportKind::ErrorDetail;
    let page = async |page| {
        let parameters = ReportParameters {
            page: PageRequest::new(page, 25),
            ..ReportParameters::default()
        };
        let shown = table(&world.services, &world.adele, kind, &parameters).await;
        shown.unwrap()
    };
    let (first, second) = (page(1).await, page(2).await);
    assert_eq!((first.rows.len(), second.rows.len()), (25, 5));
    assert_eq!((first.total, second.total), (30, 30));
    assert_eq!(world.newest_detail().await["rows"], 5);
    assert_eq!(
        page(9).await.rows,
        second.rows,
        "behind the last page is that one"
    );
    let mut ids = column(&first, "Submission ID");
    ids.extend(column(&second, "Submission ID"));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 30, "each on one page");
    let parameters = ReportParameters {
        page: PageRequest::new(2, 25),
        ..ReportParameters::default()
    };
    let file = export(&world.services, &world.adele, kind, &parameters).await;
    let file = String::from_utf8(file.unwrap()).unwrap();
    assert_eq!(file.matches(",-3810,").count(), 30);
}

#[db_test]
async fn a_viewer_reads_values_that_do_not_say_who_the_patient_is(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let (_, form) = world
        .services
        .packs
        .forms
        .of_version("OASIS", "3.02.0")
        .unwrap();
    let code = form.pack.specifications[0].as_str();
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update sent_record set specification = $1", code).unwrap();
    exec!(
        tx,
        "update finding set item = 'A0810', item_value = '1', message = 'Within 14 days of M1011 no code 1.'
         where edit = '-3820'"
    )
    .unwrap();
    tx.commit().await.unwrap();
    let mut viewer = world.adele.clone();
    viewer.viewing = Some(Sight::Masked);
    for kind in [ReportKind::ErrorDetail, ReportKind::FacilityValidation] {
        let table = made(&world, &viewer, kind).await;
        let edits = column(&table, "Edit");
        let (values, texts) = (column(&table, "Submitted value"), column(&table, "Message"));
        let at = |edit: &str| edits.iter().position(|one| one == edit).unwrap();
        let (ssn, gender) = (at("-3810"), at("-3820"));
        assert_eq!(
            [values[ssn].as_str(), texts[ssn].as_str()],
            ["••••", "The SSN •••• is wrong."]
        );
        assert_eq!(
            [values[gender].as_str(), texts[gender].as_str()],
            ["1", "Within 14 days of M1011 no code 1."]
        );
    }
}

#[db_test]
async fn a_report_offers_the_states_that_it_reaches(db: Db) {
    let world = World::new(db).await;
    let of = async |actor: &Actor, kind| {
        let states = states(&world.services, actor, kind).await.unwrap();
        states
            .into_iter()
            .map(StateCode::as_str)
            .collect::<Vec<_>>()
    };
    let validation = ReportKind::FacilityValidation;
    assert_eq!(of(&world.adele, validation).await, ["OH"]);
    assert_eq!(of(&world.sam, validation).await, ["OH"]);
    let nation = of(&world.nora, validation).await;
    assert_eq!(nation.len(), StateCode::all().count());
    let refused = states(&world.services, &world.sam, ReportKind::Roster).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
}

#[db_test]
async fn edits_are_counted_by_facility_and_records_by_month(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let summary = made(&world, &world.adele, ReportKind::ErrorSummary).await;
    assert_eq!(column(&summary, "Edit"), ["-3810", "-3820"]);
    assert_eq!(column(&summary, "Records"), ["2", "1"]);
    assert_eq!(column(&summary, "Occurrences"), ["4", "2"]);
    let months = made(&world, &world.adele, ReportKind::Statistics).await;
    assert_eq!(column(&months, "Month"), ["2026-09", "2026-10"]);
    assert_eq!(column(&months, "Records sent"), ["1", "2"]);
    assert_eq!(column(&months, "Accepted"), ["0", "1"]);
    assert_eq!(column(&months, "Rejected"), ["1", "1"]);
    let october = ReportParameters {
        from: Some(date(2026, 10, 2)),
        ..ReportParameters::default()
    };
    let some = table(
        &world.services,
        &world.adele,
        ReportKind::Statistics,
        &october,
    )
    .await;
    assert_eq!(column(&some.unwrap(), "Records sent"), ["1"]);
}

#[db_test]
async fn a_report_saved_is_written_down_with_its_facilities(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let all = ReportParameters::default();
    let csv = export(&world.services, &world.adele, ReportKind::ErrorDetail, &all).await;
    let csv = String::from_utf8(csv.unwrap()).unwrap();
    assert!(csv.contains("As of,10/20/2026"), "{csv}");
    assert!(csv.contains("Agency 367001,367001,"), "{csv}");
    let mut tx = world.services.db.read().await.unwrap();
    let (act, detail): (String, String) = fetch!(
        fetch_one,
        (String, String),
        tx,
        "select act, cast(detail as text) from audit_event where provider_id = $1 order by seq desc limit 1",
        world.agency.0
    )
    .unwrap();
    assert_eq!(act, "sensitive_export");
    assert!(detail.contains("error-detail"), "{detail}");
}

/// Everything that was sent so far came from somebody else than Sam.
async fn was_sent_by(world: &World, actor: &Actor) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update submission set user_id = $1", actor.user.0).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_vendor_of_many_facilities_has_what_it_sent_itself(db: Db) {
    let world = World::new(db).await;
    let mut places = vec![world.agency];
    for number in 0..20 {
        places.push(world.more(number).await);
    }
    let role = Role::VendorAssessmentSubmitter;
    let vendor = world.person_at("VERA", role, places).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    sent(&world, ada, "rejected", date(2026, 9, 30), &["-3820"]).await;
    was_sent_by(&world, &vendor).await;
    sent(&world, ada, "rejected", date(2026, 10, 1), &["-3810"]).await;
    for kind in [ReportKind::ErrorDetail, ReportKind::ErrorSummary] {
        let made = made_long(&world, &vendor, kind).await;
        assert_eq!(
            column(&made, "Edit"),
            ["-3820"],
            "what Sam sent is not theirs"
        );
    }
}

#[db_test]
async fn a_long_report_has_what_is_of_no_known_facility_as_well(db: Db) {
    let world = World::new(db).await;
    let vera = world.person("VERA", Role::VendorAssessmentSubmitter).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    sent(&world, ada, "rejected", date(2026, 9, 30), &["-3693"]).await;
    was_sent_by(&world, &vera).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update submission_file set provider_id = null").unwrap();
    tx.commit().await.unwrap();
    sent(&world, ada, "rejected", date(2026, 10, 1), &["-3810"]).await;

    let summary = made_long(&world, &world.nora, ReportKind::ErrorSummary).await;
    assert_eq!(column(&summary, "Edit"), ["-3810", "-3693"]);
    assert_eq!(column(&summary, "Facility")[1], "Not known");
    let detail = made_long(&world, &world.nora, ReportKind::ErrorDetail).await;
    assert_eq!(column(&detail, "Edit"), ["-3810", "-3693"]);
    let own = made(&world, &vera, ReportKind::ErrorDetail).await;
    assert_eq!(column(&own, "Edit"), ["-3693"], "they sent it");
    let foreign = made(&world, &world.adele, ReportKind::ErrorDetail).await;
    assert_eq!(column(&foreign, "Edit"), ["-3810"], "it may be anybody's");
}

/// The state of a facility that is not known is what the record says.
#[db_test]
async fn a_state_in_small_letters_is_the_same_state(db: Db) {
    let world = World::new(db).await;
    let vera = world.person("VERA", Role::VendorAssessmentSubmitter).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    for (day, state) in [(date(2026, 10, 1), "GA"), (date(2026, 10, 2), "ga")] {
        sent(&world, ada, "rejected", day, &["-3810"]).await;
        let mut tx = world.services.db.write().await.unwrap();
        let unknown = "update submission_file set provider_id = null, state_code = $1 where provider_id is not null";
        exec!(tx, unknown, state).unwrap();
        tx.commit().await.unwrap();
    }
    was_sent_by(&world, &vera).await;
    let all = made(&world, &vera, ReportKind::Statistics).await;
    assert_eq!(column(&all, "State").len(), 1, "{all:?}");
    let of_georgia = ReportParameters {
        state: Some(StateCode::parse("GA").unwrap()),
        ..ReportParameters::default()
    };
    let kind = ReportKind::ErrorDetail;
    let made = table(&world.services, &vera, kind, &of_georgia).await;
    assert_eq!(column(&made.unwrap(), "Edit"), ["-3810", "-3810"]);
}

#[db_test]
async fn statistics_of_too_many_months_are_refused_and_lose_none(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let (services, kind) = (&world.services, ReportKind::Statistics);
    let since = |from| ReportParameters {
        from: Some(from),
        ..ReportParameters::default()
    };
    // With October 2026, 120 months and 121.
    let ten_years = since(date(2016, 11, 1));
    let made = table(services, &world.adele, kind, &ten_years).await;
    assert_eq!(column(&made.unwrap(), "Month"), ["2026-09", "2026-10"]);
    let longer = since(date(2016, 10, 31));
    let at_once = table(services, &world.adele, kind, &longer).await;
    assert!(
        matches!(at_once, Err(ServiceError::Refused(_))),
        "{at_once:?}"
    );
    let asked = ask(services, &world.nora, kind, &longer).await;
    assert!(matches!(asked, Err(ServiceError::Refused(_))), "{asked:?}");
}
