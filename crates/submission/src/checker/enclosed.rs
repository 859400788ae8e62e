//! Messages inside of messages.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use super::Message;

/// A message inside of another, as bytes. Who only hands it on holds no code to read it: so what is about assessments alone passes
/// through the program for payroll files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Enclosed<T> {
    bytes: Vec<u8>,
    #[serde(skip)]
    of: PhantomData<T>,
}

impl<T: Message> Enclosed<T> {
    #[must_use]
    pub fn new(message: &T) -> Self {
        Self {
            bytes: message.to_bytes(),
            of: PhantomData,
        }
    }

    /// None when it says something else.
    #[must_use]
    pub fn open(&self) -> Option<T> {
        T::from_bytes(&self.bytes)
    }
}
