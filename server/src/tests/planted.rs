//! Marked secrets go through the whole program, with its log on the finest level, and are looked for in everything that
//! comes out of it: each stands in the one place where it belongs, or nowhere.

mod strangers;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use domain::messages::MailboxFilter;
use services::identity::{self, AskedBy, Holder, Presented};
use services::token::Token;
use store::fetch;
use uuid::Uuid;

use super::devices::shown_by;
use super::house::{APPLICANT, Answer, Ask, House, OWN, listen};
use super::registration::{form, profile};
use strangers::{BUREAU_TOKEN, CLIENT_SECRET, bureau, identity_provider};

const USER: &str = OWN.sender;
const PASSWORD: &str = "zeppelin-quarry-5583-lanterns";
const FIRST_PASSWORD: &str = "nimbus-harbor-7741-trellis";
const LATE_PASSWORD: &str = "cobalt-thicket-2296-mirrors";
const NEW_EMAIL: &str = "new.sender@example.org";
const PROVIDERS_CODE: &str = "a-marked-code-of-the-provider";
const SOCIAL_SECURITY_NUMBER: &str = "219-09-9999";
/// What was mailed stands there, in the demonstration.
const MAILBOX: &str = "body /demo/mailbox";
const AUTHENTICATOR_DIGITS: usize = 6;
/// Seconds after which nobody has to wait after a failure any more.
const LATER: i64 = 20;

/// A value, and where it may stand.
struct Secret {
    what: &'static str,
    value: String,
    /// Places, as [`Output::place`] names them. It stands in one of them: else nothing would have been looked for.
    belongs: Vec<String>,
}

impl Secret {
    /// Whether it stands there, with its hyphens and spaces or without. The six digits of an authenticator come about by
    /// chance in ids and fractions of a second: they count where they stand by themselves, and anywhere in a file.
    fn is_in(&self, output: &Output) -> bool {
        let (value, text) = (self.value.as_str(), output.text.as_str());
        if value.len() > AUTHENTICATOR_DIGITS || output.place.starts_with("file ") {
            let plain: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
            return text.contains(value) || text.contains(&plain);
        }
        text.match_indices(value).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + value.len()..]);
            let goes_on = |c: char| c.is_alphanumeric() || c == '.';
            !before.ends_with(goes_on) && !after.starts_with(char::is_alphanumeric)
        })
    }
}

/// Something that came out.
struct Output {
    /// What of an answer, and the path that was asked for: `body /login/code`, `cookie /login`; or `log`, `subject` …
    place: String,
    text: String,
}

/// A house, what was planted in it, and all that came out of it.
struct Search<'a> {
    house: &'a House,
    secrets: Vec<Secret>,
    outputs: Vec<Output>,
}

