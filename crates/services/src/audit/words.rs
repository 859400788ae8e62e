//! An event in words, as pages show it.

use std::collections::BTreeMap;

use domain::{
    access::{Action, Category, Jurisdiction, Role},
    audit::{Act, EventLine, Outcome, Who},
    providers::StateCode,
    reports::ReportKind,
    time::Instant,
};

use serde_json::Value;

use super::chain::{Row, said};

/// An event with the names of what it is about.
#[derive(store::FromRow)]
pub(super) struct LineRow {
    pub seq: i64,
    happened_at: i64,
    act: String,
    outcome: String,
    actor_kind: String,
    user_name: Option<String>,
    operator: Option<String>,
    viewed_role: Option<String>,
    pub account: Option<String>,
    object_type: Option<String>,
    object_id: Option<String>,
    provider_name: Option<String>,
    ccn: Option<String>,
    providers_hash: Option<Vec<u8>>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    detail: String,
}

impl LineRow {
    /// In words. What was forged is shown as it stands: whoever verifies finds it.
    pub fn line(self) -> EventLine {
        let act = Act::from_key(&self.act);
        let object = self.object();
        let who = self.who();
        let state = self.state_code.as_deref().map(state_name);
        let jurisdiction = self.jurisdiction.as_deref().map(jurisdiction_name);
        let place = match (self.provider_name, self.ccn, self.providers_hash) {
            (Some(name), Some(ccn), _) => format!("{name} ({ccn})"),
            (Some(name), None, _) => name,
            (None, _, Some(_)) => "Several providers".to_owned(),
            (None, _, None) => state.or(jurisdiction).unwrap_or_default(),
        };
        EventLine {
            seq: self.seq,
            at: Instant(self.happened_at),
            act: act.map_or(self.act, |act| act.words().to_owned()),
            outcome: Outcome::from_key(&self.outcome).unwrap_or(Outcome::Failed),
            who,
            object,
            place,
        }
    }

    fn who(&self) -> String {
        match (&self.user_name, &self.operator) {
            (Some(name), _) => match &self.viewed_role {
                Some(role) => format!("{name}, viewing as {}", role_name(role)),
                None => name.clone(),
            },
            (None, Some(name)) => format!("Operator {name}"),
            (None, None) if self.actor_kind == Who::Program.key() => "The program".to_owned(),
            (None, None) => "Unknown".to_owned(),
        }
    }

    fn object(&self) -> String {
        let said = said(&self.detail);
        let thing = match (&self.object_type, &self.object_id) {
            (Some(kind), Some(id)) if said.contains_key("identifiers") => {
                format!("{}, identifiers revealed", thing(kind, id, &said))
            }
            (Some(kind), Some(id)) => thing(kind, id, &said),
            // A role that an operator granted has no number yet.
            _ => role(&said).map_or_else(String::new, |role| format!("Role {role}")),
        };
        match self
            .account
            .as_deref()
            .filter(|name| self.user_name.as_deref() != Some(*name))
        {
            Some(account) if thing.is_empty() => format!("Account {account}"),
            // Whoever asked in the ticket was not looked at.
            Some(asker) if self.viewed_role.is_some() => {
                format!("{thing}, for a ticket of {asker}")
            }
            Some(account) => format!("{thing}, account {account}"),
            None => thing,
        }
    }
}

fn state_name(code: &str) -> String {
    StateCode::parse(code).map_or_else(|_| code.to_owned(), |state| state.name().to_owned())
}

fn jurisdiction_name(key: &str) -> String {
    Jurisdiction::parse(key).map_or_else(|_| key.to_owned(), Jurisdiction::name)
}

fn role_name(key: &str) -> String {
    Role::from_key(key).map_or_else(|_| key.to_owned(), |role| role.name().to_owned())
}

/// The role that an event is about.
fn role(said: &BTreeMap<String, Value>) -> Option<String> {
    let key = said.get("role").and_then(Value::as_str);
    key.map(role_name)
}

/// The words for what it was done to, with what else is said of it.
fn thing(kind: &str, id: &str, said: &BTreeMap<String, Value>) -> String {
    match (kind, role(said)) {
        ("role_request", Some(role)) => return format!("Request for {role}"),
        ("role_grant", Some(role)) => return format!("Role {role}"),
        _ => {}
    }
    let words = match kind {
        "session" => "Session",
        "device" => "A device",
        "access_token" => "An access token",
        "role_request" => "A role request",
        "role_grant" => "A role",
        "recertification" => "Roles to confirm",
        "submission" => "Submission",
        "submission_file" => "Report of file",
        "draft" => "A form of an assessment",
        "assessment" => "Assessment",
        "staffing_quarter" => "Staffing hours of",
        "proofing_case" => "Proofing case",
        "proofing_document" => "Document of proofing case",
        "penalty_case" => "Penalty case",
        "job" => "A background job",
        "ticket" => "Ticket",
        "viewing" => "Viewing as a role",
        "page" => "Page:",
        "right" => return right(id),
        "route" => "Address",
        "audit_event" => "Row of the audit trail",
        "patient" => "Patient",
        "list" => return list(id, said),
        other => other,
    };
    match kind {
        // Their ids say nothing to people.
        "device" | "access_token" | "role_request" | "role_grant" | "recertification" | "job"
        | "viewing" | "draft" => words.to_owned(),
        _ => format!("{words} {id}"),
    }
}

