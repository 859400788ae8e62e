use std::borrow::Cow;

use crate::{
    intake::Refused,
    xml::{attributes::Attribute, names},
};

const XML: &[u8] = b"http://www.w3.org/XML/1998/namespace";
const XMLNS: &[u8] = b"http://www.w3.org/2000/xmlns/";

/// The namespace declarations in force (Namespaces in XML 1.0, third edition).
#[derive(Debug, Default)]
pub struct Namespaces {
    bindings: Vec<Binding>,
}

#[derive(Debug)]
struct Binding {
    depth: usize,
    prefix: Vec<u8>,
    /// Empty: the default namespace is taken back.
    name: Vec<u8>,
}

impl Namespaces {
    /// Takes up the declarations among the attributes of an element at this depth, and then
    /// resolves the prefixes of all of them.
    pub fn enter(&mut self, depth: usize, attributes: &mut [Attribute<'_>]) -> Result<(), Refused> {
        for attribute in attributes.iter() {
            if let Some(prefix) = declared(attribute.name)? {
                self.bindings
                    .push(binding(depth, prefix, &attribute.value)?);
            }
        }
        for attribute in attributes.iter_mut() {
            let (prefix, local) = names::split(attribute.name).ok_or(Refused::Namespace)?;
            attribute.local = local;
            attribute.namespace = match prefix {
                None if attribute.name == b"xmlns" => Some(Cow::Borrowed(XMLNS)),
                None => None,
                Some(prefix) => Some(Cow::Owned(
                    self.of_prefix(prefix).ok_or(Refused::Namespace)?.to_vec(),
                )),
            };
        }
        let twice = attributes.iter().enumerate().any(|(index, one)| {
            one.namespace.is_some()
                && attributes[..index]
                    .iter()
                    .any(|other| other.local == one.local && other.namespace == one.namespace)
        });
        if twice { Err(Refused::Syntax) } else { Ok(()) }
    }

    /// Whether names without a prefix may be in a namespace.
    pub fn has_default(&self) -> bool {
        self.bindings.iter().any(|binding| binding.prefix.is_empty())
    }

    pub fn leave(&mut self, depth: usize) {
        while self
            .bindings
            .last()
            .is_some_and(|binding| binding.depth >= depth)
        {
            self.bindings.pop();
        }
    }

    /// The namespace of an element's name, and its local part.
    pub fn of_element<'a>(
        &'a self,
        name: &'a [u8],
    ) -> Result<(Option<&'a [u8]>, &'a [u8]), Refused> {
        let (prefix, local) = names::split(name).ok_or(Refused::Namespace)?;
        match prefix {
            None => Ok((self.lookup(b"").filter(|name| !name.is_empty()), local)),
            Some(b"xmlns") => Err(Refused::Namespace),
            Some(prefix) => self
                .of_prefix(prefix)
                .map(|name| (Some(name), local))
                .ok_or(Refused::Namespace),
        }
    }

    fn of_prefix(&self, prefix: &[u8]) -> Option<&[u8]> {
        match prefix {
            b"xml" => Some(XML),
            b"xmlns" => Some(XMLNS),
            _ => self.lookup(prefix),
        }
    }

    fn lookup(&self, prefix: &[u8]) -> Option<&[u8]> {
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix)
            .map(|binding| binding.name.as_slice())
    }
}

/// The prefix that an attribute declares: empty for `xmlns`, none for any other attribute.
fn declared(name: &[u8]) -> Result<Option<&[u8]>, Refused> {
    match name.strip_prefix(b"xmlns") {
        Some([]) => Ok(Some(&[])),
        Some([b':', prefix @ ..]) if !prefix.is_empty() => Ok(Some(prefix)),
        Some([b':']) => Err(Refused::Namespace),
        _ => Ok(None),
    }
}

/// The reserved names stay with their own prefixes, and a prefix is never bound to nothing.
fn binding(depth: usize, prefix: &[u8], name: &[u8]) -> Result<Binding, Refused> {
    let allowed = match prefix {
        b"xml" => name == XML,
        b"xmlns" => false,
        b"" => name != XML && name != XMLNS,
        _ => !name.is_empty() && name != XML && name != XMLNS,
    };
    if !allowed {
        return Err(Refused::Namespace);
    }
    Ok(Binding {
        depth,
        prefix: prefix.to_vec(),
        name: name.to_vec(),
    })
}
