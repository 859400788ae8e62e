//! Cases of two homes in two states, two people who collect, and those who look on.

mod adjusting;
mod keeping;
mod looking;
mod moving;
mod stepping_back;

use domain::{
    access::{Actor, Grant, Role, Scope},
    identity::{Person, SessionStage, UserId, UserName},
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
    identity::{Holder, Session},
    providers::record::{self as providers, ProviderRecord},
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

/// Received on the day on which the penalty was due: no interest.
fn payment(amount: Cents) -> Payment {
    Payment {
        amount,
        received_on: DUE,
        method: PaymentMethod::Check,
        trace: "1077".to_owned(),
        payer: "Oak Hollow LLC".to_owned(),
        comment: String::new(),
        overpayment: false,
    }
}

async fn home(services: &Services, ccn: &str, name: &str, code: &str) -> ProviderId {
    let id = ProviderId(Uuid::now_v7());
    let record = ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        facility_id: None,
        state: state(code),
        kind: ProviderType::NursingHome,
        name: name.to_owned(),
        address: "1 Main Street".to_owned(),
        city: "Ashfield".to_owned(),
        zip: "50001".to_owned(),
        phone: None,
        ownership: None,
        certified_beds: Some(50),
        accredited_by: None,
        certified_on: None,
        terminated_on: None,
    };
    let mut tx = services.db.write().await.unwrap();
    providers::insert(&mut tx, id, &record, noon(TODAY))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// Somebody with a role, in Iowa where it is a state's, whose second factor was proven a moment ago.
async fn person(services: &Services, user_name: &str, role: Role) -> Session {
    let (user, grant) = (Uuid::now_v7(), Uuid::now_v7());
    let scope = match role {
        Role::StateAgencyGeneralUser => Scope::State(state("IA")),
        _ => Scope::Nation,
    };
    let of_state = match &scope {
        Scope::State(state) => Some(state.as_str()),
        _ => None,
    };
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, $2, 'a@example.org', 'active', 0)",
        user,
        user_name
    )
    .unwrap();
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, $4, 0)",
        grant,
        user,
        role.key(),
        of_state
    )
    .unwrap();
    tx.commit().await.unwrap();
    let (user, name, now) = (
        UserId(user),
        UserName::parse(user_name).unwrap(),
        noon(TODAY),
    );
    Session {
        actor: Actor {
            user,
            user_name: user_name.to_owned(),
            category: role.category(),
            grants: vec![Grant { role, scope }],
            now: Now {
                system: now,
                rules: now,
            },
            viewing: None,
        },
        person: Person {
            user_name: name.clone(),
            full_name: user_name.to_owned(),
            category: role.category(),
            roles: Vec::new(),
            others: Vec::new(),
        },
        holder: Holder {
            user,
            user_name: name,
            stage: SessionStage::Open,
            token_hash: [2; 32],
            confirmed_at: Some(now),
        },
        ends_at: now.plus_seconds(900),
        moved_from: None,
        viewing: None,
    }
}
