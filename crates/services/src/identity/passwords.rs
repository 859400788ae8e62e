//! Passwords: argon2id with the installation's key mixed in, a few at a time, never on the runtime's own threads.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};
use unicode_normalization::UnicodeNormalization as _;

use crate::keys::{Keys, Purpose};

/// OWASP's floor (ARS IA-5(1)): 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const LEAST_PASSES: u32 = 2;
/// A very fast machine goes no further: more passes help little against a guesser with the same machine.
const MOST_PASSES: u32 = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct PasswordFault;

/// What became of a password that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    Right,
    /// Right, and hashed with other work than today: to be hashed anew.
    RightButOtherWork,
    Wrong,
}

/// Hashes and checks passwords. Each takes 19 MiB and as long as [`Self::calibrated`] found, so one core stays free.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    pepper: Arc<[u8; 32]>,
    passes: u32,
    /// The hash of no password, checked where there is no account, so that time does not tell.
    dummy: Arc<OnceLock<String>>,
}

impl Passwords {
    /// Makes hashes with the least work that is allowed.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            at_once: Arc::new(Semaphore::new((cores - 1).max(1))),
            pepper: Arc::new(keys.derive(Purpose::Password)),
            passes: LEAST_PASSES,
            dummy: Arc::default(),
        }
    }

    /// Makes hashes with as many passes as this machine does in about `wanted`, and never fewer than allowed.
    ///
    /// # Errors
    /// [`PasswordFault`] when memory is missing.
    pub fn calibrated(keys: &Keys, wanted: Duration) -> Result<Self, PasswordFault> {
        let passwords = Self::new(keys);
        let began = Instant::now();
        hash_with(&passwords.pepper, LEAST_PASSES, "as long as any other")?;
        let per_pass = began.elapsed().as_secs_f64() / f64::from(LEAST_PASSES);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of floats ends at the bounds, and so does the result"
        )]
        let fitting = (wanted.as_secs_f64() / per_pass) as u32;
        Ok(passwords.with_passes(fitting))
    }

    /// Makes hashes with so many passes, or as many as are allowed.
    #[must_use]
    pub fn with_passes(mut self, passes: u32) -> Self {
        self.passes = passes.clamp(LEAST_PASSES, MOST_PASSES);
        self
    }

    /// The passes that a new hash is made with.
    #[must_use]
    pub const fn passes(&self) -> u32 {
        self.passes
    }

    /// The PHC string of a password, with a new salt.
    ///
    /// # Errors
    /// [`PasswordFault`] when memory or randomness is missing.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordFault> {
        let (pepper, passes, password) = (self.pepper.clone(), self.passes, password.to_owned());
        self.off_the_runtime(move || hash_with(&pepper, passes, &password))
            .await
    }

    /// Whether the password is the one of `hash`. Takes as long where there is none, and for a hash of fewer passes:
    /// those that it lacks are made up for.
    ///
    /// # Errors
    /// [`PasswordFault`] when memory is missing.
    pub async fn verify(
        &self,
        password: &str,
        hash: Option<String>,
    ) -> Result<Verified, PasswordFault> {
        let (pepper, passes, dummy) = (self.pepper.clone(), self.passes, self.dummy.clone());
        let password = password.to_owned();
        self.off_the_runtime(move || {
            let known = hash.is_some();
            let hash = match hash {
                Some(hash) => hash,
                None => dummy_of(&dummy, &pepper, passes)?,
            };
            let hash = PasswordHash::new(&hash).map_err(|_| PasswordFault)?;
            let right = argon2(&pepper, passes)?
                .verify_password(normal(&password).as_bytes(), &hash)
                .is_ok();
            let work = Params::try_from(&hash.params).map_err(|_| PasswordFault)?;
            let lacking = passes.saturating_sub(work.t_cost());
            if lacking > 0 {
                hash_with(&pepper, lacking, &password)?;
            }
            Ok(match (work.t_cost(), work.m_cost()) {
                _ if !(known && right) => Verified::Wrong,
                (t_cost, MEMORY_KIB) if t_cost == passes => Verified::Right,
                _ => Verified::RightButOtherWork,
            })
        })
        .await
    }

    async fn off_the_runtime<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordFault> + Send + 'static,
    ) -> Result<T, PasswordFault> {
        let permit = Arc::clone(&self.at_once)
            .acquire_owned()
            .await
            .map_err(|_| PasswordFault)?;
        spawn_blocking(move || {
            let _held_while_working = permit;
            work()
        })
        .await
        .map_err(|_| PasswordFault)?
    }
}

fn dummy_of(
    dummy: &OnceLock<String>,
    pepper: &[u8; 32],
    passes: u32,
) -> Result<String, PasswordFault> {
    if let Some(hash) = dummy.get() {
        return Ok(hash.clone());
    }
    let hash = hash_with(pepper, passes, "nobody's")?;
    Ok(dummy.get_or_init(|| hash).clone())
}

fn hash_with(pepper: &[u8; 32], passes: u32, password: &str) -> Result<String, PasswordFault> {
    let hash: PasswordHash = argon2(pepper, passes)?
        .hash_password(normal(password).as_bytes())
        .map_err(|_| PasswordFault)?;
    Ok(hash.to_string())
}

/// The same characters typed on another keyboard are the same password (NIST 800-63B-4, 3.1.1.2).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn argon2(pepper: &[u8; 32], passes: u32) -> Result<Argon2<'_>, PasswordFault> {
    let params = Params::new(MEMORY_KIB, passes, 1, None).map_err(|_| PasswordFault)?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(|_| PasswordFault)
}
