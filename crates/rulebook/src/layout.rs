//! Lays out the text of the rules: one way to write them.

use crate::{
    Mistake,
    token::{Kind, Token, tokens},
};

/// The same text with its lines indented by what they begin with, and one space between words. Lines stay as they are broken.
///
/// # Errors
/// A sign that means nothing, or a quotation mark that is missing.
pub fn lay_out(file: &str, text: &str) -> Result<String, Mistake> {
    let tokens = tokens(file, text)?;
    let mut laid_out = String::new();
    let (mut inside, mut lettered) = (false, false);
    for (line, text) in text.lines().enumerate() {
        let of_line: Vec<&Token> = tokens
            .iter()
            .filter(|token| token.line == line + 1 && token.kind != Kind::End)
            .collect();
        if let Some(first) = of_line.first() {
            inside = match &first.kind {
                Kind::Word(word)
                    if ["edit", "form", "items", "sample"].contains(&word.as_str()) =>
                {
                    true
                }
                Kind::Comment(_) if !text.starts_with(' ') => false,
                _ => inside,
            };
            lettered = match &first.kind {
                Kind::Sign("(") if is_letter(&of_line) => true,
                Kind::Word(word) if ends_rules(word) => false,
                _ => lettered && inside,
            };
            let indent = indent(&of_line, inside) + if lettered { 4 } else { 0 };
            let indent = if is_letter(&of_line) { 2 } else { indent };
            laid_out.extend(std::iter::repeat_n(' ', indent));
            laid_out.push_str(&joined(&of_line));
        }
        laid_out.push('\n');
    }
    let end = laid_out.trim_end().len();
    laid_out.truncate(end);
    laid_out.push('\n');
    Ok(laid_out)
}

/// Spaces before a line, of a rule without a letter.
fn indent(line: &[&Token], inside: bool) -> usize {
    let Kind::Word(word) = &line[0].kind else {
        return match line[0].kind {
            Kind::Comment(_) if !inside => 0,
            Kind::Comment(_) => 2,
            _ => 4,
        };
    };
    match word.as_str() {
        "edit" | "form" | "items" | "sample" => 0,
        "and" | "or" => 3,
        "when" | "then" | "for" => 2,
        _ if ends_rules(word) => 2,
        _ => 4,
    }
}

/// The words that lines of an edit begin with, other than its rules.
fn ends_rules(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "edit",
        "form",
        "items",
        "sample",
        "says",
        "fix",
        "on",
        "server",
        "information",
        "deleted",
        "gone",
        "passes",
        "breaks",
        "from",
        "until",
        "text",
    ];
    WORDS.contains(&word)
}

/// `(a)`.
fn is_letter(line: &[&Token]) -> bool {
    matches!(line, [_, Token { kind: Kind::Word(word), .. }, Token { kind: Kind::Sign(")"), .. }, ..] if word.len() == 1)
}

fn joined(line: &[&Token]) -> String {
    let mut text = String::new();
    for (at, token) in line.iter().enumerate() {
        let shown = match &token.kind {
            Kind::Quoted(quoted) => format!("\"{}\"", quoted.replace('"', "\\\"")),
            Kind::Comment(comment) => format!("# {comment}"),
            kind => kind.shown(),
        };
        let is_tight =
            shown == "," || shown == ")" || at > 0 && line[at - 1].kind == Kind::Sign("(");
        if at > 0 && !is_tight {
            text.push(' ');
        }
        text.push_str(&shown);
    }
    text.trim_end().to_owned()
}
