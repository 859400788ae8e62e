//! The words from which names and addresses are invented.

use super::dice::Dice;

const TREES: [&str; 36] = [
    "Amber", "Birch", "Cedar", "Copper", "Dove", "Elder", "Fern", "Golden", "Harbor", "Hazel",
    "Heron", "Ivy", "Juniper", "Larch", "Linden", "Maple", "Misty", "Oak", "Orchard", "Pebble",
    "Pine", "Quail", "Rose", "Rowan", "Sage", "Silver", "Spruce", "Stone", "Sunny", "Tamarack",
    "Thistle", "Violet", "Walnut", "Willow", "Winding", "Wren",
];
const PLACES: [&str; 18] = [
    "Bend", "Brook", "Creek", "Crossing", "Field", "Garden", "Glen", "Grove", "Haven", "Hill",
    "Hollow", "Knoll", "Meadow", "Point", "Ridge", "Run", "Springs", "Terrace",
];
const TOWN_STARTS: [&str; 24] = [
    "Ash", "Barley", "Clear", "Corn", "Dun", "East", "Elm", "Flint", "Green", "Harrow", "Kings",
    "Lake", "Mill", "New", "Nor", "Oak", "Pel", "Quarry", "Red", "Still", "Sum", "Ten", "Wake",
    "Wind",
];
const TOWN_ENDS: [&str; 12] = [
    "brook", "burg", "bury", "dale", "field", "ford", "ham", "mont", "port", "ton", "ville", "wick",
];
const STREETS: [&str; 20] = [
    "Alder Street",
    "Canal Road",
    "Church Street",
    "College Avenue",
    "Depot Street",
    "Elm Street",
    "Fairground Road",
    "First Avenue",
    "Front Street",
    "Hickory Lane",
    "High Street",
    "Lincoln Avenue",
    "Main Street",
    "Mill Road",
    "North Street",
    "Park Avenue",
    "Railroad Street",
    "Spring Street",
    "Union Avenue",
    "Washington Street",
];

/// What a kind of provider calls itself after its own name.
pub const NURSING_HOMES: [&str; 6] = [
    "Care Center",
    "Nursing Home",
    "Health and Rehabilitation",
    "Nursing and Rehabilitation",
    "Manor",
    "Living Center",
];
pub const SWING_BEDS: [&str; 2] = [
    "Community Hospital Swing Bed",
    "Memorial Hospital Swing Bed",
];
pub const HOME_HEALTH_AGENCIES: [&str; 4] = [
    "Home Health",
    "Home Care Services",
    "Visiting Nurses",
    "Home Health Agency",
];
pub const HOSPICES: [&str; 2] = ["Hospice", "Hospice Care"];

/// As CMS's public files word it.
pub const OWNERSHIPS: [&str; 6] = [
    "For profit - Corporation",
    "For profit - Limited Liability company",
    "For profit - Partnership",
    "Non profit - Corporation",
    "Non profit - Church related",
    "Government - County",
];

/// Names like `Oak Hollow`, each once, in an order of the dice.
pub fn names(dice: &mut Dice) -> Vec<String> {
    let mut names: Vec<_> = TREES
        .iter()
        .flat_map(|tree| PLACES.iter().map(move |place| format!("{tree} {place}")))
        .collect();
    dice.shuffle(&mut names);
    names
}

pub fn town(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&TOWN_STARTS), dice.pick(&TOWN_ENDS))
}

pub fn street(dice: &mut Dice) -> String {
    format!("{} {}", dice.number(2..=999) * 2 + 1, dice.pick(&STREETS))
}

/// `(555) 555-0142`: numbers that no one is given.
pub fn telephone(dice: &mut Dice) -> String {
    format!("(555) 555-{:04}", dice.number(100..=199))
}
