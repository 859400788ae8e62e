use std::{str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use super::{
    Fields, Pack, Span,
    keys::{INSTRUMENT, SPECIFICATION},
};
use crate::{checker::Enclosed, sorted};

/// The packs that a check may use, and what else CMS published. Where a pack is known but not at hand, as in a browser that has not fetched
/// it, the check says so ([`Wanted`]) and begins again once it is there.
#[derive(Debug, Clone, Default)]
pub struct Library {
    shelves: Vec<Shelf>,
    published: Vec<Published>,
    pub(super) extra_items: ExtraItems,
}

/// What becomes of a record with items that its version or its kind does not have. They must be left out, says CMS; whether
/// iQIES takes such a record stands in no source that we hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExtraItems {
    /// It is told that they are not looked at.
    #[default]
    Ignored,
    Refused,
}

/// Neither `ignored` nor `refused`.
#[derive(Debug, thiserror::Error)]
#[error("items that a record does not have are either `ignored` or `refused`")]
pub struct NoWordForExtraItems;

impl FromStr for ExtraItems {
    type Err = NoWordForExtraItems;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "ignored" => Ok(Self::Ignored),
            "refused" => Ok(Self::Refused),
            _ => Err(NoWordForExtraItems),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Shelf {
    label: PackLabel,
    pack: Option<Arc<Pack>>,
}

/// Which records a pack is for, and where it can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackLabel {
    pub instrument: String,
    pub version: String,
    pub specifications: Vec<String>,
    pub in_force: Span,
    /// An address on this site.
    pub address: String,
}

/// A version of an instrument's data specifications that CMS published, whether or not its rules are held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub instrument: String,
    /// As `SPEC_VRSN_CD` has it.
    pub specification: String,
    pub in_force: Span,
}

/// What the checker in a browser is told of a library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    pub packs: Vec<PackLabel>,
    pub published: Vec<Published>,
    pub extra_items: ExtraItems,
}

/// What must be fetched before the check can begin again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The program that checks assessments.
    Checker,
    /// A pack, by its address.
    Pack(String),
}

/// The version that a record names.
pub(super) struct Named<'a> {
    pub instrument: &'a str,
    pub specification: &'a str,
    /// None where nobody published it.
    pub in_force: Option<Span>,
    /// Its rules, where they are held.
    pub rules: Option<&'a Shelf>,
    /// The latest rules of the instrument, which can say at least where a record has its date.
    pub latest: &'a Shelf,
}

/// A record names no instrument of which anything is known; with those that are.
pub(super) struct UnknownInstrument<'a> {
    pub value: &'a str,
    pub known: String,
}

impl PackLabel {
    #[must_use]
    pub fn new(pack: &Pack, address: String) -> Self {
        let Pack {
            instrument,
            version,
            specifications,
            in_force,
            ..
        } = pack;
        Self {
            instrument: instrument.clone(),
            version: version.clone(),
            specifications: specifications.clone(),
            in_force: *in_force,
            address,
        }
    }
}

impl Library {
    /// With what CMS published, and no packs yet.
    #[must_use]
    pub const fn new(published: Vec<Published>, extra_items: ExtraItems) -> Self {
        Self {
            shelves: Vec::new(),
            published,
            extra_items,
        }
    }

    /// Knows of what a catalogue has, and of nothing else. Of its packs those that are at hand stay.
    pub fn know(&mut self, catalogue: Catalogue) {
        let Catalogue {
            packs,
            published,
            extra_items,
        } = catalogue;
        let placed = |label| Shelf {
            pack: self.held(&label),
            label,
        };
        self.shelves = packs.into_iter().map(placed).collect();
        self.published = published;
        self.extra_items = extra_items;
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

    /// What the checker in a browser is told of it; none when no pack is known.
    #[must_use]
    pub fn enclosed_catalogue(&self) -> Option<Enclosed<Catalogue>> {
        let catalogue = || Catalogue {
            packs: self.labels().cloned().collect(),
            published: self.published.clone(),
            extra_items: self.extra_items,
        };
        (!self.is_empty()).then(|| Enclosed::new(&catalogue()))
    }

    /// Whether no pack is known: then no assessment can be checked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shelves.is_empty()
    }

    /// The version that a record names. The two codes by which it does are found although they are filled up with blanks, as in a record of
    /// fixed format; what such a value is worth, the edits say.
    pub(super) fn named<'a>(
        &'a self,
        fields: &'a Fields,
    ) -> Result<Named<'a>, UnknownInstrument<'a>> {
        let said = |id| fields.get(id).unwrap_or_default().trim_ascii();
        let (instrument, specification) = (said(INSTRUMENT), said(SPECIFICATION));
        let is_meant = |shelf: &&Shelf| shelf.label.instrument.eq_ignore_ascii_case(instrument);
        let of_instrument = self.shelves.iter().filter(is_meant);
        let Some(latest) = of_instrument.max_by_key(|shelf| shelf.label.in_force.from) else {
            let known = sorted::distinct(self.labels().map(|label| label.instrument.as_str()));
            return Err(UnknownInstrument {
                value: instrument,
                known: known.join(", "),
            });
        };
        let instrument = &latest.label.instrument;
        let named = |in_force, rules| Named {
            instrument,
            specification,
            in_force,
            rules,
            latest,
        };
        let is_for = |code: &String| code == specification;
        if let Some(rules) = self
            .of(instrument)
            .find(|shelf| shelf.label.specifications.iter().any(is_for))
        {
            return Ok(named(Some(rules.label.in_force), Some(rules)));
        }
        let mut published = self.published(instrument);
        let published = published.find(|known| known.specification == specification);
        Ok(named(published.map(|known| known.in_force), None))
    }

    /// The versions of an instrument of which rules are held.
    pub(super) fn specifications(&self, instrument: &str) -> String {
        let codes = self
            .of(instrument)
            .flat_map(|shelf| &shelf.label.specifications);
        codes.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The rules of an instrument that are in force on a date, where they are held.
    pub(super) fn on(&self, instrument: &str, date: Date) -> Option<&Shelf> {
        self.of(instrument)
            .find(|shelf| shelf.label.in_force.covers(date))
    }

    /// The version of an instrument that is in force on a date.
    pub(super) fn published_on(&self, instrument: &str, date: Date) -> Option<&str> {
        self.published(instrument)
            .find(|known| known.in_force.covers(date))
            .map(|known| known.specification.as_str())
    }

    fn of(&self, instrument: &str) -> impl Iterator<Item = &Shelf> {
        self.shelves
            .iter()
            .filter(move |shelf| shelf.label.instrument == instrument)
    }

    fn published(&self, instrument: &str) -> impl Iterator<Item = &Published> {
        self.published
            .iter()
            .filter(move |known| known.instrument == instrument)
    }
}

impl Shelf {
    /// # Errors
    /// The pack must be fetched first.
    pub fn pack(&self) -> Result<Arc<Pack>, Wanted> {
        let wanted = || Wanted::Pack(self.label.address.clone());
        self.pack.clone().ok_or_else(wanted)
    }
}
