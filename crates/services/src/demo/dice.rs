use domain::time::Instant;
use uuid::{Builder, Uuid};

/// Chance that falls the same way for the same seed and topic.
#[derive(Debug)]
pub struct Dice(fastrand::Rng);

impl Dice {
    pub fn new(seed: u32, topic: &str) -> Self {
        // FNV-1a, so that one topic's throws do not move another's.
        let topic = topic.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(fastrand::Rng::with_seed(topic ^ u64::from(seed)))
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.usize(..from.len())]
    }

    pub fn number(&mut self, range: std::ops::RangeInclusive<i32>) -> i32 {
        self.0.i32(range)
    }

    pub fn percent(&mut self, chance: i32) -> bool {
        self.number(1..=100) <= chance
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }

    /// A version 7 identifier of that moment.
    pub fn id(&mut self, at: Instant) -> Uuid {
        let mut random = [0; 10];
        self.0.fill(&mut random);
        let millis = u64::try_from(at.0 / 1000).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