impl Search<'_> {
    fn plant(&mut self, what: &'static str, value: &str, belongs: &[&str]) {
        self.secrets.push(Secret {
            what,
            value: value.to_owned(),
            belongs: belongs.iter().map(|place| (*place).to_owned()).collect(),
        });
    }

    fn keep(&mut self, place: String, text: &str) {
        let text = text.to_owned();
        self.outputs.push(Output { place, text });
    }

    async fn send(&mut self, path: &str, ask: Ask<'_>) -> Answer {
        let answer = ask.send().await;
        let path = without_ids(path);
        for (name, value) in &answer.headers {
            let part = match name.as_str() {
                "location" => "location",
                "set-cookie" => "cookie",
                _ => "header",
            };
            self.keep(
                format!("{part} {path}"),
                &String::from_utf8_lossy(value.as_bytes()),
            );
        }
        self.keep(format!("body {path}"), &answer.body);
        answer
    }

    async fn get(&mut self, path: &str, cookie: &str) -> Answer {
        let ask = self.house.get(path).cookie(cookie);
        self.send(path, ask).await
    }

    async fn post(&mut self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = self.house.post(path).cookie(cookie).form(&form(fields));
        self.send(path, ask).await
    }

    /// Sends a form that comes back, and looks at its page; the next try may follow at once.
    async fn fail(&mut self, path: &str, cookie: &str, fields: &[(&str, &str)]) {
        let answer = self.post(path, cookie, fields).await;
        assert!(answer.location().contains("flash="), "{path}: {answer:?}");
        let page = self.get(answer.location(), cookie).await;
        assert_eq!(page.status, 422, "{path}: {}", page.body);
        self.house.pass(LATER);
    }

    /// The session that an answer begins. Its token is a secret of the cookie.
    fn session(&mut self, path: &str, answer: &Answer) -> String {
        let cookie = answer.cookie();
        let (_, token) = cookie.split_once('=').unwrap();
        let belongs = format!("cookie {path}");
        self.plant("a session", token, &[belongs.as_str()]);
        cookie
    }

    /// From the choice of a device (whose entry has these words) to the session that its mailed code leads to.
    async fn prove(&mut self, cookie: &str) -> String {
        let page = self.get("/login/device", cookie).await;
        let device = device(&page, "Work e-mail");
        self.post("/login/device", cookie, &[("device", &device)])
            .await;
        self.get("/login/code", cookie).await;
        let code = self.house.last_message().await.code.unwrap();
        self.plant("a security code", &code, &[MAILBOX]);
        self.get("/demo/mailbox", "").await;
        self.fail("/login/code", cookie, &[("code", &format!("{code}0"))])
            .await;
        let proven = self.post("/login/code", cookie, &[("code", &code)]).await;
        self.session("/login/code", &proven)
    }

    /// The first step of a log-in, with a slip of the finger before it.
    async fn log_in(&mut self) -> String {
        let slip = format!("{PASSWORD}x");
        let fields = |password| {
            [
                ("user_name", USER),
                ("password", password),
                ("consent", "true"),
            ]
        };
        self.fail("/login", "", &fields(&slip)).await;
        let entered = self.post("/login", "", &fields(PASSWORD)).await;
        self.session("/login", &entered)
    }

    /// A forgotten password, from the mailed link to the new one.
    async fn recover(&mut self) {
        self.post("/recover", "", &[("who", USER)]).await;
        self.house.work().await;
        let page = self.house.last_message().await.link.unwrap().path;
        let (_, link) = page.split_once("?link=").unwrap();
        let belongs = ["body /recover/link", MAILBOX];
        self.plant("a link to a new password", link, &belongs);
        self.get(&page, "").await;
        let begun = self.post("/recover/link/use", "", &[("link", link)]).await;
        let cookie = self.session("/recover/link/use", &begun);
        self.fail("/recover/link/use", "", &[("link", link)]).await;
        let cookie = self.prove(&cookie).await;
        self.get("/recover/password", &cookie).await;
        self.plant("a password", PASSWORD, &[]);
        let path = "/recover/password/change";
        let done = self.post(path, &cookie, &[("password", PASSWORD)]).await;
        assert_eq!(done.location(), "/login?ended=recovered");
    }

    /// A registration, from the profile to the account.
    async fn register(&mut self) {
        let ask = self.house.post("/register").form(&profile(&[]));
        self.send("/register", ask).await;
        self.house.work().await;
        let page = self.house.last_message().await.link.unwrap().path;
        let (_, link) = page.split_once("?link=").unwrap();
        // A form that comes back does so to the address that was mailed.
        let belongs = [
            "body /register/account",
            "location /register/account/create",
            MAILBOX,
        ];
        self.plant("a link of a registration", link, &belongs);
        self.plant("a first password", FIRST_PASSWORD, &[]);
        self.get(&page, "").await;
        let fields = |name| {
            [
                ("link", link),
                ("user_name", name),
                ("password", FIRST_PASSWORD),
            ]
        };
        let path = "/register/account/create";
        self.fail(path, "", &fields(OWN.sender)).await;
        let made = self.post(path, "", &fields("bela.s")).await;
        assert_eq!(made.location(), "/register/terms");
        let cookie = self.session(path, &made);
        self.get("/register/terms", &cookie).await;
    }

    /// An authenticator app, with a wrong code before the right one; gives its key and the session that goes on.
    async fn set_up_authenticator(&mut self, cookie: &str) -> (String, String) {
        let fields = [("kind", "authenticator"), ("name", "Phone")];
        let begun = self.post("/devices", cookie, &fields).await;
        let page = self.get(begun.location(), cookie).await;
        let key = after(&page.body, "<dt>Key</dt><dd><code>", '<');
        let belongs = ["body /devices/confirm/{id}"];
        self.plant("an authenticator's key", &key, &belongs);
        let device = after(&page.body, "name=\"device\" value=\"", '"');
        let path = "/devices/confirm";
        let fields = [("device", device.as_str()), ("code", "000000")];
        self.fail(path, cookie, &fields).await;
        let code = self.shown(&key);
        let fields = [("device", device.as_str()), ("code", code.as_str())];
        let added = self.post(path, cookie, &fields).await;
        assert_eq!(added.location(), "/devices?done=added");
        let cookie = self.session(path, &added);
        self.get(added.location(), &cookie).await;
        (key, cookie)
    }

    /// What the authenticator app shows now.
    fn shown(&mut self, key: &str) -> String {
        let code = shown_by(key, self.house.now().system);
        self.plant("an authenticator's code", &code, &[]);
        code
    }

    /// A log-in with the authenticator app. The second use of its code comes back.
    async fn use_authenticator(&mut self, key: &str) {
        let cookie = self.log_in_as_far_as("Phone").await;
        let code = self.shown(key);
        let proven = self.post("/login/code", &cookie, &[("code", &code)]).await;
        self.session("/login/code", &proven);
        let cookie = self.log_in_as_far_as("Phone").await;
        self.fail("/login/code", &cookie, &[("code", &code)]).await;
    }

    /// A passkey, as far as an answer that is none. What it is asked comes to the browser as data of the page, in another
    /// spelling.
    async fn set_up_passkey(&mut self, cookie: &str) {
        let fields = [("kind", "passkey"), ("name", "Key")];
        let begun = self.post("/devices", cookie, &fields).await;
        let page = self.get(begun.location(), cookie).await;
        let device = after(&page.body, "name=\"device\" value=\"", '"');
        let holder = self.holder(cookie).await;
        let id = domain::identity::DeviceId(Uuid::parse_str(&device).unwrap());
        let set_up =
            identity::device_set_up(&self.house.services, &holder, id, self.house.now().system);
        let options = set_up.await.unwrap().passkey.unwrap();
        let options: serde_json::Value = serde_json::from_str(&options).unwrap();
        let challenge = options["challenge"].as_str().unwrap().to_owned();
        self.plant("what a passkey is asked", &challenge, &[]);
        let answer = r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","extensions":{},
            "response":{"attestationObject":"AAAA","clientDataJSON":"AAAA"}}"#;
        let fields = [("device", device.as_str()), ("code", answer)];
        self.fail("/devices/confirm", cookie, &fields).await;
    }

    async fn holder(&self, cookie: &str) -> Holder {
        let token = Token::sent(cookie.split_once('=').unwrap().1);
        let found = identity::session(
            &self.house.services,
            &token,
            AskedBy::Page,
            self.house.now(),
        );
        match found.await.unwrap() {
            Presented::Open(session) => session.holder,
            other => panic!("the session is not open: {other:?}"),
        }
    }

    /// A log-in as far as the code of the device whose entry has these words.
    async fn log_in_as_far_as(&mut self, words: &str) -> String {
        let cookie = self.log_in().await;
        let page = self.get("/login/device", &cookie).await;
        let device = device(&page, words);
        self.post("/login/device", &cookie, &[("device", &device)])
            .await;
        self.get("/login/code", &cookie).await;
        cookie
    }

    /// Another e-mail address, from the profile to the mailed link, which is used twice.
    async fn change_email(&mut self, cookie: &str) {
        let path = "/api/identity/ask_for_email";
        let asked = self.post(path, cookie, &[("email", NEW_EMAIL)]).await;
        assert_eq!(asked.location(), "/profile/email/sent");
        self.house.work().await;
        let to = NEW_EMAIL.to_owned();
        let filter = MailboxFilter { to };
        let now = self.house.now().system;
        let mails = services::messages::mailbox(&self.house.services, None, &filter, now).await;
        let page = mails.unwrap().remove(0).words.link.unwrap().path;
        let (_, link) = page.split_once("?link=").unwrap();
        let belongs = ["body /profile/email/link", MAILBOX];
        self.plant("a link to a new e-mail address", link, &belongs);
        self.get("/demo/mailbox", "").await;
        self.get(&page, "").await;
        let path = "/api/identity/use_email_link";
        for location in ["/profile/email/done", "/error?status=404"] {
            let used = self.post(path, "", &[("link", link)]).await;
            assert_eq!(used.location(), location);
            self.get(location, "").await;
        }
    }

    /// Backup codes, and a log-in with one of them.
    async fn use_backup_code(&mut self, cookie: &str) {
        let made = self.post("/devices/backup-codes", cookie, &[]).await;
        let page = self.get(made.location(), cookie).await;
        let code = after(&page.body, "<li><code>", '<');
        let belongs = ["body /devices/show/backup-codes"];
        self.plant("a backup code", &code, &belongs);
        let cookie = self.log_in_as_far_as("Backup codes").await;
        self.fail("/login/code", &cookie, &[("code", &format!("{code}A"))])
            .await;
        let proven = self.post("/login/code", &cookie, &[("code", &code)]).await;
        self.session("/login/code", &proven);
    }

    /// An access token, from its form to a program that uses it.
    async fn use_access_token(&mut self, cookie: &str) {
        let fields = [
            ("name", "Payroll"),
            ("days", "30"),
            ("read_reports", "true"),
        ];
        let made = self.post("/profile/tokens/make", cookie, &fields).await;
        let page = self.get(made.location(), cookie).await;
        let token = after(&page.body, "<code id=\"token\">", '<');
        self.plant("an access token", &token, &["body /profile/tokens/made"]);
        self.get("/profile/tokens", cookie).await;
        for path in ["/api/v1/submissions", "/api/v1/nothing"] {
            let bearer = format!("Bearer {token}");
            let ask = self.house.get(path).header("authorization", &bearer);
            self.send(path, ask).await;
        }
        let ask = self.house.get("/api/v1/submissions");
        let wrong = format!("Bearer {token}x");
        self.send("/api/v1/submissions", ask.header("authorization", &wrong))
            .await;
    }

    /// A form with passwords that comes after its session, and is kept without them.
    async fn come_too_late(&mut self, cookie: &str) {
        self.house.pass(16 * 60);
        self.plant("a password that came too late", LATE_PASSWORD, &[]);
        let fields = [
            ("old_password", PASSWORD),
            ("password", LATE_PASSWORD),
            ("ends_others", "true"),
        ];
        let path = "/api/identity/change_password";
        let late = self.post(path, cookie, &fields).await;
        let (_, held) = late.location().split_once("next=").unwrap();
        let held = held.split('&').next().unwrap().replace("%2F", "/");
        let back = self.house.session_of(USER).await;
        let page = self.get(&held, &back).await;
        assert!(page.body.contains("Ends others"), "{}", page.body);
    }

    /// To the identity provider and back with a code, which the provider does not take.
    async fn go_to_provider(&mut self) {
        self.plant("the client's secret", CLIENT_SECRET, &[]);
        // As it is sent: `openqies:` and the secret, in base 64.
        let sent = "b3BlbnFpZXM6aHVzaC1tYXJrZWQtY2xpZW50LXNlY3JldA==";
        self.plant("the client's secret, as it is sent", sent, &[]);
        self.plant("a code of the provider", PROVIDERS_CODE, &[]);
        let away = self.get("/openid/start?next=/providers", "").await;
        let ticket = away.cookie();
        let (_, token) = ticket.split_once('=').unwrap();
        self.plant("a ticket", token, &["cookie /openid/start"]);
        let state = after(away.location(), "state=", '&');
        let back = format!("/openid/return?code={PROVIDERS_CODE}&state={state}");
        let refused = self.get(&back, &ticket).await;
        let page = self.get(refused.location(), &ticket).await;
        assert_eq!(page.status, 422, "{}", page.body);
        assert!(page.body.contains("trusted"), "{}", page.body);
    }

    /// A social security number on its way to a service that throws it back.
    async fn be_proofed(&mut self) {
        let number = SOCIAL_SECURITY_NUMBER;
        self.plant("a social security number", number, &[]);
        self.plant("the service's token", BUREAU_TOKEN, &[]);
        let cookie = self.house.registering_session_of(APPLICANT).await;
        let fields = [("social_security_number", number)];
        self.fail("/register/proofing/start", &cookie, &fields)
            .await;
    }

    /// Secrets in forms that nobody can read: errors quote nothing.
    async fn be_misunderstood(&mut self, cookie: &str) {
        let filler = "x".repeat(300_000);
        let forms = [
            ("/login", format!("password={PASSWORD}&password={PASSWORD}")),
            ("/login", format!("password={PASSWORD}&user_name={filler}")),
            (
                "/devices/confirm",
                format!("device={PASSWORD}&code={PASSWORD}"),
            ),
            (
                "/api/identity/change_password",
                format!("password={PASSWORD}&password={PASSWORD}"),
            ),
            (
                "/api/support/retry_job",
                format!("id={PASSWORD}&password={PASSWORD}"),
            ),
        ];
        for (path, body) in forms {
            for is_page in [true, false] {
                let ask = self.house.post(path).cookie(cookie).form(&body);
                let ask = if is_page { ask } else { ask.for_json() };
                let answer = self.send(path, ask).await;
                assert!(answer.status.as_u16() < 500, "{path}: {answer:?}");
                let next = answer.headers.get("location");
                if let Some(page) = next.map(|next| next.to_str().unwrap()) {
                    self.get(page, cookie).await;
                }
            }
        }
    }

    /// What operators and staff see: subjects of messages, jobs, and the files on the disk.
    async fn look_behind(&mut self) {
        let mut tx = self.house.services.db.read().await.unwrap();
        for (place, sql) in [
            ("subject", "select subject from message"),
            (
                "job",
                "select kind || ' ' || payload || ' ' || coalesce(last_error, '') || ' ' || coalesce(dedupe_key, '') from job",
            ),
        ] {
            for (text,) in fetch!(fetch_all, (String,), tx, sql).unwrap() {
                self.keep(place.to_owned(), &text);
            }
        }
        drop(tx);
        let mut files = Vec::new();
        read_folder(self.house.folder(), &mut files);
        for (place, text) in files {
            self.keep(place, &text);
        }
    }

    fn each_secret_is_where_it_belongs(&self) {
        for secret in &self.secrets {
            let Secret { what, belongs, .. } = secret;
            let found = self.outputs.iter().filter(|output| secret.is_in(output));
            let (there, elsewhere): (BTreeSet<&str>, BTreeSet<&str>) = found
                .map(|output| output.place.as_str())
                .partition(|place| belongs.iter().any(|known| known == place));
            assert!(elsewhere.is_empty(), "{what}: {elsewhere:?}");
            assert_eq!(there.is_empty(), belongs.is_empty(), "{what} is not found");
        }
    }
}

