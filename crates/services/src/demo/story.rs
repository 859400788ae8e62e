//! Which home sent what, when: two years of quarters, most of them on time.

use domain::{
    staffing::{FiscalQuarter, ProcessType},
    time::Instant,
};
use jiff::{ToSpan as _, civil::Date};
use submission::generate::{Mistakes, Plan};

use super::{
    dice::Dice,
    people::submitter_of,
    providers::{
        DAVIS, DemoProvider, LATE_HOME, SAMPLE_HOME, SECOND_HOME, SILENT_HOME, VENDOR_CLIENTS,
    },
};

/// The quarters that the whole story covers, the running one included: two years.
pub const QUARTERS: usize = 8;

/// One act of sending. Several files go as one ZIP.
#[derive(Debug)]
pub struct Sending {
    pub at: Instant,
    /// The sender's user ID.
    pub sender: String,
    pub file_name: String,
    pub files: Vec<Plan>,
    pub zipped: bool,
    /// Whether checking it fails on our side, so that the Help Desk has something to look at.
    pub fails: bool,
}

/// What a home does about one quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conduct {
    OnTime,
    /// With hours of a day outside the quarter, which are left out.
    WithWarning,
    /// A first part in the middle of the quarter, and the whole of it later.
    InTwoParts,
    /// Rejected, and sent again a few days later.
    Corrected,
    /// Rejected, and not sent again.
    Rejected,
    /// After the deadline.
    Late,
    Nothing,
}

/// What was sent before today for the last `quarters`, the earliest first.
pub fn tell(seed: u32, today: Date, providers: &[DemoProvider], quarters: usize) -> Vec<Sending> {
    let mut dice = Dice::new(seed, "history");
    let running = FiscalQuarter::containing(today);
    let back = std::iter::successors(running, |quarter| quarter.previous());
    let quarters: Vec<_> = back.take(quarters).collect();
    let homes: Vec<_> = providers
        .iter()
        .filter(|home| home.record.kind.sends_staffing())
        .collect();
    let mut sendings = Vec::new();
    for quarter in quarters.into_iter().rev() {
        let season = Season { quarter, today };
        let mut of_vendor = Vec::new();
        for home in &homes {
            if home
                .record
                .terminated_on
                .is_some_and(|day| day < quarter.first_day())
            {
                continue;
            }
            if VENDOR_CLIENTS.contains(&home.ccn()) {
                of_vendor.push(*home);
                continue;
            }
            let conduct = conduct(&mut dice, home.ccn(), &season);
            sendings.extend(season.sendings(&mut dice, home, conduct));
        }
        sendings.extend(season.of_vendor(&mut dice, &of_vendor));
    }
    sendings.retain(|sending| sending.at.eastern().date() < today);
    sendings.sort_by(|one, other| (one.at, &one.file_name).cmp(&(other.at, &other.file_name)));
    let of_ohio = |sending: &&mut Sending| sending.sender == "PAYROLL.OH";
    if let Some(last) = sendings.iter_mut().rev().find(of_ohio) {
        last.fails = true;
    }
    sendings
}

#[expect(
    clippy::match_same_arms,
    reason = "the arms stand in the order in which the homes are told about"
)]
fn conduct(dice: &mut Dice, ccn: &str, season: &Season) -> Conduct {
    use Conduct::{Corrected, InTwoParts, Late, Nothing, OnTime, Rejected, WithWarning};
    let chance = dice.number(1..=100);
    let usual = match (season.is_running(), season.is_open()) {
        (true, _) => [(25, OnTime), (30, Rejected), (100, Nothing)].as_slice(),
        (false, true) => &[
            (50, OnTime),
            (55, Corrected),
            (62, Rejected),
            (100, Nothing),
        ],
        (false, false) => &[
            (62, OnTime),
            (80, InTwoParts),
            (88, Corrected),
            (93, Late),
            (100, Nothing),
        ],
    };
    let usual = usual
        .iter()
        .find(|(up_to, _)| chance <= *up_to)
        .map_or(Nothing, |(_, conduct)| *conduct);
    match ccn {
        DAVIS if season.is_running() => InTwoParts,
        DAVIS if season.has_just_ended() => Corrected,
        SECOND_HOME if season.is_running() => Rejected,
        SECOND_HOME if season.has_just_ended() => WithWarning,
        DAVIS | SECOND_HOME => OnTime,
        SAMPLE_HOME if season.is_running() => Corrected,
        // What the reader sends for it is the first.
        SAMPLE_HOME if season.is_open() => Nothing,
        SAMPLE_HOME => OnTime,
        SILENT_HOME if season.has_just_ended() => Nothing,
        LATE_HOME if season.is_open() => Nothing,
        LATE_HOME if season.is_last_closed() => Late,
        _ => usual,
    }
}

/// A quarter as it stands today.
struct Season {
    quarter: FiscalQuarter,
    today: Date,
}

impl Season {
    fn is_running(&self) -> bool {
        self.quarter.last_day() >= self.today
    }

    fn is_open(&self) -> bool {
        self.quarter.is_open(self.today)
    }

    /// The one before the running quarter.
    fn has_just_ended(&self) -> bool {
        let running = self
            .quarter
            .next()
            .filter(|next| next.last_day() >= self.today);
        running.is_some() && !self.is_running()
    }

    fn is_last_closed(&self) -> bool {
        !self.is_open()
            && self
                .quarter
                .next()
                .is_some_and(|next| next.is_open(self.today))
    }

