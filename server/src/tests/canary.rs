//! Words that nobody has ever seen stand in every column that the people of one organization fill in; they are looked for in
//! every answer to the people of another one: of every function, route and page, about their own home and about the
//! foreign one, with a search that finds each of those words.

mod plant;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::Method;
use base64::Engine as _;
use base64::alphabet::STANDARD as STANDARD_ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::access::{Category, Role};
use domain::site::{Site, SiteMode};
use store::fetch;

use super::authorization::{Body, Function, functions};
use super::house::{Answer, Ask, Home, House, NOBODY, OTHER, OWN, user_of};
use super::pages::{address, pages};
use plant::{COLUMNS_OF_OURS, Canary, MARK, PLANTED, UNSEEN, plant};

/// Somebody who asks.
struct Asker {
    word: &'static str,
    role: Option<Role>,
    /// Nobody is logged in without one.
    user: Option<String>,
}

/// The roles whose place is an organization: a provider, a state, a vendor's clients; and who has none.
fn askers() -> Vec<Asker> {
    let placed = Role::ALL.into_iter().filter(|role| {
        matches!(
            role.category(),
            Category::Provider | Category::StateAgency | Category::Vendor
        )
    });
    let placed = placed.map(|role| Asker {
        word: role.key(),
        role: Some(role),
        user: Some(user_of(role)),
    });
    let (role, user) = (None, Some(NOBODY.to_owned()));
    let without = Asker {
        word: "no_role",
        role,
        user,
    };
    let anonymous = Asker {
        word: "anonymous",
        role,
        user: None,
    };
    placed.chain([without, anonymous]).collect()
}

impl Asker {
    /// What the rules show everybody, or this role, of a foreign provider.
    fn may_see(&self, question: &Question, canary: &Canary) -> bool {
        // Whoever asks for a role finds the provider by its number (seed 003, step 2.8).
        let finds_one = question.path.ends_with("/find_organizations");
        // Read-only access to all provider profiles in all other states (seed 002, figure 3).
        let sees_profiles = self.role == Some(Role::StateAgencyGeneralUser);
        match canary.table {
            "provider" => finds_one || sees_profiles,
            "provider_change" => sees_profiles,
            _ => false,
        }
    }

    /// Signed with a session of its own: some questions end it.
    async fn signs<'a>(&self, house: &House, ask: Ask<'a>) -> Ask<'a> {
        match &self.user {
            Some(user) => ask.cookie(&house.session_of(user).await),
            None => ask,
        }
    }

    /// Pages show what functions answer: they are asked for once for each kind of place.
    fn asks_for_pages(&self) -> bool {
        const PAGES: [Role; 5] = [
            Role::ProviderSecurityOfficial,
            Role::PbjSubmitter,
            Role::StateAgencyGeneralUser,
            Role::StateAgencySecurityOfficial,
            Role::VendorPbjSubmitter,
        ];
        self.role.is_none_or(|role| PAGES.contains(&role))
    }
}

/// Something to ask about one of the homes.
struct Question {
    /// As it is registered.
    path: String,
    home: Home,
    kind: Kind,
}

enum Kind {
    Function(Function),
    Page,
}

impl Question {
    fn ask<'a>(&self, house: &'a House) -> Ask<'a> {
        match &self.kind {
            Kind::Function(function) => function.ask(house, self.home),
            Kind::Page => house.get(&address(&self.path, self.home)),
        }
    }

    /// Whether nothing is different afterwards. Functions say so with their verb.
    fn only_reads(&self) -> bool {
        const READS: [&str; 6] = ["list", "find", "view", "preview", "follow", "compare"];
        match &self.kind {
            Kind::Page => true,
            Kind::Function(function) if function.method == Method::GET => true,
            Kind::Function(_) => {
                let verb = self.path.rsplit('/').next().unwrap_or_default();
                READS.iter().any(|read| verb.starts_with(read))
            }
        }
    }
}

/// The same with a word in its search, if it has one. The mark begins every canary.
fn searching(function: &Function) -> Option<Function> {
    let body = match &function.body {
        Body::Json(arguments) => {
            let mut arguments = arguments.clone();
            let filter = arguments.get_mut("filter")?;
            *filter.get_mut("search")? = MARK.into();
            Body::Json(arguments)
        }
        Body::None if function.query.is_empty() => Body::None,
        _ => return None,
    };
    let query = match body {
        Body::None => concat!("?q=", plant::mark!()),
        _ => function.query,
    };
    Some(Function {
        method: function.method.clone(),
        path: function.path,
        query,
        about: function.about,
        body,
    })
}

