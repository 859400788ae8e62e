use jiff::civil::Date;

use crate::{
    findings::{Findings, Met},
    intake::Refused,
    pbj::{
        item::{Item, Particle},
        values,
    },
    rule::Rule,
    xml::{Attribute, Content, Here, Namespace, Tag, is_blank, is_same},
};

/// Takes the values of a file whose outline has been checked.
pub trait Values {
    /// An element that holds elements begins.
    fn begin(&mut self, item: Item);

    /// An element or attribute has a value, as written.
    ///
    /// # Errors
    /// A reason to read no further.
    fn value(
        &mut self,
        item: Item,
        text: &[u8],
        here: &mut Here<'_>,
        log: &mut Log,
    ) -> Result<(), Refused>;

    /// An element that holds elements ends.
    fn end(&mut self, item: Item, here: &mut Here<'_>, log: &mut Log);
}

/// Reads no values: the outline alone.
impl Values for () {
    fn begin(&mut self, _item: Item) {}
    fn value(
        &mut self,
        _item: Item,
        _text: &[u8],
        _here: &mut Here<'_>,
        _log: &mut Log,
    ) -> Result<(), Refused> {
        Ok(())
    }
    fn end(&mut self, _item: Item, _here: &mut Here<'_>, _log: &mut Log) {}
}

/// Findings, with the employee and date that are being read.
pub struct Log {
    pub findings: Findings,
    pub employee: String,
    pub date: Option<Date>,
}

impl Log {
    #[cold]
    #[inline(never)]
    pub fn add(&mut self, rule: Rule, item: Item, value: &[u8], here: &mut Here<'_>) {
        self.add_at(rule, item, value, here.place());
    }

    /// The same where the place is known; 0 for the file as a whole.
    pub fn add_at(&mut self, rule: Rule, item: Item, value: &[u8], place: (u32, u32)) {
        let value = std::str::from_utf8(value).unwrap_or_default();
        let Self {
            findings,
            employee,
            date,
        } = self;
        findings.add(&Met {
            rule,
            item,
            value,
            employee,
            date: *date,
            place,
        });
    }
}

/// An open element.
struct Frame {
    item: Item,
    children: &'static [Particle],
    /// The first child that may still come.
    next: usize,
    /// One bit per child met.
    seen: u16,
    nil: bool,
    text_told: bool,
}

impl Frame {
    fn new(item: Item, nil: bool) -> Self {
        Self {
            item,
            children: item.children(),
            next: 0,
            seen: 0,
            nil,
            text_told: false,
        }
    }

    const fn has_seen(&self, child: usize) -> bool {
        self.seen & (1 << child) != 0
    }
}

/// Checks what stands inside what, in which order and how often, with which attributes
/// (`nhpbj_4_10_0.xsd`), and hands on the values.
pub struct Outline<V> {
    pub values: V,
    pub log: Log,
    frames: Vec<Frame>,
    /// Open elements at and below one that does not belong.
    skipping: usize,
}

impl<V: Values> Outline<V> {
    pub fn new(values: V, findings: Findings) -> Self {
        let log = Log {
            findings,
            employee: String::new(),
            date: None,
        };
        Self {
            values,
            log,
            frames: vec![Frame::new(Item::File, false)],
            skipping: 0,
        }
    }

    /// Finds the place of a new element in the one it stands in, and tells what is wrong with it.
    /// None: it does not belong, and nothing below it is looked at.
    fn place(&mut self, tag: &Tag<'_>, here: &mut Here<'_>) -> Option<Item> {
        let frame = self.frames.last_mut()?;
        let name = if tag.namespace == Namespace::None {
            tag.local
        } else {
            b""
        };
        let later = frame.children.get(frame.next..).unwrap_or_default();
        if let Some(offset) = later.iter().position(|child| is_same(child.name, name)) {
            let index = frame.next + offset;
            let child = &frame.children[index];
            frame.next = if child.repeats { index } else { index + 1 };
            frame.seen |= 1 << index;
            return Some(child.item);
        }
        let earlier = frame.children.iter().position(|child| child.name == name);
        match earlier {
            Some(index) if frame.has_seen(index) && !frame.children[index].repeats => {
                self.log
                    .add(Rule::RepeatedElement, frame.children[index].item, b"", here);
                None
            }
            Some(index) => {
                frame.seen |= 1 << index;
                let item = frame.children[index].item;
                self.log.add(Rule::ElementOrder, item, b"", here);
                Some(item)
            }
            None => {
                let rule = if frame.item == Item::File {
                    Rule::WrongRoot
                } else {
                    Rule::UnexpectedElement
                };
                self.log.add(rule, frame.item, tag.name, here);
                None
            }
        }
    }

