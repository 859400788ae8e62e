//! Reports over rows as the check of submissions leaves them.

use std::sync::Arc;

use domain::{
    access::{Actor, Role, Sight},
    assessments::INSTRUMENTS,
    audit::{Act, AuditFilter},
    listing::{PageRequest, Query},
    objection::Objection,
    providers::{Ccn, StateCode},
    reports::{Cell, KeptTable, ReportKind, ReportParameters, ReportTable, RunId, RunState},
    time::Now,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use store::{
    Db, db_test, exec, fetch,
    jobs::{self, JobError, JobId, Worker, WorkerSettings},
    row::Day,
    testing::{JOBS_LEFT, until_none},
};

use super::{ask, content, export, find, is_long, kept::forget, list, rows, states, table};
use crate::{
    Clock, ServiceError,
    assessments::stored::tests::world::{Patient, Stored, TODAY, World, noon},
    audit::list_access_record,
};

/// A record that was sent, with what was found in it.
async fn sent(world: &World, patient: Patient, state: &str, day: Date, edits: &[&str]) {
    let file = world.file(patient.provider, state, day).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into sent_record (file_id, instrument, reasons, transaction_code, target_date, first_name, last_name, is_test)
         values ($1, 'OASIS', '01', '1', $2, 'ADA', 'INVENTED', $3)",
        file,
        Day::from(day),
        false
    )
    .unwrap();
    for (ordinal, edit) in (1_i32..).zip(edits) {
        exec!(
            tx,
            "insert into finding (file_id, ordinal, edit, severity, message, fix, item, item_value)
             values ($1, $2, $3, 'fatal', 'The SSN 987654321 is wrong.', '', 'M0064_SSN', '987654321')",
            file,
            ordinal,
            *edit
        )
        .unwrap();
        exec!(
            tx,
            "insert into finding_count (file_id, edit, severity, occurrences) values ($1, $2, 'fatal', 2)",
            file,
            *edit
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn made(world: &World, actor: &Actor, kind: ReportKind) -> ReportTable {
    table(&world.services, actor, kind, &ReportParameters::default())
        .await
        .unwrap()
}

/// The cells of one column.
fn column(table: &ReportTable, name: &str) -> Vec<String> {
    let place = table.columns.iter().position(|one| one == name).unwrap();
    let rows = table.rows.iter();
    rows.map(|row| row[place].plain()).collect()
}

/// Two records of the agency that came back, one that did not, and one elsewhere.
async fn four_records(world: &World) {
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    sent(
        world,
        ada,
        "rejected",
        date(2026, 9, 30),
        &["-3810", "-3820"],
    )
    .await;
    sent(world, ada, "rejected", date(2026, 10, 1), &["-3810"]).await;
    sent(world, ada, "accepted", date(2026, 10, 2), &[]).await;
    sent(world, carl, "accepted", date(2026, 10, 3), &[]).await;
}

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
async fn the_roster_has_who_is_there_and_movements_who_came_and_left(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let bert = world.patient(world.agency, "BERT", "MADEUP").await;
    let records = [
        Stored::new(1, ada, "01", date(2026, 9, 1)),
        Stored::new(2, bert, "01", date(2026, 9, 2)),
        Stored::new(3, bert, "09", date(2026, 10, 5)),
        Stored {
            state: "inactivated",
            ..Stored::new(4, ada, "09", date(2026, 10, 6))
        },
    ];
    for record in &records {
        world.store(record).await;
    }
    let roster = made(&world, &world.adele, ReportKind::Roster).await;
    assert_eq!(
        column(&roster, "Patient"),
        ["INVENTED, ADA"],
        "what was taken back does not count"
    );
    assert_eq!(column(&roster, "Here since"), ["09/01/2026"]);
    let moves = made(&world, &world.adele, ReportKind::Movements).await;
    assert_eq!(column(&moves, "Move"), ["Discharge from agency"]);
    assert_eq!(column(&moves, "Assessment ID"), ["3"]);
    let earlier = ReportParameters {
        from: Some(date(2026, 9, 1)),
        ..ReportParameters::default()
    };
    let moves = table(
        &world.services,
        &world.adele,
        ReportKind::Movements,
        &earlier,
    )
    .await;
    assert_eq!(moves.unwrap().rows.len(), 3);
    let refused = table(
        &world.services,
        &world.sam,
        ReportKind::Roster,
        &ReportParameters::default(),
    )
    .await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "a submitter sees no patients"
    );
}

#[db_test]
async fn what_is_late_or_missing_is_told_with_its_day(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    world
        .store(&Stored {
            clock: Some(date(2026, 8, 3)),
            accepted: date(2026, 9, 3),
            ..Stored::new(1, ada, "01", date(2026, 8, 1))
        })
        .await;
    let late = made(&world, &world.adele, ReportKind::LateAndMissing).await;
    assert_eq!(
        column(&late, "What was due"),
        ["Recertification", "Record to be sent"]
    );
    assert_eq!(column(&late, "Assessment ID"), ["", "1"]);
    assert_eq!(column(&late, "Due"), ["09/29/2026", "09/02/2026"]);
    assert_eq!(
        column(&late, "What became of it"),
        ["Missing", "Accepted on 09/03/2026"]
    );
    assert_eq!(column(&late, "Days late"), ["21", "1"]);
    let mds = ReportParameters {
        instrument: INSTRUMENTS.iter().position(|name| *name == "MDS"),
        ..ReportParameters::default()
    };
    let none = table(
        &world.services,
        &world.adele,
        ReportKind::LateAndMissing,
        &mds,
    )
    .await;
    assert!(none.unwrap().rows.is_empty());
}

#[db_test]
async fn an_installation_says_whether_a_resumption_of_care_recertifies(db: Db) {
    let mut world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    for record in [
        Stored::new(1, ada, "01", date(2026, 8, 1)),
        Stored::new(2, ada, "03", date(2026, 9, 27)),
    ] {
        world.store(&record).await;
    }
    for (recertifies, expected) in [(true, &[][..]), (false, &["Recertification"])] {
        world.services.rules.due.resumption_recertifies = recertifies;
        let late = made(&world, &world.adele, ReportKind::LateAndMissing).await;
        let due = column(&late, "What was due");
        let due: Vec<_> = due
            .iter()
            .filter(|what| *what == "Recertification")
            .collect();
        assert_eq!(due, expected);
    }
}

async fn run_jobs(world: &World) {
    let clock: Clock = Arc::new(|| Now {
        system: noon(TODAY),
        rules: noon(TODAY),
    });
    let worker = Worker::new(
        world.services.db.clone(),
        Arc::new(|| noon(TODAY)),
        WorkerSettings::default(),
    );
    let worker = super::handlers(worker, &world.services, &clock);
    worker.run(until_none(&world.services.db, JOBS_LEFT)).await;
}

#[db_test]
async fn a_long_report_is_made_by_a_job_and_kept_for_who_asked(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let (services, nora) = (&world.services, &world.nora);
    let (kind, all) = (ReportKind::FacilityValidation, ReportParameters::default());
    assert!(is_long(nora, kind, &all).unwrap() && !is_long(&world.sam, kind, &all).unwrap());
    let at_once = table(services, nora, kind, &all).await;
    assert!(matches!(at_once, Err(ServiceError::Conflict(_))));
    let of_one = ReportParameters {
        facility: Ccn::parse("167001").ok(),
        ..ReportParameters::default()
    };
    let small = table(services, nora, kind, &of_one).await.unwrap();
    assert_eq!(column(&small, "Submission ID"), ["4"]);
    let refused = ask(services, &world.sam, kind, &all).await;
    assert!(
        matches!(refused, Err(ServiceError::Conflict(_))),
        "a small one is answered at once"
    );

    let id = ask(services, nora, kind, &all).await.unwrap();
    let before = find(services, nora, id).await.unwrap();
    assert_eq!(before.state, RunState::Waiting);
    let early = content(services, nora, id, Act::Read).await;
    assert!(matches!(early, Err(ServiceError::NotFound)));
    run_jobs(&world).await;
    let run = find(services, nora, id).await.unwrap();
    assert_eq!((run.state, run.rows), (RunState::Done, 5));
    assert_eq!(run.as_of, nora.now.rules);
    assert_eq!(run.progress, run.steps);
    let shown = rows(services, nora, id).await.unwrap();
    assert_eq!(
        (shown.columns[0].as_str(), shown.rows.len()),
        ("Facility", 5)
    );
    let id_of = |row: &Vec<Cell>| matches!(row[2], Cell::Submission(_));
    assert!(shown.rows.iter().all(id_of), "leads to the submissions");
    assert_eq!(list(services, nora).await.unwrap().len(), 1);

    let cms = world.person("OLGA", Role::ProviderAdministrator).await;
    for other in [&cms, &world.fred] {
        let hidden = find(services, other, id).await;
        assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    }
    let mut elsewhere = nora.clone();
    elsewhere.grants.clear();
    let gone = find(services, &elsewhere, id).await;
    assert!(matches!(gone, Err(ServiceError::Denied(_))), "{gone:?}");

    let days = |days: i64| noon(TODAY).plus_seconds(days * 24 * 60 * 60);
    for (later, left) in [(30, 1), (31, 0)] {
        let mut tx = services.db.write().await.unwrap();
        forget(&mut tx, days(later)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            list(services, nora).await.unwrap().len(),
            left,
            "{later} days later"
        );
    }
}

/// The job that is due the longest ends this way.
async fn end_job(world: &World, error: &JobError) -> JobId {
    let now = noon(TODAY);
    let mut tx = world.services.db.write().await.unwrap();
    let claimed = jobs::claim(&mut tx, &["reports.make"], now, now.plus_seconds(60)).await;
    let job = claimed.unwrap().expect("a report is waiting");
    jobs::fail(&mut tx, &job, error, now, 0).await.unwrap();
    tx.commit().await.unwrap();
    job.id
}

#[db_test]
async fn a_report_whose_job_is_dead_could_not_be_made_until_staff_have_it_made_again(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let (services, nora) = (&world.services, &world.nora);
    let (kind, all) = (ReportKind::FacilityValidation, ReportParameters::default());
    let id = ask(services, nora, kind, &all).await.unwrap();
    for _ in 1..5 {
        ask(services, nora, kind, &all).await.unwrap();
    }
    let sixth = ask(services, nora, kind, &all).await;
    assert!(
        matches!(
            sixth,
            Err(ServiceError::Conflict(Objection::ReportsUnderway))
        ),
        "{sixth:?}"
    );

    let job = end_job(&world, &JobError::Hopeless("lost".into())).await;
    assert_eq!(state_of(&world, id).await, RunState::Failed);
    ask(services, nora, kind, &all).await.unwrap();

    let mut tx = services.db.write().await.unwrap();
    let given_up = jobs::give_up(&mut tx, job, "Nobody needs it.", noon(TODAY)).await;
    assert!(given_up.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(state_of(&world, id).await, RunState::Failed);

    let mut tx = services.db.write().await.unwrap();
    assert!(jobs::retry(&mut tx, job, noon(TODAY)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(state_of(&world, id).await, RunState::Waiting);
    run_jobs(&world).await;
    let run = find(services, nora, id).await.unwrap();
    assert_eq!((run.state, run.rows), (RunState::Done, 5));
}

#[db_test]
async fn a_report_whose_job_is_tried_again_is_being_made(db: Db) {
    let world = World::new(db).await;
    let (kind, all) = (ReportKind::FacilityValidation, ReportParameters::default());
    let id = ask(&world.services, &world.nora, kind, &all).await.unwrap();
    end_job(&world, &JobError::Panicked).await;
    assert_eq!(state_of(&world, id).await, RunState::Waiting);
}

async fn state_of(world: &World, id: RunId) -> RunState {
    let run = find(&world.services, &world.nora, id).await;
    run.unwrap().state
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

#[db_test]
async fn who_opens_a_report_that_is_kept_is_found_by_its_patients_and_facilities(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    for (number, patient) in [(77, ada), (78, carl)] {
        let stored = Stored::new(number, patient, "01", date(2026, 10, 1));
        world.store(&stored).await;
    }
    made_long(&world, &world.nora, ReportKind::Roster).await;
    let official = world.person("OLGA", Role::ProviderSecurityOfficial).await;
    let found = async |query: &str| {
        let filter = AuditFilter::from_query(&Query::parse(query));
        let found = list_access_record(&world.services, &official, &filter).await;
        let events = found.unwrap().events;
        let seen = events.into_iter().map(|line| (line.act, line.object));
        seen.collect::<Vec<_>>()
    };
    let seen =
        ["Looked at", "Had a report made"].map(|act| (act.to_owned(), "Report: Roster".to_owned()));
    assert_eq!(found("patient=500000").await, seen);
    assert_eq!(found("organization=367001").await, seen);
    assert!(found("patient=500001").await.is_empty(), "he is elsewhere");
}

/// Has a report made by the job, and gives its rows.
async fn made_long(world: &World, actor: &Actor, kind: ReportKind) -> ReportTable {
    let parameters = ReportParameters::default();
    let id = ask(&world.services, actor, kind, &parameters)
        .await
        .unwrap();
    run_jobs(world).await;
    let run = find(&world.services, actor, id).await.unwrap();
    assert_eq!(run.state, RunState::Done);
    let KeptTable { columns, rows } = rows(&world.services, actor, id).await.unwrap();
    ReportTable {
        kind,
        parameters,
        as_of: run.as_of,
        days: run.days,
        columns,
        total: run.rows,
        request: PageRequest::default(),
        rows,
        is_cut: false,
    }
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

#[db_test]
async fn a_kept_report_shows_its_days_and_what_was_submitted(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update finding set item_value = '+1234'").unwrap();
    tx.commit().await.unwrap();
    let kept = made_long(&world, &world.nora, ReportKind::ErrorDetail).await;
    let values = column(&kept, "Submitted value");
    assert_eq!(values, ["+1234", "+1234", "+1234"]);
    assert_eq!(kept.days, [date(2026, 7, 22), date(2026, 10, 20)]);
    let kept = made_long(&world, &world.nora, ReportKind::Roster).await;
    assert!(kept.days.is_empty(), "a roster is of one day");
}

/// What was due, of which record, by when and what became of it.
async fn late_of(world: &World) -> Vec<[String; 4]> {
    let late = made(world, &world.adele, ReportKind::LateAndMissing).await;
    let columns = ["What was due", "Assessment ID", "Due", "What became of it"]
        .map(|name| column(&late, name));
    let line = |row: usize| columns.each_ref().map(|column| column[row].clone());
    (0..late.rows.len()).map(line).collect()
}

#[db_test]
async fn a_record_is_as_late_as_its_first_version_and_a_correction_has_its_own_days(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let mut number = 0;
    for (instrument, reasons, days_late) in [
        ("OASIS", "01", 0),
        ("MDS", "99-99-01-0", 0),
        ("MDS", "02-99-99-0", 1),
    ] {
        let target = date(2026, 9, 1);
        let in_time = if instrument == "MDS" { 14 } else { 30 };
        let mut record = None;
        for (correction, state) in [(0, "replaced"), (1, "current")] {
            number += 1;
            let clock = target.saturating_add(correction.days());
            // A correction of MDS that was sent a day too late; one of OASIS may come when it does.
            let after = in_time + if correction == 0 { days_late } else { 1 };
            let id = world
                .store(&Stored {
                    record,
                    instrument,
                    correction,
                    state,
                    transaction: if correction == 0 { "1" } else { "2" },
                    clock: Some(clock),
                    accepted: clock.saturating_add(after.days()),
                    ..Stored::new(number, ada, reasons, target)
                })
                .await;
            record = record.or(Some(id));
        }
    }
    let words = |line: [&str; 4]| line.map(str::to_owned);
    let expected = [
        [
            "Record to be sent",
            "5",
            "09/15/2026",
            "Accepted on 09/16/2026",
        ],
        [
            "Correction to be sent",
            "4",
            "09/16/2026",
            "Accepted on 09/17/2026",
        ],
        [
            "Correction to be sent",
            "6",
            "09/16/2026",
            "Accepted on 09/17/2026",
        ],
    ];
    assert_eq!(late_of(&world).await, expected.map(words));
}

#[db_test]
async fn what_is_missing_is_told_as_long_as_it_is_and_what_came_late_for_a_year(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    // Neither recertified nor discharged for two years, but once and late; and sent too late.
    for record in [
        Stored {
            clock: Some(date(2024, 10, 1)),
            accepted: date(2024, 11, 1),
            ..Stored::new(1, ada, "01", date(2024, 10, 1))
        },
        Stored::new(2, ada, "04", date(2024, 12, 3)),
    ] {
        world.store(&record).await;
    }
    let late = late_of(&world).await;
    let [what, _, due, outcome] = &late[0];
    assert_eq!(what, "Recertification");
    assert_eq!((due.as_str(), outcome.as_str()), ("01/28/2025", "Missing"));
    assert_eq!(late.len(), 11, "{late:?}");
    assert!(
        late.iter().all(|[.., outcome]| outcome == "Missing"),
        "{late:?}"
    );
}
