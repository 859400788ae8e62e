//! Which home sent what, when: two years of quarters, most of them on time.

mod season;

use domain::{staffing::FiscalQuarter, time::Instant};
use jiff::civil::Date;
use submission::generate::Plan;

use self::season::Season;
use super::{
    dice::Dice,
    providers::{
        DAVIS, DemoProvider, LATE_HOME, REJECTED_HOME, SAMPLE_HOME, SECOND_HOME, SILENT_HOME,
        VENDOR_CLIENTS,
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
    pub fate: Fate,
}

/// What becomes of a sending on our side. All but the first are there for the Help Desk to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Checked,
    /// Checking fails for good.
    Dead,
    /// It failed for good, and staff laid it aside.
    GivenUp,
    /// It failed again and again, and is tried once more within the hour.
    Waiting,
}

/// What a home does about one quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conduct {
    OnTime,
    /// A first part in the middle of the quarter, and the whole of it later.
    InTwoParts,
    /// Rejected, and sent again a few days later.
    Corrected,
    /// Rejected, and not sent again.
    Rejected,
    /// Rejected, sent again with hours of a day outside, then right: while the quarter runs, and after its end.
    /// Whoever does so has files of each kind in any 90 days.
    Practised,
    /// The same, and a last file that still waits to be corrected.
    PractisedAndRejected,
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
    for (sender, fate) in FAILURES {
        let of_sender = |sending: &&mut Sending| sending.sender == sender;
        if let Some(last) = sendings.iter_mut().rev().find(of_sender) {
            last.fate = fate;
        }
    }
    put_last(&mut sendings);
    sendings
}

/// Whose last file meets a failure of ours.
const FAILURES: [(&str, Fate); 3] = [
    ("PAYROLL.OH", Fate::Dead),
    ("PAYROLL.CA", Fate::GivenUp),
    ("PAYROLL.NY", Fate::Waiting),
];

/// What waits is sent last, so that nothing after it finds its job due.
fn put_last(sendings: &mut Vec<Sending>) {
    let waiting = |sending: &Sending| sending.fate == Fate::Waiting;
    let (Some(at), Some(last)) = (
        sendings.iter().position(waiting),
        sendings.last().map(|sending| sending.at),
    ) else {
        return;
    };
    let mut sending = sendings.remove(at);
    sending.at = last.plus_seconds(60);
    sendings.push(sending);
}

fn conduct(dice: &mut Dice, ccn: &str, season: &Season) -> Conduct {
    use Conduct::{
        Corrected, InTwoParts, Late, Nothing, OnTime, Practised, PractisedAndRejected, Rejected,
    };
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
        // What the reader sends for it is the first.
        SAMPLE_HOME if season.is_open() && !season.is_running() => Nothing,
        SECOND_HOME if season.is_running() => PractisedAndRejected,
        DAVIS | SECOND_HOME | SAMPLE_HOME if season.is_recent() => Practised,
        DAVIS | SECOND_HOME | SAMPLE_HOME => OnTime,
        REJECTED_HOME if season.has_just_ended() => Rejected,
        SILENT_HOME if season.has_just_ended() => Nothing,
        LATE_HOME if season.is_open() => Nothing,
        LATE_HOME if season.is_last_closed() => Late,
        _ => usual,
    }
}

#[cfg(test)]
mod tests;