    fn attributes(
        &mut self,
        item: Item,
        attributes: &[Attribute<'_>],
        here: &mut Here<'_>,
    ) -> Result<bool, Refused> {
        let own = match item {
            Item::Header => Some((Item::FileSpecVersion, Rule::RequiredInHeader)),
            Item::StaffingHours => Some((Item::ProcessType, Rule::ProcessTypeMissing)),
            _ => None,
        };
        let (mut met, mut nil) = (false, false);
        for attribute in attributes {
            match (attribute.namespace, attribute.local) {
                // Hints for other programs: never fetched, never followed.
                (Namespace::Xmlns, _)
                | (Namespace::SchemaInstance, b"schemaLocation" | b"noNamespaceSchemaLocation") => {
                }
                (Namespace::SchemaInstance, b"nil") => nil = self.nil(item, &attribute.value, here),
                (Namespace::None, name)
                    if own.is_some_and(|(own, _)| own.name().as_bytes() == name) =>
                {
                    met = true;
                    if let Some((own, _)) = own {
                        self.values
                            .value(own, &attribute.value, here, &mut self.log)?;
                    }
                }
                _ => self
                    .log
                    .add(Rule::UnexpectedAttribute, item, attribute.name, here),
            }
        }
        if let Some((own, rule)) = own
            && !met
        {
            self.log.add(rule, own, b"", here);
        }
        Ok(nil)
    }

    fn nil(&mut self, item: Item, value: &[u8], here: &mut Here<'_>) -> bool {
        if !item.is_nillable() {
            self.log.add(Rule::NilNotAllowed, item, b"", here);
            return false;
        }
        match values::trim(value) {
            b"true" | b"1" => true,
            b"false" | b"0" => false,
            _ => {
                self.log.add(Rule::NilWithValue, item, b"", here);
                true
            }
        }
    }

    /// Text between elements may only be white space.
    fn check_text(&mut self, text: &[u8], here: &mut Here<'_>) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if !frame.children.is_empty() && !frame.text_told && !is_blank(text) {
            frame.text_told = true;
            self.log
                .add(Rule::UnexpectedText, frame.item, values::trim(text), here);
        }
    }

    fn check_missing(&mut self, frame: &Frame, here: &mut Here<'_>) {
        for (index, child) in frame.children.iter().enumerate() {
            if child.required && !frame.has_seen(index) {
                self.log.add(missing(child.item), child.item, b"", here);
            }
        }
    }
}

/// The edit that asks for an element, or our own code where none does.
fn missing(item: Item) -> Rule {
    match item.parent() {
        _ if !item.holds_value() => Rule::MissingElement,
        Item::Header => Rule::RequiredInHeader,
        Item::Employee => Rule::RequiredForEmployee,
        _ => Rule::RequiredForHours,
    }
}

impl<V: Values> Content for Outline<V> {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        if self.skipping > 0 {
            self.skipping += 1;
            return Ok(());
        }
        self.check_text(before, here);
        let Some(item) = self.place(tag, here) else {
            self.skipping = 1;
            return Ok(());
        };
        let mut nil = false;
        if !tag.attributes.is_empty() || matches!(item, Item::Header | Item::StaffingHours) {
            nil = self.attributes(item, tag.attributes, here)?;
        }
        let frame = Frame::new(item, nil);
        if !frame.children.is_empty() {
            self.values.begin(item);
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        if self.skipping > 0 {
            self.skipping -= 1;
            return Ok(());
        }
        self.check_text(text, here);
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        if frame.children.is_empty() {
            if !frame.nil {
                return self.values.value(frame.item, text, here, &mut self.log);
            }
            if !text.is_empty() {
                self.log.add(Rule::NilWithValue, frame.item, b"", here);
            }
            return Ok(());
        }
        self.check_missing(&frame, here);
        self.values.end(frame.item, here, &mut self.log);
        Ok(())
    }

    fn non_ascii(&mut self, place: (u32, u32)) {
        self.log.add_at(Rule::NonAscii, Item::File, b"", place);
    }
}
