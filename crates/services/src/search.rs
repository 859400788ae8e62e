//! Searches for people. What is searched for goes through a form, and stands in addresses sealed for whoever searches:
//! browsers, proxies and logs that keep addresses learn no name.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::Actor,
    listing::{SealedSearch, searched},
};

use crate::{ServiceError, Services, keys::Purpose};

/// Seals what was typed, for the address of a list; none when nothing was.
///
/// # Errors
/// [`ServiceError::Corrupt`] when the system has no random bytes.
pub fn seal(
    services: &Services,
    actor: &Actor,
    typed: &str,
) -> Result<Option<SealedSearch>, ServiceError> {
    let Some(text) = searched(typed) else {
        return Ok(None);
    };
    let about = actor.user.0.as_bytes();
    let sealed = services
        .keys
        .seal(Purpose::Search, about, text.as_bytes())?;
    Ok(SealedSearch::parse(&URL_SAFE_NO_PAD.encode(sealed)))
}

/// What is searched for. An address that was sealed for somebody else, or by nobody, searches for nothing.
#[must_use]
pub fn open(services: &Services, actor: &Actor, sealed: Option<&SealedSearch>) -> String {
    let open = |sealed: &SealedSearch| {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.as_str()).ok()?;
        let about = actor.user.0.as_bytes();
        let plain = services.keys.open(Purpose::Search, about, &bytes).ok()?;
        String::from_utf8(plain).ok()
    };
    sealed.and_then(open).unwrap_or_default()
}
