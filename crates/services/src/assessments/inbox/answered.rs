//! A record that was accepted answers those of the inbox that it was sent again for.

use domain::{
    assessments::{DoneWhy, Transaction},
    time::Instant,
};
use jiff::civil::Date;
use store::{DbError, Tx, exec, row::Day};
use uuid::Uuid;

use crate::scope::listed;

store::sql! {
    /// `$9` are the transactions that are answered, `$10` whether of new records those alone that were stored. A rejected record knows its
    /// patient by name and date of birth, by name alone where one of them has no date; a record of a patient who was merged into another is
    /// the latter's, also where they were merged one after the other (ADR 34). Ids of files grow with time. Served by sent_record_patient, sent_record_name and patient_merged: the records of a
    /// patient are few, however many are open. SQLite keeps to the order of cross joins; by itself it
    /// begins with all records that are open.
    CLOSE = "with recursive same (id) as (
            select k.id from patient k where k.id = $8
            union all
            select m.id from patient m join same on m.merged_into = same.id)
        update sent_record set done_at = $1, done_why = $2, answered_by = $3
        where due_on is not null and done_at is null and file_id < $4 and not is_test
            and instrument = $5 and reasons = $6 and target_date = $7 and $9 like '%,' || coalesce(transaction_code, '1') || ',%'
            and (not $10 or transaction_code = '2' or assessment_id is not null)
            and file_id in (
                select s.file_id from same cross join sent_record s where s.patient_id = same.id
                union all
                select s.file_id from same cross join patient t cross join sent_record s cross join submission_file f
                where t.id = same.id and f.id = s.file_id and f.provider_id = t.provider_id
                    and upper(s.last_name) = upper(t.last_name) and upper(s.first_name) = upper(t.first_name)
                    and (s.birth is null or t.birth is null or s.birth = t.birth)
                    and s.target_date = $7 and s.due_on is not null and s.done_at is null)";
}

/// A version of a record that was accepted.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub assessment: Uuid,
    /// The file that brought it.
    pub file: Uuid,
    pub patient: Uuid,
    pub transaction: Transaction,
    pub instrument: &'a str,
    pub reasons: &'a str,
    pub target: Date,
}

/// Closes the records of the inbox that asked for this one: those that came before it, of the same patient, instrument, reasons and target
/// date, inactivations apart from others. An inactivation leaves nothing to correct either. Says how many they were. For whoever settles
/// the file, in the same transaction.
///
/// # Errors
/// The database's.
pub async fn close_answered(
    tx: &mut Tx,
    answer: &Answer<'_>,
    now: Instant,
) -> Result<u64, DbError> {
    use Transaction::{Inactivation, Modification, New};
    if answer.transaction != Inactivation {
        return close_as(tx, answer, DoneWhy::SentAgain, &[New, Modification], now).await;
    }
    let answered = close_as(tx, answer, DoneWhy::SentAgain, &[Inactivation], now).await?;
    let moot = close_as(tx, answer, DoneWhy::NotNeeded, &[New, Modification], now).await?;
    Ok(answered + moot)
}

/// Closes those of these transactions; what is not needed any more is what would correct a record that was stored.
async fn close_as(
    tx: &mut Tx,
    answer: &Answer<'_>,
    why: DoneWhy,
    transactions: &[Transaction],
    now: Instant,
) -> Result<u64, DbError> {
    exec!(
        tx,
        CLOSE,
        now.0,
        why.key(),
        answer.assessment,
        answer.file,
        answer.instrument,
        answer.reasons,
        Day::from(answer.target),
        answer.patient,
        listed(transactions.iter().map(|one| one.code())),
        why == DoneWhy::NotNeeded
    )
}
