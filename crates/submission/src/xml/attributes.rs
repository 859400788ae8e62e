use std::borrow::Cow;

use crate::{
    intake::Refused,
    limits::Limits,
    xml::{
        characters::{is_space, reference, trim},
        names::is_name,
        namespaces::Namespace,
    },
};

/// One attribute, its references resolved.
#[derive(Debug, Clone)]
pub struct Attribute<'a> {
    /// As written, with its prefix.
    pub name: &'a [u8],
    /// Without the prefix.
    pub local: &'a [u8],
    /// That of its prefix; an attribute without a prefix is in none.
    pub namespace: Namespace,
    pub value: Cow<'a, [u8]>,
}

/// Reads what stands after the name of a tag: `( S Name S? = S? quoted )*  S?` (productions 40, 41).
/// Names are not yet split; the same name twice is refused.
pub fn parse<'a>(mut rest: &'a [u8], limits: &Limits) -> Result<Vec<Attribute<'a>>, Refused> {
    let mut attributes: Vec<Attribute<'a>> = Vec::new();
    loop {
        let text = trim(rest);
        if text.is_empty() {
            return Ok(attributes);
        }
        if text.len() == rest.len() {
            return Err(Refused::Syntax);
        }
        let (attribute, after) = one(text, limits)?;
        if attributes.len() == limits.attributes {
            return Err(Refused::AttributeCount);
        }
        if attributes.iter().any(|other| other.name == attribute.name) {
            return Err(Refused::Syntax);
        }
        attributes.push(attribute);
        rest = after;
    }
}

fn one<'a>(text: &'a [u8], limits: &Limits) -> Result<(Attribute<'a>, &'a [u8]), Refused> {
    let length = text
        .iter()
        .position(|byte| is_space(*byte) || *byte == b'=')
        .ok_or(Refused::Syntax)?;
    let (name, rest) = text.split_at(length);
    if name.len() > limits.name_bytes {
        return Err(Refused::NameLength);
    }
    if !is_name(name) {
        return Err(Refused::Syntax);
    }
    let rest = trim(trim(rest).strip_prefix(b"=").ok_or(Refused::Syntax)?);
    let (quote, rest) = match rest {
        [quote @ (b'"' | b'\''), rest @ ..] => (*quote, rest),
        _ => return Err(Refused::Syntax),
    };
    let end = memchr::memchr(quote, rest).ok_or(Refused::Syntax)?;
    let value = resolve(&rest[..end], limits)?;
    Ok((
        Attribute {
            name,
            local: name,
            namespace: Namespace::None,
            value,
        },
        &rest[end + 1..],
    ))
}

/// The value with its references resolved (production 10).
fn resolve<'a>(value: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Refused> {
    if value.len() > limits.value_bytes {
        return Err(Refused::ValueLength);
    }
    if value.contains(&b'<') {
        return Err(Refused::Syntax);
    }
    if !value.contains(&b'&') {
        return Ok(Cow::Borrowed(value));
    }
    let mut resolved = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest) {
        resolved.extend_from_slice(&rest[..at]);
        let end = memchr::memchr(b';', &rest[at..]).ok_or(Refused::Syntax)?;
        let letter = reference(&rest[at + 1..at + end])?;
        resolved.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[at + end + 1..];
    }
    resolved.extend_from_slice(rest);
    Ok(Cow::Owned(resolved))
}
