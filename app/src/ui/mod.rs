//! The design system: what every page is made of. USWDS classes (`usa-`), our own (`q-`), no style
//! attributes; everything here works without script and gains by it.

mod alert;
mod announcer;
mod button;
mod chart;
mod choice;
mod correct_record;
mod csv_link;
mod field;
mod filter;
mod focus;
mod form;
mod icon;
mod loaded;
mod look_only;
mod menu;
mod new_password;
mod page;
mod pagination;
mod place_fields;
mod prove_first;
mod query;
mod radio_group;
mod shown;
mod soft_button;
mod stat_card;
mod step_indicator;
mod table;
mod tag;
mod text;
mod text_area;

pub use alert::{Alert, AlertKind, SuccessBanner};
pub use announcer::{Announcements, Announcer, announcer, provide_announcer};
pub use button::{Button, ButtonKind, LinkButton};
pub use chart::{BarChart, ChartBar};
pub use choice::{CheckBox, Choice, ChoiceGroup, SelectField};
pub use correct_record::CorrectRecord;
pub use csv_link::CsvLink;
pub use field::{FieldKind, TextField};
pub use filter::{ChoiceWord, FilterChip, FilterChips, FilterForm, LeftOut, chips};
pub use focus::{inherit_focus, keep_focus};
pub use form::PostForm;
pub use icon::Icon;
pub use loaded::{Loaded, Loading, Problem, Unsaved, load};
pub use look_only::LookOnly;
pub use menu::Menu;
pub use new_password::NewPasswordField;
pub use page::{Page, SectionBar, provide_page_focus};
pub use pagination::{Pagination, ResultCount};
pub use place_fields::{RegionField, StateField, region_text, state_choices};
pub use prove_first::ProveFirst;
pub use query::use_query;
pub use radio_group::RadioGroup;
pub use shown::give_up_typed;
pub use soft_button::SoftButton;
pub use stat_card::{FigureCard, StatCard, StatCards};
pub use step_indicator::StepIndicator;
pub use table::{DataTable, SortHeader};
pub use tag::{Tag, Tone};
pub use text::{DateText, Moment, counted, how_many, number, singular};
pub use text_area::TextArea;

#[cfg(test)]
mod tests;
