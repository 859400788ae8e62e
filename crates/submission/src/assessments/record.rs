use jiff::civil::Date;

use super::{Item, ItemSpan, Pack, Subsets, Target, date, evaluate::Asked};

/// What one file says: the value of each item, and where it stands.
#[derive(Debug, Clone)]
pub struct Record {
    /// By the item's index; none when the file does not have it.
    fields: Vec<Option<Field>>,
    /// All values, one after the other.
    text: String,
    subset: Subsets,
    /// By the item's index: whether records of this subset have it.
    presence: Vec<Presence>,
    /// The day of submission.
    today: Date,
}

/// Whether a record has an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Never,
    /// A state may ask for it: where the file has it.
    WhereGiven,
    Always,
}

/// Where a value lies in the record's text and in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    start: u32,
    length: u32,
    /// Line and column, both from 1; 0 when it comes from no file.
    pub place: (u32, u32),
}

impl Record {
    /// A record without values, to be filled and then given its subset.
    #[must_use]
    pub fn new(pack: &Pack, today: Date) -> Self {
        Self {
            fields: vec![None; pack.items.len()],
            text: String::new(),
            subset: Subsets::default(),
            presence: Vec::new(),
            today,
        }
    }

    /// The item has this value.
    pub fn set(&mut self, item: u16, value: &str, place: (u32, u32)) {
        let (Ok(start), Ok(length)) = (u32::try_from(self.text.len()), u32::try_from(value.len()))
        else {
            return;
        };
        self.text.push_str(value);
        self.fields[usize::from(item)] = Some(Field {
            start,
            length,
            place,
        });
    }

    /// Writes all letters as capitals.
    pub fn capitalize(&mut self) {
        self.text.make_ascii_uppercase();
    }

    /// The file does not have it.
    pub fn remove(&mut self, item: u16) {
        self.fields[usize::from(item)] = None;
    }

    /// All values are there: the subset is the one that the record names, or none. Of a subset that is not known only what all of them have is
    /// certain.
    pub fn classify(&mut self, pack: &Pack) {
        let code = self.submitted(pack.subset_item);
        let named = code.and_then(|code| pack.subset(code));
        self.subset = named.unwrap_or_default();
        let (subset, all) = (self.subset, pack.all_subsets());
        let of_item = |item: &Item| match named {
            _ if item.subsets.overlaps(subset) => Presence::Always,
            None if item.subsets == all => Presence::Always,
            _ if item.optional.overlaps(subset) => Presence::WhereGiven,
            _ => Presence::Never,
        };
        self.presence = pack.items.iter().map(of_item).collect();
    }

    #[must_use]
    pub const fn subset(&self) -> Subsets {
        self.subset
    }

    #[must_use]
    pub const fn today(&self) -> Date {
        self.today
    }

    /// What the file has for the item, active or not.
    #[must_use]
    pub fn submitted(&self, item: u16) -> Option<&str> {
        let field = self.fields[usize::from(item)]?;
        let start = usize::try_from(field.start).ok()?;
        self.text
            .get(start..start + usize::try_from(field.length).ok()?)
    }

    /// Whether the record has the item: its subset does, or a state asked for it. None before [`Self::classify`].
    #[must_use]
    pub fn is_active(&self, item: u16) -> bool {
        let item = usize::from(item);
        match self.presence.get(item) {
            Some(Presence::Always) => true,
            Some(Presence::WhereGiven) => self.fields[item].is_some(),
            Some(Presence::Never) | None => false,
        }
    }

    /// What the record says about the item; nothing when it is not active.
    #[must_use]
    pub fn value(&self, item: u16) -> Option<&str> {
        if self.is_active(item) {
            self.submitted(item)
        } else {
            None
        }
    }

    /// The active items of a list, in item order within each span.
    pub fn active<'a>(&'a self, items: &'a [ItemSpan]) -> impl Iterator<Item = u16> + 'a {
        items
            .iter()
            .flat_map(|span| span.first..=span.last)
            .filter(move |item| self.is_active(*item))
    }

    /// Line and column of a value.
    #[must_use]
    pub fn place(&self, item: u16) -> (u32, u32) {
        self.fields[usize::from(item)].map_or((0, 0), |field| field.place)
    }

    /// The date that decides which pack and which edits it belongs to.
    #[must_use]
    pub fn target(&self, pack: &Pack) -> Option<Date> {
        self.first_day(pack, &pack.targets)
    }

    /// The day of the event that it tells of, on which it takes effect (OASIS information edit -9060); none where that is the target date,
    /// or where the event has no day.
    #[must_use]
    pub fn effective(&self, pack: &Pack) -> Option<Date> {
        self.first_day(pack, &pack.effective)
    }

    /// The items in which it repeats what the patient's record before it says.
    pub fn carried<'a>(&'a self, pack: &'a Pack) -> impl Iterator<Item = u16> + 'a {
        pack.carries
            .iter()
            .filter(move |target| self.meets(pack, target))
            .map(|target| target.item)
    }

    /// The day in the first of these items whose condition holds.
    fn first_day(&self, pack: &Pack, targets: &[Target]) -> Option<Date> {
        let target = targets.iter().find(|target| self.meets(pack, target))?;
        date::day(self.submitted(target.item)?)
    }

    fn meets(&self, pack: &Pack, target: &Target) -> bool {
        let asked = Asked {
            pack,
            record: self,
            it: None,
        };
        target
            .when
            .as_ref()
            .is_none_or(|when| asked.holds(when) == Some(true))
    }
}
