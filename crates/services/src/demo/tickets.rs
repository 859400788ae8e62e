//! Tickets of the Help Desk, so that its queue has something in each state. What people write is invented.

use domain::time::{Instant, Now};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    dice::Dice,
    providers::{DAVIS, SAMPLE_HOME},
};
use crate::ServiceError;

store::sql! {
    USER = "select id from user_account where user_name = $1";
    PROVIDER = "select id from provider where ccn = $1";
    NUMBER = "update ticket_number set last = last + 1 where id = 1 returning last";
    TICKET = "insert into ticket (id, number, user_id, provider_id, subject, state, opened_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    MESSAGE = "insert into ticket_message (id, ticket_id, author_id, by_help_desk, words, written_at)
        values ($1, $2, $3, $4, $5, $6)";
}

/// Who answers.
const HELP_DESK: &str = "SAM.OKAFOR";

struct Story {
    asker: &'static str,
    ccn: Option<&'static str>,
    subject: &'static str,
    state: &'static str,
    /// How many hours ago.
    asked: i64,
    question: &'static str,
    /// How many hours ago, and in which words.
    answer: Option<(i64, &'static str)>,
}

const TICKETS: [Story; 4] = [
    Story {
        asker: "LEO.FINCH",
        ccn: None,
        subject: "How do I get my first role?",
        state: "closed",
        asked: 52,
        question: "I asked for a role and cannot find out what became of it.",
        answer: Some((
            50,
            "My Profile lists the request and names who decides on it. You may remind them after three days.",
        )),
    },
    Story {
        asker: "OWEN.SANDOVAL",
        ccn: Some(SAMPLE_HOME),
        subject: "Which Facility ID belongs into the file",
        state: "answered",
        asked: 30,
        question: "Our software asks for a Facility ID. Is that the CCN?",
        answer: Some((
            28,
            "No: it is the Facility ID on the provider's page, under Providers. The CCN stands beside it.",
        )),
    },
    Story {
        asker: "NADIA.BRANDT",
        ccn: Some(DAVIS),
        subject: "No button to send a file",
        state: "open",
        asked: 20,
        question: "My colleague sends payroll files from the same page. I see the reports and no button.",
        answer: None,
    },
    Story {
        asker: "TOMAS.BERG",
        ccn: None,
        subject: "A home is missing from Who Has Submitted",
        state: "open",
        asked: 3,
        question: "A nursing home that closed last month is not on the list any more. Is that as it should be?",
        answer: None,
    },
];

/// Writes the tickets.
pub async fn insert(tx: &mut Tx, seed: u32, now: Now) -> Result<(), ServiceError> {
    let mut dice = Dice::new(seed, "tickets");
    let (help_desk,) = fetch!(fetch_one, (Uuid,), tx, USER, HELP_DESK)?;
    for story in &TICKETS {
        let (person,) = fetch!(fetch_one, (Uuid,), tx, USER, story.asker)?;
        let provider = match story.ccn {
            Some(ccn) => Some(fetch!(fetch_one, (Uuid,), tx, PROVIDER, ccn)?.0),
            None => None,
        };
        let (number,) = fetch!(fetch_one, (i64,), tx, NUMBER)?;
        let asked = hours_ago(now, story.asked);
        let changed = story
            .answer
            .map_or(asked, |(hours, _)| hours_ago(now, hours));
        let id = dice.id(asked);
        exec!(
            tx,
            TICKET,
            id,
            number,
            person,
            provider,
            story.subject,
            story.state,
            asked.0,
            changed.0
        )?;
        let question = (person, false, story.question, asked);
        let answer = story
            .answer
            .map(|(hours, words)| (help_desk, true, words, hours_ago(now, hours)));
        for (author, by_help_desk, words, at) in [question].into_iter().chain(answer) {
            let message = dice.id(at);
            exec!(tx, MESSAGE, message, id, author, by_help_desk, words, at.0)?;
        }
    }
    Ok(())
}

fn hours_ago(now: Now, hours: i64) -> Instant {
    now.system.plus_seconds(-hours * 60 * 60)
}
