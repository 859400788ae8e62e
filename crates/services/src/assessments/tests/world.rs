//! A nursing home and a home health agency on a day of the base records, and somebody who sends for both.

use std::sync::Arc;

use domain::{
    access::{Role, Scope},
    providers::{Ccn, FacilityId, ProviderId, ProviderType},
    submissions::{SubmissionKind, SubmissionNumber, SubmissionState},
};
use jiff::civil::date;
use rulebook::{Book, Sources};
use store::{Db, exec, fetch};
use submission::assessments::{ExtraItems, Library, PackLabel};

use crate::{
    providers::record::ProviderRecord,
    submissions::tests::world::{World, noon},
    tests::places,
};

/// When care began by the base record of a start of care.
pub const STARTED: (&str, &str) = ("M0030_START_CARE_DT", "20260413");
/// Of the nursing home.
pub const MDS: [(&str, &str); 1] = [("A0100B", "366001")];

pub struct Place {
    pub world: World,
    pub agency: ProviderId,
    pub oasis: Book,
    pub mds: Book,
}

impl Place {
    pub async fn new(db: Db) -> Self {
        let mut world = World::new(db).await;
        world.set_time(noon(date(2026, 5, 1)));
        world.kind = SubmissionKind::Assessments;
        let sources = Sources::built_in();
        let (oasis, mds) = (
            sources.book("oasis-3.02.0").unwrap(),
            sources.book("mds-3.10.0").unwrap(),
        );
        world.services.packs.library = Arc::new(library(&sources, &[&oasis, &mds]));
        let agency = add_agency(&world, "SRDEMO01", Some("077001")).await;
        let homes = Scope::Providers(vec![world.home, agency]);
        world.submitter = world
            .add_person("SENDER", Role::ProviderSecurityOfficial, homes)
            .await;
        Self {
            world,
            agency,
            oasis,
            mds,
        }
    }

    /// A record of the agency, by its subset.
    pub fn oasis(&self, subset: &str, changes: &[(&str, &str)]) -> String {
        self.oasis.file(subset, 0, changes).unwrap()
    }

    /// A record of the nursing home.
    pub fn mds(&self, subset: &str, changes: &[(&str, &str)]) -> String {
        let own = if subset == "XX" { &MDS[..0] } else { &MDS[..] };
        let changes: Vec<_> = own.iter().chain(changes).copied().collect();
        self.mds.file(subset, 0, &changes).unwrap()
    }

    /// Sends a file and has it checked: its number, its state, and the edits found but information.
    pub async fn send(
        &mut self,
        file: impl Into<Vec<u8>>,
    ) -> (SubmissionNumber, SubmissionState, Vec<String>) {
        let file: Vec<u8> = file.into();
        let name = if file.starts_with(b"PK") {
            "records.zip"
        } else {
            "record.xml"
        };
        let number = self.world.send(name, file).await;
        self.world.work().await;
        let state = self.world.state(number).await;
        (number, state, self.world.edits(number).await)
    }

    /// Reasons, correction, state and transaction of all versions, in the order in which they were accepted.
    pub async fn versions(&self) -> Vec<(String, i32, String, String)> {
        let sql =
            "select reasons, correction, state, transaction_code from assessment order by number";
        let mut tx = self.world.services.db.read().await.unwrap();
        fetch!(fetch_all, (String, i32, String, String), tx, sql).unwrap()
    }

    /// The agency's state keeps out codes that begin with B20.
    pub async fn forbid(&self) {
        self.run(
            "insert into icd_exclusion (id, state_code, code, from_date, added_by, added_at) \
             select id, 'CT', 'B20', '2020-01-01', id, 0 from user_account where user_name = 'SENDER'",
        )
        .await;
    }

    pub async fn run(&self, sql: &'static str) {
        let mut tx = self.world.services.db.write().await.unwrap();
        exec!(tx, sql).unwrap();
        tx.commit().await.unwrap();
    }
}

/// What files are checked by.
pub(crate) fn library(sources: &Sources, books: &[&Book]) -> Library {
    let mut library = Library::new(sources.published().unwrap(), ExtraItems::default());
    for book in books {
        let label = PackLabel::new(&book.pack, String::new());
        library.add(label, book.pack.clone());
    }
    library
}

/// An agency in Connecticut, as the base records have it.
pub async fn add_agency(world: &World, facility_id: &str, ccn: Option<&str>) -> ProviderId {
    let record = ProviderRecord {
        ccn: ccn.map(|ccn| Ccn::parse(ccn).unwrap()),
        facility_id: Some(FacilityId::parse(facility_id).unwrap()),
        certified_on: Some(date(2001, 5, 1)),
        ..places::provider(
            ProviderType::HomeHealthAgency,
            &format!("Agency {facility_id}"),
            "CT",
        )
    };
    places::insert(&world.services, &record, noon(date(2026, 1, 1))).await
}