/// What somebody may not do.
fn right(key: &str) -> String {
    Action::from_key(key).map_or_else(|| key.to_owned(), |action| format!("To {}", action.words()))
}

/// A list with its name; of so many patients that it names none, that they may stand in it.
fn list(id: &str, said: &BTreeMap<String, Value>) -> String {
    let report = said.get("report").and_then(Value::as_str);
    let name = match report.and_then(ReportKind::from_key) {
        Some(report) => format!("Report: {}", report.title()),
        None => list_name(id).to_owned(),
    };
    match said
        .get("patients")
        .and_then(|shown| shown.get("different"))
    {
        Some(many) => format!("{name} ({many} patients, too many to name each)"),
        None => name,
    }
}

fn list_name(id: &str) -> &str {
    match id {
        "providers" => "List of providers",
        "submissions" => "List of submissions",
        "drafts" => "List of forms of assessments",
        "assessments" => "List of assessments",
        "assessment_inbox" => "Assessment inbox",
        "assessment_reports" => "A report about assessments",
        "reports" => "Reports of many files",
        "staffing_status" => "List of who has submitted",
        "proofing_cases" => "List of proofing cases",
        "role_requests" => "List of role requests",
        "people_and_roles" => "List of people and roles",
        "people" => "List of people",
        "patients" => "List of patients",
        "audit_trail" => "The audit trail",
        "access_record" => "Who saw this",
        "penalty_cases" => "List of penalty cases",
        "tickets" => "List of tickets",
        "viewings" => "List of viewings as a role",
        "accounts" => "List of accounts",
        "mailbox" => "The mailbox of the demonstration",
        "organizations_without_official" => "Organizations without a security official",
        other => other,
    }
}

/// What a row says beyond its line, each with its name.
pub(super) fn facts(
    row: &Row,
    account: Option<String>,
    providers: Vec<(String, Option<String>)>,
) -> Vec<(String, String)> {
    let category = row.category.as_deref().map(|key| {
        let known = Category::from_key(key).map(Category::name);
        known.unwrap_or(key).to_owned()
    });
    let role_names = |keys: &str| {
        let names = keys.split(',').map(|key| {
            Role::from_key(key).map_or_else(|_| key.to_owned(), |role| role.name().to_owned())
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let providers: Vec<String> = providers
        .into_iter()
        .map(|(name, ccn)| match ccn {
            Some(ccn) => format!("{name} ({ccn})"),
            None => name,
        })
        .collect();
    let known = [
        ("Key", Some(row.act.clone())),
        ("Category", category),
        (
            "Roles that allowed it",
            row.roles.as_deref().map(role_names),
        ),
        ("Viewing as", row.viewed_role.as_deref().map(role_names)),
        ("On behalf of", row.on_behalf_of.map(|id| id.to_string())),
        ("Session", row.session_mark.as_ref().map(hex::encode)),
        ("Address", row.address.clone()),
        ("Account", account),
        ("Kind of object", row.object_type.clone()),
        ("Object", row.object_id.clone()),
        ("State", row.state_code.as_deref().map(state_name)),
        (
            "Providers",
            Some(providers.join("; ")).filter(|names| !names.is_empty()),
        ),
    ];
    let known = known
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let chain = [
        (
            "Hash of the row before".to_owned(),
            hex::encode(&row.prev_hash),
        ),
        ("Hash".to_owned(), hex::encode(&row.hash)),
    ];
    known.chain(detail(&row.detail)).chain(chain).collect()
}

/// The facts of an event; one that cannot be read stands as it is.
fn detail(text: &str) -> Vec<(String, String)> {
    let read: Result<BTreeMap<String, Value>, _> = serde_json::from_str(text);
    let Ok(facts) = read else {
        return vec![("Detail".to_owned(), text.to_owned())];
    };
    let facts = facts.iter();
    facts
        .map(|(name, value)| (name.replace('_', " "), words(value)))
        .collect()
}

/// `1000017, 1000019`, or of too many to name each: `different 1001, lowest and highest 1000017, 1001017`.
fn words(value: &Value) -> String {
    match value {
        Value::String(word) => word.clone(),
        Value::Array(several) => {
            let several = several.iter().map(words);
            several.collect::<Vec<_>>().join(", ")
        }
        Value::Object(parts) => {
            let parts = parts.iter();
            let parts =
                parts.map(|(name, value)| format!("{} {}", name.replace('_', " "), words(value)));
            parts.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
