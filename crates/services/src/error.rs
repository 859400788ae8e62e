use domain::{access::Denial, assessments::DraftEnd, forms::FieldError, objection::Objection};
use store::{DbError, files::FileError, jobs::JobError};

/// Why a service did not do what was asked. Outside someone's scope a thing is not found; inside,
/// a refusal names the right that is missing.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    #[error("There is nothing here that your roles let you see.")]
    NotFound,
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Too dangerous for a session whose second factor was not proven in the last five minutes.
    #[error("Prove your second factor again to do this.")]
    Unconfirmed,
    /// Bad input: the form comes back with what was typed.
    #[error("The form has {} problems.", .0.len())]
    Refused(Vec<FieldError>),
    /// Someone else changed it first, or it is no longer in the state that the act needs.
    #[error(transparent)]
    Conflict(#[from] Objection),
    /// The form was sent or thrown away meanwhile, as in another tab.
    #[error("{0}")]
    FormEnded(DraftEnd),
    #[error("This file is larger than {limit} bytes.")]
    TooLarge { limit: u64 },
    #[error("Too many requests. Try again in {retry_after_seconds} seconds.")]
    TooMany { retry_after_seconds: u32 },
    /// It could not be written down that somebody looks, so nothing is shown.
    #[error("the audit trail could not be written")]
    Unrecorded(#[source] DbError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Job(#[from] JobError),
    #[error(transparent)]
    Password(#[from] crate::identity::PasswordFault),
    #[error(transparent)]
    Provider(#[from] crate::identity::openid::ProviderFault),
    #[error(transparent)]
    NoRandomness(#[from] crate::token::NoRandomness),
    /// A stored value that its own rules no longer read: a fault of ours.
    #[error("a stored {what} cannot be read")]
    Corrupt { what: &'static str },
}

impl ServiceError {
    /// Whether no room is left, for files or in the database: nothing of what was sent is kept then.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::File(FileError::Full) => true,
            Self::Database(error)
            | Self::File(FileError::Database(error))
            | Self::Job(JobError::Database(error)) => matches!(error, DbError::Full(_)),
            _ => false,
        }
    }

    /// A form with one problem.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Refused(vec![FieldError::new(field, message)])
    }
}

/// A stored value that no attempt of a job will read.
pub(crate) fn unreadable(what: &'static str) -> JobError {
    JobError::Hopeless(ServiceError::Corrupt { what }.into())
}

/// What was read of a form; none where it was refused, which is set aside, so that the form hears of everything at once.
/// Any other error is one.
pub(crate) fn or_set_aside<T>(
    read: Result<T, ServiceError>,
    refused: &mut Vec<FieldError>,
) -> Result<Option<T>, ServiceError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(ServiceError::Refused(errors)) => {
            refused.extend(errors);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use store::sqlx;

    use super::*;

    #[test]
    fn no_room_is_known_wherever_it_was_missing() {
        let full = || DbError::Full(sqlx::Error::PoolClosed);
        for error in [
            ServiceError::from(FileError::Full),
            ServiceError::from(FileError::Database(full())),
            ServiceError::from(JobError::Database(full())),
            ServiceError::from(full()),
        ] {
            assert!(error.is_full(), "{error:?}");
        }
        for error in [
            ServiceError::from(FileError::Missing),
            ServiceError::from(DbError::Busy(sqlx::Error::PoolTimedOut)),
            // Somebody looked: nothing was sent.
            ServiceError::Unrecorded(full()),
        ] {
            assert!(!error.is_full(), "{error:?}");
        }
    }
}
