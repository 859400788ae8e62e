//! How far something is, how long it still takes, and when to say so.

/// Bytes done of a whole, and the milliseconds it took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pace {
    pub done: u64,
    pub total: u64,
    pub elapsed_ms: u64,
}

/// A guess from less than this is worth nothing.
const SHORTEST_SAMPLE_MS: u64 = 500;

impl Pace {
    /// 0 to 100.
    #[must_use]
    pub fn percent(self) -> u64 {
        match self.total {
            0 => 0,
            total => (self.done.min(total) * 100) / total,
        }
    }

    /// Whole seconds until the end at the speed so far, at least 1; none while too little is known.
    #[must_use]
    pub fn seconds_left(self) -> Option<u64> {
        if self.done == 0 || self.elapsed_ms < SHORTEST_SAMPLE_MS {
            return None;
        }
        let left = u128::from(self.total.saturating_sub(self.done)) * u128::from(self.elapsed_ms);
        let seconds = left / u128::from(self.done) / 1000;
        Some(u64::try_from(seconds).unwrap_or(u64::MAX).max(1))
    }

    /// `12.4 of 50.0 MB, about 3 seconds left`.
    #[must_use]
    pub fn words(self) -> String {
        let bytes = format!("{} of {}", size(self.done), size(self.total));
        match self.seconds_left() {
            Some(seconds) if self.done < self.total => {
                format!("{bytes}, about {} left", duration(seconds))
            }
            _ => bytes,
        }
    }

    /// The tenth that has been passed since `before`, as a percentage to announce.
    #[must_use]
    pub fn tenth_since(self, before: Self) -> Option<u64> {
        let tenth = self.percent() / 10;
        (tenth > before.percent() / 10).then_some(tenth * 10)
    }
}

/// `50.0 MB`, `227 kB`, `812 bytes`. As in CMS's limits, 1 kB is 1,024 bytes and 1 MB is 1,024 kB.
#[must_use]
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1_024;
    const MB: u64 = 1_024 * KB;
    match bytes {
        1 => String::from("1 byte"),
        0..KB => format!("{bytes} bytes"),
        KB..MB => format!("{} kB", bytes / KB),
        _ => format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB),
    }
}

fn duration(seconds: u64) -> String {
    match seconds {
        1 => String::from("1 second"),
        0..60 => format!("{seconds} seconds"),
        60..120 => String::from("1 minute"),
        _ => format!("{} minutes", seconds / 60),
    }
}
