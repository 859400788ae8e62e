//! Cases of civil money penalties in every state, told from the demonstration's day. All of it is invented, and each case
//! says so ([`Origin::Invented`]).

use std::collections::{BTreeMap, VecDeque};

use domain::{
    identity::UserId,
    money::Cents,
    penalties::{CaseState, DUE_DAYS, EntryKind, Origin, PaymentMethod, ReductionKind, accrued},
    providers::ProviderType,
    time::{Instant, Now},
};
use jiff::{ToSpan as _, civil::Date};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::providers::DemoProvider;
use crate::{
    ServiceError,
    penalties::{
        adjustments::{self, NewAdjustment},
        import::NewCase,
        ledger::{NewEntry, Recorder, add, change_state},
        rates::rates,
    },
};

store::sql! {
    /// Served by the unique user name.
    RECORDER = "select id from user_account where user_name = $1";
    ROW = "insert into penalty_row (id, case_id, per_day_cents, from_date, to_date, total_cents)
        values ($1, $2, $3, $4, $5, $6)";
}

/// Who keeps the ledgers, in turn.
const RECORDERS: [&str; 2] = ["NORA.VANCE", "ELI.MERCER"];

/// One case.
struct Story {
    state: CaseState,
    /// Days since the notice.
    noticed: i32,
    /// Days until it is due; negative when it was.
    due: Option<i32>,
    dollars: i64,
    /// Percent of the penalty that came in, and how many days ago.
    paid: &'static [(i64, i32)],
}

const fn case(
    state: CaseState,
    noticed: i32,
    due: Option<i32>,
    dollars: i64,
    paid: &'static [(i64, i32)],
) -> Story {
    Story {
        state,
        noticed,
        due,
        dollars,
        paid,
    }
}

/// Every state, something due soon, and debts of every age.
const STORIES: [Story; 31] = [
    case(CaseState::Imposed, 20, None, 9_750, &[]),
    case(CaseState::Imposed, 5, None, 14_300, &[]),
    case(CaseState::InEscrowWindow, 70, None, 26_000, &[]),
    case(CaseState::InEscrowWindow, 64, None, 8_190, &[]),
    case(CaseState::EscrowDue, 95, None, 32_500, &[]),
    case(CaseState::EscrowHeld, 120, None, 41_080, &[(100, 30)]),
    case(CaseState::EscrowHeld, 110, None, 12_675, &[(100, 25)]),
    case(CaseState::DueAndPayable, 85, Some(3), 54_990, &[]),
    case(CaseState::DueAndPayable, 80, Some(9), 17_200, &[]),
    case(CaseState::DueAndPayable, 78, Some(14), 23_989, &[]),
    case(CaseState::DueAndPayable, 90, Some(0), 6_500, &[]),
    case(CaseState::DueAndPayable, 75, Some(15), 11_160, &[]),
    case(CaseState::PartiallyPaid, 90, Some(6), 45_000, &[(40, 8)]),
    case(CaseState::PartiallyPaid, 88, Some(12), 22_584, &[(55, 0)]),
    case(CaseState::PaidInFull, 150, Some(-20), 19_600, &[(100, 22)]),
    case(CaseState::PaidInFull, 140, Some(-3), 7_885, &[(100, 4)]),
    case(CaseState::PaidInFull, 100, Some(5), 13_420, &[(100, 1)]),
    case(CaseState::Closed, 400, Some(-250), 98_865, &[(100, 255)]),
    case(CaseState::Closed, 380, Some(-200), 10_358, &[(100, 210)]),
    case(CaseState::Appealed, 60, None, 129_000, &[]),
    case(CaseState::Appealed, 45, None, 36_000, &[]),
    case(CaseState::Rescinded, 200, None, 15_000, &[]),
    case(CaseState::RefundDue, 160, Some(-40), 28_000, &[(120, 45)]),
    case(CaseState::Refunded, 300, Some(-150), 16_400, &[(110, 160)]),
    case(
        CaseState::PaymentPlan,
        190,
        Some(-75),
        60_000,
        &[(20, 60), (20, 30)],
    ),
    case(CaseState::Overdue, 120, Some(-10), 21_000, &[]),
    case(CaseState::Overdue, 170, Some(-48), 33_500, &[(30, 50)]),
    case(CaseState::Overdue, 150, Some(-33), 12_000, &[]),
    case(
        CaseState::ReferredForOffset,
        200,
        Some(-97),
        18_750,
        &[(25, 20)],
    ),
    case(CaseState::ReferredToTreasury, 420, Some(-260), 74_000, &[]),
    case(CaseState::WrittenOff, 900, Some(-700), 5_200, &[]),
];

