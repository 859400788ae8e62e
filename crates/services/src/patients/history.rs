//! What became of a patient, the latest first.

use domain::{
    access::{Action, Actor, Sight},
    assessments::PatientNumber,
    audit::{Act, Event, Object},
    listing::{Page, PageRequest},
    masking::{HIDDEN, masked, seen},
    patients::{ChangeLine, Field, PatientHistory},
    time::Instant,
};
use store::fetch;

use super::{profile::find_row, sight};
use crate::{ServiceError, Services, audit};

store::sql! {
    COUNT = "select count(*) from patient_change where patient_id = $1";
    /// Served by patient_change_patient.
    CHANGES = "select c.changed_at, c.field, c.before_value, c.after_value, u.full_name, s.number
        from patient_change c
        left join user_account u on u.id = c.user_id
        left join submission_file f on f.id = c.file_id
        left join submission s on s.id = f.submission_id
        where c.patient_id = $1 order by c.changed_at desc, c.id desc limit $2 offset $3";
}

#[derive(store::FromRow)]
struct ChangeRow {
    changed_at: i64,
    field: String,
    before_value: Option<String>,
    after_value: Option<String>,
    full_name: Option<String>,
    number: Option<i64>,
}

impl ChangeRow {
    fn line(self, sight: Option<Sight>) -> ChangeLine {
        let field = Field::from_key(&self.field);
        let shown = |value: String| match (field, sight) {
            (Some(field), None | Some(Sight::Revealed)) if !field.is_identifier() => {
                field.words(&value)
            }
            (Some(_), None | Some(Sight::Revealed)) => masked(&value),
            (Some(_), Some(Sight::Masked)) => HIDDEN.to_owned(),
            // Numbers of other patients, and reasons, which may name somebody.
            (None, sight) if self.field == "reason" || self.field == "shown" => seen(sight, value),
            (None, _) => value,
        };
        let what = match self.field.as_str() {
            "created" => "Patient made",
            "merged" => "Merged with patient",
            "separated" => "Taken apart from patient",
            "shown" => "Numbers shown",
            "reason" => "Reason",
            _ => field.map_or("Changed", Field::title),
        };
        let source = match (self.full_name, self.number) {
            (Some(name), _) => name,
            (None, Some(number)) => format!("A record of submission {number}"),
            (None, None) => String::new(),
        };
        ChangeLine {
            at: Instant(self.changed_at),
            what: what.to_owned(),
            before: self.before_value.map(&shown),
            after: self.after_value.map(&shown),
            source,
        }
    }
}

/// The history of a patient in one's scope. Numbers stand masked in it.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`] without [`Action::ViewPatients`], [`ServiceError::Unrecorded`]; the
/// database's.
pub async fn history(
    services: &Services,
    actor: &Actor,
    number: PatientNumber,
    request: PageRequest,
) -> Result<PatientHistory, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = find_row(&mut tx, actor, Action::ViewPatients, number).await?;
    let (total,) = fetch!(fetch_one, (i64,), tx, COUNT, row.id)?;
    let request = request.within(total);
    let (size, offset) = (i64::from(request.size), request.offset());
    let rows = fetch!(fetch_all, ChangeRow, tx, CHANGES, row.id, size, offset)?;
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::ViewPatients)
        .about(Object::Patient(number))
        .at([row.provider()])
        .count("rows", rows.len());
    audit::read(services, event).await?;
    let sight = sight(actor);
    let lines = rows.into_iter().map(|row| row.line(sight));
    Ok(PatientHistory {
        number,
        name: row.line.clone().line(sight)?.name(),
        lines: Page {
            rows: lines.collect(),
            total,
            request,
        },
    })
}
