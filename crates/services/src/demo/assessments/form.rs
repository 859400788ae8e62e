//! An admission assessment that somebody of the demonstration's home has begun, and has not finished.

use domain::{
    assessments::{ChangedAnswer, NewDraft},
    providers::Ccn,
    time::{Instant, Now},
};
use jiff::{ToSpan as _, civil::Time};
use store::fetch;
use submission::assessments::Key;

use super::{DAVIS, Dice, Person, back_then, sender};
use crate::{ServiceError, Services, assessments::drafts};

/// Assessment Coordinator of the home.
const COORDINATOR: &str = "HOLLY.BRECHT";
/// An admission assessment of a nursing home, which is no payment assessment.
const REASONS: [(&str, &str); 5] = [
    ("A0200", "1"),
    ("A0310A", "01"),
    ("A0310B", "99"),
    ("A0310F", "99"),
    ("A0310H", "0"),
];
/// What was asked first: hearing, speech and vision.
const ANSWERS: [(&str, &str); 4] = [
    ("B0100", "0"),
    ("B0200", "1"),
    ("B0300", "0"),
    ("B0600", "0"),
];

store::sql! {
    DRAFTS = "select count(*) from draft";
}

/// Fills a form in yesterday, as far as it goes. Where no rules are held, and where there is one, none is begun.
pub async fn fill_in(services: &Services, seed: u32, now: Now) -> Result<(), ServiceError> {
    let person = Person::invent(&mut Dice::new(seed, "form"));
    let mut tx = services.db.read().await?;
    let (drafts,) = fetch!(fetch_one, (i64,), tx, DRAFTS)?;
    drop(tx);
    let yesterday = now.today().saturating_sub(1.day());
    let at = Instant::from_eastern(yesterday.to_datetime(Time::constant(15, 40, 0, 0)));
    let actor = sender(services, COORDINATOR, back_then(now, at)).await?;
    let rules = drafts::choices(services, &actor, "MDS");
    let ccn = Ccn::parse(DAVIS).map_err(|_| ServiceError::Corrupt { what: "CCN" })?;
    let home = drafts::enters_for(services, &actor, Some(&ccn)).await?;
    let Some(home) = home
        .into_iter()
        .next()
        .filter(|_| drafts == 0 && !rules.is_empty())
    else {
        return Ok(());
    };
    let new = NewDraft {
        provider: home.provider,
        instrument: home.instrument,
        reasons: pairs(&REASONS),
        patient: None,
    };
    let id = drafts::begin(services, &actor, &new).await?;
    let mut answers = pairs(&ANSWERS);
    let pack = services
        .forms
        .in_force(actor.now.today())
        .map(|(_, form)| &form.pack)
        .find(|pack| pack.instrument == "MDS");
    let said = [
        (Key::FirstName, person.first),
        (Key::LastName, person.last),
        (Key::Birth, person.birth),
    ];
    for (key, value) in said {
        let item = pack.and_then(|pack| Some(&pack.items[usize::from(pack.keyed(key).next()?)]));
        answers.extend(item.map(|item| (item.id.clone(), value)));
    }
    let changes: Vec<_> = answers
        .into_iter()
        .map(|(item, after)| ChangedAnswer {
            item,
            before: String::new(),
            after,
        })
        .collect();
    drafts::save(services, &actor, id, &changes).await?;
    Ok(())
}

fn pairs(said: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(item, value): &(&str, &str)| ((*item).to_owned(), (*value).to_owned());
    said.iter().map(pair).collect()
}