fn questions() -> Vec<Question> {
    let plain = functions();
    let searches: Vec<_> = plain.iter().filter_map(searching).collect();
    let functions: Vec<_> = plain.into_iter().chain(searches).collect();
    let mut questions = Vec::new();
    for home in [OWN, OTHER] {
        let of_functions = functions.iter().map(|function| Question {
            path: function.path.to_owned(),
            home,
            kind: Kind::Function(function.clone()),
        });
        questions.extend(of_functions);
        let plain = pages().into_iter().filter(|page| !page.contains('?'));
        let searches = plain.map(|page| format!("{page}?q={MARK}"));
        let of_pages = pages().into_iter().chain(searches).map(|path| Question {
            path,
            home,
            kind: Kind::Page,
        });
        questions.extend(of_pages);
    }
    questions
}

/// The canaries that stand in an answer, its headers, or what its page brings along for its program.
fn found_in<'a>(canaries: &'a [Canary], answer: &Answer) -> Vec<&'a Canary> {
    let headers = answer
        .headers
        .values()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let brought = answer.body.split('"').filter_map(base64);
    let mut text = answer.body.clone();
    for part in headers.chain(brought) {
        text.push('\n');
        text.push_str(&part);
    }
    let text = text.to_lowercase();
    if !text.contains(MARK) {
        return Vec::new();
    }
    canaries
        .iter()
        .filter(|canary| text.contains(&canary.word))
        .collect()
}

/// The text in a long word of base64, as pages carry their data: padded or not.
fn base64(word: &str) -> Option<String> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&STANDARD_ALPHABET, LENIENT);
    let is_long = word.trim_end_matches('=').len() >= 16;
    let bytes = STANDARD.decode(word).ok().filter(|_| is_long)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

async fn house() -> House {
    House::with(|services| {
        // Everything is asked by everybody from one address.
        services.limits = services.limits.raised(100_000);
        // The mailbox of a demonstration is for everybody.
        services.site = Arc::new(Site {
            mode: SiteMode::Agency,
            ..Site::default()
        });
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_of_another_organization_is_in_any_answer() {
    let house = house().await;
    let (canaries, insiders) = plant(&house).await;
    let questions = questions();

    // Those who may see them do: else nothing would be looked for.
    let mut seen = BTreeSet::new();
    for cookie in &insiders {
        for question in questions.iter().filter(|question| question.only_reads()) {
            let answer = question.ask(&house).cookie(cookie).send().await;
            seen.extend(found_in(&canaries, &answer).into_iter().map(Canary::place));
        }
    }
    let unseen: Vec<_> = canaries
        .iter()
        .map(Canary::place)
        .filter(|place| !seen.contains(place))
        .collect();
    assert_eq!(unseen, UNSEEN, "what nobody is shown");

    for asker in askers() {
        let asked = questions.iter().filter(|question| {
            asker.asks_for_pages() || matches!(question.kind, Kind::Function(_))
        });
        for question in asked {
            let ask = asker.signs(&house, question.ask(&house)).await;
            let answer = ask.send().await;
            let found: Vec<_> = found_in(&canaries, &answer)
                .into_iter()
                .filter(|canary| !asker.may_see(question, canary))
                .map(Canary::place)
                .collect();
            assert!(
                found.is_empty(),
                "{} is shown {found:?} by {} about {}: {}",
                asker.word,
                question.path,
                question.home.name,
                answer.body
            );
        }
    }
}

/// A column that is new holds a canary, or says why nobody fills it in.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_column_of_text_has_a_canary_or_holds_words_of_ours() {
    let house = house().await;
    let mut tx = house.services.db.read().await.unwrap();
    let columns = fetch!(
        fetch_all,
        (String, String),
        tx,
        "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c
         where m.type = 'table' and m.name not like '%sqlx%' and lower(c.type) = 'text' order by m.name, c.cid"
    )
    .unwrap();
    let there: BTreeSet<_> = columns
        .into_iter()
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    let planted = PLANTED.iter().flat_map(|(table, columns, _)| {
        let names = columns.split(' ');
        names.map(move |column| format!("{table}.{column}"))
    });
    let ours = COLUMNS_OF_OURS.iter().flat_map(|(table, columns)| {
        let names = columns.split(' ');
        names.map(move |column| format!("{table}.{column}"))
    });
    let known: BTreeSet<_> = planted.chain(ours).collect();
    let missing: Vec<_> = there.difference(&known).collect();
    assert!(
        missing.is_empty(),
        "plant a canary there, or say whose words they are: {missing:?}"
    );
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "not there any more: {gone:?}");
}
