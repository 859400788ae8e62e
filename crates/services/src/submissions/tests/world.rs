//! Two homes, those who send for them, and files for them.

use std::{convert::Infallible, fmt::Write as _, sync::Arc};

use bytes::Bytes;
use domain::{
    access::{Actor, Role, Scope},
    identity::UserId,
    listing::PageRequest,
    providers::{Ccn, FacilityId, ProviderId, ProviderType},
    submissions::{
        Receipt, Receiving, Report, Severity, SubmissionKind, SubmissionNumber, SubmissionState,
    },
    support::JobState,
    time::{Instant, Now},
};
use futures::stream;
use jiff::civil::{Date, date};
use store::{
    Db, fetch,
    jobs::{self, Finished, Job, JobError},
};
use uuid::Uuid;

use crate::{
    Clock, Services,
    providers::record::ProviderRecord,
    staffing::generation::{self, REMOVE_GENERATION},
    submissions::{
        self, Incoming,
        check::{CHECK, Sent, check},
    },
    tests::{people, places},
};

/// A day on which fiscal quarter 4 of 2026 is open.
pub const OPEN: Date = date(2026, 11, 10);

pub struct World {
    pub services: Services,
    now: Now,
    pub home: ProviderId,
    pub other_home: ProviderId,
    /// Sends for the first home.
    pub submitter: Actor,
    sent: u32,
    /// What is sent: with the right that its own page asks for.
    pub kind: SubmissionKind,
}

pub fn noon(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

impl World {
    pub async fn new(db: Db) -> Self {
        let services = crate::tests::services(db);
        let at = noon(OPEN);
        let now = Now {
            system: at,
            rules: at,
        };
        let nobody = Actor {
            user: UserId(Uuid::nil()),
            user_name: String::new(),
            category: Role::PbjSubmitter.category(),
            grants: Vec::new(),
            now,
            viewing: None,
        };
        let nowhere = ProviderId(Uuid::nil());
        let mut world = Self {
            services,
            now,
            home: nowhere,
            other_home: nowhere,
            submitter: nobody,
            sent: 0,
            kind: SubmissionKind::Staffing,
        };
        world.home = world.add_home("366001", "SRDEMO01", None).await;
        world.other_home = world.add_home("366002", "OTHER2", None).await;
        world.submitter = world
            .add_person(
                "SUBMITTER",
                Role::PbjSubmitter,
                Scope::Providers(vec![world.home]),
            )
            .await;
        world
    }

    pub async fn add_home(
        &self,
        ccn: &str,
        facility_id: &str,
        terminated_on: Option<Date>,
    ) -> ProviderId {
        let record = ProviderRecord {
            ccn: Ccn::parse(ccn).ok(),
            facility_id: Some(FacilityId::parse(facility_id).unwrap()),
            certified_on: Some(date(2001, 5, 1)),
            terminated_on,
            ..places::provider(
                ProviderType::NursingHome,
                &format!("Home {facility_id}"),
                "OH",
            )
        };
        places::insert(&self.services, &record, noon(date(2026, 1, 1))).await
    }

    pub async fn add_person(&self, name: &str, role: Role, scope: Scope) -> Actor {
        let mut tx = self.services.db.write().await.unwrap();
        let person = people::person(&mut tx, name, role, scope, self.now).await;
        tx.commit().await.unwrap();
        person
    }

    /// Moves both clocks, and the actor's with them.
    pub fn set_time(&mut self, at: Instant) {
        self.now = Now {
            system: at,
            rules: at,
        };
        self.submitter.now = self.now;
    }

    pub fn now(&self) -> Now {
        self.now
    }

    pub fn clock(&self) -> Clock {
        let now = self.now;
        Arc::new(move || now)
    }

    /// Sends under a key of its own.
    pub async fn send(&mut self, name: &str, bytes: impl Into<Vec<u8>>) -> SubmissionNumber {
        self.sent += 1;
        let key = format!("key-{}", self.sent);
        let actor = self.submitter.clone();
        match self.receive(&actor, &key, name, bytes, true).await.unwrap() {
            Receiving::Received(number) => number,
            Receiving::SentBefore(_) => unreachable!("the sender said: again"),
        }
    }

    pub async fn receive(
        &self,
        actor: &Actor,
        key: &str,
        name: &str,
        bytes: impl Into<Vec<u8>>,
        again: bool,
    ) -> Result<Receiving, crate::ServiceError> {
        let bytes: Vec<u8> = bytes.into();
        let chunks: Vec<_> = bytes
            .chunks(1000)
            .map(|chunk| Ok::<_, Infallible>(Bytes::copy_from_slice(chunk)))
            .collect();
        let incoming = Incoming {
            kind: self.kind,
            right: self.kind.sent_by(),
            key: key.to_owned(),
            file_name: name.to_owned(),
            again,
            started_at: self.now.rules,
        };
        submissions::receive(
            &self.services,
            actor,
            incoming,
            stream::iter(chunks),
            || self.now,
        )
        .await
    }

    pub async fn claim(&self, kind: &str) -> Option<Job> {
        let mut tx = self.services.db.write().await.unwrap();
        let until = self.now.system.plus_seconds(60);
        let job = jobs::claim(&mut tx, &[kind], self.now.system, until)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        job
    }

    /// A submission as its job sees it.
    pub async fn sent(&self, number: SubmissionNumber) -> Sent {
        let sql = "select id, number, kind, sent_right as by_right, file_hash, file_name, user_id, role, received_at, stored_at, state
                   from submission where number = $1";
        let mut tx = self.services.db.read().await.unwrap();
        fetch!(fetch_one, Sent, tx, sql, number.0).unwrap()
    }

    /// The row of a submission's first file.
    pub async fn first_file(&self, sent: &Sent) -> Uuid {
        let sql = "select id from submission_file where submission_id = $1 and ordinal = 1";
        let mut tx = self.services.db.read().await.unwrap();
        fetch!(fetch_one, (Uuid,), tx, sql, sent.id).unwrap().0
    }

    pub async fn check(&self, job: &Job) -> Result<Finished, JobError> {
        check(&self.services, job, &self.clock()).await
    }

    /// Runs every job that is due, as the worker does.
    pub async fn work(&self) {
        while let Some(job) = self.claim(CHECK).await {
            if let Err(error) = self.check(&job).await {
                eprintln!("the check failed and will run again: {error:?}");
                self.fail(&job, &error).await;
            }
        }
        while let Some(job) = self.claim(REMOVE_GENERATION).await {
            let _ = generation::remove(&self.services.db, &job, || self.now.system)
                .await
                .unwrap();
        }
    }

    pub async fn fail(&self, job: &Job, error: &JobError) -> JobState {
        let mut tx = self.services.db.write().await.unwrap();
        let state = jobs::fail(&mut tx, job, error, self.now.system, 0)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        state
    }

    /// Time passes, and the jobs of processes that have ended are free again.
    pub async fn reap(&mut self) {
        self.set_time(self.now.system.plus_seconds(120));
        let mut tx = self.services.db.write().await.unwrap();
        jobs::reap(&mut tx, self.now.system).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Sends a file and has it checked.
    pub async fn submit(&mut self, file: &Pbj<'_>) -> Receipt {
        let number = self.send("hours.xml", file.xml()).await;
        self.work().await;
        self.receipt(number).await
    }

    pub async fn receipt(&self, number: SubmissionNumber) -> Receipt {
        submissions::receipt(&self.services, &self.submitter, number)
            .await
            .unwrap()
    }

    pub async fn state(&self, number: SubmissionNumber) -> SubmissionState {
        self.receipt(number).await.progress.state
    }

    pub async fn report(&self, number: SubmissionNumber, ordinal: i32) -> Report {
        let page = PageRequest::new(1, 100);
        submissions::report(&self.services, &self.submitter, number, ordinal, None, page)
            .await
            .unwrap()
    }

    /// The edits found in a submission's first file, hints left out.
    pub async fn edits(&self, number: SubmissionNumber) -> Vec<String> {
        let edits = self.report(number, 1).await.edits.into_iter();
        edits
            .filter(|count| count.severity != Severity::Information)
            .map(|count| count.edit)
            .collect()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.services.db.read().await.unwrap();
        fetch!(fetch_one, (i64,), tx, sql).unwrap().0
    }

    /// The stored hours of the first home in that quarter: employee, date, job title, pay type, hundredths.
    pub async fn stored(&self) -> Vec<(String, String, i32, i32, i32)> {
        let sql = "select h.employee_id, cast(h.work_date as text), h.job_title, h.pay_type, h.hours from staffing_quarter q \
                   join staffing_hour h on h.generation_id = q.generation_id where q.provider_id = $1 \
                   order by h.employee_id, h.work_date, h.job_title, h.pay_type";
        let mut tx = self.services.db.read().await.unwrap();
        fetch!(
            fetch_all,
            (String, String, i32, i32, i32),
            tx,
            sql,
            self.home.0
        )
        .unwrap()
    }
}

/// A file in the making: by default one employee, one day, for the quarter that is open.
#[derive(Clone)]
pub struct Pbj<'a> {
    pub facility: &'a str,
    pub quarter: (i16, u8),
    pub process: &'a str,
    pub employees: &'a [&'a str],
    /// Employee, date, hours, job title.
    pub entries: &'a [(&'a str, &'a str, &'a str, u8)],
}

