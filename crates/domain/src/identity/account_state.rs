/// Whether an account can be used, as stored. The database knows [`Self::Locked`], which nothing writes any more: locks of
/// the log-in end by themselves and stand in a table of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    Active,
    Locked,
    Disabled,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not the state of an account")]
pub struct NotAnAccountState(String);

impl AccountState {
    /// Whether its owner may log in, and decide on others.
    #[must_use]
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Active)
    }
}

impl TryFrom<String> for AccountState {
    type Error = NotAnAccountState;

    fn try_from(word: String) -> Result<Self, NotAnAccountState> {
        match word.as_str() {
            "active" => Ok(Self::Active),
            "locked" => Ok(Self::Locked),
            "disabled" => Ok(Self::Disabled),
            _ => Err(NotAnAccountState(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountState, NotAnAccountState};

    #[test]
    fn an_account_is_usable_while_it_is_active_and_an_unknown_state_is_refused() {
        let usable =
            |word: &str| AccountState::try_from(word.to_owned()).map(AccountState::is_usable);
        assert_eq!(usable("active"), Ok(true));
        assert_eq!(usable("locked"), Ok(false));
        assert_eq!(usable("disabled"), Ok(false));
        let other = "Active".to_owned();
        assert_eq!(usable("Active"), Err(NotAnAccountState(other)));
    }
}
