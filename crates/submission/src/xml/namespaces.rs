use crate::{
    intake::Refused,
    xml::{attributes::Attribute, names},
};

/// The namespace of a name, as far as it matters which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Namespace {
    #[default]
    None,
    Xml,
    Xmlns,
    /// `xsi:`, XML Schema's own attributes.
    SchemaInstance,
    XInclude,
    /// Any other, by the place of its first declaration in force.
    Other(usize),
}

impl Namespace {
    /// One that is known by its name.
    fn known(name: &[u8]) -> Option<Self> {
        match name {
            b"" => Some(Self::None),
            b"http://www.w3.org/XML/1998/namespace" => Some(Self::Xml),
            b"http://www.w3.org/2000/xmlns/" => Some(Self::Xmlns),
            b"http://www.w3.org/2001/XMLSchema-instance" => Some(Self::SchemaInstance),
            b"http://www.w3.org/2001/XInclude" => Some(Self::XInclude),
            _ => None,
        }
    }
}

/// The namespace declarations in force (Namespaces in XML 1.0, third edition).
#[derive(Debug, Default)]
pub struct Namespaces {
    bindings: Vec<Binding>,
}

#[derive(Debug)]
struct Binding {
    depth: usize,
    prefix: Vec<u8>,
    namespace: Namespace,
    /// Its name, when it is none of the known.
    name: Vec<u8>,
}

impl Namespaces {
    /// Takes up the declarations among the attributes of an element at this depth, and then
    /// resolves the prefixes of all of them.
    pub fn enter(&mut self, depth: usize, attributes: &mut [Attribute<'_>]) -> Result<(), Refused> {
        for attribute in attributes.iter() {
            if let Some(prefix) = declared(attribute.name)? {
                self.bind(depth, prefix, &attribute.value)?;
            }
        }
        for attribute in attributes.iter_mut() {
            let (prefix, local) = names::split(attribute.name).ok_or(Refused::Namespace)?;
            attribute.local = local;
            attribute.namespace = match prefix {
                None if attribute.name == b"xmlns" => Namespace::Xmlns,
                None => Namespace::None,
                Some(prefix) => self.of_prefix(prefix)?,
            };
        }
        let twice = attributes.iter().enumerate().any(|(index, one)| {
            one.namespace != Namespace::None
                && attributes[..index]
                    .iter()
                    .any(|other| other.local == one.local && other.namespace == one.namespace)
        });
        if twice { Err(Refused::Syntax) } else { Ok(()) }
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

    /// Whether names without a prefix may be in a namespace.
    pub fn has_default(&self) -> bool {
        self.bindings
            .iter()
            .any(|binding| binding.prefix.is_empty())
    }

    /// The namespace of an element's name, and its local part.
    pub fn of_element<'a>(&self, name: &'a [u8]) -> Result<(Namespace, &'a [u8]), Refused> {
        let (prefix, local) = names::split(name).ok_or(Refused::Namespace)?;
        let namespace = match prefix {
            None => self.lookup(b"").unwrap_or_default(),
            Some(b"xmlns") => return Err(Refused::Namespace),
            Some(prefix) => self.of_prefix(prefix)?,
        };
        Ok((namespace, local))
    }

    /// The reserved names stay with their own prefixes, and a prefix is never bound to nothing.
    fn bind(&mut self, depth: usize, prefix: &[u8], name: &[u8]) -> Result<(), Refused> {
        let same = |binding: &Binding| {
            binding.name == name && matches!(binding.namespace, Namespace::Other(_))
        };
        let known = Namespace::known(name);
        let namespace = known.unwrap_or_else(|| {
            Namespace::Other(
                self.bindings
                    .iter()
                    .position(same)
                    .unwrap_or(self.bindings.len()),
            )
        });
        let reserved = matches!(namespace, Namespace::Xml | Namespace::Xmlns);
        let allowed = match prefix {
            b"xml" => namespace == Namespace::Xml,
            b"xmlns" => false,
            b"" => !reserved,
            _ => !reserved && namespace != Namespace::None,
        };
        if !allowed {
            return Err(Refused::Namespace);
        }
        let name = if known.is_some() {
            Vec::new()
        } else {
            name.to_vec()
        };
        self.bindings.push(Binding {
            depth,
            prefix: prefix.to_vec(),
            namespace,
            name,
        });
        Ok(())
    }

    fn of_prefix(&self, prefix: &[u8]) -> Result<Namespace, Refused> {
        match prefix {
            b"xml" => Ok(Namespace::Xml),
            b"xmlns" => Ok(Namespace::Xmlns),
            _ => self.lookup(prefix).ok_or(Refused::Namespace),
        }
    }

    fn lookup(&self, prefix: &[u8]) -> Option<Namespace> {
        let bound = self
            .bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix);
        bound.map(|binding| binding.namespace)
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
