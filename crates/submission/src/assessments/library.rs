use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fields, Pack, Slip};
use crate::{checker::Enclosed, sorted};

/// The packs that a check may use. Where one is known but not at hand, as in a browser that has not fetched it, the check says so
/// ([`Wanted`]) and begins again once it is there.
#[derive(Debug, Clone, Default)]
pub struct Library {
    shelves: Vec<Shelf>,
}

#[derive(Debug, Clone)]
struct Shelf {
    label: PackLabel,
    pack: Option<Arc<Pack>>,
}

/// Which records a pack is for, and where it can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackLabel {
    pub instrument: String,
    pub version: String,
    pub specifications: Vec<String>,
    #[serde(with = "domain::time::wire")]
    pub from: Date,
    #[serde(with = "domain::time::wire")]
    pub until: Option<Date>,
    /// An address on this site.
    pub address: String,
}

/// What must be fetched before the check can begin again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The program that checks assessments.
    Checker,
    /// A pack, by its address.
    Pack(String),
}

/// How a record's pack was found.
pub(super) enum Choice {
    Pack(Arc<Pack>),
    Wanted(Wanted),
    /// None is held; with what would have been possible.
    None {
        slip: Slip,
        value: String,
        allowed: String,
    },
}

impl PackLabel {
    #[must_use]
    pub fn new(pack: &Pack, address: String) -> Self {
        let Pack {
            instrument,
            version,
            specifications,
            from,
            until,
            ..
        } = pack;
        Self {
            instrument: instrument.clone(),
            version: version.clone(),
            specifications: specifications.clone(),
            from: *from,
            until: *until,
            address,
        }
    }

    fn covers(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

impl Library {
    /// Knows of packs that are not at hand yet.
    #[must_use]
    pub fn of_labels(labels: Vec<PackLabel>) -> Self {
        Self {
            shelves: labels
                .into_iter()
                .map(|label| Shelf { label, pack: None })
                .collect(),
        }
    }

    /// Knows of one more.
    pub fn expect(&mut self, label: PackLabel) {
        if self.labels().all(|known| *known != label) {
            self.shelves.push(Shelf { label, pack: None });
        }
    }

    /// Puts a pack on its shelf.
    pub fn add(&mut self, label: PackLabel, pack: Pack) {
        self.shelves.retain(|shelf| shelf.label != label);
        self.shelves.push(Shelf {
            label,
            pack: Some(Arc::new(pack)),
        });
    }

    /// A pack that is at hand.
    #[must_use]
    pub fn held(&self, label: &PackLabel) -> Option<Arc<Pack>> {
        let known = |one: &&Shelf| one.label == *label;
        self.shelves.iter().find(known)?.pack.clone()
    }

    /// The label of the pack at an address.
    #[must_use]
    pub fn at(&self, address: &str) -> Option<&PackLabel> {
        self.labels().find(|label| label.address == address)
    }

    pub fn labels(&self) -> impl Iterator<Item = &PackLabel> {
        self.shelves.iter().map(|shelf| &shelf.label)
    }

    /// What the checker in a browser is told of them; none when no pack is known.
    #[must_use]
    pub fn enclosed_labels(&self) -> Option<Enclosed<Vec<PackLabel>>> {
        (!self.is_empty()).then(|| Enclosed::new(&self.labels().cloned().collect()))
    }

    /// Whether no pack is known: then no assessment can be checked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shelves.is_empty()
    }

    /// By the instrument and version that the record names.
    pub(super) fn choose(&self, fields: &Fields) -> Choice {
        let instrument = fields.get("ASMT_SYS_CD").unwrap_or_default().trim();
        let of_instrument: Vec<&Shelf> = self
            .shelves
            .iter()
            .filter(|shelf| shelf.label.instrument.eq_ignore_ascii_case(instrument))
            .collect();
        if of_instrument.is_empty() {
            let known = sorted::distinct(self.labels().map(|label| label.instrument.as_str()));
            return Choice::None {
                slip: Slip::UnknownInstrument,
                value: instrument.to_owned(),
                allowed: known.join(", "),
            };
        }
        let version = fields.get("SPEC_VRSN_CD").unwrap_or_default().trim();
        if let Some(named) = of_instrument.iter().find(|shelf| {
            shelf
                .label
                .specifications
                .iter()
                .any(|known| known == version)
        }) {
            return named.choice();
        }
        let known: Vec<&str> = of_instrument
            .iter()
            .flat_map(|shelf| shelf.label.specifications.iter().map(String::as_str))
            .collect();
        Choice::None {
            slip: Slip::UnknownVersion,
            value: version.to_owned(),
            allowed: known.join(", "),
        }
    }

    /// The pack of the same instrument that is in force on a date, when the chosen one is not.
    pub(super) fn in_force(&self, chosen: &Pack, date: Date) -> Option<Choice> {
        let same = |shelf: &&Shelf| shelf.label.instrument == chosen.instrument;
        self.shelves
            .iter()
            .filter(same)
            .find(|shelf| shelf.label.covers(date))
            .map(Shelf::choice)
    }
}

impl Shelf {
    fn choice(&self) -> Choice {
        match &self.pack {
            Some(pack) => Choice::Pack(Arc::clone(pack)),
            None => Choice::Wanted(Wanted::Pack(self.label.address.clone())),
        }
    }
}
