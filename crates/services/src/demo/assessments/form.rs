//! Forms that somebody of the demonstration has begun, and has not finished: one of a nursing home, one of a home health agency.

use domain::{
    assessments::{ChangedAnswer, NewDraft},
    providers::Ccn,
    time::{Instant, Now},
};
use jiff::{ToSpan as _, civil::Time};
use store::fetch;
use submission::assessments::Key;

use super::{Dice, Person, back_then, sender};
use crate::{
    ServiceError, Services,
    assessments::drafts,
    demo::providers::{DAVIS, SAMPLE_AGENCY},
};

/// What somebody has begun.
struct Begun {
    coordinator: &'static str,
    ccn: &'static str,
    instrument: &'static str,
    reasons: &'static [(&'static str, &'static str)],
    answers: &'static [(&'static str, &'static str)],
}

const BEGUN: [Begun; 2] = [
    // An admission assessment which is no payment assessment. What was asked first: hearing, speech and vision.
    Begun {
        coordinator: "HOLLY.BRECHT",
        ccn: DAVIS,
        instrument: "MDS",
        reasons: &[
            ("A0200", "1"),
            ("A0310A", "01"),
            ("A0310B", "99"),
            ("A0310F", "99"),
            ("A0310H", "0"),
        ],
        answers: &[
            ("B0100", "0"),
            ("B0200", "1"),
            ("B0300", "0"),
            ("B0600", "0"),
        ],
    },
    // A start of care.
    Begun {
        coordinator: "LENA.HARTWIG",
        ccn: SAMPLE_AGENCY,
        instrument: "OASIS",
        reasons: &[("M0100_ASSMT_REASON", "01")],
        answers: &[("B0200", "1"), ("B1000", "0"), ("B1300", "1")],
    },
];

store::sql! {
    DRAFTS = "select count(*) from draft where instrument = $1";
}

/// Fills forms in yesterday, as far as they go. Where no rules are held, and where there is one, none is begun.
pub async fn fill_in(services: &Services, seed: u32, now: Now) -> Result<(), ServiceError> {
    let mut dice = Dice::new(seed, "form");
    for form in &BEGUN {
        let person = Person::invent(&mut dice);
        begin(services, form, person, now).await?;
    }
    Ok(())
}

async fn begin(
    services: &Services,
    form: &Begun,
    person: Person,
    now: Now,
) -> Result<(), ServiceError> {
    let mut tx = services.db.read().await?;
    let (drafts,) = fetch!(fetch_one, (i64,), tx, DRAFTS, form.instrument)?;
    drop(tx);
    let yesterday = now.today().saturating_sub(1.day());
    let at = Instant::from_eastern(yesterday.to_datetime(Time::constant(15, 40, 0, 0)));
    let actor = sender(services, form.coordinator, back_then(now, at)).await?;
    let rules = drafts::choices(services, &actor, form.instrument);
    let ccn = Ccn::parse(form.ccn).map_err(|_| ServiceError::Corrupt { what: "CCN" })?;
    let place = drafts::enters_for(services, &actor, Some(&ccn)).await?;
    let Some(place) = place
        .into_iter()
        .next()
        .filter(|_| drafts == 0 && !rules.is_empty())
    else {
        return Ok(());
    };
    let new = NewDraft {
        provider: place.provider,
        instrument: place.instrument,
        reasons: pairs(form.reasons),
        patient: None,
    };
    let id = drafts::begin(services, &actor, &new).await?;
    let mut answers = pairs(form.answers);
    let pack = services
        .packs
        .forms
        .in_force(actor.now.today())
        .map(|(_, held)| &held.pack)
        .find(|pack| pack.instrument == form.instrument);
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
