//! Everybody who is made to ask: each role, some pairs of them, and those who are not logged in, or not as their page was.

use domain::access::{Category, Role};
use domain::identity::DrawnFor;

use crate::tests::house::{Ask, Home, House, NOBODY, OTHER, OWN, user_of};

/// Those who ask, by the words of the golden file.
#[derive(Clone)]
pub enum Asker {
    Anonymous,
    /// In a session that has ended.
    Expired,
    /// In a tab that was drawn for the other of two categories.
    Stale,
    /// Of the Help Desk, who views as PBJ Submitter of the own home.
    Viewing,
    LoggedIn(String),
}

/// Someone who held a role until their session ended.
const EXPIRED: &str = "EXPIRED.SENDER";
/// Someone of two categories, and what their stale tab was drawn for.
const TWO_CATEGORIES: &str = "TWO.CATEGORIES";
const STALE_CATEGORY: Category = Category::StateAgency;

/// Two roles of one category, each with its own place, by the words of the golden file.
const PAIRS: [(&str, [(Role, Home); 2]); 4] = [
    (
        "pair_saso_sagu_of_one_state",
        [
            (Role::StateAgencySecurityOfficial, OWN),
            (Role::StateAgencyGeneralUser, OWN),
        ],
    ),
    (
        "pair_saso_sagu_of_two_states",
        [
            (Role::StateAgencySecurityOfficial, OWN),
            (Role::StateAgencyGeneralUser, OTHER),
        ],
    ),
    (
        "pair_pso_pbj_submitter",
        [
            (Role::ProviderSecurityOfficial, OWN),
            (Role::PbjSubmitter, OWN),
        ],
    ),
    (
        "pair_help_desk_production_control",
        [
            (Role::HelpDesk, OWN),
            (Role::HelpDeskProductionControl, OWN),
        ],
    ),
];

fn user_of_pair(word: &str) -> String {
    word.to_uppercase()
        .replace('_', ".")
        .chars()
        .take(30)
        .collect()
}

pub async fn move_in(house: &House) {
    house
        .add_person(EXPIRED, &[(Role::PbjSubmitter, OWN)])
        .await;
    let roles = [
        (Role::PbjSubmitter, OWN),
        (Role::StateAgencyGeneralUser, OWN),
    ];
    house.add_person(TWO_CATEGORIES, &roles).await;
    for (word, roles) in PAIRS {
        house.add_person(&user_of_pair(word), &roles).await;
    }
}

/// Those who are not logged in, or not as their page was.
pub const APART: [(&str, Asker); 4] = [
    ("anonymous", Asker::Anonymous),
    ("expired", Asker::Expired),
    ("stale_category", Asker::Stale),
    ("viewing_as", Asker::Viewing),
];

pub fn logged_in() -> impl Iterator<Item = (&'static str, Asker)> {
    let roles = Role::ALL
        .into_iter()
        .map(|role| (role.key(), user_of(role)));
    let pairs = PAIRS
        .into_iter()
        .map(|(word, _)| (word, user_of_pair(word)));
    [("no_role", NOBODY.to_owned())]
        .into_iter()
        .chain(roles)
        .chain(pairs)
        .map(|(word, user)| (word, Asker::LoggedIn(user)))
}

pub fn people() -> Vec<(&'static str, Asker)> {
    APART.into_iter().chain(logged_in()).collect()
}

impl Asker {
    pub async fn signs<'a>(&self, house: &House, ask: Ask<'a>) -> Ask<'a> {
        match self {
            Self::Anonymous => ask,
            Self::Expired => ask.cookie(&house.ended_session_of(EXPIRED).await),
            Self::Viewing => ask.cookie(&house.viewing_session(Role::PbjSubmitter).await),
            Self::LoggedIn(user) => ask.cookie(&house.session_of(user).await),
            Self::Stale => {
                let cookie = house.session_of(TWO_CATEGORIES).await;
                let now = house.drawn_for(&cookie).await;
                let (_, person) = now.split_once('-').unwrap();
                let then = format!("{}-{person}", STALE_CATEGORY.key());
                ask.cookie(&cookie).header(DrawnFor::HEADER, &then)
            }
        }
    }
}
