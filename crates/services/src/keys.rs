//! The installation's own key. It lies in a file outside the database: whoever holds a copy of the database alone
//! can check no password against it, use no second factor, and read no mail.

use std::{fs, io, path::Path, sync::Arc};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{ServiceError, token::NoRandomness};

const NONCE_BYTES: usize = 24;

/// What a key is for; each purpose has one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Mixed into every password's hash (ARS IA-5: a keyed hash is preferred).
    Password,
    /// An authenticator's key, or a passkey.
    Device,
    /// Security codes and backup codes.
    Code,
    /// What a passkey is asked to sign.
    Challenge,
    /// The names under which failed log-ins are counted.
    UserName,
    Mail,
    /// What a mailed link goes on with.
    Link,
    /// Forms of a session that ended.
    HeldForm,
    /// What somebody searches people for, in addresses.
    Search,
    /// Documents and answers of identity proofing.
    Proofing,
    /// Log-ins through an identity provider that are underway.
    OpenId,
    /// The chain of the audit trail.
    Audit,
    /// The signatures under its end.
    AuditSignature,
    /// What the database knows the key by.
    Fingerprint,
}

impl Purpose {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::Password => b"password",
            Self::Device => b"device",
            Self::Code => b"code",
            Self::Challenge => b"challenge",
            Self::UserName => b"user name",
            Self::Mail => b"mail",
            Self::Link => b"link",
            Self::HeldForm => b"held form",
            Self::Search => b"search",
            Self::Proofing => b"proofing",
            Self::OpenId => b"openid",
            Self::Audit => b"audit",
            Self::AuditSignature => b"audit signature",
            Self::Fingerprint => b"fingerprint",
        }
    }
}

/// 32 random bytes and what is made from them. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<[u8; 32]>);

impl Keys {
    #[must_use]
    pub fn of(root: [u8; 32]) -> Self {
        Self(Arc::new(root))
    }

    /// # Errors
    /// [`NoRandomness`] when the system has none.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut root = [0; 32];
        getrandom::fill(&mut root).map_err(|_| NoRandomness)?;
        Ok(Self::of(root))
    }

    /// Reads the key's file; none where there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, or holds anything but 32 bytes.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        match fs::read(path) {
            Ok(bytes) => bytes.try_into().map(Self::of).map(Some).map_err(|_| {
                let message = "the key file does not hold 32 bytes";
                io::Error::new(io::ErrorKind::InvalidData, message)
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a new key and its file, readable by this user alone.
    ///
    /// # Errors
    /// When it cannot be made, or is there already.
    pub fn make(path: &Path) -> io::Result<Self> {
        let keys = Self::random().map_err(io::Error::other)?;
        write_privately(path, &*keys.0)?;
        Ok(keys)
    }

    /// The key of one purpose.
    #[must_use]
    pub fn derive(&self, purpose: Purpose) -> [u8; 32] {
        mac(&*self.0, purpose.word())
    }

    /// A hash that only the holder of the key can make.
    #[must_use]
    pub fn hash(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        mac(&self.derive(purpose), message)
    }

    /// Encrypts; `about` names what it belongs to, and must be said again to [`open`](Self::open) it.
    ///
    /// # Errors
    /// [`NoRandomness`] when the system has none.
    pub fn seal(
        &self,
        purpose: Purpose,
        about: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| NoRandomness)?;
        let payload = Payload {
            msg: plain,
            aad: about,
        };
        let sealed = self
            .cipher(purpose)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| ServiceError::Corrupt { what: "secret" })?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts.
    ///
    /// # Errors
    /// [`ServiceError::Corrupt`] when it was sealed with another key, for another purpose, or about something else.
    pub fn open(
        &self,
        purpose: Purpose,
        about: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let corrupt = ServiceError::Corrupt { what: "secret" };
        let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE_BYTES>() else {
            return Err(corrupt);
        };
        let payload = Payload {
            msg: sealed,
            aad: about,
        };
        self.cipher(purpose)
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| corrupt)
    }

    fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive(purpose).into())
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(unix)]
fn write_privately(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // Its name as well: what is encrypted from now on is lost without it.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn write_privately(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests;
