//! What is sent for one quarter, and when.

use domain::{
    staffing::{FiscalQuarter, ProcessType},
    time::Instant,
};
use jiff::{ToSpan as _, civil::Date};
use submission::generate::{Mistakes, Plan};

use super::{Conduct, Fate, Sending};
use crate::demo::{
    dice::Dice,
    people::submitter_of,
    providers::{DAVIS, DemoProvider, SAMPLE_HOME, SECOND_HOME},
};

/// A quarter as it stands today.
pub(super) struct Season {
    pub quarter: FiscalQuarter,
    pub today: Date,
}

impl Season {
    pub fn is_running(&self) -> bool {
        self.quarter.last_day() >= self.today
    }

    pub fn is_open(&self) -> bool {
        self.quarter.is_open(self.today)
    }

    /// The one before the running quarter.
    pub fn has_just_ended(&self) -> bool {
        let running = self
            .quarter
            .next()
            .filter(|next| next.last_day() >= self.today);
        running.is_some() && !self.is_running()
    }

    pub fn is_last_closed(&self) -> bool {
        !self.is_open()
            && self
                .quarter
                .next()
                .is_some_and(|next| next.is_open(self.today))
    }

    /// The running quarter and the two before it: files of the last 90 days are for these.
    pub fn is_recent(&self) -> bool {
        let after_next = self.quarter.next().and_then(FiscalQuarter::next);
        self.is_running() || after_next.is_some_and(|quarter| quarter.last_day() >= self.today)
    }

    /// The days on which files of the quarter are sent in time: after its end, or as far as it has come. Just after its
    /// end they were sent on its last day: what is due must not look as if nobody had begun.
    fn days(&self) -> (Date, Date) {
        if self.is_running() {
            (self.quarter.first_day() + 7.days(), self.today - 1.day())
        } else {
            let last = (self.today - 1.day()).min(self.quarter.deadline() - 1.day());
            ((self.quarter.last_day() + 3.days()).min(last), last)
        }
    }

    pub fn sendings(&self, dice: &mut Dice, home: &DemoProvider, conduct: Conduct) -> Vec<Sending> {
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
            Conduct::Practised => self.practised(dice, home),
            Conduct::PractisedAndRejected => {
                let mut sendings = self.practised(dice, home);
                let last = self.quarter.first_day() + 16.days();
                sendings.push(self.sending(dice, home, last, Mistakes::Twelve, replace));
                sendings
            }
            Conduct::Late => {
                let late = self.quarter.deadline() + 6.days();
                vec![send(late, Mistakes::None, replace)]
            }
            Conduct::Nothing => Vec::new(),
        }
    }

    fn practised(&self, dice: &mut Dice, home: &DemoProvider) -> Vec<Sending> {
        self.tries()
            .map(|(day, mistakes)| self.sending(dice, home, day, mistakes, ProcessType::Replace))
            .collect()
    }

    /// Three files while the quarter runs and three after its end, all within its 45 days: the last is right.
    fn tries(&self) -> impl Iterator<Item = (Date, Mistakes)> + use<> {
        let (running, ended) = (
            self.quarter.first_day() + 9.days(),
            self.quarter.last_day() + 20.days(),
        );
        [running, ended].into_iter().flat_map(|first| {
            [
                (first, Mistakes::UnknownEmployee),
                (first + 2.days(), Mistakes::DayOutside),
                (first + 4.days(), Mistakes::None),
            ]
        })
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
            fate: Fate::Checked,
        }
    }

    /// The vendor sends its homes together. Lately one of them had to come again and again.
    pub fn of_vendor(&self, dice: &mut Dice, homes: &[&DemoProvider]) -> Vec<Sending> {
        let mut together = |day, of_first| {
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
                fate: Fate::Checked,
            }
        };
        if self.is_recent() {
            self.tries()
                .map(|(day, mistakes)| together(day, mistakes))
                .collect()
        } else {
            vec![together(
                self.quarter.last_day() + 20.days(),
                Mistakes::None,
            )]
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
