//! The words of every finding: what is wrong, what would pass, what to change.
//! Official numbers are kept; the sentences are our own.

use domain::{staffing::FiscalQuarter, time::display_date};
use jiff::civil::Date;

use crate::{pbj::Item, rule::Rule};

/// What a sentence may speak of.
pub struct Told<'a> {
    pub rule: Rule,
    pub item: Item,
    /// The submitted value; for structure, the name of the element or attribute met.
    pub value: &'a str,
    pub employee: &'a str,
    pub quarter: Option<FiscalQuarter>,
    pub today: Date,
}

impl Told<'_> {
    /// What is wrong.
    pub fn message(&self) -> String {
        let (name, value) = (self.item.name(), self.value);
        let parent = self.item.parent().name();
        match self.rule {
            Rule::VersionRetired => format!("File version {value} was retired on 04/01/2026."),
            Rule::VersionRetiring => format!("File version {value} will be retired on 04/01/2026. Until then it is still taken."),
            Rule::VersionUnknown => format!("\"{value}\" is not a file version in use."),
            Rule::RequiredInHeader | Rule::RequiredForEmployee | Rule::RequiredForHours => {
                format!("{name} is missing or blank. Every {parent} needs it.")
            }
            Rule::ProcessTypeMissing => "The staffing hours do not say whether they merge with or replace the hours stored.".into(),
            Rule::FacilityIdBlank => "The facility ID is blank.".into(),
            Rule::NotInList => format!("\"{value}\" is not one of the codes for {name}."),
            Rule::NotInRange => format!("\"{value}\" is not a number that {name} may have."),
            Rule::NotADate => format!("\"{value}\" is not a date in the form YYYY-MM-DD."),
            Rule::YearBefore1895 => format!("The year of {name} is before 1895."),
            Rule::YearAfter2050 => format!("The year of {name} is after 2050."),
            Rule::DateInFuture => format!("This work date is after today, {}.", display_date(self.today)),
            Rule::DateOutsideQuarter => format!("This work date lies outside {}. Its hours are not processed.", self.quarter_name()),
            Rule::EmployeeIdCharacters => format!("The employee ID \"{value}\" has a character that is not allowed."),
            Rule::TextCharacters | Rule::VersionCharacters => {
                format!("{name} is empty or has a character that is not allowed.")
            }
            Rule::EmailForm => format!("\"{value}\" does not have the form of an e-mail address."),
            Rule::TooLong => format!("{name} is longer than {} characters.", self.item.max_length()),
            Rule::DayOverLimit => format!(
                "Employee {} has {value} hours on one date. The most is 22.50, over all job titles together.",
                self.employee
            ),
            Rule::WrongRoot => format!("The file begins with the element {value}. A PBJ file begins with nursingHomeData."),
            Rule::UnexpectedElement => format!("The element {value} does not belong in {}.", self.inside()),
            Rule::RepeatedElement => format!("{name} stands more than once in the same {parent}."),
            Rule::ElementOrder => format!("{name} stands after an element that must follow it."),
            Rule::MissingElement => format!("{parent} has no {name}."),
            Rule::UnexpectedAttribute => format!("The attribute {value} does not belong on {}.", self.inside()),
            Rule::UnexpectedText => format!("{} holds the text \"{value}\" where only elements may stand.", self.inside()),
            Rule::NilNotAllowed => format!("{name} may not be marked as nil."),
            Rule::NilWithValue => format!("{name} is marked as nil and has a value as well, or its xsi:nil is neither true nor false."),
            Rule::NoSection => "The file has neither employees nor staffing hours, so there is nothing to store.".into(),
            Rule::NonAscii => "The file says that it is ASCII, but has a character beyond it.".into(),
            Rule::DuplicateEmployee => format!("Employee {value} is listed more than once."),
            Rule::DateOrder => format!("Employee {} has a termination date before the hire date.", self.employee),
            Rule::HoursPerMonth => format!("Employee {} has more than 400 hours in one month.", self.employee),
            Rule::DaysWithoutRegisteredNurse => format!("By this file alone, {value} days of the quarter have no hours of a registered nurse."),
            Rule::EmptyReplace => "The file replaces the quarter and has no hours: all stored hours of the quarter would go.".into(),
            Rule::IdLikeSsn => "An employee ID looks like a Social Security number.".into(),
        }
    }

    /// What to change.
    pub fn fix(&self) -> String {
        let name = self.item.name();
        match self.rule {
            Rule::VersionRetired | Rule::VersionRetiring | Rule::VersionUnknown => {
                "Export the file in version 4.10.0. The software's vendor can provide an update.".into()
            }
            Rule::RequiredInHeader | Rule::RequiredForEmployee | Rule::RequiredForHours => format!("Enter {name}."),
            Rule::ProcessTypeMissing => "Add processType=\"merge\" or processType=\"replace\" to staffingHours.".into(),
            Rule::FacilityIdBlank => "Enter the facility ID that the state assigned.".into(),
            Rule::NotInList => format!("Enter one of the codes of {name}."),
            Rule::NotInRange => "Enter a number in the range.".into(),
            Rule::NotADate => "Write the date with four digits for the year and two each for month and day, for example 2026-07-01.".into(),
            Rule::YearBefore1895 | Rule::YearAfter2050 => "Correct the year.".into(),
            Rule::DateInFuture => "Correct the date, or send these hours once they have been worked.".into(),
            Rule::DateOutsideQuarter => "Correct the date, or send these hours in a file of their own quarter.".into(),
            Rule::EmployeeIdCharacters => "Use only letters, digits, spaces between them, and _ , . - \\".into(),
            Rule::TextCharacters | Rule::VersionCharacters => {
                format!("Use only the characters listed, or leave out {name}.")
            }
            Rule::EmailForm => "Write it as name@example.com, or leave it out.".into(),
            Rule::TooLong => format!("Shorten {name}."),
            Rule::DayOverLimit => "Check the entries of this employee on this date, also under other job titles.".into(),
            Rule::WrongRoot => "Choose the PBJ file that the payroll software exported.".into(),
            Rule::UnexpectedElement | Rule::UnexpectedAttribute | Rule::UnexpectedText => {
                "Remove it, or export the file in version 4.10.0.".into()
            }
            Rule::RepeatedElement => "Keep one of them.".into(),
            Rule::ElementOrder | Rule::MissingElement => format!("The order is: {}.", self.order()),
            Rule::NilNotAllowed => format!("Enter a value for {name}."),
            Rule::NilWithValue => "Keep the value and remove xsi:nil, or the other way round.".into(),
            Rule::NoSection => "Add the employees, the staffing hours, or both.".into(),
            Rule::NonAscii => "Save the file as UTF-8 and say so in its first line, or remove the character.".into(),
            Rule::DuplicateEmployee => "List each employee once.".into(),
            Rule::DateOrder => "Check both dates.".into(),
            Rule::HoursPerMonth => "Check that the ID belongs to one person only. Audits look for this.".into(),
            Rule::DaysWithoutRegisteredNurse => {
                "Check that all hours of job titles 5, 6 and 7 are in the file. Four such days in a quarter lower the staffing rating to one star.".into()
            }
            Rule::EmptyReplace => "Use processType=\"merge\" unless the quarter is to be emptied.".into(),
            Rule::IdLikeSsn => "Use an ID that the facility gives. Social Security numbers do not belong in PBJ files.".into(),
        }
    }

    /// What would pass, where that can be said in a line.
    pub fn allowed(&self) -> Option<String> {
        let names = "A-Z a-z 0-9 - & @ ' / + , . _ and inner spaces";
        Some(match (self.rule, self.item) {
            (Rule::VersionRetired | Rule::VersionRetiring | Rule::VersionUnknown, _) => "4.10.0".into(),
            (Rule::NotInList, Item::StateCode) => "Postal codes of the 50 states, DC, PR and VI".into(),
            (Rule::NotInList, Item::ReportQuarter) => "1, 2, 3, 4".into(),
            (Rule::NotInList | Rule::ProcessTypeMissing, Item::ProcessType) => "merge, replace".into(),
            (Rule::NotInList, Item::JobTitleCode) => "1 to 40".into(),
            (Rule::NotInList, Item::PayTypeCode) => "1 Exempt, 2 Non-exempt, 3 Contract".into(),
            (Rule::NotInRange, Item::FederalFiscalYear) => "2016 to 9999".into(),
            (Rule::NotInRange, Item::Hours) => "0 to 22.5, at most two decimals".into(),
            (Rule::NotADate, _) => "YYYY-MM-DD".into(),
            (Rule::YearBefore1895, _) => "1895 or later".into(),
            (Rule::YearAfter2050, _) => "2050 or earlier".into(),
            (Rule::DateInFuture, _) => format!("{} or earlier", self.today),
            (Rule::DateOutsideQuarter, _) => {
                let quarter = self.quarter?;
                format!("{} to {}", quarter.first_day(), quarter.last_day())
            }
            (Rule::EmployeeIdCharacters, _) => "A-Z a-z 0-9 _ , . - \\ and inner spaces".into(),
            (Rule::TextCharacters, _) => names.into(),
            (Rule::VersionCharacters, _) => names.replace(" &", ""),
            (Rule::EmailForm, _) => "name@domain, its ending two or three characters; without , ; : ' \" < > \\ ( ) [ ] { } or spaces".into(),
            (Rule::TooLong, item) => format!("1 to {} characters", item.max_length()),
            (Rule::DayOverLimit, _) => "0 to 22.50 hours a date".into(),
            (Rule::WrongRoot, _) => "nursingHomeData".into(),
            (Rule::UnexpectedElement, item) => item.children().iter().map(|child| child.item.name()).collect::<Vec<_>>().join(", "),
            _ => return None,
        })
    }

    fn quarter_name(&self) -> String {
        self.quarter.map_or_else(
            || "the quarter of the file".into(),
            |quarter| {
                format!(
                    "the quarter of the file, {} to {}",
                    display_date(quarter.first_day()),
                    display_date(quarter.last_day())
                )
            },
        )
    }

    fn inside(&self) -> &'static str {
        if self.item == Item::File {
            "the file"
        } else {
            self.item.name()
        }
    }

    /// The order of the elements beside this one.
    fn order(&self) -> String {
        let names: Vec<_> = self
            .item
            .parent()
            .children()
            .iter()
            .map(|child| child.item.name())
            .collect();
        names.join(", ")
    }
}
