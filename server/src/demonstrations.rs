//! The demonstrations that lie in a data folder: each seed and each day has a database and a folder of files of its
//! own, and those that nobody has used for a week are removed.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::civil::Date;

use crate::config::Names;

const KEPT: Duration = Duration::from_hours(7 * 24);

const DATABASE: &str = ".db";
const CHECKPOINTS: &str = ".audit";
/// Beside the database: what SQLite keeps there while it is open, or after it was killed, and the checkpoints.
const BESIDE: [&str; 3] = [".db-wal", ".db-shm", CHECKPOINTS];
const FILES: &str = ".files";

/// What everything of one demonstration is named by: `demo-1-2026-11-10`, and `demo-1-2026-11-10-2` once it was laid out
/// anew twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demonstration {
    pub seed: u32,
    pub day: Date,
    /// How often it was laid out anew.
    pub turn: u32,
}

impl Demonstration {
    /// What its database and its files are called in the data folder.
    #[must_use]
    pub fn names(self) -> Names {
        Names {
            database: format!("{self}{DATABASE}"),
            files: format!("{self}{FILES}"),
            checkpoints: format!("{self}{CHECKPOINTS}"),
        }
    }

    /// The demonstration that exactly this name belongs to.
    fn of(name: &str, is_folder: bool) -> Option<Self> {
        let stem = if is_folder {
            name.strip_suffix(FILES)?
        } else {
            let mut ends = BESIDE.iter().chain([&DATABASE]);
            ends.find_map(|end| name.strip_suffix(end))?
        };
        let (seed, rest) = stem.strip_prefix("demo-")?.split_once('-')?;
        let (day, turn) = match rest.match_indices('-').nth(2) {
            Some((at, _)) => (&rest[..at], rest[at + 1..].parse().ok()?),
            None => (rest, 0),
        };
        let found = Self {
            seed: seed.parse().ok()?,
            day: day.parse().ok()?,
            turn,
        };
        (found.to_string() == stem).then_some(found)
    }
}

impl Display for Demonstration {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "demo-{}-{}", self.seed, self.day)?;
        match self.turn {
            0 => Ok(()),
            turn => write!(f, "-{turn}"),
        }
    }
}

impl Demonstration {
    /// The one of a seed and a day that was laid out last.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn latest(folder: &Path, seed: u32, day: Date) -> io::Result<Self> {
        let first = Self { seed, day, turn: 0 };
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(first),
            Err(error) => return Err(error),
        };
        let mut latest = first;
        for entry in entries {
            let name = entry?.file_name();
            let is_database = |name: &&str| name.ends_with(DATABASE);
            let name = name.to_str().filter(is_database);
            if let Some(found) = name.and_then(|name| Self::of(name, false))
                && (found.seed, found.day) == (seed, day)
            {
                latest = latest.max(found);
            }
        }
        Ok(latest)
    }

    /// The one that takes its place when it is laid out anew.
    #[must_use]
    pub const fn next(self) -> Self {
        Self {
            turn: self.turn + 1,
            ..self
        }
    }

    /// Removes its parts, whose database is closed.
    ///
    /// # Errors
    /// When one of them cannot be removed.
    pub fn remove(self, folder: &Path) -> io::Result<()> {
        let files = BESIDE.iter().chain([&DATABASE]);
        for end in files {
            match std::fs::remove_file(folder.join(format!("{self}{end}"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        match std::fs::remove_dir_all(folder.join(format!("{self}{FILES}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Removes the demonstrations of other days (and seeds) than `own` that nobody has used for a week before `now`, and
/// gives their names. One that runs is used: it writes each day.
///
/// # Errors
/// When the folder cannot be read or something in it not be removed.
pub fn remove_unused(
    folder: &Path,
    own: Demonstration,
    now: SystemTime,
) -> io::Result<Vec<Demonstration>> {
    let mut found: BTreeMap<Demonstration, Vec<(PathBuf, SystemTime)>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // Of the entry itself: what a link leads to is nobody's business.
        let about = entry.metadata()?;
        let name = entry.file_name();
        let demonstration = name
            .to_str()
            .filter(|_| about.is_file() || about.is_dir())
            .and_then(|name| Demonstration::of(name, about.is_dir()));
        if let Some(demonstration) = demonstration.filter(|demonstration| *demonstration != own) {
            let part = (entry.path(), about.modified()?);
            found.entry(demonstration).or_default().push(part);
        }
    }
    let is_unused = |used: &SystemTime| now.duration_since(*used).is_ok_and(|unused| unused > KEPT);
    found.retain(|_, parts| parts.iter().all(|(_, used)| is_unused(used)));
    for (path, _) in found.values().flatten() {
        if path.is_dir() {
            std::fs::remove_dir_all(path)?;
        } else {
            std::fs::remove_file(path)?;
        }
    }
    Ok(found.into_keys().collect())
}

#[cfg(test)]
mod tests;
