//! Dates between server and browser: year, month and day as numbers, for `#[serde(with = "domain::time::wire")]`.
//!
//! jiff's own way reads any text, and can say at length why it is no date: 25 kB for every visitor to load.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A date, or several.
pub trait Dates: Sized {
    type Numbers: Serialize + for<'a> Deserialize<'a>;

    fn to_numbers(&self) -> Self::Numbers;

    /// None when the calendar has no such day.
    fn from_numbers(numbers: Self::Numbers) -> Option<Self>;
}

impl Dates for Date {
    type Numbers = (i16, i8, i8);

    fn to_numbers(&self) -> Self::Numbers {
        (self.year(), self.month(), self.day())
    }

    fn from_numbers((year, month, day): Self::Numbers) -> Option<Self> {
        Self::new(year, month, day).ok()
    }
}

impl Dates for Option<Date> {
    type Numbers = Option<<Date as Dates>::Numbers>;

    fn to_numbers(&self) -> Self::Numbers {
        self.as_ref().map(Dates::to_numbers)
    }

    fn from_numbers(numbers: Self::Numbers) -> Option<Self> {
        match numbers {
            None => Some(None),
            Some(numbers) => Date::from_numbers(numbers).map(Some),
        }
    }
}

impl Dates for Vec<Date> {
    type Numbers = Vec<<Date as Dates>::Numbers>;

    fn to_numbers(&self) -> Self::Numbers {
        self.iter().map(Dates::to_numbers).collect()
    }

    fn from_numbers(numbers: Self::Numbers) -> Option<Self> {
        numbers.into_iter().map(Date::from_numbers).collect()
    }
}

/// # Errors
/// The serializer's.
pub fn serialize<D: Dates, S: Serializer>(dates: &D, serializer: S) -> Result<S::Ok, S::Error> {
    dates.to_numbers().serialize(serializer)
}

/// # Errors
/// The deserializer's, and when the calendar has no such day.
pub fn deserialize<'a, D: Dates, R: Deserializer<'a>>(deserializer: R) -> Result<D, R::Error> {
    let numbers = D::Numbers::deserialize(deserializer)?;
    D::from_numbers(numbers).ok_or_else(|| R::Error::custom("the calendar has no such day"))
}