impl Default for Pbj<'_> {
    fn default() -> Self {
        Self {
            facility: "SRDEMO01",
            quarter: (2026, 4),
            process: "merge",
            employees: &["E1"],
            entries: &[("E1", "2026-07-01", "8.00", 7)],
        }
    }
}

impl Pbj<'_> {
    pub fn xml(&self) -> String {
        let (year, quarter) = self.quarter;
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"ASCII\"?>\n<nursingHomeData>\n<header fileSpecVersion=\"4.10.0\">\n\
             <facilityId>{}</facilityId>\n<stateCode>OH</stateCode>\n<reportQuarter>{quarter}</reportQuarter>\n\
             <federalFiscalYear>{year}</federalFiscalYear>\n</header>\n<employees>\n",
            self.facility
        );
        for id in self.employees {
            writeln!(
                text,
                "<employee><employeeId>{id}</employeeId><hireDate>2020-01-01</hireDate></employee>"
            )
            .unwrap();
        }
        writeln!(
            text,
            "</employees>\n<staffingHours processType=\"{}\">",
            self.process
        )
        .unwrap();
        for (employee, day, hours, title) in self.entries {
            writeln!(
                text,
                "<staffHours><employeeId>{employee}</employeeId><workDays><workDay><date>{day}</date><hourEntries>\
                 <hourEntry><hours>{hours}</hours><jobTitleCode>{title}</jobTitleCode><payTypeCode>1</payTypeCode></hourEntry>\
                 </hourEntries></workDay></workDays></staffHours>"
            )
            .unwrap();
        }
        text.push_str("</staffingHours>\n</nursingHomeData>\n");
        text
    }
}
