//! Accounts that come over from elsewhere: a CSV file of user IDs, names and e-mail addresses.
//!
//! None of them has a password here. One that is flagged as legacy came from EIDM, where its person was proofed: the
//! Service Center tells them a first password ([`first_password`](super::first_password)), and they go on with the second
//! factor (seed 001). Any other chooses a password with "Forgot your user ID or password?", by a link to the address in
//! the file, and goes on with the terms and identity proofing. The last
//! log-in of an account from EIDM counts for the rule of accounts that nobody uses.

use std::{fmt, io::Read};

use csv::StringRecord;
use domain::{
    audit::Act,
    identity::{
        EmailAddress, NAME_SIGNS, NotAUserName, NotAnEmailAddress, Registration, UserName, is_name,
    },
    spreadsheet::letters_and_digits,
    time::Instant,
};
use jiff::civil::Date;
use store::{Tx, exec, fetch};
use uuid::Uuid;

use crate::{
    ServiceError, Services, audit,
    csv_import::{Refusal, batch},
};

/// Lines that one transaction writes: well under 100 ms on SQLite.
const BATCH: usize = 200;
const LONGEST_NAME: usize = 60;

store::sql! {
    /// Served by the unique user name.
    FIND = "select email from user_account where user_name = $1";
    ADD_ACCOUNT = "insert into user_account (id, user_name, full_name, email, state, registration, legacy,
            last_log_in_at, created_at)
        values ($1, $2, $3, $4, 'active', $5, $6, $7, $8)";
    ADD_PROFILE = "insert into account_profile
        (user_id, first_name, middle_name, last_name, suffix, phone, address, city, state_code, zip, personal_email,
            updated_at)
        values ($1, $2, '', $3, '', '', '', '', '', '', $4, $5)";
}

