//! Every server function and every plain route, and how each is asked.

mod access;
mod assessments;
mod audit;
mod drafts;
mod files;
mod forms;
mod identity;
mod patients;
mod penalties;
mod proofing;
mod submissions;
mod support;

use axum::http::Method;
use serde::Serialize;
use serde_json::{Value, json};

use crate::tests::house::{Ask, CASE, Home, House, JOB, file_for};

/// How a function is asked. `$CCN`, `$FACILITY`, `$STATE` and `$NUMBER` stand for those of the home in question, `$HOME` for its id,
/// and `$THING` for that of whatever belongs to it.
#[derive(Clone)]
pub struct Function {
    pub method: Method,
    /// As it is registered.
    pub path: &'static str,
    /// What follows the path, from its `?` on.
    pub query: &'static str,
    pub about: About,
    pub body: Body,
}

/// What the answer tells.
#[derive(Clone, Copy, PartialEq)]
pub enum About {
    /// Nothing of any home: asked once.
    Nothing,
    /// One thing of a home: the status tells.
    Thing,
    /// Rows: those of a home are there or not.
    Rows,
}

#[derive(Clone)]
pub enum Body {
    None,
    Json(Value),
    Form(&'static str),
    File,
}

/// A server function that takes JSON.
pub fn json_function(path: &'static str, about: About, arguments: Value) -> Function {
    Function {
        method: Method::POST,
        path,
        query: "",
        about,
        body: Body::Json(arguments),
    }
}

/// A server function that takes a form, or nothing.
fn form_function(path: &'static str, about: About, arguments: &'static str) -> Function {
    Function {
        method: Method::POST,
        path,
        query: "",
        about,
        body: Body::Form(arguments),
    }
}

pub fn download(path: &'static str, about: About) -> Function {
    Function {
        method: Method::GET,
        path,
        query: "",
        about,
        body: Body::None,
    }
}

fn form_route(path: &'static str, form: &'static str) -> Function {
    Function {
        method: Method::POST,
        path,
        query: "",
        about: About::Nothing,
        body: Body::Form(form),
    }
}

/// Arguments that are a filter which lets everything through.
fn every<T: Default + Serialize>() -> Value {
    json!({ "filter": T::default() })
}

/// One line each, and none is missing: a test compares with what is registered. In the order of the golden file.
pub fn functions() -> Vec<Function> {
    [
        access::functions(),
        assessments::functions(),
        audit::functions(),
        drafts::functions(),
        identity::functions(),
        patients::functions(),
        penalties::functions(),
        proofing::functions(),
        submissions::functions(),
        support::functions(),
        files::functions(),
        forms::functions(),
    ]
    .concat()
}

/// The server functions that take fields of a form.
pub fn forms_of_functions() -> impl Iterator<Item = &'static str> {
    let takes_fields = |function: &Function| {
        let fields = matches!(function.body, Body::Form(fields) if !fields.is_empty());
        fields && function.path.starts_with("/api/")
    };
    let functions = functions().into_iter().filter(takes_fields);
    functions.map(|function| function.path)
}

impl Function {
    pub fn ask<'a>(&self, house: &'a House, home: Home) -> Ask<'a> {
        let path = fill(self.path, home) + &fill(self.query, home);
        let ask = if self.method == Method::GET {
            house.get(&path)
        } else {
            house.post(&path)
        };
        match &self.body {
            Body::None => ask.for_json(),
            Body::Json(value) => ask.json(&fill(&value.to_string(), home)),
            Body::Form(form) => ask.for_json().form(&fill(form, home)),
            Body::File => ask
                .for_json()
                .body("multipart/form-data; boundary=edge", upload(home)),
        }
    }
}

fn fill(text: &str, home: Home) -> String {
    let [job, thing, id] = [JOB, home.thing, home.id].map(|id| id.to_string());
    [
        ("\"$NUMBER\"", home.number),
        ("$NUMBER", home.number),
        ("{number}", home.number),
        ("{ordinal}", "1"),
        ("{reference}", CASE),
        ("$CASE", CASE),
        ("{name}", "pbj-clean.xml"),
        ("$CCN", home.ccn),
        ("$PENALTY", home.case),
        ("$FACILITY", home.facility_id),
        ("$STATE", home.state),
        ("$JOB", &job),
        ("$THING", &thing),
        ("$HOME", &id),
        ("{id}", &thing),
        ("{report}", "roster"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (word, value)| {
        text.replace(word, value)
    })
}

fn upload(home: Home) -> Vec<u8> {
    let part = |head: &str, content: &[u8]| {
        [
            b"--edge\r\ncontent-disposition: form-data; ",
            head.as_bytes(),
            b"\r\n\r\n",
            content,
            b"\r\n",
        ]
        .concat()
    };
    let key = part("name=\"key\"", uuid::Uuid::now_v7().to_string().as_bytes());
    let file = part("name=\"file\"; filename=\"hours.xml\"", &file_for(home));
    [key, file, b"--edge--\r\n".to_vec()].concat()
}