/// A path, without its query and with `{id}` for each id.
fn without_ids(path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let segments = path.split('/').map(|segment| {
        if Uuid::parse_str(segment).is_ok() {
            "{id}"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// What stands between `before` and `end`.
fn after(text: &str, before: &str, end: char) -> String {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} in {text}"));
    rest.split(end).next().unwrap().to_owned()
}

/// The id of the device whose entry has these words.
fn device(page: &Answer, words: &str) -> String {
    let mut options = page.body.split("<option value=\"").skip(1);
    let found = options.find(|option| option.split("</option>").next().unwrap().contains(words));
    let found = found.unwrap_or_else(|| panic!("{words}: {}", page.body));
    found.split('"').next().unwrap().to_owned()
}

fn read_folder(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, files);
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let place = format!("file {}", path.display());
            files.push((place, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_secret_stands_where_it_belongs_and_nowhere_else() {
    let log = listen();
    let (provider, proofing) = (identity_provider().await, bureau().await);
    let house = House::with(|services| {
        services.rules.limits = services.rules.limits.raised(100);
        services.partners.openid = Some(provider);
        services.partners.proofing = Arc::new(proofing);
    })
    .await;
    let mut search = Search {
        house: &house,
        secrets: Vec::new(),
        outputs: Vec::new(),
    };
    search.recover().await;
    let half_way = search.log_in().await;
    let open = search.prove(&half_way).await;
    let (key, open) = search.set_up_authenticator(&open).await;
    search.set_up_passkey(&open).await;
    search.change_email(&open).await;
    search.be_misunderstood(&open).await;
    search.use_access_token(&open).await;
    search.use_backup_code(&open).await;
    search.use_authenticator(&key).await;
    search.come_too_late(&open).await;
    search.register().await;
    search.go_to_provider().await;
    search.be_proofed().await;

    house.work().await;
    search.look_behind().await;
    let logged = log.text();
    for words in ["answered", "identity proofing cannot go on"] {
        assert!(logged.contains(words), "the log works");
    }
    // Passkeys' challenges and answers, in whatever spelling.
    assert!(!logged.contains("webauthn_rs_core"), "{logged}");
    search.keep("log".to_owned(), &logged);
    search.each_secret_is_where_it_belongs();
}