/// What became of a file's lines.
#[derive(Debug, Default)]
pub struct AccountReport {
    /// Lines under the heading.
    pub lines: u64,
    pub added: u64,
    /// Their user ID is there already, with this address.
    pub unchanged: u64,
    pub refused: Vec<Refusal<AccountFault>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    #[error(transparent)]
    UserName(#[from] NotAUserName),
    #[error(transparent)]
    Email(#[from] NotAnEmailAddress),
    #[error("A first and a last name have 1 to {LONGEST_NAME} characters: {NAME_SIGNS}.")]
    Name,
    #[error("The column Legacy says yes or no.")]
    Legacy,
    #[error("A last log-in is a date, such as 2026-11-22.")]
    LastLogIn,
    #[error("This user ID belongs to an account with another e-mail address.")]
    Taken,
}

/// Why a file could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum AccountsUnreadable {
    #[error("No column of this file is named {0}. Its first line must name the columns.")]
    NoColumn(&'static str),
    #[error("This is not a CSV file in UTF-8 that can be read.")]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Where a file has what.
struct Columns {
    user_name: usize,
    first_name: usize,
    last_name: usize,
    email: usize,
    legacy: Option<usize>,
    last_log_in: Option<usize>,
}

impl Columns {
    fn find(heading: &StringRecord) -> Result<Self, AccountsUnreadable> {
        let find = |names: &[&str]| {
            let mut columns = heading.iter().map(letters_and_digits);
            columns.position(|column| names.contains(&column.as_str()))
        };
        let needed = |title, names: &[&str]| find(names).ok_or(AccountsUnreadable::NoColumn(title));
        Ok(Self {
            user_name: needed("User ID", &["userid", "username"])?,
            first_name: needed("First Name", &["firstname", "first"])?,
            last_name: needed("Last Name", &["lastname", "last"])?,
            email: needed("E-mail", &["email", "emailaddress"])?,
            legacy: find(&["legacy"]),
            last_log_in: find(&["lastlogin"]),
        })
    }
}

/// A line, read.
struct Line {
    user_name: UserName,
    first_name: String,
    last_name: String,
    email: EmailAddress,
    is_legacy: bool,
    last_log_in: Option<Instant>,
}

impl Line {
    fn read(columns: &Columns, record: &StringRecord) -> Result<Self, AccountFault> {
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        Ok(Self {
            user_name: UserName::parse(cell(columns.user_name))?,
            first_name: name(cell(columns.first_name))?,
            last_name: name(cell(columns.last_name))?,
            email: EmailAddress::parse(cell(columns.email))?,
            is_legacy: columns
                .legacy
                .map_or(Ok(false), |column| yes_or_no(cell(column)))?,
            last_log_in: columns
                .last_log_in
                .map_or(Ok(None), |column| last_log_in(cell(column)))?,
        })
    }
}

fn name(cell: &str) -> Result<String, AccountFault> {
    let fits = (1..=LONGEST_NAME).contains(&cell.chars().count());
    if fits && is_name(cell) {
        Ok(cell.to_owned())
    } else {
        Err(AccountFault::Name)
    }
}

fn yes_or_no(cell: &str) -> Result<bool, AccountFault> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(AccountFault::Legacy),
    }
}

fn last_log_in(cell: &str) -> Result<Option<Instant>, AccountFault> {
    if cell.is_empty() {
        return Ok(None);
    }
    let day: Date = cell.parse().map_err(|_| AccountFault::LastLogIn)?;
    Ok(Some(Instant::start_of(day)))
}

/// Reads a CSV file of accounts by the names of its columns: User ID, First Name, Last Name, E-mail; Legacy and Last
/// Log-in may be missing. Good lines go in, others are reported; an account that is there already stays as it is.
///
/// # Errors
/// [`AccountsUnreadable`] when a column is missing or the file cannot be read on; lines before that are in.
pub async fn import_accounts(
    services: &Services,
    reader: impl Read,
    now: Instant,
) -> Result<AccountReport, AccountsUnreadable> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let columns = Columns::find(reader.headers()?)?;
    let mut report = AccountReport::default();
    let mut records = reader.records();
    while let Some(lines) = batch(&mut records, BATCH)? {
        let mut tx = services.db.write().await.map_err(ServiceError::from)?;
        let before = report.added;
        for record in &lines {
            report.lines += 1;
            let kept = match Line::read(&columns, record) {
                Ok(line) => keep(&mut tx, &line, now).await?,
                Err(why) => Err(why),
            };
            match kept {
                Ok(true) => report.added += 1,
                Ok(false) => report.unchanged += 1,
                Err(why) => report.refused.push(Refusal {
                    line: record.position().map_or(0, csv::Position::line),
                    about: record.get(columns.user_name).unwrap_or_default().to_owned(),
                    why,
                }),
            }
        }
        let added = ("added", report.added - before);
        audit::commit_import(tx, services, Act::AccountsImported, added, now).await?;
    }
    Ok(report)
}

/// Whether the account is new.
async fn keep(
    tx: &mut Tx,
    line: &Line,
    now: Instant,
) -> Result<Result<bool, AccountFault>, ServiceError> {
    let known = fetch!(fetch_optional, (String,), tx, FIND, line.user_name.as_str())?;
    if let Some((email,)) = known {
        let is_same = email.to_ascii_lowercase() == line.email.key();
        return Ok(is_same.then_some(false).ok_or(AccountFault::Taken));
    }
    let id = Uuid::now_v7();
    let next = if line.is_legacy {
        Registration::Device
    } else {
        Registration::Terms
    };
    exec!(
        tx,
        ADD_ACCOUNT,
        id,
        line.user_name.as_str(),
        format!("{} {}", line.first_name, line.last_name),
        line.email.as_str(),
        next.key(),
        line.is_legacy,
        // Whoever was logged in here has a second factor; the others come in anew.
        line.last_log_in.filter(|_| line.is_legacy).map(|at| at.0),
        now.0
    )?;
    exec!(
        tx,
        ADD_PROFILE,
        id,
        line.first_name.as_str(),
        line.last_name.as_str(),
        false,
        now.0
    )?;
    Ok(Ok(true))
}

/// As the command line prints it: the refused lines, then the counts.
impl fmt::Display for AccountReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for refusal in &self.refused {
            writeln!(f, "{refusal}")?;
        }
        write!(
            f,
            "{} lines read: {} added, {} unchanged, {} refused",
            self.lines,
            self.added,
            self.unchanged,
            self.refused.len()
        )
    }
}
