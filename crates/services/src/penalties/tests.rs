//! Cases of two homes in two states, two people who collect, and those who look on.

mod adjusting;
mod keeping;
mod looking;
mod moving;
mod stepping_back;

use domain::{
    access::{Role, Scope},
    money::Cents,
    penalties::{CaseDetail, CaseNumber, CaseState, Origin, Payment, PaymentMethod},
    providers::{Ccn, ProviderId, ProviderType, StateCode},
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use store::{Db, exec};
use uuid::Uuid;

use super::{find, import::NewCase, ledger::change_state, record};
use crate::{
    ServiceError, Services,
    identity::Session,
    providers::record::ProviderRecord,
    tests::{people, places},
};

const TODAY: Date = date(2026, 11, 10);
const NOTICE: Date = date(2026, 7, 1);
const PAYABLE: Date = date(2026, 9, 1);
const DUE: Date = date(2026, 9, 16);

fn noon(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

fn dollars(dollars: i64) -> Cents {
    Cents(dollars * 100)
}

fn state(code: &str) -> StateCode {
    StateCode::parse(code).unwrap()
}

fn fields(refused: Result<(), ServiceError>) -> Vec<String> {
    match refused {
        Err(ServiceError::Refused(errors)) => errors.into_iter().map(|one| one.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

fn is_conflict(refused: Result<(), ServiceError>) -> bool {
    matches!(refused, Err(ServiceError::Conflict(_)))
}

struct World {
    services: Services,
    ohio: ProviderId,
    /// $54,990 against the home in Iowa, due since September 16.
    case: CaseNumber,
    nora: Session,
    eli: Session,
}

impl World {
    async fn new(db: Db) -> Self {
        let services = crate::tests::services(db);
        let iowa = home(&services, "165001", "Oak Hollow", "IA").await;
        let ohio = home(&services, "365001", "Elm Point", "OH").await;
        let nora = person(&services, "NORA.VANCE", Role::FinancialManagementUser).await;
        let eli = person(&services, "ELI.MERCER", Role::FinancialManagementUser).await;
        let mut world = Self {
            case: CaseNumber::parse("2026-07-LTC-0001").unwrap(),
            services,
            ohio,
            nora,
            eli,
        };
        let due = Some((PAYABLE, DUE));
        world.case = world
            .add(iowa, "IA", CaseState::DueAndPayable, due, dollars(54_990))
            .await;
        world
    }

    async fn add(
        &self,
        provider: ProviderId,
        code: &str,
        stands: CaseState,
        payable: Option<(Date, Date)>,
        gross: Cents,
    ) -> CaseNumber {
        let case = NewCase {
            provider: provider.0,
            state: state(code),
            origin: Origin::Invented,
            stands: CaseState::Imposed,
            notice_on: NOTICE,
            payable,
            gross,
            occurrence: 1,
            created_at: 0,
        };
        let id = Uuid::now_v7();
        let mut tx = self.services.db.write().await.unwrap();
        let number = case.insert(&mut tx, id).await.unwrap();
        let step = (Some(CaseState::Imposed), stands);
        change_state(&mut tx, id, step, "TEST", noon(NOTICE), "test")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        number
    }

    async fn look(&self) -> CaseDetail {
        find(&self.services, &self.nora.actor, &self.case)
            .await
            .unwrap()
    }

    async fn pay(&self, who: &Session, payment: &Payment) -> Result<(), ServiceError> {
        record(&self.services, who, &self.case, payment, Uuid::now_v7()).await
    }

    async fn run(&self, sql: &'static str) -> Result<u64, store::DbError> {
        let mut tx = self.services.db.write().await.unwrap();
        let done = exec!(tx, sql)?;
        tx.commit().await?;
        Ok(done)
    }
}

/// Received on the day on which the penalty was due: no interest. Whatever else has its number, it is another.
fn payment(amount: Cents) -> Payment {
    Payment {
        amount,
        received_on: DUE,
        method: PaymentMethod::Check,
        trace: "1077".to_owned(),
        payer: "Oak Hollow LLC".to_owned(),
        comment: String::new(),
        overpayment: false,
        another: true,
    }
}

async fn home(services: &Services, ccn: &str, name: &str, code: &str) -> ProviderId {
    let record = ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        ..places::provider(ProviderType::NursingHome, name, code)
    };
    places::insert(services, &record, noon(TODAY)).await
}

/// Somebody with a role, in Iowa where it is a state's, whose second factor was proven a moment ago.
async fn person(services: &Services, user_name: &str, role: Role) -> Session {
    let scope = match role {
        Role::StateAgencyGeneralUser => Scope::State(state("IA")),
        _ => Scope::Nation,
    };
    let now = Now {
        system: noon(TODAY),
        rules: noon(TODAY),
    };
    let mut tx = services.db.write().await.unwrap();
    let person = people::person(&mut tx, user_name, role, scope, now).await;
    tx.commit().await.unwrap();
    people::session(person)
}
