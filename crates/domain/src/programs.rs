//! What programs are told in place of an answer: the types of problems (RFC 9457).

/// The types of problems. Their names are for good: programs tell them apart by these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    BadRequest,
    KeyMissing,
    Unauthenticated,
    TokenRight,
    Forbidden,
    CrossSite,
    NotFound,
    MethodNotAllowed,
    NotDecided,
    SentBefore,
    TooLarge,
    KeyReused,
    Invalid,
    RateLimited,
    Internal,
    Unavailable,
    NoRoom,
}

impl ProblemKind {
    pub const ALL: [Self; 17] = [
        Self::BadRequest,
        Self::KeyMissing,
        Self::Unauthenticated,
        Self::TokenRight,
        Self::Forbidden,
        Self::CrossSite,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotDecided,
        Self::SentBefore,
        Self::TooLarge,
        Self::KeyReused,
        Self::Invalid,
        Self::RateLimited,
        Self::Internal,
        Self::Unavailable,
        Self::NoRoom,
    ];

    /// How each type begins: a name, and no address of an installation.
    pub const PREFIX: &str = "urn:openqies:problem:";

    /// The type's name behind [`Self::PREFIX`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that it comes with.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().1
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::BadRequest => ("bad-request", 400, "The request cannot be read"),
            Self::KeyMissing => (
                "idempotency-key-missing",
                400,
                "An Idempotency-Key is needed",
            ),
            Self::Unauthenticated => ("unauthenticated", 401, "A good access token is needed"),
            Self::TokenRight => ("token-right", 403, "The token was not made for this"),
            Self::Forbidden => ("forbidden", 403, "The owner's roles do not allow this"),
            Self::CrossSite => ("cross-site", 403, "A page of another site has sent this"),
            Self::NotFound => ("not-found", 404, "There is no such thing for this token"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                405,
                "This address takes another method",
            ),
            Self::NotDecided => ("not-decided", 409, "The file is not decided yet"),
            Self::SentBefore => ("sent-before", 409, "The same file came before"),
            Self::TooLarge => ("too-large", 413, "The file is too large"),
            Self::KeyReused => (
                "idempotency-key-reused",
                422,
                "The Idempotency-Key belongs to another request",
            ),
            Self::Invalid => ("invalid", 422, "A part of the request cannot be taken"),
            Self::RateLimited => ("rate-limited", 429, "Too many requests"),
            Self::Internal => ("internal", 500, "Something failed on our side"),
            Self::Unavailable => ("unavailable", 503, "Not possible at the moment"),
            Self::NoRoom => ("no-room", 507, "The server has no room at the moment"),
        }
    }
}