/// Writes the cases of [`STORIES`], each of another nursing home.
pub async fn insert(tx: &mut Tx, providers: &[DemoProvider], now: Now) -> Result<(), ServiceError> {
    let mut recorders = Vec::new();
    for user_name in RECORDERS {
        let (id,) = fetch!(fetch_one, (Uuid,), tx, RECORDER, user_name)?;
        recorders.push((UserId(id), user_name));
    }
    let homes = providers
        .iter()
        .filter(|home| home.record.kind == ProviderType::NursingHome)
        .step_by(3);
    for (index, (story, home)) in STORIES.iter().zip(homes).enumerate() {
        let turn = index % recorders.len();
        let mut writer = Writer {
            tx: &mut *tx,
            case: Uuid::now_v7(),
            now,
            recorder: recorders[turn],
            other: recorders[1 - turn].0,
        };
        writer.tell(story, home, index).await?;
    }
    Ok(())
}

struct Writer<'a> {
    tx: &'a mut Tx,
    case: Uuid,
    now: Now,
    recorder: (UserId, &'static str),
    other: UserId,
}

impl Writer<'_> {
    async fn tell(
        &mut self,
        story: &Story,
        home: &DemoProvider,
        index: usize,
    ) -> Result<(), ServiceError> {
        let notice_on = self.days_ago(story.noticed);
        let due_on = story.due.map(|days| self.days_ago(-days));
        let gross = Cents(story.dollars * 100);
        let case = NewCase {
            provider: home.id.0,
            state: home.record.state,
            origin: Origin::Invented,
            stands: CaseState::Imposed,
            notice_on,
            payable: due_on.map(|due| (due - DUE_DAYS.days(), due)),
            gross,
            occurrence: 1,
            created_at: self.morning(notice_on).0,
        };
        case.insert(self.tx, self.case).await?;
        self.row(gross, notice_on).await?;
        // No hearing was requested.
        let waived = story.due.is_some() && index % 2 == 1;
        let taken_off = if waived {
            self.waive(gross, notice_on + 61.days()).await?
        } else {
            Cents::ZERO
        };
        let net = gross.minus(taken_off);
        self.pay(story, net, due_on).await?;
        if index == 8 {
            self.mistake().await?;
        }
        self.pass_through(story, notice_on).await
    }

    fn days_ago(&self, days: i32) -> Date {
        self.now.today() - days.days()
    }

    /// In the morning of a day, and never after now.
    fn morning(&self, day: Date) -> Instant {
        Instant::from_eastern(day.at(9, 30, 0, 0)).min(self.now.rules)
    }

    fn recorder(&self, day: Date) -> Recorder {
        Recorder {
            user: self.recorder.0,
            at: self.morning(day),
        }
    }

    /// Ten days of so much a day where it divides, else one instance.
    async fn row(&mut self, gross: Cents, notice_on: Date) -> Result<(), ServiceError> {
        let per_day = (gross.0 % 1_000 == 0).then_some(gross.0 / 10);
        let from = notice_on - 24.days();
        let days = if per_day.is_some() { 9 } else { 0 };
        exec!(
            self.tx,
            ROW,
            Uuid::now_v7(),
            self.case,
            per_day,
            Day::from(from),
            Day::from(from + days.days()),
            gross.0
        )?;
        Ok(())
    }

    async fn waive(&mut self, gross: Cents, on: Date) -> Result<Cents, ServiceError> {
        let amount = gross.0 * 35 / 100;
        let adjustment = NewAdjustment {
            id: Uuid::now_v7(),
            kind: Some(ReductionKind::Waiver),
            amount: Cents(amount),
            on,
            reason: "No hearing was requested within 60 days (42 CFR 488.436)",
            key: Uuid::now_v7(),
            reverses: None,
        };
        let by = self.recorder(on);
        adjustments::add(self.tx, self.case, &adjustment, by).await?;
        Ok(Cents(amount))
    }

    /// What came in, with the interest until then, and what went back of it.
    async fn pay(
        &mut self,
        story: &Story,
        net: Cents,
        due_on: Option<Date>,
    ) -> Result<(), ServiceError> {
        let rates = rates(self.tx).await?;
        let (mut receipts, mut charged) = (Vec::new(), Cents::ZERO);
        for (percent, days) in story.paid {
            let on = self.days_ago(*days);
            let amount = Cents(net.0 * percent / 100);
            let interest = due_on.map_or(Cents::ZERO, |due| {
                accrued(net, due, &receipts, &rates, on).minus(charged)
            });
            if interest > Cents::ZERO {
                charged = charged.plus(interest);
                self.entry(EntryKind::Interest, interest, on, None).await?;
            }
            let method = if story.state == CaseState::ReferredForOffset {
                PaymentMethod::MacOffset
            } else if amount.0 % 3 == 0 {
                PaymentMethod::Eft
            } else {
                PaymentMethod::Check
            };
            self.entry(method.kind(), amount, on, Some(method)).await?;
            receipts.push((on, amount));
        }
        if story.state == CaseState::Refunded {
            let received: Cents = receipts.iter().map(|(_, amount)| *amount).sum();
            let back = net.minus(received);
            let on = self.days_ago(100);
            self.entry(EntryKind::Refund, back, on, None).await?;
        }
        Ok(())
    }

    async fn entry(
        &mut self,
        kind: EntryKind,
        amount: Cents,
        on: Date,
        method: Option<PaymentMethod>,
    ) -> Result<Uuid, ServiceError> {
        let trace = match method {
            Some(method) if method.has_trace() => (4_000 + amount.0 % 5_000).to_string(),
            _ => String::new(),
        };
        let entry = NewEntry {
            id: Uuid::now_v7(),
            kind,
            account: kind,
            amount,
            counts_on: on,
            method: method.map(PaymentMethod::key),
            trace: &trace,
            payer: "",
            note: "Invented for the demonstration",
            key: Uuid::now_v7(),
            reverses: None,
        };
        add(self.tx, self.case, &entry, self.recorder(on)).await?;
        Ok(entry.id)
    }

    /// A payment of another case, which a colleague took back.
    async fn mistake(&mut self) -> Result<(), ServiceError> {
        let on = self.days_ago(12);
        let (kind, amount) = (EntryKind::Payment, Cents(250_000));
        let wrong = self
            .entry(kind, amount, on, Some(PaymentMethod::Check))
            .await?;
        let reversal = NewEntry {
            id: Uuid::now_v7(),
            kind: EntryKind::Reversal,
            account: kind,
            amount: amount.turned(),
            counts_on: on,
            method: None,
            trace: "",
            payer: "",
            note: "The check was for another case.",
            key: Uuid::now_v7(),
            reverses: Some(wrong),
        };
        let by = Recorder {
            user: self.other,
            at: self.morning(self.days_ago(11)),
        };
        add(self.tx, self.case, &reversal, by).await
    }

    /// The shortest way to its state, its steps spread over the days since the notice.
    async fn pass_through(&mut self, story: &Story, notice_on: Date) -> Result<(), ServiceError> {
        let way = way_to(story.state, story.due.is_some());
        let steps = i32::try_from(way.len()).unwrap_or(1).max(1);
        let mut before = None;
        for (state, step) in way.into_iter().zip(0..) {
            let at = self.morning(notice_on + (story.noticed * step / steps).days());
            let (source, why) = (self.recorder.1, "Laid out for the demonstration");
            change_state(self.tx, self.case, (before, state), source, at, why).await?;
            before = Some(state);
        }
        Ok(())
    }
}

/// From the first state to this one, both included, as the table of states allows; by way of the one in which it comes
/// due, where it does.
fn way_to(state: CaseState, comes_due: bool) -> Vec<CaseState> {
    let start = if comes_due {
        CaseState::DueAndPayable
    } else {
        CaseState::Imposed
    };
    let mut came_from = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(from) = waiting.pop_front() {
        for next in from.next() {
            if *next != start && !came_from.contains_key(next) {
                came_from.insert(*next, from);
                waiting.push_back(*next);
            }
        }
    }
    let mut way = vec![state];
    while let Some(before) = way.last().and_then(|state| came_from.get(state)) {
        way.push(*before);
    }
    if comes_due {
        way.push(CaseState::Imposed);
    }
    way.reverse();
    way
}