    /// The days on which files of the quarter are sent in time: after its end, or as far as it has come.
    fn days(&self) -> (Date, Date) {
        if self.is_running() {
            (self.quarter.first_day() + 7.days(), self.today - 1.day())
        } else {
            let last = (self.today - 1.day()).min(self.quarter.deadline() - 1.day());
            (self.quarter.last_day() + 3.days(), last)
        }
    }

    fn sendings(&self, dice: &mut Dice, home: &DemoProvider, conduct: Conduct) -> Vec<Sending> {
        let (first, last) = self.days();
        let day = some_day(dice, first, last);
        let mistakes = *dice.pick(&[Mistakes::Twelve, Mistakes::UnknownEmployee]);
        let mut send =
            |day, mistakes, process_type| self.sending(dice, home, day, mistakes, process_type);
        // While the quarter runs, the last file still says too much.
        let rest = if self.is_running() {
            Mistakes::DayOutside
        } else {
            Mistakes::None
        };
        let (merge, replace) = (ProcessType::Merge, ProcessType::Replace);
        match conduct {
            Conduct::OnTime => vec![send(day, Mistakes::None, replace)],
            Conduct::WithWarning => vec![send(day, Mistakes::DayOutside, replace)],
            Conduct::InTwoParts => {
                let middle = (last - first).get_days().max(0) / 2;
                let part = if self.is_running() {
                    first + middle.days()
                } else {
                    self.quarter.first_day() + 45.days()
                };
                vec![
                    send(part, Mistakes::None, merge),
                    send(day.max(part + 1.day()), rest, merge),
                ]
            }
            Conduct::Corrected => {
                let corrected = (day + 2.days()).min(last.max(day));
                vec![send(day, mistakes, replace), send(corrected, rest, replace)]
            }
            Conduct::Rejected => vec![send(day, Mistakes::Twelve, replace)],
            Conduct::Late => {
                let late = self.quarter.deadline() + 6.days();
                vec![send(late, Mistakes::None, replace)]
            }
            Conduct::Nothing => Vec::new(),
        }
    }

    fn sending(
        &self,
        dice: &mut Dice,
        home: &DemoProvider,
        day: Date,
        mistakes: Mistakes,
        process_type: ProcessType,
    ) -> Sending {
        let sender = match home.ccn() {
            DAVIS | SECOND_HOME => "DANA.WHITLOCK".to_owned(),
            SAMPLE_HOME => "OWEN.SANDOVAL".to_owned(),
            _ => submitter_of(home.record.state),
        };
        let plan = self.plan(home, day, mistakes, process_type);
        let zipped = dice.percent(90);
        let ending = if zipped { "zip" } else { "xml" };
        let name = plan.facility_id.to_lowercase();
        Sending {
            at: some_time(dice, day),
            sender,
            file_name: format!("{name}-{}.{ending}", self.quarter.key().to_lowercase()),
            files: vec![plan],
            zipped,
            fails: false,
        }
    }

    /// The vendor sends its homes together; in the quarter that has just ended, one of them had to come again.
    fn of_vendor(&self, dice: &mut Dice, homes: &[&DemoProvider]) -> Vec<Sending> {
        let (first, last) = self.days();
        let day = some_day(dice, first, last);
        let mut together = |day, homes: &[&DemoProvider], of_first| {
            let mistakes = std::iter::once(of_first).chain(std::iter::repeat(Mistakes::None));
            let files = homes.iter().zip(mistakes);
            Sending {
                at: some_time(dice, day),
                sender: "LARKSPUR.DATA".to_owned(),
                file_name: format!("larkspur-{}.zip", self.quarter.key().to_lowercase()),
                files: files
                    .map(|(home, mistakes)| self.plan(home, day, mistakes, ProcessType::Replace))
                    .collect(),
                zipped: true,
                fails: false,
            }
        };
        if self.is_running() {
            vec![together(day, homes, Mistakes::DayOutside)]
        } else if self.has_just_ended() {
            let again = (day + 1.day()).min(last);
            let of_first = &homes[..homes.len().min(1)];
            vec![
                together(day, homes, Mistakes::UnknownEmployee),
                together(again, of_first, Mistakes::None),
            ]
        } else {
            vec![together(day, homes, Mistakes::None)]
        }
    }

    fn plan(
        &self,
        home: &DemoProvider,
        day: Date,
        mistakes: Mistakes,
        process_type: ProcessType,
    ) -> Plan {
        let facility_id = home
            .record
            .facility_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let number = facility_id
            .bytes()
            .fold(7_u64, |sum, byte| sum * 31 + u64::from(byte));
        let posts = match home.ccn() {
            DAVIS => 22,
            SECOND_HOME | SAMPLE_HOME => 14,
            _ => {
                8 + usize::try_from(home.record.certified_beds.unwrap_or_default() / 40)
                    .unwrap_or_default()
            }
        };
        Plan {
            facility_id,
            state: home.record.state,
            quarter: self.quarter,
            through: self.quarter.last_day().min(day - 1.day()),
            process_type,
            seed: number,
            posts,
            bytes: 0,
            mistakes,
        }
    }
}

fn some_day(dice: &mut Dice, first: Date, last: Date) -> Date {
    let days = (last - first).get_days();
    if days > 0 {
        first + dice.number(0..=days).days()
    } else {
        last.max(first)
    }
}

/// In office hours.
fn some_time(dice: &mut Dice, day: Date) -> Instant {
    let part = |number: i32| i8::try_from(number).unwrap_or_default();
    let (hour, minute, second) = (
        part(dice.number(8..=17)),
        part(dice.number(0..=59)),
        part(dice.number(0..=59)),
    );
    Instant::from_eastern(day.at(hour, minute, second, 0))
}
