//! How a message's words become a mail or a telephone's text. One way for all of them, without greeting or ornament.

use domain::{
    messages::{Channel, Words},
    site::{Site, SiteMode},
};

/// Whose messages these are.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    pub site: &'a Site,
    /// `https://qies.example.org`: what the installation was told, never what a request said.
    pub origin: &'a str,
}

/// A mail's subject: one line, whatever it was made of.
#[must_use]
pub fn subject(words: &Words) -> String {
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    words.subject.chars().map(one_line).collect()
}

/// A mail as plain text. The code stands after the first paragraph, the link after the last, each by itself.
#[must_use]
pub fn text(letterhead: Letterhead<'_>, words: &Words) -> String {
    let mut parts: Vec<String> = words.paragraphs.clone();
    if let Some(code) = &words.code {
        parts.insert(parts.len().min(1), code.clone());
    }
    if let Some(link) = &words.link {
        parts.push(format!(
            "{}:\n{}{}",
            link.label, letterhead.origin, link.path
        ));
    }
    // What follows the dashes is a signature to mail programs.
    parts.push(format!("-- \n{}", footer(letterhead).join("\n")));
    parts.join("\n\n") + "\n"
}

/// The same mail as HTML.
#[must_use]
pub fn html(letterhead: Letterhead<'_>, words: &Words) -> String {
    let paragraph = |text: &String| format!("<p>{}</p>\n", escaped(text));
    let mut parts: Vec<String> = words.paragraphs.iter().map(paragraph).collect();
    if let Some(code) = &words.code {
        let code = format!("<p><strong><code>{}</code></strong></p>\n", escaped(code));
        parts.insert(parts.len().min(1), code);
    }
    if let Some(link) = &words.link {
        let address = escaped(&format!("{}{}", letterhead.origin, link.path));
        let label = escaped(&link.label);
        parts.push(format!("<p><a href=\"{address}\">{label}</a></p>\n"));
    }
    let footer: Vec<String> = footer(letterhead)
        .iter()
        .map(|line| escaped(line))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{}<hr>\n\
         <p><small>{}</small></p>\n</body>\n</html>\n",
        escaped(&subject(words)),
        parts.concat(),
        footer.join("<br>\n")
    )
}

/// What a telephone shows, or a voice says: the code first, for a screen shows little. A voice says it digit by
/// digit, and again.
#[must_use]
pub fn telephone(letterhead: Letterhead<'_>, channel: Channel, words: &Words) -> String {
    let name = &letterhead.site.name;
    let rest = words.paragraphs.join(" ");
    match (&words.code, channel) {
        (None, _) => format!("{name}: {}. {rest}", words.subject),
        (Some(code), Channel::Voice) => {
            let slowly: Vec<String> = code.chars().map(String::from).collect();
            let slowly = slowly.join(", ");
            format!(
                "{name}. {}: {slowly}. {rest} Again: {slowly}.",
                words.subject
            )
        }
        (Some(code), _) => format!("{code} - {name}: {}. {rest}", words.subject),
    }
}

/// From which site a message comes, and what that site is not.
fn footer(letterhead: Letterhead<'_>) -> Vec<String> {
    let Letterhead { site, origin } = letterhead;
    let mut lines = vec![format!(
        "Sent by {} at {origin}. Nobody reads answers to this message.",
        site.name
    )];
    if site.is_training {
        lines.push(
            "That is a training environment: what happens there counts for nothing elsewhere."
                .to_owned(),
        );
    }
    match site.mode {
        SiteMode::Demo => lines.push(
            "That is a demonstration, not operated by CMS. Its people and data are invented, and nothing sent there \
             reaches CMS."
                .to_owned(),
        ),
        SiteMode::Agency => lines.push(
            "That site is not operated by CMS. Files sent there do not go to CMS and do not meet a duty to report to CMS."
                .to_owned(),
        ),
        SiteMode::Gov => {}
    }
    lines.push(format!(
        "Questions: Service Center, {}, {}",
        site.service_center_phone, site.service_center_email
    ));
    lines
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
        escaped
    })
}
