//! Passwords: argon2id, a few at a time, never on the runtime's own threads.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// OWASP's floor (ARS IA-5(1)): 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// The hash of no password, checked where there is no account, so that time does not tell.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$b3BlbnFpZXMgZHVtbXkgcw$\
                     cHFwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHA";

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct PasswordFault;

/// Hashes and checks passwords. Each takes about 40 ms of a core and 19 MiB, so one core stays free.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            at_once: Arc::new(Semaphore::new((cores - 1).max(1))),
        }
    }
}

impl Passwords {
    /// The PHC string of a password, with a new salt.
    ///
    /// # Errors
    /// [`PasswordFault`] when memory or randomness is missing.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordFault> {
        let password = password.to_owned();
        self.off_the_runtime(move || {
            let hash: PasswordHash = argon2()?
                .hash_password(password.as_bytes())
                .map_err(|_| PasswordFault)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is the one of `hash`; takes as long where there is none.
    ///
    /// # Errors
    /// [`PasswordFault`] when memory is missing.
    pub async fn verify(
        &self,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, PasswordFault> {
        let password = password.to_owned();
        self.off_the_runtime(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DUMMY.to_owned());
            let hash = PasswordHash::new(&hash).map_err(|_| PasswordFault)?;
            let matches = argon2()?
                .verify_password(password.as_bytes(), &hash)
                .is_ok();
            Ok(known && matches)
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

fn argon2() -> Result<Argon2<'static>, PasswordFault> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| PasswordFault)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
