//! Words that nobody has ever seen stand in every column that the people of one organization fill in; they are looked for in
//! every answer to the people of another one: of every function, route and page, about their own home, about the foreign one
//! and about its people, with searches that find those words, also the sealed ones.

mod plant;
mod same;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::paths;
use axum::http::Method;
use base64::Engine as _;
use base64::alphabet::STANDARD as STANDARD_ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::access::{Category, PeopleList, Role};
use domain::reports::{ReportKind, ReportParameters};
use domain::site::{Site, SiteMode};
use serde_json::json;
use store::fetch;

use super::authorization::{About, Body, Function, download, functions, json_function};
use super::house::{Answer, Ask, Home, House, NOBODY, OTHER, OWN, user_of};
use super::pages::{address, pages};
use plant::{COLUMNS_OF_OURS, Canary, Foreign, MARK, PLANTED, REPORT, UNSEEN, plant};

/// Somebody who asks.
struct Asker {
    word: &'static str,
    role: Option<Role>,
    /// Nobody is logged in without one.
    user: Option<String>,
}

/// The roles whose place is an organization, a state, or a region; and who has none.
fn askers() -> Vec<Asker> {
    let placed = Role::ALL.into_iter().filter(|role| {
        !matches!(
            role.category(),
            Category::Cms | Category::FederalAgency | Category::Ado
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
        // Read-only access to all provider profiles in all other states (seed 002, figure 3), and to no penalties there.
        let sees_profiles = self.role == Some(Role::StateAgencyGeneralUser)
            && !question.path.contains("/penalties");
        // What one typed oneself stands in the form; whose it is stands beside it.
        let is_typed = question.is_sealed && canary.column == "user_name";
        match canary.table {
            "user_account" => is_typed,
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

    /// Their search for somebody of the foreign home, as it stands in addresses.
    async fn sealed(&self, house: &House, foreign: &Foreign) -> String {
        match &self.user {
            Some(user) => sealed(house, &house.session_of(user).await, foreign).await,
            None => NO_SEARCH.to_owned(),
        }
    }

    /// Pages show what functions answer: they are asked for once for each kind of place.
    fn asks_for_pages(&self) -> bool {
        const PAGES: [Role; 6] = [
            Role::AoSecurityOfficial,
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
    /// Whether whoever asks searches for somebody of the foreign home.
    is_sealed: bool,
}

enum Kind {
    Function(Function),
    Page,
}

/// Stands for a search that is sealed for whoever asks.
const SEALED: &str = "$SEALED";
/// Of whoever may search no list.
const NO_SEARCH: &str = "none";

impl Question {
    fn ask<'a>(&self, house: &'a House, sealed: &str) -> Ask<'a> {
        match &self.kind {
            Kind::Function(function) => with(function, SEALED, sealed).ask(house, self.home),
            Kind::Page => {
                let page = address(&self.path, self.home);
                house.get(&page.replace(SEALED, sealed))
            }
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

/// The same function, asked with `to` for each `from`.
fn with(function: &Function, from: &str, to: &str) -> Function {
    let body = match &function.body {
        Body::Json(arguments) => {
            let text = arguments.to_string().replace(from, to);
            Body::Json(serde_json::from_str(&text).unwrap())
        }
        other => other.clone(),
    };
    let query = if function.query.contains(from) {
        plant::leaked(function.query.replace(from, to))
    } else {
        function.query
    };
    Function {
        query,
        body,
        ..function.clone()
    }
}

/// The functions whose search is sealed.
const SEALED_SEARCHES: [&str; 6] = [
    "/api/access/list_requests",
    "/api/access/list_unconfirmed",
    "/api/access/list_users",
    "/api/audit/list_events",
    "/api/audit/list_record",
    "/api/support/list_people",
];
/// The pages of these lists, and what they are saved as.
const SEALED_PAGES: [&str; 10] = [
    "/access/recertification",
    "/access/requests",
    "/access/users",
    "/access/users.csv",
    "/audit",
    "/audit.csv",
    "/audit/organization",
    "/audit/organization.csv",
    "/patients.csv",
    "/support/people",
];

/// The same with a search, if it has one: for the mark, which begins every canary, or sealed for somebody.
fn searching(function: &Function) -> Option<Function> {
    let (body, query) = match &function.body {
        Body::Json(arguments) => {
            let mut arguments = arguments.clone();
            let is_sealed = SEALED_SEARCHES.contains(&function.path);
            let search = match arguments.get_mut("filter") {
                Some(filter) => filter.get_mut("search")?,
                None => arguments.get_mut("search")?,
            };
            *search = if is_sealed { SEALED } else { MARK }.into();
            (Body::Json(arguments), function.query)
        }
        Body::None if SEALED_PAGES.contains(&function.path) => (Body::None, "?search=$SEALED"),
        Body::None if function.query.is_empty() => (Body::None, concat!("?q=", plant::mark!())),
        _ => return None,
    };
    Some(Function {
        query,
        body,
        ..function.clone()
    })
}

fn questions(foreign: &Foreign) -> Vec<Question> {
    let plain = functions();
    let searches: Vec<_> = plain.iter().filter_map(searching).collect();
    let functions: Vec<_> = plain.into_iter().chain(searches).collect();
    let mut questions = Vec::new();
    for home in [OWN, OTHER] {
        let of_functions = functions
            .iter()
            .map(|function| of_function(function.clone(), home));
        questions.extend(of_functions);
        let plain = pages().into_iter().filter(|page| !page.contains('?'));
        let searches = plain.map(|page| {
            if SEALED_PAGES.contains(&page.as_str()) {
                format!("{page}?search={SEALED}")
            } else {
                format!("{page}?q={MARK}")
            }
        });
        let of_pages = pages().into_iter().chain(searches);
        questions.extend(of_pages.map(|path| of_page(path, home)));
    }
    let reports = ReportKind::ALL.into_iter().map(report);
    questions.extend(reports.map(|function| of_function(function, OWN)));
    let about = about_people(foreign).into_iter();
    questions.extend(about.map(|function| of_function(function, OTHER)));
    let about = pages_about_people(foreign).into_iter();
    questions.extend(about.map(|path| of_page(path, OTHER)));
    questions
}

/// A report of all that somebody may see.
fn report(kind: ReportKind) -> Function {
    let path = paths::report_table_csv(kind, &ReportParameters::default());
    download(plant::leaked(path), About::Rows)
}

fn of_function(function: Function, home: Home) -> Question {
    let is_sealed = match &function.body {
        Body::Json(arguments) => arguments.to_string().contains(SEALED),
        _ => function.query.contains(SEALED),
    };
    Question {
        path: function.path.to_owned(),
        home,
        kind: Kind::Function(function),
        is_sealed,
    }
}

fn of_page(path: String, home: Home) -> Question {
    Question {
        is_sealed: path.contains(SEALED),
        path,
        home,
        kind: Kind::Page,
    }
}

/// What is asked about somebody of the foreign home, who is known by an id.
fn about_people(foreign: &Foreign) -> Vec<Function> {
    let grant = json!({ "id": foreign.grant, "provider": foreign.provider });
    let asked = [
        (
            "/api/access/find_user",
            json!({ "id": foreign.person, "grant": null, "flash": null }),
        ),
        (
            "/api/access/find_user",
            json!({ "id": foreign.person, "grant": grant, "flash": null }),
        ),
        (
            "/api/access/find_unconfirmed",
            json!({ "grants": [grant], "flash": null }),
        ),
        (
            "/api/support/find_person",
            json!({ "id": foreign.person, "flash": null }),
        ),
        (
            "/api/proofing/find_case",
            json!({ "reference": Foreign::CASE, "flash": null }),
        ),
        (
            "/api/reports/find_kept",
            json!({ "id": REPORT, "page": { "page": 1, "size": 25 } }),
        ),
    ];
    asked
        .into_iter()
        .map(|(path, arguments)| json_function(path, About::Thing, arguments))
        .collect()
}

fn pages_about_people(foreign: &Foreign) -> Vec<String> {
    let Foreign {
        person,
        grant,
        provider,
        ..
    } = foreign;
    vec![
        format!("/access/users/{person}"),
        format!("/access/users/{person}?grant={grant}.{provider}"),
        format!("/access/recertification/remove?rows={grant}.{provider}"),
        format!("/support/people/{person}"),
        format!("/support/proofing/{}", Foreign::CASE),
    ]
}

/// A search for somebody of the foreign home, sealed for the person of this session by the form of a list that they may
/// search.
async fn sealed(house: &House, cookie: &str, foreign: &Foreign) -> String {
    for list in PeopleList::ALL {
        let form = format!("list={}&q={}", list.key(), foreign.user_name);
        let ask = house.post("/api/search/search_people").cookie(cookie);
        let answer = ask.form(&form).send().await;
        if let Some((_, sealed)) = answer.location().split_once("search=") {
            return sealed.to_owned();
        }
    }
    NO_SEARCH.to_owned()
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
    if !text.contains(MARK) && !text.contains(&REPORT.to_string()) {
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
        services.rules.limits = services.rules.limits.raised(100_000);
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
    let (canaries, foreign, insiders) = plant(&house).await;
    let questions = questions(&foreign);

    // Those who may see them do: else nothing would be looked for.
    let (mut seen, mut searched, mut told) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for cookie in &insiders {
        let sealed = sealed(&house, cookie, &foreign).await;
        for question in questions.iter().filter(|question| question.only_reads()) {
            let answer = question.ask(&house, &sealed).cookie(cookie).send().await;
            let found = found_in(&canaries, &answer);
            // Whose name stands in the search itself is not found by it.
            if question.is_sealed && found.iter().any(|canary| canary.column == "full_name") {
                searched.insert(question.path.clone());
            }
            if !found.is_empty() {
                told.insert(question.path.clone());
            }
            seen.extend(found.into_iter().map(Canary::place));
        }
    }
    for kind in ReportKind::ALL
        .into_iter()
        .filter(|kind| names_somebody(*kind))
    {
        let path = report(kind).path;
        assert!(told.contains(path), "{path} tells nobody of anything");
    }
    let unseen: Vec<_> = canaries
        .iter()
        .map(Canary::place)
        .filter(|place| !seen.contains(place))
        .collect();
    let known: Vec<_> = UNSEEN.iter().map(|(place, _)| *place).collect();
    assert_eq!(unseen, known, "what nobody is shown");
    let of_people = |path: &&str| !path.contains("audit");
    for path in SEALED_SEARCHES.into_iter().filter(of_people) {
        assert!(
            searched.contains(path),
            "{path} finds nobody by a sealed search"
        );
    }

    // By what is asked and what is shown, to whom: one leak does not hide another.
    let mut leaks = BTreeMap::<String, Vec<&str>>::new();
    for asker in askers() {
        let asked = questions.iter().filter(|question| {
            asker.asks_for_pages() || matches!(question.kind, Kind::Function(_))
        });
        let sealed = asker.sealed(&house, &foreign).await;
        for question in asked {
            let ask = asker.signs(&house, question.ask(&house, &sealed)).await;
            let answer = ask.send().await;
            let found: Vec<_> = found_in(&canaries, &answer)
                .into_iter()
                .filter(|canary| !asker.may_see(question, canary))
                .map(Canary::place)
                .collect();
            if !found.is_empty() {
                let shown = format!(
                    "{} about {} shows {}",
                    question.path,
                    question.home.name,
                    found.join(" ")
                );
                leaks.entry(shown).or_default().push(asker.word);
            }
        }
    }
    let told: Vec<_> = leaks
        .iter()
        .map(|(shown, askers)| format!("{shown} to {}", askers.join(" ")))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// The statistics count, and name nobody.
fn names_somebody(kind: ReportKind) -> bool {
    kind != ReportKind::Statistics
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
