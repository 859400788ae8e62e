//! Fills the sentences of [`Rule`] with what a finding is about.

use domain::{staffing::FiscalQuarter, time::display_date};
use jiff::civil::Date;

use crate::{
    fact::Broken,
    finding::{Finding, Place},
    pbj::Item,
    rule::Rule,
};

impl Broken {
    /// The finding with its words.
    pub fn told(&self) -> Finding {
        let shown = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (line, column) = self.place;
        let (message, fix) = self.sentences();
        Finding {
            code: self.rule.code().to_owned(),
            severity: self.rule.severity(),
            message: self.fill(message),
            fix: self.fill(fix),
            item: self.item.name().to_owned(),
            value: shown(&self.value),
            allowed: self.allowed(),
            place: Place {
                file: self.file.clone(),
                line: (line > 0).then_some(line),
                column: (column > 0).then_some(column),
                path: self.item.path(),
                employee: shown(&self.employee),
                date: self.date,
            },
        }
    }

    /// What is wrong, and what to change. Of an element that would belong there, its name does not say it.
    fn sentences(&self) -> (&'static str, &'static str) {
        let mut children = self.item.children().iter();
        match self.rule {
            Rule::WrongRoot | Rule::UnexpectedElement
                if children.any(|child| child.item.name() == self.value) =>
            {
                (
                    "The element {value} is in a namespace (xmlns). The elements of a PBJ file are in none.",
                    "Leave out xmlns where it stands: on {value}, or on an element around it.",
                )
            }
            rule => (rule.message(), rule.fix()),
        }
    }

    /// What would pass, where that can be said in a line.
    fn allowed(&self) -> Option<String> {
        let template = match (self.rule, self.item) {
            (Rule::VersionRetired | Rule::VersionRetiring | Rule::VersionUnknown, _) => "4.10.0",
            (Rule::NotInList, Item::StateCode) => "Postal codes of the 50 states, DC, PR and VI",
            (Rule::NotInList, Item::ReportQuarter) => "1, 2, 3, 4",
            (Rule::NotInList | Rule::ProcessTypeMissing, Item::ProcessType) => "merge, replace",
            (Rule::NotInList, Item::JobTitleCode) => "1 to 40",
            (Rule::NotInList, Item::PayTypeCode) => "1 Exempt, 2 Non-exempt, 3 Contract",
            (Rule::NotInRange, Item::FederalFiscalYear) => "2016 to 9999",
            (Rule::NotInRange, Item::Hours) => "0 to 22.5, at most two decimals",
            (Rule::NotADate, _) => "YYYY-MM-DD",
            (Rule::YearBefore1895, _) => "1895 or later",
            (Rule::YearAfter2050, _) => "2050 or earlier",
            (Rule::DateInFuture, _) => "{today} or earlier",
            (Rule::DateOutsideQuarter, _) => "{first} to {last}",
            (Rule::EmployeeIdCharacters, _) => "A-Z a-z 0-9 _ , . - \\ and inner spaces",
            (Rule::TextCharacters, _) => "A-Z a-z 0-9 - & @ ' / + , . _ and inner spaces",
            (Rule::VersionCharacters, _) => "A-Z a-z 0-9 - @ ' / + , . _ and inner spaces",
            (Rule::EmailForm, _) => {
                "name@domain, its ending two or three characters; no spaces, quotes, brackets, or , ; : \\"
            }
            (Rule::TooLong, _) => "1 to {max} characters",
            (Rule::DayOverLimit, _) => "0 to 22.50 hours a date",
            (Rule::WrongRoot, _) => "nursingHomeData",
            (Rule::UnexpectedElement, item) if !item.holds_value() => "{children}",
            _ => return None,
        };
        Some(self.fill(template))
    }

    /// Puts what each pair of braces names in its place.
    fn fill(&self, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            self.put(word, &mut filled);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn put(&self, word: &str, filled: &mut String) {
        match word {
            "name" if self.item == Item::File => filled.push_str("the file"),
            "name" => filled.push_str(self.item.name()),
            "parent" => filled.push_str(self.item.parent().name()),
            "value" => filled.push_str(&self.value),
            "employee" => filled.push_str(&self.employee),
            "max" => filled.push_str(&self.item.max_length().to_string()),
            "today" => filled.push_str(&display_date(self.today)),
            "first" => self.put_day(FiscalQuarter::first_day, filled),
            "last" => self.put_day(FiscalQuarter::last_day, filled),
            "order" => put_names(self.item.parent(), filled),
            "children" => put_names(self.item, filled),
            _ => {}
        }
    }

    fn put_day(&self, day: fn(FiscalQuarter) -> Date, filled: &mut String) {
        if let Some(quarter) = self.quarter {
            filled.push_str(&display_date(day(quarter)));
        }
    }
}

/// The names of the elements that one holds, in their order.
fn put_names(item: Item, filled: &mut String) {
    for (index, child) in item.children().iter().enumerate() {
        if index > 0 {
            filled.push_str(", ");
        }
        filled.push_str(child.item.name());
    }
}
