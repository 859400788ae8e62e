//! The outline of a PBJ file (`nhpbj_4_10_0.xsd`) as one table: what may stand inside what,
//! in which order, and how often.

use serde::{Deserialize, Serialize};

/// A place in the outline: an element by where it stands, or one of the two attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Item {
    File,
    NursingHomeData,
    Header,
    FileSpecVersion,
    FacilityId,
    StateCode,
    ReportQuarter,
    FederalFiscalYear,
    SoftwareVendorName,
    SoftwareVendorEmail,
    SoftwareProductName,
    SoftwareProductVersion,
    Employees,
    Employee,
    EmployeeId,
    HireDate,
    TerminationDate,
    StaffingHours,
    ProcessType,
    StaffHours,
    StaffEmployeeId,
    WorkDays,
    WorkDay,
    Date,
    HourEntries,
    HourEntry,
    Hours,
    JobTitleCode,
    PayTypeCode,
}

/// One element that another may hold.
pub struct Particle {
    pub item: Item,
    pub name: &'static [u8],
    pub required: bool,
    pub repeats: bool,
}

const fn one(item: Item) -> Particle {
    Particle {
        item,
        name: item.name().as_bytes(),
        required: true,
        repeats: false,
    }
}

const fn optional(item: Item) -> Particle {
    Particle {
        item,
        name: item.name().as_bytes(),
        required: false,
        repeats: false,
    }
}

const fn many(item: Item) -> Particle {
    Particle {
        item,
        name: item.name().as_bytes(),
        required: false,
        repeats: true,
    }
}

const fn one_or_more(item: Item) -> Particle {
    Particle {
        item,
        name: item.name().as_bytes(),
        required: true,
        repeats: true,
    }
}

use Item as I;

static DOCUMENT: [Particle; 1] = [one(I::NursingHomeData)];
static NURSING_HOME_DATA: [Particle; 3] = [
    one(I::Header),
    optional(I::Employees),
    optional(I::StaffingHours),
];
static HEADER: [Particle; 8] = [
    one(I::FacilityId),
    one(I::StateCode),
    one(I::ReportQuarter),
    one(I::FederalFiscalYear),
    optional(I::SoftwareVendorName),
    optional(I::SoftwareVendorEmail),
    optional(I::SoftwareProductName),
    optional(I::SoftwareProductVersion),
];
static EMPLOYEES: [Particle; 1] = [many(I::Employee)];
static EMPLOYEE: [Particle; 3] = [
    one(I::EmployeeId),
    optional(I::HireDate),
    optional(I::TerminationDate),
];
static STAFFING_HOURS: [Particle; 1] = [many(I::StaffHours)];
static STAFF_HOURS: [Particle; 2] = [one(I::StaffEmployeeId), one(I::WorkDays)];
static WORK_DAYS: [Particle; 1] = [one_or_more(I::WorkDay)];
static WORK_DAY: [Particle; 2] = [one(I::Date), one_or_more(I::HourEntries)];
static HOUR_ENTRIES: [Particle; 1] = [one_or_more(I::HourEntry)];
static HOUR_ENTRY: [Particle; 3] = [one(I::Hours), one(I::JobTitleCode), one(I::PayTypeCode)];

impl Item {
    /// What this element may hold, in order. Empty for those that hold a value.
    #[must_use]
    pub fn children(self) -> &'static [Particle] {
        match self {
            I::File => &DOCUMENT,
            I::NursingHomeData => &NURSING_HOME_DATA,
            I::Header => &HEADER,
            I::Employees => &EMPLOYEES,
            I::Employee => &EMPLOYEE,
            I::StaffingHours => &STAFFING_HOURS,
            I::StaffHours => &STAFF_HOURS,
            I::WorkDays => &WORK_DAYS,
            I::WorkDay => &WORK_DAY,
            I::HourEntries => &HOUR_ENTRIES,
            I::HourEntry => &HOUR_ENTRY,
            _ => &[],
        }
    }

    /// Whether this element holds a value rather than elements.
    #[must_use]
    pub fn holds_value(self) -> bool {
        self.children().is_empty()
    }

    /// `xsi:nil="true"` may stand for its value.
    #[must_use]
    pub const fn is_nillable(self) -> bool {
        matches!(self, I::HireDate | I::TerminationDate)
    }

    #[must_use]
    pub const fn is_attribute(self) -> bool {
        matches!(self, I::FileSpecVersion | I::ProcessType)
    }

    /// The name in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            I::File => "",
            I::NursingHomeData => "nursingHomeData",
            I::Header => "header",
            I::FileSpecVersion => "fileSpecVersion",
            I::FacilityId => "facilityId",
            I::StateCode => "stateCode",
            I::ReportQuarter => "reportQuarter",
            I::FederalFiscalYear => "federalFiscalYear",
            I::SoftwareVendorName => "softwareVendorName",
            I::SoftwareVendorEmail => "softwareVendorEmail",
            I::SoftwareProductName => "softwareProductName",
            I::SoftwareProductVersion => "softwareProductVersion",
            I::Employees => "employees",
            I::Employee => "employee",
            I::EmployeeId | I::StaffEmployeeId => "employeeId",
            I::HireDate => "hireDate",
            I::TerminationDate => "terminationDate",
            I::StaffingHours => "staffingHours",
            I::ProcessType => "processType",
            I::StaffHours => "staffHours",
            I::WorkDays => "workDays",
            I::WorkDay => "workDay",
            I::Date => "date",
            I::HourEntries => "hourEntries",
            I::HourEntry => "hourEntry",
            I::Hours => "hours",
            I::JobTitleCode => "jobTitleCode",
            I::PayTypeCode => "payTypeCode",
        }
    }

    /// The element that this one stands in.
    #[must_use]
    pub const fn parent(self) -> Self {
        match self {
            I::File | I::NursingHomeData => I::File,
            I::Header | I::Employees | I::StaffingHours => I::NursingHomeData,
            I::FileSpecVersion
            | I::FacilityId
            | I::StateCode
            | I::ReportQuarter
            | I::FederalFiscalYear
            | I::SoftwareVendorName
            | I::SoftwareVendorEmail
            | I::SoftwareProductName
            | I::SoftwareProductVersion => I::Header,
            I::Employee => I::Employees,
            I::EmployeeId | I::HireDate | I::TerminationDate => I::Employee,
            I::ProcessType | I::StaffHours => I::StaffingHours,
            I::StaffEmployeeId | I::WorkDays => I::StaffHours,
            I::WorkDay => I::WorkDays,
            I::Date | I::HourEntries => I::WorkDay,
            I::HourEntry => I::HourEntries,
            I::Hours | I::JobTitleCode | I::PayTypeCode => I::HourEntry,
        }
    }

    /// `/nursingHomeData/header/@fileSpecVersion`.
    #[must_use]
    pub fn path(self) -> String {
        if self == I::File {
            return String::new();
        }
        let mark = if self.is_attribute() { "/@" } else { "/" };
        self.parent().path() + mark + self.name()
    }

    /// The most characters its value may have, for text items (edit -3793).
    #[must_use]
    pub const fn max_length(self) -> usize {
        match self {
            I::FacilityId => 16,
            I::SoftwareProductVersion => 20,
            I::SoftwareVendorName | I::EmployeeId | I::StaffEmployeeId => 30,
            _ => 50,
        }
    }
}
